"""`efficacy ask`: the message, whom it is remembered for, and what there is nothing to ask about."""

from __future__ import annotations

from pathlib import Path

import pytest

from efficacy_tui.journal.journal import Journal
from tests.cli.conftest import Shell
from tests.support.fixed_clock import FixedClock

OK, REFUSED = 0, 1


@pytest.fixture
def journal(path: Path, clock: FixedClock) -> Journal:
    """A journal with two challenges that have ended, the talk last."""
    journal = Journal(path, clock)
    journal.open()
    domain = journal.domains.add("Speaking", "give a talk")
    for title, outcome in (("I will ask a question", "failed"), ("I will give the talk", "succeeded")):
        challenge = journal.challenges.start(
            domain.id, title=title, done_when="I spoke ten minutes", difficulty=40, odds=70, due=journal.today()
        )
        journal.challenges.close(challenge.id, outcome)
        clock.move(days=1)
    return journal


def test_the_message_is_about_the_last_challenge_that_ended(shell: Shell, journal: Journal) -> None:
    result = shell("ask", "Mara")
    assert result.exit_code == OK
    assert result.output.startswith("Hi Mara,\n")
    assert "I set out to give the talk, and it worked out. What I was aiming for: I spoke ten minutes." in result.output
    assert result.output.count("?") == 3


def test_a_day_is_named_only_where_it_was_that_day(shell: Shell, journal: Journal, clock: FixedClock) -> None:
    assert "\nYesterday I set out to give the talk" in shell("ask", "Mara").output
    challenge = journal.challenges.start(
        journal.domains.focus().id, title="I will sing", done_when="sung", difficulty=40, odds=70, due=journal.today()
    )
    clock.move(days=2)
    journal.challenges.close(challenge.id, "partly")
    assert "\nI set out to sing, and part of it worked out." in shell("ask", "Mara").output


def test_another_challenge_is_named_by_its_beginning(shell: Shell, journal: Journal) -> None:
    result = shell("ask", "Mara", "--about", "Ask a")
    assert "I set out to ask a question, and it did not work out this time." in result.output
    missing = shell("ask", "Mara", "--about", "Sing")
    assert missing.exit_code == REFUSED
    assert "No challenge in Speaking that has ended begins with “Sing”." in missing.stderr


def test_the_message_can_be_written_to_a_new_file(shell: Shell, journal: Journal, tmp_path: Path) -> None:
    file = tmp_path / "message.txt"
    assert shell("ask", "Mara", "-o", str(file)).exit_code == OK
    text = file.read_text(encoding="utf-8")
    assert text.startswith("Hi Mara,")
    again = shell("ask", "Nino", "-o", str(file))
    assert again.exit_code == REFUSED
    assert "already exists, so nothing was written" in again.stderr
    assert file.read_text(encoding="utf-8") == text


def test_whom_one_asked_is_remembered_only_if_the_message_was_written(
    shell: Shell, journal: Journal, tmp_path: Path
) -> None:
    folder = tmp_path / "no folder"
    folder.write_bytes(b"a file")
    assert shell("ask", "Mara", "-o", str(folder / "message.txt")).exit_code == REFUSED
    journal.refresh()
    domain = journal.domains.focus()
    assert journal.feedback_requests.pending(domain.id) is None
    shell("ask", "Mara")
    journal.refresh()
    assert journal.feedback_requests.pending(domain.id).who == "Mara"


@pytest.mark.parametrize("name", ["", "  "])
def test_a_name_is_needed(shell: Shell, journal: Journal, name: str) -> None:
    result = shell("ask", name)
    assert result.exit_code == REFUSED
    assert "Give the name of the person to ask" in result.stderr


def test_without_an_outcome_there_is_nothing_to_ask(shell: Shell, path: Path, clock: FixedClock) -> None:
    journal = Journal(path, clock)
    journal.open()
    assert "There is no domain yet." in shell("ask", "Mara").stderr
    journal.domains.add("Speaking", "give a talk")
    result = shell("ask", "Mara")
    assert (result.exit_code, "has ended yet" in result.stderr) == (REFUSED, True)
