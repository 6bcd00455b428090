"""The settings: their names, allowed values and defaults."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from pathlib import PurePath
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from efficacy_tui.config.theme_names import THEMES
from efficacy_tui.content.languages import LANGUAGES, system_language
from efficacy_tui.model.clock import DAY_START

DateOrder = Literal["dmy", "mdy", "ymd"]
DecimalMark = Literal[".", ","]
Glyphs = Literal["auto", "unicode", "ascii"]
LockAfter = Literal["10m", "30m", "1h", "never", "1m", "5m"]
Preset = Literal["default", "vim"]
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

WEEKDAYS: tuple[Weekday, ...] = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MAX_PATH = 1000
DEFAULT_REMINDER = "Check in"
AUTO_THEME = "auto"
"""The theme name for an automatic choice: dark or light, or plain colours if the terminal has no others."""

AUTO_LANGUAGE = "auto"
"""The language of the last own profile, else the system's if the words are in it, else English."""


class SettingValues(NamedTuple):
    """The value of every setting; a setting missing from the file has the default given here.

    `inbox` is the path of a file or folder of plain tables, empty for none;
    `day_start` is the local time before which it is still yesterday; `keys` holds the person's custom keys, command
    id → keys as written in the file, empty for a command without a key.
    """

    day_start: dt.time = DAY_START
    week_start: Weekday = "monday"
    date_order: DateOrder = "dmy"
    clock: Literal[12, 24] = 24
    decimal_mark: DecimalMark = "."
    theme: str = AUTO_THEME
    glyphs: Glyphs = "auto"
    animation: bool = True
    mouse: bool | Literal["auto"] = "auto"
    hide_numbers: bool = False
    mask_at_start: bool = False
    language: str = AUTO_LANGUAGE
    lock_after: LockAfter = "10m"
    reminder: str = DEFAULT_REMINDER
    inbox: str = ""
    sync: Literal["off", "start-and-end"] = "off"
    digits: Literal["default", "azerty"] = "default"
    keymap: Preset = "default"
    keys: Mapping[str, tuple[str, ...]] = MappingProxyType({})

    @property
    def lock_seconds(self) -> float | None:
        """After how many seconds without a key a sealed journal is locked; `None` for never."""
        if self.lock_after == "never":
            return None
        return float(self.lock_after[:-1]) * {"m": 60, "h": 3600}[self.lock_after[-1]]

    @property
    def first_weekday(self) -> int:
        """The first day of the week, 0 (Monday) to 6 (Sunday)."""
        return WEEKDAYS.index(self.week_start)


class InvalidSetting(ValueError):
    """A value that its setting does not allow; the message says why."""


class SettingDefinition(NamedTuple):
    """One setting: how the file stores it and how a screen shows it.

    `name` is its key in the file, `label` its name on the screen and `tooltip` a sentence about its effect. `choices`
    lists the allowed values with a label for each; it is empty for free text. `parse` converts the file's value or
    raises `InvalidSetting`. `noun` names one of the choices in an error message when there are many. A text has at most
    `limit` characters, and may be empty if it is `optional`.
    """

    name: str
    label: str
    tooltip: str
    group: str
    choices: tuple[tuple[Any, str], ...] = ()
    parse: Callable[[Any], Any] | None = None
    noun: str = ""
    limit: int = 80
    optional: bool = False

    def check(self, value: Any) -> Any:
        """Convert a value read from the file.

        Raises:
            InvalidSetting: the setting does not allow the value.
        """
        if self.parse is not None:
            return self.parse(value)
        for choice, _ in self.choices:
            # Compare types too: True equals 1 in Python but not in the file.
            if type(value) is type(choice) and value == choice:
                return choice
        if isinstance(value, str):
            folded = value.strip().casefold()
            for choice, _ in self.choices:
                if isinstance(choice, str) and choice == folded:
                    return choice
        allowed = [_format_toml(choice) for choice, _ in self.choices]
        expected = f"a {self.noun} like {allowed[0]}" if self.noun else " or ".join(allowed)
        raise InvalidSetting(f"it must be {expected}, not {_format_toml(value)}")


