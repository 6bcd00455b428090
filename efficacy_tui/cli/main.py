"""What `efficacy` starts with: the dashboard at once where nothing else is asked for, or else the command line."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from efficacy_tui.config.settings import Settings

OK, REFUSED, NO_TERMINAL, MISSING = 0, 1, 2, 3


def open_dashboard(journal: str | None, *, demo: bool = False, masked: bool = False) -> int:
    """Open the dashboard on a journal (the demo's own with `demo`), `masked` or not; gives the exit code."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()) or os.environ.get("TERM") == "dumb":
        import click

        click.echo(
            "The dashboard needs a terminal. “efficacy --plain” is the same program as lines of text; from a script, "
            "use a command such as “efficacy check-in 70”.",
            err=True,
        )
        return NO_TERMINAL
    from efficacy_tui.cli import launch

    return launch.run_demo(masked=masked) if demo else launch.run_dashboard(journal_file(journal), masked=masked)


def open_plain(journal: str | None, *, demo: bool = False) -> int:
    """Open the line face on a journal (the demo's own with `demo`); gives the exit code."""
    from efficacy_tui.cli import launch as launch

    return launch.run_plain_demo() if demo else launch.run_plain(journal_file(journal))


def journal_file(given: str | None) -> Path:
    """The journal this call is about."""
    from efficacy_tui.store.paths import journal_path

    return journal_path(given, os.environ)


def load_settings() -> Settings:
    """What the person has set."""
    from efficacy_tui.config.settings import Settings
    from efficacy_tui.store.paths import config_path

    return Settings(config_path(os.environ))


def main() -> None:
    """The entry point of `efficacy` and `efficacy-tui`."""
    from efficacy_tui.cli.garbage_collection import collect_rarely_during_start, stop_collecting

    collect_rarely_during_start()
    try:
        _run()
    except Exception as error:  # noqa: BLE001  # whatever it was, it is told in sentences
        from efficacy_tui.cli.crash_report import report_crash
        from efficacy_tui.store.paths import data_folder

        report_crash(error, None, data_folder())
        sys.exit(REFUSED)
    finally:
        stop_collecting()


def _run() -> None:
    from efficacy_tui.cli.encoding import install_output_encoding

    install_output_encoding(os.environ)
    if len(sys.argv) == 1 and "_EFFICACY_COMPLETE" not in os.environ:
        # Most often it is only opened, which need not wait for the command line to be put together.
        try:
            sys.exit(open_dashboard(None))
        except KeyboardInterrupt:
            sys.stderr.write("\nAborted!\n")
            sys.exit(REFUSED)
    from efficacy_tui.cli.command_group import efficacy

    efficacy(prog_name="efficacy")
