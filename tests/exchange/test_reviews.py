"""Weekly answers and schedules in exports and imports: own files of this and older versions."""

from __future__ import annotations

import csv
import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from efficacy_tui.exchange.export import ExportFormat, export
from efficacy_tui.journal import maintenance
from efficacy_tui.journal.demo import seeded_ids
from efficacy_tui.journal.journal import Journal
from efficacy_tui.journal.status import unasked_key
from efficacy_tui.store.doctor import diagnose
from efficacy_tui.store.ids import review_id
from tests.support.export_import import export_to, import_into
from tests.support.fixed_clock import FixedClock

OLDER_FORMS: tuple[ExportFormat, ...] = ("json", "csv")


@pytest.fixture
def weeks(tmp_path: Path, clock: FixedClock) -> Journal:
    """A journal with the answers of two weeks, the first of them changed later."""
    journal = Journal(tmp_path / "weeks.json", clock, seeded_ids(8))
    journal.open()
    journal.domains.add("Speaking", "give a talk")
    journal.reviews.record("2026-W45", "I can begin")
    journal.reviews.record("2026-W46", "I can ask")
    clock.move(minutes=5)
    journal.reviews.record("2026-W45", "I can begin on my own")
    return journal


def answers_in(journal: Journal) -> dict[str, str]:
    return {row.week: row.answer for row in journal.contents.reviews.values()}


ANSWERS = {"2026-W45": "I can begin on my own", "2026-W46": "I can ask"}


def as_settings(row: dict[str, Any], number: int) -> dict[str, Any]:
    """The setting in which the program of schema 6 had an answer."""
    stamps = {name: row[name] for name in ("created", "updated")}
    return {"id": f"{number:032x}", **stamps, "key": f"review:{row['week']}", "value": row["answer"]}


