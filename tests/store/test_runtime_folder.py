"""The session's runtime folder: only one in memory is used, and an unlocked key only until its time is over."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import re
import stat
from pathlib import Path

import pytest

from efficacy_tui.store import atomic_file
from efficacy_tui.store.sealing.runtime_folder import (
    NoRuntimeFolder,
    UnlockedKey,
    read_unlocked,
    remove_unlocked,
    require_runtime_folder,
    unlocked_path,
    write_unlocked,
)
from tests.support.sealed_files import IDENTITY, KEY
from tests.support.store_files import NOON

JOURNAL = Path("/home/alex/journal.json")
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def runtime(tmp_path: Path) -> Path:
    folder = tmp_path / "run"
    folder.mkdir(mode=0o700)
    return folder


def mounts(tmp_path: Path, *lines: tuple[str, str]) -> Path:
    """Write a list of mounts as the kernel does: the place and the kind of each, all of one device."""
    file = tmp_path / "mountinfo"
    number = tmp_path.stat().st_dev
    device = f"{os.major(number)}:{os.minor(number)}"
    rows = (
        f"{number} 1 {device} / {place} rw,nosuid shared:1 - {kind} {kind} rw\n"
        for number, (place, kind) in enumerate(lines)
    )
    file.write_text("".join(rows), encoding="utf-8", errors="surrogateescape")
    return file


def entry(until: dt.datetime = NOON + HOUR, boot_until: float = 5000.0) -> UnlockedKey:
    return UnlockedKey(str(JOURNAL), NOON, until, boot_until, KEY)


@pytest.mark.parametrize("kind", ["tmpfs", "ramfs"])
def test_a_folder_in_memory_is_used(runtime: Path, tmp_path: Path, kind: str) -> None:
    listed = mounts(tmp_path, ("/", "ext4"), (str(runtime.resolve()), kind))
    assert require_runtime_folder(str(runtime), listed) == runtime / "efficacy_tui"


def test_a_link_in_the_folder_does_not_lead_a_key_out_of_memory(runtime: Path, tmp_path: Path) -> None:
    listed = mounts(tmp_path, ("/", "ext4"), (str(runtime.resolve()), "tmpfs"))
    (tmp_path / "disk").mkdir()
    (runtime / "efficacy_tui").symlink_to(tmp_path / "disk")
    with pytest.raises(NoRuntimeFolder, match="not a folder of yours"):
        require_runtime_folder(str(runtime), listed)


def test_a_folder_in_it_that_is_on_another_file_system_is_refused(
    runtime: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = mounts(tmp_path, ("/", "ext4"), (str(runtime.resolve()), "tmpfs"))
    (runtime / "efficacy_tui").mkdir(mode=0o700)
    read_status = atomic_file.status

    def status(path: Path, *, follow: bool = True) -> os.stat_result | None:
        values = read_status(path, follow=follow)
        if values is None or path.name != "efficacy_tui":
            return values
        return os.stat_result([*values[:2], values.st_dev + 1, *values[3:10]])

    monkeypatch.setattr(atomic_file, "status", status)
    with pytest.raises(NoRuntimeFolder, match="another file system"):
        require_runtime_folder(str(runtime), listed)


def test_a_folder_on_a_disk_is_refused_with_its_file_system(runtime: Path, tmp_path: Path) -> None:
    listed = mounts(tmp_path, ("/", "btrfs"), ("/run/user/1000", "tmpfs"))
    with pytest.raises(NoRuntimeFolder, match="btrfs"):
        require_runtime_folder(str(runtime), listed)


def test_the_later_of_two_mounts_at_one_place_counts(runtime: Path, tmp_path: Path) -> None:
    place = str(runtime.resolve())
    listed = mounts(tmp_path, ("/", "ext4"), (place, "tmpfs"), (place, "ext4"))
    with pytest.raises(NoRuntimeFolder, match="ext4"):
        require_runtime_folder(str(runtime), listed)


@pytest.mark.parametrize("name", ["my run", "tab\tand \\ #", "Ü ü", "\udcff and a blank", " - "])
def test_a_mount_with_any_name_is_recognised(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    folder.mkdir(mode=0o700)
    place = str(folder.resolve())
    for letter in "\\ \t#":
        place = place.replace(letter, f"\\{ord(letter):03o}")
    assert require_runtime_folder(str(folder), mounts(tmp_path, ("/", "ext4"), (place, "tmpfs")))
    with pytest.raises(NoRuntimeFolder, match="btrfs"):
        require_runtime_folder(str(folder), mounts(tmp_path, ("/", "tmpfs"), (place, "btrfs")))


def test_a_mount_that_a_later_one_above_it_covers_is_not_taken_for_it(runtime: Path, tmp_path: Path) -> None:
    place = runtime.resolve()
    listed = mounts(tmp_path, ("/", "ext4"), (str(place), "tmpfs"), (str(place.parent), "ext4"))
    # The folder is that of the mount above it, whose device is another one.
    text = listed.read_text(encoding="utf-8").splitlines()
    text[1] = re.sub(r" \d+:\d+ ", " 0:999 ", text[1])
    listed.write_text("\n".join(text), encoding="utf-8")
    with pytest.raises(NoRuntimeFolder, match="does not say"):
        require_runtime_folder(str(runtime), listed)


@pytest.mark.parametrize(("kind", "is_used"), [("tmpfs", True), ("ext4", False)])
def test_one_mount_of_everything_counts(runtime: Path, tmp_path: Path, kind: str, *, is_used: bool) -> None:
    """As in a small system that lives in memory as a whole."""
    listed = mounts(tmp_path, ("/", kind))
    with contextlib.nullcontext() if is_used else pytest.raises(NoRuntimeFolder, match="ext4"):
        assert require_runtime_folder(str(runtime), listed) == runtime / "efficacy_tui"


def test_a_system_that_lists_no_mounts_is_refused(runtime: Path, tmp_path: Path) -> None:
    """As macOS, where no folder is known to be in memory."""
    with pytest.raises(NoRuntimeFolder, match="does not say"):
        require_runtime_folder(str(runtime), tmp_path / "none")


@pytest.mark.parametrize("value", [None, "", "run", "/nowhere/at/all"])
def test_a_missing_folder_is_refused_with_the_reason(value: str | None) -> None:
    with pytest.raises(NoRuntimeFolder, match="XDG_RUNTIME_DIR"):
        require_runtime_folder(value)


def test_a_folder_that_others_can_use_is_refused(runtime: Path) -> None:
    runtime.chmod(0o755)
    with pytest.raises(NoRuntimeFolder, match="others"):
        require_runtime_folder(str(runtime))


def test_an_unlocked_key_is_private_and_its_name_says_nothing(runtime: Path) -> None:
    file = write_unlocked(runtime / "efficacy_tui", entry())
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert "journal" not in file.name
    assert IDENTITY.encode() in file.read_bytes()


def test_a_key_is_used_until_its_time_is_over_and_is_then_removed(runtime: Path) -> None:
    folder = runtime / "efficacy_tui"
    file = write_unlocked(folder, entry())
    assert read_unlocked(folder, NOON + HOUR / 2, 100.0)[JOURNAL].key == KEY
    assert read_unlocked(folder, NOON + HOUR, 100.0) == {}
    assert not file.exists()


@pytest.mark.parametrize(
    ("now", "boot_seconds"),
    [(NOON - HOUR, 100.0), (NOON + HOUR / 2, 5000.0)],
    ids=["the time of day was put back", "the machine has run for longer"],
)
def test_a_clock_that_was_put_back_prolongs_nothing(runtime: Path, now: dt.datetime, boot_seconds: float) -> None:
    folder = runtime / "efficacy_tui"
    file = write_unlocked(folder, entry())
    assert read_unlocked(folder, now, boot_seconds) == {}
    assert not file.exists()


def test_a_file_that_is_no_key_is_removed(runtime: Path) -> None:
    folder = runtime / "efficacy_tui"
    write_unlocked(folder, entry())
    file = folder / "0000.key"
    file.write_text("{")
    assert list(read_unlocked(folder, NOON, 0.0)) == [JOURNAL]
    assert not file.exists()


def test_locking_removes_the_key_and_says_whether_there_was_one(runtime: Path) -> None:
    folder = runtime / "efficacy_tui"
    write_unlocked(folder, entry())
    assert remove_unlocked(folder, JOURNAL)
    assert not remove_unlocked(folder, JOURNAL)
    assert not unlocked_path(folder, JOURNAL).exists()
