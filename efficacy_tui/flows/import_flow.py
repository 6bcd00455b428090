"""Taking in an export from the dashboard: which file, what it is, what belongs where, what would come in, and done."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from efficacy_tui.exchange.apply_import import (
    apply_import,
    import_planner,
    save_moods,
    save_rules,
    saved_moods,
    saved_rules,
)
from efficacy_tui.exchange.detect import detect_format, read_import
from efficacy_tui.exchange.file_set import read_file_set
from efficacy_tui.exchange.import_plan import ImportPlan
from efficacy_tui.exchange.parsed_entries import LabelRule, Origin, ParsedFile, UnknownFormat, UnreadableFile
from efficacy_tui.exchange.readers.own_json import ExportedRecords
from efficacy_tui.flows.flow import Answers, Flow, FlowResult
from efficacy_tui.flows.label_mapping import forget_mapping, label_questions, mood_questions, moods_of, rules_of
from efficacy_tui.flows.question_types import Card, ChoiceQuestion, Option, Question, TextQuestion
from efficacy_tui.flows.shared_questions import number_key
from efficacy_tui.journal.errors import Rejected
from efficacy_tui.journal.journal import Journal
from efficacy_tui.store.errors import StoreError

NAMED = 6
"""So many bad rows are named; of more there is only the number."""

_ORIGINS: dict[Origin, tuple[str, str]] = {
    "json": ("This program’s JSON", "as export writes it"),
    "csv": ("This program’s CSV", "the folder, or some of its files"),
    "loop": ("Loop Habit Tracker", "the zip file or its folder"),
    "daylio": ("Daylio", "its CSV"),
    "jrnl": ("jrnl", "its JSON"),
}
_TO_ANOTHER_FILE = Option(value="file", key="f", label="Choose another file")
_TO_ANOTHER_FORM = Option(value="form", key="o", label="It is something else")
_TO_THE_MAPPING = Option(value="mapping", key="m", label="Choose again what belongs where")
_Wanted = tuple[str, Origin, tuple[tuple[str, int], ...]]
"""A file, what it is, and the numbers of mood words."""


class ImportFile(Flow):
    """The shell's import, question by question; nothing comes in before the last."""

    title = "Import"
    command = "import"
    escape_hint = "esc leaves it"
    cleared_on_reask = ("origin", "before", "again", "go")
    prepare_after_each_answer = True

    def __init__(self, journal: Journal) -> None:
        super().__init__(journal)
        self._answers: Answers = {}
        self._guesses: dict[str, Origin | UnreadableFile] = {}
        self._read: dict[_Wanted, ParsedFile | ExportedRecords | UnreadableFile] = {}
        self._plans: dict[tuple[_Wanted, tuple[LabelRule, ...]], ImportPlan | UnreadableFile | Rejected] = {}

    # -- what takes a while ----------------------------------------------------------------------

    def prepare(self) -> None:
        """Look into the file, and work out what would come in, as far as the answers go."""
        answers = self._answers
        file = answers.get("file")
        if file is None or "go" in answers:
            return
        if file not in self._guesses:
            self._guesses[file] = _guess(file)
        if (wanted := self._wanted(answers)) is None:
            return
        for each in {wanted, self._before_moods(wanted)}:
            if each not in self._read:
                self._read[each] = _read(each)
        if any(question.key not in answers for question in self._before_plan(answers)):
            return
        found = self._read[wanted]
        if not isinstance(found, UnreadableFile):
            self._plans[wanted, self._rules(answers)] = self._import_plan(found, self._rules(answers))

    def _import_plan(
        self, found: ParsedFile | ExportedRecords, rules: Iterable[LabelRule]
    ) -> ImportPlan | UnreadableFile | Rejected:
        try:
            return import_planner(self.journal, found, tuple(rules))(self.journal.contents, self.journal.now())
        except (UnreadableFile, Rejected) as error:
            return error

    def _wanted(self, answers: Answers) -> _Wanted | None:
        if not answers.get("file") or not answers.get("origin"):
            return None
        moods = {**saved_moods(self.journal), **moods_of(answers)}
        return answers["file"], answers["origin"], tuple(sorted(moods.items()))

    def _before_moods(self, wanted: _Wanted) -> _Wanted:
        return *wanted[:2], tuple(sorted(saved_moods(self.journal).items()))

    def _rules(self, answers: Answers) -> tuple[LabelRule, ...]:
        """The mapping: the one kept from last time, else the one answered."""
        found = self._found(answers)
        if not isinstance(found, ParsedFile):
            return ()
        kept = saved_rules(self.journal, found)
        return tuple(kept if kept and answers.get("before") == "yes" else rules_of(self.journal, found, answers))

    def _found(self, answers: Answers) -> ParsedFile | ExportedRecords | UnreadableFile | None:
        """What the file holds, before moods are given a number; `None` while that is not known."""
        wanted = self._wanted(answers)
        return self._read.get(self._before_moods(wanted)) if wanted else None

    # -- the questions ---------------------------------------------------------------------------

    def questions(self, answers: Answers) -> list[Question]:
        asked = self._before_plan(answers)
        wanted = self._wanted(answers)
        if wanted is None or any(question.key not in answers for question in asked):
            return asked
        plan = self._plans.get((wanted, self._rules(answers)))
        if plan is None:
            return asked
        if isinstance(plan, UnreadableFile | Rejected):
            return [*asked, _again(str(plan), _TO_THE_MAPPING, _TO_ANOTHER_FILE)]
        return [*asked, _go(plan)]

    def _before_plan(self, answers: Answers) -> list[Question]:
        asked: list[Question] = [
            TextQuestion(
                key="file",
                label="File",
                prompt="Which file? A folder or a zip file will do, too.",
                hint="like ~/Downloads/daylio_export.csv",
                check=_place_problem,
            )
        ]
        guess = self._guesses.get(answers.get("file", ""))
        if guess is None:
            return asked
        if isinstance(guess, UnreadableFile) and not isinstance(guess, UnknownFormat):
            return [*asked, _again(str(guess), _TO_ANOTHER_FILE)]
        asked.append(_what_it_is(None if isinstance(guess, UnreadableFile) else guess))
        found = self._found(answers)
        if isinstance(found, UnreadableFile):
            return [*asked, _again(str(found), _TO_ANOTHER_FORM, _TO_ANOTHER_FILE)]
        return [*asked, *self._mapping(found, answers)] if isinstance(found, ParsedFile) else asked

    def _mapping(self, found: ParsedFile, answers: Answers) -> list[Question]:
        if not self.journal.domains.all():
            words = "What comes from another program belongs to a domain, and there is none yet. Begin with one."
            return [_again(words, _TO_ANOTHER_FILE)]
        asked: list[Question] = []
        if kept := saved_rules(self.journal, found):
            asked.append(_as_last_time(kept))
        if not kept or answers.get("before") == "no":
            asked += label_questions(self.journal, found, answers)
        if any(question.key not in answers for question in asked):
            return asked
        rules = self._rules(answers)
        if not rules:
            return [*asked, _again("Nothing was chosen, so nothing would come in.", _TO_THE_MAPPING, _TO_ANOTHER_FILE)]
        return [*asked, *mood_questions(found, rules)]

    def after_answer(self, question: Question, answers: Answers) -> Iterable[str]:
        again: list[str] = []
        if question.key == "file":
            # It may have been mended meanwhile.
            self._guesses.pop(answers["file"], None)
            self._read = {wanted: found for wanted, found in self._read.items() if wanted[0] != answers["file"]}
        if question.key == "again":
            again = ["again", "before", *forget_mapping(answers)]
            again += {"file": ["file", "origin"], "form": ["origin"]}.get(answers["again"], [])
        self._answers = {key: value for key, value in answers.items() if key not in again}
        return again

    # -- the end ---------------------------------------------------------------------------------

    def finish(self, answers: Answers) -> FlowResult:
        wanted, rules = self._wanted(answers), self._rules(answers)
        found = self._read.get(wanted) if wanted else None
        plan = self._plans.get((wanted, rules)) if wanted else None
        if (
            answers["go"] == "no"
            or not isinstance(found, ParsedFile | ExportedRecords)
            or not isinstance(plan, ImportPlan)
        ):
            return FlowResult("Nothing came in")
        if plan.is_empty:
            return FlowResult(" ".join(plan.sentences(done=True)))
        asked, moods = answers.get("before") != "yes", moods_of(answers)

        def work() -> str | FlowResult:
            try:
                done = apply_import(
                    self.journal, Path(answers["file"]).name, import_planner(self.journal, found, rules)
                )
                if asked and isinstance(found, ParsedFile):
                    save_rules(self.journal, found.origin, rules)
                    save_moods(self.journal, moods)
            except (UnreadableFile, Rejected, StoreError) as error:
                return f"{error} Nothing came in."
            return FlowResult(" ".join(done.sentences(done=True)).removesuffix("."), offers=("undo",))

        return FlowResult("Taking in …", background_task=work)

    def leave(self, answers: Answers, at: Question | None) -> str:
        return "Nothing came in" if answers else ""


