"""Completion of commands, options, names and files, in the shells that are installed, and what it must never do."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from efficacy_tui.cli.command_group import COMMANDS, efficacy
from efficacy_tui.cli.commands.completion import SCRIPTS
from efficacy_tui.cli.shell_completion import answer_shell
from efficacy_tui.cli.shell_words import TypedLine, quote_rest, split_line
from efficacy_tui.cli.version_handles import list_handles
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import Persuasion, Vicarious
from tests.cli.conftest import Shell
from tests.man_page import root_context, walk
from tests.support.fixed_clock import FixedClock
from tests.support.namesakes import add_namesake
from tests.support.shells import INSTALLED_SHELLS, CompletingShell
from tests.support.store_files import open_journal
from tests.support.terminal import environment

HARD_NAMES = {
    "Ten": "Ten minute talk",
    "Say": 'Say "no"',
    "It": "It's hard",
    "Quo": 'Quote\'s "both"',
    "Üb": "Übersetzen",
    "Tests": "Tests [x]",
    "Work": "Work: meetings",
    "Eq": "Eq=ual",
    "Cost": "Cost $HOME & `more`",
    "Wow": "Wow!now",
    "Back": "Back\\slash",
    "Star": "Star* {a,b} (c)?",
    "Semi": "Semi; colon | pipe <>",
    "日": "日本語",
    "End": "End\\",
    "Tick": "Tick'",
    "Mark": 'Mark"',
    "~til": "~tilde #hash",
}
"""The beginning of a name that no other has, and the name."""

TE_NAMES = ("Ten minute talk", "Tests [x]")
FILES = ("my copy.json", "[a] b.txt", "größe.csv", "it's.md")


@pytest.fixture
def names_path(path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A journal with names that are hard to quote."""
    monkeypatch.setenv("EFFICACY_JOURNAL", str(path))
    journal = Journal(path, clock)
    journal.open()
    for name in ("Speaking", *HARD_NAMES.values(), "Zither"):
        journal.domains.add(name, "do it")
    journal.domains.archive(journal.domains.find_by_name("Zither").id)
    for rater in ("Mara", "Anna Ü"):
        journal.surveys.add_rater(rater)
    return path


@pytest.fixture(params=INSTALLED_SHELLS)
def shell_name(request: pytest.FixtureRequest) -> str:
    """Each of the shells that are installed here."""
    name: str = request.param
    return name


@pytest.fixture
def terminal(shell_name: str, names_path: Path, tmp_path: Path) -> Iterator[CompletingShell]:
    """A real shell with completion, in a folder with some files."""
    folder = tmp_path / "shell"
    folder.mkdir()
    completing_shell = CompletingShell(shell_name, folder, environment(names_path))
    for name in FILES:
        (completing_shell.folder / name).touch()
    yield completing_shell
    completing_shell.close()


def answer(capfdbinary: pytest.CaptureFixture[bytes], shell: str, *arguments: str) -> list[str]:
    """The lines that a shell's script gets."""
    assert answer_shell(shell, arguments) == 0
    sys.stdout.flush()
    return capfdbinary.readouterr().out.decode().splitlines()


# -- in the real shells --------------------------------------------------------------------------


def test_completion_is_tried_in_the_installed_shells() -> None:
    missing = [name for name in SCRIPTS if name not in INSTALLED_SHELLS]
    if missing:
        warnings.warn(f"completion was not tried in {', '.join(missing)}, which are not installed", stacklevel=1)
    assert "bash" in INSTALLED_SHELLS


def test_names_are_completed_and_quoted(terminal: CompletingShell) -> None:
    lines = {
        f"efficacy domain focus {start}\t": ["domain", "focus", HARD_NAMES[start.strip("'\"")]]
        for start in ("Ten", "It", "Üb", "Tests", "Work", "Cost", "Wow", "Back", "Star", "'It", "'Tick", '"Say', '"Wow')
    }
    assert {line: terminal.arguments(line) for line in lines} == lines


def test_bash_reads_every_name_as_it_was_completed(names_path: Path) -> None:
    expected, words = [], []
    for beginning, name in HARD_NAMES.items():
        for quote in ("", "'", '"'):
            line = f"efficacy domain focus {quote}{beginning}"
            text = quote_rest(name, split_line(line), beginning)
            assert text is not None
            # bash closes an open quotation mark, unless the word already ends in one.
            words.append(quote + text + ("" if text.endswith(quote or "x") else quote))
            expected.append(name)
    code = f"set -H; printf '%s\\0' {' '.join(words)}"
    done = subprocess.run(["bash", "--norc", "-c", code], capture_output=True, check=True, timeout=30)
    assert done.stdout.decode().split("\0")[:-1] == expected


