"""The pane of the selected domain's current challenge."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.message import Message

from efficacy_tui.model.locale_format import short_date
from efficacy_tui.model.text_layout import cell_width, elide, first_fitting, pad, wrap
from efficacy_tui.tui.bindings import BY_ID, screen_bindings
from efficacy_tui.tui.look.glyphs import UNICODE
from efficacy_tui.tui.panes.pane import Pane, PaneBody, invitation
from efficacy_tui.tui.privacy.mask import magnitude, public
from efficacy_tui.tui.widgets.content_lines import ACCENT, BRIGHT, KEY, QUIET, labelled, stack
from efficacy_tui.wording import dashboard as wording

if TYPE_CHECKING:
    from efficacy_tui.journal.snapshot import DashboardSnapshot
    from efficacy_tui.model.records import Challenge

GUTTER = 13
_STEP_STYLE = {"done": "", "partly": "", "not": QUIET, "skipped": QUIET}


class ChallengeBody(PaneBody):
    """The lines of the pane."""

    def render(self) -> Content:
        if self.snapshot is None:
            return Content("")
        width, height = self.size.width, self.size.height
        challenge = self.snapshot.challenge
        if challenge is None:
            return stack(self._invitation(self.snapshot, width, height), height)
        return stack(self._lines(self.snapshot, challenge, width, height), height)

    def _invitation(self, snapshot: DashboardSnapshot, width: int, height: int) -> list[Content]:
        design = BY_ID["design"].key
        if not snapshot.domains:
            return invitation([wording.WELCOME], BY_ID["domains"].key, wording.BEGIN_DOMAIN, width, height)
        if snapshot.selected and f"challenge:{snapshot.selected.id}" in snapshot.drafts:
            return invitation([wording.CHALLENGE_BEGUN], design, "take up the draft", width, height)
        return invitation([wording.NO_CHALLENGE], design, "design a challenge", width, height)

    def _lines(self, snapshot: DashboardSnapshot, challenge: Challenge, width: int, height: int) -> list[Content]:
        spacious = height >= 13
        gutter = GUTTER if width >= 44 else 11
        title = [Content.styled(line, BRIGHT) for line in wrap(challenge.title, width, 3 if spacious else 2)]
        rows: list[Content] = [*title, Content("")]
        rows += labelled("Done when", challenge.done_when, width, gutter, 2 if spacious else 1)
        rows.append(self._due_line(snapshot, challenge, width, gutter))
        rows.append(self._difficulty_line(snapshot, challenge, width, gutter))
        rows.append(self._odds_line(snapshot, challenge, width, gutter))
        room = height - len(rows)
        plan = challenge.if_obstacle and f"If {challenge.if_obstacle}, then {challenge.then_plan}"
        if challenge.steps:
            if spacious:
                rows.append(Content(""))
                room -= 1
            rows += self._step_lines(snapshot, challenge, width, gutter, room - (2 if plan and room > 6 else 0))
        if plan and height - len(rows) >= 2:
            rows.append(Content(""))
            rows += labelled("Plan", plan, width, gutter, max(height - len(rows), 1))
        return rows

    def _due_line(self, snapshot: DashboardSnapshot, challenge: Challenge, width: int, gutter: int) -> Content:
        span = max((challenge.due - challenge.start).days, 1)
        day = (snapshot.today - challenge.start).days
        when = short_date(challenge.due, snapshot.today)
        if snapshot.today > challenge.due:
            outcome = BY_ID["outcome"]
            wordings = (("record what came of it",), ("record it",), ("record",))
            return Content.assemble(
                public(pad("By", gutter), QUIET),
                f"{when} · ",
                public(f"{outcome.key} ", KEY),
                public(
                    first_fitting(wordings, max(width - gutter - cell_width(when) - cell_width(outcome.key) - 4, 0))
                ),
            )
        words = f"{when} · day {min(day + 1, span)} of {span}"
        if len(words) > width - gutter:
            words = f"{when}, day {min(day + 1, span)}/{span}"
        bar = min(16, width - gutter - len(words) - 2)
        parts = [public(pad("By", gutter), QUIET), Content(words)]
        if bar >= 6:
            full = round(bar * min((day + 1) / span, 1))
            parts += [Content("  "), magnitude(UNICODE["full"] * full, ACCENT)]
            parts += [magnitude(UNICODE["empty"] * (bar - full), "$faint")]
        return Content.assemble(*parts)

    def _difficulty_line(self, snapshot: DashboardSnapshot, challenge: Challenge, width: int, gutter: int) -> Content:
        from efficacy_tui.insight.next_difficulty import band_of

        stats = snapshot.stats
        label, number = public(pad("Difficulty", gutter), QUIET), magnitude(f"{challenge.difficulty}  ")
        if stats is not None and stats.odds_withheld:
            return Content.assemble(label, number)
        record_odds = stats.odds(challenge.difficulty) if stats else None
        band = band_of(challenge.odds / 100 if record_odds is None else round(record_odds, 2))
        basis = "by your own odds" if record_odds is None else "by your record"
        return Content.assemble(label, number, f"{band} ", (basis if width >= 44 else "", QUIET))

    def _odds_line(self, snapshot: DashboardSnapshot, challenge: Challenge, width: int, gutter: int) -> Content:
        stats = snapshot.stats
        record_odds = stats.odds(challenge.difficulty) if stats else None
        own_odds = f"{challenge.odds} %"
        comparison = ""
        if record_odds is not None:
            comparison = f"{'your record says' if width >= 44 else 'record'} {round(record_odds * 100)} %"
        return Content.assemble(
            public(pad("Your odds", gutter), QUIET),
            magnitude(pad(own_odds, 8)),
            magnitude(elide(comparison, width - gutter - 8), QUIET),
        )

    def _step_lines(
        self, snapshot: DashboardSnapshot, challenge: Challenge, width: int, gutter: int, room: int
    ) -> list[Content]:
        rows: list[Content] = []
        steps = list(challenge.steps)
        if len(steps) > max(room, 1):
            first_open = next((i for i, step in enumerate(steps) if step.result is None), len(steps) - 1)
            start = min(first_open, len(steps) - max(room, 1))
            steps = steps[start : start + max(room, 1)]
        days = [wording.step_day(step.day, snapshot.today) for step in steps]
        day_width = max(map(len, days), default=0) + 2
        if width < 44:
            # On a narrow screen the steps start at the edge, without a label beside them.
            gutter = 0
        text_width = max(width - gutter - 2 - day_width, 8)
        for i, step in enumerate(steps):
            is_due = step is snapshot.step_due
            glyph = UNICODE[step.result] if step.result else UNICODE["now" if is_due else "later"]
            style = BRIGHT if is_due else _STEP_STYLE.get(step.result or "", "")
            rows.append(
                Content.assemble(
                    public(pad("Steps" if i == 0 else "", gutter), QUIET),
                    (f"{glyph} ", f"{BRIGHT} {ACCENT}" if is_due else style),
                    (pad(step.text, text_width), style),
                    (days[i].rjust(day_width), QUIET),
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
            return first_fitting((("none yet", f"{BY_ID['design'].key} designs one"), ("none yet",)), width)
        when = short_date(snapshot.challenge.due, snapshot.today)
        title = snapshot.challenge.title.removeprefix("I will ")
        return f"{elide(title, width - len(when) - 2)}  {when}"
