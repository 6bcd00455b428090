"""The pane of the reappraisal: the pinned statement, what it is for, and the evidence to read before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.content import Content

from efficacy_tui.flows.command_table import BY_ID
from efficacy_tui.model.text_layout import cell_width, centre, elide, pad_left, wrap, wrap_shortened
from efficacy_tui.tui.look.glyphs import UNICODE
from efficacy_tui.tui.panes.pane import Pane, PaneBody, invitation, start_hint
from efficacy_tui.tui.privacy.mask import magnitude, public
from efficacy_tui.tui.widgets.content_lines import ACCENT, BRIGHT, QUIET, stack
from efficacy_tui.wording import dashboard as wording

if TYPE_CHECKING:
    from efficacy_tui.journal.best_evidence import RecalledEvidence
    from efficacy_tui.journal.snapshot import DashboardSnapshot

SPACIOUS_HEIGHT = 10
"""Rows from which there are blank ones between the parts."""

MIN_WRAPPED = 3
"""Entries that have room with two rows each, or else every entry takes one."""

SIGN_WIDTH = 2


class ReappraisalBody(PaneBody):
    """The lines of the pane."""

    zoomed: bool = False
    """Whether each entry shows its day and its lesson."""

    def render(self) -> Content:
        snapshot = self.snapshot
        if snapshot is None:
            return Content("")
        width, height = self.size.width, self.size.height
        if not snapshot.recalled:
            return stack(_invitation(snapshot, width, height), height)
        gap = [Content("")] if height >= SPACIOUS_HEIGHT else []
        statement = wrap(f"“{snapshot.statement}”", max(width - 6, 10), 3 if gap else 2)
        rows = [*(Content.styled(centre(line, width), BRIGHT) for line in statement), *gap]
        if (upcoming := _upcoming_challenge(snapshot, width)) is not None:
            rows += [upcoming, *gap]
        foot = [*gap, start_hint(BY_ID["reappraise"].key, wording.BEGIN_SESSION)]
        room = height - len(rows) - len(foot)
        rows += _recalled_lines(snapshot, width, room, zoomed=self.zoomed)
        return stack([*rows[: max(height - len(foot), 0)], *foot], height)


def _invitation(snapshot: DashboardSnapshot, width: int, height: int) -> list[Content]:
    if not snapshot.domains:
        lines = [f"“{snapshot.statement}”", wording.NO_RECALL]
        return invitation(lines, BY_ID["domains"].key, wording.BEGIN_DOMAIN, width, height)
    statement = wrap(f"“{snapshot.statement}”", width, 2)
    upcoming = _upcoming_challenge(snapshot, width)
    key, blank = start_hint(BY_ID["reappraise"].key, wording.FIRST_SESSION), Content("")
    head = [*map(Content, statement), *([upcoming] if upcoming is not None else [])]
    more = [public(line, QUIET) for line in wrap(wording.NO_RECALL, width)]
    for rows in ([*head, *more, blank, key], [*head, blank, key]):
        if len(rows) <= height:
            return rows
    return [*head[: max(height - 1, 0)], key]


def _upcoming_challenge(snapshot: DashboardSnapshot, width: int) -> Content | None:
    """Show the days to the challenge and its title; `None` without a challenge or after its day."""
    challenge = snapshot.challenge
    if challenge is None or snapshot.today > challenge.due:
        return None
    when = wording.days_ahead_words((challenge.due - snapshot.today).days)
    title = elide(challenge.title.removeprefix("I will "), width - len(when) - 2)
    return Content.assemble((f"{when}  ", QUIET), title)


def _recalled_lines(snapshot: DashboardSnapshot, width: int, room: int, *, zoomed: bool) -> list[Content]:
    """Lay out as many entries as have room, best first; with two rows each if at least three have."""
    min_count = min(MIN_WRAPPED, len(snapshot.recalled))
    rows: list[Content] = []
    for max_lines in (3, 2, 1) if zoomed else (2, 1):
        rows, count = [], 0
        for item in snapshot.recalled:
            lines = _entry_lines(item, snapshot, width, max_lines, zoomed=zoomed)
            if len(rows) + len(lines) > room:
                break
            rows += lines
            count += 1
        if count >= min_count:
            break
    return rows


def _entry_lines(
    item: RecalledEvidence, snapshot: DashboardSnapshot, width: int, max_lines: int, *, zoomed: bool
) -> list[Content]:
    """Show an entry: its sign, the words, and at the right its difficulty, “seen”, “told” or “well”."""
    note = wording.RECALL_NOTES.get(item.kind, "" if item.difficulty is None else str(item.difficulty))
    day = wording.entry_day(item.day, snapshot.today) if zoomed else ""
    column = "  ".join(filter(None, (pad_left(note, 4) if zoomed else note, pad_left(day, 6) if day else "")))
    right = cell_width(column) + 2 if column else 0
    texts = wrap_shortened(item.text, width - SIGN_WIDTH, max_lines, width - SIGN_WIDTH - right) or [""]
    first = texts[0]
    blanks = " " * max(width - SIGN_WIDTH - cell_width(first) - cell_width(column), 0)
    styled = public(column, QUIET) if note in wording.RECALL_NOTES.values() and not zoomed else magnitude(column, QUIET)
    sign = f"{UNICODE[item.kind]} "
    # How a challenge went is the person's; the sign of a source says nothing about it.
    mark = Content.styled(sign, ACCENT) if item.kind in ("succeeded", "partly") else public(sign, ACCENT)
    lines = [Content.assemble(mark, first, blanks, styled)]
    lines += [Content(" " * SIGN_WIDTH + text) for text in texts[1:]]
    if zoomed and item.lesson:
        lesson = wrap(f"Learned: {item.lesson}", width - SIGN_WIDTH, 2)
        lines += [Content.styled(" " * SIGN_WIDTH + line, QUIET) for line in lesson]
    return lines


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

    def set_zoomed(self, zoomed: bool) -> None:
        body = self.query_one(ReappraisalBody)
        if body.zoomed != zoomed:
            body.zoomed = zoomed
            body.refresh()

    def summary(self, snapshot: DashboardSnapshot, width: int) -> str:
        key_hint = f" · {BY_ID['reappraise'].key} begins"
        summary = f"“{snapshot.statement}”{key_hint}"
        return summary if cell_width(summary) <= width else f"“{elide(snapshot.statement, width - 2)}”"
