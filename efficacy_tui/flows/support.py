"""The support page: as shipped, or as the person wrote it. It is always there: what cannot be read falls back."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from efficacy_tui.model.text import clean

FILE = "support.toml"
"""The name of an edited copy in the settings folder."""


@dataclass(frozen=True)
class SupportText:
    """What stands on the page; `contacts` are who and how. `note` says why it is not the person's own."""

    title: str
    paragraphs: tuple[str, ...]
    contacts: tuple[tuple[str, str], ...]
    closing: str
    note: str = ""


@cache
def shipped_text() -> str:
    """The page as it is shipped, as a file to begin an own one with."""
    return resources.files("efficacy_tui.content").joinpath(FILE).read_text(encoding="utf-8")


@cache
def load_support(own: Path | None = None) -> SupportText:
    """The page: the person's own where there is one that can be read, else the one shipped. Read once."""
    note = ""
    if own is not None and own.exists():
        try:
            return _read(own.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            why = error.strerror if isinstance(error, OSError) else str(error)
            note = f"Your own page, {own}, could not be used ({why}), so this is the one that comes with the program."
    found = _read(shipped_text())
    return SupportText(found.title, found.paragraphs, found.contacts, found.closing, note)


def _read(text: str) -> SupportText:
    """The page that a TOML text says.

    Raises:
        ValueError: it is not TOML, or nobody is named in it.
    """
    import tomllib

    try:
        page: dict[str, Any] = tomllib.loads(text)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error

    def line(value: object, name: str) -> str:
        if not isinstance(value, str):
            raise ValueError(f"{name} is a text in quotation marks")
        return clean(value)

    contacts = page.get("contacts", [])
    if not isinstance(contacts, list) or not contacts or not all(isinstance(each, dict) for each in contacts):
        raise ValueError("it names nobody: write [[contacts]], then who and how")
    paragraphs, closing = page.get("paragraphs", []), page.get("closing", {})
    if not isinstance(paragraphs, list) or not isinstance(closing, dict):
        raise ValueError("paragraphs is a list of texts, and [closing] has a text")
    return SupportText(
        title=line(page.get("title", "If you need a person now"), "title"),
        paragraphs=tuple(line(each, "a paragraph") for each in paragraphs),
        contacts=tuple((line(each.get("who"), "who"), line(each.get("how"), "how")) for each in contacts),
        closing=line(closing.get("text", ""), "text"),
    )
