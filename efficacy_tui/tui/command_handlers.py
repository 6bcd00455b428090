"""Carries out each command of the registry. Imported at the first command."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from rich.cells import cell_len

from efficacy_tui.flows.command_table import BY_ID, Place, commands_in
from efficacy_tui.model.display import display
from efficacy_tui.model.text_layout import shorten
from efficacy_tui.tui.item_pages import ItemPages
from efficacy_tui.tui.panes.evidence import EvidencePane

if TYPE_CHECKING:
    from efficacy_tui.flows.flow import Flow
    from efficacy_tui.journal.search import TimelineIndex
    from efficacy_tui.journal.snapshot import DashboardSnapshot
    from efficacy_tui.journal.timeline import TimelineItem
    from efficacy_tui.journal.trends import TrendReport
    from efficacy_tui.model.records import Challenge
    from efficacy_tui.tui.dashboard_app import DashboardApp
    from efficacy_tui.tui.flow_runner import FlowRunner
    from efficacy_tui.tui.screens.ladder import LadderScreen

TITLE_CELLS = 40
"""Cells of a change's title in the message that it was undone or redone."""

TOAST_MARGIN = 4
"""Columns of the screen that a message at its lower edge cannot use."""


class CommandHandlers:
    """One method per command, named after its id; the commands in `FLOW_COMMANDS` ask their flow instead."""

    def __init__(self, app: DashboardApp, flow_runner: FlowRunner, settings_changed: Callable[[], None]) -> None:
        self.app = app
        self._flow_runner = flow_runner
        self._settings_changed = settings_changed
        self._pages = ItemPages(app, self._open_ladder_of)
        self._index: TimelineIndex | None = None
        self._ladder_cursors: dict[str, str] = {}
        self._ladder_screen: LadderScreen | None = None

    def run(self, command: str) -> None:
        """Carry out a command (id) that is available now."""
        from efficacy_tui.flows.availability import build_flow
        from efficacy_tui.flows.command_table import FLOW_COMMANDS

        app = self.app
        if app.snapshot is not None and command in FLOW_COMMANDS:
            if (flow := build_flow(command, app.journal, app.snapshot)) is not None:
                ending = app.snapshot.challenge if command == "outcome" else None
                app.ask(flow, (lambda: self._offer_profile_after(ending)) if ending is not None else None)
        else:
            getattr(self, command.replace("-", "_"))()

    def run_at(self, command: str, item: str) -> None:
        """Open the screen of a command (id) at one of its items (id)."""
        getattr(self, command.replace("-", "_"))(item)

    def _offer_profile_after(self, challenge: Challenge) -> None:
        """Suggest the profile once a challenge has an outcome, and not when its question was left."""
        ended = self.app.journal.challenges.get(challenge.id)
        if ended is not None and ended.status == "closed":
            self._flow_runner.offer_profile(after_challenge=True)

    def ladder(self, rung: str = "") -> None:
        """Open the ladder of the domain shown; with a rung (id), or a challenge whose rung is gone, at that rung."""
        from efficacy_tui.tui.screens.ladder import LadderCallbacks, LadderScreen

        app = self.app
        if rung:
            self._go_to_rung(rung)
        screen = self._ladder_screen
        if screen is not None and screen in app.screen_stack:
            while app.screen is not screen:
                app.pop_screen()
            screen.update_from_snapshot()
            return
        if screen is not None:
            screen.prepare_to_open()
            app.push_screen(screen)
            return
        callbacks = LadderCallbacks(
            get_snapshot=lambda: app.snapshot,
            ask=app.ask,
            select_domain=self.select_by,
            attempt=app.attempt,
            announce=app.announce,
            open_challenge=self._pages.open_challenge,
            unavailable_reason=app.unavailable_reason,
        )
        self._ladder_screen = screen = LadderScreen(app.journal, callbacks, self._ladder_cursors)
        # Installed, it survives its closing, and opening it again need not compose and style it anew.
        app.install_screen(screen, "ladder")
        app.push_screen(screen)

    def _go_to_rung(self, rung: str) -> None:
        """Show the domain of a rung, and put the cursor of its ladder there."""
        contents, selected = self.app.journal.contents, self.app.snapshot.selected if self.app.snapshot else None
        row = contents.rungs.get(rung) or contents.challenges.get(rung)
        if row is None:
            return
        self._ladder_cursors[row.domain] = rung
        if selected is None or selected.id != row.domain:
            self.app.snapshot_worker.selected = row.domain
            self.app.snapshot_worker.rebuild()

    def trends(self) -> None:
        from efficacy_tui.tui.screens.trends import TrendsScreen

        self.app.push_screen(TrendsScreen(lambda: self.app.snapshot, self._report, self.select_by))

    def _report(self, domain: str, window: int | None) -> TrendReport | None:
        """Build the trend report of a domain (id) over the last `window` days; called off the event loop."""
        from efficacy_tui.journal.trends import build_trend_report

        snapshot = self.app.snapshot
        if snapshot is None or domain not in snapshot.domain_stats:
            return None
        return build_trend_report(self.app.journal.contents, snapshot.domain_stats[domain], snapshot.domains, window)

    def _timeline_index(self, snapshot: DashboardSnapshot) -> TimelineIndex:
        """Return the search index, cached until the items or the domain names change."""
        from efficacy_tui.journal.search import TimelineIndex

        index, names = self._index, {domain.id: domain.name for domain in snapshot.domains}
        if index is None or index.items is not snapshot.all_items or index.names != names:
            index = self._index = TimelineIndex(snapshot.all_items, names)
        return index

    def search(self) -> None:
        from efficacy_tui.flows.go_to_date import GoToDate
        from efficacy_tui.tui.screens.timeline import TimelineScreen

        def ask_day() -> None:
            self.app.ask(GoToDate(self.app.journal, screen.timeline_list.go_to_day))

        screen = TimelineScreen(lambda: self.app.snapshot, ask_day, self._timeline_index)
        self.app.push_screen(screen)

    def profile(self) -> None:
        from efficacy_tui.tui.screens.profile import ProfileScreen

        self.app.push_screen(ProfileScreen(self.app.journal, self.app.instrument(), self.app.ask))

    def explain(self) -> None:
        from efficacy_tui.tui.screens.explain import ExplainScreen
        from efficacy_tui.tui.screens.profile import ProfileScreen

        # From the profile the question is where such differences come from, not what the dashboard shows.
        page = "start" if isinstance(self.app.screen, ProfileScreen) else "dashboard"
        self.app.push_screen(ExplainScreen(page))

    def previous_domain(self) -> None:
        self.select_by(-1)

    def next_domain(self) -> None:
        self.select_by(1)

    def select_by(self, by: int) -> None:
        """Show the domain `by` places further on, wrapping around at the ends."""
        if self.app.snapshot and self.app.snapshot.selected:
            domains = self.app.snapshot.domains
            index = next(i for i, domain in enumerate(domains) if domain.id == self.app.snapshot.selected.id)
            self.app.snapshot_worker.selected = domains[(index + by) % len(domains)].id
            self.app.snapshot_worker.rebuild()

    def pane_1(self) -> None:
        self.app.dashboard.focus_pane(1)

    def pane_2(self) -> None:
        self.app.dashboard.focus_pane(2)

    def pane_3(self) -> None:
        self.app.dashboard.focus_pane(3)

    def pane_4(self) -> None:
        self.app.dashboard.focus_pane(4)

    def full_scale(self) -> None:
        """Draw every chart on the scale 0–100, or again on what is in it."""
        display().full_scale = not display().full_scale
        for screen in self.app.screen_stack:
            for chart in screen.query("TrendChart, KeyHintLine"):
                chart.refresh()

    def zoom(self) -> None:
        dashboard, snapshot = self.app.dashboard, self.app.snapshot
        if (
            dashboard.focused_pane == EvidencePane.number
            and not dashboard.zoomed
            and snapshot
            and snapshot.domain_items
        ):
            self.search()
        else:
            dashboard.toggle_zoom()

    def domains(self) -> None:
        from efficacy_tui.flows.first_start import FirstStart
        from efficacy_tui.tui.screens.domains import DomainsScreen

        def ask_then_return(flow: Flow | None) -> None:
            if flow is not None:
                self.app.ask(flow, self.domains)

        if not self.app.journal.domains.all(archived=True):
            self.app.ask(FirstStart(self.app.journal))
            return
        selected = self.app.snapshot.selected.id if self.app.snapshot and self.app.snapshot.selected else None
        self.app.push_screen(DomainsScreen(self.app.journal, selected), ask_then_return)

    def undo(self) -> None:
        cells = self.app.size.width - TOAST_MARGIN
        title, redo_hint = shorten(self.app.journal.undo(), TITLE_CELLS), f"{BY_ID['redo'].key} puts it back"
        if cell_len(f"Undone: {title} · {redo_hint}") <= cells:
            self.app.announce(f"Undone: {title} · {redo_hint}")
        else:
            self.app.announce(f"Undone: {shorten(title, cells - len('Undone: '))}\n{redo_hint}")
        self._reload_domains()

    def redo(self) -> None:
        self.app.announce(f"Put back: {shorten(self.app.journal.redo(), TITLE_CELLS)}")
        self._reload_domains()

    def _reload_domains(self) -> None:
        from efficacy_tui.tui.screens.domains import DomainsScreen

        if isinstance(self.app.screen, DomainsScreen):
            self.app.screen.reload()

    def support(self) -> None:
        from efficacy_tui.flows.support import FILE
        from efficacy_tui.tui.screens.page_contents import support_page

        page = support_page(self.app.settings.sibling_path(FILE), self.app.word_language())
        if not (isinstance(self.app.screen, type(page)) and self.app.screen.heading == page.heading):
            self.app.push_screen(page)

    def help(self) -> None:
        from efficacy_tui.tui.screens.page_contents import help_page

        place: Place = getattr(self.app.screen, "place", "dashboard")
        unavailable = {
            command.id: reason for command in commands_in(place) if (reason := self.app.unavailable_reason(command.id))
        }
        self.app.clear_notifications()
        self.app.push_screen(help_page(place, unavailable, self.app.journal_session.location))

    def settings(self) -> None:
        from efficacy_tui.flows.edit_setting import EditSetting
        from efficacy_tui.tui.screens.settings import SettingsScreen

        app = self.app

        def edit(name: str) -> None:
            app.ask(EditSetting(app.journal, app.settings, self._settings_changed, name), screen.reload)

        themes = tuple(sorted(app.available_themes, key=lambda name: (not name.startswith("efficacy"), name)))
        screen = SettingsScreen(app.settings, themes, self._settings_changed, edit, self.domains)
        app.push_screen(screen)

    def palette(self) -> None:
        from efficacy_tui.tui.palette import open_palette

        open_palette(self.app)

    def mask(self) -> None:
        self.app.toggle_mask()

    def suspend(self) -> None:
        self.app.action_suspend_process()

    def copy(self) -> None:
        from efficacy_tui.tui.clipboard import text_to_copy
        from efficacy_tui.tui.privacy.mask import COPY_REFUSED

        text = text_to_copy(self.app)
        if self.app.masked:
            self.app.announce(COPY_REFUSED)
        elif text is None:
            self.app.announce("There is nothing to copy here. Select text with the mouse; ctrl+c copies it.")
        else:
            self.app.copy_to_clipboard(text)
            self.app.announce(self.app.copy_message(text))

    def quit(self) -> None:
        self.app.leave()

    # -- opening the item under the cursor -------------------------------------------------------

    def open_item(self, item: TimelineItem) -> None:
        """Open a timeline item's page."""
        self._pages.open_item(item)

    def open_challenge(self) -> None:
        """Open the current challenge's page; without a challenge, design one, and without a domain, add one first."""
        snapshot = self.app.snapshot
        if snapshot is not None and snapshot.challenge is not None:
            self._pages.open_challenge(snapshot.challenge)
        elif snapshot and snapshot.selected:
            self.run("design")
        else:
            self.domains()

    def _open_ladder_of(self, item: TimelineItem) -> None:
        """Open the ladder of the domain that an item belongs to, at its rung."""
        from efficacy_tui.wording.ladder_lines import LADDER_ARCHIVED

        domain = self.app.journal.domains.get(item.domain)
        if domain is None or domain.archived:
            self.app.announce(LADDER_ARCHIVED)
            return
        self.app.snapshot_worker.selected = domain.id
        self.app.snapshot_worker.rebuild()
        if item.kind == "rung":
            self._ladder_cursors[domain.id] = item.id
        self.ladder()
