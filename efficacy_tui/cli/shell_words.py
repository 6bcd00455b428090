"""The words of a command line as they are typed in bash, and text quoted for it."""

from __future__ import annotations

import re
from typing import NamedTuple

_SAFE = re.compile(r"[\w@%+=:,./-]")
"""Characters that need no quoting outside quotes; letters of any script are among them."""


class TypedLine(NamedTuple):
    """A command line up to the cursor.

    `words` are the complete words without their quotes, `word` is the begun one; `raw` is that as typed, `quote` the
    quotation mark that is open in it (or empty). `is_redirect`: it is the file of a redirection.
    """

    words: tuple[str, ...]
    word: str
    raw: str
    quote: str
    is_redirect: bool


def split_line(line: str) -> TypedLine:
    """Split a line that begins with its command; the last word may be empty or end inside of quotes."""
    words: list[str] = []
    word, start, quote = "", None, ""
    is_redirect = False
    index = 0
    while index < len(line):
        char = line[index]
        begin, index = index, index + 1
        if quote == "'" or (quote and char != "\\"):
            if char == quote:
                quote = ""
            else:
                word += char
            continue
        if char == "\\":
            escaped, index = line[index : index + 1], index + 1
            # Inside double quotes a backslash before any other character stays.
            word += escaped if not quote or escaped in '"\\$`' else f"\\{escaped}"
        elif char in "'\"":
            quote = char
        elif char in " \t\n<>":
            is_descriptor = char in "<>" and start is not None and line[start:begin].isdigit()
            if start is not None and not is_redirect and not is_descriptor:
                words.append(word)
            is_redirect = char in "<>" or (is_redirect and start is None)
            word, start = "", None
            continue
        else:
            word += char
        start = begin if start is None else start
    return TypedLine(tuple(words), word, line[len(line) if start is None else start :], quote, is_redirect)


def quote_rest(value: str, typed: TypedLine, replaced: str) -> str | None:
    """Return the text that completes `typed.word` to `value`, in place of `replaced`, the end of the word as typed.

    bash replaces only what follows the last character at which it breaks words, like = or an opening quotation mark.
    `None`: the beginning that stays does not fit the value.
    """
    if not typed.raw.endswith(replaced):
        return None
    head = split_line(typed.raw[: len(typed.raw) - len(replaced)]).word
    if value[: len(head)].casefold() != head.casefold():
        return None
    rest = value[len(head) :]
    if typed.quote == "'":
        quoted = rest.replace("'", r"'\''")
    elif typed.quote:
        # A ! would be expanded inside double quotes, and a backslash before it would stay.
        quoted = re.sub(r'(["\\$`])', r"\\\1", rest).replace("!", "\"'!'\"")
    else:
        return "".join(char if _SAFE.fullmatch(char) else f"\\{char}" for char in rest)
    # bash closes the quotes unless the text ends like a closing quotation mark.
    return quoted + typed.quote if quoted.endswith(typed.quote) else quoted
