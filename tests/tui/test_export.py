"""Exporting from the dashboard: the same files as from the shell, never overwriting one."""

from __future__ import annotations

import json
from pathlib import Path

from tests.conftest import OpenDashboard
from tests.support.html_document import parse_html


async def test_an_exported_copy_is_readable_by_its_owner_only(
    speaking, tmp_path: Path, open_dashboard: OpenDashboard
) -> None:
    path = tmp_path / "out" / "copy.json"
    async with open_dashboard() as person:
        await person.run_command("export")
        await person.answer("1", "y", str(path))
        await person.wait_for(lambda: "Exported to" in person.toasts())
    assert "Speaking" in json.dumps(json.loads(path.read_text(encoding="utf-8")))
    assert path.stat().st_mode & 0o777 == 0o600


async def test_tables_are_exported_into_a_new_folder(speaking, tmp_path: Path, open_dashboard: OpenDashboard) -> None:
    folder = tmp_path / "tables"
    async with open_dashboard() as person:
        await person.run_command("export")
        await person.answer("2", "y", str(folder))
        await person.wait_for(lambda: "Exported to" in person.toasts())
    assert "Speaking" in (folder / "domains.csv").read_text(encoding="utf-8")


async def test_export_never_overwrites_a_file(speaking, tmp_path: Path, open_dashboard: OpenDashboard) -> None:
    path = tmp_path / "mine.md"
    path.write_text("mine", encoding="utf-8")
    async with open_dashboard() as person:
        await person.run_command("export")
        await person.answer("3", "n", str(path))
        await person.wait_for(lambda: "already exists" in person.toasts())
    assert path.read_text(encoding="utf-8") == "mine"


async def test_a_report_is_preselected_and_says_where_it_was_written(
    speaking, tmp_path: Path, open_dashboard: OpenDashboard
) -> None:
    path = tmp_path / "report.html"
    async with open_dashboard() as person:
        await person.press("E")
        await person.wait_for(lambda: "In which form?" in person.text())
        await person.press("enter")
        await person.answer("y", str(path))
        await person.wait_for(lambda: f"Exported to {path}" in " ".join(person.toasts().split()))
    page = parse_html(path.read_text(encoding="utf-8"))
    assert page.find("h1").text == "Self-efficacy report"
    assert "Speaking" in page.text
    assert path.stat().st_mode & 0o777 == 0o600
