"""The settings: one line each, changed in place, written to the file that a person may also edit themselves."""

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
from efficacy_tui.tui.bindings import BY_ID, Place, screen_bindings
from efficacy_tui.tui.look.glyphs import UNICODE
from efficacy_tui.tui.screens.base_screen import BaseScreen
from efficacy_tui.tui.widgets.base_widgets import FixedVertical, LeafWidget
from efficacy_tui.tui.widgets.content_lines import ACCENT, BRIGHT, QUIET, elide, first_fitting, pad, stack, wrap
from efficacy_tui.tui.widgets.key_hints import close_hint, keys_of

GUTTER = 20


class SettingRows(LeafWidget, can_focus=True):
    """A heading for each group, a line for each setting."""

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
    place: reactive[int] = reactive(0)

    class Turned(Message):
        """The next (`by` 1) or previous (-1) choice of a setting is wanted; by 0: it is typed."""

        def __init__(self, setting: SettingDefinition, by: int) -> None:
            super().__init__()
            self.setting = setting
            self.by = by

    class Moved(Message):
        """Another line is the current one."""

    def __init__(self, value: Callable[[SettingDefinition], str]) -> None:
        super().__init__()
        self._value = value

    @property
    def current(self) -> SettingDefinition:
        """The setting the cursor is on."""
        return SETTINGS[self.place]

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        return len(_LINES)

    def render(self) -> Content:
        width = self.size.width
        rows: list[Content | str] = []
        for line in _LINES:
            if not isinstance(line, int):
                rows.append(Content.styled(line, BRIGHT))
                continue
            setting, here = SETTINGS[line], line == self.place
            rows.append(
                Content.assemble(
                    (f"{UNICODE['now']} " if here else "  ", ACCENT),
                    (pad(setting.label, GUTTER), BRIGHT if here else QUIET),
                    (elide(self._value(setting), max(width - GUTTER - 2, 4)), BRIGHT if here else ""),
                )
            )
        return stack(rows)

    def watch_place(self) -> None:
        if self.is_mounted:
            line = _LINES.index(self.place)
            # The heading of a group comes into view with its first line.
            self.screen.query_one(VerticalScroll).scroll_to_region(
                Region(0, max(line - 1, 0), 1, 2), animate=False, force=True
            )
            self.post_message(self.Moved())

    def action_move(self, by: int) -> None:
        self.place = (self.place + by) % len(SETTINGS)

    def action_jump(self, to: int) -> None:
        self.place = range(len(SETTINGS))[to]

    def action_turn(self, by: int) -> None:
        self.post_message(self.Turned(self.current, by))

    def action_choose(self) -> None:
        self.post_message(self.Turned(self.current, 1 if self.current.choices else 0))

    def on_click(self, event: events.Click) -> None:
        line = _LINES[event.y] if event.y < len(_LINES) else ""
        if isinstance(line, int):
            if line == self.place:
                self.action_choose()
            else:
                self.place = line


def _lines() -> list[int | str]:
    """What stands on each line: a setting by its place, a heading, or nothing."""
    lines: list[int | str] = []
    for place, setting in enumerate(SETTINGS):
        if place == 0 or SETTINGS[place - 1].group != setting.group:
            lines += [*([""] if place else []), setting.group]
        lines.append(place)
    return lines


_LINES = _lines()


class SettingsScreen(BaseScreen[None], ModalScreen[None]):
    """Turns through the choices in place; what is typed is asked by `ask`, and `applied` is called after a change."""

    VERTICAL_BREAKPOINTS = [(0, "-low"), (18, "-middle"), (32, "-tall")]
    place: ClassVar[Place] = "settings"
    BINDINGS: ClassVar[list[BindingType]] = [
        *screen_bindings(
            {"close": "close", "settings": "close", "domains": "domains", "mask": "", "help": "", "support": ""}
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
        preferences: Settings,
        themes: tuple[str, ...],
        applied: Callable[[], object],
        type_in: Callable[[str], None],
        domains: Callable[[], None],
    ) -> None:
        super().__init__()
        self.settings = preferences
        self.themes = themes
        self._applied = applied
        self._type_in = type_in
        self._domains = domains

    def compose(self) -> ComposeResult:
        with FixedVertical() as box:
            box.border_title = "Settings"
            with VerticalScroll(can_focus=False):
                yield SettingRows(self._value)
            yield Static(id="about", markup=False)

    def on_mount(self) -> None:
        self.query_one(SettingRows).focus()
        self._tell()

    def on_resize(self) -> None:
        self.call_after_refresh(self._tell)

    def _value(self, setting: SettingDefinition) -> str:
        return display_value(setting, getattr(self.settings.values, setting.name))

    def on_setting_rows_moved(self) -> None:
        self._tell()

    def _tell(self) -> None:
        """What the current setting does, and where all of it is kept."""
        about = self.query_one("#about", Static)
        width = max(about.size.width, 20)
        lines = wrap(self.query_one(SettingRows).current.tooltip, width)
        more = f"{BY_ID['domains'].key} orders your domains."
        if self.has_class("-tall"):
            kept = f" Kept in {self.settings.path}" if self.settings.path else ""
            lines += wrap(f"{more}{kept}", width)
        elif not self.has_class("-low"):
            lines += wrap(more, width)
        about.update("\n".join(lines))
        box = self.query_one(FixedVertical)
        turns, chooses = " ".join(keys_of("left", "right")), " ".join(keys_of("choose"))
        change = f"{turns or chooses} change"
        too = f"{chooses} too" if turns else ""
        box.border_subtitle = first_fitting(((change, too, close_hint()), (change, close_hint())), box.size.width - 4)

    def on_setting_rows_turned(self, event: SettingRows.Turned) -> None:
        setting = event.setting
        choices: tuple[Any, ...] = tuple(value for value, _ in setting.choices)
        if setting.name == "theme":
            choices = self.themes
        if not event.by or not choices:
            self._type_in(setting.name)
            return
        now = getattr(self.settings.values, setting.name)
        place = choices.index(now) if now in choices else 0
        try:
            self.settings.change(setting.name, choices[(place + event.by) % len(choices)])
        except SettingsNotSaved as error:
            self.notify(str(error), severity="error", timeout=12, markup=False)
            return
        self._applied()
        self.reload()

    def reload(self) -> None:
        """Show the settings as they are now."""
        self.query_one(SettingRows).refresh()
        self._tell()

    def action_domains(self) -> None:
        self._domains()

    def action_close(self) -> None:
        self.dismiss(None)
