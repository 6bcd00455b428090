"""In a real terminal, a dialog that opens over the dashboard hides the dashboard's last message."""

from __future__ import annotations

from pathlib import Path

from tests.benchmarks.journals import JournalCache
from tests.benchmarks.terminal import PROGRAM, TimedTerminal, environment


def test_a_dialog_hides_the_last_dashboard_message(tmp_path: Path) -> None:
    path = JournalCache(tmp_path).copy(1)
    variables = environment(EFFICACY_JOURNAL=str(path), EFFICACY_CONFIG=str(tmp_path / "config.toml"))
    with TimedTerminal(PROGRAM, variables, (120, 36), tmp_path) as terminal:

        def shows(words: str, shown: bool = True) -> bool:
            return terminal.read_until(lambda: (words in terminal.text()) is shown, 20)

        assert shows("? Help")
        terminal.settle(1.0, 3)
        for _ in range(2):
            # Leave the dialogs that open by themselves.
            terminal.press("escape")
            terminal.settle(0.5, 1)
        terminal.press("e")
        assert shows("What kind of evidence?")
        terminal.press("m")
        assert shows("Which domain")
        terminal.press("enter")
        assert shows("What did you do?")
        terminal.press("Told a story")
        assert shows("Told a story")
        terminal.press("escape")
        assert shows("Kept as a draft")
        terminal.settle(0.7, 1.2)
        terminal.press("w")
        assert shows("Which week?")
        # Without the dialog the message would stay for five seconds.
        terminal.settle(0.8, 1.5)
        assert "Kept as a draft" not in terminal.text()
        terminal.press("escape")
        assert shows("Which week?", False)
        terminal.press("q")
        assert terminal.wait_for_exit() is not None
