"""Run a program in a pseudo-terminal and record the time of every piece of its output.

The terminal answers the queries of programs (device attributes, cursor position, modes, colours), because they wait for
the answers. It supports synchronized output, whose end marks the end of a frame.
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
"""The bytes a terminal sends for the name of a key; other names are sent as typed text."""

_ESCAPES = re.compile(
    rb"\x1b\[[0-?]*[ -/]*[@-~]"
    rb"|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)"
    rb"|\x1b[P^_X][^\x1b]*\x1b\\"
    rb"|\x1b[ -/]*[0-OQ-WYZ`-~=>\\]"
)
_QUERIES = re.compile(
    rb"\x1b\[(?P<who>0?)c|\x1b\[(?P<status>[56])n|\x1b\[\?(?P<mode>\d+)\$p|\x1b\](?P<colour>1[01]);\?(?:\x07|\x1b\\)"
)
_MODES = re.compile(rb"\x1b\[\?([\d;]+)([hl])|\x1b\[([<>])[\d;]*u")
# pyte does not know the sequences of the keyboard protocol and would print them.
_KEYBOARD = re.compile(rb"\x1b\[[<>=?][\d;]*[um]")

FRAME_END = b"\x1b[?2026l"
TEMPORARY_MODES = {
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
"""Modes that must be off again at exit."""
PERMANENT_MODES = {25: "cursor", 7: "line wrap"}
"""Modes that must be on again at exit."""


def key_bytes(key: str) -> bytes:
    """Encode a key as a terminal sends it: `down`, `ctrl+s`, `a`."""
    if key.startswith("ctrl+") and len(key) == 6:
        return bytes([ord(key[5].upper()) & 0x1F])
    return KEYS.get(key, key).encode()


def strip_escapes(data: bytes) -> str:
    """Replace the escape sequences in a program's output by blanks."""
    return _ESCAPES.sub(b" ", data).decode("utf-8", "replace")


def environment(**more: str) -> dict[str, str]:
    """The variables of a usual terminal, and more; compiled modules are cached, as for an installed program."""
    variables = {
        name: value for name, value in os.environ.items() if name not in ("PYTHONDONTWRITEBYTECODE", "NO_COLOR")
    }
    for name in ("LINES", "COLUMNS", "TERM_PROGRAM", "EFFICACY_JOURNAL"):
        variables.pop(name, None)
    path = os.pathsep.join(filter(None, (str(ROOT), variables.get("PYTHONPATH"))))
    variables |= {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}
    # The settings of whoever runs the benchmarks are not measured.
    return {**variables, "PYTHONPATH": path, "XDG_CONFIG_HOME": str(ROOT / "no-settings"), **more}


PROGRAM = (
    sys.executable,
    "-c",
    "import sys; sys.argv[0] = 'efficacy'; from efficacy_tui.cli.main import main; main()",
)
"""The command line that the installed command runs."""


