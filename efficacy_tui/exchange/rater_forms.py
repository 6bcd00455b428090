"""A rater's form as plain text, for somebody without this program; read back line by line.

A form is in the language of its instrument, with labels of that language; what is wrong in it is said in English, with
the form's own labels. A form with any problem is rejected as a whole.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from efficacy_tui.content.instrument import SCALE_POINTS, Instrument
from efficacy_tui.content.words import load_words
from efficacy_tui.exchange.form_text import (
    LABELLED_LINE,
    MAX_CHARACTERS,
    clean_form_line,
    is_label,
    loose_pattern,
    normalize,
    squeeze,
)
from efficacy_tui.model import locale_format
from efficacy_tui.model.text import printable_line
from efficacy_tui.model.text_layout import cell_width, wrap_words

WIDTH = 76
RULE = "-" * WIDTH
HEADER_KEYS = ("instrument", "version", "rater", "rater_id", "form")
CANNOT_JUDGE = ("0", "j")

_ITEM = re.compile(r"\[([^\]\s]*)\]\s*(.*)")
_RULE_LINE = re.compile(r"-{20,}")


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


def write_form(form: RaterForm, instrument: Instrument, words: Mapping[str, str] | None = None) -> str:
    """Format a form as text, with the answers it has, in the language of the instrument.

    `words` are those of the page `rater_form`, by default as they come with the program.
    """
    rater, about = _name_in_form(form.rater), printable_line(form.about)
    words = load_words("rater_form", instrument.language) if words is None else words
    labels = load_words("form_labels", instrument.language)
    colon = labels["colon"]

    def fill(key: str) -> str:
        text = words[key].replace("{pseudonym}", words["pseudonym_form"])
        return text.replace("{rater}", rater).replace("{name}", about)

    title = fill("form_title")
    # Names are on lines of their own or before the first rule, so no name can be parsed as a part of the form.
    lines = [*_wrap(title), "=" * min(cell_width(title), WIDTH), ""]
    for key in ("voluntary", "answers", "consent_form", "how", "status"):
        lines += [*_wrap(fill(key)), ""] if key in words else []
    values = (form.instrument, str(form.version), rater, form.rater_id, form.number)
    header = zip(HEADER_KEYS, values, strict=True)
    lines += [RULE, *(f"{labels[key]}{colon} {value}" for key, value in header), RULE, ""]
    lines += [_question_text(instrument, about), "", *_scale_lines(instrument)]
    for area in instrument.areas:
        lines += ["", "", area.name.upper()]
        for item in area.items:
            answer = ""
            if item.id in form.answers:
                value = form.answers[item.id]
                answer = CANNOT_JUDGE[0] if value is None else str(value)
            lines += ["", f"[{item.id}] {item.other_text}", f"{labels['answer']}{colon} {answer}".rstrip()]
    return "\n".join([*lines, "", RULE, *_wrap(fill("closing")), ""])


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
        parser.read_line(number, clean_form_line(line))
    parser.finish()
    return parser.build_form(raters, imported_forms)


_AROUND_ANSWER = " \t.。,;*_()[]\"'“”„«»"


class _FormParser:
    """Reads a form line by line and collects its content and its problems."""

    def __init__(self, instrument: Instrument) -> None:
        self.instrument = instrument
        self.labels: dict[str, str] = load_words("form_labels", instrument.language)
        self.answer_label = f"{self.labels['answer']}{self.labels['colon']}"
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
        elif (match := LABELLED_LINE.fullmatch(line)) and is_label(match[1], self.labels["answer"]):
            self._read_answer(number, match[2])
        elif self._is_item_open and line:
            # A mail program may wrap the text of an item: lines before the answer still belong to it.
            self._item_text.append(line)
        elif not self.first_item_line:
            self.intro_lines.append(line)
            if _RULE_LINE.fullmatch(line):
                # The question comes after the header; in Japanese it begins with the name, which may be anything.
                self.intro_lines.clear()
            key = next((key for key in HEADER_KEYS if match and is_label(match[1], self.labels[key])), None)
            if match and key in self.header:
                first_line = self.header[key][0]
                self.add_problem(number, f"“{self.labels[key]}” appears a second time; first on line {first_line}.")
            elif match and key:
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
            self.add_problem(
                self._item_lines[self._item_id], f"Item {self._item_id} has lost its line “{self.answer_label}”."
            )
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
        if squeeze(" ".join(self._item_text)) != squeeze(self._expected_texts[item_id]):
            sentence = f"The text of item {item_id} was changed. It must read: “{self._expected_texts[item_id]}”."
            self.add_problem(self._item_lines[item_id], sentence)
        if item_id in self._answered_ids:
            self.add_problem(number, f"Item {item_id} is answered twice.")
            return
        self._answered_ids.add(item_id)
        # Whoever writes Japanese may type the wide digits; mail programs write bold as asterisks.
        value = unicodedata.normalize("NFKC", raw).strip(_AROUND_ANSWER).casefold()
        if not value:
            self.add_problem(
                number,
                f"Item {item_id} has no answer yet. Write 1 to {SCALE_POINTS}, or 0 for “{self.instrument.unknown}”.",
            )
        elif value in CANNOT_JUDGE:
            self.answers[item_id] = None
        elif re.fullmatch(f"[1-{SCALE_POINTS}]", value):
            self.answers[item_id] = int(value)
        elif re.fullmatch(r"-?[0-9]{1,9}", value):
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
            rater=self.header["rater"][1],
            rater_id=rater_id,
            number=self.header["form"][1],
            about=about,
            answers=self.answers,
        )

    def _read_question(self) -> str:
        """Return whom the question is about; check that the question and its scale are unchanged."""
        if not self.first_item_line:
            if self.header:
                self.add_problem(self.last_line, "The form has no items.")
            return ""
        intro = normalize(" ".join(self.intro_lines))
        before_name, name, after_name = self.instrument.other_stem.partition("{name}")
        pattern = f"{loose_pattern(before_name)}{'(.{1,200}?)' if name else ''}{loose_pattern(after_name)}"
        matches = (re.search(rf"{pattern}\s*(?=1 )", text) for text in (intro, unicodedata.normalize("NFC", intro)))
        match = next(filter(None, matches), None)
        if match is None or squeeze(" ".join(_scale_lines(self.instrument))) not in squeeze(intro):
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
            self.add_problem(line, f"The form has lost its line “{self.labels[key]}”.")
        values = {key: value for key, (_, value) in self.header.items() if value}
        lines = {key: line for key, (line, _) in self.header.items()}
        instrument = self.instrument
        if "instrument" in values and values["instrument"] != instrument.id:
            name = values["instrument"][:40]
            self.add_problem(
                lines["instrument"], f"The form is for the instrument “{name}”, yours is “{instrument.id}”."
            )
        if "version" in values and values["version"] != str(instrument.version):
            self.add_problem(
                lines["version"],
                f"The form is for version {values['version'][:40]}, yours is {instrument.version}: they are not mixed.",
            )
        rater_id = values.get("rater_id", "")
        if rater_id and rater_id not in raters:
            self.add_problem(lines["rater_id"], "No rater with this id is in your journal (or they were deleted).")
        elif (
            rater_id and "rater" in values and normalize(values["rater"]) != normalize(_name_in_form(raters[rater_id]))
        ):
            self.add_problem(
                lines["rater"], f"The id below belongs to {raters[rater_id]}, not to “{values['rater'][:40]}”."
            )
        number = values.get("form", "")
        if number and not re.fullmatch(r"[0-9a-f]{8,32}", number):
            self.add_problem(lines["form"], "The form’s number was changed.")
        elif number in imported_forms:
            self.add_problem(lines["form"], f"This form was already imported on {imported_forms[number]}.")
        return rater_id


def _name_in_form(name: str) -> str:
    """Return a rater's name as the form shows it; a name that nobody could see is shown as �."""
    return printable_line(name) or "\ufffd"


def _question_text(instrument: Instrument, about: str) -> str:
    return instrument.other_stem.replace("{name}", about)


def _scale_lines(instrument: Instrument) -> list[str]:
    points = [f"{i} {anchor}" for i, anchor in enumerate(instrument.anchors, start=1)]
    return [*wrap_words(points, WIDTH, "   ", keep_whole=_fits), f"0 {instrument.unknown}"]


def _fits(text: str) -> bool:
    return cell_width(text) <= WIDTH


def _wrap(text: str) -> list[str]:
    lines = wrap_words(locale_format.split_words(text), WIDTH) or [""]
    # A mail program may drop a no-break space; when the form is read, spaces make no difference.
    return [line.replace("\u00a0", " ") for line in lines]
