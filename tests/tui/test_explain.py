"""The explain pages on the screen: every page at every size, its figures by key and by mouse, and masked."""

from __future__ import annotations

import re

import pytest
from rich.cells import cell_len

from efficacy_tui.content.words import load_words
from efficacy_tui.flows.explain_figures import ExampleFigure, FalconerFigure, Figure, RatersFigure
from efficacy_tui.journal.journal import Journal
from efficacy_tui.tui.privacy.mask import DOT
from efficacy_tui.tui.screens.explain import PAGES, ExampleChart, ExplainLines, ExplainScreen
from efficacy_tui.tui.screens.flow_dialog import FlowDialog
from efficacy_tui.tui.screens.profile import ProfileScreen
from efficacy_tui.wording import explain as wording
from efficacy_tui.wording.confidence import grade_sentence, record_phrase
from tests.conftest import OpenDashboard
from tests.support.dashboard_driver import DashboardDriver
from tests.support.fixed_clock import FixedClock
from tests.support.plain_driver import run_repl

KEY_NAMES = {
    "[": "left_square_bracket",
    "]": "right_square_bracket",
    "(": "left_parenthesis",
    ")": "right_parenthesis",
}
SIZES = [(200, 50), (120, 36), (80, 24), (60, 20), (40, 12)]
WORDS = load_words("explain")


def explain_screen(person: DashboardDriver) -> ExplainScreen:
    screen = person.app.screen
    assert isinstance(screen, ExplainScreen)
    return screen


def page_rows(person: DashboardDriver) -> list[str]:
    """The rows of the page as they are drawn, without the chart."""
    parts = [lines for lines in explain_screen(person).query(ExplainLines) if lines.display and lines.size.height]
    return [row for lines in parts for row in lines.render().plain.split("\n")]


def flat(text: str) -> str:
    return " ".join(text.split())


async def read_whole_screen(person: DashboardDriver) -> str:
    """Read the page as a person does, screenful by screenful, without the key hints, which a message may cover."""
    await person.press("home")
    text = ""
    for _ in range(40):
        # The end of a scroll bar is drawn as a block, which is blank while masked.
        screenful = person.text().rstrip("\n").rpartition("\n")[0]
        text += re.sub("[▁▂▃▄▅▆▇█ ]+\n", "\n", f"{screenful}\n")
        await person.press("pagedown")
    return text


def drawn_chart(person: DashboardDriver) -> str:
    """The rows of the example's chart as they are on the screen."""
    region = explain_screen(person).query_one(ExampleChart).region
    return "\n".join(line[region.x : region.right] for line in person.text().splitlines()[region.y : region.bottom])


async def read_all_pages(person: DashboardDriver) -> str:
    """Read all pages, each from its first line to its last."""
    text = ""
    for number in range(1, PAGES + 1):
        await person.press(str(number))
        text += await read_whole_screen(person)
    return text


@pytest.mark.parametrize("size", SIZES)
async def test_every_sentence_and_reference_of_every_page_is_there_and_fits(
    size: tuple[int, int], speaking: Journal, open_dashboard: OpenDashboard
) -> None:
    async with open_dashboard(size) as person:
        await person.run_command("explain")
        for number, page in enumerate(WORDS["pages"], start=1):
            await person.press(str(number))
            rows = page_rows(person)
            assert max(map(cell_len, rows)) <= size[0] - 5
            text = flat(" ".join(rows))
            for block in page["blocks"]:
                assert flat(block.get("text", block.get("heading", ""))) in text
            # On a narrow screen an address is broken.
            together = text.replace(" ", "")
            assert all(reference.replace(" ", "") in together for reference in page["references"])
            header = person.text().splitlines()[0]
            assert page["short"] in header or page["title"] in header
            assert "…" not in header
            assert cell_len(header) <= size[0]
            assert "…" not in text
            assert "esc back" in person.text().splitlines()[-1]


@pytest.mark.parametrize("size", SIZES)
async def test_a_figure_is_seen_whole_or_from_its_top_when_it_is_moved(
    size: tuple[int, int], speaking: Journal, open_dashboard: OpenDashboard
) -> None:
    async with open_dashboard(size) as person:
        await person.run_command("explain")
        for page, key, words in (("1", "right", "they say"), ("3", "right", "rMZ"), ("4", "left", "h, common")):
            await person.press(page, "end", key)
            assert words in person.text()


