"""The app's side of privacy: the mask, hidden numbers, and what may go to the clipboard."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar, Protocol, TypeVar, runtime_checkable

from textual import events, on, work
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.filter import LineFilter
from textual.message import Message
from textual.notifications import SeverityLevel
from textual.widget import Widget

from efficacy_tui.tui.control_filter import CONTROLS
from efficacy_tui.tui.message_queue import MessageQueue, ScreenMessage
from efficacy_tui.tui.privacy.mask import COPY_REFUSED, MASK, MASK_KEY, MASKED_MESSAGE, NUMBERS
from efficacy_tui.tui.terminal_driver import IN_FORCE, driver_class
from efficacy_tui.tui.textual_overrides import ACTIVE, AppOverrides, SilentConsole

if TYPE_CHECKING:
    from efficacy_tui.config.settings import Settings
    from efficacy_tui.content.instrument import Instrument
    from efficacy_tui.tui.privacy.own_phrases import Piece

Result = TypeVar("Result")

WORDS_QUOTED = 6
"""Words of a copied text that the message repeats, at most."""


class KeyHandled(Message):
    """Follows a key through the widgets; when it reaches the app, the key was handled and `callback` is called."""

    def __init__(self, callback: Callable[[], None]) -> None:
        super().__init__()
        self.callback = callback


@runtime_checkable
class MaskAware(Protocol):
    """A screen or widget that rebuilds its text when the mask is switched."""

    def mask_changed(self) -> None:
        """Rebuild the text after the mask was switched on or off."""


@runtime_checkable
class MessageScreen(Protocol):
    """A screen with a message line."""

    def show_messages(self, messages: Sequence[ScreenMessage]) -> None:
        """Show these messages, or none."""


class ScreenShown(Message):
    """A screen came to the front, so that the messages move to it."""


@runtime_checkable
class KeyInterceptor(Protocol):
    """A screen that may hold a key or a paste back until its turn."""

    def intercepts_key(self, key: events.Key | events.Paste) -> bool:
        """Whether the screen holds the key back."""


class MaskingApp(AppOverrides[Result]):
    """An app that can hide everything private on every screen at once."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding(MASK_KEY, "command('mask')", show=False, priority=True)]

    settings: Settings
    """The person's settings."""

    def __init__(self, *, masked: bool = False, hide_numbers: bool = False, inline: bool = False) -> None:
        super().__init__(driver_class=driver_class(inline=inline))
        self.digits_save = IN_FORCE
        """Whether a digit is certainly a key press and may save an answer by itself."""
        self.messages = MessageQueue(time.monotonic)
        self.masked = masked
        self.hide_numbers = hide_numbers
        if not ACTIVE:
            self.error_console = SilentConsole()

    def private_names(self) -> Collection[str]:
        """Return the person's own names in lower case; they are hidden even where the program uses the same words."""
        return ()

    def on_mount(self) -> None:
        self.app_resume_signal.subscribe(self, self._redraw)
        if self.masked:
            self.preload_own_phrases()

    def _redraw(self, _app: object) -> None:
        """Draw everything anew after the program was suspended."""
        for screen in self.screen_stack:
            screen.refresh(layout=True)

    # -- the mask --------------------------------------------------------------------------------

    def get_line_filters(self) -> Sequence[LineFilter]:
        filters = [*super().get_line_filters(), CONTROLS]
        if not (self.masked or self.hide_numbers):
            return filters
        return [*([MASK] if self.masked else []), *([NUMBERS] if self.hide_numbers else []), *filters]

    def toggle_mask(self) -> None:
        """Switch the mask on or off."""
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
        """Load the program's own sentences before a dialog needs them."""
        from efficacy_tui.tui.privacy.own_phrases import own_phrases

        own_phrases(self.instrument_read())

    def pieces(self, text: str) -> list[Piece]:
        """Split a sentence into pieces, each of them the program's own or the person's."""
        from efficacy_tui.tui.privacy.own_phrases import own_phrases

        return own_phrases(self.instrument_read()).pieces(text, self.private_names())

    def use_azerty_digits(self) -> str:
        """Let the whole number row of a French keyboard stand for digits from now on; return a message."""
        from efficacy_tui.config.write import SettingsNotSaved
        from efficacy_tui.model.display import display

        display().azerty_digits = True
        try:
            self.settings.change("digits", "azerty")
        except SettingsNotSaved as error:
            return f"These keys are digits until you quit. {error}"
        return "From now on these keys are digits. You can change that in the settings."

    def instrument_read(self) -> Instrument | None:
        """Return the profile's items if they have been read."""
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
        """Show a message of Textual's in the message line, like our own."""
        text = Content.from_markup(message).plain if markup else message
        self.show_message(text, None if severity == "error" else timeout or self.NOTIFICATION_TIMEOUT)

    def show_message(
        self, text: str, seconds: float | None, shorter: tuple[str, ...] = (), *, is_save_failure: bool = False
    ) -> None:
        """Show a message for some seconds in the message line, or a problem until a key is pressed.

        `shorter` ones say it in less and less where it takes more than a row.
        """
        self.messages.add(text, seconds, shorter, is_save_failure=is_save_failure)
        self._show_messages()
        if seconds is not None:
            self.set_timer(seconds, self._show_messages)

    def clear_notifications(self) -> None:
        """Take all messages away but the problems that nobody can have read yet."""
        self.messages.clear()
        self._show_messages()

    def _show_messages(self) -> None:
        """Show the messages that stand on the screen in front, and on no other."""
        messages = self.messages.standing()
        for screen in self.screen_stack if self.is_running else ():
            if isinstance(screen, MessageScreen) and screen.is_mounted:
                screen.show_messages(messages if screen is self.screen else ())

    @on(ScreenShown)
    def _move_messages(self) -> None:
        self._show_messages()

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded and self.screen_stack:
            if self.messages.key_pressed():
                self._show_messages()
            screen = self.screen
            if isinstance(screen, KeyInterceptor) and screen.intercepts_key(event):
                return
        await super().on_event(event)

    async def dispatch_key(self, key: events.Key | events.Paste) -> None:
        """Pass on a key or a paste that a screen held back, without asking the screen a second time."""
        await super().on_event(key)

    @on(KeyHandled)
    def _run_callback(self, event: KeyHandled) -> None:
        event.callback()

    def action_press(self, key: str) -> None:
        """Press a key, as a click on words that name it does."""
        press = events.Key(key, key if len(key) == 1 else None)
        # With the clicked widget as its sender, the key would not bubble past it.
        press.set_sender(self)
        self.post_message(press)

    # -- the clipboard ---------------------------------------------------------------------------

    def copy_to_clipboard(self, text: str) -> None:
        """Copy a text to the terminal's clipboard, without control characters; refused while masked."""
        from efficacy_tui.model.text import without_controls

        text = without_controls(text)
        if self.masked:
            # Cutting and pasting inside the program still works.
            self.remember_clipboard(text)
            self.notify(COPY_REFUSED, markup=False)
        else:
            super().copy_to_clipboard(text)

    def copy_message(self, text: str) -> str:
        """Return the message for a copied text, which repeats its first words."""
        words = text.split()
        first_words = " ".join(words[:WORDS_QUOTED])
        return f"Copied: {first_words}" if len(words) <= WORDS_QUOTED else f"Copied: {first_words}…"


def masked_lines(widget: Widget, text: str, lines: Sequence[str]) -> list[Content]:
    """Return a text's wrapped lines as content; while masked, the program's own words are marked public."""
    app = widget.app
    if not (isinstance(app, MaskingApp) and app.masked):
        return [Content(line) for line in lines]
    from efficacy_tui.tui.privacy.own_phrases import to_lines

    return to_lines(app.pieces(text), lines)


def fold_names(names: Iterable[str]) -> frozenset[str]:
    """Return names as `private_names` has them: stripped, in lower case."""
    return frozenset(name.strip().casefold() for name in names)
