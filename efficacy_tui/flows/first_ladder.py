"""The first ladder of a domain: five to eight lines from easy to hard, what it is all for, and rating them, offered."""

from __future__ import annotations

import re

from efficacy_tui.flows.flow import Answers, Flow, FlowResult
from efficacy_tui.flows.ladder_examples import example_for
from efficacy_tui.flows.question_types import ChoiceQuestion, Option, Question, TextQuestion
from efficacy_tui.flows.rate_rungs import RateRungs
from efficacy_tui.journal.journal import Journal
from efficacy_tui.journal.ladder_offers import UNRATED, mark_offered
from efficacy_tui.journal.rungs import FIRST_EASIEST, FIRST_HARDEST, FIRST_LADDER_MAX
from efficacy_tui.model.locale_format import group_thousands
from efficacy_tui.model.records import Domain
from efficacy_tui.model.text import TEXT_MAX, clean_line
from efficacy_tui.store.first_rungs import title_key

ASKED_FROM, ASKED_TO = 5, 8
"""How many rungs a first ladder is asked for. †"""

GOAL_PROMPT = "What is it all for? One line, if you like."

_LIST_MARK = re.compile(r"\s*(?:\d{1,2}[.)]|[-*•–])\s+")
"""The mark before an item of a list that somebody pastes."""


class FirstLadder(Flow):
    """Asks for the rungs of a ladder, its goal, and whether to rate them now."""

    title = "First ladder"
    command = "start-rung"
    escape_hint = "esc later"

    def __init__(self, journal: Journal, domain: Domain) -> None:
        super().__init__(journal)
        self.domain = domain
        self.subject = domain.name

    @property
    def draft_key(self) -> str:
        return f"first-ladder:{self.domain.id}"

    def questions(self, answers: Answers) -> list[Question]:
        example = example_for(self.domain.name, self.domain.task)
        return [
            TextQuestion(
                key="rungs",
                label="Rungs",
                prompt=(
                    "Write five to eight things you could be seen doing, one a line: first what you could do tomorrow, "
                    "last what you want to be able to do."
                ),
                hint=f"They are spread evenly over {FIRST_EASIEST} to {FIRST_HARDEST}. You can move each later.",
                placeholder="\n".join(example.rungs),
                lines=ASKED_TO,
                line_ends=("easy", "hard"),
                limit=FIRST_LADDER_MAX * TEXT_MAX,
                check=self._problem,
                advise=_advice,
            ),
            TextQuestion(
                key="goal",
                label="Towards",
                prompt=GOAL_PROMPT,
                hint="It is shown at the top of the ladder. enter skips this.",
                placeholder=example.goal,
                default=self.domain.goal,
                optional=True,
            ),
            ChoiceQuestion(
                key="rate",
                prompt="Rate them all now?",
                hint="How sure you are of each, in mixed order. It takes about a minute.",
                options=(Option("yes", "y", "Yes, now"), Option("no", "l", "Later", "on the ladder, any time")),
                default="yes",
                script_default="no",
            ),
        ]

    def _problem(self, text: str) -> str | None:
        titles = rung_lines(text)
        if not titles:
            return "Write at least one line."
        if len(titles) > FIRST_LADDER_MAX:
            return (
                f"That is {len(titles)} lines; {FIRST_LADDER_MAX} at most make a first ladder. Others can come later."
            )
        numbers: dict[str, int] = {}
        for number, title in enumerate(titles, start=1):
            if len(title) > TEXT_MAX:
                count, limit = group_thousands(len(title)), group_thousands(TEXT_MAX)
                return f"Line {number} is {count} characters; at most {limit} fit here."
            if (first := numbers.setdefault(title_key(title), number)) != number:
                return f"Lines {first} and {number} say the same: “{title}”. Change one of them."
            if problem := self.journal.rungs.title_problem(self.domain.id, title):
                return f"Line {number}: {problem}"
        return None

    def finish(self, answers: Answers) -> FlowResult:
        # Rating was offered here, so a check-in need not offer it for the same reason.
        mark_offered(self.journal, self.domain.id, UNRATED)
        rungs = self.journal.rungs.add_first(self.domain.id, rung_lines(answers["rungs"]), answers["goal"])
        rate_now = answers["rate"] == "yes"
        count = f"{len(rungs)} rung{'' if len(rungs) == 1 else 's'}"
        next_flow = RateRungs(self.journal, self.domain) if rate_now else None
        return FlowResult(f"Your ladder has {count}", offers=("undo",), next_flow=next_flow)


def rung_lines(text: str) -> list[str]:
    """Return the lines that say something, easiest first; a pasted list loses the marks of its items."""
    lines = [line for line in text.splitlines() if clean_line(line)]
    if len(lines) > 1 and all(_LIST_MARK.match(line) for line in lines):
        lines = [_LIST_MARK.sub("", line, count=1) for line in lines]
    return list(filter(None, map(clean_line, lines)))


def _advice(text: str) -> str | None:
    count = len(rung_lines(text))
    if count >= ASKED_FROM:
        return None
    lines = "That is one line" if count == 1 else f"Those are {count} lines"
    return (
        f"{lines}. Five or more show best where you stand; you can also begin with {'it' if count == 1 else 'these'}."
    )
