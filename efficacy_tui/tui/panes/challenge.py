"""The pane of the selected domain's current challenge."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.message import Message

from efficacy_tui.flows.command_table import BY_ID
from efficacy_tui.model.locale_format import short_date
from efficacy_tui.model.text_layout import cell_width, elide, first_fitting, pad
from efficacy_tui.tui.bindings import screen_bindings
from efficacy_tui.tui.look.glyphs import UNICODE
from efficacy_tui.tui.panes.pane import Pane, PaneBody, invitation
from efficacy_tui.tui.privacy.mask import hides_numbers, magnitude, public
from efficacy_tui.tui.widgets.content_lines import ACCENT, BRIGHT, KEY, QUIET, labelled, stack, wrap_styled
from efficacy_tui.wording import dashboard as wording
from efficacy_tui.wording.challenge_days import challenge_day, challenge_progress

if TYPE_CHECKING:
    from collections.abc import Sequence

    from efficacy_tui.journal.snapshot import DashboardSnapshot
    from efficacy_tui.model.records import Challenge, Step

GUTTER = 12
"""Cells of the labels."""

HEAD_ROWS = ((3, 2), (3, 1), (2, 1), (2, 0), (1, 0))
"""Rows of the title and of “done when”, from the most to the least; without the latter the difficulty goes, too."""

BAR_CELLS = 16
MIN_BAR_CELLS = 6
"""The cells of the progress line, at most and at least."""


class ChallengeBody(PaneBody):
    """The lines of the pane."""

    def render(self) -> Content:
        if self.snapshot is None:
            return Content("")
        width, height = self.size.width, self.size.height
        challenge = self.snapshot.challenge
        if challenge is None:
            return stack(_invitation(self.snapshot, width, height), height)
        return stack(
            challenge_lines(self.snapshot, challenge, width, height, with_numbers=not hides_numbers(self)), height
        )


def _invitation(snapshot: DashboardSnapshot, width: int, height: int) -> list[Content]:
    design = BY_ID["design"].key
    if not snapshot.domains:
        lines = [wording.WELCOME, wording.WELCOME_MORE]
        return invitation(lines, BY_ID["domains"].key, wording.BEGIN_DOMAIN, width, height)
    if snapshot.selected and f"challenge:{snapshot.selected.id}" in snapshot.drafts:
        return invitation([wording.CHALLENGE_BEGUN], design, wording.RESUME_CHALLENGE, width, height)
    has_outcome = any(item.kind == "outcome" for item in snapshot.domain_items)
    words = wording.NEXT_CHALLENGE if has_outcome else wording.FIRST_CHALLENGE
    if not snapshot.next_title:
        return invitation([wording.NO_CHALLENGE, wording.NO_CHALLENGE_MORE], design, words, width, height)
    next_rung = labelled(wording.NEXT_RUNG, snapshot.next_title, width, GUTTER, 3)
    return invitation([wording.NO_CHALLENGE], design, words, width, height, next_rung)


def challenge_lines(
    snapshot: DashboardSnapshot, challenge: Challenge, width: int, height: int, *, with_numbers: bool
) -> list[Content]:
    """Lay out a challenge on `height` rows.

    When they are short, these give way in order: the blank rows, the plan, done steps, and then what is left of the
    steps but one, the second row of “done when”, the third of the title, and at last “done when” and the difficulty.
    """
    from efficacy_tui.model.sentences import plan_words

    plan_text = plan_words(challenge.if_obstacle, challenge.then_plan)
    plan = labelled("Plan", plan_text, width, GUTTER, 3) if plan_text else []
    due, odds = _due_line(snapshot, challenge, width), [_odds_line(snapshot, challenge)] if with_numbers else []
    difficulty = _difficulty_line(snapshot, challenge, width, with_numbers=with_numbers)
    min_step_rows = 1 if challenge.steps else 0
    title: list[Content] = []
    head: list[Content] = []
    for title_rows, done_when_rows in HEAD_ROWS:
        title = wrap_styled(challenge.title, width, BRIGHT, title_rows)
        done_when = labelled("Done when", challenge.done_when, width, GUTTER, done_when_rows) if done_when_rows else []
        head = [*title, *done_when, due, *([difficulty] if done_when_rows else []), *odds]
        if len(head) + min_step_rows <= height:
            break
    steps = list(challenge.steps)
    blank = [Content("")]
    parts = [title, head[len(title) :], _step_lines(snapshot, steps, width), plan]
    spaced = [row for part in parts if part for row in (*part, *blank)][:-1]
    if len(spaced) <= height:
        return spaced
    if len(head) + len(steps) + len(plan) <= height:
        return [*head, *parts[2], *plan]
    return [*head, *_step_lines(snapshot, _fitting_steps(steps, height - len(head)), width)]


def _fitting_steps(steps: Sequence[Step], rows: int) -> list[Step]:
    """Return the steps that fit on some rows: the done ones go first, earliest first, then the last ones."""
    surplus = max(len(steps) - max(rows, 0), 0)
    fitting = list(steps)
    for step in steps:
        if surplus and step.result is not None:
            fitting.remove(step)
            surplus -= 1
    return fitting[: len(fitting) - surplus]


def _due_line(snapshot: DashboardSnapshot, challenge: Challenge, width: int) -> Content:
    """Show the day it is due, how far on it is, and a thin line of that where it fits."""
    when = short_date(challenge.due, snapshot.today)
    if snapshot.today > challenge.due:
        outcome = BY_ID["outcome"]
        wordings = (("record what came of it",), ("record it",), ("record",))
        room = max(width - GUTTER - cell_width(when) - cell_width(outcome.key) - 4, 0)
        return Content.assemble(
            public(pad("By", GUTTER), QUIET),
            f"{when} · ",
            public(f"{outcome.key} ", KEY),
            public(first_fitting(wordings, room)),
        )
    words = " · ".join(filter(None, (when, challenge_day(challenge, snapshot.today))))
    if len(words) > width - GUTTER:
        words = ", ".join(filter(None, (when, challenge_day(challenge, snapshot.today, short=True))))
    bar = min(BAR_CELLS, width - GUTTER - len(words) - 2)
    parts = [public(pad("By", GUTTER), QUIET), Content(words)]
    if bar >= MIN_BAR_CELLS:
        day, span = challenge_progress(challenge, snapshot.today)
        full = round(bar * day / span)
        parts += [Content("  "), magnitude(UNICODE["full"] * full, ACCENT)]
        parts += [magnitude(UNICODE["empty"] * (bar - full), "$faint")]
    return Content.assemble(*parts)


def _difficulty_line(snapshot: DashboardSnapshot, challenge: Challenge, width: int, *, with_numbers: bool) -> Content:
    from efficacy_tui.insight.next_difficulty import band_of, record_band

    stats = snapshot.stats
    label = public(pad("Difficulty", GUTTER), QUIET)
    number = magnitude(f"{challenge.difficulty}  " if with_numbers else "")
    if stats is not None and stats.odds_withheld:
        return Content.assemble(label, number)
    record_odds = stats.odds(challenge.difficulty) if stats else None
    band = band_of(challenge.odds / 100) if record_odds is None else record_band(record_odds)
    words = wording.difficulty_phrase(band, by_record=record_odds is not None)
    room = width - GUTTER - number.cell_length
    if cell_width(words) > room:
        words = f"a {band}"
    return Content.assemble(label, number, (elide(words, max(room, 1)), QUIET))


def _odds_line(snapshot: DashboardSnapshot, challenge: Challenge) -> Content:
    """Show both odds as a pair in percent: the person's, and those of their record once it speaks."""
    stats = snapshot.stats
    record_odds = stats.odds(challenge.difficulty) if stats else None
    parts = [public(pad("Odds", GUTTER), QUIET), public("you "), magnitude(f"{challenge.odds} %")]
    if record_odds is not None:
        parts += [public(" · record "), magnitude(f"{round(record_odds * 100)} %")]
    return Content.assemble(*parts)


