"""A rater's form as plain text: written for somebody without this program, read back line by line, all or nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from efficacy_tui.content.instrument import POINTS, Instrument
from efficacy_tui.content.words import load_words
from efficacy_tui.model import locale_format
from efficacy_tui.model.text_layout import cell_width, wrap_words

WIDTH = 76
LARGEST = 200_000
RULE = "-" * WIDTH
KEYS = ("Instrument", "Version", "Rater", "Rater id", "Form")
CANNOT_JUDGE = ("0", "j")

_HEADER = re.compile(r"(Instrument|Version|Rater id|Rater|Form)\s*:\s*(.*)", re.IGNORECASE)
_ITEM = re.compile(r"\[([^\]\s]*)\]\s*(.*)")
_ANSWER = re.compile(r"Answer\s*:\s*(.*)", re.IGNORECASE)
_RULE = re.compile(r"-{20,}")
_QUOTED = re.compile(r"^(?:\s*>)+ ?")


@dataclass(frozen=True)
class RaterForm:
    """One form: which instrument, who answers (pseudonym and id), about whom, its own number, and the answers.

    An answer is 1–5 or `None` for "can't judge"; an item without one is still to be answered.
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
    """Something on a line (from 1) that cannot be taken, in a sentence."""

    line: int
    sentence: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.sentence}"


class InvalidForm(ValueError):
    """A form with problems; nothing of it was kept."""

    def __init__(self, problems: list[FormProblem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


def write_form(form: RaterForm, instrument: Instrument) -> str:
    """The form as text, with the answers it has."""
    told = {key: text.replace("{name}", form.about) for key, text in load_words("rater_form").items()}
    title = f"How sure are you? A form for {form.rater}"
    # Names come in lines of their own or before the first rule, so that no name can pass for a part of the form.
    lines = [*_wrap(title), "=" * min(cell_width(title), WIDTH), ""]
    for key in ("voluntary", "answers", "consent_form", "how"):
        lines += [*_wrap(told[key]), ""]
    values = (form.instrument, str(form.version), form.rater, form.rater_id, form.number)
    lines += [RULE, *(f"{key}: {value}" for key, value in zip(KEYS, values, strict=True)), RULE, ""]
    lines += [_stem(instrument, form.about), "", *_scale(instrument)]
    for area in instrument.areas:
        lines += ["", "", area.name.upper()]
        for item in area.items:
            given = ""
            if item.id in form.answers:
                value = form.answers[item.id]
                given = CANNOT_JUDGE[0] if value is None else str(value)
            lines += ["", f"[{item.id}] {item.other}", f"Answer: {given}".rstrip()]
    return "\n".join([*lines, "", RULE, *_wrap(told["closing"]), ""])


def read_form(text: str, instrument: Instrument, raters: Mapping[str, str], taken: Mapping[str, str]) -> RaterForm:
    """A filled-in form, checked against the instrument, the raters who were asked (id → pseudonym) and the forms
    taken in before (number → day). Mail may have quoted or wrapped it.

    Raises:
        InvalidForm: every problem found, each with its line.
    """
    if len(text) > LARGEST:
        raise InvalidForm(
            [FormProblem(1, f"This is longer than any form ({locale_format.group_thousands(len(text))} characters).")]
        )
    reading = _FormParser(instrument)
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), start=1):
        reading.line(number, _QUOTED.sub("", line).replace("\u00a0", " ").strip())
    reading.end()
    return reading.form(raters, taken)


