"""Reads texts stored as TOML, those of `TRANSLATED_PAGES` in a language."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

DISCLAIMER = "Informational; not a psychological test, not mental-health care."
TRANSLATED_PAGES = ("instrument", "rater_form", "reappraisal", "support", "form_labels")
"""The pages that are in every language, in a folder named for it; the others are in English only."""

OWN_PAGES = {
    "instrument": "the items of the profile",
    "rater_form": "what somebody reads before they answer about you",
    "reappraisal": "sentences to say, feelings, and how to read them",
    "support": "people and numbers to turn to",
    "ladders": "examples of a first ladder",
}
"""The pages that a person can have a copy of, each with what it is."""


def read_text(name: str, language: str = "en") -> str:
    """Return the file of one page as it comes with the program."""
    from importlib import resources

    folder = resources.files("efficacy_tui.content")
    folder = folder.joinpath(language) if name in TRANSLATED_PAGES else folder
    return folder.joinpath(f"{name}.toml").read_text(encoding="utf-8")


def join_sentences(sentences: Iterable[str]) -> str:
    """Join sentences to a paragraph; Japanese has no blank after its full stop."""
    paragraph = ""
    for sentence in sentences:
        paragraph += f"{'' if not paragraph or paragraph.endswith('。') else ' '}{sentence}"
    return paragraph


@cache
def load_words(name: str, language: str = "en") -> dict[str, Any]:
    """Return the texts of one page, e.g. `reappraisal`, as they come with the program; each file is read once."""
    # Import late: most commands need no page, and this module loads too slowly for a shell prompt.
    import tomllib

    return tomllib.loads(read_text(name, language))
