"""Asks for the passphrase of a sealed journal, on a screen that shows nothing of it; the dashboard opens afterwards."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.filter import LineFilter
from textual.screen import Screen
from textual.widgets import Input, Static

from efficacy_tui.config.settings import Settings
from efficacy_tui.flows.support import FILE as SUPPORT_FILE
from efficacy_tui.model.key_names import print_keys
from efficacy_tui.model.text_layout import first_fitting, wrap
from efficacy_tui.store.errors import StoreError
from efficacy_tui.store.sealing.key_file import WrongPassphrase
from efficacy_tui.store.sealing.sealed_bytes import SealingUnavailable
from efficacy_tui.store.sealing.tries import describe_wait, seconds_to_wait
from efficacy_tui.tui.end_signals import EndSignals
from efficacy_tui.tui.look import theme
from efficacy_tui.tui.look.appearance import AppearanceManager
from efficacy_tui.tui.look.stylesheet import STYLE
from efficacy_tui.tui.look.terminal_capabilities import TerminalCapabilities
from efficacy_tui.tui.privacy.mask import public
from efficacy_tui.tui.privacy.masking_app import MaskingApp
from efficacy_tui.tui.screens.base_screen import BaseScreen
from efficacy_tui.tui.screens.page_dialog import PageLines
from efficacy_tui.tui.widgets.base_widgets import FixedVertical
from efficacy_tui.tui.widgets.dialog_body import DialogBody
from efficacy_tui.tui.widgets.text_input import SingleLineInput
from efficacy_tui.tui.widgets.too_small import LOW_HEIGHT

if TYPE_CHECKING:
    from efficacy_tui.store.sealing.sealed_bytes import SealKey

TITLE = "Your journal is sealed"
PROMPT = "Passphrase"
CHECKING = "Checking …"
DRAWING_SECONDS = 0.05
"""How long the terminal gets to show that."""
WRONG = "That is not the passphrase."
LOCKED_IDLE = "Your journal was locked because no key was pressed for a while. Unfinished answers are saved as drafts."
FORGOTTEN = "If you forgot it: “efficacy seal --with-recovery-key FILE” asks for a new one."
FORGOTTEN_TRIES = 3
"""The wrong tries after which the screen says so."""
MAX_WIDTH = 58
"""Columns of the frame."""
FRAME_ROWS = 5
"""Rows of the screen that the note cannot take: the frame, the prompt, the field and the blank row below it."""


class PassphraseInput(SingleLineInput):
    """An input that shows dots and gives its text to nobody: it is neither copied nor cut."""

    def __init__(self) -> None:
        super().__init__(password=True)

    def action_copy(self) -> None:
        """Copy nothing."""

    def action_cut(self) -> None:
        """Cut nothing."""


class PassphraseScreen(BaseScreen[None]):
    """One field, and what came of the last try below it."""

    asks_questions: ClassVar[bool] = True
    DEFAULT_CSS = """
    PassphraseScreen { align: center middle; background: $background; }
    PassphraseScreen > FixedVertical {
        width: 58; max-width: 100%; height: auto; max-height: 100%; padding: 1 2;
        border: round $accent; border-title-color: $foreground; border-title-style: bold;
        border-subtitle-color: $quiet; background: $background;
    }
    PassphraseScreen.-low > FixedVertical { padding: 0 1; }
    PassphraseScreen Static { height: auto; }
    PassphraseScreen DialogBody { margin-top: 1; min-height: 1; }
    PassphraseScreen #note { color: $quiet; }
    PassphraseScreen.-blocked #note { color: $foreground; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "scroll_note(1)", show=False),
        Binding("up", "scroll_note(-1)", show=False),
        Binding("pagedown", "scroll_note(4)", show=False),
        Binding("pageup", "scroll_note(-4)", show=False),
    ]

    def __init__(self, note: str, *, is_blocked: bool = False) -> None:
        """`is_blocked` says that, as things are, no passphrase opens the journal, and the note says why."""
        super().__init__()
        self.note = note
        self._is_blocked = is_blocked

    def compose(self) -> ComposeResult:
        with FixedVertical() as box:
            box.border_title = public(TITLE)
            yield Static(public(PROMPT), markup=False)
            yield PassphraseInput()
            with DialogBody():
                yield PageLines(self._note_lines, id="note")

    def on_mount(self) -> None:
        self.query_one(PassphraseInput).focus()
        self._fit()

    def on_resize(self) -> None:
        self._fit()

    def show_note(self, text: str, *, is_blocked: bool = False) -> None:
        """Say what came of the last try; `is_blocked` as for the screen."""
        self.note, self._is_blocked = text, is_blocked
        self.query_one("#note", PageLines).refresh(layout=True)
        self.query_one(DialogBody).scroll_home(animate=False)
        self._fit()

    def action_scroll_note(self, rows: int) -> None:
        self.query_one(DialogBody).scroll_relative(y=rows, animate=False)

    def _note_lines(self, width: int) -> list[Content]:
        return [public(line) for line in wrap(self.note, width)] or [public("")]

    def _fit(self) -> None:
        """Leave the note as many rows as there are, and name the keys that do something now."""
        is_low = self.size.height < LOW_HEIGHT
        self.set_class(is_low, "-low")
        self.set_class(self._is_blocked, "-blocked")
        box, padding = min(self.size.width, MAX_WIDTH), 2 if is_low else 4
        rows = self.size.height - FRAME_ROWS - (0 if is_low else 2)
        self.query_one(DialogBody).set_height_range(1, max(rows, 1))
        has_more = len(self._note_lines(box - 2 - padding - 1)) > rows
        enter, read_on = (
            "enter tries again" if self._is_blocked else "enter opens",
            f"{print_keys('up', 'down')} read on" if has_more else "",
        )
        wordings = ((enter, read_on, "esc quits", "F1 support"), (read_on or "enter", "esc quits", "F1"))
        self.query_one(FixedVertical).border_subtitle = public(first_fitting(wordings, box - 6))


