"""`efficacy rate`: raters' forms are exported and imported, raters listed and deleted."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest

from efficacy_tui.cli.context import NO_TERMINAL, OK, REFUSED
from efficacy_tui.content.instrument import shipped_instrument
from efficacy_tui.journal.journal import Journal
from tests.cli.conftest import Shell
from tests.support.profile_answers import MARA

Read = Callable[[], Journal]


def fill_form(form: Path, values: list[int]) -> Path:
    """Write answers into a form."""
    remaining = iter(values)
    text = form.read_text(encoding="utf-8")
    form.write_text(re.sub(r"^Answer:$", lambda _: f"Answer: {next(remaining)}", text, flags=re.M), encoding="utf-8")
    return form


@pytest.fixture
def form(shell: Shell, tmp_path: Path) -> Path:
    """Mara's empty form."""
    file = tmp_path / "mara.txt"
    result = shell("rate", "export", "--rater", "Mara", "--role", "friend", "--me", "Alex", "-o", str(file))
    assert result.exit_code == OK, result.output
    assert result.output.startswith("Form for Mara:")
    return file


def test_a_form_is_exported_and_imported(shell: Shell, read: Read, form: Path) -> None:
    assert "How sure are you that Alex can…" in form.read_text(encoding="utf-8")
    assert shell("rate", "list").output == "Mara (friend): no answer yet\n"
    result = shell("rate", "import", str(fill_form(form, MARA)))
    assert (result.exit_code, result.output) == (OK, "✓ Mara: 12 of 12 items judged.\n")
    (survey,) = read().contents.surveys.values()
    assert list(survey.answers.values()) == MARA
    assert (survey.rater, survey.pseudonym, survey.role) == ("other", "Mara", "friend")
    assert shell("rate", "list").output == "Mara (friend): answered 1 time, last on 22 Nov 2026\n"


def test_a_form_is_imported_only_once_but_a_new_one_can_follow(shell: Shell, read: Read, form: Path) -> None:
    shell("rate", "import", str(fill_form(form, MARA)))
    repeated = shell("rate", "import", str(form))
    assert repeated.exit_code == REFUSED
    assert "already imported on 22 Nov 2026" in repeated.stderr
    second = form.with_name("second.txt")
    shell("rate", "export", "--rater", "mara", "-o", str(second))
    assert shell("rate", "import", str(fill_form(second, MARA))).exit_code == OK
    assert len(read().contents.surveys) == 2
    assert len(read().surveys.raters()) == 1


def test_a_form_with_problems_is_not_imported(shell: Shell, read: Read, form: Path) -> None:
    fill_form(form, [*MARA[:10], 7, 8])
    result = shell("rate", "import", str(form))
    assert result.exit_code == REFUSED
    lines = result.stderr.splitlines()
    assert len(lines) == 3
    assert re.fullmatch(r"line \d+: 7 is out of range for item r3; answers go from 1 to 5, or 0\.", lines[0])
    assert lines[-1] == "Nothing was imported."
    assert not read().contents.surveys


def test_a_form_is_printed_and_read_from_standard_input(shell: Shell, read: Read) -> None:
    text = shell("rate", "export", "--rater", "Jon").output
    assert text.startswith("How sure are you? A form for Jon")
    assert "the person who asked you can…" in text
    result = shell("rate", "import", "-", typed=text.replace("Answer:\n", "Answer: 0\n"))
    assert (result.exit_code, result.output) == (OK, "✓ Jon: 0 of 12 items judged.\n")
    assert len(read().contents.surveys) == 1


def test_an_existing_file_is_not_overwritten(shell: Shell, form: Path) -> None:
    before = form.read_bytes()
    result = shell("rate", "export", "--rater", "Jon", "-o", str(form))
    assert result.exit_code == REFUSED
    assert "already exists" in result.stderr
    assert form.read_bytes() == before
    assert "Jon" not in shell("rate", "list").output


def test_file_errors_are_reported_in_a_sentence(shell: Shell, tmp_path: Path) -> None:
    missing = shell("rate", "import", str(tmp_path / "gone.txt"))
    assert missing.exit_code == REFUSED
    assert "No such file" in missing.stderr
    picture = tmp_path / "picture.png"
    picture.write_bytes(b"\x89PNG\xff\xfe")
    assert "not plain text" in shell("rate", "import", str(picture)).stderr
    unwritable = shell("rate", "export", "--rater", "Mara", "-o", str(picture / "where.txt"))
    assert unwritable.exit_code == REFUSED
    assert "picture.png is a file, not a folder; nothing was written." in unwritable.stderr


