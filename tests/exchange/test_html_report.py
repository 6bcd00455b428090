"""The HTML report: well formed, self-contained, every text escaped, and every number that of the journal."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import msgspec
import pytest

from efficacy_tui.content.words import DISCLAIMER
from efficacy_tui.exchange.export import export
from efficacy_tui.exchange.export_selection import select_records
from efficacy_tui.exchange.writers.html.document import write_html
from efficacy_tui.exchange.writers.html.markup import SIGN_SHAPES, escape
from efficacy_tui.exchange.writers.markdown import write_markdown
from efficacy_tui.insight.odds import odds_of
from efficacy_tui.journal.domain_stats import compute_domain_stats
from efficacy_tui.journal.journal import Journal
from efficacy_tui.journal.ladder import build_ladder
from efficacy_tui.journal.outcomes import closed_challenges, domain_outcomes
from efficacy_tui.journal.report import Report, build_report
from efficacy_tui.model import records as r
from efficacy_tui.store.tables import Contents
from efficacy_tui.wording.confidence import grade_sentence
from tests.benchmarks.bench_report import (
    FIRST_DAY,
    MAX_KB,
    RATIO,
    best_ms,
    compute_statistics,
    read_contents,
    write_report,
)
from tests.benchmarks.journals import JournalCache
from tests.support.factories import SPEAKING, TODAY, days_ago, make_closed_challenge, make_contents, make_ratings
from tests.support.fixed_clock import FixedClock
from tests.support.hostile_journal import UNPRINTABLE
from tests.support.hostile_texts import replace_texts
from tests.support.html_document import Element, parse_html

ATTACKS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</style></svg></title><iframe src=//evil.example>",
    "<!-- & &amp; &#60; ]]> --> ' \" `",
    "\x00\x1b[31m\x07\x9b\u202e\ufffe\x85\u200fהרצאה\u061c",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaftsverwaltung" * 2,
    "javascript:alert(1) url(https://evil.example) @import {} {{7*7}} ${x}",
    "שלום <b>עולם</b> 12%",
)


def html_of(journal: Journal, **part: object) -> str:
    """The HTML report on a journal, as it is exported."""
    (data,) = export(journal.contents, "html", at=journal.now(), today=journal.today(), **part).values()  # type: ignore[arg-type]
    return data.decode()


def page_on(contents: Contents, since: dt.date | None = None) -> Element:
    """The parsed report on some records as of the factories' day."""
    return parse_html(write_html(build_report(select_records(contents, since=since), contents, TODAY, since)))


def parts_of(page: Element) -> dict[str, Element]:
    """The parts of the only domain by their headings."""
    return {part.find("h3").text: part for part in page.find_all("section", css="part")}


def rows_of(table: Element) -> list[list[str]]:
    """The words of each cell of each row below the head."""
    return [[cell.text for cell in row.find_all("td", "th")] for row in table.find("tbody").find_all("tr")]


def check_structure(page: Element) -> None:
    """Fail unless a screen reader finds its way through a document."""
    assert page.find("html").attributes["lang"] == "en"
    levels = [int(heading.tag[1]) for heading in page.find_all("h1", "h2", "h3", "h4")]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(level <= before + 1 for before, level in itertools.pairwise(levels))
    ids = [element.attributes["id"] for element in page if "id" in element.attributes]
    assert len(set(ids)) == len(ids)
    references = [name for element in page for name in element.attributes.get("aria-labelledby", "").split()]
    references += [element.attributes["href"].removeprefix("#") for element in page if "href" in element.attributes]
    assert set(references) <= set(ids)
    assert all(head.attributes.get("scope") in ("col", "row") for head in page.find_all("th"))
    assert all(len(figure.find_all("figcaption")) == 1 for figure in page.find_all("figure"))
    for svg in page.find_all("svg"):
        if svg.attributes.get("role") == "img":
            title, description = svg.find("title"), svg.find("desc")
            assert svg.attributes["aria-labelledby"] == f"{title.attributes['id']} {description.attributes['id']}"
            assert title.text
            assert description.text.endswith((".", "”"))
        else:
            assert svg.attributes["aria-hidden"] == "true"


