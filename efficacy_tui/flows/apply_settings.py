"""Puts the settings in force for everything that is worded below the faces: keys and the ways of a place."""

from __future__ import annotations

from efficacy_tui.config.settings import Settings
from efficacy_tui.flows.command_table import ALL_COMMANDS, use_keys
from efficacy_tui.model import locale_format


def apply_settings(preferences: Settings) -> dict[str, str]:
    """From now on everything is worded and bound as these settings say; gives the keys that differ (by command)."""
    config = preferences.values
    keys = dict(preferences.resolved_keys(ALL_COMMANDS))
    use_keys(keys)
    locale_format.use(
        locale_format.LocaleFormat(
            date_order=config.date_order,
            first_weekday=config.first_weekday,
            clock=config.clock,
            decimal_mark=config.decimal_mark,
        )
    )
    return keys
