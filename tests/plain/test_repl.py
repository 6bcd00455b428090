"""The plain UI: due prompts, commands by key, id and label, follow-up flows, errors, and the end."""

from __future__ import annotations

import datetime as dt
import errno
import io
import re
from itertools import pairwise
from pathlib import Path

import pytest
from rich.cells import cell_len

from efficacy_tui.config.settings import Settings
from efficacy_tui.flows.command_table import BY_ID, COMMANDS, GROUP_NAMES
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import Mastery, Step
from efficacy_tui.plain.line_terminal import LineTerminal
from efficacy_tui.plain.repl import Repl
from efficacy_tui.plain.views.pages import format_commands
from efficacy_tui.store import atomic_file
from tests.plain.conftest import TypeLines
from tests.support.fixed_clock import FixedClock
from tests.support.plain_driver import run_repl, unwrap
from tests.support.profile_answers import SELF, record_answers


def confidence(journal: Journal) -> list[int]:
    """All ratings in the saved journal, oldest first."""
    journal.refresh()
    return [row.confidence for row in journal.contents.checkins.values()]


EVERYWHERE = (
    *("t", "4", "q", "p", "q", "x", "2", "q", "/", "1", "q", "q", "d", "q", "1", "q", "?", "!"),
    *("w", "", "", "", "q!", "r", "", "", "80", "8", "4", "1", "", "1", "", "", "q!", "q"),
)
"""Inputs that open every view, the review and a session."""


# -- due prompts -----------------------------------------------------------------------------------


def test_an_empty_journal_starts_with_three_questions(journal: Journal, type_lines: TypeLines) -> None:
    output = type_lines("Speaking", "give a talk", "70", "q")
    assert "You are set. Next: n new challenge, ? help." in output
    assert "Sunday 22 November. Speaking is shown, your focus." in output
    assert confidence(journal) == [70]


def test_a_due_check_in_opens_before_the_dashboard(speaking: Journal, type_lines: TypeLines) -> None:
    output = type_lines("70", "q")
    assert output.index("Right now, how sure are you") < output.index("Sunday 22 November.")
    assert output.count("Checked in. Next: u undo, e evidence.") == 1
    assert output.index("Checked in. Next: u undo, e evidence.") < output.index("Sunday 22 November.")
    assert "how sure are you" not in type_lines("q")


def test_whoever_comes_back_is_not_told_for_how_long(
    speaking: Journal, clock: FixedClock, type_lines: TypeLines
) -> None:
    speaking.checkins.record(speaking.domains.focus().id, 50)
    clock.move(days=30)
    assert "Checked in 0 of" not in unwrap(type_lines("q!", "q"))
    assert "Checked in 1 of the last 14 days." in unwrap(type_lines("60", "q"))


def test_leaving_the_steps_for_later_ends_the_check_in_all_the_same(speaking: Journal, type_lines: TypeLines) -> None:
    today = speaking.today()
    domain = speaking.domains.focus()
    speaking.evidence.add(Mastery, domain.id, "Asked a question", difficulty=30)
    speaking.challenges.start(
        domain.id,
        title="I will talk",
        done_when="talked",
        difficulty=40,
        odds=70,
        due=today,
        steps=(Step(text="write it", day=today),),
    )
    output = unwrap(type_lines("70", "q!", "q"))
    assert output.index("write it: did you do it?") < output.index("Checked in. Next: u undo")
    assert "Speaking 70, ✓ Asked a question, difficulty 30, today. Next: u undo." in output


def test_a_command_at_the_due_check_in_runs_instead_of_it(speaking: Journal, type_lines: TypeLines) -> None:
    output = type_lines("t", "q")
    assert "Trends of Speaking" in output
    assert "is not a whole number" not in output
    assert confidence(speaking) == []
    assert "Right now, how sure are you" in type_lines("q")


def test_the_follow_up_of_a_session_opens_after_the_check_in(
    speaking: Journal, clock: FixedClock, type_lines: TypeLines
) -> None:
    type_lines("50", "r", "the talk", "", "", "80", "8", "4", "1", "", "1", "", "", "", "80", "7", "7", "q")
    clock.move(days=1)
    output = type_lines("60", "w", "4", "q")
    assert output.index("how sure are you") < output.index("You prepared for this. How did it go?")
    speaking.refresh()
    (session,) = speaking.contents.reappraisals.values()
    assert (session.afterwards.outcome, session.afterwards.helped) == ("well", 4)


