"""The flow that designs a challenge of up to two weeks, from a rung of the ladder; the record's odds come last."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, ClassVar

from efficacy_tui.flows.challenge_place import ChallengePlace
from efficacy_tui.flows.challenge_questions import (
    as_intention,
    done_when_question,
    due_question,
    partly_when_question,
    plan_questions,
    role_model_question,
    steps_question,
    title_question,
    vague_wording_advice,
)
from efficacy_tui.flows.command_table import BY_ID
from efficacy_tui.flows.dated_questions import DayQuestion
from efficacy_tui.flows.design_verdict import verdict_question
from efficacy_tui.flows.flow import Answers, Flow, FlowResult
from efficacy_tui.flows.ladder_choice import NEW, RUNG, StartingRung, rung_question, starting_rung, suggested_answer
from efficacy_tui.flows.ladder_examples import title_example
from efficacy_tui.flows.model_steps import model_step_text
from efficacy_tui.flows.placing import PlacementQuestion, placement_question
from efficacy_tui.flows.question_types import Card, ChoiceQuestion, Option, Question, RatingQuestion
from efficacy_tui.flows.shared_questions import five_point_rating
from efficacy_tui.insight.placing import Spot, difficulty_at
from efficacy_tui.journal.domain_stats import DomainStats, compute_domain_stats
from efficacy_tui.journal.journal import Journal
from efficacy_tui.journal.ladder import Ladder, build_ladder
from efficacy_tui.journal.next_reason import next_reason
from efficacy_tui.journal.recall import lessons_near
from efficacy_tui.model.locale_format import describe_day, short_date
from efficacy_tui.model.records import CHALLENGE_DAYS, Challenge, Domain, Step
from efficacy_tui.model.sentences import as_sentence, plan_words
from efficacy_tui.store.first_rungs import rung_title
from efficacy_tui.wording.ladder import FIRST_RUNG
from efficacy_tui.wording.recall import lesson_sentences

_REASKED_AFTER_VERDICT = {"title", "done_when", "due", "difficulty", "odds", "verdict"}
_SIZING_ADVICE = {
    "shrink": "Make it smaller: shorter, fewer people, or with help.",
    "raise": "Make it bigger: longer, before more people, or alone.",
}
_OTHER_RUNG_ADVICE = {
    "shrink": "An easier rung, or this one made smaller: shorter, fewer people, or with help.",
    "raise": "A harder rung, or this one made bigger: longer, before more people, or alone.",
}


def control_advice(rating: int) -> str | None:
    """Return advice on a challenge that mostly depends on others (control of 1 or 2 of 5)."""
    if rating > 2:
        return None
    return "Much of this depends on others. What part is yours to do? Enter again keeps it as it is."


MODEL_DAY = "watch_by"

_LATER_QUESTIONS = ("if_obstacle", "then_plan", "more")
"""The questions at which a challenge can begin already: its odds are given, and its size is kept.

