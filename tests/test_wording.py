"""The program's sentences are idiomatic: no phrase that was replaced, nor one of its kind, comes back."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import efficacy_tui

PACKAGE = Path(efficacy_tui.__file__).parent
ROOT = PACKAGE.parent
PAGES = ("README.md", "efficacy_tui/share/man/man1/efficacy.1")
PROGRAMMERS_STRINGS = ("content/demo.toml", "model/unicode_widths.py", "tui/look/stylesheet.py")
"""Files of the package without sentences of the program: a made-up person's words, tables of numbers, style."""

RETIRED_PHRASES = (
    *("level with the evidence", "until a line", "Outcomes so far fit", "gives some", "steady stretch"),
    *("A stretch lies between", "teaches most", "on the way, each with", "you can be seen doing, within"),
    *("As evidence you will read", "Neither way", "middling", "the hardest yet", "does it speak for"),
    *("keep it to myself", "None from", "It showed", "Weights are choices of this program", "with what lifts it"),
    *("Why this number", "came closer to what happened", "Entries of the last", "Of the last year’s ratings"),
    *(
        "left out lowers",
        "A gap is named",
        "Nobody here is the right",
        "Raters do not differ",
        "items like these might",
    ),
    *("Nobody’s average", "grow surer", "and you have begun", "is called a domain", "beating heart", "the first piece"),
    *("One domain large", "What is known of self-efficacy", "colours and keys are", "read activation as readiness"),
    *("own selecting works", "calmer looking", "no help in an emergency", "waits for its odds", "is behind you"),
    *("This needs a few words", "of the last 1 day", "by default.\n", "the defaults hold", "a mistake of its own"),
    *("Nobody is there to ask", "with 80 % confidence", "That could not be done", "goes on without"),
)
"""Beginnings and middles of sentences that were replaced by a better wording."""

KINDS = {
    r"\bshall\b": "should, or will",
    r"(?<!says )\botherwise\b": "differently, or if not",
    r"\bmend(s|ed|ing)?\b": "fix, or repair",
    r"\brather (as|a)\b": "more as, instead of",
    r"\bkept\b": "saved, unless something is truly retained",
    r"\bkeeps? (the first|a draft|what you (did|gave|have))\b": "saves, or adds",
    r"\b(is|are) looked at\b": "say who looks, or what happens",
    r"\bis named here\b": "the settings named here",
    r"\bfor ever\b": "permanent",
    r"\b(leaves? it|left) open\b": "enter skips, or skipped",
    r"\b(anew|afresh)\b": "again, or start over",
    r"\bmeanwhile\b": "in the meantime",
    r"(?<!there )\bis no (?!longer\b|relation\b)": "is not a",
    r"\b(takes?|taken|taking) in\b|\b(came|comes?) in\b(?!to)": "import, or merge",
    r"\bnot as (it|they) should be\b": "invalid, or damaged",
    r"\bwhen you like\b": "if you like, or press a key to",
    r"\b(stands?|gathers?) (here|there|beside)\b": "is shown, appears, collects",
    r"\b(has|have) no meaning\b": "means nothing",
    r"\bis there already\b": "already exists",
    r"\bput in (its )?place\b": "restored",
    r"\b(begun|begins?) an(ew| empty)\b": "start an empty",
    r"\bit is as it was\b": "was not changed",
    r"\bthrown away\b": "deleted",
}
"""Patterns of literal or riddling English, each with what to say instead."""

RETAINED = (
    "is kept as",
    "is kept beside it",
    "is kept as the backup",
    "is kept in memory",
    "are kept, but not mixed",
    "kept     {}, in the history",
    "The newest 5 are kept",
    "is kept with its date",
    "are both kept",
)
"""Sentences about something that is truly retained, in which *kept* is the right word."""

OTHER_USES = {
    "cli/editor.py": "# ---- What stands below",
    "exchange/reminders.py": "contains characters",
    "flows/challenge_questions.py": "|my best)",
}
"""A text of a file that has to stay as it is: a line that earlier versions wrote, patterns for what people write."""

Sentence = tuple[str, str]
"""Where a text is, and the text, with {} for each value."""


