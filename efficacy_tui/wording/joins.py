"""Sentences on domains of one name: that there are some, and what joining them does."""

from __future__ import annotations

import datetime as dt
import shlex
from collections.abc import Iterator, Sequence

from efficacy_tui.journal.joining import JoinPreview, NamesakeGroup
from efficacy_tui.model.locale_format import short_date
from efficacy_tui.model.sentences import as_sentence
from efficacy_tui.model.text_layout import flatten, spell_number
from efficacy_tui.wording.record_nouns import count_records, count_words


def namesakes_sentence(group: NamesakeGroup) -> str:
    """Say that several domains have one name: “Two domains are called Speaking.”"""
    return as_sentence(f"{spell_number(len(group)).capitalize()} domains are called {flatten(group[0].name)}")


def shell_offer(group: NamesakeGroup) -> str:
    """Say so, with the command that joins them."""
    return f"{namesakes_sentence(group)} Join them: efficacy domain join {shlex.quote(flatten(group[0].name))}"


def shell_offers(groups: Sequence[NamesakeGroup]) -> list[str]:
    """Offer to join each of several groups."""
    return [shell_offer(group) for group in groups]


def line_offer(group: NamesakeGroup) -> str:
    """Say so, with what to write in the plain program."""
    return f"{namesakes_sentence(group)} To join them, type d, then = and the number of one of them."


def joined_sentence(group: NamesakeGroup) -> str:
    """Say that the domains were joined: “Joined two domains called Speaking”."""
    return f"Joined {spell_number(len(group))} domains called {flatten(group[0].name)}"


def preview_lines(preview: JoinPreview, today: dt.date) -> Iterator[str]:
    """Say what joining does, a line for each domain and each thing that only one of them can have."""
    oldest, *others = preview.group
    since = short_date(oldest.created.astimezone().date(), today)
    yield f"stays    {flatten(oldest.name)}, since {since}: I can {flatten(oldest.task)}"
    for domain in others:
        since = short_date(domain.created.astimezone().date(), today)
        records = count_records(preview.counts[domain.id]) or "nothing yet"
        yield f"joins    {flatten(domain.name)}, since {since}: {records}"
    if preview.twice_rated_days:
        days = count_words(preview.twice_rated_days, "day was", "days were")
        yield f"{days} rated in more than one of them; the later rating is shown."
    if preview.open_challenges > 1:
        number = spell_number(preview.open_challenges)
        yield f"{number.capitalize()} challenges are open; the one that began last stays open."
    if preview.has_other_tasks:
        yield "Ratings of another task stay a series of their own."
    yield "One undo takes it all back."
