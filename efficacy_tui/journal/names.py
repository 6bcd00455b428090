"""The names in a journal, for completion in a shell.

Only the names are decoded, straight from the file: completion cannot wait until the journal is open, nor write to it.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import msgspec

from efficacy_tui.model.text_encoding import to_utf8
from efficacy_tui.store.atomic_file import read_whole
from efficacy_tui.store.joins import find_owner_ids

_LONG_AGO = dt.datetime.min.replace(tzinfo=dt.UTC)


class _DomainName(msgspec.Struct, gc=False):
    name: str
    id: str = ""
    created: dt.datetime = _LONG_AGO
    archived: bool = False
    focus: bool = False
    order: int = 0
    joined: str | None = None


class _RungName(msgspec.Struct, gc=False):
    title: str
    domain: str = ""
    difficulty: int = 0
    archived: bool = False


class _RaterName(msgspec.Struct, gc=False):
    name: str


class _PersonName(msgspec.Struct, gc=False):
    who: str = ""


class _NameTables(msgspec.Struct, gc=False):
    domains: dict[str, _DomainName] = {}
    raters: dict[str, _RaterName] = {}
    evidence: dict[str, _PersonName] = {}
    rungs: dict[str, _RungName] = {}


class JournalNames(msgspec.Struct, frozen=True):
    """Names of domains, in the person's order; of archived domains, raters, and the people in evidence.

    `rungs` are the titles of each domain's ladder, easiest first, by its name; `focus` is the name of one domain.
    """

    domains: tuple[str, ...] = ()
    archived: tuple[str, ...] = ()
    raters: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    rungs: dict[str, tuple[str, ...]] = {}
    focus: str = ""


def read_names(path: Path) -> JournalNames:
    """Read the names in the journal at a path; none if there is no file that can be read as a journal."""
    try:
        data, _ = read_whole(path)
        journal = msgspec.json.decode(to_utf8(data), type=_NameTables)
    except (OSError, ValueError, RecursionError):
        # `ValueError`: damaged JSON, text that is not UTF-8, or a null character in the path.
        return JournalNames()
    rows = journal.domains.values()
    joined_ids = find_owner_ids({row.id: row for row in rows}).keys()
    domains = sorted((row for row in rows if row.id not in joined_ids), key=lambda domain: domain.order)
    rungs = sorted((rung for rung in journal.rungs.values() if not rung.archived), key=lambda rung: rung.difficulty)
    return JournalNames(
        domains=tuple(domain.name for domain in domains if not domain.archived),
        archived=tuple(domain.name for domain in domains if domain.archived),
        raters=tuple(rater.name for rater in journal.raters.values()),
        people=tuple(sorted({row.who for row in journal.evidence.values() if row.who})),
        rungs={
            domain.name: tuple(rung.title for rung in rungs if rung.domain == domain.id)
            for domain in domains
            if not domain.archived
        },
        focus=next((domain.name for domain in domains if domain.focus), ""),
    )


def demo_names() -> JournalNames:
    """Return the names in the demo's journal."""
    from efficacy_tui.content.words import load_words

    demo = load_words("demo")
    domains = demo["domains"]
    people = {row[0] for domain in domains for kind in ("vicarious", "persuasion") for row in domain[kind]}
    return JournalNames(
        domains=tuple(domain["name"] for domain in domains),
        rungs={
            domain["name"]: tuple(row[0] for row in sorted(domain["rungs"], key=lambda row: row[1]))
            for domain in domains
        },
        focus=domains[0]["name"],
        raters=tuple(rater["name"] for rater in demo["profile"]["raters"]),
        people=tuple(sorted(people)),
    )