def check_self_contained(text: str, page: Element) -> None:
    """Fail if anything in a document could load or run something."""
    policy = next(meta for meta in page.find_all("meta") if meta.attributes.get("http-equiv"))
    assert policy.attributes["content"].startswith("default-src 'none'; style-src 'unsafe-inline'")
    for element in page:
        assert not {name for name in element.attributes if name.startswith("on") or name in ("src", "style", "srcset")}
        assert element.attributes.get("href", "#").startswith("#")
    style = "".join(child for child in page.find("style").children if isinstance(child, str))
    assert not re.search(r"url\(|@import|https?:|//", style)
    assert not re.search(r"<(script|link|img|iframe|object|embed|base|form)\b", text, re.IGNORECASE)


def check_pictures(text: str) -> None:
    """Fail unless each picture is a well-formed SVG by itself."""
    pictures = re.findall(r"<svg.*?</svg>", text, re.DOTALL)
    for picture in pictures:
        root = ElementTree.fromstring(picture)
        assert root.tag == "svg"
        for element in root.iter():
            for number in re.findall(r"-?\d+(?:\.\d+)?", element.get("d", "")):
                assert -800 <= float(number) <= 800, element.attrib
    assert text.count("<svg") == len(pictures)


# -- the document ----------------------------------------------------------------------------------


def test_the_report_is_a_well_formed_document_with_its_parts_in_order(year: Journal) -> None:
    text = html_of(year)
    page = parse_html(text)
    check_structure(page)
    check_self_contained(text, page)
    check_pictures(text)
    names = [domain.name for domain in year.domains.all()]
    assert [link.text for link in page.find("figure", css="glance").find_all("a")] == names
    assert [heading.text.removesuffix(" focus") for heading in page.find_all("h2")] == [*names, "All domains"]
    parts = ["Where you stand", "Ladder", "Under way", "Challenges", "Odds and sessions", "Four sources"]
    end = [
        "Your odds",
        "What the weeks showed you can do",
        "How far to trust these numbers",
        "What was left out",
        "What this is",
    ]
    assert [heading.text for heading in page.find_all("h3")] == [*(parts * 3), *end]
    assert DISCLAIMER in page.text
    assert "made on Sunday 22 Nov 2026" in page.text


def test_a_report_holds_no_script_for_the_one_who_made_it_to_be_blamed_for(year: Journal) -> None:
    assert "script" not in html_of(year).replace("runs no script and loads nothing", "")


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_text_of_a_person_becomes_markup_anywhere(year: Journal, attack: str) -> None:
    harmless = build_report(year.contents, year.contents, year.today())
    contents = replace_texts(year.contents, lambda text: f"{attack} {text}{attack}")
    hostile = write_html(build_report(contents, contents, year.today()))
    page, plain = parse_html(hostile), parse_html(write_html(harmless))
    check_structure(page)
    check_self_contained(hostile, page)
    check_pictures(hostile)
    # A goal and a lesson each have an element of their own, and there are as many of them as before.
    assert Counter(element.tag for element in page) == Counter(element.tag for element in plain)
    assert [element.attributes.keys() for element in page] == [element.attributes.keys() for element in plain]
    assert not set(hostile) & (UNPRINTABLE - {"\n", "\t"})
    visible = "".join(char for char in attack if char not in UNPRINTABLE and char != "\ufffe")
    assert " ".join(visible.split()) in page.text


def test_every_text_of_a_person_reads_in_its_own_direction(year: Journal) -> None:
    contents = replace_texts(year.contents, lambda text: f"שלום {text}")
    page = parse_html(write_html(build_report(contents, contents, year.today())))
    for element in page.find_all("span", "small", "dd", "p", "a"):
        own_words = "".join(child for child in element.children if isinstance(child, str))
        is_prose = element.tag == "p" or "In שלום" in own_words
        if "שלום" in own_words and not is_prose:
            assert element.attributes.get("dir") == "auto", own_words


def test_escaping_drops_what_html_forbids_and_keeps_what_people_type() -> None:
    assert escape("a<b>&\"'") == "a&lt;b&gt;&amp;&quot;&#x27;"
    assert escape("\x00\x08\x0b\x1b\x7f\x9f\ud800\ufdd0\uffff") == ""
    assert escape("“ü” 😀\tשלום\n") == "“ü” 😀\tשלום\n"