def _step_lines(snapshot: DashboardSnapshot, steps: Sequence[Step], width: int) -> list[Content]:
    """Show steps with a sign of how each went, the due one bright, and the days in one column at the right."""
    days = [wording.step_day(step.day, snapshot.today) for step in steps]
    day_width = max(map(cell_width, days), default=0) + 2
    text_width = max(width - 2 - day_width, 8)
    rows: list[Content] = []
    for step, day in zip(steps, days, strict=True):
        is_due = step is snapshot.step_due
        glyph = UNICODE[step.result] if step.result else UNICODE["now" if is_due else "later"]
        style = BRIGHT if is_due else QUIET if step.result else ""
        rows.append(
            Content.assemble(
                (f"{glyph} ", f"{BRIGHT} {ACCENT}" if is_due else style),
                (pad(step.text, text_width), style),
                (day.rjust(day_width), BRIGHT if is_due else QUIET),
            )
        )
    return rows


class ChallengePane(Pane):
    """Pane 1: the challenge, its date, difficulty, odds and steps."""

    number = 1
    title = "Challenge"
    BINDINGS: ClassVar[list[BindingType]] = [*screen_bindings({"open": "open"})]

    class ChallengeOpened(Message):
        """The person wants to see the whole challenge."""

    def action_open(self) -> None:
        self.post_message(self.ChallengeOpened())

    def compose(self) -> ComposeResult:
        yield ChallengeBody()

    def redraw(self) -> None:
        body = self.query_one(ChallengeBody)
        body.snapshot = self.snapshot
        body.refresh()

    def summary(self, snapshot: DashboardSnapshot, width: int) -> str:
        if snapshot.challenge is None:
            act = f"{BY_ID['design'].key} designs one"
            return first_fitting((("none yet", act), (act,)), width)
        when = f"by {short_date(snapshot.challenge.due, snapshot.today)} · "
        title = snapshot.challenge.title.removeprefix("I will ")
        return f"{when}{elide(title, width - cell_width(when))}"
