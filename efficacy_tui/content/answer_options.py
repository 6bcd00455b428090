"""The options of the answers that records store, as plain data: value, key, label, explanation and glyph."""

from __future__ import annotations

from typing import NamedTuple


class AnswerOption(NamedTuple):
    """One option: the `value` stored, the `key` that picks it, and a short explanation (`hint`) beside its label.

    `more_keys` is a second key that picks it, and `more_words` are other answers that mean it; neither is shown.
    """

    value: str
    key: str
    label: str
    hint: str = ""
    glyph: str = ""
    more_keys: str = ""
    more_words: tuple[str, ...] = ()


SOURCE_OPTIONS = (
    AnswerOption(value="mastery", key="m", label="Mastery", hint="you did it", glyph="▲"),
    AnswerOption(value="vicarious", key="v", label="Vicarious", hint="you saw someone like you do it", glyph="◇"),
    AnswerOption(value="persuasion", key="p", label="Persuasion", hint="somebody credible said so", glyph="❝"),
    AnswerOption(value="state", key="s", label="State", hint="how you read your body’s signals", glyph="∿"),
)

INDEPENDENCE_OPTIONS = (
    AnswerOption(value="alone", key="a", label="On my own"),
    AnswerOption(value="helped", key="h", label="With help"),
    AnswerOption(value="lucky", key="u", label="With a lot of luck"),
)

GAP_OPTIONS = (
    AnswerOption(value="one", key="1", label="One stage ahead of me"),
    AnswerOption(value="two", key="2", label="Two stages ahead"),
    AnswerOption(value="expert", key="3", label="An expert"),
)

ABOUT_OPTIONS = (
    AnswerOption(value="deed", key="d", label="What I did"),
    AnswerOption(value="person", key="p", label="Me as a person"),
)

INTERPRETATION_OPTIONS = (
    AnswerOption(value="clear energy", key="1", label="Clearly as energy for the task"),
    AnswerOption(value="some energy", key="2", label="More as energy"),
    AnswerOption(value="neither", key="3", label="Neither"),
    AnswerOption(value="some threat", key="4", label="More as a threat"),
    AnswerOption(value="clear threat", key="5", label="Clearly as a threat"),
)
INTERPRETATION_SCORES = {"clear energy": 2, "some energy": 1, "neither": 0, "some threat": -1, "clear threat": -2}
"""Value of an interpretation option → the score, −2…2, stored instead of it."""
INTERPRETATION_VALUES = {score: value for value, score in INTERPRETATION_SCORES.items()}

OUTCOME_OPTIONS = (
    AnswerOption(value="succeeded", key="y", label="Succeeded", glyph="✓", more_keys="s"),
    AnswerOption(value="partly", key="p", label="Partly", glyph="◐"),
    AnswerOption(value="failed", key="n", label="Not this time", glyph="✗", more_keys="f"),
    AnswerOption(value="abandoned", key="l", label="Let go of it", glyph="–", more_keys="a"),
)
"""How a challenge ended. In every dialog that can ask this or a step, y p n l mean this and nothing else."""

OUTSIDE_CAUSE_OPTIONS = (
    AnswerOption(value="no", key="o", label="No, it was my own choice"),
    AnswerOption(value="yes", key="c", label="Yes, something I could not change"),
)

ATTRIBUTION_OPTIONS = (
    AnswerOption(value="effort", key="e", label="Effort", hint="how much I put in"),
    AnswerOption(value="strategy", key="s", label="Strategy", hint="how I went about it"),
    AnswerOption(value="skill", key="k", label="Skill", hint="what I can do by now"),
    AnswerOption(value="help", key="h", label="Help", hint="what others did"),
    AnswerOption(value="luck", key="u", label="Luck", hint="how things happened to go"),
)

STEP_OPTIONS = (
    AnswerOption(value="done", key="y", label="Yes, done", glyph="✓"),
    AnswerOption(value="partly", key="p", label="Partly", glyph="◐"),
    AnswerOption(value="not", key="n", label="Not this time", glyph="✗", more_words=("no",)),
    AnswerOption(value="skipped", key="l", label="Let go of this step", glyph="–", more_keys="s"),
)


def lesson_label(outcome: str | None) -> str:
    """Name what a person wrote down about how a challenge ended: what was learned, or what to do next time."""
    return "You learned" if outcome == "succeeded" else "Next time"
