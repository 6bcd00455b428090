"""What every question on the screen needs, in memory at once. Imported once the dashboard stands, not before."""

from __future__ import annotations

import efficacy_tui.tui.screens.flow_screen  # noqa: F401  # what every question needs
from efficacy_tui.flows.asked import ASKED, due, flow_for, profile_offer, why_not
from efficacy_tui.flows.evidence import EditEvidence
from efficacy_tui.flows.first_start import FirstStart
from efficacy_tui.flows.revise import Revise

__all__ = ["ASKED", "EditEvidence", "FirstStart", "Revise", "due", "flow_for", "profile_offer", "why_not"]
