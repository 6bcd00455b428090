"""Commands of the shell in a process of their own, which can be killed: before a change of a file, or with a git.

The process is forked from a server that has everything imported. Its key files are made and opened at once, and every
folder counts as one in memory.
"""

from __future__ import annotations

import contextlib
import itertools
import os
from collections.abc import Mapping, Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple
from unittest import mock

from click.testing import CliRunner

from efficacy_tui.cli.command_group import efficacy
from efficacy_tui.store.sealing import change_key, key_file, key_ring
from efficacy_tui.store.stored_file import is_key_beside
from efficacy_tui.sync import git_process, join_sealed
from tests.support.age_format import protect_quickly
from tests.support.kill_programs import context, count_points
from tests.support.sealed_files import any_folder_is_memory
from tests.support.sync_programs import Kill, KillingPopen

CHANGING_CALLS = ("write", "rename", "replace", "unlink", "remove", "link", "mkdir", "rmdir")
"""Between two of these, nothing on the disk becomes different."""


class CommandEnd(NamedTuple):
    """How a command ended: its exit code, what it printed, and how many kill points and starts of git it had."""

    code: int
    text: str = ""
    points: int = 0
    starts: int = 0


def run_command(
    words: Sequence[object], typed: str, environment: Mapping[str, str], kill: Kill, unlocking: str = ""
) -> CommandEnd:
    """Run a command with lines of passphrases, or kill it; with `unlocking`, a passphrase, its journal is unlocked.

    The journal is the one that `EFFICACY_JOURNAL` names.
    """
    reader, writer = context.Pipe(duplex=False)
    process = context.Process(target=_run, args=([*map(str, words)], typed, environment, kill, unlocking, writer))
    process.start()
    writer.close()
    end = None
    with contextlib.suppress(EOFError, OSError):
        end = CommandEnd(*reader.recv())
    reader.close()
    process.join()
    return end or CommandEnd(process.exitcode or 0)


def _run(
    words: list[str], typed: str, environment: Mapping[str, str], kill: Kill, unlocking: str, writer: Connection
) -> None:
    os.environ.update(environment)
    path = Path(environment["EFFICACY_JOURNAL"])
    source, sink = os.pipe()
    os.write(sink, typed.encode())
    os.close(sink)
    popen = KillingPopen.at(kill)
    with contextlib.ExitStack() as patches:
        for module in (change_key, key_file, join_sealed):
            patches.enter_context(mock.patch.object(module, "protect", protect_quickly))
        patches.enter_context(any_folder_is_memory())
        patches.enter_context(mock.patch.object(git_process.subprocess, "Popen", popen))
        if unlocking and is_key_beside(path):
            key_ring.hold(path, key_file.read_key_file(path, unlocking))
        points: itertools.count[int] = count_points(kill.number if kill.way == "file" else 0, CHANGING_CALLS)
        arguments = [*words, *(("--passphrase-fd", str(source)) if typed else ())]
        result = CliRunner().invoke(efficacy, arguments, prog_name="efficacy")
    text = result.output
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        text += f"It crashed: {result.exception!r}"
    writer.send((result.exit_code, text, next(points) - 1, next(popen.numbers) - 1))
