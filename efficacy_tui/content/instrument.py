"""Reads the profile's instrument: the shipped one, or the person's edited copy, whose answers are a separate series."""

from __future__ import annotations

import codecs
import hashlib
import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from efficacy_tui.content.languages import ENGLISH
from efficacy_tui.content.words import load_words

EDITED_FILE = "instrument.toml"  # the edited copy, in the settings folder or its folder for a language
SCALE_POINTS = 5  # answers go from 1 to this
MIN_AREA_ITEMS = 3
MAX_ITEMS = 60
MAX_TEXT = 200


_BLANKS = str.maketrans({"\u00a0": " ", "\u202f": " "})  # French sets them before a question mark


class InstrumentUnusable(ValueError):
    """An edited instrument that cannot be used; the message says what is wrong and where.

    `needles` are patterns that lead to the line: each is searched from the match of the one before.
    """

    def __init__(self, message: str, *needles: str) -> None:
        super().__init__(message)
        self.needles = needles

    def line_in(self, text: str) -> int:
        """Return the line of the problem in the file's text, from 1; 0 if it cannot be told."""
        position, line = 0, 0
        for needle in self.needles:
            match = re.compile(needle, re.MULTILINE).search(text, position)
            if match is None:
                break
            position = match.end()
            line = text.count("\n", 0, match.start()) + 1
        return line


@dataclass(frozen=True)
class InstrumentItem:
    """One situation to rate: `self_text` continues “that you can …”, `other_text` “that {name} can …”.

    `practice` is the name of the domain it can become.
    """

    id: str
    self_text: str
    other_text: str
    practice: str


@dataclass(frozen=True)
class Area:
    """A group of items that are scored together."""

    id: str
    name: str
    items: tuple[InstrumentItem, ...]


@dataclass(frozen=True)
class Instrument:
    """The items and their wording in one language.

    `version` is a number for the shipped English items, that number after the language for a translation (`de-1`), and
    a hash of the wording if edited. `self_question` and `other_question` ask about one `{item}` where the stem and the
    item do not simply follow each other.
    """

    id: str
    version: int | str
    self_stem: str
    other_stem: str
    anchors: tuple[str, ...]
    unknown: str
    areas: tuple[Area, ...]
    language: str = ENGLISH
    self_question: str = ""
    other_question: str = ""

    @cached_property
    def items(self) -> tuple[InstrumentItem, ...]:
        """Every item, in order."""
        return tuple(item for area in self.areas for item in area.items)

    @property
    def is_edited(self) -> bool:
        """Whether the person edited the wording."""
        return "edited-" in str(self.version)

    def question(self, item: InstrumentItem, about: str = "") -> str:
        """Return the question about one item, for the person, or for a rater of the person called `about`."""
        stem, text, question = (
            (self.other_stem, item.other_text, self.other_question)
            if about
            else (self.self_stem, item.self_text, self.self_question)
        )
        question = question or f"{stem.rstrip(' .…')} {{item}}?"
        # The name last: a name with braces in it stays as it is.
        return question.replace("{item}", text).replace("{name}", about)


def shipped_instrument(language: str = ENGLISH) -> Instrument:
    """Return the instrument as it comes with the program; a translation is a version of its own, as `de-1`."""
    instrument = _parse(load_words("instrument", language), language)
    return instrument if language == ENGLISH else replace(instrument, version=f"{language}-{instrument.version}")


def parse_instrument(edited: Path | None = None, language: str = ENGLISH) -> Instrument:
    """Read the person's edited copy in a language if it exists, else the shipped instrument.

    A copy with the same wording counts as the shipped instrument; only text shown to those who answer is compared.

    Raises:
        InstrumentUnusable: the copy is unreadable or invalid.
    """
    original = shipped_instrument(language)
    if edited is None:
        return original
    try:
        if edited.exists() and not edited.is_file() and not edited.is_dir():
            # Reading a pipe would wait for somebody to write into it.
            raise InstrumentUnusable(f"{edited} cannot be read: it is a pipe, a device or a socket, not a file.")
        data = edited.read_bytes()
        # Windows programs begin a file with a byte order mark; that of UTF-16 tells the encoding.
        encoding = "utf-16" if data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else "utf-8-sig"
        text = data.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")
    except (FileNotFoundError, NotADirectoryError):
        return original
    except UnicodeDecodeError as error:
        line = len(re.split(rb"\r\n|\r|\n", error.object[: error.start]))
        raise InstrumentUnusable(f"{edited}, line {line}, cannot be read: this is not UTF-8 text.") from error
    except OSError as error:
        raise InstrumentUnusable(f"{edited} cannot be read: {error.strerror or error}.") from error
    try:
        instrument = _parse(tomllib.loads(text), language)
    except tomllib.TOMLDecodeError as error:
        position = re.search(r"\(at line (\d+)", str(error))
        line = int(position[1]) if position else max(len(text.splitlines()), 1)
        reason = re.sub(r"\s*\(at .*\)$", "", str(error))
        raise InstrumentUnusable(f"{edited}, line {line}, is not valid TOML: {reason}.") from error
    except RecursionError as error:
        raise InstrumentUnusable(f"{edited} cannot be used: it is nested too deeply.") from error
    except InstrumentUnusable as error:
        line = error.line_in(text)
        raise InstrumentUnusable(f"{edited}{f', line {line}' if line else ''}, cannot be used: {error}") from None
    if _wording(instrument) == _wording(original):
        return replace(instrument, version=original.version)
    prefix = "" if language == ENGLISH else f"{language}-"
    return replace(instrument, version=f"{prefix}{_fingerprint(instrument)}")


