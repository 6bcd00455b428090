"""The options before a subcommand, which say on which journal it works and how it asks."""

from __future__ import annotations

import datetime as dt
import sys
from contextlib import ExitStack
from pathlib import Path

DEMO_NOTE = "Demo: a temporary journal with a year of made-up practice. Your own journal is not touched."


class GlobalOptions:
    """The options as given; a plain class, because a shell prompt cannot wait until `dataclasses` is imported.

    The demo's journal is at `demo_path` once a command needs it; `resources` are released when the command ends.
    """

    def __init__(
        self, journal: str | None = None, *, demo: bool = False, plain: bool = False, masked: bool = False
    ) -> None:
        self.journal = journal
        self.demo = demo
        self.plain = plain
        self.masked = masked
        self.demo_path: Path | None = None
        self.resources = ExitStack()

    def make_demo(self, day_start: dt.time) -> Path:
        """Make the demo's journal, say so on standard error, and return its path."""
        import tempfile

        from efficacy_tui.cli.demo_journal import make_demo_journal

        folder = tempfile.TemporaryDirectory(prefix="efficacy-demo-", ignore_cleanup_errors=True)
        self.demo_path = make_demo_journal(Path(self.resources.enter_context(folder)), day_start).path
        sys.stderr.write(f"{DEMO_NOTE}\n")
        return self.demo_path
