"""Challenge design: the most challenging achievable thing of the next two weeks, with the person's own odds first."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any

from efficacy_tui.flows.flow import Answers, Flow, FlowResult
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
from efficacy_tui.flows.shared_questions import five_point_rating, number_key
from efficacy_tui.insight.next_difficulty import band_of
from efficacy_tui.journal.domain_stats import DomainStats, domain_stats
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model import locale_format
from efficacy_tui.model.locale_format import describe_day, short_date
from efficacy_tui.model.records import CHALLENGE_DAYS, Challenge, Domain

PLACES = 6
"""Past challenges a new one is placed among, at most."""

_VAGUE = re.compile(r"\b(try|trying|improve|better|more confident|do my best)\b", re.IGNORECASE)
_ASKED_AGAIN = {
    "title",
    "done_when",
    "partly_when",
    "due",
    "place",
    "difficulty",
    "in_my_control",
    "odds",
    "verdict",
}
_SIZING = {
    "shrink": "Make it smaller: shorter, fewer people, or with help.",
    "raise": "Make it bigger: longer, before more people, or alone.",
}
_ARTICLE = {"small win": "a small win", "stretch": "a stretch", "reach": "a reach", "long shot": "a long shot"}


def vague(title: str) -> str | None:
    """Advice on words that nobody could observe."""
    found = _VAGUE.search(title)
    if found is None:
        return None
    return f"“{found.group()}” is hard to see from outside. What exactly will you do? Enter again keeps it as it is."


def as_intention(title: str) -> str:
    """A title as a sentence of intent: “I will …”."""
    if re.match(r"i( will|[’'](ll|m)| am)\b", title, re.IGNORECASE):
        return title
    first, rest = title[:1], title[1:]
    return f"I will {first.lower() + rest if rest[:1].islower() else title}"


def out_of_hand(rating: int) -> str | None:
    """Advice on a challenge that mostly depends on others."""
    if rating > 2:
        return None
    return "Much of this depends on others. What part is yours to do? Enter again keeps it as it is."


class DesignChallenge(Flow):
    """Ends by starting the challenge: its odds and difficulty are then locked."""

    title = "New challenge"
    command = "design"
    cleared_on_reask = ("odds", "verdict")

    def __init__(self, journal: Journal, domain: Domain, after: Challenge | None = None) -> None:
        super().__init__(journal)
        self.domain = domain
        self.after = after
        self.today = journal.today()
        self.latest = self.today + dt.timedelta(days=CHALLENGE_DAYS)
        self._standing: DomainStats | None = None
        self.places = _places(journal, domain)
        self.sizing = ""

    @property
    def draft_key(self) -> str:
        return f"challenge:{self.domain.id}"

    @property
    def stats(self) -> DomainStats:
        """Where the domain stands now, worked out once."""
        if self._standing is None:
            self._standing = domain_stats(self.journal.contents, self.domain, self.today)
        return self._standing

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
                advise=vague,
            ),
            TextQuestion(
                key="done_when",
                label="Done when",
                prompt="How will you know that it is done?",
                hint="Something another person could see or count.",
                default=self.after.done_when if self.after else "",
                lines=2,
                advise=vague,
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
            self._difficulty(),
            five_point_rating(
                "in_my_control",
                "How much of it is in your own hands?",
                ("hardly any", "half", "all of it"),
                label="In my hands",
                advise=out_of_hand,
            ),
            RatingQuestion(
                key="odds",
                label="Your odds",
                prompt="How likely is it that you will succeed?",
                hint="Your own odds, before you hear what the record says. They stay as they are once you begin.",
                anchors=("surely not", "even", "surely"),
                unit=" %",
                fine=1,
                saves_at_once=False,
            ),
            *self._verdict(answers),
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
            self._steps(answers),
            Card(key="begin", prompt="This is what you begin", lines=self._read_back(answers)),
        ]

    def after_answer(self, question: Question, answers: Answers) -> Iterable[str]:
        if question.key == "verdict" and answers["verdict"] != "keep":
            self.sizing = _SIZING[answers["verdict"]]
            return [key for key in answers if key in _ASKED_AGAIN]
        return ()

    def finish(self, answers: Answers) -> FlowResult:
        difficulty, harder_than, easier_than = self._placed(answers)
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

    # -- its questions ---------------------------------------------------------------------------

    def _reason(self) -> str:
        if self.sizing:
            return self.sizing
        if self.after is None:
            return ""
        return f"{self.stats.recommendation.reason} {self._aim()}".strip()

    def _aim(self) -> str:
        if self.stats.outcomes_missing:
            return ""
        return f"Around difficulty {round(self.stats.recommendation.difficulty)}."

    def _difficulty(self) -> Question:
        if not self.places:
            return RatingQuestion(
                key="difficulty",
                label="Difficulty",
                prompt="How hard is it for you?",
                hint="Your own scale. Later ones go between those done.",
                anchors=("easy", "middling", "hardest I know"),
            )
        options = []
        hardest_first = list(reversed(self.places))
        for index in range(len(hardest_first) + 1):
            above = hardest_first[index - 1] if index else None
            below = hardest_first[index] if index < len(hardest_first) else None
            if above is None:
                label = f"Harder than “{_short(below)}”"
            elif below is None:
                label = f"Easier than “{_short(above)}”"
            else:
                label = f"Between “{_short(below, 20)}” and “{_short(above, 20)}”"
            value = f"{below.id if below else ''}:{above.id if above else ''}"
            options.append(Option(value=value, key=number_key(index), label=label))
        return ChoiceQuestion(
            key="place",
            label="Difficulty",
            prompt="Where does it stand among those you have done?",
            options=tuple(options),
        )

    def _placed(self, answers: Answers) -> tuple[int, str | None, str | None]:
        """The difficulty (0–100), and the two challenges it lies between."""
        if not self.places:
            return answers["difficulty"], None, None
        below_id, _, above_id = answers["place"].partition(":")
        locale_format = {row.id: row for row in self.places}
        below, above = locale_format.get(below_id), locale_format.get(above_id)
        if below and above:
            return round((below.difficulty + above.difficulty) / 2), below.id, above.id
        if below:
            return min(below.difficulty + 10, 100), below.id, None
        assert above is not None
        return max(above.difficulty - 10, 0), None, above.id

    def _verdict(self, answers: Answers) -> list[Question]:
        if "odds" not in answers or not ("difficulty" in answers or "place" in answers):
            return []
        difficulty, _, _ = self._placed(answers)
        record = self.stats.odds(difficulty)
        own = answers["odds"] / 100
        rung = self.stats.recommendation
        if record is None:
            missing = self.stats.outcomes_missing
            above = (
                f"By your own odds this is {_ARTICLE[band_of(own)]}. The record cannot say yet: "
                f"{missing} more outcome{'s' if missing > 1 else ''}."
            )
            band = band_of(own)
            if len(self.places) < 2 and band not in ("small win", "stretch"):
                above += " For the first two, a smaller one teaches most."
        else:
            band = band_of(record)
            above = (
                f"You say {answers['odds']} %. Your record says about {round(record * 100)} %: {_ARTICLE[band]}. "
                f"A stretch lies between {round(rung.easy)} and {round(rung.hard)}; this stands at {difficulty}."
            )
        advice = {"small win": "raise", "stretch": "keep", "reach": "keep", "long shot": "shrink"}[band]
        if record is None and len(self.places) < 2:
            advice = "keep" if band in ("small win", "stretch") else "shrink"
        hints = {
            "keep": "go on with it as it is",
            "shrink": "shorter, or with help",
            "raise": "longer, or alone",
        }
        if record is not None:
            hints["keep"] = f"at {difficulty}, where your record says {round(record * 100)} %"
            hints["shrink"] += f"; near {round(rung.easy)}, for 80 %"
            hints["raise"] += f"; near {round(rung.hard)}, for 60 %"
        label = {"keep": "Keep", "shrink": "Shrink", "raise": "Raise"}
        order = sorted(("keep", "shrink", "raise"), key=lambda value: value != advice)
        return [
            ChoiceQuestion(
                key="verdict",
                label="Verdict",
                context=above,
                prompt="Keep it, shrink it, or raise it?",
                default=advice,
                options=tuple(
                    Option(value=value, key=value[0], label=label[value], hint=hints[value]) for value in order
                ),
            )
        ]

    def _read_back(self, answers: Answers) -> tuple[str, ...]:
        """Everything that will stand, before it does."""
        if "steps" not in answers:
            return ()
        difficulty, _, _ = self._placed(answers)
        steps = "; ".join(f"{step.text} ({describe_day(step.day, self.today)})" for step in answers["steps"])
        plan = f"If {answers['if_obstacle']}, then {answers.get('then_plan', '')}." if answers["if_obstacle"] else ""
        told = (
            f"{as_intention(answers['title'])}.",
            f"Done when: {answers['done_when']}",
            f"By {short_date(answers['due'], self.today)}, difficulty {difficulty}, your odds {answers['odds']} %.",
            plan,
            f"Steps: {steps}" if steps else "",
            "Difficulty and odds then stay as they are; the rest can be changed.",
        )
        return tuple(line for line in told if line)

    def _steps(self, answers: Answers) -> StepsQuestion:
        latest = answers.get("due") or self.latest
        example = self.today + dt.timedelta(days=min((latest - self.today).days, 3))
        return StepsQuestion(
            key="steps",
            label="Steps",
            prompt="Two to five steps on the way, each with its day.",
            hint=f"One a line, like “rehearse aloud @ {locale_format.weekday(example)[:3].lower()}”. "
            "An empty line ends them; none is fine.",
            optional=True,
            today=self.today,
            earliest=self.today,
            latest=latest,
        )


def _places(journal: Journal, domain: Domain) -> list[Challenge]:
    """Past challenges to place a new one among, easiest first: recent ones, spread over the difficulties."""
    recent = journal.challenges.closed(domain.id)[-24:]
    distinct = {row.difficulty: row for row in recent}
    rows = [distinct[difficulty] for difficulty in sorted(distinct)]
    if len(rows) <= PLACES:
        return rows
    picked = {round(i * (len(rows) - 1) / (PLACES - 1)) for i in range(PLACES)}
    return [rows[i] for i in sorted(picked)]


def _short(challenge: Challenge | None, limit: int = 40) -> str:
    words = (challenge.title if challenge else "").removeprefix("I will ")
    return words if len(words) <= limit else words[: limit - 1].rstrip() + "…"
