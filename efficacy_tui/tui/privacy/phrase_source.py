"""Reads the program's own words from its source, and from the words that it shows to everybody.

What the person wrote is in neither, so that everything that is not found here is theirs.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib import resources
from importlib.resources.abc import Traversable
from typing import NamedTuple

from efficacy_tui.content.instrument import Instrument
from efficacy_tui.content.words import DISCLAIMER, join_sentences, load_words
from efficacy_tui.flows.command_table import ALL_COMMANDS, COMMANDS, PLACES, offer_hint, resume_hint
from efficacy_tui.tui.privacy.mask import COPY_REFUSED, MASKED_MESSAGE

PACKAGES = ("flows", "journal", "store", "tui", "wording")
"""Packages whose source holds the program's sentences."""

EXCLUDED_FILES = ("demo.py",)
"""Files that hold the sentences of a made-up person."""

EXAMPLE_NAMES = re.compile("EXAMPLE|PLACEHOLDER")
"""Names of constants that hold examples of a person's words."""

PHRASE_FIELDS = frozenset(
    {"label", "free_text_label", "title", "escape_hint", "back_hint", "message", "prompt", "hint", "ROLES"}
)
"""Fields and constants in which even a single word is a phrase of the program."""

PHRASE_CALLS = frozenset({"FlowResult", "announce", "say", "set_content", "notify", "warn"})
"""Calls whose arguments are phrases of the program."""

HOLE = "\0"
"""The stand-in for a value that is filled in."""

NUMBER_HOLE = "\2"
"""The stand-in for a number that the source sets, such as a limit: the person's are never readable."""

LIMITS = ("low", "high")
"""Attributes of questions that hold such a number; other limits are constants, in capitals."""

COMMAND_KEY = re.compile("\1([a-z0-9-]+)\1")
"""The stand-in for a command's key (by command id), which can be remapped while the program runs."""


class SourceText(NamedTuple):
    """A text in the source, with a hole for each value in it; `is_phrase` if it stands in a phrase field or call."""

    text: str
    is_phrase: bool


class _PhraseCollector(ast.NodeVisitor):
    """Collects the strings of a source file, with a hole for each value in an f-string."""

    def __init__(self) -> None:
        self.texts: set[SourceText] = set()
        self._in_phrase_field = False

    def visit_Expr(self, node: ast.Expr) -> None:
        if not isinstance(node.value, ast.Constant):
            self.generic_visit(node)

    def visit_Assign(self, node: ast.Assign) -> None:
        names = [target.id for target in node.targets if isinstance(target, ast.Name)]
        if not any(EXAMPLE_NAMES.search(name) for name in names):
            self._visit_value(any(name in PHRASE_FIELDS for name in names), node.value)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None and isinstance(node.target, ast.Name):
            self._visit_value(node.target.id in PHRASE_FIELDS, node.value)

    def visit_keyword(self, node: ast.keyword) -> None:
        if node.arg not in ("placeholder", "default", "value", "key"):
            self._visit_value(node.arg in PHRASE_FIELDS, node.value)

    def visit_Call(self, node: ast.Call) -> None:
        self.visit(node.func)
        is_phrase_call = getattr(node.func, "attr", getattr(node.func, "id", "")) in PHRASE_CALLS
        for argument in node.args:
            self._visit_value(is_phrase_call, argument)
        for keyword in node.keywords:
            self.visit(keyword)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        parts = [
            str(part.value) if isinstance(part, ast.Constant) else _command_key(part) or HOLE for part in node.values
        ]
        self.texts.add(SourceText("".join(parts), self._in_phrase_field))
        if any(map(_is_limit, node.values)):
            numbers = (NUMBER_HOLE if _is_limit(part) else text for part, text in zip(node.values, parts, strict=True))
            self.texts.add(SourceText("".join(numbers), self._in_phrase_field))
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                self.visit(part.value)

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str):
            self.texts.add(SourceText(node.value, self._in_phrase_field))

    def _visit_value(self, in_phrase_field: bool, node: ast.AST) -> None:
        outer, self._in_phrase_field = self._in_phrase_field, in_phrase_field
        self.visit(node)
        self._in_phrase_field = outer


def _is_limit(hole: ast.AST) -> bool:
    """Whether the hole is a constant, or an end of a question’s scale."""
    match hole:
        case ast.FormattedValue(value=ast.Name(id=name)):
            return name.isupper()
        case ast.FormattedValue(value=ast.Attribute(attr=name)):
            return name in LIMITS
    return False


def _command_key(hole: ast.AST) -> str:
    """Return the stand-in for a command's key if the hole is `BY_ID["…"].key`, else an empty text."""
    match hole:
        case ast.FormattedValue(
            value=ast.Attribute(
                attr="key", value=ast.Subscript(value=ast.Name(id="BY_ID"), slice=ast.Constant(value=str(i)))
            )
        ):
            return f"\1{i}\1"
    return ""


def read_source() -> Iterator[SourceText]:
    """Yield the texts in the source of the packages that hold sentences.

    Raises:
        OSError, SyntaxError: the source cannot be read.
    """
    root = resources.files("efficacy_tui")
    for package in PACKAGES:
        yield from _read_folder(root.joinpath(package))
    yield from _read_file(root.joinpath("content", "answer_options.py"))


def _read_folder(folder: Traversable) -> Iterator[SourceText]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _read_folder(entry)
        elif entry.name.endswith(".py") and entry.name not in EXCLUDED_FILES:
            yield from _read_file(entry)


def _read_file(file: Traversable) -> set[SourceText]:
    collector = _PhraseCollector()
    collector.visit(ast.parse(file.read_text(encoding="utf-8")))
    return collector.texts


def read_pages(language: str) -> Iterator[str]:
    """Yield the texts of a language that are shown to everybody, and those that are put together from commands."""
    session = load_words("reappraisal", language)
    for name in ("sensations", "reading", "safety"):
        yield from session[name]
    yield from (f"“{text}”" for text in session["statements"])
    yield join_sentences(session["safety"])
    form = load_words("rater_form", language)
    for text in form.values():
        if isinstance(text, str):
            filled = text.replace("{pseudonym}", form["pseudonym_here"]).replace("{rater}", HOLE)
            yield filled.replace("{name}", HOLE)
    yield DISCLAIMER
    yield from (offer_hint([command.id]) for command in COMMANDS)
    yield from (resume_hint(command.id, place) for command in ALL_COMMANDS for place in PLACES)
    yield MASKED_MESSAGE
    yield COPY_REFUSED


def read_instrument(instrument: Instrument) -> Iterator[str]:
    """Yield the questions and the labels of a profile."""
    for item in instrument.items:
        yield from (instrument.question(item, about) for about in ("", HOLE))
    yield from (*instrument.anchors, instrument.unknown)
