"""Names of the fields of records and of answers to them, where several lists of changes use the same words."""

from __future__ import annotations

from efficacy_tui.content.answer_options import (
    ABOUT_OPTIONS,
    ATTRIBUTION_OPTIONS,
    GAP_OPTIONS,
    INDEPENDENCE_OPTIONS,
    OUTCOME_OPTIONS,
    AnswerOption,
)

FIELD_NAMES = {
    "done_when": "done when",
    "partly_when": "partly when",
    "in_my_control": "in my control",
    "if_obstacle": "if",
    "then_plan": "then",
    "days": "asked on",
    "independence": "how",
    "interpretation": "read as",
    "afterwards": "how it went",
    "stopped_at": "stopped at",
}
"""Field → its name on the screen, where that is not the field's own."""

FIELD_OPTIONS: dict[str, tuple[AnswerOption, ...]] = {
    "outcome": OUTCOME_OPTIONS,
    "attribution": ATTRIBUTION_OPTIONS,
    "gap": GAP_OPTIONS,
    "about": ABOUT_OPTIONS,
    "independence": INDEPENDENCE_OPTIONS,
}
"""Field → the options that its question offers."""
