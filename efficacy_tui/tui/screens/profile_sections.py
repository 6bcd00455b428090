"""What the profile screen says, as lines: the areas, then the sections, each with what is still missing."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.cells import cell_len
from textual.content import Content

from efficacy_tui.content.words import DISCLAIMER
from efficacy_tui.flows.days import short_date
from efficacy_tui.insight.raters import MIN_ICC_ITEMS, change_noise
from efficacy_tui.practice.profile import AreaLine, Past, ProfileReport, Voice
from efficacy_tui.tui.glyphs import UNICODE
from efficacy_tui.tui.widgets.five_line import Mark, below, five_line, scale
from efficacy_tui.tui.widgets.lines import ACCENT, BRIGHT, QUIET, elide, pad, wrap

GUTTER = 18
WIDE, NARROW = 92, 46
VALUES = 40
HISTORY_ROWS = 8
SELF = f"{BRIGHT} {ACCENT}"

Section = Callable[[ProfileReport, int], list[Content]]


def _words(text: str, width: int, style: str = "") -> list[Content]:
    return [Content.styled(line, style) for line in wrap(text, width)]


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
    count = len(report.instrument.items)
    said = (
        f"{count} situations in {len(report.instrument.areas)} areas, one digit each, about two minutes. "
        "You see where you stand today in your own eyes, and, when you like, in the eyes of people who know you."
    )
    begin = "a draft waits: a takes it up" if report.unfinished else "begin, about two minutes"
    return [
        *_words(said, width),
        Content(""),
        Content.assemble(("a", SELF), (f"  {begin}", "")),
        Content.assemble(("x", SELF), ("  first read what such a profile is, and is not", "")),
    ]


def _legend(report: ProfileReport, width: int) -> list[Content]:
    signs = [(UNICODE["self"], "you")] if report.own else []
    signs += [(voice.letter, voice.name) for voice in report.others]
    if len(report.others) >= 2:
        signs.append((UNICODE["others"], "others’ mean"))
    if any(line.consensus is not None for line in report.areas):
        signs.append((UNICODE["consensus"], "consensus, each of you counted once" if width >= NARROW else "consensus"))
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


def _area(line: AreaLine, report: ProfileReport, room: int, wide: bool, width: int) -> list[Content]:
    marks = []
    if line.own is not None:
        marks.append(Mark(UNICODE["self"], line.own, SELF))
    if line.consensus is not None:
        marks.append(Mark(UNICODE["consensus"], line.consensus, BRIGHT))
    if line.others_mean is not None:
        marks.append(Mark(UNICODE["others"], line.others_mean, BRIGHT))
    others = line.others_mean if line.others_mean is not None else (line.others[0][1] if line.others else None)
    between = (line.own, others) if line.own is not None and others is not None else None
    track = five_line(marks, room, between)
    letters = below([Mark(letter, value, "") for letter, value in line.others], room)
    values = [f"you {line.own:.1f}"] if line.own is not None else []
    if line.others_mean is not None:
        values.append(f"others {line.others_mean:.1f}")
    elif line.others:
        values.append(f"{report.others[0].name} {line.others[0][1]:.1f}")
    if line.consensus is not None:
        values.append(f"together {line.consensus:.1f}")
    said = " · ".join(values)
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
    if report.own is None:
        said = "Your own answers come first: a begins." if not report.others else "Missing: your own answers. a begins."
        return _words(said, width, QUIET)
    if not report.others:
        return [*_words("Nobody else has answered yet, so there is nothing to compare with.", width), *_ask(width)]
    found = report.gap
    if found is None:
        return _words("Not enough yet: three items that you and others both judged.", width, QUIET)
    whom = report.others[0].name if len(report.others) == 1 else f"{len(report.others)} others"
    interval = f"{_signed(found.low)} to {_signed(found.high)}"
    size = f"{abs(found.mean):.1f} point{'' if f'{abs(found.mean):.1f}' == '1.0' else 's'}"
    way = "higher" if found.mean > 0 else "lower"
    if found.flagged:
        said = f"You rate yourself {way} than {whom}, by {size} on average."
    elif found.low > 0 or found.high < 0:
        said = f"You rate yourself a little {way} than {whom}, by less than half a point: too little to call a gap."
    else:
        said = f"No clear gap between you and {whom}."
    rests = (
        f"You minus others: the answers are consistent with {interval} (90 %, {found.items} items). A gap is named "
        "when that leaves 0 and it is half a point or more. Nobody here is the right one."
    )
    return [*_words(said, width), *_words(rests, width, QUIET), *(_ask(width) if len(report.others) < 2 else [])]


def _ask(width: int) -> list[Content]:
    rows = wrap("Somebody who knows you can answer here, at this keyboard,", max(width - 3, 10))
    lines = [Content.assemble(("h", SELF), ("  " + rows[0], "")), *(Content(f"   {row}") for row in rows[1:])]
    said = "or on a form: efficacy rate export --rater NAME -o FILE"
    return [*lines, *(Content.styled(f"   {row}", QUIET) for row in wrap(said, max(width - 3, 10)))]


def agreement(report: ProfileReport, width: int) -> list[Content]:
    """Average deviation and ICC, or how many raters are missing."""
    if report.deviation is None:
        missing = max(2 - len(report.others), 0)
        if missing:
            others = f"{missing} more {'person' if missing == 1 else 'people'}" if report.others else "two others"
            said = f"Not enough yet: your own answers and {others}. From then on each of you is counted once."
            if report.own is not None and report.others:
                said = f"Not enough yet: {others}. Then there is also a consensus, each of you counted once."
        else:
            said = "Not enough yet: your own answers."
        return _words(said, width, QUIET)
    apart = f"{report.deviation:.1f} points from each item’s mean on average"
    said = (
        f"Raters differ: {apart}. Look at each line by itself."
        if report.differ
        else f"Raters do not differ much: {apart}."
    )
    rows = _words(said, width)
    found = report.agreement
    if found is not None:
        rows += _words(
            f"Profile agreement of {found.raters} raters: {_two(found.average)} ({_two(found.low)} to "
            f"{_two(found.high)}, 90 %), 1 being the same answer to every item.",
            width,
        )
        rows += _words(f"ICC(A,k) over {found.items} items, its range from resampled items.", width, QUIET)
    elif report.common < MIN_ICC_ITEMS:
        lacking = (
            f"Agreement over the whole profile needs {MIN_ICC_ITEMS} items all of you judged; so far {report.common}."
        )
        rows += _words(lacking, width, QUIET)
    else:
        rows += _words("Agreement over the whole profile cannot be told: the answers hardly vary.", width, QUIET)
    return rows


def each_by_themselves(report: ProfileReport, width: int) -> list[Content]:
    """Each rater's own lines, one for every area, side by side."""
    if report.own is None or len(report.others) < 2:
        said = "With your own answers and those of two others, each of you gets a line here."
        return _words(said, width, QUIET)
    count = len(report.areas)
    name = min(max(width // 4, 6), 12)
    room = max((width - name) // count - 2, 5)
    heads = [wrap(line.area.name.replace("-", "- "), room, 2) for line in report.areas]
    rows = []
    for i in range(max(map(len, heads))):
        cells = "".join("  " + pad(head[i] if i < len(head) else "", room) for head in heads)
        rows.append(Content.styled(" " * name + cells, QUIET))
    for voice in (report.own, *report.others):
        sign, style = (voice.letter, BRIGHT) if voice.letter else (UNICODE["self"], SELF)
        row = Content.assemble((pad(voice.name or "you", name), BRIGHT if not voice.name else ""))
        for mean in voice.means:
            # A line without its sign would look like the lowest place; too few answers leave it empty.
            track = five_line([Mark(sign, mean, style)], room) if mean is not None else Content(pad("–", room))
            row = row + Content("  ") + track
        rows.append(row)
    return rows


def since_last_time(report: ProfileReport, width: int) -> list[Content]:
    """Changes larger than chance."""
    noise = f"about {change_noise():.1f} points"
    if not report.compared:
        said = f"A second time makes a change visible, if it is larger than chance ({noise})."
        return _words(said, width, QUIET)
    if not report.moves:
        return _words(f"No change larger than answers vary by chance ({noise}).", width)
    rows = []
    for move in report.moves:
        way = "up" if move.after > move.before else "down"
        whose = "In your own eyes" if not move.who else f"In {move.who}’s eyes"
        when = short_date(move.since, report.today)
        rows += _words(
            f"{whose}: {move.area} is {way}, from {move.before:.1f} to {move.after:.1f} since {when}.", width
        )
    return [*rows, *_words(f"Named only past {noise}, which chance alone seldom reaches.", width, QUIET)]


def where_to_start(report: ProfileReport, width: int) -> list[Content]:
    """The items the person is least sure of, each with the key that makes it a domain."""
    if not report.starts:
        return _words("After your answers: three situations to begin practising with, one key each.", width, QUIET)
    rows = _words("The three you are least sure of today. A digit makes one a domain to practise in.", width)
    for number, start in enumerate(report.starts, start=1):
        first, *rest = wrap(start.item.own, max(width - 3, 10))
        rows.append(Content.assemble((str(number), SELF if not start.domain else QUIET), f"  {first}"))
        rows += [Content(f"   {line}") for line in rest]
        now = report.instrument.anchors[start.answer - 1]
        done = f"{UNICODE['done']} practised in {start.domain}" if start.domain else f"today: {now}"
        rows.append(Content.styled(f"   {elide(done, max(width - 3, 10))}", QUIET))
    return rows


def history(report: ProfileReport, width: int) -> list[Content]:
    """Every time anybody answered, the newest first: area scores, 0 to 100."""
    if not report.history:
        return _words("Each time you or somebody else answers, it gets a line here.", width, QUIET)
    names = [line.area.name for line in report.areas]
    dates = 11 if width >= NARROW else 7
    cell = min(max((width - dates - 7) // max(len(names), 1), 4), 15)
    who = max(width - dates - cell * len(names), 4)
    heads = [wrap(name.replace("-", "- "), cell - 1, 2) for name in names]
    rows = []
    for i in range(max(map(len, heads), default=0)):
        cells = "".join((head[i] if i < len(head) else "").rjust(cell) for head in heads)
        rows.append(Content.styled(" " * (dates + who) + cells, QUIET))
    for past in report.history[:HISTORY_ROWS]:
        rows.append(_past(past, report, (dates, who, cell)))
    more = len(report.history) - HISTORY_ROWS
    earlier = f" {more} earlier not shown." if more > 0 else ""
    total = f" All three areas together: {report.own.total:.0f}." if report.own and report.own.total is not None else ""
    if report.own is not None and report.own.total is None:
        total = " No total: it takes every area."
    if len(names) != 3:
        total = total.replace("All three", "All")
    return [*rows, *_words(f"Scores from 0 to 100.{total}{earlier}", width, QUIET)]


def _past(past: Past, report: ProfileReport, columns: tuple[int, int, int]) -> Content:
    dates, who, cell = columns
    scores = "".join(("–" if score is None else f"{score:.0f}").rjust(cell) for score in past.scores)
    name = past.who or "you"
    day = short_date(past.day, report.today) if dates > 7 else f"{past.day.day} {past.day:%b}"
    return Content.assemble((pad(day, dates), QUIET), (pad(name, who), "" if past.who else BRIGHT), scores)


def about(report: ProfileReport, width: int) -> list[Content]:
    """What it is, when it is offered again, and what is not shown."""
    said = []
    if report.own is not None:
        if report.unfinished:
            said.append("A draft of yours waits: a takes it up.")
        elif report.due == "days":
            said.append(
                f"{(report.today - report.own.day).days} days since your last answers: a good time to answer again."
            )
        elif report.due == "challenge":
            said.append("A challenge has ended since your last answers: a good time to answer again.")
        else:
            days = report.next_in
            said.append(f"Worth answering again in {days} day{'' if days == 1 else 's'}, or after a challenge.")
    if report.waiting:
        said.append(f"Asked, no answer yet: {', '.join(rater.name for rater in report.waiting)}.")
    if report.elsewhere:
        times = "answer" if report.elsewhere == 1 else "answers"
        said.append(f"{report.elsewhere} earlier {times} to another wording are kept, and not mixed with these.")
    if report.instrument.edited:
        said.append("These items are your own wording.")
    said.append("Own wording, not validated. Nobody’s average is behind it.")
    if len(report.others) < 3:
        said.append("Others answer under a pseudonym, not anonymously.")
    return [*_words(" ".join(said), width, QUIET), *_words(DISCLAIMER, width, QUIET)]


def _signed(value: float) -> str:
    return f"{value:+.1f}".replace("-", "−").replace("+0.0", "0.0").replace("−0.0", "0.0")


def _two(value: float) -> str:
    return f"{value:.2f}".replace("-", "−")


def subtitle(voice: Voice | None, others: int) -> str:
    """Whose answers are on the screen."""
    own = "" if voice is None else f"you on {voice.day:%a} {voice.day.day} {voice.day:%b}"
    said = f"{others} other{'' if others == 1 else 's'}" if others else ""
    return " · ".join(filter(None, (own, said)))


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
