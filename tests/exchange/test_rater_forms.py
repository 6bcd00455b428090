"""Rater forms round-trip, also through mail; every problem is reported with its line."""

from __future__ import annotations

import textwrap
from dataclasses import replace

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from efficacy_tui.content.instrument import Area, Instrument, InstrumentItem, shipped_instrument
from efficacy_tui.exchange.rater_forms import WIDTH, InvalidForm, RaterForm, read_form, write_form
from efficacy_tui.model.text import clean_line
from efficacy_tui.model.text_layout import cell_width

ID = "0123456789abcdef0123456789abcdef"
ITEMS = [item.id for item in shipped_instrument().items]
FULL = {item: (i % 5) + 1 for i, item in enumerate(ITEMS)}
FORM = RaterForm("profile", 1, "Mara", ID, "ab12cd34ef56", "Alex", FULL)

NAMES = st.text(min_size=1, max_size=60).map(clean_line).filter(bool)
ANSWERS = st.fixed_dictionaries(dict.fromkeys(ITEMS, st.none() | st.integers(1, 5)))


def read(text: str, instrument: Instrument | None = None, raters: dict[str, str] | None = None) -> RaterForm:
    return read_form(text, instrument or shipped_instrument(), raters if raters is not None else {ID: "Mara"}, {})


def find_problems(
    text: str, raters: dict[str, str] | None = None, imported_forms: dict[str, str] | None = None
) -> list[str]:
    with pytest.raises(InvalidForm) as rejected:
        read_form(text, shipped_instrument(), raters if raters is not None else {ID: "Mara"}, imported_forms or {})
    return [str(problem) for problem in rejected.value.problems]


def line_number(text: str, words: str) -> int:
    return next(i for i, line in enumerate(text.splitlines(), start=1) if words in line)


@given(ANSWERS, NAMES, NAMES)
@example(FULL, "Mara \u200fמרה\u200f", "Alex")
@example(FULL, "\u061c", "Alex")
@settings(max_examples=150, deadline=None)
def test_a_form_round_trips(answers: dict[str, int | None], rater: str, about: str) -> None:
    form = replace(FORM, rater=rater, about=about, answers=answers)
    parsed = read(write_form(form, shipped_instrument()), raters={ID: rater})
    assert replace(parsed, about="", rater="") == replace(form, about="", rater="")


@given(ANSWERS, st.sampled_from(["\r\n", "\n"]), st.sampled_from(["", "> ", ">> ", "> > "]), st.integers(40, 80))
@settings(max_examples=60, deadline=None)
def test_a_form_survives_quoting_and_wrapping_by_mail(
    answers: dict[str, int | None], ending: str, quote: str, width: int
) -> None:
    lines = []
    for line in write_form(replace(FORM, answers=answers), shipped_instrument()).splitlines():
        short = line.startswith(("-", "=", "Rater id"))
        lines += [line] if short else textwrap.wrap(line, width, break_on_hyphens=False) or [""]
    text = "\ufeff" + ending.join(quote + line.replace("’", "'").replace("…", "...") for line in lines)
    assert read(text).answers == answers


TEXTS = st.text(st.characters(categories=["L", "N", "Zs"], include_characters=".,'’-"), min_size=1, max_size=60)
PHRASES = TEXTS.map(clean_line).filter(bool)


@given(st.lists(PHRASES, min_size=3, max_size=6, unique=True), st.data())
@settings(max_examples=60, deadline=None)
def test_a_form_of_an_edited_instrument_round_trips(wordings: list[str], data: st.DataObject) -> None:
    assume(not any(text.casefold().startswith("answer") for text in wordings))
    items = tuple(InstrumentItem(f"x{i}", text, text, text) for i, text in enumerate(wordings))
    edited_instrument = replace(shipped_instrument(), version="edited-0123456789ab", areas=(Area("one", "One", items),))
    answers = {item.id: data.draw(st.none() | st.integers(1, 5)) for item in items}
    form = replace(FORM, version=edited_instrument.version, answers=answers)
    assert read(write_form(form, edited_instrument), edited_instrument) == form


@given(st.text(max_size=400))
@settings(max_examples=100, deadline=None)
def test_any_other_text_is_rejected_with_problems(text: str) -> None:
    assert find_problems(text)


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_a_damaged_form_is_never_read_partially(data: st.DataObject) -> None:
    lines = write_form(FORM, shipped_instrument()).splitlines()
    index = data.draw(st.integers(0, len(lines) - 1))
    damage = data.draw(st.sampled_from(["delete", "double", "junk"]))
    lines[index : index + 1] = {"delete": [], "double": [lines[index]] * 2, "junk": [lines[index] + "§"]}[damage]
    try:
        parsed = read("\n".join(lines))
    except InvalidForm as rejected:
        form_problems = rejected.problems
    else:
        form_problems = []
        assert parsed.answers == FULL
        assert (parsed.rater_id, parsed.number) == (FORM.rater_id, FORM.number)
    assert all(1 <= problem.line <= len(lines) for problem in form_problems)
    assert all(problem.sentence.endswith((".", ")")) for problem in form_problems)


