"""The profile in sentences: whose wording it is, and what it is not."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from efficacy_tui.content.instrument import EDITED_FILE, parse_instrument, shipped_instrument
from efficacy_tui.journal.journal import Journal
from efficacy_tui.journal.profile import build_profile_report
from efficacy_tui.wording.profile import about


def test_the_shipped_items_are_our_wording_and_edited_ones_the_persons(speaking: Journal, tmp_path: Path) -> None:
    source = resources.files("efficacy_tui.content").joinpath("en", "instrument.toml").read_text(encoding="utf-8")
    edited_file = tmp_path / EDITED_FILE
    edited_file.write_text(source.replace("by the agreed date", "in time"), encoding="utf-8")
    texts = [
        about(build_profile_report(speaking.contents, instrument, speaking.today()))[0].text
        for instrument in (shipped_instrument(), parse_instrument(edited_file))
    ]
    assert texts[0].startswith("Our own wording, not validated. You are not compared with any norm.")
    assert texts[1].startswith("These items are your own wording, not validated. You are not compared with any norm.")
    assert "Our own" not in texts[1]
