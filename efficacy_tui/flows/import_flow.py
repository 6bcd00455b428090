"""The import flow: choose the file and its format, map its labels, preview the plan, and apply it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Sequence
from pathlib import Path

from efficacy_tui.exchange.apply_import import (
    ParsedImport,
    apply_import,
    build_planner,
    load_moods,
    load_rules,
    save_moods,
    save_rules,
)
from efficacy_tui.exchange.detect import detect_formats, read_import
from efficacy_tui.exchange.file_set import read_file_set
from efficacy_tui.exchange.import_plan import ImportPlan
from efficacy_tui.exchange.parsed_entries import LabelRule, Origin, ParsedFile, UnknownFormat, UnreadableFile
from efficacy_tui.exchange.readers.own_json import ExportedRecords
from efficacy_tui.exchange.readers.plain_table import ParsedTable
from efficacy_tui.flows.flow import Answers, Flow, FlowResult
from efficacy_tui.flows.label_mapping import label_questions, mapping_keys, mood_questions, moods_from, rules_from
from efficacy_tui.flows.question_types import Card, ChoiceQuestion, Option, Question, TextQuestion
from efficacy_tui.flows.shared_questions import number_key
from efficacy_tui.journal.journal import Journal
from efficacy_tui.store import atomic_file
from efficacy_tui.store.errors import Rejected, StoreError

MAX_BAD_ROWS_SHOWN = 6  # the others are only counted

_ORIGINS: dict[Origin, tuple[str, str]] = {
    "json": ("This program’s JSON", "as export writes it"),
    "csv": ("This program’s CSV", "the folder, or some of its files"),
    "loop": ("Loop Habit Tracker", "the zip file or its folder"),
    "daylio": ("Daylio", "its CSV"),
    "jrnl": ("jrnl", "its JSON, a file or a folder"),
    "dayone": ("Day One", "its JSON, or the zip file"),
    "table": ("A plain table", "its first line names day, domain, and what it holds"),
}
_ALL_ORIGINS = "all"
_TO_ANOTHER_FILE = Option(value="file", key="f", label="Choose another file")
_TO_ANOTHER_FORM = Option(value="form", key="o", label="It is in another format")
_TO_THE_MAPPING = Option(value="mapping", key="m", label="Choose again what goes where")
_ReadRequest = tuple[str, str, tuple[tuple[str, int], ...]]
"""A file, its format, and the numbers of mood words: everything that decides how the file is read."""


class ImportFile(Flow):
    """The shell's import as questions; nothing is imported before the last answer."""

    title = "Import"
    command = "import"
    escape_hint = "esc cancels"
    cleared_on_reask = ("origin", "before", "again", "go")
    prepare_after_each_answer = True

    def __init__(self, journal: Journal) -> None:
        super().__init__(journal)
        self._answers: Answers = {}
        self._detected: dict[str, list[Origin] | UnreadableFile] = {}
        self._parsed: dict[_ReadRequest, ParsedImport | UnreadableFile] = {}
        self._plans: dict[tuple[_ReadRequest, tuple[LabelRule, ...]], ImportPlan | UnreadableFile | Rejected] = {}

    # -- slow work -------------------------------------------------------------------------------

    def prepare(self) -> None:
        """Detect the format, read the file and plan the import, as far as the answers allow."""
        answers = self._answers
        file = answers.get("file")
        if file is None or "go" in answers:
            return
        if file not in self._detected:
            self._detected[file] = _detect(file)
        if (request := self._read_request(answers)) is None:
            return
        for needed_request in {request, self._without_answered_moods(request)}:
            if needed_request not in self._parsed:
                self._parsed[needed_request] = _read(needed_request)
        if any(question.key not in answers for question in self._questions_before_plan(answers)):
            return
        parsed = self._parsed[request]
        if not isinstance(parsed, UnreadableFile):
            self._plans[request, self._rules(answers)] = self._build_plan(parsed, self._rules(answers))

    def _build_plan(self, parsed: ParsedImport, rules: Iterable[LabelRule]) -> ImportPlan | UnreadableFile | Rejected:
        try:
            return build_planner(self.journal, parsed, tuple(rules))(self.journal.contents, self.journal.now())
        except (UnreadableFile, Rejected) as error:
            return error

    def _read_request(self, answers: Answers) -> _ReadRequest | None:
        if not answers.get("file") or not answers.get("origin"):
            return None
        moods = {**load_moods(self.journal), **moods_from(answers)}
        return answers["file"], answers["origin"], tuple(sorted(moods.items()))

    def _without_answered_moods(self, request: _ReadRequest) -> _ReadRequest:
        return *request[:2], tuple(sorted(load_moods(self.journal).items()))

    def _rules(self, answers: Answers) -> tuple[LabelRule, ...]:
        """The saved mapping if the person chose it, else the answered one."""
        parsed = self._parsed_without_moods(answers)
        if not isinstance(parsed, ParsedFile):
            return ()
        last_rules = load_rules(self.journal, parsed)
        if last_rules and answers.get("before") == "yes":
            return tuple(last_rules)
        return tuple(rules_from(self.journal, parsed, answers))

    def _parsed_without_moods(self, answers: Answers) -> ParsedImport | UnreadableFile | None:
        """The file parsed without the moods answered in this flow; `None` until it is read."""
        request = self._read_request(answers)
        return self._parsed.get(self._without_answered_moods(request)) if request else None

    # -- the questions ---------------------------------------------------------------------------

    def questions(self, answers: Answers) -> list[Question]:
        questions = self._questions_before_plan(answers)
        request = self._read_request(answers)
        if request is None or any(question.key not in answers for question in questions):
            return questions
        plan = self._plans.get((request, self._rules(answers)))
        if plan is None:
            return questions
        if isinstance(plan, UnreadableFile | Rejected):
            return [*questions, _retry_question(str(plan), _TO_THE_MAPPING, _TO_ANOTHER_FILE)]
        return [*questions, _confirm_question(plan)]

    def _questions_before_plan(self, answers: Answers) -> list[Question]:
        questions: list[Question] = [
            TextQuestion(
                key="file",
                label="File",
                prompt="Which file? A folder or a zip file works, too.",
                hint="For example: ~/Downloads/daylio_export.csv",
                check=_path_problem,
            )
        ]
        detected = self._detected.get(answers.get("file", ""))
        if detected is None:
            return questions
        if isinstance(detected, UnreadableFile) and not isinstance(detected, UnknownFormat):
            return [*questions, _retry_question(str(detected), _TO_ANOTHER_FILE)]
        questions.append(_origin_question([] if isinstance(detected, UnreadableFile) else detected))
        parsed = self._parsed_without_moods(answers)
        if isinstance(parsed, UnreadableFile):
            return [*questions, _retry_question(str(parsed), _TO_ANOTHER_FORM, _TO_ANOTHER_FILE)]
        return [*questions, *self._mapping_questions(parsed, answers)] if isinstance(parsed, ParsedFile) else questions

    def _mapping_questions(self, parsed: ParsedFile, answers: Answers) -> list[Question]:
        if not self.journal.domains.all():
            problem = "Entries from another program need a domain, and there is none yet. Add one first."
            return [_retry_question(problem, _TO_ANOTHER_FILE)]
        questions: list[Question] = []
        if last_rules := load_rules(self.journal, parsed):
            questions.append(_last_mapping_question(last_rules))
        if not last_rules or answers.get("before") == "no":
            questions += label_questions(self.journal, parsed, answers)
        if any(question.key not in answers for question in questions):
            return questions
        rules = self._rules(answers)
        if not rules:
            problem = "Nothing was chosen, so there is nothing to import."
            return [*questions, _retry_question(problem, _TO_THE_MAPPING, _TO_ANOTHER_FILE)]
        return [*questions, *mood_questions(parsed, rules)]

    def after_answer(self, question: Question, answers: Answers) -> Iterable[str]:
        reasked_keys: list[str] = []
        if question.key == "file":
            # Read the file again: the person may have corrected it since.
            file = answers["file"]
            self._detected.pop(file, None)
            self._parsed = {request: parsed for request, parsed in self._parsed.items() if request[0] != file}
        if question.key == "again":
            reasked_keys = ["again", "before", *mapping_keys(answers)]
            reasked_keys += {"file": ["file", "origin"], "form": ["origin"]}.get(answers["again"], [])
        self._answers = {key: value for key, value in answers.items() if key not in reasked_keys}
        return reasked_keys

    # -- the end ---------------------------------------------------------------------------------

    def finish(self, answers: Answers) -> FlowResult:
        request, rules = self._read_request(answers), self._rules(answers)
        parsed = self._parsed.get(request) if request else None
        plan = self._plans.get((request, rules)) if request else None
        if (
            answers["go"] == "no"
            or not isinstance(parsed, ParsedFile | ExportedRecords | ParsedTable)
            or not isinstance(plan, ImportPlan)
        ):
            return FlowResult("Nothing was imported")
        if plan.is_empty and answers["go"] != "update":
            return FlowResult(" ".join(plan.sentences(done=True)))
        is_new_mapping, moods = answers.get("before") != "yes", moods_from(answers)

        def run_import() -> str | FlowResult:
            try:
                applied_plan = apply_import(
                    self.journal,
                    Path(answers["file"]).name,
                    build_planner(self.journal, parsed, rules, update=answers["go"] == "update"),
                )
            except (UnreadableFile, Rejected, StoreError) as error:
                return f"{error} Nothing was imported."
            if is_new_mapping and isinstance(parsed, ParsedFile):
                # The import itself is saved; without the mapping, the next one only asks again.
                with contextlib.suppress(Rejected, StoreError):
                    save_rules(self.journal, parsed, rules)
                    save_moods(self.journal, moods)
            return FlowResult(" ".join(applied_plan.sentences(done=True)).removesuffix("."), offers=("undo",))

        return FlowResult("Importing …", background_task=run_import)

    def leave(self, answers: Answers, question: Question | None) -> str:
        return "Nothing was imported" if answers else ""


