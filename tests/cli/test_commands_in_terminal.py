"""Shell commands in a real terminal: the editor, the mapping question, the progress bar of a long import."""

from __future__ import annotations

import fcntl
import json
import os
import sys
from pathlib import Path

import pexpect
import pytest

from efficacy_tui.journal.demo import fill_demo
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.clock import SystemClock
from tests.support.foreign_exports import JRNL

SECONDS = 40
PROGRAM = str(Path(sys.executable).parent / "efficacy")


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """The environment of a terminal with the test's journal and editor."""
    editor = tmp_path / "editor"
    editor.write_text(
        '#!/bin/sh\nprintf "Asked a question\\n# my own heading\\n$(cat "$1")" > "$1"\n', encoding="utf-8"
    )
    editor.chmod(0o755)
    return {
        **os.environ,
        "TERM": "xterm",
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "EFFICACY_JOURNAL": str(tmp_path / "home" / "journal.json"),
        "EDITOR": str(editor),
        "VISUAL": "",
    }


@pytest.fixture
def journal_path(environment: dict[str, str]) -> Path:
    """A journal with one domain."""
    path = Path(environment["EFFICACY_JOURNAL"])
    journal = Journal(path, SystemClock())
    journal.open()
    journal.domains.add("Speaking", "give a talk")
    return path


def start_program(environment: dict[str, str], *arguments: str) -> pexpect.spawn:
    """Start the program in a terminal."""
    return pexpect.spawn(
        PROGRAM, list(arguments), env=environment, timeout=SECONDS, encoding="utf-8", dimensions=(30, 120)
    )


def wait_for_exit(child: pexpect.spawn) -> int:
    """Wait for the end and return the exit code."""
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus is not None
    return child.exitstatus


def evidence_texts(path: Path) -> list[str]:
    """The texts of all evidence in a journal file."""
    return [row["text"] for row in json.loads(path.read_text(encoding="utf-8"))["evidence"].values()]


def test_add_opens_the_editor_and_saves_its_text(environment: dict[str, str], journal_path: Path) -> None:
    child = start_program(environment, "add")
    child.expect("Evidence saved: Speaking, mastery")
    assert wait_for_exit(child) == 0
    assert evidence_texts(journal_path) == ["Asked a question\n# my own heading"]


def test_an_edited_text_is_in_a_private_folder_beside_the_journal_and_goes_with_it(
    environment: dict[str, str], journal_path: Path, tmp_path: Path
) -> None:
    editor = Path(environment["EDITOR"])
    editor.write_text(f'#!/bin/sh\nstat -c "%a %n" "$1" "$(dirname "$1")" > {tmp_path}/seen\necho x > "$1"\n')
    assert wait_for_exit(start_program(environment, "add")) == 0
    seen = (tmp_path / "seen").read_text().splitlines()
    assert [line.split()[0] for line in seen] == ["600", "700"]
    assert seen[1].split()[1].startswith(f"{journal_path.parent}/.journal.json.editing-")
    assert [item.name for item in journal_path.parent.iterdir() if "editing" in item.name] == []


def test_an_empty_editor_text_saves_nothing(environment: dict[str, str], journal_path: Path) -> None:
    child = start_program({**environment, "EDITOR": "true"}, "add")
    child.expect("Nothing was written, so nothing was saved.")
    assert wait_for_exit(child) == 1


def test_the_mapping_is_asked_only_once(environment: dict[str, str], journal_path: Path, tmp_path: Path) -> None:
    file = tmp_path / "work.json"
    file.write_text(json.dumps(JRNL), encoding="utf-8")
    child = start_program(environment, "import", str(file))
    child.expect("What goes where")
    child.expect("“entry”")
    child.sendline("")
    child.expect("“@talk”")
    child.sendline("cooking")
    child.expect("No domain is called “cooking”")
    child.expect("“@talk”")
    child.sendline("spe")
    child.expect("imported as")
    child.sendline("state")
    for label in ("starred", "@home"):
        child.expect(label)
        child.sendline("")
    child.expect("Imported: 2 pieces of evidence")
    assert wait_for_exit(child) == 0
    second_import = start_program(environment, "import", str(file))
    second_import.expect("As last time: @talk=Speaking:state")
    second_import.expect("2 records were already there")
    assert wait_for_exit(second_import) == 0


def test_a_mapping_to_a_missing_domain_is_asked_again(
    environment: dict[str, str], journal_path: Path, tmp_path: Path
) -> None:
    file = tmp_path / "work.json"
    file.write_text(json.dumps({"tags": {}, "entries": JRNL["entries"][:1]}), encoding="utf-8")
    journal = Journal(journal_path, SystemClock())
    journal.open()
    journal.settings.set("import:jrnl", [["@talk", "0" * 32, "state"]])
    child = start_program(environment, "import", str(file))
    child.expect("What goes where")
    for _ in range(3):
        child.expect("(entry|@talk|starred)")
        child.sendline("")
    child.expect("Nothing was chosen, so nothing was imported.")
    assert wait_for_exit(child) == 1


