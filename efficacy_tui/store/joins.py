"""Which domains are joined to which.

Two machines can each have made a domain of one name. The person joins them: the younger one gets `joined`, the id of
the older. It stays a record, but is shown nowhere; what belongs to it, also what a later merge brings, is shown and
saved under the one kept (see `invariants`). Without `joined`, all of it is there as before.

* Domains that are joined directly or through others are a group, whichever machine joined which of them, even in a
  circle. The oldest of a group (by `created`, then id) is kept.
* A join to a domain that is deleted, erased or not there does not count: the domain stands for itself again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol


class _JoinableDomain(Protocol):
    @property
    def id(self) -> str: ...

    @property
    def created(self) -> Any: ...

    @property
    def joined(self) -> str | None: ...


def find_owner_ids(domains: Mapping[str, _JoinableDomain]) -> dict[str, str]:
    """Return, for each joined domain (by id), the id of the one that is kept instead of it."""
    owner_ids: dict[str, str] = {}
    for domain in domains.values():
        if domain.joined is None or domain.joined not in domains:
            continue
        first, second = (owner_ids.get(key, key) for key in (domain.id, domain.joined))
        if first != second:
            younger, oldest = sorted((first, second), key=lambda key: (domains[key].created, key), reverse=True)
            owner_ids = {key: oldest if value == younger else value for key, value in owner_ids.items()} | {
                younger: oldest
            }
    return owner_ids


def replace_domain_ids(value: Any, owner_ids: Mapping[str, str]) -> Any:
    """Return the key or the value of a setting with the ids of kept domains instead of joined ones.

    In a key, as in that of a draft or of a day on which a domain is left out, ids stand between colons.
    """
    if isinstance(value, str):
        return ":".join(owner_ids.get(part, part) for part in value.split(":"))
    if isinstance(value, dict):
        return {replace_domain_ids(key, owner_ids): replace_domain_ids(item, owner_ids) for key, item in value.items()}
    return [replace_domain_ids(item, owner_ids) for item in value] if isinstance(value, list) else value


def find_group(domains: Mapping[str, _JoinableDomain], identifier: str) -> set[str]:
    """Return the ids of all domains that are joined to a domain or are kept instead of it, itself included."""
    owner_ids = find_owner_ids(domains)
    oldest = owner_ids.get(identifier, identifier)
    return {identifier, oldest, *(key for key, value in owner_ids.items() if value == oldest)}
