"""How the program shows things to this person: one object for the whole process, replaced in each test."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

DateOrder = Literal["dmy", "mdy", "ymd"]


@dataclass(frozen=True, slots=True)
class LocaleFormat:
    """A locale convention: date order, first day of the week (Monday 0 … Sunday 6), hours of the clock, decimal mark.

    Raises:
        ValueError: a value is not one of those allowed.
    """

    date_order: DateOrder = "dmy"
    first_weekday: int = 0
    clock: Literal[24, 12] = 24
    decimal_mark: Literal[".", ","] = "."

    def __post_init__(self) -> None:
        if self.date_order not in ("dmy", "mdy", "ymd"):
            raise ValueError(f"a date order is dmy, mdy or ymd, not {self.date_order!r}")
        if self.first_weekday not in range(7):
            raise ValueError(f"a week begins with a day from 0 (Monday) to 6 (Sunday), not {self.first_weekday!r}")
        if self.clock not in (24, 12):
            raise ValueError(f"a clock has 24 or 12 hours, not {self.clock!r}")
        if self.decimal_mark not in (".", ","):
            raise ValueError(f"a decimal mark is a point or a comma, not {self.decimal_mark!r}")


@dataclass(frozen=True, slots=True)
class WordChoice:
    """Whose words are shown: the language set, "" for none; the system's, "" for another; the folder of own copies.

    `has_edited_items` tells whether there is an English copy of the instrument.
    """

    language: str = ""
    system_language: str = ""
    folder: Path | None = None
    has_edited_items: bool = False


@dataclass
class Display:
    """The locale format, the keys that differ from the defaults (by command id), and whether only ASCII is drawn.

    `words` says in which language the words are that are answered or practised, and where the person's own are.
    `azerty_digits` tells whether the whole number row of a French keyboard stands for digits, without shift.
    `full_scale` tells whether charts show 0–100 whatever is drawn in them, until the program ends.
    """

    locale_format: LocaleFormat = LocaleFormat()
    keys: Mapping[str, str] = field(default_factory=dict)
    ascii_only: bool = False
    azerty_digits: bool = False
    full_scale: bool = False
    words: WordChoice = WordChoice()


_active = [Display()]


def display() -> Display:
    """Return the display in use. A UI sets its fields when it opens, for all threads at once."""
    return _active[0]


def use_display(new_display: Display) -> None:
    """Replace the display in use, as tests do between one program and the next."""
    _active[0] = new_display
