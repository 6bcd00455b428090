"""Questions about the journal file itself: damaged at the start, a second copy beside it, unsaved at the end."""

from __future__ import annotations

from pathlib import Path

from efficacy_tui.flows.flow import Answers, Flow, FlowResult
from efficacy_tui.flows.question_types import ChoiceQuestion, Option, Question
from efficacy_tui.journal import maintenance
from efficacy_tui.journal.errors import Rejected
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model import locale_format
from efficacy_tui.model.locale_format import short_date
from efficacy_tui.store.errors import JournalUnreadable, StoreError

_SEEN = "copies seen"


class RecoverJournal(Flow):
    """A journal that cannot be read: put a backup in its place, begin anew beside it, or leave everything."""

    title = "Your journal"
    escape_hint = "esc leaves everything as it is"

    def __init__(self, journal: Journal, error: JournalUnreadable) -> None:
        super().__init__(journal)
        self.error = error
        self.recovered = False

    def questions(self, answers: Answers) -> list[Question]:
        options = []
        backup = maintenance.backup_time(self.journal, self.error.backup)
        if backup is not None:
            local = backup.astimezone(self.journal.now().tzinfo)
            when = f"{short_date(local.date(), self.journal.now().date())}, {locale_format.time_of_day(local)}"
            options.append(Option(value="restore", key="r", label=f"Restore the backup of {when}"))
        options += [
            Option(value="new", key="n", label="Begin an empty journal"),
            Option(value="leave", key="l", label="Leave everything and quit"),
        ]
        return [
            ChoiceQuestion(
                key="what",
                context=f"It could not be read: {self.error.why}. Nothing was changed.\n{self.error.path}",
                prompt="What would you like to do?",
                hint="The damaged file stays beside it, dated in its name.",
                options=tuple(options),
            )
        ]

    def finish(self, answers: Answers) -> FlowResult:
        match answers["what"]:
            case "restore" if self.error.backup is not None:
                aside = maintenance.restore_backup(self.journal, self.error.backup)
            case "new":
                aside = maintenance.set_damaged_aside(self.journal)
            case _:
                return FlowResult()
        self.recovered = True
        return FlowResult(f"The damaged file is kept as {aside.name}" if aside else "")


class MergeConflictCopy(Flow):
    """A copy of the journal that a file synchroniser left beside it."""

    title = "A second copy"
    escape_hint = "esc asks another time"

    def __init__(self, journal: Journal, copy: Path) -> None:
        super().__init__(journal)
        self.copy = copy

    @classmethod
    def pending(cls, journal: Journal) -> list[MergeConflictCopy]:
        """The copies beside the journal that were not decided on yet."""
        seen = journal.settings.get(_SEEN, [])
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
        self._decided()
        return FlowResult("Left as it is")

    def _merge(self) -> str:
        try:
            merged = maintenance.merge_copy(self.journal, self.copy)
        except (Rejected, StoreError) as error:
            return str(error)
        self._decided()
        return f"Merged: {merged.lines()[0]}" if merged.lines() else "Merged"

    def _decided(self) -> None:
        seen = self.journal.settings.get(_SEEN, [])
        self.journal.settings.set(_SEEN, [*seen[-20:], maintenance.copy_signature(self.copy)])


class QuitUnsaved(Flow):
    """Something could not be saved yet, and the person wants to quit."""

    title = "Not saved yet"
    escape_hint = "esc stays"

    def __init__(self, journal: Journal, waiting: int) -> None:
        super().__init__(journal)
        self.waiting = waiting
        self.quit = False

    def questions(self, answers: Answers) -> list[Question]:
        changes = "One change" if self.waiting == 1 else f"{self.waiting} changes"
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
