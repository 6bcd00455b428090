"""Every flow in both faces: the same answers leave the same records, and a wrong one is told in the same sentence."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

import pytest

import efficacy_tui.flows
from efficacy_tui.content.instrument import shipped_instrument
from efficacy_tui.exchange.writers.json import write_json
from efficacy_tui.flows.check_in import Backfill, DailyCheckIn
from efficacy_tui.flows.design import DesignChallenge
from efficacy_tui.flows.domains import AddDomain, EditDomain
from efficacy_tui.flows.edit_challenge import EditChallenge
from efficacy_tui.flows.edit_setting import EditSetting
from efficacy_tui.flows.evidence import AddEvidence, EditEvidence
from efficacy_tui.flows.export import ExportJournal
from efficacy_tui.flows.first_start import FirstStart
from efficacy_tui.flows.flow import Flow
from efficacy_tui.flows.go_to_date import GoToDate
from efficacy_tui.flows.import_flow import ImportFile
from efficacy_tui.flows.label_mapping import LabelMapping
from efficacy_tui.flows.outcome import RecordOutcome
from efficacy_tui.flows.question_types import (
    Card,
    ChoiceQuestion,
    DayQuestion,
    Question,
    RatingQuestion,
    StepsQuestion,
    TextQuestion,
)
from efficacy_tui.flows.reappraise import FollowUp, ReappraisalSession
from efficacy_tui.flows.recovery import MergeConflictCopy, QuitUnsaved, RecoverJournal
from efficacy_tui.flows.review import WeeklyReview
from efficacy_tui.flows.step import RateStepOdds, RecordStep
from efficacy_tui.flows.survey import AddDomainFromItem, ChooseRater, DeleteRater, RateOther, RateSelf
from efficacy_tui.journal.demo import seeded_ids
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import Mastery, Step
from tests.conftest import SUNDAY
from tests.support.fixed_clock import FixedClock
from tests.support.parity import ESCAPE, Case, days, on_the_lines, on_the_screen
from tests.support.plain_driver import flat
from tests.support.profile_answers import MARA, SELF, answer

TASK = "give a ten-minute talk"


# -- journals to begin with ------------------------------------------------------------------------


def empty(_: Journal) -> None:
    """Nothing is recorded yet."""


def speaking(journal: Journal) -> None:
    """One domain."""
    journal.domains.add("Speaking", TASK)


def rated(journal: Journal) -> None:
    """One domain, checked in today, so that nothing is due."""
    speaking(journal)
    journal.checkins.record(_domain(journal), 50)


def two_domains(journal: Journal) -> None:
    """Two domains; the first has the focus."""
    speaking(journal)
    journal.domains.add("Writing", "write a page")


def challenged(journal: Journal) -> None:
    """A challenge with a step for today and one ahead."""
    rated(journal)
    today = journal.today()
    journal.challenges.start(
        _domain(journal),
        title="I will give the talk",
        done_when="I spoke ten minutes",
        difficulty=40,
        odds=70,
        due=today + days(7),
        steps=(Step(text="rehearse", day=today), Step(text="show Mara", day=today + days(2))),
    )


def with_evidence(journal: Journal) -> None:
    """One piece of evidence, its ratings left for later."""
    rated(journal)
    journal.evidence.add(Mastery, _domain(journal), "Told the story at lunch")


def prepared_for_yesterday(journal: Journal) -> None:
    """A session whose event was yesterday, and today's check-in."""
    speaking(journal)
    began = journal.now()
    journal.reappraisals.record(
        _domain(journal), began, challenge=None, event="the talk", day=journal.today(), before=None, after=None,
        sensation="", statement="I am ready", evidence=(), plan="", seconds=60, stopped_at="aloud",
    )  # fmt: skip
    _tomorrow(journal)
    journal.checkins.record(_domain(journal), 50)


def with_a_profile(journal: Journal) -> None:
    """The person's own answers and one rater's."""
    rated(journal)
    answer(journal, SELF)
    answer(journal, MARA, "Mara")


