"""The registry of commands, from which key bindings, footer, palette, help, offers and the plain UI are built."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple

from efficacy_tui.model.display import display
from efficacy_tui.model.key_names import print_key

Place = Literal["dashboard", "ladder", "timeline", "trends", "profile", "explain", "domains", "settings", "pages"]
"""Where a command's keys work. Dialogs are not listed: their keys (enter, escape, tab, digits) are fixed."""

Group = Literal["practice", "look", "journal", "program", "moving"]


class Command(NamedTuple):
    """A command; its `id` never changes, because keymaps refer to it.

    `keys` are the default keys, comma-separated; the first is the one shown. `label` is the name in the footer (`short`
    where space is scarce), `tooltip` a sentence saying what it does, `footer` its position in the footer, lowest first
    (`None`: not in the footer).
    """

    id: str
    keys: str
    label: str
    tooltip: str
    group: Group
    footer: int | None = None
    short: str = ""

    @property
    def default_keys(self) -> tuple[str, ...]:
        """The default keys, by Textual's names; empty for a command that the palette finds and no key opens."""
        return tuple(key for key in self.keys.split(",") if key)

    @property
    def places(self) -> tuple[Place, ...]:
        return tuple(place for place, ids in PLACES.items() if self.id in ids)

    @property
    def key(self) -> str:
        """The first key in use, as printed; without a key the label, by which the palette finds it."""
        return print_key(self.first_key) if self.first_key else f"“{self.label}”"

    @property
    def first_key(self) -> str:
        """The first key in use, by Textual's name; empty when there is none."""
        return self.all_keys[0] if self.all_keys else ""

    @property
    def all_keys(self) -> tuple[str, ...]:
        """All keys in use; empty when the keymap removed them."""
        return tuple(key for key in display().keys.get(self.id, self.keys).split(",") if key)


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
    Command("ladder", "l", "Ladder", "A domain from easy to hard: done, sure of, and what to try next.", "look", 5),
    Command("place-task", "", "Place the daily task", "Say how hard your daily task is beside the rungs.", "practice"),
    Command("trends", "t", "Trends", "One domain large, with all that can be said of it.", "look", 6),
    Command("search", "slash", "Search", "Search the timeline of all years, and filter it.", "look"),
    Command("profile", "p", "Profile", "Where you stand, in your own eyes and in others’.", "look"),
    Command("explain", "x", "Explain", "What is known of self-efficacy, and what is not.", "look"),
    Command(
        "previous-domain",
        "left_square_bracket,less_than_sign",
        "Previous domain",
        "Show the domain before this one.",
        "look",
    ),
    Command(
        "next-domain",
        "right_square_bracket,greater_than_sign",
        "Next domain",
        "Show the domain after this one.",
        "look",
    ),
    Command("pane-1", "1", "Challenge pane", "Go to the challenge pane.", "look"),
    Command("pane-2", "2", "Evidence pane", "Go to the evidence pane.", "look"),
    Command("pane-3", "3", "Reappraisal pane", "Go to the reappraisal pane.", "look"),
    Command("pane-4", "4", "Confidence pane", "Go to the confidence pane.", "look"),
    Command("zoom", "z", "Zoom", "Open the focused pane over the whole screen, or close it again.", "look"),
    Command("domains", "d", "Domains", "Add, rename, order, focus or archive your domains.", "journal"),
    Command("export", "E", "Export", "Write your journal out: JSON, CSV, or a report.", "journal"),
    Command("import", "I", "Import", "Take in an export: of this program, Loop, Daylio, jrnl or Day One.", "journal"),
    Command("copy", "y", "Copy", "Copy the entry or sentence shown.", "journal"),
    Command("undo", "u", "Undo", "Take back the last change.", "journal"),
    Command("redo", "ctrl+r", "Redo", "Put back what was undone last.", "journal"),
    Command("mask", "m,f2", "Mask", "Hide private text and numbers, or show them again.", "program"),
    Command("settings", "comma", "Settings", "How dates, colours and keys are, and what is hidden.", "program"),
    Command("palette", "ctrl+p", "Find", "Find any command by its name, or another theme.", "program"),
    Command("support", "exclamation_mark,f1", "Support", "People to turn to, now.", "program"),
    Command("suspend", "ctrl+z", "Suspend", "Go back to the shell; fg comes back here.", "program"),
    Command("help", "question_mark", "Help", "The keys that work here.", "program", 9),
    Command("quit", "q,ctrl+q", "Quit", "Close; everything is saved.", "program"),
)
"""The commands of the dashboard; the palette and the plain UI offer the same."""

