"""Flows as lines of text: the same questions and the same records as in the TUI."""

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
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import Challenge, Domain
from efficacy_tui.plain.ask import LEAVE, NOTHING, ask
from efficacy_tui.plain.scripted_answers import finish_with_answers
from efficacy_tui.store.errors import Rejected
from efficacy_tui.store.tables import Contents
from tests.conftest import SUNDAY, OpenDashboard
from tests.support.fixed_clock import FixedClock


def ask_with_lines(flow: Flow, *lines: str) -> tuple[bool, str]:
    """Answer a flow line by line; return whether it was finished, and its output."""
    target = io.StringIO()
    finished = ask(flow, io.StringIO("".join(f"{line}\n" for line in lines)), target)
    return finished, target.getvalue()


def focus_domain(journal: Journal) -> Domain:
    """The focus domain."""
    domain = journal.domains.focus()
    assert domain is not None
    return domain


def active_challenge(journal: Journal) -> Challenge:
    """The active challenge of the focus domain."""
    challenge = journal.challenges.active(focus_domain(journal).id)
    assert challenge is not None
    return challenge


def records_without_ids(contents: Contents) -> dict[str, list[dict[str, Any]]]:
    """All records without ids and instants, which differ between journals."""
    tables: dict[str, list[dict[str, Any]]] = {}
    for table in ("domains", "rungs", "challenges", "evidence", "checkins", "reappraisals"):
        rows = [msgspec.to_builtins(row) for row in contents.table(table).values()]
        for row in rows:
            row["steps"] = [{**step, "id": ""} for step in row.get("steps", ())]
        volatile_fields = (
            "id",
            "created",
            "updated",
            "changed",
            "domain",
            "rung",
            "challenge",
            "rung",
            "reappraisal",
            "evidence",
            "at",
        )
        tables[table] = sorted(
            ({key: value for key, value in row.items() if key not in volatile_fields} for row in rows), key=repr
        )
    return tables


CHALLENGE = ("give the talk", "I spoke ten minutes", "50", "+10d", "7", "k")
CHALLENGE_LINES = ("give the talk", "", "I spoke ten minutes", "", "50", "+10d", "70", "k")
PLAN = ("my voice shakes", "breathe out")
MORE = ("y", "I spoke five", "5", "Jon", "+1d")
SESSION_BEFORE = ("the talk", "today", "8", "8", "4", "1")
SESSION_AFTER = ("8", "7", "7")


async def test_the_same_answers_make_the_same_records_as_in_the_tui(
    tmp_path: Path, clock: FixedClock, open_dashboard: OpenDashboard
) -> None:
    journal = Journal(tmp_path / "lines.json", FixedClock(SUNDAY), seeded_ids(1))
    journal.open()
    ask_with_lines(FirstStart(journal), "Speaking", "give a talk", "50")
    ask_with_lines(
        DesignChallenge(journal, focus_domain(journal)),
        *CHALLENGE_LINES,
        *PLAN,
        "rehearse @ today; show Mara @ +2d",
        "",
        *MORE,
        "",
    )
    ask_with_lines(AddEvidence(journal), "p", "Mara", "your example made it click", "", "5", "4", "", "yesterday")
    session = ("the talk", "", "today", "80", "8", "4", "1", "", "1", "", "", "I pause", ".", "80", "7", "7")
    ask_with_lines(ReappraisalSession(journal, focus_domain(journal)), *session)
    ask_with_lines(
        RecordOutcome(journal, active_challenge(journal)), "s", "e", "I can pause", "", "Gave the talk", ".", "a"
    )

    async with open_dashboard(ask=True) as person:
        await person.answer("Speaking", "give a talk", "5")
        await person.run_command("design")
        await person.answer(*CHALLENGE, *PLAN, "rehearse @ today\nshow Mara @ +2d", *MORE, "enter")
        await person.run_command("evidence")
        await person.answer("p", "Mara", "your example made it click", "5", "4", "enter", "yesterday")
        await person.run_command("reappraise")
        await person.answer(*SESSION_BEFORE, "enter", "1", "enter", "enter", "I pause", *SESSION_AFTER)
        await person.run_command("outcome")
        await person.answer("s", "e", "I can pause", "Gave the talk", "a")
        tui_records = records_without_ids(person.journal.contents)

    for row in (*tui_records["reappraisals"], *records_without_ids(journal.contents)["reappraisals"]):
        assert row.get("seconds", 0) == 0
    assert records_without_ids(journal.contents) == tui_records
    assert all(tui_records.values())


