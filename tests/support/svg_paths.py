"""Follow the paths of a drawing step by step, to see what it draws and where."""

from __future__ import annotations

import re


def follow_strokes(data: str) -> list[tuple[float, float, float]]:
    """The level strokes of a path as (y, from x, to x)."""
    x = y = 0.0
    strokes = []
    for command, numbers in re.findall(r"([A-Za-z])([-\d .]*)", data):
        values = [float(value) for value in re.findall(r"-?\d+(?:\.\d+)?", numbers)]
        match command:
            case "M":
                x, y = values[-2:]
            case "m":
                x, y = x + values[0], y + values[1]
            case "v":
                y += values[0]
            case "V":
                y = values[0]
            case "h":
                strokes.append((y, x, x + values[0]))
                x += values[0]
            case "H":
                strokes.append((y, x, values[0]))
                x = values[0]
    return strokes


def read_points(data: str) -> list[tuple[float, float]]:
    """The points (x, y) that a path of absolute lines goes through."""
    numbers = [float(value) for value in re.findall(r"-?\d+(?:\.\d+)?", data)]
    return list(zip(numbers[::2], numbers[1::2], strict=True))
