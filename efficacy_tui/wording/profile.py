"""What the profile says, as sentences: every face puts the same words in its own way."""

from __future__ import annotations

import datetime as dt

from efficacy_tui.content.words import DISCLAIMER
from efficacy_tui.insight.raters import MIN_ICC_ITEMS, change_noise
from efficacy_tui.journal.profile import AreaScores, ProfileReport, RaterAnswers
from efficacy_tui.model.locale_format import format_number, group_thousands, short_date
from efficacy_tui.wording.report_line import ReportLine

HISTORY_ROWS = 8
ASK_HERE = "Somebody who knows you can answer here, at this keyboard,"
ASK_BY_FORM = "or on a form: efficacy rate export --rater NAME -o FILE"
READ_FIRST = "what a profile is, and is not"
EACH_MISSING = "With your own answers and those of two others, each of you gets a line here."


def subtitle(voice: RaterAnswers | None, others: int, today: dt.date) -> str:
    """Whose answers are shown."""
    own = "" if voice is None else f"you on {short_date(voice.day, today)}"
    said = f"{others} other{'' if others == 1 else 's'}" if others else ""
    return " · ".join(filter(None, (own, said)))


def invitation(report: ProfileReport) -> str:
    """What the profile is for."""
    situations = len(report.instrument.items)
    return (
        f"{situations} situations in {len(report.instrument.areas)} areas, one digit each, about two minutes. "
        "You see where you stand today in your own eyes, and, when you like, in the eyes of people who know you."
    )


def beginning(report: ProfileReport, key: str) -> str:
    """What the key that answers (as it is printed) does now."""
    return f"a draft waits: {key} takes it up" if report.unfinished else "begin, about two minutes"


def area_values(line: AreaScores, report: ProfileReport) -> list[str]:
    """The means of an area, 1–5, each with whose it is."""
    values = [f"you {format_number(line.own, 1)}"] if line.own is not None else []
    if line.others_mean is not None:
        values.append(f"others {format_number(line.others_mean, 1)}")
    elif line.others:
        values.append(f"{report.others[0].name} {format_number(line.others[0][1], 1)}")
    if line.consensus is not None:
        values.append(f"together {format_number(line.consensus, 1)}")
    return values


def you_and_others(report: ProfileReport, key: str) -> list[ReportLine]:
    """The gap with its interval in words; without answers, the key (as it is printed) that begins."""
    if report.own is None:
        missing = "Missing: your own answers." if report.others else "Your own answers come first:"
        said = f"{missing} {key} begins."
        return [ReportLine(said, quiet=True)]
    if not report.others:
        return [ReportLine("Nobody else has answered yet, so there is nothing to compare with.")]
    found = report.gap
    if found is None:
        return [ReportLine("Not enough yet: three items that you and others both judged.", quiet=True)]
    whom = report.others[0].name if len(report.others) == 1 else f"{len(report.others)} others"
    interval = f"{format_number(found.low, 1, signed=True)} to {format_number(found.high, 1, signed=True)}"
    size = f"{format_number(abs(found.mean), 1)} point{'' if f'{abs(found.mean):.1f}' == '1.0' else 's'}"
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
    return [ReportLine(said), ReportLine(rests, quiet=True)]


def asks_for_others(report: ProfileReport) -> bool:
    """Whether it is worth saying how somebody else can answer."""
    if report.own is None:
        return False
    return not report.others or (report.gap is not None and len(report.others) < 2)


def agreement(report: ProfileReport) -> list[ReportLine]:
    """Average deviation and ICC, or how many raters are missing."""
    if report.deviation is None:
        return [ReportLine(_agreement_missing(report), quiet=True)]
    apart = f"{format_number(report.deviation, 1)} points from each item’s mean on average"
    said = (
        f"Raters differ: {apart}. Look at each line by itself."
        if report.differ
        else f"Raters do not differ much: {apart}."
    )
    found = report.agreement
    if found is not None:
        told = (
            f"Profile agreement of {found.raters} raters: {format_number(found.average, 2)} ({format_number(found.low, 2)} to "
            f"{format_number(found.high, 2)}, 90 %), 1 being the same answer to every item."
        )
        rests = f"From {found.items} items; the range is what other items like these might have given (ICC(A,k))."
        return [ReportLine(said), ReportLine(told), ReportLine(rests, quiet=True)]
    if report.common < MIN_ICC_ITEMS:
        lacking = f"Agreement over the whole profile needs {MIN_ICC_ITEMS} items all of you judged; "
        return [ReportLine(said), ReportLine(f"{lacking}so far {report.common}.", quiet=True)]
    return [
        ReportLine(said),
        ReportLine("Agreement over the whole profile cannot be told: the answers hardly vary.", quiet=True),
    ]


def _agreement_missing(report: ProfileReport) -> str:
    missing = max(2 - len(report.others), 0)
    if not missing:
        return "Not enough yet: your own answers."
    others = f"{missing} more {'person' if missing == 1 else 'people'}" if report.others else "two others"
    if report.own is not None and report.others:
        return f"Not enough yet: {others}. Then there is also a value for all of you together, each counted once."
    return f"Not enough yet: your own answers and {others}. From then on each of you is counted once."


def since_last_time(report: ProfileReport) -> list[ReportLine]:
    """Changes larger than chance."""
    noise = f"about {format_number(change_noise(), 1)} points"
    if not report.compared:
        return [ReportLine(f"A second time makes a change visible, if it is larger than chance ({noise}).", quiet=True)]
    if not report.moves:
        return [ReportLine(f"No change larger than answers vary by chance ({noise}).")]
    said = []
    for move in report.moves:
        way = "up" if move.after > move.before else "down"
        whose = "In your own eyes" if not move.who else f"In {move.who}’s eyes"
        when = short_date(move.since, report.today)
        moved = f"from {format_number(move.before, 1)} to {format_number(move.after, 1)} since {when}"
        said.append(ReportLine(f"{whose}: {move.area} is {way}, {moved}."))
    return [*said, ReportLine(f"Named only past {noise}, which chance alone seldom reaches.", quiet=True)]


def where_to_start(report: ProfileReport, key: str = "A digit") -> list[ReportLine]:
    """What the places to start are and what kind of `key` takes one, or what is missing for them."""
    if not report.starts:
        told = "After your answers: three situations to begin practising with, one key each."
        return [ReportLine(told, quiet=True)]
    return [ReportLine(f"The three you are least sure of today. {key} makes one a domain to practise in.")]


def history_note(report: ProfileReport) -> str:
    """What the scores are, and what is not shown."""
    if not report.history:
        return "Each time you or somebody else answers, it gets a line here."
    more = len(report.history) - HISTORY_ROWS
    earlier = f" Not shown: {group_thousands(more)} earlier." if more > 0 else ""
    total = ""
    if report.own is not None and report.own.total is not None:
        total = f" All three areas together: {format_number(report.own.total, 0)}."
    if report.own is not None and report.own.total is None:
        total = " No total: it takes every area."
    if len(report.areas) != 3:
        total = total.replace("All three", "All")
    return f"Scores from 0 to 100.{total}{earlier}"


def about(report: ProfileReport) -> list[ReportLine]:
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
    return [ReportLine(" ".join(said), quiet=True), ReportLine(DISCLAIMER, quiet=True)]
