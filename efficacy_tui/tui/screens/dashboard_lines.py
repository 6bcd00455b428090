"""The lines above and below the panes of the dashboard: header, hint, footer."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content
from textual.reactive import reactive

from efficacy_tui.flows.command_table import BY_ID
from efficacy_tui.model import locale_format
from efficacy_tui.model.text_layout import elide
from efficacy_tui.tui.privacy.mask import is_masked, public
from efficacy_tui.tui.widgets.base_widgets import LeafWidget
from efficacy_tui.tui.widgets.content_lines import BRIGHT, QUIET, clickable, key_hint
from efficacy_tui.tui.widgets.key_hints import KeyHintLine

if TYPE_CHECKING:
    from efficacy_tui.flows.next_commands import NextCommand
    from efficacy_tui.journal.onboarding import OnboardingHint
    from efficacy_tui.journal.snapshot import DashboardSnapshot

FOCUS_MARK = " · focus"
"""Stands behind the name of the focus in the header, where there is room."""

FOOTER_COUNTS = ((118, 6), (78, 5), (0, 4))
"""How many commands the footer names from a width in columns, widest first."""

FOOTER_WIDE = 76
"""Columns from which the footer has room for wider gaps."""

FULL_DISMISS_WIDTH = 45
"""Columns from which a short hint and the full "esc no more hints" fit side by side."""


class HeaderLine(LeafWidget):
    """The date, the focus domain, the days checked in, and whether everything is saved."""

    DEFAULT_CSS = "HeaderLine { height: 1; dock: top; padding: 0 1; color: $quiet; }"
    auto_links = False
    snapshot: reactive[DashboardSnapshot | None] = reactive(None)
    save_status: reactive[str] = reactive("")
    save_failed: reactive[bool] = reactive(False)
    banner: reactive[str] = reactive("")
    sync_sign: reactive[str] = reactive("")

    def __init__(self, *, demo: bool = False) -> None:
        super().__init__()
        self.demo = demo

    def render(self) -> Content:
        snapshot, width = self.snapshot, self.size.width
        if snapshot is None:
            return Content("")
        today = snapshot.today
        date_words = locale_format.long_date(today) if width >= 76 else locale_format.short_date(today, today)
        if self.demo:
            date_words = f"demo · {date_words}"
        right = _check_in_days(snapshot, width) if snapshot.domains else ""
        status, right = self._status_beside(right, width)
        if self.banner:
            status, right = elide(self.banner, max(width - cell_len(date_words) - 4, 10)), ""
        right_width = cell_len(status) + cell_len(right)
        room = width - cell_len(date_words) - right_width - 4
        middle = _domain_words(snapshot, room)
        if is_masked(self):
            middle = elide(f"masked · {BY_ID['mask'].key} shows", max(room, 0))
        free = width - cell_len(date_words) - cell_len(middle) - right_width
        gap_before = min(max((width - cell_len(middle)) // 2 - cell_len(date_words), 2), max(free - 2, 2))
        gap_after = max(free - gap_before, 1)
        domain_link = Content.styled(middle, f"{BRIGHT} $foreground")
        return Content.assemble(
            public(date_words, QUIET),
            " " * gap_before,
            clickable(public(domain_link), "app.command('mask')")
            if is_masked(self)
            else clickable(domain_link, "app.command('domains')"),
            " " * gap_after,
            public(status, "$error bold" if self.save_failed else QUIET),
            (right, QUIET),
        )

    def _status_beside(self, days: str, width: int) -> tuple[str, str]:
        """Return the state of saving and syncing, and the days checked in where they still fit beside it."""
        status = ""
        if self.save_status:
            has_room = days and not self.save_failed and width >= 100
            status, days = (f"{self.save_status} · ", days) if has_room else (self.save_status, "")
        if self.sync_sign and not self.save_failed:
            status = f"{self.sync_sign} · {status}" if status or days else self.sync_sign
        return status, days


def _domain_words(snapshot: DashboardSnapshot, room: int) -> str:
    """Name the domain shown, and whether it is the focus, in at most `room` cells; empty where that is too few."""
    if snapshot.selected is None or room < 8:
        return ""
    name = snapshot.selected.name
    has_mark = snapshot.selected == snapshot.focus and cell_len(name) + len(FOCUS_MARK) <= room
    return f"{name}{FOCUS_MARK}" if has_mark else elide(name, room)


def _check_in_days(snapshot: DashboardSnapshot, width: int) -> str:
    """Say on how many of the last days the person has checked in, for a header of `width` cells.

    Empty before a day, and without a check-in: whoever comes back is not told for how long they were away.
    """
    checked, counted = snapshot.days_checked, snapshot.days_counted
    if snapshot.days_window <= 1:
        return ("checked in today, your first day" if width >= 100 else "first day") if checked else ""
    if counted <= 1 or not checked:
        return ""
    if width < 100:
        return f"{checked}{' of ' if width >= 52 else '/'}{counted} days"
    if counted < snapshot.days_window:
        return f"checked in {checked} of {counted} days asked"
    return f"checked in {checked} of the last {counted} days"


class FooterLine(KeyHintLine):
    """What to do next, most due first, as far as it fits; help is always shown and lists the rest."""

    DEFAULT_CSS = "FooterLine { height: 1; dock: bottom; padding: 0 1; color: $quiet; }"
    snapshot: reactive[DashboardSnapshot | None] = reactive(None)
    read_only: reactive[bool] = reactive(False)

    def render(self) -> Content:
        width, help_command = self.size.width, BY_ID["help"]
        help_words = key_hint(help_command.key, help_command.label, "app.command('help')")
        entries: list[NextCommand] = []
        if self.snapshot is not None:
            # The first frame has no snapshot, and does not wait for this module.
            from efficacy_tui.flows.next_commands import next_commands

            entries = next_commands(self.snapshot, read_only=self.read_only)
        max_count = next(count for minimum, count in FOOTER_COUNTS if width >= minimum)
        gap = "   " if width >= FOOTER_WIDE else "  "
        room = width - help_words.cell_length
        full = self._fitting([self._hint(entry, entry.label) for entry in entries[:max_count]], room, gap)
        short = self._fitting([self._hint(entry, entry.short) for entry in entries[:max_count]], room, gap)
        words = Content.assemble(*(part for hint in max(full, short, key=len) for part in (hint, gap)))
        return words + Content(" " * max(room - words.cell_length, 0)) + help_words

    @staticmethod
    def _fitting(hints: list[Content], room: int, gap: str) -> list[Content]:
        """Return the first hints that fit, each with a gap after it."""
        ends = accumulate(hint.cell_length + len(gap) for hint in hints)
        return [hint for hint, end in zip(hints, ends, strict=True) if end <= room]

    def _hint(self, entry: NextCommand, label: str) -> Content:
        action = f"app.command('{entry.command}')"
        key = BY_ID[entry.command].key
        return key_hint(key, label, action, style=f"{BRIGHT} $foreground" if entry.is_emphasized else QUIET)


class HintLine(KeyHintLine):
    """The onboarding hint above the footer; it disappears once the person has followed it."""

    DEFAULT_CSS = "HintLine { height: 1; padding: 0 1; display: none; }"
    hint: reactive[OnboardingHint | None] = reactive(None)

    def show(self, hint: OnboardingHint | None, snapshot: DashboardSnapshot | None) -> None:
        """Show a hint, unless an empty pane of the snapshot invites to the same."""
        if hint is not None and snapshot is not None:
            from efficacy_tui.flows.next_commands import is_invited

            hint = None if is_invited(hint.command, snapshot) else hint
        self.hint = hint

    def watch_hint(self) -> None:
        self.display = self.hint is not None

    def render(self) -> Content:
        if self.hint is None:
            return Content("")
        command = BY_ID[self.hint.command]
        fits = cell_len(f"{command.key}  {self.hint.text}   esc no more hints") <= self.size.width
        dismiss_hint = key_hint(
            "esc", "no more hints" if self.size.width >= FULL_DISMISS_WIDTH else "no more", "screen.no_more_hints"
        )
        room = max(self.size.width - cell_len(command.key) - 2 - dismiss_hint.cell_length - 3, 0)
        hint_text = elide(self.hint.text if fits else self.hint.short, room)
        command_hint = key_hint(command.key, f" {hint_text}", f"app.command('{command.id}')")
        return (
            command_hint
            + Content(" " * max(self.size.width - command_hint.cell_length - dismiss_hint.cell_length, 1))
            + dismiss_hint
        )
