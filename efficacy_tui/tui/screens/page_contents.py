"""What stands on the pages: help, support, one item of the timeline."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from itertools import groupby, zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from textual.content import Content

from efficacy_tui.content.words import DISCLAIMER
from efficacy_tui.flows.support import load_support
from efficacy_tui.journal.timeline import TimelineItem, one_line
from efficacy_tui.model.key_names import print_key
from efficacy_tui.model.locale_format import describe_day
from efficacy_tui.model.records import (
    AnyEvidence,
    Appraisal,
    Challenge,
    CheckIn,
    Reappraisal,
    Step,
    source_of,
)
from efficacy_tui.tui.bindings import GROUP_NAMES, Place, commands_in
from efficacy_tui.tui.look.glyphs import UNICODE, sign_for
from efficacy_tui.tui.privacy.mask import MAGNITUDE, public
from efficacy_tui.tui.screens.page_dialog import HandoverPage, PageDialog
from efficacy_tui.tui.widgets.content_lines import BRIGHT, KEY, QUIET, labelled, pad, wrap
from efficacy_tui.wording.facts import NOT_RATED, Facts, FactWording, challenge_facts, evidence_facts

if TYPE_CHECKING:
    from efficacy_tui.journal.journal import Journal

GUTTER = 14
LEVELS = ("Difficulty", "Your odds", "Activation", "Like me", "Can judge", "Specific")
"""The labels of values that tell how much."""

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


def help_page(place: Place, unavailable: dict[str, str], journal: str) -> PageDialog:
    """Every key that works in a place; beside one that does nothing now, why; and where the journal is."""

    def lines(width: int) -> list[Content | str]:
        rows: list[Content | str] = []
        here = [command for command in commands_in(place) if command.all_keys]
        for group, name in GROUP_NAMES.items():
            told = [
                KeyRow(tuple(map(print_key, command.all_keys)), command.tooltip, unavailable.get(command.id, ""))
                for command in here
                if command.group == group
            ]
            if told:
                rows += [*([""] if rows else []), public(name, BRIGHT), *_keys(told, width)]
        rows += ["", public("In a dialog", BRIGHT), *_keys([KeyRow((key,), what) for key, what in IN_DIALOGS], width)]
        rows += ["", public("Your journal", BRIGHT), *wrap(journal, width)]
        return [*rows, "", *(public(line, QUIET) for line in wrap(DISCLAIMER, width))]

    return PageDialog("Help", lines)


class KeyRow(NamedTuple):
    """The keys for something, what they do, and why they do nothing now, if so."""

    keys: tuple[str, ...]
    what: str
    why_not: str = ""


def _keys(told: Sequence[KeyRow], width: int) -> list[Content]:
    """Keys beside what they do, in a column as wide as they need; where that is wide, some go on under the first.

    Why several in a row do nothing now is said once, above them.
    """
    most = max(9 if width >= 46 else 6, *(len(key) for each in told for key in each.keys))
    column = min(max(len(" ".join(each.keys)) for each in told), most) + 2
    rows: list[Content] = []
    for why_not, run in groupby(told, lambda each: each.why_not):
        together = list(run)
        style, bright = (QUIET, QUIET) if why_not else ("", KEY)
        above, below = (wrap(why_not, width), []) if len(together) > 1 else ([], wrap(why_not, width - column))
        rows += [Content.styled(line, f"{QUIET} italic") for line in above]
        for each in together:
            both = zip_longest(_fitted(each.keys, column - 2), wrap(each.what, width - column), fillvalue="")
            rows += [public(pad(left, column), bright) + public(line, style) for left, line in both]
        rows += [Content.styled(" " * column + line, f"{QUIET} italic") for line in below]
    return rows


def _fitted(keys: Sequence[str], width: int) -> list[str]:
    """Keys on lines of so many cells, each whole."""
    lines = [keys[0]]
    for key in keys[1:]:
        if len(lines[-1]) + 1 + len(key) <= width:
            lines[-1] += f" {key}"
        else:
            lines.append(key)
    return lines


def support_page(own: Path | None) -> PageDialog:
    """People to turn to, as the person wrote it (a file) or as shipped. That it was opened is recorded nowhere."""
    page = load_support(own)

    def lines(width: int) -> list[Content | str]:
        rows: list[Content | str] = []
        for paragraph in page.paragraphs:
            rows += [*map(public, wrap(paragraph, width)), ""]
        for who, how in page.contacts:
            rows += [public(line, BRIGHT) for line in wrap(who, width)]
            rows += [public(f"  {line}") for line in wrap(how, width - 2)]
        for quiet in filter(None, (page.closing, page.note)):
            rows += ["", *(public(line, QUIET) for line in wrap(quiet, width))]
        return rows

    return PageDialog(page.title, lines)


def message_page(title: str, text: str, leaving: str) -> PageDialog:
    """One paragraph."""
    return PageDialog(title, lambda width: wrap(text, width), leaving)


def problems_page(problems: list[str], path: Path | None) -> PageDialog:
    """What of the settings file cannot be used."""
    from efficacy_tui.config.read import summarize

    head, told = summarize(problems, path or Path("config.toml"))

    def lines(width: int) -> list[Content | str]:
        rows: list[Content | str] = [*(Content.styled(line, BRIGHT) for line in wrap(head, width)), ""]
        for problem in told:
            rows += [*wrap(problem, width), ""]
        if not any("nothing" in problem for problem in told):
            rows += wrap("What is named here is as it is by default; everything else in the file holds.", width)
        return [*rows, "", *(Content.styled(line, QUIET) for line in wrap(f"{path}", width))]

    return PageDialog("Your settings", lines)


def handover_page(title: str, text: str) -> PageDialog:
    """What stays on the screen, with nothing else on it, until the person whose journal it is goes on."""
    page = HandoverPage(title, lambda width: wrap(text, width), "enter goes on")
    page.add_class("-alone")
    return page


def _step(step: Step, day: str) -> str:
    return f"{UNICODE[step.result] if step.result else UNICODE['later']} {step.text}, {day}"


def _entry(entry: AnyEvidence) -> str:
    return f"{UNICODE[source_of(entry)]} {one_line(entry)}"


WITH_SIGNS = FactWording(f"{UNICODE['waits']} {NOT_RATED}", _step, _entry, label_each=False)


def _fact_page(title: str, head: str, facts: Facts, offers: Mapping[str, str] | None = None) -> PageDialog:
    """A text in bold, and labelled values under it."""

    def lines(width: int) -> list[Content | str]:
        rows: list[Content | str] = [Content.styled(line, BRIGHT) for line in wrap(head, width)]
        rows.append("")
        for label, value in facts:
            if value:
                told = labelled(label, value, width, GUTTER, most=99)
                rows.extend(line.stylize(MAGNITUDE, GUTTER) if label in LEVELS else line for line in told)
        return rows

    return PageDialog(title, lines, offers=offers)


def evidence_page(entry: AnyEvidence, domain: str, today: dt.date, challenge: Challenge | None) -> PageDialog:
    """One piece of evidence, with keys to change or delete it."""
    source = source_of(entry)
    return _fact_page(
        f"{UNICODE[source]} {source.capitalize()}",
        entry.text,
        evidence_facts(entry, domain, today, challenge, WITH_SIGNS),
        {"edit-entry": "edits", "delete-entry": "deletes"},
    )


def challenge_page(
    challenge: Challenge,
    domain: str,
    today: dt.date,
    evidence: Sequence[AnyEvidence] = (),
    before: Challenge | None = None,
    after: Challenge | None = None,
) -> PageDialog:
    """One challenge whole: running, with a key to change it, or closed, with what came of it.

    Around it: the evidence that belongs to it, and the challenges of its domain just before and after it.
    """
    facts = challenge_facts(challenge, domain, today, evidence, before, after, WITH_SIGNS)
    if challenge.outcome is None:
        return _fact_page("Challenge", challenge.title, facts, {"edit-entry": "edits"})
    return _fact_page(f"{UNICODE[challenge.outcome]} Outcome", challenge.title, facts)


def session_page(
    session: Reappraisal,
    domain: str,
    today: dt.date,
    shown: Sequence[AnyEvidence],
    challenge: Challenge | None,
    day: Sequence[TimelineItem],
) -> PageDialog:
    """One reappraisal session: before and after, what was said and planned, the evidence shown, how it went.

    `shown` is that evidence as far as it is still there, `day` what else was kept in the domain on that day.
    """
    after = session.afterwards
    helped = f", the session helped {after.helped} of 5" if after and after.helped is not None else ""
    facts: Facts = [
        ("When", describe_day(session.day, today)),
        ("Felt", session.sensation),
        ("Said", f"“{session.statement}”" if session.statement else ""),
        ("Plan", session.plan),
        ("Before it", _appraised(session.before)),
        ("After it", _appraised(session.after)),
        ("It went", f"{after.outcome}{helped}" if after else ""),
    ]
    facts += WITH_SIGNS.several("Shown", "Shown", map(_entry, shown))
    facts += [("Domain", domain), ("Challenge", challenge.title if challenge else ""), *_same_day(day)]
    return _fact_page(f"{UNICODE['session']} Session", one_line(session), facts)


def note_page(
    row: CheckIn, domain: str, today: dt.date, challenge: Challenge | None, day: Sequence[TimelineItem]
) -> PageDialog:
    """A check-in with its note, the challenge that was running then, and what else was kept on that day."""
    facts: Facts = [
        ("Day", describe_day(row.day, today) + (", rated late" if row.late else "")),
        ("Confidence", str(row.confidence)),
        ("Asked for", row.task),
        ("Domain", domain),
        ("Challenge", challenge.title if challenge else ""),
        *_same_day(day),
    ]
    return _fact_page(f"{UNICODE['note']} Note", row.note, facts)


def _appraised(felt: Appraisal | None) -> str:
    if felt is None:
        return ""
    return f"activation {felt.arousal}, demands {felt.demands}, equipped {felt.resources}"


def _same_day(items: Sequence[TimelineItem]) -> Facts:
    return WITH_SIGNS.several("That day", "That day", (f"{sign_for(item)} {item.text}" for item in items))


def item_page(item: TimelineItem, journal: Journal, everything: Sequence[TimelineItem]) -> PageDialog | None:
    """The page of a session or a note in the timeline, with what is around it; `None` where it is gone."""
    contents, today = journal.contents, journal.today()
    known = contents.domains.get(item.domain)
    name = known.name if known else "–"
    day = [each for each in everything if each.day == item.day and each.domain == item.domain and each.id != item.id]
    if item.kind == "session" and (session := contents.reappraisals.get(item.id)) is not None:
        shown = [entry for each in session.evidence if (entry := contents.evidence.get(each)) is not None]
        challenge = contents.challenges.get(session.challenge) if session.challenge else None
        return session_page(session, name, today, shown, challenge, day)
    if item.kind == "note" and (row := contents.checkins.get(item.id)) is not None:
        return note_page(row, name, today, journal.challenges.open_on(row.domain, row.day), day)
    return None
