"""The odds a person gave and what came of them: as dots in two lanes, or as groups with ranges."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from efficacy_tui.exchange.writers.html.markup import escape, legend_key, path, picture, svg_text, swatch
from efficacy_tui.insight.calibration import (
    Bin,
    CalibrationStage,
    base_rate_brier,
    bias,
    bins,
    brier,
    calibration_stage,
)
from efficacy_tui.wording.report import NO_FORECAST
from efficacy_tui.wording.report_pictures import (
    AS_OFTEN,
    HOW_OFTEN,
    LANE_OTHERS,
    LANE_WORKED,
    ODDS_AXIS,
    WORKED_MEANS,
    bias_sentence,
    bin_sentence,
    odds_description,
    odds_sentence,
    odds_title,
    odds_verdict,
)
from efficacy_tui.wording.trends import brier_sentence

Forecasts = Sequence[tuple[float, int]]
"""Pairs of odds (0–1) and 1 if it worked, else 0."""

LANES_WIDTH, LANES_LEFT, LANES_RIGHT = 340, 104, 326
DOT_STEP, DOT_SIZE = 9, 7
LANE_MAX = 108
"""The greatest height of a lane; the dots of a longer time move closer together."""

GROUPS_SIZE, GROUPS_LEFT, GROUPS_TOP = 300, 46, 12


def domain_odds(forecasts: Forecasts, name: str, key: str, *, is_alone: bool) -> str:
    """Draw the odds of one domain; they are judged here only if the report has no other domain."""
    if not forecasts:
        return f'<p class="empty">{NO_FORECAST}</p>'
    stage = _stage(forecasts)
    if is_alone and stage >= CalibrationStage.BIAS:
        return pooled_odds(forecasts, name, key)
    sentences = (odds_sentence(forecasts), odds_verdict(is_alone=is_alone, stage=stage), WORKED_MEANS)
    caption = escape(" ".join(filter(None, sentences)))
    return f"<figure>{_lanes(forecasts, name, key)}<figcaption>{caption}</figcaption></figure>"


def pooled_odds(forecasts: Forecasts, name: str, key: str) -> str:
    """Draw and judge odds as far as their number allows; an empty name stands for all domains."""
    if not forecasts:
        return f'<p class="empty">{NO_FORECAST}</p>'
    stage, (odds, outcomes) = _stage(forecasts), tuple(zip(*forecasts, strict=True))
    if stage < CalibrationStage.BIAS:
        verdict = [odds_sentence(forecasts), odds_verdict(is_alone=True, stage=stage)]
    else:
        verdict = [bias_sentence(bias(odds, outcomes))]
    if stage >= CalibrationStage.BRIER:
        verdict.append(brier_sentence(brier(odds, outcomes), base_rate_brier(outcomes)))
    drawing, basis, legend = _lanes(forecasts, name, key), WORKED_MEANS, ""
    if stage >= CalibrationStage.BINS:
        groups = bins(odds, outcomes)
        drawing, basis = _groups(groups, name, key), f"{bin_sentence(groups)} {WORKED_MEANS}"
        legend = legend_key(swatch("own-line"), AS_OFTEN) + legend_key(swatch("record-line"), HOW_OFTEN)
    words = escape(" ".join(verdict))
    caption = f'<figcaption><p>{words}</p><p class="quiet">{escape(basis)}</p>{legend}</figcaption>'
    return f'<figure class="beside">{drawing}{caption}</figure>'


def _stage(forecasts: Forecasts) -> CalibrationStage:
    return calibration_stage(len(forecasts), sum(worked for _, worked in forecasts))


def _lanes(forecasts: Forecasts, name: str, key: str) -> str:
    """Draw each forecast as a dot at its odds, those that worked above the others, with mean odds and success rate."""
    counts = Counter((round(100 * odds), bool(worked)) for odds, worked in forecasts)
    tallest = {
        lane: max((n for (_, worked), n in counts.items() if worked is lane), default=1) for lane in (True, False)
    }
    step = min(DOT_STEP, LANE_MAX / max(tallest.values()))
    base = {True: 34 + step * tallest[True]}
    base[False] = base[True] + 28 + step * tallest[False]
    axis = base[False] + 8
    mean_odds = 100 * sum(odds for odds, _ in forecasts) / len(forecasts)
    success_rate = 100 * sum(worked for _, worked in forecasts) / len(forecasts)
    parts = [path("grid", f"M{LANES_LEFT} {base[True] + 4:.1f}H{LANES_RIGHT}")]
    parts += [path("axis", f"M{LANES_LEFT} {axis:.1f}H{LANES_RIGHT}")]
    parts += [svg_text(LANES_LEFT - 12, base[True] - 1, LANE_WORKED, "quiet", "end")]
    parts += [svg_text(LANES_LEFT - 12, base[False] - 1, LANE_OTHERS, "quiet", "end")]
    for percent, anchor in ((0, "start"), (50, "middle"), (100, "end")):
        parts.append(path("axis", f"M{_lane_x(percent):.0f} {axis:.1f}v4"))
        parts.append(svg_text(_lane_x(percent), axis + 17, f"{percent} %", "quiet", anchor))
    parts.append(path("own-line", f"M{_lane_x(mean_odds):.1f} 20V{axis:.1f}"))
    parts.append(svg_text(_within(_lane_x(mean_odds)), 13, f"you said {mean_odds:.0f} %", "strong", "middle"))
    parts.append(path("record-line", f"M{_lane_x(success_rate):.1f} 22V{axis + 6:.1f}"))
    parts.append(
        svg_text(_within(_lane_x(success_rate)), axis + 35, f"worked {success_rate:.0f} %", "record strong", "middle")
    )
    dots = "".join(
        f"M{_lane_x(percent):.0f} {base[worked] - step * number + 5:.1f}h0"
        for (percent, worked), n in sorted(counts.items())
        for number in range(1, n + 1)
    )
    parts.append(path("dots large" if step >= DOT_SIZE else "dots", dots))
    size = (LANES_WIDTH, round(axis + 42))
    return picture(key, size, odds_title(name), odds_description(forecasts), "".join(parts))


def _lane_x(percent: float) -> float:
    return LANES_LEFT + percent / 100 * (LANES_RIGHT - LANES_LEFT)


def _within(x: float) -> float:
    """Keep the middle of a label so far from the sides that it stays in the picture."""
    return min(max(x, LANES_LEFT + 46), LANES_RIGHT - 46)


def _groups(groups: Sequence[Bin], name: str, key: str) -> str:
    """Draw how often it worked in each group of odds, with its range; on the diagonal it is as often as was said."""
    bottom, right = GROUPS_SIZE - 46, GROUPS_SIZE - 12

    def x(share: float) -> float:
        return GROUPS_LEFT + share * (right - GROUPS_LEFT)

    def y(share: float) -> float:
        return bottom - share * (bottom - GROUPS_TOP)

    parts = [path("axis", f"M{GROUPS_LEFT} {GROUPS_TOP}V{bottom}H{right}")]
    parts.append(path("own-line", f"M{x(0):.0f} {y(0):.0f}L{x(1):.0f} {y(1):.0f}"))
    for percent in (0, 50, 100):
        parts.append(svg_text(GROUPS_LEFT - 8, y(percent / 100) + 4, str(percent), "quiet", "end"))
        anchor = "end" if percent == 100 else "middle"
        parts.append(svg_text(x(percent / 100), bottom + 18, f"{percent} %", "quiet", anchor))
    parts.append(svg_text((GROUPS_LEFT + right) / 2, bottom + 38, ODDS_AXIS, "", "middle"))
    for row in groups:
        place = x(row.mean_odds)
        parts.append(path("record-range wide", f"M{place:.1f} {y(row.low):.1f}V{y(row.high):.1f}"))
        parts.append(path("node", f"M{place:.1f} {y(row.rate):.1f}h0"))
    return picture(key, (GROUPS_SIZE, GROUPS_SIZE), odds_title(name), bin_sentence(groups), "".join(parts), "square")
