"""What goes out comes in again: equal, once, and as one step of undo."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from efficacy_tui.exchange.apply_import import import_planner
from efficacy_tui.exchange.detect import read_import
from efficacy_tui.exchange.export import Form
from efficacy_tui.exchange.parsed_entries import UnreadableFile
from efficacy_tui.exchange.writers.json import write_json
from efficacy_tui.journal.journal import Journal
from efficacy_tui.store.tables import RECORD_TYPES, Adjustment, Contents
from tests.exchange.conftest import AWKWARD
from tests.support.export_import import into, out


def without(contents: Contents, *tables: str) -> dict[str, Any]:
    """The tables but some."""
    return {name: dict(contents.table(name)) for name in RECORD_TYPES if name not in tables}


def test_json_into_an_empty_journal_gives_an_equal_journal(year: Journal, empty: Journal, tmp_path: Path) -> None:
    plan = into(empty, out(year, "json", tmp_path / "out"))
    assert empty.contents == year.contents
    assert year.contents.tombstones
    assert (plan.bad_rows, plan.skipped_reasons, plan.notes) == ([], {}, [])


def test_csv_into_an_empty_journal_gives_the_same_records(year: Journal, empty: Journal, tmp_path: Path) -> None:
    into(empty, out(year, "csv", tmp_path / "out"))
    assert without(empty.contents, "adjusted") == without(year.contents, "adjusted")


@pytest.mark.parametrize("form", ["json", "csv"])
def test_a_second_import_finds_everything_there(year: Journal, empty: Journal, tmp_path: Path, form: Form) -> None:
    path = out(year, form, tmp_path / "out")
    first = into(empty, path)
    before = empty.path.read_bytes()
    again = into(empty, path)
    assert again.is_empty
    assert again.unchanged_count == sum(first.new.values())
    assert empty.path.read_bytes() == before


def test_an_import_is_one_step_of_undo_and_can_be_done_again(year: Journal, speaking: Journal, tmp_path: Path) -> None:
    path = out(year, "json", tmp_path / "out")
    before = without(speaking.contents, "tombstones")
    came = into(speaking, path)
    assert speaking.undo() == f"Import: {path.name}"
    assert without(speaking.contents, "tombstones") == before
    assert into(speaking, path).new == came.new


def test_a_journal_with_a_domain_of_the_same_name_takes_it_for_the_same(
    year: Journal, speaking: Journal, tmp_path: Path
) -> None:
    (here,) = speaking.domains.all()
    speaking.checkins.record(here.id, 10)
    speaking.challenges.start(here.id, title="Mine", done_when="x", difficulty=1, odds=1, due=speaking.today())
    plan = into(speaking, out(year, "json", tmp_path / "out"))
    names = [domain.name for domain in speaking.domains.all()]
    assert names.count("Speaking") == 1
    assert [domain.name for domain in speaking.domains.all() if domain.focus] == ["Speaking"]
    assert speaking.checkins.on(here.id, speaking.today()).confidence == 10
    assert plan.skipped_reasons == {"that day is rated already": 1}
    active = [row for row in speaking.contents.challenges.values() if row.domain == here.id and row.status == "active"]
    assert [row.title for row in active] == ["Mine"]
    assert len(plan.notes) == 1
    assert len(speaking.evidence.of(here.id)) > len(AWKWARD)


def test_the_focus_and_the_order_of_a_journal_stay_its_own(year: Journal, empty: Journal, tmp_path: Path) -> None:
    empty.domains.add("Cooking", "cook")
    into(empty, out(year, "json", tmp_path / "out"))
    names = [domain.name for domain in empty.domains.all()]
    assert names == ["Cooking", *(domain.name for domain in year.domains.all())]
    assert [domain.name for domain in empty.domains.all() if domain.focus] == ["Cooking"]


def test_what_is_newer_here_stays_and_what_is_newer_there_comes(
    year: Journal, empty: Journal, tmp_path: Path, clock: Any
) -> None:
    into(empty, out(year, "json", tmp_path / "a"))
    one, two = list(year.contents.evidence.values())[:2]
    clock.move(hours=1)
    empty.evidence.edit(one.id, text="mine")
    year.evidence.edit(two.id, text="theirs")
    plan = into(empty, out(year, "json", tmp_path / "b"))
    assert empty.contents.evidence[one.id].text == "mine"
    assert empty.contents.evidence[two.id].text == "theirs"
    assert (plan.changed, plan.skipped_reasons) == ({"evidence": 1}, {"the version here is newer": 1})


def test_a_challenge_closed_there_makes_room_for_the_next(
    year: Journal, empty: Journal, tmp_path: Path, clock: Any
) -> None:
    into(empty, out(year, "json", tmp_path / "a"))
    clock.move(hours=1)
    running = next(row for row in year.contents.challenges.values() if row.status == "active")
    year.challenges.close(running.id, "succeeded")
    year.challenges.start(running.domain, title="Next", done_when="x", difficulty=1, odds=1, due=year.today())
    plan = into(empty, out(year, "json", tmp_path / "b"))
    assert plan.notes == []
    assert empty.contents == year.contents


def test_what_was_deleted_comes_back_and_what_was_erased_does_not(
    year: Journal, empty: Journal, tmp_path: Path
) -> None:
    from efficacy_tui.journal.maintenance import erase

    path = out(year, "json", tmp_path / "out")
    into(empty, path)
    one, two = list(empty.contents.evidence)[:2]
    empty.evidence.delete(one)
    erase(empty, two)
    plan = into(empty, path)
    assert one in empty.contents.evidence
    assert one not in empty.contents.tombstones
    assert two not in empty.contents.evidence
    assert plan.skipped_reasons == {"erased here for good": 1}


def test_an_import_deletes_nothing(year: Journal, empty: Journal, tmp_path: Path) -> None:
    into(empty, out(year, "json", tmp_path / "a"))
    kept = next(iter(empty.contents.evidence))
    year.evidence.delete(kept)
    into(empty, out(year, "json", tmp_path / "b"))
    assert kept in empty.contents.evidence


def test_what_a_merge_keeps_for_itself_comes_along(year: Journal, empty: Journal, tmp_path: Path) -> None:
    row = next(iter(year.contents.evidence.values()))
    kept = Adjustment(id="f" * 32, table="evidence", was=msgspec.to_builtins(row))
    contents = msgspec.structs.replace(year.contents, adjusted={kept.id: kept})
    path = tmp_path / "out.json"
    path.write_bytes(write_json(contents, year.now()))
    into(empty, path)
    assert empty.contents == contents
    reopened = Journal(empty.path, empty.clock)
    reopened.open()
    assert reopened.contents == contents


# -- what cannot be taken in ---------------------------------------------------------------------


def test_a_bad_record_is_named_by_its_line(year: Journal, empty: Journal, tmp_path: Path) -> None:
    path = out(year, "json", tmp_path / "out")
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    at = next(i for i, line in enumerate(lines) if '"confidence":70' in line)
    lines[at] = lines[at].replace('"confidence":70', '"confidence":170')
    path.write_text("".join(lines), encoding="utf-8")
    plan = import_planner(empty, read_import(path))(empty.contents, empty.now())
    (bad,) = plan.bad_rows
    assert bad.where == f"{path.name}, line {at + 1}"
    assert "confidence" in bad.reason
    assert "`" not in bad.reason


def test_a_bad_row_of_csv_is_named_by_its_line(year: Journal, empty: Journal, tmp_path: Path) -> None:
    folder = out(year, "csv", tmp_path / "out")
    file = folder / "domains.csv"
    rows = file.read_text(encoding="utf-8").splitlines()
    rows[2] = rows[2].replace(",teal,", ",mud,")
    file.write_text("\n".join(rows), encoding="utf-8")
    found = read_import(folder)
    assert [one.where for one in found.bad_rows] == ["domains.csv, line 3"]


def test_a_record_without_its_domain_is_named_by_its_line(year: Journal, empty: Journal, tmp_path: Path) -> None:
    document = msgspec.json.decode(write_json(year.contents, year.now()))
    last = document["evidence"][-1]
    document["evidence"] = [{**last, "domain": "0" * 32}]
    document = {"evidence": document.pop("evidence"), **document}
    path = tmp_path / "out.json"
    path.write_bytes(msgspec.json.format(msgspec.json.encode(document), indent=1))
    (bad,) = import_planner(empty, read_import(path, "json"))(empty.contents, empty.now()).bad_rows
    assert bad.where == "out.json, line 3"
    assert path.read_text(encoding="utf-8").splitlines()[2].strip() == "{"


def test_a_record_of_csv_without_its_domain_is_named(year: Journal, empty: Journal, tmp_path: Path) -> None:
    folder = out(year, "csv", tmp_path / "out")
    (folder / "domains.csv").unlink()
    plan = import_planner(empty, read_import(folder))(empty.contents, empty.now())
    assert plan.new.keys() == {"raters", "surveys", "settings"}
    assert {bad.reason.partition("belongs")[1] for bad in plan.bad_rows} == {"belongs"}


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("x.json", b"", "is not recognised"),
        ("x.json", b'{"format": "efficacy-export", "version": 9, "schema": 1}', "newer version"),
        ("x.json", b'{"format": "efficacy-export", "version": 1, "schema"', "is not whole"),
        ("x.json", b'{"meta": {}, "domains": {}}', "efficacy merge"),
        ("x.csv", b"a,b\n1,2\n", "is not recognised"),
        ("domains.csv", b"\xff\xfea", "domains.csv"),
        ("domains.csv", b"name\nx\n", "lacks the columns id, created, updated"),
        ("habits.zip", b"PK\x05\x06" + b"\0" * 18, "no CSV or JSON"),
    ],
)
def test_what_is_no_export_is_told_in_a_sentence(tmp_path: Path, name: str, data: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(UnreadableFile, match=said):
        read_import(tmp_path / name)


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="There is no"):
        read_import(tmp_path / "nothing.json")
