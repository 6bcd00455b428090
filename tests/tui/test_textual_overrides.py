"""Textual's insides are used in one file only, on verified versions only, and the program works without them."""

from __future__ import annotations

import ast
import hashlib
import importlib
import inspect
import os
import pkgutil
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
import textual

import efficacy_tui.tui
from efficacy_tui.journal.journal import Journal
from efficacy_tui.tui import textual_overrides
from efficacy_tui.tui.textual_overrides import STOCK_VARIABLE, VERIFIED_VERSIONS
from tests.conftest import OpenDashboard
from tests.support.textual_internals import PINNED

ROOT = Path(__file__).parents[2]
IS_STOCK = os.environ.get(STOCK_VARIABLE) == "1"

PUBLIC_UNDERSCORES = frozenset({"_replace", "_asdict", "_fields", "_make", "_exit"})
"""Methods of named tuples and `os._exit`, public in spite of their names."""


@pytest.mark.parametrize("method", PINNED, ids=lambda method: method.__qualname__)
def test_each_method_is_the_one_that_was_read_when_the_version_was_verified(method: Callable[..., object]) -> None:
    source = inspect.getsource(method)
    assert hashlib.sha256(source.encode()).hexdigest()[:16] == PINNED[method], (
        f"{method.__qualname__} is another one in Textual {textual.__version__}: read it, adapt textual_overrides, "
        "and only then pin it"
    )


@pytest.mark.skipif(IS_STOCK, reason="the overrides are switched off here")
def test_the_overrides_are_in_force_on_a_verified_version() -> None:
    assert textual.__version__ in VERIFIED_VERSIONS
    assert textual_overrides.ACTIVE
    assert len(textual_overrides._overrides) >= 8
    for owner, name in textual_overrides._overrides:
        assert name in vars(owner), f"{owner.__name__}.{name} was taken off"


@pytest.mark.skipif(IS_STOCK, reason="the overrides are switched off here")
def test_every_overridden_method_is_pinned() -> None:
    for owner, name in textual_overrides._overrides:
        original = next(vars(base)[name] for base in owner.__mro__[1:] if name in vars(base))
        assert original in PINNED, f"{owner.__name__}.{name} overrides a method that is not pinned"


@pytest.mark.parametrize("version", ["8.2.7", "9.0.0"])
def test_with_another_version_there_are_no_overrides(version: str) -> None:
    assert not textual_overrides.is_verified(Path(textual.__file__).parents[1], (version,))


def test_the_program_works_on_stock_textual() -> None:
    """The whole loop, from an empty journal to the second challenge, all evidence, and a crash without words."""
    environment = {**os.environ, STOCK_VARIABLE: "1"}
    check = "from efficacy_tui.tui import textual_overrides as t; assert not t.ACTIVE; "
    check += "assert not [n for c, n in t._overrides if n in vars(c)]"
    subprocess.run([sys.executable, "-c", check], check=True, cwd=ROOT, env=environment)
    files = ["tests/tui/test_practice_loop.py", "tests/tui/test_textual_overrides.py"]
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", *files]
    command += ["-k", "from_the_first_start or every_source_of_evidence or on_stock_textual_a_crash"]
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout[-4000:]


@pytest.mark.skipif(not IS_STOCK, reason="only stock Textual hides the error from the app")
async def test_on_stock_textual_a_crash_is_known_and_saves_the_draft_without_a_traceback(
    open_dashboard: OpenDashboard, speaking: Journal, capsys: pytest.CaptureFixture[str]
) -> None:
    started = open_dashboard()
    person = await started.__aenter__()
    await person.run_command("evidence")
    await person.answer("m")
    await person.type("Spoke without notes")
    person.app.call_later(lambda: 1 // 0)
    await person.wait_for(lambda: not person.app.is_running)
    with pytest.raises(ZeroDivisionError):
        await started.__aexit__(None, None, None)
    assert person.app.crash is not None
    assert "Spoke without notes" not in "".join(capsys.readouterr())
    person.app.journal_session.end()
    speaking.refresh()
    (flow,) = speaking.settings.drafts()
    assert "Spoke without notes" in str(speaking.settings.draft(flow))


# -- private names -------------------------------------------------------------------------------


def own_modules() -> Iterator[tuple[str, ast.Module]]:
    """Every module of the screen but the one file for Textual's insides."""
    for module in pkgutil.walk_packages(efficacy_tui.tui.__path__, "efficacy_tui.tui."):
        if module.name != "efficacy_tui.tui.textual_overrides":
            path = Path(importlib.import_module(module.name).__file__ or "")
            yield module.name, ast.parse(path.read_text(encoding="utf-8"))


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.endswith("__")


@cache
def private_names_of(base: type) -> frozenset[str]:
    """The private names that a class of Textual or Rich defines or sets on itself."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(base)))
    names = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute) and is_self(node.value)}
    names |= {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
    return frozenset(filter(is_private, names))


def is_self(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and node.id in ("self", "cls")


def is_foreign(base: type) -> bool:
    return base.__module__.partition(".")[0] in ("textual", "rich")


def test_no_other_file_imports_a_private_module_or_name_of_textual_or_rich() -> None:
    for name, tree in own_modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] in ("textual", "rich"):
                parts = [*(node.module or "").split("."), *(alias.name for alias in node.names)]
                assert not any(map(is_private, parts)), f"{name} imports {'.'.join(parts)}"


def test_no_class_uses_or_hides_a_private_name_of_the_textual_class_it_extends() -> None:
    uses = []
    for name, tree in own_modules():
        module = importlib.import_module(name)
        for node in ast.walk(tree):
            own_class = getattr(module, node.name, None) if isinstance(node, ast.ClassDef) else None
            if not (isinstance(own_class, type) and isinstance(node, ast.ClassDef)):
                continue
            inherited = frozenset[str]().union(*(private_names_of(b) for b in own_class.__mro__ if is_foreign(b)))
            names = {n.attr for n in ast.walk(node) if isinstance(n, ast.Attribute) and is_self(n.value)}
            names |= {n.name for n in node.body if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)}
            uses += [f"{name}: {own_class.__name__}.{private}" for private in names & inherited]
    assert uses == []


def test_no_private_name_of_another_object_is_used_that_is_not_ours() -> None:
    trees = dict(own_modules())
    attributes = {
        (name, node.attr, is_self(node.value))
        for name, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and is_private(node.attr)
    }
    ours = {attribute for _, attribute, on_self in attributes if on_self} | PUBLIC_UNDERSCORES
    assert [
        f"{name}: {attribute}" for name, attribute, on_self in attributes if not on_self and attribute not in ours
    ] == []
