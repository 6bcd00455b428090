"""Two domains of one name in one journal, as a merge leaves them."""

from __future__ import annotations

from efficacy_tui.journal.journal import Journal


def add_namesake(journal: Journal, name: str, task: str = "speak up", rename_from: str = "For a moment") -> str:
    """Add a domain with a name that is taken, which only a merge can do otherwise; return its id."""
    domain = journal.domains.add(rename_from, task)
    journal.change("Merge", lambda unit: unit.change(unit.contents.domains[domain.id], name=name), in_history=False)
    return domain.id
