"""Read crontabs, units and agents as cron, systemd and launchd do, and run their commands in an empty environment."""

from __future__ import annotations

import plistlib
import re
import subprocess
from pathlib import Path
from typing import NamedTuple

_CODES = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v", "s": " "}
NOTIFIERS = ("notify-send", "osascript")


class Notification(NamedTuple):
    """What a notifier was called with, and the variables that it needs."""

    notifier: str
    arguments: tuple[str, ...]
    bus: str
    locale: str


def cron_commands(crontab: bytes, *, removes_doubled_backslash: bool = False) -> list[str]:
    """Return the commands of a crontab; crons differ in whether a backslash before another one is removed."""
    rows = [line for line in crontab.decode().splitlines() if line and not line.startswith("#")]
    return [_cron_command(row.split(maxsplit=5)[5], removes_doubled_backslash) for row in rows]


def _cron_command(text: str, removes_doubled_backslash: bool) -> str:
    escapable = "%\\" if removes_doubled_backslash else "%"
    command, is_escaped = "", False
    for char in text:
        if is_escaped:
            command = command[:-1] + char if char in escapable else command + char
            is_escaped = False
        elif char == "%":
            return command
        else:
            command, is_escaped = command + char, char == "\\"
    return command


def systemd_arguments(service: bytes) -> list[str]:
    """Return the arguments of the only `ExecStart` of a unit, as systemd.syntax and systemd.service describe them."""
    (line,) = [row for row in service.decode().splitlines() if row.startswith("ExecStart=")]
    words, word, quote = [], "", ""
    text = line.removeprefix("ExecStart=")
    index = 0
    while index < len(text):
        char = text[index]
        index += 1
        if char == "\\":
            word, index = word + _escape(text[index:]), index + _escape_length(text[index:])
        elif char in "'\"" and quote in ("", char):
            quote = "" if quote else char
        elif char == " " and not quote:
            words, word = [*words, word], ""
        else:
            word += char
    assert not quote
    return [_expand(part) for part in [*words, word]]


def _escape(rest: str) -> str:
    if rest[0] == "x":
        return chr(int(rest[1:3], 16))
    return _CODES.get(rest[0], rest[0])


def _escape_length(rest: str) -> int:
    return 3 if rest[0] == "x" else 1


def _expand(word: str) -> str:
    assert not re.search(r"(?<!%)%(%%)*(?!%)", word), f"a specifier is left in {word}"
    assert not re.search(r"(?<!\$)\$(\$\$)*(?!\$)", word), f"a variable is left in {word}"
    return word.replace("%%", "%").replace("$$", "$")


def launchd_arguments(agent: bytes) -> list[str]:
    arguments: list[str] = plistlib.loads(agent)["ProgramArguments"]
    return arguments


class EmptyEnvironment:
    """A place where schedulers run commands: a home, a PATH with notifiers that only note their calls, nothing else."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.bin = folder / "notifiers"
        self.bin.mkdir(parents=True)
        for name in NOTIFIERS:
            noted = f'{name} "$DBUS_SESSION_BUS_ADDRESS" "$LC_ALL" "$@"'
            script = f'#!/bin/sh\nfor part in {noted}; do printf "%s\\0" "$part"; done >> "$0.calls"\n'
            (self.bin / name).write_text(script, encoding="utf-8")
            (self.bin / name).chmod(0o755)

    def run(self, *arguments: str) -> list[Notification]:
        """Run a call and return what was notified."""
        variables = [f"HOME={self.folder}", f"PATH={self.bin}:/usr/bin:/bin"]
        done = subprocess.run(
            ["env", "-i", *variables, *arguments], cwd=self.folder, capture_output=True, check=False, timeout=60
        )
        assert (done.stdout, done.stderr) == (b"", b""), done.stderr.decode()
        assert done.returncode == 0
        return self._take_calls()

    def _take_calls(self) -> list[Notification]:
        notifications = []
        for name in NOTIFIERS:
            path = self.bin / f"{name}.calls"
            if path.exists():
                notifier, bus, locale, *arguments = path.read_text(encoding="utf-8").split("\0")[:-1]
                notifications.append(Notification(notifier, tuple(arguments), bus, locale))
                path.unlink()
        return notifications
