"""The message line: what the program has to say, in the place of the footer, for as long as it stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from textual.content import Content
from textual.geometry import Size

from efficacy_tui.flows.command_table import BY_ID
from efficacy_tui.model.text_layout import ELLIPSIS, cell_width, shorten, wrap
from efficacy_tui.tui.message_queue import ScreenMessage
from efficacy_tui.tui.privacy.mask import is_masked
from efficacy_tui.tui.widgets.base_widgets import LeafWidget
from efficacy_tui.tui.widgets.content_lines import BRIGHT, stack
from efficacy_tui.tui.widgets.key_hints import press_on_click

MAX_ROWS = 2
"""Rows that the messages take at most."""

MAX_PROBLEM_ROWS = 4
"""Rows that a problem may take: it has to be read whole."""

SIDE_MARGIN = 2
"""Cells of padding left and right together."""

GAP = "   "

SEPARATOR = " · "
"""What stands before the keys that are offered at the end of a message."""

MAX_KEYS_SHARE = 0.5
"""The share of a row that the keys may take from the words before them."""


class MessageRow(NamedTuple):
    """A row of the line: its text, and the message that it is a part of, joined where several share the row."""

    text: str
    message: ScreenMessage


def lay_out_messages(messages: Sequence[ScreenMessage], width: int) -> list[MessageRow]:
    """Wrap the newest messages, as many as fit, oldest first; short ones stand side by side.

    A longer text is cut after a word, but never the keys behind its last dot. A line break in a text begins a new row.
    """
    rows: list[MessageRow] = []
    for whole_message in reversed(messages):
        limit = MAX_PROBLEM_ROWS if whole_message.is_problem else MAX_ROWS
        message = _fitting(whole_message, width, limit)
        lines = _wrap(message.text, width, limit)
        first = MessageRow("".join(lines[:1]), message)
        if rows and len(lines) == 1 and not (_needs_a_row(first) or _needs_a_row(rows[0])):
            joined = f"{lines[0]}{GAP}{rows[0].text}"
            if cell_width(joined) <= width:
                rows[0] = MessageRow(joined, message._replace(text=f"{message.text} {rows[0].message.text}"))
                continue
        if rows and len(rows) + len(lines) > limit:
            break
        rows = [*(MessageRow(line, message) for line in lines), *rows]
    return rows


def _needs_a_row(row: MessageRow) -> bool:
    """Whether nothing may stand beside a row: it has to be read, or its keys stand at the right."""
    return row.message.is_problem or bool(split_keys(row)[1])


def _fitting(message: ScreenMessage, width: int, limit: int) -> ScreenMessage:
    """Return a message in as few words as it takes to fit on a row, a problem on `limit` rows, or in the fewest."""
    texts = (message.text, *message.shorter)

    def fits(text: str) -> bool:
        return len(wrap(text, width)) <= limit if message.is_problem else cell_width(text) <= width

    return message._replace(text=next(filter(fits, texts), texts[-1]))


def _wrap(text: str, width: int, limit: int) -> list[str]:
    lines = [line for part in text.split("\n") for line in wrap(part, width)]
    if len(lines) <= limit:
        return lines
    rest = " ".join(lines[limit - 1 :])
    words, dot, keys = rest.rpartition(SEPARATOR)
    keys = f"{dot}{keys}"
    if dot and cell_width(keys) <= width * MAX_KEYS_SHARE:
        # Cut the words before the keys, so that the keys stay readable.
        return [*lines[: limit - 1], f"{shorten(words, width - cell_width(keys))}{keys}"]
    return [*lines[: limit - 1], shorten(rest, width)]


def split_keys(row: MessageRow) -> tuple[str, list[str]]:
    """Split a row into its words and the keys at its end, each with what it does: “u undo”, “l begins one”.

    Only after a line break in its message may a row be keys alone: it may as well begin with “a”.
    """
    parts = row.text.split(SEPARATOR)
    first = 0 if row.message.text.endswith(f"\n{row.text}") else 1
    keys = {command.key for command in BY_ID.values() if command.first_key}
    while len(parts) > first and parts[-1].partition(" ")[0] in keys:
        parts.pop()
    return SEPARATOR.join(parts), row.text.split(SEPARATOR)[len(parts) :]


class MessageLine(LeafWidget):
    """Messages at the lower edge; it takes its rows from the rest of the screen, so it never lies over anything."""

    DEFAULT_CSS = """
    MessageLine { dock: bottom; height: auto; padding: 0 1; background: $raised; color: $foreground; display: none; }
    """
    ALLOW_SELECT: ClassVar[bool] = False
    auto_links = False

    def __init__(self) -> None:
        super().__init__()
        self.messages: tuple[ScreenMessage, ...] = ()

    @property
    def row_count(self) -> int:
        """The rows that the line takes now; 0 without a message."""
        return len(self._rows(self.app.size.width - SIDE_MARGIN)) if self.messages else 0

    def show(self, messages: Sequence[ScreenMessage]) -> None:
        """Show these messages, oldest first, or nothing."""
        rows_before = self.row_count
        self.messages = tuple(messages)
        self.display = bool(messages)
        self.refresh(layout=self.row_count != rows_before)

    def _rows(self, width: int) -> list[MessageRow]:
        return lay_out_messages(self.messages, max(width, 1))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return max(len(self._rows(width)), 1)

    def mask_changed(self) -> None:
        """Hide the person's words in messages, or show them again."""
        self.refresh()

    def render(self) -> Content:
        rows = self._rows(self.size.width)
        masked = self._masked_rows(rows) if is_masked(self) else [Content(row.text) for row in rows]
        aligned = [_align_keys(line, row, self.size.width) for line, row in zip(masked, rows, strict=True)]
        return stack(
            line.stylize("$error bold") if row.message.is_save_failure else line
            for line, row in zip(aligned, rows, strict=True)
        )

    def _masked_rows(self, rows: Sequence[MessageRow]) -> list[Content]:
        """Mark the program's own words in the rows, message by message, so that only they can be read."""
        from efficacy_tui.tui.privacy.masking_app import MaskingApp
        from efficacy_tui.tui.privacy.own_phrases import to_lines

        lines: list[Content] = []
        for message in dict.fromkeys(row.message for row in rows):
            texts = [row.text for row in rows if row.message == message]
            split = self.app.pieces if isinstance(self.app, MaskingApp) else lambda _: []
            keys = "".join(message.text.rpartition(SEPARATOR)[1:])
            is_cut_before_keys = ELLIPSIS in texts[-1] and keys.startswith(SEPARATOR) and texts[-1].endswith(keys)
            if is_cut_before_keys:
                # Words were cut before the keys, so match the keys with the source by themselves.
                texts[-1] = texts[-1].removesuffix(keys)
            marked = to_lines(split(message.text), texts)
            if is_cut_before_keys:
                marked[-1] += to_lines(split(keys), [keys])[0]
            lines += marked
        return lines


def _align_keys(line: Content, row: MessageRow, width: int) -> Content:
    """Move the keys at the end of a row to the right, where the footer has its help; a click presses them."""
    words, keys = split_keys(row)
    if not keys:
        return line
    hints, start = [], len(row.text) - len(SEPARATOR.join(keys))
    for key in keys:
        name = key.partition(" ")[0]
        hint = line[start : start + len(key)]
        hints.append(press_on_click(name, hint[: len(name)].stylize(BRIGHT) + hint[len(name) :]))
        start += len(key) + len(SEPARATOR)
    at_the_end = Content(GAP).join(hints)
    free = max(width - cell_width(words) - at_the_end.cell_length, 0)
    return line[: len(words)] + Content(" " * free) + at_the_end
