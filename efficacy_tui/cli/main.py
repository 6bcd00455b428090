"""The entry point of `efficacy` and `efficacy-tui`: a call without arguments opens the dashboard at once."""

from __future__ import annotations

import gc
import os
import sys

from efficacy_tui.cli.context import REFUSED


def main() -> None:
    try:
        _run()
    except Exception as error:  # noqa: BLE001  # any crash is reported in sentences
        from efficacy_tui.cli.crash_report import report_crash
        from efficacy_tui.store.paths import data_folder

        report_crash(error, None, data_folder())
        sys.exit(REFUSED)
    finally:
        # Everything is saved and the terminal restored, so the last collection would only delay the end.
        gc.freeze()


def _run() -> None:
    if (shell := os.environ.get("_EFFICACY_COMPLETE", "")) in ("bash", "zsh", "fish"):
        from efficacy_tui.cli.shell_completion import answer_shell

        sys.exit(answer_shell(shell, sys.argv[1:]))

    from efficacy_tui.cli.encoding import install_output_encoding

    install_output_encoding(os.environ)
    if len(sys.argv) == 1 and "_EFFICACY_COMPLETE" not in os.environ:
        # Skip building the command line for the most common call.
        try:
            from efficacy_tui.cli.launch import open_dashboard

            sys.exit(open_dashboard(None))
        except KeyboardInterrupt:
            sys.stderr.write("\nAborted!\n")
            sys.exit(REFUSED)
    from efficacy_tui.cli.command_group import efficacy

    efficacy(prog_name="efficacy")