def test_a_new_day_asks_the_due_prompts_again(rated: Journal, path: Path, clock: FixedClock) -> None:
    class LinesOvernight:
        """A source of lines in which a day passes between two of them."""

        def __init__(self) -> None:
            self.lines = ["x", "q", "", "80", "q"]

        def isatty(self) -> bool:
            return False

        def readline(self) -> str:
            line = self.lines.pop(0)
            if len(self.lines) == 2:
                clock.move(days=1)
            return f"{line}\n"

    target = io.StringIO()
    assert Repl(Journal(path, clock), LineTerminal(LinesOvernight(), target)).run() == 0  # type: ignore[arg-type]  # it reads lines
    assert target.getvalue().count("Right now, how sure are you") == 1
    assert confidence(rated) == [50, 80]


def test_the_profile_is_offered_after_four_weeks(rated: Journal, clock: FixedClock, type_lines: TypeLines) -> None:
    record_answers(rated, SELF)
    clock.move(days=28)
    words = " ".join(type_lines("50", "q").split())
    assert "It has been four weeks or more since your last profile. Press p to see where you stand." in words


# -- commands --------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["e", "evidence", "Evidence", "EVIDENCE", " e "])
def test_a_command_is_found_by_key_id_or_label(rated: Journal, type_lines: TypeLines, text: str) -> None:
    assert "What kind of evidence?" in type_lines(text, "q!", "q")


@pytest.mark.parametrize("text", ["n", "design", "new challenge", "New challenge"])
def test_a_label_of_two_words_is_found(rated: Journal, type_lines: TypeLines, text: str) -> None:
    assert "Speaking: what will you do?" in type_lines(text, "q!", "q")


def test_command_keys_are_case_sensitive(rated: Journal, type_lines: TypeLines) -> None:
    assert "In which form?" in type_lines("E", "q!", "q")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("evidnece", "“evidnece” is not a command here. The nearest is e, evidence. ? lists them all."),
        ("new chalenge", "“new chalenge” is not a command here. The nearest is n, new challenge. ? lists them all."),
        ("brzk", "“brzk” is not a command here. ? lists them all."),
        ("\x1b[31mred", "“�[31mred” is not a command here. ? lists them all."),
    ],
)
def test_an_unknown_command_names_the_closest_one(
    rated: Journal, type_lines: TypeLines, text: str, sentence: str
) -> None:
    output = type_lines(text, "q")
    assert sentence in unwrap(output)
    assert "\x1b" not in output


@pytest.mark.parametrize("command", [command for command in COMMANDS if command.id != "quit"], ids=lambda c: c.id)
def test_every_command_prints_something_and_ends_with_the_input(year: Journal, type_lines: TypeLines, command) -> None:
    before = type_lines("q")
    output = type_lines(command.key)
    assert len(output) > len(before)
    assert "is not a command" not in output
    assert "only changes how something looks" not in output


@pytest.mark.parametrize("command", COMMANDS, ids=lambda c: c.id)
def test_every_command_is_known_in_an_empty_journal(journal: Journal, type_lines: TypeLines, command) -> None:
    output = type_lines("q!", command.key)
    assert "is not a command" not in output


def test_help_lists_every_command_with_its_effect_and_why_it_is_unavailable(
    rated: Journal, type_lines: TypeLines
) -> None:
    output = unwrap(type_lines("?", "q"))
    for command in COMMANDS:
        assert command.id in output
        assert command.tooltip in output
    assert "Not now: There is no challenge here yet. n designs one." in output
    assert str(rated.path) in output


def test_help_gives_the_reason_once_for_neighbouring_unavailable_commands() -> None:
    first, second, third, fourth = [command.id for command in COMMANDS if command.group == "practice"][:4]
    reason = "There is no domain yet."
    rows = format_commands(dict.fromkeys((first, second, fourth), reason), "journal.json", 200)
    assert rows.count(f"  Not now, these 2: {reason}") == 1
    places = [rows.index(next(row for row in rows if row.endswith(BY_ID[name].tooltip))) for name in (first, second)]
    assert rows.index(f"  Not now, these 2: {reason}") == places[0] - 1 == places[1] - 2
    assert not any(reason in row for row in rows if BY_ID[third].tooltip in row)
    assert any(f"{BY_ID[fourth].tooltip} Not now: {reason}" in row for row in rows)


def test_every_heading_of_the_help_has_commands_below_it() -> None:
    rows = format_commands({}, "journal.json", 78)
    assert all(below.startswith("  ") for head, below in pairwise(rows) if head in GROUP_NAMES.values())


def test_an_unavailable_command_says_why(rated: Journal, type_lines: TypeLines) -> None:
    assert "There is no challenge here yet. n designs one." in type_lines("o", "q")


def test_undo_and_redo_report_the_change(rated: Journal, type_lines: TypeLines) -> None:
    output = type_lines("c", "80", "u", "redo", "u", "u", "q")
    assert "Undone: Check-in: Speaking 80. redo puts it back." in output
    assert "Put back: Check-in: Speaking 80." in output
    assert confidence(rated) == []


