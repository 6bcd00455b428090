"""The figures of the explain pages in lines: their sliders, and what follows from their values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.cells import cell_len
from textual.content import Content

from efficacy_tui.flows.explain_figures import ExampleFigure, FalconerFigure, Figure, RatersFigure, Slider
from efficacy_tui.model import locale_format
from efficacy_tui.model.display import display
from efficacy_tui.model.text_layout import cell_width, pad, wrap
from efficacy_tui.tui.look.glyphs import UNICODE
from efficacy_tui.tui.widgets.confidence_lines import grade_lines, headline_line, short_grade_line
from efficacy_tui.tui.widgets.content_lines import ACCENT, BRIGHT, KEY, QUIET, clickable, wrap_styled
from efficacy_tui.tui.widgets.explain_blocks import (
    GENES,
    MAX_LINE_WIDTH,
    NARROW_WIDTH,
    REST,
    SHARED,
    Lines,
    format_prose,
    stacked_bar,
)
from efficacy_tui.tui.widgets.key_hints import keys_of
from efficacy_tui.tui.widgets.ladder_cells import Drawing, Ink, LadderColumns, Row
from efficacy_tui.tui.widgets.ladder_rows import LadderBody
from efficacy_tui.wording import explain as wording

PART_WIDTH = 10
MAX_BAR_WIDTH = 60
MAX_SLIDER_WIDTH, MIN_SLIDER_WIDTH = 40, 8
OWN_GENES, NOTHING = "═", "·"

SLIDER_KEYS = (("left", "right"), ("lower", "higher"), ("third-lower", "third-higher"))
"""The commands that move the sliders of a figure, the first slider's first."""

INK_STYLES: dict[Ink, str] = {
    "text": "",
    "bright": BRIGHT,
    "quiet": QUIET,
    "faint": "$faint",
    "dot": "$dot",
    "accent": ACCENT,
    "key": KEY,
}


def figure_head(figure: Figure, width: int) -> Lines:
    """Say above its chart what follows from a figure's values; empty for a figure without a chart."""
    if not isinstance(figure, ExampleFigure):
        return []
    width = min(width, MAX_LINE_WIDTH)
    stats, _ = figure.results
    grade = grade_lines(stats, width) if width >= NARROW_WIDTH else [short_grade_line(stats, width)]
    return [headline_line(stats, width), *grade]


def figure_body(figure: Figure, words: Mapping[str, Any], width: int) -> Lines:
    """Draw the sliders of a figure and what follows from their values."""
    width = min(width, MAX_LINE_WIDTH)
    match figure:
        case ExampleFigure():
            return [*_sliders(figure, width), "", *_ladder(figure, width)]
        case FalconerFigure():
            return [*_sliders(figure, width), "", *_falconer(figure, words["falconer"], width)]
        case RatersFigure():
            return _raters(figure, width)
    return []


def _sliders(figure: Figure, width: int) -> Lines:
    """Draw a figure's sliders, each after the keys that move it; the values align."""
    sliders = figure.sliders
    key_width = max(sum(len(key) + 1 for key in keys_of(*SLIDER_KEYS[i])) for i in range(len(sliders)))
    label_width = max(cell_width(slider.label) for slider in sliders) + 2
    value_width = max(cell_width(slider.value) for slider in sliders)
    line_width = width - key_width - label_width - value_width - 3
    if line_width >= MIN_SLIDER_WIDTH:
        return [
            _slider(i, slider, min(line_width, MAX_SLIDER_WIDTH), key_width, label_width)
            for i, slider in enumerate(sliders)
        ]
    rows: Lines = []
    for i, slider in enumerate(sliders):
        rows += [
            Content.styled(slider.label, ""),
            _slider(i, slider, max(width - key_width - value_width - 3, 6), key_width, 0),
        ]
    return rows


def _slider(index: int, slider: Slider, width: int, key_width: int, label_width: int) -> Content:
    """Draw a value on a line of `width` cells, after a column with the keys that move it."""
    knob_cell = round(slider.place * (width - 1))
    keys = [
        (key, steps) for command, steps in zip(SLIDER_KEYS[index], (-1, 1), strict=True) for key in keys_of(command)
    ]
    keys_width = sum(len(key) + 1 for key, _ in keys)
    return Content.assemble(
        *(clickable(Content.styled(f"{key} ", KEY), f"screen.move({index}, {steps})") for key, steps in keys),
        " " * (key_width - keys_width + 1),
        (pad(slider.label, label_width) if label_width else "", ""),
        (UNICODE["full"] * knob_cell, ACCENT),
        (UNICODE["knob"], KEY),
        (UNICODE["empty"] * (width - 1 - knob_cell), "$faint"),
        (f"  {slider.value}", BRIGHT),
    )


def _ladder(figure: ExampleFigure, width: int) -> Lines:
    """Draw the example's ladder as its screen does, with the cursor on the challenge whose end is moved."""
    _, ladder = figure.results
    columns = LadderColumns.for_width(width)
    body = LadderBody(ladder, columns, Drawing(ascii_only=display().ascii_only))
    body.fit(body.rows_needed(columns.title_rows))
    rows: Lines = []
    if columns.bar:
        head = Content.assemble(("━ you  ", ""), ("┼ record", ACCENT))
        rows.append(Content(" " * columns.bar_column) + head)
    rows += [_ladder_row(row, columns.total) for row in body.rows(figure.example.rung_id(figure.challenge_index))]
    return rows


