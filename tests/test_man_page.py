"""The manual page matches the program, is complete, and is roff that prints as it was meant."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import click
import pytest

import efficacy_tui
from efficacy_tui.cli.command_group import efficacy
from efficacy_tui.flows.command_table import ALL_COMMANDS
from tests.man_page import ALIAS, ALIAS_TEXT, PAGE, build_page, root_context, walk
from tests.support.roff import escape, mark_up, paragraph

ROOT = Path(__file__).parent.parent
SECTIONS = [
    *("NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "COMMANDS", "KEYS"),
    *("FILES", "ENVIRONMENT", "EXIT STATUS", "EXAMPLES", "SEE ALSO"),
]
RENDERERS = [
    call
    for call in (["groff", "-man", "-ww", "-Tutf8", "-P-cbou"], ["groff", "-man", "-ww", "-Tascii", "-P-cbou"])
    if shutil.which(call[0])
]


def plain(line: str) -> str:
    """Undo the markup of a line of the page that holds only ASCII."""
    signs = {"aq": "'", "dq": '"', "ti": "~", "ha": "^", "ga": "`"}
    text = re.sub(r"\\f[BIP]", "", line).replace(r"\-", "-").replace(r"\e", "\\")
    return re.sub(r"\\\((aq|dq|ti|ha|ga)", lambda match: signs[match[1]], text)


def test_the_page_matches_the_registries() -> None:
    outdated = "the page is outdated; write it again with: python -m tests.man_page"
    assert PAGE.read_text(encoding="ascii") == build_page(), outdated
    assert ALIAS.read_text(encoding="ascii") == ALIAS_TEXT == f".so man1/{PAGE.name}\n"


def test_the_page_has_the_usual_sections_in_their_order() -> None:
    assert re.findall(r"^\.SH (.*)$", build_page(), re.MULTILINE) == SECTIONS


def test_the_page_has_every_command_with_its_options() -> None:
    lines = list(map(plain, build_page().splitlines()))
    for ctx in walk(efficacy, root_context()):
        heading = re.compile(rf'\.SS "{ctx.command_path}( [^a-z].*)?"')
        (start,) = [index for index, line in enumerate(lines) if heading.fullmatch(line)]
        end = next(index for index, line in enumerate(lines) if index > start and re.match(r"\.S[HS]", line))
        tags = [line for before, line in zip(lines[start:end], lines[start + 1 : end], strict=False) if before == ".TP"]
        options = [option for option in ctx.command.params if isinstance(option, click.Option)]
        assert [re.findall(r"(?<!\S)--?[a-z-]+", tag.replace(",", " ")) for tag in tags] == [o.opts for o in options]


def test_the_page_has_every_key_with_the_name_of_its_command() -> None:
    keys = plain(" ".join(build_page().partition(".SH KEYS")[2].partition(".SH FILES")[0].splitlines()))
    assert [command.id for command in ALL_COMMANDS if f"({command.id})" not in keys] == []


def test_the_page_has_every_variable_of_the_program() -> None:
    environment = build_page().partition(".SH ENVIRONMENT")[2].partition(".SH EXIT")[0]
    sources = [path.read_text(encoding="utf-8") for path in Path(efficacy_tui.__file__).parent.rglob("*.py")]
    variables = {name for source in sources for name in re.findall(r'"(EFFICACY_[A-Z_]+)"', source)}
    assert {"EFFICACY_JOURNAL", "EFFICACY_CONFIG"} <= variables
    assert [name for name in variables if name not in environment] == []


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        (".profile", r"\&.profile"),
        ("'quoted'", r"\(aqquoted\(aq"),
        (r"a\nb", r"a\enb"),
        ("--since -3d", r"\-\-since \-3d"),
        ('~ ^ ` "', r"\(ti \(ha \(ga \(dq"),
        ("I’m “sure”, 0–100 …", r"I\(cqm \(lqsure\(rq, 0\(en100 ..."),
        ("é", r"\[u00E9]"),
    ],
)
def test_text_is_escaped(text: str, escaped: str) -> None:
    assert escape(text) == escaped


def test_options_commands_and_metavars_are_marked() -> None:
    assert mark_up("With --map, LABEL or CSV: “efficacy keys”.", {"LABEL"}) == (
        r"With \fB\-\-map\fP, \fILABEL\fP or CSV: \fBefficacy keys\fP."
    )


def test_no_line_of_a_paragraph_begins_like_a_request() -> None:
    lines = paragraph(f"{'word ' * 15}.profile is read. 'Tis so.")
    assert [line for line in lines if line.startswith((".", "'"))] == []
    assert any(line.startswith(r"\&.profile") for line in lines)


def test_the_page_needs_no_signs_that_a_terminal_may_lack() -> None:
    assert build_page().isascii()
    assert r"\[u" not in build_page()


def test_the_page_prints_without_warnings_and_in_80_columns() -> None:
    for call in RENDERERS:
        done = subprocess.run([*call, "-rLL=78n", str(PAGE)], capture_output=True, check=True, timeout=60)
        assert done.stderr.decode() == ""
        printed = done.stdout.decode("utf-8")
        assert [line for line in printed.splitlines() if len(line) > 80] == []
        assert [section for section in SECTIONS if f"\n{section}\n" not in printed] == []
        assert "efficacy check-in [OPTION]... [[DOMAIN=]RATING]..." in printed
        assert r"printf 'c\n70\nq\n' | efficacy --plain" in printed.replace("’", "'")


def test_page_and_completions_are_installed_and_in_the_source_archive() -> None:
    build = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]["targets"]
    assert build["wheel"]["shared-data"] == {"efficacy_tui/share": "share"}
    assert "efficacy_tui" in build["sdist"]["include"]
    share = ROOT / "efficacy_tui" / "share"
    assert sorted(path.relative_to(share).as_posix() for path in share.rglob("*") if path.is_file()) == [
        "bash-completion/completions/efficacy",
        "fish/vendor_completions.d/efficacy.fish",
        "man/man1/efficacy-tui.1",
        "man/man1/efficacy.1",
        "zsh/site-functions/_efficacy",
    ]
