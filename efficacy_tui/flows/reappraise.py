"""The reappraisal session: under three minutes, just before a performance. Partial answers are saved too."""

from __future__ import annotations

import datetime as dt
from typing import Any

from efficacy_tui.content.words import join_sentences
from efficacy_tui.flows.dated_questions import DayQuestion
from efficacy_tui.flows.flow import Answers, Flow, FlowResult
from efficacy_tui.flows.outcome import note_from_title
from efficacy_tui.flows.question_types import Card, ChoiceQuestion, Option, Question, RatingQuestion, TextQuestion
from efficacy_tui.flows.shared_questions import five_point_rating, number_key
from efficacy_tui.journal.best_evidence import recall_evidence
from efficacy_tui.journal.journal import Journal
from efficacy_tui.journal.word_language import word_language
from efficacy_tui.journal.word_pages import words_in_force
from efficacy_tui.model.records import CHALLENGE_DAYS, Appraisal, Domain, FollowUpAnswers, Reappraisal
from efficacy_tui.model.sentences import plan_words
from efficacy_tui.wording.recall import evidence_line

MAX_STATEMENTS = 7

MAX_EVIDENCE = 5
"""Pieces of evidence that are read back: what fits a small terminal with two rows each."""

ESCAPE_BEFORE_ANSWERS = "esc cancels"
"""What escape does before the first rating: nothing is saved then."""

_DEEDS = ("succeeded", "partly", "mastery", "session")
"""The kinds of evidence that are the person's own doing."""


class ReappraisalSession(Flow):
    """Asks for ratings, sensation, statement and plan, shows a new reading and past evidence, and rates again."""

    title = "Reappraisal"
    command = "reappraise"
    seconds_per_question = 9
    escape_hint = "esc ends and saves it"

    def __init__(self, journal: Journal, domain: Domain) -> None:
        super().__init__(journal)
        self.domain = domain
        self.challenge = journal.challenges.active(domain.id)
        self.started = journal.now()
        self.today = journal.today()
        self.evidence = recall_evidence(journal.contents, domain.id, self.challenge, MAX_EVIDENCE)
        self.words, self.words_note = words_in_force("reappraisal", word_language(journal.contents))

    def questions(self, answers: Answers) -> list[Question]:
        plan = self.challenge.then_plan if self.challenge else ""
        obstacle = self.challenge.if_obstacle if self.challenge else ""
        return [
            TextQuestion(
                key="event",
                label="Before",
                context=join_sentences(filter(None, (*self.words["safety"], self.words_note))),
                prompt="What are you about to do?",
                lines=2,
                default=note_from_title(self.challenge.title) if self.challenge else "",
            ),
            DayQuestion(
                key="day",
                label="When",
                prompt="When is it?",
                hint="today, tomorrow, fri",
                default="today",
                today=self.today,
                earliest=self.today,
                latest=self.today + dt.timedelta(days=CHALLENGE_DAYS * 2),
                too_early="that is past; a session is for what is still to come.",
                too_late="that is a long way off; a session helps most shortly before.",
            ),
            *_appraisal_questions("before", "Right now, how"),
            ChoiceQuestion(
                key="sensation",
                label="Feeling",
                prompt="What do you notice most in your body?",
                free_text_label="something else, in your own words",
                options=tuple(
                    Option(value=text, key=number_key(i), label=text) for i, text in enumerate(self.words["sensations"])
                ),
            ),
            Card(key="reading", prompt="Another way to read it", lines=tuple(self.words["reading"]), uncut=True),
            ChoiceQuestion(
                key="statement",
                label="Statement",
                prompt="Choose or write a sentence. Then say it aloud.",
                free_text_label="your own sentence",
                options=self._statement_options(),
            ),
            Card(key="aloud", prompt=f"“{answers.get('statement', '')}”", lines=("Say it aloud once more, slowly.",)),
            Card(key="evidence", prompt=self._evidence_heading(), lines=self._evidence_lines()),
            TextQuestion(
                key="plan",
                label="Plan",
                prompt="One plan: if something gets in the way, then what?",
                default=plan_words(obstacle, plan) if plan else "",
                hint="If …, then I will …   (enter skips)",
                optional=True,
                lines=2,
            ),
            *_appraisal_questions("after", "And now, how"),
        ]

    def finish(self, answers: Answers) -> FlowResult:
        session = self._record(answers, stopped_at=None)
        before, after = session.before, session.after
        if before and after and after.balance > before.balance:
            return FlowResult("You rate yourself better equipped for it than before. Go well.")
        return FlowResult("Session saved. Go well.")

    def escape_hint_after(self, answers: Answers) -> str:
        return self.escape_hint if _is_worth_saving(answers) else ESCAPE_BEFORE_ANSWERS

    def leave(self, answers: Answers, question: Question | None) -> str:
        if not _is_worth_saving(answers):
            return ""
        self._record(answers, stopped_at=question.key if question else None)
        return "Your answers are saved"

    def _record(self, answers: Answers, stopped_at: str | None) -> Reappraisal:
        evidence_shown = "evidence" in answers
        return self.journal.reappraisals.record(
            self.domain.id,
            self.started,
            challenge=self.challenge.id if self.challenge else None,
            event=answers.get("event", ""),
            day=answers.get("day", self.today),
            before=_read_appraisal("before", answers),
            after=_read_appraisal("after", answers),
            sensation=answers.get("sensation") or "",
            statement=answers.get("statement") or "",
            evidence=tuple(row.entry for row in self.evidence if row.entry) if evidence_shown else (),
            plan=answers.get("plan") or "",
            seconds=max(round((self.journal.now() - self.started).total_seconds()), 0),
            stopped_at=stopped_at,
        )

    def _statement_options(self) -> tuple[Option, ...]:
        """Offer the person's statements and ours, each with how it went after it where that is known."""
        statements = self.journal.reappraisals.statements(self.words["statements"], MAX_STATEMENTS)
        return tuple(
            Option(
                value=record.text,
                key=number_key(i),
                label=f"“{record.text}”",
                hint=_describe_times(record.well, record.n),
            )
            for i, record in enumerate(statements)
        )

    def _evidence_heading(self) -> str:
        """Say what the person is about to read: their own deeds, or only what others showed and told them."""
        has_deed = any(row.kind in _DEEDS for row in self.evidence)
        return "What you have already managed" if has_deed else "Your evidence"

    def _evidence_lines(self) -> tuple[str, ...]:
        if not self.evidence:
            return ("There is nothing here yet. What you do now can be the first entry.",)
        return tuple(map(evidence_line, self.evidence))


