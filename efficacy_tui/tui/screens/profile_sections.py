"""The profile screen's content as lines: the chart of areas, then the sections, each naming what data it lacks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from rich.cells import cell_len
from textual.content import Content

from efficacy_tui.flows.command_table import BY_ID
from efficacy_tui.journal.profile import AreaScores, PastSurvey, ProfileReport
from efficacy_tui.model.locale_format import brief_date, format_number, narrow_date
from efficacy_tui.model.text_layout import elide, pad, wrap
from efficacy_tui.tui.look.glyphs import UNICODE
from efficacy_tui.tui.privacy.mask import public
from efficacy_tui.tui.screens.profile_columns import ScoreColumns, fit_score_columns, fit_track_columns
from efficacy_tui.tui.widgets.content_lines import ACCENT, BRIGHT, QUIET, clickable, wrap_styled
from efficacy_tui.tui.widgets.key_hints import keys_of
from efficacy_tui.tui.widgets.scale_line import RaterMark, marks_below, scale_line, scale_numbers
from efficacy_tui.wording import profile as wording
from efficacy_tui.wording.report_line import ReportLine

AREA_WIDTH = 18
WIDE_WIDTH, NARROW_WIDTH = 92, 46
VALUES_WIDTH = 40
SELF_STYLE = f"{BRIGHT} {ACCENT}"
PRACTISE_COMMANDS = ("practise-1", "practise-2", "practise-3")
"""Command ids for practising the suggested items, in order."""


ProfileSectionBuilder = Callable[[ProfileReport, int], list[Content]]


def _format_report(lines: Iterable[ReportLine], width: int) -> list[Content]:
    return [row for line in lines for row in wrap_styled(line.text, width, QUIET if line.quiet else "")]


def areas_overview(report: ProfileReport, width: int) -> list[Content]:
    """Draw the legend, the scale, and one line per area with the raters' letters below it."""
    if report.self_answers is None and not report.others:
        return invitation(report, width)
    rows = [*_legend(report, width), Content("")]
    wide = width >= WIDE_WIDTH
    room = width - AREA_WIDTH - VALUES_WIDTH if wide else width
    indent = Content(" " * AREA_WIDTH if wide else "")
    anchors = report.instrument.anchors
    rows.append(indent + scale_numbers(room))
    for index, area_scores in enumerate(report.areas):
        rows += [*([Content("")] if index else []), *_area_lines(area_scores, report, room, wide, width)]
    labels = f"1 {anchors[0]} · 5 {anchors[-1]}"
    return [*rows, indent + Content.styled(elide(labels, room), QUIET)]


def invitation(report: ProfileReport, width: int) -> list[Content]:
    """Explain an empty profile and offer the key that begins."""
    answer = BY_ID["answer"].key
    return [
        *map(public, wrap_styled(wording.invitation(report), width)),
        Content(""),
        clickable(public(answer, SELF_STYLE) + public(f"  {wording.start_hint(report, answer)}"), "screen.answer"),
        clickable(
            public(BY_ID["explain"].key, SELF_STYLE) + public(f"  {wording.READ_FIRST}"), "app.command('explain')"
        ),
    ]


def _legend(report: ProfileReport, width: int) -> list[Content]:
    signs = [(UNICODE["self"], "you")] if report.self_answers else []
    signs += [(rater.letter, wording.rater_label(rater, report)) for rater in report.others]
    if len(report.others) >= 2:
        signs.append((UNICODE["others"], "others’ mean"))
    if any(line.consensus is not None for line in report.areas):
        signs.append(
            (UNICODE["consensus"], "together, each of you counted once" if width >= NARROW_WIDTH else "together")
        )
    rows: list[Content] = []
    parts: list[tuple[str, str]] = []
    used = 0
    for sign, name in signs:
        shown_name = elide(name, min(width - 2, 40))
        size = cell_len(f"{sign} {shown_name}")
        if parts and used + 3 + size > width:
            rows.append(Content.assemble(*parts))
            parts, used = [], 0
        gap = "   " if parts else ""
        parts += [(gap, ""), (sign, SELF_STYLE if sign == UNICODE["self"] else BRIGHT), (f" {shown_name}", QUIET)]
        used += size + len(gap)
    return [*rows, Content.assemble(*parts)]


