"""Turns the bytes of a terminal into tokens: keys, pasted text, mouse reports, replies.

Only what is certainly a key becomes one. Unknown and unfinished escape sequences are swallowed whole, however the line
has cut them in time, and what comes right after them is text at most, never a key. The time is passed in, in seconds of
any clock that only goes forward.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable

from efficacy_tui.model.key_names import name_character
from efficacy_tui.tui import paste_buffer
from efficacy_tui.tui.abandoned_sequence import INTRODUCERS, AbandonedSequence, InputState
from efficacy_tui.tui.paste_buffer import PasteBuffer
from efficacy_tui.tui.terminal_keys import (
    CONTROL_KEYS,
    KeyPress,
    decode_alt,
    decode_csi,
    decode_rxvt,
    decode_ss3,
    is_rxvt_shift,
)
from efficacy_tui.tui.terminal_tokens import FocusChange, ModeReport, MouseReport, PastedText, Swallowed, Token

DOUBT_SECONDS = 0.05
"""How long after bytes that were not understood a character is text and no key."""

REPLY_SECONDS = 0.3
"""How long to wait for the replies to queries; until then no key is an answer."""

UNFINISHED_SECONDS = 0.8
"""How long an unfinished sequence waits for its next byte, and swallows it."""

PASTE_SECONDS = 1.0
"""How long a paste may pause before it counts as ended."""

SEQUENCE_MAX = 4096
"""Characters of one sequence that are kept; the rest of it is swallowed all the same."""

_EIGHT_BIT = {0x8F: "O", 0x90: "P", 0x98: "X", 0x9B: "[", 0x9D: "]", 0x9E: "^", 0x9F: "_"}
"""C1 control → the character that stands for it after an escape."""

_SURROGATES = 0xDC00
"""Added to a byte that is no text in the encoding (Python's `surrogateescape`)."""

_REPLACEMENT = "\ufffd"
_MOUSE = re.compile(r"\x1b\[<(\d{1,4});(\d{1,5});(\d{1,5})([Mm])\Z")
_URXVT_MOUSE = re.compile(r"\x1b\[\d{1,4};\d{1,5};\d{1,5}M\Z")
_MODE_REPORT = re.compile(r"\x1b\[\?(\d{1,5});(\d)\$y\Z")
_CURSOR_REPORT = re.compile(r"\x1b\[(\d+);(\d+)R\Z")


class TerminalTokenizer:
    """Splits the input of one terminal into tokens; `feed` it what was read and call `tick` at its `deadline`."""

    def __init__(self, encoding: str = "utf-8", escape_delay: float = 0.1) -> None:
        """`escape_delay` is how long a lone escape waits, in seconds, before it is the escape key."""
        self._decoder = codecs.getincrementaldecoder(encoding)("surrogateescape")
        self._encoding = encoding
        self._escape_delay = escape_delay
        self._state = InputState.GROUND
        self._sequence = ""
        self._is_held = self._is_resumed = False
        self._has_partial_character = False
        self._last_input = 0.0
        self._doubtful_until: float | None = None
        self._awaited: set[int] = set()
        self._awaited_until = 0.0
        self._abandoned: AbandonedSequence | None = None
        self._paste = PasteBuffer()
        self._tokens: list[Token] = []

    # -- input -----------------------------------------------------------------------------------

    def expect_replies(self, modes: Iterable[int], now: float) -> None:
        """Wait for the terminal's reports on modes it was asked about; no key answers anything before."""
        self._awaited = set(modes)
        self._awaited_until = now + REPLY_SECONDS

    @property
    def awaits_replies(self) -> bool:
        """Whether a reply has not come yet, as far as is known from what was read."""
        return bool(self._awaited)

    def feed(self, data: bytes, now: float) -> list[Token]:
        """Take what was read at a time; return the tokens that are complete."""
        self._expire(now)
        self._last_input = now
        text = self._decoder.decode(data)
        self._has_partial_character = bool(self._decoder.getstate()[0])
        if self._state is InputState.GROUND and text:
            text = self._resume(text, now)
        self._read(text, now)
        return self._take_tokens()

    def _read(self, text: str, now: float) -> None:
        position = 0
        while position < len(text):
            if self._state is InputState.PASTE:
                position, has_ended = self._paste.read(text, position)
                if has_ended:
                    self._end_paste()
            else:
                self._read_character(text[position], now, is_last=position == len(text) - 1)
                position += 1

    def _end_paste(self) -> None:
        self._state = InputState.GROUND
        if text := self._paste.take():
            self._tokens.append(PastedText(text))

    def tick(self, now: float) -> list[Token]:
        """Return the tokens that are complete because nothing followed."""
        self._expire(now)
        return self._take_tokens()

    @property
    def deadline(self) -> float | None:
        """The time at which to call `tick`; `None` while nothing is unfinished."""
        wait = self._waiting_seconds
        return None if wait is None else self._last_input + wait

    @property
    def _waiting_seconds(self) -> float | None:
        """How long the unfinished input waits for more."""
        match self._state:
            case InputState.GROUND:
                return self._escape_delay if self._has_partial_character else None
            case InputState.ESCAPE | InputState.CHARSET:
                return self._escape_delay
            case InputState.PASTE:
                return PASTE_SECONDS
            case _ if self._is_held or is_rxvt_shift(self._sequence):
                return self._escape_delay
            case _:
                return UNFINISHED_SECONDS

    def _take_tokens(self) -> list[Token]:
        tokens, self._tokens = self._tokens, []
        return tokens

    # -- the end of what is unfinished -----------------------------------------------------------

    def _expire(self, now: float) -> None:
        deadline = self.deadline
        if deadline is None or now < deadline:
            return
        if self._has_partial_character:
            self._has_partial_character = False
            text = self._decoder.decode(b"", final=True)
            self._decoder.reset()
            self._read(text, self._last_input)
            if self._state is InputState.GROUND:
                return
        state, sequence = self._state, self._sequence
        self._abandoned = AbandonedSequence(state, sequence, now)
        if state is InputState.PASTE:
            self._end_paste()
            return
        self._state = InputState.GROUND
        if state is InputState.ESCAPE:
            self._press(KeyPress("escape", "\x1b"), now)
        elif state is InputState.CHARSET:
            self._press_all(decode_alt(sequence[1]), sequence, now)
        elif self._is_held:
            self._press(KeyPress(name_character(sequence[-1]), sequence[-1]), now)
        elif is_rxvt_shift(sequence):
            self._press_all(decode_rxvt(sequence), sequence, now)
        else:
            self._swallow_unknown(sequence, self._last_input)
        self._is_held = False

    def _resume(self, text: str, now: float) -> str:
        """Go on with an abandoned sequence if the text is the rest of it; return what is still to be read."""
        abandoned, self._abandoned = self._abandoned, None
        if abandoned is None:
            return text
        if not abandoned.continues_with(text, now):
            # A key in between does not end it: the rest may still come.
            self._abandoned = None if text.startswith("\x1b") else abandoned
            return text
        if abandoned.state is not InputState.ESCAPE:
            self._begin(abandoned.sequence, abandoned.state)
            self._is_resumed = True
            return text
        self._begin("\x1b" + text[0], INTRODUCERS[text[0]])
        self._is_held = len(text) == 1
        return text[1:]

    # -- one character ---------------------------------------------------------------------------

    def _read_character(self, character: str, now: float, *, is_last: bool) -> None:
        match self._state:
            case InputState.GROUND:
                self._read_ground(character, now)
            case InputState.ESCAPE:
                self._read_after_escape(character, now, is_last=is_last)
            case InputState.CHARSET:
                self._read_charset(character, now)
            case InputState.CSI:
                self._read_csi(character, now)
            case InputState.SS3:
                self._read_ss3(character, now)
            case InputState.STRING:
                self._read_string(character, now)
            case InputState.X10:
                self._read_x10(character, now)
            case InputState.PASTE:
                raise AssertionError("a paste is read in one piece")

    def _begin(self, sequence: str, state: InputState) -> None:
        self._state, self._sequence, self._abandoned = state, sequence, None
        self._is_held = self._is_resumed = False

    def _read_ground(self, character: str, now: float) -> None:
        code = ord(character)
        if character == "\x1b":
            self._begin(character, InputState.ESCAPE)
        elif (introducer := _EIGHT_BIT.get(code & 0xFF)) and code in (code & 0xFF, _SURROGATES + (code & 0xFF)):
            self._begin("\x1b" + introducer, INTRODUCERS[introducer])
        elif _SURROGATES <= code < _SURROGATES + 0x100:
            self._doubt(now)
            self._add_text(_REPLACEMENT)
        elif 0x80 <= code < 0xA0:
            self._swallow_unknown(character, now)
        elif character in CONTROL_KEYS:
            self._press(KeyPress(CONTROL_KEYS[character], character), now)
        else:
            self._press(KeyPress(name_character(character), character), now)

    def _read_after_escape(self, character: str, now: float, *, is_last: bool) -> None:
        if character == "\x1b":
            self._press(KeyPress("escape", "\x1b"), now)
        elif character in INTRODUCERS:
            self._begin("\x1b" + character, INTRODUCERS[character])
        elif character == "\\":
            # The end of a string whose beginning was lost.
            self._state = InputState.GROUND
            self._swallow_unknown("\x1b\\", now)
        elif " " <= character <= "/" and not is_last:
            self._begin("\x1b" + character, InputState.CHARSET)
        elif _SURROGATES <= ord(character) < _SURROGATES + 0x100:
            self._state = InputState.GROUND
            self._read_ground(character, now)
        else:
            self._state = InputState.GROUND
            self._press_all(decode_alt(character), "\x1b" + character, now)

    def _read_charset(self, character: str, now: float) -> None:
        """Read a sequence like `ESC ( B`: characters up to `/`, then one that ends it."""
        if character < " " or character > "~":
            self._abort(character, now)
        elif " " <= character <= "/":
            self._append(character)
        else:
            self._state = InputState.GROUND
            self._swallow_unknown(self._sequence + character, now)

    def _read_csi(self, character: str, now: float) -> None:
        if (character == "[" and self._sequence == "\x1b[") or (" " <= character <= "?" and self._sequence != "\x1b[["):
            self._append(character)
        elif "@" <= character <= "~":
            sequence = self._sequence + character
            self._state = InputState.GROUND
            if sequence == "\x1b[M":
                self._begin(sequence, InputState.X10)
            elif sequence == paste_buffer.BEGIN:
                self._begin("", InputState.PASTE)
                self._paste = PasteBuffer()
            else:
                self._end_csi(sequence, now)
        else:
            self._abort(character, now)

    def _end_csi(self, sequence: str, now: float) -> None:
        if self._is_resumed:
            # Between its parts it may have lost a character, so it could be another key by now.
            self._swallow_unknown(sequence, now)
        elif match := _MOUSE.match(sequence):
            code, x, y = int(match[1]), int(match[2]), int(match[3])
            if code >= 256 or not (x and y):
                self._swallow_unknown(sequence, now)
            elif self._awaits_replies(now):
                self._tokens.append(Swallowed(sequence, understood=True))
            else:
                self._tokens.append(MouseReport(code, x - 1, y - 1, match[4] == "M"))
        elif sequence in ("\x1b[I", "\x1b[O"):
            self._tokens.append(FocusChange(sequence == "\x1b[I"))
        elif (match := _MODE_REPORT.match(sequence)) and int(match[1]) in self._awaited:
            self._awaited.discard(int(match[1]))
            self._tokens.append(ModeReport(int(match[1]), int(match[2])))
        elif _URXVT_MOUSE.match(sequence) or sequence == paste_buffer.END:
            self._tokens.append(Swallowed(sequence, understood=True))
        elif (match := _CURSOR_REPORT.match(sequence)) and not (match[1] == "1" and 2 <= int(match[2][:3]) <= 8):
            self._swallow_unknown(sequence, now)
        else:
            self._press_all(decode_csi(sequence), sequence, now)

    def _read_ss3(self, character: str, now: float) -> None:
        if "0" <= character <= ";":
            self._append(character)
        elif "@" <= character <= "~":
            self._state = InputState.GROUND
            sequence = self._sequence + character
            self._press_all(decode_ss3(sequence), sequence, now)
        else:
            self._abort(character, now)

    def _read_string(self, character: str, now: float) -> None:
        is_after_escape = self._sequence.endswith("\x1b") and len(self._sequence) > 2
        if is_after_escape and character != "\\":
            # Only a backslash ends a string; anything else after an escape begins another sequence.
            self._swallow_unknown(self._sequence[:-1], now)
            self._begin("\x1b", InputState.ESCAPE)
            if character != "\x1b":
                self._read_after_escape(character, now, is_last=False)
        elif is_after_escape or character in ("\a", "\x9c", chr(_SURROGATES + 0x9C)):
            self._state = InputState.GROUND
            self._swallow_unknown(self._sequence + character, now)
        elif character in "\x18\x1a":
            self._state = InputState.GROUND
            self._swallow_unknown(self._sequence, now)
        elif character == "\x1b" and len(self._sequence) >= SEQUENCE_MAX:
            self._sequence = self._sequence[:2] + "\x1b"
        else:
            self._append(character)

    def _read_x10(self, character: str, now: float) -> None:
        """Read one of the three bytes after `ESC [ M`, which may look like part of a longer character."""
        if character == "\x1b":
            self._abort(character, now)
            return
        raw = character.encode(self._encoding, "surrogateescape")
        missing = len("\x1b[M") + 3 - len(self._sequence)
        self._sequence += raw[:missing].decode("latin-1")
        if len(raw) > 1:
            # In xterm's mode 1005 this is one coordinate, and what follows may be the next.
            self._doubt(now)
        if len(raw) >= missing:
            self._state = InputState.GROUND
            self._tokens.append(Swallowed(self._sequence, understood=True))
            for byte in raw[missing:]:
                self._read_character(chr(byte if byte < 0x80 else _SURROGATES + byte), now, is_last=False)

    def _append(self, character: str) -> None:
        self._is_held = False
        if len(self._sequence) < SEQUENCE_MAX:
            self._sequence += character

    def _abort(self, character: str, now: float) -> None:
        """End a sequence at a character that cannot be part of it, and read that by itself."""
        sequence = self._sequence
        self._state, self._is_held = InputState.GROUND, False
        if is_rxvt_shift(sequence):
            self._press_all(decode_rxvt(sequence), sequence, now)
        else:
            self._swallow_unknown(sequence, now)
        if character not in ("\x18", "\x1a"):
            self._read_ground(character, now)

    # -- tokens ----------------------------------------------------------------------------------

    def _press_all(self, keys: list[KeyPress] | None, sequence: str, now: float) -> None:
        if keys is None:
            self._swallow_unknown(sequence, now)
        for key in keys or ():
            self._press(key, now)
        if keys == []:
            self._tokens.append(Swallowed(sequence, understood=True))

    def _press(self, key: KeyPress, now: float) -> None:
        types_text = key.character is not None and key.character.isprintable()
        if self._is_doubtful(now) and (types_text or key.key in ("enter", "tab")):
            if types_text:
                self._add_text(key.character or "")
            return
        self._tokens.append(key._replace(answers=not self._awaits_replies(now)))

    def _add_text(self, text: str) -> None:
        last = self._tokens[-1] if self._tokens else None
        if isinstance(last, PastedText):
            self._tokens[-1] = PastedText(last.text + text)
        else:
            self._tokens.append(PastedText(text))

    def _swallow_unknown(self, sequence: str, now: float) -> None:
        self._doubt(now)
        self._tokens.append(Swallowed(sequence, understood=False))

    def _doubt(self, now: float) -> None:
        self._doubtful_until = now + DOUBT_SECONDS

    def _is_doubtful(self, now: float) -> bool:
        return self._doubtful_until is not None and now <= self._doubtful_until

    def _awaits_replies(self, now: float) -> bool:
        if self._awaited and now >= self._awaited_until:
            self._awaited.clear()
        return bool(self._awaited)
