"""While the UI is masked, no screen shows the person's texts or numbers."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.cells import cell_len
from textual.widgets import Static, TextArea

from efficacy_tui.flows.domains import AddDomain, EditDomain
from efficacy_tui.flows.evidence import AddEvidence
from efficacy_tui.flows.placing import PlacementQuestion
from efficacy_tui.flows.question_types import Card, Question
from efficacy_tui.journal.demo import fill_demo, seeded_ids
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import Mastery, Persuasion, State, Step, Vicarious
from efficacy_tui.tui.privacy.mask import ALL_NUMBERS, BLANK, COPY_REFUSED, DOT, MASK, NUMBERS
from efficacy_tui.tui.screens.flow_dialog import FlowDialog
from efficacy_tui.tui.screens.ladder import LadderScreen
from efficacy_tui.tui.screens.page_dialog import PageDialog
from efficacy_tui.tui.widgets.placing_field import PlacingField
from efficacy_tui.tui.widgets.trend_chart import TrendChart
from tests.conftest import SUNDAY, OpenDashboard
from tests.support.dashboard_driver import DashboardDriver
from tests.support.fixed_clock import FixedClock
from tests.support.profile_answers import SELF, record_answers
from tests.support.textual_internals import render_strips

SIZES = [(120, 36), (80, 24), (60, 20)]
PRIVATE_WORD = re.compile("zebra", re.IGNORECASE)
PRIVATE_NUMBERS = re.compile(r"(?<![\d])(?:73|77|37|83|41|59|91)(?!\d)")
"""The confidence levels, difficulties and odds in `private_journal`; none of them occurs in a scale, date or key."""


@pytest.fixture
def private_journal(path: Path, clock: FixedClock, private_file: bytes) -> Journal:
    """A journal whose texts contain "zebra" and whose levels match `PRIVATE_NUMBERS`."""
    path.parent.mkdir()
    path.write_bytes(private_file)
    journal = Journal(path, clock, seeded_ids(3))
    journal.open()
    return journal


@pytest.fixture(scope="module")
def private_file(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The file of that journal."""
    path, clock = tmp_path_factory.mktemp("private") / "journal.json", FixedClock(SUNDAY)
    journal = Journal(path, clock, seeded_ids(1))
    journal.open()
    clock.move(days=-30)
    domain = journal.domains.add("Zebras", "lead a zebra past the town hall")
    journal.domains.add("Help", "ask for a zebra")
    for index in range(30):
        journal.checkins.record(domain.id, 77 if index % 2 else 73, note="zebra note")
        clock.move(days=1)
    today = journal.today()
    for index in range(4):
        challenge = journal.challenges.start(
            domain.id,
            title=f"I will lead zebra number {index} home",
            done_when="the zebra is home",
            difficulty=37,
            odds=83,
            due=today,
        )
        journal.challenges.close(
            challenge.id, "succeeded" if index else "failed", learned="zebras bite", evidence="Led a zebra"
        )
    journal.challenges.start(
        domain.id,
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
    journal.evidence.add(Mastery, domain.id, "Stood beside a zebra", difficulty=91, independence="alone")
    journal.evidence.add(Mastery, domain.id, "A zebra waits for its rating")
    journal.evidence.add(Vicarious, domain.id, "rode a zebra", who="Zebra Joe", similarity=4, gap="one")
    journal.evidence.add(Persuasion, domain.id, "zebras like you", who="Zebra Joe", quote="zebras like you")
    journal.evidence.add(State, domain.id, "zebra stripes before my eyes", arousal=91)
    journal.reappraisals.record(domain.id, journal.now(), event="a zebra", day=today, statement="Every zebra is mine.")
    record_answers(journal, SELF)
    record_answers(journal, SELF, "Zebra Joe")
    return path.read_bytes()


def rendered_text(person: DashboardDriver) -> str:
    """Return the text drawn in the terminal, followed by that of a picture, which has the screens below too."""
    app = person.app
    strips = render_strips(app.screen)
    return "\n".join("".join(segment.text for segment in strip) for strip in strips) + "\n" + person.text()


DIFFICULTY = re.compile(r"(?m)(?:(?<=[│›])|^)[ ▏›]*\d{1,3} (?=[·●✓◐✗–◆▸] )")
"""The number of a row on a ladder."""


def check_masked(person: DashboardDriver) -> str:
    """Check that the screens and the terminal title hold nothing private; return the text of the screens."""
    screen_text = rendered_text(person)
    if isinstance(person.app.focused, PlacingField) or isinstance(person.app.screen, LadderScreen):
        # The difficulties on a ladder stay, as its signs do; whose they are cannot be read.
        screen_text = DIFFICULTY.sub(" ", screen_text)
    assert not PRIVATE_WORD.search(screen_text), screen_text
    assert not PRIVATE_WORD.search(f"{person.app.title}{person.app.sub_title}")
    assert not PRIVATE_NUMBERS.search(screen_text), screen_text
    return screen_text


@pytest.mark.parametrize("size", SIZES)
async def test_masked_screens_hide_private_text_and_numbers_but_keep_labels(
    private_journal, open_dashboard: OpenDashboard, size
) -> None:
    async with open_dashboard(size) as person:
        assert PRIVATE_WORD.search(rendered_text(person))
        assert PRIVATE_NUMBERS.search(rendered_text(person))
        unmasked_text = rendered_text(person)
        await person.run_command("mask")
        masked_text = check_masked(person)
        assert "masked · m shows" in masked_text
        for words in ("1 Challenge", "2 Confidence", "3 Evidence", "4 Reappraisal", "Done when"):
            assert words in masked_text
        assert [cell_len(line) for line in unmasked_text.splitlines()[: size[1]]] == [
            cell_len(line) for line in masked_text.splitlines()[: size[1]]
        ]
        for pane in range(1, 5):
            await person.run_command(f"pane-{pane}")
            check_masked(person)
            await person.press("z")
            check_masked(person)
            await person.press("escape")
        for command, words in (
            ("trends", ("30 d", "esc back")),
            ("profile", ("Profile", "answer")),
            ("search", ("search", "to a day")),
            ("explain", ("What the dashboard shows", "made-up person", "What a gap means")),
            ("domains", ("Domains", "I can", "esc closes")),
            ("help", ("Practice", "Say how sure you are today")),
            ("support", ("988",)),
        ):
            await person.run_command(command)
            scrolled_text = ""
            for _ in range(20 if command == "explain" else 6):
                scrolled_text += check_masked(person)
                await person.press("pagedown")
            for word in words:
                assert word in scrolled_text, (command, word)
            while person.app.screen is not person.app.dashboard:
                await person.press("escape")


async def test_text_typed_into_the_search_and_the_command_palette_is_masked(
    private_journal, open_dashboard: OpenDashboard
) -> None:
    async with open_dashboard(masked=True) as person:
        await person.run_command("search")
        await person.type("zebra")
        assert DOT * 5 in check_masked(person)
        await person.press("enter", "enter")
        assert isinstance(person.app.screen, PageDialog)
        assert "Domain" in check_masked(person)
        await person.press("escape", "escape", "escape")
        await person.press("ctrl+p")
        await person.wait_for(lambda: "Check in" in person.text())
        await person.type("zebra")
        check_masked(person)


async def test_masked_entry_and_challenge_pages_keep_their_labels(
    private_journal, open_dashboard: OpenDashboard
) -> None:
    async with open_dashboard(masked=True) as person:
        await person.run_command("pane-1")
        await person.press("enter")
        page_text = check_masked(person)
        for label in ("Done when", "Difficulty", "Your odds", "enter edits · esc closes"):
            assert label in page_text
        await person.press("escape")
        await person.run_command("pane-3")
        for _ in range(6):
            await person.press("enter")
            check_masked(person)
            await person.press("escape", "down")


QUESTIONS_WITH_PRIVATE_OPTIONS = ("domain", "rater")
"""Keys of the questions whose options can all be names that the person entered."""


def has_public_words(question: Question) -> bool:
    """Whether a question has public words; a statement to say aloud is entirely the person's own text."""
    return question.key != "aloud"


def is_still_at(screen: FlowDialog, question: Question) -> bool:
    """Whether the dialog is still at this question."""
    current = screen.session.current
    return current is not None and current.key == question.key


async def answer_questions(person: DashboardDriver, check_screen: Callable[[], None]) -> list[str]:
    """Answer questions until none is left, checking the screen at every step; return the keys of the questions."""
    asked_keys: list[str] = []
    for _ in range(60):
        screen = person.app.screen
        if isinstance(screen, PageDialog):
            check_screen()
            await person.press("enter")
            continue
        if not isinstance(screen, FlowDialog):
            return asked_keys
        question = screen.session.current
        assert question is not None
        asked_keys.append(question.key)
        check_screen()
        prompt_widget = screen.query_one("#prompt", Static)
        prompt_text = "".join(strip.text for strip in prompt_widget.render_lines(prompt_widget.region.reset_offset))
        assert not has_public_words(question) or any(map(str.isalpha, prompt_text)), (
            f"{question.prompt!r} cannot be read"
        )
        focused = person.app.focused
        widget_type = type(focused).__name__
        if widget_type == "RatingField":
            await person.press("4")
            check_screen()
            if person.app.screen is screen and is_still_at(screen, question):
                await person.press("enter")
        elif widget_type == "OptionRows":
            options_text = "".join(strip.text for strip in focused.render_lines(focused.region.reset_offset))
            options = focused.question.options  # type: ignore[union-attr]  # the field of a choice
            assert question.key in QUESTIONS_WITH_PRIVATE_OPTIONS or any(
                option.label.split()[0] in options_text for option in options
            ), options_text
            await person.press(options[0].key)
        elif isinstance(question, Card):
            await person.press("enter")
        elif isinstance(question, PlacementQuestion):
            await person.press("up")
            check_screen()
            await person.press("enter")
        elif question.key in ("day", "due", "report", "days", "paused_until"):
            await person.press("ctrl+s")
        else:
            answer = "a zebra @ tomorrow" if question.key == "steps" else f"zebra {len(asked_keys)}"
            if isinstance(focused, TextArea):
                focused.text = ""
            else:
                focused.value = ""  # type: ignore[union-attr]  # an Input
            await person.type(answer)
            check_screen()
            await person.press("ctrl+s")
        if person.app.screen is screen and is_still_at(screen, question):
            check_screen()
            await person.press("ctrl+s")
    raise AssertionError(f"it never ends: {asked_keys}")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    "command", ["check-in", "outcome", "reappraise", "step", "step-odds", "backfill", "review", "export"]
)
async def test_masked_questions_stay_readable_and_hide_the_answers(
    private_journal, open_dashboard: OpenDashboard, size, command
) -> None:
    async with open_dashboard(size, masked=True) as person:
        await person.run_command(command)
        assert isinstance(person.app.screen, FlowDialog)
        if command == "export":
            check_masked(person)
            return
        asked_keys = await answer_questions(person, lambda: check_masked(person))
        assert asked_keys
        check_masked(person)
        await person.run_command("undo")
        check_masked(person)


