"""Pictures of the chart as text files, one a series and glyph set: `python -m tests.chart.pictures` redraws them."""

from __future__ import annotations

from pathlib import Path

from efficacy_tui.chart.canvas import Canvas
from tests.chart.series import SERIES, window_of

FOLDER = Path(__file__).parent / "drawn"

SIZES = (
    *((20, 3), (20, 6), (23, 8), (24, 3), (24, 5), (24, 9), (27, 4), (27, 7), (28, 3), (28, 6)),
    *((28, 8), (34, 4), (34, 5), (34, 7), (36, 8), (36, 12), (40, 5), (43, 9), (44, 3), (44, 6)),
    *((44, 7), (52, 10), (52, 11), (54, 14), (60, 5), (60, 9), (76, 13), (100, 20), (118, 24), (40, 2)),
)
"""Width × height of every picture: on both sides of each limit at which the chart is divided differently."""


def draw(name: str, *, ascii_only: bool) -> str:
    """Draw a series in all sizes, each under its size."""
    parts = []
    for width, height in SIZES:
        canvas = Canvas(SERIES[name], window_of(name), (width, height), ascii_only=ascii_only)
        parts.append(f"{width} × {height}\n{canvas.text()}".rstrip())
    return "\n\n".join(parts) + "\n"


def file_of(name: str, *, ascii_only: bool) -> Path:
    """Return the file with the pictures of a series."""
    return FOLDER / f"{name.replace(' ', '-')}{'-ascii' if ascii_only else ''}.txt"


def redraw() -> None:
    """Write all pictures again."""
    FOLDER.mkdir(exist_ok=True)
    for name in SERIES:
        for ascii_only in (False, True):
            file_of(name, ascii_only=ascii_only).write_text(draw(name, ascii_only=ascii_only), encoding="utf-8")


if __name__ == "__main__":
    redraw()
