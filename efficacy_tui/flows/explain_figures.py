"""The figures of the explain pages that a reader can move: a made-up person, Falconer's formulas, three raters.

Each is one frozen state with its sliders and what follows from them; both UIs draw the same one. A slider that would
leave what is possible stays where it is.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple, Self

from efficacy_tui.insight.heritability import (
    RaterShares,
    VarianceShares,
    cross_twin_correlations,
    falconer_across_raters,
    falconer_shares,
    h2_with_assortative_mating,
    h2_with_dominance,
    h2_without_equal_environments,
    h2_without_error,
    mean_shares,
    rater_correlation,
    rater_shares,
)
from efficacy_tui.journal.domain_stats import DomainStats
from efficacy_tui.journal.example import EXAMPLE_OUTCOMES, Example, ExampleOutcome
from efficacy_tui.journal.ladder import Ladder
from efficacy_tui.model.locale_format import format_number
from efficacy_tui.wording.explain import OUTCOME_WORDS

STEP = 0.05
"""By how much a key moves a share or a correlation."""

LEVEL_STEP = 10
MAX_RATERS = 10


class Slider(NamedTuple):
    """One value that can be moved: its label, its place on the line (0–1), and the value as it is printed."""

    label: str
    place: float
    value: str


class Figure(ABC):
    """A figure with sliders, of which `move` returns another state."""

    @property
    @abstractmethod
    def sliders(self) -> tuple[Slider, ...]:
        """The sliders, the first one first."""

    @abstractmethod
    def move(self, slider: int, steps: int) -> Self:
        """Return the figure with the slider of this index moved by so many steps, as far as it goes."""

    def switch(self) -> Self:
        """Return the figure with the next of what it can show; most show one thing."""
        return self


@dataclass(frozen=True)
class ExampleFigure(Figure):
    """Somebody made up: the level they say, and how their challenges ended.

    `challenge_index` is that of the challenge whose end the third slider moves, counted from the easiest.
    """

    words: Mapping[str, Any]
    example: Example
    challenge_index: int

    @classmethod
    def from_words(cls, words: Mapping[str, Any]) -> Self:
        """Read the figure as it begins; the third slider is at the hardest challenge but one."""
        example = Example.from_words(words["example"])
        return cls(words["example"], example, len(example.challenges) - 2)

    @cached_property
    def results(self) -> tuple[DomainStats, Ladder]:
        """The statistics and the ladder that follow."""
        return self.example.compute()

    @property
    def sliders(self) -> tuple[Slider, ...]:
        challenge, last = self.example.challenges[self.challenge_index], len(self.example.challenges) - 1
        outcome = EXAMPLE_OUTCOMES.index(challenge.outcome)
        return (
            Slider(self.words["says"], self.example.level / 100, f"{self.example.level} %"),
            Slider(self.words["which"], self.challenge_index / last, f"at {challenge.difficulty}"),
            Slider(self.words["ended"], outcome / (len(EXAMPLE_OUTCOMES) - 1), OUTCOME_WORDS[challenge.outcome]),
        )

    def move(self, slider: int, steps: int) -> Self:
        challenges = self.example.challenges
        match slider:
            case 0:
                return self.with_level(self.example.level + steps * LEVEL_STEP)
            case 1:
                return replace(self, challenge_index=min(max(self.challenge_index + steps, 0), len(challenges) - 1))
            case _:
                position = EXAMPLE_OUTCOMES.index(challenges[self.challenge_index].outcome) + steps
                return self.with_outcome(
                    self.challenge_index, EXAMPLE_OUTCOMES[min(max(position, 0), len(EXAMPLE_OUTCOMES) - 1)]
                )

    def with_level(self, level: int) -> Self:
        """Return the figure with another level of what they say, cut to 0–100."""
        return replace(self, example=self.example.with_level(level))

    def with_outcome(self, index: int, outcome: ExampleOutcome) -> Self:
        """Return the figure with another end of the challenge at `index`, at which the third slider then is."""
        return replace(self, example=self.example.with_outcome(index, outcome), challenge_index=index)


class WrongAssumption(NamedTuple):
    """What an assumption says, and what it does to h² if it is wrong: by how much (`amount`), and h² then."""

    name: str
    text: str
    amount: float
    h2: float
    then: str


@dataclass(frozen=True)
class FalconerFigure(Figure):
    """Falconer's formulas on two twin correlations, 0–1 each."""

    words: Mapping[str, Any]
    mz: float
    dz: float

    @classmethod
    def from_words(cls, words: Mapping[str, Any]) -> Self:
        """Read the figure as it begins."""
        return cls(words, float(words["falconer"]["mz"]), float(words["falconer"]["dz"]))

    @property
    def shares(self) -> VarianceShares:
        """What the formulas give; impossible where a share is below 0 or above 1."""
        return falconer_shares(self.mz, self.dz)

    @property
    def wrong_assumptions(self) -> list[WrongAssumption]:
        """Each assumption with what h² would be if it were wrong, one at a time."""
        functions = {
            "environments": h2_without_equal_environments,
            "mating": h2_with_assortative_mating,
            "dominance": h2_with_dominance,
            "error": h2_without_error,
        }
        return [
            WrongAssumption(
                row["name"],
                row["text"],
                row["amount"],
                functions[row["kind"]](self.mz, self.dz, row["amount"]),
                row["then"],
            )
            for row in self.words["assumptions"]
        ]

    @property
    def sliders(self) -> tuple[Slider, ...]:
        return (
            Slider("rMZ identical", self.mz, format_number(self.mz, 2)),
            Slider("rDZ fraternal", self.dz, format_number(self.dz, 2)),
        )

    def move(self, slider: int, steps: int) -> Self:
        return self.with_dz(self.dz + steps * STEP) if slider else self.with_mz(self.mz + steps * STEP)

    def with_mz(self, value: float) -> Self:
        """Return the figure with another correlation of identical twins, cut to 0–1."""
        return replace(self, mz=_cut(value))

    def with_dz(self, value: float) -> Self:
        """Return the figure with another correlation of fraternal twins, cut to 0–1."""
        return replace(self, dz=_cut(value))


