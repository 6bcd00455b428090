"""The support page, shipped or edited by the person. An unreadable edited page falls back to the shipped one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from efficacy_tui.content.languages import ENGLISH
from efficacy_tui.content.words import load_words, read_text
from efficacy_tui.journal.word_pages import own_copy, read_copy
from efficacy_tui.model.text import clean
from efficacy_tui.store import atomic_file

FILE = "support.toml"  # the edited page, in the settings folder


@dataclass(frozen=True)
class SupportText:
    """The content of the page. `contacts` are pairs of who and how; `note` says why an edited page is not used."""

    title: str
    paragraphs: tuple[str, ...]
    contacts: tuple[tuple[str, str], ...]
    closing: str
    note: str = ""


def shipped_text() -> str:
    """Return the shipped page as TOML, the starting text of an edited one."""
    return read_text("support", ENGLISH)


@cache
def load_support(edited: Path | None = None, language: str = ENGLISH) -> SupportText:
    """Load the edited page where it can be used, else the shipped one in a language. Cached.

    `edited` is the person's page in the settings folder: their people, whatever the language, unless they have a page
    in the folder of that language.
    """
    note = ""
    for path in _own_pages(edited, language):
        if not atomic_file.exists(path):
            continue
        page, problems = read_copy(path, "support", language)
        if not problems:
            return _build(page)
        more = f", and {len(problems) - 1} more" if len(problems) > 1 else ""
        note = note or (
            f"Your own page, {path}, could not be used ({problems[0]}{more}), so you see the one that comes with the "
            "program."
        )
    return replace(_build(load_words("support", language)), note=note)


def _own_pages(edited: Path | None, language: str) -> list[Path]:
    if edited is None:
        return []
    return list(dict.fromkeys((own_copy(edited.parent, "support", language), edited)))


def _build(page: Mapping[str, Any]) -> SupportText:
    """Build the page from words without a problem."""
    return SupportText(
        title=clean(page["title"]),
        paragraphs=tuple(map(clean, page.get("paragraphs", []))),
        contacts=tuple((clean(contact["who"]), clean(contact["how"])) for contact in page["contacts"]),
        closing=clean(page.get("closing", {}).get("text", "")),
    )
