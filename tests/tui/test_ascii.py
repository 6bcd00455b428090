"""Terminals without Unicode get ASCII only, in the same cells, and no character raises an error."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pexpect
import pyte
import pytest
from rich.cells import cell_len

from efficacy_tui.content.ascii_fallbacks import ASCII_FALLBACKS, fitting_glyphs
from efficacy_tui.journal.demo import seeded_ids
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import Mastery
from efficacy_tui.tui.look import glyphs
from efficacy_tui.tui.look.ascii_filter import to_displayable
from tests.conftest import SUNDAY
from tests.support.screen_tour import SCENES, lines, open_scene, return_to_dashboard, run_dashboard
from tests.support.terminal import run_commands

# -- the choice of glyphs ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("encoding", "term", "glyph_set"),
    [
        ("utf-8", "xterm-256color", "unicode"),
        ("UTF8", "screen", "unicode"),
        ("utf-8", None, "unicode"),
        ("ascii", "xterm-256color", "ascii"),
        ("ANSI_X3.4-1968", "xterm", "ascii"),
        ("iso8859-15", "xterm", "ascii"),
        ("cp437", "xterm", "ascii"),
        ("no such encoding", "xterm", "ascii"),
        (None, "xterm", "ascii"),
        ("utf-8", "linux", "ascii"),
        ("utf-8", "linux-16color", "ascii"),
        ("utf-8", "vt220", "ascii"),
    ],
)
def test_glyph_set_depends_on_encoding_and_terminal(encoding: str | None, term: str | None, glyph_set: str) -> None:
    assert fitting_glyphs(encoding, term) == glyph_set


def test_glyphs_take_one_cell_in_both_sets_and_ascii_ones_differ() -> None:
    assert set(glyphs.UNICODE) == set(glyphs.ASCII)
    assert all(cell_len(sign) == 1 for sign in (*glyphs.UNICODE.values(), *glyphs.ASCII.values()))
    assert "".join(glyphs.ASCII.values()).isascii()
    assert {name: glyphs.ASCII[name] for name in ("mastery", "vicarious", "persuasion", "state")} == {
        "mastery": "^",
        "vicarious": "o",
        "persuasion": '"',
        "state": "~",
    }
    outcomes = [glyphs.ASCII[name] for name in ("succeeded", "partly", "failed", "abandoned")]
    assert outcomes == ["+", "/", "x", "-"]
    # The timeline and the reappraisal list these below each other.
    kinds = ("mastery", "vicarious", "persuasion", "state", "challenge", "session", "note")
    assert len({glyphs.ASCII[name] for name in kinds}) == len(kinds)
    # Marks that appear side by side must differ.
    assert len({glyphs.ASCII[name] for name in ("self", "others", "consensus")}) == 3


def test_ascii_fallbacks_and_their_signs_take_one_cell() -> None:
    assert all(fallback.isascii() and fallback.isprintable() for fallback in ASCII_FALLBACKS.values())
    assert {sign for sign in ASCII_FALLBACKS if cell_len(sign) != 1} == set()


@pytest.mark.parametrize(
    ("encoding", "text", "drawn"),
    [
        ("utf-8", "“Café” – 東京 ✓", '"Café" - 東京 +'),
        ("ascii", "“Café” – 東京 ✓", '"Caf?" - ???? +'),
        ("latin-1", "“Café” – 東京 ✓", '"Café" - ???? +'),
        ("ascii", "e\u0301t\u0301", "et"),
        ("ascii", "👩\u200d🚀 go", "?? go"),
    ],
)
def test_text_keeps_encodable_characters_and_its_width(encoding: str, text: str, drawn: str) -> None:
    assert to_displayable(text, encoding) == drawn
    assert cell_len(drawn) == cell_len(text)


# -- the screens ------------------------------------------------------------------------------------


async def test_every_screen_is_ascii_with_the_ascii_set(tmp_path: Path) -> None:
    async with run_dashboard("demo", tmp_path, (80, 24), signs="ascii") as person:
        for scene in SCENES:
            await open_scene(person, scene)
            rows = lines(person.app)
            non_ascii = {char for row in rows for char in row if not char.isascii()}
            # The texts of the demo have typographic quotation marks, for which there are fallbacks.
            assert non_ascii == set(), scene
            assert {cell_len(row) for row in rows} == {80}, scene
            await return_to_dashboard(person)


async def test_charts_use_ascii_characters_and_no_fallbacks_for_braille(
    tmp_path: Path,
) -> None:
    async with run_dashboard("demo", tmp_path, (120, 36), signs="ascii") as person:
        text = "\n".join(lines(person.app))
        assert "?" not in text.replace("? Help", "")
        assert " 70|" in text
        assert "** You say " in text
        assert "== your record says about " in text
        assert "********" in text
        assert "========" in text


async def test_ascii_set_in_a_utf8_terminal_keeps_a_persons_letters(tmp_path: Path) -> None:
    async with run_dashboard("week", tmp_path, (80, 24), signs="ascii") as person:
        person.journal.evidence.add(Mastery, person.journal.domains.all()[0].id, "“Über 東京” gesprochen…")
        await person.settle()
        assert '^ "Über 東京" gesprochen~' in "\n".join(lines(person.app))


async def test_unicode_set_replaces_nothing(tmp_path: Path) -> None:
    async with run_dashboard("week", tmp_path, (80, 24)) as person:
        assert any("╭─ 1 Challenge ─" in line for line in lines(person.app))


# -- the program in a terminal -------------------------------------------------------------------------------

RUN = "from efficacy_tui.cli.main import main; main()"
PLAIN = {
    "the C locale": {"LC_ALL": "C"},
    "ASCII asked of Python": {"PYTHONIOENCODING": "ascii"},
    "no UTF-8 mode": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "the Linux console": {"LC_ALL": "C.UTF-8", "TERM": "linux"},
}
SECONDS = 60


def environment(**changes: str) -> dict[str, str]:
    """Return the environment of a colour UTF-8 terminal with some changes."""
    variables = {
        key: value for key, value in os.environ.items() if not key.startswith(("LC_", "LANG", "PYTHONIO", "COLORT"))
    }
    return {**variables, "TERM": "xterm-256color", "PYTHONPATH": str(Path(__file__).parents[2]), **changes}


@pytest.fixture
def file(tmp_path: Path, clock) -> Path:
    """A journal with texts beyond ASCII."""
    path = tmp_path / "mine.json"
    journal = Journal(path, clock, seeded_ids(1))
    journal.open()
    domain = journal.domains.add("Café", "order “for two” in 東京")
    journal.evidence.add(Mastery, domain.id, "Ordered – and smiled…")
    return path


def start_in_terminal(*arguments: str, **changes: str) -> tuple[pexpect.spawn, pyte.Screen, pyte.ByteStream]:
    """Start the program in a new terminal."""
    screen = pyte.Screen(80, 24)
    child = pexpect.spawn(
        sys.executable, ["-c", RUN, *arguments], dimensions=(24, 80), env=environment(**changes), timeout=SECONDS
    )
    return child, screen, pyte.ByteStream(screen)


def read(
    child: pexpect.spawn, screen: pyte.Screen, stream: pyte.ByteStream, until: Callable[[str], bool] | None = None
) -> tuple[str, bytes]:
    """Read until the screen meets a condition, or to the end; return the screen and all bytes."""
    deadline, raw, text = time.monotonic() + SECONDS, b"", ""
    while time.monotonic() < deadline:
        try:
            chunk = child.read_nonblocking(65536, 0.1)
        except pexpect.TIMEOUT:
            chunk = b""
        except pexpect.EOF:
            assert until is None, f"the program ended:\n{text}"
            return text, raw
        raw += chunk
        stream.feed(chunk)
        text = "\n".join(screen.display)
        if until is not None and until(text):
            return text, raw
    raise AssertionError(f"it never came true:\n{text}")


def shows_check_in(text: str) -> bool:
    """Whether the check-in is on the screen."""
    return "how sure are you" in text and "esc later" in text


def shows_dashboard(text: str) -> bool:
    """Whether the dashboard is on the screen without a dialog over it."""
    return "+- 1 Challenge -" in text and "esc later" not in text and "? Help" in text


@pytest.mark.parametrize("name", PLAIN)
def test_program_opens_in_an_ascii_terminal(name: str, file: Path) -> None:
    child, screen, stream = start_in_terminal(EFFICACY_JOURNAL=str(file), **PLAIN[name])
    try:
        check_in, check_in_bytes = read(child, screen, stream, shows_check_in)
        child.send("\x1b")
        dashboard, dashboard_bytes = read(child, screen, stream, shows_dashboard)
        assert "Traceback" not in check_in + dashboard
        if name != "the Linux console":
            # The console can show UTF-8 letters; only the signs are replaced there.
            assert (check_in_bytes + dashboard_bytes).isascii()
            assert "Caf?" in dashboard
            assert '"for two"' in check_in
            assert "????" in check_in
        else:
            assert not set("╭─✓▲·“”…–") & set(check_in + dashboard)
            assert "Café" in dashboard
        child.send("q")
        read(child, screen, stream)
    finally:
        child.close(force=True)
    assert child.exitstatus == 0


@pytest.mark.parametrize("name", PLAIN)
def test_commands_print_only_what_the_terminal_can_show(name: str, file: Path) -> None:
    commands = [("--help",), ("status",), ("keys",), ("check-in", "70"), ("domain", "list")]
    variables = environment(EFFICACY_JOURNAL=str(file), **PLAIN[name])
    for command, (exit_code, raw) in zip(
        commands, run_commands(commands, variables, SUNDAY.isoformat(), 80), strict=True
    ):
        assert exit_code in (0, 3), command
        assert raw.strip(), command
        assert b"Error" not in raw, command
        assert raw.isascii() or name == "the Linux console", command
        assert not set("✓▲·“”…–’◆") & set(raw.decode()), command


def test_output_into_a_pipe_is_unchanged(file: Path) -> None:
    for changes in PLAIN.values():
        process = subprocess.run(
            [sys.executable, "-c", RUN, "export", "--format", "json"],
            capture_output=True,
            env=environment(EFFICACY_JOURNAL=str(file), **changes),
            check=True,
            timeout=SECONDS,
        )
        assert "order “for two” in 東京" in json.loads(process.stdout)["domains"][0]["task"]


def test_pipe_with_another_encoding_gets_what_it_can_encode(file: Path) -> None:
    process = subprocess.run(
        [sys.executable, "-c", RUN, "domain", "list"],
        capture_output=True,
        env=environment(EFFICACY_JOURNAL=str(file), PYTHONIOENCODING="latin-1"),
        check=True,
        timeout=SECONDS,
    )
    assert process.stdout.decode("latin-1").strip() == 'Café · focus: I can order "for two" in ??'


def test_text_differs_from_its_background_with_sixteen_colours(file: Path) -> None:
    child, screen, stream = start_in_terminal(EFFICACY_JOURNAL=str(file), TERM="linux", LC_ALL="C.UTF-8")
    try:
        read(child, screen, stream, shows_check_in)
        child.send("\x1b")
        read(child, screen, stream, shows_dashboard)
        for row in screen.buffer.values():
            for cell in row.values():
                assert cell.fg != cell.bg or cell.fg == "default"
                assert len(cell.fg) != 6 or not set(cell.fg) <= set("0123456789abcdef"), (
                    "only the console's own colours"
                )
        assert {cell.fg for row in screen.buffer.values() for cell in row.values()} >= {"default", "green"}
    finally:
        child.close(force=True)


@pytest.mark.parametrize("size", [(120, 36), (80, 24), (60, 20), (40, 12)])
async def test_arrow_keys_are_named_because_as_signs_they_would_be_other_keys(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with run_dashboard("demo", tmp_path, size, signs="ascii") as person:
        await person.run_command("trends")
        assert "left right day" in person.text()
        assert "< >" not in person.text()
        await person.press("escape")
        await person.run_command("place-task")
        assert "up down" in person.text()
        await person.press("x")
        assert "up down left right do" in " ".join(person.text().replace("|", "").split())
