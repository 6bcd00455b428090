"""The command line of `efficacy`; it opens the program when called without a subcommand.

Each subcommand is imported only when it is called; lists of commands need only its summary.
"""

from __future__ import annotations

import importlib
import os
import sys
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from efficacy_tui.cli.completion_values import complete_file
from efficacy_tui.cli.global_options import GlobalOptions
from efficacy_tui.cli.suggesting_group import SuggestingGroup
from efficacy_tui.content.words import DISCLAIMER

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


class Subcommand(NamedTuple):
    """A subcommand that is not imported yet.

    `target` is its `module:function` in `cli.commands`, `summary` its line in lists, and `global_options` are the
    options of the program that it understands.
    """

    target: str
    summary: str
    global_options: frozenset[str] = frozenset({"journal", "demo"})

    def load(self) -> click.Command:
        module, _, name = self.target.partition(":")
        command: click.Command = getattr(importlib.import_module(f"efficacy_tui.cli.commands.{module}"), name)
        return command


_NO_JOURNAL: frozenset[str] = frozenset()

COMMANDS: dict[str, Subcommand] = {
    "add": Subcommand("add:add", "Add evidence: something you did, saw, were told or felt."),
    "ask": Subcommand("ask:ask", "Write a message that asks somebody what they saw."),
    "backup": Subcommand("backup:backup", "Back up your journal now."),
    "challenge": Subcommand("challenge:challenge", "Begin a challenge."),
    "check-in": Subcommand(
        "check_in:check_in",
        "Record how sure you are today, from 0 to 100.",
        frozenset({"journal", "demo", "plain", "masked"}),
    ),
    "completion": Subcommand(
        "completion:completion", "Print the completion script for bash, zsh or fish.", _NO_JOURNAL
    ),
    "config": Subcommand("config:config", "Show, edit or check your settings.", _NO_JOURNAL),
    "delete": Subcommand("delete:delete", "Delete an entry or a rung; “undo” brings it back."),
    "doctor": Subcommand("doctor:doctor", "Find damage in your journal file, and repair it."),
    "domain": Subcommand("domain:domain", "Add and list your domains, and choose your focus."),
    "due": Subcommand("due:due", "List what is due: ratings, steps, challenges."),
    "edit": Subcommand("edit:edit", "Change an entry, a challenge or a rung in your editor."),
    "erase": Subcommand("erase:erase", "Remove something for good, from the backups too."),
    "estimate": Subcommand("estimate:estimate", "Estimate efficacy from outcomes in a CSV file.", _NO_JOURNAL),
    "export": Subcommand("export:export", "Export your journal as JSON, CSV or Markdown."),
    "history": Subcommand("history:history", "List what was changed, and bring earlier versions back."),
    "import": Subcommand("import_:import_", "Import from this program, Loop, Daylio, jrnl, Day One."),
    "keys": Subcommand("keys:keys", "List the keys of every screen.", _NO_JOURNAL),
    "ladder": Subcommand("ladder:ladder", "Print a domain’s ladder: done, sure of, and next."),
    "list": Subcommand("list:list_", "List evidence, challenges, sessions and notes."),
    "locate": Subcommand("locate:locate", "Print where your files are."),
    "lock": Subcommand("lock:lock", "Lock your sealed journal again."),
    "merge": Subcommand("merge:merge", "Merge another copy into your journal."),
    "outcome": Subcommand("outcome:outcome", "Record what came of a challenge, and close it."),
    "purge-history": Subcommand("purge_history:purge_history", "Delete earlier versions of what you changed."),
    "rate": Subcommand("rate:rate", "Let people who know you rate your profile."),
    "redo": Subcommand("redo:redo", "Put back what was undone last."),
    "remind": Subcommand("remind:remind", "Write reminders for a calendar or a scheduler."),
    "restore": Subcommand("restore:restore", "Replace your journal with a backup."),
    "rung": Subcommand("rung:rung", "Add, move, rate and delete the rungs of a ladder."),
    "schema": Subcommand("schema:schema", "Print the JSON Schema of an export or an answer.", _NO_JOURNAL),
    "seal": Subcommand("seal:seal", "Encrypt your journal and every copy of it."),
    "search": Subcommand("search:search", "Search everything you wrote."),
    "show": Subcommand("show:show", "Show one entry in full."),
    "standing": Subcommand("standing:standing", "Say where you and your record stand, and why."),
    "status": Subcommand("status:status", "Say whether you have checked in today."),
    "step": Subcommand("step:step", "Record how the step that is due went."),
    "sync": Subcommand("sync:sync", "Exchange your journal with your other machines, by git."),
    "undo": Subcommand("undo:undo", "Undo the last change."),
    "unlock": Subcommand("unlock:unlock", "Open your sealed journal for later commands."),
    "unseal": Subcommand("unseal:unseal", "Decrypt your journal and every copy of it."),
}

