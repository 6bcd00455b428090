"""What every question on the screen needs, in memory at once. Imported once the dashboard stands, not before."""

from __future__ import annotations

import efficacy_tui.tui.screens.flow_dialog  # noqa: F401  # what every question needs
from efficacy_tui.flows.availability import build_flow, unavailable_reason
from efficacy_tui.flows.command_table import FLOW_COMMANDS
from efficacy_tui.flows.due import pending_prompts, profile_offer
from efficacy_tui.flows.edit_challenge import EditChallenge
from efficacy_tui.flows.evidence import EditEvidence
from efficacy_tui.flows.first_start import FirstStart

__all__ = [
    "FLOW_COMMANDS",
    "EditChallenge",
    "EditEvidence",
    "FirstStart",
    "build_flow",
    "pending_prompts",
    "profile_offer",
    "unavailable_reason",
]
