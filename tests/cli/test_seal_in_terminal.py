"""A sealed journal in a real terminal, with a runtime folder that is really in memory; no passphrase is ever shown."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pexpect
import pytest

from efficacy_tui.model.records import Mastery
from efficacy_tui.store import backups
from efficacy_tui.store.sealing.runtime_folder import NoRuntimeFolder, require_runtime_folder
from tests.support.sealed_files import PASSPHRASE, clear_bytes, is_sealed, seal_journal
from tests.support.store_files import NOON, start_journal
from tests.support.terminal import PROGRAM, ScreenTerminal, environment

SECONDS = 60
WORD = "forty people"


@pytest.fixture
def runtime() -> Iterator[Path]:
    """A runtime folder that is really in memory."""
    folder = Path(tempfile.mkdtemp(prefix="efficacy-run-", dir="/dev/shm" if Path("/dev/shm").is_dir() else None))
    try:
        require_runtime_folder(str(folder))
    except NoRuntimeFolder as error:
        shutil.rmtree(folder)
        pytest.skip(f"no folder in memory here: {error}")
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "home" / "journal.json"
    journal, domain = start_journal(path)
    journal.evidence.add(Mastery, domain, f"asked in front of {WORD}")
    backups.make_backup(path, NOON)
    return path


@pytest.fixture
def variables(path: Path, runtime: Path) -> dict[str, str]:
    return {**environment(path), "XDG_RUNTIME_DIR": str(runtime)}


def start(variables: dict[str, str], *words: str) -> pexpect.spawn:
    return pexpect.spawn(PROGRAM, list(words), env=variables, timeout=SECONDS, encoding="utf-8", dimensions=(30, 120))


def finish(child: pexpect.spawn) -> tuple[int, str]:
    """Wait for the end; return the exit code and everything that was shown since the last expectation."""
    child.expect(pexpect.EOF)
    child.close()
    return child.exitstatus or 0, child.before


def test_sealing_asks_twice_and_shows_no_passphrase(path: Path, variables: dict[str, str], tmp_path: Path) -> None:
    child = start(variables, "seal", "--recovery", str(tmp_path / "recovery.txt"))
    for answer in (PASSPHRASE, PASSPHRASE):
        child.expect("passphrase: |again: ")
        child.sendline(answer)
    child.expect("put it somewhere else")
    child.expect(r"\[y/N\]")
    child.sendline("y")
    code, text = finish(child)
    assert (code, "Sealed" in text, PASSPHRASE in text) == (0, True, False), text
    assert all(is_sealed(file) for file in path.parent.rglob("*.json"))


@pytest.mark.parametrize("key", ["\x03", "\x04"], ids=["ctrl+c", "ctrl+d"])
def test_leaving_at_a_question_of_sealing_changes_nothing(
    path: Path, variables: dict[str, str], tmp_path: Path, key: str
) -> None:
    before = path.read_bytes()
    child = start(variables, "seal", "--recovery", str(tmp_path / "recovery.txt"))
    child.expect("New passphrase: ")
    child.send(key)
    code, shown = finish(child)
    assert (code, "Nothing was changed." in shown, "Aborted" in shown) == (1, True, False)
    child = start(variables, "seal", "--recovery", str(tmp_path / "recovery.txt"))
    for _ in range(2):
        child.expect("passphrase: |again: ")
        child.sendline(PASSPHRASE)
    child.expect(r"\[y/N\]")
    child.send(key)
    code, shown = finish(child)
    assert (code, "Nothing was changed." in shown, "Aborted" in shown) == (1, True, False)
    assert path.read_bytes() == before
    assert not (tmp_path / "recovery.txt").exists()


def test_unlocking_and_unsealing(path: Path, variables: dict[str, str]) -> None:
    before = path.read_bytes()
    seal_journal(path)
    child = start(variables, "unlock")
    child.expect("Passphrase: ")
    child.sendline("a wrong one")
    child.expect("Next try in 1 second")
    child.expect("Passphrase: ")
    child.sendline(PASSPHRASE)
    code, text = finish(child)
    assert (code, "Unlocked until" in text, PASSPHRASE in text) == (0, True, False), text
    code, text = finish(start(variables, "list"))
    assert (code, WORD in text) == (0, True)
    child = start(variables, "unseal")
    child.expect("Passphrase: ")
    child.sendline(PASSPHRASE)
    child.expect(r"\[y/N\]")
    child.sendline("y")
    code, text = finish(child)
    assert (code, PASSPHRASE in text) == (0, False), text
    assert path.read_bytes() == before


def test_the_lines_of_the_plain_ui_ask_for_the_passphrase(path: Path, variables: dict[str, str]) -> None:
    seal_journal(path)
    child = start(variables, "--plain")
    child.expect("Passphrase: ")
    child.sendline(PASSPHRASE)
    child.expect("Speaking")
    child.sendline("q!")
    child.sendline("q")
    code, text = finish(child)
    assert code == 0, text
    assert PASSPHRASE not in text
    assert is_sealed(path)


def test_lines_from_a_pipe_leave_a_locked_journal_alone(path: Path, variables: dict[str, str]) -> None:
    seal_journal(path)
    before = path.read_bytes()
    done = subprocess.run([PROGRAM, "--plain"], env=variables, input=b"c\n70\nq\n", capture_output=True, check=False)
    assert (done.returncode, b"it is locked now" in done.stderr) == (1, True)
    assert path.read_bytes() == before


def test_the_dashboard_opens_after_the_passphrase(path: Path, variables: dict[str, str]) -> None:
    seal_journal(path)
    terminal = ScreenTerminal(PROGRAM, environment=variables)
    terminal.wait_for_text("Your journal is sealed", "Passphrase")
    assert "Speaking" not in terminal.text
    terminal.press(f"{PASSPHRASE}\r")
    terminal.wait_for_text("Right now, how sure")
    terminal.press("\x1b")
    terminal.wait(lambda text: "Right now, how sure" not in text and "asked in front of" in text)
    assert PASSPHRASE not in terminal.text
    terminal.press("q")
    terminal.child.expect(pexpect.EOF)
    assert is_sealed(path)
    assert WORD.encode() in clear_bytes(path)
