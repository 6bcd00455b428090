"""The ladder of a domain as a flow needs it: built once, before the first question."""

from __future__ import annotations

from efficacy_tui.flows.flow import Flow
from efficacy_tui.journal.domain_stats import compute_domain_stats
from efficacy_tui.journal.journal import Journal
from efficacy_tui.journal.ladder import Ladder, build_ladder
from efficacy_tui.model.records import Domain


def build_domain_ladder(journal: Journal, domain: Domain) -> Ladder:
    """Build the ladder of a domain as it is today. It may be slow, so a UI with an event loop does it in a thread.

    A domain that is gone meanwhile has an empty one; that it is gone is noticed when something is recorded.
    """
    current = journal.domains.get(domain.id) or domain
    return build_ladder(journal.contents, compute_domain_stats(journal.contents, current, journal.today()))


class LadderFlow(Flow):
    """A flow about a `domain` that needs its ladder."""

    def __init__(self, journal: Journal, domain: Domain) -> None:
        super().__init__(journal)
        self.domain = domain
        self._ladder: Ladder | None = None

    @property
    def ladder(self) -> Ladder:
        """The domain's ladder, built once."""
        if self._ladder is None:
            self._ladder = build_domain_ladder(self.journal, self.domain)
        return self._ladder

    def prepare(self) -> None:
        _ = self.ladder
