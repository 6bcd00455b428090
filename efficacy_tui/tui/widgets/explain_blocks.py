"""The blocks of the explain pages in lines: prose, references, the table of signs, bars, and the four sources."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.cells import cell_len
from textual.content import Content

from efficacy_tui.flows.command_table import BY_ID
from efficacy_tui.flows.explain_figures import FalconerFigure, Figure
from efficacy_tui.model import locale_format
from efficacy_tui.model.display import display
from efficacy_tui.model.text_layout import pad, wrap
from efficacy_tui.tui.look.glyphs import UNICODE
from efficacy_tui.tui.widgets.content_lines import ACCENT, BRIGHT, QUIET, key_hint, wrap_styled
from efficacy_tui.wording import explain as wording

Lines = list[Content | str]

MAX_LINE_WIDTH = 76
"""Cells of a line of prose; longer ones are hard to read."""

NARROW_WIDTH = 50
RATER_WIDTH, FIGURES_WIDTH = 20, 18
SIGN_WIDTH, SIGN_NAME_WIDTH = 9, 16
SHARES_NOTE = "Per cent of the differences between people."
GENES, SHARED, REST, UNSPLIT = "━", "╍", "─", "·"
"""Line characters of different weight, so that the segments differ without colour."""


def format_blocks(
    blocks: Iterable[Mapping[str, Any]], words: Mapping[str, Any], figure: Figure | None, width: int
) -> Lines:
    """Format blocks of a page for `width` cells; a blank line follows each, but a heading.

    What follows from a figure's values further down the page is computed from its present state.
    """
    width = min(width, MAX_LINE_WIDTH)
    rows: Lines = []
    for block in blocks:
        if "heading" in block:
            rows += wrap_styled(block["heading"], width, BRIGHT)
            continue
        match block:
            case {"text": text}:
                rows += format_prose(locale_format.localize_prose(text), width)
            case {"draw": "bars"}:
                rows += _bars(words["bars"], width)
            case {"draw": "signs"}:
                rows += _signs(words["signs"], width)
            case {"draw": "sources"}:
                rows += _sources(words["sources"], width)
            case {"draw": "assumptions"} if isinstance(figure, FalconerFigure):
                rows += _assumptions(figure, width)
        rows.append("")
    return rows


def format_prose(text: str, width: int) -> Lines:
    """Wrap a paragraph; a quotation is bright, and so are first words that number it or say what it does not mean."""
    lead_in = re.match(r"((?:Not [^.]{3,24}|\d)\.) ", text)
    rows: Lines = []
    for i, line in enumerate(wrap(text, width)):
        if i == 0 and lead_in and line.startswith(lead_in[1]):
            rows.append(Content.assemble((lead_in[1], BRIGHT), line[len(lead_in[1]) :]))
        elif text.startswith("“") and text.endswith("”"):
            rows.append(Content.styled(line, BRIGHT))
        else:
            rows.append(line)
    return rows


def format_references(references: Sequence[str], width: int) -> Lines:
    """Number the references of a page; an address stays on one line where it fits."""
    width = min(width, MAX_LINE_WIDTH)
    rows: Lines = [Content.styled("References", BRIGHT)] if references else []
    for number, reference in enumerate(references, start=1):
        indent = 4 if width >= NARROW_WIDTH else 2
        words = (word if cell_len(word) <= width - indent else word.replace("/", "/ ") for word in reference.split())
        first, *rest = wrap(f"[{number}] {' '.join(words)}", width - indent)
        rows += [Content.styled(first, QUIET)]
        rows += [Content.styled(" " * indent + line, QUIET) for line in rest]
    return rows


def _named(name: str, text: str, width: int) -> Lines:
    """Put a bright name before a text."""
    first, *rest = wrap(f"{name}. {text}", width)
    if not first.startswith(f"{name}."):
        return [first, *rest]
    return [Content.assemble((f"{name}.", BRIGHT), first[len(name) + 1 :]), *rest]


def _assumptions(figure: FalconerFigure, width: int) -> Lines:
    """Say what each assumption does to h² if it is wrong, with what the present values would then give."""
    rows: Lines = []
    for assumption in figure.wrong_assumptions:
        rows += [""] if rows else []
        rows += _named(assumption.name, locale_format.localize_prose(assumption.text), width)
        if figure.shares.is_possible:
            sentence = wording.assumption_sentence(assumption.then, assumption.amount, assumption.h2)
            rows += [Content.styled(f"  {line}", ACCENT) for line in wrap(sentence, width - 2)]
    return rows


def _bars(bars: Iterable[Mapping[str, Any]], width: int) -> Lines:
    """Draw each rater's shares (percent) as one stacked bar; an unsplit remainder is one segment."""
    label_width = RATER_WIDTH if width >= NARROW_WIDTH else 0
    bar_width = max(width - label_width - FIGURES_WIDTH, 8)
    rows: Lines = []
    for rater in bars:
        a, c, e = rater["a"], rater.get("c"), rater.get("e")
        segments = [(GENES, a, ACCENT)]
        if c is None or e is None:
            segments.append((UNSPLIT, 100 - a, QUIET))
            figures = f"A {a}"
        else:
            segments += [(SHARED, c, ""), (REST, e, QUIET)]
            figures = f"A {a}  C {c:>2}  E {e}"
        if not label_width:
            rows.append(rater["who"])
        rows.append(
            Content.assemble(pad(rater["who"], label_width), *stacked_bar(segments, bar_width), (f"  {figures}", ""))
        )
    legend = [
        (f"{GENES * 2} A genes", ACCENT),
        (f"   {SHARED * 2} C what twins of a family share", ""),
        (f"   {REST * 2} E everything else, and error", QUIET),
        (f"   {UNSPLIT * 2} not split here", QUIET),
    ]
    rows.append("")
    line: list[tuple[str, str]] = []
    for text, style in legend:
        if line and sum(cell_len(part) for part, _ in line) + cell_len(text) > width:
            rows.append(Content.assemble(*line))
            line = []
        line.append((text if line else text.lstrip(), style))
    return [*rows, Content.assemble(*line), *wrap_styled(SHARES_NOTE, width, QUIET)]