REFUSALS = {
    "journal": "--journal means nothing to “{command}”, which uses no journal.",
    "demo": "--demo means nothing to “{command}”, which uses no journal.",
    "plain": "--plain means nothing to “{command}”, which prints lines of text anyway.",
    "masked": "--masked means nothing to “{command}”: printed lines cannot be masked.",
}
"""Global option → why a subcommand refuses it."""

HELP = f"""Build self-efficacy: one challenge, its evidence, your readiness, your trend.

Without a command this opens the dashboard. “efficacy COMMAND --help” explains a command.

\b
Examples:
  efficacy                       open the dashboard
  efficacy --demo                look around in a year of made-up practice
  efficacy --plain               the whole program as lines of text
  efficacy check-in 70           check in from the shell

Exit codes: 0 done · 1 not done, with the reason · 2 no terminal, or a usage error ·
3 from “status”: not checked in today

{DISCLAIMER}
"""


class LazyGroup(SuggestingGroup):
    """A group whose subcommands are imported when they are called."""

    def main(self, *args: Any, **extra: Any) -> Any:
        from efficacy_tui.cli.encoding import printable_output

        # click prints its own errors, and what they quote was typed or comes from a file name.
        with printable_output(os.environ):
            return super().main(*args, **extra)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return COMMANDS[cmd_name].load() if cmd_name in COMMANDS else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name].summary) for name in self.list_commands(ctx)])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem

        names = [name for name in self.list_commands(ctx) if name.startswith(incomplete)]
        items: list[CompletionItem] = [CompletionItem(name, help=COMMANDS[name].summary) for name in names]
        return [*items, *click.Command.shell_complete(self, ctx, incomplete)]

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; afterwards name what it wrote without the disk confirming it."""
        from efficacy_tui.cli.context import REFUSED, OutputFailed
        from efficacy_tui.store.atomic_file import watch_confirmations
        from efficacy_tui.store.errors import JournalLocked

        with watch_confirmations() as unconfirmed_paths:
            try:
                return super().invoke(ctx)
            except click.NoSuchOption as error:
                raise _misplaced_option(error) or error from None
            except JournalLocked as error:
                from efficacy_tui.cli.output_lines import print_sentences

                print_sentences(str(error), err=True)
                ctx.exit(REFUSED)
            except OSError as error:
                if isinstance(error, OutputFailed):
                    raise
                filename = f" ({error.filename})" if error.filename else ""
                click.echo(f"That failed: {error.strerror or error}{filename}.", err=True)
                ctx.exit(REFUSED)
            finally:
                if unconfirmed_paths and ctx.invoked_subcommand:
                    from efficacy_tui.cli.output import report_unconfirmed

                    report_unconfirmed(unconfirmed_paths)


def _misplaced_option(error: click.NoSuchOption) -> click.UsageError | None:
    """Return a better error for an option of the program that stands behind a command; `None` if it is another one."""
    option = error.option_name.removeprefix("--")
    if error.ctx is None or option not in REFUSALS:
        return None
    program, *words = error.ctx.command_path.split()
    if option not in COMMANDS[words[0]].global_options:
        return click.UsageError(REFUSALS[option].format(command=words[0]), error.ctx)
    call = [program, f"--{option}", *(["PATH"] if option == "journal" else []), *words]
    return click.UsageError(f"--{option} goes before the command: {' '.join(call)}", error.ctx)


@click.group(
    cls=LazyGroup, invoke_without_command=True, help=HELP, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.option(
    "--journal",
    metavar="PATH",
    shell_complete=complete_file,
    help="Use this journal file; by default the one in EFFICACY_JOURNAL, or your own.",
)
@click.option(
    "--demo", is_flag=True, help="Use a throw-away journal with a year of made-up practice, deleted at the end."
)
@click.option(
    "--plain", is_flag=True, help="Show lines of text instead of a dashboard: for screen readers, ssh and pipes."
)
@click.option("--masked", is_flag=True, help="Open with private text and numbers hidden; m shows them again.")
@click.version_option(package_name="efficacy-tui", message="efficacy %(version)s")
@click.pass_context
def efficacy(ctx: click.Context, journal: str | None, demo: bool, plain: bool, masked: bool) -> None:
    if journal == "":
        # An unset variable of a script must not lead to the default journal.
        raise click.UsageError("--journal needs the path of a file.")
    if journal and demo:
        raise click.UsageError("Choose one of --journal and --demo: the demo has a journal of its own.")
    if plain and masked:
        raise click.UsageError("Choose one of --plain and --masked: printed lines cannot be masked.")
    ctx.obj = GlobalOptions(journal, demo=demo, plain=plain, masked=masked)
    if ctx.invoked_subcommand is None:
        from efficacy_tui.cli.launch import open_dashboard, open_plain

        sys.exit(open_plain(journal, demo=demo) if plain else open_dashboard(journal, demo=demo, masked=masked))
    ctx.with_resource(ctx.obj.resources)
    for option in ("journal", "demo", "plain", "masked"):
        if getattr(ctx.obj, option) and option not in COMMANDS[ctx.invoked_subcommand].global_options:
            raise click.UsageError(REFUSALS[option].format(command=ctx.invoked_subcommand))