def test_a_long_import_shows_a_progress_bar(environment: dict[str, str], tmp_path: Path) -> None:
    year = Journal(tmp_path / "year.json", SystemClock())
    year.open()
    fill_demo(year)
    call = [PROGRAM, "--journal", str(year.path), "export", "-o", str(tmp_path / "out.json")]
    assert pexpect.run(" ".join(call), env=environment, withexitstatus=True)[1] == 0
    child = start_program(environment, "import", str(tmp_path / "out.json"))
    child.expect("Importing")
    child.expect("100%")
    child.expect("Imported: 3 domains")
    assert wait_for_exit(child) == 0


def test_status_line_prints_one_line(environment: dict[str, str], journal_path: Path) -> None:
    child = start_program(environment, "status", "--line")
    child.expect("◌ 1 to rate · 0/1\r\n")
    assert child.read() == ""
    assert wait_for_exit(child) == 3


def write_editor(environment: dict[str, str], script: str) -> None:
    """Make the editor a shell script; the file to edit is its first argument."""
    Path(environment["EDITOR"]).write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")


def test_an_edited_text_that_is_too_long_is_kept_and_offered_again(
    environment: dict[str, str], journal_path: Path
) -> None:
    write_editor(environment, "head -c 5000 /dev/zero | tr '\\0' a > \"$1\"")
    child = start_program(environment, "add")
    child.expect("What did you do. That is 5,000 characters; at most 4,000 fit here")
    child.expect("What you wrote is in")
    assert wait_for_exit(child) == 1
    unsaved_path = journal_path.with_name("journal.unsaved-text.txt")
    assert unsaved_path.read_text(encoding="utf-8") == "a" * 5000
    assert unsaved_path.stat().st_mode & 0o777 == 0o600

    write_editor(environment, 'cut -c 1-9 "$1" > "$1.new"; mv "$1.new" "$1"')
    child = start_program(environment, "add")
    child.expect("Evidence saved")
    assert wait_for_exit(child) == 0
    assert evidence_texts(journal_path) == ["aaaaaaaaa\n\n# ---- Ev\n# What di"]
    assert not unsaved_path.exists()


def test_an_edited_text_is_kept_while_another_program_holds_the_journal(
    environment: dict[str, str], journal_path: Path
) -> None:
    lock = os.open(journal_path.with_name(".journal.json.lock"), os.O_RDWR | os.O_CREAT)
    write_editor(environment, "echo 'careful words' > \"$1\"")
    fcntl.flock(lock, fcntl.LOCK_EX)
    child = start_program(environment, "add")
    child.expect("journal.unsaved-text.txt")
    assert wait_for_exit(child) == 1
    os.close(lock)
    unsaved_path = journal_path.with_name("journal.unsaved-text.txt")
    assert unsaved_path.read_text(encoding="utf-8") == "careful words\n"

    child = start_program(environment, "erase", "careful", "--yes")
    child.expect("removed .*unsaved-text")
    assert wait_for_exit(child) == 0
    assert not unsaved_path.exists()


def test_the_line_of_an_earlier_version_still_ends_a_text(environment: dict[str, str], journal_path: Path) -> None:
    unsaved_path = journal_path.with_name("journal.unsaved-text.txt")
    earlier_line = "# ---- What stands below this line is left out. ----"
    unsaved_path.write_text(f"from before\n\n{earlier_line}\n# What did you do?\n", encoding="utf-8")
    write_editor(environment, "true")
    child = start_program(environment, "add")
    child.expect("Evidence saved")
    assert wait_for_exit(child) == 0
    assert evidence_texts(journal_path) == ["from before"]


def test_a_kept_text_that_is_emptied_is_deleted(environment: dict[str, str], journal_path: Path) -> None:
    unsaved_path = journal_path.with_name("journal.unsaved-text.txt")
    unsaved_path.write_text("from before", encoding="utf-8")
    write_editor(environment, ': > "$1"')
    child = start_program(environment, "add")
    child.expect("You emptied the text saved from before, so it is deleted")
    assert wait_for_exit(child) == 1
    assert not unsaved_path.exists()
    child = start_program(environment, "add")
    child.expect("Nothing was written, so nothing was saved")
    assert wait_for_exit(child) == 1


@pytest.mark.parametrize("arguments", [("add",), ("config", "--edit")], ids=" ".join)
@pytest.mark.parametrize("editor", ['vi "', "no-such-editor --wait", "false"])
def test_an_editor_that_cannot_be_used_is_a_sentence(
    environment: dict[str, str], journal_path: Path, tmp_path: Path, arguments: tuple[str, ...], editor: str
) -> None:
    environment = {**environment, "EDITOR": editor, "XDG_CONFIG_HOME": str(tmp_path / "config")}
    child = start_program(environment, *arguments)
    child.expect(
        r"ended with an error\. If none opened, set EDITOR"
        if editor == "false"
        else "Set EDITOR to a program that exists"
    )
    assert wait_for_exit(child) == 1
    assert not list(tmp_path.rglob("last-error.txt"))