SCREEN_COMMANDS: tuple[Command, ...] = (
    Command("close", "escape,q", "Back", "Go back to where you came from.", "look"),
    Command("up", "up,k", "Up", "Move or read upwards.", "moving"),
    Command("down", "down,j", "Down", "Move or read downwards.", "moving"),
    Command("page-up", "pageup", "Page up", "A screenful upwards.", "moving"),
    Command("page-down", "pagedown,space", "Page down", "A screenful downwards.", "moving"),
    Command("top", "home,g", "Top", "To the first line, or the first day.", "moving"),
    Command("bottom", "end,G", "Bottom", "To the last line, or the last day.", "moving"),
    Command("left", "left", "Left", "A day back, or a value lower.", "moving"),
    Command("right", "right", "Right", "A day on, or a value higher.", "moving"),
    Command("week-back", "shift+left", "Week back", "A week back.", "moving"),
    Command("week-on", "shift+right", "Week on", "A week on.", "moving"),
    Command("open", "enter", "Open", "Open the challenge or the entry.", "look"),
    Command("choose", "enter,space", "Change", "Change the setting.", "look"),
    Command("start-rung", "enter", "Start", "Start a challenge from it, or open the one under way.", "practice"),
    Command("rate-rungs", "c", "Rate all", "Say how sure you are of each rung, one digit each.", "practice"),
    Command("add-rung", "a", "Add", "Add an idea to the ladder.", "journal"),
    Command("edit-rung", "e", "Edit", "Change the words of a rung.", "journal"),
    Command("delete-rung", "D,delete", "Delete", "Take the rung off the ladder.", "journal"),
    Command("easier-rung", "J,shift+down", "Easier", "Move it below the next easier rung.", "journal"),
    Command("harder-rung", "K,shift+up", "Harder", "Move it above the next harder rung.", "journal"),
    Command("place-daily", "p", "Place", "Say how hard your daily task is, beside the rungs.", "journal"),
    Command("edit-goal", "t", "Towards", "Say in one line what it is all for.", "journal"),
    Command("next-match", "n", "Next match", "Go to the next entry found.", "look"),
    Command("previous-match", "N", "Previous match", "Go to the entry found before.", "look"),
    Command("to-day", "d", "To a day", "Go to the entries of a day.", "look"),
    Command("range-1", "1", "30 days", "Show the last 30 days.", "look"),
    Command("range-2", "2", "90 days", "Show the last 90 days.", "look"),
    Command("range-3", "3", "A year", "Show the last year.", "look"),
    Command("range-4", "4", "All", "Show all there is.", "look"),
    Command("answer", "a", "Answer", "Rate the twelve situations yourself.", "practice"),
    Command("hot-seat", "h", "Somebody else", "Hand the screen to somebody who knows you.", "practice"),
    Command("practise-1", "1", "First start", "Practise the first of the three.", "practice"),
    Command("practise-2", "2", "Second start", "Practise the second of the three.", "practice"),
    Command("practise-3", "3", "Third start", "Practise the third of the three.", "practice"),
    Command("delete-rater", "delete,D", "Delete a rater", "Delete somebody with all their answers.", "journal"),
    Command("explain-1", "1", "First page", "What heritability is.", "look"),
    Command("explain-2", "2", "Second page", "What the study found.", "look"),
    Command("lower", "left_square_bracket,less_than_sign", "Second value lower", "The second value lower.", "look"),
    Command(
        "higher", "right_square_bracket,greater_than_sign", "Second value higher", "The second value higher.", "look"
    ),
    Command("edit-entry", "enter,e", "Edit", "Change the entry or the challenge shown.", "journal"),
    Command("delete-entry", "delete", "Delete", "Delete the entry shown.", "journal"),
    Command("ask-feedback", "a", "Ask", "Write a message that asks somebody what they saw of it.", "journal"),
    Command("earlier-versions", "v", "Earlier versions", "See what it was before, and bring that back.", "journal"),
    Command("add-domain", "a,n", "Add", "Add a domain.", "journal"),
    Command("edit-domain", "enter", "Edit", "Change its name, its task, or how hard the task is.", "journal"),
    Command("focus-domain", "f", "Focus", "Make it the one that matters most now.", "journal"),
    Command("archive-domain", "x", "Archive", "Put it away, or bring it back.", "journal"),
    Command("join-domain", "equals_sign", "Join", "Join the domains of this name into one.", "journal"),
    Command("later-domain", "J,shift+down", "Down in order", "Move it down.", "journal"),
    Command("earlier-domain", "K,shift+up", "Up in order", "Move it up.", "journal"),
)
"""The commands of the other screens, and the movement keys of all screens."""

