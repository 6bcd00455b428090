"""What stands on the pages: help, support, one item of the timeline."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from textual.content import Content

from efficacy_tui.content.words import DISCLAIMER, words
from efficacy_tui.flows.days import say_day, short_date
from efficacy_tui.flows.evidence import GAPS, INDEPENDENCE, INTERPRETATIONS, INTERPRETED
from efficacy_tui.flows.outcome import ATTRIBUTIONS, OUTCOMES
from efficacy_tui.flows.questions import Option
from efficacy_tui.model.records import AnyEvidence, Challenge, Mastery, Persuasion, State, Vicarious, source_of
from efficacy_tui.practice.timeline import line_of
from efficacy_tui.tui.commands import COMMANDS, GROUP_NAMES
from efficacy_tui.tui.glyphs import UNICODE
from efficacy_tui.tui.masking import LEVEL, ours
from efficacy_tui.tui.screens.page import Page
from efficacy_tui.tui.widgets.lines import BRIGHT, KEY, QUIET, labelled, pad, wrap

GUTTER = 14
LEVELS = ("Difficulty", "Your odds", "Activation", "Like me", "Can judge", "Specific")
"""The labels of values that tell how much."""

NOT_RATED = f"{UNICODE['waits']} not rated yet"

IN_DIALOGS = (
    ("enter", "takes the answer; tab does too"),
    ("shift+tab", "goes back one question"),
    ("escape", "leaves; what you typed is kept as a draft"),
    ("ctrl+n", "starts a draft afresh"),
    ("ctrl+j", "begins a new line in a longer text"),
    ("digits", "rate: ` is 0, 1 is 10, … 9 is 90, 0 is 100"),
    ("arrows", "move a rating by ten, with shift by five"),
    ("f1", "opens the support page from anywhere"),
)
ELSEWHERE = (
    ("enter", "on the challenge or an entry of the timeline opens it"),
    ("ctrl+p", "finds any command, and changes the theme"),
)


def help_page(unavailable: dict[str, str], journal: str) -> Page:
    """Every key that works on the dashboard; beside one that does nothing now, why; and where the journal is."""

    def lines(width: int) -> list[Content | str]:
        rows: list[Content | str] = []
        for group, name in GROUP_NAMES.items():
            rows += [*([""] if rows else []), ours(name, BRIGHT)]
            for command in COMMANDS:
                if command.group == group:
                    rows += _keys(command.key, command.tooltip, width, unavailable.get(command.id, ""))
        for heading, keys in (("In a dialog", IN_DIALOGS), ("Elsewhere", ELSEWHERE)):
            rows += ["", ours(heading, BRIGHT)]
            for key, what in keys:
                rows += _keys(key, what, width)
        rows += ["", ours("Your journal", BRIGHT), *wrap(journal, width)]
        return [*rows, "", *(ours(line, QUIET) for line in wrap(DISCLAIMER, width))]

    return Page("Help", lines)


def _keys(key: str, what: str, width: int, why_not: str = "") -> list[Content]:
    first, *rest = wrap(what, width - 11) or [""]
    style = QUIET if why_not else ""
    rows = [ours(pad(key, 11), QUIET if why_not else KEY) + ours(first, style)]
    rows += [ours(" " * 11 + line, style) for line in rest]
    return rows + [Content.styled(" " * 11 + line, f"{QUIET} italic") for line in wrap(why_not, width - 11)]


def support_page() -> Page:
    """People to turn to. Static; that it was opened is recorded nowhere."""
    page = words("support")

    def lines(width: int) -> list[Content | str]:
        rows: list[Content | str] = []
        for paragraph in page["paragraphs"]:
            rows += [*map(ours, wrap(paragraph, width)), ""]
        for contact in page["contacts"]:
            rows.append(ours(contact["who"], BRIGHT))
            rows += [ours(f"  {line}") for line in wrap(contact["how"], width - 2)]
        return [*rows, "", *(ours(line, QUIET) for line in wrap(page["closing"]["text"], width))]

    return Page(page["title"], lines)


def message_page(title: str, text: str, leaving: str) -> Page:
    """One paragraph."""
    return Page(title, lambda width: wrap(text, width), leaving)


def curtain_page(title: str, text: str) -> Page:
    """What stays on the screen, with nothing else on it, until the person whose journal it is goes on."""
    page = Page(title, lambda width: wrap(text, width), "enter goes on", {"enter": "on"})
    page.add_class("-alone")
    return page


Facts = list[tuple[str, str]]


def _fact_page(title: str, head: str, facts: Facts, leaving: str, keys: dict[str, str] | None = None) -> Page:
    """A text in bold, and labelled values under it."""

    def lines(width: int) -> list[Content | str]:
        rows: list[Content | str] = [Content.styled(line, BRIGHT) for line in wrap(head, width)]
        rows.append("")
        for label, value in facts:
            if value:
                told = labelled(label, value, width, GUTTER, most=99)
                rows.extend(line.stylize(LEVEL, GUTTER) if label in LEVELS else line for line in told)
        return rows

    return Page(title, lines, leaving, keys)


def evidence_page(entry: AnyEvidence, domain: str, today: dt.date, challenge: Challenge | None) -> Page:
    """One piece of evidence, with keys to change or delete it."""
    source = source_of(entry)
    facts: Facts = []
    match entry:
        case Mastery(difficulty=difficulty, independence=independence):
            facts += [("Difficulty", _or_later(difficulty)), ("How", _label(INDEPENDENCE, independence))]
        case Vicarious(who=who, similarity=similarity, gap=gap):
            facts += [("Who", who), ("Like me", _or_later(similarity, " of 5")), ("Ahead", _label(GAPS, gap))]
        case Persuasion(who=who, quote=quote, credibility=credibility, specificity=specificity):
            facts += [("Who", who), ("Said", f"“{quote}”" if quote and quote != entry.text else "")]
            facts += [("Can judge", _or_later(credibility, " of 5")), ("Specific", _or_later(specificity, " of 5"))]
        case State(arousal=arousal, interpretation=interpretation):
            meaning = None if interpretation is None else INTERPRETED[interpretation]
            facts += [("Activation", _or_later(arousal)), ("Read as", _label(INTERPRETATIONS, meaning))]
    facts += [
        ("Day", say_day(entry.day, today)),
        ("Domain", domain),
        ("Challenge", challenge.title if challenge else ""),
    ]
    return _fact_page(
        f"{UNICODE[source]} {source.capitalize()}",
        entry.text,
        facts,
        "enter edits · delete deletes · esc closes",
        {"enter": "edit", "delete": "delete", "e": "edit"},
    )


def challenge_page(
    challenge: Challenge,
    domain: str,
    today: dt.date,
    evidence: Sequence[AnyEvidence] = (),
    before: Challenge | None = None,
    after: Challenge | None = None,
) -> Page:
    """One challenge whole: running, with a key to change it, or closed, with what came of it.

    Around it: the evidence that belongs to it, and the challenges of its domain just before and after it.
    """
    facts: Facts = [
        ("Done when", challenge.done_when),
        ("Partly when", challenge.partly_when),
        ("By", short_date(challenge.due, today)),
        ("Difficulty", str(challenge.difficulty)),
        ("Your odds", f"{challenge.odds} %"),
        ("If", challenge.if_obstacle),
        ("Then", challenge.then_plan),
        ("Like", challenge.role_model),
    ]
    for i, step in enumerate(challenge.steps):
        sign = UNICODE[step.result] if step.result else UNICODE["later"]
        facts.append(("Steps" if i == 0 else " ", f"{sign} {step.text}, {say_day(step.day, today)}"))
    if challenge.outcome is not None:
        facts += [
            ("Outcome", _label(OUTCOMES, challenge.outcome)),
            ("Because of", _label(ATTRIBUTIONS, challenge.attribution) if challenge.attribution else ""),
            ("Learned", challenge.learned),
            ("Closed", say_day(challenge.closed or today, today)),
        ]
    facts.append(("Domain", domain))
    for i, entry in enumerate(evidence):
        facts.append(("Evidence" if i == 0 else " ", f"{UNICODE[source_of(entry)]} {line_of(entry)}"))
    facts.append(("Before it", before.title if before else ""))
    facts.append(("After it", after.title if after else ""))
    for revision in challenge.revisions:
        name = revision.field.replace("_", " ")
        when = short_date(revision.at.astimezone().date(), today)
        facts.append(("Changed", f"{when}: {name}, before: {revision.was or 'nothing'}"))
    if challenge.outcome is None:
        return _fact_page(
            "Challenge", challenge.title, facts, "enter edits · esc closes", {"enter": "edit", "e": "edit"}
        )
    return _fact_page(f"{UNICODE[challenge.outcome]} Outcome", challenge.title, facts, "esc closes")


def _or_later(value: int | None, unit: str = "") -> str:
    return NOT_RATED if value is None else f"{value}{unit}"


def _label(options: tuple[Option, ...], value: str | None) -> str:
    if value is None:
        return NOT_RATED
    return next((option.label for option in options if option.value == value), value)
