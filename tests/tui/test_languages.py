"""The words in every language at four widths: nothing is cut, no row is too wide, and the mask knows them."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from efficacy_tui.config.settings import Settings
from efficacy_tui.content.languages import LANGUAGES
from efficacy_tui.content.words import load_words
from efficacy_tui.flows.question_types import ChoiceQuestion
from efficacy_tui.flows.reappraise import ReappraisalSession
from efficacy_tui.flows.support import load_support
from efficacy_tui.flows.survey import RateOther, RateSelf
from efficacy_tui.journal.journal import Journal
from efficacy_tui.plain.views.pages import format_support
from efficacy_tui.plain.views.profile import format_profile
from efficacy_tui.tui.screens.flow_dialog import FlowDialog
from efficacy_tui.tui.widgets.dialog_body import DialogBody
from tests.conftest import OpenDashboard
from tests.support.dashboard_driver import DashboardDriver
from tests.support.profile_answers import MARA, SELF, answers_by_item
from tests.support.textual_internals import render_strips

SIZES = [(120, 36), (80, 24), (60, 20), (40, 24), (40, 12)]
LOW = 12  # rows in which a list of options scrolls by itself
FRAME = "│╭╮╰╯─━▁▂▃▄▅▆▇█"


def settings_in(language: str) -> Settings:
    """Settings with a language."""
    settings = Settings()
    settings.change("language", language)
    return settings


def squeeze(text: str) -> str:
    """A text without blanks, as a screen may break it anywhere between Japanese characters."""
    return "".join(text.replace("\u00a0", " ").split())


def rows(person: DashboardDriver) -> list[str]:
    """The rows of the screen, each as wide as it."""
    screen_rows = ["".join(segment.text for segment in strip if not segment.control) for strip in strips(person)]
    assert {cell_len(row) for row in screen_rows} == {person.app.size.width}
    return screen_rows


def strips(person: DashboardDriver):
    return render_strips(person.app.screen)


async def read_screen(person: DashboardDriver) -> str:
    """Read a dialog from its beginning to its end, without blanks and frame."""
    bodies = person.app.screen.query(DialogBody)
    if not bodies:
        return squeeze("".join(row.strip(FRAME + " ") for row in rows(person)))
    body = bodies.first()
    lines: list[str] = []
    while True:
        body.scroll_to(y=len(lines), animate=False)
        await person.settle()
        region = body.scrollable_content_region
        lines += [row[1:-1] for row in rows(person)[region.y + len(lines) - int(body.scroll_y) : region.bottom]]
        if body.scroll_y >= body.max_scroll_y:
            break
    return squeeze("".join(line.strip(FRAME + " ") for line in lines))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
async def test_somebody_else_reads_every_word_before_and_while_answering(
    journal: Journal, open_dashboard: OpenDashboard, language: str, size: tuple[int, int]
) -> None:
    journal.close()
    async with open_dashboard(size, settings=settings_in(language)) as person:
        rater = person.journal.surveys.add_rater("Mara")
        flow = RateOther(person.journal, person.app.instrument(), rater)
        person.app.ask(flow)
        await person.settle()
        consent, *items = flow.questions({})
        text = await read_screen(person)
        for part in (consent.prompt, *consent.lines):  # type: ignore[attr-defined]
            assert squeeze(part) in text
        body = person.app.screen.query_one(DialogBody)
        body.scroll_to(y=0, animate=False)
        await person.settle()
        for _ in range(12):
            if person.app.screen.field.question.key != "consent":  # type: ignore[attr-defined]
                break
            await person.press("enter")
        for item in items:
            assert isinstance(item, ChoiceQuestion)
            assert person.app.screen.field.question.key == item.key  # type: ignore[attr-defined]
            text = await read_screen(person)
            labels = [option.label for option in item.options] if size[1] > LOW else []
            for part in (item.prompt, *labels):
                assert squeeze(part) in text
            await person.press("3")
        assert squeeze(flow.handover_text) in squeeze("".join(row.strip(FRAME + " ") for row in rows(person)))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
async def test_own_profile_reappraisal_and_support_page_are_laid_out_whole(
    speaking: Journal, open_dashboard: OpenDashboard, language: str, size: tuple[int, int]
) -> None:
    speaking.close()
    async with open_dashboard(size, settings=settings_in(language)) as person:
        own = RateSelf(person.journal, person.app.instrument())
        person.app.ask(own)
        await person.settle()
        for item in own.questions({}):
            assert squeeze(item.prompt) in await read_screen(person)
            await person.press("4")
        await person.wait_for(lambda: not isinstance(person.app.screen, FlowDialog))
        words = load_words("reappraisal", language)
        await person.run_command("reappraise")
        assert isinstance(person.app.screen, FlowDialog)
        assert isinstance(person.app.screen.flow, ReappraisalSession)
        assert squeeze(" ".join(words["safety"])) in await read_screen(person)
        await person.answer("the talk", "today", "8", "4", "1")
        text = await read_screen(person)
        sensations, statements = (words[key] if size[1] > LOW else [] for key in ("sensations", "statements"))
        assert [label for label in sensations if squeeze(label) not in text] == []
        await person.press("1")
        text = await read_screen(person)
        assert [line for line in words["reading"] if squeeze(line) not in text] == []
        for _ in range(4):
            if person.app.screen.field.question.key != "reading":
                break
            await person.press("enter")
        text = await read_screen(person)
        assert [line for line in statements if squeeze(line) not in text] == []
        await person.press("f1")
        page = load_support(None, language)
        await person.settle()
        rows(person)
        text = squeeze(page_text(person))
        for part in (*page.paragraphs, *(part for contact in page.contacts for part in contact), page.closing):
            assert squeeze(part) in text


def page_text(person: DashboardDriver) -> str:
    """The text of the open page, with what is scrolled out of sight."""
    from efficacy_tui.tui.screens.page_dialog import PageLines

    return "".join(str(person.app.screen.query_one(PageLines).render()).splitlines())


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_profile_names_areas_and_anchors_in_the_language(
    journal: Journal, open_dashboard: OpenDashboard, language: str, size: tuple[int, int]
) -> None:
    async with open_dashboard(size, settings=settings_in(language)) as person:
        instrument = person.app.instrument()
        surveys = person.journal.surveys
        surveys.record(instrument, answers_by_item(SELF, instrument))
        surveys.record(instrument, answers_by_item(MARA, instrument), by=surveys.add_rater("Mara").id)
        await person.run_command("profile")
        await person.wait_for(lambda: getattr(person.app.screen, "report", None) is not None)
        await person.settle()
        text = squeeze(" ".join(rows(person)))
        assert squeeze(instrument.areas[0].name) in text
        report = person.app.screen.report
        plain = squeeze("".join(line.strip() for line in format_profile(report, 76)))
        for part in (*(area.name for area in instrument.areas), instrument.anchors[0], instrument.anchors[4]):
            assert squeeze(part) in plain


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [120, 80, 60, 40])
def test_lines_of_the_support_page_are_not_too_wide(language: str, width: int) -> None:
    lines = format_support(width, None, language)
    assert max(map(cell_len, lines)) <= width
    page = load_support(None, language)
    assert squeeze(page.paragraphs[0]) in squeeze("".join(line.strip() for line in lines))


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_mask_shows_these_words_and_hides_the_persons(
    speaking: Journal, open_dashboard: OpenDashboard, language: str
) -> None:
    speaking.close()
    async with open_dashboard((80, 24), settings=settings_in(language), masked=True) as person:
        own = RateSelf(person.journal, person.app.instrument())
        person.app.ask(own)
        await person.settle()
        question = own.questions({})[0]
        assert isinstance(question, ChoiceQuestion)
        text = await read_screen(person)
        assert squeeze(question.prompt) in text
        assert all(squeeze(option.label) in text for option in question.options)
        await person.press("escape")
        await person.run_command("reappraise")
        words = load_words("reappraisal", language)
        assert squeeze("".join(words["safety"])) in await read_screen(person)
        await person.answer("my secret talk", "today", "8", "4", "1")
        text = await read_screen(person)
        assert all(squeeze(label) in text for label in words["sensations"])
        await person.press("1")
        text += await read_screen(person)
        assert all(squeeze(line) in text for line in words["reading"])
        assert "secret" not in text


async def test_the_language_changes_at_once_and_a_half_answered_draft_is_of_its_own_series(
    speaking: Journal, open_dashboard: OpenDashboard
) -> None:
    speaking.close()
    settings = settings_in("de")
    async with open_dashboard((80, 24), settings=settings) as person:
        person.app.ask(RateSelf(person.journal, person.app.instrument()))
        await person.settle()
        await person.press("4", "3", "escape")
        await person.run_command("settings")
        settings.change("language", "ja")
        person.app.appearance.apply()
        await person.press("escape")
        assert person.app.instrument().version == "ja-1"
        await person.run_command("profile")
        await person.press("a")
        await person.settle()
        assert person.app.screen.field.question.key == "w1"
        assert "次のこと" in squeeze(" ".join(rows(person)))
