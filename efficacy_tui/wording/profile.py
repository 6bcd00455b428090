"""The profile as sentences; each UI lays out the same words in its own way."""

from __future__ import annotations

import datetime as dt

from efficacy_tui.content.languages import ENGLISH, LANGUAGES
from efficacy_tui.content.words import DISCLAIMER
from efficacy_tui.insight.raters import MIN_ICC_ITEMS, change_noise
from efficacy_tui.journal.profile import AreaScores, ProfileReport, RaterAnswers
from efficacy_tui.model.locale_format import format_number, group_thousands, short_date
from efficacy_tui.model.sentences import as_sentence
from efficacy_tui.wording.report_line import ReportLine

HISTORY_ROWS = 8
ASK_HERE = "Somebody who knows you can answer here, at this keyboard,"
ASK_BY_FORM = "or on a form: efficacy rate export --rater NAME -o FILE"
READ_FIRST = "what a profile is, and is not"
NOBODY_TO_DELETE = "There is nobody to delete."
READ_ONLY = "This journal is read-only."
EACH_MISSING = "With your own answers and those of two others, each of you gets a line here."

SECTION_HEADINGS = (
    "You and others",
    "How far you agree",
    "Each by themselves",
    "Since last time",
    "Where to start",
    "History",
    "About this profile",
)
"""The headings of the sections below the areas, in reading order."""


def already_practised(domain: str) -> str:
    """Say that an item is practised in a domain (its name) already."""
    return f"You already practise that in {domain}."


def subtitle(own_answers: RaterAnswers | None, others: int, today: dt.date) -> str:
    """Say whose answers are shown; `others` is the number of other raters."""
    # The mask keeps what is assigned to a `label` readable, even so short a text.
    label = "" if own_answers is None else f"you on {short_date(own_answers.day, today)}"
    others_text = f"{others} other{'' if others == 1 else 's'}" if others else ""
    return " · ".join(filter(None, (label, others_text)))


def invitation(report: ProfileReport) -> str:
    """Describe what the profile is for."""
    situations = len(report.instrument.items)
    return (
        f"{situations} situations in {len(report.instrument.areas)} areas, one digit each, about two minutes. "
        "You see where you stand today in your own eyes and, if you like, in the eyes of people who know you."
    )


def start_hint(report: ProfileReport, key: str) -> str:
    """Describe what the answering key, printed as `key`, does."""
    return f"you have a draft: {key} resumes it" if report.unfinished else "begin, about two minutes"


def area_values(scores: AreaScores, report: ProfileReport) -> list[str]:
    """Format an area's means, 1–5, each with its rater."""
    values = [f"you {format_number(scores.self_mean, 1)}"] if scores.self_mean is not None else []
    if scores.others_mean is not None:
        values.append(f"others {format_number(scores.others_mean, 1)}")
    elif scores.others:
        values.append(f"{report.others[0].name} {format_number(scores.others[0][1], 1)}")
    if scores.consensus is not None:
        values.append(f"together {format_number(scores.consensus, 1)}")
    return values


def you_and_others(report: ProfileReport, key: str) -> list[ReportLine]:
    """Describe the gap with its interval, or what is missing; `key` (as printed) begins the person's own answers."""
    if report.self_answers is None:
        missing = "Your own answers are missing" if report.others else "Your own answers come first"
        return [ReportLine(f"{missing}: {key} begins.", quiet=True)]
    if not report.others:
        return [ReportLine("Nobody else has answered yet, so there is nothing to compare with.")]
    gap = report.gap
    if gap is None:
        too_few = ReportLine("Not enough yet: that takes three items that both you and others have judged.", quiet=True)
        return [too_few, *other_languages(report)]
    others = report.others[0].name if len(report.others) == 1 else f"{len(report.others)} others"
    interval = f"{format_number(gap.low, 1, signed=True)} to {format_number(gap.high, 1, signed=True)}"
    size = f"{format_number(abs(gap.mean), 1)} point{'' if f'{abs(gap.mean):.1f}' == '1.0' else 's'}"
    direction = "higher" if gap.mean > 0 else "lower"
    if gap.is_flagged:
        finding = f"You rate yourself {direction} than {others}, by {size} on average."
    elif gap.low > 0 or gap.high < 0:
        finding = (
            f"You rate yourself a little {direction} than {others}, by less than half a point: "
            "too little to call a gap."
        )
    else:
        finding = f"No clear gap between you and {others}."
    basis = (
        f"You minus others: the answers are consistent with {interval} (90 %, {gap.items} items). We call it a gap "
        "only if the whole range is on one side of 0 and it is at least half a point. Neither view is the correct one."
    )
    return [ReportLine(finding), ReportLine(basis, quiet=True), *other_languages(report)]