# -- its numbers -----------------------------------------------------------------------------------


def test_the_headline_and_the_glance_say_what_the_statistics_say(year: Journal) -> None:
    page = parse_html(html_of(year))
    rows = rows_of(page.find("figure", css="glance").find("table"))
    for domain, row, article in zip(year.domains.all(), rows, page.find_all("article"), strict=False):
        stats = compute_domain_stats(year.contents, domain, year.today())
        assert stats.reference is not None
        odds = stats.reference
        assert row[2:] == [
            f"{stats.own_value} %",
            f"{odds.percent} % ({odds.low}–{odds.high})",
            grade_sentence(stats),
        ]
        headline = article.find("p", css="gap").text
        assert headline == f"You say {stats.own_value} your record says about {odds.percent} ({odds.low}–{odds.high})"
        assert article.find("p", css="grade").text == grade_sentence(stats)


def test_the_ladder_has_every_rung_with_both_numbers_drawn_where_they_are(year: Journal) -> None:
    page = parse_html(html_of(year))
    for domain, table in zip(year.domains.all(), page.find_all("table", css="rungs"), strict=True):
        stats = compute_domain_stats(year.contents, domain, year.today())
        ladder = build_ladder(year.contents, stats)
        drawn = [row for row in table.find("tbody").find_all("tr") if "even" not in row.attributes["class"].split()]
        for rung, row in zip(ladder.rungs, drawn, strict=True):
            own = stats.own_value if rung.status == "daily" else rung.confidence
            difficulty, _, title, _, you, record = (cell.text for cell in row.find_all("td", "th"))
            assert (difficulty, you, record) == (str(rung.difficulty), f"{own} %", f"{rung.odds} %")
            assert title.startswith(rung.title)
            assert row.find("path", css="bar").attributes["d"] == f"M0 50H{own}"
            assert row.find("path", css="stroke").attributes["d"] == f"M{rung.odds} 25V75"
            assert ("stretch" in row.attributes["class"].split()) == (60 <= (rung.odds or 0) <= 85)
        difficulties = [int(row.find_all("td")[0].text) for row in table.find("tbody").find_all("tr")]
        assert difficulties == sorted(difficulties, reverse=True)


def test_each_challenge_has_the_records_odds_of_the_day_it_began(year: Journal) -> None:
    page = parse_html(html_of(year))
    for domain, table in zip(year.domains.all(), page.find_all("table", css="challenges"), strict=True):
        closed = closed_challenges(year.contents, domain, year.today())
        rows = rows_of(table)
        assert len(rows) == len(closed)
        entries = [row for row in year.contents.evidence.values() if row.domain == domain.id]
        for challenge, row in zip(reversed(closed), rows, strict=True):
            start = challenge.start.toordinal()
            before = [row for row in closed if row.closed and row.closed <= challenge.start]
            outcomes = domain_outcomes([entry for entry in entries if entry.day <= challenge.start], before)
            expected = "–"
            if sum(not outcome.remembered and outcome.weight > 0 for outcome in outcomes) >= 3:
                # The record takes the day's evidence along only on days with outcomes, as the odds do.
                expected = f"{round(100 * odds_of(outcomes, start).at(challenge.difficulty))} %"
            assert row[2:5] == [str(challenge.difficulty), f"{challenge.odds} %", expected]


def test_a_challenge_that_ended_on_its_first_day_does_not_foresee_itself() -> None:
    rows = [make_closed_challenge(ago, 50, "failed") for ago in (40, 30, 20)]
    same_day = make_closed_challenge(5, 50, "succeeded")
    same_day = msgspec.structs.replace(same_day, start=days_ago(5))
    report = build_report(make_contents(*rows, same_day), make_contents(*rows, same_day), TODAY)
    (domain,) = report.domains
    outcomes = domain_outcomes([], closed_challenges(make_contents(*rows), SPEAKING, TODAY))
    odds = odds_of(outcomes, days_ago(5).toordinal()).at(50)
    assert domain.challenges[0].record_odds == round(100 * odds)