async def test_keys_move_the_falconer_sliders(speaking: Journal, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard((120, 60)) as person:
        await person.run_command("explain")
        await person.press("3")
        assert "2(rMZ − rDZ)  =  0.50" in "\n".join(page_rows(person))
        assert "50 % genes, 10 % shared, 40 % everything else." in "\n".join(page_rows(person))
        assert "h² would be 0.40." in flat(" ".join(page_rows(person)))
        await person.press("right", "right")
        assert "2(rMZ − rDZ)  =  0.70" in person.text()
        assert "2rDZ − rMZ    =  0.00" in person.text()
        assert "h² would be 0.60." in flat(" ".join(page_rows(person)))
        await person.press("left_square_bracket")
        assert "the formulas give no shares at all" in person.text()
        for lines in explain_screen(person).query(ExplainLines):
            assert lines.content_size.height == len(lines.lines(lines.content_size.width))
        assert "h² would be" not in flat(" ".join(page_rows(person)))
        await person.press(*["right_square_bracket"] * 30)
        assert "1.00" in person.text()


async def test_keys_change_an_outcome_and_the_record_moves(speaking: Journal, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard((120, 60)) as person:
        await person.run_command("explain")
        text = person.text()
        record = re.search(r"your record says about (\d+) \((\d+)–(\d+)\)", text)
        assert record is not None
        assert re.search(r"› 60 ✗ Demo to a customer", text)
        chart = drawn_chart(person)
        assert "◐" in chart
        assert re.search("[─⠒⠤⣀]{3}", chart)
        await person.press("right_parenthesis", "right_parenthesis")
        assert drawn_chart(person) != chart
        text = person.text()
        better = re.search(r"your record says about (\d+) \((\d+)–(\d+)\)", text)
        assert better is not None
        assert all(int(now) > int(before) for now, before in zip(better.groups(), record.groups(), strict=True))
        assert re.search(r"› 60 ✓ Demo to a customer", text)
        await person.press("left_square_bracket")
        assert re.search(r"› 50 ✓ Give a short update", person.text())
        await person.press(*["right"] * 3)
        assert "You say 70" in person.text()
        assert "They agree." in person.text()
        assert explain_screen(person).query_one(ExampleChart).region.height > 0


async def test_keys_move_the_common_factor_and_stop_where_it_is_impossible(
    speaking: Journal, open_dashboard: OpenDashboard
) -> None:
    async with open_dashboard((120, 60)) as person:
        await person.run_command("explain")
        await person.press("4")
        text = flat(person.text())
        for words in ("common A 16", "own A 31", "C 0 ·", "E 53", "is 22 % of the differences", "these three: A 66 %"):
            assert words in text
        assert "2 × (0.247 − 0.123) / 0.329 = 0.75" in text
        await person.press("o")
        assert "C 14" in flat(person.text())
        await person.press("o")
        assert "› father’s answers" in person.text()
        assert "common A 36" in flat(person.text())
        await person.press("right_square_bracket", "left_parenthesis")
        assert "0.55" in person.text()
        assert "Mean of 2 raters like the father" in person.text()
        await person.press(*["left"] * 9)
        assert "It stops here" in person.text()


async def test_hidden_numbers_are_the_persons_not_those_of_the_example(
    speaking: Journal, open_dashboard: OpenDashboard
) -> None:
    async with open_dashboard((120, 60), hide_numbers=True) as person:
        await person.run_command("explain")
        assert re.search(r"\d+ *┤", drawn_chart(person))
        assert "You say 40" in person.text()


async def test_another_page_begins_at_its_top(speaking: Journal, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard((80, 24)) as person:
        await person.run_command("explain")
        await person.press("end", "2")
        assert "Self-efficacy is how sure you are" in person.text()


async def test_keys_of_another_page_move_nothing(speaking: Journal, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard((120, 36)) as person:
        await person.run_command("explain")
        screen = explain_screen(person)
        before = dict(screen.figures)
        await person.press("2", "right", "left_square_bracket", "right_parenthesis", "o", "5", "left", "o")
        await person.press("3", "right_parenthesis", "o")
        assert screen.figures == before


async def test_everything_stays_readable_while_masked(speaking: Journal, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard((120, 60)) as person:
        await person.run_command("explain")
        readable = await read_all_pages(person)
        await person.run_command("mask")
        masked = await read_all_pages(person)
        # A note that the screen is masked covers one row of each screenful; the next screenful has that row, too.
        assert set(readable.splitlines()) <= set(masked.splitlines())
        assert DOT * 2 not in masked


async def test_from_the_profile_the_starting_point_comes_first(
    speaking: Journal, open_dashboard: OpenDashboard
) -> None:
    async with open_dashboard((120, 36)) as person:
        await person.run_command("explain")
        assert "Two voices run through this program" in person.text()
        await person.press("escape")
        await person.run_command("profile")
        await person.press("x")
        assert "1,394 pairs of adolescent twins" in person.text()
        await person.press("escape")
        assert isinstance(person.app.screen, ProfileScreen)


EXAMPLE = ExampleFigure.from_words(WORDS)
FALCONER = FalconerFigure.from_words(WORDS)
RATERS = RatersFigure.from_words(WORDS)


def sentences_of(figure: Figure) -> list[str]:
    """What every UI says of a figure's state."""
    match figure:
        case ExampleFigure():
            stats, _ = figure.results
            return [record_phrase(stats), grade_sentence(stats)]
        case FalconerFigure():
            if not figure.shares.is_possible:
                return [WORDS["falconer"]["impossible"]]
            return [
                wording.falconer_percents(figure.shares),
                *(wording.assumption_sentence(row.then, row.amount, row.h2) for row in figure.wrong_assumptions),
            ]
        case RatersFigure():
            return [
                wording.agreed_sentence(figure.split),
                wording.mean_of_like_sentence(figure.count, figure.person["of"], figure.mean_of_like),
                wording.mean_of_all_sentence(figure.mean_of_all),
                wording.towards_sentence(figure.h),
                *(wording.pair_equation(pair.mz, pair.dz, pair.agreement, pair.h2) for pair in figure.pairs),
            ]
    return []


@pytest.mark.parametrize(
    ("page", "keys", "words", "figure"),
    [
        ("1", (")", "right", "right"), ("60 partly", "says 60"), EXAMPLE.move(2, 1).move(0, 2)),
        ("1", ("[", "("), ("50 partly",), EXAMPLE.move(1, -1).move(2, -1)),
        ("3", ("right", "]", "]"), ("mz 0.65", "dz 0.45"), FALCONER.move(0, 1).move(1, 2)),
        ("3", ("right",) * 5, ("mz 0.85",), FALCONER.move(0, 5)),
        (
            "4",
            ("o", "left", "]", ")"),
            ("mother", "h 0.7", "u 0.4", "raters 4"),
            RATERS.switch().move(0, -1).move(1, 1).move(2, 1),
        ),
    ],
)
async def test_both_uis_say_the_same_of_a_figure(
    page: str,
    keys: tuple[str, ...],
    words: tuple[str, ...],
    figure: Figure,
    speaking: Journal,
    clock: FixedClock,
    open_dashboard: OpenDashboard,
) -> None:
    speaking.checkins.record(speaking.domains.all()[0].id, 50)
    async with open_dashboard((120, 36)) as person:
        await person.run_command("explain")
        await person.press(page, *(KEY_NAMES.get(key, key) for key in keys))
        assert explain_screen(person).figure == figure
        drawn = flat(" ".join(page_rows(person)))
    _, output = run_repl(Journal(speaking.path, clock), "x", page, *words, "q", "q")
    printed = flat(output)
    printed = printed[printed.rindex(f"Explain > {words[-1]}") :]
    for sentence in sentences_of(figure):
        assert sentence in drawn
        assert sentence in printed


async def test_explain_page_starts_the_flow_of_each_source(speaking: Journal, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard((120, 36)) as person:
        for key in ("n", "e", "r"):
            await person.run_command("explain")
            await person.press("2", key)
            assert isinstance(person.app.screen, FlowDialog)
            await person.press("escape", "escape")