def test_every_question_shows_its_options_and_its_default(speaking: Journal) -> None:
    speaking.domains.add("Writing", "write a page")
    finished, output = ask_with_lines(AddEvidence(speaking), "m", "", "Told the story", "", "", "a", "")
    assert finished
    assert output.startswith(f"Evidence. An empty line accepts what is in [brackets], {NOTHING} leaves it empty,")
    assert "What kind of evidence?\n  m  Mastery (you did it)\n" in output
    assert "  0 easy, 50 medium, 100 hardest I can imagine\n" in output
    assert "When was it?\n  today, yesterday, fri, 10 nov\n[today] > " in output
    assert output.endswith("Evidence saved\n")
    (entry,) = speaking.contents.evidence.values()
    assert (entry.domain, entry.day) == (focus_domain(speaking).id, dt.date(2026, 11, 22))
    assert (entry.text, entry.difficulty, entry.independence) == ("Told the story", None, "alone")


def test_an_invalid_answer_is_explained_and_asked_again(speaking: Journal) -> None:
    finished, output = ask_with_lines(DailyCheckIn(speaking), "", "lots", "700", "70")
    assert finished
    assert "  Choose a number from 0 to 100.\n" in output
    assert "  “lots” is not a whole number from 0 to 100.\n" in output
    assert "  700 is outside 0 to 100.\n" in output
    assert speaking.checkins.on(focus_domain(speaking).id, speaking.today()).confidence == 70


def test_advice_is_shown_once_and_then_the_answer_is_accepted(speaking: Journal) -> None:
    _, output = ask_with_lines(
        DesignChallenge(speaking, focus_domain(speaking)), "try harder", "", "try harder", "", LEAVE
    )
    assert output.count("is hard to see from outside") == 1
    assert "How will you know that it is done?" in output


def test_an_empty_line_continues_after_a_card(speaking: Journal) -> None:
    _, output = ask_with_lines(
        ReappraisalSession(speaking, focus_domain(speaking)), "the talk", "", "", "80", "8", "4", "1", "", LEAVE
    )
    assert "Another way to read it\n  A faster heart can be your body supplying energy" in output
    assert "Press enter to continue." in output
    assert output.endswith("Your answers are saved\n")
    (session,) = speaking.contents.reappraisals.values()
    assert session.stopped_at == "statement"


@pytest.mark.parametrize("end", [(LEAVE,), ()], ids=["leaving", "the end of the input"])
def test_leaving_saves_a_draft_that_can_be_resumed(speaking: Journal, end: tuple[str, ...]) -> None:
    finished, output = ask_with_lines(AddEvidence(speaking), "m", "Told the story", "", *end)
    assert not finished
    assert output.endswith("Saved as a draft\n")
    assert not speaking.contents.evidence
    finished, output = ask_with_lines(AddEvidence(speaking), "", "", "")
    assert finished
    assert "What kind of evidence" not in output
    (entry,) = speaking.contents.evidence.values()
    assert entry.text == "Told the story"


def test_stopping_a_check_in_says_what_is_saved_already(speaking: Journal) -> None:
    speaking.domains.add("Writing", "write a page")
    finished, output = ask_with_lines(DailyCheckIn(speaking), "70")
    assert (finished, output.splitlines()[-1]) == (False, "Stopped: 1 answer saved, 1 to rate")
    assert [row.confidence for row in speaking.contents.checkins.values()] == [70]
    assert ask_with_lines(DailyCheckIn(speaking))[1].endswith("Stopped.\n")


def test_leaving_without_an_answer_saves_nothing(speaking: Journal) -> None:
    finished, output = ask_with_lines(AddEvidence(speaking))
    assert not finished
    assert output.endswith("Stopped.\n")
    assert speaking.settings.drafts() == []


