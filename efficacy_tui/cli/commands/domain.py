"""`efficacy domain`: add, list, focus and join domains from the shell."""

from __future__ import annotations

import click

from efficacy_tui.cli.completion_values import complete_any_domain, complete_namesake
from efficacy_tui.cli.confirm import confirm, exit_with_sentences
from efficacy_tui.cli.context import opened_journal
from efficacy_tui.cli.json_output import change_answer, json_option, print_document
from efficacy_tui.cli.output_lines import print_line
from efficacy_tui.cli.suggesting_group import SuggestingGroup


@click.group(cls=SuggestingGroup)
def domain() -> None:
    """Add and list the domains you practise, and choose your focus.

    A domain is something you practise, like speaking. In each you rate one specific task every day.

    \b
    Examples:
      efficacy domain add Running --task "run five kilometres"
      efficacy domain focus Running
      efficacy domain place Running 55
      efficacy domain join Running
    """


@domain.command(short_help="Add a domain; the first one becomes your focus.")
@click.argument("name")
@click.option(
    "--task", required=True, metavar="TEXT", help="What you want to be able to do there; the check-in asks about it."
)
@json_option
@click.pass_context
def add(ctx: click.Context, name: str, task: str, as_json: bool) -> None:
    """Add a domain; the first one becomes your focus.

    \b
    Example:
      efficacy domain add Speaking --task "give a ten-minute talk"
    """
    from efficacy_tui.flows.domains import AddDomain
    from efficacy_tui.plain.scripted_answers import finish_with_answers

    with opened_journal(ctx) as journal, change_answer(journal, "domain add", as_json) as answer:
        answer.say(finish_with_answers(AddDomain(journal), {"name": name, "task": task}))


@domain.command("list", short_help="List your domains and mark the focus.")
@json_option
@click.pass_context
def list_(ctx: click.Context, as_json: bool) -> None:
    """List your domains, with the focus marked and archived ones last.

    \b
    Example:
      efficacy domain list
    """
    with opened_journal(ctx) as journal:
        rows = journal.domains.all(archived=True)
        if as_json:
            from efficacy_tui.exchange.documents.domains import domain_list_document

            print_document(domain_list_document(rows, journal.today()))
            return
        if not rows:
            click.echo("No domain yet. Add one: efficacy domain add NAME --task TEXT")
        for row in rows:
            mark = "◆" if row.focus else "–" if row.archived else " "
            print_line(f"{mark} {row.name}: I can {row.task}{' (archived)' if row.archived else ''}")


@domain.command(short_help="Make a domain your focus.")
@click.argument("name", shell_complete=complete_any_domain)
@json_option
@click.pass_context
def focus(ctx: click.Context, name: str, as_json: bool) -> None:
    """Make a domain your focus, the one that matters most now. An archived domain comes back.

    NAME is its name or the beginning of it; case and accents do not matter.

    \b
    Example:
      efficacy domain focus Speaking
    """
    with opened_journal(ctx) as journal, change_answer(journal, "domain focus", as_json) as answer:
        focus_domain = journal.domains.find_by_name(name)
        journal.domains.set_focus(focus_domain.id)
        answer.say(f"{focus_domain.name} is your focus now.")


@domain.command(short_help="Say how hard the daily task of a domain is.")
@click.argument("name", shell_complete=complete_any_domain)
@click.argument("where", nargs=-1, required=True)
@json_option
@click.pass_context
def place(ctx: click.Context, name: str, where: tuple[str, ...], as_json: bool) -> None:
    """Give the daily task of a domain its place on the ladder; your record can then speak of that task.

    WHERE is a number from 0 (easy) to 100 (hard), or “above 52” or “below 52” for the gap beside the rung at 52.

    \b
    Examples:
      efficacy domain place Speaking 55
      efficacy domain place Speaking above 52
    """
    from efficacy_tui.flows.place_task import PlaceTask
    from efficacy_tui.flows.placing import TASK_PLACE
    from efficacy_tui.plain.scripted_answers import finish_with_answers

    with opened_journal(ctx) as journal, change_answer(journal, "domain place", as_json) as answer:
        flow = PlaceTask(journal, journal.domains.find_by_name(name))
        answer.say(f"{finish_with_answers(flow, {TASK_PLACE: ' '.join(where)})}.")


@domain.command(short_help="Join the domains of one name, as two machines can have made them.")
@click.argument("name", shell_complete=complete_namesake)
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
@click.pass_context
def join(ctx: click.Context, name: str, yes: bool, as_json: bool) -> None:
    """Join the domains called NAME, as two machines can have made them, to the oldest of them.

    What belongs to any of them then belongs to that one, also what a merge brings later. Nothing is rewritten: undo
    takes it back, with what was recorded since. The oldest keeps its own task; ratings of another task stay a series of
    their own. Of two ratings of one day the later one stays in sight, and of two open challenges the one begun last.

    \b
    Example:
      efficacy domain join Speaking

    Exit codes: 0 joined · 1 not joined, with the reason · 2 no terminal to ask, or a wrong call
    """
    from efficacy_tui.journal.joining import preview_join
    from efficacy_tui.wording.joins import joined_sentence, preview_lines

    if as_json and not yes:
        raise click.UsageError("--json needs --yes: nothing is asked in between.")
    with (
        opened_journal(ctx) as journal,
        exit_with_sentences(ctx),
        change_answer(journal, "domain join", as_json) as answer,
    ):
        group = journal.domains.find_namesakes_by_name(name)
        for line in preview_lines(preview_join(journal.contents, group), journal.today()):
            answer.say(line)
        confirm(ctx, "Join them?", yes)
        journal.domains.join_namesakes(group[0].id)
        answer.say(f"{joined_sentence(group)}. In the program, “u” undoes it.")
