"""What an import loads: the core never draws, the shell starts light, and no import goes in a circle."""

from __future__ import annotations

import ast
import json
import os
import pkgutil
import subprocess
import sys
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

import efficacy_tui

ROOT = Path(__file__).parent.parent
PACKAGE = Path(efficacy_tui.__file__).parent
CORE = ("model", "content", "insight", "store", "journal", "wording", "exchange", "flows")
LOADED = "import json, sys; print(); print(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))"
LOADED_WHOLE = "import json, sys; print(); print(json.dumps(sorted(sys.modules)))"


def python(code: str, **environment: str) -> list[str]:
    """Run a program in a fresh interpreter; return the list it prints last."""
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
    """Return every module of a folder of the package."""
    submodules = pkgutil.walk_packages([str(PACKAGE / folder)], f"efficacy_tui.{folder}.")
    return [f"efficacy_tui.{folder}", *(module.name for module in submodules)]


@pytest.mark.parametrize("folder", CORE)
def test_the_core_loads_neither_textual_nor_rich_nor_click(folder: str) -> None:
    names = modules(folder)
    assert len(names) > 1
    loaded = python(f"import {', '.join(names)}; {LOADED}")
    assert "efficacy_tui" in loaded
    assert {"textual", "rich", "click"} & set(loaded) == set()


def test_the_journal_loads_neither_textual_nor_rich_nor_click() -> None:
    loaded = python(f"import efficacy_tui.journal.journal; {LOADED}")
    assert "tinydb" in loaded
    assert {"textual", "rich", "click"} & set(loaded) == set()


def test_the_command_line_loads_neither_textual_nor_the_journal() -> None:
    loaded = python(f"import efficacy_tui.cli.command_group; {LOADED_WHOLE}")
    assert "click" in loaded
    heavy = {"textual", "rich", "tinydb", "msgspec", "dateutil"}
    assert heavy & set(loaded) == set()
    folders = {name.split(".")[1] for name in loaded if name.startswith("efficacy_tui.")}
    assert folders <= {"cli", "content", "model"}


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
        (["list"], {"textual", "rich", "dateutil"}),
        (["list", "--json"], {"textual", "rich", "dateutil"}),
        (["search", "talk", "after:2026-01"], {"textual", "rich", "dateutil"}),
        (["due"], {"textual", "rich", "dateutil"}),
        (["schema", "list"], {"textual", "rich"}),
        (["standing", "--json"], {"textual", "rich"}),
        (["--demo", "show", "last"], {"textual", "rich"}),
        (["--demo", "outcome", "partly", "--json"], {"textual", "rich"}),
        (["--demo", "edit", "last", "--print"], {"textual", "rich"}),
        (["--demo", "delete", "last"], {"textual", "rich"}),
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
    loaded = python(code, EFFICACY_JOURNAL=str(tmp_path / "new" / "journal.json"))
    assert "efficacy_tui" in loaded
    assert never & set(loaded) == set()


@pytest.mark.parametrize("arguments", [["--plain"], ["--plain", "--demo"]], ids=" ".join)
def test_the_plain_ui_never_loads_textual(tmp_path: Path, arguments: list[str]) -> None:
    """Not even when every view is printed: trends, profile, timeline, explanations, help."""
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


def test_status_line_loads_neither_textual_nor_the_store(tmp_path: Path) -> None:
    """A shell prompt runs it each time, so it loads only a handful of light modules."""
    call = "efficacy(['status', '--line'], prog_name='efficacy')"
    group = "from efficacy_tui.cli.command_group import efficacy"
    code = f"{group}\ntry: {call}\nexcept SystemExit as end: assert end.code == 3\n"
    loaded = python(f"{code}{LOADED_WHOLE}", EFFICACY_JOURNAL=str(tmp_path / "journal.json"))
    assert {"textual", "rich", "tinydb", "dateutil", "tomllib"} & set(loaded) == set()
    ours = {name.partition(".")[2] for name in loaded if name.startswith("efficacy_tui.") and name.count(".") > 1}
    assert ours <= {
        "cli.command_group", "cli.commands", "cli.completion_values", "cli.context", "cli.encoding",
        "cli.global_options", "cli.main", "cli.prompt_line", "cli.suggesting_group", "cli.commands.status",
        "content.ascii_fallbacks", "content.words",
        "model.clock", "model.text", "model.text_encoding", "journal.status",
        "store.atomic_file", "store.file_reading", "store.file_calls", "store.backups", "store.errors",
        "store.file_facts", "store.paths", "store.stored_file",
    }  # fmt: skip


