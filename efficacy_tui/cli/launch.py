"""Opens the program on a journal: the dashboard, the only path that imports Textual, or its lines of text."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from efficacy_tui.cli.main import load_settings
from efficacy_tui.cli.snapshot_process import SnapshotProcess, start_snapshot_process

if TYPE_CHECKING:
    from efficacy_tui.config.settings import Settings
    from efficacy_tui.content.instrument import Instrument
    from efficacy_tui.journal.journal import Journal
    from efficacy_tui.journal.snapshot import DashboardSnapshot
    from efficacy_tui.plain.line_terminal import LineTerminal
    from efficacy_tui.tui.app import EfficacyApp
    from efficacy_tui.tui.look.terminal_capabilities import TerminalCapabilities


def run_dashboard(path: Path, *, masked: bool = False) -> int:
    """Open the dashboard on the journal at `path`, `masked` or not; gives the exit code."""
    chosen = load_settings()
    forerunner = start_snapshot_process(path, lambda: preview_from(path, chosen))
    try:
        return _run_app(path, chosen, forerunner, masked=masked)
    finally:
        if forerunner is not None:
            forerunner.end()


def _run_app(path: Path, chosen: Settings, forerunner: SnapshotProcess | None, *, masked: bool) -> int:
    from efficacy_tui.tui.app import EfficacyApp

    def journal() -> Journal:
        # Made in the thread that opens it, when the first picture stands already.
        from efficacy_tui.journal.journal import Journal
        from efficacy_tui.model.clock import SystemClock

        return Journal(path, SystemClock(chosen.values.day_start))

    app = EfficacyApp(
        journal,
        instrument=edited_instrument,
        settings=chosen,
        terminal=terminal_capabilities(),
        masked=masked,
        preview=forerunner.take if forerunner else None,
    )
    return _shown(app)


def preview_from(path: Path, chosen: Settings) -> DashboardSnapshot | None:
    """What of the dashboard can be known in a moment, from the file alone; `None` where all is as soon there.

    Raises:
        UnreadableBytes: it is no journal.
    """
    from efficacy_tui.journal.snapshot import SnapshotBuilder, build_with, is_long
    from efficacy_tui.model.clock import SystemClock, local_day
    from efficacy_tui.store.decode import read_journal
    from efficacy_tui.store.store import random_id

    contents = read_journal(path, random_id).contents
    if not is_long(contents):
        return None
    clock = SystemClock(chosen.values.day_start)
    return build_with(SnapshotBuilder().build_preview, contents, local_day(clock.now(), clock.day_start))


def edited_instrument() -> Instrument:
    """The profile's items, in the person's own wording where the settings folder has one.

    Raises:
        InstrumentUnusable: it has one that cannot be used.
    """
    from efficacy_tui.content.instrument import FILE, parse_instrument
    from efficacy_tui.store.paths import config_folder

    return parse_instrument(config_folder() / FILE)


def run_demo(*, masked: bool = False) -> int:
    """Open the dashboard on a year of made-up practice, in a folder that goes when it ends."""
    import tempfile

    from efficacy_tui.tui.app import EfficacyApp

    chosen = load_settings()
    with tempfile.TemporaryDirectory(prefix="efficacy-demo-") as folder:
        made = partial(demo_journal, Path(folder), chosen)
        app = EfficacyApp(made, demo=True, settings=chosen, terminal=terminal_capabilities(), masked=masked)
        return _shown(app)


def demo_journal(folder: Path, chosen: Settings) -> Journal:
    """A year of made-up practice, in a folder."""
    from efficacy_tui.journal.demo import fill
    from efficacy_tui.journal.journal import Journal
    from efficacy_tui.model.clock import SystemClock

    clock = SystemClock(chosen.values.day_start)
    made = Journal(folder / "journal.json", clock)
    made.open()
    fill(made)
    return Journal(made.path, clock)


def run_plain(path: Path) -> int:
    """Open the line face on the journal at `path`; gives the exit code."""
    from efficacy_tui.journal.journal import Journal
    from efficacy_tui.model.clock import SystemClock

    chosen = load_settings()
    return _run_repl(Journal(path, SystemClock(chosen.values.day_start)), chosen)


def run_plain_demo() -> int:
    """Open the line face on a year of made-up practice, in a folder that goes when it ends."""
    import tempfile

    with tempfile.TemporaryDirectory(prefix="efficacy-demo-") as folder:
        chosen = load_settings()
        return _run_repl(demo_journal(Path(folder), chosen), chosen, demo=True)


def _run_repl(journal: Journal, chosen: Settings, *, demo: bool = False) -> int:
    import shutil

    from efficacy_tui.content.instrument import shipped_instrument
    from efficacy_tui.flows.apply_settings import apply_settings
    from efficacy_tui.plain.columns import fit_columns
    from efficacy_tui.plain.line_terminal import LineTerminal
    from efficacy_tui.plain.repl import Repl

    apply_settings(chosen)
    for stream in (sys.stdin, sys.stdout):
        if hasattr(stream, "reconfigure"):
            # A sign that this terminal cannot show becomes a question mark, not an end.
            stream.reconfigure(errors="replace")
    size = shutil.get_terminal_size()
    paper = LineTerminal(sys.stdin, sys.stdout, fit_columns(size.columns), size.lines)
    with _hanging_up_ends_the_input(paper):
        code = Repl(
            journal, paper, settings=chosen, instrument=shipped_instrument if demo else edited_instrument, demo=demo
        ).run()
    paper.finish()
    return code


@contextmanager
def _hanging_up_ends_the_input(paper: LineTerminal) -> Iterator[None]:
    """A closed connection or a shutdown ends the program as the end of the input does: what is typed is kept."""
    import signal

    def end(_number: int, _frame: object) -> None:
        paper.hang_up()

    names = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {name: signal.signal(name, end) for name in names}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)


def terminal_capabilities() -> TerminalCapabilities:
    """What the terminal at hand can show."""
    from efficacy_tui.cli.encoding import stream_encoding
    from efficacy_tui.tui.look.glyphs import fitting_glyphs
    from efficacy_tui.tui.look.terminal_capabilities import TerminalCapabilities

    # The screen is written to the standard error stream, so its encoding counts.
    encoding = stream_encoding(sys.__stderr__, os.environ)
    return TerminalCapabilities(fitting_glyphs(encoding, os.environ.get("TERM")), encoding, theme=None)


def _shown(app: EfficacyApp) -> int:
    """Run the dashboard until it ends; gives the exit code, not 0 when it ended by a mistake of its own.

    Where it takes no mouse, the terminal keeps it for its own selection.
    """
    app.run(mouse=app.mouse)
    if app.crash is not None:
        from efficacy_tui.cli.crash_report import report_crash
        from efficacy_tui.store.paths import data_folder

        report_crash(app.crash, app.journal_session.end(), data_folder())
    return app.return_code or 0
