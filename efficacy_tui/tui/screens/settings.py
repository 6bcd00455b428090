"""The settings dialog: one line per setting, changed in place and saved to the editable settings file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Region
from textual.message import Message
from textual.reactive import reactive
from textual.screen import ModalScreen
from textual.widgets import Static

from efficacy_tui.config.setting_definitions import SETTINGS, SettingDefinition, display_value
from efficacy_tui.config.settings import Settings
from efficacy_tui.config.write import SettingsNotSaved
from efficacy_tui.flows.command_table import BY_ID, Place
from efficacy_tui.model.text_layout import elide, first_fitting, pad, wrap
from efficacy_tui.tui.bindings import screen_bindings
from efficacy_tui.tui.look.glyphs import UNICODE
from efficacy_tui.tui.privacy.mask import public
from efficacy_tui.tui.privacy.own_phrases import to_lines
from efficacy_tui.tui.screens.base_screen import BaseScreen
from efficacy_tui.tui.widgets.base_widgets import FixedVertical, LeafWidget
from efficacy_tui.tui.widgets.content_lines import ACCENT, BRIGHT, QUIET, stack
from efficacy_tui.tui.widgets.key_hints import close_hint, keys_of

LABEL_WIDTH = 20
OWN_WORDS = ("reminder", "inbox")
"""Settings whose value is in the person's own words, which the mask hides."""


class SettingRows(LeafWidget, can_focus=True):
    """A heading per group and a line per setting."""

    DEFAULT_CSS = "SettingRows { height: auto; text-wrap: nowrap; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        *screen_bindings(
            {
                "up": "move(-1)",
                "down": "move(1)",
                "top": "jump(0)",
                "bottom": "jump(-1)",
                "left": "turn(-1)",
                "right": "turn(1)",
                "choose": "choose",
            }
        )
    ]
    cursor: reactive[int] = reactive(0)

    class ChoiceRequested(Message):
        """The person asked for the next (`offset` 1) or previous (-1) choice, or to type a value (0)."""

        def __init__(self, setting: SettingDefinition, offset: int) -> None:
            super().__init__()
            self.setting = setting
            self.offset = offset

    class CurrentChanged(Message):
        """The cursor moved to another setting."""

    def __init__(self, format_value: Callable[[SettingDefinition], str]) -> None:
        super().__init__()
        self._format_value = format_value

    @property
    def current(self) -> SettingDefinition:
        """The setting the cursor is on."""
        return SETTINGS[self.cursor]

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        return len(_ROWS)

    def render(self) -> Content:
        width = self.size.width
        rows: list[Content | str] = []
        for item in _ROWS:
            if not isinstance(item, int):
                rows.append(public(item, BRIGHT))
                continue
            setting, is_current = SETTINGS[item], item == self.cursor
            value = elide(self._format_value(setting), max(width - LABEL_WIDTH - 2, 4))
            style = BRIGHT if is_current else ""
            rows.append(
                Content.assemble(
                    public(f"{UNICODE['now']} " if is_current else "  ", ACCENT),
                    public(pad(setting.label, LABEL_WIDTH), BRIGHT if is_current else QUIET),
                    (value, style) if setting.name in OWN_WORDS else public(value, style),
                )
            )
        return stack(rows)

    def watch_cursor(self) -> None:
        if self.is_mounted:
            line = _ROWS.index(self.cursor)
            # Scroll to the line above as well, so that a group's heading shows with its first setting.
            self.screen.query_one(VerticalScroll).scroll_to_region(
                Region(0, max(line - 1, 0), 1, 2), animate=False, force=True
            )
            self.post_message(self.CurrentChanged())

    def action_move(self, offset: int) -> None:
        self.cursor = (self.cursor + offset) % len(SETTINGS)

    def action_jump(self, index: int) -> None:
        self.cursor = range(len(SETTINGS))[index]

    def action_turn(self, offset: int) -> None:
        self.post_message(self.ChoiceRequested(self.current, offset))

    def action_choose(self) -> None:
        self.post_message(self.ChoiceRequested(self.current, 1 if self.current.choices else 0))

    def on_click(self, event: events.Click) -> None:
        item = _ROWS[event.y] if event.y < len(_ROWS) else ""
        if isinstance(item, int):
            if item == self.cursor:
                self.action_choose()
            else:
                self.cursor = item


def _build_rows() -> list[int | str]:
    """Return the item of each row: the index of a setting, a group heading, or an empty string."""
    items: list[int | str] = []
    for index, setting in enumerate(SETTINGS):
        if index == 0 or SETTINGS[index - 1].group != setting.group:
            items += [*([""] if index else []), setting.group]
        items.append(index)
    return items


_ROWS = _build_rows()


