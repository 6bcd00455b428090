"""The pane of the reappraisal: the pinned statement, the next challenge, and evidence of earlier successes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.content import Content

from efficacy_tui.model.text_layout import cell_width, centre, elide, wrap
from efficacy_tui.tui.bindings import BY_ID
from efficacy_tui.tui.look.glyphs import UNICODE
from efficacy_tui.tui.panes.pane import Pane, PaneBody, start_hint
from efficacy_tui.tui.privacy.mask import public
from efficacy_tui.tui.widgets.content_lines import ACCENT, BRIGHT, QUIET, stack
from efficacy_tui.wording import dashboard as wording

if TYPE_CHECKING:
    from efficacy_tui.journal.snapshot import DashboardSnapshot


class ReappraisalBody(PaneBody):
    """The lines of the pane."""

    def render(self) -> Content:
        snapshot = self.snapshot
        if snapshot is None:
            return Content("")
        width, height = self.size.width, self.size.height
        spacious = height >= 9
        statement = wrap(f"“{snapshot.statement}”", max(width - 6, 10), 3 if spacious else 2)
        head = [Content.styled(centre(line, width), BRIGHT) for line in statement]
        key, words = BY_ID["reappraise"].key, wording.BEGIN_SESSION
        if not snapshot.domains:
            key, words = BY_ID["domains"].key, wording.BEGIN_DOMAIN
        foot = start_hint(key, words)
        gap = [Content("")] if spacious else []
        middle: list[Content] = []
        if (upcoming := _upcoming_challenge(snapshot, width)) is not None:
            middle += [upcoming, *gap]
        room = height - len(head) - len(middle) - len(gap) - 3
        if snapshot.best_evidence and room >= 2:
            middle.append(public(wording.RECALL, QUIET))
            for entry in snapshot.best_evidence[: room - 1]:
                middle.append(Content.assemble((f"{UNICODE['mastery']} ", ACCENT), elide(entry.text, width - 2)))
        elif not snapshot.best_evidence and room >= 2:
            middle += [public(line, QUIET) for line in wrap(wording.NO_RECALL, width, max(room, 1))]
        rows = [*head, Content(""), *middle]
        # Without evidence the pane is an invitation like the other empty ones, with the key under the words.
        blank_rows = max(height - len(rows) - 1 - len(gap), 0) if snapshot.best_evidence else int(bool(rows[-1].plain))
        rows += [Content("")] * blank_rows
        return stack([*rows[: height - 1], foot])


def _upcoming_challenge(snapshot: DashboardSnapshot, width: int) -> Content | None:
    """Show the days to the challenge and its title; `None` without a challenge or after its day."""
    challenge = snapshot.challenge
    if challenge is None or snapshot.today > challenge.due:
        return None
    days = (challenge.due - snapshot.today).days
    when = {0: "Today", 1: "Tomorrow"}.get(days, f"In {days} days")
    title = elide(challenge.title.removeprefix("I will "), width - len(when) - 2)
    return Content.assemble((f"{when}  ", QUIET), title)


class ReappraisalPane(Pane):
    """Pane 4: the statement chosen last, evidence for it, and the key that starts a session."""

    number = 4
    title = "Reappraisal"

    def compose(self) -> ComposeResult:
        yield ReappraisalBody()

    def redraw(self) -> None:
        body = self.query_one(ReappraisalBody)
        body.snapshot = self.snapshot
        body.refresh()

    def summary(self, snapshot: DashboardSnapshot, width: int) -> str:
        key_hint = f" · {BY_ID['reappraise'].key} begins"
        summary = f"“{snapshot.statement}”{key_hint}"
        return summary if cell_width(summary) <= width else f"“{elide(snapshot.statement, width - 2)}”"
