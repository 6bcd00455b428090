"""The words around the confidence chart as lines: headline, grade, legend, and the pairs of the other domains."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from efficacy_tui.chart.band import SHADE
from efficacy_tui.chart.cells import signs_for
from efficacy_tui.chart.data import ChartData
from efficacy_tui.chart.layout import divide
from efficacy_tui.flows.command_table import BY_ID
from efficacy_tui.journal.domain_stats import DomainStats
from efficacy_tui.journal.snapshot import DashboardSnapshot
from efficacy_tui.model.display import display
from efficacy_tui.model.sentences import upper_first
from efficacy_tui.model.text_layout import cell_width, elide
from efficacy_tui.tui.privacy.mask import magnitude, public
from efficacy_tui.tui.widgets.content_lines import ACCENT, BRIGHT, QUIET, wrap_styled
from efficacy_tui.wording.confidence import (
    domain_pair,
    grade_sentence,
    own_phrase,
    record_phrase,
    short_grade,
)
from efficacy_tui.wording.confidence_chart import BAND_SAMPLE, chart_data, legend
from efficacy_tui.wording.trend_words import trend_signs

BAND_STYLE = "on $foreground 15%"
BETWEEN_VOICES = " · "
OWN_NAME, RECORD_NAME = "what you say", "what your record says"
PAIR_WIDTH, SIGN_WIDTH, PAIR_GAP = 7, 2, 2
"""Cells of `68 · 53`, of the sign of its trend after a blank, and between two domains."""

MIN_NAME_WIDTH = 8
"""Cells of a domain's name that are always shown."""

PAIR_LEGEND = "you · record"
MISSING_PAIR = "…"
LEGEND_GAP = "  "

CHART_ROWS = 8
"""Rows that the chart keeps before the grade is said in full."""

ROOMY_CHART_ROWS = 9
"""Rows that the chart keeps before there is room for a legend, and then for a blank row above it."""

TALL_CHART_ROWS = 16
"""Rows that the chart keeps before the legend may take two."""

LOW_CHART_ROWS = 4
"""Rows that the chart keeps before there is room for the other domains."""


def headline_line(stats: DomainStats, width: int, *, numbers: bool = True) -> Content:
    """Say the two numbers, each after a sample of its line, in the longest wording that fits into `width` cells.

    Without `numbers` it only says which line is whose.
    """
    if not numbers:
        return _voice_names(stats)
    wordings = [
        _headline(stats, short=short, bare=bare) for short, bare in ((False, False), (True, False), (True, True))
    ]
    return next((line for line in wordings if line.cell_length <= width), wordings[-1].truncate(width, ellipsis=True))


def _headline(stats: DomainStats, *, short: bool, bare: bool) -> Content:
    signs = signs_for(ascii_only=display().ascii_only)
    own_words, record_words = own_phrase(stats, short=short), record_phrase(stats, short=short)
    voices: list[Content] = []
    if own_words:
        words, _, number = own_words.rpartition(" ")
        sample = signs.own_sample if stats.level else signs.first_rating
        is_first = not stats.level and not record_words and stats.rating_age == 0
        voices.append(
            magnitude(f"{sample} ", BRIGHT)
            + public(f"{words} ")
            + magnitude(number, BRIGHT)
            + public(" today" if is_first else "", QUIET)
        )
    if record_words:
        words, _, rest = record_words.partition(str(stats.reference.percent if stats.reference else ""))
        number = record_words[len(words) : len(record_words) - len(rest)]
        words = words if own_words else upper_first(words)
        voices.append(
            magnitude(f"{signs.record_sample} ", ACCENT)
            + public(words)
            + magnitude(number, BRIGHT)
            + magnitude("" if bare else rest, QUIET)
        )
    return Content.assemble(*_between(voices, public(BETWEEN_VOICES, QUIET)))


def _voice_names(stats: DomainStats) -> Content:
    """Say which line is whose."""
    signs = signs_for(ascii_only=display().ascii_only)
    voices = []
    if stats.ratings:
        sample = signs.own_sample if stats.level else signs.first_rating
        voices.append(magnitude(f"{sample} ", BRIGHT) + public(OWN_NAME))
    if stats.reference is not None:
        voices.append(magnitude(f"{signs.record_sample} ", ACCENT) + public(RECORD_NAME))
    return Content.assemble(*_between(voices, public(BETWEEN_VOICES, QUIET)))


def _between(parts: Sequence[Content], gap: Content) -> list[Content]:
    return [piece for i, part in enumerate(parts) for piece in ((gap, part) if i else (part,))]


def grade_lines(stats: DomainStats, width: int) -> list[Content]:
    """Say how the two numbers compare, wrapped to `width` cells."""
    sentence = grade_sentence(stats, ladder_key=BY_ID["ladder"].key)
    return wrap_styled(sentence, width, QUIET)


def short_grade_line(stats: DomainStats, width: int) -> Content:
    """Say the same in one line."""
    return Content.styled(elide(short_grade(stats), width), QUIET)


