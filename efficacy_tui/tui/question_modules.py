"""What every question on the screen needs, in memory at once. Imported once the dashboard stands, not before."""

from __future__ import annotations

import efficacy_tui.tui.screens.flow_dialog  # noqa: F401  # what every question needs
from efficacy_tui.flows.availability import ASKED, due, flow_for, profile_offer, why_not
from efficacy_tui.flows.edit_challenge import Revise
from efficacy_tui.flows.evidence import EditEvidence
from efficacy_tui.flows.first_start import FirstStart

__all__ = ["ASKED", "EditEvidence", "FirstStart", "Revise", "due", "flow_for", "profile_offer", "why_not"]
