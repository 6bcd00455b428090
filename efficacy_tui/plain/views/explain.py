"""The view of the explanation pages, with figures whose values can be changed in words."""

from __future__ import annotations

import re
from typing import Any

from efficacy_tui.content.words import load_words
from efficacy_tui.flows.command_table import BY_ID
from efficacy_tui.flows.explain_figures import MAX_RATERS, ExampleFigure, FalconerFigure, RatersFigure
from efficacy_tui.journal.example import ExampleOutcome
from efficacy_tui.model import locale_format
from efficacy_tui.plain.columns import section, table, wrap
from efficacy_tui.plain.views.base_view import Program, View
from efficacy_tui.wording import explain as wording
from efficacy_tui.wording.confidence import standing_sentence
from efficacy_tui.wording.ladder import next_place_words
from efficacy_tui.wording.ladder_lines import rung_sentence

SHARES_LEGEND = (
    "Per cent of the differences between people: A is genes, C what twins of a family share, E everything else."
)
_NUMBER = r"(-?\d*[.,]?\d+)"
_CORRELATION = re.compile(rf"r?(mz|dz)\s*=?\s*{_NUMBER}", re.IGNORECASE)
_SHARE = re.compile(rf"(h|u)\s*=?\s*{_NUMBER}", re.IGNORECASE)
_COUNT = re.compile(r"(?:k|raters?)\s*=?\s*(\d+)", re.IGNORECASE)
_LEVEL = re.compile(r"says?\s*=?\s*(\d+)\s*%?", re.IGNORECASE)
_OUTCOME = re.compile(r"(\d+)\s+(done|partly|not this time|not|not tried)", re.IGNORECASE)
_OUTCOMES: dict[str, ExampleOutcome] = {
    "done": "succeeded",
    "partly": "partly",
    "not": "failed",
    "not this time": "failed",
    "not tried": "not tried",
}


