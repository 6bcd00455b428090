"""Every command with -o treats what is there already alike: only --force overwrites it, or the same reminder again."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from efficacy_tui.journal.journal import Journal
from tests.cli.conftest import Shell

OK, REFUSED = 0, 1

REMIND = ("remind", "--at", "8:00")
REMINDERS = {
    "reminder": (REMIND, "reminder.ics"),
    "two times": ((*REMIND, "--at", "21:30"), "reminder.ics"),
    "weekly": (("remind", "--weekly", "--at", "sun 18:00"), "review.ics"),
    "challenges": (("remind", "--challenges"), "challenges.ics"),
    "cron": ((*REMIND, "--format", "cron"), "lines.txt"),
    "systemd": ((*REMIND, "--format", "systemd"), "efficacy-remind.timer"),
    "launchd": ((*REMIND, "--format", "launchd"), "own.plist"),
}
WRITERS = {
    "export": (("export",), "copy.json"),
    "report": (("export", "--format", "html"), "report.html"),
    "CSV": (("export", "--format", "csv"), "domains.csv"),
    "form": (("rate", "export", "--rater", "Mara"), "mara.txt"),
    "message": (("ask", "Mara"), "message.txt"),
    **REMINDERS,
}
FOLDERS = ("CSV", "systemd")
"""Writers whose -o is a folder."""


@pytest.fixture(autouse=True)
def journal_with_challenges(speaking: Journal) -> None:
    """Two challenges in Speaking, one that ended and an open one."""
    domain, today = speaking.domains.focus().id, speaking.today()
    for title in ("I will ask", "I will give the talk"):
        challenge = speaking.challenges.start(
            domain, title=title, done_when="done", difficulty=40, odds=70, due=today + dt.timedelta(days=3)
        )
        if title == "I will ask":
            speaking.challenges.close(challenge.id, "succeeded")


def target_of(name: str, folder: Path, file_name: str) -> str:
    return str(folder if name in FOLDERS else folder / file_name)


@pytest.mark.parametrize("name", WRITERS)
def test_what_is_there_is_overwritten_only_with_force(shell: Shell, path: Path, tmp_path: Path, name: str) -> None:
    arguments, file_name = WRITERS[name]
    folder = tmp_path / "out"
    folder.mkdir()
    (file := folder / file_name).write_text("mine", encoding="utf-8")
    before = path.read_bytes()
    result = shell(*arguments, "-o", target_of(name, folder, file_name))
    assert (result.exit_code, result.stdout, result.stderr) == (
        REFUSED, "", f"{file} already exists, so nothing was written. Add --force to overwrite it.\n",
    )  # fmt: skip
    assert file.read_text(encoding="utf-8") == "mine"
    assert [item.name for item in folder.iterdir()] == [file_name]
    assert path.read_bytes() == before
    assert shell(*arguments, "-o", target_of(name, folder, file_name), "--force").exit_code == OK
    assert file.read_text(encoding="utf-8") != "mine"


@pytest.mark.parametrize("name", [name for name in WRITERS if name not in FOLDERS])
def test_a_folder_or_a_link_in_its_place_is_refused_before_anything_is_recorded(
    shell: Shell, path: Path, tmp_path: Path, name: str
) -> None:
    arguments, file_name = WRITERS[name]
    before = path.read_bytes()
    (folder := tmp_path / file_name).mkdir()
    result = shell(*arguments, "-o", str(folder))
    assert (result.exit_code, result.stderr) == (
        REFUSED, f"{folder} is a folder. Name a file in it; nothing was written.\n",
    )  # fmt: skip
    folder.rmdir()
    folder.symlink_to(tmp_path / "nowhere")
    result = shell(*arguments, "-o", str(folder), "--force")
    assert (result.exit_code, "it is a link to another place" in result.stderr) == (REFUSED, True)
    assert path.read_bytes() == before


@pytest.mark.parametrize("name", [name for name in WRITERS if name != "CSV"])
def test_a_dash_is_the_standard_output(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    result = shell(*WRITERS[name][0], "-o", "-")
    assert result.exit_code == OK
    assert result.stdout
    assert not (tmp_path / "-").exists()


@pytest.mark.parametrize("name", REMINDERS)
def test_the_same_reminder_replaces_its_earlier_one_and_nothing_that_was_added_to(
    shell: Shell, tmp_path: Path, name: str
) -> None:
    arguments, file_name = REMINDERS[name]
    target, file = target_of(name, tmp_path, file_name), tmp_path / file_name
    assert shell(*arguments, "-o", target).exit_code == OK
    moved = [word.replace("8:00", "7:15") for word in arguments]
    assert shell(*moved, "-o", target).exit_code == OK
    for addition in (b"UID:dentist@example.org\r\n", b"* * * * * backup\n", b"Environment=X=1\n", b"<key>Nice</key>"):
        data = file.read_bytes()
        file.write_bytes(data + addition)
        result = shell(*arguments, "-o", target)
        if result.exit_code == REFUSED:
            break
    assert "already exists, so nothing was written. Add --force" in result.stderr
    assert file.read_bytes() == data + addition


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (REMIND, ("remind", "--weekly", "--at", "sun 18:00")),
        (REMIND, (*REMIND, "--name", "weekends")),
        (REMIND, ("remind", "--challenges")),
        (("remind", "--challenges"), REMIND),
        ((*REMIND, "--format", "cron"), (*REMIND, "--format", "cron", "--name", "weekends")),
        ((*REMIND, "--format", "launchd"), (*REMIND, "--format", "launchd", "--name", "weekends")),
        (("export",), REMIND),
    ],
)
def test_another_reminder_does_not_replace_it(
    shell: Shell, tmp_path: Path, first: tuple[str, ...], second: tuple[str, ...]
) -> None:
    file = tmp_path / "own.plist"
    assert shell(*first, "-o", str(file)).exit_code == OK
    before = file.read_bytes()
    assert shell(*second, "-o", str(file)).exit_code == REFUSED
    assert file.read_bytes() == before


def test_a_calendar_of_challenges_is_replaced_when_its_challenges_are_others(
    shell: Shell, speaking: Journal, tmp_path: Path
) -> None:
    file = tmp_path / "challenges.ics"
    assert shell("remind", "--challenges", "-o", str(file)).exit_code == OK
    domain = speaking.domains.focus().id
    speaking.refresh()
    speaking.challenges.close(speaking.challenges.active(domain).id, "partly")
    speaking.challenges.start(
        domain, title="I will sing", done_when="sung", difficulty=40, odds=70, due=speaking.today()
    )
    assert shell("remind", "--challenges", "-o", str(file)).exit_code == OK
    assert b"I will sing" in file.read_bytes()


@pytest.mark.parametrize(
    ("name", "sentence"), [("reminder", "your calendar"), ("challenges", "your calendar"), ("cron", "crontab -e")]
)
def test_what_to_do_with_a_written_file_is_said(shell: Shell, tmp_path: Path, name: str, sentence: str) -> None:
    arguments, file_name = REMINDERS[name]
    result = shell(*arguments, "-o", str(tmp_path / file_name))
    assert (result.exit_code, result.stdout) == (OK, "")
    assert result.stderr.startswith(f"✓ {tmp_path / file_name}. ")
    assert sentence in result.stderr
    assert shell(*arguments).stderr == ""
