"""What the profile screen says, as lines: the areas, then the sections, each with what is still missing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from rich.cells import cell_len
from textual.content import Content

from efficacy_tui.journal.profile import AreaScores, PastSurvey, ProfileReport
from efficacy_tui.model.locale_format import brief_date, format_number, narrow_date
from efficacy_tui.tui.bindings import BY_ID
from efficacy_tui.tui.look.glyphs import UNICODE
from efficacy_tui.tui.privacy.mask import public
from efficacy_tui.tui.screens.profile_columns import Scores, scores, tracks
from efficacy_tui.tui.widgets.content_lines import ACCENT, BRIGHT, QUIET, clickable, elide, pad, wrap
from efficacy_tui.tui.widgets.key_hints import keys_of
from efficacy_tui.tui.widgets.scale_line import RaterMark, below, scale, scale_line
from efficacy_tui.wording import profile as wording
from efficacy_tui.wording.report_line import ReportLine

GUTTER = 18
WIDE, NARROW = 92, 46
VALUES = 40
SELF = f"{BRIGHT} {ACCENT}"
PRACTISE_KEYS = ("practise-1", "practise-2", "practise-3")
"""The commands of the places to start, in their order."""


Section = Callable[[ProfileReport, int], list[Content]]


def _words(text: str, width: int, style: str = "") -> list[Content]:
    return [Content.styled(line, style) for line in wrap(text, width)]


def _said(lines: Iterable[ReportLine], width: int) -> list[Content]:
    return [row for line in lines for row in _words(line.text, width, QUIET if line.quiet else "")]


def areas(report: ProfileReport, width: int) -> list[Content]:
    """The legend, the scale, and each area as a line with its letters under it."""
    if report.own is None and not report.others:
        return invitation(report, width)
    rows = [*_legend(report, width), Content("")]
    wide = width >= WIDE
    room = width - GUTTER - VALUES if wide else width
    lead = Content(" " * GUTTER if wide else "")
    ends = report.instrument.anchors
    rows.append(lead + scale(room))
    for i, line in enumerate(report.areas):
        rows += [*([Content("")] if i else []), *_area(line, report, room, wide, width)]
    labels = f"1 {ends[0]} · 5 {ends[-1]}"
    return [*rows, lead + Content.styled(elide(labels, room), QUIET)]


def invitation(report: ProfileReport, width: int) -> list[Content]:
    """What this screen is for, and the key that begins."""
    answer = BY_ID["answer"].key
    return [
        *map(public, _words(wording.invitation(report), width)),
        Content(""),
        clickable(public(answer, SELF) + public(f"  {wording.beginning(report, answer)}"), "screen.answer"),
        clickable(public(BY_ID["explain"].key, SELF) + public(f"  {wording.READ_FIRST}"), "app.command('explain')"),
    ]


def _legend(report: ProfileReport, width: int) -> list[Content]:
    signs = [(UNICODE["self"], "you")] if report.own else []
    signs += [(voice.letter, voice.name) for voice in report.others]
    if len(report.others) >= 2:
        signs.append((UNICODE["others"], "others’ mean"))
    if any(line.consensus is not None for line in report.areas):
        signs.append((UNICODE["consensus"], "together, each of you counted once" if width >= NARROW else "together"))
    rows: list[Content] = []
    parts: list[tuple[str, str]] = []
    used = 0
    for sign, name in signs:
        said = elide(name, min(width - 2, 40))
        size = cell_len(f"{sign} {said}")
        if parts and used + 3 + size > width:
            rows.append(Content.assemble(*parts))
            parts, used = [], 0
        gap = "   " if parts else ""
        parts += [(gap, ""), (sign, SELF if sign == UNICODE["self"] else BRIGHT), (f" {said}", QUIET)]
        used += size + len(gap)
    return [*rows, Content.assemble(*parts)]


def _area(line: AreaScores, report: ProfileReport, room: int, wide: bool, width: int) -> list[Content]:
    marks = []
    if line.own is not None:
        marks.append(RaterMark(UNICODE["self"], line.own, SELF))
    if line.consensus is not None:
        marks.append(RaterMark(UNICODE["consensus"], line.consensus, BRIGHT))
    if line.others_mean is not None:
        marks.append(RaterMark(UNICODE["others"], line.others_mean, BRIGHT))
    others = line.others_mean if line.others_mean is not None else (line.others[0][1] if line.others else None)
    between = (line.own, others) if line.own is not None and others is not None else None
    track = scale_line(marks, room, between)
    letters = below([RaterMark(letter, value, "") for letter, value in line.others], room)
    said = " · ".join(wording.area_values(line, report))
    rows: list[Content] = []
    if wide:
        first = Content.assemble((pad(line.area.name, GUTTER), BRIGHT)) + track
        rows.append(first + Content.styled(f"   {elide(said, VALUES - 3)}", QUIET))
        if line.others:
            rows.append(Content(" " * GUTTER) + letters)
    else:
        free = width - cell_len(line.area.name) - cell_len(said)
        if free > 1:
            rows.append(Content.assemble((line.area.name, BRIGHT), " " * free, (said, QUIET)))
        else:
            rows += [Content.styled(elide(line.area.name, width), BRIGHT), *_words(said, width, QUIET)]
        rows.append(track)
        if line.others:
            rows.append(letters)
    indent = GUTTER if wide else 0
    rows += [Content.styled(" " * indent + text, QUIET) for text in wrap(line.why, width - indent)]
    return rows


def you_and_others(report: ProfileReport, width: int) -> list[Content]:
    """The gap with its interval in words."""
    return [
        *_said(wording.you_and_others(report, BY_ID["answer"].key), width),
        *(_ask(width) if wording.asks_for_others(report) else []),
    ]


def _ask(width: int) -> list[Content]:
    key = BY_ID["hot-seat"].key
    column = cell_len(key) + 2
    air, room = " " * column, max(width - column, 10)
    rows = wrap(wording.ASK_HERE, room)
    lines = [public(key, SELF) + public("  " + rows[0]), *(public(air + row) for row in rows[1:])]
    lines = [clickable(line, "screen.hot_seat") for line in lines]
    return [*lines, *(Content.styled(air + row, QUIET) for row in wrap(wording.ASK_BY_FORM, room))]


def agreement(report: ProfileReport, width: int) -> list[Content]:
    """Average deviation and ICC, or how many raters are missing."""
    return _said(wording.agreement(report), width)


def each_by_themselves(report: ProfileReport, width: int) -> list[Content]:
    """Each rater's own lines, one for every area, side by side."""
    if report.own is None or len(report.others) < 2:
        return _words(wording.EACH_MISSING, width, QUIET)
    voices = (report.own, *report.others)
    columns = tracks([line.area.name for line in report.areas], [_whose(voice.name) for voice in voices], width)
    rows = [Content.styled(heading, QUIET) for heading in columns.headings()]
    for voice in voices:
        sign, style = (voice.letter, BRIGHT) if voice.letter else (UNICODE["self"], SELF)
        row = Content.assemble((pad(_whose(voice.name), columns.who), BRIGHT if not voice.name else ""))
        for mean in voice.means:
            # A line without its sign would look like the lowest place; too few answers leave it empty.
            room = columns.track
            track = scale_line([RaterMark(sign, mean, style)], room) if mean is not None else Content(pad("–", room))
            row = row + Content("  ") + track
        rows.append(row)
    return rows


