"""The flows that open by themselves when they are due, and the sentences that offer the profile and the ladder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from efficacy_tui.content.instrument import Instrument
from efficacy_tui.flows.check_in import DailyCheckIn
from efficacy_tui.flows.command_table import BY_ID, PLACES, Place
from efficacy_tui.flows.first_start import FirstStart
from efficacy_tui.flows.flow import Flow
from efficacy_tui.flows.reappraise import FollowUp
from efficacy_tui.flows.recovery import MergeConflictCopy
from efficacy_tui.journal.domain_stats import DomainStats
from efficacy_tui.journal.journal import Journal
from efficacy_tui.journal.ladder import build_ladder
from efficacy_tui.journal.ladder_offers import FIRST_LADDER, is_offered, mark_offered, rating_reason
from efficacy_tui.journal.ladder_ratings import RATE_AGAIN_DAYS
from efficacy_tui.model.records import Domain


class Offer(NamedTuple):
    """Something that is offered once: as a sentence, and as a message that ends with its key, in less and less."""

    sentence: str
    message: str
    shorter: tuple[str, ...]


def pending_prompts(journal: Journal) -> Iterator[tuple[str, Flow]]:
    """Yield the flows that are due, in order, each with a name by which a UI can ask it only once.

    They are the first start, today's missing check-in, and follow-ups of past events; `pending_copies` has the others.
    """
    if not journal.domains.all(archived=True):
        yield "first start", FirstStart(journal)
        return
    today = journal.today()
    if journal.checkins.missing():
        yield f"check-in {today}", DailyCheckIn(journal)
    for session in journal.reappraisals.awaiting_follow_up():
        yield f"follow-up {session.id} {today}", FollowUp(journal, session)


def pending_copies(journal: Journal) -> list[tuple[str, Flow]]:
    """Return a flow, with a name as above, for each undecided conflict copy of the journal.

    This lists the journal's folder and reads copies, so the dashboard calls it off its event loop.
    """
    if not journal.domains.all(archived=True):
        return []
    return [(f"copy {flow.copy.digest}", flow) for flow in MergeConflictCopy.pending(journal)]


def profile_offer(
    journal: Journal, instrument: Instrument, *, after_challenge: bool, place: Place = "dashboard"
) -> Offer | None:
    """Return an offer of the profile, once per reason until it is answered; `None` when there is no reason.

    It names the key that opens the profile, as from the `place` where the person is then.

    Raises:
        Rejected, StoreError: the journal could not record that the offer was made.
    """
    reason = journal.surveys.offer(instrument, after_challenge=after_challenge)
    if reason is None:
        return None
    when = "It has been four weeks or more since your last profile" if reason == "days" else "A challenge has ended"
    key = BY_ID["profile"].key + ("" if "profile" in PLACES[place] else " on the dashboard")
    act = f"{key} shows where you stand"
    return Offer(f"{when}. Press {key} to see where you stand", f"{when} · {act}", (f"{when}\n{act}",))


def ladder_offer(journal: Journal, domain_stats: Mapping[str, DomainStats]) -> Offer | None:
    """Return an offer of the first ladder or to rate all, once per reason; `None` when there is no reason.

    Only the focus is offered a first ladder. `domain_stats` are the statistics of the domains, by id.

    Raises:
        Rejected, StoreError: the journal could not record that the offer was made.
    """
    if journal.read_only:
        return None
    for domain in sorted(journal.domains.all(), key=lambda domain: not domain.focus):
        reason, offer = _ladder_reason(journal, domain, domain_stats.get(domain.id))
        if offer is not None and not is_offered(journal, domain.id, reason):
            mark_offered(journal, domain.id, reason)
            return offer
    return None


def _ladder_reason(journal: Journal, domain: Domain, stats: DomainStats | None) -> tuple[str, Offer | None]:
    """Return why a ladder is offered, as it is remembered, and the offer; empty and `None` without a reason."""
    name, key = domain.name, BY_ID["ladder"].key
    if not journal.rungs.all(domain.id, archived=True):
        words, act = f"{name}: five to eight things from easy to hard make a ladder", f"{key} begins one"
        shorter = (f"{name} has no ladder yet · {act}", f"{name} has no ladder yet\n{act}")
        offer = Offer(f"{words}. Press {key} to begin one", f"{words} · {act}", shorter)
        return (FIRST_LADDER, offer) if domain.focus else ("", None)
    ladder = build_ladder(journal.contents, stats) if stats is not None else None
    if ladder is None or not ladder.is_rating_due:
        return "", None
    if ladder.last_whole_rating is None:
        subject = "your ladder is" if ladder.last_rated is None else "most of your ladder is"
        reason = f"{subject} not rated yet"
    elif (ladder.today - ladder.last_whole_rating).days >= RATE_AGAIN_DAYS:
        reason = "it has been four weeks or more since you rated your ladder"
    else:
        reason = "you have had three outcomes or more since you rated your ladder"
    act = f"{key}, then {BY_ID['rate-rungs'].key}, rates all"
    offer = Offer(
        f"{name}: {reason}. Press {key} to open it and rate all",
        f"{name}: {reason} · {act}",
        (f"Rate the ladder of {name} · {act}", f"Rate the ladder of {name}\n{act}"),
    )
    return rating_reason(ladder), offer
