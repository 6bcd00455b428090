"""The latency from a key to its frame, in every screen: `python -m tests.benchmarks.bench_keys`.

Three dashboards in three real terminals get the same keys in turns at random intervals: on journals of one week and of
ten years, and on ten years with Textual as it is, without the overrides. A key's time ends with the last byte of the
last frame that it caused.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from tests.benchmarks.bench_start import MINIMAL, read_screen_words
from tests.benchmarks.journals import WEEK_IN_YEARS, JournalCache
from tests.benchmarks.tables import Budget, Table, format_ratio, percentile, run_alone
from tests.benchmarks.terminal import FRAME_END, PROGRAM, TimedTerminal, environment

FIRST_FRAME_LIMIT_MS, LAST_FRAME_LIMIT_MS, STOCK_LIMIT_MS, WEEK_RATIO_LIMIT, YEARS = 16.0, 33.0, 50.0, 1.5, 10
QUIET_SECONDS = 0.06
"""A key is finished when no output has followed a frame for so long."""


@dataclass(frozen=True)
class ScreenCase:
    """A screen: the keys that lead there from the dashboard, and the keys pressed repeatedly there."""

    name: str
    path: tuple[str, ...]
    keys: tuple[str, ...]


SEARCH_WORDS = ("paragraph", "friendly", "question", "walking", "rehearsed", "breakfast")
"""A different word each time, because the search caches the results of a word while it is deleted."""

SCREEN_CASES = (
    ScreenCase("dashboard: going between panes", (), ("2", "3", "4", "1")),
    ScreenCase("dashboard: evidence, entry by entry", ("3",), ("down", "up") * 5),
    ScreenCase("dashboard: evidence, page by page", ("3",), ("pagedown",) * 3 + ("pageup",) * 3),
    ScreenCase("dashboard: zoom of the challenge", ("1",), ("z", "z")),
    ScreenCase("check-in", ("c",), ("left", "right")),
    ScreenCase("design: choosing a rung", ("right_square_bracket", "n"), ("down", "up")),
    ScreenCase("design: typing a title", ("right_square_bracket", "n", "n"), tuple("speak up first")),
    ScreenCase(
        "design: placing", ("right_square_bracket", "n", "n", "x", "tab", "y", "tab"), ("up", "left", "down", "right")
    ),
    ScreenCase("evidence: choosing a source", ("e",), ("down", "up")),
    ScreenCase("reappraisal", ("r",), ("left", "right")),
    ScreenCase("ladder: opening and closing", (), ("l", "l")),
    ScreenCase("ladder: rung by rung", ("l",), ("down",) * 4 + ("up",) * 4),
    ScreenCase("trends: reading days", ("t",), ("left",) * 4 + ("right",) * 4),
    ScreenCase("trends: reading on", ("t",), ("down", "down", "up", "up")),
    ScreenCase(
        "search: typing", ("slash",), tuple(key for word in SEARCH_WORDS for key in (*word, *["backspace"] * len(word)))
    ),
    ScreenCase("timeline: entry by entry", ("slash", "enter"), ("down",) * 4 + ("up",) * 4),
    ScreenCase("profile", ("p",), ("down", "down", "up", "up")),
    ScreenCase("domains", ("d",), ("down", "up")),
    ScreenCase("help", ("question_mark",), ("down", "down", "up", "up")),
    ScreenCase("weekly review: page by page", ("w",), ("tab", "shift+tab")),
    ScreenCase("explain", ("x",), ("right", "left")),
)
QUICK_CASES = ("dashboard: evidence, entry by entry", "search: typing")


@dataclass(frozen=True)
class KeyTiming:
    """Milliseconds from a key to the end of the first frame and of the last frame that it caused."""

    first_frame: float
    last_frame: float


def time_key(terminal: TimedTerminal, key: str) -> KeyTiming | None:
    """Press a key and wait until the output is quiet; `None` when the key changed nothing."""
    while terminal.read(0):
        pass
    terminal.forget_output(drawn=False)
    pressed = terminal.press(key)
    frame_ends: list[float] = []
    tail = b""
    while time.perf_counter() < pressed + 1.0:
        if not terminal.read(QUIET_SECONDS if frame_ends else 0.4):
            break
        at, data = terminal.chunks[-1]
        tail = (tail + data)[-2 * len(FRAME_END) :]
        if FRAME_END in data or tail.endswith(FRAME_END):
            frame_ends.append(at)
    return KeyTiming((frame_ends[0] - pressed) * 1000, (frame_ends[-1] - pressed) * 1000) if frame_ends else None


@contextmanager
def open_dashboard(shelf: JournalCache, years: float, *, stock: bool = False) -> Iterator[TimedTerminal]:
    """Open the dashboard on a fresh journal, if `stock` without the overrides, and wait until it is quiet."""
    path = shelf.copy(years)
    switches = {"EFFICACY_STOCK_TEXTUAL": "1"} if stock else {}
    variables = environment(EFFICACY_JOURNAL=str(path), TEXTUAL_ANIMATIONS="none", **switches)
    with TimedTerminal(PROGRAM, variables) as terminal:
        words = read_screen_words(path)
        assert terminal.read_until(lambda: terminal.text_written_at(*words) is not None, 60), terminal.text()
        terminal.settle(2.0, 10)
        yield terminal


def go_to_screen(terminal: TimedTerminal, path: tuple[str, ...]) -> None:
    """Press the keys that lead to a screen, waiting after each."""
    for key in path:
        terminal.press(key)
        terminal.settle(0.4, 5)


def return_to_dashboard(terminal: TimedTerminal) -> None:
    """Go back to the first pane of the dashboard from any screen."""
    for _ in range(3):
        terminal.press("escape")
        terminal.settle(0.2, 5)
    terminal.press("1")
    terminal.settle(0.2, 5)


def time_keys_in_turns(terminals: list[TimedTerminal], keys: tuple[str, ...], count: int) -> list[list[KeyTiming]]:
    """Press `count` keys, each in every terminal in turns; return the timings of each terminal."""
    pause = random.Random(1)
    timings: list[list[KeyTiming]] = [[] for _ in terminals]
    for number in range(count):
        for terminal, terminal_timings in zip(terminals, timings, strict=True):
            # Keys at fixed intervals would all fall on the same phase of the sixty frames per second.
            time.sleep(pause.uniform(0.002, 0.02))
            timing = time_key(terminal, keys[number % len(keys)])
            if timing is not None:
                terminal_timings.append(timing)
    return timings


def measure(shelf: JournalCache, quick: bool) -> Table:
    """Time the keys of every screen in all terminals; a quick run leaves out the one without the overrides."""
    cases = [case for case in SCREEN_CASES if not quick or case.name in QUICK_CASES]
    count = 16 if quick else 100
    rows, budgets = [], []
    with ExitStack() as stack:
        minimal = stack.enter_context(TimedTerminal(MINIMAL, environment()))
        minimal.settle(1.0, 10)
        terminals = [stack.enter_context(open_dashboard(shelf, years)) for years in (WEEK_IN_YEARS, YEARS)]
        if not quick:
            terminals.append(stack.enter_context(open_dashboard(shelf, YEARS, stock=True)))
        (one_line,) = time_keys_in_turns([minimal], ("down",), count)
        rows.append(_format_row("the minimal program, one line", one_line))
        (all_lines,) = time_keys_in_turns([minimal], ("up",), count)
        rows.append(_format_row("the minimal program, all of its screen", all_lines))
        for case in cases:
            for terminal in terminals:
                go_to_screen(terminal, case.path)
            time_keys_in_turns(terminals, case.keys, 0 if quick else len(case.keys))
            week_timings, decade_timings, *stock_timings = time_keys_in_turns(terminals, case.keys, count)
            for terminal in terminals:
                return_to_dashboard(terminal)
            assert min(len(week_timings), len(decade_timings)) > count / 4, f"{case.name}: the keys changed nothing"
            decade_ms, week_ms = (_representative_ms(timings, quick) for timings in (decade_timings, week_timings))
            ratio = decade_ms / week_ms
            stock_ms = percentile([timing.last_frame for timing in stock_timings[0]], 0.95) if stock_timings else None
            rows.append(_format_row(case.name, decade_timings, ratio, stock_ms))
            first_ms = percentile([timing.first_frame for timing in decade_timings], 0.1 if quick else 0.95)
            budgets += [
                Budget(f"key → first frame, {case.name}", first_ms, FIRST_FRAME_LIMIT_MS, "ms"),
                Budget(f"key → last frame, {case.name}", decade_ms, LAST_FRAME_LIMIT_MS, "ms"),
                Budget(f"key → last frame, {case.name}, of one week", ratio, WEEK_RATIO_LIMIT),
            ]
            if stock_ms is not None:
                budgets.append(Budget(f"key → last frame, {case.name}, stock Textual", stock_ms, STOCK_LIMIT_MS, "ms"))
    head = [
        "p50, ms",
        "p95, ms",
        "p99, ms",
        "p95 of the first frame, ms",
        "p95 of the last without the overrides, ms",
        "p95, of one week’s",
        f"budgets: first ≤ {FIRST_FRAME_LIMIT_MS:g} ms, last ≤ {LAST_FRAME_LIMIT_MS:g} ms, without the overrides "
        f"≤ {STOCK_LIMIT_MS:g} ms",
    ]
    return Table("keys", head, rows, budgets)


def _representative_ms(timings: list[KeyTiming], quick: bool) -> float:
    """The 95th percentile; in a quick run the 10th percentile of first frames, which a busy machine affects less."""
    return (
        percentile([timing.first_frame for timing in timings], 0.1)
        if quick
        else percentile([timing.last_frame for timing in timings], 0.95)
    )


def _format_row(
    name: str, timings: list[KeyTiming], ratio: float | None = None, stock_ms: float | None = None
) -> list[str]:
    last_frames = [timing.last_frame for timing in timings]
    values = statistics.median(last_frames), percentile(last_frames, 0.95), percentile(last_frames, 0.99)
    cells = [f"{value:.1f}" for value in (*values, percentile([timing.first_frame for timing in timings], 0.95))]
    stock_cell = "" if stock_ms is None else f"{stock_ms:.1f}"
    budget = "" if ratio is None else f"of one week’s ≤ {WEEK_RATIO_LIMIT:g} ×"
    return [name, *cells, stock_cell, "" if ratio is None else format_ratio(ratio), budget]


if __name__ == "__main__":
    sys.exit(run_alone(measure))
