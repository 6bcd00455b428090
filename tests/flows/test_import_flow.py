"""The import flow: several exports in one folder, and what differs from what is here."""

from __future__ import annotations

import io
from pathlib import Path

from efficacy_tui.flows.import_flow import ImportFile
from efficacy_tui.journal.journal import Journal
from efficacy_tui.plain.ask import ask
from tests.support.foreign_exports import DAYLIO, JRNL, daylio_file, jrnl_file, texts


def run_import(journal: Journal, *answers: str) -> str:
    """Answer the flow's questions line by line; return what was printed."""
    output = io.StringIO()
    ask(ImportFile(journal), io.StringIO("\n".join([*answers, ""])), output)
    return output.getvalue()


def test_all_exports_of_a_folder_come_in(speaking: Journal, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    daylio_file(tmp_path / "in")
    jrnl_file(tmp_path / "in")
    # “mood” is left out, “entry” and “note” come in, then the rest is left out.
    printed = run_import(speaking, str(tmp_path / "in"), "", "x", "1", "state", "1", "state", "z", "y")
    assert "All that is in it" in printed
    assert "Daylio, jrnl" in printed
    assert len(texts(speaking)) == 5


def test_one_of_several_exports_can_be_chosen(speaking: Journal, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    daylio_file(tmp_path / "in")
    jrnl_file(tmp_path / "in")
    printed = run_import(speaking, str(tmp_path / "in"), "5", "1", "state", "z", "y")
    assert "“mood”" not in printed
    assert len(texts(speaking)) == 3


def test_what_differs_can_be_replaced(speaking: Journal, tmp_path: Path) -> None:
    file = jrnl_file(tmp_path)
    run_import(speaking, str(file), "", "1", "mastery", "z", "y")
    entries = [{**JRNL["entries"][0], "title": "Asked two."}, *JRNL["entries"][1:]]
    jrnl_file(tmp_path, {"tags": {}, "entries": entries})
    printed = run_import(speaking, str(file), "", "y", "n")
    assert "1 record differs from what is here." in printed
    assert not any("Asked two." in text for text in texts(speaking))
    printed = run_import(speaking, str(file), "", "y", "r")
    assert "Updated: 1 piece of evidence." in printed
    assert any("Asked two." in text for text in texts(speaking))


def test_an_unnumbered_mood_is_one_line_for_all_its_rows(speaking: Journal, tmp_path: Path) -> None:
    rows = "".join(f"2026-11-{day:02},x,x,20:00,super,,,\r\n" for day in range(1, 11))
    printed = run_import(speaking, str(daylio_file(tmp_path, DAYLIO + rows)), "", "1", "z", "", "n")
    assert "11 rows cannot be read." in printed
    assert "daylio_export.csv, line 2 and 10 more rows: the mood “super” has no number yet" in printed
    assert "--mood" not in printed
