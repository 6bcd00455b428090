"""What `efficacy list` and `efficacy search` share: they find entries in one way and print them in one table."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Literal, TypeVar

from efficacy_tui.cli.context import JournalReading, reading_journal
from efficacy_tui.cli.output_lines import print_line, print_pieces
from efficacy_tui.store.errors import Rejected

if TYPE_CHECKING:
    import click

    from efficacy_tui.journal.listing import Listing
    from efficacy_tui.journal.query import Query

DEFAULT_LIMIT = 20

NOTHING_YET = "Nothing yet. “efficacy add” adds evidence."

Command = TypeVar("Command", bound=Callable[..., None])


def limit_option(command: Command) -> Command:
    """Give a command the option --limit."""
    import click

    return click.option(
        "--limit",
        metavar="NUMBER",
        default=str(DEFAULT_LIMIT),
        callback=_parse_limit,
        help=f"How many entries to list, {DEFAULT_LIMIT} by default; 0 for all.",
    )(command)


def _parse_limit(_ctx: click.Context, _param: click.Parameter, value: str) -> int:
    """Parse the value of --limit; end with a usage error if it is no number of entries."""
    import click

    text = value.strip()
    if text.isdecimal():
        # Python parses no number of more than a few thousand digits.
        with suppress(ValueError):
            return int(text)
    raise click.BadParameter(f"“{text[:40]}” is not a number of entries. Write a whole number, or 0 for all.")


def print_entries(
    ctx: click.Context, query_words: tuple[str, ...], limit: int, document: Literal["list", "search"] | None
) -> None:
    """Print the entries that match a query, as a table or as a document of a command."""
    with reading_journal(ctx) as reading:
        print_reading(reading, query_words, limit, document)


def print_reading(
    reading: JournalReading,
    query_words: tuple[str, ...],
    limit: int,
    document: Literal["list", "search"] | None = None,
) -> None:
    """Print the entries of a journal that was read, as `print_entries`.

    Raises:
        Rejected: A filter or its value is unknown; nothing was printed.
    """
    from efficacy_tui.journal.domain_reading import present_domains
    from efficacy_tui.journal.listing import find_entries
    from efficacy_tui.journal.record_ids import shorten_ids

    names = {domain.id: domain.name for domain in present_domains(reading.contents)}
    line = query_line(query_words, list(names.values()))
    query = _parse(line) if line else None
    listing = find_entries(reading.contents, names, query, limit or None, reading.now.tzinfo)
    short_ids = shorten_ids(reading.contents, [item.id for item in listing.items])
    if document is None:
        _print_table(reading, listing, names, short_ids, query)
        return
    from efficacy_tui.cli.json_output import print_document
    from efficacy_tui.exchange.documents.base import VERSION
    from efficacy_tui.exchange.documents.reading import ListDocument, SearchDocument, entry_documents

    document_type = ListDocument if document == "list" else SearchDocument
    print_document(
        document_type(
            version=VERSION,
            day=reading.today,
            query=line,
            total=listing.total,
            has_more=listing.has_more,
            entries=entry_documents(listing.items, names, short_ids),
        )
    )


def _print_table(
    reading: JournalReading, listing: Listing, names: dict[str, str], short_ids: dict[str, str], query: Query | None
) -> None:
    from efficacy_tui.cli.entry_table import entry_line, entry_rows
    from efficacy_tui.cli.terminal_width import terminal_width

    width = terminal_width()
    words = query.words if query is not None else ()
    if not listing.items:
        print_line(_describe_nothing(query, names), err=width is None)
        return
    if width is None:
        for item in listing.items:
            print_line(entry_line(item, short_ids[item.id], names.get(item.domain, ""), words))
        return
    for pieces in entry_rows(listing.items, short_ids, names, width, reading.today, words):
        print_pieces(pieces)
    if listing.has_more:
        from efficacy_tui.model.text_layout import wrap

        for row in wrap(_describe_rest(listing), width):
            print_pieces([(row, "dim")])


def _describe_nothing(query: Query | None, names: dict[str, str]) -> str:
    from efficacy_tui.journal.domain_reading import fold_name
    from efficacy_tui.journal.timeline import KINDS

    if query is None or not query.has_criteria:
        return NOTHING_YET
    if query.domain and not any(query.domain in fold_name(name) for name in names.values()):
        return f"No domain’s name has “{query.domain[:40]}” in it."
    kind = next((word.removesuffix("s") for word in query.words if word.removesuffix("s") in KINDS), "")
    hint = f" For one kind of entry, write kind:{kind}." if kind else ""
    return f"Nothing in your journal matches that.{hint}"


def _describe_rest(listing: Listing) -> str:
    from efficacy_tui.model.locale_format import group_thousands

    if listing.total is None:
        return "There are older ones; --limit 0 lists all."
    return f"{group_thousands(listing.total - len(listing.items))} more; --limit 0 lists all."


def _parse(line: str) -> Query:
    """Parse a search line.

    Raises:
        Rejected: a filter or its value is unknown.
    """
    from efficacy_tui.journal.query import InvalidQuery, parse_query

    try:
        return parse_query(line)
    except InvalidQuery as error:
        raise Rejected(str(error)) from error


def query_line(words: tuple[str, ...], domain_names: list[str]) -> str:
    """Join the arguments of a command to a search line; a domain’s name of several words stays one value."""
    return " ".join(_quote_domain(word, domain_names) for word in words)


def _quote_domain(word: str, domain_names: list[str]) -> str:
    """Put quotation marks around as much of a domain filter as is part of a name, because a shell takes them away."""
    from efficacy_tui.model.text import fold

    name, _, value = word.partition(":")
    if name.casefold() != "domain" or " " not in value or '"' in value:
        return word
    parts, folded_names = value.split(), [" ".join(fold(domain).split()) for domain in domain_names]
    for count in range(len(parts), 1, -1):
        beginning = " ".join(parts[:count])
        if any(fold(beginning) in domain for domain in folded_names):
            return " ".join([f'{name}:"{beginning}"', *parts[count:]])
    return word
