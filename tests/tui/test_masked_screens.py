"""Privacy on the shoulder: masked, nothing the person wrote and no level is anywhere on the screen."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
from rich.cells import cell_len
from textual.widgets import Static, TextArea

from efficacy_tui.flows.domains import AddDomain, EditDomain
from efficacy_tui.flows.evidence import AddEvidence
from efficacy_tui.flows.question_types import Card, Question
from efficacy_tui.journal.demo import fill_demo
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import Mastery, Persuasion, State, Step, Vicarious
from efficacy_tui.tui.privacy.mask import ALL_NUMBERS, BLANK, COPY_REFUSED, DOT, MASK, NUMBERS
from efficacy_tui.tui.screens.flow_dialog import FlowDialog
from efficacy_tui.tui.screens.page_dialog import PageDialog
from efficacy_tui.tui.widgets.trend_chart import TrendChart
from tests.conftest import OpenDashboard
from tests.support.dashboard_driver import DashboardDriver
from tests.support.fixed_clock import FixedClock
from tests.support.profile_answers import SELF, record_answers
from tests.support.textual_internals import render_strips

SIZES = [(120, 36), (80, 24), (60, 20)]
SECRET = re.compile("zebra", re.IGNORECASE)
LEVELS = re.compile(r"(?<![\d])(?:73|77|37|83|41|59|91)(?!\d)")
"""The confidence, difficulties and odds of the journal below; none is on a scale, in a date or a key."""


@pytest.fixture
def secret(journal: Journal, clock: FixedClock) -> Journal:
    """A journal in which every text has a zebra in it, and every number is one of `LEVELS`."""
    clock.move(days=-30)
    zebra = journal.domains.add("Zebras", "lead a zebra past the town hall")
    journal.domains.add("Help", "ask for a zebra")
    for number in range(30):
        journal.checkins.record(zebra.id, 77 if number % 2 else 73, note="zebra note")
        clock.move(days=1)
    today = journal.today()
    for number in range(4):
        done = journal.challenges.start(
            zebra.id,
            title=f"I will lead zebra number {number} home",
            done_when="the zebra is home",
            difficulty=37,
            odds=83,
            due=today,
        )
        journal.challenges.close(
            done.id, "succeeded" if number else "failed", learned="zebras bite", evidence="Led a zebra"
        )
    journal.challenges.start(
        zebra.id,
        title="I will ride a zebra to work",
        done_when="the zebra is in its box",
        partly_when="a zebra is near",
        if_obstacle="the zebra runs",
        then_plan="I whistle for the zebra",
        role_model="Zebra Joe",
        difficulty=41,
        odds=59,
        due=today + dt.timedelta(days=9),
        steps=(Step(text="feed a zebra", day=today), Step(text="brush a zebra", day=today + dt.timedelta(days=2))),
    )
    journal.evidence.add(Mastery, zebra.id, "Stood beside a zebra", difficulty=91, independence="alone")
    journal.evidence.add(Mastery, zebra.id, "A zebra waits for its rating")
    journal.evidence.add(Vicarious, zebra.id, "rode a zebra", who="Zebra Joe", similarity=4, gap="one")
    journal.evidence.add(Persuasion, zebra.id, "zebras like you", who="Zebra Joe", quote="zebras like you")
    journal.evidence.add(State, zebra.id, "zebra stripes before my eyes", arousal=91)
    journal.reappraisals.record(zebra.id, journal.now(), event="a zebra", day=today, statement="Every zebra is mine.")
    record_answers(journal, SELF)
    record_answers(journal, SELF, "Zebra Joe")
    return journal


def rendered(person: DashboardDriver) -> str:
    """What the terminal is given, and what a screenshot would hold."""
    app = person.app
    strips = render_strips(app.screen)
    return "\n".join("".join(segment.text for segment in strip) for strip in strips) + "\n" + person.text()


def is_hidden(person: DashboardDriver) -> str:
    """Nothing private is on the screen, nor in its picture, nor in the terminal's title; gives what is."""
    shown = rendered(person)
    assert not SECRET.search(shown), shown
    assert not SECRET.search(person.app.export_screenshot())
    assert not SECRET.search(f"{person.app.title}{person.app.sub_title}")
    assert not LEVELS.search(shown), shown
    return shown


