"""A rater's form as plain text, for somebody without this program; read back line by line.

A form with any problem is rejected as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from efficacy_tui.content.instrument import SCALE_POINTS, Instrument
from efficacy_tui.content.words import load_words
from efficacy_tui.model import locale_format
from efficacy_tui.model.text import printable_line
from efficacy_tui.model.text_layout import cell_width, wrap_words

WIDTH = 76
MAX_CHARACTERS = 200_000
RULE = "-" * WIDTH
HEADER_KEYS = ("Instrument", "Version", "Rater", "Rater id", "Form")
CANNOT_JUDGE = ("0", "j")

_HEADER = re.compile(r"(Instrument|Version|Rater id|Rater|Form)\s*:\s*(.*)", re.IGNORECASE)
_ITEM = re.compile(r"\[([^\]\s]*)\]\s*(.*)")
_ANSWER = re.compile(r"Answer\s*:\s*(.*)", re.IGNORECASE)
_RULE_LINE = re.compile(r"-{20,}")
_QUOTED = re.compile(r"^(?:\s*>)+ ?")


@dataclass(frozen=True)
class RaterForm:
    """One form: the instrument, the rater (pseudonym and id), whom it is about, the form's number, and the answers.

    An answer is 1–5, or `None` for "can't judge"; an unanswered item is missing.
    """

    instrument: str
    version: int | str
    rater: str
    rater_id: str
    number: str
    about: str = ""
    answers: Mapping[str, int | None] = field(default_factory=dict)


@dataclass(frozen=True)
class FormProblem:
    """A problem on a line (from 1), described in a sentence."""

    line: int
    sentence: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.sentence}"


class InvalidForm(ValueError):
    """A form with problems; none of it was saved."""

    def __init__(self, problems: list[FormProblem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


def write_form(form: RaterForm, instrument: Instrument) -> str:
    """Format a form as text, with the answers it has."""
    rater, about = printable_line(form.rater), printable_line(form.about)
    words = {key: text.replace("{name}", about) for key, text in load_words("rater_form").items()}
    title = f"How sure are you? A form for {rater}"
    # Names are on lines of their own or before the first rule, so no name can be parsed as a part of the form.
    lines = [*_wrap(title), "=" * min(cell_width(title), WIDTH), ""]
    for key in ("voluntary", "answers", "consent_form", "how"):
        lines += [*_wrap(words[key]), ""]
    values = (form.instrument, str(form.version), rater, form.rater_id, form.number)
    lines += [RULE, *(f"{key}: {value}" for key, value in zip(HEADER_KEYS, values, strict=True)), RULE, ""]
    lines += [_question_text(instrument, about), "", *_scale_lines(instrument)]
    for area in instrument.areas:
        lines += ["", "", area.name.upper()]
        for item in area.items:
            answer = ""
            if item.id in form.answers:
                value = form.answers[item.id]
                answer = CANNOT_JUDGE[0] if value is None else str(value)
            lines += ["", f"[{item.id}] {item.other_text}", f"Answer: {answer}".rstrip()]
    return "\n".join([*lines, "", RULE, *_wrap(words["closing"]), ""])


def read_form(
    text: str, instrument: Instrument, raters: Mapping[str, str], imported_forms: Mapping[str, str]
) -> RaterForm:
    """Read a filled-in form, which a mail program may have quoted or wrapped.

    It is checked against the instrument, the invited raters (id → pseudonym) and the forms imported earlier
    (number → day).

    Raises:
        InvalidForm: lists every problem with its line.
    """
    if len(text) > MAX_CHARACTERS:
        raise InvalidForm(
            [FormProblem(1, f"This is longer than any form ({locale_format.group_thousands(len(text))} characters).")]
        )
    parser = _FormParser(instrument)
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), start=1):
        parser.read_line(number, _QUOTED.sub("", line).replace("\u00a0", " ").strip())
    parser.finish()
    return parser.build_form(raters, imported_forms)


class _FormParser:
    """Reads a form line by line and collects its content and its problems."""

    def __init__(self, instrument: Instrument) -> None:
        self.instrument = instrument
        self.problems: list[FormProblem] = []
        self.header: dict[str, tuple[int, str]] = {}
        self.answers: dict[str, int | None] = {}
        self.intro_lines: list[str] = []
        self.first_item_line = 0
        self.last_line = 1
        self._item_lines: dict[str, int] = {}
        self._answered_ids: set[str] = set()
        self._is_after_rule = False
        self._item_id = ""
        self._item_text: list[str] = []
        self._is_item_open = False
        self._expected_texts = {item.id: item.other_text for item in instrument.items}

    def add_problem(self, line: int, sentence: str) -> None:
        self.problems.append(FormProblem(line, sentence))

    def read_line(self, number: int, line: str) -> None:
        self.last_line = number
        if not self._is_after_rule:
            self._is_after_rule = bool(_RULE_LINE.fullmatch(line))
        elif match := _ITEM.fullmatch(line):
            self._begin_item(number, match[1], match[2])
        elif match := _ANSWER.fullmatch(line):
            self._read_answer(number, match[1])
        elif self._is_item_open and line:
            # A mail program may wrap the text of an item: lines before the answer still belong to it.
            self._item_text.append(line)
        elif not self.first_item_line:
            self.intro_lines.append(line)
            if match := _HEADER.fullmatch(line):
                key = next(key for key in HEADER_KEYS if key.casefold() == match[1].casefold())
                if key in self.header:
                    self.add_problem(number, f"“{key}” appears a second time; first on line {self.header[key][0]}.")
                else:
                    self.header[key] = number, match[2].strip()

    def _begin_item(self, number: int, identifier: str, text: str) -> None:
        self._close_item(number)
        self.first_item_line = self.first_item_line or number
        self._item_id, self._item_text, self._is_item_open = identifier, [text], True
        if identifier not in self._expected_texts:
            self.add_problem(number, f"There is no item “{identifier}” in this profile.")
        elif identifier in self._item_lines:
            self.add_problem(
                number, f"Item {identifier} appears a second time; first on line {self._item_lines[identifier]}."
            )
        self._item_lines.setdefault(identifier, number)

    def _close_item(self, number: int) -> None:
        """End the current item; one without an answer line is a problem."""
        if self._is_item_open and self._item_id in self._expected_texts:
            self.add_problem(self._item_lines[self._item_id], f"Item {self._item_id} has lost its line “Answer:”.")
        self._is_item_open = False

    def _read_answer(self, number: int, raw: str) -> None:
        if not self.first_item_line:
            self.add_problem(number, "This answer comes before any item.")
            return
        item_id = self._item_id
        if not self._is_item_open:
            self.add_problem(number, f"Item {item_id} is answered twice.")
            return
        self._is_item_open = False
        if item_id not in self._expected_texts:
            return
        if _normalize(" ".join(self._item_text)) != _normalize(self._expected_texts[item_id]):
            sentence = f"The text of item {item_id} was changed. It must read: “{self._expected_texts[item_id]}”."
            self.add_problem(self._item_lines[item_id], sentence)
        if item_id in self._answered_ids:
            self.add_problem(number, f"Item {item_id} is answered twice.")
            return
        self._answered_ids.add(item_id)
        value = raw.strip().rstrip(".").casefold()
        if not value:
            self.add_problem(
                number, f"Item {item_id} has no answer yet. Write 1 to {SCALE_POINTS}, or 0 for “can’t judge”."
            )
        elif value in CANNOT_JUDGE:
            self.answers[item_id] = None
        elif re.fullmatch(f"[1-{SCALE_POINTS}]", value):
            self.answers[item_id] = int(value)
        elif re.fullmatch(r"[+-]?[0-9]{1,9}", value):
            self.add_problem(
                number, f"{value} is out of range for item {item_id}; answers go from 1 to {SCALE_POINTS}, or 0."
            )
        else:
            self.add_problem(
                number, f"“{raw.strip()[:40]}” is not an answer to item {item_id}. Write 1 to {SCALE_POINTS}, or 0."
            )

    def finish(self) -> None:
        self._close_item(self.last_line)

    def build_form(self, raters: Mapping[str, str], imported_forms: Mapping[str, str]) -> RaterForm:
        about = self._read_question()
        rater_id = self._check_header(raters, imported_forms)
        for item in self.instrument.items:
            if item.id not in self._item_lines and self.first_item_line:
                self.add_problem(self.last_line, f"The form ends without item {item.id}.")
        if self.problems:
            raise InvalidForm(sorted(self.problems, key=lambda problem: problem.line))
        return RaterForm(
            instrument=self.instrument.id,
            version=self.instrument.version,
            rater=self.header["Rater"][1],
            rater_id=rater_id,
            number=self.header["Form"][1],
            about=about,
            answers=self.answers,
        )

    def _read_question(self) -> str:
        """Return whom the question is about; check that the question and its scale are unchanged."""
        if not self.first_item_line:
            if self.header:
                self.add_problem(self.last_line, "The form has no items.")
            return ""
        intro = _normalize(" ".join(self.intro_lines))
        pattern = re.escape(_normalize(self.instrument.other_stem)).replace(re.escape("{name}"), "(.{1,200}?)")
        match = re.search(rf"{pattern} (?=1 )", intro)
        if match is None or _normalize(" ".join(_scale_lines(self.instrument))) not in intro:
            expected = " ".join([self.instrument.other_stem, *" ".join(_scale_lines(self.instrument)).split()])
            self.add_problem(
                self.first_item_line,
                f"The question or its scale, above this line, was changed. It must read: “{expected}”.",
            )
            return ""
        return match[1].strip() if match.groups() else ""

    def _check_header(self, raters: Mapping[str, str], imported_forms: Mapping[str, str]) -> str:
        if not self.header and not self.first_item_line:
            self.problems = []
            self.add_problem(1, "This is not a rater form: it names no instrument and has no items.")
            return ""
        missing = [key for key in HEADER_KEYS if key not in self.header or not self.header[key][1]]
        for key in missing:
            line = self.header[key][0] if key in self.header else 1
            self.add_problem(line, f"The form has lost its line “{key}”.")
        values = {key: value for key, (_, value) in self.header.items() if value}
        lines = {key: line for key, (line, _) in self.header.items()}
        instrument = self.instrument
        if "Instrument" in values and values["Instrument"] != instrument.id:
            name = values["Instrument"][:40]
            self.add_problem(
                lines["Instrument"], f"The form is for the instrument “{name}”, yours is “{instrument.id}”."
            )
        if "Version" in values and values["Version"] != str(instrument.version):
            self.add_problem(
                lines["Version"],
                f"The form is for version {values['Version'][:40]}, yours is {instrument.version}: they are not mixed.",
            )
        rater_id = values.get("Rater id", "")
        if rater_id and rater_id not in raters:
            self.add_problem(lines["Rater id"], "No rater with this id is in your journal (or they were deleted).")
        elif rater_id and "Rater" in values and _normalize(values["Rater"]) != _normalize(raters[rater_id]):
            self.add_problem(
                lines["Rater"], f"The id below belongs to {raters[rater_id]}, not to “{values['Rater'][:40]}”."
            )
        number = values.get("Form", "")
        if number and not re.fullmatch(r"[0-9a-f]{8,32}", number):
            self.add_problem(lines["Form"], "The form’s number was changed.")
        elif number in imported_forms:
            self.add_problem(lines["Form"], f"This form was already imported on {imported_forms[number]}.")
        return rater_id


def _question_text(instrument: Instrument, about: str) -> str:
    return instrument.other_stem.replace("{name}", about)


def _scale_lines(instrument: Instrument) -> list[str]:
    points = [f"{i} {anchor}" for i, anchor in enumerate(instrument.anchors, start=1)]
    return [*wrap_words(points, WIDTH, "   "), f"0 {instrument.unknown}"]


def _normalize(text: str) -> str:
    """Normalize a text for comparison, as mail programs change spaces and punctuation."""
    for typographic, plain in (("’", "'"), ("‘", "'"), ("“", '"'), ("”", '"'), ("…", "..."), ("–", "-")):
        text = text.replace(typographic, plain)
    return " ".join(text.split())


def _wrap(text: str) -> list[str]:
    return wrap_words(text.split(), WIDTH) or [""]
