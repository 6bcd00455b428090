"""The flows that open by themselves when they are due, and the sentence that offers the profile."""

from __future__ import annotations

from collections.abc import Iterator

from efficacy_tui.content.instrument import Instrument
from efficacy_tui.flows.check_in import DailyCheckIn
from efficacy_tui.flows.command_table import BY_ID
from efficacy_tui.flows.first_start import FirstStart
from efficacy_tui.flows.flow import Flow
from efficacy_tui.flows.reappraise import FollowUp
from efficacy_tui.flows.recovery import MergeConflictCopy
from efficacy_tui.journal.journal import Journal


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


def profile_offer(journal: Journal, instrument: Instrument, *, after_challenge: bool) -> str:
    """Return a sentence offering the profile, once per reason until it is answered; empty when there is no reason.

    Raises:
        Rejected, StoreError: the journal could not record that the offer was made.
    """
    reason = journal.surveys.offer(instrument, after_challenge=after_challenge)
    if reason is None:
        return ""
    when = "Four weeks since your last profile" if reason == "days" else "A challenge is behind you"
    return f"{when}: {BY_ID['profile'].key} shows where you stand, when you like"