def _signs(signs: Iterable[Mapping[str, Any]], width: int) -> Lines:
    """List what stands on the dashboard: the sign, its name, and what it means."""
    rows: Lines = []
    for row in signs:
        sign = row.get("ascii", row["sign"]) if display().ascii_only else row["sign"]
        name, text = row["name"], row["text"]
        indent = SIGN_WIDTH + SIGN_NAME_WIDTH
        head = Content.assemble((pad(sign, SIGN_WIDTH), ACCENT), (pad(name, SIGN_NAME_WIDTH), BRIGHT))
        if width >= NARROW_WIDTH:
            first, *rest = wrap(text, width - indent)
            rows += [head + Content(first), *(" " * indent + line for line in rest)]
        else:
            rows += [Content.assemble((f"{sign}  ", ACCENT), (name, BRIGHT)), *wrap(text, width)]
    return rows


def _sources(sources: Iterable[Mapping[str, Any]], width: int) -> Lines:
    """Name the four sources, each with the key of the command that uses it."""
    rows: Lines = []
    for source in sources:
        heading = Content.assemble((f"{UNICODE[source['sign']]} ", ACCENT), (source["name"], BRIGHT))
        link = key_hint(BY_ID[source["command"]].key, source["does"], f"app.command('{BY_ID[source['command']].id}')")
        free = width - heading.cell_length - link.cell_length
        if free > 1:
            rows.append(heading + Content(" " * free) + link)
        else:
            first, *rest = wrap(source["name"], width - 2)
            rows.append(Content.assemble((f"{UNICODE[source['sign']]} ", ACCENT), (first, BRIGHT)))
            rows += [*(Content.styled(f"  {line}", BRIGHT) for line in rest), Content("  ") + link]
        rows += [Content.styled(f"  {line}", "") for line in wrap(source["how"], width - 2)]
    return rows


def stacked_bar(shares: Iterable[tuple[str, Any, str]], width: int) -> list[tuple[str, str]]:
    """Draw shares in percent as segments; each border is rounded separately, so that they fill `width` exactly."""
    segments, total, start = [], 0.0, 0
    for sign, share, style in shares:
        total += share
        end = round(width * total / 100)
        segments.append((sign * (end - start), style))
        start = end
    return segments
