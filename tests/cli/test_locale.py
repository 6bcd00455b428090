"""The shell and the plain UI in another locale format (Dec 4, 2:30 pm, 3,8); machine-readable output is unchanged."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from efficacy_tui.cli.context import OK, REFUSED, load_settings
from efficacy_tui.config.setting_definitions import WEEKDAYS
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model import locale_format
from efficacy_tui.model.locale_format import LocaleFormat
from efficacy_tui.store import backups
from tests.cli.conftest import Shell
from tests.cli.test_rate import MARA, fill_form
from tests.support.fixed_clock import FixedClock

AMERICAN = LocaleFormat("mdy", 6, 12, ",")


def use_locale_format(locale: LocaleFormat) -> None:
    """Set this locale format in the person's settings."""
    for name, value in (
        ("date_order", locale.date_order),
        ("week_start", WEEKDAYS[locale.first_weekday]),
        ("clock", locale.clock),
        ("decimal_mark", locale.decimal_mark),
    ):
        load_settings().change(name, value)
    locale_format.use(locale)


@pytest.fixture
def with_backups(speaking: Journal, clock: FixedClock) -> Journal:
    """A journal with backups from two times of the day."""
    speaking.store.flush()
    backups.make_backup(speaking.path, clock.now().replace(hour=9, minute=5))
    backups.make_backup(speaking.path, clock.now().replace(hour=14, minute=30))
    return speaking


def backup_times(output: str) -> list[str]:
    """The times in a list of backups, whose file names must be aligned."""
    rows = [line for line in output.splitlines() if "journal" in line]
    assert len({line.index("journal") for line in rows}) == 1
    return [line[3 : line.index("journal")].strip() for line in rows]


def test_backups_are_listed_with_date_and_time(
    with_backups: Journal, shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "UTC")
    assert backup_times(shell("restore", "--list").output) == ["22 Nov 2026, 14:30", "22 Nov 2026, 09:05"]
    use_locale_format(AMERICAN)
    assert backup_times(shell("restore", "--list").output) == ["Nov 22, 2026, 2:30 pm", "Nov 22, 2026, 9:05 am"]
    use_locale_format(LocaleFormat(date_order="ymd"))
    assert backup_times(shell("restore", "--list").output) == ["2026-11-22, 14:30", "2026-11-22, 09:05"]
    assert shell("restore", "1", "--yes").output.startswith("Backup of 2026-11-22, 14:30: ")


def test_days_are_read_and_printed_in_the_persons_order(with_backups: Journal, shell: Shell) -> None:
    use_locale_format(AMERICAN)
    assert shell("check-in", "--day", "11/20", "60").exit_code == OK
    future = shell("check-in", "--day", "12/4/2026", "60")
    assert (future.exit_code, future.stderr) == (REFUSED, "Fri Dec 4: that day is still to come.\n")
    ambiguous = shell("add", "asked", "--day", "12")
    assert "Write the month too, like “dec 12”" in ambiguous.stderr


def test_the_plain_ui_uses_the_persons_date_order(with_backups: Journal, shell: Shell) -> None:
    use_locale_format(AMERICAN)
    domain = with_backups.domains.focus()
    from io import StringIO

    from efficacy_tui.flows.design import DesignChallenge
    from efficacy_tui.plain.ask import ask

    output = StringIO()
    typed = "give the talk\n.\nI spoke ten minutes\n.\n50\n12/24\n12/4\n"
    assert not ask(DesignChallenge(with_backups, domain), StringIO(typed), output)
    assert "fri, +10d, dec 1" in output.getvalue()
    assert "Thu Dec 24: a challenge is due within 14 days, by Sun Dec 6." in output.getvalue()
    assert with_backups.settings.draft(DesignChallenge(with_backups, domain).draft_key)["typed"]["due"] == "Dec 4, 2026"


def test_raters_and_imported_forms_are_listed_with_their_day(shell: Shell, speaking: Journal, tmp_path: Path) -> None:
    speaking.store.flush()
    use_locale_format(AMERICAN)
    form = tmp_path / "mara.txt"
    shell("rate", "export", "--rater", "Mara", "--me", "Alex", "-o", str(form))
    assert shell("rate", "import", str(fill_form(form, MARA))).exit_code == OK
    assert shell("rate", "list").output == "Mara: answered 1 time, last on Nov 22, 2026\n"
    assert "already imported on Nov 22, 2026" in shell("rate", "import", str(form)).stderr


def test_records_to_erase_are_listed_with_their_day(with_backups: Journal, shell: Shell) -> None:
    for day in ("yesterday", "fri"):
        shell("add", "Asked a question", "--day", day)
    use_locale_format(AMERICAN)
    error_text = shell("erase", "question", "--yes").stderr
    assert re.findall(r"[A-Z][a-z]{2} \d+, \d{4}", error_text) == ["Nov 21, 2026", "Nov 20, 2026"]
    assert not re.search(r"\d{4}-\d\d-\d\d", error_text)


def test_estimate_reads_both_decimal_marks_and_prints_the_persons(shell: Shell, tmp_path: Path) -> None:
    rows = [f"2026-01-{day:02};{40 + day},5;{'succeeded' if day % 3 else 'failed'};70,5" for day in range(1, 31)]
    file = tmp_path / "outcomes.csv"
    file.write_text("\n".join(["date;difficulty;outcome;odds", *rows]), encoding="utf-8")
    default_output, data = shell("estimate", str(file)).output, shell("estimate", str(file), "--json").output
    assert default_output.startswith("30 outcomes, 1 Jan 2026 to 30 Jan 2026.")
    scores = r"log-loss \d\.\d{2,3}, Brier \d\.\d{2,3}; the odds, .* scores \d\.\d+ and \d\.\d+\."
    assert re.search(scores, default_output)
    use_locale_format(AMERICAN)
    output = shell("estimate", str(file)).output
    assert output.startswith("30 outcomes, Jan 1, 2026 to Jan 30, 2026.")
    assert re.search(scores.replace(r"\d\.\d", r"\d,\d"), output)
    assert not re.search(r"\d\.\d", output)
    assert shell("estimate", str(file), "--json").output == data
