"""Applies the settings that all UIs share: the keys, the locale format and the language of the words."""

from __future__ import annotations

from efficacy_tui.config.setting_definitions import AUTO_LANGUAGE
from efficacy_tui.config.settings import Settings
from efficacy_tui.content.languages import ENGLISH
from efficacy_tui.flows.command_table import ALL_COMMANDS
from efficacy_tui.model.display import LocaleFormat, WordChoice, display
from efficacy_tui.store.atomic_file import is_present


def apply_settings(settings: Settings) -> dict[str, str]:
    """Use the settings' keys, locale format and words in the whole process.

    Return the keys that differ from the defaults, by command id.
    """
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
    folder = settings.path.parent if settings.path is not None else None
    display().words = WordChoice(
        language="" if values.language == AUTO_LANGUAGE else values.language,
        system_language=settings.system_language,
        folder=folder,
        # Only a system in another language would take the place of items edited in English.
        has_edited_items=folder is not None
        and settings.system_language not in ("", ENGLISH)
        and is_present(folder / "instrument.toml"),
    )
    return keys
