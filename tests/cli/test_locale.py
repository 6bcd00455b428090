"""The shell and the plain face, for somebody who writes Dec 4, 2:30 pm and 3,8; what is read back stays as it is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from efficacy_tui.cli.context import OK, REFUSED, load_settings
from efficacy_tui.config.setting_definitions import WEEKDAYS
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model import locale_format
from efficacy_tui.model.clock import FixedClock
from efficacy_tui.model.locale_format import LocaleFormat
from efficacy_tui.store import backups
from tests.cli.conftest import Shell
from tests.cli.test_rate import MARA, filled

AMERICAN = LocaleFormat("mdy", 6, 12, ",")


def written_as(now: LocaleFormat) -> None:
    """The person's settings say this convention."""
    for name, value in (
        ("date_order", now.date_order),
        ("week_start", WEEKDAYS[now.first_weekday]),
        ("clock", now.clock),
        ("decimal_mark", now.decimal_mark),
    ):
        load_settings().change(name, value)
    locale_format.use(now)


@pytest.fixture
def lived(speaking: Journal, clock: FixedClock) -> Journal:
    """A journal with one piece of evidence, and backups of two times of the day."""
    speaking.store.flush()
    backups.make_backup(speaking.path, clock.now().replace(hour=9, minute=5))
    backups.make_backup(speaking.path, clock.now().replace(hour=14, minute=30))
    return speaking


def times(output: str) -> list[str]:
    """Where the names of the backups begin, and the times before them."""
    rows = [line for line in output.splitlines() if "journal" in line]
    assert len({line.index("journal") for line in rows}) == 1
    return [line[3 : line.index("journal")].strip() for line in rows]


def test_backups_are_listed_with_the_date_and_the_time(
    lived: Journal, shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "UTC")
    assert times(shell("restore", "--list").output) == ["22 Nov 2026, 14:30", "22 Nov 2026, 09:05"]
    written_as(AMERICAN)
    assert times(shell("restore", "--list").output) == ["Nov 22, 2026, 2:30 pm", "Nov 22, 2026, 9:05 am"]
    written_as(LocaleFormat(date_order="ymd"))
    assert times(shell("restore", "--list").output) == ["2026-11-22, 14:30", "2026-11-22, 09:05"]
    assert shell("restore", "1", "--yes").output.startswith("Backup of 2026-11-22, 14:30: ")


def test_a_day_in_the_call_is_read_and_told_in_the_persons_order(lived: Journal, shell: Shell) -> None:
    written_as(AMERICAN)
    assert shell("check-in", "--day", "11/20", "60").exit_code == OK
    late = shell("check-in", "--day", "12/4/2026", "60")
    assert (late.exit_code, late.stderr) == (REFUSED, "Fri Dec 4: that day is still to come.\n")
    unclear = shell("add", "asked", "--day", "12")
    assert "Write the month too, like “dec 12”" in unclear.stderr


def test_the_plain_face_asks_and_answers_in_the_persons_order(lived: Journal, shell: Shell) -> None:
    written_as(AMERICAN)
    domain = lived.domains.focus()
    from io import StringIO

    from efficacy_tui.flows.design import DesignChallenge
    from efficacy_tui.plain.ask import ask

    said = StringIO()
    typed = "give the talk\n.\nI spoke ten minutes\n.\n-\n12/24\n12/4\n"
    assert not ask(DesignChallenge(lived, domain), StringIO(typed), said)
    assert "fri, +10d, dec 4" in said.getvalue()
    assert "Thu Dec 24: a challenge is due within 14 days, by Sun Dec 6." in said.getvalue()
    assert lived.settings.draft(DesignChallenge(lived, domain).draft_key)["typed"]["due"] == "Dec 4, 2026"


def test_raters_and_forms_taken_in_are_told_with_their_day(shell: Shell, speaking: Journal, tmp_path: Path) -> None:
    speaking.store.flush()
    written_as(AMERICAN)
    form = tmp_path / "mara.txt"
    shell("rate", "export", "--rater", "Mara", "--me", "Alex", "-o", str(form))
    assert shell("rate", "import", str(filled(form, MARA))).exit_code == OK
    assert shell("rate", "list").output == "Mara: answered 1 time, last on Nov 22, 2026\n"
    assert "taken in on Nov 22, 2026 already" in shell("rate", "import", str(form)).stderr


def test_records_to_erase_are_listed_with_their_day(lived: Journal, shell: Shell) -> None:
    for day in ("yesterday", "fri"):
        shell("add", "Asked a question", "--day", day)
    written_as(AMERICAN)
    said = shell("erase", "question", "--yes").stderr
    assert re.findall(r"[A-Z][a-z]{2} \d+, \d{4}", said) == ["Nov 21, 2026", "Nov 20, 2026"]
    assert not re.search(r"\d{4}-\d\d-\d\d", said)


def test_an_estimate_reads_both_marks_and_answers_with_the_persons(shell: Shell, tmp_path: Path) -> None:
    rows = [f"2026-01-{day:02};{40 + day},5;{'succeeded' if day % 3 else 'failed'};70,5" for day in range(1, 31)]
    file = tmp_path / "outcomes.csv"
    file.write_text("\n".join(["date;difficulty;outcome;odds", *rows]), encoding="utf-8")
    usual, data = shell("estimate", str(file)).output, shell("estimate", str(file), "--json").output
    assert usual.startswith("30 outcomes, 1 Jan 2026 to 30 Jan 2026.")
    assert re.search(r"log-loss \d\.\d{3}, Brier \d\.\d{3} \(always saying 50 % scores 0\.693 and 0\.25", usual)
    written_as(AMERICAN)
    said = shell("estimate", str(file)).output
    assert said.startswith("30 outcomes, Jan 1, 2026 to Jan 30, 2026.")
    assert re.search(r"log-loss \d,\d{3}, Brier \d,\d{3} \(always saying 50 % scores 0,693 and 0,25", said)
    assert not re.search(r"\d\.\d", said)
    assert shell("estimate", str(file), "--json").output == data
