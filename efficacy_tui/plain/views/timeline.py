"""The timeline as numbered lines with search and pages; a number opens an entry."""

from __future__ import annotations

import datetime as dt

from efficacy_tui.flows.ask_feedback import AskFeedback
from efficacy_tui.flows.dated_questions import past_day_question
from efficacy_tui.flows.earlier_versions import EarlierVersions
from efficacy_tui.flows.edit_challenge import EditChallenge
from efficacy_tui.flows.evidence import EditEvidence
from efficacy_tui.flows.go_to_date import GoToDate
from efficacy_tui.flows.question_types import InvalidAnswer
from efficacy_tui.journal.query import InvalidQuery, parse_query
from efficacy_tui.journal.review import OUTCOME_WORDS
from efficacy_tui.journal.search import TimelineIndex
from efficacy_tui.journal.timeline import TimelineItem
from efficacy_tui.model import locale_format
from efficacy_tui.model.records import AnyEvidence, Challenge, source_of
from efficacy_tui.plain.columns import labelled_facts, wrap
from efficacy_tui.plain.views.base_view import Program, View
from efficacy_tui.plain.views.dashboard import describe_challenge_numbers, format_timeline
from efficacy_tui.wording.facts import Facts, challenge_facts, evidence_facts
from efficacy_tui.wording.ladder_lines import LADDER_ARCHIVED

PAGE_SIZE = 12  # entries

VERSION_WORDS = ("v", "versions", "earlier versions")

FILTER_EXAMPLES = "words, source:mastery, domain:speaking, after:2026-01, before:2026-06, on:2026-03"


class TimelineView(View):
    """All evidence and outcomes, or those that match a search query."""

    name = "Timeline"

    def __init__(self, program: Program, query: str | None = None) -> None:
        super().__init__(program)
        self.searches = query is not None
        self.query = query or ""
        self.offset = 0

    @property
    def items(self) -> tuple[TimelineItem, ...]:
        """The matching items, newest first.

        Raises:
            InvalidQuery: a filter of the query is invalid.
        """
        snapshot = self.program.snapshot
        query = parse_query(self.query)
        if not query.has_criteria:
            return snapshot.items
        index = TimelineIndex(self._searchable, {domain.id: domain.name for domain in snapshot.domains})
        return tuple(index.find(query))

    @property
    def _searchable(self) -> tuple[TimelineItem, ...]:
        """Everything that is searched: what the timeline has, and the rungs and goals."""
        snapshot = self.program.snapshot
        return tuple(item for item in snapshot.all_items if item.kind not in ("session", "note", "challenge"))

    @property
    def keys(self) -> str:
        search_hint = f"Anything else is a search: {FILTER_EXAMPLES}." if self.searches else "/ searches."
        return f"A number opens an entry, m shows more, d goes to a day. {search_hint}"

    def lines(self) -> list[str]:
        snapshot = self.program.snapshot
        try:
            items = self.items
        except InvalidQuery as error:
            return ["", *wrap(str(error), self.width)]
        count, total = len(items), len(self._searchable if self.query else snapshot.items)
        query_note = f" for “{self.query}”" if self.query else ""
        head = f"{locale_format.group_thousands(count)} of {locale_format.group_thousands(total)}{query_note}."
        if self.query and not count:
            entries = "entry" if total == 1 else "entries"
            head = f"nothing found{query_note} in {locale_format.group_thousands(total)} {entries}."
        elif not self.query:
            head = f"{locale_format.group_thousands(count)} in all."
        self.offset = min(self.offset, max(count - 1, 0))
        page = items[self.offset : self.offset + PAGE_SIZE]
        numbers = range(self.offset + 1, self.offset + len(page) + 1)
        rows = [
            "",
            *wrap(f"Evidence and outcomes, {head}", self.width),
            *format_timeline(page, snapshot, self.width, numbers),
        ]
        remaining = count - self.offset - len(page)
        return [*rows, *([f"{locale_format.group_thousands(remaining)} more."] if remaining > 0 else [])]

    def resume(self) -> None:
        self.show()

    def handle(self, text: str) -> bool:
        if text.isdecimal():
            self._open_entry(int(text))
        elif text == "m":
            self._show_next_page()
        elif (text == "d" or text.startswith("d ")) and self._handle_day(text[1:].strip()):
            pass
        elif text.startswith("/") or self.searches:
            if len(text) == 1 and text in "!?u":
                return False
            self.query, self.offset, self.searches = text.removeprefix("/").strip(), 0, True
            self.show()
        else:
            return False
        return True

    def _items_or_empty(self) -> tuple[TimelineItem, ...]:
        try:
            return self.items
        except InvalidQuery:
            return ()

    def _open_entry(self, number: int) -> None:
        items = self._items_or_empty()
        if not 1 <= number <= len(items):
            self.program.terminal.say(f"There is no number {number} here; type 1 to {len(items)}.")
            return
        item = items[number - 1]
        if item.kind in ("rung", "goal"):
            self._open_ladder(item)
        else:
            self.program.open(EntryView(self.program, item))

    def _open_ladder(self, item: TimelineItem) -> None:
        """Open the ladder of the domain that an item belongs to; of a rung, say first where it stands."""
        from efficacy_tui.plain.views.ladder import LadderView

        domains = self.program.snapshot.domains
        selected, target = self.program.snapshot.selected, self.program.journal.domains.get(item.domain)
        if selected not in domains or target not in domains:
            self.program.terminal.say(LADDER_ARCHIVED)
            return
        self.program.select_domain(domains.index(target) - domains.index(selected))
        view = LadderView(self.program)
        view.read_rung(item.id)
        self.program.open(view)

    def _show_next_page(self) -> None:
        if self.offset + PAGE_SIZE >= len(self._items_or_empty()):
            self.program.terminal.say("There are no more.")
            return
        self.offset += PAGE_SIZE
        self.show()

    def _handle_day(self, text: str) -> bool:
        """Jump to a typed day; return whether the text was handled as one."""
        if not text:
            self.program.ask(GoToDate(self.program.journal, self._jump_to_day))
            self.show()
            return True
        try:
            day = past_day_question(self.program.journal).parse(text)
        except InvalidAnswer as error:
            if not self.searches:
                self.program.terminal.say(str(error))
            return not self.searches
        self._jump_to_day(day or dt.date.max)
        self.show()
        return True

    def _jump_to_day(self, day: dt.date) -> None:
        items = self._items_or_empty()
        self.offset = next((i for i, item in enumerate(items) if item.day <= day), len(items) - 1)


