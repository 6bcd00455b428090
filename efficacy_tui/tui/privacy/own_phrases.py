"""Tells the program's own words in a sentence from the person's by reading the program's source.

A new sentence of the program is thus readable while masked without being listed anywhere, and any sentence not in the
source is hidden. Imported only once something is masked.
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
from efficacy_tui.content.languages import ENGLISH
from efficacy_tui.content.words import DISCLAIMER, join_sentences, load_words
from efficacy_tui.flows.command_table import ALL_COMMANDS, BY_ID, COMMANDS, PLACES, offer_hint, resume_hint
from efficacy_tui.tui.privacy.mask import COPY_REFUSED, MASKED_MESSAGE, public

PACKAGES = ("flows", "journal", "store", "tui", "wording")
"""Packages whose source holds the program's sentences."""

EXCLUDED_FILES = ("demo.py",)
"""Files that hold the sentences of a made-up person."""

_read_lock = Lock()

EXAMPLE_NAMES = re.compile("EXAMPLE|PLACEHOLDER")
"""Names of constants that hold examples of a person's words."""

SEPARATORS = re.compile(r"( · |\n+)")
"""Separators between sentences that are shown together."""

SIGN = re.compile(r"[!⚠●✓] ")
"""A sign before a message, such as that of a problem."""

SENTENCE_ENDS = re.compile(r"((?<=[.!?…])[ ]+)")
"""The blanks between the sentences of a paragraph, which may be put together from several places of the source."""

DAYS = ("Today", "Yesterday", "Tomorrow")
CALENDAR = frozenset(
    name.casefold()
    for names in (calendar.day_name, calendar.day_abbr, calendar.month_name, calendar.month_abbr)
    for name in names
    if name
)

MIN_LETTERS, MIN_LETTERS_IN_PHRASE_FIELD = 8, 5
"""Letters a text must have to count as a sentence: anywhere, and in a phrase field."""

PHRASE_FIELDS = frozenset(
    {"label", "free_text_label", "title", "escape_hint", "back_hint", "message", "prompt", "hint", "ROLES"}
)
"""Fields and constants in which even a single word is a phrase of the program."""

PHRASE_CALLS = frozenset({"FlowResult", "announce", "say", "set_content", "notify", "warn"})
"""Calls whose arguments are phrases of the program."""

Piece = tuple[str, bool]
"""A part of a text, and whether it is the program's own."""

_HOLE = "\0"
_NUMBER_HOLE = "\2"
"""The stand-in for a number that the source sets, such as a limit: the person's are never readable."""

NUMBER = r"\d[\d.,’ ]*"
LIMITS = ("low", "high")
"""Attributes of questions that hold such a number; other limits are constants, in capitals."""

_COMMAND_KEY = re.compile("\1([a-z0-9-]+)\1")
"""The stand-in for a command's key (by command id), which can be remapped while the program runs."""


