"""The ladder in cells: exactly as it is drawn at each size, and whole rungs that fit at any other."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from efficacy_tui.insight.rungs import RecordGap
from efficacy_tui.journal.ladder import DAILY, Ladder, NextPlace
from efficacy_tui.model.display import LocaleFormat
from efficacy_tui.model.locale_format import use
from efficacy_tui.model.text_layout import cell_width
from efficacy_tui.tui.widgets.ladder_cells import Drawing
from efficacy_tui.tui.widgets.ladder_page import LadderPage, PageKeys
from efficacy_tui.tui.widgets.ladder_rows import drop_difficulty
from tests.support.ladders import (
    CREATED,
    TODAY,
    domain,
    empty_ladder,
    ladder_after_success,
    ladder_rung,
    long_ladder,
    speaking_ladder,
)

SIZES = [(200, 50), (120, 36), (80, 24), (60, 20), (40, 12)]

WIDE = """
Speaking · ladder                                                                           6 done · 1 tried · 3 ideas

Towards  A keynote of forty minutes before 300 people, without notes · by autumn 2028
You say  64 on average over 10 rungs · sure up to difficulty 52

  hard                                                                      ━ you  ┼ record         outcomes
   92 · Keynote at the regional conference, 300 people, no notes            ━━─┼────────  15  25 %

   80 · Lead the half-day customer workshop alone, with the director in the ━━━━─┼──────  30  44 %
        room

   73   even odds by your record ╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌

▏  68 · Answer live questions in the all-hands for fifteen minutes          ━━━━━──┼────  40  60 %
▏  64 ✗ Demo the release in front of the customer’s board                   ━━━━━───┼───  45  65 %  ✗ 10 Oct
▏
▏  61 ▸ next, about here: your record gives 70 %
▏
▏› 58 ✓ Give the ten-minute design talk to the whole department without     ━━━━━━━━─┼──  70  72 %  ✓ today
▏       reading from notes
▏  56 ◆ Give a ten-minute talk to people I don’t know                       ━━━━━━───┼──  48  75 %  ◆ daily
▏  52 ✓ Give the five-minute update at stand-up without the card            ━━━━━━━━━┿──  80  79 %  ✓ 17 Nov
▏
▏  45 ✓ Moderate the retro and end on time                                  ━━━━━━━━━─┼─  75  85 %  ✓ 23 Oct  ◐ 6 Oct

   38 ✓ Explain the cache bug to one other team                             ━━━━━━━━━━━┼  90  90 %  ✓ 28 Sep

   30 ✓ Ask a question in the department meeting                            ━━━━━━━━━━━┼  90  94 %  ✓ 2 Sep

   20 ✓ Say one unprepared sentence in the stand-up                         ━━━━━━━━━━━┿ 100  96 %  ✓ 28 Aug
  easy  ▏ a stretch: your record gives 60–85 %

  today Done.
"""

MIDDLE = """
Speaking · ladder                     5 done · 1 tried · 3 ideas · 1 under way
Towards  A keynote of forty minutes before 300 people, without notes · by…
  hard  1 more above                             ━ you ┼ rec         latest
   80 · Lead the half-day customer workshop      ━━─┼────  30  41 %
        alone, with the director in the room
   73   even odds by your record ╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌
   68 · Answer live questions in the all-hands   ━━━──┼──  40  57 %
        for fifteen minutes
▏  64 ✗ Demo the release in front of the         ━━━━─┼──  45  62 %  ✗ 10 Oct
▏       customer’s board
▏  58 ● Give the ten-minute design talk to the   ━━━━━━┼─  70  69 %  ● day 6
▏       whole department without reading from…
▏  56 ◆ Give a ten-minute talk to people I don’t ━━━━──┼─  48  72 %  ◆ daily
▏       know
▏› 52 ✓ Give the five-minute update at stand-up  ━━━━━━┼─  80  76 %  ✓ 17 Nov
▏       without the card
▏  45 ✓ Moderate the retro and end on time       ━━━━━━─┼  75  82 %  ✓ 23 Oct
   38 ✓ Explain the cache bug to one other team  ━━━━━━━┼  90  87 %  ✓ 28 Sep
   30 ✓ Ask a question in the department meeting ━━━━━━━┼  90  91 %  ✓ 2 Sep
   20 ✓ Say one unprepared sentence in the       ━━━━━━━┿ 100  94 %  ✓ 28 Aug
        stand-up
  easy  ▏ a stretch: your record gives 60–85 %
