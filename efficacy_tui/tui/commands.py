"""The one registry of commands: bindings, footer, palette, help and the offers in toasts all come from it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from textual.binding import Binding

Group = Literal["practice", "look", "journal", "program"]


@dataclass(frozen=True)
class Command:
    """Something a person can do.

    `id` names it for ever (for remapping); `keys` are its default keys, the first one is shown; `label` is its name
    in the footer (`short` where there is little room), `tooltip` what it does in a sentence; `footer` its place there,
    lower first (`None`: not shown).
    """

    id: str
    keys: str
    label: str
    tooltip: str
    group: Group
    footer: int | None = None
    short: str = ""

    @property
    def key(self) -> str:
        """The key as it is printed."""
        return _PRINTED.get(first := self.keys.split(",")[0], first)

    @property
    def presses(self) -> str:
        """The key as a test or a program presses it."""
        return self.keys.split(",")[0]

    def binding(self) -> Binding:
        """The binding of its keys."""
        return Binding(
            self.keys,
            f"app.command('{self.id}')",
            self.label,
            tooltip=self.tooltip,
            id=self.id,
            show=self.footer is not None,
            # Run before the next key is looked at, so that “c7” in one read is a check-in.
            priority=True,
        )


_PRINTED = {
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "question_mark": "?",
    "exclamation_mark": "!",
    "comma": ",",
    "slash": "/",
    "ctrl+r": "ctrl+r",
}

COMMANDS: tuple[Command, ...] = (
    Command("check-in", "c", "Check in", "Say how sure you are today, one digit a domain.", "practice", 1),
    Command("design", "n", "New challenge", "Design the next challenge of the domain shown.", "practice", 2, "New"),
    Command("step", "s", "Step", "Record how today’s step went.", "practice"),
    Command("step-odds", "O", "Step odds", "Say how likely the next step is, before its day.", "practice"),
    Command("outcome", "o", "Outcome", "Record what came of the challenge, and close it.", "practice"),
    Command("evidence", "e", "Evidence", "Keep evidence from any of the four sources.", "practice", 3),
    Command("reappraise", "r", "Reappraise", "Before you perform: read activation as readiness.", "practice", 4),
    Command("backfill", "b", "Earlier day", "Check in for one of the last seven days.", "practice"),
    Command("review", "w", "Weekly review", "Look at a week, five minutes, page by page.", "practice"),
    Command("trends", "t", "Trends", "One domain large, with everything that can be said of it.", "look", 5),
    Command("search", "slash", "Search", "Search the timeline of all years, and filter it.", "look"),
    Command("profile", "p", "Profile", "Where you stand, in your eyes and in those of people who know you.", "look"),
    Command("explain", "x", "Explain", "What is known of self-efficacy, and what it does not mean.", "look"),
    Command("previous-domain", "left_square_bracket", "Previous domain", "Show the domain before this one.", "look"),
    Command("next-domain", "right_square_bracket", "Next domain", "Show the domain after this one.", "look"),
    Command("pane-1", "1", "Challenge pane", "Go to the challenge pane.", "look"),
    Command("pane-2", "2", "Evidence pane", "Go to the evidence pane.", "look"),
    Command("pane-3", "3", "Reappraisal pane", "Go to the reappraisal pane.", "look"),
    Command("pane-4", "4", "Confidence pane", "Go to the confidence pane.", "look"),
    Command("zoom", "z", "Zoom", "Open the focused pane over the whole screen, or close it again.", "look"),
    Command("domains", "d", "Domains", "Add, rename, order, focus or archive your domains.", "journal"),
    Command("export", "E", "Export", "Write your journal out: JSON, CSV, or a report.", "journal"),
    Command("import", "I", "Import", "Take in an export: of this program, Loop, Daylio or jrnl.", "journal"),
    Command("undo", "u", "Undo", "Take back the last change.", "journal"),
    Command("redo", "ctrl+r", "Redo", "Put back what was undone last.", "journal"),
    Command("support", "exclamation_mark,f1", "Support", "People to turn to, now.", "program"),
    Command("help", "question_mark", "Help", "The keys that work here.", "program", 9),
    Command("quit", "q,ctrl+q", "Quit", "Close; everything is saved.", "program"),
)

BY_ID = {command.id: command for command in COMMANDS}

GROUP_NAMES: dict[Group, str] = {
    "practice": "Practice",
    "look": "Look",
    "journal": "Journal",
    "program": "Program",
}


def bindings() -> list[Binding]:
    """The bindings of every command."""
    return [command.binding() for command in COMMANDS]


def offers(ids: Iterable[str]) -> str:
    """Commands as they are offered after something was done: `u undo · e evidence`."""
    return " · ".join(f"{BY_ID[i].key} {BY_ID[i].label.lower()}" for i in ids)
