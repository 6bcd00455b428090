"""Words in other languages from the shell: forms, the pages of words, and copies of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from efficacy_tui.cli.context import NO_TERMINAL, OK, REFUSED
from efficacy_tui.content.instrument import shipped_instrument
from efficacy_tui.content.languages import LANGUAGES
from efficacy_tui.content.words import OWN_PAGES, load_words, read_text
from efficacy_tui.journal.journal import Journal
from tests.cli.conftest import Shell
from tests.support.profile_answers import MARA, SELF, answers_by_item

Read = Callable[[], Journal]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The settings folder, with an editor that changes nothing."""
    folder = tmp_path / "my settings"
    monkeypatch.setenv("EFFICACY_CONFIG", str(folder / "config.toml"))
    monkeypatch.setenv("EDITOR", "true")
    monkeypatch.delenv("VISUAL", raising=False)
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    return folder


def fill_form(form: Path, language: str, values: list[int]) -> Path:
    """Write answers into a form."""
    labels = load_words("form_labels", language)
    remaining = iter(values)
    label = re.escape(labels["answer"] + labels["colon"])
    text = form.read_text(encoding="utf-8")
    filled = re.sub(f"^{label}$", lambda match: f"{match[0]} {next(remaining)}", text, flags=re.M)
    form.write_text(filled, encoding="utf-8")
    return form


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_form_goes_out_and_comes_back_in_each_language(
    shell: Shell, read: Read, folder: Path, tmp_path: Path, language: str
) -> None:
    form = tmp_path / "mara.txt"
    exported = shell("rate", "export", "--rater", "Mara", "--language", language, "-o", str(form))
    assert exported.exit_code == OK, exported.output
    result = shell("rate", "import", str(fill_form(form, language, MARA)))
    assert (result.exit_code, result.stderr) == (OK, "")
    assert result.output.startswith("✓ Mara: 12 of 12 items judged.\n")
    (survey,) = read().contents.surveys.values()
    assert survey.version == shipped_instrument(language).version
    assert list(survey.answers.values()) == MARA
    flat = " ".join(result.output.split())
    listed = f"answered 1 time, last on 22 Nov 2026{'' if language == 'en' else f', in {LANGUAGES[language]}'}\n"
    assert shell("rate", "list").output == f"Mara: {listed}"
    is_foreign = f"answers to the {LANGUAGES[language]} wording, a series of their own" in flat
    assert is_foreign == (language != "en")


