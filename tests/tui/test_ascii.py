"""Where only ASCII can be shown, only ASCII is drawn, in the same cells, and nothing fails for a character."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pexpect
import pyte
import pytest
from rich.cells import cell_len

from efficacy_tui.content.ascii_fallbacks import ASCII_FALLBACKS
from efficacy_tui.journal.demo import seeded_ids
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import Mastery
from efficacy_tui.tui.look import glyphs
from efficacy_tui.tui.look.ascii_filter import to_displayable
from tests.support.screen_tour import SCENES, go, go_back, lines, walker


@pytest.fixture(autouse=True)
def _unicode_afterwards() -> Iterator[None]:
    yield
    glyphs.use_glyphs("unicode")


# -- choosing ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("encoding", "term", "fits"),
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
def test_the_set_follows_the_encoding_and_the_terminal(encoding: str | None, term: str | None, fits: str) -> None:
    assert glyphs.fitting_glyphs(encoding, term) == fits


def test_every_sign_is_one_cell_in_both_sets_and_the_ascii_ones_say_the_same() -> None:
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
    # What stands side by side stays told apart.
    assert len({glyphs.ASCII[name] for name in ("self", "others", "consensus")}) == 3


def test_every_likeness_takes_the_place_of_its_sign_exactly() -> None:
    assert all(like.isascii() and like.isprintable() for like in ASCII_FALLBACKS.values())
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
def test_a_persons_own_text_stays_where_it_can_be_shown_and_keeps_its_width(
    encoding: str, text: str, drawn: str
) -> None:
    assert to_displayable(text, encoding) == drawn
    assert cell_len(drawn) == cell_len(text)


# -- the screens ------------------------------------------------------------------------------------


async def test_with_the_ascii_set_no_cell_of_any_screen_holds_anything_else(tmp_path: Path) -> None:
    async with walker("demo", tmp_path, (80, 24), signs="ascii") as person:
        for scene in SCENES:
            await go(person, scene)
            drawn = lines(person.app)
            others = {char for line in drawn for char in line if not char.isascii()}
            # What people of the demo wrote has typographic quotation marks, and those have a likeness.
            assert others == set(), scene
            assert {cell_len(line) for line in drawn} == {80}, scene
            await go_back(person)


async def test_the_charts_and_small_lines_draw_themselves_with_ascii_not_with_likenesses_of_braille(
    tmp_path: Path,
) -> None:
    async with walker("demo", tmp_path, (120, 36), signs="ascii") as person:
        text = "\n".join(lines(person.app))
        assert "?" not in text.replace("? Help", "")
        assert " 50+" in text
        assert "--__" in text or "__--" in text
        assert any(run in text for run in ("^^", "==", "--"))


async def test_signs_chosen_in_a_utf8_terminal_leave_a_persons_letters_alone(tmp_path: Path) -> None:
    async with walker("week", tmp_path, (80, 24), signs="ascii") as person:
        person.journal.evidence.add(Mastery, person.journal.domains.all()[0].id, "“Über 東京” gesprochen…")
        await person.settle()
        assert '^ "Über 東京" gesprochen~' in "\n".join(lines(person.app))


async def test_with_the_unicode_set_nothing_is_turned(tmp_path: Path) -> None:
    async with walker("week", tmp_path, (80, 24)) as person:
        assert any("╭─ 1 Challenge ─" in line for line in lines(person.app))


# -- the real program -------------------------------------------------------------------------------

RUN = "from efficacy_tui.cli.main import main; main()"
PLAIN = {
    "the C locale": {"LC_ALL": "C"},
    "ASCII asked of Python": {"PYTHONIOENCODING": "ascii"},
    "no UTF-8 mode": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "the Linux console": {"LC_ALL": "C.UTF-8", "TERM": "linux"},
}
SECONDS = 60


def environment(**changes: str) -> dict[str, str]:
    """The test's surroundings with a colourful UTF-8 terminal, but for some changes."""
    kept = {
        key: value for key, value in os.environ.items() if not key.startswith(("LC_", "LANG", "PYTHONIO", "COLORT"))
    }
    return {**kept, "TERM": "xterm-256color", "PYTHONPATH": str(Path(__file__).parents[2]), **changes}


@pytest.fixture
def file(tmp_path: Path, clock) -> Path:
    """A journal whose person writes in more than ASCII."""
    path = tmp_path / "mine.json"
    journal = Journal(path, clock, seeded_ids(1))
    journal.open()
    domain = journal.domains.add("Café", "order “for two” in 東京")
    journal.evidence.add(Mastery, domain.id, "Ordered – and smiled…")
    return path


