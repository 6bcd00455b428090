"""What came back to the person last in each domain, so that it is not the same two days running."""

from __future__ import annotations

import datetime as dt

import msgspec

from efficacy_tui.journal.repository import Repository


class ShownRecall(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was shown on a day (`id` of a record), and `before` that, on the last other day."""

    id: str
    day: dt.date
    before: str = ""


class ShownRecallRepository(Repository):
    """One entry a domain."""

    def shown_before(self, domain: str) -> str:
        """Return the id of what was shown in a domain (id) on the last day before today; empty if nothing was."""
        last = self._get(domain)
        if last is None:
            return ""
        return last.before if last.day == self.journal.today() else last.id

    def note(self, domain: str, identifier: str) -> None:
        """Note what (id) is shown in a domain (id) today."""
        recall = ShownRecall(identifier, self.journal.today(), self.shown_before(domain))
        if recall != self._get(domain):
            self.journal.settings.set(_key(domain), msgspec.to_builtins(recall))

    def _get(self, domain: str) -> ShownRecall | None:
        recall: ShownRecall | None = self.journal.settings.get(_key(domain), kind=ShownRecall)
        return recall


def _key(domain: str) -> str:
    # The settings of a domain end with its id, and are erased with it.
    return f"recalled:{domain}"