class ExplainView(View):
    """Five pages; on three of them the person can change values and read what follows."""

    name = "Explain"

    def __init__(self, program: Program, page: str = "dashboard") -> None:
        """`page` is the id of the page that is read first."""
        super().__init__(program)
        self.content = load_words("explain")
        self.page_index = next(i for i, row in enumerate(self.content["pages"]) if row["id"] == page)
        self.example = ExampleFigure.from_words(self.content)
        self.falconer = FalconerFigure.from_words(self.content)
        self.raters = RatersFigure.from_words(self.content)

    @property
    def keys(self) -> str:
        count = len(self.content["pages"])
        return f"1 to {count} are the pages.{self._examples()} n, e and r begin what the pages mention."

    def _examples(self) -> str:
        """Name what changes the figure of the page, with examples."""
        mz, dz, h, u = (locale_format.format_number(value, 1) for value in (0.7, 0.4, 0.8, 0.5))
        match self._figure_name():
            case "example":
                hardest = self.example.example.challenges[-1].difficulty
                return (
                    f" “says 80” moves what they say; “{hardest} not”, “{hardest} partly”, “{hardest} done” or "
                    f"“{hardest} not tried” changes how the challenge at {hardest} ended."
                )
            case "falconer":
                return f" “rMZ {mz}” or “rDZ {dz}” moves a value."
            case "raters":
                return f" “h {h}”, “u {u}” or “raters 6” moves a value; “own”, “mother” or “father” says whose answers."
        return ""

    def _figure_name(self) -> str:
        """The name of the figure on the page; empty without one."""
        draws = [block.get("draw") for block in self.content["pages"][self.page_index]["blocks"]]
        return next((name for name in ("example", "falconer", "raters") if name in draws), "")

    def lines(self) -> list[str]:
        page = self.content["pages"][self.page_index]
        rows = ["", *wrap(f"{page['title']}.", self.width)]
        for block in page["blocks"]:
            if "heading" in block:
                rows += ["", *wrap(block["heading"], self.width)]
            elif "text" in block:
                rows += ["", *wrap(locale_format.localize_prose(block["text"]), self.width)]
            else:
                rows += ["", *self._format_drawing(block["draw"])]
        references = [
            line
            for number, reference in enumerate(page["references"], start=1)
            for line in wrap(f"[{number}] {reference}", self.width, 0, 4)
        ]
        return [*rows, *section("References", references)] if references else rows

    def _format_drawing(self, name: str) -> list[str]:
        match name:
            case "bars":
                return self._format_bars()
            case "example":
                return self.format_example()
            case "falconer":
                return self.format_falconer()
            case "assumptions":
                return self.format_assumptions()
            case "raters":
                return self.format_raters(with_reasons=True)
            case "signs":
                return [row for sign in self.content["signs"] for row in self._format_meaning(sign)]
            case _:
                return [row for source in self.content["sources"] for row in self._format_source(source)]

    # -- figures ---------------------------------------------------------------------------------

    def format_example(self) -> list[str]:
        """Say what the made-up person would see on the dashboard and on the ladder."""
        stats, ladder = self.example.results
        rows = wrap(standing_sentence(stats), self.width)
        if ladder.next_place is not None:
            sentence = f"At {ladder.next_place.difficulty}: {next_place_words(ladder.next_place)}."
            rows += wrap(sentence, self.width)
        for number, rung in enumerate(ladder.rungs, start=1):
            rows += wrap(f"{number}. {rung_sentence(ladder, rung)}", self.width, 0, 3)
        return rows

    def format_falconer(self) -> list[str]:
        """Format Falconer's formulas with the current correlations."""
        figure = self.falconer
        mz, dz = _two_decimals(figure.mz), _two_decimals(figure.dz)
        rows = wrap(f"rMZ, identical twins: {mz}. rDZ, fraternal twins: {dz}.", self.width)
        for (name, formula, meaning), value in zip(wording.FALCONER_FORMULAS, figure.shares, strict=True):
            rows += wrap(f"{name} = {formula} = {_two_decimals(value)}, {meaning}", self.width, 2, 4)
        if not figure.shares.is_possible:
            return [*rows, *wrap(figure.words["falconer"]["impossible"], self.width)]
        sentence = f"{figure.words['falconer']['example']} {wording.falconer_percents(figure.shares)}"
        return [*rows, *wrap(sentence, self.width)]

    def format_assumptions(self) -> list[str]:
        """Say what each assumption does to h² if it is wrong."""
        rows: list[str] = []
        for assumption in self.falconer.wrong_assumptions:
            sentences = [f"{assumption.name}.", locale_format.localize_prose(assumption.text)]
            if self.falconer.shares.is_possible:
                sentences.append(wording.assumption_sentence(assumption.then, assumption.amount, assumption.h2))
            rows += wrap(" ".join(sentences), self.width, 0, 2)
        return rows

    def format_raters(self, *, with_reasons: bool = False) -> list[str]:
        """Split one rater's answers, and say what the mean of several would give.

        With reasons, also why no rater's own view is in the common factor, and where the values come from.
        """
        figure = self.raters
        own_part, view_of = _two_decimals(figure.own[figure.rater_index]), figure.person["who"]
        rows = wrap(
            f"h, the share of genes in what all agree on: {_two_decimals(figure.h)}. "
            f"u, the own part of A in {view_of}: {own_part}. Raters: {figure.count}.",
            self.width,
        )
        percents = wording.part_percents(figure.split)
        parts = [
            (name, f"{percent} %", meaning)
            for (name, meaning), percent in zip(wording.RATER_PARTS, percents, strict=True)
        ]
        rows += ["", *table((view_of.capitalize(), "Share", "What it is"), parts, self.width, numbers=(1,), wide=2)]
        of_view = figure.person["of"]
        for sentence in (
            wording.agreed_sentence(figure.split),
            wording.mean_of_like_sentence(figure.count, of_view, figure.mean_of_like),
            wording.mean_of_all_sentence(figure.mean_of_all),
            wording.towards_sentence(figure.h),
        ):
            rows += wrap(sentence, self.width)
        if with_reasons:
            rows += ["", *wrap(figure.words["across_head"], self.width)]
            rows += wrap(locale_format.localize_prose(figure.words["across"]), self.width)
        for pair in figure.pairs:
            equation = wording.pair_equation(pair.mz, pair.dz, pair.agreement, pair.h2)
            rows += wrap(f"{pair.one.capitalize()} and {pair.other}: {equation}", self.width, 2, 4)
        source = wrap(locale_format.localize_prose(figure.words["source"]), self.width)
        return [*rows, "", *source] if with_reasons else rows

    def _format_bars(self) -> list[str]:
        rows = [
            (bar["who"], str(bar["a"]), *(str(bar[part]) if part in bar else "not split" for part in ("c", "e")))
            for bar in self.content["bars"]
        ]
        table_lines = table(("Who", "A", "C", "E"), rows, self.width, numbers=(1, 2, 3), wide=0)
        return [*table_lines, *wrap(SHARES_LEGEND, self.width)]

    def _format_meaning(self, row: dict[str, Any]) -> list[str]:
        return wrap(f"{row['name'].capitalize()}: {row['text']}", self.width, 0, 2)

    def _format_source(self, source: dict[str, Any]) -> list[str]:
        key = BY_ID[source["command"]].key
        return wrap(f"{source['name']} ({source['sign']}): {source['how']} {key} {source['does']}.", self.width, 0, 2)

    # -- input -----------------------------------------------------------------------------------

    def handle(self, text: str) -> bool:
        if text.isdecimal() and 1 <= int(text) <= len(self.content["pages"]):
            self.page_index = int(text) - 1
            self.show()
            self._say_examples()
            return True
        match self._figure_name():
            case "example":
                return self._change_example(text)
            case "falconer":
                return self._change_falconer(text)
            case "raters":
                return self._change_raters(text)
        return False

    def _say_examples(self) -> None:
        """Say what can be changed on a page after the first, whose keys are not named again."""
        if examples := self._examples():
            self.program.terminal.say(examples.strip())

    def _change_example(self, text: str) -> bool:
        say = self.program.terminal.say
        example = self.example.example
        if (match := _LEVEL.fullmatch(text)) is not None:
            level = int(match[1])
            if level > 100:
                say(f"{level} is outside 0 to 100.")
                return True
            self.example = self.example.with_level(level)
        elif (match := _OUTCOME.fullmatch(text)) is not None:
            difficulties = [challenge.difficulty for challenge in example.challenges]
            if int(match[1]) not in difficulties:
                say(f"There is no challenge at {match[1]}. They are at {', '.join(map(str, difficulties))}.")
                return True
            outcome = _OUTCOMES[" ".join(match[2].lower().split())]
            self.example = self.example.with_outcome(difficulties.index(int(match[1])), outcome)
        else:
            return False
        self.program.terminal.write_lines(self.format_example())
        return True

    def _change_falconer(self, text: str) -> bool:
        if (match := _CORRELATION.fullmatch(text)) is None:
            return False
        value = self._share(match[2])
        if value is not None:
            is_mz = match[1].lower() == "mz"
            self.falconer = self.falconer.with_mz(value) if is_mz else self.falconer.with_dz(value)
            self.program.terminal.write_lines([*self.format_falconer(), "", *self.format_assumptions()])
        return True

    def _change_raters(self, text: str) -> bool:
        shorts = [person["short"] for person in self.raters.people]
        if text.casefold() in shorts:
            self.raters = self.raters.with_rater(shorts.index(text.casefold()))
        elif text in (BY_ID["next-rater"].key, "next-rater"):
            self.raters = self.raters.switch()
        elif (match := _SHARE.fullmatch(text)) is not None:
            value = self._share(match[2])
            if value is None:
                return True
            is_h = match[1].lower() == "h"
            self.raters = self.raters.with_h(value) if is_h else self.raters.with_own(value)
        elif (match := _COUNT.fullmatch(text)) is not None:
            if not 1 <= int(match[1]) <= MAX_RATERS:
                self.program.terminal.say(f"{match[1]} is outside 1 to {MAX_RATERS}.")
                return True
            self.raters = self.raters.with_count(int(match[1]))
        else:
            return False
        if stopped := wording.stopped_sentence(self.raters.stopped, self.raters.words):
            self.program.terminal.say(stopped)
        else:
            self.program.terminal.write_lines(self.format_raters())
        return True

    def _share(self, text: str) -> float | None:
        """Read a value from 0 to 1, to two decimals; say so if it is none."""
        value = float(text.replace(",", "."))
        if 0 <= value <= 1:
            return round(value, 2)
        self.program.terminal.say(f"{text} is outside 0 to 1.")
        return None


def _two_decimals(value: float) -> str:
    return locale_format.format_number(value, 2)
