"""The domains dialog: add, edit, order, focus, archive."""

from __future__ import annotations

import datetime as dt
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

from efficacy_tui.flows.command_table import BY_ID, Place
from efficacy_tui.flows.domains import AddDomain, EditDomain
from efficacy_tui.flows.flow import Flow
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import Domain
from efficacy_tui.model.text_layout import cell_width, elide
from efficacy_tui.store.errors import Rejected, StoreError
from efficacy_tui.tui.bindings import screen_bindings
from efficacy_tui.tui.look.glyphs import UNICODE
from efficacy_tui.tui.privacy.mask import public
from efficacy_tui.tui.screens.base_screen import BaseScreen, dismiss_if_active
from efficacy_tui.tui.widgets.base_widgets import FixedVertical, LeafWidget
from efficacy_tui.tui.widgets.content_lines import ACCENT, BRIGHT, QUIET, key_hint, stack
from efficacy_tui.tui.widgets.key_hints import (
    KeyHint,
    KeyHintLine,
    clickable_edge,
    close_hint,
    command_hint,
    group_hint,
)
from efficacy_tui.tui.widgets.too_small import LOW_HEIGHT
from efficacy_tui.wording.joins import joined_sentence
from efficacy_tui.wording.schedule import schedule_note

FRAME_ROWS, BORDER_ROWS = 4, 2
"""Rows around the content: the frame with padding, or the frame alone on a low screen."""


def key_hints(*, can_join: bool = False) -> tuple[KeyHint, ...]:
    """Return the hints of this dialog, with the keys of the current keymap; `can_join`: two domains have one name."""
    join_hints = (command_hint("join-domain", "join those with one name", "screen.join"),) if can_join else ()
    return (
        command_hint("add-domain", "add", "screen.add"),
        command_hint("edit-domain", "edit", "screen.edit"),
        command_hint("focus-domain", "focus", "screen.focus_domain"),
        group_hint({"later-domain": "screen.shift(1)", "earlier-domain": "screen.shift(-1)"}, "move"),
        command_hint("archive-domain", "archive, or bring back", "screen.archive"),
        *join_hints,
    )


