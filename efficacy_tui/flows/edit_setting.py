"""The flow that changes a setting: which one, and its new value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from efficacy_tui.config.setting_definitions import (
    AUTO_THEME,
    SETTINGS,
    SETTINGS_BY_NAME,
    InvalidSetting,
    SettingDefinition,
    display_value,
)
from efficacy_tui.config.settings import Settings
from efficacy_tui.config.theme_names import THEMES
from efficacy_tui.config.write import SettingsNotSaved
from efficacy_tui.flows.flow import Answers, Flow, FlowResult
from efficacy_tui.flows.question_types import ChoiceQuestion, InvalidAnswer, Option, Question, TextQuestion
from efficacy_tui.flows.shared_questions import number_key
from efficacy_tui.journal.journal import Journal
from efficacy_tui.store.errors import Rejected

_HINTS = {
    "theme": f"It is {AUTO_THEME}, {', '.join(THEMES)}.",
    "inbox": "like ~/Sync/inbox.csv; empty for none",
}


@dataclass(frozen=True, kw_only=True)
class SettingQuestion(TextQuestion):
    """A setting's value, typed as text."""

    setting: SettingDefinition

    def parse(self, raw: str) -> Any:
        try:
            return self.setting.check(super().parse(raw))
        except InvalidSetting as error:
            raise InvalidAnswer(f"{str(error)[0].upper()}{str(error)[1:]}.") from None

    def display(self, value: Any) -> str:
        return display_value(self.setting, value)


class EditSetting(Flow):
    """Asks for a setting (unless `name` is given) and its value; calls `on_saved` once the setting is saved."""

    title = "Settings"
    command = "settings"
    escape_hint = "esc cancels"

    def __init__(
        self, journal: Journal, settings: Settings, on_saved: Callable[[], object], name: str | None = None
    ) -> None:
        super().__init__(journal)
        self.settings = settings
        self.on_saved = on_saved
        self.name = name

    def questions(self, answers: Answers) -> list[Question]:
        questions: list[Question] = []
        if self.name is None:
            options = tuple(
                Option(setting.name, number_key(index), setting.label, self._current_value(setting))
                for index, setting in enumerate(SETTINGS)
            )
            questions.append(ChoiceQuestion(key="setting", prompt="Which setting?", label="Setting", options=options))
        name = self.name or answers.get("setting")
        return [*questions, self._value_question(SETTINGS_BY_NAME[name])] if name else questions

    def _current_value(self, setting: SettingDefinition) -> str:
        return display_value(setting, getattr(self.settings.values, setting.name))

    def _value_question(self, setting: SettingDefinition) -> Question:
        if setting.choices:
            options = tuple(
                Option(str(value), number_key(index), label) for index, (value, label) in enumerate(setting.choices)
            )
            return ChoiceQuestion(key="value", prompt=f"{setting.label}?", context=setting.tooltip, options=options)
        return SettingQuestion(
            key="value",
            prompt=setting.label,
            context=setting.tooltip,
            default=getattr(self.settings.values, setting.name) if setting.optional else self._current_value(setting),
            hint=_HINTS.get(setting.name, ""),
            limit=setting.limit,
            optional=setting.optional,
            setting=setting,
        )

    def finish(self, answers: Answers) -> FlowResult:
        setting = SETTINGS_BY_NAME[self.name or answers["setting"]]
        value = answers["value"]
        if setting.choices:
            value = next(choice for choice, _ in setting.choices if str(choice) == value)
        try:
            self.settings.change(setting.name, value)
        except SettingsNotSaved as error:
            raise Rejected(str(error)) from error
        self.on_saved()
        return FlowResult(f"{setting.label}: {display_value(setting, value)}")
