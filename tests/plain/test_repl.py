"""The whole program on lines: what is due, commands by key, name and label, what follows, how it ends."""

from __future__ import annotations

import datetime as dt
import errno
import io
from itertools import pairwise
from pathlib import Path

import pytest

from efficacy_tui.config.settings import Settings
from efficacy_tui.flows.command_table import BY_ID, COMMANDS, GROUP_NAMES
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.clock import FixedClock
from efficacy_tui.plain.line_terminal import LineTerminal
from efficacy_tui.plain.repl import Repl
from efficacy_tui.plain.views.pages import format_commands
from efficacy_tui.store import atomic_file
from tests.plain.conftest import Lines
from tests.support.plain_driver import at_the_lines, flat
from tests.support.profile_answers import SELF, answer


def confidence(journal: Journal) -> list[int]:
    """What was rated, oldest first, as it is on the disk."""
    journal.refresh()
    return [row.confidence for row in journal.contents.checkins.values()]


EVERYWHERE = (
    *("t", "4", "q", "p", "q", "x", "2", "q", "/", "1", "q", "q", "d", "q", "1", "q", "?", "!"),
    *("w", "", "", "", "q!", "r", "", "", "80", "8", "4", "1", "", "1", "", "", "q!", "q"),
)
"""What leads through every view, the review and a session."""


# -- what is due -----------------------------------------------------------------------------------


def test_an_empty_journal_is_begun_with_three_questions(journal: Journal, lines: Lines) -> None:
    said = lines("Speaking", "give a talk", "70", "q")
    assert "You have begun. Next: n new challenge, ? help." in said
    assert "Sunday 22 November. Speaking is shown, your focus." in said
    assert confidence(journal) == [70]


def test_a_missing_check_in_asks_by_itself_and_only_then_the_dashboard_is_read(speaking: Journal, lines: Lines) -> None:
    said = lines("70", "q")
    assert said.index("Right now, how sure are you") < said.index("Sunday 22 November.")
    assert said.index("Checked in. Next: u undo, e evidence.") < said.index("Sunday 22 November.")
    assert "how sure are you" not in lines("q")


def test_whoever_came_for_something_else_gets_that_before_the_check_in(speaking: Journal, lines: Lines) -> None:
    said = lines("t", "q")
    assert "Trends of Speaking" in said
    assert "is not a whole number" not in said
    assert confidence(speaking) == []
    assert "Right now, how sure are you" in lines("q")


def test_how_an_event_went_is_asked_after_the_check_in(speaking: Journal, clock: FixedClock, lines: Lines) -> None:
    lines("50", "r", "the talk", "", "", "80", "8", "4", "1", "", "1", "", "", "", "80", "7", "7", "q")
    clock.move(days=1)
    said = lines("60", "w", "4", "q")
    assert said.index("how sure are you") < said.index("You prepared for this. How did it go?")
    speaking.refresh()
    (session,) = speaking.contents.reappraisals.values()
    assert (session.afterwards.outcome, session.afterwards.helped) == ("well", 4)


def test_a_day_that_turns_asks_again(rated: Journal, path: Path, clock: FixedClock) -> None:
    class Overnight:
        """Types, and sleeps between two lines."""

        def __init__(self) -> None:
            self.left = ["x", "q", "", "80", "q"]

        def isatty(self) -> bool:
            return False

        def readline(self) -> str:
            line = self.left.pop(0)
            if len(self.left) == 2:
                clock.move(days=1)
            return f"{line}\n"

    import io

    from efficacy_tui.plain.line_terminal import LineTerminal
    from efficacy_tui.plain.repl import Repl

    target = io.StringIO()
    assert Repl(Journal(path, clock), LineTerminal(Overnight(), target)).run() == 0  # type: ignore[arg-type]  # it reads lines
    assert target.getvalue().count("Right now, how sure are you") == 1
    assert confidence(rated) == [50, 80]


def test_the_profile_is_offered_when_it_is_time(rated: Journal, clock: FixedClock, lines: Lines) -> None:
    answer(rated, SELF)
    clock.move(days=28)
    assert "Four weeks since your last profile: p shows where you stand, when you like." in lines("50", "q")


# -- commands --------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["e", "evidence", "Evidence", "EVIDENCE", " e "])
def test_a_command_is_its_key_its_name_or_its_label(rated: Journal, lines: Lines, typed: str) -> None:
    assert "What kind of evidence?" in lines(typed, "q!", "q")


@pytest.mark.parametrize("typed", ["n", "design", "new challenge", "New challenge"])
def test_a_label_of_two_words_is_found_too(rated: Journal, lines: Lines, typed: str) -> None:
    assert "Speaking: what will you do?" in lines(typed, "q!", "q")


