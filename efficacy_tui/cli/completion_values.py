"""What completes the value of an option or argument: names from the journal, files, and words with a meaning.

Each function is the `shell_complete` of a click parameter. They never create or change a file. All other modules are
imported when completion runs, because every command imports this one.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from efficacy_tui.journal.names import JournalNames

    Complete = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]

FILE = "file"
"""The type of an item that stands for all files, which the shell completes itself."""

KINDS = ("mastery", "vicarious", "persuasion", "state", "rating")


def complete_file(_ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from click.shell_completion import CompletionItem

    return [CompletionItem(incomplete, type=FILE)]


def complete_domain(ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    return _matching(names_of(ctx).domains, incomplete)


def complete_any_domain(ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete the name of a domain, archived ones included."""
    names = names_of(ctx)
    return _matching((*names.domains, *names.archived), incomplete)


def complete_namesake(ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete the name of several domains; if no name is that, of any domain."""
    from efficacy_tui.model.text import fold

    names = names_of(ctx)
    names_by_key: dict[str, list[str]] = {}
    for name in (*names.domains, *names.archived):
        names_by_key.setdefault(" ".join(fold(name).split()), []).append(name)
    groups = [group for group in names_by_key.values() if len(group) > 1] or names_by_key.values()
    return _matching((group[0] for group in groups), incomplete)


def complete_page(_ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete a page of words."""
    from efficacy_tui.content.words import OWN_PAGES

    return _matching(OWN_PAGES, incomplete)


def complete_rater(ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    return _matching(names_of(ctx).raters, incomplete)


def complete_person(ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete the name of somebody in earlier evidence."""
    return _matching(names_of(ctx).people, incomplete)


def complete_rating(ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete `DOMAIN=` for the domains that are not rated yet on the command line."""
    from efficacy_tui.model.text import fold

    rated = {fold(rating.rpartition("=")[0]) for rating in ctx.params.get("ratings") or ()}
    names = [name for name in names_of(ctx).domains if fold(name) not in rated]
    return _matching((f"{name}=" for name in names), incomplete)


def complete_rung(ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete the title of a rung of the domain that the command line means so far."""
    from efficacy_tui.model.text import fold

    names, domain = names_of(ctx), ctx.params.get("domain")
    if ctx.command.name == "place":
        # There the domain is an argument, which click leaves unparsed while an option lacks its value.
        domain = ctx.params.get("name") or next(iter(ctx.args), None)
    matches = [name for name in names.rungs if fold(name).startswith(fold(domain or names.focus))]
    return _matching([title for name in matches[:1] for title in names.rungs[name]], incomplete)


def complete_rung_rating(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete the title of a rung where one is due: before each rating."""
    words = ctx.params.get("pairs") or ()
    if len(words) % 2:
        return []
    return [item for item in complete_rung(ctx, parameter, incomplete) if item.value not in words[::2]]


def complete_mapping(ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete `LABEL=DOMAIN:KIND` after its equals sign."""
    from efficacy_tui.model.text import fold

    label, equals, _ = incomplete.partition("=")
    if not label or not equals:
        return []
    mappings = [f"{label}={name}:" for name in names_of(ctx).domains if "=" not in name]
    begun = next((mapping for mapping in mappings if fold(incomplete).startswith(fold(mapping))), None)
    return _matching([f"{begun}{kind}" for kind in KINDS] if begun else mappings, incomplete)


def complete_backup(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete the name of a backup, newest first, or else a file."""
    from pathlib import Path

    from efficacy_tui.store.backups import list_backups
    from efficacy_tui.store.paths import journal_path

    options = ctx.find_root().params
    backups = [] if options.get("demo") else list_backups(Path(journal_path(options.get("journal"), os.environ)))
    names = _matching((backup.path.name for backup in backups), incomplete)
    return names or complete_file(ctx, parameter, incomplete)


def complete_version(ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete `restore`, and after it the versions that can be brought back, newest first."""
    from click.shell_completion import CompletionItem

    from efficacy_tui.cli.context import is_locked
    from efficacy_tui.cli.version_handles import list_handles
    from efficacy_tui.store.paths import journal_path

    words = ctx.params.get("words") or ()
    if not words:
        return _matching(["restore"], incomplete)
    options = ctx.find_root().params
    if options.get("demo") or words != ("restore",):
        return []
    # The shell passes the words as typed, so a variable in a path is not expanded yet.
    path = journal_path(os.path.expandvars(options.get("journal") or ""), os.environ)
    handles = () if is_locked(path) else list_handles(path)
    return [CompletionItem(handle, help=name) for handle, name in handles if handle.startswith(incomplete)]


def complete_query(ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete a filter of a search, and after its colon the kinds, or the names of domains."""
    from efficacy_tui.journal.query import FILTERS
    from efficacy_tui.journal.timeline import KINDS

    name, colon, _ = incomplete.partition(":")
    if not colon:
        return _matching((f"{key}:" for key in FILTERS), incomplete)
    if name in ("source", "kind"):
        return _matching((f"{name}:{kind}" for kind in KINDS), incomplete)
    if name == "domain":
        names = names_of(ctx)
        return _matching((f"domain:{domain}" for domain in (*names.domains, *names.archived)), incomplete)
    return []


def complete_schema(ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete a command that prints JSON, word by word."""
    from efficacy_tui.exchange.documents.registry import SCHEMA_COMMANDS

    words = list(ctx.params.get("command") or ())
    names = [name.split() for name in SCHEMA_COMMANDS]
    depth = len(words)
    return _matching((name[depth] for name in names if len(name) > depth and name[:depth] == words), incomplete)


def complete_record(ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete `last`, or the id of one of the newest entries, each with its text."""
    from click.shell_completion import CompletionItem

    from efficacy_tui.cli.context import is_locked
    from efficacy_tui.cli.record_argument import LAST, list_newest
    from efficacy_tui.store.paths import journal_path

    items: list[CompletionItem] = [CompletionItem(LAST)] if LAST.startswith(incomplete) else []
    options = ctx.find_root().params
    if options.get("demo"):
        return items
    path = journal_path(os.path.expandvars(options.get("journal") or ""), os.environ)
    newest = () if is_locked(path) else list_newest(path)
    return [*items, *(CompletionItem(i, help=text) for i, text in newest if i.startswith(incomplete))]


def one_of(*words: str) -> Complete:
    """Return a function that completes one of some words, where other texts are accepted, too."""

    def complete(_ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
        return _matching(words, incomplete)

    return complete


def names_of(ctx: click.Context) -> JournalNames:
    """Read the names of the journal that the command line means so far."""
    from efficacy_tui.cli.context import is_locked
    from efficacy_tui.journal.names import JournalNames, demo_names, read_names
    from efficacy_tui.store.paths import journal_path

    options = ctx.find_root().params
    if options.get("demo"):
        return demo_names()
    # The shell passes the words as typed, so a variable in a path is not expanded yet.
    path = journal_path(os.path.expandvars(options.get("journal") or ""), os.environ)
    return JournalNames() if is_locked(path) else read_names(path)


def _matching(values: Iterable[str], incomplete: str) -> list[CompletionItem]:
    """Return the values that begin like the word, ignoring case and accents.

    A value that cannot be typed is left out, like a line break that came with a damaged or foreign file.
    """
    from click.shell_completion import CompletionItem

    from efficacy_tui.model.text import clean_line, fold

    prefix = fold(incomplete)
    matches = [value for value in dict.fromkeys(values) if fold(value).startswith(prefix)]
    return [CompletionItem(value) for value in matches if value and clean_line(value) == value]
