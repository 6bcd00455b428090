"""Exports and imports from the shell."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from efficacy_tui.cli.context import NO_TERMINAL, OK, REFUSED
from efficacy_tui.content.words import DISCLAIMER
from efficacy_tui.journal.journal import Journal
from tests.cli.conftest import Shell
from tests.support.foreign_exports import DAYLIO, JRNL

Read = Callable[[], Journal]


@pytest.fixture
def journal_shell(shell: Shell) -> Shell:
    """A shell on a journal with one domain, a rating and some evidence."""
    shell("domain", "add", "Speaking", "--task", "give a talk")
    shell("check-in", "70")
    shell("add", "=told the story", "--day", "yesterday")
    return shell


@pytest.fixture
def daylio(tmp_path: Path) -> str:
    """The path of Daylio's export."""
    (tmp_path / "daylio.csv").write_text(DAYLIO, encoding="utf-8", newline="")
    return str(tmp_path / "daylio.csv")


# -- export --------------------------------------------------------------------------------------


def test_json_is_printed_or_written_to_a_file(journal_shell: Shell, tmp_path: Path) -> None:
    result = journal_shell("export")
    assert result.exit_code == OK
    document = json.loads(result.stdout)
    assert (document["format"], document["about"]) == ("efficacy-export", DISCLAIMER)
    file = tmp_path / "new" / "out.json"
    result = journal_shell("export", "-o", str(file))
    assert (result.exit_code, result.stdout) == (OK, "")
    assert result.stderr == f"✓ 1 file, 1 kB, in {file}\n"
    assert json.loads(file.read_bytes())["checkins"] == document["checkins"]
    assert file.stat().st_mode & 0o777 == 0o600


def test_csv_is_written_into_a_folder(journal_shell: Shell, tmp_path: Path) -> None:
    assert (
        journal_shell("export", "--format", "csv").stderr == "CSV is one file a table: say into which folder with -o.\n"
    )
    result = journal_shell("export", "--format", "csv", "-o", str(tmp_path / "tables"))
    assert result.exit_code == OK
    names = {file.name for file in (tmp_path / "tables").iterdir()}
    assert names == {"about.txt", "checkins.csv", "domains.csv", "evidence.csv"}
    assert "'=told the story" in (tmp_path / "tables" / "evidence.csv").read_text(encoding="utf-8")


def test_a_selection_is_exported(journal_shell: Shell) -> None:
    report = journal_shell(
        "export", "--format", "markdown", "--since", "today", "--domain", "spea", "--without-notes"
    ).stdout
    assert "From 22 Nov 2026" in report
    assert "told the story" not in report
    assert DISCLAIMER in report


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--since", "tomorrow"), "still to come"),
        (("--since", "whenever"), "not recognised as a day"),
        (("--domain", "Cooking"), "No domain is called “Cooking”"),
        (("-o", "/proc/nowhere/x.json"), "could not be written"),
    ],
)
def test_a_rejected_export_says_why(journal_shell: Shell, arguments: tuple[str, ...], message: str) -> None:
    result = journal_shell("export", *arguments)
    assert (result.exit_code, result.stdout) == (REFUSED, "")
    assert message in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_an_export_never_overwrites_the_journal(journal_shell: Shell, path: Path) -> None:
    before = path.read_bytes()
    for form in ("json", "markdown"):
        result = journal_shell("export", "--format", form, "-o", str(path))
        assert (result.exit_code, result.stderr) == (
            REFUSED,
            f"{path} is your journal itself. Choose another name; nothing was written.\n",
        )
    assert journal_shell("remind", "--at", "8", "-o", str(path)).exit_code == REFUSED
    assert path.read_bytes() == before


def test_the_schema_is_printed(shell: Shell) -> None:
    schema = msgspec.json.decode(shell("schema").stdout)
    assert schema["$schema"].startswith("https://json-schema.org/")
    assert "Mastery" in schema["$defs"]


# -- import --------------------------------------------------------------------------------------