def test_an_outcome_gives_back_what_it_came_to(year: Journal, type_lines: TypeLines) -> None:
    output = unwrap(type_lines("o", "s", "e", "", "", "a", "q"))
    assert re.search(r"Done .+ Difficulty: \d+[,.] .+ Your odds: \d+ %, and it worked", output)
    assert re.search(r"Your record: \d+ → \d+ for your daily task ◆ \(\d+–\d+\)", output)
    assert re.search(r"Because of: effort .*Next, if you like: n next challenge, l ladder, e more evidence\.", output)


def test_the_keys_of_the_card_work_right_after_it(year: Journal, type_lines: TypeLines) -> None:
    output = unwrap(type_lines("o", "f", "e", "", "", "a", "q!", "a", "q"))
    assert "Next, if you like: n a smaller step, a try it again, l ladder." in output
    assert "New challenge" in output
    assert "a is no command" in output or "“a”" in output


def test_an_export_reports_its_file(rated: Journal, type_lines: TypeLines, tmp_path: Path) -> None:
    file = tmp_path / "copy.json"
    output = unwrap(type_lines("E", "1", "y", str(file), "q"))
    assert "Writing …" in output
    assert f"Exported to {file}" in output
    assert file.exists()


def test_brackets_select_the_next_and_previous_domain(year: Journal, type_lines: TypeLines) -> None:
    output = type_lines("]", "]", "]", "[", "q")
    selected = [line.split(". ")[1].split(" is shown")[0] for line in output.splitlines() if " is shown" in line]
    assert selected == ["Speaking", "Writing", "Running", "Speaking", "Running"]


def test_an_empty_line_prints_the_dashboard_again(rated: Journal, type_lines: TypeLines) -> None:
    assert type_lines("", "q").count("Sunday 22 November.") == 2


def test_a_command_for_the_screen_only_says_so(rated: Journal, type_lines: TypeLines) -> None:
    assert "Zoom is for the screen. Here 1 to 4 print one pane each." in type_lines("z", "q")


def test_support_opens_at_the_dashboard_and_at_any_question(rated: Journal, type_lines: TypeLines) -> None:
    assert type_lines("!", "e", "!", "m", "!", "q!", "!", "q").count("If you need a person now") == 4


# -- other programs, and errors --------------------------------------------------------------------


def test_a_change_by_another_program_is_visible_at_the_next_command(
    rated: Journal, path: Path, clock: FixedClock
) -> None:
    class LinesWithForeignChange:
        """A source of lines; another program adds a domain before the first one."""

        def __init__(self) -> None:
            self.lines = ["d", "q"]

        def isatty(self) -> bool:
            return False

        def readline(self) -> str:
            if len(self.lines) == 2:
                rated.domains.add("Writing", "write a page")
            return f"{self.lines.pop(0)}\n" if self.lines else ""

    target = io.StringIO()
    Repl(Journal(path, clock), LineTerminal(LinesWithForeignChange(), target)).run()  # type: ignore[arg-type]  # it reads lines
    assert "2. Writing: I can write a page" in target.getvalue()


def test_the_domains_say_on_which_days_they_are_asked(rated: Journal, type_lines: TypeLines) -> None:
    writing = rated.domains.add("Writing", "write a page")
    rated.domains.set_days(writing.id, ("mon", "wed"))
    rated.domains.pause(writing.id, rated.today() + dt.timedelta(days=14))
    output = unwrap(type_lines("d", "q", "q"))
    assert "2. Writing: I can write a page. Mon and Wed, paused until Sun 6 Dec." in output


def test_a_full_disk_is_reported_and_the_question_asked_again(
    rated: Journal, path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(atomic_file, "replace_file", fail)
    code, output = run_repl(Journal(path, clock), "c", "80", "q!", "q")
    assert "No space left on device" in unwrap(output)
    assert output.count("Right now, how sure are you") == 2
    assert (code, confidence(rated)) == (0, [50])


def test_a_save_that_the_disk_did_not_confirm_is_told_and_not_asked_again(
    rated: Journal, path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(atomic_file, "sync_folder", lambda _folder: False)
    code, output = run_repl(Journal(path, clock), "c", "80", "q")
    assert "Saved; the disk has not confirmed it. A power cut now could still undo it." in unwrap(output)
    assert output.count("Right now, how sure are you") == 1
    assert (code, confidence(rated)) == (0, [80])


def test_a_damaged_journal_is_asked_about_and_left_unchanged(rated: Journal, path: Path, clock: FixedClock) -> None:
    path.write_bytes(b"not a journal")
    code, output = run_repl(Journal(path, clock), "l")
    assert "Your journal could not be read" in output
    assert code == 1
    assert path.read_bytes() == b"not a journal"


def test_a_journal_of_a_newer_version_opens_read_only(rated: Journal, path: Path, type_lines: TypeLines) -> None:
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r'("id":"schema","value":)\d+', r"\g<1>999", text), encoding="utf-8")
    before = path.read_bytes()
    output = unwrap(type_lines("c", "t", "q"))
    assert "Read-only: made by a newer version of this program." in output
    assert "so it is open for reading only." in output
    assert path.read_bytes() == before


