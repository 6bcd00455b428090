"""The HTML report in a real browser: on a phone, a desk and paper nothing sticks out, overlaps, is pale or loads.

Where no Chromium is installed these tests are skipped, and say so.
"""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from efficacy_tui.exchange.export import export
from efficacy_tui.exchange.writers.html.document import write_html
from efficacy_tui.journal.demo import fill_demo, seeded_ids
from efficacy_tui.journal.journal import Journal
from efficacy_tui.journal.report import build_report
from efficacy_tui.model import locale_format
from tests.benchmarks.journals import write_journal
from tests.conftest import SUNDAY
from tests.support.browser import Browser, find_browser
from tests.support.fixed_clock import FixedClock
from tests.support.hostile_texts import replace_texts

PROBE = (Path(__file__).parent.parent / "support" / "page_probe.js").read_text(encoding="utf-8")
CHROMIUM = find_browser()
WIDTHS = (320, 390, 600, 768, 769, 900, 992, 1200, 1920)
A4, LETTER = (8.27, 11.69), (8.5, 11.0)
PAPER_WIDTHS = (673, 695)
"""Pixels between the margins of A4 and Letter."""

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed: the report was not looked at in a browser"),
    pytest.mark.xdist_group("browser"),
]

ALLOWED_WORDS = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaftsverwaltung"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    assert CHROMIUM is not None
    with Browser(CHROMIUM) as browser:
        yield browser


def journal_of(folder: Path, fill: Callable[[Path], None] | None = None) -> Journal:
    """A journal with the demo's year, or with what `fill` writes."""
    path = folder / "journal.json"
    if fill is not None:
        fill(path)
    journal = Journal(path, FixedClock(SUNDAY), seeded_ids(3))
    journal.open()
    if fill is None:
        fill_demo(journal)
    return journal


def of_years(years: float) -> Callable[[Path], None]:
    """What writes the benchmarks' journal of so many years, up to the day of the clock."""
    return lambda path: _write(path, years)


def _write(path: Path, years: float) -> None:
    write_journal(path, years, 1, SUNDAY.date())


def write_report(journal: Journal, folder: Path, **part: Any) -> Path:
    """Write the HTML report into a file."""
    (data,) = export(journal.contents, "html", at=journal.now(), today=journal.today(), **part).values()
    path = folder / "report.html"
    path.write_bytes(data)
    return path


def problems(browser: Browser, path: Path, width: int, *, dark: bool = False, media: str = "screen") -> dict[str, Any]:
    """What is wrong with a report in a window of a width; also that it was looked at."""
    browser.open(path, width, dark=dark, media=media)
    found = browser.evaluate(PROBE)
    assert found["texts"] > 20
    bad = {key: found[key][:6] for key in ("outside", "clipped", "overlapping", "pale") if found[key]}
    if found["sideways"] > 0:
        bad["sideways"] = found["sideways"]
    if browser.requests != [path.as_uri()]:
        bad["requests"] = browser.requests
    if browser.messages:
        bad["messages"] = browser.messages
    return bad


def all_problems(browser: Browser, path: Path, widths: tuple[int, ...] = (390, 1200)) -> dict[str, Any]:
    """What is wrong with a report on screens of some widths in both colour schemes, and on paper."""
    views = {f"{w} {'dark' if dark else 'light'}": (w, dark, "screen") for w in widths for dark in (False, True)}
    views |= {f"paper {width}": (width, True, "print") for width in PAPER_WIDTHS}
    bad = {name: problems(browser, path, w, dark=dark, media=media) for name, (w, dark, media) in views.items()}
    return {name: found for name, found in bad.items() if found}


def test_a_year_reads_well_at_every_width_and_on_paper(browser: Browser, tmp_path: Path) -> None:
    path = write_report(journal_of(tmp_path), tmp_path)
    assert all_problems(browser, path, WIDTHS) == {}


@pytest.mark.parametrize("years", [0.003, 0.0137, 0.08, 10])
def test_every_age_of_journal_reads_well(browser: Browser, tmp_path: Path, years: float) -> None:
    path = write_report(journal_of(tmp_path, of_years(years)), tmp_path)
    assert all_problems(browser, path) == {}


