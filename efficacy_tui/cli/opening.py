"""Opens the program on a journal: the dashboard, the only path that imports Textual, or its lines of text."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from efficacy_tui.content.instrument import Instrument
    from efficacy_tui.plain.paper import Paper
    from efficacy_tui.practice.journal import Journal


def run(path: Path) -> int:
    """Open the dashboard on the journal at `path`; gives the exit code."""
    from efficacy_tui.tui.app import EfficacyApp

    def journal() -> Journal:
        # Made in the thread that opens it, when the first picture stands already.
        from efficacy_tui.model.clock import SystemClock
        from efficacy_tui.practice.journal import Journal

        return Journal(path, SystemClock())

    return EfficacyApp(journal, instrument=own_instrument).run() or 0


def own_instrument() -> Instrument:
    """The profile's items, in the person's own wording where the settings folder has one.

    Raises:
        InstrumentUnusable: it has one that cannot be used.
    """
    from efficacy_tui.content.instrument import FILE, instrument
    from efficacy_tui.store.locations import config_folder

    return instrument(config_folder() / FILE)


def run_demo() -> int:
    """Open the dashboard on a year of made-up practice, in a folder that goes when it ends."""
    import tempfile

    from efficacy_tui.tui.app import EfficacyApp

    with tempfile.TemporaryDirectory(prefix="efficacy-demo-") as folder:
        return EfficacyApp(lambda: demo_journal(Path(folder)), demo=True).run() or 0


def demo_journal(folder: Path) -> Journal:
    """A year of made-up practice, in a folder."""
    from efficacy_tui.model.clock import SystemClock
    from efficacy_tui.practice.demo import fill
    from efficacy_tui.practice.journal import Journal

    made = Journal(folder / "journal.json", SystemClock())
    made.open()
    fill(made)
    return Journal(made.path, SystemClock())


def plain(path: Path) -> int:
    """Open the line face on the journal at `path`; gives the exit code."""
    from efficacy_tui.model.clock import SystemClock
    from efficacy_tui.practice.journal import Journal

    return _plain(Journal(path, SystemClock()))


def plain_demo() -> int:
    """Open the line face on a year of made-up practice, in a folder that goes when it ends."""
    import tempfile

    with tempfile.TemporaryDirectory(prefix="efficacy-demo-") as folder:
        return _plain(demo_journal(Path(folder)), demo=True)


def _plain(journal: Journal, *, demo: bool = False) -> int:
    import shutil
    import sys

    from efficacy_tui.content.instrument import shipped
    from efficacy_tui.plain.lines import fitting
    from efficacy_tui.plain.paper import Paper
    from efficacy_tui.plain.program import Program

    for stream in (sys.stdin, sys.stdout):
        if hasattr(stream, "reconfigure"):
            # A sign that this terminal cannot show becomes a question mark, not an end.
            stream.reconfigure(errors="replace")
    size = shutil.get_terminal_size()
    paper = Paper(sys.stdin, sys.stdout, fitting(size.columns), size.lines)
    with _hanging_up_ends_the_input(paper):
        code = Program(journal, paper, instrument=shipped if demo else own_instrument, demo=demo).run()
    paper.finish()
    return code


@contextmanager
def _hanging_up_ends_the_input(paper: Paper) -> Iterator[None]:
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
