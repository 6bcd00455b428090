"""The profile flows: one situation per question, one digit per answer, by the person or by a rater who knows them."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from efficacy_tui.content.instrument import Instrument, InstrumentItem
from efficacy_tui.flows.command_table import BY_ID
from efficacy_tui.flows.domains import AddDomain
from efficacy_tui.flows.first_start import domain_questions
from efficacy_tui.flows.flow import Answers, Flow, FlowResult
from efficacy_tui.flows.question_types import Card, ChoiceQuestion, Option, Question, TextQuestion
from efficacy_tui.flows.shared_questions import number_key
from efficacy_tui.journal.journal import Journal
from efficacy_tui.journal.profile import draft_key
from efficacy_tui.journal.word_pages import words_in_force
from efficacy_tui.model.records import Rater
from efficacy_tui.model.text import NAME_MAX

ROLES = ("parent", "friend", "partner", "colleague", "coach", "teacher")
CANNOT_JUDGE = "0"
SOMEBODY_NEW = "new"


def item_question(instrument: Instrument, item: InstrumentItem, about: str = "") -> ChoiceQuestion:
    """Build the confidence question of one item for the person, or for a rater of the person called `about`.

    A rater may also answer that they cannot judge.
    """
    options = tuple(
        Option(value=str(i), key=str(i), label=anchor) for i, anchor in enumerate(instrument.anchors, start=1)
    )
    if about:
        options += (Option(value=CANNOT_JUDGE, key=CANNOT_JUDGE, label=instrument.unknown, more_keys="j"),)
    return ChoiceQuestion(
        key=item.id,
        prompt=instrument.question(item, about),
        options=options,
        without_preselection=True,
    )


class RateSelf(Flow):
    """The person rates themselves, with no earlier answers by anybody on the screen."""

    title = "Profile"
    blind = True
    hides_everything_else = True
    back_hint: ClassVar[str] = "b back"

    def __init__(self, journal: Journal, instrument: Instrument) -> None:
        super().__init__(journal)
        self.instrument = instrument

    @property
    def draft_key(self) -> str:
        return draft_key(self.instrument, None)

    def questions(self, answers: Answers) -> list[Question]:
        return [item_question(self.instrument, item) for item in self.instrument.items]

    def finish(self, answers: Answers) -> FlowResult:
        self.journal.surveys.record(self.instrument, _read_answers(self.instrument, answers))
        return FlowResult("Profile saved", offers=("undo",))


class RateOther(Flow):
    """A rater answers at this keyboard without seeing anything of the journal, in the words of the instrument."""

    blind = True
    hides_everything_else = True
    back_hint: ClassVar[str] = "b back"
    escape_hint = "esc stops"

    def __init__(self, journal: Journal, instrument: Instrument, rater: Rater) -> None:
        super().__init__(journal)
        self.instrument = instrument
        self.rater = rater
        words = words_in_force("rater_form", instrument.language).words
        self.about = journal.surveys.rater_reference(words["default_name"])
        pseudonym = words["pseudonym_here"]
        self.words = {
            key: text.replace("{pseudonym}", pseudonym).replace("{rater}", rater.name).replace("{name}", self.about)
            for key, text in words.items()
            if isinstance(text, str)
        }
        self.title = self.words["title"]
        self.handover_text = self.words["handover"]

    @property
    def draft_key(self) -> str:
        return draft_key(self.instrument, self.rater.id)

    def questions(self, answers: Answers) -> list[Question]:
        keys = ("voluntary", "answers", "consent_here", "status")
        lines = tuple(self.words[key] for key in keys if key in self.words)
        consent = Card(key="consent", prompt=self.words["card"], lines=lines, uncut=True)
        return [consent, *(item_question(self.instrument, item, self.about) for item in self.instrument.items)]

    def finish(self, answers: Answers) -> FlowResult:
        self.journal.surveys.record(self.instrument, _read_answers(self.instrument, answers), by=self.rater.id)
        return FlowResult()


class ChooseRater(Flow):
    """Asks which rater answers: a known one or a new one; then opens `RateOther`."""

    title = "Somebody who knows you"
    escape_hint = "esc cancels"

    def __init__(self, journal: Journal, instrument: Instrument) -> None:
        super().__init__(journal)
        self.instrument = instrument
        self._raters = journal.surveys.raters()
        self._words = words_in_force("rater_form", instrument.language)
        self._reference = journal.surveys.rater_reference(self._words.words["default_name"])

    def questions(self, answers: Answers) -> list[Question]:
        questions: list[Question] = []
        if self._raters:
            known_raters = tuple(
                Option(value=rater.id, key=number_key(i), label=rater.name, hint=rater.role)
                for i, rater in enumerate(self._raters)
            )
            new_rater = Option(value=SOMEBODY_NEW, key="n", label="Somebody new")
            questions.append(
                ChoiceQuestion(
                    key="rater", label="Who", prompt="Who is going to answer?", options=(*known_raters, new_rater)
                )
            )
        if answers.get("rater", SOMEBODY_NEW) == SOMEBODY_NEW:
            questions += [
                TextQuestion(
                    key="name",
                    label="Called",
                    prompt="What should they be called here?",
                    hint="A pseudonym is enough. You see it beside their answers, so they are not anonymous to you.",
                    limit=NAME_MAX,
                    check=self.journal.surveys.name_problem,
                ),
                ChoiceQuestion(
                    key="role",
                    label="Role",
                    prompt="Who are they to you?",
                    free_text_label="something else",
                    options=tuple(Option(value=role, key=number_key(i), label=role) for i, role in enumerate(ROLES)),
                ),
            ]
        questions.append(
            TextQuestion(
                key="about",
                label="About",
                prompt="And what do they call you?",
                hint="The questions use that name. enter leaves it as it is.",
                context=self._words.note,
                default=self._reference,
                limit=80,
            )
        )
        return questions

    def finish(self, answers: Answers) -> FlowResult:
        surveys = self.journal.surveys
        rater_id = answers.get("rater", SOMEBODY_NEW)
        rater = next((rater for rater in self._raters if rater.id == rater_id), None)
        if answers["about"] != self._reference:
            surveys.set_rater_reference(answers["about"])
        if rater is None:
            rater = surveys.add_rater(answers["name"], answers["role"])
        return FlowResult(next_flow=RateOther(self.journal, self.instrument, rater))


class DeleteRater(Flow):
    """Deletes a rater with all their answers, in one change."""

    title = "Delete a rater"
    escape_hint = "esc cancels"

    def __init__(self, journal: Journal) -> None:
        super().__init__(journal)
        self._raters = journal.surveys.raters()

    def questions(self, answers: Answers) -> list[Question]:
        return [
            ChoiceQuestion(
                key="rater",
                label="Who",
                prompt="Whose answers should be deleted?",
                hint=f"All of them. {BY_ID['undo'].key} brings them back; “efficacy erase” removes them for good.",
                options=tuple(
                    Option(value=rater.id, key=number_key(i), label=rater.name, hint=rater.role)
                    for i, rater in enumerate(self._raters)
                ),
                without_preselection=True,
            )
        ]

    def finish(self, answers: Answers) -> FlowResult:
        name = next(rater.name for rater in self._raters if rater.id == answers["rater"])
        self.journal.surveys.delete_rater(answers["rater"])
        return FlowResult(f"{name} deleted, with all their answers", offers=("undo",))


class AddDomainFromItem(AddDomain):
    """Adds a domain from one item of the profile, prefilled with its name and task."""

    def __init__(self, journal: Journal, item: InstrumentItem) -> None:
        super().__init__(journal)
        self.item = item

    @property
    def draft_key(self) -> str:
        return f"domain:item:{self.item.id}"

    def questions(self, answers: Answers) -> list[Question]:
        name, task = domain_questions(self.journal)
        return [
            replace(name, prompt="What should the domain be called?", default=self.item.practice),
            replace(task, default=self.item.self_text, hint="Make it more specific: where, with whom, how long."),
        ]


def _read_answers(instrument: Instrument, answers: Answers) -> dict[str, int | None]:
    values = {item.id: answers[item.id] for item in instrument.items}
    return {item_id: None if value == CANNOT_JUDGE else int(value) for item_id, value in values.items()}