@pytest.mark.parametrize("source", ["mastery", "vicarious", "persuasion", "state"])
async def test_evidence_of_each_source_can_be_recorded_while_masked(
    private_journal, open_dashboard: OpenDashboard, source
) -> None:
    async with open_dashboard((80, 24), masked=True) as person:
        count_before = len(person.journal.contents.evidence)
        person.app.ask(AddEvidence(person.journal, source))
        await person.settle()
        await person.press("enter")
        await answer_questions(person, lambda: check_masked(person))
        assert len(person.journal.contents.evidence) == count_before + 1
        assert re.search("Evidence saved {3,}u undo", check_masked(person))


async def test_questions_about_domains_and_raters_hide_their_names(
    private_journal, open_dashboard: OpenDashboard
) -> None:
    async with open_dashboard((80, 24), masked=True) as person:
        domain = person.journal.domains.focus()
        assert domain is not None
        for flow in (EditDomain(person.journal, domain), AddDomain(person.journal)):
            person.app.ask(flow)
            await person.settle()
            await answer_questions(person, lambda: check_masked(person))
        await person.run_command("profile")
        await person.press("h")
        assert "Who is going to answer?" in check_masked(person)
        assert "Somebody new" in person.text()
        assert "friend" not in person.text()
        await person.press("n")
        assert "What should they be called here?" in check_masked(person)
        await person.type("Zebra Two")
        await person.press("ctrl+s")
        assert "friend" in person.text()
        await person.press("2")
        await answer_questions(person, lambda: check_masked(person))
        check_masked(person)


