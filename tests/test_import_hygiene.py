"""What an import brings along: the core never draws, and the shell starts light."""

from __future__ import annotations

import json
import os
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import efficacy_tui

ROOT = Path(__file__).parent.parent
PACKAGE = Path(efficacy_tui.__file__).parent
CORE = ("model", "content", "insight", "store", "journal", "wording", "exchange", "flows")
LOADED = "import json, sys; print(); print(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))"
LOADED_WHOLE = "import json, sys; print(); print(json.dumps(sorted(sys.modules)))"


def python(code: str, **environment: str) -> list[str]:
    """Run a program in a fresh interpreter; gives the list it prints last."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
        cwd=ROOT,
        env={**os.environ, **environment},
    )
    loaded: list[str] = json.loads(done.stdout.splitlines()[-1])
    return loaded


def modules(folder: str) -> list[str]:
    """Every module of a folder of the package."""
    found = pkgutil.walk_packages([str(PACKAGE / folder)], f"efficacy_tui.{folder}.")
    return [f"efficacy_tui.{folder}", *(module.name for module in found)]


@pytest.mark.parametrize("folder", CORE)
def test_the_core_loads_nothing_that_draws(folder: str) -> None:
    names = modules(folder)
    assert len(names) > 1
    loaded = python(f"import {', '.join(names)}; {LOADED}")
    assert "efficacy_tui" in loaded
    assert {"textual", "rich", "click"} & set(loaded) == set()


def test_the_journal_alone_loads_nothing_that_draws() -> None:
    loaded = python(f"import efficacy_tui.journal.journal; {LOADED}")
    assert "tinydb" in loaded
    assert {"textual", "rich", "click"} & set(loaded) == set()


def test_the_command_line_loads_neither_screen_nor_journal() -> None:
    loaded = python(f"import efficacy_tui.cli.command_group; {LOADED_WHOLE}")
    assert "click" in loaded
    heavy = {"textual", "rich", "tinydb", "msgspec", "dateutil", "filelock"}
    assert heavy & set(loaded) == set()
    folders = {name.split(".")[1] for name in loaded if name.startswith("efficacy_tui.")}
    assert folders <= {"cli", "content"}


@pytest.mark.parametrize(
    ("arguments", "never"),
    [
        (["locate"], {"textual", "rich", "tinydb", "msgspec", "dateutil"}),
        (["--help"], {"textual", "rich"}),
        (["domain", "list"], {"textual", "rich", "dateutil"}),
        (["keys"], {"textual", "rich", "tinydb", "msgspec"}),
        (["schema"], {"textual", "rich"}),
        (["remind", "--at", "8"], {"textual", "rich", "dateutil"}),
        (["export"], {"textual", "rich", "dateutil"}),
        (["domain", "add", "Speaking", "--task", "give a talk"], {"textual", "rich"}),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_command_loads_only_what_it_needs(tmp_path: Path, arguments: list[str], never: set[str]) -> None:
    code = (
        "from efficacy_tui.cli.command_group import efficacy\n"
        f"try: efficacy({arguments!r}, prog_name='efficacy')\n"
        "except SystemExit as end: assert not end.code, end.code\n"
        f"{LOADED}"
    )
    loaded = python(code, EFFICACY_JOURNAL=str(tmp_path / "journal.json"))
    assert "efficacy_tui" in loaded
    assert never & set(loaded) == set()


@pytest.mark.parametrize("arguments", [["--plain"], ["--plain", "--demo"]], ids=" ".join)
def test_the_lines_load_no_screen(tmp_path: Path, arguments: list[str]) -> None:
    """Not even when everything is read out: the trends, the profile, the timeline, the explanations, help."""
    typed = "Speaking\\ngive a talk\\n70\\nt\\n\\np\\n\\n/\\n\\nx\\n\\nd\\n\\n?\\n1\\n\\n2\\n\\nw\\nq!\\nq\\n"
    code = (
        "import io, sys\n"
        f"sys.stdin = io.StringIO('{typed}')\n"
        "from efficacy_tui.cli.command_group import efficacy\n"
        f"try: efficacy({arguments!r}, prog_name='efficacy')\n"
        "except SystemExit as end: assert not end.code, end.code\n"
        f"{LOADED_WHOLE}"
    )
    loaded = python(code, EFFICACY_JOURNAL=str(tmp_path / "journal.json"))
    assert "efficacy_tui.plain.repl" in loaded
    assert [name for name in loaded if name.startswith(("textual", "efficacy_tui.tui"))] == []


def test_a_prompt_waits_for_little(tmp_path: Path) -> None:
    """`status --line` loads neither a screen nor the store, and takes few times what Python itself takes to start."""
    call = "efficacy(['status', '--line'], prog_name='efficacy')"
    group = "from efficacy_tui.cli.command_group import efficacy"
    code = f"{group}\ntry: {call}\nexcept SystemExit as end: assert end.code == 3\n"
    loaded = python(f"{code}{LOADED_WHOLE}", EFFICACY_JOURNAL=str(tmp_path / "journal.json"))
    assert {"textual", "rich", "tinydb", "dateutil", "filelock", "tomllib"} & set(loaded) == set()
    ours = {name.partition(".")[2] for name in loaded if name.startswith("efficacy_tui.") and name.count(".") > 1}
    assert ours <= {
        "cli.garbage_collection", "cli.command_group", "cli.commands", "cli.context", "cli.main", "cli.commands.status",
        "content.words", "model.clock", "journal.status", "store.atomic_file", "store.errors", "store.paths",
    }  # fmt: skip


def test_the_journal_loads_no_profile(tmp_path: Path) -> None:
    """Its items are read from their file when the profile is opened."""
    loaded = python(f"import efficacy_tui.journal.journal, efficacy_tui.journal.snapshot; {LOADED_WHOLE}")
    assert "efficacy_tui.journal.surveys" in loaded
    assert {"efficacy_tui.content.instrument", "tomllib", "hashlib"} & set(loaded) == set()


def test_imports_point_down_only() -> None:
    beside = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run(
        [str(beside), "--no-cache"], capture_output=True, text=True, check=False, timeout=120, cwd=ROOT
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


def test_the_first_picture_needs_no_journal() -> None:
    code = (
        "import sys, efficacy_tui.cli.main, efficacy_tui.cli.launch, efficacy_tui.tui.app\n"
        "rooms = ('efficacy_tui.journal.', 'efficacy_tui.store.', 'efficacy_tui.insight.', 'efficacy_tui.model.')\n"
        # How dates are written is known before the first one is drawn; it needs nothing Textual has not imported.
        "light = ('efficacy_tui.model.locale_format', 'efficacy_tui.model.clock', 'efficacy_tui.model.key_names',\n"
        "         'efficacy_tui.model.text', 'efficacy_tui.model.text_layout', 'efficacy_tui.model.unicode_widths',\n"
        "         'efficacy_tui.model.sparkline')\n"
        "heavy = ('click', 'msgspec', 'tinydb', 'dateutil', 'tomllib')\n"
        "found = [name for name in sys.modules if name.startswith(rooms) or name in heavy]\n"
        "print([name for name in found if name not in light])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
