"""Build the shell command that a scheduler runs: it looks whether something is still to do, and notifies if so. Pure.

Cron and its kind run a command in a nearly empty environment and show its output to nobody. The command therefore calls
everything by its full path, brings what a notification needs, and never ends in silence but when all is done.
"""

from __future__ import annotations

import posixpath
import shlex
from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

MOVED = "efficacy has been moved or removed (exit code $code). Make this reminder again: efficacy remind"
FAILED = "Your journal could not be checked (exit code $code). Open efficacy to see why."
"""Sentences for a notification; the shell fills in the code, and they are ASCII for systems without UTF-8."""

CRON_LIMIT = 998
"""Octets of a command that every cron takes; some cut off what is longer."""

_STANDARD_FOLDERS = ("/usr/bin", "/bin")
"""Where cron looks for commands."""

_DISPLAY_SCRIPT = ("on run argv", "display notification (item 1 of argv) with title (item 2 of argv)", "end run")
_USUAL_BUS = "unix:path=/run/user/$(id -u)/bus"


class Desktop(NamedTuple):
    """How a notification reaches the person's screen.

    `bus_address` is that of the session bus, or empty for its usual place; `locale` is one with UTF-8, without which
    notify-send refuses other letters than ASCII; `folder` is where notify-send is if schedulers do not look there.
    """

    notifier: Literal["notify-send", "osascript"] = "notify-send"
    bus_address: str = ""
    locale: str = "C.UTF-8"
    folder: str = ""
    has_notifier: bool = True

    @property
    def has_lasting_bus(self) -> bool:
        """Whether the session bus has the same address after the next login."""
        return not any(sign in self.bus_address for sign in ("unix:abstract=", "unix:path=/tmp/", "guid="))


MACOS = Desktop("osascript")


def describe_desktop(environment: Mapping[str, str], notifier_path: str | None) -> Desktop:
    """Describe the desktop of a program with this environment; `notifier_path` is where notify-send is, if anywhere."""
    names = (environment.get(name, "") for name in ("LC_ALL", "LC_CTYPE", "LANG"))
    locale = next(filter(None, names), "")
    folder = posixpath.dirname(notifier_path or "")
    return Desktop(
        bus_address=environment.get("DBUS_SESSION_BUS_ADDRESS", ""),
        locale=locale if "utf8" in locale.casefold().replace("-", "") else "C.UTF-8",
        folder="" if folder in _STANDARD_FOLDERS else folder,
        has_notifier=notifier_path is not None,
    )


def build_notify_command(call: Sequence[str], question: str, title: str, desktop: Desktop) -> str:
    """Build a command for `sh` that runs `call` and notifies unless its exit code is 0, or it prints “locked”.

    The code 3 asks `question`; any other says that something went wrong. Of a locked journal nothing is known, and
    nothing is wrong.
    """
    cases = [
        "0) exit 0;;",
        f"3) text={shlex.quote(question)};;",
        f'1) [ "$line" = locked ] && exit 0; text="{FAILED}";;',
        f'126|127) text="{MOVED}";;',
        f'*) text="{FAILED}";;',
    ]
    notify = _display_call(title) if desktop.notifier == "osascript" else _notify_send_call(title, desktop)
    return f"{{ line=$({shlex.join(call)}); }} 2>/dev/null; code=$?; case $code in {' '.join(cases)} esac; {notify}"


def _display_call(title: str) -> str:
    # Pass the texts as arguments, so that nothing in them is run as AppleScript or taken for an option.
    script = [part for line in _DISPLAY_SCRIPT for part in ("-e", line)]
    return f'{shlex.join(["osascript", *script])} "$text" {shlex.quote(title)}'


def _notify_send_call(title: str, desktop: Desktop) -> str:
    address = shlex.quote(desktop.bus_address) if desktop.bus_address else f'"{_USUAL_BUS}"'
    parts = [
        f'[ "$DBUS_SESSION_BUS_ADDRESS" ] || DBUS_SESSION_BUS_ADDRESS={address}',
        "export DBUS_SESSION_BUS_ADDRESS",
    ]
    if desktop.folder:
        parts.append(f"PATH=${{PATH:-/usr/bin:/bin}}:{shlex.quote(desktop.folder)}")
    # A title that begins with a hyphen would be an option.
    options_end = ["--"] if title.startswith("-") else []
    notify = shlex.join(["notify-send", *options_end, title])
    parts.append(f'LC_ALL={shlex.quote(desktop.locale)} {notify} "$text"')
    return "; ".join(parts)


def describe_obstacles(desktop: Desktop) -> list[str]:
    """Describe in comment lines what could keep a notification from appearing."""
    obstacles = []
    if not desktop.has_notifier:
        obstacles.append("# notify-send was not found when this was made. Install it (libnotify), or nothing appears.")
    if not desktop.has_lasting_bus:
        obstacles.append("# Your desktop’s message bus moves at each login; then make this again, or use a calendar.")
    return obstacles


def escape_for_cron(command: str) -> str:
    """Escape a shell command for a crontab, where a percent sign would end it.

    Crons differ in whether they remove a backslash before another one or a percent sign, so the shell makes each of
    them. A backslash always stands in single quotes here, because `shlex` puts it there.
    """
    return command.replace("\\", """'"$(printf '\\134')"'""").replace("%", "\\%")


def escape_for_systemd(command: str) -> str:
    r"""Escape a shell command for single quotes in a unit, in which systemd reads escapes like \x27, % and $."""
    escaped = command.replace("\\", "\\\\").replace("'", "\\'")
    return escaped.replace("%", "%%").replace("$", "$$")