def test_a_prompt_is_drawn_without_the_command_lines_library(tmp_path: Path) -> None:
    """The program itself answers this one call, as prompts make it."""
    call = "from efficacy_tui.cli.main import main\ntry: main()\nexcept SystemExit as end: assert end.code == 3\n"
    for arguments in (["status", "--line"], ["status"]):
        code = f"import sys; sys.argv[1:] = {arguments!r}\n{call}{LOADED_WHOLE}"
        loaded = python(code, EFFICACY_JOURNAL=str(tmp_path / "journal.json"))
        assert ("click" in loaded) is (arguments == ["status"])


@pytest.mark.parametrize("arguments", [["list", "--limit", "5"], ["check-in", "70"]], ids=" ".join)
def test_a_plain_call_is_answered_without_the_command_lines_library(tmp_path: Path, arguments: list[str]) -> None:
    """Scripts make these calls again and again, too."""
    home = tmp_path / "journal.json"
    call = "from efficacy_tui.cli.main import main\ntry: main()\nexcept SystemExit as end: assert not end.code\n"
    add = f"import sys; sys.argv[1:] = ['domain', 'add', 'Speaking', '--task', 'talk']\n{call}{LOADED}"
    python(add, EFFICACY_JOURNAL=str(home))
    code = f"import sys; sys.argv[1:] = {arguments!r}\n{call}{LOADED_WHOLE}"
    assert "click" not in python(code, EFFICACY_JOURNAL=str(home))


def test_a_list_loads_neither_the_store_nor_statistics(tmp_path: Path) -> None:
    """A sound journal is read without being opened, and its entries are listed without being counted."""
    home = tmp_path / "journal.json"
    call = "efficacy({!r}, prog_name='efficacy', standalone_mode=False)"
    code = "from efficacy_tui.cli.command_group import efficacy\n"
    python(
        f"{code}{call.format(['domain', 'add', 'Speaking', '--task', 'talk'])}\n{LOADED}", EFFICACY_JOURNAL=str(home)
    )
    loaded = python(f"{code}{call.format(['list'])}\n{LOADED_WHOLE}", EFFICACY_JOURNAL=str(home))
    assert "efficacy_tui.journal.listing" in loaded
    assert {"tinydb", "efficacy_tui.journal.journal", "efficacy_tui.insight"} & set(loaded) == set()


def test_a_check_in_with_a_rating_loads_neither_questions_nor_what_reads_a_day(tmp_path: Path) -> None:
    """Questions take longer to load than a rating to be saved, and the patterns of days long to compile."""
    call = "efficacy({!r}, prog_name='efficacy', standalone_mode=False)"
    add, check_in = ["domain", "add", "Speaking", "--task", "talk"], ["check-in", "70"]
    code, home = "from efficacy_tui.cli.command_group import efficacy\n", str(tmp_path / "journal.json")
    python(f"{code}{call.format(add)}\n{LOADED}", EFFICACY_JOURNAL=home)
    loaded = python(f"{code}{call.format(check_in)}\n{LOADED_WHOLE}", EFFICACY_JOURNAL=home)
    assert "efficacy_tui.journal.check_ins" in loaded
    questions = {f"efficacy_tui.flows.{name}" for name in ("flow", "question_types", "check_in", "typed_dates")}
    assert questions & set(loaded) == set()


def test_the_journal_does_not_load_the_instrument(tmp_path: Path) -> None:
    """The items of the profile are read from their file only when the profile is opened."""
    loaded = python(f"import efficacy_tui.journal.journal, efficacy_tui.journal.snapshot; {LOADED_WHOLE}")
    assert "efficacy_tui.journal.surveys" in loaded
    assert {"efficacy_tui.content.instrument", "tomllib", "hashlib"} & set(loaded) == set()


