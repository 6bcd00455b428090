"""Every flow in both UIs: the same answers leave the same records, and an invalid one gets the same error."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from pathlib import Path

import pytest

import efficacy_tui.flows
from efficacy_tui.content.instrument import shipped_instrument
from efficacy_tui.exchange.writers.json import write_json
from efficacy_tui.flows.ask_feedback import AskFeedback
from efficacy_tui.flows.backfill import Backfill
from efficacy_tui.flows.check_in import DailyCheckIn
from efficacy_tui.flows.dated_questions import DayQuestion, StepsQuestion
from efficacy_tui.flows.design import DesignChallenge
from efficacy_tui.flows.domains import AddDomain, EditDomain
from efficacy_tui.flows.earlier_versions import EarlierVersions
from efficacy_tui.flows.edit_challenge import EditChallenge
from efficacy_tui.flows.edit_setting import EditSetting
from efficacy_tui.flows.evidence import AddEvidence, EditEvidence
from efficacy_tui.flows.export import ExportJournal
from efficacy_tui.flows.first_ladder import FirstLadder
from efficacy_tui.flows.first_start import FirstStart
from efficacy_tui.flows.flow import Flow
from efficacy_tui.flows.go_to_date import GoToDate
from efficacy_tui.flows.goal import EditGoal
from efficacy_tui.flows.import_flow import ImportFile
from efficacy_tui.flows.label_mapping import LabelMapping
from efficacy_tui.flows.model_steps import ModelSeen
from efficacy_tui.flows.outcome import RecordOutcome
from efficacy_tui.flows.place_task import PlaceTask
from efficacy_tui.flows.placing import PlacementQuestion
from efficacy_tui.flows.question_types import Card, ChoiceQuestion, Question, RatingQuestion, TextQuestion
from efficacy_tui.flows.rate_rungs import RateRungs
from efficacy_tui.flows.reappraise import FollowUp, ReappraisalSession
from efficacy_tui.flows.recovery import MergeConflictCopy, QuitUnsaved, RecoverJournal, VanishedJournal
from efficacy_tui.flows.review import WeeklyReview
from efficacy_tui.flows.rungs import AddRung, EditRung, MoveRung
from efficacy_tui.flows.step import RateStepOdds, RecordStep
from efficacy_tui.flows.survey import AddDomainFromItem, ChooseRater, DeleteRater, RateOther, RateSelf
from efficacy_tui.journal.demo import seeded_ids
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import Domain, Mastery, Step
from efficacy_tui.model.types import Outcome
from efficacy_tui.store import backups
from tests.conftest import SUNDAY
from tests.support.fixed_clock import FixedClock
from tests.support.parity import ESCAPE, Case, days, run_in_dashboard, run_in_plain
from tests.support.plain_driver import unwrap
from tests.support.profile_answers import MARA, SELF, record_answers

TASK = "give a ten-minute talk"


# -- setups of journals ----------------------------------------------------------------------------


def leave_empty(_: Journal) -> None:
    """Leave the journal empty."""


def add_domain(journal: Journal) -> None:
    """Add one domain."""
    journal.domains.add("Speaking", TASK)


def add_rated_domain(journal: Journal) -> None:
    """Add one domain with a check-in today, so that nothing is due."""
    add_domain(journal)
    journal.checkins.record(_focus_id(journal), 50)


def add_two_domains(journal: Journal) -> None:
    """Add two domains; the first has the focus."""
    add_domain(journal)
    journal.domains.add("Writing", "write a page")


def start_challenge(journal: Journal) -> None:
    """Start a challenge with one step today and one later."""
    add_rated_domain(journal)
    today = journal.today()
    journal.challenges.start(
        _focus_id(journal),
        title="I will give the talk",
        done_when="I spoke ten minutes",
        difficulty=40,
        odds=70,
        due=today + days(7),
        steps=(Step(text="rehearse", day=today), Step(text="show Mara", day=today + days(2))),
    )


def add_ladder(journal: Journal) -> None:
    """Add a ladder of two ideas, a rung that was done and one that was not."""
    add_rated_domain(journal)
    for title, difficulty in (("Give a speech", 75), ("Give a talk at work", 55)):
        journal.rungs.add(_focus_id(journal), title, difficulty)
    for number, outcome in ((30, "failed"), (40, "succeeded")):
        end_challenge(journal, f"I will do number {number}", number, outcome)


def start_with_model(journal: Journal) -> None:
    """Start a challenge whose model is to be watched today."""
    add_rated_domain(journal)
    journal.challenges.start(
        _focus_id(journal),
        title="I will ask",
        done_when="asked",
        difficulty=40,
        odds=70,
        due=journal.today(),
        role_model="Mara",
        steps=(Step(text="Watch or ask Mara", day=journal.today()),),
    )


def end_one_challenge(journal: Journal) -> None:
    """Record the outcome of a challenge, in a domain that is rated today."""
    add_rated_domain(journal)
    end_challenge(journal, "I will ask", 40, "succeeded")


def start_third_challenge(journal: Journal) -> None:
    """Start a challenge after two that have ended."""
    add_ladder(journal)
    journal.challenges.start(
        _focus_id(journal), title="I will speak", done_when="spoken", difficulty=50, odds=70, due=journal.today()
    )


def end_challenge(journal: Journal, title: str, difficulty: int, outcome: Outcome) -> None:
    """Start a challenge and record its outcome."""
    challenge = journal.challenges.start(
        _focus_id(journal), title=title, done_when="done", difficulty=difficulty, odds=70, due=journal.today()
    )
    journal.challenges.close(challenge.id, outcome)


def add_evidence(journal: Journal) -> None:
    """Add one piece of evidence without its ratings."""
    add_rated_domain(journal)
    journal.evidence.add(Mastery, _focus_id(journal), "Told the story at lunch")


def reword_evidence(journal: Journal) -> None:
    """Add one piece of evidence and word it anew."""
    add_evidence(journal)
    (entry,) = journal.contents.evidence.values()
    journal.evidence.edit(entry.id, text="Told the story at dinner")


def move_challenge(journal: Journal) -> None:
    """Start a challenge, and give it another due day."""
    start_challenge(journal)
    (challenge,) = journal.contents.challenges.values()
    journal.challenges.edit(challenge.id, due=challenge.due - days(1))


def record_past_session(journal: Journal) -> None:
    """Record a session whose event was yesterday, and a check-in today."""
    add_domain(journal)
    started = journal.now()
    journal.reappraisals.record(
        _focus_id(journal), started, challenge=None, event="the talk", day=journal.today(), before=None, after=None,
        sensation="", statement="I am ready", evidence=(), plan="", seconds=60, stopped_at="aloud",
    )  # fmt: skip
    _go_to_tomorrow(journal)
    journal.checkins.record(_focus_id(journal), 50)


def write_ladder(journal: Journal) -> None:
    """Add a rated domain with five rungs."""
    add_rated_domain(journal)
    journal.rungs.add_first(_focus_id(journal), ["Say hello", "Ask", "Explain", "Present", "Lead"])


def rate_ladder(journal: Journal) -> None:
    """Add a ladder that is rated today."""
    write_ladder(journal)
    journal.rungs.rate({rung.id: 60 for rung in journal.rungs.all(_focus_id(journal))})


def record_profiles(journal: Journal) -> None:
    """Record the person's self-ratings and those of one rater."""
    add_rated_domain(journal)
    record_answers(journal, SELF)
    record_answers(journal, MARA, "Mara")