def _format_toml(value: Any) -> str:
    """Format a value as the file writes it, cut to 40 characters."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f'"{value[:40]}"'
    return str(value)[:40]


def _parse_language(value: Any) -> str:
    """Parse a language; people also write it as their system does: de_AT, nb-NO, no."""
    if isinstance(value, str):
        text = value.strip().casefold()
        if text == AUTO_LANGUAGE or (text := system_language({"LANG": text})):
            return text
    codes = ", ".join(f'"{code}"' for code in (AUTO_LANGUAGE, *LANGUAGES))
    raise InvalidSetting(f"it must be one of {codes}, not {_format_toml(value)}")


def _parse_day_start(value: Any) -> dt.time:
    if isinstance(value, dt.time):
        time = value
    else:
        try:
            hours, _, minutes = str(value).strip().partition(":")
            time = dt.time(int(hours), int(minutes or 0))
        except ValueError:
            raise InvalidSetting(f'it must be a time like "04:00", not {_format_toml(value)}') from None
    if time > dt.time(12) or time.tzinfo is not None or time.second or time.microsecond:
        raise InvalidSetting(f'it must be a time from "00:00" to "12:00", not {_format_toml(value)}')
    return time


def _parse_line(value: Any) -> str:
    from efficacy_tui.model.text import clean_line

    if not isinstance(value, str) or not 0 < len(clean_line(value)) <= 80:
        raise InvalidSetting(f"it must be a text of 1 to 80 characters, not {_format_toml(value)}")
    return clean_line(value)


def _parse_path(value: Any) -> str:
    if not isinstance(value, str) or len(value) > MAX_PATH or not value.isprintable():
        raise InvalidSetting(f"it must be the path of a file or folder, not {_format_toml(value)}")
    path = value.strip()
    if path and not path.startswith("~") and not PurePath(path).is_absolute():
        raise InvalidSetting(f'it must be a full path, like "~/Sync/inbox.csv", not {_format_toml(value)}')
    return path


def _parse_theme(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise InvalidSetting(f"it must be the name of a theme, not {_format_toml(value)}")
    name = value.strip().casefold()
    if name != AUTO_THEME and name not in THEMES:
        raise InvalidSetting(unknown_theme_message(value.strip()))
    return name


def unknown_theme_message(name: str) -> str:
    """Build the message for an unknown theme name, with the three closest names."""
    import difflib

    first, second, third = difflib.get_close_matches(name.casefold(), THEMES, 3, 0.0)
    closest = f"the closest are {first}, {second} and {third}, and the settings list them all"
    return f"there is no theme “{name[:40]}”; {closest}"


_ON_OFF = ((True, "on"), (False, "off"))
_OFF_ON = ((False, "off"), (True, "on"))

SETTINGS: tuple[SettingDefinition, ...] = (
    SettingDefinition(
        "day_start", "Day starts at", "Until this time it still counts as yesterday.", "Days", parse=_parse_day_start
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
    SettingDefinition("decimal_mark", "Decimals", "The decimal mark, as in 3.5.", "Days", ((".", "3.5"), (",", "3,5"))),
    SettingDefinition(
        "theme", "Theme", "The colours; auto uses what your terminal can show.", "Appearance", parse=_parse_theme
    ),
    SettingDefinition(
        "glyphs",
        "Signs",
        "The signs beside the words; auto uses what your terminal can show.",
        "Appearance",
        (("auto", "auto"), ("unicode", "▲ ◇ ✓"), ("ascii", "^ o +")),
    ),
    SettingDefinition("animation", "Motion", "Small movements that show where something went.", "Appearance", _ON_OFF),
    SettingDefinition(
        "mouse",
        "Mouse",
        "Off: your terminal selects text itself. auto is off in GNU screen. Takes effect next start.",
        "Appearance",
        (("auto", "auto"), *_ON_OFF),
    ),
    SettingDefinition(
        "language",
        "Language",
        "For profile, rater forms, reappraisal and support page; the screens stay in English.",
        "Appearance",
        ((AUTO_LANGUAGE, AUTO_LANGUAGE), *LANGUAGES.items()),
        parse=_parse_language,
    ),
    SettingDefinition("hide_numbers", "Hide numbers", "Show words and lines without numbers.", "Privacy", _OFF_ON),
    SettingDefinition("mask_at_start", "Start masked", "Start with text and numbers hidden.", "Privacy", _OFF_ON),
    SettingDefinition(
        "lock_after",
        "Lock after",
        "After this long without a key press, a sealed journal asks for its passphrase again.",
        "Privacy",
        (
            *(("10m", "10 minutes"), ("30m", "30 minutes"), ("1h", "1 hour"), ("never", "never")),
            *(("1m", "1 minute"), ("5m", "5 minutes")),
        ),
    ),
    SettingDefinition(
        "reminder", "Reminder title", "The title of the reminders you create.", "Reminders", parse=_parse_line
    ),
    SettingDefinition(
        "inbox",
        "Inbox",
        "A file or folder of plain tables, as from a phone; read when the program opens.",
        "From elsewhere",
        parse=_parse_path,
        limit=MAX_PATH,
        optional=True,
    ),
    SettingDefinition(
        "sync",
        "Sync",
        "Exchange your journal with other machines by git; “efficacy sync --init” sets it up.",
        "From elsewhere",
        (("off", "off"), ("start-and-end", "at start and end")),
    ),
    SettingDefinition(
        "digits",
        "Digits",
        "The digit keys on a scale; azerty is the French number row, without shift.",
        "Keyboard",
        (("default", "1 2 3 … 0"), ("azerty", "& é \" ' ( - è _ ç à")),
    ),
    SettingDefinition(
        "keymap",
        "Keys",
        "The keys that run commands.",
        "Keyboard",
        (("default", "default"), ("vim", "default and vim")),
    ),
)
"""Every setting except the custom keys, in display order."""


def display_value(setting: SettingDefinition, value: Any) -> str:
    """Format a setting's value for the screen."""
    if isinstance(value, dt.time):
        return f"{value:%H:%M}"
    if setting.optional and not value:
        return "none"
    return next(
        (label for choice, label in setting.choices if choice == value and type(choice) is type(value)), str(value)
    )


SETTINGS_BY_NAME = {setting.name: setting for setting in SETTINGS}
