"""The support page, shipped or edited by the person. An unreadable edited page falls back to the shipped one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

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


@cache
def shipped_text() -> str:
    """Return the shipped page as TOML, the starting text of an edited one."""
    return resources.files("efficacy_tui.content").joinpath(FILE).read_text(encoding="utf-8")


@cache
def load_support(edited: Path | None = None) -> SupportText:
    """Load the edited page where it is readable, else the shipped one. Cached."""
    note = ""
    if edited is not None and atomic_file.exists(edited):
        try:
            return _parse(atomic_file.read_text(edited))
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else str(error)
            note = (
                f"Your own page, {edited}, could not be used ({reason}), so this is the one that comes with the "
                "program."
            )
    return replace(_parse(shipped_text()), note=note)


def _parse(text: str) -> SupportText:
    """Parse the page from TOML.

    Raises:
        ValueError: the text is not TOML, a value has the wrong type, or there is no contact.
    """
    import tomllib

    try:
        page: dict[str, Any] = tomllib.loads(text)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error

    def clean_text(value: object, name: str) -> str:
        if not isinstance(value, str):
            raise ValueError(f"{name} must be text in quotation marks")
        return clean(value)

    contacts = page.get("contacts", [])
    if not isinstance(contacts, list) or not contacts or not all(isinstance(contact, dict) for contact in contacts):
        raise ValueError("it names nobody: add [[contacts]] with who and how")
    paragraphs, closing = page.get("paragraphs", []), page.get("closing", {})
    if not isinstance(paragraphs, list) or not isinstance(closing, dict):
        raise ValueError("paragraphs must be a list of texts, and [closing] must have a text")
    return SupportText(
        title=clean_text(page.get("title", "If you need a person now"), "title"),
        paragraphs=tuple(clean_text(paragraph, "a paragraph") for paragraph in paragraphs),
        contacts=tuple(
            (clean_text(contact.get("who"), "who"), clean_text(contact.get("how"), "how")) for contact in contacts
        ),
        closing=clean_text(closing.get("text", ""), "text"),
    )
