"""Rater forms: what is written is read back the same, through mail too; everything else is refused with its line."""

from __future__ import annotations

import textwrap
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from efficacy_tui.content.instrument import Area, Instrument, InstrumentItem, shipped_instrument
from efficacy_tui.exchange.rater_forms import WIDTH, InvalidForm, RaterForm, read_form, write_form
from efficacy_tui.model.text import clean_line
from efficacy_tui.model.text_layout import cell_width

ID = "0123456789abcdef0123456789abcdef"
ITEMS = [item.id for item in shipped_instrument().items]
FULL = {item: (i % 5) + 1 for i, item in enumerate(ITEMS)}
FORM = RaterForm("profile", 1, "Mara", ID, "ab12cd34ef56", "Alex", FULL)

names = st.text(min_size=1, max_size=60).map(clean_line).filter(bool)
answers = st.fixed_dictionaries(dict.fromkeys(ITEMS, st.none() | st.integers(1, 5)))


def taken(text: str, instrument: Instrument | None = None, raters: dict[str, str] | None = None) -> RaterForm:
    return read_form(text, instrument or shipped_instrument(), raters if raters is not None else {ID: "Mara"}, {})


def problems(text: str, raters: dict[str, str] | None = None, before: dict[str, str] | None = None) -> list[str]:
    with pytest.raises(InvalidForm) as refused:
        read_form(text, shipped_instrument(), raters if raters is not None else {ID: "Mara"}, before or {})
    return [str(problem) for problem in refused.value.problems]


def line_of(text: str, words: str) -> int:
    return next(i for i, line in enumerate(text.splitlines(), start=1) if words in line)


@given(answers, names, names)
@settings(max_examples=150, deadline=None)
def test_a_form_says_after_the_post_what_it_said_before(given_: dict[str, int | None], rater: str, about: str) -> None:
    form = replace(FORM, rater=rater, about=about, answers=given_)
    found = taken(write_form(form, shipped_instrument()), raters={ID: rater})
    assert replace(found, about="", rater="") == replace(form, about="", rater="")


@given(answers, st.sampled_from(["\r\n", "\n"]), st.sampled_from(["", "> ", ">> ", "> > "]), st.integers(40, 80))
@settings(max_examples=60, deadline=None)
def test_what_a_mail_program_does_to_it_is_no_problem(
    given_: dict[str, int | None], ending: str, quote: str, width: int
) -> None:
    lines = []
    for line in write_form(replace(FORM, answers=given_), shipped_instrument()).splitlines():
        short = line.startswith(("-", "=", "Rater id"))
        lines += [line] if short else textwrap.wrap(line, width, break_on_hyphens=False) or [""]
    text = "\ufeff" + ending.join(quote + line.replace("’", "'").replace("…", "...") for line in lines)
    assert taken(text).answers == given_


texts = st.text(st.characters(categories=["L", "N", "Zs"], include_characters=".,'’-"), min_size=1, max_size=60)
phrases = texts.map(clean_line).filter(bool)


@given(st.lists(phrases, min_size=3, max_size=6, unique=True), st.data())
@settings(max_examples=60, deadline=None)
def test_an_edited_instrument_goes_the_same_way(wordings: list[str], data: st.DataObject) -> None:
    assume(not any(text.casefold().startswith("answer") for text in wordings))
    items = tuple(InstrumentItem(f"x{i}", text, text, text) for i, text in enumerate(wordings))
    mine = replace(shipped_instrument(), version="edited-0123456789ab", areas=(Area("one", "One", items),))
    given_ = {item.id: data.draw(st.none() | st.integers(1, 5)) for item in items}
    form = replace(FORM, version=mine.version, answers=given_)
    assert taken(write_form(form, mine), mine) == form


@given(st.text(max_size=400))
@settings(max_examples=100, deadline=None)
def test_any_text_is_a_form_or_refused_with_lines(text: str) -> None:
    assert problems(text)


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_a_damaged_form_is_never_half_read(data: st.DataObject) -> None:
    lines = write_form(FORM, shipped_instrument()).splitlines()
    place = data.draw(st.integers(0, len(lines) - 1))
    what = data.draw(st.sampled_from(["delete", "double", "junk"]))
    lines[place : place + 1] = {"delete": [], "double": [lines[place]] * 2, "junk": [lines[place] + "§"]}[what]
    try:
        found = taken("\n".join(lines))
    except InvalidForm as refused:
        wrong = refused.problems
    else:
        wrong = []
        assert found.answers == FULL
        assert (found.rater_id, found.number) == (FORM.rater_id, FORM.number)
    assert all(1 <= problem.line <= len(lines) for problem in wrong)
    assert all(problem.sentence.endswith((".", ")")) for problem in wrong)


