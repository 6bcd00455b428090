"""Which words of a sentence are the program's own: what is written in its source; what it fills in is the person's.

Read from the source itself, so that a new sentence is readable while masked without being listed anywhere, and
one that cannot be found there is hidden. Imported only once something is masked.
"""

from __future__ import annotations

import ast
import calendar
import re
from collections.abc import Collection, Iterable, Iterator
from functools import cache, lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from threading import Lock
from typing import NamedTuple

from textual.content import Content

from efficacy_tui.content.instrument import Instrument
from efficacy_tui.content.words import DISCLAIMER, load_words
from efficacy_tui.flows.command_table import resume_hint
from efficacy_tui.tui.bindings import BY_ID, COMMANDS, offer_hint
from efficacy_tui.tui.privacy.mask import dots, public
from efficacy_tui.tui.privacy.masking_app import COPY_REFUSED, MASKED_MESSAGE

PACKAGES = ("flows", "journal", "store", "tui", "wording")
EXCLUDED_FILES = ("demo.py",)
_reading = Lock()
"""Files whose sentences are a person's, made up."""

EXAMPLES = re.compile("EXAMPLE|PLACEHOLDER")
BETWEEN = re.compile(r"( · |\n+)")
"""What stands between sentences that are put together."""

DAYS = ("Today", "Yesterday", "Tomorrow")
CALENDAR = frozenset(
    name.casefold()
    for names in (calendar.day_name, calendar.day_abbr, calendar.month_name, calendar.month_abbr)
    for name in names
    if name
)

LEAST_LETTERS, LEAST_NAMED = 8, 5
PHRASE_FIELDS = frozenset(
    {"label", "free_text_label", "title", "leaving", "escape_hint", "back_hint", "message", "prompt", "hint", "ROLES"}
)
"""Where a single word is one of the program's."""

PHRASE_CALLS = frozenset({"FlowResult", "announce", "say", "set_content", "notify", "warn"})
"""What says a sentence."""

Piece = tuple[str, bool]
"""A part of a text, and whether it is the program's."""

_HOLE = "\0"
_KEY = re.compile("\1([a-z0-9-]+)\1")
"""The key of a command, by its id; which one it is may be changed while the program runs."""


class OwnPhrases(NamedTuple):
    """Whole sentences, and sentences with holes."""

    whole: frozenset[str]
    holed: tuple[tuple[re.Pattern[str], int], ...]

    def pieces(self, text: str, private: Collection[str] = ()) -> list[Piece]:
        """A text in its pieces; what is in `private` (small letters) is the person's, whatever it says."""
        found: list[Piece] = []
        for i, part in enumerate(BETWEEN.split(text)):
            if i % 2 or not part:
                found.append((part, True))
            else:
                found += self._sentence(part, private)
        return [piece for piece in found if piece[0]]

    def _sentence(self, text: str, private: Collection[str]) -> Iterator[Piece]:
        lead, said, tail = _stripped(text)
        yield lead, True
        if said.casefold() in private:
            yield said, False
        elif said in self.whole or _is_date(said):
            yield said, True
        elif (match := self._fitting(said)) is not None:
            at = 0
            for number in range(1, (match.re.groups or 0) + 1):
                start, end = match.span(number)
                yield said[at:start], True
                yield said[start:end], False
                at = end
            yield said[at:], True
        else:
            yield said, False
        yield tail, True

    def _fitting(self, text: str) -> re.Match[str] | None:
        """The fit of the sentence that brings the most words of its own."""
        fits = ((letters, match) for pattern, letters in self.holed if (match := pattern.fullmatch(text)))
        return max(fits, key=lambda fit: fit[0], default=(0, None))[1]


def _is_date(text: str) -> bool:
    """Whether a text is a day and nothing else: “Tuesday 3 March”."""
    parts = re.findall(r"\w+", text.casefold())
    return text in DAYS or (
        len(parts) > 1
        and any(map(str.isdigit, parts))
        and any(not each.isdigit() for each in parts)
        and all(each.isdigit() or each in CALENDAR for each in parts)
    )


def _stripped(text: str) -> tuple[str, str, str]:
    said = text.strip()
    at = text.find(said)
    return text[:at], said, text[at + len(said) :]


class _Reader(ast.NodeVisitor):
    """Gathers the sentences of a file: strings as they are, with a hole where something is filled in."""

    def __init__(self) -> None:
        self.found: set[tuple[str, bool]] = set()
        self._named = False

    def visit_Expr(self, node: ast.Expr) -> None:
        if not isinstance(node.value, ast.Constant):
            self.generic_visit(node)

    def visit_Assign(self, node: ast.Assign) -> None:
        names = [each.id for each in node.targets if isinstance(each, ast.Name)]
        if not any(EXAMPLES.search(name) for name in names):
            self._under(any(name in PHRASE_FIELDS for name in names), node.value)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None and isinstance(node.target, ast.Name):
            self._under(node.target.id in PHRASE_FIELDS, node.value)

    def visit_keyword(self, node: ast.keyword) -> None:
        if node.arg not in ("placeholder", "default", "value", "key"):
            self._under(node.arg in PHRASE_FIELDS, node.value)

    def visit_Call(self, node: ast.Call) -> None:
        self.visit(node.func)
        said = getattr(node.func, "attr", getattr(node.func, "id", "")) in PHRASE_CALLS
        for argument in node.args:
            self._under(said, argument)
        for keyword in node.keywords:
            self.visit(keyword)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        parts = [str(each.value) if isinstance(each, ast.Constant) else _key(each) or _HOLE for each in node.values]
        self.found.add(("".join(parts), self._named))
        for each in node.values:
            if isinstance(each, ast.FormattedValue):
                self.visit(each.value)

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str):
            self.found.add((node.value, self._named))

    def _under(self, named: bool, node: ast.AST) -> None:
        before, self._named = self._named, named
        self.visit(node)
        self._named = before


