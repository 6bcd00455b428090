"""What to do next, as every UI offers it: what is due first, most due first, then what is possible at any time.

A function of the snapshot alone. A command that would be refused is not among them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from efficacy_tui.flows.command_table import BY_ID
from efficacy_tui.journal.snapshot import DashboardSnapshot
from efficacy_tui.wording.dashboard import entry_day

MAX_EMPHASIZED = 2
"""The due commands that stand out; with more of them nothing would."""


class NextCommand(NamedTuple):
    """A command (id) to offer, and its words, a shorter form where space is scarce; `is_emphasized` if it is due."""

    command: str
    label: str
    short: str
    is_emphasized: bool = False


def next_commands(snapshot: DashboardSnapshot, *, read_only: bool = False) -> list[NextCommand]:
    """Return the commands to offer in a snapshot, most due first; none that has no key, or that would be refused."""
    due = _with_keys(_due_commands(snapshot, read_only=read_only))
    due = [entry._replace(is_emphasized=index < MAX_EMPHASIZED) for index, entry in enumerate(due)]
    due_ids = {entry.command for entry in due}
    quiet = _with_keys(_possible_commands(snapshot, read_only=read_only))
    return [*due, *(entry for entry in quiet if entry.command not in due_ids)]


def is_invited(command: str, snapshot: DashboardSnapshot) -> bool:
    """Whether an empty pane invites to a command (id) already, so that a hint would only repeat it."""
    match command:
        case "design":
            return snapshot.challenge is None
        case "evidence":
            return not snapshot.domain_items
        case "reappraise":
            return not snapshot.recalled
        case _:
            return False


def _due_commands(snapshot: DashboardSnapshot, *, read_only: bool) -> Iterator[NextCommand]:
    """Yield what is due today, most due first."""
    if read_only:
        return
    if not snapshot.domains:
        yield _entry("domains", "Begin with a domain", "Begin")
        return
    if snapshot.missing:
        yield _entry("check-in")
    challenge = snapshot.challenge
    if challenge is not None and snapshot.today >= challenge.due:
        days_late = (snapshot.today - challenge.due).days
        if days_late:
            yield _entry("outcome", f"Outcome, {days_late} day{'' if days_late == 1 else 's'} late", "Outcome, late")
        else:
            yield _entry("reappraise")
            yield _entry("outcome")
    if (step := snapshot.waiting_step) is not None:
        is_today = step.day == snapshot.today
        yield _entry("step", "Step today" if is_today else f"Step from {entry_day(step.day, snapshot.today)}", "Step")
    if challenge is None:
        yield _entry("design", "", "New")
    if snapshot.is_review_due:
        yield _entry("review", "Look at the week", "Week")


def _possible_commands(snapshot: DashboardSnapshot, *, read_only: bool) -> Iterator[NextCommand]:
    """Yield what can be done at any time, in the order of a day of practice."""
    if snapshot.domains:
        is_new = _is_new_domain(snapshot)
        if not read_only:
            if is_new:
                yield _entry("ladder", "First ladder", "Ladder")
            yield _entry("evidence")
            yield _entry("reappraise")
            if snapshot.challenge is not None:
                yield _entry("outcome")
        yield _entry("ladder")
        if is_new:
            yield _entry("explain", "What this is", "Explain")
        yield _entry("trends")
    elif not read_only:
        yield _entry("import")
    if read_only or not snapshot.domains:
        yield _entry("explain", "What this is", "Explain")


def _is_new_domain(snapshot: DashboardSnapshot) -> bool:
    """Whether the domain shown has no challenge, no evidence and no rung yet."""
    selected = snapshot.selected
    if selected is None or snapshot.challenge is not None or snapshot.domain_items:
        return False
    return not any(item.kind == "rung" and item.domain == selected.id for item in snapshot.all_items)


def _entry(command: str, label: str = "", short: str = "") -> NextCommand:
    name = label or BY_ID[command].label
    return NextCommand(command, name, short or name)


def _with_keys(entries: Iterator[NextCommand]) -> list[NextCommand]:
    """Keep the commands that have a key, each once."""
    unique: dict[str, NextCommand] = {}
    for entry in entries:
        if BY_ID[entry.command].first_key:
            unique.setdefault(entry.command, entry)
    return list(unique.values())
