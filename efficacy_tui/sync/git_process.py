"""Run the installed git, and nothing else: the one place that starts another program for a journal's data.

Commands on the repository's own data run without anybody's settings, hooks, filters or templates. Those that talk to
another repository need a person's settings (for keys, passwords, proxies and short names of servers), so they run with
them; what could change or add to the data is switched off one by one. Git never asks: it has no terminal, no window,
and `ssh` is told so.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import re
import shlex
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePath
from typing import NamedTuple

from efficacy_tui.sync.deadline import Deadline
from efficacy_tui.sync.git_errors import GitFailure, GitMissing, GitTimeout, GitTooOld, classify

OLDEST_VERSION = (2, 30)
GIT_SECONDS = 20.0
"""How long one run of git may take."""

_POLL_SECONDS = 0.05
_GRACE_SECONDS = 0.3
"""How long a git that has to end may clean up before it is killed."""

_PERSONS_VARIABLES = frozenset(
    {"GIT_SSH", "GIT_SSH_COMMAND", "GIT_SSH_VARIANT", "GIT_EXEC_PATH", "GIT_PROXY_COMMAND", "GIT_PROXY_SSL_CERT"}
    | {"GIT_SSL_CAINFO", "GIT_SSL_CAPATH", "GIT_SSL_CERT", "GIT_SSL_KEY", "GIT_SSL_NO_VERIFY", "GIT_HTTP_USER_AGENT"}
    | {"GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM", "GIT_ALLOW_PROTOCOL"}
)
"""Variables of git that say how to reach a server; the others belong to some other repository."""

_QUIET_VARIABLES = {
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ASKPASS": "",
    "SSH_ASKPASS": "",
    "SSH_ASKPASS_REQUIRE": "never",
    "GCM_INTERACTIVE": "never",
    "LC_ALL": "C",
    "LANGUAGE": "C",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_DEFAULT_REF_FORMAT": "files",
}

_SETTINGS = (
    f"core.hooksPath={os.devnull}",
    "core.sharedRepository=umask",
    "core.fsync=committed,loose-object,reference",
    "core.fsmonitor=false",
    "core.logAllRefUpdates=false",
    "safe.directory=*",
    "gc.auto=0",
    "maintenance.auto=false",
    "submodule.recurse=false",
    "fetch.prune=false",
    "fetch.pruneTags=false",
    "fetch.recurseSubmodules=false",
    "fetch.writeCommitGraph=false",
    "transfer.fsckObjects=true",
    "push.followTags=false",
    "push.gpgSign=false",
    "push.pushOption=",
    "push.recurseSubmodules=no",
    "http.lowSpeedLimit=1",
    f"http.lowSpeedTime={GIT_SECONDS:.0f}",
)
"""Settings that win over everybody's; the first is what keeps every hook here from running."""

_SSH_OPTIONS = "-o BatchMode=yes -o ConnectTimeout=15 -o ServerAliveInterval=5 -o ServerAliveCountMax=3"


class GitOutput(NamedTuple):
    """What a run of git has printed, and its exit code."""

    output: bytes
    errors: str
    code: int


