"""The pictures of the HTML report draw the numbers where they are: read back from the drawing and compared."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable

import msgspec
import pytest

from efficacy_tui.exchange.export_selection import select_records
from efficacy_tui.exchange.writers.html.document import write_html
from efficacy_tui.exchange.writers.html.markup import svg_text
from efficacy_tui.insight.maths import wilson
from efficacy_tui.journal.domain_stats import DomainStats, compute_domain_stats
from efficacy_tui.journal.journal import Journal
from efficacy_tui.journal.report import DomainReport, build_report
from efficacy_tui.model import records as r
from efficacy_tui.store.tables import Contents
from tests.support.factories import (
    AT,
    SPEAKING,
    TODAY,
    days_ago,
    make_closed_challenge,
    make_contents,
    make_ratings,
    make_record,
)
from tests.support.html_document import Element, parse_html
from tests.support.svg_paths import follow_strokes, read_points

PLACED = msgspec.structs.replace(SPEAKING, task_difficulty=50)

Scale = Callable[[float], float]


def page_on(contents: Contents, since: dt.date | None = None) -> tuple[Element, DomainReport]:
    """The parsed report on the factories' domain, and what it shows."""
    report = build_report(select_records(contents, since=since), contents, TODAY, since)
    return parse_html(write_html(report)), report.domains[0]


def value_scale(picture: Element) -> Scale:
    """Where a value of the chart's scale stands, read from the names of its axis."""
    places = {
        float(text.text): float(text.attributes["y"]) - 4
        for text in picture.find_all("text")
        if text.attributes.get("text-anchor") == "end" and text.text.isdigit()
    }
    low, high = min(places), max(places)
    return lambda value: places[low] + (min(max(value, low), high) - low) / (high - low) * (places[high] - places[low])


def time_scale(picture: Element, first: int, last: int) -> Scale:
    """Where a day stands, read from the ends of the time axis."""
    axis = [follow_strokes(path.attributes["d"]) for path in picture.find_all("path", css="axis")]
    _, left, right = max(
        (strokes[0] for strokes in axis if len(strokes) == 1), key=lambda stroke: stroke[2] - stroke[1]
    )
    return lambda day: left + (day - first) / (last - first) * (right - left)


def drawn(picture: Element, css: str) -> str:
    """The data of the only path with a class."""
    return picture.find("path", css=css).attributes["d"]


def charts(page: Element) -> list[Element]:
    """The two drawings of the chart."""
    return page.find("figure", css="chart").find_all("svg", css="picture")