def record_week(journal: Journal) -> None:
    """Start a challenge, and add evidence without its ratings."""
    start_challenge(journal)
    journal.evidence.add(Mastery, _focus_id(journal), "Told the story at lunch")


def write_conflict_copy(path: Path) -> None:
    """Write a conflict copy of the journal, with a second domain in it."""
    copy = path.with_name(f"{path.stem}.sync-conflict-20261122-093000-ABCDEFG.json")
    copy.write_bytes(path.read_bytes())
    other = Journal(copy, FixedClock(SUNDAY), seeded_ids(3))
    other.open()
    other.domains.add("Writing", "write a page")


def write_other_export(path: Path) -> None:
    """Write the export of another journal into the same folder."""
    other = Journal(path.with_name("elsewhere.json"), FixedClock(SUNDAY), seeded_ids(5))
    other.open()
    other.domains.add("Writing", "write a page")
    path.with_name("others.json").write_bytes(write_json(other.contents, SUNDAY))


def truncate_file(path: Path) -> None:
    """Cut the end off the file."""
    path.write_bytes(path.read_bytes()[:-40])


def remove_file(path: Path) -> None:
    """Remove the file, but not its backups."""
    backups.make_backup(path, SUNDAY)
    path.unlink()


def damage_record(path: Path) -> None:
    """Give the evidence a source that there is none of."""
    path.write_bytes(path.read_bytes().replace(b'"source":"mastery"', b'"source":"luck"'))