def test_keys_are_told_apart_by_capitals(rated: Journal, lines: Lines) -> None:
    assert "In which form?" in lines("E", "q!", "q")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("evidnece", "“evidnece” is not a command here. The nearest is e, evidence. ? lists them all."),
        ("new chalenge", "“new chalenge” is not a command here. The nearest is n, new challenge. ? lists them all."),
        ("brzk", "“brzk” is not a command here. ? lists them all."),
        ("\x1b[31mred", "“[31mred” is not a command here. ? lists them all."),
    ],
)
def test_an_unknown_command_is_told_with_the_nearest(rated: Journal, lines: Lines, typed: str, sentence: str) -> None:
    said = lines(typed, "q")
    assert sentence in flat(said)
    assert "\x1b" not in said


@pytest.mark.parametrize("command", [command for command in COMMANDS if command.id != "quit"], ids=lambda c: c.id)
def test_every_command_answers_and_nothing_hangs_at_the_end_of_the_input(year: Journal, lines: Lines, command) -> None:
    before = lines("q")
    said = lines(command.key)
    assert len(said) > len(before)
    assert "is not a command" not in said
    assert "is for the screen: it" not in said


@pytest.mark.parametrize("command", COMMANDS, ids=lambda c: c.id)
def test_every_command_answers_in_an_empty_journal_too(journal: Journal, lines: Lines, command) -> None:
    said = lines("q!", command.key)
    assert "is not a command" not in said


def test_help_lists_every_command_with_what_it_does_and_why_it_does_nothing_now(rated: Journal, lines: Lines) -> None:
    said = flat(lines("?", "q"))
    for command in COMMANDS:
        assert command.id in said
        assert command.tooltip in said
    assert "Not now: There is no challenge here yet. n designs one." in said
    assert str(rated.path) in said


def test_help_says_once_why_several_commands_in_a_row_do_nothing() -> None:
    first, second, third, fourth = [command.id for command in COMMANDS if command.group == "practice"][:4]
    why = "There is no domain yet."
    said = format_commands(dict.fromkeys((first, second, fourth), why), "journal.json", 200)
    assert said.count(f"  Not now, these 2: {why}") == 1
    told = [said.index(next(row for row in said if row.endswith(BY_ID[name].tooltip))) for name in (first, second)]
    assert said.index(f"  Not now, these 2: {why}") == told[0] - 1 == told[1] - 2
    assert not any(why in row for row in said if BY_ID[third].tooltip in row)
    assert any(f"{BY_ID[fourth].tooltip} Not now: {why}" in row for row in said)


def test_every_heading_of_the_help_has_something_under_it() -> None:
    said = format_commands({}, "journal.json", 78)
    assert all(below.startswith("  ") for head, below in pairwise(said) if head in GROUP_NAMES.values())


def test_a_command_that_can_do_nothing_says_why(rated: Journal, lines: Lines) -> None:
    assert "There is no challenge here yet. n designs one." in lines("o", "q")


def test_undo_and_redo_go_back_and_forth(rated: Journal, lines: Lines) -> None:
    said = lines("c", "80", "u", "redo", "u", "u", "q")
    assert "Undone: Check-in: Speaking 80. redo puts it back." in said
    assert "Put back: Check-in: Speaking 80." in said
    assert confidence(rated) == []


def test_an_outcome_leads_on_to_the_next_design(year: Journal, lines: Lines) -> None:
    said = lines("o", "s", "e", "", "", "a", "q!", "q")
    assert "Outcome recorded." in said
    assert said.index("Outcome recorded.") < said.index("Speaking: what will you do?")


def test_an_export_is_written_and_told(rated: Journal, lines: Lines, tmp_path: Path) -> None:
    place = tmp_path / "copy.json"
    said = flat(lines("E", "1", "y", str(place), "q"))
    assert "Writing …" in said
    assert f"Exported to {place}" in said
    assert place.exists()


def test_domains_are_walked_through(year: Journal, lines: Lines) -> None:
    said = lines("]", "]", "]", "[", "q")
    shown = [line.split(". ")[1].split(" is shown")[0] for line in said.splitlines() if " is shown" in line]
    assert shown == ["Speaking", "Writing", "Running", "Speaking", "Running"]


def test_an_empty_line_reads_the_dashboard_again(rated: Journal, lines: Lines) -> None:
    assert lines("", "q").count("Sunday 22 November.") == 2


def test_what_only_a_screen_can_do_says_so(rated: Journal, lines: Lines) -> None:
    assert "Zoom is for the screen. Here 1 to 4 read one pane each." in lines("z", "q")


def test_support_is_there_at_the_dashboard_and_at_any_question(rated: Journal, lines: Lines) -> None:
    assert lines("!", "e", "!", "m", "!", "q!", "!", "q").count("If you need a person now") == 4


# -- what others do, and what goes wrong -----------------------------------------------------------


def test_what_another_program_recorded_is_seen_at_the_next_command(
    rated: Journal, path: Path, clock: FixedClock
) -> None:
    class Meanwhile:
        """Types, while somebody else adds a domain."""

        def __init__(self) -> None:
            self.left = ["d", "q"]

        def isatty(self) -> bool:
            return False

        def readline(self) -> str:
            if len(self.left) == 2:
                rated.domains.add("Writing", "write a page")
            return f"{self.left.pop(0)}\n" if self.left else ""

    import io

    from efficacy_tui.plain.line_terminal import LineTerminal
    from efficacy_tui.plain.repl import Repl

    target = io.StringIO()
    Repl(Journal(path, clock), LineTerminal(Meanwhile(), target)).run()  # type: ignore[arg-type]  # it reads lines
    assert "2. Writing: I can write a page" in target.getvalue()


