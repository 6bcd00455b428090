"""Flows about the journal file itself: an unreadable file, a conflict copy beside it, unsaved changes on quitting."""

from __future__ import annotations

import contextlib
import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

from efficacy_tui.flows.flow import Answers, Flow, FlowResult
from efficacy_tui.flows.question_types import ChoiceQuestion, Option, Question
from efficacy_tui.journal import conflict_copies, maintenance
from efficacy_tui.journal.conflict_copies import ConflictCopy
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model import locale_format
from efficacy_tui.model.locale_format import short_date
from efficacy_tui.store.errors import JournalMissing, JournalUnreadable, Rejected, StoreError, describe_copies
from efficacy_tui.wording.merge import merge_lines

if TYPE_CHECKING:
    from efficacy_tui.store.repair import RecoveryPlan


class RecoverJournal(Flow):
    """Asks what to do with a journal that cannot be opened: fix it, restore a backup, begin an empty one, or quit."""

    title = "Your journal"
    escape_hint = "esc leaves everything as it is"

    def __init__(self, journal: Journal, error: JournalUnreadable) -> None:
        super().__init__(journal)
        self.error = error
        self.recovered = False
        self._plan: RecoveryPlan | None = None

    def prepare(self) -> None:
        """Read the file and its copies to find what can be done."""
        if self._plan is None:
            with contextlib.suppress(Rejected, StoreError):
                self._plan = maintenance.plan_recovery(self.journal)

    def questions(self, answers: Answers) -> list[Question]:
        self.prepare()
        questions: list[Question] = [
            ChoiceQuestion(
                key="what",
                context=f"{self._describe_problem()} Nothing was changed.\n{self.error.path}",
                prompt="What would you like to do?",
                hint=self._describe_what_stays(),
                options=(*self._options(), Option(value="leave", key="l", label="Change nothing and quit")),
            )
        ]
        if answers.get("what") == "restore" and self._plan is not None and self._plan.backup is not None:
            questions.append(
                ChoiceQuestion(
                    key="sure",
                    context=self._describe_restore(self._plan),
                    prompt="Replace your journal with it?",
                    options=(
                        Option(value="yes", key="y", label="Replace it"),
                        Option(value="no", key="l", label="Change nothing and quit"),
                    ),
                )
            )
        return questions

    def _describe_restore(self, plan: RecoveryPlan) -> str:
        from efficacy_tui.wording.restore import loss_sentences

        latest = plan.backup.latest if plan.backup is not None else None
        newest_entry = "" if latest is None else f"Its newest entry is from {self._format_time(latest)}."
        return "\n".join([newest_entry, *loss_sentences(plan.loss)]).strip()

    def _describe_problem(self) -> str:
        if isinstance(self.error, JournalMissing):
            return f"Your journal is not where it was, but {describe_copies(self.error.copies)}."
        count = self._plan.repair.aside_count if self._plan is not None and self._plan.repair is not None else 0
        if count:
            # Say how much is damaged and that the rest is fine; “efficacy doctor” says where.
            records = "1 record is" if count == 1 else f"{count} records are"
            return f"Your journal could not be read: {records} damaged. The rest is fine."
        return f"Your journal could not be read: {self.error.reason}."

    def _describe_what_stays(self) -> str:
        if isinstance(self.error, JournalMissing):
            return "The copies stay where they are."
        return "The present file stays in its folder, with the date in its name."

    def _options(self) -> list[Option]:
        options = []
        plan = self._plan
        if plan is not None and plan.repair is not None:
            count = plan.repair.aside_count
            hint = "nothing is set aside" if not count else f"{count} record{'' if count == 1 else 's'} set aside"
            options.append(Option(value="repair", key="f", label="Fix it and open the rest", hint=hint))
        if plan is not None and plan.backup is not None:
            label = f"Restore the backup of {self._format_time(plan.backup.at)}"
            options.append(Option(value="restore", key="r", label=label))
        return [*options, Option(value="new", key="n", label="Start an empty journal")]

    def _format_time(self, at: dt.datetime) -> str:
        local = at.astimezone(self.journal.now().tzinfo)
        return f"{short_date(local.date(), self.journal.now().date())}, {locale_format.time_of_day(local)}"

    def finish(self, answers: Answers) -> FlowResult:
        aside_path: Path | None = None
        match answers["what"]:
            case "repair":
                report = maintenance.repair(self.journal)
                aside_path = report.backup
            case "restore" if answers.get("sure") == "yes" and self._plan is not None and self._plan.backup is not None:
                aside_path = maintenance.restore_backup(self.journal, self._plan.backup.path)
            case "new":
                aside_path = maintenance.begin_anew(self.journal)
            case _:
                return FlowResult()
        self.recovered = True
        return FlowResult(f"The old file is kept as {aside_path.name}" if aside_path else "")