def _guess(file: str) -> Origin | UnreadableFile:
    path = _path(file)
    try:
        files = read_file_set(path)
        return detect_format(files, path) if files else UnreadableFile(f"There is no CSV or JSON file in {path}.")
    except UnreadableFile as error:
        return error


def _read(wanted: _Wanted) -> ParsedFile | ExportedRecords | UnreadableFile:
    file, origin, moods = wanted
    try:
        return read_import(_path(file), origin, moods=dict(moods))
    except UnreadableFile as error:
        return error


def _path(text: str) -> Path:
    return Path(text).expanduser()


def _place_problem(text: str) -> str | None:
    try:
        path = _path(text)
        if path.is_dir():
            next(path.iterdir(), None)
        else:
            path.open("rb").close()
    except RuntimeError:
        return "There is no such home folder. Write the whole path."
    except FileNotFoundError:
        return f"There is no {path}."
    except (OSError, ValueError) as error:
        return f"{path} cannot be read: {getattr(error, 'strerror', None) or error}."
    return None


def _what_it_is(guess: Origin | None) -> ChoiceQuestion:
    options = (Option(name, number_key(i), *words) for i, (name, words) in enumerate(_ORIGINS.items()))
    return ChoiceQuestion(
        key="origin",
        label="From",
        context="" if guess else "What it is could not be told from its name and its beginning.",
        prompt="What is it?",
        options=tuple(options),
        default=guess or "",
        even=guess is None,
    )