def other_languages(report: ProfileReport) -> list[ReportLine]:
    """Say which raters answered in another language than the person; none if all answered in the same."""
    by_language: dict[str, list[str]] = {}
    for rater in report.translated:
        by_language.setdefault(rater.language, []).append(rater.name)
    if not by_language:
        return []
    who = "; ".join(f"{', '.join(names)} in {LANGUAGES[language]}" for language, names in by_language.items())
    yours = f"you in {LANGUAGES[report.instrument.language]}" if report.self_answers is not None else ""
    return [
        ReportLine(
            f"Answered in different languages: {'; '.join(filter(None, (yours, who)))}. The translations are not "
            "validated, so a difference may come from the words.",
            quiet=True,
        )
    ]


def rater_label(rater: RaterAnswers, report: ProfileReport) -> str:
    """Return a rater's name, with the language of the answers if it is not the profile's."""
    return rater.name if rater.language == report.instrument.language else f"{rater.name} ({LANGUAGES[rater.language]})"


def asks_for_others(report: ProfileReport) -> bool:
    """Whether to say how somebody else can answer."""
    if report.self_answers is None:
        return False
    return not report.others or (report.gap is not None and len(report.others) < 2)


def agreement(report: ProfileReport) -> list[ReportLine]:
    """Describe the average deviation and the ICC, or say how many raters are missing."""
    if report.deviation is None:
        return [ReportLine(_agreement_missing(report), quiet=True)]
    deviation = f"answers are on average {format_number(report.deviation, 1)} points from the middle"
    finding = (
        f"Your views differ: {deviation}. Look at each line by itself."
        if report.raters_differ
        else f"You largely agree: {deviation}."
    )
    icc = report.agreement
    if icc is not None:
        agreement_text = (
            f"Agreement of {icc.raters} raters over the profile: {format_number(icc.average, 2)} "
            f"({format_number(icc.low, 2)} to {format_number(icc.high, 2)}, 90 %); "
            "1 is the same answer to every item."
        )
        basis = (
            f"From {icc.items} items; with other questions of this kind it could have been anywhere in this range "
            "(ICC(A,k))."
        )
        return [ReportLine(finding), ReportLine(agreement_text), ReportLine(basis, quiet=True)]
    if report.common < MIN_ICC_ITEMS:
        requirement = f"Agreement over the whole profile needs {MIN_ICC_ITEMS} items that all of you judged; "
        return [ReportLine(finding), ReportLine(f"{requirement}so far {report.common}.", quiet=True)]
    return [
        ReportLine(finding),
        ReportLine("Agreement over the whole profile cannot be calculated: the answers hardly vary.", quiet=True),
    ]


def _agreement_missing(report: ProfileReport) -> str:
    missing = max(2 - len(report.others), 0)
    if not missing:
        return "Not enough yet: your own answers."
    others = f"{missing} more {'person' if missing == 1 else 'people'}" if report.others else "two others"
    if report.self_answers is not None and report.others:
        return f"Not enough yet: {others}. Then all of you together get a value, too, each counted once."
    return f"Not enough yet: your own answers and {others}. From then on each of you is counted once."


