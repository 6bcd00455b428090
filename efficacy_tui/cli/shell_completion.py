"""Answers the completion scripts of bash, zsh and fish: what can stand at the cursor.

A script calls the program with the variable `_EFFICACY_COMPLETE` set to the name of its shell. The answer is a line
that says what follows (`files`, `values`, or `nospace` for values after which no blank belongs), and a line for each
value; zsh and fish get the explanation of a value behind a tab.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from click.shell_completion import CompletionItem, ShellComplete

from efficacy_tui.cli.command_group import efficacy
from efficacy_tui.cli.completion_values import FILE
from efficacy_tui.cli.shell_words import quote_rest, split_line

VARIABLE = "_EFFICACY_COMPLETE"


def answer_shell(shell: str, arguments: Sequence[str]) -> int:
    """Print the answer to a shell's script and return the exit code; print nothing if anything goes wrong.

    bash passes the command line up to the cursor and the part of its last word that it replaces. zsh and fish pass the
    arguments of the command, the last one unfinished.
    """
    try:
        lines = _complete_bash(*arguments) if shell == "bash" else _complete_words(shell, arguments)
        encoding = sys.getfilesystemencoding()
        encoded = [line.encode(encoding, "surrogateescape") for line in lines if _can_encode(line, encoding)]
        sys.stdout.buffer.write(b"".join(line + b"\n" for line in encoded))
    except Exception:  # noqa: BLE001  # a message would appear in the middle of the line that is being typed
        return 1
    return 0


def find_completions(arguments: Sequence[str], incomplete: str) -> list[CompletionItem]:
    """Return what can stand in place of the word `incomplete` behind some complete arguments."""
    complete = ShellComplete(efficacy, {}, "efficacy", VARIABLE)
    items = complete.get_completions(list(arguments), incomplete)
    option, equals, _ = incomplete.partition("=")
    if equals and option.startswith("--"):
        for item in items:
            item.value = f"{option}={item.value}"
    return items


def _complete_bash(line: str, replaced: str) -> list[str]:
    typed = split_line(line)
    if typed.is_redirect:
        return ["files"]
    items = find_completions(typed.words[1:], typed.word)
    texts = [quote_rest(item.value, typed, replaced) for item in items if item.type != FILE]
    return [_heading(items), *filter(None, texts)]


def _complete_words(shell: str, arguments: Sequence[str]) -> list[str]:
    *words, incomplete = arguments
    if shell == "fish":
        # fish passes the unfinished word as typed.
        incomplete = split_line(incomplete).word
    items = find_completions(words, incomplete)
    values = ["\t".join(filter(None, [item.value, item.help])) for item in items if item.type != FILE]
    return [_heading(items), *values]


def _heading(items: list[CompletionItem]) -> str:
    if any(item.type == FILE for item in items):
        return "files"
    return "nospace" if items and all(item.value.endswith(("=", ":")) for item in items) else "values"


def _can_encode(line: str, encoding: str) -> bool:
    try:
        line.encode(encoding, "surrogateescape")
    except UnicodeEncodeError:
        return False
    return True
