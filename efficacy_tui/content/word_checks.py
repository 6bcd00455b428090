"""Checks a person's own copy of a page of words; each problem is named with its line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from efficacy_tui.content.languages import ENGLISH
from efficacy_tui.content.words import load_words

MAX_LINE = 200  # characters of a text that is one line on the screen
MAX_PARAGRAPH = 1000
MAX_OPTIONS = 9  # as many as there are digits to choose with
MAX_RUNGS = 12
MAX_WORDS = 100
HOLES = ("name", "rater", "pseudonym")  # what a form fills in


class WordProblem(NamedTuple):
    """What is wrong with a copy, as a sentence without its stop, and the line, from 1; 0 for the whole file."""

    line: int
    reason: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.reason}" if self.line else self.reason


class _WordPlace(NamedTuple):
    """Where something stands: patterns, each searched from the match of the one before."""

    needles: tuple[str, ...]

    def line(self, text: str) -> int:
        position = line = 0
        for needle in self.needles:
            match = re.compile(needle, re.MULTILINE).search(text, position)
            if match is None:
                break
            position = match.end()
            line = text.count("\n", 0, match.start()) + 1
        return line

    def key(self, name: str) -> _WordPlace:
        return _WordPlace((*self.needles, rf"^[ \t]*[\"']?{re.escape(name)}[\"']?\s*="))

    def table(self, name: str, number: int) -> _WordPlace:
        """The table of an array of tables, from 1."""
        return _WordPlace((*self.needles, *[rf"^[ \t]*\[\[\s*{name}\s*\]\]"] * number))

    def element(self, value: object) -> _WordPlace:
        """An element of the array at this place; where it cannot be found, the array."""
        excerpt = value[:30] if isinstance(value, str) else str(value)
        return _WordPlace((*self.needles, re.escape(excerpt))) if excerpt else self


_TOP = _WordPlace(())
Findings = Iterator[tuple[_WordPlace, str]]


def parse_words(name: str, text: str, language: str = ENGLISH) -> tuple[dict[str, Any], list[WordProblem]]:
    """Parse a person's copy of a page; return its words, what is missing taken from the shipped page, and its problems.

    With problems the words are not to be used. `name` is one of `PAGES`. A support page has what is in it and nothing
    else but a title, so that no advice of ours stands beside the person's own people.
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        position = re.search(r"\(at line (\d+)", str(error))
        reason = re.sub(r"\s*\(at .*\)$", "", str(error))
        return {}, [
            WordProblem(int(position[1]) if position else len(text.splitlines()), f"this is not TOML ({reason})")
        ]
    except RecursionError:
        return {}, [WordProblem(0, "it is nested too deeply")]
    shipped = load_words(name, language)
    if name == "support":
        shipped = {"title": shipped["title"]}
        findings = [*PAGES[name](table)]
    else:
        findings = [*_unknown_keys(table, shipped), *PAGES[name](table)]
    problems = sorted({WordProblem(place.line(text), reason) for place, reason in findings})
    return {**shipped, **table}, problems


def _unknown_keys(table: Mapping[str, Any], shipped: Mapping[str, Any]) -> Findings:
    import difflib

    valid_keys = [*shipped, "translated", "validated", "status"]
    for key in table:
        if key not in valid_keys:
            close = difflib.get_close_matches(key, valid_keys, 1)
            place = _TOP.table(re.escape(key), 1) if isinstance(table[key], list | dict) else _TOP
            place = place if any(isinstance(row, dict) for row in _rows(table[key])) else _TOP.key(key)
            yield place, f"there is nothing called “{key[:40]}” here{f'; did you mean {close[0]}?' if close else ''}"