def test_the_two_drawings_of_a_chart_show_the_same(year: Journal) -> None:
    page = parse_html(html_of(year))
    for figure in page.find_all("figure", css="chart"):
        wide, narrow = figure.find_all("svg", css="picture")
        assert wide.find("desc").text == narrow.find("desc").text
        assert wide.find("title").text == narrow.find("title").text
        signs = [[use.attributes["href"] for use in picture.find_all("use")] for picture in (wide, narrow)]
        assert signs[0] == signs[1]
        labels = [
            {re.sub(r"\D", "", text.text) for text in picture.find_all("text") if not re.search("[A-Z]", text.text)}
            for picture in (wide, narrow)
        ]
        assert labels[0] == labels[1]
        for css in ("own-line", "record-line", "record-range", "dots", "band"):
            assert len(wide.find_all("path", css=css)) == len(narrow.find_all("path", css=css)) == 1


def test_the_chart_says_in_words_what_it_draws(year: Journal) -> None:
    page = parse_html(html_of(year))
    since = year.today() - dt.timedelta(days=364)
    for domain, figure in zip(year.domains.all(), page.find_all("figure", css="chart"), strict=True):
        stats = compute_domain_stats(year.contents, domain, year.today())
        assert stats.reference is not None
        ratings = [value for day, value in stats.ratings if day >= since.toordinal()]
        words = figure.find_all("desc")[0].text
        assert words.startswith(f"{len(ratings)} daily ratings, between {min(ratings)} and {max(ratings)}.")
        assert f"and {stats.own_value} today" in words
        percent, low, high = stats.reference
        assert f"to {percent} % today, range {low} to {high}." in words
        results = Counter(mark.outcome for mark in stats.marks)
        assert f"{results['succeeded']} done" in words


def test_the_steps_of_the_records_line_stand_above_the_outcomes_that_made_them(year: Journal) -> None:
    report = build_report(year.contents, year.contents, year.today())
    for domain in report.domains:
        days = {mark.day for mark in domain.series.marks}
        remembered = {entry.day.toordinal() for entry in domain.entries if isinstance(entry, r.Mastery)}
        changes = {
            day
            for (_, before), (day, after) in zip(domain.series.record, domain.series.record[1:], strict=False)
            if before != after
        }
        assert changes <= days | remembered | {domain.series.last}
        assert domain.stats.reference is not None
        assert domain.series.record[-1] == (domain.series.last, domain.stats.reference.percent)


# -- the period ------------------------------------------------------------------------------------


def test_the_period_is_a_year_unless_a_day_is_given() -> None:
    rows = [*make_ratings([50] * 500), *(make_closed_challenge(ago, 50, "succeeded") for ago in (450, 400, 300, 200))]
    contents = make_contents(*rows)
    year_text = next(iter(export(contents, "html", at=rows[0].created, today=TODAY).values())).decode()
    page = parse_html(year_text)
    assert "From 23 Nov 2025 to 22 Nov 2026 · 1 domain, 365 ratings, 2 ended challenges" in page.text
    assert "What happened before 23 Nov 2025 is not shown." in page.text
    since = days_ago(480)
    longer = next(iter(export(contents, "html", at=rows[0].created, today=TODAY, since=since).values())).decode()
    assert "481 ratings, 4 ended challenges" in parse_html(longer).text


def test_the_record_of_a_period_rests_on_all_outcomes() -> None:
    rows = [make_closed_challenge(ago, 50, "succeeded") for ago in (450, 440, 430, 420, 410)]
    placed = msgspec.structs.replace(SPEAKING, task_difficulty=50)
    contents = make_contents(placed, *rows, *make_ratings([50] * 30))
    stats = compute_domain_stats(contents, placed, TODAY)
    assert stats.reference is not None
    page = page_on(contents, days_ago(364))
    assert f"your record says about {stats.reference.percent}" in page.text
    assert "No challenge ended in this period." in page.text
    (wide, _) = page.find("figure", css="chart").find_all("svg", css="picture")
    assert len(wide.find_all("path", css="record-line")) == 1


