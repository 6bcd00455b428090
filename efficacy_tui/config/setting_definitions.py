"""The settings: their names, what each may be, and what it is when nothing is said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from efficacy_tui.config.theme_names import THEMES
from efficacy_tui.model.clock import DAY_START

DateOrder = Literal["dmy", "mdy", "ymd"]
DecimalMark = Literal[".", ","]
Glyphs = Literal["auto", "unicode", "ascii"]
Preset = Literal["default", "vim"]
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

WEEKDAYS: tuple[Weekday, ...] = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
REMINDER = "Check in"
THEME = "auto"
"""Dark or light, and plain colours where the terminal has only those."""


class SettingValues(NamedTuple):
    """Everything that can be set; a value left out of the file is as it stands here.

    `day_start` is the local time before which it is still yesterday; `keys` holds the person's own keys, command id →
    keys as they are written in the file, none for a command without.
    """

    day_start: dt.time = DAY_START
    week_start: Weekday = "monday"
    date_order: DateOrder = "dmy"
    clock: Literal[12, 24] = 24
    decimal_mark: DecimalMark = "."
    theme: str = THEME
    glyphs: Glyphs = "auto"
    animation: bool = True
    mouse: bool = True
    hide_numbers: bool = False
    mask_at_start: bool = False
    reminder: str = REMINDER
    keymap: Preset = "default"
    keys: Mapping[str, tuple[str, ...]] = MappingProxyType({})

    @property
    def first_weekday(self) -> int:
        """The first day of the week, Monday 0."""
        return WEEKDAYS.index(self.week_start)


class InvalidSetting(ValueError):
    """A sentence: why a value cannot be taken."""


class SettingDefinition(NamedTuple):
    """One setting as it is asked for and written.

    `name` is its key in the file, `label` its name on the screen, `tooltip` what it does in a sentence, `choices` what
    it may be with a word for each (empty: a text), `read` takes the file's value or raises `InvalidSetting`. `noun` is what
    one of many choices is called.
    """

    name: str
    label: str
    tooltip: str
    group: str
    choices: tuple[tuple[Any, str], ...] = ()
    read: Callable[[Any], Any] | None = None
    noun: str = ""

    def check(self, value: Any) -> Any:
        """The value that a value of the file means.

        Raises:
            InvalidSetting: it cannot be taken.
        """
        if self.read is not None:
            return self.read(value)
        for known, _ in self.choices:
            # In Python True is 1, in a file it is not.
            if type(value) is type(known) and value == known:
                return known
        if isinstance(value, str):
            folded = value.strip().casefold()
            for known, _ in self.choices:
                if isinstance(known, str) and known == folded:
                    return known
        known = [_toml(each) for each, _ in self.choices]
        said = f"a {self.noun} like {known[0]}" if self.noun else " or ".join(known)
        raise InvalidSetting(f"it is {said}, not {_toml(value)}")


def _toml(value: Any) -> str:
    """A value as the file writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f'"{value[:40]}"'
    return str(value)[:40]


def _time_of_day(value: Any) -> dt.time:
    if isinstance(value, dt.time):
        found = value
    else:
        try:
            hours, _, minutes = str(value).strip().partition(":")
            found = dt.time(int(hours), int(minutes or 0))
        except ValueError:
            raise InvalidSetting(f'it is a time like "04:00", not {_toml(value)}') from None
    if found > dt.time(12) or found.tzinfo is not None or found.second or found.microsecond:
        raise InvalidSetting(f'it is a time from "00:00" to "12:00", not {_toml(value)}')
    return found


def _line(value: Any) -> str:
    from efficacy_tui.model.text import clean_line

    if not isinstance(value, str) or not 0 < len(clean_line(value)) <= 80:
        raise InvalidSetting(f"it is a text of 1 to 80 characters, not {_toml(value)}")
    return clean_line(value)


def _theme(value: Any) -> str:

    if not isinstance(value, str) or not value.strip():
        raise InvalidSetting(f"it is the name of a theme, not {_toml(value)}")
    name = value.strip().casefold()
    if name != THEME and name not in THEMES:
        raise InvalidSetting(no_theme(value.strip()))
    return name


def no_theme(name: str) -> str:
    """Says that there is no theme of that name, and which come closest."""
    import difflib

    first, second, third = difflib.get_close_matches(name.casefold(), THEMES, 3, 0.0)
    closest = f"the closest are {first}, {second} and {third}, and the settings show them all"
    return f"there is no theme “{name[:40]}”; {closest}"


_ON_OFF = ((True, "on"), (False, "off"))
_OFF_ON = ((False, "off"), (True, "on"))

SETTINGS: tuple[SettingDefinition, ...] = (
    SettingDefinition(
        "day_start", "Day starts at", "Before this time it is still yesterday.", "Days", read=_time_of_day
    ),
    SettingDefinition(
        "week_start",
        "Week starts on",
        "The first day of a week, in reviews and calendars.",
        "Days",
        tuple((day, day.capitalize()) for day in WEEKDAYS),
        noun="day",
    ),
    SettingDefinition(
        "date_order",
        "Dates",
        "How dates are written, and what 1/2 means when you type it.",
        "Days",
        (("dmy", "4 Dec"), ("mdy", "Dec 4"), ("ymd", "2026-12-04")),
    ),
    SettingDefinition("clock", "Clock", "How times of day are written.", "Days", ((24, "14:30"), (12, "2:30 pm"))),
    SettingDefinition(
        "decimal_mark", "Decimals", "The mark in a number like 3.5.", "Days", ((".", "3.5"), (",", "3,5"))
    ),
    SettingDefinition("theme", "Theme", "The colours; auto takes what the terminal can show.", "Look", read=_theme),
    SettingDefinition(
        "glyphs",
        "Signs",
        "Which signs stand beside the words; auto takes what the terminal can show.",
        "Look",
        (("auto", "auto"), ("unicode", "▲ ◇ ✓"), ("ascii", "^ o +")),
    ),
    SettingDefinition("animation", "Motion", "Small movements that show where something went.", "Look", _ON_OFF),
    SettingDefinition(
        "mouse", "Mouse", "Off, the terminal’s own selecting works. From the next start.", "Look", _ON_OFF
    ),
    SettingDefinition("hide_numbers", "Hide numbers", "Words and lines only, for calmer looking.", "Privacy", _OFF_ON),
    SettingDefinition("mask_at_start", "Start masked", "Begin with texts and numbers hidden.", "Privacy", _OFF_ON),
    SettingDefinition("reminder", "Reminder says", "The title of the reminders you make.", "Reminders", read=_line),
    SettingDefinition(
        "keymap",
        "Keys",
        "Which keys the commands have.",
        "Keyboard",
        (("default", "default"), ("vim", "default and vim")),
    ),
)
"""Every setting but the person's own keys, in the order they are shown."""


def display_value(setting: SettingDefinition, value: Any) -> str:
    """A value in the words of its setting."""
    if isinstance(value, dt.time):
        return f"{value:%H:%M}"
    return next(
        (words for known, words in setting.choices if known == value and type(known) is type(value)), str(value)
    )


BY_NAME = {setting.name: setting for setting in SETTINGS}