@pytest.mark.parametrize("size", SIZES)
async def test_no_screen_shows_a_word_or_a_level_of_the_persons(secret, open_dashboard: OpenDashboard, size) -> None:
    async with open_dashboard(size) as person:
        assert SECRET.search(rendered(person))
        assert LEVELS.search(rendered(person))
        before = rendered(person)
        await person.run_command("mask")
        shown = is_hidden(person)
        assert "masked · m shows" in shown
        for words in ("1 Challenge", "2 Evidence", "3 Reappraisal", "4 Confidence", "Done when"):
            assert words in shown
        assert [cell_len(line) for line in before.splitlines()[: size[1]]] == [
            cell_len(line) for line in shown.splitlines()[: size[1]]
        ]
        for pane in range(1, 5):
            await person.run_command(f"pane-{pane}")
            is_hidden(person)
            await person.press("z")
            is_hidden(person)
            await person.press("escape")
        for command, words in (
            ("trends", ("30 d", "esc back")),
            ("profile", ("Profile", "answer")),
            ("search", ("search", "to a day")),
            ("explain", ("endpoint", "References")),
            ("domains", ("Domains", "I can", "esc closes")),
            ("help", ("Practice", "Say how sure you are today")),
            ("support", ("988",)),
        ):
            await person.run_command(command)
            seen = ""
            for _ in range(20 if command == "explain" else 6):
                seen += is_hidden(person)
                await person.press("pagedown")
            for word in words:
                assert word in seen, (command, word)
            while person.app.screen is not person.app.dashboard:
                await person.press("escape")


