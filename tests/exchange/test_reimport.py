"""Importing again what was edited in the other program, and which day an entry belongs to."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from efficacy_tui.exchange.apply_import import build_planner
from efficacy_tui.exchange.detect import read_import
from efficacy_tui.exchange.import_plan import ImportPlan
from efficacy_tui.exchange.parsed_entries import derive_record_id
from efficacy_tui.exchange.writers.json import write_json
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import Mastery
from tests.support.fixed_clock import FixedClock
from tests.support.foreign_exports import (
    daylio_file,
    import_file,
    jrnl_file,
    loop_folder,
    parse_rules,
    ratings,
    texts,
)

HEADER = "full_date,date,weekday,time,mood,activities,note_title,note\n"


def daylio(tmp_path: Path, *rows: str) -> Path:
    return daylio_file(tmp_path, HEADER + "".join(f"{row}\n" for row in rows))


def jrnl(tmp_path: Path, *entries: tuple[str, str]) -> Path:
    """Write entries of 20 November 2026, each a time and a title."""
    rows = [{"title": title, "body": "", "date": "2026-11-20", "time": time, "tags": []} for time, title in entries]
    return jrnl_file(tmp_path, {"tags": {}, "entries": rows})


def loop(tmp_path: Path, notes: str) -> Path:
    files = {"Habits.csv": "Position,Name\n001,Speak\n",
             "001 Speak/Checkmarks.csv": f"Date,Value,Notes\n2026-11-20,YES_MANUAL,{notes}\n"}  # fmt: skip
    return loop_folder(tmp_path, files)


EDITS = {
    "daylio note": (
        lambda path: daylio(path, '2026-11-20,x,x,21:00,good,,"","Infront"'),
        lambda path: daylio(path, '2026-11-20,x,x,21:00,good,,"","In front"'),
        "note=Speaking",
        "2026-11-20 In front",
    ),
    "daylio activity": (
        lambda path: daylio(path, '2026-11-20,x,x,21:00,good,talk,"","Infront"'),
        lambda path: daylio(path, '2026-11-20,x,x,21:00,good,talk,"","In front"'),
        "talk=Speaking",
        "2026-11-20 talk: In front",
    ),
    "jrnl": (
        lambda path: jrnl(path, ("21:00", "Infront")),
        lambda path: jrnl(path, ("21:00", "In front")),
        "entry=Speaking",
        "2026-11-20 In front",
    ),
    "loop": (
        lambda path: loop(path, "infront"),
        lambda path: loop(path, "in front"),
        "Speak=Speaking",
        "2026-11-20 Speak (in front)",
    ),
}


@pytest.mark.parametrize(("before", "after", "rule", "text"), EDITS.values(), ids=list(EDITS))
def test_an_edited_entry_differs_and_is_updated_on_request(
    speaking: Journal, tmp_path: Path, before, after, rule: str, text: str
) -> None:
    import_file(speaking, before(tmp_path), [rule])
    first_texts = set(texts(speaking))
    plan = import_file(speaking, after(tmp_path), [rule])
    assert plan.sentences(done=True) == ["Nothing new.", "1 record differs from what is here."]
    assert set(texts(speaking)) == first_texts
    updated = import_file(speaking, after(tmp_path), [rule], update=True)
    assert updated.sentences(done=True) == ["Updated: 1 piece of evidence."]
    assert set(texts(speaking)) == {text}
    assert import_file(speaking, after(tmp_path), [rule]).sentences(done=True) == [
        "Nothing new.",
        "1 record was already there.",
    ]
    assert speaking.undo().startswith("Import: ")
    assert set(texts(speaking)) == first_texts


def test_a_changed_mood_differs_and_is_updated_on_request(speaking: Journal, tmp_path: Path) -> None:
    rule = ["mood=Speaking:rating"]
    import_file(speaking, daylio(tmp_path, "2026-11-20,x,x,21:00,good,,,"), rule)
    changed = daylio(tmp_path, "2026-11-20,x,x,21:00,rad,,,")
    assert import_file(speaking, changed, rule).differing_count == 1
    assert ratings(speaking) == {"2026-11-20": 75}
    import_file(speaking, changed, rule, update=True)
    assert ratings(speaking) == {"2026-11-20": 100}


def test_what_was_edited_here_is_said_to_be(speaking: Journal, tmp_path: Path) -> None:
    path = jrnl(tmp_path, ("21:00", "One"), ("22:00", "Two"), ("23:00", "Three"))
    import_file(speaking, path, ["entry=Speaking"])
    one = next(row for row in speaking.contents.evidence.values() if row.text == "One")
    speaking.evidence.edit(one.id, text="My own words")
    edited = jrnl(tmp_path, ("21:00", "One"), ("22:00", "Zwei"), ("23:00", "Three"))
    plan = import_file(speaking, edited, ["entry=Speaking"])
    assert plan.sentences(done=True)[1:] == [
        "1 record was already there.",
        "2 records differ from what is here (1 was changed here since).",
    ]


def test_entries_of_one_minute_keep_their_numbers_when_one_is_added(speaking: Journal, tmp_path: Path) -> None:
    # Daylio writes the newest first.
    import_file(speaking, daylio(tmp_path, '2026-11-20,x,x,21:00,good,,"","First"'), ["note=Speaking"])
    later = daylio(tmp_path, '2026-11-20,x,x,21:00,rad,,"","Second"', '2026-11-20,x,x,21:00,good,,"","First"')
    plan = import_file(speaking, later, ["note=Speaking"])
    assert (plan.differing_count, plan.unchanged_count, set(texts(speaking))) == (
        0, 1, {"2026-11-20 First", "2026-11-20 Second"},
    )  # fmt: skip


def test_an_entry_that_stands_twice_comes_in_once(speaking: Journal, tmp_path: Path) -> None:
    row = '2026-11-20,x,x,21:00,good,,"","Same"'
    import_file(speaking, daylio(tmp_path, row, row), ["note=Speaking"])
    import_file(speaking, jrnl(tmp_path, ("21:00", "Twice"), ("21:00", "Twice")), ["entry=Speaking"])
    assert set(texts(speaking)) == {"2026-11-20 Same", "2026-11-20 Twice"}


@pytest.mark.parametrize(
    ("build", "rule", "origin", "key"),
    [
        (lambda path: jrnl(path, ("21:00", "Told it")), "entry=Speaking", "jrnl", "2026-11-20\00021:00\0Told it"),
        (
            lambda path: daylio(path, '2026-11-20,x,x,21:00,good,,"","Told it"'),
            "note=Speaking",
            "daylio",
            "note\x002026-11-20\00021:00\0Told it",
        ),
    ],
)
def test_what_an_earlier_version_imported_is_known_again(
    speaking: Journal, tmp_path: Path, build, rule: str, origin: str, key: str
) -> None:
    domain = speaking.domains.focus()
    identifier = derive_record_id(origin, key, domain.id, "mastery")
    now = speaking.now()
    record = Mastery(
        id=identifier, created=now, updated=now, domain=domain.id, day=dt.date(2026, 11, 20), text="Told it"
    )
    speaking.change("Import: earlier", lambda unit: unit.save(record))
    plan = import_file(speaking, build(tmp_path), [rule])
    assert (plan.is_empty, plan.unchanged_count) == (True, 1)
    # Deleted here, it comes back as the same record.
    speaking.evidence.delete(identifier)
    import_file(speaking, build(tmp_path), [rule])
    assert list(speaking.contents.evidence) == [identifier]


def test_an_own_record_edited_in_a_spreadsheet_differs(speaking: Journal, tmp_path: Path) -> None:
    speaking.evidence.add(Mastery, speaking.domains.focus().id, "Spoke infront")
    file = tmp_path / "copy.json"
    file.write_bytes(write_json(speaking.contents, speaking.now()).replace(b"infront", b"in front"))
    plan = import_file(speaking, file, [])
    assert (plan.differing_count, plan.is_empty) == (1, True)
    import_file(speaking, file, [], update=True)
    assert [row.text for row in speaking.contents.evidence.values()] == ["Spoke in front"]


# -- days ----------------------------------------------------------------------------------------


def plan_file(journal: Journal, path: Path, *rules: str) -> ImportPlan:
    return build_planner(journal, read_import(path), parse_rules(*rules))(journal.contents, journal.now())


@pytest.mark.parametrize(
    ("time", "day"),
    [("01:30", "2026-11-19"), ("3:59 am", "2026-11-19"), ("04:00", "2026-11-20"), ("23:59", "2026-11-20"),
     ("0:10:30", "2026-11-19"), ("", "2026-11-20"), ("night", "2026-11-20")],
)  # fmt: skip
def test_a_time_before_the_days_start_belongs_to_the_day_before(
    speaking: Journal, tmp_path: Path, time: str, day: str
) -> None:
    import_file(speaking, jrnl(tmp_path, (time, "Told it")), ["entry=Speaking"])
    assert list(texts(speaking)) == [f"{day} Told it"]
    row = f'2026-11-20,x,x,{time},good,,"","Noted"'
    import_file(speaking, daylio(tmp_path, row), ["note=Speaking:state", "mood=Speaking:rating"])
    assert f"{day} Noted" in texts(speaking)
    assert ratings(speaking) == {day: 75}


def test_the_persons_own_start_of_the_day_counts(speaking: Journal, tmp_path: Path, clock: FixedClock) -> None:
    clock.day_start = dt.time(0)
    import_file(speaking, jrnl(tmp_path, ("01:30", "Told it")), ["entry=Speaking"])
    assert list(texts(speaking)) == ["2026-11-20 Told it"]


def test_a_row_that_two_rules_ask_for_is_named_once(speaking: Journal, tmp_path: Path) -> None:
    plan = plan_file(
        speaking, daylio(tmp_path, "2027-01-01,x,x,21:00,good,,,n"), "note=Speaking", "mood=Speaking:rating"
    )
    assert [row.reason for row in plan.bad_rows] == ["1 Jan 2027 is still to come"]


def test_an_entry_of_this_night_is_not_to_come(speaking: Journal, tmp_path: Path, clock: FixedClock) -> None:
    clock.move(hours=16)  # 01:30 on the 23rd, which is still the 22nd
    path = jrnl_file(tmp_path, {"entries": [{"title": "Now", "date": "2026-11-23", "time": "01:20"}]})
    assert plan_file(speaking, path, "entry=Speaking").bad_rows == []


@pytest.mark.parametrize(
    ("date", "reason"),
    [
        ("2026-11-23", "23 Nov 2026 is still to come"),
        ("2027-12-31", "31 Dec 2027 is still to come"),
        ("2028-01-01", "the year 2028 is far ahead. Is it a typing error?"),
        ("9999-12-31", "the year 9999 is far ahead. Is it a typing error?"),
        ("1899-12-31", "the year 1899 is long before anyone’s memory. Is it a typing error?"),
        ("0206-11-20", "the year 206 is long before anyone’s memory. Is it a typing error?"),
        ("0001-01-01", "the year 1 is long before anyone’s memory. Is it a typing error?"),
    ],
)
def test_an_odd_year_is_asked_about(speaking: Journal, tmp_path: Path, date: str, reason: str) -> None:
    path = jrnl_file(tmp_path, {"entries": [{"title": "x", "date": date, "time": "12:00"}]})
    assert [row.reason for row in plan_file(speaking, path, "entry=Speaking").bad_rows] == [reason]


@pytest.mark.parametrize("date", ["0001-01-01", "9999-12-31", "1900-01-01"])
def test_the_ends_of_the_calendar_are_named(speaking: Journal, tmp_path: Path, date: str) -> None:
    path = jrnl_file(tmp_path, {"entries": [{"title": "x", "date": date, "time": "01:00"}]})
    (bad,) = plan_file(speaking, path, "entry=Speaking").bad_rows
    assert bad.reason.endswith("Is it a typing error?")


def test_the_first_day_that_can_be_recorded_comes_in(speaking: Journal, tmp_path: Path) -> None:
    path = jrnl_file(tmp_path, {"entries": [{"title": "x", "date": "1900-01-01", "time": "05:00"}]})
    import_file(speaking, path, ["entry=Speaking"])
    assert list(texts(speaking)) == ["1900-01-01 x"]
