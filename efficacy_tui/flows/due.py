"""The flows that open by themselves when they are due, and the sentences that offer the profile and the ladder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

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
) -> str:
    """Return a sentence offering the profile, once per reason until it is answered; empty when there is no reason.

    It names the key that opens the profile, as from the `place` where the person is then.

    Raises:
        Rejected, StoreError: the journal could not record that the offer was made.
    """
    reason = journal.surveys.offer(instrument, after_challenge=after_challenge)
    if reason is None:
        return ""
    when = "It has been four weeks or more since your last profile" if reason == "days" else "A challenge has ended"
    where = "" if "profile" in PLACES[place] else " on the dashboard"
    return f"{when}. Press {BY_ID['profile'].key}{where} to see where you stand"


def ladder_offer(journal: Journal, domain_stats: Mapping[str, DomainStats]) -> str:
    """Return a sentence offering the first ladder or to rate all, once per reason; empty when there is no reason.

    Only the focus is offered a first ladder. `domain_stats` are the statistics of the domains, by id.

    Raises:
        Rejected, StoreError: the journal could not record that the offer was made.
    """
    if journal.read_only:
        return ""
    for domain in sorted(journal.domains.all(), key=lambda domain: not domain.focus):
        reason, sentence = _ladder_reason(journal, domain, domain_stats.get(domain.id))
        if reason and not is_offered(journal, domain.id, reason):
            mark_offered(journal, domain.id, reason)
            return sentence
    return ""


def _ladder_reason(journal: Journal, domain: Domain, stats: DomainStats | None) -> tuple[str, str]:
    """Return why a ladder is offered, as it is remembered and as a sentence; both empty without a reason."""
    name, key = domain.name, BY_ID["ladder"].key
    if not journal.rungs.all(domain.id, archived=True):
        sentence = f"{name}: five to eight things from easy to hard make a ladder. Press {key} to begin one"
        return (FIRST_LADDER, sentence) if domain.focus else ("", "")
    ladder = build_ladder(journal.contents, stats) if stats is not None else None
    if ladder is None or not ladder.is_rating_due:
        return "", ""
    if ladder.last_whole_rating is None:
        subject = "your ladder is" if ladder.last_rated is None else "most of your ladder is"
        reason = f"{subject} not rated yet"
    elif (ladder.today - ladder.last_whole_rating).days >= RATE_AGAIN_DAYS:
        reason = "it has been four weeks or more since you rated your ladder"
    else:
        reason = "you have had three outcomes or more since you rated your ladder"
    return rating_reason(ladder), f"{name}: {reason}. Press {key} to open it and rate all"
