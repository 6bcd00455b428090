"""The domains: add, edit, order, focus, archive."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.screen import ModalScreen

from efficacy_tui.flows.domains import AddDomain, EditDomain
from efficacy_tui.flows.flow import Flow
from efficacy_tui.journal.errors import Rejected
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import Domain
from efficacy_tui.store.errors import StoreError
from efficacy_tui.tui.bindings import BY_ID, Place, screen_bindings
from efficacy_tui.tui.look.glyphs import UNICODE
from efficacy_tui.tui.privacy.mask import public
from efficacy_tui.tui.screens.base_screen import BaseScreen, dismiss_if_active
from efficacy_tui.tui.widgets.base_widgets import FixedVertical, LeafWidget
from efficacy_tui.tui.widgets.content_lines import ACCENT, BRIGHT, QUIET, elide, key_hint, stack
from efficacy_tui.tui.widgets.key_hints import (
    KeyHint,
    KeyHintLine,
    clickable_edge,
    close_hint,
    command_hint,
    group_hint,
)
from efficacy_tui.tui.widgets.too_small import LOW

FRAME, EDGES = 4, 2
"""Lines around the domains and the keys: the frame and air, or the frame alone."""


def keys() -> tuple[KeyHint, ...]:
    """What can be done here, with the keys there are for it."""
    return (
        command_hint("add-domain", "add", "screen.add"),
        command_hint("edit-domain", "edit", "screen.edit"),
        command_hint("focus-domain", "focus", "screen.focus_domain"),
        group_hint({"later-domain": "screen.shift(1)", "earlier-domain": "screen.shift(-1)"}, "move"),
        command_hint("archive-domain", "archive, or bring back", "screen.archive"),
    )


class DomainRows(LeafWidget, can_focus=True):
    """A domain's name, and under it what it asks; with few rows without air, or so for the current one only."""

    DEFAULT_CSS = "DomainRows { height: auto; max-height: 1fr; }"
    BINDINGS: ClassVar[list[BindingType]] = [*screen_bindings({"down": "move(1)", "up": "move(-1)"})]

    class DomainOpened(Message):
        """The domain the cursor is on was chosen."""

    place: reactive[int] = reactive(0)
    rows: reactive[tuple[Domain, ...]] = reactive((), layout=True)

    def get_content_height(self, container: object, viewport: Size, width: int) -> int:
        room = max(viewport.height - (FRAME if viewport.height >= LOW else EDGES) - len(key_rows(width)), 2)
        count = max(len(self.rows), 1)
        return next((rows for rows in (count * 3, count * 2, count + 1) if rows <= room), room)

    def _shown(self) -> list[tuple[int, bool]]:
        """For each row the place of its domain, and whether it is its name; a place of -1 is a blank."""
        count, height = len(self.rows), max(self.size.height, 2)
        if count * 2 <= height or count * 3 <= height:
            air = [(-1, False)] if count * 3 <= height else []
            return [row for i in range(count) for row in ((i, True), (i, False), *air)]
        # The task of the current one takes a row.
        names = height - 1
        first = max(min(self.place - names // 2, count - names), 0)
        return [
            row
            for i in range(first, min(first + names, count))
            for row in ((i, True), *([(i, False)] if i == self.place else []))
        ]

    @property
    def current(self) -> Domain | None:
        """The domain the cursor is on."""
        return self.rows[self.place] if self.place < len(self.rows) else None

    def render(self) -> Content:
        width = self.size.width
        if not self.rows:
            return public(f"No domain yet. {BY_ID['add-domain'].key} adds the first.", QUIET)
        return stack([self._row(*row, width) for row in self._shown()])

    def _row(self, place: int, named: bool, width: int) -> Content:
        if place < 0:
            return Content("")
        domain, here = self.rows[place], place == self.place
        if not named:
            return public("  I can ", QUIET) + Content.styled(elide(domain.task, width - 9), QUIET)
        mark = f" {UNICODE['focus']} focus" if domain.focus else "  archived" if domain.archived else ""
        return Content.assemble(
            (f"{UNICODE['now']} " if here else "  ", ACCENT),
            (elide(domain.name, width - 14), QUIET if domain.archived else (BRIGHT if here else "")),
            public(mark, ACCENT if domain.focus else QUIET),
        )

    def action_move(self, by: int) -> None:
        if self.rows:
            self.place = (self.place + by) % len(self.rows)

    def on_mouse_scroll_down(self) -> None:
        self.place = min(self.place + 1, max(len(self.rows) - 1, 0))

    def on_mouse_scroll_up(self) -> None:
        self.place = max(self.place - 1, 0)

    def on_click(self, event: events.Click) -> None:
        event.prevent_default()
        shown = self._shown()
        place = shown[event.y][0] if event.y < len(shown) else -1
        if place >= 0:
            again = place == self.place and event.chain > 1
            self.place = place
            if again:
                self.post_message(self.DomainOpened())


class DomainsScreen(BaseScreen[Flow | None], ModalScreen[Flow | None]):
    """Answers with the flow to ask next, if any."""

    VERTICAL_BREAKPOINTS = [(0, "-low"), (LOW, "-roomy")]
    place: ClassVar[Place] = "domains"
    BINDINGS: ClassVar[list[BindingType]] = [
        *screen_bindings(
            {
                "close": "close",
                "add-domain": "add",
                "edit-domain": "edit",
                "focus-domain": "focus_domain",
                "archive-domain": "archive",
                "later-domain": "shift(1)",
                "earlier-domain": "shift(-1)",
                "undo": "",
                "redo": "",
                "help": "",
                "support": "",
                "mask": "",
            }
        )
    ]
    DEFAULT_CSS = """
    DomainsScreen { align: center middle; background: $background 70%; }
    DomainsScreen > Vertical {
        width: 66; max-width: 100%; height: auto; max-height: 100%;
        padding: 1 2 0 2;
        border: round $accent;
        border-title-color: $foreground;
        border-title-style: bold;
        border-subtitle-color: $quiet;
        background: $background;
    }
    DomainsScreen DomainKeys { height: auto; margin: 0 0 1 0; }
    DomainsScreen.-low > Vertical { padding: 0 2; }
    DomainsScreen.-low DomainKeys { margin: 0; }
    """

    def __init__(self, journal: Journal, selected: str | None = None) -> None:
        super().__init__()
        self.journal = journal
        self._selected = selected

    def compose(self) -> ComposeResult:
        with FixedVertical() as box:
            box.border_title = public("Domains")
            box.border_subtitle = clickable_edge(close_hint())
            yield DomainRows()
            yield DomainKeys()

    def on_mount(self) -> None:
        self.reload(self._selected)
        self.query_one(DomainRows).focus()

    def reload(self, keep: str | None = None) -> None:
        """Show the domains as they are now, the cursor staying on the one with id `keep`."""
        rows = self.query_one(DomainRows)
        keep = keep or (rows.current.id if rows.current else None)
        rows.rows = tuple(self.journal.domains.all(archived=True))
        places = [i for i, domain in enumerate(rows.rows) if domain.id == keep]
        rows.place = places[0] if places else min(rows.place, max(len(rows.rows) - 1, 0))

    @property
    def current(self) -> Domain | None:
        """The domain the cursor is on."""
        return self.query_one(DomainRows).current

    def action_close(self) -> None:
        dismiss_if_active(self)

    def action_add(self) -> None:
        dismiss_if_active(self, AddDomain(self.journal))

    @on(DomainRows.DomainOpened)
    def action_edit(self) -> None:
        if self.current is not None:
            dismiss_if_active(self, EditDomain(self.journal, self.current))

    def action_focus_domain(self) -> None:
        if self.current is not None:
            chosen = self.current.id
            self._attempt(lambda: self.journal.domains.set_focus(chosen))

    def action_archive(self) -> None:
        if self.current is not None:
            chosen, archived = self.current, not self.current.archived
            if self._attempt(lambda: self.journal.domains.archive(chosen.id, archived=archived)):
                done = "Archived" if archived else "Brought back"
                self.notify(f"{done}: {chosen.name} · {BY_ID['undo'].key} undo", markup=False, timeout=4)

    def action_shift(self, by: int) -> None:
        if self.current is not None and not self.current.archived:
            chosen = self.current.id
            self._attempt(lambda: self.journal.domains.move(chosen, by))

    def _attempt(self, change: Callable[[], None]) -> bool:
        """Change the domains, or say why that cannot be; then show them as they are."""
        try:
            change()
        except (Rejected, StoreError) as error:
            self.notify(str(error), markup=False, timeout=6)
            return False
        finally:
            self.reload()
        return True


class DomainKeys(KeyHintLine):
    """What can be done here."""

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        return len(key_rows(width))

    def render(self) -> Content:
        return stack(key_rows(self.size.width))


def key_rows(width: int) -> list[Content]:
    """What can be done here, on as many lines as it takes."""
    rows, line, used = [], Content(""), 0
    for each in keys():
        if not each.key:
            continue
        piece = key_hint(each.key, each.description, *each.actions)
        if used + 3 + piece.cell_length > width and used:
            rows.append(line)
            line, used = Content(""), 0
        line = line + Content("   " if used else "") + piece
        used = line.cell_length
    return [*rows, line]
