"""Only what is certainly a key becomes one: replies, reports, pastes and broken bytes never do."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from efficacy_tui.model.key_names import name_character
from efficacy_tui.tui.abandoned_sequence import TAIL_SECONDS
from efficacy_tui.tui.paste_buffer import PASTE_MAX
from efficacy_tui.tui.terminal_input import (
    DOUBT_SECONDS,
    PASTE_SECONDS,
    REPLY_SECONDS,
    UNFINISHED_SECONDS,
    TerminalTokenizer,
)
from efficacy_tui.tui.terminal_keys import KeyPress
from efficacy_tui.tui.terminal_tokens import FocusChange, ModeReport, MouseReport, PastedText, Swallowed, Token
from tests.support.terminal_replies import cut, random_reply
from tests.support.textual_internals import character_to_key, parse_keys

ESCAPE_DELAY = 0.1
DIGIT = [KeyPress("7", "7")]


class Typist:
    """Feeds a tokenizer, with a clock that moves only when asked."""

    def __init__(self, encoding: str = "utf-8") -> None:
        self.tokenizer = TerminalTokenizer(encoding, ESCAPE_DELAY)
        self.now = 100.0
        self.tokens: list[Token] = []

    def send(self, *pieces: bytes | float) -> list[Token]:
        """Send bytes, and wait for so many seconds between them; return the tokens since the last call."""
        for piece in pieces:
            if isinstance(piece, float):
                self.now += piece
                self.tokens += self.tokenizer.tick(self.now)
            else:
                self.tokens += self.tokenizer.feed(piece, self.now)
        tokens, self.tokens = self.tokens, []
        return tokens


def keys(tokens: list[Token]) -> list[str]:
    return [token.key for token in tokens if isinstance(token, KeyPress)]


def pasted(tokens: list[Token]) -> str:
    return "".join(token.text for token in tokens if isinstance(token, PastedText))


@pytest.mark.parametrize(
    "sequence",
    [
        b"\x1b[?64;1;2c",
        b"\x1b]11;rgb:1e1e/2e2e/4040\x1b\\",
        b"\x1b]11;rgb:1e1e/2e2e/4040\a",
        b"\x1b[?997;1n",
        b"\x1b[24;80R",
        b"\x1b[?1u",
        b"\x1b[4;600;800t",
        b"\x1bP1$r0m\x1b\\",
        b"\x1bP>|xterm(388)\x1b\\",
        b"\x1b_Gi=1;OK\x1b\\",
        b"\x1b^7\x1b\\",
        b"\x1bX7\x1b\\",
        b"\x9b?64;1;2c",
        b"\x9d11;rgb:1e/2e/40\x9c",
        b"\xc2\x9b?64;1;2c",
        b"\x1b[<35;5M",
        b"\x1b[<0;-3;5M",
        b"\x1b[<35;5;5;5M",
        b"\x1b[M \xa0%",
        b"\x1b[35;40;5M",
        b"\x1b[99~",
        b"\x1b[1;999A",
        b"\x1b\\",
        b"\x1b]52;c;" + b"7" * 100_000 + b"\a",
        b"\x1b[" + b"7;" * 10_000 + b"c",
    ],
)
def test_what_a_terminal_sends_by_itself_presses_no_key(sequence: bytes) -> None:
    for place in range(2, len(sequence)) if len(sequence) < 60 else (2, 30, len(sequence) - 1):
        typist = Typist()
        assert keys(typist.send(sequence[:place], 0.5, sequence[place:])) == []
        assert pasted(typist.send(DOUBT_SECONDS + 0.01)) == ""
        assert typist.send(b"7") == DIGIT, f"deaf after a cut at {place}"


def test_each_byte_by_itself_is_swallowed_too() -> None:
    typist = Typist()
    pieces = [piece for byte in b"[?64;1;2c" for piece in (bytes([byte]), 0.7)]
    assert keys(typist.send(b"\x1b", 0.01, *pieces)) == []


@pytest.mark.parametrize(
    "beginning", [b"\x1b[?64;1", b"\x1b]11;rgb:1e1e", b"\x1bP1$r", b"\x1b[M ", b"\x1bO", b"\x1b[<35;5"]
)
def test_an_unfinished_sequence_takes_digits_for_a_while_and_then_no_more(beginning: bytes) -> None:
    typist = Typist()
    assert keys(typist.send(beginning, 0.3, b"7", UNFINISHED_SECONDS + 0.01)) == []
    assert typist.send(DOUBT_SECONDS + 0.01, b"7") == DIGIT


def test_the_rest_of_an_abandoned_sequence_is_swallowed_when_it_comes_in_one_piece() -> None:
    for beginning, rest in [
        (b"\x1b[<35;5", b"2;13M"),
        (b"\x1b[?64;1", b";2"),
        (b"\x1b]11;rgb:1e1e", b"/2e2e/4040\x1b\\"),
        (b"\x1b]11;rgb:1e1e", b"/2e2e"),
        (b"\x1bP1$r", b"0m\x9c"),
        (b"\x1b[M", b"#7!"),
    ]:
        typist = Typist()
        assert keys(typist.send(beginning, TAIL_SECONDS / 2, rest, 2.0)) == []
        assert typist.send(b"7") == DIGIT


def test_a_lone_escape_is_a_key_after_the_delay_and_its_rest_is_swallowed() -> None:
    typist = Typist()
    assert typist.send(b"\x1b", ESCAPE_DELAY - 0.01) == []
    assert typist.send(0.02) == [KeyPress("escape", "\x1b")]
    assert keys(typist.send(0.3, b"[?64;1;2c")) == []
    assert keys(typist.send(1.0, b"\x1b", 0.2, b"[", 0.05, b"?64;1;2c")) == ["escape"]
    assert keys(typist.send(1.0, b"\x1b", 0.2, b"]11;rgb:00/11/22\a")) == ["escape"]


def test_a_bracket_after_escape_is_a_key_and_at_other_times_at_once() -> None:
    typist = Typist()
    assert keys(typist.send(b"[")) == ["left_square_bracket"]
    assert keys(typist.send(b"\x1b", 0.2, b"[", ESCAPE_DELAY + 0.01)) == ["escape", "left_square_bracket"]
    assert keys(typist.send(5.0, b"[")) == ["left_square_bracket"]


def test_a_digit_after_doubtful_bytes_is_text_and_no_key() -> None:
    for doubtful in (b"\x1b[?64;1;2c", b"\xfc", b"\x1b]0;x\a", b"\x1b[99~"):
        typist = Typist()
        tokens = typist.send(doubtful, DOUBT_SECONDS - 0.01, b"7\r\t")
        assert keys(tokens) == []
        assert pasted(tokens).endswith("7")
        assert typist.send(DOUBT_SECONDS, b"7") == DIGIT


@pytest.mark.parametrize(
    "understood",
    [
        b"\x1b[I",
        b"\x1b[<35;5;5M",
        b"\x1b[A",
        b"\x1b[97u",
        b"\x1b[97;1:3u",
        b"\x1b[1;1:3A",
        b"\x1b[57441;2u",
        b"\x1b[M #$",
    ],
)
def test_a_digit_beside_an_understood_sequence_is_a_key(understood: bytes) -> None:
    assert Typist().send(b"7" + understood)[0] == DIGIT[0]
    assert Typist().send(understood + b"7")[-1] == DIGIT[0]


def test_after_queries_nothing_is_an_answer_until_the_replies_or_for_a_while() -> None:
    typist = Typist()
    typist.tokenizer.expect_replies([2026], typist.now)
    assert typist.send(0.1, b"7") == [KeyPress("7", "7", answers=False)]
    assert isinstance(typist.send(b"\x1b[<0;5;5M")[0], Swallowed)
    assert typist.send(b"\x1b[?2026;2$y7") == [ModeReport(2026, 2), *DIGIT]
    typist.tokenizer.expect_replies([2026], typist.now)
    assert typist.send(REPLY_SECONDS + 0.01, b"7") == DIGIT


def test_a_report_that_was_not_asked_for_is_not_understood() -> None:
    typist = Typist()
    assert typist.send(b"\x1b[?2026;2$y") == [Swallowed("\x1b[?2026;2$y", understood=False)]


# -- keys ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sequence", "expected"),
    [
        ("\x1b[53u", [("5", "5")]),
        ("\x1b[53;1u", [("5", "5")]),
        ("\x1b[53;129u", [("5", "5")]),
        ("\x1b[53;1:1;53u", [("5", "5")]),
        ("\x1b[53;1:2u", [("5", "5")]),
        ("\x1b[53;1:3u", []),
        ("\x1b[1;1:3A", []),
        ("\x1b[1;1:1A", [("up", None)]),
        ("\x1b[38:49;2;49u", [("1", "1")]),
        ("\x1b[38:49;2u", [("1", "1")]),
        ("\x1b[233:50;2:1;50u", [("2", "2")]),
        ("\x1b[27;1;53~", [("5", "5")]),
        ("\x1b[27;2;49~", [("1", "1")]),
        ("\x1b[27;5;97~", [("ctrl+a", None)]),
        ("\x1b[27;1:3u", []),
        ("\x1b[57406u", [("7", "7")]),
        ("\x1b[57406;;55u", [("7", "7")]),
        ("\x1bOw", [("7", "7")]),
        ("\x1b[97;5u", [("ctrl+a", None)]),
        ("\x1b[97;2u", [("A", "A")]),
        ("\x1b[;;228u", [("ä", "ä")]),
        ("\x1b[3$", [("shift+delete", None)]),
        ("\x1b[[C", [("f3", None)]),
        ("\x1b7", [("alt+7", None)]),
        ("\x1b[57441u", []),
        ("\x1b[1114112u", []),
        ("\x1b[99999999u", []),
    ],
)
def test_keys_of_modern_protocols(sequence: str, expected: list[tuple[str, str | None]]) -> None:
    tokens = Typist().send(sequence.encode(), 2.0)
    assert [(token.key, token.character) for token in tokens if isinstance(token, KeyPress)] == expected


NAMED_BETTER = re.compile(
    r"\x9b|\x1b\x1b|\x1b\[(~|[78]\^|E|6[23]~|[23]\d[~$@]|[23]\$|5[A-D]|1;\d[Ru])|\x1bO[bM]|\x1b[\d=-]|.*[^\x00-\x7f]"
)
"""Sequences that Textual names wrongly or takes for typed characters, and some that are no key here."""


def test_textual_and_we_name_the_usual_keys_alike() -> None:
    compared = 0
    for sequence, expected in parse_keys().items():
        if expected and "escape" not in expected and not NAMED_BETTER.fullmatch(sequence):
            assert keys(Typist().send(sequence.encode(), 2.0)) == expected, repr(sequence)
            compared += 1
    assert compared > 150


def test_textual_and_we_name_characters_alike() -> None:
    for code in [*range(0x20, 0x7F), *range(0xA0, 0xD800), *range(0xE000, 0x11000), *range(0x1F300, 0x1F700)]:
        assert name_character(chr(code)) == character_to_key(chr(code)), hex(code)


# -- text ----------------------------------------------------------------------------------------


def test_bytes_that_are_no_text_become_replacement_characters() -> None:
    tokens = Typist().send(b"f\xfcnf")
    assert keys(tokens) == ["f"]
    assert pasted(tokens) == "\ufffdnf"
    assert pasted(Typist().send(b"\xe9", 0.2)) == "\ufffd"


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("iso8859-1", "fünf é"),
        ("iso8859-15", "5 €"),
        ("koi8-r", "пять"),
        ("cp1251", "пять"),
        ("gb18030", "五"),
        ("euc-jp", "五"),
    ],
)
def test_the_encoding_of_the_locale_is_understood(encoding: str, text: str) -> None:
    raw = text.encode(encoding)
    for place in range(len(raw) + 1):
        tokens = Typist(encoding).send(raw[:place], 0.01, raw[place:])
        assert "".join(token.character or "" for token in tokens if isinstance(token, KeyPress)) == text


def test_a_character_that_is_cut_in_two_is_one_key() -> None:
    assert keys(Typist().send("é".encode()[:1], 0.05, "é".encode()[1:])) == ["é"]
    assert keys(Typist().send("ě".encode())) == ["ě"], "its second byte is no control"


def test_a_character_set_sequence_types_no_digit() -> None:
    assert keys(Typist().send(b"\x1b(7\x1b#8", 1.0)) == []


def test_a_bracketed_paste_is_text_and_nothing_else() -> None:
    content = "see \x1b[1mChapter 9, page 8\r\x1b]0;7\a \x1b[200~ é"
    for place in range(6, len(content)):
        raw = f"\x1b[200~{content}\x1b[201~".encode()
        tokens = Typist().send(raw[:place], 0.4, raw[place:])
        assert tokens == [PastedText(content)]


def test_a_paste_whose_end_is_lost_ends_after_a_pause_and_its_rest_is_text() -> None:
    typist = Typist()
    assert typist.send(b"\x1b[200~page 8", PASTE_SECONDS + 0.01) == [PastedText("page 8")]
    assert typist.send(b"7") == DIGIT
    assert typist.send(1.0, b" and 9", 0.1, b"0\x1b[201~") == [PastedText(" and 90")]
    assert typist.send(b"7") == DIGIT
    assert keys(typist.send(b"\x1b[201~")) == []


def test_a_huge_paste_keeps_its_beginning() -> None:
    (token,) = Typist().send(b"\x1b[200~" + b"9" * (PASTE_MAX + 5), b"\x1b[201~")
    assert isinstance(token, PastedText)
    assert token.text == "9" * PASTE_MAX


def test_mouse_and_focus() -> None:
    assert Typist().send(b"\x1b[<0;5;6M\x1b[<0;5;6m\x1b[O") == [
        MouseReport(0, 4, 5, pressed=True),
        MouseReport(0, 4, 5, pressed=False),
        FocusChange(gained=False),
    ]


# -- at random -----------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(8))
def test_random_replies_cut_at_random_places_press_no_key(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(250):
        typist = Typist()
        for _ in range(4):
            for piece in cut(random_reply(chance), chance, pieces=4):
                tokens = typist.send(piece, chance.choice((0.0, 0.001, 0.02, 0.2, 0.5, 0.75)))
                assert keys(tokens) == [], piece
        typist.send(1.0)
        assert typist.send(b"7") == DIGIT


@given(st.lists(st.tuples(st.binary(max_size=12), st.sampled_from((0.0, 0.03, 0.2, 2.0))), max_size=20))
def test_any_bytes_are_taken_and_the_next_real_key_works(pieces: list[tuple[bytes, float]]) -> None:
    typist = Typist()
    for raw, pause in pieces:
        typist.send(raw, pause)
    typist.send(2.0)
    assert typist.send(b"7") == DIGIT