class OwnPhrases(NamedTuple):
    """The program's fixed sentences, and its templates: sentences with holes that are filled in."""

    sentences: frozenset[str]
    templates: tuple[tuple[re.Pattern[str], int], ...]
    """Each with the number of letters of its own, holes aside; a number of the source counts as one."""

    def pieces(self, text: str, private_names: Collection[str] = ()) -> list[Piece]:
        """Split a text into pieces. `private_names` (lower case) are the person's even where the program uses them."""
        pieces: list[Piece] = []
        if (sign := SIGN.match(text)) is not None:
            pieces, text = [(sign[0], True)], text[sign.end() :]
        for i, part in enumerate(SEPARATORS.split(text)):
            if i % 2 or not part:
                pieces.append((part, True))
            else:
                pieces += self._split_part(part, private_names)
        return [piece for piece in pieces if piece[0]]

    def _split_part(self, text: str, private_names: Collection[str]) -> Iterator[Piece]:
        """Split what stands between separators: whole, or by its sentences where the source has no such whole."""
        sentences = SENTENCE_ENDS.split(text)
        before_colon, colon, after_colon = text.partition(": ")
        if text.strip().casefold() in private_names or self._is_phrase(text):
            yield from self._split_sentence(text, private_names)
        elif len(sentences) > 1:
            for i, sentence in enumerate(sentences):
                yield from [(sentence, True)] if i % 2 else self._split_part(sentence, private_names)
        elif colon:
            # What it speaks of, such as a day or a line, and what is wrong there.
            yield from self._split_sentence(before_colon, private_names)
            yield colon, True
            yield from self._split_part(after_colon, private_names)
        else:
            yield from self._split_sentence(text, private_names)

    def _is_phrase(self, text: str) -> bool:
        sentence = text.strip()
        return sentence in self.sentences or self._best_match(sentence) is not None

    def _split_sentence(self, text: str, private_names: Collection[str]) -> Iterator[Piece]:
        leading_space, sentence, trailing_space = _strip(text)
        yield leading_space, True
        if sentence.casefold() in private_names:
            yield sentence, False
        elif sentence in self.sentences or _is_date(sentence):
            yield sentence, True
        elif (match := self._best_match(sentence)) is not None:
            position = 0
            for number in range(1, (match.re.groups or 0) + 1):
                start, end = match.span(number)
                yield sentence[position:start], True
                hole = sentence[start:end]
                if _is_date(hole):
                    yield hole, True
                elif start and end == len(sentence) and SENTENCE_ENDS.fullmatch(sentence, start - 1, start):
                    # A sentence that was put behind another one may be the program's own.
                    yield from self._split_part(hole, private_names)
                else:
                    yield hole, False
                position = end
            yield sentence[position:], True
        else:
            yield sentence, False
        yield trailing_space, True

    def _best_match(self, text: str) -> re.Match[str] | None:
        """Match the template that has the most letters of its own."""
        matches = ((letters, match) for pattern, letters in self.templates if (match := pattern.fullmatch(text)))
        return max(matches, key=lambda row: row[0], default=(0, None))[1]


def _is_date(text: str) -> bool:
    """Whether a text is only a day, as in “Tuesday 3 March”."""
    words = re.findall(r"\w+", text.casefold())
    return text in DAYS or (
        len(words) > 1
        and any(map(str.isdigit, words))
        and any(not word.isdigit() for word in words)
        and all(word.isdigit() or word in CALENDAR for word in words)
    )


def _strip(text: str) -> tuple[str, str, str]:
    """Split a text into leading white space, the rest, and trailing white space."""
    stripped = text.strip()
    start = text.find(stripped)
    return text[:start], stripped, text[start + len(stripped) :]


class _PhraseCollector(ast.NodeVisitor):
    """Collects the strings of a source file, with a hole for each value in an f-string."""

    def __init__(self) -> None:
        self.phrases: set[tuple[str, bool]] = set()
        """Each with whether it stands in a phrase field or call."""
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
            str(part.value) if isinstance(part, ast.Constant) else _command_key(part) or _HOLE for part in node.values
        ]
        self.phrases.add(("".join(parts), self._in_phrase_field))
        if any(map(_is_limit, node.values)):
            numbers = (_NUMBER_HOLE if _is_limit(part) else text for part, text in zip(node.values, parts, strict=True))
            self.phrases.add(("".join(numbers), self._in_phrase_field))
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                self.visit(part.value)

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str):
            self.phrases.add((node.value, self._in_phrase_field))

    def _visit_value(self, in_phrase_field: bool, node: ast.AST) -> None:
        outer, self._in_phrase_field = self._in_phrase_field, in_phrase_field
        self.visit(node)
        self._in_phrase_field = outer


def _is_limit(hole: ast.AST) -> bool:
    """Whether the hole is a constant, or the least or most of a question."""
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


def _read_source() -> Iterator[tuple[str, bool]]:
    root = resources.files("efficacy_tui")
    for package in PACKAGES:
        yield from _read_folder(root.joinpath(package))
    yield from _read_file(root.joinpath("content", "answer_options.py"))


