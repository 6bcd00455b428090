"""Drive the plain UI: run it on typed lines and return its output."""

from __future__ import annotations

import io

from efficacy_tui.journal.journal import Journal
from efficacy_tui.plain.columns import MAX_WIDTH
from efficacy_tui.plain.line_terminal import LineTerminal
from efficacy_tui.plain.repl import Repl


def run_repl(journal: Journal, *inputs: str, width: int = MAX_WIDTH, demo: bool = False) -> tuple[int, str]:
    """Run the plain UI on a journal not yet opened, with one input a line; return the exit code and the output."""
    target = io.StringIO()
    source = io.StringIO("".join(f"{line}\n" for line in inputs))
    code = Repl(journal, LineTerminal(source, target, width, height=30), demo=demo).run()
    return code, target.getvalue()


def unwrap(text: str) -> str:
    """Join the lines of a text into one, to search for sentences that were wrapped."""
    return " ".join(text.split())
