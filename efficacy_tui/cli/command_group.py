"""The command line of `efficacy`; it opens the program when called without a subcommand.

Each subcommand is imported only when it is called or listed.
"""

from __future__ import annotations

import importlib
import sys

import click

from efficacy_tui.content.words import DISCLAIMER

COMMANDS: dict[str, str] = {
    "add": "efficacy_tui.cli.commands.add:add",
    "backup": "efficacy_tui.cli.commands.backup:backup",
    "check-in": "efficacy_tui.cli.commands.check_in:check_in",
    "completion": "efficacy_tui.cli.commands.completion:completion",
    "config": "efficacy_tui.cli.commands.config:config",
    "doctor": "efficacy_tui.cli.commands.doctor:doctor",
    "domain": "efficacy_tui.cli.commands.domain:domain",
    "estimate": "efficacy_tui.cli.commands.estimate:estimate",
    "erase": "efficacy_tui.cli.commands.erase:erase",
    "export": "efficacy_tui.cli.commands.export:export",
    "import": "efficacy_tui.cli.commands.import_:import_",
    "keys": "efficacy_tui.cli.commands.keys:keys",
    "locate": "efficacy_tui.cli.commands.locate:locate",
    "merge": "efficacy_tui.cli.commands.merge:merge",
    "purge-history": "efficacy_tui.cli.commands.purge_history:purge_history",
    "rate": "efficacy_tui.cli.commands.rate:rate",
    "remind": "efficacy_tui.cli.commands.remind:remind",
    "restore": "efficacy_tui.cli.commands.restore:restore",
    "schema": "efficacy_tui.cli.commands.schema:schema",
    "standing": "efficacy_tui.cli.commands.standing:standing",
    "status": "efficacy_tui.cli.commands.status:status",
}
"""Subcommand → its module and function."""

HELP = f"""Build self-efficacy: one challenge, its evidence, your readiness, your trend.

Without a command this opens the dashboard.

\b
Examples:
  efficacy                       open the dashboard
  efficacy --demo                look around in a year of made-up practice
  efficacy --plain               the same as lines of text, without a screen to draw on
  efficacy check-in 70           check in from the shell

\b
Exit codes: 0 done · 1 could not be done, with the reason · 2 no terminal, or a wrong call ·
3 from “status”: today’s check-in is missing

{DISCLAIMER}
"""


class LazyGroup(click.Group):
    """A group whose subcommands are imported when they are called or listed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command


@click.group(
    cls=LazyGroup, invoke_without_command=True, help=HELP, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.option("--journal", metavar="PATH", help="Use this journal file (or set EFFICACY_JOURNAL).")
@click.option("--demo", is_flag=True, help="Open a year of made-up practice in a throw-away journal.")
@click.option("--plain", is_flag=True, help="The whole program as lines of text: for screen readers, ssh and pipes.")
@click.option("--masked", is_flag=True, help="Open with private text and numbers hidden; m shows them.")
@click.version_option(package_name="efficacy-tui", message="efficacy %(version)s")
@click.pass_context
def efficacy(ctx: click.Context, journal: str | None, demo: bool, plain: bool, masked: bool) -> None:
    ctx.obj = journal
    if masked and (plain or ctx.invoked_subcommand):
        raise click.UsageError("--masked is for the dashboard: lines that were written cannot be masked.")
    if ctx.invoked_subcommand is None:
        from efficacy_tui.cli.launch import open_dashboard, open_plain

        sys.exit(open_plain(journal, demo=demo) if plain else open_dashboard(journal, demo=demo, masked=masked))