def since_last_time(report: ProfileReport) -> list[ReportLine]:
    """Describe the changes that are larger than chance."""
    noise = f"about {format_number(change_noise(), 1)} points"
    if not report.comparable_count:
        return [ReportLine(f"Answer again later to see what changes by more than chance ({noise}).", quiet=True)]
    if not report.changes:
        return [ReportLine(f"No change beyond chance ({noise}).")]
    lines = []
    for change in report.changes:
        direction = "up" if change.after > change.before else "down"
        whose = "In your own eyes" if not change.who else f"In {change.who}’s eyes"
        since = short_date(change.since, report.today)
        scores = f"from {format_number(change.before, 1)} to {format_number(change.after, 1)} since {since}"
        lines.append(ReportLine(f"{whose}: {change.area} is {direction}, {scores}."))
    return [
        *lines,
        ReportLine(f"We call it a change only above {noise}, which chance alone seldom reaches.", quiet=True),
    ]


def where_to_start(report: ProfileReport, key: str = "A digit") -> list[ReportLine]:
    """Introduce the situations to start with and the kind of `key` that picks one, or say what is missing."""
    if not report.starting_points:
        preview = "After your answers: three situations to begin practising with, one key each."
        return [ReportLine(preview, quiet=True)]
    return [ReportLine(f"The three you are least sure of today. {key} makes one a domain to practise in.")]


def history_note(report: ProfileReport) -> str:
    """Describe the scale of the means, the total, and how many earlier surveys are not shown."""
    if not report.history:
        return "Each time you or somebody else answers, it gets a line here."
    hidden_rows = len(report.history) - HISTORY_ROWS
    earlier = f" Not shown: {group_thousands(hidden_rows)} earlier." if hidden_rows > 0 else ""
    total = ""
    if report.self_answers is not None:
        points = report.self_answers.total
        total = " No total yet: it needs every area."
        if points is not None:
            total = f" All three areas together: {format_number(1 + points / 25, 1)}."
    if len(report.areas) != 3:
        total = total.replace("All three", "All")
    languages = {past.language for past in report.history[:HISTORY_ROWS]} - {report.instrument.language}
    translated = ", ".join(
        f"{', '.join(dict.fromkeys(past.who for past in report.history[:HISTORY_ROWS] if past.language == language))} "
        f"in {LANGUAGES[language]}"
        for language in sorted(languages)
    )
    in_languages = f" Answered in another language: {translated}." if translated else ""
    return f"Mean answers from 1 to 5.{total}{in_languages}{earlier}"


def about(report: ProfileReport) -> list[ReportLine]:
    """Describe what the profile is, when it is offered again, and what is not shown."""
    sentences = []
    if report.self_answers is not None:
        if report.unfinished:
            sentences.append("You have a draft: a resumes it.")
        elif report.due == "days":
            sentences.append(
                f"{(report.today - report.self_answers.day).days} days since your last answers: "
                "a good time to answer again."
            )
        elif report.due == "challenge":
            sentences.append("A challenge has ended since your last answers: a good time to answer again.")
        else:
            days = report.days_until_due
            sentences.append(f"Worth answering again in {days} day{'' if days == 1 else 's'}, or after a challenge.")
    if report.pending_raters:
        sentences.append(
            as_sentence(f"Asked, no answer yet: {', '.join(rater.name for rater in report.pending_raters)}")
        )
    if report.other_version_count:
        noun = "answer" if report.other_version_count == 1 else "answers"
        sentences.append(
            f"{report.other_version_count} earlier {noun} to another wording or in another language "
            f"{'is' if report.other_version_count == 1 else 'are'} saved, but not mixed with these."
        )
    if report.instrument.is_edited:
        sentences.append("These items are your own wording, not validated. You are not compared with any norm.")
    elif report.instrument.language != ENGLISH:
        language = LANGUAGES[report.instrument.language]
        sentences.append(
            f"Our own wording, translated into {language} and not validated. You are not compared with any norm."
        )
    else:
        sentences.append("Our own wording, not validated. You are not compared with any norm.")
    if len(report.others) < 3:
        sentences.append("Others answer under a pseudonym, not anonymously.")
    return [ReportLine(" ".join(sentences), quiet=True), ReportLine(DISCLAIMER, quiet=True)]
