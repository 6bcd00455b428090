"""The reappraisal prompt: the pinned statement, what comes next, and that it was done before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.content import Content

from efficacy_tui.tui.bindings import BY_ID
from efficacy_tui.tui.look.glyphs import UNICODE
from efficacy_tui.tui.panes.pane import Pane, PaneBody, beginning
from efficacy_tui.tui.privacy.mask import public
from efficacy_tui.tui.widgets.content_lines import ACCENT, BRIGHT, QUIET, centre, elide, stack, wrap
from efficacy_tui.wording import dashboard as wording

if TYPE_CHECKING:
    from efficacy_tui.journal.snapshot import DashboardSnapshot


class ReappraisalBody(PaneBody):
    """The lines of the pane."""

    DEFAULT_CSS = (
        "ReappraisalBody { height: 1fr; width: 1fr; padding: 0 1; text-wrap: nowrap; text-overflow: ellipsis; }"
    )
    snapshot: DashboardSnapshot | None = None

    def render(self) -> Content:
        overview = self.snapshot
        if overview is None:
            return Content("")
        width, height = self.size.width, self.size.height
        airy = height >= 9
        statement = wrap(f"“{overview.statement}”", max(width - 6, 10), 3 if airy else 2)
        head = [Content.styled(centre(line, width), BRIGHT) for line in statement]
        key, words = BY_ID["reappraise"].key, wording.BEGIN_SESSION
        if not overview.domains:
            key, words = BY_ID["domains"].key, wording.BEGIN_DOMAIN
        foot = beginning(key, words)
        gap = [Content("")] if airy else []
        middle: list[Content] = []
        if (upcoming := _next(overview, width)) is not None:
            middle += [upcoming, *gap]
        room = height - len(head) - len(middle) - len(gap) - 3
        if overview.best_evidence and room >= 2:
            middle.append(public(wording.RECALL, QUIET))
            for entry in overview.best_evidence[: room - 1]:
                middle.append(Content.assemble((f"{UNICODE['mastery']} ", ACCENT), elide(entry.text, width - 2)))
        elif not overview.best_evidence and room >= 2:
            about = wording.NO_RECALL
            middle += [public(line, QUIET) for line in wrap(about, width, max(room, 1))]
        rows = [*head, Content(""), *middle]
        # Without evidence the pane is empty, as the others are: there the key stands under the words.
        below = max(height - len(rows) - 1 - len(gap), 0) if overview.best_evidence else int(bool(rows[-1].plain))
        rows += [Content("")] * below
        return stack([*rows[: height - 1], foot])


def _next(overview: DashboardSnapshot, width: int) -> Content | None:
    """How far away the challenge's day is, and what it is."""
    challenge = overview.challenge
    if challenge is None or overview.today > challenge.due:
        return None
    away = (challenge.due - overview.today).days
    when = {0: "Today", 1: "Tomorrow"}.get(away, f"In {away} days")
    title = elide(challenge.title.removeprefix("I will "), width - len(when) - 2)
    return Content.assemble((f"{when}  ", QUIET), title)


class ReappraisalPane(Pane):
    """3: the statement chosen last, and the key that begins a session."""

    number = 3
    title = "Reappraisal"

    def compose(self) -> ComposeResult:
        yield ReappraisalBody()

    def redraw(self) -> None:
        body = self.query_one(ReappraisalBody)
        body.snapshot = self.snapshot
        body.refresh()

    def summary(self, overview: DashboardSnapshot, width: int) -> str:
        begins = f" · {BY_ID['reappraise'].key} begins"
        whole = f"“{overview.statement}”{begins}"
        return whole if cell_len(whole) <= width else f"“{elide(overview.statement, width - 2)}”"
