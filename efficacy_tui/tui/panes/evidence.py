"""The pane of the evidence of the domain shown: a sign, the person's words, and the day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from efficacy_tui.flows.command_table import BY_ID
from efficacy_tui.model.text_layout import first_fitting
from efficacy_tui.tui.look.glyphs import sign_for
from efficacy_tui.tui.panes.pane import Pane, invitation
from efficacy_tui.tui.widgets.content_lines import stack
from efficacy_tui.tui.widgets.dated_items import DatedItems
from efficacy_tui.tui.widgets.timeline_list import TimelineList
from efficacy_tui.wording.dashboard import BEGIN_DOMAIN, FIRST_EVIDENCE, NO_EVIDENCE, NO_EVIDENCE_MORE

if TYPE_CHECKING:
    from efficacy_tui.journal.snapshot import DashboardSnapshot


class EvidencePane(Pane, can_focus=False):
    """Pane 3: the evidence that the person can do it, newest first."""

    DEFAULT_CSS = """
    EvidencePane > Static { display: none; height: 1fr; padding: 0 1; }
    EvidencePane.-none > Static { display: block; }
    EvidencePane.-none.-folded > Static { display: none; }
    EvidencePane.-none > TimelineList { display: none; }
    """
    number = 3
    title = "Evidence"

    def compose(self) -> ComposeResult:
        yield TimelineList()
        words = Static(markup=False)
        words.auto_links = False
        yield words

    def watch_is_open(self) -> None:
        super().watch_is_open()
        self.query_one(TimelineList).refresh_cursor()

    def redraw(self) -> None:
        snapshot = self.snapshot
        if snapshot is None:
            return
        items = snapshot.domain_items
        self.set_class(not items, "-none")
        self.can_focus = not items
        if items:
            timeline = self.query_one(TimelineList)
            dated = timeline.dated if timeline.dated.items is items else DatedItems(items)
            timeline.show(dated, {}, snapshot.today, missing_item_count=snapshot.missing_item_count)
        else:
            width = max(self.size.width - 4, 20)
            key, words = BY_ID["evidence"].key, FIRST_EVIDENCE
            if not snapshot.domains:
                key, words = BY_ID["domains"].key, BEGIN_DOMAIN
            self.query_one(Static).update(
                stack(invitation([NO_EVIDENCE, NO_EVIDENCE_MORE], key, words, width, self.size.height))
            )

    def on_resize(self) -> None:
        if self.snapshot is not None and not self.snapshot.domain_items:
            self.redraw()

    def summary(self, snapshot: DashboardSnapshot, width: int) -> str:
        if not snapshot.domain_items:
            act = f"{BY_ID['evidence'].key} adds the first"
            return first_fitting((("none yet", act), (act,)), width)
        newest = snapshot.domain_items[0]
        return Content(f"{sign_for(newest)} {newest.text}").plain