› 17 Nov Learned: pausing before the first sentence slowed me down the whole…
"""

NARROW = """
Speaking · ladder               6 done · 1 tried · 3 ideas
Towards  A keynote of forty minutes before 300 people,…
  hard  2 above · 2 below                        you  rec.
   73   even odds by your record ╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌
▏  68 · Answer live questions in the all-hands    40  60 %
▏       for fifteen minutes
▏  64 ✗ Demo the release in front of the          45  65 %
▏       customer’s board
▏  61 ▸ next, about here: your record gives 70 %
▏› 58 ✓ Give the ten-minute design talk to the    70  72 %
▏       whole department without reading from
▏       notes
▏  56 ◆ Give a ten-minute talk to people I don’t  48  75 %
▏       know
▏  52 ✓ Give the five-minute update at stand-up   80  79 %
▏       without the card
▏  45 ✓ Moderate the retro and end on time        75  85 %
   38 ✓ Explain the cache bug to one other team   90  90 %
› today Done.
"""

LEAST = """
Speaking · ladder     5 done · 1 tried
Towards  A keynote of forty minutes…
  hard  5 above · 3 below    you  rec.
▏  56 ◆ Give a ten-minute     48  72 %
▏       talk to people I…
▏› 52 ✓ Give the five-minute  80  76 %
▏       update at stand-up
▏       without the card
▏  45 ✓ Moderate the retro    75  82 %
▏       and end on time
› 17 Nov Learned: pausing before the…
"""


def page_of(ladder: Ladder, size: tuple[int, int], drawing: Drawing | None = None) -> LadderPage:
    """Lay out a ladder on a screen of this size, where the margins and the footer are not the page's."""
    return LadderPage(ladder, size[0] - 2, size[1] - 1, drawing, keys=PageKeys("enter", "p"))


def draw(ladder: Ladder, size: tuple[int, int], cursor: str, drawing: Drawing | None = None) -> list[str]:
    """Return the rows of a ladder as text, without the blanks at their ends."""
    return [row.text.rstrip() for row in page_of(ladder, size, drawing).rows(cursor)]


def row_of(rows: list[str], words: str) -> str:
    """Return the row that has these words."""
    return next(row for row in rows if words in row)


@pytest.mark.parametrize(
    ("size", "ladder", "cursor", "picture"),
    [
        ((120, 36), ladder_after_success(), "rung-58", WIDE),
        ((80, 24), speaking_ladder(), "rung-52", MIDDLE),
        ((60, 20), ladder_after_success(), "rung-58", NARROW),
        ((40, 12), speaking_ladder(), "rung-52", LEAST),
    ],
    ids=["120", "80", "60", "40"],
)
def test_ladder_is_drawn_as_in_its_picture(size: tuple[int, int], ladder: Ladder, cursor: str, picture: str) -> None:
    assert "\n".join(draw(ladder, size, cursor)).strip("\n") == picture.strip("\n")


TITLES = ["", "x" * 200, "wide " + "東京" * 90, "👩\u200d🚀 " * 40, "[/b] do [x] [@click=quit] \\", "a " * 100]


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("count", [1, 5, 12, 60])
@pytest.mark.parametrize("title", TITLES, ids=range(len(TITLES)))
def test_every_rung_can_be_reached_and_is_whole_under_the_cursor(size: tuple[int, int], count: int, title: str) -> None:
    page = page_of(long_ladder(count, title), size)
    columns = page.columns
    for rung in (*page.ladder.rungs, *reversed(page.ladder.rungs)):
        rows = page.rows(rung.id)
        assert len(rows) == size[1] - 1
        assert max(cell_width(row.text) for row in rows) <= columns.total <= size[0] - 2
        seen = [row for row in rows if row.rung]
        here = [row for row in seen if row.rung == rung.id]
        assert here[0].ground == "here"
        assert here[0].text[1] == "›"
        assert f"{rung.difficulty:>3}" in here[0].text
        # A rung is seen whole or not at all.
        for other in page.ladder.rungs:
            rows_of_other = [row for row in seen if row.rung == other.id]
            if rows_of_other:
                assert f"{other.difficulty:>3}" in rows_of_other[0].text[:6]
                assert rows_of_other == seen[seen.index(rows_of_other[0]) :][: len(rows_of_other)]


