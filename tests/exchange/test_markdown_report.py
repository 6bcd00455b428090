"""The Markdown report: its sections, escaped texts, and charts."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from efficacy_tui.content.words import DISCLAIMER
from efficacy_tui.exchange.export import ExportFormat, export
from efficacy_tui.exchange.writers.html.document import write_html
from efficacy_tui.exchange.writers.markdown import escape_markdown, write_markdown
from efficacy_tui.exchange.writers.text_chart import SIZE, text_chart, text_sparkline
from efficacy_tui.journal.domain_stats import compute_domain_stats
from efficacy_tui.journal.journal import Journal
from efficacy_tui.journal.report import build_report
from efficacy_tui.model import locale_format
from efficacy_tui.wording.confidence import own_phrase
from tests.support.html_document import BLOCKS, parse_html

DAY = dt.date(2026, 11, 1)
PARTS = ["Where you stand", "Ladder", "Under way", "Challenges", "Odds and sessions", "Four sources"]
END = ["What the weeks showed you can do", "How far to trust these numbers", "What was left out", "What this is"]


def report(journal: Journal) -> str:
    """The report on a whole journal."""
    return write_markdown(build_report(journal.contents, journal.contents, journal.today()))


def headings(text: str, level: int) -> list[str]:
    """The headings of a level, in order."""
    return re.findall(rf"^{'#' * level} (.*)$", text, re.MULTILINE)


def test_the_report_has_each_domain_with_its_sections(year: Journal) -> None:
    text = report(year)
    assert text.startswith("# Self-efficacy report\n")
    assert DISCLAIMER in text
    names = [f"{domain.name} (focus)" if domain.focus else domain.name for domain in year.domains.all()]
    assert headings(text, 2) == [*names, "All domains"]
    assert headings(text, 3) == [*(PARTS * 3), "Your odds", *END]
    assert headings(text, 4) == ["Your odds", "Before and after sessions"] * 3
    assert text.count("```") % 2 == 0


def test_every_row_of_a_table_has_the_columns_of_its_head(year: Journal) -> None:
    tables = re.findall(r"(?:^\|.*\n)+", report(year), re.MULTILINE)
    assert len(tables) == 1 + 3 * 3
    for table in tables:
        assert len({line.replace("\\|", "").count("|") for line in table.splitlines()}) == 1, table


def test_html_and_markdown_have_the_same_sections_in_the_same_order(year: Journal) -> None:
    data = build_report(year.contents, year.contents, year.today())
    text, page = write_markdown(data), parse_html(write_html(data))
    for level in (1, 2, 3, 4):
        in_html = [heading.text for heading in page.find_all(f"h{level}")]
        assert [line.replace("(", "").replace(")", "") for line in headings(text, level)] == in_html


def test_html_and_markdown_say_the_same_sentences(year: Journal) -> None:
    data = build_report(year.contents, year.contents, year.today())
    text, words = write_markdown(data), parse_html(write_html(data)).text
    sentences = re.findall(r"(?:You|They|Smoothed|Over|With|There|How|After|Informational)\b[^|*\n`]*?\.", text)
    assert len(sentences) > 20
    missing = [sentence for sentence in sentences if " ".join(sentence.replace("\\", "").split()) not in words]
    assert missing == []


def test_an_empty_journal_has_a_report(empty: Journal, speaking: Journal) -> None:
    assert "There is no domain yet." in report(empty)
    assert "No ratings in this period." in report(speaking)
    assert "Nothing is under way." in report(speaking)


def test_a_report_since_a_day_names_the_period(year: Journal) -> None:
    since = year.today() - dt.timedelta(days=7)
    (data,) = export(year.contents, "markdown", at=year.now(), today=year.today(), since=since).values()
    text = data.decode()
    assert "From 15 Nov 2026 to 22 Nov 2026 · 3 domains" in text
    assert "What happened before 15 Nov 2026 is not shown." in text


def test_the_report_lists_every_entry_and_note(year: Journal) -> None:
    text = report(year)
    assert len(re.findall(r"^- \d+ \w+ \d+ (?:mastery|vicarious|persuasion|state): ", text, re.MULTILINE)) == len(
        year.contents.evidence
    )
    notes = [row for row in year.contents.checkins.values() if row.note]
    assert len(re.findall(r"^- \d+ \w+ \d+, \d+: ", text, re.MULTILINE)) == len(notes) > 0


def test_without_notes_only_names_tasks_and_titles_stay(year: Journal) -> None:
    (data,) = export(year.contents, "markdown", at=year.now(), today=year.today(), notes=False).values()
    text = data.decode()
    texts = [row.text for row in year.contents.evidence.values()]
    texts += [row.note for row in year.contents.checkins.values()]
    texts += [row.learned for row in year.contents.challenges.values()]
    texts += [row.done_when for row in year.contents.challenges.values()]
    texts += [step.text for row in year.contents.challenges.values() for step in row.steps]
    texts += [row.goal for row in year.domains.all()]
    written = {escape_markdown(row) for row in texts if len(row) > 6}
    assert len(written) > 50
    assert [row for row in written if row in text] == []
    assert "What you wrote was left out" in text
    for row in year.contents.challenges.values():
        assert escape_markdown(row.title.removeprefix("I will "))[1:] in text


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("a | b", "a \\| b"),
        ("[x](y)", "\\[x\\](y)"),
        ("<script>", "\\<script\\>"),
        ("*bold* `code` _x_", "\\*bold\\* \\`code\\` \\_x\\_"),
        ("# head", "\\# head"),
        ("- item", "\\- item"),
        ("1. one", "1\\. one"),
        ("two\nlines", "two lines"),
        ("&amp;", "\\&amp;"),
        ("plain, 😀 ü", "plain, 😀 ü"),
    ],
)
def test_markdown_in_texts_is_escaped(text: str, escaped: str) -> None:
    assert escape_markdown(text) == escaped


def test_the_chart_is_drawn_as_on_the_screen(year: Journal) -> None:
    domain = year.domains.focus()
    stats = compute_domain_stats(year.contents, domain, year.today())
    lines = text_chart(stats)
    assert lines[0].startswith(f"⠤⠤ {own_phrase(stats)}")
    assert lines[1].startswith(" 70┤")
    assert "today" in lines[SIZE[1]]
    assert "· a rating" in lines[-1]
    assert max(map(len, lines)) <= SIZE[0]


def test_there_is_no_chart_without_ratings_and_outcomes(speaking: Journal) -> None:
    assert text_chart(compute_domain_stats(speaking.contents, speaking.domains.focus(), speaking.today())) == []


def test_sparklines() -> None:
    assert text_sparkline([]) == ""
    assert text_sparkline([0, 50, 100, 200]) == "▁▅██"
    assert text_sparkline([-10, -9, -8, 0, 8, 9, 10], low=-10, high=10) == "▁▁▂▅▇██"


@given(st.integers(-30, 30))
def test_a_block_is_never_more_than_half_a_part_away(value: int) -> None:
    block = "▁▂▃▄▅▆▇█".index(text_sparkline([value], low=-10, high=10))
    clamped = min(max(value, -10), 10)
    assert abs(block - (clamped + 10) / 20 * 7) <= 0.5


@pytest.mark.parametrize("form", ["markdown", "html"])
def test_a_report_uses_the_persons_locale_format(year: Journal, form: ExportFormat) -> None:
    locale_format.use(locale_format.LocaleFormat("mdy", 6, 12, ","))
    since = year.today() - dt.timedelta(days=90)
    (data,) = export(year.contents, form, at=year.now(), today=year.today(), since=since).values()
    text = data.decode()
    if form == "html":
        text = "\n".join(element.text for element in parse_html(text).find_all(*BLOCKS))
    assert "From Aug 24, 2026 to Nov 22, 2026 · 3 domains" in text
    assert "made on Sunday, Nov 22, 2026" in text
    text = text.replace(DISCLAIMER, "")
    assert not re.search(r"\d{4}-\d\d-\d\d|\b\d{1,2} (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b", text)
    assert not re.search(r"\d\.\d", text)
    assert re.search(r"by about \d+,\d points a week", text)


@pytest.mark.parametrize("form", ["json", "csv"])
def test_json_and_csv_do_not_depend_on_the_locale_format(year: Journal, form: ExportFormat) -> None:
    default_files = export(year.contents, form, at=year.now(), today=year.today())
    locale_format.use(locale_format.LocaleFormat("mdy", 6, 12, ","))
    assert export(year.contents, form, at=year.now(), today=year.today()) == default_files
