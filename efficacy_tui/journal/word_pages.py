"""The words in force: the person's own copies of them in the settings folder, else those of the program."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from efficacy_tui.content.languages import ENGLISH, LANGUAGES
from efficacy_tui.content.words import TRANSLATED_PAGES, load_words
from efficacy_tui.model.display import display
from efficacy_tui.store import atomic_file

if TYPE_CHECKING:
    from efficacy_tui.content.word_checks import WordProblem


class WordPage(NamedTuple):
    """The words of a page; `note` says why the person's own copy is not used, and is empty otherwise."""

    words: Mapping[str, Any]
    note: str = ""


def own_copy(folder: Path, name: str, language: str) -> Path:
    """Return the path of the person's own copy of a page: in English in the settings folder, else in a folder in it."""
    in_folder = name in TRANSLATED_PAGES and language != ENGLISH
    return folder / language / f"{name}.toml" if in_folder else folder / f"{name}.toml"


def has_own_copy(name: str, language: str) -> bool:
    """Whether the person has a copy of a page in a language, whether it can be used or not."""
    folder = display().words.folder
    if folder is None:
        return False
    try:
        return atomic_file.is_present(own_copy(folder, name, language))
    except OSError:
        # Reading it says why it is not used.
        return True


def words_in_force(name: str, language: str = ENGLISH) -> WordPage:
    """Return the words of a page in a language: the person's own copy where it can be used, else the shipped words."""
    folder = display().words.folder
    if folder is None:
        return WordPage(load_words(name, language))
    path = own_copy(folder, name, language)
    words, problems = read_copy(path, name, language)
    if problems:
        return WordPage(load_words(name, language), unused_note(path, problems))
    return WordPage(words)


def unused_note(path: Path, problems: list[WordProblem]) -> str:
    """Say that a copy is not used, and why, from the first of its problems on."""
    more = f"; {len(problems) - 1} more: efficacy config --words" if len(problems) > 1 else ""
    return f"Your own words in {path} are not used ({problems[0]}{more}); these come with the program."


def read_copy(path: Path, name: str, language: str) -> tuple[Mapping[str, Any], list[WordProblem]]:
    """Read the person's own copy of a page and its problems; the shipped words if there is no copy."""
    try:
        text = atomic_file.read_text(path)
    except (FileNotFoundError, NotADirectoryError):
        return load_words(name, language), []
    except (UnicodeDecodeError, OSError) as error:
        return {}, [_describe_unreadable(error)]
    # Most people have no copy, so what checks one is not imported at the start.
    from efficacy_tui.content.word_checks import parse_words

    return parse_words(name, text, language)


def _describe_unreadable(error: UnicodeDecodeError | OSError) -> WordProblem:
    from efficacy_tui.content.word_checks import WordProblem

    if isinstance(error, UnicodeDecodeError):
        return WordProblem(error.object[: error.start].count(b"\n") + 1, "this is not UTF-8 text")
    return WordProblem(0, f"it could not be read: {error.strerror or error}")


def find_copies(folder: Path) -> list[tuple[str, str, Path]]:
    """List the person's own copies that exist, each with its page, its language and its path."""
    from efficacy_tui.content.word_checks import PAGES

    pages = ("instrument", *PAGES)
    return [
        (name, language, path)
        for language in LANGUAGES
        for name in pages
        if (name in TRANSLATED_PAGES or language == ENGLISH)
        and atomic_file.is_present(path := own_copy(folder, name, language))
    ]