class DomainRows(LeafWidget, can_focus=True):
    """Each domain's name with its task below it.

    With too few rows the blank lines go first, then every task except the current domain's.
    """

    DEFAULT_CSS = "DomainRows { height: auto; max-height: 1fr; }"
    BINDINGS: ClassVar[list[BindingType]] = [*screen_bindings({"down": "move(1)", "up": "move(-1)"})]

    class DomainOpened(Message):
        """The current domain was clicked a second time."""

    cursor: reactive[int] = reactive(0)
    rows: reactive[tuple[Domain, ...]] = reactive((), layout=True)
    can_join = False
    today = dt.date.min

    def get_content_height(self, container: object, viewport: Size, width: int) -> int:
        room = max(
            viewport.height
            - (FRAME_ROWS if viewport.height >= LOW_HEIGHT else BORDER_ROWS)
            - len(wrapped_key_hints(width, can_join=self.can_join)),
            2,
        )
        count = max(len(self.rows), 1)
        return next((height for height in (count * 3, count * 2, count + 1) if height <= room), room)

    def _visible_rows(self) -> list[tuple[int, bool]]:
        """Return for each visible row the index of its domain, -1 for a blank one, and whether it shows the name."""
        count, height = len(self.rows), max(self.size.height, 2)
        if count * 2 <= height or count * 3 <= height:
            blank_row = [(-1, False)] if count * 3 <= height else []
            return [row for i in range(count) for row in ((i, True), (i, False), *blank_row)]
        # One row is taken by the current domain's task.
        name_count = height - 1
        first = max(min(self.cursor - name_count // 2, count - name_count), 0)
        return [
            row
            for i in range(first, min(first + name_count, count))
            for row in ((i, True), *([(i, False)] if i == self.cursor else []))
        ]

    @property
    def current(self) -> Domain | None:
        """The domain the cursor is on."""
        return self.rows[self.cursor] if self.cursor < len(self.rows) else None

    def render(self) -> Content:
        width = self.size.width
        if not self.rows:
            return public(f"No domain yet. {BY_ID['add-domain'].key} adds the first.", QUIET)
        return stack([self._row(*row, width) for row in self._visible_rows()])

    def _row(self, index: int, is_name: bool, width: int) -> Content:
        if index < 0:
            return Content("")
        domain, is_current = self.rows[index], index == self.cursor
        if not is_name:
            return public("  I can ", QUIET) + Content.styled(elide(domain.task, width - 9), QUIET)
        mark = " · focus" if domain.focus else "  archived" if domain.archived else ""
        name = elide(domain.name, width - 14)
        note = "" if domain.archived else schedule_note(domain, self.today)
        room = width - 4 - cell_width(name) - cell_width(mark)
        return Content.assemble(
            (f"{UNICODE['now']} " if is_current else "  ", ACCENT),
            (name, QUIET if domain.archived else (BRIGHT if is_current else "")),
            public(mark, ACCENT if domain.focus else QUIET),
            public(f"  {elide(note, room)}" if note and room > 4 else "", QUIET),
        )

    def action_move(self, offset: int) -> None:
        if self.rows:
            self.cursor = (self.cursor + offset) % len(self.rows)

    def on_mouse_scroll_down(self) -> None:
        self.cursor = min(self.cursor + 1, max(len(self.rows) - 1, 0))

    def on_mouse_scroll_up(self) -> None:
        self.cursor = max(self.cursor - 1, 0)

    def on_click(self, event: events.Click) -> None:
        event.prevent_default()
        rows = self._visible_rows()
        index = rows[event.y][0] if event.y < len(rows) else -1
        if index >= 0:
            is_second_click = index == self.cursor and event.chain > 1
            self.cursor = index
            if is_second_click:
                self.post_message(self.DomainOpened())


class DomainsScreen(BaseScreen[Flow | None], ModalScreen[Flow | None]):
    """A dialog dismissed with the flow to run next, if any."""

    VERTICAL_BREAKPOINTS = [(0, "-low"), (LOW_HEIGHT, "-roomy")]
    place: ClassVar[Place] = "domains"
    BINDINGS: ClassVar[list[BindingType]] = [
        *screen_bindings(
            {
                "close": "close",
                "add-domain": "add",
                "edit-domain": "edit",
                "focus-domain": "focus_domain",
                "archive-domain": "archive",
                "join-domain": "join",
                "later-domain": "shift(1)",
                "earlier-domain": "shift(-1)",
                "undo": "",
                "redo": "",
                "help": "",
                "support": "",
                "mask": "",
                "suspend": "",
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
        self._selected_id = selected

    def compose(self) -> ComposeResult:
        with FixedVertical() as frame:
            frame.border_title = public("Domains")
            frame.border_subtitle = clickable_edge(close_hint())
            yield DomainRows()
            yield DomainKeys()

    def on_mount(self) -> None:
        self.reload(self._selected_id)
        self.query_one(DomainRows).focus()

    def reload(self, domain_id: str | None = None) -> None:
        """Reload the domains; the cursor stays on `domain_id`, by default on the current one."""
        rows = self.query_one(DomainRows)
        domain_id = domain_id or (rows.current.id if rows.current else None)
        rows.today = self.journal.today()
        rows.can_join = bool(self.journal.domains.all_namesakes())
        self.query_one(DomainKeys).can_join = rows.can_join
        rows.rows = tuple(self.journal.domains.all(archived=True))
        positions = [i for i, domain in enumerate(rows.rows) if domain.id == domain_id]
        rows.cursor = positions[0] if positions else min(rows.cursor, max(len(rows.rows) - 1, 0))

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
            domain_id = self.current.id
            self._apply_change(lambda: self.journal.domains.set_focus(domain_id))

    def action_archive(self) -> None:
        if self.current is not None:
            domain, archive = self.current, not self.current.archived
            if self._apply_change(lambda: self.journal.domains.archive(domain.id, archived=archive)):
                verb = "Archived" if archive else "Brought back"
                self.notify(f"{verb}: {domain.name} · {BY_ID['undo'].key} undo", markup=False, timeout=4)

    def action_join(self) -> None:
        if self.current is None:
            return
        domain = self.current
        group = self.journal.domains.namesakes(domain.id)
        if group and self._apply_change(lambda: self.journal.domains.join_namesakes(domain.id), group[0].id):
            self.notify(f"{joined_sentence(group)} · {BY_ID['undo'].key} undo", markup=False, timeout=4)

    def action_shift(self, offset: int) -> None:
        if self.current is not None and not self.current.archived:
            domain_id = self.current.id
            self._apply_change(lambda: self.journal.domains.move(domain_id, offset))

    def _apply_change(self, change: Callable[[], object], selected_id: str | None = None) -> bool:
        """Run `change`, or notify why it was rejected, then reload; return whether it succeeded.

        The cursor goes to the domain `selected_id`, or stays where it is.
        """
        try:
            change()
        except (Rejected, StoreError) as error:
            self.notify(str(error), markup=False, timeout=6)
            return False
        finally:
            self.reload(selected_id)
        return True


class DomainKeys(KeyHintLine):
    """The keys of this dialog."""

    can_join: reactive[bool] = reactive(False, layout=True)

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        return len(wrapped_key_hints(width, can_join=self.can_join))

    def render(self) -> Content:
        return stack(wrapped_key_hints(self.size.width, can_join=self.can_join))


def wrapped_key_hints(width: int, *, can_join: bool) -> list[Content]:
    """Wrap the key hints to lines of `width` cells."""
    rows, line, used_width = [], Content(""), 0
    for hint in key_hints(can_join=can_join):
        if not hint.key:
            continue
        hint_text = key_hint(hint.key, hint.description, *hint.actions)
        if used_width + 3 + hint_text.cell_length > width and used_width:
            rows.append(line)
            line, used_width = Content(""), 0
        line = line + Content("   " if used_width else "") + hint_text
        used_width = line.cell_length
    return [*rows, line]
