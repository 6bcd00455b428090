"""Opens the dashboard: the only path that imports Textual."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from efficacy_tui.cli.main import preferences

if TYPE_CHECKING:
    from efficacy_tui.config.preferences import Preferences
    from efficacy_tui.content.instrument import Instrument
    from efficacy_tui.practice.journal import Journal
    from efficacy_tui.tui.app import EfficacyApp
    from efficacy_tui.tui.terminal import Terminal


def run(path: Path) -> int:
    """Open the dashboard on the journal at `path`; gives the exit code."""
    from efficacy_tui.tui.app import EfficacyApp

    chosen = preferences()

    def journal() -> Journal:
        # Made in the thread that opens it, when the first picture stands already.
        from efficacy_tui.model.clock import SystemClock
        from efficacy_tui.practice.journal import Journal

        return Journal(path, SystemClock(chosen.config.day_start))

    return _shown(EfficacyApp(journal, instrument=own_instrument, preferences=chosen, terminal=terminal()), chosen)


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

    chosen = preferences()
    with tempfile.TemporaryDirectory(prefix="efficacy-demo-") as folder:

        def journal() -> Journal:
            from efficacy_tui.model.clock import SystemClock
            from efficacy_tui.practice.demo import fill
            from efficacy_tui.practice.journal import Journal

            clock = SystemClock(chosen.config.day_start)
            made = Journal(Path(folder) / "journal.json", clock)
            made.open()
            fill(made)
            return Journal(made.path, clock)

        return _shown(EfficacyApp(journal, demo=True, preferences=chosen, terminal=terminal()), chosen)


def terminal() -> Terminal:
    """What the terminal at hand can show."""
    from efficacy_tui.cli.terminal import encoding_of
    from efficacy_tui.tui.glyphs import fitting
    from efficacy_tui.tui.terminal import Terminal

    # The screen is written to the standard error stream, so its encoding counts.
    encoding = encoding_of(sys.__stderr__, os.environ)
    return Terminal(fitting(encoding, os.environ.get("TERM")), encoding, theme=None)


def _shown(app: EfficacyApp, chosen: Preferences) -> int:
    return app.run(mouse=chosen.config.mouse) or 0
