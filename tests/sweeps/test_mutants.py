"""The sweep of mutated journals looks at every command, and sees what it looks for."""

from __future__ import annotations

import random

import pytest

from efficacy_tui.cli.command_group import COMMANDS
from efficacy_tui.journal.status import JournalStatus
from efficacy_tui.store.decode import UnreadableBytes, parse
from tests.sweeps import mutants


def test_every_command_is_swept_or_needs_no_journal() -> None:
    swept = {words[0] for words in (*mutants.READING, *mutants.WRITING)}
    assert swept | mutants.INDEPENDENT == set(COMMANDS)
    assert not swept & mutants.INDEPENDENT


def test_the_sound_journal_is_sound() -> None:
    contents = parse(mutants.encode(mutants.build_tables()), str).contents
    assert all(
        contents.table(name) for name in ("domains", "challenges", "evidence", "checkins", "surveys", "adjusted")
    )


@pytest.mark.parametrize("mutation", mutants.MUTATIONS, ids=lambda mutation: mutation.__name__)
def test_a_mutation_is_the_same_each_time_and_changes_the_file(mutation: mutants.Mutation) -> None:
    def mutate(seed: int) -> bytes:
        return mutation(mutants.copy.deepcopy(mutants.build_tables()), random.Random(seed))

    assert mutate(1) == mutate(1)
    assert any(mutate(seed) != mutants.encode(mutants.build_tables()) for seed in range(5))


def find_case(is_readable: bool) -> int:
    """Find a case that leaves the file readable, or not."""
    for case in range(mutants.count()):
        mutation = mutants.MUTATIONS[case % len(mutants.MUTATIONS)]
        data = mutation(mutants.copy.deepcopy(mutants.build_tables()), random.Random(case))
        try:
            parse(data, str)
        except UnreadableBytes:
            if not is_readable:
                return case
        else:
            if is_readable:
                return case
    raise AssertionError("there is none")


def test_a_status_that_accepts_everything_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("efficacy_tui.journal.status.read_status", lambda *_: JournalStatus())
    failures = mutants.check(find_case(is_readable=False))
    assert any("status can read it, “domain list” says" in failure for failure in failures)


def test_a_command_that_crashes_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise KeyError("1")

    monkeypatch.setattr("efficacy_tui.store.repair.repair", fail)
    failures = mutants.check(find_case(is_readable=False))
    assert any("“doctor --fix --yes” crashed: KeyError" in failure for failure in failures)