def _detect(file: str) -> list[Origin] | UnreadableFile:
    path = _path(file)
    try:
        return detect_formats(read_file_set(path), path)
    except UnreadableFile as error:
        return error


def _read(request: _ReadRequest) -> ParsedImport | UnreadableFile:
    file, origin, moods = request
    try:
        chosen_origin = next((name for name in _ORIGINS if name == origin), None)
        return read_import(_path(file), chosen_origin, moods=dict(moods))
    except UnreadableFile as error:
        return error


def _path(text: str) -> Path:
    return Path(text).expanduser()


def _path_problem(text: str) -> str | None:
    try:
        path = _path(text)
        if atomic_file.is_folder(path):
            atomic_file.list_folder(path)
        else:
            atomic_file.check_readable(path)
    except RuntimeError:
        return "There is no such home folder. Type the full path."
    except FileNotFoundError:
        return f"There is no file {path}."
    except (OSError, ValueError) as error:
        return f"{path} cannot be read: {getattr(error, 'strerror', None) or error}."
    return None


def _origin_question(detected: Sequence[Origin]) -> ChoiceQuestion:
    options = [Option(origin, number_key(i), *texts) for i, (origin, texts) in enumerate(_ORIGINS.items())]
    if len(detected) > 1:
        names = ", ".join(_ORIGINS[origin][0] for origin in detected)
        options.insert(0, Option(_ALL_ORIGINS, "a", "All that is in it", names))
    default = "" if not detected else detected[0] if len(detected) == 1 else _ALL_ORIGINS
    return ChoiceQuestion(
        key="origin",
        label="From",
        context="" if detected else "Its format could not be recognised.",
        prompt="Which format is it?",
        options=tuple(options),
        default=default,
        without_preselection=not detected,
    )