def test_neighbours_of_the_rung_under_the_cursor_are_seen_with_it() -> None:
    page = page_of(long_ladder(60), (80, 24))
    rungs = page.ladder.rungs
    for order in (range(60), reversed(range(60))):
        for number in order:
            seen = {row.rung for row in page.rows(rungs[number].id)}
            assert {rung.id for rung in rungs[max(number - 1, 0) : number + 2]} <= seen


@pytest.mark.parametrize("size", [(120, 36), (80, 24), (60, 20)], ids=str)
def test_title_of_two_thousand_characters_leaves_room_for_its_neighbours(size: tuple[int, int]) -> None:
    page = page_of(long_ladder(5, "words and more " * 133), size)
    for index in range(5):
        rows = page.rows(f"rung-{index}")
        visible = {row.rung for row in rows if row.rung}
        neighbours = {f"rung-{i}" for i in (index - 1, index, index + 1) if 0 <= i < 5}
        assert neighbours <= visible
        assert [row.text for row in rows if row.rung == f"rung-{index}"][-1].rstrip().endswith("…")


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_title_under_the_cursor_is_not_cut_where_it_fits(size: tuple[int, int]) -> None:
    title = "word " * 24
    page = page_of(long_ladder(5, title), size)
    rows = page.rows("rung-2")
    words = " ".join(row.text[8 : 8 + page.columns.title] for row in rows if row.rung == "rung-2")
    assert words.split().count("word") == 24
    others = [row.text for row in rows if row.rung == "rung-1"]
    assert len(others) == min(page.columns.title_rows, -(-120 // page.columns.title), len(others))


def test_line_about_the_rung_stays_where_it_is_when_the_cursor_moves() -> None:
    for size in SIZES:
        page = page_of(speaking_ladder(), size)
        readout_rows = set()
        for rung in page.ladder.rungs:
            page.rows(rung.id)
            readout_rows.add(page.body_top + page.body.height)
        assert len(readout_rows) == 1


def test_only_the_rows_of_two_rungs_change_when_the_cursor_moves() -> None:
    page = page_of(ladder_after_success(), (120, 36))
    before, after = page.rows("rung-45"), page.rows("rung-38")
    changed = {y for y, (row, other) in enumerate(zip(before, after, strict=True)) if row != other}
    of_the_two = {y for y, row in enumerate(before) if row.rung in ("rung-45", "rung-38")}
    readout_row = next(y for y, row in enumerate(before) if row.text.startswith("  23 Oct Done."))
    assert changed == of_the_two | {readout_row}


def test_nothing_the_record_says_is_drawn_before_it_speaks() -> None:
    rungs = tuple(msgspec.structs.replace(rung, odds=None, is_stretch=False) for rung in speaking_ladder().rungs)
    ladder = speaking_ladder(rungs=rungs, even_odds=None, outcomes_missing=2)
    rows = draw(ladder, (120, 36), "rung-52")
    assert "Record   speaks after 2 more outcomes" in rows
    for sign in ("┼", "┿", "▏", "╌", "%", "record "):
        assert not any(sign in row for row in rows), sign


def test_record_that_gave_way_says_why_it_gives_no_odds() -> None:
    sentence = "How hard it was has said little so far: 16 of 34 worked out."
    rungs = tuple(msgspec.structs.replace(rung, odds=None, is_stretch=False) for rung in speaking_ladder().rungs)
    rows = draw(speaking_ladder(rungs=rungs, even_odds=None, withheld_sentence=sentence), (120, 36), "rung-52")
    assert f"Record   {sentence.removesuffix('.')}" in rows


def test_bar_is_what_the_person_says_and_the_stroke_what_the_record_gives() -> None:
    line = (50, "idea", "Title", 50, 75, [])
    ladder = speaking_ladder(rungs=(ladder_rung(line),), even_odds=None)
    assert "━━━━━━───┼──  50  75 %" in row_of(draw(ladder, (120, 36), "rung-50"), "Title")
    assert "━━━━──┼─  50  75 %" in row_of(draw(ladder, (80, 24), "rung-50"), "Title")
    higher = msgspec.structs.replace(ladder, rungs=(ladder_rung((50, "idea", "Title", 90, 25, [])),))
    assert "━━━┿━━━━━━━─  90  25 %" in row_of(draw(higher, (120, 36), "rung-50"), "Title")
    unrated = msgspec.structs.replace(ladder, rungs=(ladder_rung((50, "idea", "Title", None, 100, [])),))
    assert "───────────┼     100 %" in row_of(draw(unrated, (120, 36), "rung-50"), "Title")


def test_rung_without_a_rating_has_a_dash_beside_rated_ones() -> None:
    rungs = (ladder_rung((60, "idea", "First", None, 50, [])), ladder_rung((50, "idea", "Second", 40, 55, [])))
    rows = draw(speaking_ladder(rungs=rungs, even_odds=None), (60, 20), "rung-50")
    assert row_of(rows, "First").endswith("  –  50 %")


def test_daily_task_shows_no_own_number_before_the_check_in() -> None:
    rungs = tuple(
        msgspec.structs.replace(rung, confidence=None) if rung.id == DAILY else rung for rung in speaking_ladder().rungs
    )
    rows = draw(speaking_ladder(rungs=rungs), (120, 36), DAILY)
    assert "–  72 %  ◆ daily" in row_of(rows, "◆ Give")
    assert "  Your daily task. Your rating of it is shown after today’s check-in." in rows
    assert "  Your daily task." in draw(speaking_ladder(), (120, 36), DAILY)


def test_rating_of_more_than_sixty_days_is_quiet_and_says_when_it_was() -> None:
    rungs = tuple(
        msgspec.structs.replace(rung, rated_on=TODAY - dt.timedelta(days=days))
        for rung, days in zip(
            (ladder_rung((60, "idea", "Old", 50, 50, [])), ladder_rung((40, "idea", "New", 70, 70, []))),
            (61, 60),
            strict=True,
        )
    )
    rows = page_of(speaking_ladder(rungs=rungs, even_odds=None), (120, 36)).rows("rung-60")
    inks = {run.text.strip(): run.ink for row in rows for run in row.runs if run.text.strip() in ("50", "70")}
    assert inks == {"50": "quiet", "70": "text"}
    assert "  Rated in September." in [row.text for row in rows]


def test_next_rung_has_the_sign_and_nothing_has_it_while_one_is_open() -> None:
    rungs = tuple(msgspec.structs.replace(rung, is_next=rung.difficulty == 68) for rung in ladder_after_success().rungs)
    rows = draw(ladder_after_success(rungs=rungs, next_place=None), (120, 36), "rung-68")
    assert [row for row in rows if "▸" in row] == [row_of(rows, "68 ▸ Answer live questions")]
    assert not any("▸" in row for row in draw(speaking_ladder(), (120, 36), "rung-52"))


def test_line_of_even_odds_stands_at_its_difficulty_also_beyond_the_rungs() -> None:
    for even, above, below in ((95, None, 92), (73, 80, 68), (10, 20, None)):
        rows = draw(speaking_ladder(even_odds=even), (120, 50), "rung-52")
        difficulties = [int(row[2:5]) for row in rows if row[2:5].strip().isdigit() and row[5] == " "]
        at = difficulties.index(even)
        assert (difficulties[at - 1] if at else None) == above
        assert (difficulties[at + 1] if at + 1 < len(difficulties) else None) == below


@pytest.mark.parametrize("count", [0, 1, 100])
def test_latest_outcomes_are_shown_as_many_as_fit(count: int) -> None:
    outcomes = [("succeeded", TODAY - dt.timedelta(days=day)) for day in range(count)]
    ladder = speaking_ladder(rungs=(ladder_rung((50, "succeeded" if count else "idea", "Title", 50, 60, outcomes)),))
    expected = {0: ("60 %", "60 %"), 1: ("60 %  ✓ today", "60 %  ✓ today")}
    wide, middle = expected.get(count, ("60 %  ✓ today  ✓ 21 Nov", "60 %  ✓ today"))
    assert row_of(draw(ladder, (120, 36), "rung-50"), "Title").endswith(wide)
    assert row_of(draw(ladder, (80, 24), "rung-50"), "Title").endswith(middle)
    assert row_of(draw(ladder, (60, 20), "rung-50"), "Title").endswith("60 %")


def test_outcome_of_another_year_has_its_month_and_every_day_fits_its_column() -> None:
    last_year = [("failed", dt.date(2025, 9, 28)), ("partly", dt.date(2025, 8, 1))]
    ladder = speaking_ladder(rungs=(ladder_rung((50, "failed", "Title", 50, 60, last_year)),))
    assert row_of(draw(ladder, (120, 36), "rung-50"), "Title").endswith("60 %  ✗ Sep ’25")
    assert row_of(draw(ladder, (200, 50), "rung-50"), "Title").endswith("60 %  ✗ Sep ’25  ◐ Aug ’25")
    assert row_of(draw(ladder, (80, 24), "rung-50"), "Title").endswith("60 %  ✗ Sep ’25")
    use(LocaleFormat("mdy"))
    this_year = [("failed", dt.date(2026, 9, 28))]
    ladder = speaking_ladder(rungs=(ladder_rung((50, "failed", "Title", 50, 60, this_year)),))
    assert row_of(draw(ladder, (80, 24), "rung-50"), "Title").endswith("60 %  ✗ Sep 28")


def test_air_stands_between_rungs_five_apart_while_everything_fits() -> None:
    rows = [row.rung for row in page_of(speaking_ladder(even_odds=None), (120, 50)).rows("rung-20")]
    assert rows[rows.index("rung-64") - 1] == "rung-68"
    assert rows[rows.index("rung-58") - 1] == ""
    assert rows[rows.index("rung-38") - 1] == ""
    low = [row.rung for row in page_of(speaking_ladder(even_odds=None), (80, 24)).rows("rung-20")]
    assert low[low.index("rung-38") - 1] == "rung-45"


def test_masked_only_signs_days_and_difficulties_can_be_read() -> None:
    page = page_of(ladder_after_success(), (120, 36), Drawing(masked=True))
    rows = page.rows("rung-58")
    readable = "".join(run.text for row in rows for run in row.runs if run.privacy in ("public", "place"))
    for private in ("Speaking", "Keynote", "%", "▸", "▏", "even odds", "next, about", "64 on average", "done ·"):
        assert private not in readable, private
    rung_row = next(row for row in rows if "Moderate" in row.text)
    readable = "".join(run.text for run in rung_row.runs if run.privacy in ("public", "place"))
    assert "".join(readable.split()) == "45✓✓23Oct◐6Oct"


def test_masked_the_line_below_does_not_tell_which_rung_is_next() -> None:
    rungs = tuple(msgspec.structs.replace(rung, is_next=rung.difficulty == 68) for rung in ladder_after_success().rungs)
    ladder = ladder_after_success(rungs=rungs, next_place=None)
    for cursor, privacy in (("rung-68", "private"), ("rung-92", "public")):
        page = LadderPage(ladder, 118, 35, Drawing(masked=True), is_public=lambda _: True)
        line = page.rows(cursor)[page.body_top + page.body.height + 2]
        assert {run.privacy for run in line.runs[2:] or line.runs[1:]} == {privacy}


def test_hidden_numbers_leave_words_without_gaps() -> None:
    rows = draw(ladder_after_success(), (120, 36), "rung-58", Drawing(hide_numbers=True))
    assert any(row.endswith("▸ next, about here") for row in rows)
    assert "  easy  ▏ a stretch" in rows
    assert not any("on average" in row for row in rows)
    assert row_of(rows, "Answer live").startswith("▏     · Answer live questions")
    assert row_of(rows, "Answer live").endswith("━━━━━──┼────")
    assert "you" in row_of(rows, "hard")
    narrow = draw(ladder_after_success(), (60, 20), "rung-58", Drawing(hide_numbers=True))
    assert "you" not in row_of(narrow, "hard")


def test_blind_ladder_has_neither_numbers_nor_what_the_record_says_and_keeps_its_places() -> None:
    before, blind = (
        page_of(ladder_after_success(), (120, 36)),
        page_of(ladder_after_success(), (120, 36), Drawing(blind=True)),
    )
    rows, blind_rows = before.rows("rung-58"), blind.rows("rung-58")
    assert [row.rung for row in rows] == [row.rung for row in blind_rows]
    text = "\n".join(row.text for row in blind_rows[blind.body_top : blind.body_top + blind.body.height])
    for sign in ("%", "━", "┼", "▏", "╌", "▸"):
        assert sign not in text
    assert not any("Done." in row.text for row in blind_rows)


def test_ascii_strokes_have_a_sign_of_their_own() -> None:
    rows = draw(speaking_ladder(), (80, 24), "rung-52", Drawing(ascii_only=True))
    assert "━━━━━━│─" in row_of(rows, "52 ✓")
    assert not any("┼" in row or "┿" in row for row in rows)


def test_empty_ladder_says_what_will_be_here_and_which_key_begins() -> None:
    rows = draw(empty_ladder(), (80, 24), "")
    assert any("A ladder is five to eight things from easy to hard." in row for row in rows)
    assert "  enter  begin" in rows
    read_only = LadderPage(empty_ladder(), 78, 23)
    assert not any("begin" in row.text for row in read_only.rows(""))


def test_daily_task_without_a_place_is_named_with_the_key_that_places_it() -> None:
    rungs = tuple(rung for rung in speaking_ladder().rungs if rung.id != DAILY)
    ladder = msgspec.structs.replace(speaking_ladder(rungs=rungs), domain=domain(placed=False))
    assert "◆ daily  p  Place it here to see what your record gives." in draw(ladder, (120, 36), "rung-52")
    assert not any("p  Place it" in row for row in draw(speaking_ladder(), (120, 36), "rung-52"))


def test_goal_stays_when_the_level_has_no_room() -> None:
    rows = draw(speaking_ladder(), (80, 24), "rung-52")
    assert rows[1].startswith("Towards  A keynote of forty minutes")
    assert not any("on average" in row for row in rows)
    short = draw(speaking_ladder(rungs=speaking_ladder().rungs[-4:]), (80, 24), "rung-52")
    assert "You say  64 on average over 10 rungs · sure up to difficulty 52" in short


@pytest.mark.parametrize(
    ("size", "line"),
    [
        (
            (120, 36),
            "64 on average over 10 rungs · 9 points less than your record on 8 of 10 · sure up to difficulty 52",
        ),
        ((80, 24), "64 on average · 9 points less than your record on 8 of 10"),
        ((60, 20), "64 on average · 9 below record on 8 of 10"),
        ((40, 16), "9 below record on 8 of 10"),
    ],
)
def test_where_person_and_record_differ_stays_in_the_head(size: tuple[int, int], line: str) -> None:
    rungs = tuple(
        msgspec.structs.replace(rung, rated_on=TODAY) if rung.confidence is not None else rung
        for rung in speaking_ladder().rungs
    )
    ladder = speaking_ladder(rungs=rungs, record_gap=RecordGap(10, 1, 5.0, 8, 9.0))
    assert draw(ladder, size, "rung-52")[2 + (size[1] >= 29)] == f"You say  {line}"
    assert not any("below record" in row for row in draw(ladder, (40, 12), "rung-52"))


def test_counts_give_way_to_the_name_of_the_domain_from_their_end() -> None:
    assert row_of(draw(speaking_ladder(), (40, 12), "rung-52"), "Speaking").endswith("5 done · 1 tried")
    long_name = msgspec.structs.replace(domain(), name="Speaking before people who know more than I do")
    ladder = msgspec.structs.replace(speaking_ladder(), domain=long_name)
    head = draw(ladder, (60, 20), "rung-52")[0]
    assert "… · ladder" in head
    assert "5 done" in head


@pytest.mark.parametrize(
    ("rung", "gap", "difficulty"),
    [
        ("rung-80", 0, 96),  # beyond the hardest, half of what is left to 100 at most
        ("rung-80", 1, None),  # its own place
        ("rung-80", 2, None),
        ("rung-80", 3, 66),  # between 68 and 64
        ("rung-80", 11, 15),  # below the easiest, a little
        (DAILY, 2, 74),  # between 80 and 68
        (DAILY, 7, 48),  # between 52 and 45
    ],
)
def test_dropped_rung_goes_to_the_middle_of_the_gap(rung: str, gap: int, difficulty: int | None) -> None:
    assert drop_difficulty(speaking_ladder(), rung, gap) == difficulty


def test_only_rung_has_no_other_place() -> None:
    ladder = speaking_ladder(rungs=speaking_ladder().rungs[:1])
    assert [drop_difficulty(ladder, "rung-92", gap) for gap in (0, 1)] == [None, None]


def test_rung_dropped_among_rungs_of_its_difficulty_stays() -> None:
    rungs = tuple(
        msgspec.structs.replace(ladder_rung((difficulty, "idea", f"Title {i}", None, None, [])), id=f"rung-{i}")
        for i, difficulty in enumerate((70, 50, 50, 50, 30))
    )
    ladder = speaking_ladder(rungs=rungs)
    assert [drop_difficulty(ladder, "rung-1", gap) for gap in range(6)] == [75, None, None, None, 40, 25]


@given(
    difficulties=st.lists(st.integers(0, 100), min_size=2, max_size=20),
    size=st.sampled_from(SIZES),
    data=st.data(),
)
def test_a_line_shows_the_gap_that_a_dragged_rung_would_fall_into(
    difficulties: list[int], size: tuple[int, int], data: st.DataObject
) -> None:
    ordered = sorted(difficulties, reverse=True)
    rungs = tuple(
        msgspec.structs.replace(ladder_rung((difficulty, "idea", f"Title {i}", None, None, [])), id=f"rung-{i}")
        for i, difficulty in enumerate(ordered)
    )
    page = page_of(Ladder(domain=domain(), today=TODAY, rungs=rungs), size)
    dragged = data.draw(st.sampled_from([rung.id for rung in rungs]))
    page.rows(dragged)
    y = data.draw(st.integers(0, page.body.height - 1)) + page.body_top
    gap = page.gap_at(y, dragged)
    assert gap is not None
    assert page.body.spans[0].number <= gap <= page.body.spans[-1].number + 1
    difficulty = drop_difficulty(page.ladder, dragged, gap)
    rows = page.rows(dragged, gap)
    assert len(rows) == size[1] - 1
    if difficulty is not None:
        below = [row.difficulty for row in rungs[gap:] if row.id != dragged]
        above = [row.difficulty for row in rungs[:gap] if row.id != dragged]
        assert max(below, default=0) <= difficulty <= min(above, default=100)


def test_place_between_rungs_that_are_stretches_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    assert NextPlace(61, 60).is_stretch
    assert NextPlace(61, 85).is_stretch
    assert not NextPlace(61, 59).is_stretch
    assert not NextPlace(61, 86).is_stretch


def test_ideas_are_dated_by_the_day_they_were_added() -> None:
    assert row_of(draw(speaking_ladder(), (120, 36), "rung-92"), "Added as an idea.") == "  3 Oct Added as an idea."
    assert CREATED.date() == dt.date(2026, 10, 3)


@pytest.mark.parametrize(
    ("width", "legend"),
    [(120, "a stretch: your record gives 60–85 %"), (60, "a stretch: your record gives 60–85 %"), (40, "a stretch")],
)
@pytest.mark.parametrize("height", [24, 36])
def test_legend_of_the_stretch_is_whole_at_every_width(width: int, height: int, legend: str) -> None:
    (foot,) = (row for row in draw(speaking_ladder(), (width, height), "rung-52") if "easy" in row)
    if width == 40 and "below" not in foot:
        legend = "a stretch: record 60–85 %"
    assert foot.strip().startswith(f"easy  ▏ {legend}")
    assert "…" not in foot
