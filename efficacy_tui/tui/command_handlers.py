"""What each command of the registry does, beyond the flows that `asking` knows. Imported at the first command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

from efficacy_tui.tui.bindings import BY_ID, Place, commands_in
from efficacy_tui.tui.widgets.content_lines import shorten

if TYPE_CHECKING:
    from efficacy_tui.flows.flow import Flow
    from efficacy_tui.journal.search import TimelineIndex
    from efficacy_tui.journal.snapshot import DashboardSnapshot
    from efficacy_tui.journal.timeline import TimelineItem
    from efficacy_tui.journal.trends import TrendReport
    from efficacy_tui.model.records import Challenge
    from efficacy_tui.tui.app import EfficacyApp

TITLE = 40
"""Cells of a change's title that are said when it is taken back."""

TOAST_MARGIN = 4
"""Columns of the screen beside the words at its lower edge."""


class CommandHandlers:
    """One method a command, named by its id."""

    def __init__(self, app: EfficacyApp) -> None:
        self.app = app
        self._indexed: TimelineIndex | None = None

    def run(self, command: str) -> None:
        """Do what a command (id) says; that it can be done now is known."""
        from efficacy_tui.tui import question_modules

        app = self.app
        if app.snapshot is not None and command in question_modules.FLOW_COMMANDS:
            if (flow := question_modules.build_flow(command, app.journal, app.snapshot)) is not None:
                ended = command == "outcome"
                app.ask(flow, (lambda: app.flow_runner.offer_profile(after_challenge=True)) if ended else None)
        else:
            getattr(self, command.replace("-", "_"))()

    def trends(self) -> None:
        from efficacy_tui.tui.screens.trends import TrendsScreen

        self.app.push_screen(TrendsScreen(lambda: self.app.snapshot, self._report, self.select_by))

    def _report(self, domain: str, window: int | None) -> TrendReport | None:
        """What the trends screen says of a domain (id) over the last `window` days; called off the event loop."""
        from efficacy_tui.journal.trends import build_trend_report

        overview = self.app.snapshot
        if overview is None or domain not in overview.domain_stats:
            return None
        return build_trend_report(self.app.journal.contents, overview.domain_stats[domain], overview.domains, window)

    def _index(self, overview: DashboardSnapshot) -> TimelineIndex:
        """What is searched through; kept after the search was closed, for as long as nothing changes."""
        from efficacy_tui.journal.search import TimelineIndex

        index, names = self._indexed, {domain.id: domain.name for domain in overview.domains}
        if index is None or index.items is not overview.all_items or index.names != names:
            index = self._indexed = TimelineIndex(overview.all_items, names)
        return index

    def search(self) -> None:
        from efficacy_tui.flows.go_to_date import GoToDate
        from efficacy_tui.tui.screens.timeline import TimelineScreen

        def ask_day() -> None:
            self.app.ask(GoToDate(self.app.journal, screen.list.go_to_day))

        screen = TimelineScreen(lambda: self.app.snapshot, ask_day, self._index)
        self.app.push_screen(screen)

    def profile(self) -> None:
        from efficacy_tui.tui.screens.profile import ProfileScreen

        self.app.push_screen(ProfileScreen(self.app.journal, self.app.instrument(), self.app.ask))

    def explain(self) -> None:
        from efficacy_tui.tui.screens.explain import ExplainScreen

        self.app.push_screen(ExplainScreen())

    def previous_domain(self) -> None:
        self.select_by(-1)

    def next_domain(self) -> None:
        self.select_by(1)

    def select_by(self, by: int) -> None:
        if self.app.snapshot and self.app.snapshot.selected:
            rows = self.app.snapshot.domains
            place = next(i for i, domain in enumerate(rows) if domain.id == self.app.snapshot.selected.id)
            self.app.snapshot_worker.selected = rows[(place + by) % len(rows)].id
            self.app.snapshot_worker.rebuild()

    def pane_1(self) -> None:
        self.app.dashboard.go_to(1)

    def pane_2(self) -> None:
        self.app.dashboard.go_to(2)

    def pane_3(self) -> None:
        self.app.dashboard.go_to(3)

    def pane_4(self) -> None:
        self.app.dashboard.go_to(4)

    def zoom(self) -> None:
        if (
            self.app.dashboard.focused_pane == 2
            and not self.app.dashboard.zoomed
            and self.app.snapshot
            and self.app.snapshot.items
        ):
            self.search()
        else:
            self.app.dashboard.toggle_zoom()

    def domains(self) -> None:
        from efficacy_tui.tui import question_modules as question_modules
        from efficacy_tui.tui.screens.domains import DomainsScreen

        def chosen(flow: Flow | None) -> None:
            if flow is not None:
                self.app.ask(flow, self.domains)

        if not self.app.journal.domains.all(archived=True):
            self.app.ask(question_modules.FirstStart(self.app.journal))
            return
        selected = self.app.snapshot.selected.id if self.app.snapshot and self.app.snapshot.selected else None
        self.app.push_screen(DomainsScreen(self.app.journal, selected), chosen)

    def undo(self) -> None:
        room = self.app.size.width - TOAST_MARGIN
        what, back = shorten(self.app.journal.undo(), TITLE), f"{BY_ID['redo'].key} puts it back"
        if cell_len(f"Undone: {what} · {back}") <= room:
            self.app.announce(f"Undone: {what} · {back}")
        else:
            self.app.announce(f"Undone: {shorten(what, room - len('Undone: '))}\n{back}")
        self._reload_domains()

    def redo(self) -> None:
        self.app.announce(f"Put back: {shorten(self.app.journal.redo(), TITLE)}")
        self._reload_domains()

    def _reload_domains(self) -> None:
        from efficacy_tui.tui.screens.domains import DomainsScreen

        if isinstance(self.app.screen, DomainsScreen):
            self.app.screen.reload()

    def support(self) -> None:
        from efficacy_tui.flows.support import FILE
        from efficacy_tui.tui.screens.page_contents import support_page

        page = support_page(self.app.settings.sibling(FILE))
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

        def type_in(name: str) -> None:
            app.ask(EditSetting(app.journal, app.settings, app.appearance.reapply, name), screen.reload)

        themes = tuple(sorted(app.available_themes, key=lambda name: (not name.startswith("efficacy"), name)))
        screen = SettingsScreen(app.settings, themes, app.appearance.reapply, type_in, self.domains)
        app.push_screen(screen)

    def palette(self) -> None:
        from efficacy_tui.tui.palette import open_palette

        open_palette(self.app)

    def mask(self) -> None:
        self.app.toggle_mask()

    def copy(self) -> None:
        from efficacy_tui.tui.clipboard import text_to_copy
        from efficacy_tui.tui.privacy.masking_app import COPY_REFUSED

        text = text_to_copy(self.app)
        if self.app.masked:
            self.app.announce(COPY_REFUSED)
        elif text is None:
            self.app.announce("Nothing to copy stands here. A text can be selected with the mouse; ctrl+c copies it.")
        else:
            self.app.copy_to_clipboard(text)
            self.app.announce(self.app.copy_message(text))

    def quit(self) -> None:
        self.app.leave()

    # -- what is opened by pressing enter on it --------------------------------------------------

    def open_item(self, item: TimelineItem) -> None:
        """Open an entry of the timeline whole."""
        from efficacy_tui.tui import question_modules as question_modules
        from efficacy_tui.tui.screens.page_contents import challenge_page, evidence_page, item_page

        if item.kind in ("session", "note"):
            everything = self.app.snapshot.all_items if self.app.snapshot else ()
            if (page := item_page(item, self.app.journal, everything)) is not None:
                self.app.push_screen(page)
            return
        domain = self.app.journal.domains.get(item.domain)
        name, today = domain.name if domain else "–", self.app.journal.today()
        if item.kind in ("outcome", "challenge"):
            challenge = self.app.journal.challenges.get(item.id)
            if challenge is not None and challenge.closed is None:
                self._open_running(challenge, name)
            elif challenge is not None:
                self.app.push_screen(
                    challenge_page(challenge, name, today, *self.app.journal.challenges.neighbours(challenge))
                )
            return
        entry = self.app.journal.evidence.get(item.id)
        if entry is None:
            return

        def chosen(what: str | None) -> None:
            if what == "edit-entry":
                self.app.ask(question_modules.EditEvidence(self.app.journal, entry))
            elif what == "delete-entry" and self.app.attempt(lambda: self.app.journal.evidence.delete(entry.id)):
                self.app.announce(f"Deleted · {BY_ID['undo'].key} undo")

        challenge = self.app.journal.challenges.get(entry.challenge) if entry.challenge else None
        self.app.push_screen(evidence_page(entry, name, today, challenge), chosen)

    def open_challenge(self) -> None:
        """Open the challenge shown; where there is none, what comes before it."""

        overview = self.app.snapshot
        if overview is None or overview.challenge is None:
            self.run("design") if overview and overview.selected else self.domains()
            return
        self._open_running(overview.challenge, overview.selected.name if overview.selected else "–")

    def _open_running(self, challenge: Challenge, domain: str) -> None:
        """A running challenge whole, with a key to change it."""
        from efficacy_tui.tui import question_modules as question_modules
        from efficacy_tui.tui.screens.page_contents import challenge_page

        def chosen(what: str | None) -> None:
            if what == "edit-entry":
                self.app.ask(question_modules.EditChallenge(self.app.journal, challenge))

        around = self.app.journal.challenges.neighbours(challenge)
        self.app.push_screen(challenge_page(challenge, domain, self.app.journal.today(), *around), chosen)
