"""Applies the settings that all UIs share: the keys and the locale format."""

from __future__ import annotations

from efficacy_tui.config.settings import Settings
from efficacy_tui.flows.command_table import ALL_COMMANDS
from efficacy_tui.model.display import LocaleFormat, display


def apply_settings(settings: Settings) -> dict[str, str]:
    """Use the settings' keys and locale format in the whole process; return the keys that differ, by command id."""
    values = settings.values
    keys = dict(settings.resolved_keys(ALL_COMMANDS))
    display().keys = keys
    display().azerty_digits = values.digits == "azerty"
    display().locale_format = LocaleFormat(
        date_order=values.date_order,
        first_weekday=values.first_weekday,
        clock=values.clock,
        decimal_mark=values.decimal_mark,
    )
    return keys
