"""Build the read-only pages: help, support, settings problems, one item of the timeline."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from itertools import groupby, zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from textual.content import Content

from efficacy_tui.content.languages import ENGLISH
from efficacy_tui.content.words import DISCLAIMER
from efficacy_tui.flows.command_table import GROUP_NAMES, Place, commands_in
from efficacy_tui.flows.support import load_support
from efficacy_tui.journal.timeline import TimelineItem, one_line
from efficacy_tui.model.display import display
from efficacy_tui.model.key_names import print_key
from efficacy_tui.model.records import (
    AnyEvidence,
    Challenge,
    CheckIn,
    Reappraisal,
    Record,
    Review,
    Step,
    source_of,
)
from efficacy_tui.model.text_layout import pad, wrap
from efficacy_tui.tui.look.glyphs import UNICODE, sign_for
from efficacy_tui.tui.privacy.mask import MAGNITUDE, public
from efficacy_tui.tui.screens.page_dialog import HandoverPage, PageDialog
from efficacy_tui.tui.widgets.content_lines import BRIGHT, KEY, QUIET, labelled, wrap_styled
from efficacy_tui.wording.facts import NOT_RATED, Facts, FactWording, challenge_facts, evidence_facts
from efficacy_tui.wording.record_facts import check_in_facts, review_facts, session_facts

if TYPE_CHECKING:
    from efficacy_tui.journal.journal import Journal

NO_BREAK = "\u00a0"

LABEL_WIDTH = 14
NUMERIC_LABELS = ("Difficulty", "Your odds", "Activation", "Like me", "Can judge", "Specific")
"""Labels of amounts, which the mask and hidden numbers hide."""

AZERTY_LETTERS = "é è ç à"
AZERTY_NAME = "letters"
"""What stands for them where only ASCII can be shown."""

DIALOG_KEYS = (
    ("enter", "saves the answer"),
    ("tab", "goes on: saves what is typed or marked, or skips the question"),
    ("shift+tab", "goes back one question"),
    ("escape", "leaves; what you typed is saved as a draft"),
    ("ctrl+n", "starts a draft over"),
    ("ctrl+s", "saves the answer; evidence is saved at once and rated in the weekly review"),
    ("ctrl+j", "starts a new line in a longer text"),
    ("digits", "rate: z or ` is 0, 1 is 10, … 9 is 90, 0 is 100"),
    (AZERTY_LETTERS, "on a French number row are 2, 7, 9 and 0; any other key of that row offers the rest"),
    ("arrows", "move a rating by ten, with shift by five"),
    ("y p n l", "done, partly, not this time, let go: for a step or a challenge"),
    ("ctrl+z", "suspends the program; in a longer text it undoes what you typed"),
    ("f1", "opens the support page from anywhere"),
)


SIGNS = (
    ("mastery", "something you did"),
    ("vicarious", "somebody you saw do it"),
    ("persuasion", "something you were told"),
    ("state", "how your body felt"),
    ("succeeded", "done"),
    ("partly", "partly"),
    ("failed", "not this time"),
    ("abandoned", "let go"),
)
"""The signs of evidence and of outcomes, and what each stands for."""


def help_page(place: Place, unavailable: dict[str, str], location: str) -> PageDialog:
    """List a screen's keys, why some are off now (`unavailable`: reasons by command id), and the journal's location."""

    def lines(width: int) -> list[Content | str]:
        rows: list[Content | str] = []
        commands = [command for command in commands_in(place) if command.all_keys]
        for group, name in GROUP_NAMES.items():
            key_rows = [
                KeyRow(tuple(map(print_key, command.all_keys)), command.tooltip, unavailable.get(command.id, ""))
                for command in commands
                if command.group == group
            ]
            if key_rows:
                rows += [*([""] if rows else []), public(name, BRIGHT), *_key_lines(key_rows, width)]
        rows += [
            "",
            public("In a dialog", BRIGHT),
            *_key_lines([KeyRow((_shown_key(key),), action) for key, action in DIALOG_KEYS], width),
        ]
        if place in ("dashboard", "timeline"):
            signs = [KeyRow((UNICODE[name],), meaning) for name, meaning in SIGNS]
            rows += ["", public("Signs", BRIGHT), *_key_lines(signs, width)]
        rows += ["", public("Your journal", BRIGHT), *wrap(location, width)]
        return [*rows, "", *(public(line, QUIET) for line in wrap(DISCLAIMER, width))]

    return PageDialog("Help", lines)


def _shown_key(key: str) -> str:
    return AZERTY_NAME if key == AZERTY_LETTERS and display().ascii_only else key


class KeyRow(NamedTuple):
    """The keys of one command, their effect, and the reason if the command is off now."""

    keys: tuple[str, ...]
    effect: str
    unavailable_reason: str = ""


def _key_lines(key_rows: Sequence[KeyRow], width: int) -> list[Content]:
    """Format keys in a column and their effects beside it; keys too many for one line continue on the next.

    A reason shared by consecutive rows is shown once, above them.
    """
    max_key_width = max(9 if width >= 46 else 6, *(len(key) for row in key_rows for key in row.keys))
    key_width = min(max(len(" ".join(row.keys)) for row in key_rows), max_key_width) + 2
    rows: list[Content] = []
    for reason, run in groupby(key_rows, lambda row: row.unavailable_reason):
        group = list(run)
        style, key_style = (QUIET, QUIET) if reason else ("", KEY)
        above, below = (wrap(reason, width), []) if len(group) > 1 else ([], wrap(reason, width - key_width))
        rows += [Content.styled(line, f"{QUIET} italic") for line in above]
        for row in group:
            pairs = zip_longest(_wrap_keys(row.keys, key_width - 2), wrap(row.effect, width - key_width), fillvalue="")
            rows += [public(pad(key_text, key_width), key_style) + public(line, style) for key_text, line in pairs]
        rows += [Content.styled(" " * key_width + line, f"{QUIET} italic") for line in below]
    return rows


def _wrap_keys(keys: Sequence[str], width: int) -> list[str]:
    """Wrap keys onto lines of `width` cells without breaking one."""
    lines = [keys[0]]
    for key in keys[1:]:
        if len(lines[-1]) + 1 + len(key) <= width:
            lines[-1] += f" {key}"
        else:
            lines.append(key)
    return lines


def support_page(own_path: Path | None, language: str = ENGLISH) -> PageDialog:
    """List people to turn to, from the person's own file or as shipped; opening it is deliberately not recorded."""
    page = load_support(own_path, language)

    def lines(width: int) -> list[Content | str]:
        rows: list[Content | str] = []
        for paragraph in page.paragraphs:
            rows += [*map(public, wrap(paragraph, width)), ""]
        for who, how in page.contacts:
            rows += [public(line, BRIGHT) for line in wrap(who, width)]
            # A number to call that continues on the next line is easily called without its end.
            tied = re.sub(r"(?<=\d) (?=\d)", NO_BREAK, how)
            lines_of_it = (re.sub(rf"(?<=\d){NO_BREAK}(?=\d)", " ", line) for line in wrap(tied, width - 2))
            rows += [public(f"  {line}") for line in lines_of_it]
        for paragraph_text in filter(None, (page.closing, page.note)):
            rows += ["", *(public(line, QUIET) for line in wrap(paragraph_text, width))]
        return rows

    return PageDialog(page.title, lines)


