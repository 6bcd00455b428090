"""Write the manual page from the registries of commands and keys: `python -m tests.man_page`."""

from __future__ import annotations

import inspect
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click

from efficacy_tui.cli.command_group import efficacy
from efficacy_tui.content.instrument import EDITED_FILE
from efficacy_tui.content.words import DISCLAIMER
from efficacy_tui.flows.command_table import COMMANDS, GROUP_NAMES, PLACES, SCREEN_COMMANDS, Command
from efficacy_tui.flows.support import FILE as SUPPORT_FILE
from efficacy_tui.model.key_names import print_key
from efficacy_tui.store.paths import CONFIG_VARIABLE, JOURNAL_VARIABLE
from tests.support.roff import bold, escape, italic, item, mark_up, paragraph, verbatim

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "efficacy_tui" / "share" / "man" / "man1" / "efficacy.1"
ALIAS = PAGE.with_name("efficacy-tui.1")
ALIAS_TEXT = ".so man1/efficacy.1\n"

TITLE = "build self-efficacy in the terminal"
COMMENT = '.\\" Made by python -m tests.man_page from the registries of commands and keys.'

LEFT_ALIGNED = ".ad l"
NO_HYPHENS = ".nh"
"""Needed after every heading; a hyphen at the end of a line would look like part of an option or a command."""

SYNOPSIS = (
    "[--journal PATH | --demo] [--masked | --plain]",
    "[--journal PATH | --demo] COMMAND [ARGUMENT]...",
    "COMMAND --help",
    "--help | --version",
)

DESCRIPTION = (
    "“efficacy” opens a dashboard for building self-efficacy: being sure that you can do one specific thing in one "
    "specific situation. It shows one challenge, its evidence, your readiness and your trend.",
    "You choose a domain, something you practise, and once a day say how sure you are of one task in it, 0 to 100. "
    "You design a challenge of at most two weeks and say how likely you are to succeed before the program does. You "
    "prepare in the two minutes before it, record the outcome, and save the evidence. What worked out so far decides "
    "which one is suggested next.",
    "Everything is in one file, which any JSON tool can read unless you seal it. The program opens no network "
    "connection; only “efficacy sync”, if you set it up, runs git. "
    "Without a terminal, or for a screen reader, --plain is the same program as lines of text, and each COMMAND below "
    "does one thing and ends.",
    DISCLAIMER,
)

FILES = (
    ("~/.local/share/efficacy_tui/journal.json", "The journal. On macOS it is in ~/Library/Application Support."),
    ("~/.local/share/efficacy_tui/backups/", "Its backups; those of another journal are in a folder beside it."),
    ("~/.local/share/efficacy_tui/journal.json.key", "The key of a sealed journal, protected by your passphrase."),
    ("~/.local/share/efficacy_tui/last-error.txt", "What went wrong, if the program crashed. It is not sent anywhere."),
    ("~/.config/efficacy_tui/config.toml", "The settings; “efficacy config --edit” opens them."),
    (f"~/.config/efficacy_tui/{SUPPORT_FILE}", "The support page, with people and numbers of your own."),
    (f"~/.config/efficacy_tui/{EDITED_FILE}", "The items of the profile, in wording of your own."),
    (
        "~/.config/efficacy_tui/de/",
        "Your own words in German, and so on; “efficacy config --words” lists them.",
    ),
)
FILES_NOTE = "“efficacy locate” prints where these files are on your system."

ENVIRONMENT = (
    (JOURNAL_VARIABLE, "The journal file, if --journal is not given."),
    (CONFIG_VARIABLE, "The settings file."),
    ("XDG_DATA_HOME, XDG_CONFIG_HOME", "Where the folders of data and settings are, by default as shown above."),
    (
        "VISUAL, EDITOR",
        "The editor for “efficacy add”, “efficacy edit”, “efficacy config --edit”, “--support” and “--words”.",
    ),
    ("TERM", "With the value dumb, nothing is drawn: the check-in asks line by line."),
    ("NO_COLOR", "If it is set, neither the dashboard nor the tables of the shell use colours."),
    ("LC_ALL, LC_MESSAGES, LANG", "The language of the words that are answered and practised, without a setting."),
    ("LC_ALL, LC_CTYPE, LANG", "The encoding. Where it is not UTF-8, plain ASCII is drawn."),
    ("EFFICACY_STOCK_TEXTUAL", "With the value 1, the dashboard runs on the Textual library as it is, more slowly."),
)