@pytest.fixture
def contents() -> Contents:
    """Records with ratings that rise and fall, and outcomes that move the record."""
    outcomes = ("succeeded", "failed", "succeeded", "partly", "succeeded", "abandoned", "failed", "succeeded")
    closed = [make_closed_challenge(95 - 11 * i, 40 + 5 * (i % 4), outcome) for i, outcome in enumerate(outcomes)]
    ratings = make_ratings([30 + 10 * ((i // 6) % 5) for i in range(90)])
    return make_contents(PLACED, *closed, *ratings)


def check_right_edge(picture: Element, stats: DomainStats, y: Scale) -> None:
    """Fail unless the right edge says both values, the record's with its range, near where they stand."""
    assert stats.reference is not None
    percent, low, high = stats.reference
    ends = sorted(stroke[0] for stroke in follow_strokes(drawn(picture, "record-range")))
    assert ends == pytest.approx(sorted((y(low), y(high))), abs=1)
    labels = {text.text: float(text.attributes["y"]) for text in picture.find_all("text", css="strong")}
    own = f"you {stats.own_value}"
    record = f"record {percent}" if f"record {percent}" in labels else f"{percent}"
    assert labels.keys() == {own, record}
    assert labels[own] - 4 == pytest.approx(y(stats.own_value or 0), abs=32)
    assert labels[record] - 4 == pytest.approx(y(percent), abs=32)


@pytest.mark.parametrize("drawing", [0, 1], ids=["wide", "narrow"])
def test_the_chart_draws_every_rating_both_lines_and_the_outcomes_where_they_are(
    contents: Contents, drawing: int
) -> None:
    page, report = page_on(contents)
    picture, stats, series = charts(page)[drawing], report.stats, report.series
    y, x = value_scale(picture), time_scale(picture, series.first, series.last)
    dots = follow_strokes(drawn(picture, "dots"))
    for day, value in stats.ratings:
        assert any(abs(row - y(value)) <= 1 and begin - 1 <= x(day) <= end + 1 for row, begin, end in dots)
    line = read_points(drawn(picture, "own-line"))
    assert line[-1] == (pytest.approx(x(stats.today), abs=1), pytest.approx(y(stats.own_value or 0), abs=2))
    band = read_points(drawn(picture, "band"))
    assert len(band) == 2 * len(line)
    steps = follow_strokes(drawn(picture, "record-line"))
    for (day, percent), (until, _) in zip(stats.record_path, stats.record_path[1:], strict=False):
        middle = x((day + until) / 2)
        assert any(begin - 1 <= middle <= end + 1 and abs(row - y(percent)) <= 1 for row, begin, end in steps)
    signs = [(use.attributes["href"], float(use.attributes["x"])) for use in picture.find_all("use")]
    for mark, (href, place) in zip(series.marks, signs, strict=True):
        assert href == f"#{mark.outcome}"
        assert place + 5.5 == pytest.approx(x(mark.day), abs=1)
    check_right_edge(picture, stats, y)


def test_a_period_begins_with_what_the_record_gave_before_and_counts_its_first_day(contents: Contents) -> None:
    since = days_ago(51)
    page, report = page_on(contents, since)
    stats, picture = report.stats, charts(page)[0]
    before = [percent for day, percent in stats.record_path if day <= since.toordinal()][-1]
    assert report.series.record[0] == (since.toordinal(), before)
    (row, begin, _), *_ = follow_strokes(drawn(picture, "record-line"))
    assert begin == pytest.approx(
        time_scale(picture, report.series.first, report.series.last)(since.toordinal()), abs=1
    )
    assert row == pytest.approx(value_scale(picture)(before), abs=1)
    on_the_day = [row for row in contents.challenges.values() if row.closed == since]
    assert len(on_the_day) == 1
    shown = [entry.challenge.closed for entry in report.challenges]
    assert min(day for day in shown if day) == since
    assert min(day for day, _ in report.series.ratings) == since.toordinal()


def test_a_crowded_axis_turns_signs_without_room_into_ticks() -> None:
    rows = [make_closed_challenge(2 + i // 3, 50, "succeeded") for i in range(150)]
    page, _ = page_on(make_contents(PLACED, *rows, *make_ratings([50] * 60)))
    for picture in charts(page):
        signs = picture.find_all("use")
        assert 10 < len(signs) < 150
        ticks = [path.attributes["d"] for path in picture.find_all("path", css="axis") if "v8" in path.attributes["d"]]
        assert ticks[0].count("v") == 150
        assert ticks[0].count("v8") == 150 - len(signs)


def test_the_odds_stand_in_two_lanes_with_the_mean_and_the_rate(contents: Contents) -> None:
    other = make_record(r.Domain, name="Writing", task="write", order=1)
    page, report = page_on(msgspec.structs.replace(contents, domains={**contents.domains, other.id: other}))
    picture = page.find_all("div", css="pair")[0].find_all("svg", css="picture")[0]
    lanes = Counter(round(y) for y, _, _ in follow_strokes(drawn(picture, "dots")))
    worked = sum(outcome for _, outcome in report.forecasts)
    divider = follow_strokes(drawn(picture, "grid"))[0][0]
    assert sum(n for y, n in lanes.items() if y < divider) == worked
    assert sum(n for y, n in lanes.items() if y > divider) == len(report.forecasts) - worked
    assert {text.text for text in picture.find_all("text", css="strong")} == {
        "you said 70 %",
        f"worked {100 * worked / len(report.forecasts):.0f} %",
    }
    assert "Too early to say more." in page.find_all("div", css="pair")[0].text


def test_groups_of_odds_stand_at_their_means_with_ranges() -> None:
    rows = []
    for i in range(48):
        outcome = "succeeded" if i % 4 else "failed"
        row = make_closed_challenge(3 + 4 * i, 50, outcome)
        rows.append(msgspec.structs.replace(row, odds=(20, 50, 90)[i % 3]))
    page, report = page_on(make_contents(PLACED, *rows))
    picture = page.find("svg", css="square")
    axis = read_points(drawn(picture, "own-line"))
    (left, bottom), (right, top) = axis
    nodes = [read_points(path.attributes["d"].removesuffix("h0"))[0] for path in picture.find_all("path", css="node")]
    for odds, (x, y) in zip((0.2, 0.5, 0.9), nodes, strict=True):
        group = [outcome for given, outcome in report.forecasts if given == odds]
        assert x == pytest.approx(left + odds * (right - left), abs=0.2)
        assert y == pytest.approx(bottom + sum(group) / len(group) * (top - bottom), abs=0.2)
        assert f"where you gave about {100 * odds:.0f} %, {sum(group)} of {len(group)} worked" in page.text.replace(
            "Where", "where"
        )
    low, high = wilson(sum(o for p, o in report.forecasts if p == 0.2), 16, 1.6448536269514722)
    data = picture.find_all("path", css="record-range")[0].attributes["d"]
    start, end = data.split("V")
    assert float(end) == pytest.approx(bottom + high * (top - bottom), abs=0.2)
    assert read_points(start)[0][1] == pytest.approx(bottom + low * (top - bottom), abs=0.2)


def test_each_session_stands_before_and_after_on_one_scale() -> None:
    sessions = [
        r.Reappraisal(
            id=f"{i:032x}",
            created=AT,
            updated=AT,
            domain=SPEAKING.id,
            day=days_ago(10 - i),
            at=dt.datetime.combine(days_ago(10 - i), dt.time(8), tzinfo=dt.UTC),
            before=r.Appraisal(arousal=50, demands=5 + i, resources=3),
            after=r.Appraisal(arousal=50, demands=4, resources=3 + i),
        )
        for i in range(3)
    ]
    page, _ = page_on(make_contents(PLACED, *sessions))
    picture = page.find_all("div", css="pair")[0].find("svg", css="picture")
    zero = follow_strokes(drawn(picture, "axis"))[0][0]
    rings = [read_points(path.attributes["d"].removesuffix("h0"))[0] for path in picture.find_all("path", css="ring")]
    ends = [read_points(path.attributes["d"].removesuffix("h0"))[0] for path in picture.find_all("path", css="after")]
    unit = (rings[0][1] - zero) / 2  # the first is 2 below the middle before
    for i, ((x, before), (after_x, after)) in enumerate(zip(rings, ends, strict=True)):
        assert x == after_x
        assert before - zero == pytest.approx((2 + i) * unit, abs=0.6)
        assert zero - after == pytest.approx((i - 1) * unit, abs=0.6)
    for path, (_, before), (_, after) in zip(picture.find_all("path", css="thin"), rings, ends, strict=True):
        start, end = path.attributes["d"].split("V")
        assert (read_points(start)[0][1], float(end)) == (before, after)
    words = picture.find("desc").text
    balances = ("12 Nov: −2 before, −1 after", "13 Nov: −3 before, 0 after", "14 Nov: −4 before, +1 after")
    assert words == f"Resources minus demands. {'; '.join(balances)}."


def test_the_sources_count_the_period_and_the_last_ninety_days(year: Journal) -> None:
    since = year.today() - dt.timedelta(days=364)
    report = build_report(select_records(year.contents, since=since), year.contents, year.today(), since)
    page = parse_html(write_html(report))
    for domain, table in zip(report.domains, page.find_all("table", css="sources"), strict=True):
        rows = [[cell.text for cell in row.find_all("td")] for row in table.find("tbody").find_all("tr")]
        for source, row in zip(("mastery", "vicarious", "persuasion", "state"), rows, strict=True):
            days = [
                entry.day
                for entry in year.contents.evidence.values()
                if entry.domain == domain.domain.id and r.source_of(entry) == source and entry.day >= since
            ]
            recent = [day for day in days if (year.today() - day).days < 90]
            assert row[1:3] == [str(len(days)), str(len(recent))]
        for entries, picture in zip(domain.sources, table.find("tbody").find_all("tr"), strict=True):
            ticks = drawn(picture, "tick") if entries.days else ""
            assert 0 < ticks.count("M") <= len(entries.days) if entries.days else ticks == ""


def test_a_text_in_a_picture_is_escaped() -> None:
    assert svg_text(1.4, 2.6, "<a> & \x00b", "quiet", "end") == (
        '<text x="1" y="3" class="quiet" text-anchor="end">&lt;a&gt; &amp; b</text>'
    )


def test_the_ratings_of_a_report_are_those_of_its_task(contents: Contents) -> None:
    old = make_ratings([10] * 5, last=100, task="another wording")
    page, report = page_on(
        msgspec.structs.replace(contents, checkins={**contents.checkins, **{row.id: row for row in old}})
    )
    assert report.earlier_wordings == 5
    assert "90 ratings. 5 ratings of an earlier wording of the task are not drawn." in page.text
    stats = compute_domain_stats(contents, PLACED, TODAY)
    assert report.series.ratings == stats.ratings
