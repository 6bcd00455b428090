"""The right to use the repository: one at a time, also for a git that outlives the program that started it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from efficacy_tui.store.file_lock import LockTaken
from efficacy_tui.store.locking import inherited_lock
from efficacy_tui.sync.deadline import Deadline


def test_a_program_that_inherits_the_lock_holds_it_until_it_ends(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    reader, writer = os.pipe()
    with inherited_lock(lock, 0) as handle:
        process = subprocess.Popen(["cat"], stdin=reader, pass_fds=[handle])
    os.close(reader)
    with pytest.raises(LockTaken), inherited_lock(lock, 0):
        pass
    os.close(writer)
    process.wait()
    with inherited_lock(lock, 0):
        pass


def test_a_link_in_its_place_is_not_followed(tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.write_bytes(b"mine")
    (tmp_path / "lock").symlink_to(target)
    with pytest.raises(OSError, match="symbolic links"), inherited_lock(tmp_path / "lock", 0):
        pass
    assert target.read_bytes() == b"mine"


def test_a_deadline_can_only_be_shortened() -> None:
    now = [100.0]
    deadline = Deadline(monotonic=lambda: now[0])
    assert deadline.remaining(20) == 20
    deadline.shorten(5)
    deadline.shorten(50)
    now[0] += 3
    assert deadline.remaining(20) == 2
    assert not deadline.is_over
    now[0] += 2
    assert deadline.is_over
    assert deadline.remaining(20) == 0