def in_a_terminal(*arguments: str, **changes: str) -> tuple[pexpect.spawn, pyte.Screen, pyte.ByteStream]:
    """Start the program in a terminal of its own."""
    screen = pyte.Screen(80, 24)
    child = pexpect.spawn(
        sys.executable, ["-c", RUN, *arguments], dimensions=(24, 80), env=environment(**changes), timeout=SECONDS
    )
    return child, screen, pyte.ByteStream(screen)


def read(
    child: pexpect.spawn, screen: pyte.Screen, stream: pyte.ByteStream, until: Callable[[str], bool] | None = None
) -> tuple[str, bytes]:
    """Read until the screen is as it should be, or to the end; gives the screen and every byte written."""
    late, raw, text = time.monotonic() + SECONDS, b"", ""
    while time.monotonic() < late:
        try:
            piece = child.read_nonblocking(65536, 0.1)
        except pexpect.TIMEOUT:
            piece = b""
        except pexpect.EOF:
            assert until is None, f"the program ended:\n{text}"
            return text, raw
        raw += piece
        stream.feed(piece)
        text = "\n".join(screen.display)
        if until is not None and until(text):
            return text, raw
    raise AssertionError(f"it never came true:\n{text}")


def asks(text: str) -> bool:
    """Whether the check-in is on the screen."""
    return "how sure are you" in text and "esc later" in text


def shows_the_dashboard(text: str) -> bool:
    """Whether the dashboard is on the screen, and nothing over it."""
    return "+- 1 Challenge -" in text and "esc later" not in text and "? Help" in text


@pytest.mark.parametrize("name", PLAIN)
def test_the_program_opens_where_only_ascii_can_be_shown(name: str, file: Path) -> None:
    child, screen, stream = in_a_terminal(EFFICACY_JOURNAL=str(file), **PLAIN[name])
    try:
        text, raw = read(child, screen, stream, asks)
        child.send("\x1b")
        later, more = read(child, screen, stream, shows_the_dashboard)
        assert "Traceback" not in text + later
        if name != "the Linux console":
            # There a person's own letters are written in UTF-8, which the console has.
            assert (raw + more).isascii()
            assert "Caf?" in later
            assert '"for two"' in text
            assert "????" in text
        else:
            assert not set("╭─✓▲·“”…–") & set(text + later)
            assert "Café" in later
        child.send("q")
        read(child, screen, stream)
    finally:
        child.close(force=True)
    assert child.exitstatus == 0


@pytest.mark.parametrize("name", PLAIN)
@pytest.mark.parametrize("arguments", [["--help"], ["status"], ["keys"], ["check-in", "70"], ["domain", "list"]])
def test_the_commands_print_what_the_terminal_can_show(name: str, arguments: list[str], file: Path) -> None:
    child, screen, stream = in_a_terminal(*arguments, EFFICACY_JOURNAL=str(file), **PLAIN[name])
    _, raw = read(child, screen, stream)
    child.close()
    assert child.exitstatus in (0, 3)
    assert raw.strip()
    assert b"Error" not in raw
    if name != "the Linux console":
        assert raw.isascii()
    assert not set("✓▲·“”…–’◆") & set(raw.decode())


def test_what_goes_into_a_pipe_is_written_as_it_is(file: Path) -> None:
    for changes in PLAIN.values():
        done = subprocess.run(
            [sys.executable, "-c", RUN, "export", "--format", "json"],
            capture_output=True,
            env=environment(EFFICACY_JOURNAL=str(file), **changes),
            check=True,
            timeout=SECONDS,
        )
        assert "order “for two” in 東京" in json.loads(done.stdout)["domains"][0]["task"]


def test_a_pipe_in_an_encoding_of_its_own_gets_what_that_has(file: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", RUN, "domain", "list"],
        capture_output=True,
        env=environment(EFFICACY_JOURNAL=str(file), PYTHONIOENCODING="latin-1"),
        check=True,
        timeout=SECONDS,
    )
    assert done.stdout.decode("latin-1").strip() == '* Café: I can order "for two" in ??'


def test_on_sixteen_colours_every_text_is_told_from_its_ground(file: Path) -> None:
    child, screen, stream = in_a_terminal(EFFICACY_JOURNAL=str(file), TERM="linux", LC_ALL="C.UTF-8")
    try:
        read(child, screen, stream, asks)
        child.send("\x1b")
        read(child, screen, stream, shows_the_dashboard)
        for row in screen.buffer.values():
            for cell in row.values():
                assert cell.fg != cell.bg or cell.fg == "default"
                assert len(cell.fg) != 6 or not set(cell.fg) <= set("0123456789abcdef"), (
                    "only the console's own colours"
                )
        assert {cell.fg for row in screen.buffer.values() for cell in row.values()} >= {"default", "green"}
    finally:
        child.close(force=True)
