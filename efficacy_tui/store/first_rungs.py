"""The rungs that a journal without ladders gets: one for all challenges of one title in a domain.

Everything in them comes from the challenges, and their ids are hashes of domain and title, so that two machines that
migrate apart find the same rungs.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any

import msgspec

from efficacy_tui.model.text import TEXT_MAX, fold
from efficacy_tui.store.registers import parse_instant

Document = dict[str, Any]

_INTENTION = re.compile(r"i(?: will|[’']ll)\s+", re.IGNORECASE)
_ID_LENGTH = 32


def rung_title(title: str) -> str:
    """Return the title of the rung for a challenge: without “I will”, and beginning with a capital."""
    stripped = _INTENTION.sub("", title.strip(), count=1)
    # A letter whose capital is two, such as ß, stays: the title could become longer than a title may be.
    first = stripped[:1].upper() if len(stripped[:1].upper()) == 1 else stripped[:1]
    return first + stripped[1:] if stripped else title


def title_key(title: str) -> str:
    """Return a title as it is compared with others: without “I will”, case, accents and outer blanks."""
    return " ".join(fold(rung_title(title)).split())


def rung_id(domain: str, title: str) -> str:
    """Return the id of the rung for the challenges of a title in a domain (id)."""
    import hashlib  # only a file of an older format needs it

    return hashlib.sha256(msgspec.json.encode(("rung", domain, title_key(title)))).hexdigest()[:_ID_LENGTH]


def add_rungs(challenges: Iterable[Document], left_out: Iterable[Document]) -> tuple[list[Document], list[Document]]:
    """Link challenges to their rungs, and return these rungs, oldest first, and those only `left_out` ones have.

    A challenge that is no valid record gets no link, and makes no rung.
    """
    present_rungs, other_rungs = _group_by_rung(challenges), _group_by_rung(left_out)
    rungs = [
        _build_rung(identifier, [*group, *other_rungs.pop(identifier, [])])
        for identifier, group in present_rungs.items()
    ]
    return _by_age(rungs), _by_age(_build_rung(identifier, group) for identifier, group in other_rungs.items())


def link_to(challenge: Document, rung: str) -> None:
    """Link a version of a challenge to a rung (id), as of when its title was set, unless it has a link."""
    if "rung" in challenge:
        return
    challenge["rung"] = rung
    changed = challenge.get("changed")
    if isinstance(changed, dict) and "title" in changed:
        challenge["changed"] = {**changed, "rung": changed["title"]}


def link_by_title(challenge: Document) -> None:
    """Link a version of a challenge to the rung of its title, if it has one, unless it has a link."""
    domain: Any = challenge.get("domain")
    title: Any = challenge.get("title")
    if _is_text(domain, _ID_LENGTH) and len(domain) == _ID_LENGTH and _is_text(title, TEXT_MAX) and title.strip():
        link_to(challenge, rung_id(domain, title))


def _is_text(value: Any, most: int) -> bool:
    """Whether a value is a text of at most so many characters that can be written to a file."""
    try:
        return isinstance(value, str) and len(value) <= most and bool(value.encode())
    except UnicodeEncodeError:
        return False


def _group_by_rung(challenges: Iterable[Document]) -> dict[str, list[Document]]:
    groups: dict[str, list[Document]] = {}
    for challenge in challenges:
        if _is_complete(challenge):
            link_by_title(challenge)
            if isinstance(challenge.get("rung"), str):
                groups.setdefault(challenge["rung"], []).append(challenge)
    return groups


def _is_complete(challenge: Document) -> bool:
    """Whether a challenge has all that its rung takes from it."""
    difficulty = challenge.get("difficulty")
    return (
        type(difficulty) is int
        and 0 <= difficulty <= 100
        and all(isinstance(challenge.get(field), str) for field in ("id", "domain", "title", "start"))
        and _instant(challenge.get("created")) is not None
    )


def _instant(value: Any) -> dt.datetime | None:
    try:
        return parse_instant(value)
    except msgspec.ValidationError:
        return None


def _build_rung(identifier: str, challenges: Iterable[Document]) -> Document:
    """Build the rung of some challenges.

    It is as old as the first of them and was last changed when the latest was made, which gave it its difficulty and
    its wording.
    """
    group = sorted(challenges, key=lambda row: (parse_instant(row["created"]), row["start"], row["id"]))
    first, latest = group[0], group[-1]
    rung: Document = {"id": identifier, "created": first["created"], "updated": latest["created"]}
    if parse_instant(latest["created"]) != parse_instant(first["created"]):
        # Write what a merge would if the first challenge were on one machine and the latest on another.
        rung["changed"] = dict.fromkeys(("difficulty", "domain", "title"), latest["created"])
    return {
        **rung,
        "domain": first["domain"],
        "title": rung_title(latest["title"]),
        "difficulty": latest["difficulty"],
    }


def _by_age(rungs: Iterable[Document]) -> list[Document]:
    return sorted(rungs, key=lambda rung: (parse_instant(rung["created"]), rung["id"]))
