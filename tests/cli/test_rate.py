"""`efficacy rate`: forms written and read back, listed and deleted from the shell."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from efficacy_tui.cli.context import NO_TERMINAL, OK, REFUSED
from efficacy_tui.content.instrument import shipped_instrument
from efficacy_tui.journal.journal import Journal
from tests.cli.conftest import Shell
from tests.support.profile_answers import MARA

Read = Callable[[], Journal]


def filled(form: Path, values: list[int]) -> Path:
    """A form with answers written into it."""
    remaining = iter(values)
    text = form.read_text(encoding="utf-8")
    form.write_text(re.sub(r"^Answer:$", lambda _: f"Answer: {next(remaining)}", text, flags=re.M), encoding="utf-8")
    return form


@pytest.fixture
def form(shell: Shell, tmp_path: Path) -> Path:
    """Mara's form, empty."""
    file = tmp_path / "mara.txt"
    result = shell("rate", "export", "--rater", "Mara", "--role", "friend", "--me", "Alex", "-o", str(file))
    assert result.exit_code == OK, result.output
    assert result.output.startswith("Written for Mara:")
    return file


def test_a_form_goes_out_and_comes_back(shell: Shell, read: Read, form: Path) -> None:
    assert "How sure are you that Alex can…" in form.read_text(encoding="utf-8")
    assert shell("rate", "list").output == "Mara (friend): no answer yet\n"
    result = shell("rate", "import", str(filled(form, MARA)))
    assert (result.exit_code, result.output) == (OK, "✓ Mara: 12 of 12 items judged.\n")
    (survey,) = read().contents.surveys.values()
    assert list(survey.answers.values()) == MARA
    assert (survey.rater, survey.pseudonym, survey.role) == ("other", "Mara", "friend")
    assert shell("rate", "list").output == "Mara (friend): answered 1 time, last on 22 Nov 2026\n"


def test_the_same_form_is_taken_in_once_and_a_new_one_again(shell: Shell, read: Read, form: Path) -> None:
    shell("rate", "import", str(filled(form, MARA)))
    again = shell("rate", "import", str(form))
    assert again.exit_code == REFUSED
    assert "taken in on 22 Nov 2026 already" in again.stderr
    second = form.with_name("second.txt")
    shell("rate", "export", "--rater", "mara", "-o", str(second))
    assert shell("rate", "import", str(filled(second, MARA))).exit_code == OK
    assert len(read().contents.surveys) == 2
    assert len(read().surveys.raters()) == 1


def test_a_form_with_problems_is_not_taken_in_at_all(shell: Shell, read: Read, form: Path) -> None:
    filled(form, [*MARA[:10], 7, 8])
    result = shell("rate", "import", str(form))
    assert result.exit_code == REFUSED
    lines = result.stderr.splitlines()
    assert len(lines) == 3
    assert re.fullmatch(r"line \d+: 7 is out of range for item r3; answers go from 1 to 5, or 0\.", lines[0])
    assert lines[-1] == "Nothing was taken in."
    assert not read().contents.surveys


def test_without_a_file_the_form_goes_to_the_screen_and_comes_in_from_there(shell: Shell, read: Read) -> None:
    text = shell("rate", "export", "--rater", "Jon").output
    assert text.startswith("How sure are you? A form for Jon")
    assert "the person who asked you can…" in text
    result = shell("rate", "import", "-", typed=text.replace("Answer:\n", "Answer: 0\n"))
    assert (result.exit_code, result.output) == (OK, "✓ Jon: 0 of 12 items judged.\n")
    assert len(read().contents.surveys) == 1


def test_a_file_that_is_there_is_not_written_over(shell: Shell, form: Path) -> None:
    before = form.read_bytes()
    result = shell("rate", "export", "--rater", "Jon", "-o", str(form))
    assert result.exit_code == REFUSED
    assert "is there already" in result.stderr
    assert form.read_bytes() == before
    assert "Jon" not in shell("rate", "list").output


def test_what_cannot_be_read_or_written_is_a_sentence(shell: Shell, tmp_path: Path) -> None:
    gone = shell("rate", "import", str(tmp_path / "gone.txt"))
    assert gone.exit_code == REFUSED
    assert "No such file" in gone.stderr
    picture = tmp_path / "picture.png"
    picture.write_bytes(b"\x89PNG\xff\xfe")
    assert "no plain text" in shell("rate", "import", str(picture)).stderr
    nowhere = shell("rate", "export", "--rater", "Mara", "-o", str(tmp_path / "no" / "where.txt"))
    assert nowhere.exit_code == REFUSED
    assert "No such file" in nowhere.stderr


def test_a_rater_is_deleted_with_all_answers_after_a_yes(shell: Shell, read: Read, form: Path) -> None:
    shell("rate", "import", str(filled(form, MARA)))
    assert shell("rate", "delete", "Mara").exit_code == NO_TERMINAL
    assert shell("rate", "delete", "Jon", "--yes").exit_code == REFUSED
    result = shell("rate", "delete", "mara", "--yes")
    assert (result.exit_code, result.output) == (OK, "Mara is deleted, with 1 set of answers.\n")
    journal = read()
    assert not journal.contents.surveys
    assert journal.undo() == "Delete rater: Mara"
    assert len(journal.contents.surveys) == 1


def test_an_edited_instrument_is_used_from_the_settings_folder(
    shell: Shell, read: Read, form: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from importlib import resources

    folder = tmp_path / "settings"
    folder.mkdir()
    monkeypatch.setattr("efficacy_tui.store.paths.config_folder", lambda: folder)
    original = resources.files("efficacy_tui.content").joinpath("instrument.toml").read_text(encoding="utf-8")
    edited = original.replace("put things right after a falling-out", "say sorry first")
    (folder / "instrument.toml").write_text(edited, encoding="utf-8")
    result = shell("rate", "import", str(filled(form, MARA)))
    assert "is for version 1, yours is edited-" in result.stderr
    mine = form.with_name("mine.txt")
    shell("rate", "export", "--rater", "Mara", "-o", str(mine))
    assert "say sorry first" in mine.read_text(encoding="utf-8")
    assert shell("rate", "import", str(filled(mine, MARA))).exit_code == OK
    (survey,) = read().contents.surveys.values()
    assert str(survey.version).startswith("edited-")
    assert survey.version != shipped_instrument().version
    (folder / "instrument.toml").write_text("areas = 3", encoding="utf-8")
    broken = shell("rate", "export", "--rater", "Mara")
    assert broken.exit_code == REFUSED
    assert "cannot be used" in broken.stderr