def _read_folder(folder: Traversable) -> Iterator[tuple[str, bool]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _read_folder(entry)
        elif entry.name.endswith(".py") and entry.name not in EXCLUDED_FILES:
            yield from _read_file(entry)


def _read_file(file: Traversable) -> set[tuple[str, bool]]:
    collector = _PhraseCollector()
    collector.visit(ast.parse(file.read_text(encoding="utf-8")))
    return collector.phrases


def _read_pages(language: str) -> Iterator[tuple[str, bool]]:
    session = load_words("reappraisal", language)
    for name in ("sensations", "reading", "safety"):
        yield from ((text, True) for text in session[name])
    yield from ((f"“{text}”", True) for text in session["statements"])
    yield join_sentences(session["safety"]), True
    form = load_words("rater_form", language)
    for text in filter(_is_text, form.values()):
        filled = text.replace("{pseudonym}", form["pseudonym_here"]).replace("{rater}", _HOLE)
        yield filled.replace("{name}", _HOLE), True
    yield DISCLAIMER, True
    yield from ((offer_hint([command.id]), True) for command in COMMANDS)
    yield from ((resume_hint(command.id, place), True) for command in ALL_COMMANDS for place in PLACES)
    yield MASKED_MESSAGE, True
    yield COPY_REFUSED, True


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _read_instrument(instrument: Instrument) -> Iterator[tuple[str, bool]]:
    for item in instrument.items:
        yield from ((instrument.question(item, about), True) for about in ("", _HOLE))
    yield from ((anchor, True) for anchor in (*instrument.anchors, instrument.unknown))


def _build_phrases(texts: Iterable[tuple[str, bool]]) -> OwnPhrases:
    sentences: set[str] = set()
    templates: dict[str, int] = {}
    for text, in_phrase_field in texts:
        for phrase in _parts(text):
            own_words = phrase.replace(_HOLE, " ").replace(_NUMBER_HOLE, " ")
            letters = sum(char.isalpha() for char in own_words)
            is_sentence = (len(own_words.split()) > 1 and letters >= MIN_LETTERS) or (
                in_phrase_field and letters >= MIN_LETTERS_IN_PHRASE_FIELD
            )
            if _HOLE not in phrase and _NUMBER_HOLE not in phrase:
                if letters and (in_phrase_field or is_sentence):
                    sentences.add(phrase)
            elif is_sentence:
                pattern = "(.+?)".join(map(re.escape, re.split(f"{_HOLE}+", phrase)))
                templates[pattern.replace(re.escape(_NUMBER_HOLE), NUMBER)] = letters + phrase.count(_NUMBER_HOLE)
    compiled = ((re.compile(pattern, re.DOTALL), letters) for pattern, letters in templates.items())
    return OwnPhrases(frozenset(sentences), tuple(compiled))


def _parts(text: str) -> Iterator[str]:
    """Yield the parts of a phrase that may be shown apart: those between separators, and each sentence of these."""
    for part in SEPARATORS.split(text)[::2]:
        yield part.strip()
        yield from filter(None, (sentence.strip() for sentence in SENTENCE_ENDS.split(part)[::2]))


@cache
def _source_phrases() -> tuple[tuple[str, bool], ...]:
    try:
        return tuple(_read_source())
    except (OSError, SyntaxError, RecursionError, SystemError):
        # Without the source nothing counts as the program's own, and everything is hidden.
        return ()


def own_phrases(instrument: Instrument | None = None) -> OwnPhrases:
    """Return the program's phrases and those of a profile's items; one thread reads them while others wait.

    Where the source cannot be read there are none, and everything is hidden.
    """
    with _read_lock:
        return _phrases_with(instrument, tuple(command.key for command in COMMANDS))


@lru_cache(4)
def _phrases_with(instrument: Instrument | None, _keys: tuple[str, ...]) -> OwnPhrases:
    instrument_phrases = () if instrument is None else _read_instrument(instrument)
    source_phrases = (
        (_COMMAND_KEY.sub(lambda match: BY_ID[match[1]].key, text), in_phrase_field)
        for text, in_phrase_field in _source_phrases()
    )
    pages = _read_pages(ENGLISH if instrument is None else instrument.language)
    return _build_phrases([*source_phrases, *pages, *instrument_phrases])


def reveal(pieces: Iterable[Piece]) -> Content:
    """Join pieces into a text with the program's own marked public."""
    return Content("").join([public(text) if is_own else Content(text) for text, is_own in pieces])


def to_lines(pieces: Iterable[Piece], lines: Iterable[str]) -> list[Content]:
    """Mark the program's own pieces of a text on the lines that the text was wrapped into."""
    ownership = iter([is_own for text, is_own in pieces for char in text if not char.isspace()])
    marked_lines = []
    for line in lines:
        parts: list[Piece] = []
        for char in line:
            is_own = parts[-1][1] if char.isspace() and parts else char.isspace() or next(ownership, False)
            if parts and parts[-1][1] == is_own:
                parts[-1] = parts[-1][0] + char, is_own
            else:
                parts.append((char, is_own))
        marked_lines.append(reveal(parts))
    return marked_lines
