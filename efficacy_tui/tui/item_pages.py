"""Opens the page of an item of the timeline, and does what is chosen there. Imported at the first command."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from efficacy_tui.flows.command_table import BY_ID

if TYPE_CHECKING:
    from efficacy_tui.journal.timeline import TimelineItem
    from efficacy_tui.model.records import AnyEvidence, Challenge
    from efficacy_tui.store.tables import RowKey
    from efficacy_tui.tui.dashboard_app import DashboardApp

NOTE_TABLES = {"session": "reappraisals", "note": "checkins", "review": "reviews"}
"""Kind of an item that is only read → the table of its record."""


class ItemPages:
    """The pages of items; `open_ladder` opens a ladder at the rung, or at the goal, that an item is."""

    def __init__(self, app: DashboardApp, open_ladder: Callable[[TimelineItem], None]) -> None:
        self._app = app
        self._open_ladder = open_ladder

    def open_item(self, item: TimelineItem) -> None:
        """Open an item's page, or the ladder it belongs to."""
        match item.kind:
            case "session" | "note" | "review":
                self._open_note(item)
            case "rung" | "goal":
                self._open_ladder(item)
            case "outcome" | "challenge":
                challenge = self._app.journal.challenges.get(item.id)
                if challenge is not None and challenge.closed is None:
                    self.open_challenge(challenge)
                elif challenge is not None:
                    self._open_outcome(challenge, item.mastery)
            case _:
                self._open_evidence(item)

    def open_challenge(self, challenge: Challenge) -> None:
        """Open the page of a challenge that is under way."""
        from efficacy_tui.flows.edit_challenge import EditChallenge
        from efficacy_tui.tui.screens.page_contents import challenge_page

        app = self._app

        def carry_out(command: str | None) -> None:
            if command == "edit-entry":
                app.ask(EditChallenge(app.journal, challenge))
            else:
                self._show_versions(command, ("challenges", challenge.id))

        domain, neighbours = self._domain_name(challenge.domain), app.journal.challenges.neighbours(challenge)
        app.push_screen(challenge_page(challenge, domain, app.journal.today(), *neighbours), carry_out)

    def _open_outcome(self, challenge: Challenge, mastery_id: str) -> None:
        """Open an outcome's page; its keys edit and delete the mastery entry written about it, if there is one."""
        from efficacy_tui.flows.ask_feedback import AskFeedback
        from efficacy_tui.tui.screens.page_contents import challenge_page

        app = self._app
        domain, neighbours = self._domain_name(challenge.domain), app.journal.challenges.neighbours(challenge)
        entry = app.journal.evidence.get(mastery_id) if mastery_id else None
        page = challenge_page(challenge, domain, app.journal.today(), *neighbours, mastery=entry)
        keys: tuple[RowKey, ...] = (("challenges", challenge.id), *((("evidence", entry.id),) if entry else ()))

        def carry_out(command: str | None) -> None:
            if command == "ask-feedback":
                app.ask(AskFeedback(app.journal, challenge))
            else:
                self._carry_out_on_entry(entry, keys, command)

        app.push_screen(page, carry_out)

    def _open_evidence(self, item: TimelineItem) -> None:
        from efficacy_tui.tui.screens.page_contents import evidence_page

        journal = self._app.journal
        entry = journal.evidence.get(item.id)
        if entry is None:
            return
        challenge = journal.challenges.get(entry.challenge) if entry.challenge else None
        page = evidence_page(entry, self._domain_name(item.domain), journal.today(), challenge)
        self._app.push_screen(page, partial(self._carry_out_on_entry, entry, (("evidence", entry.id),)))

    def _open_note(self, item: TimelineItem) -> None:
        """Open the page of a session, a note or a review."""
        from efficacy_tui.tui.screens.page_contents import item_page

        all_items = self._app.snapshot.all_items if self._app.snapshot else ()
        if (page := item_page(item, self._app.journal, all_items)) is not None:
            key = (NOTE_TABLES[item.kind], item.id)
            self._app.push_screen(page, lambda command: self._show_versions(command, key))

    def _domain_name(self, identifier: str) -> str:
        domain = self._app.journal.domains.get(identifier)
        return domain.name if domain else "–"

    def _carry_out_on_entry(self, entry: AnyEvidence | None, keys: tuple[RowKey, ...], command: str | None) -> None:
        """Edit or delete an entry as its page was asked to, or show the earlier versions of the records `keys`."""
        from efficacy_tui.flows.evidence import EditEvidence

        app = self._app
        if command == "edit-entry" and entry is not None:
            app.ask(EditEvidence(app.journal, entry))
        elif command == "delete-entry" and entry is not None:
            if app.attempt(lambda: app.journal.evidence.delete(entry.id)):
                app.announce(f"Deleted · {BY_ID['undo'].key} undo")
        else:
            self._show_versions(command, *keys)

    def _show_versions(self, command: str | None, *keys: RowKey) -> None:
        """Ask about the earlier versions of records if that was what their page was left for."""
        from efficacy_tui.flows.earlier_versions import EarlierVersions

        if command == "earlier-versions":
            self._app.ask(EarlierVersions(self._app.journal, *keys))
