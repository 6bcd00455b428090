"""Flows about the journal file itself: an unreadable file, a conflict copy beside it, unsaved changes on quitting."""

from __future__ import annotations

import contextlib
from pathlib import Path

from efficacy_tui.flows.flow import Answers, Flow, FlowResult
from efficacy_tui.flows.question_types import ChoiceQuestion, Option, Question
from efficacy_tui.journal import maintenance
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model import locale_format
from efficacy_tui.model.locale_format import short_date
from efficacy_tui.store.errors import JournalUnreadable, Rejected, StoreError

_SEEN_COPIES = "copies seen"


class RecoverJournal(Flow):
    """Asks what to do with an unreadable journal: restore a backup, begin an empty journal, or quit."""

    title = "Your journal"
    escape_hint = "esc leaves everything as it is"

    def __init__(self, journal: Journal, error: JournalUnreadable) -> None:
        super().__init__(journal)
        self.error = error
        self.recovered = False

    def questions(self, answers: Answers) -> list[Question]:
        options = []
        backup_time = maintenance.backup_time(self.journal, self.error.backup)
        if backup_time is not None:
            local = backup_time.astimezone(self.journal.now().tzinfo)
            when = f"{short_date(local.date(), self.journal.now().date())}, {locale_format.time_of_day(local)}"
            options.append(Option(value="restore", key="r", label=f"Restore the backup of {when}"))
        options += [
            Option(value="new", key="n", label="Begin an empty journal"),
            Option(value="leave", key="l", label="Leave everything and quit"),
        ]
        return [
            ChoiceQuestion(
                key="what",
                context=f"It could not be read: {self.error.reason}. Nothing was changed.\n{self.error.path}",
                prompt="What would you like to do?",
                hint="The damaged file stays beside it, dated in its name.",
                options=tuple(options),
            )
        ]

    def finish(self, answers: Answers) -> FlowResult:
        match answers["what"]:
            case "restore" if self.error.backup is not None:
                damaged_file = maintenance.restore_backup(self.journal, self.error.backup)
            case "new":
                damaged_file = maintenance.set_damaged_aside(self.journal)
            case _:
                return FlowResult()
        self.recovered = True
        return FlowResult(f"The damaged file is kept as {damaged_file.name}" if damaged_file else "")


class MergeConflictCopy(Flow):
    """Asks whether to merge a copy of the journal that a file synchroniser left beside it."""

    title = "A second copy"
    escape_hint = "esc asks another time"

    def __init__(self, journal: Journal, copy: Path) -> None:
        super().__init__(journal)
        self.copy = copy

    @classmethod
    def pending(cls, journal: Journal) -> list[MergeConflictCopy]:
        """Build a flow for each conflict copy that still needs a decision."""
        seen = journal.settings.get(_SEEN_COPIES, [])
        return [
            cls(journal, copy)
            for copy in maintenance.conflict_copies_of(journal)
            if maintenance.copy_signature(copy) not in seen
        ]

    def questions(self, answers: Answers) -> list[Question]:
        return [
            ChoiceQuestion(
                key="what",
                context=f"Beside your journal lies {self.copy.name}, from another machine or a synchroniser.",
                prompt="Take in what it knows?",
                hint="The newer version of each record stays; what it replaces is kept in the history.",
                options=(
                    Option(value="merge", key="m", label="Merge it"),
                    Option(value="leave", key="l", label="Leave it, and do not ask about it again"),
                ),
            )
        ]

    def finish(self, answers: Answers) -> FlowResult:
        if answers["what"] == "merge":
            return FlowResult("Merging …", background_task=self._merge)
        self._mark_seen()
        return FlowResult("Left as it is")

    def _merge(self) -> str:
        try:
            report = maintenance.merge_copy(self.journal, self.copy)
        except (Rejected, StoreError) as error:
            return str(error)
        # The merge is saved; if this is not, the copy is only asked about again.
        with contextlib.suppress(StoreError):
            self._mark_seen()
        return f"Merged: {report.lines()[0]}" if report.lines() else "Merged"

    def _mark_seen(self) -> None:
        seen = self.journal.settings.get(_SEEN_COPIES, [])
        self.journal.settings.set(_SEEN_COPIES, [*seen[-20:], maintenance.copy_signature(self.copy)])


class QuitUnsaved(Flow):
    """Asks whether to quit while changes are not saved yet."""

    title = "Not saved yet"
    escape_hint = "esc stays"

    def __init__(self, journal: Journal, unsaved: int) -> None:
        super().__init__(journal)
        self.unsaved = unsaved
        self.quit = False

    def questions(self, answers: Answers) -> list[Question]:
        changes = "One change" if self.unsaved == 1 else f"{self.unsaved} changes"
        return [
            ChoiceQuestion(
                key="what",
                context=f"{changes} could not be written to the disk yet. It is tried again every few seconds.",
                prompt="Stay until everything is safe?",
                options=(
                    Option(value="stay", key="s", label="Stay"),
                    Option(value="quit", key="q", label="Quit and lose what is not saved"),
                ),
            )
        ]

    def finish(self, answers: Answers) -> FlowResult:
        self.quit = answers["what"] == "quit"
        return FlowResult()