def _focus_id(journal: Journal) -> str:
    focus = journal.domains.focus()
    assert focus is not None
    return focus.id


def _focus(journal: Journal) -> Domain:
    focus = journal.domains.focus()
    assert focus is not None
    return focus


def _go_to_tomorrow(journal: Journal) -> None:
    assert isinstance(journal.clock, FixedClock)
    journal.clock.move(days=1)


# -- the cases -------------------------------------------------------------------------------------

CHALLENGE = ("give the talk", "I spoke ten minutes", "50", "+10d", "70")
DESIGN = (*CHALLENGE, "k", "my voice shakes", "breathe out")
MORE = ("y", "I spoke five", "5", "Jon", "+1d")
STEPS = "rehearse @ today\nshow Mara @ +2d"
LADDER = "Say hello\nAsk\nExplain\nPresent\nLead"
TWELVE_ANSWERS = tuple(map(str, SELF))

CASES: dict[str, Case] = {
    "the first start": Case((FirstStart,), leave_empty, answers=("Speaking", "I can give a talk.", "50")),
    "a check-in": Case((DailyCheckIn,), add_domain, ("c",), ("q!", "c"), ("70",)),
    "a check-in by itself": Case((DailyCheckIn,), add_domain, answers=("70",)),
    "a check-in with a step": Case((DailyCheckIn,), start_challenge, ("c",), ("c",), ("80", "p")),
    "a check-in of two domains, left": Case((DailyCheckIn,), add_two_domains, ("c",), ("q!", "c"), ("80", ESCAPE)),
    "an earlier day": Case((Backfill, DailyCheckIn), add_rated_domain, ("b",), ("b",), ("2", "60")),
    "a challenge": Case((DesignChallenge,), add_rated_domain, ("n",), ("n",), (*DESIGN, STEPS, *MORE, "")),
    "a challenge from an idea": Case(
        (DesignChallenge,),
        add_ladder,
        ("n",),
        ("n",),
        ("2", "", "I spoke", "+3d", "80", "k", "", "", "n", ""),
    ),
    "a challenge a bit harder than one done": Case(
        (DesignChallenge,),
        add_ladder,
        ("n",),
        ("n",),
        ("3", "give it without notes", "", "", "+3d", "80", "k", "", "", "n", ""),
    ),
    "a challenge that is new on a ladder, left": Case(
        (DesignChallenge,), add_ladder, ("n",), ("n",), ("n", "give the talk", "I spoke", "above 40", "+3d", ESCAPE)
    ),
    "the daily task placed": Case(
        (PlaceTask,), add_ladder, ("ctrl+p", *"place the daily", "enter"), ("place-task",), ("below 30",)
    ),
    "a challenge made smaller": Case(
        (DesignChallenge,),
        add_rated_domain,
        ("n",),
        ("n",),
        (*CHALLENGE, "s", "give half the talk", "", "30", "+3d", "80", "k", "", "", "n", ""),
    ),
    "a challenge revised": Case(
        (EditChallenge,),
        start_challenge,
        ("1", "enter", "e"),
        ("1", "e"),
        ("give the long talk", "", "half of it", "+5d", "", "", "rehearse @ today\nshow Jon @ +3d"),
    ),
    "an outcome": Case(
        (RecordOutcome,),
        start_challenge,
        ("o",),
        ("o",),
        ("s", "e", "I can pause\nand go on", "Gave the talk", "a"),
    ),
    "an outcome, and the daily task placed": Case(
        (RecordOutcome,), start_third_challenge, ("o",), ("o",), ("f", "e", "", "", "above 40")
    ),
    "an outcome, and the daily task not placed": Case(
        (RecordOutcome,), start_third_challenge, ("o",), ("o",), ("f", "e", "", "", "")
    ),
    "a failure of which a part worked": Case(
        (RecordOutcome,), start_challenge, ("o",), ("o",), ("f", "k", "a card", "The opening", "a")
    ),
    "let go for a cause from outside": Case(
        (RecordOutcome,),
        start_challenge,
        ("o",),
        ("o",),
        ("l", "c", ""),
    ),
    "somebody asked what they saw": Case(
        (AskFeedback,),
        end_one_challenge,
        ("slash", "enter", "enter", "a"),
        ("/", "1", "a"),
        ("Mara", "", "c"),
    ),
    "a model watched, and what it showed": Case(
        (RecordStep, ModelSeen), start_with_model, ("s",), ("s",), ("y", "Paused before the first word", "4", "1")
    ),
    "today’s step": Case((RecordStep,), start_challenge, ("s",), ("s",), ("y",)),
    "odds of a step": Case((RateStepOdds,), start_challenge, ("O",), ("O",), ("60",)),
    "mastery": Case(
        (AddEvidence,), add_rated_domain, ("e",), ("e",), ("m", "Told the story\nat lunch", "40", "h", "yesterday")
    ),
    "vicarious": Case((AddEvidence,), add_two_domains, ("e",), ("q!", "e"), ("v", "2", "Jon", "gave it", "4", "", "")),
    "persuasion": Case(
        (AddEvidence,), add_rated_domain, ("e",), ("e",), ("p", "Mara", "it made it click", "5", "4", "d", "fri")
    ),
    "state": Case((AddEvidence,), add_rated_domain, ("e",), ("e",), ("s", "My heart raced", "80", "1", "today")),
    "evidence left as a draft": Case((AddEvidence,), add_rated_domain, ("e",), ("e",), ("m", "Told the story", ESCAPE)),
    "evidence edited": Case(
        (EditEvidence,), add_evidence, ("3", "enter", "enter"), ("3", "1", "e"), ("Told it at dinner", "40", "a", "")
    ),
    "an earlier version of an entry": Case(
        (EarlierVersions,), reword_evidence, ("3", "enter", "v"), ("3", "1", "v"), ("1", "o", "1", "b")
    ),
    "an earlier version of a challenge left": Case(
        (EarlierVersions,), move_challenge, ("1", "enter", "v"), ("1", "v"), ("1", "l")
    ),
    "a session": Case(
        (ReappraisalSession,),
        add_rated_domain,
        ("r",),
        ("r",),
        ("the talk", "today", "80", "8", "4", "my knees shake", "", "1", "", "", "I pause", "70", "7", "7"),
    ),
    "a session left early": Case(
        (ReappraisalSession,), add_rated_domain, ("r",), ("r",), ("the talk", "tomorrow", "80", "8", "4", "2", ESCAPE)
    ),
    "how it went": Case((FollowUp,), record_past_session, answers=("w", "4")),
    "a weekly review": Case(
        (WeeklyReview, EditChallenge),
        record_week,
        ("w",),
        ("w",),
        ("", "", "", "50", "a", "I can pause", "s", "{folder}/week.md", ESCAPE),
        files=("week.md",),
    ),
    "an export": Case(
        (ExportJournal,), record_week, ("E",), ("E",), ("1", "y", "{folder}/copy.json"), files=("copy.json",)
    ),
    "an import": Case(
        (ImportFile,), add_rated_domain, ("I",), ("I",), ("{folder}/others.json", "", "y"), damage=write_other_export
    ),
    "a new domain": Case((AddDomain,), add_rated_domain, ("d", "a"), ("d", "a"), ("Writing", "write a page")),
    "a domain renamed": Case(
        (EditDomain,), add_rated_domain, ("d", "enter"), ("d", "e 1"), ("Talking", "give a short talk", "", "")
    ),
    "a domain whose task is placed": Case(
        (EditDomain,), add_ladder, ("d", "enter"), ("d", "e 1"), ("Talking", "give a short talk", "above 55", "", "")
    ),
    "a domain asked on some days and paused": Case(
        (EditDomain,), add_rated_domain, ("d", "enter"), ("d", "e 1"), ("", "", "mon-wed fri", "+9d")
    ),
    "the profile": Case((RateSelf,), add_rated_domain, ("p", "a"), ("p", "a"), TWELVE_ANSWERS),
    "the profile left": Case((RateSelf,), add_rated_domain, ("p", "a"), ("p", "a"), (*TWELVE_ANSWERS[:3], ESCAPE)),
    "somebody else at the keyboard": Case(
        (ChooseRater, RateOther),
        add_rated_domain,
        ("p", "h"),
        ("p", "h"),
        ("Ines", "5", "Alex", "", "j", *map(str, MARA[1:])),
    ),
    "somebody asked before": Case(
        (ChooseRater, RateOther), record_profiles, ("p", "h"), ("p", "h"), ("1", "", "", *map(str, MARA))
    ),
    "a rater deleted": Case((DeleteRater,), record_profiles, ("p", "delete"), ("p", "D"), ("1",)),
    "a situation as a domain": Case((AddDomainFromItem,), record_profiles, ("p", "1"), ("p", "1"), ("Joining", "")),
    "to a day": Case((GoToDate,), add_evidence, ("3", "z", "down", "d"), ("3", "d"), ("yesterday",)),
    "a first ladder, rated": Case(
        (FirstLadder, RateRungs),
        add_rated_domain,
        inputs=("l", "a"),
        answers=(LADDER, "A keynote", "y", "70", "", "100", "0", "50"),
        asks=lambda journal: FirstLadder(journal, _focus(journal)),
    ),
    "a first ladder left as a draft": Case(
        (FirstLadder,),
        add_rated_domain,
        inputs=("l", "a"),
        answers=(LADDER, ESCAPE),
        asks=lambda journal: FirstLadder(journal, _focus(journal)),
    ),
    "rating all, left early": Case(
        (RateRungs,),
        write_ladder,
        inputs=("l", "c"),
        answers=("70", "", "90", ESCAPE),
        asks=lambda journal: RateRungs(journal, _focus(journal)),
    ),
    "rating all again": Case(
        (RateRungs,),
        rate_ladder,
        inputs=("l", "c"),
        answers=("y", *["40"] * 5),
        asks=lambda journal: RateRungs(journal, _focus(journal)),
    ),
    "a rung reworded": Case(
        (EditRung,),
        write_ladder,
        inputs=("l", "e 1"),
        answers=("Lead the long meeting",),
        asks=lambda journal: EditRung(journal, journal.rungs.all(_focus(journal).id)[-1].id),
    ),
    "a rung added": Case(
        (AddRung,),
        write_ladder,
        inputs=("l", "a"),
        answers=("Moderate", "41"),
        asks=lambda journal: AddRung(journal, _focus(journal)),
    ),
    "a rung moved": Case(
        (MoveRung,),
        write_ladder,
        inputs=("l", "move 1"),
        answers=("59",),
        asks=lambda journal: MoveRung(journal, _focus(journal), journal.rungs.all(_focus(journal).id)[-1].id),
    ),
    "a goal": Case(
        (EditGoal,),
        write_ladder,
        inputs=("l", "t"),
        answers=("A keynote",),
        asks=lambda journal: EditGoal(journal, _focus(journal)),
    ),
    "a second copy": Case((MergeConflictCopy,), add_rated_domain, answers=("m",), damage=write_conflict_copy),
    "a damaged journal": Case((RecoverJournal,), add_rated_domain, answers=("n",), damage=truncate_file),
    "a missing journal": Case((RecoverJournal,), add_rated_domain, answers=("r", "y"), damage=remove_file),
    "a damaged record": Case((RecoverJournal,), add_evidence, answers=("f",), damage=damage_record),
}


