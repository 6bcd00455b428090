"""Tells the program's own words in a sentence from the person's, by the words in the program's source.

A new sentence of the program is thus readable while masked without being listed anywhere, and any sentence not in the
source is hidden. Imported only once something is masked.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Collection, Iterable, Iterator
from functools import cache, lru_cache
from threading import Lock
from typing import NamedTuple

from textual.content import Content

from efficacy_tui.content.instrument import Instrument
from efficacy_tui.content.languages import ENGLISH
from efficacy_tui.flows.command_table import BY_ID, COMMANDS
from efficacy_tui.tui.privacy.mask import public
from efficacy_tui.tui.privacy.phrase_source import (
    COMMAND_KEY,
    HOLE,
    NUMBER_HOLE,
    SourceText,
    read_instrument,
    read_pages,
    read_source,
)

_read_lock = Lock()

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

Piece = tuple[str, bool]
"""A part of a text, and whether it is the program's own."""

NUMBER = r"\d[\d.,’ ]*"


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
        """Split the text between two separators: as one phrase of the source, or else sentence by sentence."""
        sentences = SENTENCE_ENDS.split(text)
        before_colon, colon, after_colon = text.partition(": ")
        if text.strip().casefold() in private_names or self._is_phrase(text):
            yield from self._split_sentence(text, private_names)
        elif len(sentences) > 1:
            for i, sentence in enumerate(sentences):
                yield from [(sentence, True)] if i % 2 else self._split_part(sentence, private_names)
        elif colon:
            # Before the colon is the subject, such as a day or a line, and after it what is wrong there.
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


def _build_phrases(texts: Iterable[SourceText]) -> OwnPhrases:
    sentences: set[str] = set()
    templates: dict[str, int] = {}
    for text, is_phrase in texts:
        for phrase in _parts(text):
            own_words = phrase.replace(HOLE, " ").replace(NUMBER_HOLE, " ")
            letters = sum(char.isalpha() for char in own_words)
            is_sentence = (len(own_words.split()) > 1 and letters >= MIN_LETTERS) or (
                is_phrase and letters >= MIN_LETTERS_IN_PHRASE_FIELD
            )
            if HOLE not in phrase and NUMBER_HOLE not in phrase:
                if letters and (is_phrase or is_sentence):
                    sentences.add(phrase)
            elif is_sentence:
                pattern = "(.+?)".join(map(re.escape, re.split(f"{HOLE}+", phrase)))
                templates[pattern.replace(re.escape(NUMBER_HOLE), NUMBER)] = letters + phrase.count(NUMBER_HOLE)
    compiled = ((re.compile(pattern, re.DOTALL), letters) for pattern, letters in templates.items())
    return OwnPhrases(frozenset(sentences), tuple(compiled))


def _parts(text: str) -> Iterator[str]:
    """Yield the parts of a phrase that may be shown apart: those between separators, and each sentence of these."""
    for part in SEPARATORS.split(text)[::2]:
        yield part.strip()
        yield from filter(None, (sentence.strip() for sentence in SENTENCE_ENDS.split(part)[::2]))


@cache
def _source_texts() -> tuple[SourceText, ...]:
    try:
        return tuple(read_source())
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
    source_texts = [
        SourceText(COMMAND_KEY.sub(lambda match: BY_ID[match[1]].key, text), is_phrase)
        for text, is_phrase in _source_texts()
    ]
    questions = () if instrument is None else read_instrument(instrument)
    pages = read_pages(ENGLISH if instrument is None else instrument.language)
    return _build_phrases([*source_texts, *(SourceText(text, is_phrase=True) for text in (*pages, *questions))])


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
