"""Writing a setting changes only its line; the rest of the file stays."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from efficacy_tui.config.read import read_settings
from efficacy_tui.config.setting_definitions import SETTINGS
from efficacy_tui.config.settings import Settings
from efficacy_tui.config.write import SettingsNotSaved, write_settings

EXISTING_FILE = """\
# my settings
theme = "nord"   # blue
clock   =  24

# keys of mine
[keys]
trends = "T"  # big
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Create a settings file with comments."""
    path = tmp_path / "settings" / "config.toml"
    path.parent.mkdir()
    path.write_text(EXISTING_FILE, encoding="utf-8")
    return path


def test_only_the_line_of_the_setting_changes(path: Path) -> None:
    write_settings(path, {"theme": "gruvbox"})
    assert path.read_text() == EXISTING_FILE.replace('"nord"', '"gruvbox"')


def test_new_line_is_inserted_before_the_first_table_and_its_comment(path: Path) -> None:
    write_settings(path, {"mouse": False})
    assert path.read_text() == EXISTING_FILE.replace("\n\n# keys", "\nmouse = false\n\n# keys")
    assert read_settings(path)[0].keys == {"trends": ("T",)}


def test_none_removes_the_line(path: Path) -> None:
    write_settings(path, {"clock": None})
    assert path.read_text() == EXISTING_FILE.replace("clock   =  24\n", "")


def test_new_file_starts_with_instructions(tmp_path: Path) -> None:
    path = tmp_path / "new" / "config.toml"
    write_settings(path, {"day_start": dt.time(5, 30)})
    assert path.read_text().startswith("# Settings of efficacy.")
    assert read_settings(path) == (read_settings(path)[0], [])
    assert read_settings(path)[0].day_start == dt.time(5, 30)
    assert path.stat().st_mode & 0o077 == 0


def test_invalid_toml_is_not_changed(path: Path) -> None:
    path.write_text("theme =\n")
    with pytest.raises(SettingsNotSaved, match=r"line 1: this is not TOML .* Fix it first"):
        write_settings(path, {"mouse": False})
    assert path.read_text() == "theme =\n"


def test_symbolic_link_stays_a_link(path: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.toml"
    link.symlink_to(path)
    write_settings(link, {"clock": 12})
    assert link.is_symlink()
    assert read_settings(path)[0].clock == 12


def test_setting_that_cannot_be_written_does_not_change(path: Path) -> None:
    settings = Settings(path)
    path.write_text("theme =\n")
    with pytest.raises(SettingsNotSaved):
        settings.change("clock", 12)
    assert settings.values.clock == 24


def test_change_without_a_file_applies_in_memory() -> None:
    settings = Settings()
    settings.change("clock", 12)
    assert settings.values.clock == 12


CHANGES = [(setting.name, value) for setting in SETTINGS for value, _ in setting.choices] + [
    ("reminder", 'He said "now" \\ # not a comment'),
    ("theme", "tokyo-night"),
    ("day_start", dt.time(0, 5)),
]


@given(st.lists(st.sampled_from(CHANGES), max_size=8))
def test_changes_are_read_back_and_comments_stay(changes: list[tuple[str, object]]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "config.toml"
        path.write_text(EXISTING_FILE, encoding="utf-8")
        for name, value in changes:
            write_settings(path, {name: value})
        values, problems = read_settings(path)
        assert not problems
        for name, value in dict(changes).items():
            assert getattr(values, name) == value
        for comment in ("# my settings", "# blue", "# keys of mine", "# big"):
            assert comment in path.read_text(encoding="utf-8")