def test_ten_years_in_one_report_read_well(browser: Browser, tmp_path: Path) -> None:
    path = write_report(journal_of(tmp_path, of_years(10)), tmp_path, since=dt.date(2016, 1, 1))
    assert all_problems(browser, path) == {}


@pytest.mark.parametrize("order", ["mdy", "ymd"])
def test_every_order_of_dates_fits(browser: Browser, tmp_path: Path, order: Any) -> None:
    locale_format.use(locale_format.LocaleFormat(order, 6, 12, ","))
    path = write_report(journal_of(tmp_path), tmp_path)
    assert all_problems(browser, path) == {}


def test_a_report_without_notes_reads_well(browser: Browser, tmp_path: Path) -> None:
    path = write_report(journal_of(tmp_path), tmp_path, notes=False)
    assert all_problems(browser, path) == {}


@pytest.mark.parametrize(
    "words",
    [
        ALLOWED_WORDS,
        "“<b>&amp;</b><script>document.title='x'</script><img src=https://evil.example/x>”",
        "שלום עולם",
        "w" * 90,
    ],
)
def test_awkward_words_neither_break_the_page_nor_load_anything(browser: Browser, tmp_path: Path, words: str) -> None:
    journal = journal_of(tmp_path)
    contents = replace_texts(journal.contents, lambda text: f"{words} {text[:120]}")
    path = tmp_path / "report.html"
    path.write_text(write_html(build_report(contents, contents, journal.today())), encoding="utf-8")
    assert all_problems(browser, path) == {}
    assert browser.evaluate("document.title") == "Self-efficacy report, 22 Nov 2026"


def page_count(pdf: bytes) -> int:
    """The number of pages of a PDF."""
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


@pytest.mark.parametrize("paper", [A4, LETTER], ids=["A4", "Letter"])
def test_a_domain_takes_two_pages(browser: Browser, tmp_path: Path, paper: tuple[float, float]) -> None:
    journal = journal_of(tmp_path)
    for domain, pages in (("Speaking", 3), ("Writing", 3), ("Running", 3)):
        path = write_report(journal, tmp_path, domain=journal.domains.find_by_name(domain).id)
        browser.open(path, 800, media="print")
        # Two for the domain, one for what the numbers rest on.
        assert page_count(browser.print_pages(*paper)) <= pages
    browser.open(write_report(journal, tmp_path), 800, media="print")
    assert page_count(browser.print_pages(*paper)) <= 9


BREAKS = {
    "sideways": lambda text: text.replace("body { max-width: 66rem", "body { min-width: 80rem; max-width: 90rem"),
    "a long label": lambda text: re.sub(r">you \d+</text>", ">you are as sure as can be of it</text>", text),
    "labels over each other": lambda text: re.sub(r'x="\d+"( y="\d+" class="quiet")', r'x="60"\1', text),
    "pale words": lambda text: text.replace("--quiet: #5d6063", "--quiet: #b0b0b0"),
    "pale lines": lambda text: text.replace("--dot: #7b7d80", "--dot: #c9cacc"),
    "a picture from elsewhere": lambda text: text.replace("</main>", '<img src="https://example.org/x" alt=""></main>'),
    "a script": lambda text: text.replace("</main>", "<script>document.title = 1</script></main>"),
}  # fmt: skip


@pytest.mark.parametrize("name", BREAKS)
def test_what_is_broken_on_purpose_is_noticed(browser: Browser, tmp_path: Path, name: str) -> None:
    path = write_report(journal_of(tmp_path), tmp_path)
    text = path.read_text(encoding="utf-8")
    broken = BREAKS[name](text)
    assert broken != text
    path.write_text(broken, encoding="utf-8")
    assert problems(browser, path, 390) | problems(browser, path, 1200) != {}


def test_a_browser_that_is_named_is_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "my-browser"
    program.touch(0o755)
    monkeypatch.setenv("CHROMIUM", str(program))
    assert find_browser() == os.fspath(program)
