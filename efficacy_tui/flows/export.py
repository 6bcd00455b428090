"""Writing the journal out from the dashboard: in which form, which part, and where."""

from __future__ import annotations

import os
from pathlib import Path

from efficacy_tui.exchange.export import FORMS, export
from efficacy_tui.flows.flow import Answers, Flow, FlowResult
from efficacy_tui.flows.question_types import ChoiceQuestion, Option, Question, TextQuestion
from efficacy_tui.flows.shared_questions import number_key

_SAID = {
    "json": ("JSON", "everything, to be imported again"),
    "csv": ("CSV", "one file a table, for a spreadsheet"),
    "markdown": ("Markdown", "a report to read"),
}
_ENDING = {"json": "copy.json", "csv": "tables", "markdown": "report.md"}
_NOTES = (
    Option(value="yes", key="y", label="With everything you wrote"),
    Option(value="no", key="n", label="Without notes", hint="names, tasks and titles stay"),
)


class ExportJournal(Flow):
    """The same files as the shell's export."""

    title = "Export"
    escape_hint = "esc leaves it"

    def questions(self, answers: Answers) -> list[Question]:
        form = answers.get("form", "json")
        forms = tuple(
            Option(value=each, key=number_key(i), label=_SAID[each][0], hint=_SAID[each][1])
            for i, each in enumerate(FORMS)
        )
        domains = tuple(
            Option(value=domain.id, key=number_key(i + 1), label=domain.name)
            for i, domain in enumerate(self.journal.domains.all())
        )
        part = ChoiceQuestion(
            key="domain",
            label="Domain",
            prompt="All of it, or one domain?",
            options=(Option(value="all", key="1", label="All of it"), *domains),
        )
        return [
            ChoiceQuestion(key="form", label="Form", prompt="In which form?", options=forms),
            *([part] if len(domains) > 1 else []),
            ChoiceQuestion(key="notes", label="Texts", prompt="With your own words?", options=_NOTES),
            TextQuestion(
                key="place",
                label="To",
                prompt="Where to? A file that is not there yet." if form != "csv" else "Into which new folder?",
                hint=f"like ~/efficacy/{_ENDING[form]}",
                check=_place_problem,
            ),
        ]

    def finish(self, answers: Answers) -> FlowResult:
        journal = self.journal
        chosen = answers.get("domain", "all")
        contents, now, today = journal.contents, journal.now(), journal.today()

        def write() -> str:
            files = export(
                contents,
                answers["form"],
                at=now,
                today=today,
                domain=None if chosen == "all" else chosen,
                notes=answers["notes"] == "yes",
            )
            return _put(Path(answers["place"]).expanduser(), files, folder=answers["form"] == "csv")

        return FlowResult("Writing …", background_task=write)


def _place_problem(text: str) -> str | None:
    try:
        Path(text).expanduser()
    except RuntimeError:
        return "There is no such home folder. Write the whole path."
    return None


def _put(place: Path, files: dict[str, bytes], *, folder: bool) -> str:
    """Write the files for their owner alone, over nothing that is there; gives what to say of it."""
    try:
        if folder:
            place.mkdir(parents=True, mode=0o700)
        else:
            place.parent.mkdir(parents=True, exist_ok=True)
        for name, data in files.items():
            handle = os.open(place / name if folder else place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(data)
    except FileExistsError:
        return f"{place} is there already, so nothing was written. Give another name."
    except OSError as error:
        return f"It could not be written to {place}: {error.strerror}. Your journal is as it was."
    return f"Exported to {place}"