def since_last_time(report: ProfileReport, width: int) -> list[Content]:
    """Changes larger than chance."""
    return _said(wording.since_last_time(report), width)


def where_to_start(report: ProfileReport, width: int) -> list[Content]:
    """The items the person is least sure of, each with the key that makes it a domain."""
    keys = [" ".join(keys_of(command)) or "·" for command in PRACTISE_KEYS]
    rows = _said(wording.where_to_start(report, "A digit" if all(map(str.isdecimal, keys)) else "Its key"), width)
    column = max(map(cell_len, keys)) + 2
    air, room = " " * column, max(width - column, 10)
    for place, (start, key) in enumerate(zip(report.starts, keys, strict=False)):
        first, *rest = wrap(start.item.own, room)
        lines = [Content.assemble((pad(key, column - 2), SELF if not start.domain else QUIET), f"  {first}")]
        lines += [Content(air + line) for line in rest]
        rows += [clickable(line, f"screen.practise({place})") for line in lines]
        now = report.instrument.anchors[start.answer - 1]
        done = f"{UNICODE['done']} practised in {start.domain}" if start.domain else f"today: {now}"
        rows.append(Content.styled(air + elide(done, room), QUIET))
    return rows


def history(report: ProfileReport, width: int) -> list[Content]:
    """Every time anybody answered, the newest first: area scores, 0 to 100."""
    if not report.history:
        return _words(wording.history_note(report), width, QUIET)
    names = [line.area.name for line in report.areas]
    written = brief_date if width < NARROW else lambda day: narrow_date(day, report.today)
    shown = [(written(past.day), past) for past in report.history[: wording.HISTORY_ROWS]]
    dates = max(11 if width >= NARROW else 7, *(len(day) + 1 for day, _ in shown))
    columns = scores(names, [_whose(past.who) for _, past in shown], dates, width)
    rows = [Content.styled(heading, QUIET) for heading in columns.headings()]
    rows += [_past(day, past, columns) for day, past in shown]
    return [*rows, *_words(wording.history_note(report), width, QUIET)]


def _past(day: str, past: PastSurvey, columns: Scores) -> Content:
    said = ("–" if score is None else format_number(score, 0) for score in past.scores)
    values = "".join(text.rjust(cell) for text, cell in zip(said, columns.cells, strict=True))
    name = Content.styled(pad(_whose(past.who), columns.who), "" if past.who else BRIGHT)
    return Content.assemble((pad(day, columns.dates), QUIET), name, values)


def _whose(name: str) -> str:
    return name or "you"


def about(report: ProfileReport, width: int) -> list[Content]:
    """What it is, when it is offered again, and what is not shown."""
    return _said(wording.about(report), width)


SECTIONS: Sequence[tuple[str, Section]] = (
    ("You and others", you_and_others),
    ("How far you agree", agreement),
    ("Each by themselves", each_by_themselves),
    ("Since last time", since_last_time),
    ("Where to start", where_to_start),
    ("History", history),
    ("About this profile", about),
)
"""Heading → what stands under it, in reading order."""
