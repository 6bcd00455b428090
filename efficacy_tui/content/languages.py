"""The languages of the words that people answer, practise or are handed; the screens are in English only."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

ENGLISH = "en"
LANGUAGES: Mapping[str, str] = MappingProxyType(
    {
        ENGLISH: "English",
        "de": "German",
        "fr": "French",
        "es": "Spanish",
        "nb": "Norwegian",
        "ja": "Japanese",
    }
)
"""Language codes, which are also the names of the folders with the words, and the English names of the languages."""

LOCALE_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
_TRANSLATED_VERSION = re.compile(r"([a-z]{2})-")
_SAME_LANGUAGE = {"no": "nb"}  # older systems call Bokmål by the code for Norwegian


def system_language(environment: Mapping[str, str]) -> str:
    """Return the language that the locale variables name; "" if it is none of these or none is named."""
    locale = next((value for name in LOCALE_VARIABLES if (value := environment.get(name))), "")
    code = re.split(r"[_.@-]", locale.strip().casefold(), maxsplit=1)[0]
    code = _SAME_LANGUAGE.get(code, code)
    return code if code in LANGUAGES else ""


def version_language(version: int | str) -> str:
    """Return the language of a version of the instrument: `1` and `edited-…` are English, `de-1` is German."""
    match = _TRANSLATED_VERSION.match(str(version))
    return match[1] if match is not None and match[1] in LANGUAGES else ENGLISH