@pytest.mark.parametrize("name", CASES)
async def test_the_same_answers_leave_the_same_records_in_both_uis(name: str, tmp_path: Path) -> None:
    case = CASES[name]
    dashboard = await run_in_dashboard(case, tmp_path / "screen")
    assert tuple(dashboard.flows) == case.flows
    plain = run_in_plain(case, tmp_path / "lines", dashboard.questions)
    assert plain.records == dashboard.records
    assert plain.files == dashboard.files
    for question, _ in dashboard.questions:
        assert unwrap(question.prompt) in plain.output
        assert all(unwrap(option.label) in plain.output for option in getattr(question, "options", ()))


def test_the_cases_cover_every_flow() -> None:
    for module in pkgutil.iter_modules(efficacy_tui.flows.__path__, "efficacy_tui.flows."):
        importlib.import_module(module.name)
    flows, pending = set(), [Flow]
    while pending:
        for flow in pending.pop().__subclasses__():
            if flow.__module__.startswith("efficacy_tui.flows."):
                flows |= set() if inspect.isabstract(flow) else {flow}
                pending.append(flow)
    # The plain UI saves each change or rejects it, so it has nothing unsaved to ask about at the end. Only the command
    # line asks for a label mapping, and the dashboard edits settings in place; both have their own tests.
    assert {flow for case in CASES.values() for flow in case.flows} == flows - {
        QuitUnsaved,
        VanishedJournal,
        LabelMapping,
        EditSetting,
    }