def a_week(journal: Journal) -> None:
    """A challenge, and an entry waiting for its ratings."""
    challenged(journal)
    journal.evidence.add(Mastery, _domain(journal), "Told the story at lunch")


def a_copy(path: Path) -> None:
    """A synchroniser's copy of the journal, in which another domain was added."""
    copy = path.with_name(f"{path.stem}.sync-conflict-20261122-093000-ABCDEFG.json")
    copy.write_bytes(path.read_bytes())
    elsewhere = Journal(copy, FixedClock(SUNDAY), seeded_ids(3))
    elsewhere.open()
    elsewhere.domains.add("Writing", "write a page")


def a_file_of_another_journal(path: Path) -> None:
    """An export of a journal with one domain more, beside the journal."""
    other = Journal(path.with_name("elsewhere.json"), FixedClock(SUNDAY), seeded_ids(5))
    other.open()
    other.domains.add("Writing", "write a page")
    path.with_name("others.json").write_bytes(write_json(other.contents, SUNDAY))


def broken(path: Path) -> None:
    """The file is cut short."""
    path.write_bytes(path.read_bytes()[:-40])


def _domain(journal: Journal) -> str:
    focus = journal.domains.focus()
    assert focus is not None
    return focus.id


def _tomorrow(journal: Journal) -> None:
    assert isinstance(journal.clock, FixedClock)
    journal.clock.move(days=1)


# -- the table -------------------------------------------------------------------------------------

WHAT = ("give the talk", "I spoke ten minutes", "", "+10d", "40", "5", "70")
DESIGN = (*WHAT, "k", "my voice shakes", "breathe out", "Jon")
STEPS = "rehearse @ today\nshow Mara @ +2d"
TWELVE = tuple(map(str, SELF))

