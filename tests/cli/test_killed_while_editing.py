"""The program is killed while an editor is open: what was saved there is kept, said, and offered again."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import Mastery
from tests.cli.conftest import Shell
from tests.support.terminal import PROGRAM, environment

OK = 0
KILLED = -9

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def entry(speaking: Journal) -> Mastery:
    """An entry of the focus domain."""
    return speaking.evidence.add(Mastery, speaking.domains.focus().id, "Asked a question")


@pytest.fixture
def run(path: Path, tmp_path: Path) -> Run:
    """Runs the program as a process of its own, with a shell script as the editor of the file `$1`."""

    def run_program(*arguments: str, editor: str = "exit 0") -> subprocess.CompletedProcess[str]:
        script = tmp_path / "editor.sh"
        script.write_text(f"#!/bin/sh\n{editor}\n", encoding="utf-8")
        script.chmod(0o755)
        variables = {**environment(path), "EDITOR": str(script)}
        variables.pop("VISUAL", None)
        # Only at a terminal does “add” open an editor.
        terminal, keyboard = os.openpty()
        try:
            return subprocess.run(
                [PROGRAM, *arguments],
                stdin=keyboard,
                stdout=keyboard if arguments[0] == "add" else subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=variables,
                check=False,
                timeout=60,
                encoding="utf-8",
            )
        finally:
            os.close(terminal)
            os.close(keyboard)

    return run_program


def leftovers_of(path: Path) -> list[str]:
    return sorted(item.name for item in path.parent.iterdir() if "editing" in item.name or "unsaved" in item.name)


def test_a_form_that_was_saved_in_the_editor_is_kept_and_offered_again(run: Run, path: Path, entry: Mastery) -> None:
    killed = run("edit", "last", editor="""sed -i 's/Asked/Answered/' "$1"; kill -KILL $PPID""")
    assert (killed.returncode, killed.stdout) == (KILLED, "")
    kept = path.with_name(f"journal.unsaved-edit-{entry.id[:12]}.toml")
    said = run("show", "last")
    assert said.returncode == OK
    assert said.stderr == (
        "The program was killed while you were editing. What you saved in the editor is in "
        f"{kept}; “efficacy edit {entry.id[:12]}” opens your editor with it.\n"
    )
    assert leftovers_of(path) == [kept.name]
    assert kept.stat().st_mode & 0o777 == 0o600
    assert run("show", "last").stderr == ""
    again = run("edit", entry.id[:12])
    assert (again.returncode, "opens with what you wrote before" in again.stderr) == (OK, True)
    assert run("show", "last").stdout.splitlines()[1] == "Answered a question"
    assert leftovers_of(path) == []


def test_a_text_that_was_saved_in_the_editor_is_kept_and_offered_again(run: Run, path: Path, entry: Mastery) -> None:
    writes = """sed -i '1i Said what I think' "$1" """
    assert run("add", "--source", "mastery", editor=f"{writes}; kill -KILL $PPID").returncode == KILLED
    kept = path.with_name("journal.unsaved-text.txt")
    said = run("show", "last").stderr
    assert said.startswith(f"The program was killed while you were writing. What you saved in the editor is in {kept};")
    # The next editor has it, and another kill loses neither the old words nor the new ones.
    assert run("add", "--source", "mastery", editor="""sed -i '1i First' "$1"; kill -KILL $PPID""").returncode == KILLED
    assert run("add", "--source", "mastery").returncode == OK
    assert "First\nSaid what I think" in run("show", "last").stdout
    assert leftovers_of(path) == []


@pytest.mark.parametrize("command", [("edit", "last"), ("add", "--source", "mastery")])
@pytest.mark.parametrize("editor", ["", ': > "$1";', 'rm "$1";'], ids=["untouched", "emptied", "removed"])
def test_nothing_is_kept_where_nothing_was_written(
    run: Run, path: Path, entry: Mastery, command: tuple[str, ...], editor: str
) -> None:
    assert run(*command, editor=f"{editor} kill -KILL $PPID").returncode == KILLED
    assert run("show", "last").stderr == ""
    assert leftovers_of(path) == []


def test_the_plain_program_says_it_too(run: Run, path: Path, entry: Mastery) -> None:
    run("edit", "last", editor="""sed -i 's/Asked/Answered/' "$1"; kill -KILL $PPID""")
    result = subprocess.run(
        [PROGRAM, "--plain"],
        input="q\n",
        capture_output=True,
        env=environment(path),
        check=True,
        timeout=60,
        encoding="utf-8",
    )
    assert "The program was killed while you were editing." in result.stdout
    assert f"efficacy edit {entry.id[:12]}" in " ".join(result.stdout.split())


def test_an_erasure_takes_it_along(shell: Shell, run: Run, path: Path, entry: Mastery) -> None:
    run("edit", "last", editor="""sed -i 's/Asked/Answered/' "$1"; kill -KILL $PPID""")
    assert shell("erase", entry.id, "--yes").exit_code == OK
    assert leftovers_of(path) == []
