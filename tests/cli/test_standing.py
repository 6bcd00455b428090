"""`efficacy standing`: what ratings and record say of a domain, and where each figure comes from."""

from __future__ import annotations

import re

from efficacy_tui.cli.context import OK, REFUSED
from efficacy_tui.journal.demo import fill_demo
from efficacy_tui.journal.journal import Journal
from tests.cli.conftest import Shell


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
        assert "Next: about " in output
        assert "Where the figures come from" not in output


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
    assert "Your record speaks after 3 outcomes" in shell("standing", "--why").stdout
    assert journal.path.read_bytes() == before


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
        "You say 70 on average over one rung.",
        "From 1 rated rung, the latest today.",
        "How far up you are sure is named after 3 more rated rungs.",
    ]