def test_words_options_and_files_are_completed(terminal: CompletingShell, names_path: Path) -> None:
    journal = str(names_path)
    lines = {
        "efficacy stat\t": ["status"],
        "efficacy domain foc\t Zit\t": ["domain", "focus", "Zither"],
        "efficacy domain focus Work:\t": ["domain", "focus", "Work: meetings"],
        "efficacy domain focus 'Work: m\t": ["domain", "focus", "Work: meetings"],
        "efficacy erase --domain=Tes\t": ["erase", "--domain=Tests [x]"],
        "efficacy erase --dom\tTes\t": ["erase", "--domain", "Tests [x]"],
        "efficacy check-in Ten\t70 Eq\t40": ["check-in", "Ten minute talk=70", "Eq=ual=40"],
        "efficacy import x.csv --map tag=Tes\trat\t": ["import", "x.csv", "--map", "tag=Tests [x]:rating"],
        "efficacy rate delete An\t": ["rate", "delete", "Anna Ü"],
        "efficacy export --format m\t -o my\t": ["export", "--format", "markdown", "-o", "my copy.json"],
        "efficacy export --output=my\t": ["export", "--output=my copy.json"],
        "efficacy export -o 'my\t": ["export", "-o", "my copy.json"],
        "efficacy merge it\t \\[\t": ["merge", "it's.md", "[a] b.txt"],
        f"efficacy --journal {journal[:-3]}\t domain focus Spe\t": [
            "--journal",
            journal,
            "domain",
            "focus",
            "Speaking",
        ],
        "efficacy --journal my\t domain focus Spe\t": ["--journal", "my copy.json", "domain", "focus", "Spe"],
        "efficacy --demo domain focus Run\t": ["--demo", "domain", "focus", "Running"],
        "efficacy schema my\t": ["schema", "my"],
    }
    assert {line: terminal.arguments(line) for line in lines} == lines


def test_a_version_is_completed_with_its_at_sign_and_colons(terminal: CompletingShell, names_path: Path) -> None:
    journal = open_journal(names_path)
    domain = journal.domains.find_by_name("Speaking")
    journal.domains.edit(domain.id, "Speaking", "another task")
    handle = next(handle for handle, name in list_handles(names_path) if "Speaking" in name)
    assert handle.count(":") >= 1
    lines = {
        f"efficacy history res\t {handle[:4]}\t": ["history", "restore", handle],
        f"efficacy history restore {handle[:-3]}\t": ["history", "restore", handle],
    }
    assert {line: terminal.arguments(line) for line in lines} == lines


def test_an_installed_script_is_loaded_when_it_is_needed(shell_name: str, names_path: Path, tmp_path: Path) -> None:
    terminal = CompletingShell(shell_name, tmp_path, environment(names_path), installed=True)
    try:
        assert terminal.arguments("efficacy domain focus Ten\t") == ["domain", "focus", "Ten minute talk"]
    finally:
        terminal.close()


def test_scripts_are_valid_in_their_shells(shell: Shell, shell_name: str) -> None:
    script = shell("completion", shell_name).output
    assert script == SCRIPTS[shell_name].read_text(encoding="utf-8")
    assert f"_EFFICACY_COMPLETE={shell_name}" in script
    program = shutil.which(shell_name)
    assert program is not None
    subprocess.run([program, "-n", "/dev/stdin"], input=script, text=True, check=True, timeout=30)


# -- what is offered -----------------------------------------------------------------------------


