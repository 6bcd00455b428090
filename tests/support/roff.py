"""Writes text for roff, the language of manual pages, in ASCII that groff and mandoc read alike."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Collection

WIDTH = 78

_ESCAPES = {
    "\\": r"\e",
    "-": r"\-",
    "'": r"\(aq",
    "`": r"\(ga",
    "^": r"\(ha",
    "~": r"\(ti",
    '"': r"\(dq",
    "’": r"\(cq",
    "‘": r"\(oq",
    "“": r"\(lq",
    "”": r"\(rq",
    "–": r"\(en",
    "…": "...",
    "\N{NO-BREAK SPACE}": r"\~",
}
_MARKUP = re.compile(r"“(efficacy[^”]*)”|(?<![\w-])(--?[a-z][a-z-]*)|\b([A-Z]{2,})\b|([A-Za-z_$/.~]*[_$/~][\w/.~-]*)")
"""A command in quotes, an option, a metavar, and a path or variable."""


def escape(text: str) -> str:
    """Escape a text so that every character of it is printed as it is, also if it begins a line."""
    return guard("".join(map(escape_character, text)))


def escape_character(char: str) -> str:
    return _ESCAPES.get(char) or (char if char.isascii() else f"\\[u{ord(char):04X}]")


def guard(line: str) -> str:
    """Keep an escaped line from being read as a request."""
    return f"\\&{line}" if line.startswith((".", "'")) else line


def bold(text: str) -> str:
    return rf"\fB{escape(text)}\fP"


def italic(text: str) -> str:
    return rf"\fI{escape(text)}\fP"


def mark_up(text: str, metavars: Collection[str] = ()) -> str:
    """Escape a sentence, with commands, options and paths in bold, and the `metavars` of its command in italics."""
    parts: list[str] = []
    end = 0
    for match in _MARKUP.finditer(text):
        command, option, capitals, path = match.groups()
        if capitals and capitals not in metavars:
            continue
        parts += map(escape_character, text[end : match.start()])
        parts.append(italic(capitals) if capitals else bold(command or option or path))
        end = match.end()
    parts += map(escape_character, text[end:])
    return guard("".join(parts))


def paragraph(text: str, metavars: Collection[str] = ()) -> list[str]:
    """Return the lines of a filled paragraph; each sentence begins a line, as roff spaces sentences by that."""
    sentences = re.split(r"(?<=[.!?]) (?=[A-Z“])", " ".join(text.split()))
    return [line for sentence in sentences for line in wrap(mark_up(sentence, metavars))]


def wrap(escaped: str) -> list[str]:
    """Break escaped text into lines; none begins like a request."""
    lines = textwrap.wrap(escaped, WIDTH, break_long_words=False, break_on_hyphens=False)
    return list(map(guard, lines))


def verbatim(lines: list[str]) -> list[str]:
    """Return lines in a block that is not filled, like an example."""
    return [".PP", ".RS 4", ".EX", *map(escape, lines), ".EE", ".RE"]


def item(tag: str, text: list[str], indent: int | None = None) -> list[str]:
    """Return a tagged paragraph; `tag` is escaped already."""
    return [".TP" if indent is None else f".TP {indent}", tag, *text]
