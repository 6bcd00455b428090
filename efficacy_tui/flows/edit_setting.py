"""Changing a setting: which one, and what it is from now on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from efficacy_tui.config.setting_definitions import (
    BY_NAME,
    SETTINGS,
    THEME,
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
from efficacy_tui.journal.errors import Rejected
from efficacy_tui.journal.journal import Journal


@dataclass(frozen=True, kw_only=True)
class SettingValue(TextQuestion):
    """A setting's value as a text."""

    setting: SettingDefinition

    def parse(self, raw: str) -> Any:
        try:
            return self.setting.check(super().parse(raw))
        except InvalidSetting as error:
            raise InvalidAnswer(f"{str(error)[0].upper()}{str(error)[1:]}.") from None

    def display(self, value: Any) -> str:
        return display_value(self.setting, value)


class EditSetting(Flow):
    """Asks which setting, unless it is given by `name`, and its value; `applied` is called when it is written."""

    title = "Settings"
    command = "settings"
    escape_hint = "esc leaves it"

    def __init__(
        self, journal: Journal, preferences: Settings, applied: Callable[[], object], name: str | None = None
    ) -> None:
        super().__init__(journal)
        self.settings = preferences
        self.applied = applied
        self.name = name

    def questions(self, answers: Answers) -> list[Question]:
        asked: list[Question] = []
        if self.name is None:
            options = tuple(
                Option(each.name, number_key(number), each.label, self._now(each))
                for number, each in enumerate(SETTINGS)
            )
            asked.append(ChoiceQuestion(key="setting", prompt="Which setting?", label="Setting", options=options))
        name = self.name or answers.get("setting")
        return [*asked, self._value(BY_NAME[name])] if name else asked

    def _now(self, setting: SettingDefinition) -> str:
        return display_value(setting, getattr(self.settings.values, setting.name))

    def _value(self, setting: SettingDefinition) -> Question:
        if setting.choices:
            options = tuple(
                Option(str(value), number_key(number), words) for number, (value, words) in enumerate(setting.choices)
            )
            return ChoiceQuestion(key="value", prompt=f"{setting.label}?", context=setting.tooltip, options=options)
        return SettingValue(
            key="value",
            prompt=setting.label,
            context=setting.tooltip,
            default=self._now(setting),
            hint=f"It is {THEME}, {', '.join(THEMES)}." if setting.name == "theme" else "",
            limit=80,
            setting=setting,
        )

    def finish(self, answers: Answers) -> FlowResult:
        setting = BY_NAME[self.name or answers["setting"]]
        value = answers["value"]
        if setting.choices:
            value = next(known for known, _ in setting.choices if str(known) == value)
        try:
            self.settings.change(setting.name, value)
        except SettingsNotSaved as error:
            raise Rejected(str(error)) from error
        self.applied()
        return FlowResult(f"{setting.label}: {display_value(setting, value)}")