class _FormParser:
    """Goes through the lines of a form, collecting what it says and what is wrong with it."""

    def __init__(self, instrument: Instrument) -> None:
        self.instrument = instrument
        self.problems: list[FormProblem] = []
        self.header: dict[str, tuple[int, str]] = {}
        self.answers: dict[str, int | None] = {}
        self.before: list[str] = []
        self.first = 0
        self.last = 1
        self._seen: dict[str, int] = {}
        self._answered: set[str] = set()
        self._ruled = False
        self._item = ""
        self._text: list[str] = []
        self._open = False
        self._texts = {item.id: item.other for item in instrument.items}

    def wrong(self, line: int, sentence: str) -> None:
        self.problems.append(FormProblem(line, sentence))

    def line(self, number: int, line: str) -> None:
        self.last = number
        if not self._ruled:
            self._ruled = bool(_RULE.fullmatch(line))
        elif found := _ITEM.fullmatch(line):
            self._begin(number, found[1], found[2])
        elif found := _ANSWER.fullmatch(line):
            self._answer(number, found[1])
        elif self._open and line:
            # A mail program breaks long lines: what stands before the answer still belongs to the item.
            self._text.append(line)
        elif not self.first:
            self.before.append(line)
            if found := _HEADER.fullmatch(line):
                key = next(key for key in KEYS if key.casefold() == found[1].casefold())
                if key in self.header:
                    self.wrong(number, f"“{key}” stands here a second time; first on line {self.header[key][0]}.")
                else:
                    self.header[key] = number, found[2].strip()

    def _begin(self, number: int, identifier: str, text: str) -> None:
        self._close(number)
        self.first = self.first or number
        self._item, self._text, self._open = identifier, [text], True
        if identifier not in self._texts:
            self.wrong(number, f"There is no item “{identifier}” in this profile.")
        elif identifier in self._seen:
            self.wrong(number, f"Item {identifier} stands here a second time; first on line {self._seen[identifier]}.")
        self._seen.setdefault(identifier, number)

    def _close(self, number: int) -> None:
        """The item ends without an answer line."""
        if self._open and self._item in self._texts:
            self.wrong(self._seen[self._item], f"Item {self._item} has no line “Answer:” any more.")
        self._open = False

    def _answer(self, number: int, raw: str) -> None:
        if not self.first:
            self.wrong(number, "This answer stands before any item.")
            return
        item = self._item
        if not self._open:
            self.wrong(number, f"Item {item} is answered twice.")
            return
        self._open = False
        if item not in self._texts:
            return
        if _same(" ".join(self._text)) != _same(self._texts[item]):
            said = f"The text of item {item} was changed. It must read: “{self._texts[item]}”."
            self.wrong(self._seen[item], said)
        if item in self._answered:
            self.wrong(number, f"Item {item} is answered twice.")
            return
        self._answered.add(item)
        value = raw.strip().rstrip(".").casefold()
        if not value:
            self.wrong(number, f"Item {item} has no answer yet. Write 1 to {POINTS}, or 0 for “can’t judge”.")
        elif value in CANNOT_JUDGE:
            self.answers[item] = None
        elif re.fullmatch(f"[1-{POINTS}]", value):
            self.answers[item] = int(value)
        elif re.fullmatch(r"[+-]?[0-9]{1,9}", value):
            self.wrong(number, f"{value} is out of range for item {item}; answers go from 1 to {POINTS}, or 0.")
        else:
            self.wrong(number, f"“{raw.strip()[:40]}” is no answer to item {item}. Write 1 to {POINTS}, or 0.")

    def end(self) -> None:
        self._close(self.last)

    def form(self, raters: Mapping[str, str], taken: Mapping[str, str]) -> RaterForm:
        about = self._question()
        rater_id = self._head(raters, taken)
        for item in self.instrument.items:
            if item.id not in self._seen and self.first:
                self.wrong(self.last, f"The form ends without item {item.id}.")
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

    def _question(self) -> str:
        """About whom the question asks; the question and its scale must be as they were."""
        if not self.first:
            if self.header:
                self.wrong(self.last, "The form has no items.")
            return ""
        asked = _same(" ".join(self.before))
        pattern = re.escape(_same(self.instrument.other)).replace(re.escape("{name}"), "(.{1,200}?)")
        found = re.search(rf"{pattern} (?=1 )", asked)
        if found is None or _same(" ".join(_scale(self.instrument))) not in asked:
            reads = " ".join([self.instrument.other, *" ".join(_scale(self.instrument)).split()])
            self.wrong(self.first, f"The question or its scale, above this line, was changed. It must read: “{reads}”.")
            return ""
        return found[1].strip() if found.groups() else ""

    def _head(self, raters: Mapping[str, str], taken: Mapping[str, str]) -> str:
        if not self.header and not self.first:
            self.problems = []
            self.wrong(1, "This is no rater form: it names no instrument and has no items.")
            return ""
        missing = [key for key in KEYS if key not in self.header or not self.header[key][1]]
        for key in missing:
            line = self.header[key][0] if key in self.header else 1
            self.wrong(line, f"The form does not say its “{key}” any more.")
        said = {key: value for key, (_, value) in self.header.items() if value}
        where = {key: line for key, (line, _) in self.header.items()}
        instrument = self.instrument
        if "Instrument" in said and said["Instrument"] != instrument.id:
            name = said["Instrument"][:40]
            self.wrong(where["Instrument"], f"The form is for the instrument “{name}”, yours is “{instrument.id}”.")
        if "Version" in said and said["Version"] != str(instrument.version):
            self.wrong(
                where["Version"],
                f"The form is for version {said['Version'][:40]}, yours is {instrument.version}: they are not mixed.",
            )
        rater = said.get("Rater id", "")
        if rater and rater not in raters:
            self.wrong(where["Rater id"], "No rater with this id is in your journal (or they were deleted).")
        elif rater and "Rater" in said and _same(said["Rater"]) != _same(raters[rater]):
            self.wrong(where["Rater"], f"The id below belongs to {raters[rater]}, not to “{said['Rater'][:40]}”.")
        number = said.get("Form", "")
        if number and not re.fullmatch(r"[0-9a-f]{8,32}", number):
            self.wrong(where["Form"], "The form’s number was changed.")
        elif number in taken:
            self.wrong(where["Form"], f"This form was answered and taken in on {taken[number]} already.")
        return rater


def _stem(instrument: Instrument, about: str) -> str:
    return instrument.other.replace("{name}", about)


def _scale(instrument: Instrument) -> list[str]:
    points = [f"{i} {anchor}" for i, anchor in enumerate(instrument.anchors, start=1)]
    return [*wrap_words(points, WIDTH, "   "), f"0 {instrument.unknown}"]


def _same(text: str) -> str:
    """A text as it is compared: without what mail programs do to blanks and quotation marks."""
    for typographic, plain in (("’", "'"), ("‘", "'"), ("“", '"'), ("”", '"'), ("…", "..."), ("–", "-")):
        text = text.replace(typographic, plain)
    return " ".join(text.split())


def _wrap(text: str) -> list[str]:
    return wrap_words(text.split(), WIDTH) or [""]
