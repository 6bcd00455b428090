"""The current challenge of the domain shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.message import Message

from efficacy_tui.model.locale_format import short_date
from efficacy_tui.tui.bindings import BY_ID, screen_bindings
from efficacy_tui.tui.look.glyphs import UNICODE
from efficacy_tui.tui.panes.pane import Pane, PaneBody, invitation
from efficacy_tui.tui.privacy.mask import magnitude, public
from efficacy_tui.tui.widgets.content_lines import (
    ACCENT,
    BRIGHT,
    KEY,
    QUIET,
    elide,
    first_fitting,
    labelled,
    pad,
    stack,
    wrap,
)
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
            return stack(self._empty(self.snapshot, width, height), height)
        return stack(self._lines(self.snapshot, challenge, width, height), height)

    def _empty(self, overview: DashboardSnapshot, width: int, height: int) -> list[Content]:
        design = BY_ID["design"].key
        if not overview.domains:
            return invitation([wording.WELCOME], BY_ID["domains"].key, wording.BEGIN_DOMAIN, width, height)
        if overview.selected and f"challenge:{overview.selected.id}" in overview.drafts:
            return invitation([wording.CHALLENGE_BEGUN], design, "take up the draft", width, height)
        return invitation([wording.NO_CHALLENGE], design, "design a challenge", width, height)

    def _lines(self, overview: DashboardSnapshot, challenge: Challenge, width: int, height: int) -> list[Content]:
        airy = height >= 13
        gutter = GUTTER if width >= 44 else 11
        title = [Content.styled(line, BRIGHT) for line in wrap(challenge.title, width, 3 if airy else 2)]
        rows: list[Content] = [*title, Content("")]
        rows += labelled("Done when", challenge.done_when, width, gutter, 2 if airy else 1)
        rows.append(self._due(overview, challenge, width, gutter))
        rows.append(self._difficulty(overview, challenge, width, gutter))
        rows.append(self._odds(overview, challenge, width, gutter))
        room = height - len(rows)
        plan = challenge.if_obstacle and f"If {challenge.if_obstacle}, then {challenge.then_plan}"
        if challenge.steps:
            if airy:
                rows.append(Content(""))
                room -= 1
            rows += self._steps(overview, challenge, width, gutter, room - (2 if plan and room > 6 else 0))
        if plan and height - len(rows) >= 2:
            rows.append(Content(""))
            rows += labelled("Plan", plan, width, gutter, max(height - len(rows), 1))
        return rows

    def _due(self, overview: DashboardSnapshot, challenge: Challenge, width: int, gutter: int) -> Content:
        span = max((challenge.due - challenge.start).days, 1)
        day = (overview.today - challenge.start).days
        when = short_date(challenge.due, overview.today)
        if overview.today > challenge.due:
            outcome = BY_ID["outcome"]
            does = (("record what came of it",), ("record it",), ("record",))
            return Content.assemble(
                public(pad("By", gutter), QUIET),
                f"{when} · ",
                public(f"{outcome.key} ", KEY),
                public(first_fitting(does, max(width - gutter - cell_len(when) - cell_len(outcome.key) - 4, 0))),
            )
        words = f"{when} · day {min(day + 1, span)} of {span}"
        if len(words) > width - gutter:
            words = f"{when}, day {min(day + 1, span)}/{span}"
        line = min(16, width - gutter - len(words) - 2)
        parts = [public(pad("By", gutter), QUIET), Content(words)]
        if line >= 6:
            full = round(line * min((day + 1) / span, 1))
            parts += [Content("  "), magnitude(UNICODE["full"] * full, ACCENT)]
            parts += [magnitude(UNICODE["empty"] * (line - full), "$faint")]
        return Content.assemble(*parts)

    def _difficulty(self, overview: DashboardSnapshot, challenge: Challenge, width: int, gutter: int) -> Content:
        from efficacy_tui.insight.next_difficulty import band_of

        standing = overview.stats
        record = standing.odds(challenge.difficulty) if standing else None
        band = band_of(challenge.odds / 100 if record is None else record)
        by = "by your own odds" if record is None else "by your record"
        by = by if width >= 44 else ""
        return Content.assemble(
            public(pad("Difficulty", gutter), QUIET), magnitude(f"{challenge.difficulty}  "), f"{band} ", (by, QUIET)
        )

    def _odds(self, overview: DashboardSnapshot, challenge: Challenge, width: int, gutter: int) -> Content:
        standing = overview.stats
        record = standing.odds(challenge.difficulty) if standing else None
        own = f"{challenge.odds} %"
        if record is not None:
            said = f"{'your record says' if width >= 44 else 'record'} {round(record * 100)} %"
        else:
            said = ""
        return Content.assemble(
            public(pad("Your odds", gutter), QUIET),
            magnitude(pad(own, 8)),
            magnitude(elide(said, width - gutter - 8), QUIET),
        )

    def _steps(
        self, overview: DashboardSnapshot, challenge: Challenge, width: int, gutter: int, room: int
    ) -> list[Content]:
        rows: list[Content] = []
        steps = list(challenge.steps)
        if len(steps) > max(room, 1):
            first_open = next((i for i, step in enumerate(steps) if step.result is None), len(steps) - 1)
            start = min(first_open, len(steps) - max(room, 1))
            steps = steps[start : start + max(room, 1)]
        days = [wording.step_day(step.day, overview.today) for step in steps]
        day_width = max(map(len, days), default=0) + 2
        if width < 44:
            # Where there is little room the steps begin at the edge, under no label.
            gutter = 0
        text_width = max(width - gutter - 2 - day_width, 8)
        for i, step in enumerate(steps):
            due = step is overview.step_due
            glyph = UNICODE[step.result] if step.result else UNICODE["now" if due else "later"]
            style = BRIGHT if due else _STEP_STYLE.get(step.result or "", "")
            rows.append(
                Content.assemble(
                    public(pad("Steps" if i == 0 else "", gutter), QUIET),
                    (f"{glyph} ", f"{BRIGHT} {ACCENT}" if due else style),
                    (pad(step.text, text_width), style),
                    (days[i].rjust(day_width), QUIET),
                )
            )
        return rows


class ChallengePane(Pane):
    """1: what the person will do, by when, how hard, how likely, in which steps."""

    number = 1
    title = "Challenge"
    BINDINGS: ClassVar[list[BindingType]] = [*screen_bindings({"open": "open"})]

    class ChallengeOpened(Message):
        """The person wants to see the challenge whole."""

    def action_open(self) -> None:
        self.post_message(self.ChallengeOpened())

    def compose(self) -> ComposeResult:
        yield ChallengeBody()

    def redraw(self) -> None:
        body = self.query_one(ChallengeBody)
        body.snapshot = self.snapshot
        body.refresh()

    def summary(self, overview: DashboardSnapshot, width: int) -> str:
        if overview.challenge is None:
            return first_fitting((("none yet", f"{BY_ID['design'].key} designs one"), ("none yet",)), width)
        when = short_date(overview.challenge.due, overview.today)
        title = overview.challenge.title.removeprefix("I will ")
        return f"{elide(title, width - len(when) - 2)}  {when}"
