"""Which of the person's domains things from another program speak for, and as what: asked once, by every face."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from efficacy_tui.exchange.parsed_entries import KINDS_IN, EntryKind, LabelRule, ParsedFile, matching_rules
from efficacy_tui.flows.flow import Answers, Flow, FlowResult
from efficacy_tui.flows.question_types import ChoiceQuestion, InvalidAnswer, Option, Question, RatingQuestion
from efficacy_tui.flows.shared_questions import number_key
from efficacy_tui.journal.errors import Rejected
from efficacy_tui.journal.journal import Journal

_LABEL, _KIND, _MOOD = "label:", "kind:", "mood:"
_OUT, _REST = "out", "rest"
_KIND_WORDS: dict[EntryKind, tuple[str, str]] = {
    "mastery": ("Mastery", "you did it"),
    "vicarious": ("Vicarious", "someone like you did it"),
    "persuasion": ("Persuasion", "somebody said so"),
    "state": ("State", "how you felt"),
    "rating": ("Rating", "how sure you were, 0 to 100"),
}


@dataclass(frozen=True, kw_only=True)
class DomainChoice(ChoiceQuestion):
    """One of the domains, or none; where it is typed, the beginning of its name is enough."""

    find: Callable[[str], str]

    def parse(self, raw: str) -> str | None:
        try:
            return super().parse(raw)
        except InvalidAnswer:
            try:
                return self.find(raw.strip())
            except Rejected as error:
                raise InvalidAnswer(str(error)) from None


def label_questions(journal: Journal, found: ParsedFile, answers: Answers) -> list[Question]:
    """For each label of a file, the most frequent first: for which domain, and as what where it could be several."""
    domains = tuple(
        Option(value=domain.id, key=number_key(i), label=domain.name) for i, domain in enumerate(journal.domains.all())
    )
    labels = found.labels()
    asked: list[Question] = []
    for place, (label, count, text, number) in enumerate(labels):
        out = [Option(value=_OUT, key="x", label="Leave it out")]
        if place + 1 < len(labels):
            out.append(Option(value=_REST, key="z", label="Leave it and all that follow out"))
        asked.append(
            DomainChoice(
                key=_LABEL + label,
                label=f"“{label}”",
                prompt=f"“{label}” ({count:,}): which of your domains does it speak for?",
                options=(*domains, *out),
                default=_OUT,
                find=lambda name: journal.domains.find_by_name(name).id,
            )
        )
        given = answers.get(_LABEL + label)
        if given == _REST:
            break
        kinds = _kinds(text, number)
        if given not in (None, _OUT) and len(kinds) > 1:
            asked.append(
                ChoiceQuestion(
                    key=_KIND + label,
                    label="as",
                    prompt=f"“{label}”: as what does it come in?",
                    options=tuple(Option(kind, kind[0], *_KIND_WORDS[kind]) for kind in kinds),
                    default=kinds[0],
                )
            )
    return asked


def rules_of(journal: Journal, found: ParsedFile, answers: Mapping[str, Any]) -> list[LabelRule]:
    """The rules that the answers make; a domain that is gone by now makes none."""
    rules = []
    for label, _, text, number in found.labels():
        given = answers.get(_LABEL + label)
        if given == _REST:
            break
        domain = journal.domains.get(given) if given else None
        if domain is not None:
            rules.append(LabelRule(label, domain.name, answers.get(_KIND + label) or _kinds(text, number)[0]))
    return rules


def mood_questions(found: ParsedFile, rules: Sequence[LabelRule]) -> list[Question]:
    """The number of each mood word of the person's own, where moods come in as ratings."""
    rated = [rule for rule in rules if rule.kind == "rating"]
    wanted = any(item.lacks and matching_rules(item, rated) for item in found.entries) if found.moods else False
    return [
        RatingQuestion(
            key=_MOOD + word,
            label=word,
            prompt=f"The mood “{word}”: which number is it?",
            hint="enter leaves it without one; its rows are then named",
            anchors=("awful", "meh", "rad"),
            optional=True,
        )
        for word in (found.moods if wanted else ())
    ]


def moods_of(answers: Mapping[str, Any]) -> dict[str, int]:
    """The numbers given to mood words, 0–100."""
    return {
        key.removeprefix(_MOOD): value for key, value in answers.items() if key.startswith(_MOOD) and value is not None
    }


def forget_mapping(answers: Mapping[str, Any]) -> list[str]:
    """The keys of the answers that map something."""
    return [key for key in answers if key.startswith((_LABEL, _KIND, _MOOD))]


def _kinds(text: bool, number: bool) -> list[EntryKind]:
    return [kind for kind in KINDS_IN if (number if kind == "rating" else text)]


class LabelMapping(Flow):
    """The mapping of one file, asked alone."""

    title = "What belongs where"
    escape_hint = "esc leaves it; nothing comes in"

    def __init__(self, journal: Journal, found: ParsedFile) -> None:
        super().__init__(journal)
        self.parsed_file = found
        self.rules: list[LabelRule] = []
        self.moods: dict[str, int] = {}

    def questions(self, answers: Answers) -> list[Question]:
        labels = label_questions(self.journal, self.parsed_file, answers)
        if any(question.key not in answers for question in labels):
            return labels
        return [*labels, *mood_questions(self.parsed_file, rules_of(self.journal, self.parsed_file, answers))]

    def finish(self, answers: Answers) -> FlowResult:
        self.rules, self.moods = rules_of(self.journal, self.parsed_file, answers), moods_of(answers)
        return FlowResult()