def test_a_rater_is_deleted_with_all_answers_after_confirmation(shell: Shell, read: Read, form: Path) -> None:
    shell("rate", "import", str(fill_form(form, MARA)))
    assert shell("rate", "delete", "Mara").exit_code == NO_TERMINAL
    assert shell("rate", "delete", "Jon", "--yes").exit_code == REFUSED
    result = shell("rate", "delete", "mara", "--yes")
    assert (result.exit_code, result.output) == (OK, "Mara deleted, with 1 set of answers.\n")
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
    original = resources.files("efficacy_tui.content").joinpath("en", "instrument.toml").read_text(encoding="utf-8")
    edited = original.replace("put things right after a falling-out", "say sorry first")
    (folder / "instrument.toml").write_text(edited, encoding="utf-8")
    result = shell("rate", "import", str(fill_form(form, MARA)))
    assert "is for version 1, yours is edited-" in result.stderr
    edited_form = form.with_name("mine.txt")
    shell("rate", "export", "--rater", "Mara", "-o", str(edited_form))
    assert "say sorry first" in edited_form.read_text(encoding="utf-8")
    assert shell("rate", "import", str(fill_form(edited_form, MARA))).exit_code == OK
    (survey,) = read().contents.surveys.values()
    assert str(survey.version).startswith("edited-")
    assert survey.version != shipped_instrument().version
    (folder / "instrument.toml").write_text("areas = 3", encoding="utf-8")
    broken = shell("rate", "export", "--rater", "Mara")
    assert broken.exit_code == REFUSED
    assert "cannot be used" in broken.stderr


def _mail(subtype: str, text: str, encoding: str) -> bytes:
    message = EmailMessage()
    message["From"], message["Subject"] = "mara@example.org", "Re: a form"
    if subtype == "plain":
        message.set_content(f"Here it is.\n\n{text}", cte=encoding)
    else:
        lines = "<br>\n".join(html.escape(line) for line in text.splitlines())
        message.set_content("Please see the other part.")
        message.add_alternative(
            f"<html><style>p {{}}</style><body><p>Here:</p><div>{lines}</div></body></html>", "html"
        )
    return message.as_bytes()


@pytest.mark.parametrize("language", ["en", "de", "ja"])
@pytest.mark.parametrize(
    ("subtype", "encoding"), [("plain", "base64"), ("plain", "quoted-printable"), ("plain", "8bit"), ("html", "")]
)
def test_a_form_is_read_from_a_mail_as_mail_programs_save_it(
    shell: Shell, read: Read, tmp_path: Path, language: str, subtype: str, encoding: str
) -> None:
    form = tmp_path / "form.txt"
    shell("rate", "export", "--rater", "Mara", "--me", "Alex", "--language", language, "-o", str(form))
    answer = re.compile(r"^((?:Answer|Antwort|回答)[:：])$", re.M)
    text = answer.sub(r"\1 4", form.read_text(encoding="utf-8"))
    form.with_suffix(".eml").write_bytes(_mail(subtype, text, encoding))
    result = shell("rate", "import", str(form.with_suffix(".eml")))
    assert result.exit_code == OK, result.output
    (survey,) = read().contents.surveys.values()
    assert list(survey.answers.values()) == [4] * 12


def test_a_form_is_read_from_a_page_that_a_mail_program_saved(shell: Shell, read: Read, form: Path) -> None:
    text = fill_form(form, MARA).read_text(encoding="utf-8")
    form.write_text(f"<html><body>{'<br>'.join(map(html.escape, text.splitlines()))}</body></html>", encoding="utf-8")
    assert shell("rate", "import", str(form)).exit_code == OK
    (survey,) = read().contents.surveys.values()
    assert list(survey.answers.values()) == MARA


@pytest.mark.parametrize(
    "data",
    [
        b"MIME-Version: 1.0\n\n",
        b"Content-Type: text/plain; charset=none-such\n\nhello\xff",
        b"Received: x\n\n<p>\x1b[31m",
        b"Content-Type: text/plain; charset=idna\n\nx..y",
        b"MIME-Version: 1.0\nContent-Type: message/rfc822\n\n" * 4000,
    ],
)
def test_a_mail_without_a_form_is_refused_in_a_sentence(shell: Shell, form: Path, data: bytes) -> None:
    form.write_bytes(data)
    result = shell("rate", "import", str(form))
    assert result.exit_code == REFUSED
    assert "Nothing was imported" in result.stderr
    assert "\x1b" not in result.output
