"""The registry of commands, from which key bindings, palette, help, offers and the plain UI are built."""

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

    `keys` are the default keys, comma-separated; the first is the one shown. `label` is its name, `tooltip` a sentence
    saying what it does.
    """

    id: str
    keys: str
    label: str
    tooltip: str
    group: Group

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
    Command("check-in", "c", "Check in", "Say how sure you are today, one digit per domain.", "practice"),
    Command("design", "n", "New challenge", "Design the next challenge in this domain.", "practice"),
    Command("step", "s", "Step", "Record how today’s step went.", "practice"),
    Command("step-odds", "O", "Step odds", "Say how likely you are to do the next step, before its day.", "practice"),
    Command("outcome", "o", "Outcome", "Record what came of the challenge, and close it.", "practice"),
    Command("evidence", "e", "Evidence", "Add evidence from any of the four sources.", "practice"),
    Command("reappraise", "r", "Reappraise", "Before you perform: turn nerves into readiness.", "practice"),
    Command("backfill", "b", "Earlier day", "Check in for one of the last seven days.", "practice"),
    Command("review", "w", "Weekly review", "Look back at a week, page by page, in two minutes.", "practice"),
    Command("ladder", "l", "Ladder", "What you have done, are sure of, and can try next.", "look"),
    Command("place-task", "", "Place the daily task", "Place your daily task on the ladder.", "practice"),
    Command("trends", "t", "Trends", "One domain in detail: trend, record, odds.", "look"),
    Command("search", "slash", "Search", "Search and filter everything you have recorded.", "look"),
    Command("profile", "p", "Profile", "Where you stand, in your own eyes and in others’.", "look"),
    Command("explain", "x", "Explain", "What the dashboard shows, and what research knows.", "look"),
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
    Command("pane-2", "2", "Confidence pane", "Go to the confidence pane.", "look"),
    Command("pane-3", "3", "Evidence pane", "Go to the evidence pane.", "look"),
    Command("pane-4", "4", "Reappraisal pane", "Go to the reappraisal pane.", "look"),
    Command("zoom", "z", "Zoom", "Show the focused pane on the whole screen, or go back.", "look"),
    Command("full-scale", "f", "0–100", "Draw charts on the scale from 0 to 100, or on what is in them.", "look"),
    Command("domains", "d", "Domains", "Add, rename, reorder, focus or archive your domains.", "journal"),
    Command("export", "E", "Export", "Write a report to read or share, or your data as JSON or CSV.", "journal"),
    Command("import", "I", "Import", "Import from this program, Loop, Daylio, jrnl or Day One.", "journal"),
    Command("copy", "y", "Copy", "Copy the entry or sentence shown.", "journal"),
    Command("undo", "u", "Undo", "Undo the last change.", "journal"),
    Command("redo", "ctrl+r", "Redo", "Put back what you last undid.", "journal"),
    Command("mask", "m,f2", "Mask", "Hide private text and numbers, or show them again.", "program"),
    Command("settings", "comma", "Settings", "Change dates, colours, keys and privacy.", "program"),
    Command("palette", "ctrl+p", "Find", "Find any command by name, or change the theme.", "program"),
    Command("support", "exclamation_mark,f1", "Support", "People you can turn to, now.", "program"),
    Command("suspend", "ctrl+z", "Suspend", "Go to the shell; fg brings you back here.", "program"),
    Command("help", "question_mark", "Help", "The keys that work here.", "program"),
    Command("quit", "q,ctrl+q", "Quit", "Quit; everything is saved.", "program"),
)
"""The commands of the dashboard; the palette and the plain UI offer the same."""

SCREEN_COMMANDS: tuple[Command, ...] = (
    Command("close", "escape,q", "Back", "Go back to where you came from.", "look"),
    Command("up", "up,k", "Up", "Move or scroll up.", "moving"),
    Command("down", "down,j", "Down", "Move or scroll down.", "moving"),
    Command("page-up", "pageup", "Page up", "One screen up.", "moving"),
    Command("page-down", "pagedown,space", "Page down", "One screen down.", "moving"),
    Command("top", "home,g", "Top", "Go to the first line or day.", "moving"),
    Command("bottom", "end,G", "Bottom", "Go to the last line or day.", "moving"),
    Command("left", "left", "Left", "One day back, or a lower value.", "moving"),
    Command("right", "right", "Right", "One day on, or a higher value.", "moving"),
    Command("week-back", "shift+left", "Week back", "One week back.", "moving"),
    Command("week-on", "shift+right", "Week on", "One week on.", "moving"),
    Command("open", "enter", "Open", "Open the challenge or the entry.", "look"),
    Command("choose", "enter,space", "Change", "Change the setting.", "look"),
    Command("start-rung", "enter", "Start", "Start a challenge from this rung, or open the one under way.", "practice"),
    Command("rate-rungs", "c", "Rate all", "Say how sure you are of each rung, one digit each.", "practice"),
    Command("add-rung", "a", "Add", "Add an idea to the ladder.", "journal"),
    Command("edit-rung", "e", "Edit", "Reword a rung.", "journal"),
    Command("delete-rung", "D,delete", "Delete", "Take the rung off the ladder.", "journal"),
    Command("easier-rung", "J,shift+down", "Easier", "Move it below the next easier rung.", "journal"),
    Command("harder-rung", "K,shift+up", "Harder", "Move it above the next harder rung.", "journal"),
    Command("place-daily", "p", "Place", "Say how your daily task compares with the rungs.", "journal"),
    Command("edit-goal", "t", "Towards", "Say in one line what it is all for.", "journal"),
    Command("next-match", "n", "Next match", "Go to the next match.", "look"),
    Command("previous-match", "N", "Previous match", "Go to the previous match.", "look"),
    Command("to-day", "d", "Go to day", "Go to the entries of a day.", "look"),
    Command("range-1", "1", "30 days", "Show the last 30 days.", "look"),
    Command("range-2", "2", "90 days", "Show the last 90 days.", "look"),
    Command("range-3", "3", "A year", "Show the last year.", "look"),
    Command("range-4", "4", "All", "Show everything.", "look"),
    Command("answer", "a", "Answer", "Rate the twelve situations yourself.", "practice"),
    Command("hot-seat", "h", "Somebody else", "Hand the screen to somebody who knows you.", "practice"),
    Command("practise-1", "1", "First start", "Practise the first of the three.", "practice"),
    Command("practise-2", "2", "Second start", "Practise the second of the three.", "practice"),
    Command("practise-3", "3", "Third start", "Practise the third of the three.", "practice"),
    Command("delete-rater", "delete,D", "Delete a rater", "Delete a rater and all their answers.", "journal"),
    Command("explain-1", "1", "Dashboard", "What the dashboard shows.", "look"),
    Command("explain-2", "2", "Self-efficacy", "What self-efficacy is, and its four sources.", "look"),
    Command("explain-3", "3", "Starting point", "What a twin study found, and how such a figure is made.", "look"),
    Command("explain-4", "4", "Three views", "How three raters’ views become 75 %.", "look"),
    Command("explain-5", "5", "What it means", "What it means, what it does not, and for teaching.", "look"),
    Command("lower", "left_square_bracket,less_than_sign", "Second value lower", "Lower the second value.", "look"),
    Command(
        "higher", "right_square_bracket,greater_than_sign", "Second value higher", "Raise the second value.", "look"
    ),
    Command(
        "third-lower", "left_parenthesis,left_curly_bracket", "Third value lower", "Lower the third value.", "look"
    ),
    Command(
        "third-higher", "right_parenthesis,right_curly_bracket", "Third value higher", "Raise the third value.", "look"
    ),
    Command("next-rater", "o", "Another rater", "Show another rater’s answers.", "look"),
    Command("edit-entry", "enter,e", "Edit", "Edit this entry or challenge.", "journal"),
    Command("delete-entry", "delete", "Delete", "Delete this entry.", "journal"),
    Command("ask-feedback", "a", "Ask", "Write a message that asks somebody what they saw.", "journal"),
    Command("earlier-versions", "v", "Earlier versions", "See earlier versions, and bring one back.", "journal"),
    Command("add-domain", "a,n", "Add", "Add a domain.", "journal"),
    Command("edit-domain", "enter", "Edit", "Change its name, its task, or how hard the task is.", "journal"),
    Command("focus-domain", "f", "Focus", "Make it your focus, the one that matters most now.", "journal"),
    Command("archive-domain", "x", "Archive", "Archive it, or bring it back.", "journal"),
    Command("join-domain", "equals_sign", "Join", "Join the domains with this name into one.", "journal"),
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
        *("left", "right", "week-back", "week-on", "range-1", "range-2", "range-3", "range-4", "full-scale"),
        *("previous-domain", "next-domain", "domains", "trends", "close", *_SCROLLING, *_EVERYWHERE),
    ),
    "profile": (
        *("answer", "hot-seat", "practise-1", "practise-2", "practise-3", "delete-rater"),
        *("explain", "undo", "redo", "profile", "close", *_SCROLLING, *_EVERYWHERE),
    ),
    "explain": (
        *("explain-1", "explain-2", "explain-3", "explain-4", "explain-5", "left", "right", "lower", "higher"),
        *("third-lower", "third-higher", "next-rater", "design", "evidence", "reappraise"),
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
    "look": "View",
    "journal": "Journal",
    "program": "Program",
    "moving": "Navigation",
}


def resume_hint(command: str, place: Place = "dashboard") -> str:
    """Say which key resumes a draft, and where it works if that is not in this place."""
    works_here = command in PLACES[place] or command not in PLACES["dashboard"]
    return f"{BY_ID[command].key}{'' if works_here else ' on the dashboard'} resumes it"


def offer_hint(ids: Iterable[str]) -> str:
    """Format the commands offered after an action: `u undo · e evidence`."""
    return " · ".join(f"{BY_ID[command].key} {BY_ID[command].label.lower()}" for command in ids)
