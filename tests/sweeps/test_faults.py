"""The sweeps of faults and kills see what is false, and run each command through each of its file calls."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Any

import pytest

from efficacy_tui.store import atomic_file, backups
from efficacy_tui.store.errors import NotSaved
from tests.support.file_faults import Fault, faulty_files
from tests.support.writing_commands import COMMANDS, base_files, build_home, run_shell
from tests.sweeps import command_kills, faults

NUMBERS = {command.name: number for number, command in enumerate(COMMANDS)}


@pytest.mark.parametrize("name", ["check-in", "check-in (at once)", "merge (git)"])
def test_every_error_at_every_call_of_a_command_is_told_as_it_is(name: str) -> None:
    number = NUMBERS[name]
    for call in range(len(faults.calls_of(number))):
        for code in (errno.EIO, errno.ENOSPC):
            assert faults.run_case(number, Fault(call, code)) == []


def test_a_save_reported_as_failed_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    real_confirm = atomic_file.confirm

    def fail_late(path: Path) -> bool:
        real_confirm(path)
        raise OSError(errno.EINVAL, "Invalid argument", str(path))

    # The files that every case begins with are made by the program, too.
    base_files()
    monkeypatch.setattr(atomic_file, "confirm", fail_late)
    problems = faults.run_case(NUMBERS["check-in"], Fault(10**6, errno.EIO))
    assert any("it reported failure, but had its effect" in problem for problem in problems)
    assert any("this is not true: “This could not be saved" in problem for problem in problems)


def test_an_unknown_sentence_and_a_success_without_effect_are_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    def say_nothing(self: NotSaved) -> str:
        return "Something went wrong."

    monkeypatch.setattr(NotSaved, "__str__", say_nothing)
    replacing = faults.calls_of(NUMBERS["check-in"]).index("replace")
    problems = faults.run_case(NUMBERS["check-in"], Fault(replacing, errno.EIO))
    assert problems == ["this sentence is not known: “Something went wrong.”"]
    monkeypatch.setattr("efficacy_tui.store.store.Store._write", lambda *_: None)
    problems = faults.run_case(NUMBERS["check-in"], Fault(10**6, errno.EIO))
    assert any("it reported success without its effect" in problem for problem in problems)


NO_FAULT = Fault(10**6, errno.EIO)


def test_false_sentences_of_a_restore_are_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    assert faults.run_case(NUMBERS["restore"], NO_FAULT) == []
    monkeypatch.setattr(backups, "copy_aside", lambda path, *_: path.with_name("journal.replaced-nowhere.json"))
    (problem,) = faults.run_case(NUMBERS["restore"], NO_FAULT)
    assert "this is not true: “Restored" in problem


@pytest.mark.parametrize(
    ("name", "beginning"),
    [
        ("erase", "cleaned  "),
        ("check-in (erased elsewhere)", "Something was erased"),
    ],
)
def test_false_sentences_of_an_erasure_are_seen(monkeypatch: pytest.MonkeyPatch, name: str, beginning: str) -> None:
    assert faults.run_case(NUMBERS[name], NO_FAULT) == []
    real_replace = atomic_file.replace_file

    def keep_backups(path: Path, *arguments: Any, **options: Any) -> object:
        return None if path.parent.name == "backups" else real_replace(path, *arguments, **options)

    monkeypatch.setattr(atomic_file, "replace_file", keep_backups)
    assert any(f"this is not true: “{beginning}" in problem for problem in faults.run_case(NUMBERS[name], NO_FAULT))


def test_damage_that_is_none_and_backups_that_are_there_are_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("efficacy_tui.store.repair.propose_copy", lambda *_: None)
    problems = faults.run_case(NUMBERS["doctor --fix (damaged)"], NO_FAULT)
    assert [problem for problem in problems if "There is no good backup. The present file" in problem]
    assert [problem for problem in problems if "An empty journal was started, as there is no good backup" in problem]


def test_every_case_names_its_command_and_its_call() -> None:
    assert faults.count() > 20_000
    assert command_kills.count() == sum(len(faults.calls_of(number)) for number in range(len(COMMANDS)))


def test_a_kill_leaves_the_disk_as_it_is_and_ends_the_program(tmp_path: Path) -> None:
    home = build_home(tmp_path)
    before = home.read_files()
    outcomes = []
    with faulty_files(Fault(faults.calls_of(NUMBERS["check-in"]).index("replace"), -2)) as layer:
        outcomes.append(run_shell(home, "check-in", "71"))
    assert layer.is_killed
    assert outcomes == []
    assert {name: data for name, data in home.read_files().items() if name in before} == before
