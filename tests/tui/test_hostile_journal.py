"""Whatever a journal holds, no control character is drawn on any screen."""

from __future__ import annotations

from pathlib import Path

import pytest

from efficacy_tui.journal.demo import seeded_ids
from efficacy_tui.journal.journal import Journal
from efficacy_tui.tui.app import EfficacyApp
from efficacy_tui.tui.look import glyphs
from efficacy_tui.tui.look.terminal_capabilities import TerminalCapabilities
from tests.conftest import SUNDAY
from tests.support import screen_tour
from tests.support.dashboard_driver import DashboardDriver
from tests.support.fixed_clock import FixedClock
from tests.support.hostile_journal import UNPRINTABLE, write_hostile_journal


@pytest.mark.parametrize(("size", "signs"), [((120, 36), "unicode"), ((80, 24), "ascii")])
async def test_no_screen_draws_a_control_character(tmp_path: Path, size: tuple[int, int], signs: glyphs.Name) -> None:
    path = write_hostile_journal(tmp_path / "journal.json")
    journal = Journal(path, FixedClock(SUNDAY), seeded_ids(2))
    app = EfficacyApp(journal, ask_at_start=False, terminal=TerminalCapabilities(signs))
    signs_seen = 0
    async with app.run_test(size=size, notifications=True) as pilot:
        person = DashboardDriver(app, pilot)
        await person.wait_for(lambda: app.snapshot is not None)
        for scene in screen_tour.SCENES:
            await screen_tour.open_scene(person, scene)
            strips = screen_tour.render_strips(app.screen, app.size)
            for line in (strip.text for strip in strips):
                assert not set(line) & UNPRINTABLE, (scene, line)
                signs_seen += line.count("�" if signs == "unicode" else "?")
            assert all(strip.cell_length == size[0] for strip in strips), scene
            await screen_tour.return_to_dashboard(person)
    assert signs_seen > 15, "the attacks are shown as what they are"
