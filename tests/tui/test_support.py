"""The support page: reachable from everywhere, the person's own if they wrote one, never missing, never recorded."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from efficacy_tui.cli.command_group import efficacy
from efficacy_tui.cli.context import OK, REFUSED
from efficacy_tui.config.settings import Settings
from efficacy_tui.flows.support import load_support, shipped_text
from efficacy_tui.journal.demo import fill_demo
from efficacy_tui.journal.journal import Journal
from efficacy_tui.tui.screens.page_contents import support_page
from efficacy_tui.tui.screens.page_dialog import PageDialog, PageLines
from tests.conftest import OpenDashboard
from tests.support.dashboard_driver import DashboardDriver

OWN_PAGE = """\
title = "My people"
[[contacts]]
who = "Mara"
how = "[/b] 0171 \\u001b[31m 2 3"
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Return settings in a folder of the test."""
    folder = tmp_path / "settings"
    folder.mkdir()
    return Settings(folder / "config.toml")


def page_text(person: DashboardDriver) -> str:
    """Return the heading and text of the open page."""
    assert isinstance(person.app.screen, PageDialog)
    return f"{person.app.screen.heading} {' '.join(str(person.app.screen.query_one(PageLines).render()).split())}"


async def test_own_support_page_is_shown(journal, settings: Settings, open_dashboard: OpenDashboard) -> None:
    own_page = settings.sibling_path("support.toml")
    assert own_page is not None
    own_page.write_text(OWN_PAGE)
    async with open_dashboard(settings=settings) as person:
        await person.run_command("support")
        assert page_text(person) == "My people Mara [/b] 0171 [31m 2 3"


@pytest.mark.parametrize(
    "text", ["contacts = 3", "not toml", "", "[[contacts]]\nwho = 3", "paragraphs = 'x'\n[[contacts]]"]
)
async def test_unusable_support_page_falls_back_to_the_shipped_one_with_a_note(
    journal, settings: Settings, open_dashboard: OpenDashboard, text: str
) -> None:
    own_page = settings.sibling_path("support.toml")
    assert own_page is not None
    own_page.write_text(text)
    async with open_dashboard(settings=settings) as person:
        await person.run_command("support")
        assert "your local emergency number" in page_text(person)
        assert "could not be used" in page_text(person)


def test_support_page_in_another_encoding_falls_back_too(tmp_path: Path) -> None:
    path = tmp_path / "support.toml"
    path.write_bytes(b'title = "caf\xe9"')
    assert "could not be used" in load_support(path).note


SCREENS = ["", "search", "trends", "profile", "explain", "domains", "settings", "help"]


@pytest.mark.parametrize("place", SCREENS)
async def test_support_opens_on_every_screen(journal, open_dashboard: OpenDashboard, place: str) -> None:
    fill_demo(journal)
    async with open_dashboard() as person:
        if place:
            await person.run_command(place)
        depth = len(person.app.screen_stack)
        await person.press("f1")
        assert "If you need a person now" in page_text(person)
        await person.press("escape")
        assert len(person.app.screen_stack) == depth


FLOWS = ["check-in", "outcome", "evidence", "reappraise", "review", "export"]


@pytest.mark.parametrize("flow", FLOWS)
async def test_support_opens_at_every_question_and_is_not_recorded(
    journal, open_dashboard: OpenDashboard, flow: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The export creates a file at whatever path is typed.
    monkeypatch.chdir(tmp_path)
    fill_demo(journal)
    async with open_dashboard() as person:
        bytes_before = person.journal.path.read_bytes()
        await person.run_command(flow)
        seen_keys = set()
        for _ in range(12):
            screen = person.app.screen
            question = getattr(screen, "session", None) and screen.session.current  # type: ignore[attr-defined]  # a dialog
            if not question or question.key in seen_keys:
                break
            seen_keys.add(question.key)
            await person.press("f1")
            assert "If you need a person now" in page_text(person)
            await person.press("escape")
            assert person.app.screen is screen
            field = type(person.app.focused).__name__
            await person.press(
                *({"RatingField": ["5", "enter"], "OptionRows": ["down", "enter"]}.get(field, ["x", "ctrl+s"]))
            )
        assert seen_keys
        if flow == "export":
            assert person.journal.path.read_bytes() == bytes_before
        assert b"support" not in person.journal.path.read_bytes()


def test_config_support_creates_the_own_page_from_the_shipped_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EFFICACY_CONFIG", str(tmp_path / "settings" / "config.toml"))
    monkeypatch.setenv("EDITOR", "true")
    monkeypatch.delenv("VISUAL", raising=False)
    result = CliRunner().invoke(efficacy, ["config", "--support"])
    assert (result.exit_code, result.output) == (OK, "")
    own_page = tmp_path / "settings" / "support.toml"
    assert own_page.read_text(encoding="utf-8") == shipped_text()
    own_page.write_text("nobody")
    assert CliRunner().invoke(efficacy, ["config", "--support"]).exit_code == REFUSED


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "nb", "ja"])
@pytest.mark.parametrize("width", [32, 54, 60])
def test_a_number_to_call_stays_on_one_line(language: str, width: int) -> None:
    page = load_support(None, language)
    text = "\n".join(
        line if isinstance(line, str) else line.plain for line in support_page(None, language).lines(width)
    )
    for _, how in page.contacts:
        for number in re.findall(r"\d+(?: \d+)+", how):
            assert number in text, number
    assert not re.search("\\d\u00a0\\d", text)


async def test_a_low_terminal_spends_its_rows_on_the_numbers(journal: Journal, open_dashboard: OpenDashboard) -> None:
    fill_demo(journal)
    async with open_dashboard((40, 12)) as person:
        await person.press("f1")
        assert "988, call or text" in person.text()
        await person.resize(80, 16)
        assert "Opening this page is not recorded anywhere." in person.text()
