"""The chart as it is drawn, in thirty sizes, compared with pictures in text files.

After a change that is meant: `python -m tests.chart.pictures`, and look at the difference.
"""

from __future__ import annotations

import pytest

from tests.chart.pictures import FOLDER, SIZES, draw, file_of
from tests.chart.series import SERIES


@pytest.mark.parametrize("ascii_only", [False, True], ids=["unicode", "ascii"])
@pytest.mark.parametrize("name", SERIES)
def test_every_size_is_drawn_as_in_its_picture(name: str, ascii_only: bool) -> None:
    assert draw(name, ascii_only=ascii_only) == file_of(name, ascii_only=ascii_only).read_text(encoding="utf-8")


def test_there_is_a_picture_of_every_series_and_of_thirty_sizes() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {
        file_of(name, ascii_only=ascii_only).name for name in SERIES for ascii_only in (False, True)
    }
    assert len(set(SIZES)) == 30