FILE_CALLS = {
    "os": {
        *("open", "fdopen", "replace", "rename", "renames", "remove", "unlink", "link", "symlink", "stat", "lstat"),
        *("chmod", "fchmod", "chown", "fchown", "lchown", "mkdir", "makedirs", "rmdir", "removedirs", "listdir"),
        *("scandir", "walk", "truncate", "ftruncate", "utime", "fsync", "readlink", "access", "sendfile", "mkfifo"),
    },
    "os.path": {"exists", "lexists", "isfile", "isdir", "islink", "realpath", "getsize", "getmtime", "samefile"},
    "io": {"open", "open_code", "FileIO"},
    "zipfile": {"ZipFile", "is_zipfile"},
}
"""The functions of each module that look at, read or change what is on the disk."""

FILE_MODULES = {"shutil", "tempfile", "fileinput", "glob", "mmap", "linecache"}
"""Modules that do so with most of their functions."""

PATH_METHODS = {
    *("read_text", "read_bytes", "write_text", "write_bytes", "unlink", "rename", "hardlink_to", "symlink_to"),
    *("iterdir", "glob", "rglob", "walk", "mkdir", "rmdir", "touch", "chmod", "lchmod", "stat", "lstat", "exists"),
    *("is_file", "is_dir", "is_symlink", "is_mount", "is_fifo", "samefile", "readlink", "resolve"),
}

DOOR = {
    f"store/{name}.py" for name in ("atomic_file", "file_reading", "file_pieces", "file_calls", "file_lock", "exports")
}

FILE_CALL_EXCEPTIONS = {
    "cli/commands/completion.py": {"read_text": "comes with the program"},
    "cli/encoding.py": {"io.FileIO": "a stream of the process by its number"},
    "cli/global_options.py": {"tempfile.TemporaryDirectory": "the folder of the demo's throw-away journal"},
    "cli/launch.py": {
        "tempfile.TemporaryDirectory": "the folder of the demo's throw-away journal",
        "shutil.get_terminal_size": "asks the terminal",
    },
    "cli/main.py": {"os.open": "the null device", "open": "the null device in place of a closed stream"},
    "cli/commands/ladder.py": {"shutil.get_terminal_size": "asks the terminal"},
    "cli/terminal_width.py": {"shutil.get_terminal_size": "asks the terminal"},
    "cli/commands/remind.py": {"shutil.which": "looks for this program"},
    "content/instrument.py": {
        **dict.fromkeys(
            ("exists", "is_dir", "is_file", "read_bytes"), "stands below the store; the edited items are no journal"
        ),
    },
    "content/words.py": {"read_text": "comes with the program"},
    "exchange/writers/html/document.py": {"read_text": "comes with the program"},
    "exchange/file_set.py": {"zipfile.ZipFile": "an open file, or bytes in memory"},
    "plain/line_terminal.py": {"os.open": "the null device"},
    "store/leftovers.py": {"read_bytes": "the state of a process, in /proc"},
    "tui/end_signals.py": {"open": "the terminal", "os.open": "the terminal"},
    "tui/inline_mode.py": {"shutil.get_terminal_size": "asks the terminal"},
    "tui/privacy/phrase_source.py": {
        **dict.fromkeys(("iterdir", "is_dir", "read_text"), "the source of the program"),
    },
    "tui/textual_overrides.py": {"is_dir": "the installed packages"},
}
"""Module → the calls it may make past the door to the files, each with the reason."""


def file_calls(tree: ast.Module) -> set[str]:
    """Return the calls in a module that may reach the disk, by the names in `FILE_CALL_EXCEPTIONS`."""
    calls = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module in {*FILE_CALLS, *FILE_MODULES}:
            calls |= {f"from {node.module}"}
        if isinstance(node, ast.Name) and node.id == "open":
            calls.add("open")
        if not isinstance(node, ast.Attribute):
            continue
        owner = ast.unparse(node.value)
        if owner in FILE_MODULES or node.attr in FILE_CALLS.get(owner, ()):
            calls.add(f"{owner}.{node.attr}")
        elif owner not in ("atomic_file", "locale_format") and node.attr in PATH_METHODS:
            calls.add(node.attr)
    for node in ast.walk(tree):
        # `Path.open` has a mode where others named `open` have none; `Path.replace` one argument where texts have two.
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            texts = [argument for argument in node.args if isinstance(argument, ast.Constant)]
            if node.func.attr == "open" and (texts or node.keywords):
                calls.add("open")
            is_rename = node.func.attr == "replace" and len(node.args) == 1 and not node.keywords
            if is_rename and ast.unparse(node.func.value) not in ("msgspec.structs", "dataclasses"):
                calls.add("replace")
    return calls