class MergeConflictCopy(Flow):
    """Asks whether to merge a copy of the journal that a file synchroniser left beside it."""

    title = "Another copy"
    escape_hint = "esc later"

    def __init__(self, journal: Journal, copy: ConflictCopy) -> None:
        super().__init__(journal)
        self.copy = copy
        self.is_other = maintenance.is_other_journal(journal, copy.path)

    @classmethod
    def pending(cls, journal: Journal) -> list[MergeConflictCopy]:
        """Build a flow for each conflict copy that still needs a decision; reads the journal's folder."""
        return [cls(journal, copy) for copy in conflict_copies.list_conflict_copies(journal) if not copy.is_settled]

    def questions(self, answers: Answers) -> list[Question]:
        return [
            ChoiceQuestion(
                key="what",
                context=f"There is another file beside your journal: {self.copy.path.name}, {self._describe_origin()}",
                prompt="Merge it into your journal?",
                hint="In each field the later change wins; what it replaces stays in the history.",
                options=(
                    Option(value="merge", key="m", label="Merge it"),
                    Option(value="leave", key="l", label="Leave it, and do not ask about it again"),
                ),
            )
        ]

    def _describe_origin(self) -> str:
        if self.is_other:
            return "which is another journal, not a copy. Yours is backed up before they are merged."
        return "a copy from another machine or a synchroniser."

    def finish(self, answers: Answers) -> FlowResult:
        if answers["what"] == "merge":
            return FlowResult("Merging …", background_task=self._merge)
        conflict_copies.settle_copy(self.journal, self.copy.digest)
        return FlowResult("Nothing was changed")

    def _merge(self) -> str:
        try:
            report = maintenance.merge_copy(self.journal, self.copy.path, accept_other=self.is_other)
        except (Rejected, StoreError) as error:
            return str(error)
        # The merge is saved; if this is not, the copy is only asked about again.
        with contextlib.suppress(Rejected, StoreError):
            conflict_copies.settle_copy(self.journal, self.copy.digest)
        return f"Merged: {' '.join(merge_lines(report, self.journal.today())[0].split())}"


class VanishedJournal(Flow):
    """Asks what to do when the file of an open journal is gone: write it again, or close without it."""

    title = "Your journal"
    escape_hint = "esc later"

    def __init__(self, journal: Journal) -> None:
        super().__init__(journal)
        self.close = False

    def questions(self, answers: Answers) -> list[Question]:
        return [
            ChoiceQuestion(
                key="what",
                context=(
                    "Your journal file is gone: another program has moved or deleted it. Everything in it is "
                    f"still open here; nothing was written.\n{self.journal.path}"
                ),
                prompt="What would you like to do?",
                hint="If the file comes back, it is used again.",
                options=(
                    Option(value="write", key="w", label="Write it again"),
                    Option(value="close", key="c", label="Close without writing it"),
                ),
            )
        ]

    def finish(self, answers: Answers) -> FlowResult:
        if answers["what"] == "close":
            self.close = True
            return FlowResult()
        return FlowResult("Writing …", background_task=self._write)

    def _write(self) -> str:
        try:
            self.journal.write_again()
        except StoreError as error:
            return str(error)
        return "Your journal file has been written again"


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
                context=f"{changes} could not be saved yet. The program tries again every few seconds.",
                prompt="Stay until everything is saved?",
                options=(
                    Option(value="stay", key="s", label="Stay"),
                    Option(value="quit", key="q", label="Quit and lose what is not saved"),
                ),
            )
        ]

    def finish(self, answers: Answers) -> FlowResult:
        self.quit = answers["what"] == "quit"
        return FlowResult()
