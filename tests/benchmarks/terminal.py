"""A program in a terminal of its own, with the moment of everything it wrote.

The terminal answers what programs ask of one (who it is, where the cursor is, which modes it knows, its colours),
because they wait for the answers; it understands synchronized output, so the end of a picture can be told.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

KEYS = {
    "enter": "\r",
    "escape": "\x1b",
    "tab": "\t",
    "shift+tab": "\x1b[Z",
    "backspace": "\x7f",
    "space": " ",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "pageup": "\x1b[5~",
    "pagedown": "\x1b[6~",
    "shift+left": "\x1b[1;2D",
    "shift+right": "\x1b[1;2C",
    "f1": "\x1bOP",
    "f2": "\x1bOQ",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "question_mark": "?",
    "exclamation_mark": "!",
    "slash": "/",
    "comma": ",",
    "grave_accent": "`",
}
"""What a terminal sends for a key's name; a name that is not here is sent as it is."""

_ESCAPES = re.compile(
    rb"\x1b\[[0-?]*[ -/]*[@-~]"
    rb"|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)"
    rb"|\x1b[P^_X][^\x1b]*\x1b\\"
    rb"|\x1b[ -/]*[0-OQ-WYZ`-~=>\\]"
)
_QUESTIONS = re.compile(
    rb"\x1b\[(?P<who>0?)c|\x1b\[(?P<status>[56])n|\x1b\[\?(?P<mode>\d+)\$p|\x1b\](?P<colour>1[01]);\?(?:\x07|\x1b\\)"
)
_MODES = re.compile(rb"\x1b\[\?([\d;]+)([hl])|\x1b\[([<>])[\d;]*u")
# A screen that only draws does not know the sequences of the keyboard protocol.
_KEYBOARD = re.compile(rb"\x1b\[[<>=?][\d;]*[um]")

FRAME_END = b"\x1b[?2026l"
LEFT_ON = {
    1049: "alternate screen",
    1000: "mouse",
    1002: "mouse",
    1003: "mouse",
    1004: "focus reports",
    1006: "mouse",
    1015: "mouse",
    2004: "bracketed paste",
    2026: "held output",
    2048: "size reports",
}
"""Modes that must be off again at the end."""
LEFT_OFF = {25: "cursor", 7: "line wrap"}
"""Modes that must be on again at the end."""


def key_bytes(key: str) -> bytes:
    """What a terminal sends for a key: `down`, `ctrl+s`, `a`."""
    if key.startswith("ctrl+") and len(key) == 6:
        return bytes([ord(key[5].upper()) & 0x1F])
    return KEYS.get(key, key).encode()


def plain(data: bytes) -> str:
    """The text among what a program wrote, without where and how it stands."""
    return _ESCAPES.sub(b" ", data).decode("utf-8", "replace")


def environment(**more: str) -> dict[str, str]:
    """The variables of a usual terminal, and some more; compiled files are kept, as an installed program's are."""
    own = {name: value for name, value in os.environ.items() if name not in ("PYTHONDONTWRITEBYTECODE", "NO_COLOR")}
    for name in ("LINES", "COLUMNS", "TERM_PROGRAM", "EFFICACY_JOURNAL"):
        own.pop(name, None)
    path = os.pathsep.join(filter(None, (str(ROOT), own.get("PYTHONPATH"))))
    own |= {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}
    return {**own, "PYTHONPATH": path, **more}


PROGRAM = (
    sys.executable,
    "-c",
    "import sys; sys.argv[0] = 'efficacy'; from efficacy_tui.cli.main import main; main()",
)
"""What the installed command runs."""


