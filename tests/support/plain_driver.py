"""The line face driven by a test: what is typed goes in, what is said comes out."""

from __future__ import annotations

import io

from efficacy_tui.journal.journal import Journal
from efficacy_tui.plain.columns import MOST
from efficacy_tui.plain.line_terminal import LineTerminal
from efficacy_tui.plain.repl import Repl


def at_the_lines(journal: Journal, *typed: str, width: int = MOST, demo: bool = False) -> tuple[int, str]:
    """The whole program on a journal not yet opened: what was typed, line by line; its exit code, and what it said."""
    target = io.StringIO()
    source = io.StringIO("".join(f"{line}\n" for line in typed))
    code = Repl(journal, LineTerminal(source, target, width, height=30), demo=demo).run()
    return code, target.getvalue()


def flat(text: str) -> str:
    """A text on one line, to look for sentences that were wrapped."""
    return " ".join(text.split())