def _last_mapping_question(last_rules: Iterable[LabelRule]) -> ChoiceQuestion:
    return ChoiceQuestion(
        key="before",
        label="Mapping",
        context="\n".join(f"“{rule.label}” goes to {rule.domain}, as {rule.kind}" for rule in last_rules),
        prompt="As last time?",
        options=(Option("yes", "y", "As last time"), Option("no", "n", "Choose again what goes where")),
        default="yes",
    )


def _retry_question(problem: str, *options: Option) -> ChoiceQuestion:
    return ChoiceQuestion(key="again", context=problem, prompt="What would you like to do?", options=options)


def _confirm_question(plan: ImportPlan) -> Question:
    sentences = plan.sentences(done=False)
    if plan.bad_rows:
        rows = [f"{bad_row.where}: {bad_row.reason}" for bad_row in plan.bad_rows[:MAX_BAD_ROWS_SHOWN]]
        if len(plan.bad_rows) > MAX_BAD_ROWS_SHOWN:
            rows.append(f"… and {len(plan.bad_rows) - MAX_BAD_ROWS_SHOWN:,} more")
        count = plan.bad_row_count
        return ChoiceQuestion(
            key="go",
            context="\n".join([*rows, "", "Without " + ("it:" if count == 1 else "them:"), *sentences]),
            prompt="One row cannot be read." if count == 1 else f"{count:,} rows cannot be read.",
            options=(
                Option(
                    "yes", "l", "Leave it out, import the rest" if count == 1 else "Leave them out, import the rest"
                ),
                *_update_options(plan),
                Option("no", "n", "Stop, and import nothing"),
            ),
            without_preselection=True,
        )
    if plan.is_empty and not plan.differing_count:
        return Card(key="go", prompt="There is nothing to import", lines=tuple(sentences))
    take_in = () if plan.is_empty else (Option("yes", "y", "Import it"),)
    return ChoiceQuestion(
        key="go",
        context="\n".join(sentences),
        prompt="Import this?",
        hint="One undo takes it all back.",
        options=(*take_in, *_update_options(plan), Option("no", "n", "Leave everything as it is")),
    )


def _update_options(plan: ImportPlan) -> list[Option]:
    """Return the option to replace what differs, if anything does."""
    if not plan.differing_count:
        return []
    label = "Replace what differs" if plan.is_empty else "Import it, and replace what differs"
    return [Option("update", "r", label, "by what the file says now")]