def journal_message_page(text: str, leave_hint: str) -> PageDialog:
    """Say in one paragraph what became of the journal."""
    return PageDialog("Your journal", lambda width: wrap(text, width), leave_hint)


def problems_page(problems: list[str], path: Path | None) -> PageDialog:
    """List the problems of the settings file."""
    from efficacy_tui.config.read import summarize_problems

    head, descriptions = summarize_problems(problems, path or Path("config.toml"))

    def lines(width: int) -> list[Content | str]:
        rows: list[Content | str] = [*wrap_styled(head, width, BRIGHT), ""]
        for problem in descriptions:
            rows += [*wrap(problem, width), ""]
        if not any("nothing" in problem for problem in descriptions):
            rows += wrap("For the settings named here the default is used; the rest of the file applies.", width)
        return [*rows, "", *wrap_styled(f"{path}", width, QUIET)]

    return PageDialog("Your settings", lines)


def handover_page(title: str, text: str) -> PageDialog:
    """Cover the whole screen after a rater is done, until the journal's owner continues."""
    page = HandoverPage(title, lambda width: wrap(text, width), "enter continues")
    page.add_class("-alone")
    return page


def _format_step(step: Step, day: str, _is_over: bool) -> str:
    return f"{UNICODE[step.result] if step.result else UNICODE['later']} {step.text}, {day}"


def _format_entry(entry: AnyEvidence) -> str:
    return f"{UNICODE[source_of(entry)]} {one_line(entry)}"


SIGN_WORDING = FactWording(f"{UNICODE['waits']} {NOT_RATED}", _format_step, _format_entry, label_each=False)


def _fact_page(title: str, head: str, facts: Facts, offers: Mapping[str, str] | None = None) -> PageDialog:
    """Show a headline in bold with labelled values below; `offers` as in `PageDialog`."""

    def lines(width: int) -> list[Content | str]:
        rows: list[Content | str] = [*wrap_styled(head, width, BRIGHT)]
        rows.append("")
        for label, value in facts:
            if value:
                value_lines = labelled(label, value, width, LABEL_WIDTH, max_lines=99)
                rows.extend(
                    line.stylize(MAGNITUDE, LABEL_WIDTH) if label in NUMERIC_LABELS else line for line in value_lines
                )
        return rows

    return PageDialog(title, lines, offers=offers)