ALL_COMMANDS = (*COMMANDS, *SCREEN_COMMANDS)
BY_ID = {command.id: command for command in ALL_COMMANDS}

FLOW_COMMANDS = (
    *("check-in", "backfill", "design", "evidence", "reappraise", "outcome", "step", "step-odds", "review"),
    *("place-task", "export", "import"),
)
"""Ids of the commands that open a flow; `availability.build_flow` builds it."""

LADDER_CHANGES = (
    *("start-rung", "rate-rungs", "add-rung", "edit-rung", "delete-rung", "easier-rung", "harder-rung"),
    *("place-daily", "edit-goal"),
)
"""Ids of the commands that change a ladder, or lead to a change of it."""

_SCROLLING = ("up", "down", "page-up", "page-down", "top", "bottom")
_EVERYWHERE = ("mask", "help", "support", "suspend")

PLACES: dict[Place, tuple[str, ...]] = {
    "dashboard": (*(command.id for command in COMMANDS), "open", *_SCROLLING),
    "ladder": (
        *LADDER_CHANGES,
        *("previous-domain", "next-domain", "domains", "copy", "undo", "redo", "ladder", "close"),
        *_SCROLLING,
        *_EVERYWHERE,
    ),
    "timeline": (
        *("search", "next-match", "previous-match", "to-day", "open", "copy"),
        *("undo", "redo", "close", *_SCROLLING, *_EVERYWHERE),
    ),
    "trends": (
        *("left", "right", "week-back", "week-on", "range-1", "range-2", "range-3", "range-4"),
        *("previous-domain", "next-domain", "domains", "trends", "close", *_SCROLLING, *_EVERYWHERE),
    ),
    "profile": (
        *("answer", "hot-seat", "practise-1", "practise-2", "practise-3", "delete-rater"),
        *("explain", "undo", "redo", "profile", "close", *_SCROLLING, *_EVERYWHERE),
    ),
    "explain": (
        *("explain-1", "explain-2", "left", "right", "lower", "higher", "design", "evidence", "reappraise"),
        *("explain", "close", *_SCROLLING, *_EVERYWHERE),
    ),
    "domains": (
        *("add-domain", "edit-domain", "focus-domain", "archive-domain", "join-domain"),
        *("later-domain", "earlier-domain"),
        *("up", "down", "undo", "redo", "close", *_EVERYWHERE),
    ),
    "settings": (
        *("left", "right", "choose", "up", "down", "top", "bottom"),
        *("domains", "settings", "close", *_EVERYWHERE),
    ),
    "pages": (
        *("edit-entry", "delete-entry", "ask-feedback", "earlier-versions", *_SCROLLING),
        *("copy", "mask", "close", "support", "suspend"),
    ),
}
"""The ids of the commands of each place; two commands of one place never share a key."""


def commands_in(place: Place) -> list[Command]:
    """Return the commands whose keys work in a place, in display order."""
    return [BY_ID[command] for command in PLACES[place]]


GROUP_NAMES: dict[Group, str] = {
    "practice": "Practice",
    "look": "Look",
    "journal": "Journal",
    "program": "Program",
    "moving": "Moving",
}


def resume_hint(command: str) -> str:
    """Say which key resumes a draft."""
    return f"{BY_ID[command].key} takes it up again"


def offer_hint(ids: Iterable[str]) -> str:
    """Format the commands offered after an action: `u undo · e evidence`."""
    return " · ".join(f"{BY_ID[command].key} {BY_ID[command].label.lower()}" for command in ids)
