"""The words for the outcome of a challenge that files may use, in lower case."""

from __future__ import annotations

from efficacy_tui.model.types import Outcome

OUTCOME_WORDS: dict[str, Outcome] = {
    "succeeded": "succeeded",
    "partly": "partly",
    "failed": "failed",
    "abandoned": "abandoned",
    "1": "succeeded",
    "true": "succeeded",
    "yes": "succeeded",
    "0": "failed",
    "false": "failed",
    "no": "failed",
}
