"""What an application needs to keep things private: the mask, hidden numbers, and what may go to the clipboard."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar, Protocol, TypeVar, runtime_checkable

from textual import events, on, work
from textual.app import App
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.filter import LineFilter
from textual.message import Message
from textual.notifications import SeverityLevel
from textual.widget import Widget

from efficacy_tui.tui.privacy.mask import MASK, NUMBERS
from efficacy_tui.tui.screens.base_screen import BaseScreen

if TYPE_CHECKING:
    from efficacy_tui.content.instrument import Instrument
    from efficacy_tui.tui.privacy.own_phrases import Piece

Result = TypeVar("Result")

MASK_ANYWHERE = "f2"
"""The key that masks also where letters are typed."""

MASKED_MESSAGE = f"Masked · {MASK_ANYWHERE} shows"
FIRST_WORDS = 6
"""As many words of what was copied are said."""

COPY_REFUSED = f"Nothing is copied while it is masked. {MASK_ANYWHERE} shows it again."


class KeyHandled(Message):
    """Goes the way of a key, behind it; once nothing is left to be done with the key, `done` is called."""

    def __init__(self, done: Callable[[], None]) -> None:
        super().__init__()
        self.callback = done


@runtime_checkable
class MaskAware(Protocol):
    """A screen or widget whose words are made anew when the mask comes or goes."""

    def mask_changed(self) -> None:
        """The mask came or went."""


class MaskingApp(App[Result]):
    """Can hide everything private on the screen, at once and everywhere, until it is shown again."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(MASK_ANYWHERE, "command('mask')", show=False, priority=True),
    ]

    def __init__(self, *, masked: bool = False, hide_numbers: bool = False) -> None:
        super().__init__()
        self.masked = masked
        self.hide_numbers = hide_numbers

    def private_names(self) -> Collection[str]:
        """Names that are the person's, in small letters, though the program may use the same words."""
        return ()

    def on_mount(self) -> None:
        if self.masked:
            self.preload_own_phrases()

    # -- the mask --------------------------------------------------------------------------------

    def get_line_filters(self) -> Sequence[LineFilter]:
        filters = super().get_line_filters()
        if not (self.masked or self.hide_numbers):
            return filters
        return [*([MASK] if self.masked else []), *([NUMBERS] if self.hide_numbers else []), *filters]

    def toggle_mask(self) -> None:
        """Mask the screen, or show it again."""
        self.masked = not self.masked
        self.clear_notifications()
        with self.batch_update():
            for screen in self.screen_stack:
                for node in screen.walk_children(with_self=True):
                    if isinstance(node, MaskAware):
                        node.mask_changed()
                    node.refresh()
        if self.masked:
            self.preload_own_phrases()
            if len(self.screen_stack) > 1:
                # The dashboard says so in its header.
                self.notify(MASKED_MESSAGE, timeout=3, markup=False)

    @work(thread=True, group="own words")
    def preload_own_phrases(self) -> None:
        """Have the program's own sentences in memory before a dialog needs them."""
        from efficacy_tui.tui.privacy.own_phrases import own_phrases

        own_phrases(self.instrument_read())

    def pieces(self, text: str) -> list[Piece]:
        """A sentence in pieces, each the program's own or the person's."""
        from efficacy_tui.tui.privacy.own_phrases import own_phrases

        return own_phrases(self.instrument_read()).pieces(text, self.private_names())

    def instrument_read(self) -> Instrument | None:
        """The profile's items, once they have been read."""
        return None

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = True,
    ) -> None:
        if self.masked and not markup:
            from efficacy_tui.tui.privacy.own_phrases import as_markup

            # A toast is a text or markup; what is the person's in it is dots before it becomes markup.
            message, markup = as_markup(self.pieces(message)), True
        super().notify(message, title=title, severity=severity, timeout=timeout, markup=markup)

    def clear_notifications(self) -> None:
        super().clear_notifications()
        # Textual takes toasts away and leaves what held each of them.
        for holder in self.screen.query("ToastHolder") if self.screen_stack else ():
            if not holder.children:
                holder.remove()

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key) and not event.is_forwarded and self.screen_stack:
            screen = self.screen
            if isinstance(screen, BaseScreen) and screen.intercepts_key(event):
                return
        await super().on_event(event)

    @on(KeyHandled)
    def _nothing_is_left(self, event: KeyHandled) -> None:
        event.callback()

    def action_press(self, key: str) -> None:
        """A click on words that name a key does what the key does."""
        pressed = events.Key(key, key if len(key) == 1 else None)
        # Else it would not bubble past the widget that was clicked.
        pressed.set_sender(self)
        self.post_message(pressed)

    # -- mistakes --------------------------------------------------------------------------------

    @property
    def crash(self) -> Exception | None:
        """What the program ended by, if it was a mistake of its own."""
        return self._exception

    def _fatal_error(self) -> None:
        """End. Textual would print what is in memory, the person's words and all; whoever runs this says it in one."""
        self._close_messages_no_wait()

    # -- the clipboard ---------------------------------------------------------------------------

    def copy_to_clipboard(self, text: str) -> None:
        """Give a text to the terminal's clipboard, without control characters; refused while masked."""
        from efficacy_tui.model.text import without_controls

        text = without_controls(text)
        if self.masked:
            # Cut and paste inside the program go on working.
            self._clipboard = text
            self.notify(COPY_REFUSED, markup=False)
        else:
            super().copy_to_clipboard(text)

    def copy_message(self, text: str) -> str:
        """What to say of a text that was copied: its first words."""
        first = " ".join(text.split()[:FIRST_WORDS])
        return f"Copied: {first}" if len(text.split()) <= FIRST_WORDS else f"Copied: {first} …"


def masked_lines(widget: Widget, text: str, lines: Sequence[str]) -> list[Content]:
    """A text on the lines it was wrapped into; while masked, with the program's own words in it marked."""
    app = widget.app
    if not (isinstance(app, MaskingApp) and app.masked):
        return [Content(line) for line in lines]
    from efficacy_tui.tui.privacy.own_phrases import to_lines

    return to_lines(app.pieces(text), lines)


def fold_names(rows: Iterable[str]) -> frozenset[str]:
    """Names as `private_names` gives them."""
    return frozenset(row.strip().casefold() for row in rows)