class TimedTerminal:
    """One program in a terminal of `size` columns and rows; `close` it, or use it as a context manager."""

    def __init__(
        self,
        command: Sequence[str],
        variables: Mapping[str, str] | None = None,
        size: tuple[int, int] = (120, 36),
        folder: Path | None = None,
    ) -> None:
        self.size = size
        self.chunks: list[tuple[float, bytes]] = []
        self._query_tail = b""
        self._drawn_chunks = 0
        self._incomplete = b""
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

    def __enter__(self) -> TimedTerminal:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # -- input -----------------------------------------------------------------------------------

    def send(self, data: bytes) -> float:
        """Send bytes; return the time before."""
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
        """Press keys, all at once; return the time before."""
        return self.send(b"".join(key_bytes(key) for key in keys))

    def resize(self, columns: int, rows: int) -> None:
        """Change the size of the terminal, which signals the program."""
        self.size = columns, rows
        self._set_size()

    def block_output(self) -> None:
        """Stop the terminal from taking output, as ctrl+s does in a shell: the program's next write waits."""
        termios.tcflow(self._slave, termios.TCOOFF)

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the program."""
        with contextlib.suppress(ProcessLookupError):
            self.process.send_signal(number)

    def _set_size(self) -> None:
        columns, rows = self.size
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    # -- waiting for output ----------------------------------------------------------------------

    def read(self, seconds: float) -> bool:
        """Wait so many seconds for the next piece of output; return whether there was one."""
        descriptors = [self._master] if self.ended_at is not None else [self._master, self._end]
        ready, _, _ = select.select(descriptors, [], [], max(seconds, 0))
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
        self._answer_queries(data)
        return True

    def _answer_queries(self, data: bytes) -> None:
        text, end = self._query_tail + data, 0
        for query in _QUERIES.finditer(text):
            end = query.end()
            if query["who"] is not None:
                reply = b"\x1b[?62;22c"
            elif query["status"] is not None:
                reply = b"\x1b[1;1R" if query["status"] == b"6" else b"\x1b[0n"
            elif query["mode"] is not None:
                reply = b"\x1b[?%s;%d$y" % (query["mode"], 2 if query["mode"] == b"2026" else 0)
            else:
                shade = b"e0e0/e0e0/e0e0" if query["colour"] == b"10" else b"1010/1010/1010"
                reply = b"\x1b]%s;rgb:%s\x1b\\" % (query["colour"], shade)
            self.send(reply)
        self._query_tail = text[max(end, len(text) - 32) :]

    def read_until(self, condition: Callable[[], bool], seconds: float = 30.0) -> bool:
        """Read until a condition, checked after every piece of output, is true; return whether it was in time."""
        deadline = time.perf_counter() + seconds
        while not condition():
            seconds_left = deadline - time.perf_counter()
            if seconds_left <= 0 or (not self.read(min(seconds_left, 0.2)) and self.ended_at is not None):
                return condition()
        return True

    def settle(self, quiet: float = 0.3, seconds: float = 10.0) -> float | None:
        """Read until there is no output for `quiet` seconds; return the time of the last output, if any."""
        deadline, last = time.perf_counter() + seconds, None
        while time.perf_counter() < deadline and self.read(quiet):
            last = self.chunks[-1][0]
        return last

    def wait_for_exit(self, seconds: float = 15.0) -> float | None:
        """Wait until the program exits; return the time, or `None` when it did not exit."""
        deadline = time.perf_counter() + seconds
        while self.ended_at is None and time.perf_counter() < deadline:
            self.read(0.2)
        if self.ended_at is not None:
            self.process.wait()
            while self.read(0.02):
                pass
        return self.ended_at

    # -- output so far ---------------------------------------------------------------------------

    @property
    def raw(self) -> bytes:
        """All output of the program."""
        return b"".join(data for _, data in self.chunks)

    def painted_at(self, glyphs: int = 20) -> float | None:
        """The time at which so many visible characters had been written."""
        text = b""
        for at, data in self.chunks:
            text += data
            if sum(1 for letter in strip_escapes(text) if letter.isprintable() and not letter.isspace()) >= glyphs:
                return at
        return None

    def text_written_at(self, *words: str) -> float | None:
        """The time at which all words had been written, each in one piece; without words, the first paint."""
        if not words:
            return self.painted_at()
        text, missing = b"", set(words)
        for at, data in self.chunks:
            text += data
            output = strip_escapes(text)
            missing = {word for word in missing if word not in output}
            if not missing:
                return at
        return None

    def text(self) -> str:
        """The lines of the screen now; needs pyte."""
        import pyte

        columns, rows = self.size
        if self._screen is None:
            self._screen = pyte.Screen(columns, rows)
            self._stream = pyte.ByteStream(self._screen)
        screen, stream = self._screen, self._stream
        if (screen.columns, screen.lines) != (columns, rows):  # type: ignore[attr-defined]  # a pyte screen
            screen.resize(rows, columns)  # type: ignore[attr-defined]
        data = self._incomplete + b"".join(data for _, data in self.chunks[self._drawn_chunks :])
        self._drawn_chunks = len(self.chunks)
        complete_length = _complete_length(data)
        self._incomplete = data[complete_length:]
        stream.feed(_KEYBOARD.sub(b"", data[:complete_length]))  # type: ignore[attr-defined]
        return "\n".join(line.rstrip() for line in screen.display)  # type: ignore[attr-defined]

    def forget_output(self, *, drawn: bool = True) -> None:
        """Discard the output so far; unless it is `drawn` first, `text` no longer matches the screen."""
        if drawn:
            self.text()
        self.chunks.clear()
        self._drawn_chunks = 0

    def left_behind(self) -> list[str]:
        """The terminal modes that the program has not restored; empty when it restored all."""
        modes_on: dict[int, bool] = {}
        keyboard_depth = 0
        for modes, state, push in _MODES.findall(self.raw):
            if push:
                keyboard_depth = keyboard_depth + 1 if push == b">" else max(keyboard_depth - 1, 0)
            for mode in filter(None, modes.split(b";")):
                modes_on[int(mode)] = state == b"h"
        left_modes = {name for mode, name in TEMPORARY_MODES.items() if modes_on.get(mode)}
        left_modes |= {name for mode, name in PERMANENT_MODES.items() if modes_on.get(mode) is False}
        if keyboard_depth:
            left_modes.add("keyboard protocol")
        if termios.tcgetattr(self._slave) != self._attributes:
            left_modes.add("line settings")
        return sorted(left_modes)

    # -- the process -----------------------------------------------------------------------------

    def _status(self, name: str) -> int:
        lines = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        return int(next(line for line in lines if line.startswith(name)).split()[1])

    @property
    def peak_memory(self) -> float:
        """Peak memory so far, in MB."""
        return self._status("VmHWM:") / 1024

    @property
    def memory(self) -> float:
        """Memory now, in MB."""
        return self._status("VmRSS:") / 1024

    def processor_use(self) -> tuple[float, int]:
        """Seconds of processor time, and the number of times a thread has gone to sleep, so far."""
        seconds, sleeps = 0.0, 0
        for task in Path(f"/proc/{self.process.pid}/task").iterdir():
            with contextlib.suppress(OSError):
                seconds += int((task / "schedstat").read_text().split()[0]) / 1e9
                lines = (task / "status").read_text().splitlines()
                sleeps += int(next(line for line in lines if line.startswith("voluntary_ctxt")).split()[1])
        return seconds, sleeps

    def close(self) -> None:
        """Kill the program if it is running, and close the terminal."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        for handle in (self._master, self._slave, self._end):
            with contextlib.suppress(OSError):
                os.close(handle)


def _take_terminal() -> None:
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def _complete_length(data: bytes) -> int:
    """The number of bytes before an incomplete escape sequence at the end."""
    last = data.rfind(b"\x1b")
    if last < 0 or _ESCAPES.match(data, last):
        return len(data)
    return last if len(data) - last < 4096 else len(data)