def test_a_form_is_plain_text_and_promises_no_anonymity() -> None:
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
    ("old", "new", "line_start", "message"),
    [
        ("Instrument: profile", "Instrument: mood", "Instrument:", "is for the instrument “mood”"),
        ("Version: 1", "Version: 2", "Version:", "is for version 2, yours is 1"),
        (f"Rater id: {ID}", f"Rater id: {'f' * 32}", "Rater id:", "No rater with this id"),
        ("Rater: Mara", "Rater: Jon", "Rater: Jon", "belongs to Mara, not to “Jon”"),
        ("Form: ab12cd34ef56", "Form: 12", "Form:", "number was changed"),
        ("Form: ab12cd34ef56", "", "", "has lost its line “Form”"),
        ("Version: 1", "Version: 1\nVersion: 1", "", "“Version” appears a second time"),
        ("Answer: 1", "Answer: 6", "Answer: 6", "6 is out of range for item w1"),
        ("Answer: 1", "Answer: -1", "Answer: -1", "-1 is out of range for item w1"),
        ("Answer: 1", "Answer: +3", "Answer: +3", "“+3” is not an answer to item w1"),
        ("Answer: 1", "Answer: 3, 4", "Answer: 3, 4", "“3, 4” is not an answer to item w1"),
        ("Answer: 1", "Answer: often", "Answer: often", "“often” is not an answer to item w1"),
        ("Answer: 1", "Answer:", "Answer:", "Item w1 has no answer yet"),
        ("Answer: 1", "Answer: 1\nAnswer: 2", "Answer: 2", "Item w1 is answered twice"),
        ("Answer: 1\n", "", "[w1]", "Item w1 has lost its line “Answer:”"),
        ("without being pushed", "when pushed", "[w1]", "text of item w1 was changed"),
        ("[w1]", "[zz]", "[zz]", "no item “zz”"),
        ("[w2]", "[w1]", "[w1] figure", "Item w1 appears a second time"),
        ("How sure are you that", "How glad are you that", "[w1]", "question or its scale"),
        ("5 completely", "5 totally", "[w1]", "question or its scale"),
    ],
)
def test_each_problem_names_its_line(old: str, new: str, line_start: str, message: str) -> None:
    text = write_form(FORM, shipped_instrument())
    changed = text.replace(old, new, 1)
    assert changed != text
    problems = find_problems(changed)
    matching_problems = [problem for problem in problems if message in problem]
    assert matching_problems, problems
    if line_start:
        start = changed.index("Instrument:")
        line = changed[:start].count("\n") + line_number(changed[start:], line_start)
        assert matching_problems[0].startswith(f"line {line}: ")


@pytest.mark.parametrize("written", ["４", "④", "**4**", "*4*", "_4_", "[4]", "(4)", "4.", "4,", "“4”", " 4 ;"])
def test_an_answer_is_read_with_what_people_and_mail_programs_put_around_it(written: str) -> None:
    text = write_form(FORM, shipped_instrument())
    assert "Answer: 1" in text
    read = read_form(text.replace("Answer: 1", f"Answer: {written}", 1), shipped_instrument(), {ID: "Mara"}, {})
    assert read.answers["w1"] == 4


def test_every_problem_is_reported_not_only_the_first() -> None:
    text = write_form(FORM, shipped_instrument()).replace("Answer: 1", "Answer: 9").replace("Version: 1", "Version: 2")
    problems = find_problems(text)
    assert len(problems) == 4
    assert [int(problem.split(":")[0].split()[1]) for problem in problems] == sorted(
        int(problem.split(":")[0].split()[1]) for problem in problems
    )


def test_a_form_is_imported_only_once() -> None:
    problems = find_problems(write_form(FORM, shipped_instrument()), imported_forms={"ab12cd34ef56": "2026-11-22"})
    assert "already imported on 2026-11-22" in problems[0]


def test_a_text_too_long_for_a_form_is_rejected() -> None:
    assert "longer than any form" in find_problems("x" * 300_000)[0]


@pytest.mark.parametrize("name", ["日本語の発表", "Cafe\u0301 re\u0301sume\u0301", "👩\u200d👩\u200d👧 Mara", "שלום"])
def test_names_of_any_width_keep_the_form_within_its_width(name: str) -> None:
    text = write_form(replace(FORM, rater=name, about=f"{name} {name}"), shipped_instrument())
    lines = text.splitlines()
    assert all(cell_width(line) <= WIDTH for line in lines)
    assert cell_width(lines[1]) == cell_width(lines[0])
    assert read(text, raters={ID: name}).about == f"{name} {name}"