CASES: dict[str, Case] = {
    "the first start": Case((FirstStart,), empty, answers=("Speaking", "I can give a talk.", "50")),
    "a check-in": Case((DailyCheckIn,), speaking, ("c",), ("q!", "c"), ("70",)),
    "a check-in by itself": Case((DailyCheckIn,), speaking, answers=("70",)),
    "a check-in with a step": Case((DailyCheckIn,), challenged, ("c",), ("c",), ("80", "p")),
    "a check-in of two domains, left": Case((DailyCheckIn,), two_domains, ("c",), ("q!", "c"), ("80", ESCAPE)),
    "an earlier day": Case((Backfill, DailyCheckIn), rated, ("b",), ("b",), ("2", "60")),
    "a challenge": Case((DesignChallenge,), rated, ("n",), ("n",), (*DESIGN, STEPS, "")),
    "a challenge made smaller": Case(
        (DesignChallenge,),
        rated,
        ("n",),
        ("n",),
        (*WHAT, "s", "give half the talk", "", "", "+3d", "30", "5", "80", "k", "", "", "", ""),
    ),
    "a challenge revised": Case(
        (EditChallenge,),
        challenged,
        ("1", "enter", "e"),
        ("1", "e"),
        ("give the long talk", "", "half of it", "+5d", "", "", "rehearse @ today\nshow Jon @ +3d"),
    ),
    "an outcome, and the next design left": Case(
        (RecordOutcome, DesignChallenge),
        challenged,
        ("o",),
        ("o",),
        ("s", "e", "I can pause\nand go on", "Gave the talk", "a", ESCAPE),
    ),
    "let go for a cause from outside": Case(
        (RecordOutcome, DesignChallenge), challenged, ("o",), ("o",), ("a", "y", "", "", "give it in spring", ESCAPE)
    ),
    "today’s step": Case((RecordStep,), challenged, ("s",), ("s",), ("y",)),
    "odds of a step": Case((RateStepOdds,), challenged, ("O",), ("O",), ("60",)),
    "mastery": Case((AddEvidence,), rated, ("e",), ("e",), ("m", "Told the story\nat lunch", "40", "h", "yesterday")),
    "vicarious": Case((AddEvidence,), two_domains, ("e",), ("q!", "e"), ("v", "2", "Jon", "gave it", "4", "", "")),
    "persuasion": Case((AddEvidence,), rated, ("e",), ("e",), ("p", "Mara", "it made it click", "5", "4", "fri")),
    "state": Case((AddEvidence,), rated, ("e",), ("e",), ("s", "My heart raced", "80", "1", "today")),
    "evidence left as a draft": Case((AddEvidence,), rated, ("e",), ("e",), ("m", "Told the story", ESCAPE)),
    "evidence edited": Case(
        (EditEvidence,), with_evidence, ("2", "enter", "enter"), ("2", "1", "e"), ("Told it at dinner", "40", "a", "")
    ),
    "a session": Case(
        (ReappraisalSession,),
        rated,
        ("r",),
        ("r",),
        ("the talk", "today", "80", "8", "4", "my knees shake", "", "1", "", "", "I pause", "70", "7", "7"),
    ),
    "a session left early": Case(
        (ReappraisalSession,), rated, ("r",), ("r",), ("the talk", "tomorrow", "80", "8", "4", "2", ESCAPE)
    ),
    "how it went": Case((FollowUp,), prepared_for_yesterday, answers=("w", "4")),
    "a weekly review": Case(
        (WeeklyReview, EditChallenge),
        a_week,
        ("w",),
        ("w",),
        ("", "", "", "50", "a", "I can pause", "s", "{folder}/week.md", ESCAPE),
        files=("week.md",),
    ),
    "an export": Case((ExportJournal,), a_week, ("E",), ("E",), ("1", "y", "{folder}/copy.json"), files=("copy.json",)),
    "an import": Case(
        (ImportFile,), rated, ("I",), ("I",), ("{folder}/others.json", "", "y"), damage=a_file_of_another_journal
    ),
    "a new domain": Case((AddDomain,), rated, ("d", "a"), ("d", "a"), ("Writing", "write a page")),
    "a domain renamed": Case((EditDomain,), rated, ("d", "enter"), ("d", "e 1"), ("Talking", "give a short talk")),
    "the profile": Case((RateSelf,), rated, ("p", "a"), ("p", "a"), TWELVE),
    "the profile left": Case((RateSelf,), rated, ("p", "a"), ("p", "a"), (*TWELVE[:3], ESCAPE)),
    "somebody else at the keyboard": Case(
        (ChooseRater, RateOther), rated, ("p", "h"), ("p", "h"), ("Ines", "5", "Alex", "", "j", *map(str, MARA[1:]))
    ),
    "somebody asked before": Case(
        (ChooseRater, RateOther), with_a_profile, ("p", "h"), ("p", "h"), ("1", "", "", *map(str, MARA))
    ),
    "a rater deleted": Case((DeleteRater,), with_a_profile, ("p", "delete"), ("p", "D"), ("1",)),
    "a situation as a domain": Case((AddDomainFromItem,), with_a_profile, ("p", "1"), ("p", "1"), ("Joining", "")),
    "to a day": Case((GoToDate,), with_evidence, ("2", "z", "down", "d"), ("2", "d"), ("yesterday",)),
    "a second copy": Case((MergeConflictCopy,), rated, answers=("m",), damage=a_copy),
    "a damaged journal": Case((RecoverJournal,), rated, answers=("n",), damage=broken),
}


@pytest.mark.parametrize("name", CASES)
async def test_the_same_answers_leave_the_same_records(name: str, tmp_path: Path) -> None:
    case = CASES[name]
    screen = await on_the_screen(case, tmp_path / "screen")
    assert tuple(screen.flows) == case.asks
    lines = on_the_lines(case, tmp_path / "lines", screen.asked)
    assert lines.records == screen.records
    assert lines.files == screen.files
    for question, _ in screen.asked:
        assert flat(question.prompt) in lines.said
        assert all(flat(option.label) in lines.said for option in getattr(question, "options", ()))