def test_a_full_disk_is_told_and_the_question_stays(
    rated: Journal, path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(atomic_file, "replace_file", full)
    code, said = at_the_lines(Journal(path, clock), "c", "80", "q!", "q")
    assert "No space left on device" in flat(said)
    assert said.count("Right now, how sure are you") == 2
    assert (code, confidence(rated)) == (0, [50])


def test_a_damaged_journal_is_asked_about_and_left_as_it_is(rated: Journal, path: Path, clock: FixedClock) -> None:
    path.write_bytes(b"not a journal")
    code, said = at_the_lines(Journal(path, clock), "l")
    assert "It could not be read" in said
    assert code == 1
    assert path.read_bytes() == b"not a journal"


def test_a_newer_programs_journal_is_read_and_not_changed(rated: Journal, path: Path, lines: Lines) -> None:
    import re

    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r'("id":"schema","value":)\d+', r"\g<1>999", text), encoding="utf-8")
    before = path.read_bytes()
    said = flat(lines("c", "t", "q"))
    assert "Read only: made by a newer version of this program." in said
    assert "so it is open for reading only." in said
    assert path.read_bytes() == before


def test_texts_with_control_bytes_never_reach_the_terminal(rated: Journal, lines: Lines) -> None:
    from efficacy_tui.model.records import Mastery

    entry = rated.evidence.add(Mastery, rated.domains.all()[0].id, "Told it")
    text = rated.path.read_text(encoding="utf-8").replace("Told it", "Told\\u001b[31m it\\u0007")
    rated.path.write_text(text, encoding="utf-8")
    said = lines("2", "1", "q", "q", "t", "q", "q")
    assert entry.id
    assert "Told[31m it" in said
    assert not {"\x1b", "\x07"} & set(said)


@pytest.mark.parametrize("width", [78, 40, 24])
def test_no_line_is_wider_than_it_may_be(year: Journal, lines: Lines, width: int) -> None:
    from rich.cells import cell_len

    said = lines(*EVERYWHERE, width=width)
    for line in said.splitlines():
        if cell_len(line) > width:
            # A path, an address or a word that is longer than the line stays whole.
            assert max(map(cell_len, line.split())) > width - 20, line


def test_nothing_is_drawn(year: Journal, lines: Lines) -> None:
    said = lines(*EVERYWHERE)
    drawn = {char for char in said if 0x2190 <= ord(char) <= 0x2BFF} - {"−", "≈"}
    assert drawn == set()
    assert "❝" not in said


def test_the_end_of_the_input_ends_it_anywhere(year: Journal, lines: Lines) -> None:
    for typed in ((), ("t",), ("/",), ("/", "1"), ("p", "a"), ("d", "e 1"), ("n",), ("o", "s"), ("p", "h"), ("x",)):
        lines(*typed)


def test_a_year_is_made_up_for_the_demo(journal: Journal, path: Path, clock: FixedClock) -> None:
    _, said = at_the_lines(Journal(path, clock), "q!", "q", demo=True)
    assert "Demo: a year of made-up practice, thrown away at the end." in flat(said)
    assert clock.now() == dt.datetime(2026, 11, 22, 9, 30, tzinfo=dt.UTC)


def test_a_command_at_the_opening_check_in_leaves_that_for_later_and_says_with_which_key(
    speaking: Journal, lines: Lines
) -> None:
    said = lines("t", "q", "q!")
    assert "Check in stays for later: c asks it." in said
    assert "Trends of Speaking" in said


def test_what_leaves_a_question_also_closes_a_view_and_ends_the_program(rated: Journal, lines: Lines) -> None:
    said = lines("t", "q!", "q!", "?")
    assert "Back at the dashboard" in said
    assert "A command is typed as its key" not in said, "something was still read after the end"


def test_what_of_the_settings_cannot_be_used_is_said_at_the_start_a_theme_too(
    rated: Journal, path: Path, clock: FixedClock, tmp_path: Path
) -> None:
    config = tmp_path / "config.toml"
    config.write_text('theme = "nrod"\nclock = 13\n')
    target = io.StringIO()
    paper = LineTerminal(io.StringIO("q\n"), target, 78, height=30)
    assert Repl(Journal(path, clock), paper, settings=Settings(config)).run() == 0
    said = flat(target.getvalue())
    assert said.startswith("2 lines of config.toml cannot be used: Line 1: theme: there is no theme “nrod”;")
    assert "nord" in said
    assert said.count(str(config)) <= 1


def test_a_theme_that_there_is_not_is_not_taken_and_all_are_named(rated: Journal, lines: Lines) -> None:
    said = flat(lines(",", "theme", "nosuch", "nord", "q"))
    assert "solarized-light, solarized-dark" in said
    assert "There is no theme “nosuch”; the closest are" in said
    assert "Theme: nord." in said