def evidence_page(entry: AnyEvidence, domain: str, today: dt.date, challenge: Challenge | None) -> PageDialog:
    """Show one evidence entry, with keys to edit or delete it, and to see earlier versions of it."""
    source = source_of(entry)
    return _fact_page(
        f"{UNICODE[source]} {source.capitalize()}",
        entry.text,
        evidence_facts(entry, domain, today, challenge, SIGN_WORDING),
        {"edit-entry": "edits", "delete-entry": "deletes"} | _version_offer(entry),
    )


def challenge_page(
    challenge: Challenge,
    domain: str,
    today: dt.date,
    evidence: Sequence[AnyEvidence] = (),
    before: Challenge | None = None,
    after: Challenge | None = None,
    *,
    mastery: AnyEvidence | None = None,
) -> PageDialog:
    """Show one challenge: a running one with a key to edit it, a closed one with its outcome; both with their versions.

    `evidence` is what belongs to it; `before` and `after` are the neighbouring challenges of its domain. `mastery` is
    the entry about its outcome, which the page's keys edit and delete.
    """
    facts = challenge_facts(challenge, domain, today, evidence, before, after, SIGN_WORDING)
    if challenge.outcome is None:
        return _fact_page("Challenge", challenge.title, facts, {"edit-entry": "edits"} | _version_offer(challenge))
    offers = {"ask-feedback": "asks somebody"} | _version_offer(challenge)
    if mastery is not None:
        offers = {"edit-entry": "edits your words", "delete-entry": "deletes them"} | _version_offer(mastery) | offers
    title = f"{UNICODE[challenge.outcome]} Outcome"
    return _fact_page(title, challenge.title, facts, offers)


def _version_offer(row: Record) -> dict[str, str]:
    """Offer the earlier versions of a record that was changed since it was recorded."""
    return {"earlier-versions": "versions"} if row.updated != row.created else {}


def session_page(
    session: Reappraisal,
    domain: str,
    today: dt.date,
    evidence: Sequence[AnyEvidence],
    challenge: Challenge | None,
    same_day_items: Sequence[TimelineItem],
) -> PageDialog:
    """Show one reappraisal session: both appraisals, the statement, the plan, the evidence shown and the outcome.

    `evidence` is what the session showed and still exists; `same_day_items` are the domain's other items of that day.
    """
    facts = session_facts(session, domain, today, evidence, challenge, SIGN_WORDING)
    facts += _same_day_facts(same_day_items)
    return _fact_page(f"{UNICODE['session']} Session", one_line(session), facts)


def note_page(
    check_in: CheckIn, domain: str, today: dt.date, challenge: Challenge | None, same_day_items: Sequence[TimelineItem]
) -> PageDialog:
    """Show a check-in with its note, the challenge running then, and the domain's other items of that day."""
    facts = [*check_in_facts(check_in, domain, today, challenge), *_same_day_facts(same_day_items)]
    return _fact_page(f"{UNICODE['note']} Note", check_in.note, facts)


def review_page(review: Review, today: dt.date) -> PageDialog:
    """Show what a week showed."""
    facts = review_facts(review, today)
    return _fact_page(f"{UNICODE['review']} What the week showed", review.answer, facts, _version_offer(review))


def _same_day_facts(items: Sequence[TimelineItem]) -> Facts:
    return SIGN_WORDING.several("That day", "That day", (f"{sign_for(item)} {item.line}" for item in items))


def item_page(item: TimelineItem, journal: Journal, all_items: Sequence[TimelineItem]) -> PageDialog | None:
    """Build the page of a session, note or weekly answer; `None` when the record no longer exists."""
    contents, today = journal.contents, journal.today()
    domain = contents.domains.get(item.domain)
    name = domain.name if domain else "–"
    same_day_items = [
        other for other in all_items if other.day == item.day and other.domain == item.domain and other.id != item.id
    ]
    if item.kind == "session" and (session := contents.reappraisals.get(item.id)) is not None:
        evidence = [entry for entry_id in session.evidence if (entry := contents.evidence.get(entry_id)) is not None]
        challenge = contents.challenges.get(session.challenge) if session.challenge else None
        return session_page(session, name, today, evidence, challenge, same_day_items)
    if item.kind == "note" and (check_in := contents.checkins.get(item.id)) is not None:
        return note_page(
            check_in, name, today, journal.challenges.open_on(check_in.domain, check_in.day), same_day_items
        )
    if item.kind == "review" and (review := contents.reviews.get(item.id)) is not None:
        return review_page(review, today)
    return None