class Git:
    """Runs git on one repository.

    `handles` are open files that each git inherits: it holds their locks for as long as it runs, whatever becomes of
    this program. `environment` is that of the program.
    """

    def __init__(
        self,
        folder: Path,
        deadline: Deadline,
        environment: Mapping[str, str] | None = None,
        handles: Sequence[int] = (),
    ) -> None:
        self.folder = folder
        self.deadline = deadline
        self.handles = tuple(handles)
        self._environment = dict(os.environ if environment is None else environment)
        self._ssh_command: str | None = None

    def require_usable(self) -> None:
        """Check that there is a git that is new enough.

        Raises:
            GitMissing, GitTooOld: There is not.
            GitFailure: It does not run.
        """
        result = self._run(["git", "--version"], b"", self._local_environment(), None)
        printed = result.output.decode(errors="replace")
        match = re.search(r"(\d+)\.(\d+)", printed)
        if result.code or match is None:
            raise GitFailure("other", "“git --version” prints no version", result.code)
        if (int(match[1]), int(match[2])) < OLDEST_VERSION:
            raise GitTooOld(printed.strip().removeprefix("git version "))

    def plumb(self, *arguments: str, data: bytes = b"", at: dt.datetime | None = None, can_wait: bool = False) -> bytes:
        """Run a command on the repository's own data, without anybody's settings; return what it prints.

        `at` is the instant that a commit states. What takes milliseconds is done even after the deadline, so that what
        was recorded has a version; what `can_wait` is not.

        Raises:
            GitFailure: It failed.
        """
        environment = self._local_environment() | (_commit_variables(at) if at is not None else {})
        deadline = self.deadline if can_wait else None
        result = self._run(self._command(arguments), data, environment, deadline)
        if result.code:
            raise classify(result.errors, result.code)
        return result.output

    def reach(self, *arguments: str) -> GitOutput:
        """Run a command that talks to another repository, with the person's settings for that; it may fail.

        Raises:
            GitTimeout: It took too long.
        """
        environment = self._own_environment()
        environment["GIT_SSH_COMMAND"] = self._find_ssh_command(environment)
        return self._run(self._command(arguments), b"", environment, self.deadline)

    def _command(self, arguments: Sequence[str]) -> list[str]:
        settings = (part for setting in _SETTINGS for part in ("-c", setting))
        return ["git", f"--git-dir={self.folder}", *settings, *arguments]

    def _own_environment(self) -> dict[str, str]:
        variables = {
            name: value
            for name, value in self._environment.items()
            if not name.startswith("GIT_") or name in _PERSONS_VARIABLES
        }
        return variables | _QUIET_VARIABLES

    def _local_environment(self) -> dict[str, str]:
        # Before 2.32 git has no variable for the settings of a person, but finds them by these folders.
        folders = dict.fromkeys(("HOME", "XDG_CONFIG_HOME"), str(self.folder))
        switches = {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull}
        return self._own_environment() | folders | switches

    def _find_ssh_command(self, environment: Mapping[str, str]) -> str:
        """Return the person's ssh, told never to ask; another program than OpenSSH does not know these options."""
        if self._ssh_command is None:
            command = environment.get("GIT_SSH_COMMAND") or shlex.quote(environment.get("GIT_SSH") or "")
            if command == "''":
                result = self._run(["git", "config", "--get", "core.sshCommand"], b"", environment, None)
                command = result.output.decode(errors="surrogateescape").strip() or "ssh"
            try:
                program = PurePath(shlex.split(command)[0]).name
            except (ValueError, IndexError):
                program = ""
            self._ssh_command = f"{command} {_SSH_OPTIONS}" if program in ("ssh", "ssh.exe") else command
        return self._ssh_command

    def _run(
        self, words: Sequence[str], data: bytes, environment: Mapping[str, str], deadline: Deadline | None
    ) -> GitOutput:
        """Run a program, for at most `GIT_SECONDS` and not beyond a deadline."""
        if deadline is not None and deadline.is_over:
            raise GitTimeout(0)
        try:
            process = subprocess.Popen(
                list(words),
                stdin=subprocess.PIPE if data else subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=dict(environment),
                cwd=self.folder,
                umask=0o077,
                # Without a terminal of its own session, nothing that git starts can ask for a password.
                start_new_session=True,
                pass_fds=self.handles,
            )
        except FileNotFoundError as error:
            raise GitMissing() from error
        except OSError as error:
            raise GitFailure("other", f"git could not be started: {error.strerror or error}") from error
        with process:
            output, errors = _wait(process, data, deadline)
        return GitOutput(output, errors.decode(errors="replace"), process.returncode)


def _wait(process: subprocess.Popen[bytes], data: bytes, deadline: Deadline | None) -> tuple[bytes, bytes]:
    """Wait for a program that gets `data`, and return its output and errors; end it when its time is over."""
    own_deadline = Deadline(GIT_SECONDS)
    try:
        if data:
            # Waiting can be resumed only for a program without input; one with input takes milliseconds.
            return process.communicate(data, timeout=GIT_SECONDS)
        while not own_deadline.is_over and not (deadline is not None and deadline.is_over):
            with contextlib.suppress(subprocess.TimeoutExpired):
                return process.communicate(timeout=_POLL_SECONDS)
        raise GitTimeout(GIT_SECONDS if own_deadline.is_over else 0)
    except subprocess.TimeoutExpired:
        _end_group(process)
        raise GitTimeout(GIT_SECONDS) from None
    except BaseException:
        _end_group(process)
        raise


def _end_group(process: subprocess.Popen[bytes]) -> None:
    """End git and what it has started; it may remove its temporary files first."""
    for number, seconds in ((signal.SIGTERM, _GRACE_SECONDS), (signal.SIGKILL, None)):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
            return


def _commit_variables(at: dt.datetime) -> dict[str, str]:
    """Return what a commit states: the program, and an instant in UTC; nothing of the person or the machine."""
    # Without the mark git takes the seconds of 1970 to 1973 for something else.
    stamp = f"@{max(int(at.timestamp()), 0)} +0000"
    variables: dict[str, str] = {}
    for role in ("AUTHOR", "COMMITTER"):
        variables |= {f"GIT_{role}_NAME": "efficacy", f"GIT_{role}_EMAIL": "efficacy@localhost"}
        variables[f"GIT_{role}_DATE"] = stamp
    return variables