class SettingsScreen(BaseScreen[None], ModalScreen[None]):
    """Cycles through choices in place; `ask_value` asks for a typed value, `after_change` runs after each change."""

    VERTICAL_BREAKPOINTS = [(0, "-low"), (18, "-middle"), (38, "-tall")]
    place: ClassVar[Place] = "settings"
    BINDINGS: ClassVar[list[BindingType]] = [
        *screen_bindings(
            {
                "close": "close",
                "settings": "close",
                "domains": "domains",
                "mask": "",
                "help": "",
                "support": "",
                "suspend": "",
            }
        )
    ]
    DEFAULT_CSS = """
    SettingsScreen { align: center middle; background: $background 70%; }
    SettingsScreen > Vertical {
        width: 66; max-width: 100%; height: auto; max-height: 100%;
        padding: 1 2 0 2;
        border: round $accent;
        border-title-color: $foreground;
        border-title-style: bold;
        border-subtitle-color: $quiet;
        background: $background;
    }
    SettingsScreen VerticalScroll { height: auto; scrollbar-size-vertical: 1; }
    SettingsScreen #about { height: auto; margin: 1 0; color: $quiet; }
    SettingsScreen.-middle > Vertical, SettingsScreen.-low > Vertical { height: 100%; }
    SettingsScreen.-middle VerticalScroll, SettingsScreen.-low VerticalScroll { height: 1fr; }
    SettingsScreen.-low > Vertical { padding: 0 1; }
    SettingsScreen.-low #about { margin: 0; }
    """

    def __init__(
        self,
        settings: Settings,
        themes: tuple[str, ...],
        after_change: Callable[[], object],
        ask_value: Callable[[str], None],
        open_domains: Callable[[], None],
    ) -> None:
        super().__init__()
        self.settings = settings
        self.themes = themes
        self._after_change = after_change
        self._ask_value = ask_value
        self._open_domains = open_domains

    def compose(self) -> ComposeResult:
        with FixedVertical() as frame:
            frame.border_title = public("Settings")
            with VerticalScroll(can_focus=False):
                yield SettingRows(self._format_value)
            yield Static(id="about", markup=False)

    def on_mount(self) -> None:
        self.query_one(SettingRows).focus()
        self._show_description()

    def on_resize(self) -> None:
        self.call_after_refresh(self._show_description)

    def _format_value(self, setting: SettingDefinition) -> str:
        return display_value(setting, getattr(self.settings.values, setting.name))

    def on_setting_rows_current_changed(self) -> None:
        self._show_description()

    def _show_description(self) -> None:
        """Describe the current setting, the file's location and the keys, as far as the height allows."""
        about = self.query_one("#about", Static)
        width = max(about.size.width, 20)
        lines = wrap(self.query_one(SettingRows).current.tooltip, width)
        domains_note = f"{BY_ID['domains'].key} opens your domains."
        if self.has_class("-tall"):
            # A path often has the person's name in it.
            pieces = [(f"{domains_note} Saved in ", True), (str(self.settings.path), False)]
            pieces = pieces if self.settings.path else [(domains_note, True)]
            about_lines = [*map(public, lines), *to_lines(pieces, wrap("".join(text for text, _ in pieces), width))]
        else:
            lines += [] if self.has_class("-low") else wrap(domains_note, width)
            about_lines = [public(line) for line in lines]
        about.update(stack(about_lines))
        frame = self.query_one(FixedVertical)
        turn_keys, choose_keys = " ".join(keys_of("left", "right")), " ".join(keys_of("choose"))
        change_note = f"{turn_keys or choose_keys} change"
        choose_note = f"{choose_keys} too" if turn_keys else ""
        wordings = ((change_note, choose_note, close_hint()), (change_note, close_hint()))
        frame.border_subtitle = public(first_fitting(wordings, frame.size.width - 4))

    def on_setting_rows_choice_requested(self, event: SettingRows.ChoiceRequested) -> None:
        setting = event.setting
        choices: tuple[Any, ...] = tuple(value for value, _ in setting.choices)
        if setting.name == "theme":
            choices = self.themes
        if not event.offset or not choices:
            self._ask_value(setting.name)
            return
        current_value = getattr(self.settings.values, setting.name)
        index = choices.index(current_value) if current_value in choices else 0
        try:
            self.settings.change(setting.name, choices[(index + event.offset) % len(choices)])
        except SettingsNotSaved as error:
            self.notify(str(error), severity="error", timeout=12, markup=False)
            return
        self._after_change()
        self.reload()

    def reload(self) -> None:
        """Show the settings as they are now."""
        self.query_one(SettingRows).refresh()
        self._show_description()

    def action_domains(self) -> None:
        self._open_domains()

    def action_close(self) -> None:
        self.dismiss(None)
