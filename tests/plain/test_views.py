"""The views have every word and number of the dashboard's screens, as sentences and tables."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from textual.content import Content

from efficacy_tui.content.instrument import shipped_instrument
from efficacy_tui.journal.domain_reading import ordered_domains
from efficacy_tui.journal.domain_stats import compute_domain_stats
from efficacy_tui.journal.journal import Journal
from efficacy_tui.journal.profile import build_profile_report
from efficacy_tui.journal.trends import TrendReport, build_trend_report
from efficacy_tui.model import locale_format, text_layout
from efficacy_tui.model.display import display
from efficacy_tui.model.records import Mastery, Persuasion, State, Step, Vicarious
from efficacy_tui.plain import columns
from efficacy_tui.plain.views.profile import format_profile
from efficacy_tui.plain.views.trend_sections import SECTIONS, format_trends
from efficacy_tui.tui.screens import page_contents as pages
from efficacy_tui.tui.screens import profile_sections, trend_sections
from efficacy_tui.wording.trends import RANGES
from tests.conftest import OpenDashboard
from tests.plain.conftest import TypeLines
from tests.support.fixed_clock import FixedClock
from tests.support.namesakes import add_namesake
from tests.support.plain_driver import unwrap
from tests.support.profile_answers import JON, MARA, SELF, record_answers

SECTION_WIDTH = 45
"""Width at which the sections of a screen draw no diagram."""


def tokens(text: str) -> set[str]:
    """The words and numbers of a text, without those that an ellipsis cuts off."""
    complete = re.sub(r"\S*…", " ", text)
    return set(re.findall(r"[\w’]+(?:[.,]\d+)?", complete.casefold()))


def plain_text(rows: Iterable[Content | str]) -> str:
    """The text of rows of a screen."""
    return " ".join(row if isinstance(row, str) else row.plain for row in rows)


def build_report(journal: Journal, index: int = 0, window: int | None = 90) -> TrendReport:
    """Build the trend report of the domain at an index."""
    domain = ordered_domains(journal.contents)[index]
    stats = compute_domain_stats(journal.contents, domain, journal.today())
    return build_trend_report(journal.contents, stats, journal.domains.all(), window)


# -- trends ----------------------------------------------------------------------------------------


def test_the_sections_match_the_trends_screen() -> None:
    assert [heading for heading, _ in SECTIONS] == [heading for heading, _ in trend_sections.SECTIONS]


@pytest.mark.parametrize("domain_index", [0, 1, 2])
@pytest.mark.parametrize("number", range(len(SECTIONS)), ids=[heading for heading, _ in SECTIONS])
def test_a_section_has_every_word_and_number_of_the_screen(year: Journal, domain_index: int, number: int) -> None:
    report = build_report(year, domain_index)
    heading, section = trend_sections.SECTIONS[number]
    rows = section(report, SECTION_WIDTH)
    if heading == "Check-ins":
        # The calendar of the screen is a table here, with ratings instead of levels.
        rows = [row for row in rows if "check-ins in all" in row.plain]
    missing = tokens(plain_text(rows)) - tokens("\n".join(SECTIONS[number][1](report, 78)))
    assert missing <= {"○", "marks", "an"}


def test_the_chart_becomes_a_sentence_a_table_and_dated_outcomes(year: Journal) -> None:
    report = build_report(year)
    output = unwrap("\n".join(format_trends(report, 1, 78)))
    level = round(report.stats.level_now)
    assert re.search(rf"Speaking: {level} of 100, rising over 90 days.*; 80 % range \d+ to \d+\.", output)
    assert re.search(r"Over the last 90 days from \d+ to \d+\.", output)
    assert "Mon 26 Oct succeeded, explain the incident review to the directors" in output


@pytest.mark.parametrize("range_index", range(4))
def test_the_ratings_table_has_twelve_rows_with_the_first_and_last_day(year: Journal, range_index: int) -> None:
    report = build_report(year, 0, RANGES[range_index][2])
    rows = format_trends(report, range_index, 78)
    head = next(i for i, row in enumerate(rows) if row.startswith("Day "))
    body = rows[head + 1 : next(i for i in range(head, len(rows)) if "spread evenly" in rows[i])]
    assert len(body) == 12
    window = RANGES[range_index][2]
    days = [day for day, _ in report.stats.ratings if window is None or day > report.stats.today - window]
    for row, day in ((body[0], days[0]), (body[-1], days[-1])):
        date = dt.date.fromordinal(day)
        assert row.startswith(f"{date:%a} {date.day} {date:%b}")
    assert len({len(row) for row in body if not row[-1].isspace()}) <= 2, "numbers are not aligned"


def test_few_ratings_are_described_without_a_level(rated: Journal, type_lines: TypeLines) -> None:
    output = unwrap(type_lines("t", "q", "q"))
    assert "Speaking: 1 rating over the last 90 days, 50." in output
    assert "Not enough yet: 3 more outcomes." in output


def test_a_typed_day_is_described(year: Journal, type_lines: TypeLines) -> None:
    output = unwrap(type_lines("t", "26 oct", "1 jan 2020", "bananas", "35 oct", "q", "q"))
    assert re.search(
        r"Mon 26 Oct: rated \d+; level \d+, between \d+ and \d+; record \d+; succeeded: I will explain", output
    )
    assert "Wed 1 Jan 2020: no check-in." in output
    assert "“bananas” is not a command here." in output
    assert "“35 oct” does not say which day." in output


def test_keys_change_the_range_and_the_domain(year: Journal, type_lines: TypeLines) -> None:
    output = type_lines("t", "1", "4", "]", "q", "q")
    heads = [line for line in output.splitlines() if line.startswith("Trends of")]
    assert heads == [
        "Trends of Speaking, the last 90 days.",
        "Trends of Speaking, the last 30 days.",
        "Trends of Speaking, all days.",
        "Trends of Writing, all days.",
    ]


# -- profile ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("others", [(), ("Mara",), ("Mara", "Jon")])
@pytest.mark.parametrize("own", [False, True])
def test_the_profile_has_every_word_and_number_of_the_screen(
    speaking: Journal, clock: FixedClock, own: bool, others: tuple[str, ...]
) -> None:
    if own:
        record_answers(speaking, SELF)
        clock.move(days=3)
        record_answers(speaking, [min(value + 1, 5) for value in SELF])
    for name in others:
        record_answers(speaking, {"Mara": MARA, "Jon": JON}[name], name)
    report = build_profile_report(speaking.contents, shipped_instrument(), speaking.today())
    output = tokens("\n".join(format_profile(report, 78)))
    screen = plain_text(profile_sections.areas_overview(report, 120))
    for heading, section in profile_sections.SECTIONS:
        screen += f" {heading} {plain_text(section(report, 120))}"
    letters = {"m", "j", "mj", "jm"}
    # Except the scale above a drawn line, and the words of its legend.
    assert tokens(screen) - output - letters <= {"2", "3", "4", "mean", "others’", "counted"}


def test_profile_keys_answer_and_add_a_domain(rated: Journal, type_lines: TypeLines) -> None:
    output = unwrap(type_lines("p", "1", "D", "a", *map(str, SELF), "1", "Joining", "", "1", "q", "q"))
    assert "There is nothing to practise here yet. a answers the questions." in output
    assert "There is nobody to delete." in output
    assert "Profile saved. Next: u undo." in output
    assert "Joining is now one of your domains." in output
    assert "You already practise that in Joining." in output


def test_a_hand_over_ends_with_the_handover_text_and_the_profile(rated: Journal, type_lines: TypeLines) -> None:
    output = type_lines("p", "h", "Ines", "5", "Alex", "", *["3"] * 12, "", "q", "q")
    handover = output.index("Please hand the keyboard back now")
    assert "\n" * 30 in output[:handover]
    assert "Ines" in output[handover:].split("Profile:", 1)[1]


# -- timeline --------------------------------------------------------------------------------------


def test_the_timeline_searches_pages_and_jumps_to_a_day(year: Journal, type_lines: TypeLines) -> None:
    output = type_lines(
        "/", "source:mastery domain:run", "nothing like it", "source:x", "", "3", "m", "d 26 oct", "q", "q"
    )
    assert re.search(r"Evidence and outcomes, \d+ of 74 for “source:mastery domain:run”\.", output)
    assert "nothing found for “nothing like it” in 74 entries." in output
    assert "“x” is not a source." in output
    assert "  13. " in output
    assert "\n26 October\n" in output.split("Timeline > d 26 oct")[1][:400]


def test_a_query_can_follow_the_search_key(year: Journal, type_lines: TypeLines) -> None:
    assert "for “cache bug”." in type_lines("/cache bug", "q", "q")


def test_a_number_opens_an_entry_to_edit_and_delete(rated: Journal, type_lines: TypeLines) -> None:
    rated.evidence.add(Mastery, rated.domains.all()[0].id, "Told the story")
    output = type_lines("3", "1", "e", "Told it all", "", "40", "a", "", "delete", "q", "u", "3", "9", "q", "q")
    assert "1. mastery, not rated yet: Told the story" in output
    assert "Difficulty: not rated yet" in output
    assert "Mastery: Told it all" in output
    assert "Deleted. u undoes it." in output
    assert "Undone: Delete evidence: Told it all." in output
    assert "There is no number 9 here; type 1 to 1." in unwrap(output)


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        (Mastery, {"difficulty": 40, "independence": "helped"}),
        (Vicarious, {"who": "Jon", "similarity": 4, "gap": "one"}),
        (Persuasion, {"who": "Mara", "quote": "in her words", "credibility": 5, "specificity": None}),
        (State, {"arousal": 80, "interpretation": -1}),
    ],
)
def test_an_entry_has_every_word_of_its_page(rated: Journal, type_lines: TypeLines, kind, fields) -> None:
    domain = rated.domains.all()[0]
    rated.challenges.start(
        domain.id, title="I will talk", done_when="talked", difficulty=40, odds=70, due=rated.today()
    )
    challenge = rated.challenges.active(domain.id)
    entry = rated.evidence.add(kind, domain.id, "What was said of it", challenge=challenge.id, **fields)
    page = pages.evidence_page(entry, "Speaking", rated.today(), challenge)
    output = type_lines("3", "1", "q", "q", "q")
    assert tokens(f"{page.heading} {plain_text(page.lines(70))}") <= tokens(output)


def test_a_challenge_has_every_word_of_its_page(speaking: Journal, type_lines: TypeLines) -> None:
    domain, today = speaking.domains.all()[0], speaking.today()
    speaking.checkins.record(domain.id, 50)
    challenge = speaking.challenges.start(
        domain.id, title="I will talk", done_when="talked", difficulty=40, odds=70, due=today, partly_when="half",
        if_obstacle="noise", then_plan="wait", role_model="Jon", steps=(Step(text="rehearse", day=today),),
    )  # fmt: skip
    speaking.challenges.edit(challenge.id, done_when="talked aloud")
    running = speaking.challenges.active(domain.id)
    page = pages.challenge_page(running, "Speaking", today, *speaking.challenges.neighbours(running))
    output = type_lines("1", "q", "q")
    assert tokens(plain_text(page.lines(70))) - {"steps"} <= tokens(output)
    assert "By: Sun 22 Nov, the last day" in output
    closed = speaking.challenges.close(running.id, "partly", attribution="help", learned="to wait", evidence="Talked")
    page = pages.challenge_page(closed, "Speaking", today, *speaking.challenges.neighbours(closed))
    words = tokens(type_lines("3", "1", "q", "2", "q", "q"))
    assert tokens(f"{page.heading} {plain_text(page.lines(70))}") - {"steps"} <= words


# -- dashboard, domains, explanations --------------------------------------------------------------


async def test_the_plain_dashboard_has_every_word_of_the_screen(
    year: Journal, open_dashboard: OpenDashboard, type_lines: TypeLines
) -> None:
    output = tokens(type_lines("q"))
    async with open_dashboard((120, 36)) as person:
        screen = person.text()
    header, *body = screen.splitlines()[:-1]
    assert tokens(header) <= output
    half = next(i for i, line in enumerate(body) if line.lstrip().startswith("╰"))
    above, below = ([line.split("│") for line in part if line.count("│") == 4] for part in (body[:half], body[half:]))
    assert tokens("\n".join(pane[1] for pane in above)) - output <= {"steps"}
    assert tokens("\n".join(pane[3] for pane in below)) - output == set()


def test_an_empty_dashboard_explains_its_parts(journal: Journal, type_lines: TypeLines) -> None:
    output = unwrap(type_lines("q!", "q"))
    for sentence in (
        "A domain is something you practise, like speaking.",
        "How sure you are is drawn here",
        "collects here.",
        "d: begin with a domain.",
    ):
        assert sentence in output


def test_domains_are_added_renamed_moved_focused_and_archived(rated: Journal, type_lines: TypeLines) -> None:
    def names() -> list[str]:
        rated.refresh()
        return [row.name for row in rated.domains.all()]

    type_lines("d", "a", "Writing", "write a page", "q", "q")
    assert names() == ["Speaking", "Writing"]
    type_lines("q!", "d", "k 2", "f 1", "e Writing", "Drafting", "", "", "", "q", "q")
    assert names() == ["Drafting", "Speaking"]
    assert rated.domains.focus().name == "Drafting"
    output = type_lines("q!", "d", "x 1", "x", "x 9", "j Drafting", "u", "q", "q")
    assert names() == ["Drafting", "Speaking"]
    assert "Archived: Drafting. u undoes it." in output
    assert "Which one? Type its number, 1 to 2: x 1." in output
    assert "There is no domain 9 here." in output
    assert "archived, so it cannot be moved." in output


def test_the_answer_of_a_week_is_found_and_read_with_its_earlier_versions(
    speaking: Journal, clock: FixedClock, type_lines: TypeLines
) -> None:
    speaking.reviews.record("2026-W47", "I can ask")
    clock.move(hours=1)
    speaking.reviews.record("2026-W47", "I can wait for an answer")
    output = unwrap(type_lines("q!", "/", "wait kind:review", "1", "v", "q!", "q", "q"))
    assert "1. review: I can wait for an answer" in output
    assert "What the week showed: I can wait for an answer" in output
    assert "Week: 2026-W47" in output
    assert "answer: “I can ask”" in output


def test_domains_of_one_name_are_joined(rated: Journal, type_lines: TypeLines) -> None:
    add_namesake(rated, "speaking")
    output = unwrap(type_lines("q!", "d", "= 2", "= 1", "u", "q", "q"))
    assert "Two domains are called" in output
    assert "To join them, type d, then = and the number of one of them." in output
    assert "= 2 joins the second with the others of the same name." in output
    assert "Joined two domains called Speaking. u undoes it." in output
    assert "Only one domain is called Speaking, so there is nothing to join." in output
    rated.refresh()
    assert len(rated.domains.all()) == 2


def test_numbers_and_examples_follow_the_locale(rated: Journal, type_lines: TypeLines) -> None:
    locale_format.use(locale_format.LocaleFormat("mdy", 6, 12, ","))
    output = unwrap(type_lines("x", "2", "3", "?", "q", "t", "?", "q", "q"))
    assert "1 394 pairs" in output
    assert "β 0,205 against 0,071" in output
    assert "“rMZ 0,7” or “rDZ 0,4” moves a value" in output
    assert "like “fri” or “nov 10”" in output


@pytest.mark.parametrize(("first", "head", "week"), [(0, "Mon Tue Wed", "16 Nov"), (6, "Sun Mon Tue", "22 Nov")])
def test_check_in_weeks_start_on_the_first_weekday_of_the_locale(
    rated: Journal, first: int, head: str, week: str
) -> None:
    locale_format.use(locale_format.LocaleFormat(first_weekday=first))
    rows = dict(SECTIONS)["Check-ins"](build_report(rated), 78)
    assert rows[0] == "1 check-in in all."
    assert unwrap(rows[1]).startswith(f"Week of {head}")
    assert rows[2].startswith(week)
    assert rows[2].split()[2:] == (["none"] * 6 + ["50"] if first == 0 else ["50"])


def test_the_review_is_printed_page_by_page(year: Journal, type_lines: TypeLines, tmp_path: Path) -> None:
    output = type_lines("w", "", "", "", "q!", "q")
    assert "The week, Mon 16 Nov to Sun 22 Nov" in output
    assert "Evidence this week:" in output


# -- tables ----------------------------------------------------------------------------------------


def test_no_line_starts_with_a_per_cent_sign_in_either_ui() -> None:
    for wrap in (columns.wrap, text_layout.wrap):
        assert wrap("somewhere between 60 and 90 % of them", 28) == ["somewhere between 60 and", "90 % of them"]


def test_tables_align_numbers_and_wrap_the_wide_column() -> None:
    rows = [("mastery", "9", "a b"), ("state", "100", "a long text that does not fit")]
    lines = columns.table(("Source", "Entries", "Text"), rows, 32, numbers=(1,))
    assert lines == [
        "Source   Entries  Text",
        "mastery        9  a b",
        "state        100  a long text",
        "                  that does not",
        "                  fit",
    ]


def test_a_row_too_wide_for_columns_becomes_labelled_values() -> None:
    lines = columns.table(("Source", "Entries", "Latest"), [("mastery", "9", "yesterday at noon")], 22, numbers=(1,))
    assert lines == ["Source mastery,", "  Entries 9, Latest", "  yesterday at noon"]
    named = columns.table(("", "Rung", "Latest", "You"), [("30", "Ask a question", "", "80 %")], 20, wide=1)
    assert named == ["30, Ask a question,", "  You 80 %"]


def test_words_are_never_broken() -> None:
    assert columns.wrap("see https://example.org/a/long/address there", 20) == [
        "see",
        "https://example.org/a/long/address",
        "there",
    ]


def test_the_chart_is_drawn_when_it_is_asked_for(year: Journal, type_lines: TypeLines) -> None:
    output = type_lines("t", "3", "chart", "q", "q")
    assert "⠤⠤ You say " in output
    assert "· ── your record says about " in output
    assert output.count("┤") == 3
    assert "┤" not in type_lines("t", "3", "q", "q"), "it cannot be read aloud"


def test_f_draws_the_chart_on_the_scale_from_0_to_100(year: Journal, type_lines: TypeLines) -> None:
    part, full = type_lines("t", "chart", "q", "q"), type_lines("f", "q", "q")
    assert "\n 70┤" in part
    assert "100┤" not in part
    assert "\n100┤" in full
    assert "\n  0┤" in full


def test_the_chart_is_drawn_in_ascii_where_the_terminal_needs_it(year: Journal, type_lines: TypeLines) -> None:
    display().ascii_only = True
    chart = type_lines("t", "chart", "q", "q").partition("** You say")[2].partition("Trends >")[0]
    assert chart.isascii()
    assert "== your record says about " in chart