EXIT_STATUS = (
    ("0", "Done. From “efficacy status”: you have checked in today, or with --review the week is reviewed."),
    ("1", "Not done; the reason is on standard error. From “efficacy check-in”: left before its end."),
    ("2", "There is no terminal where one is needed, or a usage error."),
    (
        "3",
        "Only from “efficacy status”: you have not checked in today (or reviewed the week), or there is no domain yet.",
    ),
)

EXAMPLES = (
    ("Look around in a year of made-up practice:", "efficacy --demo"),
    ("Check in for two domains:", "efficacy check-in Speaking=70 Writing=40"),
    ("Add evidence from a pipe:", "git log -1 --format=%s | efficacy add --domain Programming"),
    (
        "Remind yourself while today’s check-in is missing:",
        'efficacy status >/dev/null || notify-send "How sure are you?"',
    ),
    ("Answer the daily question without a terminal:", "printf 'c\\n70\\nq\\n' | efficacy --plain"),
    ("Complete commands, names and files in bash:", 'eval "$(efficacy completion bash)"'),
)

SEE_ALSO = (("crontab", 5), ("gitattributes", 5), ("systemd.timer", 5))


def build_page() -> str:
    """Build the whole page."""
    version, date = read_release()
    lines = [
        COMMENT,
        f'.TH EFFICACY 1 "{date}" "efficacy {version}" "User Commands"',
        LEFT_ALIGNED,
        *section("Name", [f"efficacy, efficacy{escape('-')}tui {escape('-')} {escape(TITLE)}"]),
        *section("Synopsis", synopsis_lines()),
        *section("Description", [line for text in DESCRIPTION for line in (".PP", *paragraph(text, {"COMMAND"}))]),
        *section("Options", list(option_lines(efficacy, root_context()))),
        *section("Commands", list(command_lines())),
        *section("Keys", list(key_lines())),
        *section("Files", [*definitions(FILES), ".PP", *paragraph(FILES_NOTE)]),
        *section("Environment", definitions(ENVIRONMENT)),
        *section("Exit status", definitions(EXIT_STATUS)),
        *section(
            "Examples", [line for text, call in EXAMPLES for line in (".PP", *paragraph(text), *verbatim([call]))]
        ),
        *section("See also", [", ".join(f"{bold(name)}({number})" for name, number in SEE_ALSO)]),
    ]
    return "\n".join(lines) + "\n"


def read_release() -> tuple[str, str]:
    """Return the version and the date of its entry in the changelog."""
    version: str = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    changelog = (ROOT / ".github" / "CHANGELOG.md").read_text(encoding="utf-8")
    entry = re.search(rf"^## \[{re.escape(version)}\] – (\S+)$", changelog, re.MULTILINE)
    assert entry is not None, f"the changelog has no entry for {version}"
    return version, entry[1]


def section(title: str, lines: list[str]) -> list[str]:
    # A heading begins a paragraph by itself.
    return [f".SH {title.upper()}", NO_HYPHENS, *(lines[1:] if lines[0] == ".PP" else lines)]


def subsection(heading: str) -> list[str]:
    """Return a heading, escaped already, below that of a section."""
    return [f'.SS "{heading}"', NO_HYPHENS]


def synopsis_lines() -> list[str]:
    calls = [f"{bold('efficacy')} {mark_up(call, {'PATH', 'COMMAND', 'ARGUMENT'})}" for call in SYNOPSIS]
    return [line for call in calls for line in (call, ".br")][:-1]


def definitions(rows: tuple[tuple[str, str], ...]) -> list[str]:
    return [line for tag, text in rows for line in item(bold(tag), paragraph(text))]


def root_context() -> click.Context:
    return click.Context(efficacy, info_name="efficacy", **efficacy.context_settings)


def walk(group: click.Group, ctx: click.Context) -> Iterator[click.Context]:
    """Yield a context for every subcommand, the subcommands of a group after it."""
    for name in group.list_commands(ctx):
        command = group.get_command(ctx, name)
        assert command is not None
        inner = click.Context(command, parent=ctx, info_name=name)
        yield inner
        if isinstance(command, click.Group):
            yield from walk(command, inner)


