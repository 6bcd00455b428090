"""The flow that designs a challenge of up to two weeks: the person states their odds before seeing their record's."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any

from efficacy_tui.flows.flow import Answers, Flow, FlowResult
from efficacy_tui.flows.placing import MAX_COMPARISONS, difficulty_of_place, pick_comparisons, place_options
from efficacy_tui.flows.question_types import (
    Card,
    ChoiceQuestion,
    DayQuestion,
    Option,
    Question,
    RatingQuestion,
    StepsQuestion,
    TextQuestion,
)
from efficacy_tui.flows.shared_questions import five_point_rating
from efficacy_tui.insight.next_difficulty import advise, advise_by_own_odds, band_of, stretch_beside
from efficacy_tui.journal.domain_stats import DomainStats, compute_domain_stats
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model import locale_format
from efficacy_tui.model.locale_format import describe_day, short_date
from efficacy_tui.model.records import CHALLENGE_DAYS, Challenge, Domain

__all__ = ["MAX_COMPARISONS", "DesignChallenge", "as_intention", "control_advice", "vague_wording_advice"]

_VAGUE_WORDS = re.compile(r"\b(try|trying|improve|better|more confident|do my best)\b", re.IGNORECASE)
_REASKED_AFTER_VERDICT = {
    *("title", "done_when", "partly_when", "due", "place", "difficulty", "in_my_control", "odds", "verdict"),
}
_SIZING_ADVICE = {
    "shrink": "Make it smaller: shorter, fewer people, or with help.",
    "raise": "Make it bigger: longer, before more people, or alone.",
}
_WITH_ARTICLE = {"small win": "a small win", "stretch": "a stretch", "reach": "a reach", "long shot": "a long shot"}


def vague_wording_advice(title: str) -> str | None:
    """Return advice on a word for something nobody could observe; `None` when there is none."""
    match = _VAGUE_WORDS.search(title)
    if match is None:
        return None
    return f"“{match.group()}” is hard to see from outside. What exactly will you do? Enter again keeps it as it is."


def as_intention(title: str) -> str:
    """Turn a title into a sentence of intent: “I will …”."""
    if re.match(r"i( will|[’'](ll|m)| am)\b", title, re.IGNORECASE):
        return title
    first, rest = title[:1], title[1:]
    return f"I will {first.lower() + rest if rest[:1].islower() else title}"


def control_advice(rating: int) -> str | None:
    """Return advice on a challenge that mostly depends on others (control of 1 or 2 of 5)."""
    if rating > 2:
        return None
    return "Much of this depends on others. What part is yours to do? Enter again keeps it as it is."


class DesignChallenge(Flow):
    """Designs and starts a challenge, which locks its odds and difficulty; `after` is the closed one it follows."""

    title = "New challenge"
    command = "design"
    cleared_on_reask = ("odds", "verdict")

    def __init__(
        self, journal: Journal, domain: Domain, after: Challenge | None = None, rung: str | None = None
    ) -> None:
        super().__init__(journal)
        self.rung = rung
        self.domain = domain
        self.after = after
        self.today = journal.today()
        self.latest = self.today + dt.timedelta(days=CHALLENGE_DAYS)
        self._stats: DomainStats | None = None
        self.comparisons = pick_comparisons(journal, domain)
        self._sizing_advice = ""

    @property
    def draft_key(self) -> str:
        return f"challenge:{self.domain.id}"

    @property
    def stats(self) -> DomainStats:
        """The domain's statistics, computed once."""
        if self._stats is None:
            self._stats = compute_domain_stats(self.journal.contents, self.domain, self.today)
        return self._stats

    def prepare(self) -> None:
        _ = self.stats

    def questions(self, answers: Answers) -> list[Question]:
        return [
            TextQuestion(
                key="title",
                label="I will",
                context=self._reason(),
                prompt=f"{self.domain.name}: what will you do? I will …",
                hint="One thing you can be seen doing, within two weeks.",
                placeholder="give the ten-minute talk without reading from notes",
                default=self.after.title.removeprefix("I will ") if self.after else "",
                lines=2,
                advise=vague_wording_advice,
            ),
            TextQuestion(
                key="done_when",
                label="Done when",
                prompt="How will you know that it is done?",
                hint="Something another person could see or count.",
                default=self.after.done_when if self.after else "",
                lines=2,
                advise=vague_wording_advice,
            ),
            TextQuestion(
                key="partly_when",
                label="Partly when",
                prompt="And what would count as partly done?",
                hint="enter leaves it open",
                optional=True,
            ),
            DayQuestion(
                key="due",
                label="By",
                prompt="By when?",
                hint=f"fri, +10d, {locale_format.example_date(4, 'dec')}",
                default=f"+{CHALLENGE_DAYS}d",
                today=self.today,
                earliest=self.today,
                latest=self.latest,
                too_early="that day is past.",
                too_late=f"a challenge is due within {CHALLENGE_DAYS} days, by {short_date(self.latest, self.today)}. "
                "Make it smaller, or take its first part.",
            ),
            self._difficulty_question(),
            five_point_rating(
                "in_my_control",
                "How much of it is in your own hands?",
                ("hardly any", "half", "all of it"),
                label="In my hands",
                advise=control_advice,
            ),
            RatingQuestion(
                key="odds",
                label="Your odds",
                prompt="How likely is it that you will succeed?",
                hint="Your own odds, before you hear what the record says. They stay as they are once you begin.",
                anchors=("surely not", "even", "surely"),
                unit=" %",
                fine_step=1,
                saves_at_once=False,
            ),
            *self._verdict_questions(answers),
            TextQuestion(
                key="if_obstacle",
                label="If",
                prompt="What is most likely to get in the way?",
                hint="If …   (enter leaves it open)",
                optional=True,
            ),
            *(
                [TextQuestion(key="then_plan", label="Then", prompt="Then what will you do?", hint="Then I will …")]
                if answers.get("if_obstacle")
                else []
            ),
            TextQuestion(
                key="role_model",
                label="Like",
                prompt="Who, one stage ahead of you, does this already?",
                hint="Watching them is evidence too. (enter leaves it open)",
                optional=True,
            ),
            self._steps_question(answers),
            Card(key="begin", prompt="This is what you begin", lines=self._summary(answers)),
        ]

    def after_answer(self, question: Question, answers: Answers) -> Iterable[str]:
        if question.key == "verdict" and answers["verdict"] != "keep":
            self._sizing_advice = _SIZING_ADVICE[answers["verdict"]]
            return [key for key in answers if key in _REASKED_AFTER_VERDICT]
        return ()

    def finish(self, answers: Answers) -> FlowResult:
        difficulty, harder_than, easier_than = self._placement(answers)
        fields: dict[str, Any] = {
            name: answers.get(name, "")
            for name in ("done_when", "partly_when", "if_obstacle", "then_plan", "role_model")
        }
        self.journal.challenges.start(
            self.domain.id,
            title=as_intention(answers["title"]),
            due=answers["due"],
            difficulty=difficulty,
            harder_than=harder_than if self.journal.challenges.get(harder_than or "") else None,
            easier_than=easier_than if self.journal.challenges.get(easier_than or "") else None,
            odds=answers["odds"],
            in_my_control=answers["in_my_control"],
            steps=answers["steps"],
            **fields,
        )
        return FlowResult("Your challenge has begun", offers=("reappraise", "outcome"))

    # -- the questions ---------------------------------------------------------------------------

    def _reason(self) -> str:
        if self._sizing_advice:
            return self._sizing_advice
        if self.after is None:
            return ""
        if self.stats.odds_withheld:
            return self.stats.withheld_sentence
        return f"{self.stats.recommendation.reason} {self._target()}".strip()

    def _target(self) -> str:
        if self.stats.outcomes_missing:
            return ""
        return f"Around difficulty {self.stats.recommendation.difficulty}."

    def _difficulty_question(self) -> Question:
        if not self.comparisons:
            return RatingQuestion(
                key="difficulty",
                label="Difficulty",
                prompt="How hard is it for you?",
                hint="Your own scale. Later ones go between those done.",
                anchors=("easy", "middling", "hardest I know"),
            )
        return ChoiceQuestion(
            key="place",
            label="Difficulty",
            prompt="Where does it stand among those you have done?",
            options=place_options(self.comparisons),
        )

    def _placement(self, answers: Answers) -> tuple[int, str | None, str | None]:
        """Return the difficulty (0–100), and the ids of the next easier and next harder challenge."""
        if not self.comparisons:
            return answers["difficulty"], None, None
        return difficulty_of_place(self.comparisons, answers["place"])

    def _verdict_questions(self, answers: Answers) -> list[Question]:
        """Compare the person's odds with the record's; empty until both the odds and the difficulty are given."""
        if "odds" not in answers or not ("difficulty" in answers or "place" in answers):
            return []
        difficulty, _, _ = self._placement(answers)
        own_odds, record_odds = answers["odds"] / 100, self.stats.odds(difficulty)
        recommendation = self.stats.recommendation
        hints = {"keep": "go on with it as it is", "shrink": "shorter, or with help", "raise": "longer, or alone"}
        if record_odds is None:
            advice = advise_by_own_odds(own_odds, self.stats.estimate.n_outcomes)
            context = self._own_odds_context(own_odds, advice)
        else:
            # Judge the odds as printed, so that the words never contradict the figures beside them.
            percent = round(record_odds * 100)
            band = band_of(percent / 100)
            advice = advise(percent / 100, difficulty, recommendation.difficulty)
            context = f"You say {answers['odds']} %. Your record says about {percent} %: {_WITH_ARTICLE[band]}."
            if stretch := stretch_beside(recommendation, difficulty, band):
                context += f" For you, {stretch[0]} to {stretch[1]} is a stretch; this one is at {difficulty}."
            hints["keep"] = f"at {difficulty}, where your record says {percent} %"
            # Each points only to its own side of what is proposed.
            side = "shrink" if recommendation.difficulty < difficulty else "raise"
            if recommendation.difficulty != difficulty:
                suggested = f"about {recommendation.difficulty}, where it says {round(recommendation.odds * 100)} %"
                hints[side] += f"; {suggested}"
        label = {"keep": "Keep", "shrink": "Shrink", "raise": "Raise"}
        advised_first = sorted(("keep", "shrink", "raise"), key=lambda value: value != advice)
        return [
            ChoiceQuestion(
                key="verdict",
                label="Verdict",
                context=context,
                prompt="Keep it, shrink it, or raise it?",
                default=advice,
                script_default="keep",
                options=tuple(
                    Option(value=value, key=value[0], label=label[value], hint=hints[value]) for value in advised_first
                ),
            )
        ]

    def _own_odds_context(self, own_odds: float, advice: str) -> str:
        """Explain the verdict by the person's own odds, while the record gives none."""
        if self.stats.odds_withheld:
            return f"{self.stats.withheld_sentence} So your own odds decide."
        missing = self.stats.outcomes_missing
        context = (
            f"By your own odds this is {_WITH_ARTICLE[band_of(own_odds)]}. The record cannot say yet: "
            f"{missing} more outcome{'s' if missing > 1 else ''}."
        )
        is_early = self.stats.estimate.n_outcomes < 2 and advice == "shrink"
        return f"{context} For your first two, start smaller: an early success helps most." if is_early else context

    def _summary(self, answers: Answers) -> tuple[str, ...]:
        """Summarise the challenge before it starts; empty until everything is answered."""
        if "steps" not in answers:
            return ()
        difficulty, _, _ = self._placement(answers)
        steps = "; ".join(f"{step.text} ({describe_day(step.day, self.today)})" for step in answers["steps"])
        plan = f"If {answers['if_obstacle']}, then {answers.get('then_plan', '')}." if answers["if_obstacle"] else ""
        lines = (
            f"{as_intention(answers['title'])}.",
            f"Done when: {answers['done_when']}",
            f"By {short_date(answers['due'], self.today)}, difficulty {difficulty}, your odds {answers['odds']} %.",
            plan,
            f"Steps: {steps}" if steps else "",
            "Difficulty and odds then stay as they are; the rest can be changed.",
        )
        return tuple(line for line in lines if line)

    def _steps_question(self, answers: Answers) -> StepsQuestion:
        latest = answers.get("due") or self.latest
        example_day = self.today + dt.timedelta(days=min((latest - self.today).days, 3))
        return StepsQuestion(
            key="steps",
            label="Steps",
            prompt="Two to five steps on the way, each with its day.",
            hint=f"One a line, like “rehearse aloud @ {locale_format.weekday(example_day)[:3].lower()}”. "
            "An empty line ends them; none is fine.",
            optional=True,
            today=self.today,
            earliest=self.today,
            latest=latest,
        )
