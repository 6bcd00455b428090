"""Names of every script and width: each row stays as wide as the screen, and columns stand where they stood."""

from __future__ import annotations

import datetime as dt

import pytest
from rich.cells import cell_len

from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import Mastery, Persuasion, Step, Vicarious
from efficacy_tui.model.text_layout import cell_width, centre, elide, pad, pad_left, wrap
from tests.conftest import At
from tests.support.dashboard_driver import Person

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
def test_a_name_is_cut_and_filled_up_to_any_width(name: str) -> None:
    for width in range(60):
        assert cell_len(pad(name, width)) == width
        assert cell_len(pad_left(name, width)) == width
        assert cell_len(elide(name, width)) <= width
        if width >= 2:
            assert all(cell_len(line) <= width for line in wrap(name, width))
            assert cell_len(centre(elide(name, width), width)) <= width


@pytest.mark.parametrize("name", NAMES)
def test_outside_the_dashboard_a_name_is_measured_the_same(name: str) -> None:
    assert cell_width(name) == cell_len(name)


def strips(person: Person) -> list[list[str]]:
    """The rows of the screen, in the pieces in which they are sent to the terminal."""
    drawn = person.app.screen._compositor.render_strips()
    return [[segment.text for segment in strip if not segment.control] for strip in drawn]


def rows(person: Person) -> list[str]:
    """The rows of the screen."""
    return list(map("".join, strips(person)))


def lived_in(journal: Journal, name: str, text: str | None = None, plan: str | None = None) -> None:
    """A journal in which everything is called `name`; or the evidence `text`, and all of a challenge `plan`."""
    text, plan = text or name, plan or name
    journal.domains.add(name, name)
    journal.domains.add("Writing", "write")
    today, focus = journal.today(), journal.domains.all()[0].id
    journal.domains.set_focus(focus)
    for back in range(7):
        for domain in journal.domains.all():
            journal.checkins.record(domain.id, 50 + back, today - dt.timedelta(days=back) if back else None)
    journal.evidence.add(Mastery, focus, text, difficulty=40, independence="alone")
    journal.evidence.add(Persuasion, focus, text, who=name, quote=text)
    journal.evidence.add(Vicarious, focus, text, who=name)
    journal.challenges.start(
        focus,
        title=f"I will {plan}",
        done_when=plan,
        difficulty=40,
        odds=70,
        due=today + dt.timedelta(days=9),
        steps=tuple(Step(text=f"{plan} {i}", day=today + dt.timedelta(days=i)) for i in range(3)),
        if_obstacle=plan,
        then_plan=plan,
    )


SCREENS = ("dashboard", "trends", "search", "profile", "domains", "check-in", "review", "design", "help")


@pytest.mark.parametrize("names", [[NAMES[i] for i in few] for few in ((0, 1, 2), (5, 6, 10))])
async def test_no_row_of_any_screen_is_longer_or_shorter_than_the_screen(
    names: list[str], journal: Journal, at_the_keyboard: At
) -> None:
    lived_in(journal, *names)
    async with at_the_keyboard((120, 36)) as person:
        for screen in SCREENS:
            if screen != "dashboard":
                await person.does(screen)
            for width, height in SIZES:
                await person.pilot.resize_terminal(width, height)
                await person.settle()
                drawn = strips(person)
                assert len(drawn) == height
                # A cluster may lie across two pieces, or end one: the row is right by one of the two measures.
                wrong = [row for row in drawn if width not in (sum(map(cell_len, row)), cell_len("".join(row)))]
                assert not wrong, (screen, width)
            if screen != "dashboard":
                await person.press("escape")


@pytest.mark.parametrize("name", NAMES)
async def test_columns_after_a_name_stand_where_they_stand_after_any_other(
    name: str, journal: Journal, at_the_keyboard: At
) -> None:
    lived_in(journal, name)
    async with at_the_keyboard((120, 36)) as person:
        drawn = rows(person)
        edges = [[cell_len(row[:i]) for i, char in enumerate(row) if char == "│"] for row in drawn]
        frames = [edge for edge in edges if len(edge) >= 4]
        assert frames
        assert {(edge[0], edge[-1]) for edge in frames} == {(1, 118)}
        # What is said of each domain's trend begins in one cell, and the days of the steps end in one.
        trends = [cell_len(row.partition("too early to say")[0]) for row in drawn if "too early to say" in row]
        assert len(trends) == 2
        assert len(set(trends)) == 1
        left = [row.split("││")[0].rstrip() for row in drawn]
        steps = [row for row in left if row.endswith((" today", " tomorrow", " Tue"))]
        assert [row.split()[-1] for row in steps] == ["today", "tomorrow", "Tue"]
        assert len({cell_len(row) for row in steps}) == 1
