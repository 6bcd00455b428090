"""Complete command lines in real interactive shells, and see the arguments that reach the program."""

from __future__ import annotations

import shlex
import shutil
import sys
from pathlib import Path

import pexpect

from efficacy_tui.cli.commands.completion import SCRIPTS

PROMPT = "> "
SECONDS = 30
INSTALLED_SHELLS = [shell for shell in SCRIPTS if shutil.which(shell)]

CALLS = {
    "bash": ("--norc", "--noprofile", "-i"),
    "zsh": ("-f", "-i"),
    "fish": ("--no-config", "-i"),
}
PREPARATIONS = {
    "bash": "bind 'set bell-style none'; source '{script}'",
    "zsh": "unsetopt beep promptsp; autoload -U compinit; compinit -u -D; source '{script}'",
    "fish": "function fish_prompt; echo '> '; end; source '{script}'",
}

INSTALLED_PREPARATIONS = {
    "bash": "bind 'set bell-style none'; source '{script}'",
    "zsh": "unsetopt beep promptsp; fpath=('{folder}' $fpath); autoload -U compinit; compinit -u -D",
    "fish": "function fish_prompt; echo '> '; end; set --prepend fish_complete_path '{folder}'",
}
"""The same where the shell finds the script by itself in a folder that it knows; bash needs a package for it."""

RECORDER = """#!/bin/sh
if [ -n "$_EFFICACY_COMPLETE" ]; then
    exec {python} {answerer} "$@"
fi
printf '%s\\0' "$@" > {record}
echo "recorded $# arguments"
"""
"""A program that answers completion as efficacy does, and otherwise only records its arguments."""

ANSWERER = """
import sys
sys.path[:0] = {path!r}
from efficacy_tui.cli.main import main
main()
"""


class CompletingShell:
    """An interactive shell with completion of `efficacy`, in a folder of its own."""

    def __init__(self, shell: str, folder: Path, environment: dict[str, str], *, installed: bool = False) -> None:
        self.record = folder / "arguments"
        programs = folder / "bin"
        programs.mkdir()
        recorder = programs / "efficacy"
        answerer = folder / "answerer.py"
        answerer.write_text(ANSWERER.format(path=sys.path), encoding="utf-8")
        words = (sys.executable, str(answerer), str(self.record))
        python, answerer_word, record = map(shlex.quote, words)
        recorder.write_text(RECORDER.format(python=python, answerer=answerer_word, record=record), encoding="utf-8")
        recorder.chmod(0o755)
        self.folder = folder / "work"
        self.folder.mkdir()
        self.child = pexpect.spawn(
            shutil.which(shell) or shell,
            list(CALLS[shell]),
            cwd=str(self.folder),
            env={
                **environment,
                "PATH": f"{programs}:{environment['PATH']}",
                "HOME": str(folder),
                "TERM": "xterm",
                "PS1": PROMPT,
            },
            encoding="utf-8",
            timeout=SECONDS,
            dimensions=(50, 200),
        )
        # Without the pause before each key; the terminal keeps what is typed ahead.
        self.child.delaybeforesend = None
        # The word is cut in two, so that its echo is not taken for its output.
        preparation = (INSTALLED_PREPARATIONS if installed else PREPARATIONS)[shell]
        self.child.sendline(preparation.format(script=SCRIPTS[shell], folder=SCRIPTS[shell].parent) + "; echo rea''dy")
        self.child.expect("ready")
        self.child.expect(PROMPT)

    def arguments(self, line: str) -> list[str]:
        """Type a line, in which a tab completes, and return the arguments that the program got."""
        self.record.unlink(missing_ok=True)
        self.child.send(f"{line}\r")
        self.child.expect(r"recorded \d+ arguments")
        # A key pressed before the shell reads keys itself could get lost.
        self.child.expect(PROMPT)
        return self.record.read_text(encoding="utf-8").split("\0")[:-1]

    def close(self) -> None:
        self.child.close(force=True)
