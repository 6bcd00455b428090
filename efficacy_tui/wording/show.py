"""One record in full: a heading and labelled facts, for the shell."""

from __future__ import annotations

from typing import NamedTuple

from efficacy_tui.content.answer_options import OUTCOME_OPTIONS
from efficacy_tui.journal.journal import Journal
from efficacy_tui.journal.timeline import one_line
from efficacy_tui.model.records import (
    CheckIn,
    Domain,
    Mastery,
    Persuasion,
    Reappraisal,
    Review,
    Rung,
    State,
    Vicarious,
    source_of,
)
from efficacy_tui.store.tables import RowKey
from efficacy_tui.wording.changes import kind_of, record_text
from efficacy_tui.wording.facts import IN_WORDS, Facts, challenge_facts, evidence_facts
from efficacy_tui.wording.record_facts import check_in_facts, domain_facts, review_facts, rung_facts, session_facts


class RecordPage(NamedTuple):
    """A record to read: what it is, its `text`, which may have several lines, and labelled facts."""

    kind: str
    text: str
    facts: Facts


def record_page(journal: Journal, key: RowKey) -> RecordPage:
    """Describe a record of the journal (table and id)."""
    contents, today = journal.contents, journal.today()
    row = contents.table(key[0])[key[1]]
    domain = journal.domains.get(getattr(row, "domain", ""))
    name = domain.name if domain else ""
    match row:
        case Mastery() | Vicarious() | Persuasion() | State():
            challenge = contents.challenges.get(row.challenge or "")
            source = source_of(row)
            return RecordPage(source.capitalize(), row.text, evidence_facts(row, name, today, challenge))
        case Reappraisal():
            entries = [entry for identifier in row.evidence if (entry := contents.evidence.get(identifier))]
            challenge = contents.challenges.get(row.challenge or "")
            return RecordPage("Session", one_line(row), session_facts(row, name, today, entries, challenge))
        case CheckIn():
            challenge = journal.challenges.open_on(row.domain, row.day)
            return RecordPage("Check-in", row.note or str(row.confidence), check_in_facts(row, name, today, challenge))
        case Rung():
            ratings = (rating for rating in contents.rung_ratings.values() if rating.rung == row.id)
            latest_rating = max(ratings, key=lambda rating: (rating.day, rating.updated), default=None)
            facts = rung_facts(row, name, today, latest_rating, journal.rungs.challenges(row.id))
            return RecordPage("Rung", row.title, facts)
        case Domain():
            return RecordPage("Domain", row.name, domain_facts(row, today))
        case Review():
            return RecordPage("What the week showed", row.answer, review_facts(row, today))
        case _ if key[0] == "challenges":
            kind = f"Outcome, {IN_WORDS.label(OUTCOME_OPTIONS, row.outcome).lower()}" if row.outcome else "Challenge"
            return RecordPage(kind, row.title, challenge_facts(row, name, today, *journal.challenges.neighbours(row)))
        case _:
            return RecordPage(kind_of(key[0], row).capitalize(), record_text(row, today), [])
