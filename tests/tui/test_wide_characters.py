"""Names in every script and width: rows are as wide as the screen, and columns stay aligned."""

from __future__ import annotations

import datetime as dt

import pytest
from rich.cells import cell_len

from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import Mastery, Persuasion, Step, Vicarious
from efficacy_tui.model.text_layout import cell_width, centre, elide, pad, pad_left, wrap
from tests.conftest import OpenDashboard
from tests.support.dashboard_driver import DashboardDriver
from tests.support.textual_internals import render_strips

NAMES = (
    "日本語の発表",
    "Cafe\u0301 re\u0301sume\u0301",
    "👩\u200d👩\u200d👧 family talk",
    "ｗｉｄｅ",
    "عرض أمام الناس",
    "הרצאה קצרה",
    "❤\ufe0f from the heart",
    "हिन्दी भाषण",
    "กำลังใจ",
    "한국어 발표",
    "👍🏽 done",
    "👨\u200d👩\u200d👧\u200d👦" * 6,
    "joined\u200d",
    "\u200b\u0301leading marks",
    "soft\u00adhyphen",
)
SIZES = [(120, 36), (80, 24), (79, 24), (60, 20), (40, 12)]


@pytest.mark.parametrize("name", NAMES)
def test_name_is_cut_and_padded_to_any_width(name: str) -> None:
    for width in range(60):
        assert cell_len(pad(name, width)) == width
        assert cell_len(pad_left(name, width)) == width
        assert cell_len(elide(name, width)) <= width
        if width >= 2:
            assert all(cell_len(line) <= width for line in wrap(name, width))
            assert cell_len(centre(elide(name, width), width)) <= width


@pytest.mark.parametrize("name", NAMES)
def test_name_is_measured_as_rich_measures_it(name: str) -> None:
    assert cell_width(name) == cell_len(name)


def strips(person: DashboardDriver) -> list[list[str]]:
    """Return the rows of the screen, in the segments that are sent to the terminal."""
    screen_strips = render_strips(person.app.screen)
    return [[segment.text for segment in strip if not segment.control] for strip in screen_strips]


def rows(person: DashboardDriver) -> list[str]:
    """Return the rows of the screen."""
    return list(map("".join, strips(person)))


def fill_with_names(journal: Journal, name: str, text: str | None = None, plan: str | None = None) -> None:
    """Fill a journal with entries called `name`; evidence is called `text`, the parts of a challenge `plan`."""
    text, plan = text or name, plan or name
    journal.domains.add(name, name)
    journal.domains.add("Writing", "write")
    today, focused_domain = journal.today(), journal.domains.all()[0].id
    journal.domains.set_focus(focused_domain)
    for days_ago in range(7):
        for domain in journal.domains.all():
            journal.checkins.record(domain.id, 50 + days_ago, today - dt.timedelta(days=days_ago) if days_ago else None)
    journal.evidence.add(Mastery, focused_domain, text, difficulty=40, independence="alone")
    journal.evidence.add(Persuasion, focused_domain, text, who=name, quote=text)
    journal.evidence.add(Vicarious, focused_domain, text, who=name)
    journal.challenges.start(
        focused_domain,
        title=f"I will {plan}",
        done_when=plan,
        difficulty=40,
        odds=70,
        due=today + dt.timedelta(days=9),
        steps=tuple(Step(text=f"{plan} {i}", day=today + dt.timedelta(days=i)) for i in range(3)),
        if_obstacle=plan,
        then_plan=plan,
    )


SCREENS = ("dashboard", "ladder", "trends", "search", "profile", "domains", "check-in", "review", "design", "help")


@pytest.mark.parametrize("names", [[NAMES[i] for i in indices] for indices in ((0, 1, 2), (5, 6, 10))])
async def test_every_row_of_every_screen_is_as_wide_as_the_screen(
    names: list[str], journal: Journal, open_dashboard: OpenDashboard
) -> None:
    fill_with_names(journal, *names)
    async with open_dashboard((120, 36)) as person:
        for screen in SCREENS:
            if screen != "dashboard":
                await person.run_command(screen)
            for width, height in SIZES:
                await person.resize(width, height)
                rows_in_segments = strips(person)
                assert len(rows_in_segments) == height
                # A grapheme may lie across two segments, so a row is right if either measure is.
                wrong = [
                    row for row in rows_in_segments if width not in (sum(map(cell_len, row)), cell_len("".join(row)))
                ]
                assert not wrong, (screen, width)
            if screen != "dashboard":
                await person.press("escape")


@pytest.mark.parametrize("name", NAMES)
async def test_columns_after_a_name_are_aligned_with_those_of_other_rows(
    name: str, journal: Journal, open_dashboard: OpenDashboard
) -> None:
    fill_with_names(journal, name)
    async with open_dashboard((120, 36)) as person:
        screen_rows = rows(person)
        edges = [[cell_len(row[:i]) for i, char in enumerate(row) if char == "│"] for row in screen_rows]
        frames = [edge for edge in edges if len(edge) >= 4]
        assert frames
        assert {(edge[0], edge[-1]) for edge in frames} == {(0, 119)}
        # The legend of the domains' pairs ends with the pane, and the days of the steps end in one column.
        (pairs,) = [row for row in screen_rows if "you · record" in row]
        assert cell_len(pairs[: pairs.index("you · record")]) == 119 - 2 - len("you · record")
        left_halves = [row.split("││")[0].rstrip() for row in screen_rows]
        steps = [row for row in left_halves if row.endswith((" today", " tomorrow", " Tue")) and set("▸·") & set(row)]
        assert [row.split()[-1] for row in steps] == ["today", "tomorrow", "Tue"]
        assert len({cell_len(row) for row in steps}) == 1
