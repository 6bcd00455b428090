"""What each override of Textual saves: the same keys, with the override and without it, counted in one run."""

from __future__ import annotations

import gc
import importlib
import pkgutil
import weakref
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest
from textual.app import App
from textual.content import Content
from textual.screen import Screen
from textual.scroll_view import ScrollView
from textual.widget import Widget
from textual.widgets import Input

import efficacy_tui.tui
from efficacy_tui.journal.demo import fill_demo
from efficacy_tui.journal.journal import Journal
from efficacy_tui.tui import textual_overrides as overrides
from efficacy_tui.tui.palette import EfficacyPalette
from efficacy_tui.tui.screens.flow_dialog import FlowDialog
from efficacy_tui.tui.widgets.text_field import TextField
from efficacy_tui.tui.widgets.text_input import SingleLineInput
from efficacy_tui.tui.widgets.timeline_list import TimelineList
from tests.conftest import OpenDashboard
from tests.support.dashboard_driver import DashboardDriver
from tests.support.textual_internals import WorkCounter, asks_for_layout, border_titles, cached_colour_count

pytestmark = [
    pytest.mark.skipif(not overrides.ACTIVE, reason="the overrides are switched off here"),
    pytest.mark.usefixtures("draws_frames"),
]

Scenario = Callable[[DashboardDriver], Awaitable[None]]


async def open_help(person: DashboardDriver) -> None:
    await person.run_command("help")


async def open_and_close_help(person: DashboardDriver) -> None:
    await person.run_command("help")
    await person.press("escape")


async def resize_a_long_text(person: DashboardDriver) -> None:
    """Scroll to the end of a text that is wider than its field, and make the field wide enough for it."""
    await person.pilot.resize_terminal(40, 36)
    await person.run_command("domains")
    await person.press("a")
    await person.type("the speech about the old bridge and its keepers")
    await person.press("home", "end")
    await person.pilot.resize_terminal(120, 36)
    await person.settle()


EFFECTS: dict[tuple[type, str], tuple[str, Scenario]] = {
    (overrides.ScreenOverrides, "_refresh_layout"): ("rendered widgets", open_help),
    (overrides.ScreenOverrides, "_on_screen_resume"): ("restyled widgets", open_help),
    (overrides.ScreenOverrides, "refresh"): ("rendered widgets", open_and_close_help),
    (overrides.InputOverrides, "_size_updated"): ("input refreshes", resize_a_long_text),
    (overrides.InputOverrides, "watch_scroll_x"): ("input refreshes", resize_a_long_text),
    (overrides.ScrollViewOverrides, "_size_updated"): ("drawn scroll bars", open_and_close_help),
}
"""Override → the work it saves, and keys that need that work. The others save no work: see their own tests."""

OTHERS = (overrides.AppOverrides, overrides.FullScreenDriverOverrides, overrides.InlineDriverOverrides)
"""Those that make something right rather than fast: the app's and the terminal drivers'."""


@pytest.fixture
def measure(journal: Journal, open_dashboard: OpenDashboard) -> Callable[[str, Scenario], Awaitable[int]]:
    """Counts the work of one kind that a scenario needs on the dashboard of the demo."""
    fill_demo(journal)
    journal.close()

    async def measure(work: str, scenario: Scenario) -> int:
        with pytest.MonkeyPatch.context() as patch:
            counter = WorkCounter(patch)
            async with open_dashboard() as person:
                counter.clear()
                await scenario(person)
                return counter[work]

    return measure


def test_every_override_has_its_effect_tested() -> None:
    assert EFFECTS.keys() == {entry for entry in overrides._overrides if entry[0] not in OTHERS}
    assert {name for owner, name in overrides._overrides if owner is overrides.AppOverrides} == {
        "_fatal_error",
        "pop_screen",
    }


