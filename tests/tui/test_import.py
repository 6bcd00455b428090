"""Importing from the dashboard: previewed first, labels mapped once, undone in one step."""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path

import pytest

from efficacy_tui.exchange.writers.json import write_json
from efficacy_tui.flows import import_flow
from efficacy_tui.journal.demo import fill_demo, seeded_ids
from efficacy_tui.journal.journal import Journal
from efficacy_tui.tui.screens.flow_dialog import FlowDialog
from tests.conftest import OpenDashboard
from tests.support.dashboard_driver import DashboardDriver
from tests.support.foreign_exports import DAYLIO, JRNL, daylio_file, jrnl_file, loop_folder, loop_zip, ratings, texts


async def start_import(person: DashboardDriver, file: Path, *answers: str) -> None:
    """Open the import dialog and answer its questions, the file first."""
    await person.run_command("import")
    await person.answer(str(file), *answers)


async def wait_for_import(person: DashboardDriver) -> None:
    """Wait until a toast reports the import."""
    await person.wait_for(lambda: "Imported" in person.toasts())


async def test_own_export_is_recognised_and_undone_in_one_step(
    journal, tmp_path: Path, clock, open_dashboard: OpenDashboard
) -> None:
    source_journal = Journal(tmp_path / "year.json", clock, seeded_ids(9))
    source_journal.open()
    fill_demo(source_journal)
    file = tmp_path / "copy.json"
    file.write_bytes(write_json(source_journal.contents, source_journal.now()))
    journal.domains.add("Cooking", "cook for eight")
    async with open_dashboard() as person:
        await start_import(person, file)
        assert person.question_prompt() == "Which format is it?"
        await person.answer("")
        assert "Would be imported: 3 domains" in person.text()
        assert not person.journal.contents.evidence
        await person.answer("y")
        await wait_for_import(person)
        assert "u undo" in person.toasts()
        assert len(person.journal.contents.evidence) == len(source_journal.contents.evidence)
        await person.run_command("undo")
        assert "Undone: Import: copy.json" in person.toasts()
        assert not person.journal.contents.evidence
        assert [domain.name for domain in person.journal.domains.all()] == ["Cooking"]


async def test_importing_a_file_again_finds_nothing_new(
    speaking, tmp_path: Path, open_dashboard: OpenDashboard
) -> None:
    file = jrnl_file(tmp_path)
    async with open_dashboard() as person:
        await start_import(person, file, "")
        assert "“entry” (3): which domain is it for" in person.text()
        await person.answer("x")
        assert "“@talk” (2)" in person.text()
        await person.answer("1", "s", "z")
        assert "Would be imported: 2 pieces of evidence." in person.text()
        await person.answer("y")
        await wait_for_import(person)
        assert texts(person.journal) == {
            "2026-11-20 Asked @talk a question.\nIn front\nof forty.": "state",
            "2026-11-18 Told the story 🎤 @talk": "state",
        }
        await start_import(person, file, "")
        assert "“@talk” goes to Speaking, as state" in person.text()
        await person.answer("y")
        assert "There is nothing to import" in person.text()
        assert "2 records were already there." in person.text()
        contents_before = person.journal.contents
        await person.answer("")
        assert "Nothing new" in person.toasts()
        assert person.journal.contents is contents_before


async def test_a_remembered_label_mapping_can_be_changed(
    speaking, tmp_path: Path, open_dashboard: OpenDashboard
) -> None:
    speaking.settings.set("import:jrnl", [["@talk", speaking.domains.focus().id, "state"]])
    async with open_dashboard() as person:
        await start_import(person, jrnl_file(tmp_path), "", "n", "1", "m", "z", "y")
        await wait_for_import(person)
        assert set(texts(person.journal).values()) == {"mastery"}
        assert len(texts(person.journal)) == 3