# -- invalid answers -------------------------------------------------------------------------------

INVALID_ANSWERS: dict[str, tuple[type[Question], Case, str]] = {
    "a rating without a number": (
        RatingQuestion,
        Case((DailyCheckIn,), start_challenge, ("c",), ("c",), ("", ESCAPE)),
        "Choose a number from 0 to 100.",
    ),
    "no words": (
        TextQuestion,
        Case((AddEvidence,), add_rated_domain, ("e",), ("e",), ("m", "", ESCAPE)),
        "Type something first.",
    ),
    "a name that is taken": (
        TextQuestion,
        Case((AddDomain,), add_rated_domain, ("d", "a"), ("d", "a"), ("speaking", ESCAPE)),
        "Speaking",
    ),
    "words nobody can see": (
        TextQuestion,
        Case((DesignChallenge,), add_rated_domain, ("n",), ("n",), ("try harder", ESCAPE)),
        "“try” is hard to see from outside. What exactly will you do? Enter again keeps it as it is.",
    ),
    "no day": (
        DayQuestion,
        Case((AddEvidence,), add_rated_domain, ("e",), ("e",), ("m", "Told it", "", "", "bananas", ESCAPE)),
        "“bananas” is not recognised as a day. Write it like “fri”, “+10d”, “10 dec” or “2026-12-10”.",
    ),
    "a day to come": (
        DayQuestion,
        Case((AddEvidence,), add_rated_domain, ("e",), ("e",), ("m", "Told it", "", "", "2026-11-30", ESCAPE)),
        "Mon 30 Nov: that day is still to come.",
    ),
    "a step for no day": (
        StepsQuestion,
        Case((DesignChallenge,), add_rated_domain, ("n",), ("n",), (*DESIGN, "rehearse @ soon", ESCAPE)),
        "Step 1: “soon”",
    ),
    "no words of one’s own": (
        ChoiceQuestion,
        Case((ReappraisalSession,), add_rated_domain, ("r",), ("r",), ("the talk", "", "80", "8", "4", " ", ESCAPE)),
        "Choose one: Heart beating fast,",
    ),
}


