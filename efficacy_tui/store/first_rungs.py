"""The rungs that a journal without ladders gets: one for all challenges of one title in a domain.

Everything in them comes from the challenges, and their ids are hashes of domain and title, so that two machines that
migrate apart find the same rungs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import msgspec

from efficacy_tui.model.text import fold

Document = dict[str, Any]

_INTENTION = re.compile(r"i(?: will|[’']ll)\s+", re.IGNORECASE)


def rung_title(title: str) -> str:
    """Return the title of the rung for a challenge: without “I will”, and beginning with a capital."""
    stripped = _INTENTION.sub("", title.strip(), count=1) if _INTENTION.match(title.strip()) else title.strip()
    return stripped[:1].upper() + stripped[1:] if stripped else title


def title_key(title: str) -> str:
    """Return a title as it is compared with others: without “I will”, case, accents and outer blanks."""
    return " ".join(fold(rung_title(title)).split())


def rung_id(domain: str, title: str) -> str:
    """Return the id of the rung for the challenges of a title in a domain (id)."""
    import hashlib  # only a file of an older format needs it

    return hashlib.sha256(msgspec.json.encode(("rung", domain, title_key(title)))).hexdigest()[:32]


def link_to_rung(challenge: Document) -> None:
    """Give a version of a challenge the link to its rung, unless it has one."""
    domain, title = challenge.get("domain"), challenge.get("title")
    if isinstance(domain, str) and isinstance(title, str) and title.strip():
        challenge.setdefault("rung", rung_id(domain, title))


def rungs_of_challenges(challenges: Iterable[Document]) -> list[Document]:
    """Build the rungs of challenges that have a link to one, oldest first.

    A rung is as old as the first of its challenges and was last changed when the latest was made, which gave it its
    difficulty and its wording.
    """
    groups: dict[str, list[Document]] = {}
    for challenge in challenges:
        if isinstance(challenge.get("rung"), str) and all(
            isinstance(challenge.get(field), str) for field in ("created", "start", "title", "domain")
        ):
            groups.setdefault(challenge["rung"], []).append(challenge)
    rungs = []
    for identifier, group in groups.items():
        group.sort(key=lambda challenge: (challenge["created"], challenge["start"], str(challenge.get("id"))))
        first, latest = group[0], group[-1]
        rung: Document = {"id": identifier, "created": first["created"], "updated": latest["created"]}
        if latest["created"] != first["created"]:
            rung["changed"] = {"difficulty": latest["created"], "title": latest["created"]}
        rung |= {"domain": first["domain"], "title": rung_title(latest["title"])}
        rungs.append({**rung, "difficulty": latest.get("difficulty")})
    return sorted(rungs, key=lambda rung: (rung["created"], rung["id"]))
