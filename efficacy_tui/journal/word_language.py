"""The language of the words that are answered and practised."""

from __future__ import annotations

from efficacy_tui.content.languages import ENGLISH, version_language
from efficacy_tui.model.display import display
from efficacy_tui.store.tables import Contents


def word_language(contents: Contents | None) -> str:
    """Return the language of the words in force: what the settings say, or what follows from the journal and system.

    Without a setting it is the language of the person's last own profile, else that of an instrument they edited before
    there were translations, else the system's if the words are in it, else English.
    """
    words = display().words
    if words.language:
        return words.language
    if contents is not None and (language := last_profile_language(contents)):
        return language
    if words.has_edited_items:
        return ENGLISH
    return words.system_language or ENGLISH


def last_profile_language(contents: Contents) -> str:
    """Return the language of the person's last own answers, "" if there are none."""
    own_surveys = (row for row in contents.surveys.values() if row.rater == "self")
    last = max(own_surveys, key=lambda row: (row.day, row.created, row.id), default=None)
    return "" if last is None else version_language(last.version)