def _as_last_time(kept: Iterable[LabelRule]) -> ChoiceQuestion:
    return ChoiceQuestion(
        key="before",
        label="Mapping",
        context="\n".join(f"“{rule.label}” is for {rule.domain}, as {rule.kind}" for rule in kept),
        prompt="As last time?",
        options=(Option("yes", "y", "As last time"), Option("no", "n", "Choose anew what belongs where")),
        default="yes",
    )


def _again(problem: str, *options: Option) -> ChoiceQuestion:
    return ChoiceQuestion(key="again", context=problem, prompt="How would you like to go on?", options=options)


def _go(plan: ImportPlan) -> Question:
    sentences = plan.sentences(done=False)
    if plan.bad_rows:
        rows = [f"{bad.where}: {bad.reason}" for bad in plan.bad_rows[:NAMED]]
        if len(plan.bad_rows) > NAMED:
            rows.append(f"… and {len(plan.bad_rows) - NAMED:,} more")
        count = len(plan.bad_rows)
        return ChoiceQuestion(
            key="go",
            context="\n".join([*rows, "", "Without " + ("it:" if count == 1 else "them:"), *sentences]),
            prompt="One row cannot be read." if count == 1 else f"{count:,} rows cannot be read.",
            options=(
                Option(
                    "yes", "l", "Leave it out, take in the rest" if count == 1 else "Leave them out, take in the rest"
                ),
                Option("no", "n", "Stop; nothing comes in"),
            ),
            even=True,
        )
    if plan.is_empty:
        return Card(key="go", prompt="There is nothing to take in", lines=tuple(sentences))
    return ChoiceQuestion(
        key="go",
        context="\n".join(sentences),
        prompt="Take this in?",
        hint="One undo takes it back.",
        options=(Option("yes", "y", "Take it in"), Option("no", "n", "Leave everything as it is")),
    )