def test_beyond_the_newest_forty_challenges_each_year_is_a_row() -> None:
    outcomes = ("succeeded", "partly", "failed", "abandoned")
    rows = [make_closed_challenge(20 * i + 1, 30 + i % 40, outcomes[i % 4]) for i in range(100)]
    table = page_on(make_contents(*rows), days_ago(3000)).find("table", css="challenges")
    words = rows_of(table)
    assert len(words) == 40 + len({row.closed.year for row in rows[40:]})
    counts = Counter[str]()
    for _, text, *_ in words[40:]:
        counts.update({word: int(n) for n, word in re.findall(r"(\d+) (done|partly|not this time|let go)", text)})
    assert counts == {"done": 15, "partly": 15, "not this time": 15, "let go": 15}
    for year, _, difficulty, odds, record, _ in words[40:]:
        in_year = [row for row in rows[40:] if row.closed.year == int(year)]
        mean = round(sum(row.difficulty for row in in_year) / len(in_year))
        assert (difficulty, odds, record) == (str(mean), "70 %", "–")


# -- journals of every kind ------------------------------------------------------------------------


def check(page_text: str) -> Element:
    """Fail unless a report is sound; return it parsed."""
    page = parse_html(page_text)
    check_structure(page)
    check_self_contained(page_text, page)
    check_pictures(page_text)
    return page


def test_an_empty_journal(empty: Journal) -> None:
    page = check(html_of(empty))
    assert "There is no domain yet." in page.text
    assert DISCLAIMER in page.text


def test_a_domain_without_anything(speaking: Journal) -> None:
    page = check(html_of(speaking))
    assert "From 22 Nov 2026 · 1 domain, 0 ratings, 0 ended challenges" in page.text
    words = ("No ratings in this period.", "There is no ladder yet.", "Nothing is under way.", "No challenge ended")
    assert all(sentence in page.text for sentence in words)


@pytest.mark.parametrize("days", [1, 2, 5, 6, 7, 30])
def test_the_first_days(days: int) -> None:
    page = check(write_html(one_domain(*make_ratings([40, 50, 40, 60, 50] * 6, every=1)[-days:])))
    chart = page.find("figure", css="chart")
    (wide, _) = chart.find_all("svg", css="picture")
    assert len(wide.find_all("path", css="own-line")) == (days >= 7)
    assert len(wide.find_all("path", css="large")) == (days < 7)
    sample = page.find("p", css="gap").find("svg")
    assert ("swatch" in sample.attributes["class"]) == (days >= 7)
    assert f"{days} daily rating" in wide.find("desc").text
    assert "Your record speaks after 3 outcomes" in page.text
    if days < 7:
        assert {"0", "50", "100"} <= {text.text for text in wide.find_all("text")}


def one_domain(*rows: r.Record) -> Report:
    """A report on the factories' domain."""
    contents = make_contents(*rows)
    return build_report(contents, contents, TODAY)


def test_three_outcomes_give_a_number_and_five_a_word() -> None:
    placed = msgspec.structs.replace(SPEAKING, task_difficulty=50)
    for n, words in (
        (2, "Your record speaks after 1 more outcome"),
        (3, "Compared after 2 more outcomes"),
        (5, "what"),
    ):
        closed = [make_closed_challenge(4 * ago, 50, "succeeded") for ago in range(1, n + 1)]
        page = check(write_html(one_domain(placed, *closed, *make_ratings([30] * 20))))
        assert ("your record says about" in page.text) == (n >= 3)
        assert words in page.find("p", css="grade").text


def test_a_domain_whose_task_has_no_place_draws_no_record() -> None:
    closed = [make_closed_challenge(4 * ago, 50, "succeeded") for ago in range(1, 9)]
    page = check(write_html(one_domain(*closed, *make_ratings([30] * 20))))
    assert "Place your daily task on the ladder" in page.find("p", css="grade").text
    chart = page.find("figure", css="chart")
    assert chart.find_all("path", css="record-line") == []
    assert "record’s odds for the daily task" not in chart.text


def test_odds_that_are_withheld_are_shown_nowhere() -> None:
    hard = [
        make_closed_challenge(3 * ago, 20 if ago % 2 else 80, "failed" if ago % 2 else "succeeded")
        for ago in range(1, 61)
    ]
    placed = msgspec.structs.replace(SPEAKING, task_difficulty=50)
    contents = make_contents(placed, *hard, *make_ratings([50] * 20))
    stats = compute_domain_stats(contents, placed, TODAY)
    assert stats.odds_withheld
    page = check(write_html(build_report(contents, contents, TODAY)))
    assert stats.withheld_sentence in page.find("p", css="grade").text
    assert {row[4] for row in rows_of(page.find("table", css="challenges"))} == {"–"}
    assert page.find("figure", css="chart").find_all("path", css="record-line") == []
    assert page.find_all("path", css="stroke") == []


