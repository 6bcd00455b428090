"""How the program shows things to this person: one object for the whole process, replaced in each test.

The classes are plain ones, because a list in a shell cannot wait until `dataclasses` is imported.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal, NamedTuple

DateOrder = Literal["dmy", "mdy", "ymd"]


class _LocaleFields(NamedTuple):
    date_order: DateOrder = "dmy"
    first_weekday: int = 0
    clock: Literal[24, 12] = 24
    decimal_mark: Literal[".", ","] = "."


class LocaleFormat(_LocaleFields):
    """A locale convention: date order, first day of the week (Monday 0 … Sunday 6), hours of the clock, decimal mark.

    Raises:
        ValueError: a value is not one of those allowed.
    """

    __slots__ = ()

    def __new__(
        cls,
        date_order: DateOrder = "dmy",
        first_weekday: int = 0,
        clock: Literal[24, 12] = 24,
        decimal_mark: Literal[".", ","] = ".",
    ) -> LocaleFormat:
        if date_order not in ("dmy", "mdy", "ymd"):
            raise ValueError(f"a date order is dmy, mdy or ymd, not {date_order!r}")
        if first_weekday not in range(7):
            raise ValueError(f"a week begins with a day from 0 (Monday) to 6 (Sunday), not {first_weekday!r}")
        if clock not in (24, 12):
            raise ValueError(f"a clock has 24 or 12 hours, not {clock!r}")
        if decimal_mark not in (".", ","):
            raise ValueError(f"a decimal mark is a point or a comma, not {decimal_mark!r}")
        return super().__new__(cls, date_order, first_weekday, clock, decimal_mark)


class WordChoice(NamedTuple):
    """Whose words are shown: the language set, "" for none; the system's, "" for another; the folder of own copies.

    `has_edited_items` tells whether there is an English copy of the instrument.
    """

    language: str = ""
    system_language: str = ""
    folder: Path | None = None
    has_edited_items: bool = False


class Display:
    """The locale format, the keys that differ from the defaults (by command id), and whether only ASCII is drawn.

    `words` says in which language the words are that are answered or practised, and where the person's own are.
    `azerty_digits` tells whether the whole number row of a French keyboard stands for digits, without shift.
    `full_scale` tells whether charts show 0–100 whatever is drawn in them, until the program ends.
    """

    def __init__(self) -> None:
        self.locale_format = LocaleFormat()
        self.keys: Mapping[str, str] = {}
        self.ascii_only = False
        self.azerty_digits = False
        self.full_scale = False
        self.words = WordChoice()


_active = [Display()]


def display() -> Display:
    """Return the display in use. A UI sets its fields when it opens, for all threads at once."""
    return _active[0]


def use_display(new_display: Display) -> None:
    """Replace the display in use, as tests do between one program and the next."""
    _active[0] = new_display
