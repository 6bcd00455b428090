"""The explain pages in words, with two values to be typed."""

from __future__ import annotations

import re
from typing import Any

from efficacy_tui.content.words import load_words
from efficacy_tui.flows.command_table import BY_ID
from efficacy_tui.insight.heritability import falconer_shares
from efficacy_tui.model import locale_format
from efficacy_tui.plain.columns import section, table, wrap
from efficacy_tui.plain.views.base_view import Program, View

SHARES_OF = "Per cent of the differences between people: A is genes, C what twins of a family share, E all else."
_MOVED = re.compile(r"r?(mz|dz)\s*=?\s*(-?\d*[.,]?\d+)", re.IGNORECASE)


class ExplainView(View):
    """Two pages; on the first, two values the reader moves."""

    name = "Explain"

    def __init__(self, program: Program) -> None:
        super().__init__(program)
        self.text = load_words("explain")
        self.number = 0
        self.values = {name: float(self.text["falconer"][name]) for name in ("mz", "dz")}

    @property
    def keys(self) -> str:
        other = 2 if self.number == 0 else 1
        moving = ""
        if self.number == 0:
            moving = f" “rMZ {locale_format.format_number(0.7, 1)}” or “rDZ {locale_format.format_number(0.4, 1)}” moves a value."
        return f"{other} is the other page.{moving} n, e and r begin what the page names."

    def lines(self) -> list[str]:
        page = self.text["pages"][self.number]
        rows = ["", *wrap(f"{page['title']}.", self.width)]
        for block in page["blocks"]:
            if "heading" in block:
                rows += ["", *wrap(block["heading"], self.width)]
            elif "text" in block:
                rows += ["", *wrap(locale_format.localize_prose(block["text"]), self.width)]
            else:
                rows += ["", *self._drawn(block["draw"])]
        references = [
            line
            for number, reference in enumerate(page["references"], start=1)
            for line in wrap(f"[{number}] {reference}", self.width, 0, 4)
        ]
        return [*rows, *section("References", references)]

    def _drawn(self, name: str) -> list[str]:
        match name:
            case "bars":
                return self._bars()
            case "falconer":
                return self.shares()
            case _:
                return [row for told in self.text["sources"] for row in self._source(told)]

    def _bars(self) -> list[str]:
        rows = [
            (told["who"], str(told["a"]), *(str(told[part]) if part in told else "not split" for part in ("c", "e")))
            for told in self.text["bars"]
        ]
        drawn = table(("Who", "A", "C", "E"), rows, self.width, numbers=(1, 2, 3), wide=0)
        return [*drawn, *wrap(SHARES_OF, self.width)]

    def shares(self) -> list[str]:
        """Falconer's formulas with the values there are."""
        told, mz, dz = self.text["falconer"], self.values["mz"], self.values["dz"]
        found = falconer_shares(mz, dz)
        rows = wrap(f"rMZ, identical twins: {_two(mz)}. rDZ, fraternal twins: {_two(dz)}.", self.width)
        formulas = (
            ("h²", "2(rMZ − rDZ)", found.h2, "genes"),
            ("c²", "2rDZ − rMZ", found.c2, "what twins of a family share"),
            ("e²", "1 − rMZ", found.e2, "all else, and error"),
        )
        for name, formula, value, meaning in formulas:
            rows += wrap(f"{name} = {formula} = {_two(value)}, {meaning}", self.width, 2, 4)
        if not found.possible:
            return [*rows, *wrap(told["impossible"], self.width)]
        parts = f"{found.h2 * 100:.0f} % genes, {found.c2 * 100:.0f} % shared, {found.e2 * 100:.0f} % all else."
        return [*rows, *wrap(f"{locale_format.localize_prose(told['example'])} {parts}", self.width)]

    def _source(self, told: dict[str, Any]) -> list[str]:
        key = BY_ID[told["command"]].key
        return wrap(f"{told['name']} ({told['sign']}): {told['how']} {key} {told['does']}.", self.width, 0, 2)

    def handle(self, text: str) -> bool:
        if text in ("1", "2"):
            self.number = int(text) - 1
            self.read_out()
            return True
        moved = _MOVED.fullmatch(text)
        if moved is None or self.number != 0:
            return False
        value = float(moved[2].replace(",", "."))
        if 0 <= value <= 1:
            self.values[moved[1].lower()] = round(value, 2)
            self.program.terminal.lines(self.shares())
        else:
            self.program.terminal.say(f"{moved[2]} is outside 0 to 1.")
        return True


def _two(value: float) -> str:
    return locale_format.format_number(value + 0.0 if abs(value) >= 0.005 else 0.0, 2)
