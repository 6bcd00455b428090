"""Exports and imports from the shell."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from efficacy_tui.cli.context import NO_TERMINAL, OK, REFUSED
from efficacy_tui.content.words import DISCLAIMER
from efficacy_tui.journal.journal import Journal
from tests.cli.conftest import Shell
from tests.support.foreign_exports import DAYLIO, JRNL
from tests.support.terminal import environment

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
    assert result.stderr == f"✓ Exported to {file}: 1 file, 1 kB\n"
    assert json.loads(file.read_bytes())["checkins"] == document["checkins"]
    assert file.stat().st_mode & 0o777 == 0o600


def test_csv_is_written_into_a_folder(journal_shell: Shell, tmp_path: Path) -> None:
    assert journal_shell("export", "--format", "csv").stderr == "CSV is one file per table: name a folder with -o.\n"
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
    assert second.output == "Nothing new.\n3 records were already there.\n"
    assert journal_shell("--journal", other, "export").stdout == journal_shell("export").stdout


def test_merging_an_export_says_which_command_takes_one(journal_shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "copy.json"
    assert journal_shell("export", "-o", str(file)).exit_code == OK
    result = journal_shell("merge", str(file))
    assert result.exit_code == REFUSED
    assert "it is an export, not a journal; “efficacy import” imports it. Nothing was changed." in result.stderr


def test_an_export_overwrites_only_with_force(journal_shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "copy.json"
    file.write_text("mine", encoding="utf-8")
    result = journal_shell("export", "-o", str(file))
    assert result.exit_code == 1
    assert result.stderr == f"{file} already exists, so nothing was written. Add --force to overwrite it.\n"
    assert file.read_text(encoding="utf-8") == "mine"
    assert journal_shell("export", "-o", str(file), "--force").exit_code == 0
    assert file.read_text(encoding="utf-8").startswith("{")
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "domains.csv").write_text("mine", encoding="utf-8")
    assert journal_shell("export", "--format", "csv", "-o", str(tmp_path / "tables")).exit_code == 1
    assert [path.name for path in (tmp_path / "tables").iterdir()] == ["domains.csv"]


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


def test_mood_words_without_a_number_are_listed_once_each_to_be_pasted(
    journal_shell: Shell, tmp_path: Path, read: Read
) -> None:
    header = "full_date,date,weekday,time,mood,activities,note_title,note\n"
    moods = [*["average"] * 40, *["sad but ok"] * 20, "it’s 'fine'"]
    rows = (f"2026-{1 + day // 28:02}-{1 + day % 28:02},x,x,21:00,{mood},,,\n" for day, mood in enumerate(moods))
    file = tmp_path / "moods.csv"
    file.write_text(header + "".join(rows), encoding="utf-8")
    result = journal_shell("import", str(file), "--map", "mood=Speaking:rating")
    assert result.exit_code == REFUSED
    assert result.stderr.splitlines()[:3] == [
        "moods.csv, line 2 and 39 more rows: the mood “average” has no number yet; add --mood average=NUMBER",
        "moods.csv, line 42 and 19 more rows: the mood “sad but ok” has no number yet; add --mood 'sad but ok=NUMBER'",
        "moods.csv, line 62: the mood “it’s 'fine'” has no number yet; add --mood 'it’s '\"'\"'fine'\"'\"'=NUMBER'",
    ]
    hints = [line.rpartition("add ")[2].replace("NUMBER", "50") for line in result.stderr.splitlines()[:3]]
    pasted = shlex.split(" ".join(hints))
    result = journal_shell("import", str(file), "--map", "mood=Speaking:rating", *pasted)
    assert (result.exit_code, len(read().contents.checkins)) == (OK, 62)


def test_no_mood_word_is_hidden_behind_other_rows(journal_shell: Shell, tmp_path: Path) -> None:
    rows = [*("soon,x,x,21:00,good,,,\n" for _ in range(25)), *(f"2026-01-01,x,x,{n},mood{n},,,\n" for n in range(25))]
    file = tmp_path / "moods.csv"
    file.write_text("full_date,date,weekday,time,mood,activities,note_title,note\n" + "".join(rows), encoding="utf-8")
    result = journal_shell("import", str(file), "--map", "mood=Speaking:rating")
    assert [f"add --mood mood{number}=NUMBER" in result.stderr for number in range(25)] == [True] * 25
    assert "… and 5 more" in result.stderr


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("11/20/2x,x,x,21:00,good,a,,Note\n", "full_date “11/20/2x” is not a day like 2026-03-02"),
        ("26-11-20,x,x,21:00,good,a,,Note\n", "full_date “26-11-20” could be more than one day"),
        ('2026-11-20,x,x,21:00,good,a,,"No"te\n', "a quotation mark is out of place or never closed"),
    ],
)
def test_the_true_reason_comes_before_a_label_that_is_missing_for_it(
    journal_shell: Shell, tmp_path: Path, row: str, reason: str
) -> None:
    file = tmp_path / "daylio.csv"
    file.write_text("full_date,date,weekday,time,mood,activities,note_title,note\n" + row, encoding="utf-8")
    for mapping in (("--map", "note=Speaking"), ()):
        result = journal_shell("import", str(file), *mapping)
        assert result.exit_code == REFUSED
        assert result.stderr.startswith(f"daylio.csv, line 2: {reason}")
        assert "Nothing in the file" not in result.stderr
    result = journal_shell("import", str(file), "--map", "walks=Speaking", "--skip-bad")
    assert (result.exit_code, result.stderr.splitlines()[-1]) == (REFUSED, "Nothing in the file is called “walks”.")


def test_what_differs_is_named_and_updated_on_request(journal_shell: Shell, daylio: str, read: Read) -> None:
    mapping = ("--map", "note=Speaking")
    journal_shell("import", daylio, *mapping)
    file = Path(daylio)
    file.write_text(file.read_text(encoding="utf-8").replace("laughed", "smiled"), encoding="utf-8", newline="")
    result = journal_shell("import", daylio, *mapping)
    assert result.stdout == "Nothing new.\n1 record was already there.\n1 record differs from what is here.\n"
    assert result.stderr == "--update replaces what differs with what the file says.\n"
    dry_run = journal_shell("import", daylio, *mapping, "--update", "--dry-run")
    assert dry_run.output == "Would be updated: 1 piece of evidence.\n1 record was already there.\n"
    result = journal_shell("import", daylio, *mapping, "--update")
    assert result.output == "Updated: 1 piece of evidence.\n1 record was already there.\n"
    assert any("smiled" in row.text for row in read().contents.evidence.values())


def test_control_bytes_of_a_file_do_not_reach_the_terminal(journal_shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "odd.csv"
    text = "full_date,mood,activities,note\n\x1b[31mday,\x1b]0;x\x07,[red]a[/red],b\n2026-11-20,\x9b5m,\x1b[1ma,b\n"
    file.write_text(text, encoding="utf-8")
    for mapping in (("--map", "*=Speaking:rating"), ("--map", "\x1b[2J=Speaking"), (), ("--map", "\x1b[1ma=Speaking")):
        result = journal_shell("import", str(file), *mapping)
        assert not set(result.output) & {"\x1b", "\x07", "\x9b"}


def test_csv_for_excel_begins_with_a_byte_order_mark(journal_shell: Shell, tmp_path: Path) -> None:
    assert journal_shell("export", "--format", "csv", "--bom", "-o", str(tmp_path / "tables")).exit_code == OK
    assert (tmp_path / "tables" / "evidence.csv").read_bytes().startswith(b"\xef\xbb\xbfsource,id")
    result = journal_shell("export", "--bom")
    assert (result.exit_code, "--bom is for --format csv" in result.stderr) == (NO_TERMINAL, True)


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


def test_a_file_comes_through_a_pipe(journal_shell: Shell, path: Path, read: Read) -> None:
    command = [sys.executable, "-m", "efficacy_tui", "import", "-"]
    table = b"day,domain,confidence\n2026-11-10,Speaking,70\n2026-11-10,Nobody,70\n"
    options = {"env": environment(path), "capture_output": True, "timeout": 60}
    refused = subprocess.run(command, check=False, input=table, **options)
    assert (refused.returncode, refused.stderr.splitlines()[0]) == (
        REFUSED,
        "stdin, line 3: no domain is called “Nobody”".encode(),
    )
    done = subprocess.run([*command, "--skip-bad"], check=False, input=table, **options)
    assert (done.returncode, done.stdout) == (OK, b"Imported: 1 rating.\n")
    assert sorted(row.confidence for row in read().contents.checkins.values()) == [70, 70]


def test_an_empty_path_is_not_the_current_folder(journal_shell: Shell) -> None:
    result = journal_shell("import", "")
    assert (result.exit_code, "The path is empty." in result.stderr) == (2, True)
