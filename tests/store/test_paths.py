"""Where the journal and the settings are: by the conventions of the system."""

from __future__ import annotations

from pathlib import Path

import platformdirs
import pytest

from efficacy_tui.store import paths

VARIABLES = {"data": "XDG_DATA_HOME", "config": "XDG_CONFIG_HOME"}


@pytest.mark.parametrize("base", [None, "", " ", "/srv/people/mara", "relative", "~/mine", "/srv/with blank/æ"])
@pytest.mark.parametrize("kind", VARIABLES)
def test_the_folders_are_those_of_the_library(
    kind: str, base: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    if base is None:
        monkeypatch.delenv(VARIABLES[kind], raising=False)
    else:
        monkeypatch.setenv(VARIABLES[kind], base)
    ours = paths.data_folder() if kind == "data" else paths.config_folder()
    oracle = platformdirs.user_data_path if kind == "data" else platformdirs.user_config_path
    assert ours == oracle("efficacy_tui", appauthor=False)