async def test_profile_items_stay_readable_while_masked(private_journal, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard((80, 24), masked=True) as person:
        await person.run_command("profile")
        await person.press("a")
        assert person.question_prompt().split("?")[0][-20:] in " ".join(check_masked(person).split())


async def test_a_domain_name_is_masked_even_if_it_is_also_a_word_of_the_ui(
    private_journal, open_dashboard: OpenDashboard
) -> None:
    async with open_dashboard((80, 24), masked=True) as person:
        await person.run_command("evidence")
        await person.press("m")
        screen_text = person.text()
        assert "Which domain is it for?" in screen_text
        assert "Help" not in screen_text


async def test_a_masked_rating_field_shows_its_scale_but_not_the_chosen_value(
    private_journal, open_dashboard: OpenDashboard
) -> None:
    async with open_dashboard((80, 24), masked=True) as person:
        await person.run_command("design")
        await person.press("escape")
        await person.run_command("step-odds")
        text_before = person.text()
        for label in ("no chance", "even", " 50 ", "how likely are you to do this?"):
            assert label in text_before
        await person.press("right", "shift+right")
        assert person.app.focused.value == 51
        assert person.text() == text_before


async def test_f2_toggles_the_mask_in_a_text_field(private_journal, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard((80, 24)) as person:
        await person.run_command("evidence")
        await person.press("m", "1")
        await person.type("zebra")
        await person.press("m")
        assert "zebram" in person.text()
        await person.press("f2")
        assert "What did you do?" in check_masked(person)
        await person.press("f2")
        assert "zebram" in person.text()
        assert "What did you do?" in person.text()


async def test_m_toggles_the_mask_in_pages_and_dialogs_without_moving_widgets(
    private_journal, open_dashboard: OpenDashboard
) -> None:
    async with open_dashboard((80, 24)) as person:
        for command in ("check-in", "trends", "profile", "explain", "domains", "help"):
            await person.run_command(command)
            regions = {widget: widget.region for widget in person.app.screen.walk_children()}
            await person.press("m")
            check_masked(person)
            # A page as high as the screen gives the message its lowest row; nothing else moves.
            rows = person.app.screen.message_rows if command == "help" else 0
            toasts = person.app.screen.query(".-textual-system")
            for widget, region in regions.items():
                if widget not in toasts:
                    assert widget.region.offset == region.offset
                    assert widget.region.width == region.width
                    assert region.height - rows <= widget.region.height <= region.height
            await person.press("m")
            assert not person.app.masked
            await person.press("escape")


async def test_masked_toasts_show_public_words_and_hide_private_ones(
    private_journal, open_dashboard: OpenDashboard
) -> None:
    async with open_dashboard((80, 24), masked=True) as person:
        await person.run_command("design")
        screen_text = check_masked(person)
        assert "already has a challenge." in screen_text
        person.app.notify("✓ Zebras 73", markup=False)
        await person.settle()
        check_masked(person)
        await person.run_command("mask")
        person.app.notify("[b] Zebras 73", markup=False)
        await person.settle()
        assert "[b] Zebras 73" in rendered_text(person)


async def test_masking_also_hides_a_toast_that_is_already_shown(private_journal, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard((80, 24)) as person:
        person.app.warn("Zebras 73")
        await person.settle()
        assert "Zebras 73" in rendered_text(person)
        await person.run_command("mask")
        check_masked(person)


async def test_masking_writes_nothing_and_is_off_at_the_next_start(
    private_journal, path, open_dashboard: OpenDashboard
) -> None:
    async with open_dashboard() as person:
        journal_bytes = path.read_bytes()
        await person.run_command("mask")
        assert path.read_bytes() == journal_bytes
    async with open_dashboard() as person:
        assert not person.app.masked


async def test_copying_is_refused_while_masked(private_journal, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard(masked=True) as person:
        await person.run_command("pane-1")
        await person.run_command("copy")
        assert COPY_REFUSED.split(".")[0] in check_masked(person)
        assert "zebra" not in person.app.clipboard


@pytest.mark.parametrize("command", ["", "trends"])
async def test_a_masked_chart_is_blank_and_has_a_single_background(
    journal, open_dashboard: OpenDashboard, command: str
) -> None:
    """Blank cells are not enough: a chart draws its bands with background colours only."""
    fill_demo(journal)
    async with open_dashboard() as person:
        if command:
            await person.run_command(command)
        await person.run_command("mask")
        chart = person.app.screen.query_one(TrendChart)
        region = chart.content_region
        backgrounds = set()
        for y in range(region.y, region.bottom):
            strip = render_strips(person.app.screen)[y].crop(region.x, region.right)
            assert not strip.text.strip()
            backgrounds |= {style.bgcolor for _, style, _ in strip if style is not None}
        assert len(backgrounds) == 1


async def test_no_masking_filter_is_set_while_unmasked(private_journal, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        for widget in (person.app.screen, *person.app.screen.walk_children()):
            assert not {MASK, BLANK, NUMBERS, ALL_NUMBERS} & set(widget.get_line_filters()), widget


async def test_demo_texts_are_masked_even_where_they_match_built_in_examples(
    journal, open_dashboard: OpenDashboard
) -> None:
    fill_demo(journal)
    async with open_dashboard((80, 24), masked=True) as person:
        await person.run_command("check-in")
        screen_text = person.text()
        assert "Right now, how sure are you that you can" in screen_text
        for example in ("Speaking", "ten-minute", "don’t know"):
            assert example not in screen_text


async def test_hiding_numbers_hides_every_amount_but_keeps_the_words(journal, open_dashboard: OpenDashboard) -> None:
    fill_demo(journal)
    domain = journal.domains.focus()
    assert domain is not None
    async with open_dashboard((120, 36), hide_numbers=True) as person:
        screen_text = person.text()
        assert "Difficulty" in screen_text
        assert "stretch" in screen_text
        assert "rising" in screen_text
        assert not re.search(
            r"Difficulty +\d|Odds +you \d|record \d|record says +\d|You say|· record|Speaking +\d", screen_text
        )
        assert "Odds" not in screen_text
        await person.run_command("trends")
        # Only dates and time spans keep their digits.
        for line in person.text().split("esc back")[0].split("\n")[2:-1]:
            assert not re.search(r"\d\d", re.sub(r"\d+ (?=days|[A-Z])|[A-Z][a-z]+ \d+", "", line)), line


async def test_the_draft_message_shows_its_resume_key_while_masked(
    private_journal, open_dashboard: OpenDashboard
) -> None:
    async with open_dashboard((80, 24), masked=True) as person:
        await person.run_command("evidence")
        await person.answer("m", "1", "Zebras seen")
        await person.press("escape")
        assert re.search("Saved as a draft {3,}e resumes it", check_masked(person))
