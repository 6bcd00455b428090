"""The timeline as lines with numbers: searched, read on, gone to a day; a number opens an entry whole."""

from __future__ import annotations

import datetime as dt

from efficacy_tui.flows.edit_challenge import EditChallenge
from efficacy_tui.flows.evidence import EditEvidence
from efficacy_tui.flows.go_to_date import GoToDate
from efficacy_tui.flows.question_types import InvalidAnswer
from efficacy_tui.flows.shared_questions import past_day_question
from efficacy_tui.journal.query import InvalidQuery, parse_query
from efficacy_tui.journal.review import OUTCOME_WORDS
from efficacy_tui.journal.search import TimelineIndex
from efficacy_tui.journal.timeline import TimelineItem
from efficacy_tui.model import locale_format
from efficacy_tui.model.records import AnyEvidence, Challenge, source_of
from efficacy_tui.plain.columns import labelled_facts, wrap
from efficacy_tui.plain.views.base_view import Program, View
from efficacy_tui.plain.views.dashboard import challenge_numbers, timeline_lines
from efficacy_tui.wording.facts import Facts, challenge_facts, evidence_facts

PAGE = 12
"""Entries read out at once."""

HINT = "words, source:mastery, domain:speaking, after:2026-01, before:2026-06, on:2026-03"


class TimelineView(View):
    """All evidence and outcomes of all years, or those that a line of search leaves."""

    name = "Timeline"

    def __init__(self, program: Program, query: str | None = None) -> None:
        super().__init__(program)
        self.searches = query is not None
        self.query = query or ""
        self.first = 0

    @property
    def items(self) -> tuple[TimelineItem, ...]:
        """What fits, the newest first.

        Raises:
            InvalidQuery: a filter of the search is not understood.
        """
        overview = self.program.snapshot
        query = parse_query(self.query)
        if not query.narrows:
            return overview.items
        index = TimelineIndex(overview.items, {domain.id: domain.name for domain in overview.domains})
        return tuple(index.find(query))

    @property
    def keys(self) -> str:
        words = f"Anything else is searched for: {HINT}." if self.searches else "/ searches."
        return f"A number opens an entry, m reads more, d goes to a day. {words}"

    def lines(self) -> list[str]:
        overview = self.program.snapshot
        try:
            items = self.items
        except InvalidQuery as error:
            return ["", *wrap(str(error), self.width)]
        count, all_of_them = len(items), len(overview.items)
        narrowed = f" for “{self.query}”" if self.query else ""
        head = f"{locale_format.group_thousands(count)} of {locale_format.group_thousands(all_of_them)}{narrowed}."
        if self.query and not count:
            entries = "entry" if all_of_them == 1 else "entries"
            head = f"nothing found{narrowed} in {locale_format.group_thousands(all_of_them)} {entries}."
        elif not self.query:
            head = f"{locale_format.group_thousands(count)} in all."
        self.first = min(self.first, max(count - 1, 0))
        shown = items[self.first : self.first + PAGE]
        numbers = range(self.first + 1, self.first + len(shown) + 1)
        rows = [
            "",
            *wrap(f"Evidence and outcomes, {head}", self.width),
            *timeline_lines(shown, overview, self.width, numbers),
        ]
        left = count - self.first - len(shown)
        return [*rows, *([f"{locale_format.group_thousands(left)} more."] if left > 0 else [])]

    def come_back(self) -> None:
        self.read_out()

    def handle(self, text: str) -> bool:
        if text.isdecimal():
            self._open(int(text))
        elif text == "m":
            self._more()
        elif (text == "d" or text.startswith("d ")) and self._to_day(text[1:].strip()):
            pass
        elif text.startswith("/") or self.searches:
            if len(text) == 1 and text in "!?u":
                return False
            self.query, self.first, self.searches = text.removeprefix("/").strip(), 0, True
            self.read_out()
        else:
            return False
        return True

    def _found(self) -> tuple[TimelineItem, ...]:
        try:
            return self.items
        except InvalidQuery:
            return ()

    def _open(self, number: int) -> None:
        items = self._found()
        if not 1 <= number <= len(items):
            self.program.terminal.say(f"There is no number {number} here; they go from 1 to {len(items)}.")
            return
        self.program.open(EntryView(self.program, items[number - 1]))

    def _more(self) -> None:
        if self.first + PAGE >= len(self._found()):
            self.program.terminal.say("That was the last of them.")
            return
        self.first += PAGE
        self.read_out()

    def _to_day(self, text: str) -> bool:
        """Go to a day that was typed; says whether it was one."""
        if not text:
            self.program.ask(GoToDate(self.program.journal, self._go_to))
            self.read_out()
            return True
        try:
            day = past_day_question(self.program.journal).parse(text)
        except InvalidAnswer as error:
            if not self.searches:
                self.program.terminal.say(str(error))
            return not self.searches
        self._go_to(day or dt.date.max)
        self.read_out()
        return True

    def _go_to(self, day: dt.date) -> None:
        items = self._found()
        self.first = next((i for i, item in enumerate(items) if item.day <= day), len(items) - 1)