@pytest.mark.parametrize("entry", EFFECTS, ids=lambda entry: f"{entry[0].__name__}.{entry[1]}")
async def test_each_override_saves_work(
    entry: tuple[type, str],
    measure: Callable[[str, Scenario], Awaitable[int]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    work, scenario = EFFECTS[entry]
    with_override = await measure(work, scenario)
    monkeypatch.delattr(*entry)
    without_override = await measure(work, scenario)
    assert with_override < without_override


async def test_widgets_without_a_place_cost_no_layout_of_everything(
    measure: Callable[[str, Scenario], Awaitable[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def open_evidence(person: DashboardDriver) -> None:
        await person.run_command("evidence")

    with_override = await measure("whole layouts", open_evidence)
    monkeypatch.delattr(overrides.ScreenOverrides, "_refresh_layout")
    assert with_override < await measure("whole layouts", open_evidence)


async def test_a_closed_screen_leaves_no_colours_in_memory(open_dashboard: OpenDashboard, speaking: Journal) -> None:
    async with open_dashboard() as person:
        await person.run_command("help")
        assert cached_colour_count() > 0
        person.app.pop_screen()
        assert cached_colour_count() == 0
        await person.settle()


# -- who has them ----------------------------------------------------------------------------------------


def own_classes(base: type) -> Iterator[type]:
    """Every class of the program's screen that extends a class of Textual."""
    for module in pkgutil.walk_packages(efficacy_tui.tui.__path__, "efficacy_tui.tui."):
        for value in vars(importlib.import_module(module.name)).values():
            if isinstance(value, type) and value.__module__ == module.name and issubclass(value, base):
                yield value


@pytest.mark.parametrize(
    ("base", "own_base"),
    [
        (App, overrides.AppOverrides),
        (Screen, overrides.ScreenOverrides),
        (Input, overrides.InputOverrides),
    ],
)
def test_every_app_screen_and_input_has_the_overrides(base: type, own_base: type) -> None:
    classes = list(own_classes(base))
    assert len(classes) > 1
    assert [cls for cls in classes if not issubclass(cls, own_base) and cls is not EfficacyPalette] == []
    for owner, name in overrides._overrides:
        if owner is own_base:
            others = [cls for cls in classes if getattr(cls, name) is not getattr(owner, name)]
            assert [cls for cls in others if cls is not EfficacyPalette] == []


def test_the_timeline_has_the_overrides_of_long_lists() -> None:
    for owner, name in overrides._overrides:
        if owner is overrides.ScrollViewOverrides:
            assert getattr(TimelineList, name) is getattr(owner, name)
    assert set(own_classes(ScrollView)) - {overrides.ScrollViewOverrides} >= {TimelineList, SingleLineInput}


# -- the helpers that do more with verified versions -------------------------------------------------------


async def test_every_changed_widget_asks_for_its_layout_at_once(
    open_dashboard: OpenDashboard, speaking: Journal
) -> None:
    async with open_dashboard() as person:
        await person.run_command("evidence")
        screen = person.app.screen
        assert isinstance(screen, FlowDialog)
        with person.app.batch_update():
            widgets = [screen.query_one(f"#{name}") for name in ("prompt", "hint")]
            for widget in widgets:
                widget.refresh(layout=True)
            assert all(map(asks_for_layout, widgets))
            screen.lay_out_together()
            assert not any(map(asks_for_layout, widgets))


async def test_a_subtitle_draws_only_the_lower_edge(
    open_dashboard: OpenDashboard, speaking: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    regions: list[Any] = []
    async with open_dashboard() as person:
        await person.run_command("evidence")
        frame = person.app.screen.query_one("DialogFrame")
        refresh = frame.refresh

        def record(*arguments: Any, **options: Any) -> Widget:
            regions.extend(arguments or ["everything"])
            return refresh(*arguments, **options)

        monkeypatch.setattr(frame, "refresh", record)
        overrides.set_border_subtitle(frame, Content("in a moment"))
        await person.settle()
        (region,) = regions
        assert (region.height, region.width) == (1, frame.outer_size.width)
        assert region.y + frame.gutter.top == frame.outer_size.height - 1
        assert str(border_titles(frame)[-1]) == "in a moment"
        assert "in a moment" in person.text()


async def test_a_closed_dialog_leaves_no_text_field_in_memory(open_dashboard: OpenDashboard, speaking: Journal) -> None:
    async with open_dashboard() as person:
        await person.run_command("evidence")
        await person.press("m")
        assert isinstance(person.app.screen, FlowDialog)
        field = weakref.ref(person.app.screen.query_one(TextField))
        assert field() is not None
        await person.press("escape")
        await person.run_command("help")
        await person.press("escape")
        # What closes a dialog may still be running when the next key is taken.
        await person.wait_for(lambda: gc.collect() >= 0 and field() is None)