class RaterPair(NamedTuple):
    """Two raters: how far they agree about one child, the correlations across twins, and h² from these."""

    one: str
    other: str
    agreement: float
    mz: float
    dz: float
    h2: float


@dataclass(frozen=True)
class RatersFigure(Figure):
    """Three raters' answers by the common pathway model (McArdle & Goldsmith 1990).

    `h` is the genetic share of what all agree on, `own` the part of each rater's A in their view alone (0–1), `count`
    how many raters like that of `rater_index` are averaged. `stopped` names the slider that could not go further.
    """

    words: Mapping[str, Any]
    h: float
    own: tuple[float, ...]
    count: int
    rater_index: int = 0
    stopped: str = ""

    @classmethod
    def from_words(cls, words: Mapping[str, Any]) -> Self:
        """Read the figure as it begins, with the study's values."""
        raters = words["raters"]
        return cls(raters, raters["h"], tuple(person["u"] for person in raters["people"]), raters["count"])

    @property
    def people(self) -> list[dict[str, Any]]:
        """The raters as the content has them."""
        people: list[dict[str, Any]] = self.words["people"]
        return people

    @property
    def person(self) -> dict[str, Any]:
        """The rater whose answers are drawn."""
        return self.people[self.rater_index]

    @property
    def factor(self) -> VarianceShares:
        """The shares of what all agree on."""
        return VarianceShares(self.h, 0.0, 1 - self.h)

    @cached_property
    def splits(self) -> tuple[RaterShares, ...]:
        """Each rater's answers split."""
        return tuple(
            rater_shares(person["a"], person["c"], own, self.factor)
            for person, own in zip(self.people, self.own, strict=True)
        )

    @property
    def split(self) -> RaterShares:
        """The answers of the rater of `rater_index`, split."""
        return self.splits[self.rater_index]

    @property
    def mean_of_like(self) -> VarianceShares:
        """The shares of the mean of `count` raters like that of `rater_index`."""
        return mean_shares([self.split] * self.count, self.factor)

    @property
    def mean_of_all(self) -> VarianceShares:
        """The shares of the mean of the three raters, one each."""
        return mean_shares(self.splits, self.factor)

    @property
    def pairs(self) -> list[RaterPair]:
        """Every two raters; those who agree on nothing are left out, for nothing follows from them."""
        pairs = []
        for i, j in ((0, 1), (0, 2), (1, 2)):
            agreement = rater_correlation(self.splits[i], self.splits[j])
            if agreement > 0:
                mz, dz = cross_twin_correlations(agreement, self.factor)
                h2 = falconer_across_raters(mz, dz, agreement).h2
                pairs.append(RaterPair(self.people[i]["short"], self.people[j]["short"], agreement, mz, dz, h2))
        return pairs

    @property
    def sliders(self) -> tuple[Slider, ...]:
        own = self.own[self.rater_index]
        return (
            Slider(self.words["h_label"], self.h, format_number(self.h, 2)),
            Slider(self.words["u_label"], own, format_number(own, 2)),
            Slider(self.words["count_label"], (self.count - 1) / (MAX_RATERS - 1), str(self.count)),
        )

    def move(self, slider: int, steps: int) -> Self:
        match slider:
            case 0:
                return self.with_h(self.h + steps * STEP)
            case 1:
                return self.with_own(self.own[self.rater_index] + steps * STEP)
            case _:
                return self.with_count(self.count + steps)

    def switch(self) -> Self:
        return self.with_rater((self.rater_index + 1) % len(self.people))

    def with_rater(self, index: int) -> Self:
        """Return the figure with another rater's answers."""
        return replace(self, rater_index=index, stopped="")

    def with_count(self, count: int) -> Self:
        """Return the figure with the mean of so many raters, 1–10."""
        return replace(self, count=min(max(count, 1), MAX_RATERS), stopped="")

    def with_h(self, h: float) -> Self:
        """Return the figure with another genetic share of the common factor, or stopped where none is possible."""
        return self._if_possible(replace(self, h=_cut(h), stopped=""), "h")

    def with_own(self, own: float) -> Self:
        """Return the figure with another own part of the rater's A, or stopped where none is possible."""
        values = list(self.own)
        values[self.rater_index] = _cut(own)
        return self._if_possible(replace(self, own=tuple(values), stopped=""), "u")

    def _if_possible(self, figure: Self, slider: str) -> Self:
        is_possible = figure.h > 0 and all(split.is_possible for split in figure.splits)
        return figure if is_possible else replace(self, stopped=slider)


def _cut(value: float) -> float:
    """Cut a share to 0–1, and to whole hundredths, so that steps do not add up to odd ones."""
    return round(min(max(value, 0.0), 1.0), 2)
