"""Opens the dashboard: the only path that imports Textual."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypedDict

from efficacy_tui.cli.terminal import encoding_of
from efficacy_tui.tui.glyphs import Name, fitting

if TYPE_CHECKING:
    from efficacy_tui.content.instrument import Instrument
    from efficacy_tui.practice.journal import Journal
    from efficacy_tui.tui.app import EfficacyApp


def run(path: Path) -> int:
    """Open the dashboard on the journal at `path`; gives the exit code."""
    from efficacy_tui.tui.app import EfficacyApp

    def journal() -> Journal:
        # Made in the thread that opens it, when the first picture stands already.
        from efficacy_tui.model.clock import SystemClock
        from efficacy_tui.practice.journal import Journal

        return Journal(path, SystemClock())

    return fitted(EfficacyApp(journal, instrument=own_instrument, **shown())).run() or 0


class Shown(TypedDict):
    """What the dashboard may draw with."""

    signs: Name
    encoding: str


def shown(signs: Name | Literal["auto"] = "auto") -> Shown:
    """The signs asked for, or those that fit the terminal, and what the terminal is written in."""
    # The screen is written to the standard error stream, so its encoding counts.
    encoding = encoding_of(sys.__stderr__, os.environ)
    return {"signs": fitting(encoding, os.environ.get("TERM")) if signs == "auto" else signs, "encoding": encoding}


def fitted(app: EfficacyApp) -> EfficacyApp:
    """The dashboard in the theme that fits the terminal's colours."""
    from efficacy_tui.tui import theme

    app.theme = theme.fitting(app.console.color_system)
    return app


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

        def journal() -> Journal:
            from efficacy_tui.model.clock import SystemClock
            from efficacy_tui.practice.demo import fill
            from efficacy_tui.practice.journal import Journal

            made = Journal(Path(folder) / "journal.json", SystemClock())
            made.open()
            fill(made)
            return Journal(made.path, SystemClock())

        return fitted(EfficacyApp(journal, demo=True, **shown())).run() or 0
