"""Changing a setting: which one, and what it is from now on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from efficacy_tui.config.setting_definitions import BY_NAME, SETTINGS, THEME, NotThis, Setting, said
from efficacy_tui.config.settings import Preferences
from efficacy_tui.config.theme_names import THEMES
from efficacy_tui.config.write import NotWritten
from efficacy_tui.flows.flow import Answers, Finished, Flow
from efficacy_tui.flows.question_types import Choice, Invalid, Option, Question, Text
from efficacy_tui.flows.shared_questions import number_key
from efficacy_tui.journal.errors import Refused
from efficacy_tui.journal.journal import Journal


@dataclass(frozen=True, kw_only=True)
class Value(Text):
    """A setting's value as a text."""

    setting: Setting

    def read(self, raw: str) -> Any:
        try:
            return self.setting.check(super().read(raw))
        except NotThis as error:
            raise Invalid(f"{str(error)[0].upper()}{str(error)[1:]}.") from None

    def say(self, value: Any) -> str:
        return said(self.setting, value)


class ChangeSetting(Flow):
    """Asks which setting, unless it is given by `name`, and its value; `applied` is called when it is written."""

    title = "Settings"
    command = "settings"
    leaving = "esc leaves it"

    def __init__(
        self, journal: Journal, preferences: Preferences, applied: Callable[[], object], name: str | None = None
    ) -> None:
        super().__init__(journal)
        self.preferences = preferences
        self.applied = applied
        self.name = name

    def questions(self, answers: Answers) -> list[Question]:
        asked: list[Question] = []
        if self.name is None:
            options = tuple(
                Option(each.name, number_key(number), each.label, self._now(each))
                for number, each in enumerate(SETTINGS)
            )
            asked.append(Choice(key="setting", prompt="Which setting?", label="Setting", options=options))
        name = self.name or answers.get("setting")
        return [*asked, self._value(BY_NAME[name])] if name else asked

    def _now(self, setting: Setting) -> str:
        return said(setting, getattr(self.preferences.config, setting.name))

    def _value(self, setting: Setting) -> Question:
        if setting.choices:
            options = tuple(
                Option(str(value), number_key(number), words) for number, (value, words) in enumerate(setting.choices)
            )
            return Choice(key="value", prompt=f"{setting.label}?", above=setting.tooltip, options=options)
        return Value(
            key="value",
            prompt=setting.label,
            above=setting.tooltip,
            default=self._now(setting),
            hint=f"It is {THEME}, {', '.join(THEMES)}." if setting.name == "theme" else "",
            limit=80,
            setting=setting,
        )

    def finish(self, answers: Answers) -> Finished:
        setting = BY_NAME[self.name or answers["setting"]]
        value = answers["value"]
        if setting.choices:
            value = next(known for known, _ in setting.choices if str(known) == value)
        try:
            self.preferences.change(setting.name, value)
        except NotWritten as error:
            raise Refused(str(error)) from error
        self.applied()
        return Finished(f"{setting.label}: {said(setting, value)}")
