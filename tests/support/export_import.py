"""Export a journal, and import the result."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from efficacy_tui.exchange.apply_import import apply_import, build_planner
from efficacy_tui.exchange.detect import read_import
from efficacy_tui.exchange.export import ExportFormat, export
from efficacy_tui.exchange.import_plan import ImportPlan
from efficacy_tui.journal.journal import Journal


def export_to(journal: Journal, form: ExportFormat, folder: Path, **part: Any) -> Path:
    """Export a journal into a folder and return the path to import."""
    folder.mkdir(exist_ok=True)
    files = export(journal.contents, form, at=journal.now(), today=journal.today(), **part)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return folder if form == "csv" else folder / next(iter(files))


def import_into(journal: Journal, path: Path) -> ImportPlan:
    """Import a path into a journal and return the plan as it was applied."""
    return apply_import(journal, path.name, build_planner(journal, read_import(path)))
