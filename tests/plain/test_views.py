"""What is read out says everything that the screen shows, in words and small tables."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from textual.content import Content

from efficacy_tui.content.instrument import shipped_instrument
from efficacy_tui.content.words import load_words
from efficacy_tui.journal.domain_stats import domain_stats
from efficacy_tui.journal.domains import ordered_domains
from efficacy_tui.journal.journal import Journal
from efficacy_tui.journal.profile import build_profile_report
from efficacy_tui.journal.trends import TrendReport, build_trend_report
from efficacy_tui.model import locale_format as places
from efficacy_tui.model.clock import FixedClock
from efficacy_tui.model.records import Mastery, Persuasion, State, Step, Vicarious
from efficacy_tui.plain import columns as on_lines
from efficacy_tui.plain.views.profile import format_profile
from efficacy_tui.plain.views.trend_sections import SECTIONS, format_trends
from efficacy_tui.tui.screens import page_contents as pages
from efficacy_tui.tui.screens import profile_sections, trend_sections
from efficacy_tui.tui.widgets import content_lines as on_screen
from efficacy_tui.wording.trends import RANGES
from tests.conftest import At
from tests.plain.conftest import Lines
from tests.support.plain_driver import flat
from tests.support.profile_answers import JON, MARA, SELF, answer

SCREEN = 45
"""Cells of a section of the screen that draws no diagram."""


def tokens(text: str) -> set[str]:
    """The words and numbers of a text; what was cut short is not one."""
    uncut = re.sub(r"\S*…", " ", text)
    return set(re.findall(r"[\w’]+(?:[.,]\d+)?", uncut.casefold()))


def drawn(rows: Iterable[Content | str]) -> str:
    """What stands on lines of the screen."""
    return " ".join(row if isinstance(row, str) else row.plain for row in rows)


def report_of(journal: Journal, place: int = 0, window: int | None = 90) -> TrendReport:
    """The trends of the domain at a place."""
    domain = ordered_domains(journal.contents)[place]
    now = domain_stats(journal.contents, domain, journal.today())
    return build_trend_report(journal.contents, now, journal.domains.all(), window)


# -- trends ----------------------------------------------------------------------------------------


def test_the_sections_are_those_of_the_screen() -> None:
    assert [heading for heading, _ in SECTIONS] == [heading for heading, _ in trend_sections.SECTIONS]


@pytest.mark.parametrize("place", [0, 1, 2])
@pytest.mark.parametrize("number", range(len(SECTIONS)), ids=[heading for heading, _ in SECTIONS])
def test_a_section_says_every_word_and_number_of_the_screen(year: Journal, place: int, number: int) -> None:
    report = report_of(year, place)
    heading, section = trend_sections.SECTIONS[number]
    rows = section(report, SCREEN)
    if heading == "Check-ins":
        # Its calendar is a table here, and a level its rating.
        rows = [row for row in rows if "check-ins in all" in row.plain]
    missing = tokens(drawn(rows)) - tokens("\n".join(SECTIONS[number][1](report, 78)))
    assert missing <= {"○", "marks", "an"}


def test_the_chart_is_a_sentence_a_table_and_dated_outcomes(year: Journal) -> None:
    report = report_of(year)
    said = flat("\n".join(format_trends(report, 1, 78)))
    level = round(report.stats.level_now)
    assert re.search(rf"Speaking: {level} of 100, rising; between \d+ and \d+ with 80 % confidence\.", said)
    assert re.search(r"Over the last 90 days from \d+ to \d+\.", said)
    assert "Mon 26 Oct succeeded, explain the incident review to the directors" in said


@pytest.mark.parametrize("chosen", range(4))
def test_the_table_has_twelve_rows_at_most_the_first_day_and_the_last(year: Journal, chosen: int) -> None:
    report = report_of(year, 0, RANGES[chosen][2])
    rows = format_trends(report, chosen, 78)
    head = next(i for i, row in enumerate(rows) if row.startswith("Day "))
    body = rows[head + 1 : next(i for i in range(head, len(rows)) if "spread evenly" in rows[i])]
    assert len(body) == 12
    window = RANGES[chosen][2]
    seen = [day for day, _ in report.stats.ratings if window is None or day > report.stats.today - window]
    for row, day in ((body[0], seen[0]), (body[-1], seen[-1])):
        date = dt.date.fromordinal(day)
        assert row.startswith(f"{date:%a} {date.day} {date:%b}")
    assert len({len(row) for row in body if not row[-1].isspace()}) <= 2, "numbers stand under each other"


def test_a_few_ratings_are_said_without_a_level(rated: Journal, lines: Lines) -> None:
    said = flat(lines("t", "q", "q"))
    assert "Speaking: 6 ratings to go. 1 rating over the last 90 days, 50." in said
    assert "Not enough yet: 3 more outcomes." in said


def test_a_day_is_read_out_with_all_that_belongs_to_it(year: Journal, lines: Lines) -> None:
    said = flat(lines("t", "26 oct", "1 jan 2020", "bananas", "35 oct", "q", "q"))
    assert re.search(r"Mon 26 Oct: rated \d+; level \d+, between \d+ and \d+; succeeded: I will explain", said)
    assert "Wed 1 Jan 2020: no check-in." in said
    assert "“bananas” is not a command here." in said
    assert "“35 oct” does not say which day." in said


def test_ranges_and_domains_are_moved_through(year: Journal, lines: Lines) -> None:
    said = lines("t", "1", "4", "]", "q", "q")
    heads = [line for line in said.splitlines() if line.startswith("Trends of")]
    assert heads == [
        "Trends of Speaking, the last 90 days.",
        "Trends of Speaking, the last 30 days.",
        "Trends of Speaking, all days.",
        "Trends of Writing, all days.",
    ]


# -- profile ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("others", [(), ("Mara",), ("Mara", "Jon")])
@pytest.mark.parametrize("own", [False, True])
def test_the_profile_says_every_word_and_number_of_the_screen(
    speaking: Journal, clock: FixedClock, own: bool, others: tuple[str, ...]
) -> None:
    if own:
        answer(speaking, SELF)
        clock.move(days=3)
        answer(speaking, [min(value + 1, 5) for value in SELF])
    for name in others:
        answer(speaking, {"Mara": MARA, "Jon": JON}[name], name)
    report = build_profile_report(speaking.contents, shipped_instrument(), speaking.today())
    said = tokens("\n".join(format_profile(report, 78)))
    shown = drawn(profile_sections.areas(report, 120))
    for heading, section in profile_sections.SECTIONS:
        shown += f" {heading} {drawn(section(report, 120))}"
    letters = {"m", "j", "mj", "jm"}
    # The scale over a drawn line, and the words of its legend.
    assert tokens(shown) - said - letters <= {"2", "3", "4", "mean", "others’", "counted"}


def test_the_profile_is_answered_and_practised_from(rated: Journal, lines: Lines) -> None:
    said = flat(lines("p", "1", "D", "a", *map(str, SELF), "1", "Joining", "", "1", "q", "q"))
    assert "There is nothing to begin with here yet. a answers." in said
    assert "There is nobody to delete." in said
    assert "Your profile is kept. Next: u undo." in said
    assert "Joining is one of your domains now." in said
    assert "That is practised in Joining already." in said


def test_the_hot_seat_goes_on_to_the_profile_after_the_curtain(rated: Journal, lines: Lines) -> None:
    said = lines("p", "h", "Ines", "5", "Alex", "", *["3"] * 12, "", "q", "q")
    curtain = said.index("Please hand the keyboard back now")
    assert "\n" * 30 in said[:curtain]
    assert "Ines" in said[curtain:].split("Profile:", 1)[1]


# -- timeline --------------------------------------------------------------------------------------


def test_the_timeline_is_searched_read_on_and_gone_through_by_day(year: Journal, lines: Lines) -> None:
    said = lines("/", "source:mastery domain:run", "nothing like it", "source:x", "", "2", "m", "d 26 oct", "q", "q")
    assert re.search(r"Evidence and outcomes, \d+ of 49 for “source:mastery domain:run”\.", said)
    assert "nothing found for “nothing like it” in 49 entries." in said
    assert "“x” is no source." in said
    assert "  13. " in said
    assert "\n26 October\n" in said.split("Timeline > d 26 oct")[1][:400]


def test_a_search_can_stand_behind_its_key(year: Journal, lines: Lines) -> None:
    assert "for “cache bug”." in lines("/cache bug", "q", "q")


def test_a_number_opens_an_entry_which_is_edited_and_deleted(rated: Journal, lines: Lines) -> None:
    rated.evidence.add(Mastery, rated.domains.all()[0].id, "Told the story")
    said = lines("2", "1", "e", "Told it all", "", "40", "a", "", "delete", "q", "u", "2", "9", "q", "q")
    assert "1. mastery, not rated yet: Told the story" in said
    assert "Difficulty: not rated yet" in said
    assert "Mastery: Told it all" in said
    assert "Deleted. u undoes it." in said
    assert "Undone: Delete evidence: Told it all." in said
    assert "There is no number 9 here; they go from 1 to 1." in flat(said)


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        (Mastery, {"difficulty": 40, "independence": "helped"}),
        (Vicarious, {"who": "Jon", "similarity": 4, "gap": "one"}),
        (Persuasion, {"who": "Mara", "quote": "in her words", "credibility": 5, "specificity": None}),
        (State, {"arousal": 80, "interpretation": -1}),
    ],
)
def test_an_entry_says_everything_its_page_does(rated: Journal, lines: Lines, kind, fields) -> None:
    domain = rated.domains.all()[0]
    rated.challenges.start(
        domain.id, title="I will talk", done_when="talked", difficulty=40, odds=70, due=rated.today()
    )
    challenge = rated.challenges.active(domain.id)
    entry = rated.evidence.add(kind, domain.id, "What was said of it", challenge=challenge.id, **fields)
    page = pages.evidence_page(entry, "Speaking", rated.today(), challenge)
    said = lines("2", "1", "q", "q", "q")
    assert tokens(f"{page.heading} {drawn(page.lines(70))}") <= tokens(said)


def test_a_challenge_says_everything_its_page_does(speaking: Journal, lines: Lines) -> None:
    domain, today = speaking.domains.all()[0], speaking.today()
    speaking.checkins.record(domain.id, 50)
    challenge = speaking.challenges.start(
        domain.id, title="I will talk", done_when="talked", difficulty=40, odds=70, due=today, partly_when="half",
        if_obstacle="noise", then_plan="wait", role_model="Jon", steps=(Step(text="rehearse", day=today),),
    )  # fmt: skip
    speaking.challenges.edit(challenge.id, done_when="talked aloud")
    running = speaking.challenges.active(domain.id)
    page = pages.challenge_page(running, "Speaking", today, *speaking.challenges.neighbours(running))
    said = lines("1", "q", "q")
    assert tokens(drawn(page.lines(70))) - {"steps"} <= tokens(said)
    assert "day 1 of 1" in said
    closed = speaking.challenges.close(running.id, "partly", attribution="help", learned="to wait", evidence="Talked")
    page = pages.challenge_page(closed, "Speaking", today, *speaking.challenges.neighbours(closed))
    known = tokens(lines("2", "1", "q", "2", "q", "q"))
    assert tokens(f"{page.heading} {drawn(page.lines(70))}") - {"steps"} <= known


# -- dashboard, domains, explanations --------------------------------------------------------------


async def test_the_dashboard_says_what_the_screen_does(year: Journal, at_the_keyboard: At, lines: Lines) -> None:
    said = tokens(lines("q"))
    async with at_the_keyboard((200, 60)) as person:
        shown = person.text()
    header, *body = shown.splitlines()[:-1]
    assert tokens(header) <= said
    half = next(i for i, line in enumerate(body) if line.lstrip().startswith("╰"))
    above, below = ([line.split("│") for line in part if line.count("│") == 4] for part in (body[:half], body[half:]))
    assert tokens("\n".join(pane[1] for pane in above)) - said <= {"steps"}
    assert tokens("\n".join(pane[3] for pane in below)) - said == set()


def test_an_empty_dashboard_says_what_each_part_is_for(journal: Journal, lines: Lines) -> None:
    said = flat(lines("q!", "q"))
    for sentence in (
        "What you practise is called a domain",
        "How sure you are is drawn here",
        "will gather here, day by day",
        "d: begin with a domain.",
    ):
        assert sentence in said


def test_domains_are_added_renamed_ordered_focused_and_archived(rated: Journal, lines: Lines) -> None:
    def names() -> list[str]:
        rated.refresh()
        return [row.name for row in rated.domains.all()]

    lines("d", "a", "Writing", "write a page", "q", "q")
    assert names() == ["Speaking", "Writing"]
    lines("q!", "d", "k 2", "f 1", "e Writing", "Drafting", "", "q", "q")
    assert names() == ["Drafting", "Speaking"]
    assert rated.domains.focus().name == "Drafting"
    said = lines("q!", "d", "x 1", "x", "x 9", "j Drafting", "u", "q", "q")
    assert names() == ["Drafting", "Speaking"]
    assert "Archived: Drafting. u undoes it." in said
    assert "Which one? Write its number, 1 to 2: x 1." in said
    assert "There is no domain 9 here." in said
    assert "archived; it has no place in the order." in said


def test_the_explain_pages_say_every_sentence_and_move_two_values(rated: Journal, lines: Lines) -> None:
    said = flat(lines("x", "mz 0,7", "rDZ = 0.2", "mz 1.5", "2", "q", "q"))
    for page in load_words("explain")["pages"]:
        for block in page["blocks"]:
            assert flat(block.get("text", block.get("heading", ""))) in said
        assert all(flat(reference) in said for reference in page["references"])
    for told in load_words("explain")["bars"]:
        assert re.search(rf"{told['who']} +{told['a']}", said)
    assert "rMZ, identical twins: 0.70. rDZ, fraternal twins: 0.20." in said
    assert "h² = 2(rMZ − rDZ) = 1.00, genes" in said
    assert "1.5 is outside 0 to 1." in said


def test_whoever_writes_a_decimal_comma_reads_one_on_the_lines_too(rated: Journal, lines: Lines) -> None:
    places.use(places.LocaleFormat("mdy", 6, 12, ","))
    said = flat(lines("x", "?", "2", "q", "t", "?", "q", "q"))
    assert "1 394 pairs" in said
    assert "(β 0,205 against 0,071)" in said
    assert "“rMZ 0,7” or “rDZ 0,4” moves a value" in said
    assert "like “fri” or “nov 10”" in said


@pytest.mark.parametrize(("first", "head", "week"), [(0, "Mon Tue Wed", "16 Nov"), (6, "Sun Mon Tue", "22 Nov")])
def test_the_check_ins_stand_in_weeks_that_begin_with_the_persons_day(
    rated: Journal, first: int, head: str, week: str
) -> None:
    places.use(places.LocaleFormat(first_weekday=first))
    rows = dict(SECTIONS)["Check-ins"](report_of(rated), 78)
    assert flat(rows[0]).startswith(f"Week of {head}")
    assert rows[1].startswith(week)
    assert rows[1].split()[2:] == (["none"] * 6 + ["50"] if first == 0 else ["50"])


def test_what_the_pages_name_is_begun_from_them(rated: Journal, lines: Lines) -> None:
    said = lines("x", "e", "q!", "q", "q")
    assert "What kind of evidence?" in said


def test_the_review_is_read_page_by_page(year: Journal, lines: Lines, tmp_path: Path) -> None:
    said = lines("w", "", "", "", "q!", "q")
    assert "The week, Mon 16 Nov to Sun 22 Nov" in said
    assert "Evidence this week:" in said


# -- tables ----------------------------------------------------------------------------------------


def test_no_line_begins_with_a_per_cent_sign_in_either_face() -> None:
    for wrap in (on_lines.wrap, on_screen.wrap):
        assert wrap("somewhere between 60 and 90 % of them", 28) == ["somewhere between 60 and", "90 % of them"]


def test_numbers_stand_under_each_other_and_the_wide_column_is_wrapped() -> None:
    rows = [("mastery", "9", "a b"), ("state", "100", "a long text that does not fit")]
    made = on_lines.table(("Source", "Entries", "Text"), rows, 32, numbers=(1,))
    assert made == [
        "Source   Entries  Text",
        "mastery        9  a b",
        "state        100  a long text",
        "                  that does not",
        "                  fit",
    ]


def test_where_there_is_no_room_a_row_becomes_labelled_values() -> None:
    made = on_lines.table(("Source", "Entries", "Latest"), [("mastery", "9", "yesterday at noon")], 22, numbers=(1,))
    assert made == ["Source mastery,", "  Entries 9, Latest", "  yesterday at noon"]


def test_a_word_is_never_broken() -> None:
    assert on_lines.wrap("see https://example.org/a/long/address there", 20) == [
        "see",
        "https://example.org/a/long/address",
        "there",
    ]