def test_archived_domains_are_left_out_and_counted_unless_one_is_named(year: Journal) -> None:
    running = year.domains.find_by_name("Running")
    year.domains.archive(running.id)
    page = check(html_of(year))
    assert "Running" not in page.text
    assert "1 more domain (archived) is not in this report." in page.text
    named = check(html_of(year, domain=running.id))
    assert named.find_all("h2")[0].text == "Running archived"
    assert "2 more domains are not in this report." in named.text


def test_one_domain_is_judged_in_its_own_part_and_several_at_the_end(year: Journal) -> None:
    speaking = year.domains.find_by_name("Speaking")
    alone, all_of_them = check(html_of(year, domain=speaking.id)), check(html_of(year))
    assert "within what chance does" in parts_of(alone)["Odds and sessions"].text
    assert [heading.text for heading in alone.find_all("h2")] == ["Speaking focus", "About this report"]
    assert alone.find_all("figure", css="glance") == []
    end = all_of_them.find("article", css="end")
    forecasts = build_report(year.contents, year.contents, year.today()).forecasts
    worked = sum(outcome for _, outcome in forecasts)
    assert f"succeeded in {worked} of {len(forecasts)}." in end.text


def test_all_ratings_at_one_end_stay_in_the_picture() -> None:
    for value in (0, 100):
        page = check(write_html(one_domain(*make_ratings([value] * 60))))
        assert f"60 daily ratings, all at {value}." in page.text


def test_every_sign_that_is_used_is_drawn(year: Journal) -> None:
    page = parse_html(html_of(year))
    used = {use.attributes["href"].removeprefix("#") for use in page.find_all("use")}
    assert used <= set(SIGN_SHAPES)
    assert {symbol.attributes["id"] for symbol in page.find_all("symbol")} == set(SIGN_SHAPES)


def test_a_report_is_readable_by_its_owner_only(year: Journal, tmp_path: Path) -> None:
    from efficacy_tui.flows.export import ExportJournal

    path = tmp_path / "report.html"
    answers = {"form": "html", "domain": "all", "notes": "yes", "place": str(path)}
    for message in (f"Exported to {path}", f"{path} already exists, so nothing was written. Choose another name."):
        work = ExportJournal(year).finish(answers).background_task
        assert work is not None
        assert work() == message
    assert path.stat().st_mode & 0o777 == 0o600
    check(path.read_text(encoding="utf-8"))


def test_ten_years_stay_small_and_cost_little_more_than_their_statistics(tmp_path: Path, clock: FixedClock) -> None:
    contents, today = read_contents(JournalCache(tmp_path, end=TODAY), 10, clock)
    for since in (None, FIRST_DAY):
        data = write_report(contents, today, since)
        check(data.decode())
        assert len(data) <= 1000 * MAX_KB
        ratio = best_ms(lambda since=since: write_report(contents, today, since), 3) / best_ms(  # type: ignore[misc]
            lambda: compute_statistics(contents, today), 3
        )
        # A busy machine doubles what it takes by itself.
        assert ratio <= 2 * RATIO


def test_weekly_answers_stand_at_the_end_newest_first(speaking: Journal) -> None:
    for week, answer in (("2026-W46", "I can <ask>"), ("2026-W47", "I can *wait*")):
        speaking.reviews.record(week, answer)
    report = build_report(speaking.contents, speaking.contents, speaking.today())
    text = write_html(report)
    assert text.index("week of 16 Nov 2026") < text.index("week of 9 Nov 2026") < text.index("How far to trust")
    assert "I can &lt;ask&gt;" in text
    lines = write_markdown(report).splitlines()
    assert lines[lines.index("### What the weeks showed you can do") + 2 :][:2] == [
        "- week of 16 Nov 2026: I can \\*wait\\*",
        "- week of 9 Nov 2026: I can \\<ask\\>",
    ]
