"""Complete command lines in real interactive shells, and see the arguments that reach the program."""

from __future__ import annotations

import json
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

RECORDER = """#!{python}
import json, os, sys
if "_EFFICACY_COMPLETE" in os.environ:
    sys.path[:0] = {path!r}
    from efficacy_tui.cli.main import main
    main()
with open({record!r}, "w") as file:
    json.dump(sys.argv[1:], file)
print("recorded", len(sys.argv) - 1, "arguments")
"""
"""A program that answers completion as efficacy does, and otherwise only records its arguments."""


class CompletingShell:
    """An interactive shell with completion of `efficacy`, in a folder of its own."""

    def __init__(self, shell: str, folder: Path, environment: dict[str, str], *, installed: bool = False) -> None:
        self.record = folder / "arguments.json"
        programs = folder / "bin"
        programs.mkdir()
        recorder = programs / "efficacy"
        text = RECORDER.format(python=sys.executable, path=sys.path, record=str(self.record))
        recorder.write_text(text, encoding="utf-8")
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
        arguments: list[str] = json.loads(self.record.read_text())
        return arguments

    def close(self) -> None:
        self.child.close(force=True)
