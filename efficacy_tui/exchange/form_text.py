"""The text of a rater's form as it comes back from an editor or by mail: its language, its labels, its spaces."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from efficacy_tui.content.languages import LANGUAGES, version_language
from efficacy_tui.content.words import load_words

MAX_CHARACTERS = 200_000
LABELLED_LINE = re.compile(r"([^:：]{1,40}?)\s*[:：]\s*(.*)")
"""A label and what stands after it; Japanese has a wide colon."""

_QUOTED = re.compile(r"^(?:\s*>)+ ?")


def form_language(text: str) -> str:
    """Return the language of a form, by its version, else by its labels; "" if the text looks like no form."""
    votes: Counter[str] = Counter()
    for line in text[:MAX_CHARACTERS].splitlines():
        match = LABELLED_LINE.fullmatch(clean_form_line(line))
        if match is None:
            continue
        for language in LANGUAGES:
            for key, label in load_words("form_labels", language).items():
                if key == "version" and is_label(match[1], label) and "-" in match[2]:
                    return version_language(match[2])
                votes[language] += key != "colon" and is_label(match[1], label)
    language, count = max(votes.items(), key=lambda row: row[1], default=("", 0))
    return language if count else ""


def clean_form_line(line: str) -> str:
    """Return a line of a form without the marks of quoted mail and with plain blanks."""
    return _QUOTED.sub("", line).replace("\u00a0", " ").replace("\u202f", " ").strip()


def is_label(text: str, label: str) -> bool:
    """Whether a text is the label, in capitals or small letters."""
    return unicodedata.normalize("NFC", text).strip().casefold() == label.casefold()


def normalize(text: str) -> str:
    """Normalize a text for comparison, as mail programs change spaces and punctuation."""
    for typographic, plain in (("’", "'"), ("‘", "'"), ("“", '"'), ("”", '"'), ("…", "..."), ("–", "-")):
        text = text.replace(typographic, plain)
    return " ".join(text.split())


def squeeze(text: str) -> str:
    """Normalize a text and take out its spaces: where Japanese is wrapped there are none.

    Some systems write an accent as a character of its own; here it is one with its letter.
    """
    return "".join(unicodedata.normalize("NFC", normalize(text)).split())


def loose_pattern(text: str) -> str:
    """Return a pattern for a text that may be wrapped, with spaces anywhere."""
    return r"\s*".join([*map(re.escape, squeeze(text)), ""])