def test_control_bytes_in_texts_never_reach_the_terminal(rated: Journal, type_lines: TypeLines) -> None:
    entry = rated.evidence.add(Mastery, rated.domains.all()[0].id, "Told it")
    text = rated.path.read_text(encoding="utf-8").replace("Told it", "Told\\u001b[31m it\\u0007")
    rated.path.write_text(text, encoding="utf-8")
    output = type_lines("3", "1", "q", "q", "t", "q", "q")
    assert entry.id
    assert "Told�[31m it�" in output
    assert not {"\x1b", "\x07"} & set(output)


@pytest.mark.parametrize("width", [78, 40, 24])
def test_no_line_is_wider_than_the_width(year: Journal, type_lines: TypeLines, width: int) -> None:
    output = type_lines(*EVERYWHERE, width=width)
    for line in output.splitlines():
        if cell_len(line) > width:
            # A path, an address or a word that is wider than the line is not broken.
            assert max(map(cell_len, line.split())) > width - 20, line


def test_the_output_has_no_arrows_boxes_or_glyphs(year: Journal, type_lines: TypeLines) -> None:
    output = type_lines(*EVERYWHERE)
    glyphs = {char for char in output if 0x2190 <= ord(char) <= 0x2BFF} - {"−", "≈"}
    assert glyphs == set()
    assert "❝" not in output


def test_the_end_of_the_input_ends_the_program_anywhere(year: Journal, type_lines: TypeLines) -> None:
    for inputs in ((), ("t",), ("/",), ("/", "1"), ("p", "a"), ("d", "e 1"), ("n",), ("o", "s"), ("p", "h"), ("x",)):
        type_lines(*inputs)


def test_the_demo_is_announced(journal: Journal, path: Path, clock: FixedClock) -> None:
    _, output = run_repl(Journal(path, clock), "q!", "q", demo=True)
    assert "Demo: a year of made-up practice, deleted at the end." in unwrap(output)
    assert clock.now() == dt.datetime(2026, 11, 22, 9, 30, tzinfo=dt.UTC)


def test_a_command_at_the_due_check_in_names_the_key_for_later(speaking: Journal, type_lines: TypeLines) -> None:
    output = type_lines("t", "q", "q!")
    assert "Check-in stays for later: c opens it." in output
    assert "Trends of Speaking" in output


def test_q_with_exclamation_mark_also_closes_views_and_ends_the_program(rated: Journal, type_lines: TypeLines) -> None:
    output = type_lines("t", "q!", "q!", "?")
    assert "Back at the dashboard" in output
    assert "A command is typed as its key" not in output, "input was still read after the end"


def test_invalid_settings_are_reported_together_at_the_start(
    rated: Journal, path: Path, clock: FixedClock, tmp_path: Path
) -> None:
    config = tmp_path / "config.toml"
    config.write_text('theme = "nrod"\nclock = 13\n')
    target = io.StringIO()
    terminal = LineTerminal(io.StringIO("q\n"), target, 78, height=30)
    assert Repl(Journal(path, clock), terminal, settings=Settings(config)).run() == 0
    output = unwrap(target.getvalue())
    assert output.startswith("2 lines of config.toml cannot be used: Line 1: theme: there is no theme “nrod”;")
    assert "nord" in output
    assert output.count(str(config)) <= 1


def test_an_unknown_theme_is_rejected_with_the_closest_ones(rated: Journal, type_lines: TypeLines) -> None:
    output = unwrap(type_lines(",", "theme", "nosuch", "nord", "q"))
    assert "solarized-light, solarized-dark" in output
    assert "There is no theme “nosuch”; the closest are" in output
    assert "Theme: nord." in output


def test_the_inbox_is_read_before_anything_is_asked(speaking, path: Path, clock, tmp_path: Path) -> None:
    inbox = tmp_path / "phone.csv"
    inbox.write_text("day,domain,confidence\n2026-11-22,Speaking,70\nsoon,Speaking,60\n", encoding="utf-8")
    settings = Settings()
    settings.change("inbox", str(inbox))
    target = io.StringIO()
    terminal = LineTerminal(io.StringIO("q\n"), target)
    assert Repl(Journal(path, clock), terminal, settings=settings).run() == 0
    output = unwrap(target.getvalue())
    assert output.startswith("From your inbox: 1 rating. Not readable in your inbox: phone.csv, line 3: day “soon”")
    assert "how sure are you" not in output