class Terminal:
    """One program under a terminal of `size` columns and rows; close it when done, or use it as a context."""

    def __init__(
        self,
        command: Sequence[str],
        variables: Mapping[str, str] | None = None,
        size: tuple[int, int] = (120, 36),
        folder: Path | None = None,
    ) -> None:
        self.size = size
        self.chunks: list[tuple[float, bytes]] = []
        self._asked = b""
        self._drawn = 0
        self._held = b""
        self._screen: object = None
        self._stream: object = None
        self.ended_at: float | None = None
        self._master, self._slave = os.openpty()
        os.set_blocking(self._master, False)
        self._set_size()
        self._attributes = termios.tcgetattr(self._slave)
        self.started = time.perf_counter()
        self.process = subprocess.Popen(
            command,
            stdin=self._slave,
            stdout=self._slave,
            stderr=self._slave,
            env=dict(environment() if variables is None else variables),
            cwd=folder,
            start_new_session=True,
            preexec_fn=_take_terminal,  # noqa: PLW1509  # one system call, which takes no lock
        )
        self._end = os.pidfd_open(self.process.pid)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # -- talking ---------------------------------------------------------------------------------

    def send(self, data: bytes) -> float:
        """Type bytes; gives the moment before."""
        at = time.perf_counter()
        while data:
            try:
                data = data[os.write(self._master, data) :]
            except BlockingIOError:
                self.read(0.005)
                if self.ended_at is not None:
                    break
            except OSError:
                break
        return at

    def press(self, *keys: str) -> float:
        """Press keys, all at once; gives the moment before."""
        return self.send(b"".join(key_bytes(key) for key in keys))

    def resize(self, columns: int, rows: int) -> None:
        """Make the terminal another size, and tell the program as a terminal does."""
        self.size = columns, rows
        self._set_size()

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the program."""
        with contextlib.suppress(ProcessLookupError):
            self.process.send_signal(number)

    def _set_size(self) -> None:
        columns, rows = self.size
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    # -- listening -------------------------------------------------------------------------------

    def read(self, seconds: float) -> bool:
        """Wait so long for the next piece of output; says whether there was one."""
        watched = [self._master] if self.ended_at is not None else [self._master, self._end]
        ready, _, _ = select.select(watched, [], [], max(seconds, 0))
        now = time.perf_counter()
        if self._end in ready and self.ended_at is None:
            self.ended_at = now
        if self._master not in ready:
            return False
        try:
            data = os.read(self._master, 1 << 18)
        except OSError:
            return False
        self.chunks.append((time.perf_counter(), data))
        self._answer(data)
        return True

    def _answer(self, data: bytes) -> None:
        text, end = self._asked + data, 0
        for found in _QUESTIONS.finditer(text):
            end = found.end()
            if found["who"] is not None:
                reply = b"\x1b[?62;22c"
            elif found["status"] is not None:
                reply = b"\x1b[1;1R" if found["status"] == b"6" else b"\x1b[0n"
            elif found["mode"] is not None:
                reply = b"\x1b[?%s;%d$y" % (found["mode"], 2 if found["mode"] == b"2026" else 0)
            else:
                shade = b"e0e0/e0e0/e0e0" if found["colour"] == b"10" else b"1010/1010/1010"
                reply = b"\x1b]%s;rgb:%s\x1b\\" % (found["colour"], shade)
            self.send(reply)
        self._asked = text[max(end, len(text) - 32) :]

    def read_until(self, holds: Callable[[], bool], seconds: float = 30.0) -> bool:
        """Read until something holds, asked after every piece of output; says whether it came true in time."""
        until = time.perf_counter() + seconds
        while not holds():
            left = until - time.perf_counter()
            if left <= 0 or (not self.read(min(left, 0.2)) and self.ended_at is not None):
                return holds()
        return True

    def settle(self, quiet: float = 0.3, seconds: float = 10.0) -> float | None:
        """Read until nothing came for `quiet` seconds; gives the moment of the last output, if there was any."""
        until, last = time.perf_counter() + seconds, None
        while time.perf_counter() < until and self.read(quiet):
            last = self.chunks[-1][0]
        return last

    def ends(self, seconds: float = 15.0) -> float | None:
        """Wait for the end of the program; gives its moment, or `None` when it did not come."""
        until = time.perf_counter() + seconds
        while self.ended_at is None and time.perf_counter() < until:
            self.read(0.2)
        if self.ended_at is not None:
            self.process.wait()
            while self.read(0.02):
                pass
        return self.ended_at

    # -- what was written ------------------------------------------------------------------------

    @property
    def raw(self) -> bytes:
        """Everything the program wrote."""
        return b"".join(data for _, data in self.chunks)

    def painted_at(self, glyphs: int = 20) -> float | None:
        """When so many characters that one can see had been written."""
        text = b""
        for at, data in self.chunks:
            text += data
            if sum(1 for letter in plain(text) if letter.isprintable() and not letter.isspace()) >= glyphs:
                return at
        return None

    def said_at(self, *words: str) -> float | None:
        """When all of some words had been written, each in one piece; with no words, when anything was painted."""
        if not words:
            return self.painted_at()
        text, missing = b"", set(words)
        for at, data in self.chunks:
            text += data
            said = plain(text)
            missing = {word for word in missing if word not in said}
            if not missing:
                return at
        return None

    def text(self) -> str:
        """What is on the screen now, as lines; needs pyte."""
        import pyte

        columns, rows = self.size
        if self._screen is None:
            self._screen = pyte.Screen(columns, rows)
            self._stream = pyte.ByteStream(self._screen)
        screen, stream = self._screen, self._stream
        if (screen.columns, screen.lines) != (columns, rows):  # type: ignore[attr-defined]  # a pyte screen
            screen.resize(rows, columns)  # type: ignore[attr-defined]
        data = self._held + b"".join(data for _, data in self.chunks[self._drawn :])
        self._drawn = len(self.chunks)
        whole = _whole(data)
        self._held = data[whole:]
        stream.feed(_KEYBOARD.sub(b"", data[:whole]))  # type: ignore[attr-defined]
        return "\n".join(line.rstrip() for line in screen.display)  # type: ignore[attr-defined]

    def forget_output(self, *, drawn: bool = True) -> None:
        """Let go of what was written so far; unless it is `drawn`, `text` no longer tells what is on the screen."""
        if drawn:
            self.text()
        self.chunks.clear()
        self._drawn = 0

    def left_behind(self) -> list[str]:
        """What the program did not give back to the terminal; empty when it left it as it was found."""
        on: dict[int, bool] = {}
        keyboard = 0
        for modes, which, push in _MODES.findall(self.raw):
            if push:
                keyboard = keyboard + 1 if push == b">" else max(keyboard - 1, 0)
            for mode in filter(None, modes.split(b";")):
                on[int(mode)] = which == b"h"
        left = {name for mode, name in LEFT_ON.items() if on.get(mode)}
        left |= {name for mode, name in LEFT_OFF.items() if on.get(mode) is False}
        if keyboard:
            left.add("keyboard protocol")
        if termios.tcgetattr(self._slave) != self._attributes:
            left.add("line settings")
        return sorted(left)

    # -- the process -----------------------------------------------------------------------------

    def _status(self, name: str) -> int:
        lines = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        return int(next(line for line in lines if line.startswith(name)).split()[1])

    @property
    def peak_memory(self) -> float:
        """The most memory it has held so far, in MB."""
        return self._status("VmHWM:") / 1024

    @property
    def memory(self) -> float:
        """The memory it holds now, in MB."""
        return self._status("VmRSS:") / 1024

    def work(self) -> tuple[float, int]:
        """Seconds of processor time, and how often one of its threads has gone to sleep, so far."""
        seconds, sleeps = 0.0, 0
        for task in Path(f"/proc/{self.process.pid}/task").iterdir():
            with contextlib.suppress(OSError):
                seconds += int((task / "schedstat").read_text().split()[0]) / 1e9
                lines = (task / "status").read_text().splitlines()
                sleeps += int(next(line for line in lines if line.startswith("voluntary_ctxt")).split()[1])
        return seconds, sleeps

    def close(self) -> None:
        """End the program, whatever it does."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        for handle in (self._master, self._slave, self._end):
            with contextlib.suppress(OSError):
                os.close(handle)


def _take_terminal() -> None:
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def _whole(data: bytes) -> int:
    """How much of some output ends with a whole sequence."""
    last = data.rfind(b"\x1b")
    if last < 0 or _ESCAPES.match(data, last):
        return len(data)
    return last if len(data) - last < 4096 else len(data)
