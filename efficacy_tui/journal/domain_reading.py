"""Domains as they are read: in the person's order, the focus among them, and those that share a name."""

from __future__ import annotations

import datetime as dt

from efficacy_tui.model.records import Domain
from efficacy_tui.model.text import fold
from efficacy_tui.store.joins import find_owner_ids
from efficacy_tui.store.tables import Contents


def focus_in(contents: Contents) -> Domain | None:
    """Return the domain that matters most now; `None` when there is no domain."""
    rows = ordered_domains(contents)
    return next((domain for domain in rows if domain.focus), rows[0] if rows else None)


def ordered_domains(contents: Contents, *, archived: bool = False) -> list[Domain]:
    """Return the domains in the person's order: those in use, or the archived ones."""
    rows = (domain for domain in present_domains(contents) if domain.archived == archived)
    return sorted(rows, key=lambda domain: (domain.order, domain.created))


def present_domains(contents: Contents) -> list[Domain]:
    """Return all domains, in use or archived, but not those that were joined to another one."""
    owner_ids = find_owner_ids(contents.domains)
    return [domain for domain in contents.domains.values() if domain.id not in owner_ids]


def find_namesakes(contents: Contents) -> list[tuple[Domain, ...]]:
    """Return the groups of domains that have one name, but for case, accents and blanks; the oldest of each first."""
    groups: dict[str, list[Domain]] = {}
    for domain in sorted(present_domains(contents), key=lambda domain: (domain.created, domain.id)):
        groups.setdefault(_name_key(domain.name), []).append(domain)
    return [tuple(group) for group in groups.values() if len(group) > 1]


def namesakes_of(contents: Contents, identifier: str) -> tuple[Domain, ...]:
    """Return the group of namesakes that a domain (id) is in; empty if there is none."""
    groups = find_namesakes(contents)
    return next((group for group in groups if any(domain.id == identifier for domain in group)), ())


def fold_name(text: str) -> str:
    """Remove case, accents and outer blanks from a text, for comparing names."""
    return fold(text).strip()


def is_same_name(first: str, second: str) -> bool:
    """Whether two names are one, but for case, accents and blanks."""
    return _name_key(first) == _name_key(second)


def _name_key(name: str) -> str:
    return " ".join(fold(name).split())


def is_paused(domain: Domain, today: dt.date) -> bool:
    """Whether a domain is paused today, or will be."""
    return domain.paused_until is not None and domain.paused_until > today