def test_every_flow_there_is_stands_in_the_table() -> None:
    for module in pkgutil.iter_modules(efficacy_tui.flows.__path__, "efficacy_tui.flows."):
        importlib.import_module(module.name)
    there, left = set(), [Flow]
    while left:
        for kind in left.pop().__subclasses__():
            if kind.__module__.startswith("efficacy_tui.flows."):
                there.add(kind)
                left.append(kind)
    # On the lines a change is on the disk or it is refused, so that nothing can be left unsaved at the end.
    # What belongs where is asked by the shell alone before an import, and a setting is changed in place on the screen;
    # both have tests of their own.
    assert {kind for case in CASES.values() for kind in case.asks} == there - {QuitUnsaved, LabelMapping, EditSetting}


# -- wrong answers ---------------------------------------------------------------------------------

WRONG: dict[str, tuple[type[Question], Case, str]] = {
    "a rating without a number": (
        RatingQuestion,
        Case((DailyCheckIn,), challenged, ("c",), ("c",), ("", ESCAPE)),
        "Choose a number from 0 to 100.",
    ),
    "no words": (
        TextQuestion,
        Case((AddEvidence,), rated, ("e",), ("e",), ("m", "", ESCAPE)),
        "This needs a few words.",
    ),
    "a name that is taken": (
        TextQuestion,
        Case((AddDomain,), rated, ("d", "a"), ("d", "a"), ("speaking", ESCAPE)),
        "Speaking",
    ),
    "words nobody can see": (
        TextQuestion,
        Case((DesignChallenge,), rated, ("n",), ("n",), ("try harder", ESCAPE)),
        "“try” is hard to see from outside. What exactly will you do? Enter again keeps it as it is.",
    ),
    "no day": (
        DayQuestion,
        Case((AddEvidence,), rated, ("e",), ("e",), ("m", "Told it", "", "", "bananas", ESCAPE)),
        "“bananas” is not understood as a day. Write it like “fri”, “+10d”, “10 dec” or “2026-12-10”.",
    ),
    "a day to come": (
        DayQuestion,
        Case((AddEvidence,), rated, ("e",), ("e",), ("m", "Told it", "", "", "2026-11-30", ESCAPE)),
        "Mon 30 Nov: that day is still to come.",
    ),
    "a step without a day": (
        StepsQuestion,
        Case((DesignChallenge,), rated, ("n",), ("n",), (*DESIGN, "rehearse", ESCAPE)),
        "Line 1 has no day yet. End it with @ and a day, like “rehearse aloud @ fri”.",
    ),
    "no words of one’s own": (
        ChoiceQuestion,
        Case((ReappraisalSession,), rated, ("r",), ("r",), ("the talk", "", "80", "8", "4", " ", ESCAPE)),
        "Choose one: Heart beating fast,",
    ),
}


@pytest.mark.parametrize("name", WRONG)
async def test_a_wrong_answer_is_told_in_the_same_sentence(name: str, tmp_path: Path) -> None:
    kind, case, sentence = WRONG[name]
    screen = await on_the_screen(case, tmp_path / "screen")
    wrong, given = screen.asked[-2]
    assert isinstance(wrong, kind)
    assert screen.asked[-1][0].key == wrong.key, "it was asked again"
    assert sentence in flat(screen.said)
    lines = on_the_lines(case, tmp_path / "lines", screen.asked)
    assert sentence in lines.said
    after = lines.said.split(sentence, 1)[1]
    assert flat(wrong.prompt) in after or f"[{given}]" in after, "it was asked again"
    assert lines.records == screen.records


def test_a_wrong_answer_of_every_kind_is_tried() -> None:
    kinds = {kind for kind in Question.__subclasses__() if kind is not Card}
    assert {kind for kind, _, _ in WRONG.values()} == kinds


def test_the_items_are_twelve() -> None:
    assert len(TWELVE) == len(shipped_instrument().items)