def test_it_is_plain_text_that_says_what_happens_and_promises_nothing() -> None:
    text = write_form(replace(FORM, answers={}), shipped_instrument())
    assert "Instrument: profile\nVersion: 1\nRater: Mara\n" in text
    assert f"Rater id: {ID}" in text
    flat = " ".join(text.split())
    for words in ("Taking part is up to you", "They are not anonymous", "you agree to that", "Alex’s own computer"):
        assert words in flat
    assert "anonymous" not in flat.replace("not anonymous", "")
    assert text.count("\nAnswer:\n") == 12
    assert max(len(line) for line in text.splitlines()) <= 80
    assert all(char.isprintable() or char == "\n" for char in text)


@pytest.mark.parametrize(
    ("old", "new", "at", "said"),
    [
        ("Instrument: profile", "Instrument: mood", "Instrument:", "is for the instrument “mood”"),
        ("Version: 1", "Version: 2", "Version:", "is for version 2, yours is 1"),
        (f"Rater id: {ID}", f"Rater id: {'f' * 32}", "Rater id:", "No rater with this id"),
        ("Rater: Mara", "Rater: Jon", "Rater: Jon", "belongs to Mara, not to “Jon”"),
        ("Form: ab12cd34ef56", "Form: 12", "Form:", "number was changed"),
        ("Form: ab12cd34ef56", "", "", "does not say its “Form”"),
        ("Version: 1", "Version: 1\nVersion: 1", "", "“Version” stands here a second time"),
        ("Answer: 1", "Answer: 6", "Answer: 6", "6 is out of range for item w1"),
        ("Answer: 1", "Answer: -1", "Answer: -1", "-1 is out of range for item w1"),
        ("Answer: 1", "Answer: often", "Answer: often", "“often” is no answer to item w1"),
        ("Answer: 1", "Answer:", "Answer:", "Item w1 has no answer yet"),
        ("Answer: 1", "Answer: 1\nAnswer: 2", "Answer: 2", "Item w1 is answered twice"),
        ("Answer: 1\n", "", "[w1]", "Item w1 has no line “Answer:”"),
        ("without being pushed", "when pushed", "[w1]", "text of item w1 was changed"),
        ("[w1]", "[zz]", "[zz]", "no item “zz”"),
        ("[w2]", "[w1]", "[w1] figure", "Item w1 stands here a second time"),
        ("How sure are you that", "How glad are you that", "[w1]", "question or its scale"),
        ("5 completely", "5 totally", "[w1]", "question or its scale"),
    ],
)
def test_each_problem_is_a_sentence_that_names_its_line(old: str, new: str, at: str, said: str) -> None:
    text = write_form(FORM, shipped_instrument())
    changed = text.replace(old, new, 1)
    assert changed != text
    found = problems(changed)
    about = [problem for problem in found if said in problem]
    assert about, found
    if at:
        start = changed.index("Instrument:")
        line = changed[:start].count("\n") + line_of(changed[start:], at)
        assert about[0].startswith(f"line {line}: ")


def test_every_problem_is_named_not_only_the_first() -> None:
    text = write_form(FORM, shipped_instrument()).replace("Answer: 1", "Answer: 9").replace("Version: 1", "Version: 2")
    found = problems(text)
    assert len(found) == 4
    assert [int(problem.split(":")[0].split()[1]) for problem in found] == sorted(
        int(problem.split(":")[0].split()[1]) for problem in found
    )


def test_a_form_is_taken_in_once() -> None:
    found = problems(write_form(FORM, shipped_instrument()), before={"ab12cd34ef56": "2026-11-22"})
    assert "taken in on 2026-11-22 already" in found[0]


def test_a_form_too_long_to_be_one_is_not_read() -> None:
    assert "longer than any form" in problems("x" * 300_000)[0]


@pytest.mark.parametrize("name", ["日本語の発表", "Cafe\u0301 re\u0301sume\u0301", "👩\u200d👩\u200d👧 Mara", "שלום"])
def test_names_of_any_width_keep_the_form_in_its_measure(name: str) -> None:
    text = write_form(replace(FORM, rater=name, about=f"{name} {name}"), shipped_instrument())
    lines = text.splitlines()
    assert all(cell_width(line) <= WIDTH for line in lines)
    assert cell_width(lines[1]) == cell_width(lines[0])
    assert taken(text, raters={ID: name}).about == f"{name} {name}"
