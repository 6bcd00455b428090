"""The view of the explanation pages, with two twin correlations that can be changed."""

from __future__ import annotations

import re
from typing import Any

from efficacy_tui.content.words import load_words
from efficacy_tui.flows.command_table import BY_ID
from efficacy_tui.insight.heritability import falconer_shares
from efficacy_tui.model import locale_format
from efficacy_tui.plain.columns import section, table, wrap
from efficacy_tui.plain.views.base_view import Program, View

SHARES_LEGEND = "Per cent of the differences between people: A is genes, C what twins of a family share, E all else."
_CORRELATION_INPUT = re.compile(r"r?(mz|dz)\s*=?\s*(-?\d*[.,]?\d+)", re.IGNORECASE)


class ExplainView(View):
    """Two pages; on the first, the person can set the twin correlations (0–1)."""

    name = "Explain"

    def __init__(self, program: Program) -> None:
        super().__init__(program)
        self.content = load_words("explain")
        self.page_index = 0
        self.correlations = {name: float(self.content["falconer"][name]) for name in ("mz", "dz")}

    @property
    def keys(self) -> str:
        other_page = 2 if self.page_index == 0 else 1
        examples = ""
        if self.page_index == 0:
            mz, dz = (locale_format.format_number(value, 1) for value in (0.7, 0.4))
            examples = f" “rMZ {mz}” or “rDZ {dz}” moves a value."
        return f"{other_page} is the other page.{examples} n, e and r begin what the page names."

    def lines(self) -> list[str]:
        page = self.content["pages"][self.page_index]
        rows = ["", *wrap(f"{page['title']}.", self.width)]
        for block in page["blocks"]:
            if "heading" in block:
                rows += ["", *wrap(block["heading"], self.width)]
            elif "text" in block:
                rows += ["", *wrap(locale_format.localize_prose(block["text"]), self.width)]
            else:
                rows += ["", *self._format_figure(block["draw"])]
        references = [
            line
            for number, reference in enumerate(page["references"], start=1)
            for line in wrap(f"[{number}] {reference}", self.width, 0, 4)
        ]
        return [*rows, *section("References", references)]

    def _format_figure(self, name: str) -> list[str]:
        match name:
            case "bars":
                return self._format_bars()
            case "falconer":
                return self.format_shares()
            case _:
                return [row for source in self.content["sources"] for row in self._format_source(source)]

    def _format_bars(self) -> list[str]:
        rows = [
            (bar["who"], str(bar["a"]), *(str(bar[part]) if part in bar else "not split" for part in ("c", "e")))
            for bar in self.content["bars"]
        ]
        table_lines = table(("Who", "A", "C", "E"), rows, self.width, numbers=(1, 2, 3), wide=0)
        return [*table_lines, *wrap(SHARES_LEGEND, self.width)]

    def format_shares(self) -> list[str]:
        """Format Falconer's formulas with the current correlations."""
        content, mz, dz = self.content["falconer"], self.correlations["mz"], self.correlations["dz"]
        shares = falconer_shares(mz, dz)
        rows = wrap(
            f"rMZ, identical twins: {_format_two_decimals(mz)}. rDZ, fraternal twins: {_format_two_decimals(dz)}.",
            self.width,
        )
        formulas = (
            ("h²", "2(rMZ − rDZ)", shares.h2, "genes"),
            ("c²", "2rDZ − rMZ", shares.c2, "what twins of a family share"),
            ("e²", "1 − rMZ", shares.e2, "all else, and error"),
        )
        for name, formula, value, meaning in formulas:
            rows += wrap(f"{name} = {formula} = {_format_two_decimals(value)}, {meaning}", self.width, 2, 4)
        if not shares.is_possible:
            return [*rows, *wrap(content["impossible"], self.width)]
        percentages = (
            f"{shares.h2 * 100:.0f} % genes, {shares.c2 * 100:.0f} % shared, {shares.e2 * 100:.0f} % all else."
        )
        return [*rows, *wrap(f"{locale_format.localize_prose(content['example'])} {percentages}", self.width)]

    def _format_source(self, source: dict[str, Any]) -> list[str]:
        key = BY_ID[source["command"]].key
        return wrap(f"{source['name']} ({source['sign']}): {source['how']} {key} {source['does']}.", self.width, 0, 2)

    def handle(self, text: str) -> bool:
        if text in ("1", "2"):
            self.page_index = int(text) - 1
            self.show()
            return True
        match = _CORRELATION_INPUT.fullmatch(text)
        if match is None or self.page_index != 0:
            return False
        value = float(match[2].replace(",", "."))
        if 0 <= value <= 1:
            self.correlations[match[1].lower()] = round(value, 2)
            self.program.terminal.write_lines(self.format_shares())
        else:
            self.program.terminal.say(f"{match[2]} is outside 0 to 1.")
        return True


def _format_two_decimals(value: float) -> str:
    return locale_format.format_number(value + 0.0 if abs(value) >= 0.005 else 0.0, 2)