class EntryView(View):
    """One piece of evidence or weekly answer in full, or one outcome with the entry written about it."""

    name = "Entry"

    def __init__(self, program: Program, item: TimelineItem) -> None:
        super().__init__(program)
        self.item = item

    @property
    def entry(self) -> AnyEvidence | None:
        """The evidence as it is now, of an outcome the entry about it; `None` if there is none, or none any more."""
        return self.program.journal.evidence.get(self.item.mastery or self.item.id)

    @property
    def keys(self) -> str:
        words, them = ("your words", "them") if self.item.mastery else ("it", "it")
        edit_keys = f"e edits {words}, delete deletes {them}, " if self.entry is not None else ""
        ask_key = "a asks somebody what they saw of it, " if self._closed_challenge is not None else ""
        return f"{edit_keys}{ask_key}v shows earlier versions."

    @property
    def _closed_challenge(self) -> Challenge | None:
        challenge = self.program.journal.challenges.get(self.item.id)
        return challenge if challenge is not None and challenge.closed is not None else None

    def lines(self) -> list[str]:
        journal = self.program.journal
        domain = journal.domains.get(self.item.domain)
        name, today = domain.name if domain else "gone", journal.today()
        if (entry := self.entry) is not None and not self.item.mastery:
            challenge = journal.challenges.get(entry.challenge) if entry.challenge else None
            head = f"{source_of(entry).capitalize()}:"
            return format_entry(head, entry.text, evidence_facts(entry, name, today, challenge), self.width)
        if (review := journal.contents.reviews.get(self.item.id)) is not None:
            return format_entry("What the week showed:", review.answer, [("Week", review.week)], self.width)
        challenge = journal.challenges.get(self.item.id)
        if challenge is None:
            return wrap("It is no longer in the journal.", self.width)
        head = f"Outcome, {OUTCOME_WORDS[challenge.outcome or 'abandoned']}:"
        neighbours = journal.challenges.neighbours(challenge)
        return format_entry(head, challenge.title, challenge_facts(challenge, name, today, *neighbours), self.width)

    def handle(self, text: str) -> bool:
        if text in VERSION_WORDS:
            other_table = "reviews" if self.item.kind == "review" else "challenges"
            keys = [("evidence" if self.entry is not None and not self.item.mastery else other_table, self.item.id)]
            keys += [("evidence", self.item.mastery)] if self.item.mastery else []
            self.program.ask(EarlierVersions(self.program.journal, *keys))
            self.show()
            return True
        entry, challenge = self.entry, self._closed_challenge
        if challenge is not None and text == "a":
            self.program.ask(AskFeedback(self.program.journal, challenge))
            return True
        if entry is None:
            return False
        if text in ("e", "edit"):
            self.program.ask(EditEvidence(self.program.journal, entry))
            self.show()
        elif text in ("delete", "del", "D"):
            if self.program.attempt(lambda: self.program.journal.evidence.delete(entry.id)):
                self.program.terminal.say("Deleted. u undoes it.")
                self.program.back()
        else:
            return False
        return True


class ChallengeView(View):
    """The challenge of the selected domain in full."""

    name = "Challenge"

    @property
    def challenge(self) -> Challenge | None:
        return self.program.snapshot.challenge

    @property
    def keys(self) -> str:
        return "e edits it; difficulty and odds cannot change. v shows earlier versions."

    def lines(self) -> list[str]:
        snapshot, challenge = self.program.snapshot, self.challenge
        if challenge is None or snapshot.selected is None:
            return wrap("It is no longer running.", self.width)
        neighbours = self.program.journal.challenges.neighbours(challenge)
        numbers = dict(describe_challenge_numbers(snapshot, challenge))
        numbers["Your odds"] = numbers["Odds"]
        facts = challenge_facts(challenge, snapshot.selected.name, snapshot.today, *neighbours)
        return format_entry(
            "Challenge:", challenge.title, [(label, numbers.get(label, value)) for label, value in facts], self.width
        )

    def handle(self, text: str) -> bool:
        if self.challenge is not None and text in VERSION_WORDS:
            self.program.ask(EarlierVersions(self.program.journal, ("challenges", self.challenge.id)))
            self.show()
            return True
        if text not in ("e", "edit") or self.challenge is None:
            return False
        self.program.ask(EditChallenge(self.program.journal, self.challenge))
        self.show()
        return True


def format_entry(head: str, text: str, facts: Facts, width: int) -> list[str]:
    """Format a text after its heading, with labelled facts below it."""
    return ["", *wrap(f"{head} {text}", width), *labelled_facts(facts, width)]