def _area_lines(area_scores: AreaScores, report: ProfileReport, room: int, is_wide: bool, width: int) -> list[Content]:
    marks = []
    if area_scores.self_mean is not None:
        marks.append(RaterMark(UNICODE["self"], area_scores.self_mean, SELF_STYLE))
    if area_scores.consensus is not None:
        marks.append(RaterMark(UNICODE["consensus"], area_scores.consensus, BRIGHT))
    if area_scores.others_mean is not None:
        marks.append(RaterMark(UNICODE["others"], area_scores.others_mean, BRIGHT))
    others = (
        area_scores.others_mean
        if area_scores.others_mean is not None
        else (area_scores.others[0][1] if area_scores.others else None)
    )
    span = (area_scores.self_mean, others) if area_scores.self_mean is not None and others is not None else None
    track = scale_line(marks, room, span)
    letters = marks_below([RaterMark(letter, value, "") for letter, value in area_scores.others], room)
    values = " · ".join(wording.area_values(area_scores, report))
    rows: list[Content] = []
    if is_wide:
        first = Content.assemble((pad(area_scores.area.name, AREA_WIDTH), BRIGHT)) + track
        rows.append(first + Content.styled(f"   {elide(values, VALUES_WIDTH - 3)}", QUIET))
        if area_scores.others:
            rows.append(Content(" " * AREA_WIDTH) + letters)
    else:
        free = width - cell_len(area_scores.area.name) - cell_len(values)
        if free > 1:
            rows.append(Content.assemble((area_scores.area.name, BRIGHT), " " * free, (values, QUIET)))
        else:
            rows += [Content.styled(elide(area_scores.area.name, width), BRIGHT), *wrap_styled(values, width, QUIET)]
        rows.append(track)
        if area_scores.others:
            rows.append(letters)
    indent = AREA_WIDTH if is_wide else 0
    rows += [Content.styled(" " * indent + text, QUIET) for text in wrap(area_scores.missing_note, width - indent)]
    return rows


def you_and_others(report: ProfileReport, width: int) -> list[Content]:
    """Describe the gap between self- and other-ratings with its interval."""
    return [
        *_format_report(wording.you_and_others(report, BY_ID["answer"].key), width),
        *(_ask_others(width) if wording.asks_for_others(report) else []),
    ]


def _ask_others(width: int) -> list[Content]:
    key = BY_ID["hot-seat"].key
    key_width = cell_len(key) + 2
    indent, room = " " * key_width, max(width - key_width, 10)
    rows = wrap(wording.ASK_HERE, room)
    lines = [public(key, SELF_STYLE) + public("  " + rows[0]), *(public(indent + row) for row in rows[1:])]
    lines = [clickable(line, "screen.hot_seat") for line in lines]
    return [*lines, *(Content.styled(indent + row, QUIET) for row in wrap(wording.ASK_BY_FORM, room))]


def agreement(report: ProfileReport, width: int) -> list[Content]:
    """Describe agreement (average deviation and ICC), or how many raters are missing."""
    return _format_report(wording.agreement(report), width)


