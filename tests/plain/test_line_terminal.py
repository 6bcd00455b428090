"""Lines in and out: what ends the input."""

from __future__ import annotations

import io

import pytest

from efficacy_tui.plain.line_terminal import LineTerminal


class Unreadable(io.StringIO):
    """An input whose next line never comes."""

    def readline(self, _size: int | None = -1, /) -> str:
        pytest.fail("the read has to end before it waits for a line")


class HangingUp(io.StringIO):
    """An output during which a hang-up arrives, as a signal may."""

    terminal: LineTerminal

    def write(self, text: str, /) -> int:
        self.terminal.hang_up()
        return super().write(text)


def test_a_hang_up_while_the_prompt_is_written_ends_the_read() -> None:
    target = HangingUp()
    terminal = target.terminal = LineTerminal(Unreadable(), target)
    assert terminal.read(">") is None
    assert terminal.ended


def test_a_hang_up_between_two_reads_ends_the_next_one() -> None:
    terminal = LineTerminal(Unreadable(), io.StringIO())
    terminal.hang_up()
    assert terminal.read(">") is None
