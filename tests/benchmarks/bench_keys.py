"""How long a key waits for its picture, in every screen: `python -m tests.benchmarks.bench_keys`.

Two dashboards in two real terminals, one on a journal of one week and one of ten years, get the same keys in turns,
at moments that follow no beat. A key's time ends with the last byte of the picture it made.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from tests.benchmarks.bench_start import MINIMAL, words_of
from tests.benchmarks.journals import WEEK, Shelf
from tests.benchmarks.tables import Budget, Table, alone, percentile, times
from tests.benchmarks.terminal import FRAME_END, PROGRAM, Terminal, environment

KEY_MS, OF_A_WEEK, YEARS = 16.0, 1.5, 10
QUIET = 0.06
"""A picture is whole when nothing followed it for so many seconds."""


@dataclass(frozen=True)
class Place:
    """A screen: the keys that lead there from the dashboard, and those that are pressed again and again there."""

    name: str
    way: tuple[str, ...]
    keys: tuple[str, ...]


SEARCHED = ("paragraph", "friendly", "question", "walking", "rehearsed", "breakfast")
"""Other words each time: what was found for the letters of one is kept for when they are taken back."""

PLACES = (
    Place("dashboard: going between panes", (), ("2", "3", "4", "1")),
    Place("dashboard: evidence, entry by entry", ("2",), ("down",) * 5 + ("up",) * 5),
    Place("dashboard: evidence, page by page", ("2",), ("pagedown",) * 3 + ("pageup",) * 3),
    Place("dashboard: zoom of the challenge", ("1",), ("z", "z")),
    Place("check-in", ("c",), ("left", "right")),
    Place("design: typing a title", ("right_square_bracket", "n"), tuple("speak up first")),
    Place("evidence: choosing a source", ("e",), ("down", "up")),
    Place("reappraisal", ("r",), ("left", "right")),
    Place("trends: reading days", ("t",), ("left",) * 4 + ("right",) * 4),
    Place("trends: reading on", ("t",), ("down", "down", "up", "up")),
    Place("search: typing", ("slash",), tuple(key for word in SEARCHED for key in (*word, *["backspace"] * len(word)))),
    Place("timeline: entry by entry", ("slash", "enter"), ("down",) * 4 + ("up",) * 4),
    Place("profile", ("p",), ("down", "down", "up", "up")),
    Place("domains", ("d",), ("down", "up")),
    Place("help", ("question_mark",), ("down", "down", "up", "up")),
    Place("weekly review: page by page", ("w",), ("tab", "shift+tab")),
    Place("explain", ("x",), ("right", "left")),
)
QUICK = ("dashboard: evidence, entry by entry", "search: typing")


@dataclass(frozen=True)
class Answer:
    """Milliseconds from a key to the end of the first picture it made, and to the end of the last."""

    first: float
    whole: float


def answer(terminal: Terminal, key: str) -> Answer | None:
    """Press a key and wait until all is still again; `None` when it changed nothing."""
    while terminal.read(0):
        pass
    terminal.forget_output(drawn=False)
    pressed = terminal.press(key)
    ends: list[float] = []
    tail = b""
    while time.perf_counter() < pressed + 1.0:
        if not terminal.read(QUIET if ends else 0.4):
            break
        at, data = terminal.chunks[-1]
        tail = (tail + data)[-2 * len(FRAME_END) :]
        if FRAME_END in data or tail.endswith(FRAME_END):
            ends.append(at)
    return Answer((ends[0] - pressed) * 1000, (ends[-1] - pressed) * 1000) if ends else None


@contextmanager
def dashboard(shelf: Shelf, years: float) -> Iterator[Terminal]:
    """The dashboard on a fresh journal, come to rest."""
    path = shelf.copy(years)
    with Terminal(PROGRAM, environment(EFFICACY_JOURNAL=str(path), TEXTUAL_ANIMATIONS="none")) as terminal:
        words = words_of(path)
        assert terminal.read_until(lambda: terminal.said_at(*words) is not None, 60), terminal.text()
        terminal.settle(2.0, 10)
        yield terminal


def go(terminal: Terminal, way: tuple[str, ...]) -> None:
    """Press the keys that lead to a screen, one after the other."""
    for key in way:
        terminal.press(key)
        terminal.settle(0.4, 5)


def leave(terminal: Terminal) -> None:
    """Go back to the dashboard as it was, from wherever one is."""
    for _ in range(3):
        terminal.press("escape")
        terminal.settle(0.2, 5)
    terminal.press("1")
    terminal.settle(0.2, 5)


def together(terminals: list[Terminal], keys: tuple[str, ...], count: int) -> list[list[Answer]]:
    """Press each key in each terminal in turns, `count` in all; gives each terminal's answers."""
    moment = random.Random(1)
    taken: list[list[Answer]] = [[] for _ in terminals]
    for number in range(count):
        for terminal, own in zip(terminals, taken, strict=True):
            # Keys that come on a beat would all meet the same moment of the sixty pictures a second.
            time.sleep(moment.uniform(0.002, 0.02))
            found = answer(terminal, keys[number % len(keys)])
            if found is not None:
                own.append(found)
    return taken


def measure(shelf: Shelf, quick: bool) -> Table:
    """Every screen, in both terminals."""
    places = [place for place in PLACES if not quick or place.name in QUICK]
    count = 16 if quick else 100
    rows, budgets = [], []
    with ExitStack() as stack:
        minimal = stack.enter_context(Terminal(MINIMAL, environment()))
        minimal.settle(1.0, 10)
        week, decade = (stack.enter_context(dashboard(shelf, years)) for years in (WEEK, YEARS))
        (least,) = together([minimal], ("down",), count)
        rows.append(_row("the minimal program, one line", least))
        (all_lines,) = together([minimal], ("up",), count)
        rows.append(_row("the minimal program, all of its screen", all_lines))
        for place in places:
            for terminal in (week, decade):
                go(terminal, place.way)
            together([week, decade], place.keys, 0 if quick else len(place.keys))
            small, large = together([week, decade], place.keys, count)
            for terminal in (week, decade):
                leave(terminal)
            assert min(len(small), len(large)) > count / 4, f"{place.name}: the keys changed nothing"
            found, beside = (_judged(one, quick) for one in (large, small))
            ratio = found / beside
            rows.append(_row(place.name, large, ratio))
            budgets += [
                Budget(f"key → picture, {place.name}", found, KEY_MS, "ms"),
                Budget(f"key → picture, {place.name}, of one week", ratio, OF_A_WEEK),
            ]
    head = ["p50, ms", "p95, ms", "p99, ms", "p95 of the first picture, ms", "p95, of one week’s", "budget"]
    return Table("keys", head, rows, budgets)


def _judged(taken: list[Answer], quick: bool) -> float:
    """The 95th percentile; the quick form forgives a busy machine, and takes the calmest keys' first pictures."""
    return (
        percentile([each.first for each in taken], 0.1) if quick else percentile([each.whole for each in taken], 0.95)
    )


def _row(name: str, taken: list[Answer], ratio: float | None = None) -> list[str]:
    whole = [each.whole for each in taken]
    values = statistics.median(whole), percentile(whole, 0.95), percentile(whole, 0.99)
    cells = [f"{value:.1f}" for value in (*values, percentile([each.first for each in taken], 0.95))]
    budget = "" if ratio is None else f"p95 ≤ {KEY_MS:g} ms, ≤ {OF_A_WEEK:g} ×"
    return [name, *cells, "" if ratio is None else times(ratio), budget]


if __name__ == "__main__":
    sys.exit(alone(measure))
