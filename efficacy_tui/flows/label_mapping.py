"""Questions that map the labels of another program's file to domains and kinds of entry, the same in every UI."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from efficacy_tui.exchange.parsed_entries import ENTRY_KINDS, EntryKind, LabelRule, ParsedFile, matching_rules
from efficacy_tui.flows.flow import Answers, Flow, FlowResult
from efficacy_tui.flows.question_types import ChoiceQuestion, InvalidAnswer, Option, Question, RatingQuestion
from efficacy_tui.flows.shared_questions import number_key
from efficacy_tui.journal.journal import Journal
from efficacy_tui.store.errors import Rejected

_LABEL, _KIND, _MOOD = "label:", "kind:", "mood:"
_LEAVE_OUT, _LEAVE_OUT_REST = "out", "rest"
_KIND_LABELS: dict[EntryKind, tuple[str, str]] = {
    "mastery": ("Mastery", "you did it"),
    "vicarious": ("Vicarious", "someone like you did it"),
    "persuasion": ("Persuasion", "somebody said so"),
    "state": ("State", "how you felt"),
    "rating": ("Rating", "how sure you were, 0 to 100"),
}


@dataclass(frozen=True, kw_only=True)
class DomainChoice(ChoiceQuestion):
    """A choice of one domain or none. `find` turns a typed domain name into an id, or raises `Rejected`."""

    find: Callable[[str], str]

    def parse(self, raw: str) -> str | None:
        try:
            return super().parse(raw)
        except InvalidAnswer:
            try:
                return self.find(raw.strip())
            except Rejected as error:
                raise InvalidAnswer(str(error)) from None


def label_questions(journal: Journal, parsed_file: ParsedFile, answers: Answers) -> list[Question]:
    """Ask for the domain of each label of a file, most frequent first, and for the kind where several are possible."""
    domains = tuple(
        Option(value=domain.id, key=number_key(i), label=domain.name) for i, domain in enumerate(journal.domains.all())
    )
    labels = parsed_file.labels()
    questions: list[Question] = []
    for index, (label, count, has_text, has_number) in enumerate(labels):
        leave_out = [Option(value=_LEAVE_OUT, key="x", label="Leave it out")]
        if index + 1 < len(labels):
            leave_out.append(Option(value=_LEAVE_OUT_REST, key="z", label="Leave out this and all that follow"))
        questions.append(
            DomainChoice(
                key=_LABEL + label,
                label=f"“{label}”",
                prompt=f"“{label}” ({count:,}): which domain is it for?",
                options=(*domains, *leave_out),
                default=_LEAVE_OUT,
                find=lambda name: journal.domains.find_by_name(name).id,
            )
        )
        domain_id = answers.get(_LABEL + label)
        if domain_id == _LEAVE_OUT_REST:
            break
        kinds = _possible_kinds(has_text, has_number)
        if domain_id not in (None, _LEAVE_OUT) and len(kinds) > 1:
            questions.append(
                ChoiceQuestion(
                    key=_KIND + label,
                    label="as",
                    prompt=f"“{label}”: what should it be imported as?",
                    options=tuple(Option(kind, kind[0], *_KIND_LABELS[kind]) for kind in kinds),
                    default=kinds[0],
                )
            )
    return questions


def rules_from(journal: Journal, parsed_file: ParsedFile, answers: Mapping[str, Any]) -> list[LabelRule]:
    """Build the rules from the answers; a label whose domain no longer exists gets none."""
    rules = []
    for label, _, has_text, has_number in parsed_file.labels():
        domain_id = answers.get(_LABEL + label)
        if domain_id == _LEAVE_OUT_REST:
            break
        domain = journal.domains.get(domain_id) if domain_id else None
        if domain is not None:
            kind = answers.get(_KIND + label) or _possible_kinds(has_text, has_number)[0]
            rules.append(LabelRule(label, domain.name, kind))
    return rules


def mood_questions(parsed_file: ParsedFile, rules: Sequence[LabelRule]) -> list[Question]:
    """Ask for the number of each of the person's mood words, where moods are imported as ratings."""
    rating_rules = [rule for rule in rules if rule.kind == "rating"]
    needs_moods = bool(parsed_file.moods) and any(
        entry.unnumbered_mood and matching_rules(entry, rating_rules) for entry in parsed_file.entries
    )
    return [
        RatingQuestion(
            key=_MOOD + word,
            label=word,
            prompt=f"The mood “{word}”: which number does it stand for?",
            hint="enter skips it; rows with this mood are then listed and left out",
            anchors=("awful", "meh", "rad"),
            optional=True,
        )
        for word in (parsed_file.moods if needs_moods else ())
    ]


def moods_from(answers: Mapping[str, Any]) -> dict[str, int]:
    """Return the answered numbers of mood words, 0–100."""
    return {
        key.removeprefix(_MOOD): value for key, value in answers.items() if key.startswith(_MOOD) and value is not None
    }


def mapping_keys(answers: Mapping[str, Any]) -> list[str]:
    """Return the keys of the answers that belong to the mapping."""
    return [key for key in answers if key.startswith((_LABEL, _KIND, _MOOD))]


def _possible_kinds(has_text: bool, has_number: bool) -> list[EntryKind]:
    return [kind for kind in ENTRY_KINDS if (has_number if kind == "rating" else has_text)]


class LabelMapping(Flow):
    """Asks only for the mapping of one file; `efficacy import` uses it."""

    title = "What goes where"
    escape_hint = "esc imports nothing"

    def __init__(self, journal: Journal, parsed_file: ParsedFile) -> None:
        super().__init__(journal)
        self.parsed_file = parsed_file
        self.rules: list[LabelRule] = []
        self.moods: dict[str, int] = {}

    def questions(self, answers: Answers) -> list[Question]:
        labels = label_questions(self.journal, self.parsed_file, answers)
        if any(question.key not in answers for question in labels):
            return labels
        return [*labels, *mood_questions(self.parsed_file, rules_from(self.journal, self.parsed_file, answers))]

    def finish(self, answers: Answers) -> FlowResult:
        self.rules, self.moods = rules_from(self.journal, self.parsed_file, answers), moods_from(answers)
        return FlowResult()
