"""`efficacy standing`: what ratings and record say of a domain, and where each figure comes from."""

from __future__ import annotations

import json
import re

from efficacy_tui.cli.context import OK, REFUSED
from efficacy_tui.journal.demo import fill_demo
from efficacy_tui.journal.journal import Journal
from tests.cli.conftest import Shell
from tests.support.fixed_clock import FixedClock
from tests.support.flow_driver import practise


def test_the_focus_is_described_unless_a_domain_is_named(journal: Journal, shell: Shell) -> None:
    fill_demo(journal)
    journal.close()
    focus, writing = shell("standing"), shell("standing", "wri")
    assert focus.exit_code == writing.exit_code == OK
    assert focus.stdout.startswith("Speaking: I can give a ten-minute talk")
    assert writing.stdout.startswith("Writing: I can write the first page")
    for output in (focus.stdout, writing.stdout):
        assert re.search(r"your record says about \d+ \(\d+–\d+\)", output)
        assert re.search(
            r"^Level of your ratings: \d+ \(80 % range \d+–\d+\), from \d+ ratings\.$", output, re.MULTILINE
        )
        assert "Where the figures come from" not in output
    assert "Suggested next difficulty: about " in focus.stdout, "a challenge is open, so the ladder marks nothing"
    assert "Next on your ladder: " in writing.stdout


def test_why_adds_the_computation_of_every_figure(journal: Journal, shell: Shell) -> None:
    fill_demo(journal)
    journal.close()
    plain, traced = shell("standing", "Speaking").stdout, shell("standing", "Speaking", "--why").stdout
    assert traced.startswith(plain.rstrip())
    lines = traced.partition("Where the figures come from\n")[2].splitlines()
    assert all(line.startswith("  ") for line in lines)
    for figure in ("your rating ", "outcomes consistent with difficulty ", "your record’s ", "next ", "stretch "):
        assert any(line.strip().startswith(figure) for line in lines)


def test_standing_writes_nothing(journal: Journal, shell: Shell) -> None:
    journal.domains.add("Speaking", "give a talk")
    journal.close()
    before = journal.path.read_bytes()
    assert shell("standing").stdout.count("trend line") == 1
    assert "Your record speaks after 3 outcomes, a trend line after 7 ratings." in shell("standing", "--why").stdout
    assert journal.path.read_bytes() == before


def test_after_the_first_rating_nothing_is_said_twice(speaking: Journal, shell: Shell) -> None:
    speaking.checkins.record(speaking.domains.all()[0].id, 60)
    speaking.close()
    lines = shell("standing").stdout.splitlines()
    assert lines[1:] == [
        "You say 60. Your record speaks after 3 outcomes, a trend line after 6 more ratings.",
        "From 1 rating since Sun 22 Nov and no outcomes yet.",
    ]


def test_without_a_domain_or_with_an_unknown_one_the_reason_is_said(shell: Shell) -> None:
    assert "No domain yet." in shell("standing").stdout
    shell("domain", "add", "Speaking", "--task", "give a talk")
    unknown = shell("standing", "Juggling")
    assert unknown.exit_code == REFUSED
    assert "No domain is called “Juggling”." in unknown.stderr


def test_standing_has_the_ladder_once_a_rung_is_rated(shell: Shell) -> None:
    shell("domain", "add", "Speaking", "--task", "give a talk")
    shell("rung", "add", "Ask a question", "--at", "30")
    assert "Ladder" not in shell("standing").stdout
    shell("rung", "rate", "ask", "70")
    assert shell("standing").stdout.splitlines()[-4:] == [
        "Ladder",
        "You say 70 for one rung.",
        "From 1 rated rung, the latest today.",
        "How far up you are sure is shown after 3 more rated rungs.",
    ]


def test_the_level_has_its_range_and_of_an_old_rating_its_day(
    speaking: Journal, shell: Shell, clock: FixedClock
) -> None:
    focus = speaking.domains.focus()
    assert focus is not None
    clock.move(days=-6)
    for value in (50, 60, 50, 60, 50, 60):
        speaking.checkins.record(focus.id, value)
        clock.move(days=1)
    assert "Level of your ratings" not in shell("standing").stdout
    assert json.loads(shell("standing", "--json").stdout)["ratings"]["level"] is None
    shell("check-in", "70")
    document = json.loads(shell("standing", "--json").stdout)["ratings"]
    level = document["level"]
    assert (document["n"], document["value"], document["age"], document["is_stale"]) == (7, 70, 0, False)
    assert 50 < level["low"] < level["mean"] < level["high"] < 75
    numbers = f"{round(level['mean'])} (80 % range {round(level['low'])}–{round(level['high'])}), from 7 ratings."
    assert shell("standing").stdout.splitlines()[2] == f"Level of your ratings: {numbers}"
    clock.move(days=15)
    assert shell("standing").stdout.splitlines()[2] == f"Level of your ratings on Sun 22 Nov: {numbers}"


def test_json_has_the_record_and_the_gap_with_what_they_rest_on(speaking: Journal, shell: Shell) -> None:
    focus = speaking.domains.focus()
    assert focus is not None
    list(practise(speaking, focus.id, *((30 + 5 * i, "succeeded") for i in range(5))))
    for _ in range(3):
        speaking.checkins.record(focus.id, 40)
        assert isinstance(speaking.clock, FixedClock)
        speaking.clock.move(days=1)
    before = json.loads(shell("standing", "--json").stdout)
    assert (before["record"], before["gap"]) == (None, None)
    assert before["gap_sentence"] == "Place your daily task on the ladder to compare it with your record."
    shell("domain", "place", "Speaking", "40")
    document = json.loads(shell("standing", "--json").stdout)
    record, gap = document["record"], document["gap"]
    assert record["low"] <= record["percent"] <= record["high"]
    assert document["outcomes"]["challenges"] == 5
    assert gap["difference"] == gap["rating"] - gap["record"] == gap["rating"] - record["percent"]
    assert gap["verdict"] in ("inside", "a little below", "well below")
    assert document["next"]["difficulty"] > 0
    assert document["foresight"] is None


def test_why_and_json_are_not_given_together(speaking: Journal, shell: Shell) -> None:
    assert shell("standing", "--why", "--json").exit_code == 2