async def test_the_number_of_a_mood_is_asked_only_once(speaking, tmp_path: Path, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        await start_import(person, daylio_file(tmp_path), "")
        await person.answer("1", "z")
        assert "The mood “super”" in person.text()
        await person.answer("9")
        assert "Would be imported: 2 ratings." in person.text()
        await person.answer("y")
        await wait_for_import(person)
        assert ratings(person.journal) == {"2026-11-21": 70, "2026-11-20": 75}
        longer_file = daylio_file(tmp_path, DAYLIO + "2026-11-18,November 18,Wednesday,20:00,super,,,\r\n")
        await start_import(person, longer_file, "", "y")
        assert "Would be imported: 1 rating." in person.text()
        await person.answer("y")
        await person.wait_for(lambda: "2026-11-18" in ratings(person.journal))
        assert ratings(person.journal)["2026-11-18"] == 90


async def test_rows_with_an_unnumbered_mood_are_reported_as_unreadable(
    speaking, tmp_path: Path, open_dashboard: OpenDashboard
) -> None:
    async with open_dashboard() as person:
        await start_import(person, daylio_file(tmp_path), "", "1", "z", "")
        assert "One row cannot be read." in person.text()
        assert "daylio_export.csv, line 2: the mood “super” has no number" in person.text()
        await person.answer("n")
        assert "Nothing was imported" in person.toasts()
        assert not person.journal.contents.checkins


@pytest.mark.parametrize("make", [loop_folder, loop_zip])
async def test_habits_can_be_imported_as_ratings(speaking, tmp_path: Path, open_dashboard: OpenDashboard, make) -> None:
    async with open_dashboard() as person:
        await start_import(person, make(tmp_path), "", "1", "r", "x", "y")
        await wait_for_import(person)
        assert ratings(person.journal)
        assert not texts(person.journal)


async def test_bad_rows_are_listed_and_left_out_only_on_request(
    speaking, tmp_path: Path, open_dashboard: OpenDashboard
) -> None:
    bad_entries = [{"title": f"x{number}", "date": "2026-02-30"} for number in range(11)]
    file = jrnl_file(tmp_path, {"tags": {}, "entries": [*JRNL["entries"], *bad_entries]})
    async with open_dashboard((100, 46)) as person:
        await start_import(person, file, "", "1", "m", "z")
        text = person.text()
        assert "11 rows cannot be read." in text
        assert "date “2026-02-30” is not a day" in text
        assert "… and 5 more" in text
        assert "Without them:" in text
        assert "Would be imported: 3 pieces of evidence." in text
        await person.press("enter")
        assert isinstance(person.app.screen, FlowDialog), "neither answer is suggested"
        await person.answer("l")
        await wait_for_import(person)
        assert len(texts(person.journal)) == 3


async def test_low_terminal_keeps_the_answers_in_view_and_scrolls_the_bad_rows(
    speaking, tmp_path: Path, open_dashboard: OpenDashboard
) -> None:
    bad_entries = [{"title": f"x{number}", "date": "2026-02-30"} for number in range(11)]
    file = jrnl_file(tmp_path, {"tags": {}, "entries": bad_entries + JRNL["entries"]})
    async with open_dashboard((60, 20)) as person:
        await start_import(person, file, "", "1", "m", "z")
        assert "Leave them out, import the rest" in person.text()
        assert "Stop, and import nothing" in person.text()
        assert "line 4:" not in person.text()
        await person.press("pageup", "pageup", "pageup", "pageup")
        assert "line 4:" in person.text()


@pytest.mark.parametrize(
    ("place", "problem"),
    [
        ("nowhere.csv", "There is no "),
        ("~nobody-of-this-name/x.csv", "There is no such home folder."),
        ("locked.csv", "cannot be read"),
    ],
)
async def test_unreadable_file_is_reported_at_the_field(
    speaking, tmp_path: Path, open_dashboard: OpenDashboard, place: str, problem: str, monkeypatch
) -> None:
    original_open = os.open

    def locked(path: Path, *arguments: int) -> int:
        if Path(path).name == "locked.csv":
            raise PermissionError(13, "Permission denied")
        return original_open(path, *arguments)

    (tmp_path / "locked.csv").write_text("x", encoding="utf-8")
    monkeypatch.setattr(os, "open", locked)
    async with open_dashboard() as person:
        await start_import(person, Path(place) if place.startswith("~") else tmp_path / place)
        assert problem in person.error_message()
        assert "Which file?" in person.question_prompt()


async def test_tilde_expands_to_the_home_folder(
    speaking, tmp_path: Path, open_dashboard: OpenDashboard, monkeypatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    jrnl_file(tmp_path)
    async with open_dashboard() as person:
        await start_import(person, Path("~/work.json"))
        assert person.question_prompt() == "Which format is it?"


async def test_the_format_can_be_chosen_and_changed(speaking, tmp_path: Path, open_dashboard: OpenDashboard) -> None:
    file = jrnl_file(tmp_path)
    file = file.rename(tmp_path / "notes.json")
    async with open_dashboard() as person:
        await start_import(person, file, "4")
        assert "There is no CSV file; choose the one that Daylio exported." in person.text()
        await person.answer("o")
        assert person.question_prompt() == "Which format is it?"
        await person.answer("5")
        assert "“entry” (3)" in person.text()


async def test_unknown_format_has_no_suggested_answer(speaking, tmp_path: Path, open_dashboard: OpenDashboard) -> None:
    file = tmp_path / "shopping.csv"
    file.write_text("milk,eggs\n1,2\n", encoding="utf-8")
    async with open_dashboard() as person:
        await start_import(person, file)
        assert "could not be recognised" in person.text()
        await person.press("enter")
        assert person.question_prompt() == "Which format is it?"
        await person.answer("4")
        assert "lacks the column" in person.text()
        await person.answer("f")
        assert "Which file?" in person.question_prompt()
        await person.answer(str(jrnl_file(tmp_path)), "")
        assert "“entry” (3)" in person.text()


async def test_a_journal_is_rejected_as_an_export(speaking, path: Path, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        await start_import(person, path)
        assert "looks like a journal" in " ".join(person.text().replace("│", "").split()), (
            "wherever its path is wrapped"
        )
        await person.answer("f")
        assert "Which file?" in person.question_prompt()


async def test_a_mapping_that_selects_nothing_can_be_changed(
    speaking, tmp_path: Path, open_dashboard: OpenDashboard
) -> None:
    async with open_dashboard() as person:
        await start_import(person, jrnl_file(tmp_path), "", "z")
        assert "Nothing was chosen" in person.text()
        await person.answer("m", "1", "m", "z")
        assert "Would be imported: 3" in person.text()


async def test_leaving_at_the_last_question_imports_nothing(
    speaking, tmp_path: Path, open_dashboard: OpenDashboard
) -> None:
    async with open_dashboard() as person:
        contents_before = person.journal.contents
        await start_import(person, jrnl_file(tmp_path), "", "1", "m", "z")
        await person.press("escape")
        assert "Nothing was imported" in person.toasts()
        assert person.journal.contents is contents_before


async def test_a_repaired_file_is_read_again(speaking, tmp_path: Path, open_dashboard: OpenDashboard) -> None:
    file = tmp_path / "work.json"
    file.write_text('{"entries": [', encoding="utf-8")
    async with open_dashboard() as person:
        await start_import(person, file, "")
        assert "is not an export of jrnl" in person.text()
        jrnl_file(tmp_path)
        await person.answer("f", str(file), "")
        assert "“entry” (3)" in person.text()


async def test_without_a_domain_only_an_own_export_can_be_imported(
    journal, speaking, tmp_path: Path, clock, open_dashboard: OpenDashboard
) -> None:
    file = tmp_path / "copy.json"
    file.write_bytes(write_json(speaking.contents, speaking.now()))
    speaking.undo()
    async with open_dashboard() as person:
        await start_import(person, jrnl_file(tmp_path), "")
        assert "need a domain" in person.text()
        await person.answer("f", str(file), "", "y")
        await wait_for_import(person)
        assert [domain.name for domain in person.journal.domains.all()] == ["Speaking"]


async def test_large_imports_run_outside_the_main_thread(
    speaking, tmp_path: Path, open_dashboard: OpenDashboard, monkeypatch
) -> None:
    threads = []
    real_read, real_apply = import_flow.read_import, import_flow.apply_import

    def read(*arguments: object, **named: object) -> object:
        threads.append(threading.current_thread())
        return real_read(*arguments, **named)

    def bring(*arguments: object) -> object:
        threads.append(threading.current_thread())
        return real_apply(*arguments)

    monkeypatch.setattr(import_flow, "read_import", read)
    monkeypatch.setattr(import_flow, "apply_import", bring)
    entries = [{"title": f"Entry {n}", "date": "2026-11-20", "time": f"{n}"} for n in range(3000)]
    async with open_dashboard() as person:
        await start_import(person, jrnl_file(tmp_path, {"entries": entries}), "", "1", "m", "y")
        await wait_for_import(person)
        assert "3,000 pieces of evidence" in person.toasts()
    assert len(threads) == 2
    assert threading.main_thread() not in threads


async def test_a_rejected_import_is_reported_and_changes_nothing(
    speaking, tmp_path: Path, open_dashboard: OpenDashboard, monkeypatch
) -> None:
    from efficacy_tui.store.errors import Rejected

    def refuse(*_: object) -> None:
        raise Rejected("A record does not fit.")

    monkeypatch.setattr(import_flow, "apply_import", refuse)
    async with open_dashboard() as person:
        await start_import(person, jrnl_file(tmp_path), "", "1", "m", "z", "y")
        await person.wait_for(lambda: "does not fit" in person.toasts())
        assert "A record does not fit. Nothing was imported." in person.toasts()
        assert "undo" not in person.toasts()
        assert person.journal.settings.get("import:jrnl") is None


def test_plain_mode_asks_the_same_import_questions(speaking, tmp_path: Path) -> None:
    import io

    from efficacy_tui.plain.ask import ask

    file = jrnl_file(tmp_path)
    output = io.StringIO()
    input_lines = io.StringIO("\n".join([str(file), "", "x", "spe", "state", "z", "y", ""]))
    assert ask(import_flow.ImportFile(speaking), input_lines, output)
    assert "Would be imported: 2 pieces of evidence." in output.getvalue()
    assert output.getvalue().endswith("Imported: 2 pieces of evidence\n")
    assert set(texts(speaking).values()) == {"state"}
    assert json.loads(speaking.path.read_text(encoding="utf-8"))["evidence"]