def _rows(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _check_text(value: object, name: str, place: _WordPlace, limit: int) -> Findings:
    if not isinstance(value, str) or not value.strip():
        yield place, f"{name} must be a text in quotation marks"
    elif len(value) > limit:
        yield place, f"{name} is longer than {limit} characters"
    elif not value.replace("\u00a0", " ").replace("\u202f", " ").isprintable():
        yield place, f"{name} must be on one line, without control characters"


def _check_list(table: Mapping[str, Any], key: str, limit: int, most: int, place: _WordPlace = _TOP) -> Findings:
    if key not in table:
        return
    rows, place = table[key], place.key(key)
    if not isinstance(rows, list) or not rows:
        yield place, f"{key} must be a list of texts"
        return
    if len(rows) > most:
        yield place, f"{key} has {len(rows)} texts; at most {most} can be shown"
    for row in rows:
        yield from _check_text(row, f"each of {key}", place.element(row), limit)


def _check_reappraisal(table: Mapping[str, Any]) -> Findings:
    for key in ("statements", "sensations"):
        yield from _check_list(table, key, MAX_LINE, MAX_OPTIONS)
    for key in ("reading", "safety"):
        yield from _check_list(table, key, MAX_PARAGRAPH, MAX_OPTIONS)


def _check_rater_form(table: Mapping[str, Any]) -> Findings:
    for key, value in table.items():
        if isinstance(value, bool) and key in ("translated", "validated"):
            continue
        yield from _check_text(value, key, _TOP.key(key), MAX_PARAGRAPH)
        if isinstance(value, str):
            yield from ((_TOP.key(key), reason) for reason in _unknown_holes(value))


def _unknown_holes(text: str) -> Iterator[str]:
    for name in re.findall(r"\{([^{}]*)\}", text):
        if name not in HOLES:
            yield f"{{{name[:20]}}} stands for nothing; there are {{name}}, {{rater}} and {{pseudonym}}"


def _check_support(table: Mapping[str, Any]) -> Findings:
    if "title" in table:
        yield from _check_text(table["title"], "title", _TOP.key("title"), MAX_LINE)
    if table.get("paragraphs") != []:
        yield from _check_list(table, "paragraphs", MAX_PARAGRAPH, MAX_OPTIONS)
    contacts = table.get("contacts")
    if not isinstance(contacts, list) or not contacts or not all(isinstance(contact, dict) for contact in contacts):
        yield _TOP.key("contacts"), "it names nobody: add [[contacts]] with who and how"
    else:
        for number, contact in enumerate(contacts, start=1):
            place = _TOP.table("contacts", number)
            for key in ("who", "how"):
                yield from _check_contact(contact.get(key), key, place.key(key) if key in contact else place)
    closing = table.get("closing", {})
    if not isinstance(closing, dict) or not isinstance(closing.get("text", ""), str):
        yield _WordPlace((r"^[ \t]*\[?\s*closing",)), "[closing] must have a text"


def _check_contact(value: object, key: str, place: _WordPlace) -> Findings:
    # What is pasted into a contact may hold control characters; they are taken out where it is shown.
    if not isinstance(value, str):
        yield place, f"{key} must be a text in quotation marks"
    elif len(value) > MAX_PARAGRAPH:
        yield place, f"{key} is longer than {MAX_PARAGRAPH} characters"


def _check_ladders(table: Mapping[str, Any]) -> Findings:
    kinds = table.get("kinds")
    if not isinstance(kinds, list) or not kinds or not all(isinstance(kind, dict) for kind in kinds):
        yield _TOP.key("kinds"), "it has no example: add [[kinds]] with name, words, goal and rungs"
        return
    for number, kind in enumerate(kinds, start=1):
        place = _TOP.table("kinds", number)
        for key in ("name", "goal"):
            yield from _check_text(kind.get(key), key, place.key(key) if key in kind else place, MAX_LINE)
        # The kind that fits any domain has no words.
        if kind.get("words"):
            yield from _check_list(kind, "words", MAX_LINE, MAX_WORDS, place)
        if "rungs" in kind:
            yield from _check_list(kind, "rungs", MAX_LINE, MAX_RUNGS, place)
        else:
            yield place, "this example has no rungs"


PAGES: Mapping[str, Callable[[Mapping[str, Any]], Findings]] = {
    "reappraisal": _check_reappraisal,
    "rater_form": _check_rater_form,
    "support": _check_support,
    "ladders": _check_ladders,
}
"""The pages of which a person may have a copy, and what checks it; the instrument has rules of its own."""
