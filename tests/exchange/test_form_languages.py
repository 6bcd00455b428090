"""Rater forms in every language round-trip, also through mail; problems are in English with the form's own labels."""

from __future__ import annotations

import textwrap
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efficacy_tui.content.instrument import Instrument, shipped_instrument
from efficacy_tui.content.languages import LANGUAGES
from efficacy_tui.content.words import load_words
from efficacy_tui.exchange.form_text import form_language
from efficacy_tui.exchange.rater_forms import WIDTH, InvalidForm, RaterForm, read_form, write_form
from efficacy_tui.model.text_layout import cell_width

ID = "0123456789abcdef0123456789abcdef"
OTHERS = [language for language in LANGUAGES if language != "en"]
ITEMS = [item.id for item in shipped_instrument().items]


def make_form(instrument: Instrument, answers: dict[str, int | None] | None = None, about: str = "Alex") -> RaterForm:
    """A form of Mara's about Alex."""
    return RaterForm(
        instrument.id, instrument.version, "Mara", ID, "ab12cd34ef56", about, {} if answers is None else answers
    )


def read(text: str, instrument: Instrument) -> RaterForm:
    return read_form(text, instrument, {ID: "Mara"}, {})


def find_problems(text: str, instrument: Instrument) -> list[str]:
    with pytest.raises(InvalidForm) as rejected:
        read(text, instrument)
    return [str(problem) for problem in rejected.value.problems]


@given(
    st.sampled_from([*LANGUAGES]),
    st.fixed_dictionaries(dict.fromkeys(ITEMS, st.none() | st.integers(1, 5))),
    st.sampled_from(["Alex", "Émilie", "田中", "ご本人", "die betreffende Person", "Max: 5"]),
)
@settings(max_examples=120)
def test_a_form_in_any_language_round_trips(language: str, answers: dict[str, int | None], about: str) -> None:
    instrument = shipped_instrument(language)
    form = make_form(instrument, answers, about)
    text = write_form(form, instrument)
    assert form_language(text) == language
    assert read(text, instrument) == form


@given(
    st.sampled_from([*LANGUAGES]),
    st.sampled_from(["\r\n", "\n"]),
    st.sampled_from(["", "> ", ">> "]),
    st.integers(40, 80),
    st.sampled_from(["NFC", "NFD"]),
)
@settings(max_examples=80)
def test_it_survives_quoting_and_wrapping_by_mail(
    language: str, ending: str, quote: str, width: int, form: str
) -> None:
    instrument = shipped_instrument(language)
    answers: dict[str, int | None] = {item: (i % 5) + 1 for i, item in enumerate(ITEMS)}
    lines = []
    for line in write_form(make_form(instrument, answers), instrument).splitlines():
        is_short = line.startswith(("-", "=")) or ID in line
        # Japanese takes two cells a character.
        columns = width // 2 if language == "ja" else width
        lines += [line] if is_short else textwrap.wrap(line, columns, break_on_hyphens=False) or [""]
    text = unicodedata.normalize(form, ending.join(quote + line for line in lines))  # type: ignore[arg-type]
    assert form_language(text) == language
    assert read(text, instrument).answers == answers


@pytest.mark.parametrize("language", OTHERS)
def test_a_form_is_wholly_in_its_language_and_says_that_it_is_translated(language: str) -> None:
    instrument = shipped_instrument(language)
    text = write_form(make_form(instrument), instrument)
    assert load_words("rater_form", language)["status"] in " ".join(text.split()) or language == "ja"
    assert f"{language}-1" in text
    english = {"Answer", "Rater", "Instrument", "You have", "Thank"}
    assert not [word for word in english if word in text]
    assert "{" not in text
    assert all(cell_width(line) <= WIDTH + 20 for line in text.splitlines())
    assert all(char.isprintable() or char == "\n" for char in text)


@pytest.mark.parametrize("language", OTHERS)
def test_no_line_above_the_items_is_wider_than_the_form(language: str) -> None:
    instrument = shipped_instrument(language)
    above, _, _ = write_form(make_form(instrument), instrument).partition("[w1]")
    assert all(cell_width(line) <= WIDTH for line in above.splitlines())


@pytest.mark.parametrize("language", OTHERS)
def test_problems_name_the_labels_of_the_form(language: str) -> None:
    instrument, labels = shipped_instrument(language), load_words("form_labels", language)
    answer = f"{labels['answer']}{labels['colon']}"
    text = write_form(make_form(instrument, dict.fromkeys(ITEMS, 1)), instrument)
    assert f"has lost its line “{answer}”" in find_problems(text.replace(f"{answer} 1\n", "", 1), instrument)[0]
    without_number = "\n".join(line for line in text.splitlines() if "ab12cd34ef56" not in line)
    assert f"has lost its line “{labels['form']}”" in find_problems(without_number, instrument)[0]
    empty = find_problems(text.replace(f"{answer} 1", answer, 1), instrument)[0]
    assert f"or 0 for “{instrument.unknown}”" in empty
    item = instrument.items[0].other_text
    changed = find_problems(text.replace(item, "X" + item), instrument)[0]
    assert f"must read: “{item}”" in changed
    scale = find_problems(text.replace(instrument.anchors[2], "X"), instrument)[0]
    assert instrument.anchors[2] in scale


def test_wide_digits_and_a_full_stop_are_answers() -> None:
    instrument = shipped_instrument("ja")
    text = write_form(make_form(instrument, dict.fromkeys(ITEMS, 4)), instrument)
    typed = text.replace("回答： 4", "回答：４。", 1).replace("回答： 4", "回答: ０", 1)
    assert list(read(typed, instrument).answers.values())[:3] == [4, None, 4]


def test_a_form_that_lost_its_version_is_told_by_its_labels() -> None:
    instrument = shipped_instrument("nb")
    text = write_form(make_form(instrument, dict.fromkeys(ITEMS, 4)), instrument)
    without_version = "\n".join(line for line in text.splitlines() if "nb-1" not in line)
    assert form_language(without_version) == "nb"
    assert find_problems(without_version, instrument) == ["line 1: The form has lost its line “Versjon”."]
    assert form_language("Dear Alex,\nno form here: sorry") == ""


def test_a_translation_is_not_mixed_with_the_english_wording_or_an_edited_one() -> None:
    german = shipped_instrument("de")
    text = write_form(make_form(german, dict.fromkeys(ITEMS, 4)), german)
    edited = replace(german, version="de-edited-0123456789ab")
    assert "is for version de-1, yours is de-edited-0123456789ab" in find_problems(text, edited)[0]
    assert form_language(text.replace("de-1", "de-edited-0123456789ab")) == "de"
    assert form_language(write_form(make_form(shipped_instrument()), shipped_instrument())) == "en"