def test_only_the_door_reaches_files() -> None:
    """Faults, file modes and links are handled in one place, so nothing else may open, list or change a file."""
    calls_by_module = {
        path.relative_to(PACKAGE).as_posix(): file_calls(ast.parse(path.read_text(encoding="utf-8")))
        for path in sorted(PACKAGE.rglob("*.py"))
    }
    expected = {module: set(calls) for module, calls in FILE_CALL_EXCEPTIONS.items()}
    assert {module: calls for module, calls in calls_by_module.items() if calls and module not in DOOR} == expected


@pytest.mark.parametrize(
    "line",
    [
        "os.open(path, 0)",
        "os.path.exists(path)",
        "open(path)",
        "with path.open('rb') as file: pass",
        "path.open(mode='rb')",
        "path.read_bytes()",
        "a.b.unlink(missing_ok=True)",
        "temporary.replace(target)",
        "shutil.copyfile(a, b)",
        "from os import unlink",
        "map(Path.exists, paths)",
    ],
)
def test_a_call_past_the_door_is_seen(line: str) -> None:
    assert file_calls(ast.parse(line))


@pytest.mark.parametrize("line", ["text.replace('a', 'b')", "journal.open()", "self.open(view)", "os.getpid()"])
def test_a_call_that_reaches_no_file_is_not_taken_for_one(line: str) -> None:
    assert not file_calls(ast.parse(line))


def test_import_contracts_are_kept() -> None:
    beside = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run(
        [str(beside), "--no-cache"], capture_output=True, text=True, check=False, timeout=120, cwd=ROOT
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


def test_the_first_frame_loads_neither_journal_nor_store() -> None:
    code = (
        "import sys, efficacy_tui.cli.main, efficacy_tui.cli.launch, efficacy_tui.tui.app\n"
        "packages = ('efficacy_tui.chart.', 'efficacy_tui.journal.', 'efficacy_tui.store.', 'efficacy_tui.insight.',\n"
        "            'efficacy_tui.model.')\n"
        # Formats and text layout are needed for the first frame; they load nothing that Textual has not loaded.
        "light = ('efficacy_tui.model.locale_format', 'efficacy_tui.model.clock', 'efficacy_tui.model.key_names',\n"
        "         'efficacy_tui.model.text', 'efficacy_tui.model.text_layout', 'efficacy_tui.model.unicode_widths',\n"
        "         'efficacy_tui.model.display', 'efficacy_tui.model.text_encoding',\n"
        # The settings are read before the first frame, through the door to all files.
        "         'efficacy_tui.store.atomic_file', 'efficacy_tui.store.file_calls',\n"
        "         'efficacy_tui.store.file_reading')\n"
        "heavy = ('click', 'msgspec', 'tinydb', 'dateutil', 'tomllib')\n"
        "loaded = [name for name in sys.modules if name.startswith(packages) or name in heavy]\n"
        "print([name for name in loaded if name not in light])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_panes_load_nothing_of_trends_and_reviews() -> None:
    code = (
        "import sys, efficacy_tui.journal.snapshot\n"
        "late = ('journal.review', 'journal.trends', 'insight.calibration', 'insight.variance_components')\n"
        "print([name for name in late if f'efficacy_tui.{name}' in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def import_graph() -> dict[str, set[str]]:
    """Module → the modules of the package that it imports anywhere, for type checking and inside functions, too."""
    paths = {".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts): path for path in PACKAGE.rglob("*.py")}
    graph: dict[str, set[str]] = {name.removesuffix(".__init__"): set() for name in paths}
    for name, path in paths.items():
        imported = graph[name.removesuffix(".__init__")]
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                imported |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
            elif isinstance(node, ast.Import):
                imported |= {alias.name for alias in node.names}
    return {name: imported & graph.keys() - {name} for name, imported in graph.items()}


def test_no_import_goes_in_a_circle() -> None:
    graph = import_graph()
    packages = {name for name in graph if any(other.startswith(f"{name}.") for other in graph)}
    order = TopologicalSorter({name: imports - packages for name, imports in graph.items()})
    try:
        order.prepare()
    except CycleError as error:
        pytest.fail(f"these modules import each other: {' → '.join(error.args[1])}")
