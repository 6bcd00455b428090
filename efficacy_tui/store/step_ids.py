"""The ids of the steps of challenges: derived from the challenge and the text, and kept when a step is edited."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping

import msgspec

from efficacy_tui.store.registers import Document


def identify_steps(identifier: str, steps: Iterable[Document], text_by_id: Mapping[str, str]) -> list[Document]:
    """Return the steps of a challenge (id) with an id each; those that have one stay as they are.

    A step with a text of `text_by_id` gets its id (no text: no longer part of the challenge). Any other
    id is derived from the text, so that two machines find the same.
    """
    steps = list(steps)
    used_ids = {step["id"] for step in steps if step.get("id")}
    free_ids = {key: text for key, text in text_by_id.items() if text and key not in used_ids}
    identified = []
    for step in steps:
        if step.get("id"):
            identified.append(step)
            continue
        step_id = next((key for key, text in free_ids.items() if text == step["text"]), None)
        if step_id is None:
            candidates = (_derive_step_id(identifier, step["text"], number) for number in itertools.count())
            step_id = next(key for key in candidates if key not in used_ids and key not in text_by_id)
        free_ids.pop(step_id, None)
        used_ids.add(step_id)
        identified.append({"id": step_id, **{key: value for key, value in step.items() if key != "id"}})
    return identified


def _derive_step_id(identifier: str, text: str, number: int) -> str:
    import hashlib  # only a new step needs it, and a prompt should not wait for it

    return hashlib.sha256(msgspec.json.encode((identifier, text, number))).hexdigest()[:32]