def each_by_themselves(report: ProfileReport, width: int) -> list[Content]:
    """Draw each rater's mean in every area, the areas side by side."""
    if report.self_answers is None or len(report.others) < 2:
        return wrap_styled(wording.EACH_MISSING, width, QUIET)
    raters = (report.self_answers, *report.others)
    columns = fit_track_columns(
        [line.area.name for line in report.areas], [_display_name(rater.name) for rater in raters], width
    )
    rows = [Content.styled(heading, QUIET) for heading in columns.headings()]
    for rater in raters:
        sign, style = (rater.letter, BRIGHT) if rater.letter else (UNICODE["self"], SELF_STYLE)
        row = Content.assemble((pad(_display_name(rater.name), columns.name_width), BRIGHT if not rater.name else ""))
        for mean in rater.means:
            # With too few answers show a dash; a line without a sign would look like the lowest value.
            room = columns.track_width
            track = scale_line([RaterMark(sign, mean, style)], room) if mean is not None else Content(pad("–", room))
            row = row + Content("  ") + track
        rows.append(row)
    return rows


def since_last_time(report: ProfileReport, width: int) -> list[Content]:
    """Describe changes since the last survey that are larger than chance."""
    return _format_report(wording.since_last_time(report), width)


def where_to_start(report: ProfileReport, width: int) -> list[Content]:
    """List the items the person is least sure of, each with the key that makes it a domain."""
    keys = [" ".join(keys_of(command)) or "·" for command in PRACTISE_COMMANDS]
    rows = _format_report(
        wording.where_to_start(report, "A digit" if all(map(str.isdecimal, keys)) else "Its key"), width
    )
    key_width = max(map(cell_len, keys)) + 2
    indent, room = " " * key_width, max(width - key_width, 10)
    for index, (start, key) in enumerate(zip(report.starting_points, keys, strict=False)):
        first, *rest = wrap(start.item.self_text, room)
        lines = [Content.assemble((pad(key, key_width - 2), SELF_STYLE if not start.domain else QUIET), f"  {first}")]
        lines += [Content(indent + line) for line in rest]
        rows += [clickable(line, f"screen.practise({index})") for line in lines]
        anchor = report.instrument.anchors[start.answer - 1]
        status = f"{UNICODE['done']} practised in {start.domain}" if start.domain else f"today: {anchor}"
        rows.append(Content.styled(indent + elide(status, room), QUIET))
    return rows


def history(report: ProfileReport, width: int) -> list[Content]:
    """List the surveys, newest first, with their area means (1–5)."""
    if not report.history:
        return wrap_styled(wording.history_note(report), width, QUIET)
    names = [line.area.name for line in report.areas]
    format_date = brief_date if width < NARROW_WIDTH else lambda day: narrow_date(day, report.today)
    dated_rows = [(format_date(survey.day), survey) for survey in report.history[: wording.HISTORY_ROWS]]
    date_width = max(11 if width >= NARROW_WIDTH else 7, *(len(day) + 1 for day, _ in dated_rows))
    columns = fit_score_columns(names, [_display_name(survey.who) for _, survey in dated_rows], date_width, width)
    rows = [Content.styled(heading, QUIET) for heading in columns.headings()]
    rows += [_history_row(day, survey, columns) for day, survey in dated_rows]
    return [*rows, *wrap_styled(wording.history_note(report), width, QUIET)]


def _history_row(day: str, survey: PastSurvey, columns: ScoreColumns) -> Content:
    mean_texts = ("–" if mean is None else format_number(mean, 1) for mean in survey.means)
    values = "".join(text.rjust(cell_width) for text, cell_width in zip(mean_texts, columns.cell_widths, strict=True))
    name = Content.styled(pad(_display_name(survey.who), columns.name_width), "" if survey.who else BRIGHT)
    return Content.assemble((pad(day, columns.date_width), QUIET), name, values)


def _display_name(name: str) -> str:
    return name or "you"


def about(report: ProfileReport, width: int) -> list[Content]:
    """Describe the survey, when it is offered again, and what the profile leaves out."""
    return _format_report(wording.about(report), width)


BUILDERS: Sequence[ProfileSectionBuilder] = (
    you_and_others,
    agreement,
    each_by_themselves,
    since_last_time,
    where_to_start,
    history,
    about,
)
SECTIONS = tuple(zip(wording.SECTION_HEADINGS, BUILDERS, strict=True))
"""Headings and the builders of their sections, in reading order."""