class PassphraseApp(MaskingApp["SealKey"]):
    """Returns the unlocked key, or `None` when the person left."""

    ENABLE_COMMAND_PALETTE = False
    CSS = STYLE
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c,ctrl+q,ctrl+d", "leave", show=False, priority=True),
        Binding("escape", "leave", show=False),
        Binding("f1", "command('support')", show=False, priority=True),
        Binding("ctrl+z", "command('suspend')", show=False, priority=True),
    ]

    def __init__(
        self,
        open_key: Callable[[str], SealKey],
        *,
        settings: Settings | None = None,
        terminal: TerminalCapabilities | None = None,
        note: str = "",
        is_blocked: bool = False,
    ) -> None:
        """`open_key` returns the key for a passphrase, which takes seconds, or raises a `StoreError`.

        `note` stands below the field; `is_blocked` says that it tells why no passphrase opens the journal.
        """
        super().__init__()
        self.settings = settings or Settings()
        self.signals = EndSignals()
        self._open_key = open_key
        self._wrong_tries = 0
        self._has_next_try = False
        self._passphrase_screen = PassphraseScreen(note, is_blocked=is_blocked)
        self.is_waiting = False
        """Whether a passphrase is being checked, or the time after a wrong one is not over."""
        for own_theme in theme.THEMES:
            self.register_theme(own_theme)
        capabilities = terminal or TerminalCapabilities()
        self.appearance = AppearanceManager(self, self.settings, capabilities, self._passphrase_screen.show_note)
        self.appearance.apply()

    def get_css_variables(self) -> dict[str, str]:
        variables = super().get_css_variables()
        return {**variables, **theme.fitted_variables(variables)}

    def get_line_filters(self) -> Sequence[LineFilter]:
        filters = super().get_line_filters()
        ascii_filter = self.appearance.ascii_filter
        return filters if ascii_filter is None else [*filters, ascii_filter]

    def get_default_screen(self) -> Screen[None]:
        return self._passphrase_screen

    def on_mount(self) -> None:
        if not self.is_headless:
            loop = asyncio.get_running_loop()
            self.signals.connect(lambda: loop.call_soon_threadsafe(self.action_leave))

    def terminal_closed(self) -> None:
        self.action_leave()

    @on(Input.Submitted)
    def _check(self, event: Input.Submitted) -> None:
        if not event.value:
            return
        if self.is_waiting:
            # It is tried once the time after the wrong one is over; until then it may be changed.
            self._has_next_try = True
            return
        self._begin_try(event.input)

    def _begin_try(self, field: Input) -> None:
        passphrase, field.value = field.value, ""
        self.is_waiting, self._has_next_try = True, False
        self._passphrase_screen.show_note(CHECKING)
        # The package that checks it lets no other thread run for a second or more: until then nothing can be drawn.
        self.call_after_refresh(self.set_timer, DRAWING_SECONDS, partial(self._start_try, passphrase))

    def _start_try(self, passphrase: str) -> None:
        self.run_worker(lambda: self._try(passphrase), thread=True, group="check")

    def _try(self, passphrase: str) -> None:
        """Check a passphrase; called in a thread."""
        try:
            key = self._open_key(passphrase)
        except WrongPassphrase:
            self.call_later(self._wait_after_wrong_try)
        except (StoreError, SealingUnavailable) as error:
            self.call_later(self._show_problem, str(error))
        else:
            self.call_later(self.exit, key)

    def _wait_after_wrong_try(self) -> None:
        self._wrong_tries += 1
        seconds = seconds_to_wait(self._wrong_tries)
        self._passphrase_screen.show_note(f"{WRONG} Next try in {describe_wait(seconds)}.")
        self.set_timer(seconds, self._allow_next_try)

    def _allow_next_try(self) -> None:
        self.is_waiting = False
        field = self._passphrase_screen.query_one(PassphraseInput)
        if self._has_next_try and field.value:
            self._begin_try(field)
            return
        self._passphrase_screen.show_note(WRONG if self._wrong_tries < FORGOTTEN_TRIES else f"{WRONG} {FORGOTTEN}")

    def _show_problem(self, sentence: str) -> None:
        self.is_waiting = False
        self._passphrase_screen.show_note(sentence, is_blocked=True)

    def action_command(self, command: str) -> None:
        """Run one of the commands of the dashboard that work here."""
        if command == "mask":
            self.toggle_mask()
        if command == "suspend":
            self.action_suspend_process()
        if command == "support" and self.screen is self._passphrase_screen:
            from efficacy_tui.journal.word_language import word_language
            from efficacy_tui.tui.screens.page_contents import support_page

            # Without the journal, the language follows from the settings and the system.
            self.push_screen(support_page(self.settings.sibling_path(SUPPORT_FILE), word_language(None)))

    def action_leave(self) -> None:
        """End without a key."""
        self.exit(None)

    def show_message(
        self, text: str, seconds: float | None, shorter: tuple[str, ...] = (), *, is_save_failure: bool = False
    ) -> None:
        """Show a message below the field; there is no message line."""
        if self._passphrase_screen.is_mounted:
            self._passphrase_screen.show_note(text)

    async def on_event(self, event: events.Event) -> None:
        """Pass on keys; while a try is being checked, only those that leave or help."""
        if self.is_waiting and isinstance(event, events.Paste):
            return
        await super().on_event(event)
