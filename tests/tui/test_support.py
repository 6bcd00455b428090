"""The support page: one key away from everywhere, a person's own where they wrote one, never missing or recorded."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from efficacy_tui.cli.command_group import efficacy
from efficacy_tui.cli.context import OK, REFUSED
from efficacy_tui.config.settings import Settings
from efficacy_tui.flows.support import load_support, shipped_text
from efficacy_tui.journal.demo import fill
from efficacy_tui.tui.screens.page_dialog import PageDialog, PageLines
from tests.conftest import At
from tests.support.dashboard_driver import Person

OWN = """\
title = "My people"
[[contacts]]
who = "Mara"
how = "[/b] 0171 \\u001b[31m 2 3"
"""


@pytest.fixture
def preferences(tmp_path: Path) -> Settings:
    """Settings in a folder of the test."""
    folder = tmp_path / "settings"
    folder.mkdir()
    return Settings(folder / "config.toml")


def page(person: Person) -> str:
    """What the page says."""
    assert isinstance(person.app.screen, PageDialog)
    return f"{person.app.screen.heading} {' '.join(str(person.app.screen.query_one(PageLines).render()).split())}"


async def test_a_page_of_ones_own_is_shown_as_it_was_written(
    journal, preferences: Settings, at_the_keyboard: At
) -> None:
    own = preferences.sibling("support.toml")
    assert own is not None
    own.write_text(OWN)
    async with at_the_keyboard(settings=preferences) as person:
        await person.does("support")
        assert page(person) == "My people Mara [/b] 0171 [31m 2 3"


@pytest.mark.parametrize(
    "text", ["contacts = 3", "not toml", "", "[[contacts]]\nwho = 3", "paragraphs = 'x'\n[[contacts]]"]
)
async def test_a_page_that_cannot_be_used_gives_way_to_the_shipped_one_and_says_so(
    journal, preferences: Settings, at_the_keyboard: At, text: str
) -> None:
    own = preferences.sibling("support.toml")
    assert own is not None
    own.write_text(text)
    async with at_the_keyboard(settings=preferences) as person:
        await person.does("support")
        assert "your local emergency number" in page(person)
        assert "could not be used" in page(person)


def test_a_page_in_another_encoding_gives_way_too(tmp_path: Path) -> None:
    path = tmp_path / "support.toml"
    path.write_bytes(b'title = "caf\xe9"')
    assert "could not be used" in load_support(path).note


PLACES = ["", "search", "trends", "profile", "explain", "domains", "settings", "help"]


@pytest.mark.parametrize("place", PLACES)
async def test_it_is_one_key_away_on_every_screen(journal, at_the_keyboard: At, place: str) -> None:
    fill(journal)
    async with at_the_keyboard() as person:
        if place:
            await person.does(place)
        before = len(person.app.screen_stack)
        await person.press("f1")
        assert "If you need a person now" in page(person)
        await person.press("escape")
        assert len(person.app.screen_stack) == before


FLOWS = ["check-in", "outcome", "evidence", "reappraise", "review", "export"]


@pytest.mark.parametrize("flow", FLOWS)
async def test_it_is_one_key_away_on_every_step_of_every_flow_and_nothing_of_it_is_recorded(
    journal, at_the_keyboard: At, flow: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What is typed into the export is a place for files.
    monkeypatch.chdir(tmp_path)
    fill(journal)
    async with at_the_keyboard() as person:
        before = person.journal.path.read_bytes()
        await person.does(flow)
        seen = set()
        for _ in range(12):
            asked = person.app.screen
            question = getattr(asked, "session", None) and asked.session.current  # type: ignore[attr-defined]  # a dialog
            if not question or question.key in seen:
                break
            seen.add(question.key)
            await person.press("f1")
            assert "If you need a person now" in page(person)
            await person.press("escape")
            assert person.app.screen is asked
            field = type(person.app.focused).__name__
            await person.press(
                *({"RatingField": ["5", "enter"], "OptionRows": ["down", "enter"]}.get(field, ["x", "ctrl+s"]))
            )
        assert seen
        if flow == "export":
            assert person.journal.path.read_bytes() == before
        assert b"support" not in person.journal.path.read_bytes()


def test_the_shell_opens_it_in_an_editor_beginning_with_the_shipped_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EFFICACY_CONFIG", str(tmp_path / "settings" / "config.toml"))
    monkeypatch.setenv("EDITOR", "true")
    monkeypatch.delenv("VISUAL", raising=False)
    result = CliRunner().invoke(efficacy, ["config", "--support"])
    assert (result.exit_code, result.output) == (OK, "")
    own = tmp_path / "settings" / "support.toml"
    assert own.read_text(encoding="utf-8") == shipped_text()
    own.write_text("nobody")
    assert CliRunner().invoke(efficacy, ["config", "--support"]).exit_code == REFUSED