def legend_lines(data: ChartData, width: int, height: int, max_rows: int = 1, *, shade: bool = False) -> list[Content]:
    """Name the signs in a chart of `width` × `height` cells, as many as fit on `max_rows`.

    With `shade` the band is a texture.
    """
    rows: list[list[Content]] = []
    used = width
    for sign, words in legend(data, divide(width, height, data), ascii_only=display().ascii_only):
        part = public(_sample(sign, shade=shade)) + public(f" {words}", QUIET)
        if used + len(LEGEND_GAP) + part.cell_length > width:
            if len(rows) == max_rows or part.cell_length > width:
                break
            rows.append([])
            used = -len(LEGEND_GAP)
        used += len(LEGEND_GAP) + part.cell_length
        rows[-1].append(part)
    return [Content.assemble(*_between(row, Content(LEGEND_GAP))) for row in rows]


def _sample(sign: str, *, shade: bool) -> Content:
    if sign != BAND_SAMPLE:
        return Content.styled(sign, _sign_style(sign))
    return Content.styled(SHADE * 2, "$dot") if shade else Content.styled("  ", BAND_STYLE)


def _sign_style(sign: str) -> str:
    signs = signs_for(ascii_only=display().ascii_only)
    if sign == signs.bracket:
        return ACCENT
    return BRIGHT if sign == signs.own_sample else "$dot" if sign in ("·", signs.rating) else ""


def pair_lines(snapshot: DashboardSnapshot, width: int, max_rows: int, *, numbers: bool = True) -> list[Content]:
    """Show both numbers and the trend of every other domain, in rows that depend on the domains' names only.

    So the rows stay where they are when the numbers arrive.
    """
    others = [domain for domain in snapshot.domains if domain is not snapshot.selected]
    pair_width = 1 + PAIR_WIDTH + SIGN_WIDTH
    # Two domains fit beside each other, whatever they are called.
    name_width = width - pair_width if len(others) == 1 else max((width - PAIR_GAP) // 2 - pair_width, MIN_NAME_WIDTH)
    rows: list[list[Content]] = []
    used = width
    if not max_rows:
        return []
    for number, domain in enumerate(others):
        name = elide(domain.name, max(name_width, MIN_NAME_WIDTH))
        size = cell_width(name) + pair_width
        if used + PAIR_GAP + size > width:
            if len(rows) == max_rows:
                rows[-1].append(Content.styled(f"+{len(others) - number}", QUIET))
                break
            rows.append([])
            used = -PAIR_GAP
        used += PAIR_GAP + size
        rows[-1].append(_pair(name, snapshot.domain_stats.get(domain.id), numbers=numbers))
    lines = [Content.assemble(*_between(row, Content(" " * PAIR_GAP))).truncate(width, ellipsis=True) for row in rows]
    if lines and numbers and (free := width - lines[-1].cell_length - len(PAIR_LEGEND)) >= 2:
        lines[-1] = Content.assemble(lines[-1], " " * free, public(PAIR_LEGEND, QUIET))
    return lines


def _pair(name: str, stats: DomainStats | None, *, numbers: bool) -> Content:
    pair, signs = (MISSING_PAIR, "") if stats is None else (domain_pair(stats), trend_signs(stats))
    text = f" {pair} " if numbers else " "
    filled = cell_width(text) + cell_width(signs)
    return Content.assemble(
        (name, QUIET),
        magnitude(text),
        magnitude(signs, QUIET),
        " " * max(1 + PAIR_WIDTH + SIGN_WIDTH - filled, 0),
    )


def confidence_rows(
    snapshot: DashboardSnapshot,
    stats: DomainStats,
    width: int,
    height: int,
    *,
    shade: bool = False,
    numbers: bool = True,
) -> tuple[list[Content], list[Content]]:
    """Return the lines above the chart and below it; the chart has the rows between them, of `height` in all.

    When rows are short, these give way in order: the blank row, the legend, the long grade, the other domains.
    """
    headline = headline_line(stats, width, numbers=numbers)
    has_others = len(snapshot.domains) > 1
    grade = grade_lines(stats, width)
    if height - 1 - has_others - len(grade) < CHART_ROWS and len(grade) > 1:
        grade = [short_grade_line(stats, width)]
    rest = height - 1 - len(grade)
    max_pair_rows = max(rest - CHART_ROWS, 1 if rest > LOW_CHART_ROWS else 0)
    pairs = pair_lines(snapshot, width, max_pair_rows, numbers=numbers)
    rest -= len(pairs)
    head = [*grade, headline] if stats.is_stale else [headline, *grade]
    foot = pairs
    if rest > ROOMY_CHART_ROWS:
        max_rows = 2 if rest > TALL_CHART_ROWS else 1
        lines = legend_lines(chart_data(stats), width, rest - max_rows, max_rows, shade=shade)
        foot, rest = [*lines, *pairs], rest - len(lines)
    if rest > ROOMY_CHART_ROWS:
        head = [*head, Content("")]
    return head, foot
