"""The calls that prompts and scripts make again and again, answered without the library of the command line.

Its import takes a tenth of the time of a list. Whatever is not plain is left to it: other options, and every error.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from efficacy_tui.cli.context import OK, OutputFailed
from efficacy_tui.cli.global_options import GlobalOptions

_MAX_DIGITS = 9


class ListCall(NamedTuple):
    """The arguments of `efficacy list`; a `limit` of 0 lists all."""

    words: tuple[str, ...]
    limit: int


def answer_quickly(arguments: Sequence[str]) -> int | None:
    """Answer a call and return its exit code; `None`, with nothing printed, leaves it to the library."""
    if list(arguments) == ["status", "--line"]:
        from efficacy_tui.cli.prompt_line import print_prompt_line

        return print_prompt_line(GlobalOptions())
    if arguments[:1] == ["list"] and (call := parse_list(arguments[1:])) is not None:
        return _print_list(call)
    return None


def parse_list(arguments: Sequence[str]) -> ListCall | None:
    """Parse the arguments of `efficacy list`; `None` if there are others than --limit and words."""
    from efficacy_tui.cli.entry_list import DEFAULT_LIMIT

    words, limit = [], DEFAULT_LIMIT
    rest = iter(arguments)
    for argument in rest:
        if argument == "--limit":
            number = next(rest, "")
            if not (number.isascii() and number.isdecimal() and len(number) <= _MAX_DIGITS):
                return None
            limit = int(number)
        elif argument.startswith("-"):
            return None
        else:
            words.append(argument)
    return ListCall(tuple(words), limit)


def _print_list(call: ListCall) -> int | None:
    from efficacy_tui.cli.context import read_quickly
    from efficacy_tui.cli.entry_list import print_reading
    from efficacy_tui.store.errors import Rejected, StoreError

    try:
        reading = read_quickly(GlobalOptions())
        if reading is None:
            return None
        print_reading(reading, call.words, call.limit)
    except OutputFailed:
        raise
    except (Rejected, StoreError, OSError):
        return None
    return OK
