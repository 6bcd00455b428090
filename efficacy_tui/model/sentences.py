"""Sentences around a person's own words, which may bring a full stop or an “if” of their own."""

from __future__ import annotations

_ENDS = (".", "!", "?", "…")
_CLOSING_QUOTES = "”’»\"')"


def as_sentence(text: str) -> str:
    """Return a text with a full stop at its end, unless it ends a sentence already."""
    return text if text.rstrip(_CLOSING_QUOTES).endswith(_ENDS) else f"{text}."


def upper_first(text: str) -> str:
    """Return a text with its first letter in upper case, as at the beginning of a sentence."""
    return text[:1].upper() + text[1:]


def lower_first(text: str) -> str:
    """Return a text with its first letter in lower case, as within a sentence."""
    return text[:1].lower() + text[1:]


def plan_words(obstacle: str, plan: str) -> str:
    """Join an obstacle and a plan: “If my voice shakes, then I pause”, whether or not they begin with if and then.

    With only one of the two, that one is returned as it is; empty without any.
    """
    obstacle, plan = obstacle.strip(), plan.strip()
    if not obstacle or not plan:
        return obstacle or plan
    return f"If {_without(obstacle, 'if ').rstrip('.,')}, then {_without(plan, 'then ')}"


def _without(text: str, word: str) -> str:
    """Return a text without a word that the sentence around it begins with anyway."""
    return text[len(word) :].lstrip() if text.casefold().startswith(word) else text