async def test_what_is_typed_into_the_search_and_the_palette_is_dots(secret, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard(masked=True) as person:
        await person.run_command("search")
        await person.type("zebra")
        assert DOT * 5 in is_hidden(person)
        await person.press("enter", "enter")
        assert isinstance(person.app.screen, PageDialog)
        assert "Domain" in is_hidden(person)
        await person.press("escape", "escape", "escape")
        await person.press("ctrl+p")
        await person.wait_for(lambda: "Check in" in person.text())
        await person.type("zebra")
        is_hidden(person)


async def test_the_pages_of_an_entry_and_a_challenge_keep_their_labels(secret, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard(masked=True) as person:
        await person.run_command("pane-1")
        await person.press("enter")
        shown = is_hidden(person)
        for label in ("Done when", "Difficulty", "Your odds", "enter edits · esc closes"):
            assert label in shown
        await person.press("escape")
        await person.run_command("pane-2")
        for _ in range(6):
            await person.press("enter")
            is_hidden(person)
            await person.press("escape", "down")


THEIRS = ("domain", "rater")
"""Questions whose options may all be names the person gave."""


def told_of(question: Question) -> bool:
    """Whether a question has words of its own; a statement to be said aloud is the person's alone."""
    return question.key != "aloud"


def still_asks(screen: FlowDialog, question: Question) -> bool:
    """Whether the same question is asked as before."""
    current = screen.session.current
    return current is not None and current.key == question.key


async def go_through(person: DashboardDriver, after: Callable[[], None]) -> list[str]:
    """Answer whatever is asked with zebras, looking at every question before and after; gives the questions' keys."""
    asked: list[str] = []
    for _ in range(60):
        screen = person.app.screen
        if isinstance(screen, PageDialog):
            after()
            await person.press("enter")
            continue
        if not isinstance(screen, FlowDialog):
            return asked
        question = screen.session.current
        assert question is not None
        asked.append(question.key)
        after()
        widget = screen.query_one("#prompt", Static)
        prompt = "".join(strip.text for strip in widget.render_lines(widget.region.reset_offset))
        assert not told_of(question) or any(map(str.isalpha, prompt)), f"{question.prompt!r} cannot be read"
        focused = person.app.focused
        kind = type(focused).__name__
        if kind == "RatingField":
            await person.press("4")
            after()
            if person.app.screen is screen and still_asks(screen, question):
                await person.press("enter")
        elif kind == "OptionRows":
            drawn = "".join(strip.text for strip in focused.render_lines(focused.region.reset_offset))
            options = focused.question.options  # type: ignore[union-attr]  # the field of a choice
            assert question.key in THEIRS or any(option.label.split()[0] in drawn for option in options), drawn
            await person.press(options[0].key)
        elif isinstance(question, Card):
            await person.press("enter")
        elif question.key in ("day", "due", "report"):
            await person.press("ctrl+s")
        else:
            words = "a zebra @ tomorrow" if question.key == "steps" else f"zebra {len(asked)}"
            if isinstance(focused, TextArea):
                focused.text = ""
            else:
                focused.value = ""  # type: ignore[union-attr]  # an Input
            await person.type(words)
            after()
            await person.press("ctrl+s")
        if person.app.screen is screen and still_asks(screen, question):
            after()
            await person.press("ctrl+s")
    raise AssertionError(f"it never ends: {asked}")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    "command", ["check-in", "outcome", "reappraise", "step", "step-odds", "backfill", "review", "export"]
)
async def test_a_masked_question_shows_its_own_words_and_no_answer(
    secret, open_dashboard: OpenDashboard, size, command
) -> None:
    async with open_dashboard(size, masked=True) as person:
        await person.run_command(command)
        assert isinstance(person.app.screen, FlowDialog)
        if command == "export":
            is_hidden(person)
            return
        asked = await go_through(person, lambda: is_hidden(person))
        assert asked
        is_hidden(person)
        await person.run_command("undo")
        is_hidden(person)


@pytest.mark.parametrize("source", ["mastery", "vicarious", "persuasion", "state"])
async def test_each_source_can_be_recorded_while_masked(secret, open_dashboard: OpenDashboard, source) -> None:
    async with open_dashboard((80, 24), masked=True) as person:
        before = len(person.journal.contents.evidence)
        person.app.ask(AddEvidence(person.journal, source))
        await person.settle()
        await person.press("enter")
        await go_through(person, lambda: is_hidden(person))
        assert len(person.journal.contents.evidence) == before + 1
        assert "Evidence kept · u undo" in is_hidden(person)


async def test_domains_and_raters_are_asked_about_without_being_named(secret, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard((80, 24), masked=True) as person:
        domain = person.journal.domains.focus()
        assert domain is not None
        for flow in (EditDomain(person.journal, domain), AddDomain(person.journal)):
            person.app.ask(flow)
            await person.settle()
            await go_through(person, lambda: is_hidden(person))
        await person.run_command("profile")
        await person.press("h")
        assert "Who is going to answer?" in is_hidden(person)
        assert "Somebody new" in person.text()
        assert "friend" not in person.text()
        await person.press("n")
        assert "What shall they be called here?" in is_hidden(person)
        await person.type("Zebra Two")
        await person.press("ctrl+s")
        assert "friend" in person.text()
        await person.press("2")
        await go_through(person, lambda: is_hidden(person))
        is_hidden(person)


async def test_the_profiles_own_items_can_be_read_while_masked(secret, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard((80, 24), masked=True) as person:
        await person.run_command("profile")
        await person.press("a")
        assert person.question_prompt().split("?")[0][-20:] in " ".join(is_hidden(person).split())


async def test_a_domain_called_like_a_word_of_the_programs_is_hidden_all_the_same(
    secret, open_dashboard: OpenDashboard
) -> None:
    async with open_dashboard((80, 24), masked=True) as person:
        await person.run_command("evidence")
        await person.press("m")
        shown = person.text()
        assert "Which domain does it speak for?" in shown
        assert "Help" not in shown


async def test_the_scale_is_there_but_not_what_was_chosen_on_it(secret, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard((80, 24), masked=True) as person:
        await person.run_command("design")
        await person.press("escape")
        await person.run_command("step-odds")
        before = person.text()
        for words in ("surely not", "even", " 50 ", "how likely is it that you will do this?"):
            assert words in before
        await person.press("right", "shift+right")
        assert person.app.focused.value == 51
        assert person.text() == before


async def test_f2_masks_and_shows_where_letters_are_typed(secret, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard((80, 24)) as person:
        await person.run_command("evidence")
        await person.press("m", "1")
        await person.type("zebra")
        await person.press("m")
        assert "zebram" in person.text()
        await person.press("f2")
        assert "What did you do?" in is_hidden(person)
        await person.press("f2")
        assert "zebram" in person.text()
        assert "What did you do?" in person.text()


async def test_m_masks_inside_pages_and_dialogs_and_the_layout_stays(secret, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard((80, 24)) as person:
        for command in ("check-in", "trends", "profile", "explain", "domains", "help"):
            await person.run_command(command)
            regions = {widget: widget.region for widget in person.app.screen.walk_children()}
            await person.press("m")
            is_hidden(person)
            toasts = person.app.screen.query(".-textual-system")
            assert {widget: widget.region for widget in regions if widget not in toasts} == {
                widget: region for widget, region in regions.items() if widget not in toasts
            }
            await person.press("m")
            assert not person.app.masked
            await person.press("escape")


async def test_a_toast_says_its_own_words_and_not_the_persons(secret, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard((80, 24), masked=True) as person:
        await person.run_command("design")
        shown = is_hidden(person)
        assert "has a challenge already." in shown
        person.app.notify("✓ Zebras 73", markup=False)
        await person.settle()
        is_hidden(person)
        await person.run_command("mask")
        person.app.notify("[b] Zebras 73", markup=False)
        await person.settle()
        assert "[b] Zebras 73" in rendered(person)


async def test_a_toast_that_is_there_already_is_masked_with_the_rest(secret, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard((80, 24)) as person:
        person.app.warn("Zebras 73")
        await person.settle()
        assert "Zebras 73" in rendered(person)
        await person.run_command("mask")
        is_hidden(person)


async def test_the_mask_is_not_remembered_and_records_nothing(secret, path, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        before = path.read_bytes()
        await person.run_command("mask")
        assert path.read_bytes() == before
    async with open_dashboard() as person:
        assert not person.app.masked


async def test_nothing_is_copied_while_masked_but_an_export_is_whole(secret, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard(masked=True) as person:
        await person.run_command("pane-1")
        await person.run_command("copy")
        assert COPY_REFUSED.split(".")[0] in is_hidden(person)
        assert "zebra" not in person.app.clipboard


@pytest.mark.parametrize("where", ["", "trends"])
async def test_a_masked_chart_has_one_ground_and_no_sign(journal, open_dashboard: OpenDashboard, where: str) -> None:
    """A band is drawn with grounds alone."""
    fill_demo(journal)
    async with open_dashboard() as person:
        if where:
            await person.run_command(where)
        await person.run_command("mask")
        chart = person.app.screen.query_one(TrendChart)
        region = chart.content_region
        grounds = set()
        for y in range(region.y, region.bottom):
            strip = render_strips(person.app.screen)[y].crop(region.x, region.right)
            assert not strip.text.strip()
            grounds |= {style.bgcolor for _, style, _ in strip if style is not None}
        assert len(grounds) == 1


async def test_unmasked_no_filter_runs(secret, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        for widget in (person.app.screen, *person.app.screen.walk_children()):
            assert not {MASK, BLANK, NUMBERS, ALL_NUMBERS} & set(widget.get_line_filters()), widget


async def test_the_demo_hides_even_what_the_program_gives_as_an_example(journal, open_dashboard: OpenDashboard) -> None:
    fill_demo(journal)
    async with open_dashboard((80, 24), masked=True) as person:
        await person.run_command("check-in")
        shown = person.text()
        assert "Right now, how sure are you that you can" in shown
        for words in ("Speaking", "ten-minute", "don’t know"):
            assert words not in shown


async def test_hidden_numbers_leave_the_words_and_the_persons_own_digits(
    journal, open_dashboard: OpenDashboard
) -> None:
    fill_demo(journal)
    domain = journal.domains.focus()
    assert domain is not None
    async with open_dashboard((120, 36), hide_numbers=True) as person:
        shown = person.text()
        assert "Difficulty" in shown
        assert "stretch" in shown
        assert "rising" in shown
        assert not re.search(r"Difficulty +\d|Your odds +\d|your record says|Speaking +\d", shown)
        await person.run_command("trends")
        # Only dates and spans of time have digits.
        for line in person.text().split("esc back")[0].split("\n")[2:-1]:
            assert not re.search(r"\d\d", re.sub(r"\d+ (?=days|[A-Z])|[A-Z][a-z]+ \d+", "", line)), line


async def test_while_masked_a_draft_names_the_key_that_takes_it_up(secret, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard((80, 24), masked=True) as person:
        await person.run_command("evidence")
        await person.answer("m", "1", "Zebras seen")
        await person.press("escape")
        assert "Kept as a draft · e takes it up again" in is_hidden(person)
