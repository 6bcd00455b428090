"""The reappraisal prompt: the pinned statement, what comes next, and that it was done before."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.content import Content
from textual.widget import Widget

from efficacy_tui.practice.overview import Overview
from efficacy_tui.tui.commands import BY_ID
from efficacy_tui.tui.glyphs import UNICODE
from efficacy_tui.tui.panes.pane import Pane
from efficacy_tui.tui.widgets.lines import ACCENT, BRIGHT, QUIET, elide, stack, wrap


class ReappraisalBody(Widget):
    """The lines of the pane."""

    DEFAULT_CSS = "ReappraisalBody { height: 1fr; width: 1fr; padding: 0 1; }"
    overview: Overview | None = None

    def render(self) -> Content:
        overview = self.overview
        if overview is None:
            return Content("")
        width, height = self.size.width, self.size.height
        airy = height >= 10
        statement = wrap(f"“{overview.statement}”", max(width - 6, 10), 3 if airy else 2)
        head = [Content.styled(line.center(width).rstrip(), BRIGHT) for line in statement]
        foot = Content.assemble(
            (f"{BY_ID['reappraise'].key}  ", f"{BRIGHT} {ACCENT}"), "begin, about two minutes"
        )
        middle: list[Content] = []
        if (upcoming := _next(overview)) is not None:
            middle.append(Content.assemble(("Next  ", QUIET), elide(upcoming, width - 6)))
        room = height - len(head) - len(middle) - (5 if airy else 2)
        if overview.recall and room >= 2:
            middle.append(Content.styled("You have done this before:", QUIET))
            for entry in overview.recall[: room - 1]:
                middle.append(Content.assemble((f"{UNICODE['mastery']} ", ACCENT), elide(entry.text, width - 2)))
        elif not overview.recall and room >= 2:
            words = "Before you perform: read the beating heart as energy. Your own mastery evidence will stand here."
            middle += [Content.styled(line, QUIET) for line in wrap(words, width, max(room, 1))]
        gap = [Content("")]
        rows = [*(gap if airy else []), *head, *gap, *middle]
        rows += gap * max(min(height - len(rows) - 1, 1), 0)
        return stack([*rows[: height - 1], foot])


def _next(overview: Overview) -> str | None:
    """The challenge ahead and how far away its day is."""
    challenge = overview.challenge
    if challenge is None or overview.today > challenge.due:
        return None
    away = (challenge.due - overview.today).days
    when = {0: "today", 1: "tomorrow"}.get(away, f"in {away} days")
    return f"{challenge.title.removeprefix('I will ')}, {when}"


class ReappraisalPane(Pane):
    """3: the statement chosen last, and the key that begins a session."""

    number = 3
    title = "Reappraisal"

    def compose(self) -> ComposeResult:
        yield ReappraisalBody()

    def redraw(self) -> None:
        body = self.query_one(ReappraisalBody)
        body.overview = self.overview
        body.refresh()

    def summary(self, overview: Overview, width: int) -> str:
        return f"“{overview.statement}” · {BY_ID['reappraise'].key} begins"