At the steps the same key ends the list.
"""


class DesignChallenge(Flow):
    """Designs and starts a challenge, which locks its odds and difficulty; `after` is the closed one it follows.

    It starts from a rung of the domain's ladder: from `rung` (id) if that is given, and otherwise it asks. Only what is
    new on the ladder is placed there.
    """

    title = "New challenge"
    command = "design"
    place_commands: ClassVar[Mapping[str, str]] = {"ladder": "start-rung"}
    cleared_on_reask = ("odds", "verdict")
    saves_early = True
    save_hint = "ctrl+s begin now"
    save_words = "begins it now, without the rest, once its odds and its size are settled."

    def __init__(
        self, journal: Journal, domain: Domain, after: Challenge | None = None, rung: str | None = None
    ) -> None:
        super().__init__(journal)
        self.domain = domain
        self.after = after
        self.rung = rung
        self.today = journal.today()
        self.latest = self.today + dt.timedelta(days=CHALLENGE_DAYS)
        self._stats: DomainStats | None = None
        self._ladder: Ladder | None = None
        self._sizing_advice = ""
        self._last_answer = rung or self._drafted("rung")

    @property
    def draft_key(self) -> str:
        return f"challenge:{self.domain.id}"

    def given_answers(self) -> Mapping[str, str]:
        return {RUNG: self.rung} if self.rung else {}

    @property
    def stats(self) -> DomainStats:
        """The domain's statistics, computed once."""
        if self._stats is None:
            self._stats = compute_domain_stats(self.journal.contents, self.domain, self.today)
        return self._stats

    @property
    def ladder(self) -> Ladder:
        """The domain's ladder, built once."""
        if self._ladder is None:
            self._ladder = build_ladder(self.journal.contents, self.stats)
        return self._ladder

    def prepare(self) -> None:
        _ = self.ladder

    def saves_early_at(self, question: Question) -> bool:
        return question.key in _LATER_QUESTIONS

    def questions(self, answers: Answers) -> list[Question]:
        place = self._place(answers)
        first = rung_question(self.ladder, self._suggested_answer(), context=self._reason())
        return [
            *([first] if first else []),
            self._title_question(place, has_ladder=first is not None),
            done_when_question(self._former_criterion(place.start)),
            *self._placement_questions(place, answers),
            replace(due_question(self.today, self.latest), context=self._lessons_near(place)),
            RatingQuestion(
                key="odds",
                label="Your odds",
                prompt="How likely is it that you will succeed?",
                hint="Your own odds, before you hear what the record says. They stay as they are once you begin.",
                anchors=("no chance", "even", "certain"),
                unit=" %",
                fine_step=1,
                saves_at_once=False,
            ),
            *self._verdict_questions(place, answers),
            *plan_questions(answers),
            steps_question(self.today, answers.get("due") or self.latest),
            *self._further_questions(answers),
            Card(key="begin", prompt="This is what you begin", lines=self._summary(place, answers)),
        ]

    def after_answer(self, question: Question, answers: Answers) -> Iterable[str]:
        if question.key == RUNG:
            last_answer, self._last_answer = self._last_answer, answers[RUNG]
            # The words for another rung would not be those for this one.
            return ("title", "done_when", "difficulty") if last_answer not in ("", answers[RUNG]) else ()
        if question.key != "verdict" or answers["verdict"] == "keep":
            return ()
        verdict = answers["verdict"]
        if self._place(answers).start is None:
            self._sizing_advice = _SIZING_ADVICE[verdict]
            return [key for key in answers if key in _REASKED_AFTER_VERDICT]
        self._sizing_advice = _OTHER_RUNG_ADVICE[verdict]
        return [key for key in answers if key in _REASKED_AFTER_VERDICT or key == RUNG]

    def clears_text(self, key: str, answered: Question) -> bool:
        return answered.key == RUNG or super().clears_text(key, answered)

    def finish(self, answers: Answers) -> FlowResult:
        place = self._place(answers)
        easier, harder = place.neighbours()
        names = ("done_when", "partly_when", "if_obstacle", "then_plan", "role_model")
        fields: dict[str, Any] = {name: answers.get(name, "") for name in names}
        if "in_my_control" in answers:
            fields["in_my_control"] = answers["in_my_control"]
        self.journal.challenges.start(
            self.domain.id,
            place.rung_id,
            title=as_intention(answers["title"]),
            due=answers["due"],
            difficulty=place.difficulty,
            harder_than=easier if self.journal.challenges.get(easier or "") else None,
            easier_than=harder if self.journal.challenges.get(harder or "") else None,
            odds=answers["odds"],
            steps=self._steps(answers),
            **fields,
        )
        # A first ladder is offered to whoever began without one.
        offers = ("reappraise", "outcome", *(("ladder",) if self.ladder.is_empty and "ladder" in BY_ID else ()))
        return FlowResult("Your challenge has begun", offers=offers)

    # -- where it starts -------------------------------------------------------------------------

    def _drafted(self, key: str) -> str:
        """Return the text of an answer in the draft; empty without one."""
        draft = self.journal.settings.draft(self.draft_key) or {}
        texts = draft.get("typed")
        text = texts.get(key, "") if isinstance(texts, dict) else ""
        return text if isinstance(text, str) else ""

    def _suggested_answer(self) -> str:
        if self.rung and starting_rung(self.ladder, self.rung) is not None:
            return self.rung
        # A draft from before the ladder was asked about is of something new.
        return NEW if self._drafted("title") and not self._drafted(RUNG) else suggested_answer(self.ladder)

    def _place(self, answers: Answers) -> ChallengePlace:
        return ChallengePlace(self.journal, self.ladder, answers)

    # -- the questions ---------------------------------------------------------------------------

    def _reason(self) -> str:
        """Say why the suggested rung or place is suggested, or what to change about the challenge."""
        if self._sizing_advice:
            return self._sizing_advice
        if self.stats.odds_withheld:
            return self.stats.withheld_sentence
        return " ".join(filter(None, (next_reason(self.ladder, self.stats), self._target())))

    def _target(self) -> str:
        if self.stats.outcomes_missing or self.ladder.next_rung is not None:
            # The rung itself says where it lies.
            return ""
        if self.ladder.next_place is not None:
            return f"No rung fits: try something new at about {self.ladder.next_place.difficulty}."
        return f"Around difficulty {self.stats.recommendation.difficulty}."

    def _title_question(self, place: ChallengePlace, *, has_ladder: bool) -> Question:
        start = place.start
        if start is not None:
            default, context = start.row.title, ""
            if start.is_harder:
                context = "You have done this one. What makes it a bit harder now?"
            context = "\n".join(filter(None, (context, self._lessons(start.row.id, start.row.difficulty))))
        else:
            default = self.after.title.removeprefix("I will ") if self.after else ""
            context = self._sizing_advice
            if not has_ladder and not context:
                context = self._reason() if self.after else FIRST_RUNG

        def advise(title: str) -> str | None:
            return place.namesake_advice(title) or vague_wording_advice(title)

        example = title_example(self.domain.name, self.domain.task)
        return title_question(self.domain.name, default, context=context, placeholder=example, advise=advise)

    def _lessons_near(self, place: ChallengePlace) -> str:
        """Say what the last challenges near the place of what is new have taught."""
        return self._lessons(place.rung_id, place.difficulty) if place.start is None and place.is_known else ""

    def _lessons(self, rung: str | None, difficulty: int) -> str:
        """Say what the last challenges on a rung (id), or near a difficulty (0–100), have taught."""
        rows = self.journal.contents.challenges.values()
        return "\n".join(lesson_sentences(lessons_near(rows, self.domain.id, rung, difficulty)))

    def _former_criterion(self, start: StartingRung | None) -> str:
        """Return how the challenge before this one was known to be done."""
        if start is not None:
            return start.row.challenge.done_when if start.row.challenge else ""
        return self.after.done_when if self.after else ""

    def _placement_questions(self, place: ChallengePlace, answers: Answers) -> list[PlacementQuestion]:
        """Ask for the difficulty of what is new on the ladder."""
        if place.existing_rung is not None:
            return []
        start = place.start
        question = placement_question("difficulty", self.ladder.rungs, rung_title(answers.get("title", "")))
        if start is not None:
            references = question.references
            not_harder = sum(reference <= start.row.difficulty for reference in references)
            begin = difficulty_at(references, Spot(not_harder, -1))
        elif self.stats.outcomes_missing or self.stats.odds_withheld:
            return [question]
        else:
            next_place = self.ladder.next_place
            begin = next_place.difficulty if next_place is not None else self.stats.recommendation.difficulty
        return [replace(question, start=begin, default=str(begin))]

    def _verdict_questions(self, place: ChallengePlace, answers: Answers) -> list[ChoiceQuestion]:
        """Compare the person's odds with the record's; empty until both the odds and the difficulty are given."""
        if "odds" not in answers or not place.is_known:
            return []
        return [verdict_question(self.stats, answers["odds"], place.difficulty)]

    def _further_questions(self, answers: Answers) -> list[Question]:
        """Offer the questions that most challenges do without."""
        more = ChoiceQuestion(
            key="more",
            prompt="Anything else to settle before you begin?",
            hint="What counts as partly done, how much is in your own hands, and who does this already.",
            default="no",
            # A script may answer them, as it could when all of them were asked.
            script_default="yes",
            options=(
                Option(value="no", key="n", label="No, that is enough"),
                Option(value="yes", key="y", label="Yes, three more questions"),
            ),
        )
        if answers.get("more") != "yes":
            return [more]
        control = five_point_rating(
            "in_my_control",
            "How much of it is in your own hands?",
            ("hardly any", "half", "all of it"),
            label="In my hands",
            advise=control_advice,
        )
        further = [more, partly_when_question(), replace(control, script_default="3"), role_model_question()]
        return [*further, self._model_day_question(answers)] if answers.get("role_model") else further

    def _model_day_question(self, answers: Answers) -> Question:
        """Offer to watch or ask the model, as a step with a day."""
        latest = answers.get("due") or self.latest
        return DayQuestion(
            key=MODEL_DAY,
            label="Watch or ask",
            prompt=f"{model_step_text(answers['role_model'])}: by when?",
            hint="It becomes a step. (enter skips)",
            optional=True,
            today=self.today,
            earliest=self.today,
            latest=latest,
            too_early="that day is past.",
            too_late=f"that is after the challenge, which is due {short_date(latest, self.today)}.",
        )

    def _steps(self, answers: Answers) -> tuple[Step, ...]:
        """Return the steps by day, with that of watching or asking the model."""
        day = answers.get(MODEL_DAY)
        model_steps = [Step(text=model_step_text(answers["role_model"]), day=day)] if day is not None else []
        return tuple(sorted([*answers["steps"], *model_steps], key=lambda step: step.day))

    def _summary(self, place: ChallengePlace, answers: Answers) -> tuple[str, ...]:
        """Summarise the challenge before it starts; empty until everything is answered."""
        if "steps" not in answers:
            return ()
        difficulty = place.difficulty
        steps = "; ".join(f"{step.text} ({describe_day(step.day, self.today)})" for step in self._steps(answers))
        plan = plan_words(answers["if_obstacle"] or "", answers.get("then_plan") or "")
        lines = (
            as_sentence(as_intention(answers["title"])),
            f"Done when: {answers['done_when']}",
            f"By {short_date(answers['due'], self.today)}, difficulty {difficulty}, your odds {answers['odds']} %.",
            as_sentence(plan) if plan else "",
            f"Steps: {steps}" if steps else "",
            "Difficulty and odds then stay as they are; the rest can be changed.",
        )
        return tuple(line for line in lines if line)
