"""Examples of a first ladder for a kind of domain, picked by the words of the domain's name and task."""

from __future__ import annotations

import re
from typing import NamedTuple

from efficacy_tui.journal.word_pages import words_in_force
from efficacy_tui.model.sentences import lower_first
from efficacy_tui.model.text import fold

NEUTRAL = "anything"
"""The kind of an example that fits any domain."""


class LadderExample(NamedTuple):
    """A kind of domain, what such a ladder may be all for, and its rungs from easy to hard."""

    kind: str
    goal: str
    rungs: tuple[str, ...]


def example_for(name: str, task: str) -> LadderExample:
    """Return the example whose words a domain's name and task use most; a word in the name counts twice.

    A neutral one if none of the words occurs.
    """
    kinds = words_in_force("ladders").words["kinds"]
    scores = [2 * _count(kind.get("words", []), name) + _count(kind.get("words", []), task) for kind in kinds]
    best = max(scores)
    row = kinds[scores.index(best) if best else -1]
    return LadderExample(row["name"], row["goal"], tuple(row["rungs"]))


def title_example(name: str, task: str) -> str:
    """Return something to do in a domain of that kind, as it follows “I will”; empty where the kind is not known."""
    example = example_for(name, task)
    if example.kind == NEUTRAL:
        return ""
    rung = example.rungs[len(example.rungs) // 2]
    return lower_first(rung)


def _count(beginnings: list[str], text: str) -> int:
    folded = fold(text)
    return sum(re.search(rf"\b{re.escape(beginning)}", folded) is not None for beginning in beginnings)