def command_lines() -> Iterator[str]:
    yield from paragraph("The options above go before COMMAND; each COMMAND has --help, too.", {"COMMAND"})
    for ctx in walk(efficacy, root_context()):
        options = shown_options(ctx.command)
        usage = [piece for piece in ctx.command.collect_usage_pieces(ctx) if piece != "[OPTIONS]"]
        usage_text = " ".join(["[OPTION]...", *usage] if options else usage)
        metavars = set(
            re.findall(r"[A-Z]{2,}", " ".join([usage_text, *(metavar_of(option, ctx) for option in options)]))
        )
        yield from subsection(" ".join(filter(None, [bold(ctx.command_path), mark_up(usage_text, metavars)])))
        (first, *blocks), endings = split_help(ctx.command)
        yield from paragraph(first, metavars)
        for block in blocks:
            yield from (".PP", *paragraph(block, metavars))
        yield from option_lines(ctx.command, ctx, metavars)
        for block in endings:
            yield from help_ending(block, metavars)


def split_help(command: click.Command) -> tuple[list[str], list[str]]:
    """Split the paragraphs of a help text into those before the options, and the examples and exit codes."""
    blocks = inspect.cleandoc(command.help or "").split("\n\n")
    endings = [block for block in blocks if block.startswith(("\b\n", "Exit codes:"))]
    return [block for block in blocks if block not in endings], endings


def help_ending(block: str, metavars: set[str]) -> list[str]:
    if block.startswith("Exit codes:"):
        return [".PP", *paragraph(block.replace("Exit codes:", "Exit status:").replace(" ·", ";"), metavars)]
    _, heading, *lines = block.splitlines()
    return [".PP", escape(heading), *verbatim([line.strip() for line in lines])]


def shown_options(command: click.Command) -> list[click.Option]:
    return [option for option in command.params if isinstance(option, click.Option)]


def option_lines(command: click.Command, ctx: click.Context, metavars: set[str] | None = None) -> Iterator[str]:
    options = shown_options(command)
    for option in options:
        metavar = metavar_of(option, ctx)
        tag = ", ".join(map(bold, option.opts)) + (f" {italic(metavar)}" if metavar else "")
        help_text = option.help or ""
        if option.required:
            help_text += " Required."
        elif option.show_default and isinstance(option.default, str):
            help_text += f" Default: {option.default}."
        yield from item(tag, paragraph(help_text, metavars or set()))
    if ctx.parent is None:
        yield from item(f"{bold('-h')}, {bold('--help')}", paragraph("Show help, of a command behind its name."))


def metavar_of(option: click.Option, ctx: click.Context) -> str:
    return "" if option.is_flag else option.make_metavar(ctx).strip("[]")


def key_lines() -> Iterator[str]:
    yield from paragraph(
        "These are the default keys, each with the name of its command under [keys] in config.toml. "
        "A digit answers a question on a scale: 1 is 10, 9 is 90, 0 is 100. "
        "“efficacy keys” lists the ones in your settings."
    )
    for group, name in GROUP_NAMES.items():
        if commands := [command for command in COMMANDS if command.group == group]:
            yield from keys_under(name, commands)
    places = {command: [place for place, ids in PLACES.items() if command.id in ids] for command in SCREEN_COMMANDS}
    yield from keys_under("On every screen", [command for command in SCREEN_COMMANDS if len(places[command]) > 1])
    for place in PLACES:
        if commands := [command for command in SCREEN_COMMANDS if places[command] == [place]]:
            yield from keys_under(f"Screen “{place}”", commands)


def keys_under(heading: str, commands: list[Command]) -> Iterator[str]:
    yield from subsection(escape(heading))
    yield ".PD 0"
    for command in commands:
        keys = ", ".join(bold(key_name(key)) for key in command.default_keys) or "no key"
        yield from item(keys, paragraph(f"{command.tooltip.rstrip('.')} ({command.id})."), indent=18)
    yield ".PD"


def key_name(key: str) -> str:
    """Return the name of a key; arrows are words, because not every output of roff has their signs."""
    return "+".join(part if part in ("up", "down", "left", "right") else print_key(part) for part in key.split("+"))


def write() -> None:
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(build_page(), encoding="ascii")
    ALIAS.write_text(ALIAS_TEXT, encoding="ascii")


if __name__ == "__main__":
    write()