def test_all_commands_and_options_are_offered(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    heading, *commands = answer(capfdbinary, "zsh", "")
    assert heading == "values"
    assert [line.split("\t") for line in commands] == [[name, COMMANDS[name].summary] for name in COMMANDS]
    assert "--line" in {line.split("\t")[0] for line in answer(capfdbinary, "fish", "status", "--")}
    assert answer(capfdbinary, "zsh", "--") == [
        "values",
        "--journal\tUse this journal file; by default the one in EFFICACY_JOURNAL, or your own.",
        "--demo\tUse a throw-away journal with a year of made-up practice, deleted at the end.",
        "--plain\tShow lines of text instead of a dashboard: for screen readers, ssh and pipes.",
        "--masked\tOpen with private text and numbers hidden; m shows them again.",
        "--version\tShow the version and exit.",
        "--help\tShow this message and exit.",
    ]


PATHS = {"journal", "output", "file", "files", "address", "recovery", "recovery_file"}
FREE_TEXT = {
    *("text", "task", "role", "me", "identifier_or_words", "moods", "times", "note", "limit"),
    *("done_when", "partly_when", "if_obstacle", "then_plan", "odds", "in_my_control", "steps", "learned", "evidence"),
    *("difficulty", "similarity", "credibility", "specificity", "arousal", "interpretation", "at"),
    "descriptor",
}
"""What only the person can know, and numbers on a scale."""


NEW_NAMES = {("domain", "add", "name"), ("rung", "add", "title"), ("challenge", "new", "title")}
"""Names that are not there yet."""


def test_every_parameter_is_completed_unless_it_is_free_text(
    names_path: Path, clock: FixedClock, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    journal = Journal(names_path, clock)
    journal.open()
    focus = journal.domains.focus()
    assert focus is not None
    common = {"domain": focus.id, "day": journal.today(), "text": "x", "who": "Jon"}
    journal.evidence.add(Vicarious, **common)
    journal.rungs.add(focus.id, "Ask a question", 30)
    for ctx in (root_context(), *walk(efficacy, root_context())):
        words = ctx.command_path.split()[1:]
        for parameter in ctx.command.params:
            if isinstance(parameter, click.Option) and parameter.is_flag:
                continue
            if parameter.name in FREE_TEXT or (*words, parameter.name) in NEW_NAMES:
                continue
            option = [parameter.opts[-1]] if isinstance(parameter, click.Option) else []
            incomplete = "label=" if parameter.name == "mapping" else ""
            heading, *values = answer(capfdbinary, "zsh", *words, *option, incomplete)
            assert heading == "files" or values, (words, parameter.name)
            assert (heading == "files") == (parameter.name in PATHS), (words, parameter.name)


def test_filters_and_their_values_are_offered(names_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert answer(capfdbinary, "zsh", "list", "") == [
        "nospace", "source:", "kind:", "domain:", "after:", "before:", "on:",
    ]  # fmt: skip
    assert answer(capfdbinary, "zsh", "search", "talk", "kind:s") == ["values", "kind:state", "kind:session"]
    assert answer(capfdbinary, "zsh", "list", "domain:te") == ["values", *(f"domain:{name}" for name in TE_NAMES)]
    assert answer(capfdbinary, "zsh", "list", "after:") == ["values"]


def test_ids_of_the_newest_entries_are_offered_with_their_text(
    names_path: Path, clock: FixedClock, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    journal = Journal(names_path, clock)
    journal.open()
    focus = journal.domains.focus()
    assert focus is not None
    entry = journal.evidence.add(Vicarious, focus.id, "gave the talk", who="Jon")
    for command in ("show", "edit", "delete"):
        offered = ["values", "last", f"{entry.id[:8]}\tvicarious: Jon: gave the talk"]
        assert answer(capfdbinary, "fish", command, "") == offered
        assert answer(capfdbinary, "zsh", command, entry.id[:3]) == ["values", offered[-1]]
    assert answer(capfdbinary, "zsh", "--demo", "show", "") == ["values", "last"]


def test_commands_with_a_schema_are_offered_word_by_word(
    names_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert answer(capfdbinary, "zsh", "schema", "ch") == ["values", "challenge", "check-in"]
    assert answer(capfdbinary, "zsh", "schema", "challenge", "") == ["values", "new"]
    assert answer(capfdbinary, "zsh", "schema", "list", "") == ["values"]


def test_a_value_behind_an_equals_sign_keeps_its_option(
    names_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert answer(capfdbinary, "zsh", "erase", "--domain=Te") == ["values", *(f"--domain={name}" for name in TE_NAMES)]
    assert answer(capfdbinary, "zsh", "export", "--output=x") == ["files"]


def test_the_file_of_a_redirection_is_completed(names_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert answer(capfdbinary, "bash", "efficacy domain focus > Te", "Te") == ["files"]
    assert answer(capfdbinary, "bash", "efficacy domain focus >x Ten", "Ten") == ["values", r"Ten\ minute\ talk"]


def test_rungs_of_the_domain_meant_are_offered(
    names_path: Path, clock: FixedClock, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    journal = Journal(names_path, clock)
    journal.open()
    for name, titles in (("Speaking", ('Say "no"', "Ask")), ("Work: meetings", ("Lead it",))):
        journal.rungs.add_first(journal.domains.find_by_name(name).id, titles)
    assert answer(capfdbinary, "zsh", "rung", "move", "") == ["values", 'Say "no"', "Ask"]
    assert answer(capfdbinary, "zsh", "rung", "delete", "as") == ["values", "Ask"]
    assert answer(capfdbinary, "zsh", "rung", "add", "New", "--above", "") == ["values", 'Say "no"', "Ask"]
    assert answer(capfdbinary, "zsh", "rung", "move", "--domain", "Work", "") == ["values", "Lead it"]
    assert answer(capfdbinary, "zsh", "domain", "place", "Work", "--above", "") == ["values", "Lead it"]
    assert answer(capfdbinary, "zsh", "rung", "rate", "Ask", "") == ["values"]
    assert answer(capfdbinary, "zsh", "rung", "rate", "Ask", "70", "") == ["values", 'Say "no"']
    assert answer(capfdbinary, "zsh", "ladder", "Work") == ["values", "Work: meetings"]
    assert answer(capfdbinary, "zsh", "rung", "add", "") == ["values"]


def test_names_of_the_demo_are_those_in_its_journal(
    names_path: Path, shell: Shell, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    demo = json.loads(shell("--demo", "export").stdout)
    domains = {row["name"] for row in demo["domains"]}
    assert {*answer(capfdbinary, "zsh", "--demo", "domain", "focus", "")} == {"values", *domains}
    raters = {row["name"] for row in demo["raters"]}
    assert {*answer(capfdbinary, "zsh", "--demo", "rate", "delete", "")} == {"values", *raters}
    (speaking,) = (row["id"] for row in demo["domains"] if row.get("focus"))
    rungs = {row["title"] for row in demo["rungs"] if row["domain"] == speaking}
    assert {*answer(capfdbinary, "zsh", "--demo", "rung", "rate", "")} == {"values", *rungs}
    people = {row["who"] for row in demo["evidence"] if row.get("who")}
    assert {*answer(capfdbinary, "zsh", "--demo", "add", "--who", "")} == {"values", *people}


def test_names_are_found_without_case_and_accents(names_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert answer(capfdbinary, "zsh", "domain", "focus", "ub") == ["values", "Übersetzen"]
    assert answer(capfdbinary, "bash", "efficacy domain focus WO", "WO") == ["values", "Work:\\ meetings", "Wow\\!now"]


def test_archived_domains_are_offered_where_they_are_accepted(
    names_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    for words in (("domain", "focus"), ("erase", "--domain"), ("export", "--domain")):
        assert answer(capfdbinary, "zsh", *words, "Z") == ["values", "Zither"]
    for words in (("check-in",), ("add", "--domain")):
        assert answer(capfdbinary, "zsh", *words, "Z") == ["values"]


def test_a_rated_domain_is_not_offered_again(names_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert "Speaking=" in answer(capfdbinary, "zsh", "check-in", "")
    assert "Speaking=" not in answer(capfdbinary, "zsh", "check-in", "speaking=70", "")


def test_people_in_evidence_are_offered(
    names_path: Path, clock: FixedClock, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    journal = Journal(names_path, clock)
    journal.open()
    focus = journal.domains.focus()
    assert focus is not None
    for kind, who in ((Vicarious, "Jon"), (Persuasion, "Ines"), (Vicarious, "Jon")):
        journal.evidence.add(kind, domain=focus.id, day=journal.today(), text="x", who=who)
    assert answer(capfdbinary, "zsh", "add", "--who", "") == ["values", "Ines", "Jon"]


def test_backups_are_offered_newest_first_or_else_files(
    names_path: Path, shell: Shell, clock: FixedClock, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    folder = names_path.parent / "backups"
    shutil.rmtree(folder)
    assert answer(capfdbinary, "zsh", "restore", "") == ["files"]
    folder.mkdir()
    for day in (20, 21):
        (folder / f"journal.2026-11-{day}T080000Z.json").write_bytes(names_path.read_bytes())
    newest_first = [f"journal.2026-11-{day}T080000Z.json" for day in (21, 20)]
    assert answer(capfdbinary, "zsh", "restore", "") == ["values", *newest_first]
    assert answer(capfdbinary, "zsh", "restore", "./") == ["files"]


def test_a_variable_in_the_journals_path_is_expanded(
    names_path: Path, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EFFICACY_JOURNAL", "/nowhere/journal.json")
    monkeypatch.setenv("FOLDER", str(names_path.parent))
    line = "efficacy --journal $FOLDER/journal.json domain focus Spe"
    assert answer(capfdbinary, "bash", line, "Spe") == ["values", "Speaking"]


# -- what it must never do -----------------------------------------------------------------------

BAD_JOURNALS = {
    "missing": None,
    "empty": b"",
    "cut": b'{"domains": {"1": {"name": "Spea',
    "binary": bytes(range(256)),
    "a list": b"[1, 2]",
    "wrong types": b'{"domains": {"1": {"name": 5}}}',
    "no name": b'{"domains": {"1": {"id": {}}}}',
    "utf-16": '{"domains": {}}'.encode("utf-16"),
    "deep": b'{"domains":' + b"[" * 200_000,
}


@pytest.mark.parametrize("name", [*BAD_JOURNALS, "folder", "pipe", "loop"])
def test_a_bad_journal_completes_nothing_and_stays_as_it_is(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes], name: str
) -> None:
    path = tmp_path / "bad" / "journal.json"
    path.parent.mkdir()
    data = BAD_JOURNALS.get(name)
    if data is not None:
        path.write_bytes(data)
    elif name == "folder":
        path.mkdir()
    elif name == "pipe":
        os.mkfifo(path)
    elif name == "loop":
        path.symlink_to(path)
    before = sorted(item.relative_to(tmp_path) for item in tmp_path.rglob("*"))
    for words in (["domain", "focus"], ["rate", "delete"], ["add", "--who"], ["erase", "--domain"]):
        assert answer(capfdbinary, "zsh", "--journal", str(path), *words, "") == ["values"]
    assert answer(capfdbinary, "bash", f"efficacy --journal '{path}' check-in ", "") == ["values"]
    assert answer(capfdbinary, "zsh", "--journal", str(path), "restore", "") == ["files"]
    assert sorted(item.relative_to(tmp_path) for item in tmp_path.rglob("*")) == before


def test_a_name_that_cannot_be_typed_is_left_out(path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    names = ["Good", "two\nlines", "a\ttab", "\x1b[31mred", "\u202eturned", "c1\x9b", " ", "private \ue000"]
    domains = {str(number): {"name": name, "order": number} for number, name in enumerate(names)}
    path.parent.mkdir(parents=True)
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps({"domains": domains}, ensure_ascii=True).encode())
    assert answer(capfdbinary, "zsh", "--journal", str(path), "domain", "focus", "") == ["values", "Good"]


@pytest.mark.parametrize(
    ("shell", "arguments"), [("bash", ()), ("bash", ("efficacy ", "x")), ("zsh", ()), ("fish", ())]
)
def test_a_call_that_is_no_question_prints_nothing(
    capfdbinary: pytest.CaptureFixture[bytes], shell: str, arguments: tuple[str, ...]
) -> None:
    answer_shell(shell, arguments)
    output, errors = capfdbinary.readouterr()
    assert (output.decode().splitlines()[1:], errors) == ([], b"")


def test_a_crash_prints_nothing_and_writes_no_report(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("efficacy_tui.cli.completion_values.names_of", lambda _: 1 / 0)
    assert answer_shell("zsh", ["domain", "focus", ""]) == 1
    assert capfdbinary.readouterr() == (b"", b"")
    assert list(tmp_path.rglob("last-error*")) == []


def test_completing_names_writes_nothing_and_loads_neither_textual_nor_the_store(names_path: Path) -> None:
    before = {file: file.read_bytes() for file in names_path.parent.rglob("*") if file.is_file()}
    code = (
        "import sys; from efficacy_tui.cli.main import main\n"
        "sys.argv = ['efficacy', 'domain', 'focus', 'Spe']\n"
        "try: main()\n"
        "except SystemExit as end: assert not end.code\n"
        "sys.stdout.flush(); print(*sys.modules)"
    )
    variables = {**os.environ, "EFFICACY_JOURNAL": str(names_path), "_EFFICACY_COMPLETE": "zsh"}
    done = subprocess.run([sys.executable, "-c", code], env=variables, capture_output=True, text=True, check=True)
    *reply, loaded = done.stdout.splitlines()
    assert reply == ["values", "Speaking"]
    heavy = {"textual", "rich", "tinydb", "dateutil", "tomllib", "efficacy_tui.store.store"}
    assert heavy & set(loaded.split()) == set()
    assert {file: file.read_bytes() for file in names_path.parent.rglob("*") if file.is_file()} == before


def test_the_script_of_an_earlier_version_still_completes_commands() -> None:
    variables = {
        **os.environ,
        "_EFFICACY_COMPLETE": "fish_complete",
        "COMP_WORDS": "efficacy stat",
        "COMP_CWORD": "stat",
    }
    call = [sys.executable, "-m", "efficacy_tui"]
    done = subprocess.run(call, env=variables, capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == f"plain,status\t{COMMANDS['status'].summary}\n"


# -- words as bash has them ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "typed"),
    [
        ("efficacy ", TypedLine(("efficacy",), "", "", "", False)),
        ("efficacy a b", TypedLine(("efficacy", "a"), "b", "b", "", False)),
        ("e 'a b' \"c d\" ", TypedLine(("e", "a b", "c d"), "", "", "", False)),
        ("e 'a b", TypedLine(("e",), "a b", "'a b", "'", False)),
        ('e "a \\"b', TypedLine(("e",), 'a "b', '"a \\"b', '"', False)),
        ('e "a\\nb" ', TypedLine(("e", "a\\nb"), "", "", "", False)),
        ("e a\\ b", TypedLine(("e",), "a b", "a\\ b", "", False)),
        ("e a\\", TypedLine(("e",), "a", "a\\", "", False)),
        ("e '' ", TypedLine(("e", ""), "", "", "", False)),
        ("e a'b'\"c", TypedLine(("e",), "abc", "a'b'\"c", '"', False)),
        ("e a >out b", TypedLine(("e", "a"), "b", "b", "", False)),
        ("e a 2> o", TypedLine(("e", "a"), "o", "o", "", True)),
        ("e a > ", TypedLine(("e", "a"), "", "", "", True)),
        ("e a 2", TypedLine(("e", "a"), "2", "2", "", False)),
    ],
)
def test_a_line_is_split_as_bash_splits_it(line: str, typed: TypedLine) -> None:
    assert split_line(line) == typed


@pytest.mark.parametrize(
    ("line", "replaced", "value", "text"),
    [
        ("e Wo", "Wo", "Work: it", "Work:\\ it"),
        ("e Work:\\ ", "\\ ", "Work: it", "\\ it"),
        ("e --domain=W", "W", "--domain=Work: it", "Work:\\ it"),
        ("e 'Wo", "Wo", "Work: it's", "Work: it'\\''s"),
        ('e "Wo', "Wo", 'Work "$x`', 'Work \\"\\$x\\`'),
        ('e "Wo', "Wo", 'Work"', 'Work\\""'),
        ("e 'Wo", "Wo", "Work'", "Work'\\'''"),
        ('e "Wo', "Wo", "Wow!now", "Wow\"'!'\"now"),
        ("e wo:r", "r", "Work", None),
        ("e Wo", "x", "Work", None),
    ],
)
def test_a_value_is_quoted_for_what_bash_replaces(line: str, replaced: str, value: str, text: str | None) -> None:
    assert quote_rest(value, split_line(line), replaced) == text


def test_domain_join_completes_the_names_that_several_domains_have(
    path: Path, clock: FixedClock, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    journal = Journal(path, clock)
    journal.open()
    for name in ("Speaking", "Writing"):
        journal.domains.add(name, "do it")
    words = ("zsh", "--journal", str(path), "domain")
    assert answer(capfdbinary, *words, "join", "") == ["values", "Speaking", "Writing"]
    clock.move(hours=1)
    add_namesake(journal, "wrîting")
    assert answer(capfdbinary, *words, "join", "") == ["values", "Writing"]
    journal.domains.join_namesakes(journal.domains.all()[1].id)
    assert answer(capfdbinary, *words, "focus", "w") == ["values", "Writing"]
