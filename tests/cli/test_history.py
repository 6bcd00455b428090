"""`efficacy history` lists changes in plain English, and brings versions back by the handles that it prints."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from click.testing import Result

from efficacy_tui.cli.command_group import efficacy
from efficacy_tui.cli.completion_values import complete_version
from efficacy_tui.cli.entry_list import DEFAULT_LIMIT
from efficacy_tui.cli.version_handles import list_handles, parse_instant_text
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import Mastery
from efficacy_tui.store.errors import Rejected
from tests.cli.conftest import Shell
from tests.support.fixed_clock import FixedClock


@pytest.fixture
def talk(speaking: Journal, clock: FixedClock) -> str:
    """The id of a challenge that was due on 24 November, and since half an hour on 26 November."""
    domain = speaking.domains.focus()
    assert domain is not None
    today = speaking.today()
    challenge = speaking.challenges.start(
        domain.id, title="give the talk", done_when="it is given", difficulty=40, odds=60, due=today + dt.timedelta(2)
    )
    clock.move(hours=9)
    speaking.challenges.edit(challenge.id, due=today + dt.timedelta(4))
    clock.move(minutes=30)
    return challenge.id


def test_a_change_is_listed_with_what_it_changed_and_what_brings_it_back(shell: Shell, talk: str) -> None:
    lines = shell("history", "the talk").output.splitlines()
    assert lines == [
        "22 Nov, 18:30  Revise challenge: Speaking, challenge “give the talk”   due: Tue 24 Nov → Thu 26 Nov",
        f"               {talk[:8]}@2026-11-22T18:30",
        "22 Nov, 09:30  New challenge: give the talk",
        f"               {talk[:8]}@2026-11-22T09:30",
    ]
    assert shell("history").output.splitlines()[:4] == lines


def test_a_listed_version_is_brought_back_by_its_handle(shell: Shell, talk: str, speaking: Journal) -> None:
    result = shell("history", "restore", f"{talk[:8]}@2026-11-22T09:30")
    assert result.exit_code == 0
    assert "Brought back: Speaking, challenge “give the talk”, as of 22 Nov, 09:30." in result.output
    assert "due: Thu 26 Nov → Tue 24 Nov" in result.output
    speaking.refresh()
    assert speaking.contents.challenges[talk].due == dt.date(2026, 11, 24)
    assert "Earlier version: Speaking, challenge “give the talk”" in shell("history").output.splitlines()[0]
    result = shell("history", "restore", talk)
    assert "due: Tue 24 Nov → Thu 26 Nov" in result.output


def test_two_versions_of_one_minute_have_handles_of_their_own(
    shell: Shell, speaking: Journal, clock: FixedClock
) -> None:
    domain = speaking.domains.focus()
    assert domain is not None
    entry = speaking.evidence.add(Mastery, domain.id, "first")
    clock.move(seconds=5)
    speaking.evidence.edit(entry.id, text="second")
    clock.move(seconds=5)
    speaking.evidence.edit(entry.id, text="third")
    handles = [line.strip() for line in shell("history", entry.id).output.splitlines()[1::2]]
    assert handles == [f"{entry.id[:8]}@2026-11-22T09:30{end}" for end in ("", ":05", ":00")]
    shell("history", "restore", handles[1])
    speaking.refresh()
    assert speaking.contents.evidence[entry.id].text == "second"


def test_a_deletion_and_an_undone_change_are_called_so(shell: Shell, speaking: Journal, clock: FixedClock) -> None:
    domain = speaking.domains.focus()
    assert domain is not None
    entry = speaking.evidence.add(Mastery, domain.id, "spoke\nup")
    speaking.evidence.edit(entry.id, text="undone")
    speaking.undo()
    clock.move(days=400)
    speaking.evidence.delete(entry.id)
    output = shell("history", entry.id).output
    assert "Delete evidence: spoke up\n" in output
    assert "22 Nov 2026, 09:30  Edit evidence (undone): Speaking, mastery “undone”" in output
    assert shell("history", "restore", entry.id[:8]).exit_code == 0
    speaking.refresh()
    assert speaking.contents.evidence[entry.id].text == "spoke\nup"


def test_the_list_is_short_unless_all_is_wanted(shell: Shell, speaking: Journal) -> None:
    domain = speaking.domains.focus()
    assert domain is not None
    for number in range(DEFAULT_LIMIT + 4):
        speaking.evidence.add(Mastery, domain.id, f"entry {number}")
    assert shell("history").output.splitlines()[-1] == "… and 5 older ones; --all lists them."
    assert "New domain: Speaking" in shell("history", "--all").output
    assert shell("history", "--limit", "0").output == shell("history", "--all").output
    assert shell("history", "--limit", "2").output.splitlines()[-1] == "… and 23 older ones; --all lists them."


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("restore", "nothing like it"), 1, "No record matches “nothing like it”"),
        (("restore", "talk@yesterday"), 1, "“yesterday” is not a time like 2026-11-02T18:30"),
        (("restore", "the talk@2020-01-01"), 1, "There is no version of it that old"),
        (("restore", "Speaking"), 1, "records match “Speaking”"),
        (("restore",), 2, "Say what to bring back"),
        (("restore", "a", "b"), 2, "Say what to bring back"),
        (("nothing like it",), 0, "No change in the history concerns “nothing like it”."),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(
    shell: Shell, talk: str, speaking: Journal, words: tuple[str, ...], code: int, sentence: str
) -> None:
    if words[-1] == "Speaking":
        domain = speaking.domains.focus()
        assert domain is not None
        speaking.evidence.add(Mastery, domain.id, "Speaking up")
    data = speaking.path.read_bytes()
    result: Result = shell("history", *words)
    assert result.exit_code == code
    assert sentence in result.output
    assert speaking.path.read_bytes() == data


def test_an_empty_history_says_so(shell: Shell, path: Path) -> None:
    assert shell("history").output == "The history is empty.\n"
    assert not path.exists()


def test_completion_offers_the_versions_that_can_be_brought_back(talk: str, speaking: Journal) -> None:
    handles = dict(list_handles(speaking.path))
    (handle,) = handles
    assert handle.startswith(f"{talk[:8]}@2026-11-22T")
    assert handles[handle] == "Speaking, challenge “give the talk”"
    context = efficacy.make_context("efficacy", ["--journal", str(speaking.path), "history"], resilient_parsing=True)
    command = efficacy.get_command(context, "history")
    assert command is not None
    inner = command.make_context("history", ["restore"], parent=context, resilient_parsing=True)
    assert [item.value for item in complete_version(inner, command.params[0], talk[:4])] == [handle]
    empty = command.make_context("history", [], parent=context, resilient_parsing=True)
    assert [item.value for item in complete_version(empty, command.params[0], "re")] == ["restore"]


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-11-02", "2026-11-02T23:59:59.999999"),
        ("2026-11-02T18:30", "2026-11-02T18:30:59.999999"),
        ("2026-11-02 18:30", "2026-11-02T18:30:59.999999"),
        ("2026-11-02T18:30:05", "2026-11-02T18:30:05.999999"),
        ("2026-11-02T18:30:05.25", "2026-11-02T18:30:05.250000"),
        ("2026-11-02T18:30Z", "2026-11-02T18:30:59.999999"),
        ("2026-11-02T20:30+02:00", "2026-11-02T18:30:59.999999"),
    ],
)
def test_a_time_means_all_of_what_it_names(text: str, instant: str) -> None:
    expected = dt.datetime.fromisoformat(instant).replace(tzinfo=dt.UTC)
    assert parse_instant_text(text, dt.UTC) == expected


@pytest.mark.parametrize("text", ["", "yesterday", "18:30", "2026-13-01"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(Rejected):
        parse_instant_text(text, dt.UTC)


def test_a_deleted_rung_is_listed_with_its_ratings(shell: Shell, speaking: Journal) -> None:
    domain = speaking.domains.focus()
    assert domain is not None
    rung = speaking.rungs.add(domain.id, "Ask a question", 30)
    speaking.rungs.rate({rung.id: 70})
    speaking.rungs.remove(rung.id)
    lines = shell("history").output.splitlines()
    assert lines[0].endswith("Delete rung: Ask a question: 2 records")
    assert any(line.endswith("Speaking, rung “Ask a question”   deleted") for line in lines[1:3])
    assert shell("history", "restore", rung.id).exit_code == 0
