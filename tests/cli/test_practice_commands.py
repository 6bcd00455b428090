"""`efficacy due`, `step`, `outcome`, `challenge new`, `undo`, `redo` and `delete`: the loop from the shell."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from efficacy_tui.cli.context import NO_TERMINAL, OK, REFUSED
from efficacy_tui.flows.design import DesignChallenge
from efficacy_tui.flows.evidence import AddEvidence
from efficacy_tui.flows.flow_session import FlowSession
from efficacy_tui.flows.outcome import RecordOutcome
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import Challenge, Mastery
from tests.cli.conftest import Shell
from tests.support.fixed_clock import FixedClock
from tests.support.flow_driver import practise

WRONG_CALL = 2
TODAY = dt.date(2026, 11, 22)
Read = Callable[[], Journal]


@pytest.fixture
def domains(shell: Shell, speaking: Journal) -> Shell:
    """A shell on a journal with two domains; Speaking is the focus."""
    speaking.domains.add("Writing", "write a page")
    return shell


@pytest.fixture
def begun(domains: Shell) -> Shell:
    """A shell on a journal with an open challenge that has two steps."""
    result = domains(
        *("challenge", "new", "ask a question", "--done-when", "it is asked", "--odds", "70", "--difficulty", "40"),
        *("--step", "write it down @ today", "--step", "say it aloud @ tomorrow", "--due", "+5d"),
    )
    assert result.exit_code == OK, result.output
    return domains


def challenge_of(journal: Journal, domain: str = "Speaking") -> Challenge:
    challenge = journal.challenges.active(journal.domains.find_by_name(domain).id)
    assert challenge is not None
    return challenge


# -- due -------------------------------------------------------------------------------------------


def test_what_is_due_comes_by_day(begun: Shell, read: Read, clock: FixedClock) -> None:
    journal = read()
    clock.move(hours=-3)
    journal.reappraisals.record(journal.domains.focus().id, journal.now(), event="the talk")
    clock.move(hours=3)
    begun("check-in", "Writing=50")
    short, session = challenge_of(journal).id[:8], next(iter(read().contents.reappraisals))[:8]
    task = journal.domains.focus().task
    assert begun("due").stdout.splitlines() == [
        f"-         2026-11-22  rating     Speaking: how sure are you that you can {task}?",
        f"{short}  2026-11-22  step       Speaking: write it down",
        f"{session}  2026-11-22  event      the talk: how did it go?",
        f"{short}  2026-11-23  step       Speaking: say it aloud",
        f"{short}  2026-11-27  challenge  Speaking: I will ask a question",
    ]


def test_steps_and_challenges_behind_time_stay_due(begun: Shell, clock: FixedClock) -> None:
    clock.move(days=9)
    document = json.loads(begun("due", "speaking", "--json").stdout)
    assert [(row["number"], row["text"], row["days"]) for row in document["steps"]] == [
        (1, "write it down", -9),
        (2, "say it aloud", -8),
    ]
    assert [(row["title"], row["days"]) for row in document["challenges"]] == [("I will ask a question", -4)]
    assert [row["domain"] for row in document["check_ins"]] == ["Speaking"]


def test_a_step_with_a_result_is_no_longer_due(begun: Shell) -> None:
    begun("step", "n")
    assert [row["text"] for row in json.loads(begun("due", "--json").stdout)["steps"]] == ["say it aloud"]


def test_nothing_is_due_when_all_is_done(shell: Shell, speaking: Journal) -> None:
    shell("check-in", "70")
    assert shell("due").stdout == "Nothing is due.\n"
    assert shell("due", "Juggling").exit_code == REFUSED


# -- step ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("letter", "result", "words"),
    [
        ("y", "done", "done"),
        ("p", "partly", "partly"),
        ("n", "not", "not this time"),
        ("l", "skipped", "let go"),
        ("Y", "done", "done"),
        ("done", "done", "done"),
        ("yes", "done", "done"),
        ("Yes, done", "done", "done"),
        ("no", "not", "not this time"),
        ("Not this time", "not", "not this time"),
        ("let go", "skipped", "let go"),
        ("Let go of this step", "skipped", "let go"),
    ],
)
def test_the_due_step_is_recorded(begun: Shell, read: Read, letter: str, result: str, words: str) -> None:
    answer = begun("step", letter)
    assert (answer.exit_code, answer.stdout) == (OK, f"✓ write it down: {words}\n")
    assert [step.result for step in challenge_of(read()).steps] == [result, None]
    assert begun("step", "y").stderr == "No step is due.\n"


def test_an_answer_of_several_words_needs_no_quotation_marks(begun: Shell, read: Read) -> None:
    assert begun("step", "not", "this", "time").stdout == "✓ write it down: not this time\n"
    assert begun("outcome", "let", "go").exit_code == OK
    (challenge,) = read().contents.challenges.values()
    assert challenge.outcome == "abandoned"


def test_a_step_that_is_not_due_or_an_answer_that_is_none_is_refused(begun: Shell, path: Path) -> None:
    before = path.read_bytes()
    for arguments, message in (
        (("x",), "“x” is none of these: y (Yes, done), p (Partly), n (Not this time), l (Let go of this step)."),
        ((" ",), "Say how it went: y done, p partly, n not this time, l let go."),
        (("y", "--domain", "Writing"), "No step is due."),
        (("y", "--domain", "Cooking"), "No domain is called “Cooking”."),
    ):
        result = begun("step", *arguments)
        assert (result.exit_code, result.stdout) == (REFUSED, "")
        assert message in result.stderr
    assert path.read_bytes() == before


# -- challenge new ---------------------------------------------------------------------------------


def test_a_challenge_begins_with_all_that_was_given(domains: Shell, read: Read) -> None:
    result = domains(
        *("challenge", "new", "give the talk", "--done-when", "it is given", "--odds", "60 %", "--difficulty", "55"),
        *("--due", "4 dec", "--step", "write it @ +2d", "--step", "rehearse", "--if", "nerves", "--then", "breathe"),
        *("--partly-when", "half of it", "--control", "4", "--like", "Mara", "--domain", "wri"),
    )
    assert result.exit_code == OK
    assert result.stdout == "✓ I will give the talk: by Fri 4 Dec, difficulty 55, your odds 60 %\n"
    challenge = challenge_of(read(), "Writing")
    assert (challenge.difficulty, challenge.odds, challenge.due) == (55, 60, dt.date(2026, 12, 4))
    assert (challenge.if_obstacle, challenge.then_plan, challenge.partly_when) == ("nerves", "breathe", "half of it")
    assert (challenge.in_my_control, challenge.role_model) == (4, "Mara")
    assert [step.text for step in challenge.steps] == ["write it", "rehearse"]
    assert read().undo() == "New challenge: I will give the talk"


def test_a_place_beside_a_rung_is_the_middle_of_the_gap(domains: Shell, read: Read) -> None:
    journal = read()
    focus = journal.domains.focus()
    for title, difficulty in (("Ask", 30), ("Lead", 60)):
        journal.rungs.add(focus.id, title, difficulty)
    domains("challenge", "new", "explain it", "--done-when", "done", "--odds", "60", "--above", "ask")
    assert challenge_of(read()).difficulty == 45


def test_a_rung_gives_its_words_and_its_place(domains: Shell, read: Read) -> None:
    journal = read()
    rung = journal.rungs.add(journal.domains.focus().id, "Lead the meeting", 60)
    result = domains("challenge", "new", "--rung", "lead", "--done-when", "led", "--odds", "50")
    assert result.exit_code == OK
    challenge = challenge_of(read())
    assert (challenge.title, challenge.difficulty, challenge.rung) == ("I will lead the meeting", 60, rung.id)


def test_a_text_is_read_from_standard_input(domains: Shell, read: Read) -> None:
    arguments = ("--done-when", "-", "--odds", "50", "--difficulty", "40")
    result = domains("challenge", "new", "ask", *arguments, typed="Somebody answered,\nand I did not look away.\n")
    assert result.exit_code == OK
    assert challenge_of(read()).done_when == "Somebody answered,\nand I did not look away."
    twice = domains("challenge", "new", "-", *arguments, typed="x")
    assert twice.exit_code == WRONG_CALL
    assert "“-” can stand for one text only" in twice.stderr


FULL = ("ask", "--done-when", "asked", "--difficulty", "40", "--odds", "60")


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        ((), REFUSED, "Say what you will do: efficacy challenge new TITLE."),
        ((" ",), REFUSED, "Say what you will do: efficacy challenge new TITLE."),
        (("ask",), REFUSED, "Say with --done-when how someone could tell that it is done."),
        (("ask", "--done-when", "asked"), REFUSED, "How hard is it? Say it with --difficulty"),
        (("ask", "--done-when", "asked", "--difficulty", "40"), REFUSED, "Say with --odds how likely you are to"),
        (("ask", "--done-when", "asked", "--difficulty", "400"), REFUSED, "--difficulty: “400” is not a place on the"),
        ((*FULL, "--if", "it rains"), REFUSED, "Say with --then what you will do"),
        (("ask", "--done-when", "asked", "--above", "Sing"), REFUSED, "This ladder has no rungs yet."),
        (("ask", "--rung", "Sing"), REFUSED, "This ladder has no rungs yet."),
        (("ask", "--difficulty", "4", "--above", "x"), WRONG_CALL, "with one of --difficulty and --above"),
        (("ask", "--domain", "Cooking"), REFUSED, "No domain is called “Cooking”."),
    ],
)
def test_what_is_missing_or_wrong_is_said_and_nothing_begins(
    domains: Shell, path: Path, arguments: tuple[str, ...], code: int, message: str
) -> None:
    before = path.read_bytes()
    result = domains("challenge", "new", *arguments)
    assert (result.exit_code, result.stdout) == (code, "")
    assert message in result.stderr
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--due", "+15d"), "a challenge is due within 14 days"),
        (("--due", "yesterday"), "that day is past"),
        (("--odds", "101"), "101 is outside 0 to 100"),
        (("--then", "breathe"), "say with --if what that is"),
        (("--control", "6"), "6 is outside 1 to 5"),
        (("--step", "x @ +20d"), "a step is due between today and"),
        (sum((("--step", f"step {number}") for number in range(6)), ()), "at most 5 keep it a plan"),
    ],
)
def test_the_refusals_are_those_of_the_dashboard(
    domains: Shell, path: Path, arguments: tuple[str, ...], message: str
) -> None:
    before = path.read_bytes()
    result = domains("challenge", "new", *FULL, *arguments)
    assert (result.exit_code, result.stdout) == (REFUSED, "")
    assert message in result.stderr
    assert path.read_bytes() == before


def test_a_domain_has_one_open_challenge(begun: Shell) -> None:
    result = begun("challenge", "new", *FULL)
    assert result.exit_code == REFUSED
    assert result.stderr == "“I will ask a question” is still open in this domain. Record its outcome first.\n"


def test_a_place_is_refused_where_the_ladder_has_one(domains: Shell, read: Read) -> None:
    journal = read()
    journal.rungs.add(journal.domains.focus().id, "Ask", 30)
    result = domains("challenge", "new", *FULL)
    assert (result.exit_code, result.stdout) == (REFUSED, "")
    assert result.stderr.startswith("That rung already has its difficulty.")
    assert domains("challenge", "new", "ask", "--done-when", "asked", "--odds", "60").exit_code == OK


# -- outcome ---------------------------------------------------------------------------------------


def test_an_outcome_is_recorded_and_comes_back(begun: Shell, read: Read) -> None:
    result = begun(
        *("outcome", "succeeded", "--learned", "A pause is not a gap.", "--why", "strategy"),
        *("--evidence", "Asked in front of forty", "--how", "alone"),
    )
    assert result.exit_code == OK
    lines = result.stdout.splitlines()
    assert lines[:3] == [
        "✓ Done: Asked in front of forty",
        "Difficulty: 40, the first you have done",
        "Your odds: 70 %, and it worked",
    ]
    assert "Because of: strategy" in lines
    assert lines[-2].startswith("Next: ")
    (entry,) = read().contents.evidence.values()
    assert isinstance(entry, Mastery)
    assert (entry.text, entry.independence, entry.difficulty) == ("Asked in front of forty", "alone", 40)
    (challenge,) = read().contents.challenges.values()
    assert (challenge.outcome, challenge.attribution, challenge.learned) == (
        "succeeded",
        "strategy",
        "A pause is not a gap.",
    )
    assert entry.challenge == challenge.id
    assert read().undo() == "Outcome: I will ask a question"


@pytest.mark.parametrize(
    ("arguments", "outcome", "entries"),
    [
        (("succeeded",), "succeeded", ["Ask a question"]),
        (("succeeded", "--evidence", ""), "succeeded", []),
        (("y",), "succeeded", ["Ask a question"]),
        (("partly",), "partly", []),
        (("partly", "--evidence", "half of it"), "partly", ["half of it"]),
        (("failed", "--evidence", "the beginning", "--how", "helped"), "failed", ["the beginning"]),
        (("n",), "failed", []),
        (("abandoned",), "abandoned", []),
    ],
)
def test_every_outcome_keeps_its_evidence(
    begun: Shell, read: Read, arguments: tuple[str, ...], outcome: str, entries: list[str]
) -> None:
    assert begun("outcome", *arguments).exit_code == OK
    journal = read()
    assert [row.outcome for row in journal.contents.challenges.values()] == [outcome]
    assert [row.text for row in journal.contents.evidence.values()] == entries


def test_a_cause_from_outside_does_not_count(begun: Shell, read: Read) -> None:
    refused = begun("outcome", "abandoned", "--outside", "--why", "luck")
    assert (refused.exit_code, "--why is for what did not come from outside." in refused.stderr) == (REFUSED, True)
    assert begun("outcome", "abandoned", "--outside").exit_code == OK
    (challenge,) = read().contents.challenges.values()
    assert challenge.outside_cause


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("suceeded",), "“suceeded” is none of these: y (Succeeded)"),
        (("succeeded", "--why", "magic"), "What had most to do with it? “magic” is none of these"),
        (("succeeded", "--how", "badly"), "How did you do it? “badly” is none of these"),
        (("succeeded", "--outside"), "--outside is for a challenge that was let go."),
        (("abandoned", "--evidence", "x"), "--evidence is for what worked"),
        (("failed", "--how", "alone"), "--how is for the evidence, and there is none."),
        (("failed", "--learned", "x" * 4001), "4,001 characters; at most 4,000 fit here"),
        (("failed", "--domain", "Writing"), "No challenge is open in Writing. Begin one: efficacy challenge new TITLE"),
    ],
)
def test_an_outcome_that_cannot_be_is_refused(
    begun: Shell, path: Path, arguments: tuple[str, ...], message: str
) -> None:
    before = path.read_bytes()
    result = begun("outcome", *arguments)
    assert (result.exit_code, result.stdout) == (REFUSED, "")
    assert message in result.stderr
    assert path.read_bytes() == before


def test_the_third_outcome_leaves_the_place_of_the_task_to_be_asked(
    shell: Shell, speaking: Journal, read: Read
) -> None:
    focus = speaking.domains.focus()
    list(practise(speaking, focus.id, (20, "succeeded"), (30, "succeeded")))
    shell("challenge", "new", *FULL)
    assert shell("outcome", "succeeded").exit_code == OK
    assert not read().domains.focus().place_asked


def test_json_says_what_the_outcome_came_to(begun: Shell) -> None:
    document = json.loads(begun("outcome", "partly", "--json").stdout)
    assert document["format"] == "efficacy-outcome"
    assert (document["difficulty"], document["odds"], document["outcomes_missing"]) == (40, 70, 2)
    assert (document["hardest_before"], document["record_after"]) == (None, None)
    assert [(row["table"], row["change"]) for row in document["changes"]] == [("challenges", "changed")]
    assert document["changes"][0]["record"]["outcome"] == "partly"


# -- undo, redo, delete ----------------------------------------------------------------------------


def test_changes_are_taken_back_and_put_back(domains: Shell, read: Read) -> None:
    domains("add", "a piece")
    assert domains("undo").stdout == "Undone: Evidence: a piece. “efficacy redo” puts it back.\n"
    assert not read().contents.evidence
    assert domains("redo").stdout == "Put back: Evidence: a piece.\n"
    assert len(read().contents.evidence) == 1
    again = domains("redo")
    assert (again.exit_code, again.stdout, again.stderr) == (REFUSED, "", "There is nothing to redo.\n")


def test_an_empty_history_has_nothing_to_undo(shell: Shell, path: Path) -> None:
    result = shell("undo")
    assert (result.exit_code, result.stdout, result.stderr) == (REFUSED, "", "There is nothing to undo.\n")
    assert shell("undo", "--json").stdout == ""
    assert not path.exists()


def test_json_names_every_record_that_changed(domains: Shell) -> None:
    added = json.loads(domains("add", "a piece", "--json").stdout)
    (change,) = added["changes"]
    assert (change["table"], change["change"], change["record"]["text"]) == ("evidence", "added", "a piece")
    undone = json.loads(domains("undo", "--json").stdout)
    assert undone["changes"] == [{"table": "evidence", "id": change["id"], "change": "deleted", "record": None}]
    redone = json.loads(domains("redo", "--json").stdout)
    assert [row["change"] for row in redone["changes"]] == ["added"]


def test_evidence_and_rungs_are_deleted_and_come_back(domains: Shell, read: Read) -> None:
    domains("add", "a piece")
    domains("rung", "add", "Whistle", "--at", "20")
    (line,) = domains("list").stdout.splitlines()
    result = domains("delete", line[:8])
    assert result.stdout == "✓ Deleted: Speaking, mastery “a piece”. “efficacy undo” brings it back.\n"
    assert not read().contents.evidence
    (rung,) = domains("list", "kind:rung").stdout.splitlines()
    unasked = domains("delete", rung[:8])
    assert (unasked.exit_code, "Add --yes" in unasked.stderr) == (NO_TERMINAL, True)
    wordless = domains("delete", rung[:8], "--json")
    assert (wordless.exit_code, "needs --yes for a rung" in wordless.stderr) == (NO_TERMINAL, True)
    assert len(read().contents.rungs) == 1
    assert domains("delete", rung[:8], "--yes").stdout.startswith("✓ Deleted: Speaking, rung “Whistle”.")
    domains("undo")
    domains("undo")
    assert (len(read().contents.evidence), len(read().contents.rungs)) == (1, 1)


def test_of_an_outcome_the_words_about_it_are_edited_and_deleted(begun: Shell, read: Read) -> None:
    assert begun("outcome", "succeeded", "--evidence", "I asked twice").exit_code == OK
    assert begun("list", "--limit", "1").stdout.endswith("succeeded: I asked twice (not rated yet)\n")
    assert begun("show", "last").stdout.startswith("Outcome, succeeded")
    assert begun("edit", "last", "-", typed='text = "I asked three times"').exit_code == OK
    (entry,) = read().contents.evidence.values()
    assert entry.text == "I asked three times"
    assert begun("delete", "last").exit_code == OK
    assert list(read().contents.evidence) == []
    refused = begun("delete", "last")
    assert (refused.exit_code, "A challenge stays in your record" in refused.stderr) == (REFUSED, True)


def test_what_belongs_to_the_record_is_not_deleted(begun: Shell, read: Read, path: Path) -> None:
    begun("check-in", "70", "--note", "slept badly")
    journal = read()
    session = journal.reappraisals.record(journal.domains.focus().id, journal.now(), event="the talk")
    challenge = challenge_of(journal)
    before = path.read_bytes()
    check_in = next(iter(journal.contents.checkins))
    for identifier, message in (
        (challenge.id, "A challenge stays in your record, whatever came of it."),
        (challenge.rung, "Its challenge is still open. Record its outcome first."),
        (session.id, "A session cannot be deleted."),
        (check_in, "A day’s rating cannot be deleted, only replaced by another."),
        (journal.domains.focus().id, "A domain cannot be deleted here."),
    ):
        result = begun("delete", str(identifier))
        assert (result.exit_code, result.stdout) == (REFUSED, "")
        assert message in result.stderr
    assert path.read_bytes() == before


# -- drafts ----------------------------------------------------------------------------------------


def test_a_draft_of_the_dashboard_outlives_what_a_script_adds(domains: Shell, speaking: Journal, read: Read) -> None:
    session = FlowSession(AddEvidence(speaking))
    session.answer("m")
    session.leave("half a sentence")
    domains("add", "from the shell")
    draft = read().settings.draft("evidence")
    assert draft is not None
    assert "half a sentence" in str(draft)


def test_a_draft_of_the_same_outcome_ends_with_it(begun: Shell, read: Read) -> None:
    journal = read()
    flow = RecordOutcome(journal, challenge_of(journal))
    session = FlowSession(flow)
    session.answer("y")
    session.leave("strategy")
    assert read().settings.draft(flow.draft_key) is not None
    begun("outcome", "succeeded")
    assert read().settings.draft(flow.draft_key) is None


def test_a_draft_of_a_challenge_outlives_another_one(domains: Shell, speaking: Journal, read: Read) -> None:
    flow = DesignChallenge(speaking, speaking.domains.focus())
    FlowSession(flow).leave("give the keynote")
    assert domains("challenge", "new", *FULL).exit_code == OK
    assert "give the keynote" in str(read().settings.draft(flow.draft_key))


# -- a journal that must not be changed ------------------------------------------------------------


def test_a_journal_of_a_newer_program_is_read_and_not_changed(begun: Shell, path: Path) -> None:
    begun("add", "a piece")
    tables = json.loads(path.read_bytes())
    (schema,) = (row for row in tables["meta"].values() if row["id"] == "schema")
    schema["value"] += 1
    path.write_text(json.dumps(tables), encoding="utf-8")
    before = path.read_bytes()
    for arguments in (("list",), ("show", "last"), ("search", "piece"), ("due",), ("edit", "last", "--print")):
        result = begun(*arguments)
        assert (result.exit_code, result.stderr) == (OK, ""), arguments
        assert result.stdout
    for arguments in (
        ("step", "y"),
        ("outcome", "partly"),
        ("challenge", "new", *FULL, "--domain", "Writing"),
        ("edit", "last", "-"),
        ("edit", "last"),
        ("delete", "last"),
        ("undo",),
        ("rung", "add", "Whistle", "--at", "20"),
    ):
        result = begun(*arguments, typed='text = "x"')
        assert (result.exit_code, result.stdout) == (REFUSED, ""), arguments
        assert "was written by a newer version of this program" in result.stderr
    assert path.read_bytes() == before


def test_a_damaged_journal_is_named_and_stays(begun: Shell, path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-20])
    before = path.read_bytes()
    for arguments in (("list",), ("show", "last"), ("due",), ("step", "y"), ("outcome", "partly"), ("undo",)):
        result = begun(*arguments)
        assert (result.exit_code, result.stdout) == (REFUSED, ""), arguments
        assert "Your journal could not be read" in result.stderr
    assert path.read_bytes() == before


def test_a_step_without_a_result_is_no_longer_open_once_the_challenge_is_over(begun: Shell) -> None:
    assert "write it down, today: still open" in begun("show", "last").stdout
    begun("outcome", "partly")
    assert "write it down, today: no result" in begun("show", "last").stdout
