"""The call by which a scheduler, which has neither this shell's PATH nor its variables, runs this very program."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import NamedTuple

from efficacy_tui.store.atomic_file import is_present
from efficacy_tui.store.paths import CONFIG_VARIABLE

PACKAGE = "efficacy_tui"
SCRIPTS = ("efficacy", "efficacy-tui")
_PATH_VARIABLE = "PYTHONPATH"


class RunningProgram(NamedTuple):
    """How this process was started.

    `script` is the first word of its call, `module` the name of the main module if Python found it by one, and
    `executable` the interpreter. `package_folder` is the folder that holds the package, and `installed_folders` are
    those in which an interpreter looks by itself.
    """

    script: str
    module: str | None
    executable: str
    package_folder: str
    installed_folders: Collection[str]


def build_program_call(
    program: RunningProgram,
    environment: Mapping[str, str],
    journal: Path,
    settings: Path,
    which: Callable[[str], str | None],
) -> list[str]:
    """Return the call of this program on a journal and with a settings file, all by absolute paths.

    `which` finds a command on the PATH. Empty if neither a script nor an interpreter is known.
    """
    script = _find_script(program.script, which)
    is_command = program.module is None and Path(script).name in SCRIPTS and is_present(Path(script))
    # An archive is run as the main module, without a name of its own.
    is_archive = program.module == "__main__" and is_present(Path(script))
    if is_command:
        words = [script]
    elif not program.executable:
        return []
    elif is_archive:
        words = [str(Path(program.executable).absolute()), script]
    else:
        # With -P, files in the folder where a scheduler starts programs cannot stand for modules.
        words = [str(Path(program.executable).absolute()), "-P", "-m", PACKAGE]
    search_path = [
        str(Path(folder).absolute()) for folder in environment.get(_PATH_VARIABLE, "").split(os.pathsep) if folder
    ]
    if not is_command and not is_archive and program.package_folder not in (*search_path, *program.installed_folders):
        search_path.insert(0, program.package_folder)
    variables = [f"{CONFIG_VARIABLE}={settings}"]
    if search_path:
        variables.append(f"{_PATH_VARIABLE}={os.pathsep.join(search_path)}")
    return ["/usr/bin/env", *variables, *words, "--journal", str(journal)]


def _find_script(script: str, which: Callable[[str], str | None]) -> str:
    """Return the absolute path of a script; links stay, so that an upgrade behind one is no other program."""
    if os.sep not in script:
        script = which(script) or script
    return str(Path(script).absolute())