def _key(hole: ast.AST) -> str:
    """What stands for the key of a command, where a hole is filled with it."""
    match hole:
        case ast.FormattedValue(
            value=ast.Attribute(
                attr="key", value=ast.Subscript(value=ast.Name(id="BY_ID"), slice=ast.Constant(value=str(i)))
            )
        ):
            return f"\1{i}\1"
    return ""


def _read_source() -> Iterator[tuple[str, bool]]:
    root = resources.files("efficacy_tui")
    for package in PACKAGES:
        yield from _read_folder(root.joinpath(package))
    yield from _read_file(root.joinpath("content", "answer_options.py"))


def _read_folder(folder: Traversable) -> Iterator[tuple[str, bool]]:
    for each in folder.iterdir():
        if each.is_dir():
            yield from _read_folder(each)
        elif each.name.endswith(".py") and each.name not in EXCLUDED_FILES:
            yield from _read_file(each)


def _read_file(file: Traversable) -> set[tuple[str, bool]]:
    reader = _Reader()
    reader.visit(ast.parse(file.read_text(encoding="utf-8")))
    return reader.found


def _read_pages() -> Iterator[tuple[str, bool]]:
    session = load_words("reappraisal")
    for name in ("sensations", "reading", "safety"):
        yield from ((text, True) for text in session[name])
    yield from ((f"“{text}”", True) for text in session["statements"])
    yield " ".join(session["safety"]), True
    yield from (
        (text.replace("{name}", _HOLE), True) for text in load_words("rater_form").values() if isinstance(text, str)
    )
    yield DISCLAIMER, True
    yield from (
        (said([command.id]), True) for command in COMMANDS for said in (offer_hint, lambda ids: resume_hint(*ids))
    )
    yield MASKED_MESSAGE, True
    yield COPY_REFUSED, True


def _read_instrument(instrument: Instrument) -> Iterator[tuple[str, bool]]:
    for item in instrument.items:
        for stem, text in ((instrument.own, item.own), (instrument.other, item.other)):
            yield f"{stem.replace('{name}', _HOLE).rstrip(' .…')} {text}?", True
    yield from ((anchor, True) for anchor in (*instrument.anchors, instrument.unknown))


def _sentences(texts: Iterable[tuple[str, bool]]) -> OwnPhrases:
    whole: set[str] = set()
    holed: dict[str, int] = {}
    for text, named in texts:
        for part in BETWEEN.split(text)[::2]:
            said = part.strip()
            literal = said.replace(_HOLE, " ")
            letters = sum(char.isalpha() for char in literal)
            several = (len(literal.split()) > 1 and letters >= LEAST_LETTERS) or (named and letters >= LEAST_NAMED)
            if _HOLE not in said:
                if letters and (named or several):
                    whole.add(said)
            elif several:
                pattern = "(.+?)".join(map(re.escape, re.split(f"{_HOLE}+", said)))
                holed[pattern] = letters
    compiled = ((re.compile(pattern, re.DOTALL), letters) for pattern, letters in holed.items())
    return OwnPhrases(frozenset(whole), tuple(compiled))


@cache
def _source() -> tuple[tuple[str, bool], ...]:
    try:
        return tuple(_read_source())
    except (OSError, SyntaxError, RecursionError, SystemError):
        # Then nothing is known to be the program's, and everything is hidden.
        return ()


def own_phrases(instrument: Instrument | None = None) -> OwnPhrases:
    """The program's sentences, with those of a profile's items; read once, by one thread while others wait.

    Where the source cannot be read there are none, and everything is hidden.
    """
    with _reading:
        return _sentences_with(instrument, tuple(command.key for command in COMMANDS))


@lru_cache(4)
def _sentences_with(instrument: Instrument | None, _keys: tuple[str, ...]) -> OwnPhrases:
    about = () if instrument is None else _read_instrument(instrument)
    said = ((_KEY.sub(lambda key: BY_ID[key[1]].key, text), named) for text, named in _source())
    return _sentences([*said, *_read_pages(), *about])


def revealed(pieces: Iterable[Piece]) -> Content:
    """A text in which the program's pieces are marked as its own."""
    return Content("").join([public(text) if own else Content(text) for text, own in pieces])


def to_lines(pieces: Iterable[Piece], lines: Iterable[str]) -> list[Content]:
    """The same text on the lines it was wrapped into, with its marks."""
    marks = iter([own for text, own in pieces for char in text if not char.isspace()])
    found = []
    for line in lines:
        parts: list[Piece] = []
        for char in line:
            own = parts[-1][1] if char.isspace() and parts else char.isspace() or next(marks, False)
            if parts and parts[-1][1] == own:
                parts[-1] = parts[-1][0] + char, own
            else:
                parts.append((char, own))
        found.append(revealed(parts))
    return found


def as_markup(pieces: Iterable[Piece]) -> str:
    """A text as markup in which only the program's own words are left; the others are dots already."""
    said = "".join(text if own else dots(text) for text, own in pieces)
    return f"[@ours=1]{said.replace('[', chr(92) + '[')}[/]"