def _wording(instrument: Instrument) -> list[Any]:
    areas = [[a.id, a.name, [[i.id, i.self_text, i.other_text] for i in a.items]] for a in instrument.areas]
    # Leave out empty questions, so that copies from before there were translations keep their hash.
    questions = [instrument.self_question, instrument.other_question]
    return [
        instrument.id,
        instrument.self_stem,
        instrument.other_stem,
        list(instrument.anchors),
        instrument.unknown,
        areas,
        *(questions if any(questions) else []),
    ]


def _fingerprint(instrument: Instrument) -> str:
    wording = json.dumps(_wording(instrument), ensure_ascii=False, separators=(",", ":"))
    return f"edited-{hashlib.sha256(wording.encode()).hexdigest()[:12]}"


def _parse(data: Mapping[str, Any], language: str) -> Instrument:
    anchors = data.get("anchors")
    if not isinstance(anchors, list) or len(anchors) != SCALE_POINTS:
        raise InstrumentUnusable(f"“anchors” must be {SCALE_POINTS} texts, from 1 to {SCALE_POINTS}.", _key("anchors"))
    version = data.get("version")
    if not isinstance(version, int) or isinstance(version, bool):
        raise InstrumentUnusable("“version” must be a whole number.", _key("version"))
    rows = data.get("areas")
    if not isinstance(rows, list) or not 1 <= len(rows) <= 6:
        raise InstrumentUnusable("there must be one to six [[areas]].", r"^[ \t]*\[*areas\b")
    instrument = Instrument(
        id=_require_name(data, "id", "the instrument"),
        version=version,
        self_stem=_require_text(data, "self", "the instrument"),
        other_stem=_require_text(data, "other", "the instrument"),
        anchors=tuple(_require_text({"anchors": anchor}, "anchors", "the instrument") for anchor in anchors),
        unknown=_require_text(data, "unknown", "the instrument"),
        areas=tuple(_parse_area(row, number) for number, row in enumerate(rows, start=1)),
        language=language,
        self_question=_parse_question(data, "question_self"),
        other_question=_parse_question(data, "question_other"),
    )
    _require_unique([area.id for area in instrument.areas], "areas")
    _require_unique([item.id for item in instrument.items], "items")
    if len(instrument.items) > MAX_ITEMS:
        raise InstrumentUnusable(f"there are {len(instrument.items)} items; at most {MAX_ITEMS} can be asked.")
    return instrument


def _parse_question(data: Mapping[str, Any], key: str) -> str:
    question = _require_text(data, key, "the instrument") if key in data else ""
    if question and "{item}" not in question:
        raise InstrumentUnusable(f"“{key}” of the instrument must contain {{item}}.", _key(key))
    return question


def _parse_area(row: Any, number: int) -> Area:
    where, needles = f"area {number}", [r"^[ \t]*\[\[\s*areas\s*\]\]"] * number
    if not isinstance(row, dict):
        raise InstrumentUnusable(f"{where} must be a table.", *needles)
    items = row.get("items")
    if not isinstance(items, list) or len(items) < MIN_AREA_ITEMS:
        raise InstrumentUnusable(f"{where} needs at least {MIN_AREA_ITEMS} items to be scored.", *needles)
    return Area(
        _require_name(row, "id", where, *needles, _key("id")),
        _require_text(row, "name", where, *needles, _key("name")),
        tuple(_parse_item(item, where, needles) for item in items),
    )


def _parse_item(row: Any, where: str, needles: list[str]) -> InstrumentItem:
    if not isinstance(row, dict):
        raise InstrumentUnusable(f"every item of {where} must be a table with id, self and other.", *needles)
    raw_id = row.get("id")
    item_needle = rf"\bid\s*=\s*[\"']{re.escape(raw_id)}[\"']" if isinstance(raw_id, str) else _key("items")
    identifier = _require_name(row, "id", f"an item of {where}", *needles, item_needle)
    item_where = f"item {identifier}"
    self_text = _require_text(row, "self", item_where, *needles, item_needle)
    return InstrumentItem(
        identifier,
        self_text,
        _require_text(row, "other", item_where, *needles, item_needle),
        _require_text(row, "practice", item_where, *needles, item_needle, default=self_text),
    )


def _key(name: str) -> str:
    """Return a pattern for the line on which a key stands."""
    return rf"^[ \t]*[\"']?{name}[\"']?\s*="


def _require_text(row: Mapping[str, Any], key: str, where: str, *needles: str, default: str | None = None) -> str:
    value = row.get(key, default)
    needles = needles or (_key(key),)
    if not isinstance(value, str) or not value.strip():
        raise InstrumentUnusable(f"“{key}” of {where} must be a text.", *needles)
    if len(value) > MAX_TEXT:
        raise InstrumentUnusable(f"“{key}” of {where} is longer than {MAX_TEXT} characters.", *needles)
    if not value.translate(_BLANKS).isprintable():
        raise InstrumentUnusable(f"“{key}” of {where} must be on one line, without control characters.", *needles)
    return " ".join(filter(None, value.split(" ")))


def _require_name(row: Mapping[str, Any], key: str, where: str, *needles: str) -> str:
    value = row.get(key)
    # A rater's form has the id at the beginning of a line, from which it is parsed again.
    if not isinstance(value, str) or not re.fullmatch(r"[A-Za-z0-9_-]{1,24}", value):
        raise InstrumentUnusable(
            f"“{key}” of {where} must be 1 to 24 letters, digits, - or _.", *(needles or (_key(key),))
        )
    return value


def _require_unique(names: list[str], kind: str) -> None:
    for name in names:
        if names.count(name) > 1:
            needle = rf"\bid\s*=\s*[\"']{re.escape(name)}[\"']"
            raise InstrumentUnusable(f"two {kind} have the id “{name}”.", needle, needle)
