"""In a real terminal: a dialog hides the dashboard's last message, and leaves nothing of itself when it shrinks."""

from __future__ import annotations

import sys
from pathlib import Path

from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.clock import SystemClock
from tests.benchmarks.terminal import TimedTerminal, environment

PROGRAM_WITH_LASTING_MESSAGES = """
import sys
from efficacy_tui.tui import dashboard_app
dashboard_app.MESSAGE_SECONDS = 600.0
sys.argv[0] = "efficacy"
from efficacy_tui.cli.main import main
main()
"""


def test_a_dialog_hides_the_last_dashboard_message(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "home" / "journal.json", SystemClock())
    journal.open()
    # Rated today, so that no dialog opens by itself.
    journal.checkins.record(journal.domains.add("Speaking", "give a talk").id, 50)
    variables = environment(EFFICACY_JOURNAL=str(journal.path), EFFICACY_CONFIG=str(tmp_path / "config.toml"))
    command = sys.executable, "-c", PROGRAM_WITH_LASTING_MESSAGES
    with TimedTerminal(command, variables, (120, 36), tmp_path) as terminal:

        def shows(words: str, shown: bool = True) -> bool:
            return terminal.read_until(lambda: (words in terminal.text()) is shown, 40)

        assert shows("6 more ratings")
        terminal.press("e")
        assert shows("What kind of evidence?")
        terminal.press("m")
        assert shows("What did you do?")
        terminal.press("Told a story")
        assert shows("Told a story")
        terminal.press("escape")
        assert shows("Saved as a draft")
        terminal.press("w")
        assert shows("another week")
        # Without the dialog the message would stay for ten minutes.
        assert shows("Saved as a draft", False)
        terminal.press("escape")
        assert shows("another week", False)
        terminal.press("q")
        assert terminal.wait_for_exit() is not None


def test_nothing_stays_of_a_dialog_that_was_scrolled_and_is_lower_now(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "home" / "journal.json", SystemClock())
    journal.open()
    journal.checkins.record(journal.domains.add("Speaking", "give a talk").id, 50)
    journal.surveys.add_rater("Mara", "friend")
    variables = environment(EFFICACY_JOURNAL=str(journal.path), EFFICACY_CONFIG=str(tmp_path / "config.toml"))
    command = sys.executable, "-c", PROGRAM_WITH_LASTING_MESSAGES
    with TimedTerminal(command, variables, (60, 20), tmp_path) as terminal:

        def shows(words: str) -> bool:
            return terminal.read_until(lambda: words in terminal.text(), 40)

        assert shows("You 50")
        terminal.press("p")
        assert shows("12 situations")
        for key, words in (("h", "Who is going to answer?"), ("1", "And what do they call you?")):
            terminal.press(key)
            assert shows(words)
        terminal.press("enter")
        assert shows("a few questions for you alone")
        terminal.press("enter")
        assert shows("enter continues")
        terminal.press("enter")
        assert shows("2 of 13")
        assert terminal.read_until(lambda: "enter continues" not in terminal.text(), 5)
        terminal.press("escape")
        assert shows("hand the keyboard back")
        terminal.press("enter")
        assert shows("12 situations")
        terminal.press("escape")
        assert shows("2 Confidence")
        terminal.press("q")
        assert terminal.wait_for_exit() is not None
