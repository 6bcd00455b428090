"""What stands on the pages: help, support, one item of the timeline."""

from __future__ import annotations

import datetime as dt

from textual.content import Content

from efficacy_tui.content.words import DISCLAIMER, words
from efficacy_tui.flows.days import say_day
from efficacy_tui.flows.evidence import GAPS, INDEPENDENCE, INTERPRETATIONS
from efficacy_tui.flows.outcome import ATTRIBUTIONS, OUTCOMES
from efficacy_tui.model.records import AnyEvidence, Challenge, Mastery, Persuasion, State, Vicarious, source_of
from efficacy_tui.tui.commands import COMMANDS, GROUP_NAMES
from efficacy_tui.tui.glyphs import UNICODE
from efficacy_tui.tui.screens.page import Page
from efficacy_tui.tui.widgets.lines import ACCENT, BRIGHT, QUIET, labelled, wrap

WIDTH = 58
GUTTER = 14


def help_page(unavailable: dict[str, str]) -> Page:
    """Every key that works on the dashboard; beside one that does nothing now, why."""
    rows: list[Content | str] = []
    for group, name in GROUP_NAMES.items():
        rows += [*([""] if rows else []), Content.styled(name, BRIGHT)]
        for command in COMMANDS:
            if command.group != group:
                continue
            why = unavailable.get(command.id)
            lines = wrap(why or command.tooltip, WIDTH - 10)
            rows.append(
                Content.assemble(
                    (f"{command.key:<8}  ", f"{BRIGHT} {ACCENT}" if not why else QUIET),
                    (lines[0], QUIET if why else ""),
                )
            )
            rows += [Content.assemble(" " * 10, (line, QUIET if why else "")) for line in lines[1:]]
    rows += [
        "",
        Content.styled("In a dialog", BRIGHT),
        *_keys("enter", "takes the answer"),
        *_keys("shift+tab", "goes back one question"),
        *_keys("escape", "leaves; what you typed is kept as a draft"),
        *_keys("digits", "rate: ` is 0, 1 is 10, … 9 is 90, 0 is 100"),
        *_keys("arrows", "move a rating by ten, with shift by five"),
        *_keys("f1", "opens the support page from anywhere"),
        "",
        *(Content.styled(line, QUIET) for line in wrap(DISCLAIMER, WIDTH)),
    ]
    return Page("Help", rows)


def _keys(key: str, what: str) -> list[Content]:
    first, *rest = wrap(what, WIDTH - 12)
    return [
        Content.assemble((f"{key:<10}  ", f"{BRIGHT} {ACCENT}"), first),
        *(Content(" " * 12 + line) for line in rest),
    ]


def support_page() -> Page:
    """People to turn to. Static; that it was opened is recorded nowhere."""
    page = words("support")
    rows: list[Content | str] = []
    for paragraph in page["paragraphs"]:
        rows += [*wrap(paragraph, WIDTH), ""]
    for contact in page["contacts"]:
        rows.append(Content.styled(contact["who"], BRIGHT))
        rows += [f"  {line}" for line in wrap(contact["how"], WIDTH - 2)]
    rows += ["", *(Content.styled(line, QUIET) for line in wrap(page["closing"]["text"], WIDTH))]
    return Page(page["title"], rows)


def evidence_page(entry: AnyEvidence, domain: str, today: dt.date, challenge: Challenge | None) -> Page:
    """One piece of evidence, with keys to change or delete it."""
    source = source_of(entry)
    rows: list[Content | str] = [Content.styled(line, BRIGHT) for line in wrap(entry.text, WIDTH)]
    rows.append("")

    def put(label: str, value: str) -> None:
        rows.extend(labelled(label, value, WIDTH, GUTTER, most=12))

    match entry:
        case Mastery(difficulty=difficulty, independence=independence):
            put("Difficulty", _or_later(difficulty))
            put("How", _label(INDEPENDENCE, independence))
        case Vicarious(who=who, similarity=similarity, gap=gap):
            put("Who", who or "–")
            put("Like me", _or_later(similarity, " of 5"))
            put("Ahead", _label(GAPS, gap))
        case Persuasion(who=who, quote=quote, credibility=credibility, specificity=specificity):
            put("Who", who or "–")
            if quote and quote != entry.text:
                put("Said", f"“{quote}”")
            put("Can judge", _or_later(credibility, " of 5"))
            put("Specific", _or_later(specificity, " of 5"))
        case State(arousal=arousal, interpretation=interpretation):
            put("Activation", _or_later(arousal))
            put("Read as", _label(INTERPRETATIONS, None if interpretation is None else str(interpretation)))
    put("Day", say_day(entry.day, today))
    put("Domain", domain)
    if challenge is not None:
        put("Challenge", challenge.title)
    title = f"{UNICODE[source]} {source.capitalize()}"
    return Page(
        title, rows, "enter edits · delete deletes · esc closes", {"enter": "edit", "delete": "delete", "e": "edit"}
    )


def outcome_page(challenge: Challenge, domain: str, today: dt.date) -> Page:
    """A closed challenge."""
    rows: list[Content | str] = [Content.styled(line, BRIGHT) for line in wrap(challenge.title, WIDTH)]
    rows.append("")

    def put(label: str, value: str) -> None:
        if value:
            rows.extend(labelled(label, value, WIDTH, GUTTER, most=12))

    put("Outcome", _label(OUTCOMES, challenge.outcome))
    put("Done when", challenge.done_when)
    put("Difficulty", str(challenge.difficulty))
    put("Your odds", f"{challenge.odds} %")
    put("Because of", _label(ATTRIBUTIONS, challenge.attribution) if challenge.attribution else "")
    put("Learned", challenge.learned)
    put("Closed", say_day(challenge.closed or today, today))
    put("Domain", domain)
    for i, step in enumerate(challenge.steps):
        sign = UNICODE[step.result] if step.result else UNICODE["later"]
        put("Steps" if i == 0 else " ", f"{sign} {step.text}")
    glyph = UNICODE[challenge.outcome or "later"]
    return Page(f"{glyph} Outcome", rows)


def _or_later(value: int | None, unit: str = "") -> str:
    return "left for later" if value is None else f"{value}{unit}"


def _label(options: tuple[object, ...], value: str | None) -> str:
    if value is None:
        return "left for later"
    return next((str(getattr(o, "label", "")) for o in options if getattr(o, "value", None) == value), value)
