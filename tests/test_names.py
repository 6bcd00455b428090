"""Names say what a value is: no name without content, and no class name twice."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import efficacy_tui

PACKAGE = Path(efficacy_tui.__file__).parent

EMPTY_NAMES = frozenset(
    [
        *("found", "said", "known", "told", "chosen", "kept", "shown", "given"),
        *("what", "way", "asked", "taken_up", "written", "whole", "beside"),
    ]
)
"""Participles and fillers that name the fact of having a value instead of the value."""


def trees() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        yield str(path.relative_to(PACKAGE)), ast.parse(path.read_text(encoding="utf-8"))


def test_no_variable_or_parameter_has_an_empty_name() -> None:
    offenders = []
    for path, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                name = node.id
            elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
                name = node.attr
            elif isinstance(node, ast.arg):
                name = node.arg
            else:
                continue
            if name.lstrip("_") in EMPTY_NAMES:
                offenders.append(f"{path}:{node.lineno} {name}")
    assert offenders == []


def test_only_these_modules_hand_on_names_of_others() -> None:
    """Elsewhere a name is imported from where it is defined; without `__all__` the type checker insists on it."""
    modules = {path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py") if "__all__" in path.read_text()}
    assert modules == {
        "journal/events.py",  # all events that a listener can get, wherever they come from
        "store/atomic_file.py",  # all that may be done with files
        "store/sealing/open_file.py",
    }


def test_no_two_classes_have_the_same_name() -> None:
    paths: dict[str, list[str]] = defaultdict(list)
    for path, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                paths[node.name.lstrip("_")].append(path)
    assert {name: where for name, where in paths.items() if len(where) > 1} == {}