def _ladder_row(row: Row, width: int) -> Content:
    ground = f" on ${row.ground}" if row.ground else ""
    parts = [(run.text, f"{INK_STYLES[run.ink]}{ground}".strip()) for run in row.runs]
    free = width - sum(cell_width(text) for text, _ in parts)
    return Content.assemble(*parts, (" " * free, ground.strip()))


def _falconer(figure: FalconerFigure, texts: Mapping[str, Any], width: int) -> Lines:
    shares = figure.shares
    rows: Lines = []
    for (name, formula, meaning), value in zip(wording.FALCONER_FORMULAS, shares, strict=True):
        equation = Content.assemble(
            (f"{name} = ", QUIET),
            pad(formula, 14),
            (f"= {locale_format.format_number(value, 2):>5}  ", BRIGHT),
        )
        fits = equation.cell_length + cell_len(meaning) <= width
        rows += (
            [equation + Content.styled(meaning, QUIET)] if fits else [equation, Content.styled(f"  {meaning}", QUIET)]
        )
    rows.append("")
    if not shares.is_possible:
        return [*rows, *wrap(texts["impossible"], width)]
    segments = [(GENES, shares.h2 * 100, ACCENT), (SHARED, shares.c2 * 100, ""), (REST, shares.e2 * 100, QUIET)]
    return [
        *rows,
        *wrap(texts["example"], width),
        Content.assemble(*stacked_bar(segments, min(width, MAX_BAR_WIDTH))),
        *wrap_styled(wording.falconer_percents(shares), width, QUIET),
    ]


def _raters(figure: RatersFigure, width: int) -> Lines:
    """Draw one rater's answers in four parts, and what the mean of several would give."""
    rows = [*_rater_tabs(figure, width), "", *_sliders(figure, width)]
    stopped = wording.stopped_sentence(figure.stopped, figure.words)
    rows += wrap_styled(stopped, width, BRIGHT) if stopped else [""]
    rows += [*_parts(figure, width), ""]
    rows += wrap(wording.agreed_sentence(figure.split), width)
    rows.append("")
    of = figure.person["of"]
    for sentence, shares in (
        (wording.mean_of_like_sentence(figure.count, of, figure.mean_of_like), figure.mean_of_like),
        (wording.mean_of_all_sentence(figure.mean_of_all), figure.mean_of_all),
    ):
        a, c, e = wording.share_percents(shares)
        segments = [(GENES, a, ACCENT), (SHARED, c, ""), (REST, e, QUIET)]
        rows += [*wrap(sentence, width), Content.assemble(*stacked_bar(segments, min(width, MAX_BAR_WIDTH)))]
    rows += wrap_styled(wording.towards_sentence(figure.h), width, QUIET)
    rows += ["", *wrap_styled(figure.words["across_head"], width, BRIGHT)]
    rows += format_prose(locale_format.localize_prose(figure.words["across"]), width)
    name_width = max(cell_width(f"{pair.one} and {pair.other}") for pair in figure.pairs) + 2 if figure.pairs else 0
    for pair in figure.pairs:
        equation = wording.pair_equation(pair.mz, pair.dz, pair.agreement, pair.h2)
        names = f"{pair.one} and {pair.other}"
        if name_width + cell_width(equation) <= width:
            rows.append(Content.assemble((pad(names, name_width), QUIET), (equation, "")))
        else:
            rows += [Content.styled(names, QUIET), *wrap(equation, width)]
    rows += ["", *wrap_styled(_source_note(figure), width, QUIET)]
    return rows


def _source_note(figure: RatersFigure) -> str:
    return locale_format.localize_prose(figure.words["source"])


def _rater_tabs(figure: RatersFigure, width: int) -> Lines:
    """Name the raters, the one that is drawn bright, after the key that goes on to the next."""
    key = "".join(f"{key} " for key in keys_of("next-rater"))
    line = clickable(Content.styled(key, KEY), "screen.switch") if key else Content("")
    rows: Lines = []
    for index, person in enumerate(figure.people):
        is_current = index == figure.rater_index
        name = f"{UNICODE['cursor'] if is_current else ' '} {person['who']}"
        gap = "  " if index else ""
        if line.cell_length + cell_width(f"{gap}{name}") > width:
            rows.append(line)
            line, gap = Content(" " * cell_width(key)), ""
        tab = Content.styled(name, BRIGHT if is_current else QUIET)
        line += Content(gap) + clickable(tab, f"screen.rater({index})")
    return [*rows, line]


def _parts(figure: RatersFigure, width: int) -> Lines:
    """Draw the four parts of one rater's answers as bars that begin in one column; one of 0 is a dot."""
    styles = ((GENES, ACCENT), (OWN_GENES, ""), (SHARED, ""), (REST, QUIET))
    percents = wording.part_percents(figure.split)
    has_meanings = width >= NARROW_WIDTH + 20
    meaning_width = max(cell_width(meaning) for _, meaning in wording.RATER_PARTS) + 2 if has_meanings else 0
    bar_width = min(width - PART_WIDTH - 4 - meaning_width, MAX_BAR_WIDTH)
    rows: Lines = []
    for (name, meaning), percent, (sign, style) in zip(wording.RATER_PARTS, percents, styles, strict=True):
        cells = round(bar_width * percent / 100)
        bar = sign * cells if cells else NOTHING
        row = Content.assemble(
            (pad(name, PART_WIDTH), ""),
            (f"{percent:>3} ", BRIGHT),
            (bar, style),
        )
        if has_meanings:
            row += Content.assemble(" " * (bar_width - cell_width(bar) + 2), (meaning, QUIET))
        rows.append(row)
        if not has_meanings:
            rows += [Content.styled(f"  {line}", QUIET) for line in wrap(meaning, width - 2)]
    return rows
