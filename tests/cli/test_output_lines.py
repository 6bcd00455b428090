"""How lines are wrapped in a terminal: at blanks, with labels in a column, and commands in one piece."""

from __future__ import annotations

import pytest

from efficacy_tui.cli import terminal_width
from efficacy_tui.cli.output_lines import print_sentences, print_wrapped

SENTENCE = "Syncing is not set up for this journal. “efficacy sync --init ADDRESS” does that."
PROBLEM = "problem      There is no repository at /media/stick/journal.git, or you may not read it."


def printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], text: str, width: int | None
) -> list[str]:
    monkeypatch.setattr(terminal_width, "terminal_width", lambda **_: width)
    print_wrapped(text)
    return capsys.readouterr().out.splitlines()


def test_in_a_pipe_a_line_stays_one(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert printed(monkeypatch, capsys, PROBLEM, None) == [PROBLEM]


def test_a_command_to_copy_is_not_broken(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert printed(monkeypatch, capsys, SENTENCE, 60) == [
        "Syncing is not set up for this journal.",
        "“efficacy sync --init ADDRESS” does that.",
    ]
    assert printed(monkeypatch, capsys, "Name another one: efficacy sync --init ADDRESS", 40) == [
        "Name another one:",
        "efficacy sync --init ADDRESS",
    ]


def test_one_that_fits_on_no_line_is(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    lines = printed(monkeypatch, capsys, SENTENCE, 22)
    assert max(map(len, lines)) <= 22
    assert " ".join(lines) == SENTENCE


def test_what_follows_a_label_stands_in_a_column(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert printed(monkeypatch, capsys, PROBLEM, 50) == [
        "problem      There is no repository at",
        "             /media/stick/journal.git, or you may",
        "             not read it.",
    ]


def test_a_line_break_in_sentences_begins_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    print_sentences("\nNothing was changed.", err=True)
    assert capsys.readouterr().err == "\nNothing was changed.\n"
