"""Opens the dashboard: the only path that imports Textual."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from efficacy_tui.content.instrument import Instrument
    from efficacy_tui.practice.journal import Journal
    from efficacy_tui.tui.app import EfficacyApp


def run(path: Path, *, masked: bool = False) -> int:
    """Open the dashboard on the journal at `path`, `masked` or not; gives the exit code."""
    from efficacy_tui.tui.app import EfficacyApp

    def journal() -> Journal:
        # Made in the thread that opens it, when the first picture stands already.
        from efficacy_tui.model.clock import SystemClock
        from efficacy_tui.practice.journal import Journal

        return Journal(path, SystemClock())

    return show(EfficacyApp(journal, instrument=own_instrument, masked=masked))


def show(app: EfficacyApp) -> int:
    """Run the dashboard; where it takes no mouse, the terminal keeps it for its own selection. Gives the exit code."""
    return app.run(mouse=app.mouse) or 0


def own_instrument() -> Instrument:
    """The profile's items, in the person's own wording where the settings folder has one.

    Raises:
        InstrumentUnusable: it has one that cannot be used.
    """
    from efficacy_tui.content.instrument import FILE, instrument
    from efficacy_tui.store.locations import config_folder

    return instrument(config_folder() / FILE)


def run_demo(*, masked: bool = False) -> int:
    """Open the dashboard on a year of made-up practice, in a folder that goes when it ends."""
    import tempfile

    from efficacy_tui.tui.app import EfficacyApp

    with tempfile.TemporaryDirectory(prefix="efficacy-demo-") as folder:

        def journal() -> Journal:
            from efficacy_tui.model.clock import SystemClock
            from efficacy_tui.practice.demo import fill
            from efficacy_tui.practice.journal import Journal

            made = Journal(Path(folder) / "journal.json", SystemClock())
            made.open()
            fill(made)
            return Journal(made.path, SystemClock())

        return show(EfficacyApp(journal, demo=True, masked=masked))
