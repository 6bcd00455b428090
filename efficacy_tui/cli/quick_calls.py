"""The calls that prompts and scripts make again and again, answered without the library of the command line.

Its import takes a tenth of the time of a list or a check-in. Whatever is not plain is left to it: other options, and
every error.
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
    if arguments[:1] == ["check-in"] and (rating := parse_check_in(arguments[1:])):
        return _record_rating(rating)
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


def parse_check_in(arguments: Sequence[str]) -> str:
    """Return the one rating that `efficacy check-in` is given, like `70` or `Speaking=70`; empty if it is not plain."""
    if len(arguments) != 1 or arguments[0].startswith("-"):
        return ""
    number = arguments[0].rpartition("=")[2]
    # Below ten, it is asked whether 7 or 70 is meant.
    is_plain = number.isascii() and number.isdecimal() and (number == "0" or 10 <= int(number[:4]) <= 100)
    return arguments[0] if is_plain else ""


def _record_rating(rating: str) -> int | None:
    """Record one rating; what fails is tried again and explained by the library's command, as nothing was recorded."""
    from efficacy_tui.cli.context import open_journal
    from efficacy_tui.cli.given_ratings import parse_rating, record_rating
    from efficacy_tui.cli.output_lines import print_line
    from efficacy_tui.store.atomic_file import watch_confirmations
    from efficacy_tui.store.errors import Rejected, StoreError

    try:
        with watch_confirmations() as unconfirmed_paths:
            journal = open_journal(GlobalOptions())
            line = record_rating(journal, *parse_rating(journal, rating), journal.today())
        print_line(line)
    except OutputFailed:
        raise
    except (Rejected, StoreError, OSError):
        return None
    if unconfirmed_paths:
        from efficacy_tui.cli.output import report_unconfirmed

        report_unconfirmed(unconfirmed_paths)
    return OK


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