class EntryView(View):
    """One entry or one outcome whole, with everything around it."""

    name = "Entry"

    def __init__(self, program: Program, item: TimelineItem) -> None:
        super().__init__(program)
        self.item = item

    @property
    def entry(self) -> AnyEvidence | None:
        """The evidence, as it is now; `None` for an outcome, or when it is gone."""
        return self.program.journal.evidence.get(self.item.id)

    @property
    def keys(self) -> str:
        return "e edits it, delete deletes it." if self.entry is not None else ""

    def lines(self) -> list[str]:
        journal = self.program.journal
        domain = journal.domains.get(self.item.domain)
        name, today = domain.name if domain else "gone", journal.today()
        if (entry := self.entry) is not None:
            challenge = journal.challenges.get(entry.challenge) if entry.challenge else None
            head = f"{source_of(entry).capitalize()}:"
            return full_entry_lines(head, entry.text, evidence_facts(entry, name, today, challenge), self.width)
        found = journal.challenges.get(self.item.id)
        if found is None:
            return wrap("It is no longer in the journal.", self.width)
        head = f"Outcome, {OUTCOME_WORDS[found.outcome or 'abandoned']}:"
        around = journal.challenges.neighbours(found)
        return full_entry_lines(head, found.title, challenge_facts(found, name, today, *around), self.width)

    def handle(self, text: str) -> bool:
        entry = self.entry
        if entry is None:
            return False
        if text in ("e", "edit"):
            self.program.ask(EditEvidence(self.program.journal, entry))
            self.read_out()
        elif text in ("delete", "del", "D"):
            if self.program.attempt(lambda: self.program.journal.evidence.delete(entry.id)):
                self.program.terminal.say("Deleted. u undoes it.")
                self.program.back()
        else:
            return False
        return True


class ChallengeView(View):
    """The challenge of the domain shown, whole."""

    name = "Challenge"

    @property
    def challenge(self) -> Challenge | None:
        """The challenge, as it is now."""
        return self.program.snapshot.challenge

    @property
    def keys(self) -> str:
        return "e edits it; difficulty and odds stay as they were."

    def lines(self) -> list[str]:
        overview, challenge = self.program.snapshot, self.challenge
        if challenge is None or overview.selected is None:
            return wrap("It is no longer running.", self.width)
        around = self.program.journal.challenges.neighbours(challenge)
        known = dict(challenge_numbers(overview, challenge))
        told = challenge_facts(challenge, overview.selected.name, overview.today, *around)
        return full_entry_lines(
            "Challenge:", challenge.title, [(k, known.get(k, value)) for k, value in told], self.width
        )

    def handle(self, text: str) -> bool:
        if text not in ("e", "edit") or self.challenge is None:
            return False
        self.program.ask(EditChallenge(self.program.journal, self.challenge))
        self.read_out()
        return True


def full_entry_lines(head: str, text: str, known: Facts, width: int) -> list[str]:
    """A text under its heading, and labelled values under it."""
    return ["", *wrap(f"{head} {text}", width), *labelled_facts(known, width)]