class FollowUp(Flow):
    """Asks after the event how it went, and how much the session helped."""

    title = "Afterwards"
    escape_hint = "esc later"

    def __init__(self, journal: Journal, session: Reappraisal) -> None:
        super().__init__(journal)
        self.session = session

    def questions(self, answers: Answers) -> list[Question]:
        questions: list[Question] = [
            ChoiceQuestion(
                key="outcome",
                label="It went",
                context=self.session.event,
                prompt="You prepared for this. How did it go?",
                options=(
                    Option(value="well", key="w", label="Well"),
                    Option(value="mixed", key="m", label="Mixed"),
                    Option(value="badly", key="b", label="Badly"),
                    Option(value="did not happen", key="d", label="It did not happen"),
                    Option(value="not told", key="k", label="I’d rather not say"),
                ),
            )
        ]
        if answers.get("outcome") not in ("did not happen", "not told"):
            questions.append(
                five_point_rating(
                    "helped",
                    "How much did the session help?",
                    ("not at all", "somewhat", "very much"),
                    label="Helped",
                    optional=True,
                    hint="enter skips",
                )
            )
        return questions

    def finish(self, answers: Answers) -> FlowResult:
        afterwards = FollowUpAnswers(outcome=answers["outcome"], helped=answers.get("helped"))
        self.journal.reappraisals.follow_up(self.session.id, afterwards)
        return FlowResult("Saved", offers=("evidence",) if answers["outcome"] in ("well", "mixed") else ())


def _appraisal_questions(when: str, lead_in: str) -> list[Question]:
    """Build the ratings of activation, demands and resources; `when` is "before" or "after"."""
    return [
        RatingQuestion(
            key=f"{when}_arousal",
            label="Activation",
            prompt=f"{lead_in} activated are you?",
            anchors=("calm", "awake", "full power"),
        ),
        RatingQuestion(
            key=f"{when}_demands",
            label="Demands",
            prompt=f"{lead_in} demanding does it feel?",
            low=0,
            high=10,
            step=1,
            fine_step=1,
            anchors=("not at all", "somewhat", "extremely"),
        ),
        RatingQuestion(
            key=f"{when}_resources",
            label="Resources",
            prompt=f"{lead_in} well equipped for it do you feel?",
            low=0,
            high=10,
            step=1,
            fine_step=1,
            anchors=("not at all", "somewhat", "fully"),
        ),
    ]


def _is_worth_saving(answers: Answers) -> bool:
    """Whether a session that is left now is saved: what it is for and when are no answers yet."""
    return any(key not in ("event", "day") for key in answers)


def _describe_times(well: int, times: int) -> str:
    """Say how often it went well after a sentence; of a single time only that it did."""
    if times <= 1:
        return "went well once" if well else ""
    return f"went well {well} of {times} times"


def _read_appraisal(when: str, answers: Answers) -> Appraisal | None:
    values: dict[str, Any] = {name: answers.get(f"{when}_{name}") for name in ("arousal", "demands", "resources")}
    return Appraisal(**values) if all(value is not None for value in values.values()) else None