def export_as_schema_6(journal: Journal, form: ExportFormat, folder: Path, **extra: Any) -> Path:
    """Export a journal as the program of schema 6 would have."""
    path = export_to(journal, "json", folder)
    document = json.loads(path.read_text("utf-8"))
    rows = [as_settings(row, number) for number, row in enumerate(document.pop("reviews"), 1)]
    document |= {"schema": 6, "settings": [*document["settings"], *rows], **extra}
    path.write_text(json.dumps(document), "utf-8")
    if form == "json":
        return path
    csv_folder = export_to(journal, "csv", folder / "csv")
    (csv_folder / "reviews.csv").unlink()
    with (csv_folder / "settings.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ("id", "created", "updated", "key", "value"))
        writer.writeheader()
        writer.writerows({**row, "value": json.dumps(row["value"])} for row in rows)
    return csv_folder


@pytest.mark.parametrize("form", OLDER_FORMS)
def test_answers_and_schedules_round_trip(year: Journal, empty: Journal, tmp_path: Path, form: ExportFormat) -> None:
    assert year.contents.reviews
    assert {row.paused_until is None for row in year.contents.domains.values()} == {True, False}
    import_into(empty, export_to(year, form, tmp_path / "out"))
    for name in ("domains", "reviews", "evidence", "settings"):
        assert empty.contents.table(name) == year.contents.table(name)


@pytest.mark.parametrize("form", OLDER_FORMS)
def test_the_answers_of_an_older_export_come_in_as_records(
    weeks: Journal, empty: Journal, tmp_path: Path, form: ExportFormat
) -> None:
    path = export_as_schema_6(weeks, form, tmp_path / "out")
    plan = import_into(empty, path)
    assert (plan.bad_rows, plan.new["reviews"]) == ([], 2)
    assert answers_in(empty) == ANSWERS
    assert {row.id for row in empty.contents.reviews.values()} == {review_id(week) for week in ANSWERS}
    assert empty.contents.settings == {}
    assert "2 weekly answers" in " ".join(plan.sentences(done=True))
    assert import_into(empty, path).is_empty
    assert [problem for problem in diagnose(empty.path, empty.now()) if not problem.note] == []


def test_the_newer_answer_of_a_week_stays(weeks: Journal, empty: Journal, clock: FixedClock, tmp_path: Path) -> None:
    path = export_as_schema_6(weeks, "json", tmp_path / "out")
    clock.move(days=-1)
    empty.reviews.record("2026-W46", "an older answer")
    clock.move(days=2)
    empty.reviews.record("2026-W45", "a newer answer")
    plan = import_into(empty, path)
    assert answers_in(empty) == {"2026-W45": "a newer answer", "2026-W46": "I can ask"}
    assert plan.skipped_reasons == {"the version here is newer": 1}
    empty.undo()
    assert answers_in(empty) == {"2026-W45": "a newer answer", "2026-W46": "an older answer"}


def test_an_answer_that_a_merge_had_left_out_does_not_come_back_as_a_setting(
    weeks: Journal, empty: Journal, tmp_path: Path
) -> None:
    stamp = "2026-11-20T08:00:00Z"
    was = as_settings({"created": stamp, "updated": stamp, "week": "2026-W45", "answer": "left out"}, 77)
    entry = {"id": was["id"], "table": "settings", "was": was}
    import_into(empty, export_as_schema_6(weeks, "json", tmp_path / "out", adjusted=[entry]))
    assert empty.contents.adjusted == {}
    maintenance.merge_copy(empty, weeks.path, accept_other=True)
    assert answers_in(empty) == ANSWERS
    assert empty.contents.settings == {}


def test_two_settings_of_one_week_come_in_as_its_later_answer(weeks: Journal, empty: Journal, tmp_path: Path) -> None:
    path = export_as_schema_6(weeks, "json", tmp_path / "out")
    document = json.loads(path.read_text("utf-8"))
    first = next(row for row in document["settings"] if row["key"] == "review:2026-W45")
    document["settings"].append({**first, "id": "e" * 32, "updated": "2027-01-01T00:00:00Z", "value": "x"})
    path.write_text(json.dumps(document), "utf-8")
    import_into(empty, path)
    assert answers_in(empty)["2026-W45"] == "x"


def test_another_record_for_an_answered_week_is_left_out(weeks: Journal, empty: Journal, tmp_path: Path) -> None:
    path = export_to(weeks, "json", tmp_path / "out")
    document = json.loads(path.read_text("utf-8"))
    next(row for row in document["reviews"] if row["week"] == "2026-W45")["id"] = "e" * 32
    path.write_text(json.dumps(document), "utf-8")
    empty.reviews.record("2026-W45", "mine")
    plan = import_into(empty, path)
    assert plan.skipped_reasons == {"that week is already answered": 1}
    assert answers_in(empty) == {"2026-W45": "mine", "2026-W46": "I can ask"}


def test_an_erased_answer_does_not_come_back_with_an_older_export(
    weeks: Journal, empty: Journal, tmp_path: Path
) -> None:
    path = export_as_schema_6(weeks, "json", tmp_path / "out")
    import_into(empty, path)
    maintenance.erase(empty, review_id("2026-W45"))
    plan = import_into(empty, path)
    assert plan.skipped_reasons == {"erased here for good": 1}
    assert "2026-W45" not in answers_in(empty)


def test_days_left_out_come_in_with_the_domain_of_their_name(weeks: Journal, empty: Journal, tmp_path: Path) -> None:
    domain = weeks.domains.all()[0].id
    weeks.checkins.leave_out(domain)
    own = empty.domains.add("speaking", "give a talk").id
    import_into(empty, export_to(weeks, "json", tmp_path / "out"))
    assert [row.key for row in empty.contents.settings.values()] == [unasked_key(own, empty.today())]
    assert empty.checkins.is_left_out(own, empty.today())


# -- parts and reports -----------------------------------------------------------------------------


def exported_weeks(journal: Journal, **part: Any) -> list[str]:
    files = export(journal.contents, "json", at=journal.now(), today=journal.today(), **part)
    return sorted(row["week"] for row in json.loads(next(iter(files.values())))["reviews"])


def test_a_part_has_the_answers_of_its_weeks(weeks: Journal) -> None:
    assert exported_weeks(weeks) == ["2026-W45", "2026-W46"]
    assert exported_weeks(weeks, since=dt.date(2026, 11, 15)) == ["2026-W46"]
    assert exported_weeks(weeks, since=dt.date(2026, 11, 16)) == []
    assert exported_weeks(weeks, domain=weeks.domains.all()[0].id) == []
    assert exported_weeks(weeks, notes=False) == []


def test_the_report_has_the_answers_newest_first(weeks: Journal) -> None:
    def report(**part: Any) -> str:
        files = export(weeks.contents, "markdown", at=weeks.now(), today=weeks.today(), **part)
        return next(iter(files.values())).decode()

    lines = report().splitlines()
    start = lines.index("### What the weeks showed you can do")
    assert lines[start + 2 : start + 5] == [
        "- week of 9 Nov 2026: I can ask",
        "- week of 2 Nov 2026: I can begin on my own",
        "",
    ]
    assert "What the weeks showed" not in report(notes=False)


def test_without_notes_what_a_model_did_is_left_out(year: Journal) -> None:
    files = export(year.contents, "json", at=year.now(), today=year.today(), notes=False)
    rows = json.loads(next(iter(files.values())))["evidence"]
    assert not any(row.get("did") for row in rows)
    assert [row["about"] for row in rows if "about" in row] == ["deed"]