def test_without_a_language_a_form_is_in_that_of_the_last_own_profile(
    shell: Shell, read: Read, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", "fr_FR.UTF-8")
    assert "Réponse :" in shell("rate", "export", "--rater", "Mara").output
    journal = read()
    journal.surveys.record(shipped_instrument("nb"), answers_by_item(SELF))
    journal.close()
    assert "Svar:" in shell("rate", "export", "--rater", "Mara").output
    folder.mkdir()
    (folder / "config.toml").write_text('language = "ja"\n', encoding="utf-8")
    assert "回答：" in shell("rate", "export", "--rater", "Mara").output


def test_an_unknown_language_is_refused_with_those_there_are(shell: Shell, folder: Path) -> None:
    result = shell("rate", "export", "--rater", "Mara", "--language", "sv")
    assert result.exit_code == NO_TERMINAL
    assert "'nb'" in result.stderr
    folder.mkdir()
    (folder / "config.toml").write_text('language = "sv"\n', encoding="utf-8")
    checked = shell("config", "--check")
    named = 'line 1: language: it must be one of "auto", "en", "de", "fr", "es", "nb", "ja", not "sv".'
    assert (checked.exit_code, named in checked.stderr) == (REFUSED, True)


@pytest.mark.parametrize(
    ("written", "label"), [("de_AT", "Antwort:"), ("nb-NO", "Svar:"), ("no", "Svar:"), (" JA_jp.UTF-8", "回答：")]
)
def test_a_language_is_understood_as_systems_name_it(shell: Shell, folder: Path, written: str, label: str) -> None:
    folder.mkdir()
    (folder / "config.toml").write_text(f'language = "{written}"\n', encoding="utf-8")
    assert shell("config", "--check").exit_code == OK
    assert label in shell("rate", "export", "--rater", "Mara").output


def test_problems_of_a_german_form_are_in_english_with_its_own_labels(
    shell: Shell, read: Read, folder: Path, tmp_path: Path
) -> None:
    form = tmp_path / "mara.txt"
    shell("rate", "export", "--rater", "Mara", "--language", "de", "-o", str(form))
    result = shell("rate", "import", str(form))
    assert result.exit_code == REFUSED
    assert "Item w1 has no answer yet. Write 1 to 5, or 0 for “kann ich nicht beurteilen”." in result.stderr
    assert result.stderr.endswith("Nothing was imported.\n")
    assert not read().contents.surveys


def test_an_own_rater_form_goes_out_and_an_unusable_one_is_named(shell: Shell, folder: Path) -> None:
    (folder / "de").mkdir(parents=True)
    own = folder / "de" / "rater_form.toml"
    own.write_text('closing = "Das wär’s, {rater}."\n', encoding="utf-8")
    assert "Das wär’s, Mara." in shell("rate", "export", "--rater", "Mara", "--language", "de").stdout
    own.write_text("closing = 3\n", encoding="utf-8")
    result = shell("rate", "export", "--rater", "Mara", "--language", "de")
    assert f"{own} are not used (line 1: closing must be a text in quotation marks)" in result.stderr
    assert load_words("rater_form", "de")["closing"] in result.stdout


def test_the_pages_are_listed_with_whose_words_are_used(shell: Shell, folder: Path) -> None:
    listed = shell("config", "--words")
    assert listed.exit_code == OK
    assert [page for page in OWN_PAGES if page in listed.output] == [*OWN_PAGES]
    assert "Your words are in English." in listed.output
    assert shell("config", "--words", "reappraisal", "--language", "de").exit_code == OK
    german = shell("config", "--words", "--language", "de").output
    assert f"yours: {folder / 'de' / 'reappraisal.toml'}" in german.replace("\n", "")
    assert "ours, translated, not validated" in german
    assert "ours, in English only" in german
    assert "yours in German:" in shell("config", "--words").output


@pytest.mark.parametrize("page", OWN_PAGES)
def test_a_page_is_copied_once_to_be_edited(shell: Shell, folder: Path, page: str) -> None:
    assert shell("config", "--words", page, "--language", "es").exit_code == OK
    in_folder = page != "ladders"
    copy = folder / "es" / f"{page}.toml" if in_folder else folder / f"{page}.toml"
    assert copy.read_text(encoding="utf-8") == read_text(page, "es" if in_folder else "en")
    copy.write_text("x = 3\n" + copy.read_text(encoding="utf-8"), encoding="utf-8")
    again = shell("config", "--words", f"{page}.toml", "--language", "es")
    assert copy.read_text(encoding="utf-8").startswith("x = 3")
    # What is no word of ours is a slip of the pen, but neither items nor people are given up for it.
    assert again.exit_code == (OK if page in ("instrument", "support") else REFUSED)


def test_what_is_wrong_in_a_copy_is_listed_by_line(shell: Shell, folder: Path) -> None:
    (folder / "ja").mkdir(parents=True)
    (folder / "ja" / "reappraisal.toml").write_text('statements = [\n  1,\n  "b",\n  3,\n]\n', encoding="utf-8")
    (folder / "instrument.toml").write_text("anchors = 3\n", encoding="utf-8")
    for command in (("config", "--words"), ("config", "--check")):
        result = shell(*command)
        assert result.exit_code == REFUSED
        assert "reappraisal.toml, line 2: each of statements must be a text" in result.stderr
        assert "reappraisal.toml, line 4: each of statements must be a text" in result.stderr
        assert "the words that come with the program are used in its place" in result.stderr
        assert "instrument.toml, line 1, cannot be used: “anchors” must be 5 texts" in result.stderr
        assert "The profile is closed until then" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--words", "poems"), "There is no page “poems”. There are instrument, rater_form"),
        (("--language", "de"), "--language belongs to --words."),
        (("--words", "--check"), "Choose one of"),
        (("--words", "support", "--edit"), "Choose one of"),
    ],
)
def test_wrong_calls_are_refused(shell: Shell, folder: Path, arguments: tuple[str, ...], message: str) -> None:
    result = shell("config", *arguments)
    assert result.exit_code == NO_TERMINAL
    assert message in result.stderr
