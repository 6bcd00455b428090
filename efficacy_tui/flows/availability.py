"""The flow that a command opens, and why a command is unavailable: the same for every UI."""

from __future__ import annotations

from efficacy_tui.flows.backfill import Backfill
from efficacy_tui.flows.check_in import DailyCheckIn
from efficacy_tui.flows.command_table import BY_ID, FLOW_COMMANDS, LADDER_CHANGES
from efficacy_tui.flows.design import DesignChallenge
from efficacy_tui.flows.evidence import AddEvidence
from efficacy_tui.flows.export import ExportJournal
from efficacy_tui.flows.flow import Flow
from efficacy_tui.flows.outcome import RecordOutcome
from efficacy_tui.flows.place_task import PlaceTask
from efficacy_tui.flows.reappraise import ReappraisalSession
from efficacy_tui.flows.review import WeeklyReview
from efficacy_tui.flows.step import RateStepOdds, RecordStep
from efficacy_tui.journal.journal import Journal
from efficacy_tui.journal.snapshot import DashboardSnapshot


def build_flow(command: str, journal: Journal, snapshot: DashboardSnapshot) -> Flow | None:
    """Build the flow that a command opens for the selected domain; `None` when there is nothing to ask."""
    match command:
        case "check-in":
            return DailyCheckIn(journal)
        case "backfill":
            return Backfill(journal)
        case "evidence":
            return AddEvidence(journal)
        case "export":
            return ExportJournal(journal)
        case "import":
            from efficacy_tui.flows.import_flow import ImportFile

            return ImportFile(journal)
        case "review":
            return WeeklyReview(journal)
        case "design" if snapshot.selected:
            return DesignChallenge(journal, snapshot.selected)
        case "reappraise" if snapshot.selected:
            return ReappraisalSession(journal, snapshot.selected)
        case "outcome" if snapshot.challenge:
            return RecordOutcome(journal, snapshot.challenge)
        case "place-task" if snapshot.selected:
            return PlaceTask(journal, snapshot.selected)
        case "step":
            return RecordStep.for_due_step(journal)
        case "step-odds":
            return RateStepOdds.for_next_step(journal)
        case _:
            return None


READ_ONLY = "This journal was made by a newer version, so it is open for reading only."


def no_domain_sentence() -> str:
    """Say that there is no domain, and which key adds one."""
    return f"There is no domain yet. {BY_ID['domains'].key} adds one."


def unavailable_reason(command: str, journal: Journal, snapshot: DashboardSnapshot) -> str | None:
    """Return why a command (id) is unavailable; `None` when it is available."""
    changes = (*FLOW_COMMANDS, *LADDER_CHANGES, "undo", "redo", "domains")
    if journal.read_only and command in changes and command != "export":
        return READ_ONLY
    if command not in (*FLOW_COMMANDS, "ladder"):
        return None
    if not snapshot.domains and command != "import":
        return no_domain_sentence()
    if command == "design" and snapshot.challenge is not None and snapshot.selected is not None:
        return f"{snapshot.selected.name} already has a challenge. {BY_ID['outcome'].key} records what came of it."
    if command == "outcome" and snapshot.challenge is None:
        return f"There is no challenge here yet. {BY_ID['design'].key} designs one."
    if command == "backfill" and not Backfill.days(journal):
        return "You have already rated each of the last seven days."
    if command == "step" and RecordStep.for_due_step(journal) is None:
        return "No step is due today."
    if command == "step-odds" and RateStepOdds.for_next_step(journal) is None:
        return "No upcoming step needs odds."
    return None
