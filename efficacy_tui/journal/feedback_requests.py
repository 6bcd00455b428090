"""Who was asked for feedback last in each domain, so that their answer is recorded with a few keys."""

from __future__ import annotations

import datetime as dt

import msgspec

from efficacy_tui.journal.repository import Repository
from efficacy_tui.model.records import Challenge
from efficacy_tui.model.text import clean_line
from efficacy_tui.store.tables import Contents

ANSWER_DAYS = 14
"""Days for which the answer to a request is expected. †"""


class FeedbackRequest(msgspec.Struct, frozen=True):
    """Somebody (`who`) who was asked on `day` about a challenge (id)."""

    who: str
    challenge: str
    day: dt.date


class FeedbackRequestRepository(Repository):
    """One request a domain, the last one, until it is answered."""

    def pending(self, domain: str) -> FeedbackRequest | None:
        """Return the request in a domain (id) that may still be answered."""
        request = self.journal.settings.get(_key(domain), kind=FeedbackRequest)
        if request is None or not 0 <= (self.journal.today() - request.day).days <= ANSWER_DAYS:
            return None
        return request if is_closed(self.contents, request.challenge) else None

    def ask(self, challenge: Challenge, who: str) -> None:
        """Note that somebody is asked about a challenge today."""
        request = FeedbackRequest(clean_line(who), challenge.id, self.journal.today())
        self.journal.settings.set(_key(challenge.domain), msgspec.to_builtins(request))

    def settle(self, domain: str, who: str) -> None:
        """Forget the request in a domain (id) once somebody's words are recorded, if it went to them."""
        request = self.pending(domain)
        if request is not None and request.who.casefold() == clean_line(who).casefold():
            self.journal.settings.set(_key(domain), None)


def is_closed(contents: Contents, challenge: str) -> bool:
    """Whether a challenge (id) is there and has an outcome."""
    row = contents.challenges.get(challenge)
    return row is not None and row.status == "closed"


def _key(domain: str) -> str:
    # The settings of a domain end with its id, and are erased with it.
    return f"asked:{domain}"