def source_sentences() -> Iterator[Sentence]:
    """Yield every string of more than one word that is no docstring, and the help texts of the commands."""
    for path in sorted(PACKAGE.rglob("*.py")):
        name = path.relative_to(PACKAGE).as_posix()
        if name in PROGRAMMERS_STRINGS:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for text in strings_of(tree):
            if " " in text.strip() and not re.search(r"[{;]\s*(width|height|color|padding|display):", text):
                yield name, text
        if name.startswith("cli/"):
            yield from ((name, text) for text in help_texts(tree))


def help_texts(tree: ast.AST) -> Iterator[str]:
    """Yield the docstrings of commands, which their help prints."""
    for node in ast.walk(tree):
        decorators = node.decorator_list if isinstance(node, ast.FunctionDef) else []
        if any(re.search(r"\b(command|group)\b", ast.unparse(decorator)) for decorator in decorators):
            yield " ".join((ast.get_docstring(node) or "").split())  # type: ignore[arg-type]  # only functions have any


def strings_of(tree: ast.AST) -> Iterator[str]:
    """Yield the strings of a syntax tree without its docstrings; an f-string is one, with {} for each value."""
    for node in ast.iter_child_nodes(tree):
        match node:
            case ast.Expr(value=ast.Constant(value=str())):
                continue
            case ast.JoinedStr(values=parts):
                yield "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in parts)
                for part in parts:
                    if isinstance(part, ast.FormattedValue):
                        yield from strings_of(part)
            case ast.Constant(value=str(text)):
                yield text
            case _:
                yield from strings_of(node)


def page_sentences() -> Iterator[Sentence]:
    """Yield the texts of the words as data, and the lines of the pages, each with the line after it."""
    for path in sorted(PACKAGE.glob("content/*.toml")):
        name = path.relative_to(PACKAGE).as_posix()
        if name not in PROGRAMMERS_STRINGS:
            yield from ((name, text) for text in texts_in(tomllib.loads(path.read_text(encoding="utf-8"))))
    for page in PAGES:
        lines = (ROOT / page).read_text(encoding="utf-8").splitlines()
        for line, following in zip(lines, [*lines[1:], ""], strict=True):
            yield page, f"{line} {following}".strip()


def texts_in(value: object) -> Iterator[str]:
    """Yield every text within lists and tables."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from texts_in(part)


def problems_of(sentence: Sentence) -> list[str]:
    """Say what is wrong with a sentence."""
    place, text = sentence
    if OTHER_USES.get(place, "\0") in text:
        return []
    problems = [f"{place}: “{text}”: “{phrase}” was replaced" for phrase in RETIRED_PHRASES if phrase in text]
    for retained in RETAINED:
        text = text.replace(retained, "")
    return problems + [
        f"{place}: “{text}”: say {better}" for kind, better in KINDS.items() if re.search(kind, text, re.IGNORECASE)
    ]


@pytest.mark.parametrize("sentences", [source_sentences, page_sentences])
def test_no_sentence_has_a_retired_wording(sentences: type[Iterator[Sentence]]) -> None:
    problems = [problem for sentence in sentences() for problem in problems_of(sentence)]
    assert not problems, "\n".join(dict.fromkeys(problems))


@pytest.mark.parametrize(
    "text",
    [
        "What would you do otherwise next time?",
        "Evidence kept",
        "The week is looked at",
        "Mend these, or leave them out with --skip-bad.",
        "What is named here is as it is by default.",
        "enter leaves it open",
        "“x” is no date.",
        "Nothing came in",
        "Whose answers shall go, all of them?",
        "Your check-ins will gather here.",
    ],
)
def test_a_wording_of_a_retired_kind_is_found(text: str) -> None:
    assert problems_of(("flows/outcome.py", text))


@pytest.mark.parametrize(
    "text",
    [
        "I’d rather not say",
        "There is no domain yet.",
        "It is no longer there.",
        "The old file is kept as {}",
        "in part",
    ],
)
def test_an_idiomatic_sentence_is_not_objected_to(text: str) -> None:
    assert not problems_of(("flows/outcome.py", text))


def test_values_and_docstrings_are_told_from_sentences() -> None:
    tree = ast.parse('def f(x):\n    """A docstring of some words."""\n    return f"Saved as {x} {\'in a folder\'}"')
    assert list(strings_of(tree)) == ["Saved as {} {}", "in a folder"]
