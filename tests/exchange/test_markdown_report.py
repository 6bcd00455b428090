"""The Markdown report: its sections, escaped texts, and charts."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from efficacy_tui.content.words import DISCLAIMER
from efficacy_tui.exchange.export import ExportFormat, export
from efficacy_tui.exchange.writers.markdown import escape_markdown, write_report
from efficacy_tui.exchange.writers.text_chart import HEIGHT, WIDTH, text_bar, text_chart, text_sparkline
from efficacy_tui.journal.domain_stats import compute_domain_stats
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model import locale_format
from efficacy_tui.wording.confidence import own_phrase

DAY = dt.date(2026, 11, 1)


def report(journal: Journal) -> str:
    """The report on a whole journal."""
    return write_report(journal.contents, journal.contents, journal.today())


def test_the_report_has_each_domain_with_its_sections(year: Journal) -> None:
    text = report(year)
    assert text.startswith("# Self-efficacy journal\n")
    assert DISCLAIMER in text
    for domain in year.domains.all():
        assert f"## {domain.name}" in text
    for section in ("### How sure", "### Challenges", "### Evidence"):
        assert text.count(section) == 3
    assert text.count("### Before performances") == len({row.domain for row in year.contents.reappraisals.values()})
    assert text.count("```") % 2 == 0
    table = [line for line in text.splitlines() if line.startswith("|")]
    assert {line.replace("\\|", "").count("|") for line in table} == {6}


def test_an_empty_journal_has_a_report(empty: Journal, speaking: Journal) -> None:
    assert "There is no domain yet." in report(empty)
    assert "No rating in this time." in report(speaking)


def test_a_report_since_a_day_names_the_period(year: Journal) -> None:
    since = year.today() - dt.timedelta(days=7)
    files = export(year.contents, "markdown", at=year.now(), today=year.today(), since=since)
    (text,) = files.values()
    assert "From 15 Nov 2026 to 22 Nov 2026." in text.decode()


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
    assert lines[1].startswith((" 80┤", "100┤", " 90┤"))
    assert "today" in lines[HEIGHT]
    assert "· a rating" in lines[-1]
    assert max(map(len, lines)) <= WIDTH


def test_there_is_no_chart_without_ratings_and_outcomes(speaking: Journal) -> None:
    assert text_chart(compute_domain_stats(speaking.contents, speaking.domains.focus(), speaking.today())) == []


def test_sparklines_and_bars() -> None:
    assert text_sparkline([0, 50, 100, 200]) == "▁▅██"
    assert (text_bar(0, 5), text_bar(1, 100), len(text_bar(5, 5))) == ("", "█", 20)


def test_a_report_uses_the_persons_locale_format(year: Journal) -> None:
    locale_format.use(locale_format.LocaleFormat("mdy", 6, 12, ","))
    since = year.today() - dt.timedelta(days=90)
    (data,) = export(year.contents, "markdown", at=year.now(), today=year.today(), since=since).values()
    text = data.decode().replace(DISCLAIMER, "")
    assert text.startswith("# Self-efficacy journal\n\nFrom Aug 24, 2026 to Nov 22, 2026.")
    assert not re.search(r"\d{4}-\d\d-\d\d|\b\d{1,2} (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b", text)
    assert not re.search(r"\d\.\d", text)
    assert re.search(r"By your own odds \d+,\d of \d+ would have succeeded", text)


@pytest.mark.parametrize("form", ["json", "csv"])
def test_json_and_csv_do_not_depend_on_the_locale_format(year: Journal, form: ExportFormat) -> None:
    default_files = export(year.contents, form, at=year.now(), today=year.today())
    locale_format.use(locale_format.LocaleFormat("mdy", 6, 12, ","))
    assert export(year.contents, form, at=year.now(), today=year.today()) == default_files
