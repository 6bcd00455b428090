"""The entry point of `efficacy` and `efficacy-tui`: a call without arguments opens the dashboard at once."""

from __future__ import annotations

import contextlib
import errno
import gc
import os
import sys

from efficacy_tui.cli.context import REFUSED, OutputFailed

OUTPUT_FAILED = "The output could not be written: {reason}. Whatever the command had already recorded is saved."


def main() -> None:
    try:
        _replace_closed_streams()
        try:
            _run()
        except SystemExit:
            _flush_streams()
            raise
        _flush_streams()
    except OutputFailed as error:
        _report_failed_output(error)
        sys.exit(REFUSED)
    except Exception as error:  # noqa: BLE001  # any crash is reported in sentences
        from efficacy_tui.cli.crash_report import report_crash
        from efficacy_tui.store.paths import data_folder

        report_crash(error, None, data_folder())
        sys.exit(REFUSED)
    finally:
        # Everything is saved and the terminal restored, so the last collection would only delay the end.
        gc.freeze()


def _flush_streams() -> None:
    """Write what is still buffered; the interpreter would do it at its end, and report a failure as a traceback."""
    for stream in (sys.stdout, sys.stderr):
        stream.flush()


def _replace_closed_streams() -> None:
    """Open the null device in place of standard streams that the shell closed (>&-).

    The next file that is opened would otherwise take their number, and what is printed would go into it.
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            handle = os.open(os.devnull, os.O_RDWR)
            if handle != number:
                os.dup2(handle, number)
                os.close(handle)
            setattr(sys, name, open(number, "w" if number else "r", encoding="utf-8", closefd=False))  # noqa: SIM115


def _report_failed_output(error: OutputFailed) -> None:
    """Say that the output could not be written, unless its reader has gone, and let the interpreter flush nothing."""
    null_device = os.open(os.devnull, os.O_WRONLY)
    if error.errno != errno.EPIPE:
        with contextlib.suppress(OSError):
            sys.stderr.write(f"{OUTPUT_FAILED.format(reason=error.strerror)}\n")
            sys.stderr.flush()
    for number in (1, 2):
        os.dup2(null_device, number)


def _run() -> None:
    if (shell := os.environ.get("_EFFICACY_COMPLETE", "")) in ("bash", "zsh", "fish"):
        from efficacy_tui.cli.shell_completion import answer_shell

        sys.exit(answer_shell(shell, sys.argv[1:]))

    from efficacy_tui.cli.encoding import install_output_streams

    install_output_streams(os.environ)
    try:
        exit_code = _run_without_command_group()
    except KeyboardInterrupt:
        sys.stderr.write("\nAborted!\n")
        sys.exit(REFUSED)
    if exit_code is not None:
        sys.exit(exit_code)
    from efficacy_tui.cli.command_group import efficacy

    efficacy(prog_name="efficacy")


def _run_without_command_group() -> int | None:
    """Run the most common calls without building the command line; return their exit code, `None` for all others."""
    if "_EFFICACY_COMPLETE" in os.environ:
        return None
    if len(sys.argv) == 1:
        from efficacy_tui.cli.launch import open_dashboard

        return open_dashboard(None)
    from efficacy_tui.cli.quick_calls import answer_quickly

    return answer_quickly(sys.argv[1:])