@pytest.mark.parametrize("name", INVALID_ANSWERS)
async def test_an_invalid_answer_gets_the_same_error_in_both_uis(name: str, tmp_path: Path) -> None:
    question_type, case, sentence = INVALID_ANSWERS[name]
    dashboard = await run_in_dashboard(case, tmp_path / "screen")
    question, answer = dashboard.questions[-2]
    assert isinstance(question, question_type)
    assert dashboard.questions[-1][0].key == question.key, "the question was not asked again"
    assert sentence in unwrap(dashboard.output)
    plain = run_in_plain(case, tmp_path / "lines", dashboard.questions)
    assert sentence in plain.output
    after = plain.output.split(sentence, 1)[1]
    # Advice offers the same answer again; after an error the whole question is asked.
    asked_again = f"[{answer}]" if name == "words nobody can see" else unwrap(question.prompt)
    assert asked_again in after, "the question was not asked again"
    assert plain.records == dashboard.records


def test_the_invalid_answers_cover_every_question_type() -> None:
    # In the dashboard arrows place something, so that nothing invalid can be given there.
    question_types = set(Question.__subclasses__()) - {Card, PlacementQuestion}
    assert {question_type for question_type, _, _ in INVALID_ANSWERS.values()} == question_types


def test_the_profile_has_twelve_items() -> None:
    assert len(TWELVE_ANSWERS) == len(shipped_instrument().items)