def test_an_export_is_imported_into_another_journal(journal_shell: Shell, tmp_path: Path, read: Read) -> None:
    file, other = str(tmp_path / "out.json"), str(tmp_path / "other.json")
    journal_shell("export", "-o", file)
    dry_run = journal_shell("--journal", other, "import", file, "--dry-run")
    assert dry_run.output == "Would be imported: 1 domain, 1 piece of evidence, 1 rating.\n"
    assert not Path(other).exists()
    result = journal_shell("--journal", other, "import", file)
    assert (result.exit_code, result.output) == (OK, "Imported: 1 domain, 1 piece of evidence, 1 rating.\n")
    second = journal_shell("--journal", other, "import", file)
    assert second.output == "Nothing new.\n3 were already there.\n"
    assert journal_shell("--journal", other, "export").stdout == journal_shell("export").stdout


def test_a_mapping_assigns_labels_to_domains(journal_shell: Shell, daylio: str, path: Path, read: Read) -> None:
    mapping = ("--map", "mood=Speaking:rating", "--map", "note=spe:state", "--mood", "super=90")
    before = path.read_bytes()
    dry_run = journal_shell("import", daylio, *mapping, "--dry-run")
    assert dry_run.output == "Would be imported: 2 pieces of evidence, 2 ratings.\n"
    assert path.read_bytes() == before
    assert journal_shell("import", daylio, *mapping).output == "Imported: 2 pieces of evidence, 2 ratings.\n"
    journal = read()
    assert journal.undo() == "Import: daylio.csv"
    assert len(journal.contents.checkins) == 1


def test_without_a_mapping_and_a_terminal_the_labels_are_listed(journal_shell: Shell, daylio: str, path: Path) -> None:
    before = path.read_bytes()
    result = journal_shell("import", daylio)
    assert (result.exit_code, result.stdout) == (NO_TERMINAL, "")
    assert "“mood” (3), “note” (2), “rehearsal” (2)" in result.stderr
    assert path.read_bytes() == before


def test_a_bad_row_stops_the_import_unless_it_is_skipped(
    journal_shell: Shell, tmp_path: Path, path: Path, read: Read
) -> None:
    entries = [*JRNL["entries"], {"title": "x", "date": "2026-02-30"}]
    file = tmp_path / "work.json"
    file.write_text(json.dumps({"tags": {}, "entries": entries}, indent=1), encoding="utf-8")
    before = path.read_bytes()
    result = journal_shell("import", str(file), "--map", "entry=Speaking")
    assert (result.exit_code, result.stdout) == (REFUSED, "")
    line = file.read_text(encoding="utf-8").splitlines().index('   "title": "x",')
    assert f"work.json, line {line}: date “2026-02-30” is not a day like 2026-03-02\n" in result.stderr
    assert path.read_bytes() == before
    result = journal_shell("import", str(file), "--map", "entry=Speaking", "--skip-bad")
    assert (result.exit_code, result.stdout) == (OK, "Imported: 3 pieces of evidence.\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--map", "nonsense"), "is not a mapping"),
        (("--map", "note=Cooking"), "No domain is called “Cooking”"),
        (("--map", "walks=Speaking"), "Nothing in the file is called “walks”"),
        (("--map", "note=Speaking", "--mood", "super=900"), "is not a mood"),
        (("--from", "loop"), "no Habits.csv"),
        (("--from", "json"), "is incomplete"),
    ],
)
def test_a_rejected_import_says_why(
    journal_shell: Shell, daylio: str, path: Path, arguments: tuple[str, ...], message: str
) -> None:
    before = path.read_bytes()
    result = journal_shell("import", daylio, *arguments)
    assert (result.exit_code, result.stdout) == (REFUSED, "")
    assert message in result.stderr
    assert path.read_bytes() == before


def test_an_import_needs_a_domain(shell: Shell, daylio: str) -> None:
    result = shell("import", daylio)
    assert (result.exit_code, result.stderr) == (
        REFUSED,
        "There is no domain yet. Add one: efficacy domain add NAME --task TEXT\n",
    )
