"""The flows as lines of text: the same questions, the same records as on the screen."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path
from typing import Any

import msgspec
import pytest

from efficacy_tui.flows.check_in import DailyCheckIn
from efficacy_tui.flows.design import DesignChallenge
from efficacy_tui.flows.evidence import AddEvidence
from efficacy_tui.flows.first_start import FirstStart
from efficacy_tui.flows.flow import Flow
from efficacy_tui.flows.outcome import RecordOutcome
from efficacy_tui.flows.reappraise import ReappraisalSession
from efficacy_tui.journal.demo import seeded_ids
from efficacy_tui.journal.errors import Rejected
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import Challenge, Domain, Step
from efficacy_tui.plain.ask import LEAVE, NOTHING, ask
from efficacy_tui.plain.scripted_answers import finish_with_answers
from efficacy_tui.store.tables import Contents
from tests.conftest import SUNDAY, At
from tests.support.fixed_clock import FixedClock


def asked(flow: Flow, *lines: str) -> tuple[bool, str]:
    """Answer a flow line by line; whether it was finished, and all it wrote."""
    target = io.StringIO()
    finished = ask(flow, io.StringIO("".join(f"{line}\n" for line in lines)), target)
    return finished, target.getvalue()


def focus(journal: Journal) -> Domain:
    """The focus domain."""
    domain = journal.domains.focus()
    assert domain is not None
    return domain


def active(journal: Journal) -> Challenge:
    """The active challenge of the focus domain."""
    challenge = journal.challenges.active(focus(journal).id)
    assert challenge is not None
    return challenge


def without_ids(contents: Contents) -> dict[str, list[dict[str, Any]]]:
    """Every record without what differs from one journal to the next: ids and instants."""
    left: dict[str, list[dict[str, Any]]] = {}
    for table in ("domains", "challenges", "evidence", "checkins", "reappraisals"):
        rows = [msgspec.to_builtins(row) for row in contents.table(table).values()]
        made = ("id", "created", "updated", "domain", "challenge", "reappraisal", "evidence", "at")
        left[table] = sorted(({key: value for key, value in row.items() if key not in made} for row in rows), key=repr)
    return left


CHALLENGE = ("give the talk", "I spoke ten minutes", "I spoke five", "+10d", "4", "5", "7", "k")
WHAT = ("give the talk", "", "I spoke ten minutes", "", "I spoke five", "+10d")
PLAN = ("my voice shakes", "breathe out", "Jon")
SESSION_BEFORE = ("the talk", "today", "8", "8", "4", "1")
SESSION_AFTER = ("8", "7", "7")


async def test_the_same_answers_record_the_same_as_on_the_screen(
    tmp_path: Path, clock: FixedClock, at_the_keyboard: At
) -> None:
    lines = Journal(tmp_path / "lines.json", FixedClock(SUNDAY), seeded_ids(1))
    lines.open()
    asked(FirstStart(lines), "Speaking", "give a talk", "50")
    tens = ("40", "5", "70", "k")
    asked(DesignChallenge(lines, focus(lines)), *WHAT, *tens, *PLAN, "rehearse @ today; show Mara @ +2d", "", "")
    asked(AddEvidence(lines), "p", "Mara", "your example made it click", "", "5", "4", "yesterday")
    session = ("the talk", "", "today", "80", "8", "4", "1", "", "1", "", "", "I pause", ".", "80", "7", "7")
    asked(ReappraisalSession(lines, focus(lines)), *session)
    asked(RecordOutcome(lines, active(lines)), "s", "e", "I can pause", "", "Gave the talk", ".", "a")

    async with at_the_keyboard(ask=True) as person:
        await person.answer("Speaking", "give a talk", "5")
        await person.does("design")
        await person.answer(*CHALLENGE, *PLAN, "rehearse @ today\nshow Mara @ +2d", "enter")
        await person.does("evidence")
        await person.answer("p", "Mara", "your example made it click", "5", "4", "yesterday")
        await person.does("reappraise")
        await person.answer(*SESSION_BEFORE, "enter", "1", "enter", "enter", "I pause", *SESSION_AFTER)
        await person.does("outcome")
        await person.answer("s", "e", "I can pause", "Gave the talk", "a")
        on_screen = without_ids(person.journal.contents)

    for row in (*on_screen["reappraisals"], *without_ids(lines.contents)["reappraisals"]):
        assert row.get("seconds", 0) == 0
    assert without_ids(lines.contents) == on_screen
    assert all(on_screen.values())


def test_every_question_is_put_with_its_options_and_what_an_empty_line_takes(speaking: Journal) -> None:
    speaking.domains.add("Writing", "write a page")
    finished, said = asked(AddEvidence(speaking), "m", "", "Told the story", "", "", "a", "")
    assert finished
    assert said.startswith(f"Evidence. An empty line takes what is in [brackets], {NOTHING} means nothing,")
    assert "What kind of evidence?\n  m  Mastery (you did it)\n" in said
    assert "  0 easy, 50 middling, 100 the hardest yet\n" in said
    assert "When was it?\n  today, yesterday, fri, 10 nov\n[today] > " in said
    assert said.endswith("Evidence kept\n")
    (entry,) = speaking.contents.evidence.values()
    assert (entry.domain, entry.day) == (focus(speaking).id, dt.date(2026, 11, 22))
    assert (entry.text, entry.difficulty, entry.independence) == ("Told the story", None, "alone")


def test_a_wrong_answer_is_told_and_asked_again(speaking: Journal) -> None:
    finished, said = asked(DailyCheckIn(speaking), "", "lots", "700", "70")
    assert finished
    assert "  Choose a number from 0 to 100.\n" in said
    assert "  “lots” is not a whole number from 0 to 100.\n" in said
    assert "  700 is outside 0 to 100.\n" in said
    assert speaking.checkins.on(focus(speaking).id, speaking.today()).confidence == 70


def test_advice_is_told_once_and_then_taken(speaking: Journal) -> None:
    _, said = asked(DesignChallenge(speaking, focus(speaking)), "try harder", "", "try harder", "", LEAVE)
    assert said.count("is hard to see from outside") == 1
    assert "How will you know that it is done?" in said


def test_a_card_is_read_and_passed_with_an_empty_line(speaking: Journal) -> None:
    _, said = asked(ReappraisalSession(speaking, focus(speaking)), "the talk", "", "", "80", "8", "4", "1", "", LEAVE)
    assert "Another way to read it\n  A faster heart can be your body supplying energy" in said
    assert "Press enter to go on." in said
    assert said.endswith("What you gave is kept\n")
    (session,) = speaking.contents.reappraisals.values()
    assert session.stopped_at == "statement"


@pytest.mark.parametrize("end", [(LEAVE,), ()], ids=["leaving", "the end of the input"])
def test_leaving_keeps_a_draft_that_is_taken_up_again(speaking: Journal, end: tuple[str, ...]) -> None:
    finished, said = asked(AddEvidence(speaking), "m", "Told the story", "", *end)
    assert not finished
    assert said.endswith("Kept as a draft\n")
    assert not speaking.contents.evidence
    finished, said = asked(AddEvidence(speaking), "", "", "")
    assert finished
    assert "What kind of evidence" not in said
    (entry,) = speaking.contents.evidence.values()
    assert entry.text == "Told the story"


def test_leaving_with_nothing_given_keeps_nothing(speaking: Journal) -> None:
    finished, said = asked(AddEvidence(speaking))
    assert not finished
    assert said.endswith("Left.\n")
    assert speaking.settings.drafts() == []


def test_what_is_refused_at_the_end_is_told_and_kept_as_a_draft(speaking: Journal) -> None:
    flow = DesignChallenge(speaking, focus(speaking))
    speaking.challenges.start(
        focus(speaking).id, title="I will be first", done_when="x", difficulty=1, odds=1, due=speaking.today()
    )
    finished, said = asked(flow, *WHAT, "40", "5", "70", "k", "", "", "", "")
    assert not finished
    assert "“I will be first” is still open in this domain. Record its outcome first." in said
    assert speaking.settings.drafts() == [f"challenge:{focus(speaking).id}"]


def test_steps_are_written_on_one_line(speaking: Journal) -> None:
    asked(
        DesignChallenge(speaking, focus(speaking)),
        *WHAT,
        "40",
        "5",
        "70",
        "k",
        "",
        "",
        "rehearse @ today;show @ +2d",
        "",
        "",
    )
    assert active(speaking).steps == (
        Step(text="rehearse", day=dt.date(2026, 11, 22)),
        Step(text="show", day=dt.date(2026, 11, 24)),
    )


# -- all answers at once -------------------------------------------------------------------------


def test_answers_given_at_once_take_defaults_where_none_is_given(speaking: Journal) -> None:
    said = finish_with_answers(AddEvidence(speaking), {"source": "m", "text": "Told the story"})
    assert said == "Evidence kept"
    (entry,) = speaking.contents.evidence.values()
    assert (entry.text, entry.day) == ("Told the story", dt.date(2026, 11, 22))


def test_advice_does_not_stop_a_script(speaking: Journal) -> None:
    finish_with_answers(
        DesignChallenge(speaking, focus(speaking)),
        {"title": "try it", "done_when": "done", "difficulty": "40", "in_my_control": "1", "odds": "80"},
    )
    assert active(speaking).title == "I will try it"


@pytest.mark.parametrize(
    ("answers", "why"),
    [
        ({}, "Source: Choose one: Mastery, Vicarious, Persuasion, State."),
        ({"source": "m"}, "Did: This needs a few words."),
        ({"source": "m", "text": "x", "difficulty": "101"}, "Difficulty: 101 is outside 0 to 100."),
        ({"source": "m", "text": "x", "day": "tomorrow"}, "Day: Mon 23 Nov: that day is still to come."),
    ],
)
def test_an_answer_not_accepted_is_named_and_nothing_is_recorded(
    speaking: Journal, answers: dict[str, str], why: str
) -> None:
    contents = speaking.contents
    with pytest.raises(Rejected) as refused:
        finish_with_answers(AddEvidence(speaking), answers)
    assert str(refused.value) == why
    assert speaking.contents is contents


@pytest.mark.parametrize("text", ["[/b]", "[@click=x]go[/]", "\x1b[31mred", "😀" * 20, "שלום\u200f", "x" * 2000])
def test_awkward_texts_go_through_as_text(speaking: Journal, text: str) -> None:
    finished, said = asked(AddEvidence(speaking), "p", text, text, "", "", "", "")
    assert finished
    (entry,) = speaking.contents.evidence.values()
    assert entry.quote == entry.who == text.replace("\x1b", "")
    assert said.endswith("Evidence kept\n")