def test_answers_rejected_at_the_end_are_saved_as_a_draft(speaking: Journal) -> None:
    flow = DesignChallenge(speaking, focus_domain(speaking))
    speaking.challenges.start(
        focus_domain(speaking).id, title="I will be first", done_when="x", difficulty=1, odds=1, due=speaking.today()
    )
    finished, output = ask_with_lines(flow, *CHALLENGE_LINES, "", "", "n", "")
    assert not finished
    assert "“I will be first” is still open in this domain. Record its outcome first." in output
    assert speaking.settings.drafts() == [f"challenge:{focus_domain(speaking).id}"]


def test_steps_are_entered_on_one_line(speaking: Journal) -> None:
    ask_with_lines(
        DesignChallenge(speaking, focus_domain(speaking)),
        *CHALLENGE_LINES,
        "",
        "rehearse @ today;show @ +2d",
        "",
        "n",
        "",
    )
    assert [(step.text, step.day) for step in active_challenge(speaking).steps] == [
        ("rehearse", dt.date(2026, 11, 22)),
        ("show", dt.date(2026, 11, 24)),
    ]


# -- scripted answers ----------------------------------------------------------------------------


def test_scripted_answers_use_defaults_for_missing_ones(speaking: Journal) -> None:
    message = finish_with_answers(AddEvidence(speaking), {"source": "m", "text": "Told the story"})
    assert message == "Evidence saved"
    (entry,) = speaking.contents.evidence.values()
    assert (entry.text, entry.day) == ("Told the story", dt.date(2026, 11, 22))


def test_advice_does_not_stop_a_script(speaking: Journal) -> None:
    finish_with_answers(
        DesignChallenge(speaking, focus_domain(speaking)),
        {"title": "try it", "done_when": "done", "difficulty": "40", "in_my_control": "1", "odds": "80"},
    )
    assert active_challenge(speaking).title == "I will try it"
    assert active_challenge(speaking).in_my_control == 1


def test_a_script_may_answer_what_is_only_asked_on_demand(speaking: Journal) -> None:
    speaking.rungs.add_first(focus_domain(speaking).id, ["Ask a question", "Give a talk"])
    answers = {"title": "speak up", "done_when": "spoken", "difficulty": "above 85", "odds": "80"}
    finish_with_answers(
        DesignChallenge(speaking, focus_domain(speaking)), {**answers, "partly_when": "half", "role_model": "Jon"}
    )
    challenge = active_challenge(speaking)
    assert (challenge.partly_when, challenge.role_model, challenge.in_my_control) == ("half", "Jon", 3)
    assert challenge.difficulty == 92


def test_a_script_may_start_from_a_rung(speaking: Journal) -> None:
    rungs = speaking.rungs.add_first(focus_domain(speaking).id, ["Ask a question", "Give a talk"])
    finish_with_answers(
        DesignChallenge(speaking, focus_domain(speaking)), {"rung": rungs[1].id, "done_when": "spoken", "odds": "80"}
    )
    challenge = active_challenge(speaking)
    assert (challenge.rung, challenge.title, challenge.difficulty) == (rungs[1].id, "I will give a talk", 85)


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ({}, "What kind of evidence? Choose one: Mastery, Vicarious, Persuasion, State."),
        ({"source": "m"}, "What did you do? Type something first."),
        ({"source": "m", "text": "x", "difficulty": "101"}, "How hard was it for you? 101 is outside 0 to 100."),
        ({"source": "m", "text": "x", "day": "tomorrow"}, "When was it? Mon 23 Nov: that day is still to come."),
    ],
)
def test_an_invalid_scripted_answer_is_named_and_nothing_is_recorded(
    speaking: Journal, answers: dict[str, str], message: str
) -> None:
    contents = speaking.contents
    with pytest.raises(Rejected) as rejected:
        finish_with_answers(AddEvidence(speaking), answers)
    assert str(rejected.value) == message
    assert speaking.contents is contents


@pytest.mark.parametrize("text", ["[/b]", "[@click=x]go[/]", "\x1b[31mred", "😀" * 20, "שלום\u200f", "x" * 2000])
def test_awkward_texts_are_saved_and_shown_as_text(speaking: Journal, text: str) -> None:
    finished, output = ask_with_lines(AddEvidence(speaking), "p", text, text, "", "", "", "", "")
    assert finished
    (entry,) = speaking.contents.evidence.values()
    assert entry.quote == entry.who == text.replace("\x1b", "")
    assert output.endswith("Evidence saved\n")
