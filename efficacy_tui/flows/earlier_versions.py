"""The flow that lists earlier versions of an entry, a challenge or both, shows one, and brings it back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from efficacy_tui.flows.flow import Answers, Flow, FlowResult
from efficacy_tui.flows.question_types import Card, ChoiceQuestion, Option, Question
from efficacy_tui.journal.journal import Journal
from efficacy_tui.journal.versions import bring_back, read_versions
from efficacy_tui.model import locale_format
from efficacy_tui.model.locale_format import short_date
from efficacy_tui.model.records import AnyEvidence, Challenge
from efficacy_tui.model.text_layout import flatten, shorten
from efficacy_tui.store.tables import RowKey
from efficacy_tui.store.versions import RecordVersion
from efficacy_tui.wording.changes import describe_differences, record_name
from efficacy_tui.wording.facts import Facts, challenge_facts, evidence_facts

PAGE_SIZE = 8
"""Versions that one question offers."""

RECORD_WORDS = {"challenges": "the challenge", "evidence": "your words for it"}
"""What a version is one of, where versions of several records are listed."""

VALUE_CELLS = 30
"""Cells that a value takes in the list of versions."""


class EarlierVersions(Flow):
    """Asks which version to look at, and whether to bring it back."""

    title = "Earlier versions"
    escape_hint = "esc leaves it as it is"

    def __init__(self, journal: Journal, *keys: RowKey) -> None:
        """`keys` are the records of one event, each its table and its id."""
        super().__init__(journal)
        self.keys = keys
        self._versions: list[RecordVersion] = []
        self._page = 0

    def prepare(self) -> None:
        """Read the history."""
        history = read_versions(self.journal)
        versions = [version for key in self.keys for version in history.differing_versions(key)]
        self._versions = sorted(versions, key=lambda version: version.at, reverse=True)

    def questions(self, answers: Answers) -> list[Question]:
        if not self._versions:
            return [Card(key="none", prompt="There is no earlier version that differs.")]
        choice = ChoiceQuestion(
            key="version",
            prompt="Which version would you like to see?",
            hint="Each line shows what was different then.",
            options=tuple(self._options()),
        )
        version = self._version(answers.get("version"))
        if version is None:
            return [choice]
        return [
            choice,
            ChoiceQuestion(
                key="decision",
                context=self._describe(version),
                prompt="Bring this version back?",
                hint="The present version becomes an earlier one, and one undo brings it back.",
                options=(
                    Option(value="bring", key="b", label="Bring it back"),
                    Option(value="other", key="o", label="Look at another version"),
                    Option(value="leave", key="l", label="Leave it as it is now"),
                ),
            ),
        ]

    def after_answer(self, question: Question, answers: Answers) -> Iterable[str]:
        if answers.get("version") in ("older", "newest"):
            self._page = self._page + 1 if answers["version"] == "older" else 0
            return ("version",)
        return ("version", "decision") if answers.get("decision") == "other" else ()

    def finish(self, answers: Answers) -> FlowResult:
        version = self._version(answers.get("version"))
        if version is None or answers.get("decision") != "bring":
            return FlowResult()
        name = record_name(version.table, version.row, self.journal.contents, self.journal.today(), VALUE_CELLS)
        bring_back(self.journal, version, name)
        return FlowResult("Brought back", offers=("undo",))

    def _options(self) -> Iterable[Option]:
        first = self._page * PAGE_SIZE
        for number, version in enumerate(self._versions[first : first + PAGE_SIZE], 1):
            yield Option(value=self._value(version), key=str(number), label=self._label(version))
        if first + PAGE_SIZE < len(self._versions):
            yield Option(value="older", key="m", label="Older versions")
        elif self._page:
            yield Option(value="newest", key="m", label="Back to the newest")

    def _value(self, version: RecordVersion) -> str:
        return f"{version.table} {version.at.isoformat()}"

    def _version(self, value: Any) -> RecordVersion | None:
        return next((version for version in self._versions if self._value(version) == value), None)

    def _label(self, version: RecordVersion) -> str:
        contents, today = self.journal.contents, self.journal.today()
        current = contents.table(version.table).get(version.row.id)
        differences = describe_differences(version.row, current, contents, today) if current is not None else []
        text = "; ".join(f"{label}: {shorten(flatten(before), VALUE_CELLS)}" for label, before, _ in differences)
        noun = RECORD_WORDS[version.table] if len(self.keys) > 1 else ""
        return " · ".join(filter(None, (self._format_time(version.at), noun, text)))

    def _format_time(self, at: dt.datetime) -> str:
        local = at.astimezone(self.journal.now().tzinfo)
        return f"{short_date(local.date(), self.journal.today())}, {locale_format.time_of_day(local)}"

    def _describe(self, version: RecordVersion) -> str:
        """The version in full, its time first."""
        row, today = version.row, self.journal.today()
        domain = self.journal.domains.get(row.domain)
        name, facts = domain.name if domain else "–", Facts()
        text = ""
        if isinstance(row, Challenge):
            text, facts = row.title, challenge_facts(row, name, today)
        elif isinstance(row, AnyEvidence):
            challenge = self.journal.challenges.get(row.challenge) if row.challenge else None
            text, facts = row.text, evidence_facts(row, name, today, challenge)
        lines = [f"{label}: {flatten(value)}" for label, value in facts if value and label != "Changed"]
        return "\n".join([self._format_time(version.at), text, *lines])
