"""The export flow: asks for the format, the domain, whether to include texts, and the path."""

from __future__ import annotations

from pathlib import Path

from efficacy_tui.exchange.export import EXPORT_FORMATS, ExportFormat, export
from efficacy_tui.flows.flow import Answers, Flow, FlowResult
from efficacy_tui.flows.question_types import ChoiceQuestion, Option, Question, TextQuestion
from efficacy_tui.flows.shared_questions import number_key
from efficacy_tui.store import atomic_file
from efficacy_tui.store.exports import create_export, create_export_folder

_FORM_LABELS = {
    "json": ("JSON", "everything, to be imported again"),
    "csv": ("CSV", "one file per table, for a spreadsheet"),
    "markdown": ("Markdown", "the report as text, with every entry"),
    "html": ("HTML report", "the last year, for you or a coach, in any browser"),
}
PRESELECTED: ExportFormat = "html"
_FILE_NAMES = {"json": "copy.json", "csv": "tables", "markdown": "report.md", "html": "report.html"}
_NOTE_OPTIONS = (
    Option(value="yes", key="y", label="With everything you wrote"),
    Option(value="no", key="n", label="Without notes", hint="names, tasks and titles stay"),
)


class ExportJournal(Flow):
    """Writes the same files as the shell's export."""

    title = "Export"
    escape_hint = "esc cancels"

    def questions(self, answers: Answers) -> list[Question]:
        form = answers.get("form", PRESELECTED)
        forms = tuple(Option(name, number_key(i), *_FORM_LABELS[name]) for i, name in enumerate(EXPORT_FORMATS))
        domains = tuple(
            Option(value=domain.id, key=number_key(i + 1), label=domain.name)
            for i, domain in enumerate(self.journal.domains.all())
        )
        domain_choice = ChoiceQuestion(
            key="domain",
            label="Domain",
            prompt="All of it, or one domain?",
            options=(Option(value="all", key="1", label="All of it"), *domains),
        )
        return [
            ChoiceQuestion(key="form", label="Form", prompt="In which form?", options=forms, default=PRESELECTED),
            *([domain_choice] if len(domains) > 1 else []),
            ChoiceQuestion(key="notes", label="Texts", prompt="With your own words?", options=_NOTE_OPTIONS),
            TextQuestion(
                key="place",
                label="To",
                prompt="Where to? Name a file that does not exist yet." if form != "csv" else "Into which new folder?",
                hint=f"For example: ~/efficacy/{_FILE_NAMES[form]}",
                check=_path_problem,
            ),
        ]

    def finish(self, answers: Answers) -> FlowResult:
        journal = self.journal
        domain_id = answers.get("domain", "all")
        contents, now, today = journal.contents, journal.now(), journal.today()

        def write() -> str:
            files = export(
                contents,
                answers["form"],
                at=now,
                today=today,
                domain=None if domain_id == "all" else domain_id,
                notes=answers["notes"] == "yes",
            )
            return _write_files(Path(answers["place"]).expanduser(), files, folder=answers["form"] == "csv")

        return FlowResult("Writing …", background_task=write)


def _path_problem(text: str) -> str | None:
    try:
        Path(text).expanduser()
    except RuntimeError:
        return "There is no such home folder. Type the full path."
    return None


def _write_files(path: Path, files: dict[str, bytes], *, folder: bool) -> str:
    """Write the files, readable by their owner only, without overwriting any; return the message to show."""
    try:
        atomic_file.make_folder(path.parent.absolute())
        if folder:
            create_export_folder(path, files)
        else:
            create_export(path, next(iter(files.values())))
    except FileExistsError:
        return f"{path} already exists, so nothing was written. Choose another name."
    except OSError as error:
        return f"The export could not be written to {path}: {error.strerror or error}. Your journal was not changed."
    return f"Exported to {path}"
