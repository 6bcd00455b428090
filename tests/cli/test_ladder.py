"""`efficacy ladder` and `efficacy rung`: the table, its JSON, and changing the rungs from the shell."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.text_layout import cell_width
from tests.cli.conftest import Shell
from tests.support.fixed_clock import FixedClock
from tests.support.flow_driver import practise

OK, REFUSED, WRONG_CALL, NO_TERMINAL = 0, 1, 2, 2
Read = Callable[[], Journal]


@pytest.fixture
def ladder(shell: Shell, path: Path, clock: FixedClock) -> Shell:
    """A shell on a journal with a ladder of three ideas and a daily task."""
    journal = Journal(path, clock)
    journal.open()
    focus = journal.domains.add("Speaking", "give a talk")
    for title, difficulty in (("Ask a question", 30), ("Give the update", 50), ("Lead the workshop alone", 80)):
        journal.rungs.add(focus.id, title, difficulty)
    journal.domains.place_task(focus.id, 40)
    return shell


def rungs_of(journal: Journal) -> dict[str, int]:
    return {rung.title: rung.difficulty for rung in journal.rungs.all(journal.domains.focus().id)}


def ratings_of(journal: Journal) -> dict[str, int]:
    rows = journal.contents.rung_ratings.values()
    return {journal.rungs.get(row.rung).title: row.confidence for row in rows}


# -- the table -----------------------------------------------------------------------------------


def test_the_table_goes_from_hard_to_easy(ladder: Shell) -> None:
    result = ladder("ladder")
    assert result.exit_code == OK
    assert result.output.splitlines() == [
        "Ladder of Speaking: 3 ideas.",
        "Your record speaks after 3 more outcomes.",
        "",
        "    Rung                     What        Latest  You  Record",
        "80  Lead the workshop alone  idea",
        "50  Give the update          idea",
        "40  Give a talk              daily task",
        "30  Ask a question           idea",
    ]


def test_both_numbers_and_the_latest_outcome_stand_in_it(ladder: Shell, read: Read, clock: FixedClock) -> None:
    journal = read()
    clock.move(days=-30)
    list(practise(journal, journal.domains.focus().id, (20, "succeeded"), (25, "succeeded"), (35, "failed")))
    clock.move(days=27)
    journal.rungs.rate({journal.rungs.find_by_title(journal.domains.focus().id, "Ask").id: 80})
    rows = ladder("ladder").output.splitlines()
    (row,) = (row for row in rows if row.startswith("30"))
    assert "Ask a question" in row
    assert "80 %" in row
    assert row.endswith(" %")
    (failed,) = (row for row in rows if row.startswith("35"))
    assert "not this time  26 Oct" in failed


@pytest.mark.parametrize("columns", [20, 40, 60, 80, 200])
def test_it_fits_the_width_of_the_terminal(ladder: Shell, monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    ladder("rung", "add", "Give a talk of forty minutes to three hundred people who paid for it " * 2, "--at", "95")
    lines = ladder("ladder").output.splitlines()
    assert max(map(cell_width, lines)) <= min(columns, 120)
    assert "paid for it" in " ".join(" ".join(lines).split())


def test_in_a_pipe_each_rung_is_one_line(ladder: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    title = "Give a talk of forty minutes to three hundred people who paid for it and came from far away"
    ladder("rung", "add", title, "--at", "95")
    assert f"95  {title}  idea" in ladder("ladder").output.splitlines()


def test_another_domain_is_named_by_its_beginning(ladder: Shell, read: Read) -> None:
    read().domains.add("Writing", "write a page")
    assert ladder("ladder", "wri").output.splitlines()[0] == "Ladder of Writing."
    unknown = ladder("ladder", "Juggling")
    assert (unknown.exit_code, unknown.stdout) == (REFUSED, "")


def test_without_a_domain_it_says_how_to_add_one(shell: Shell, path: Path) -> None:
    assert shell("ladder").output == "No domain yet. Add one: efficacy domain add NAME --task TEXT\n"
    assert json.loads(shell("ladder", "--json").output) is None
    assert not path.exists()


def test_what_one_says_of_the_daily_task_is_blind_before_the_check_in(
    ladder: Shell, read: Read, clock: FixedClock
) -> None:
    clock.move(days=-1)
    journal = read()
    journal.checkins.record(journal.domains.focus().id, 70)
    clock.move(days=1)
    assert "70" not in ladder("ladder").output
    (daily,) = (row for row in json.loads(ladder("ladder", "--json").output)["rungs"] if row["status"] == "daily")
    assert (daily["confidence"], daily["day"]) == (None, None)
    ladder("check-in", "70")
    assert "70 %" in ladder("ladder").output


def test_json_tells_the_rating_of_the_day_from_the_level_of_the_ratings(
    ladder: Shell, read: Read, clock: FixedClock
) -> None:
    clock.move(days=-10)
    for rating in (20, 20, 30, 20, 30, 20, 20, 30, 20, 20):
        read().checkins.record(read().domains.focus().id, rating)
        clock.move(days=1)
    ladder("check-in", "90")
    (daily,) = (row for row in json.loads(ladder("ladder", "--json").output)["rungs"] if row["status"] == "daily")
    assert daily["confidence"] == 90
    assert 20 < daily["level"] < 60
    assert f"{daily['level']} %" in ladder("ladder").output


def test_old_ratings_are_dated(ladder: Shell, read: Read, clock: FixedClock) -> None:
    ladder("rung", "rate", "Ask", "70", "Lead", "30")
    clock.move(days=61)
    ladder("rung", "rate", "Lead", "40")
    output = ladder("ladder").output
    assert re.search(r"Ask a question .*Nov ’26 70 %$", output, re.MULTILINE)
    assert re.search(r"Lead the workshop alone .* 40 %$", output, re.MULTILINE)
    assert "26 40 %" not in output


def test_json_has_the_fields_of_the_records(ladder: Shell, read: Read) -> None:
    journal = read()
    focus = journal.domains.set_goal(journal.domains.focus().id, "A keynote")
    rung = journal.rungs.find_by_title(focus.id, "Ask")
    journal.rungs.rate({rung.id: 80})
    (challenge,) = practise(journal, focus.id, (30, "succeeded"))
    document = json.loads(ladder("ladder", "--json").output)
    exported = json.loads(ladder("export").stdout)
    assert {"domain", "goal", "task", "task_difficulty"} <= document.keys()
    assert (document["domain"], document["goal"], document["task_difficulty"]) == ("Speaking", "A keynote", 40)
    by_title = {row["title"]: row for row in document["rungs"]}
    (row,) = (row for row in exported["rungs"] if row["title"] == "Ask a question")
    assert {field: by_title["Ask a question"][field] for field in ("id", "title", "difficulty")} == {
        field: row[field] for field in ("id", "title", "difficulty")
    }
    assert (by_title["Ask a question"]["confidence"], by_title["Ask a question"]["day"]) == (80, "2026-11-22")
    done = by_title["Do number 30"]
    assert (done["status"], done["challenge"]) == ("succeeded", challenge.id)
    assert done["outcomes"] == [{"closed": "2026-11-23", "outcome": "succeeded", "learned": ""}]
    assert [row["difficulty"] for row in document["rungs"]] == sorted(
        (row["difficulty"] for row in document["rungs"]), reverse=True
    )
    assert (document["strength"], document["rated"], document["level"]) == (80, 1, None)


# -- changing rungs --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "difficulty"),
    [
        (("--at", "0"), 0),
        (("--at", "100"), 100),
        (("--above", "Give the"), 65),
        (("--below", "give the"), 45),
        (("--above", "Lead"), 85),
        (("--below", "Ask"), 25),
    ],
)
def test_an_idea_is_added_at_its_place(ladder: Shell, read: Read, place: tuple[str, ...], difficulty: int) -> None:
    result = ladder("rung", "add", "Explain the bug", *place)
    assert (result.exit_code, result.output) == (OK, f"✓ Explain the bug, at {difficulty}\n")
    assert rungs_of(read())["Explain the bug"] == difficulty


def test_on_an_empty_ladder_a_place_beside_nothing_is_refused(shell: Shell, read: Read) -> None:
    shell("domain", "add", "Speaking", "--task", "give a talk")
    result = shell("rung", "add", "Ask", "--above", "Give")
    assert (result.exit_code, result.stdout) == (REFUSED, "")
    assert result.stderr == "This ladder has no rungs yet. Add one: efficacy rung add TITLE --at 30\n"
    assert rungs_of(read()) == {}
    assert shell("ladder").stdout.splitlines()[-1] == "Add the first: efficacy rung add TITLE --at 30"
    assert shell("rung", "add", "Ask", "--difficulty", "30").exit_code == OK
    assert rungs_of(read()) == {"Ask": 30}
    assert shell("rung", "add", "Lead", "--above", "Give").stderr.startswith("No rung here begins with “Give”.")
    assert "Add the first" not in shell("ladder").stdout


@pytest.mark.parametrize(
    ("place", "difficulty"), [(("--at", "33"), 33), (("--above", "Lead"), 85), (("--below", "Ask"), 25)]
)
def test_an_idea_is_moved(ladder: Shell, read: Read, place: tuple[str, ...], difficulty: int) -> None:
    result = ladder("rung", "move", "give the", *place)
    assert (result.exit_code, result.output) == (OK, f"✓ Give the update, at {difficulty}\n")
    assert rungs_of(read())["Give the update"] == difficulty


def test_some_rungs_are_rated_in_one_change(ladder: Shell, read: Read) -> None:
    result = ladder("rung", "rate", "ask", "70", "lead", "z")
    assert (result.exit_code, result.output) == (OK, "✓ Ask a question 70\n✓ Lead the workshop alone 0\n")
    journal = read()
    assert ratings_of(journal) == {"Ask a question": 70, "Lead the workshop alone": 0}
    assert journal.undo() == "Rate 2 rungs"
    assert ratings_of(journal) == {}


def test_the_last_rating_of_a_day_counts(ladder: Shell, read: Read) -> None:
    ladder("rung", "rate", "ask", "70")
    ladder("rung", "rate", "ask", "50")
    assert ratings_of(read()) == {"Ask a question": 50}
    assert len(read().contents.rung_ratings) == 1


def test_an_idea_is_deleted_and_what_was_begun_is_put_away(ladder: Shell, read: Read) -> None:
    assert ladder("rung", "delete", "lead", "--yes").output == "✓ Lead the workshop alone: deleted\n"
    journal = read()
    list(practise(journal, journal.domains.focus().id, (35, "succeeded")))
    result = ladder("rung", "delete", "do number", "--yes")
    assert result.output.casefold() == "✓ do number 35: put away; what you did on it stays in your record\n"
    assert set(rungs_of(read())) == {"Ask a question", "Give the update"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("add", "ASK a question", "--at", "40"), "“Ask a question” is already on this ladder, at 30.\n"),
        (("add", " ", "--at", "40"), "A rung needs a few words.\n"),
        (("add", ""), "A rung needs a few words.\n"),
        (("add", "ask a question", "--above", "Sing"), "“Ask a question” is already on this ladder, at 30.\n"),
        (
            ("move", "", "--at", "40"),
            "Say which rung, by its title or the beginning of it. “efficacy ladder” lists them.\n",
        ),
        (
            ("rate", "Ask", "70", "ask a question", "40"),
            "“Ask a question” is given twice. Give each rung one rating. Nothing was saved.\n",
        ),
        (("add", "New", "--at", "101"), "--at: 101 is outside 0 to 100.\n"),
        (("add", "New", "--at", "lots"), "--at: “lots” is not a whole number from 0 to 100.\n"),
        (("add", "New", "--above", "Sing"), "No rung here begins with “Sing”. “efficacy ladder” lists them.\n"),
        (("move", "Ask", "--above", "Ask"), "A rung cannot be put beside itself. Name another one.\n"),
        (("rate", "Ask", "70", "Sing", "40"), "No rung here begins with “Sing”. “efficacy ladder” lists them.\n"),
        (("rate", "Ask", "70", "Lead", "400"), "Lead the workshop alone: 400 is outside 0 to 100.\n"),
        (("delete", "Sing"), "No rung here begins with “Sing”. “efficacy ladder” lists them.\n"),
        (("add", "New", "--at", "40", "--domain", "Cooking"), "No domain is called “Cooking”. Yours are: Speaking.\n"),
    ],
)
def test_a_refusal_says_why_and_changes_nothing(
    ladder: Shell, path: Path, arguments: tuple[str, ...], message: str
) -> None:
    before = path.read_bytes()
    result = ladder("rung", *arguments)
    assert (result.exit_code, result.stdout, result.stderr) == (REFUSED, "", message)
    assert path.read_bytes() == before


def test_what_was_begun_keeps_its_difficulty(ladder: Shell, read: Read) -> None:
    journal = read()
    list(practise(journal, journal.domains.focus().id, (35, "succeeded")))
    result = ladder("rung", "move", "do number", "--at", "90")
    assert result.exit_code == REFUSED
    assert "You have begun this one" in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("add", "New"),
        ("add", "New", "--at", "40", "--above", "Ask"),
        ("move", "Ask"),
        ("move", "Ask", "--above", "Lead", "--below", "Lead"),
        ("rate", "Ask"),
        ("rate",),
        ("rate", "Ask", "70", "Lead"),
    ],
)
def test_a_wrong_call_is_explained(ladder: Shell, path: Path, arguments: tuple[str, ...]) -> None:
    before = path.read_bytes()
    result = ladder("rung", *arguments)
    assert (result.exit_code, result.stdout) == (WRONG_CALL, "")
    assert "Usage:" in result.stderr
    assert path.read_bytes() == before


def test_deleting_a_rung_is_asked_first(ladder: Shell, path: Path) -> None:
    before = path.read_bytes()
    result = ladder("rung", "delete", "lead")
    assert (result.exit_code, result.stdout) == (NO_TERMINAL, "")
    assert "Add --yes to do it." in result.stderr
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("where", "difficulty"),
    [
        (("--at", "44"), 44),
        (("--above", "Give the"), 65),
        (("--below", "Ask"), 25),
        (("44",), 44),
        (("above", "50"), 65),
    ],
)
def test_daily_task_is_placed_beside_a_rung(ladder: Shell, read: Read, where: tuple[str, ...], difficulty: int) -> None:
    result = ladder("domain", "place", "Speaking", *where)
    assert result.output == f"Your daily task is now at {difficulty}.\n"
    assert read().domains.focus().task_difficulty == difficulty


@pytest.mark.parametrize("where", [(), ("44", "--at", "44"), ("--above", "Ask", "--below", "Give")])
def test_daily_task_has_one_place(ladder: Shell, path: Path, where: tuple[str, ...]) -> None:
    before = path.read_bytes()
    assert ladder("domain", "place", "Speaking", *where).exit_code == WRONG_CALL
    assert path.read_bytes() == before


def test_name_of_several_words_is_quoted_in_the_command_that_brings_it_back(ladder: Shell, read: Read) -> None:
    journal = read()
    journal.domains.archive(journal.domains.add("Public speaking", "speak").id)
    result = ladder("rung", "add", "New", "--at", "40", "--domain", "Public speaking")
    assert result.stderr.endswith("Bring it back first: efficacy domain focus 'Public speaking'\n")


def test_an_archived_domain_must_come_back_first(ladder: Shell, read: Read) -> None:
    journal = read()
    writing = journal.domains.add("Writing", "write a page")
    journal.domains.archive(writing.id)
    result = ladder("rung", "add", "New", "--at", "40", "--domain", "Writing")
    assert (result.exit_code, result.stderr) == (
        REFUSED,
        "Writing is archived. Bring it back first: efficacy domain focus Writing\n",
    )


def test_another_domains_ladder_is_changed_by_name(ladder: Shell, read: Read) -> None:
    read().domains.add("Writing", "write a page")
    ladder("rung", "add", "Write ten lines", "--at", "40", "--domain", "wri")
    journal = read()
    assert [rung.title for rung in journal.rungs.all(journal.domains.find_by_name("Writing").id)] == ["Write ten lines"]


def test_a_rung_needs_a_domain(shell: Shell, path: Path) -> None:
    result = shell("rung", "add", "Ask", "--at", "40")
    assert (result.exit_code, result.stderr) == (
        REFUSED,
        "There is no domain yet. Add one: efficacy domain add NAME --task TEXT\n",
    )
    assert not path.exists()
