"""`efficacy domain`: add, list, focus, schedule and join domains from the shell."""

from __future__ import annotations

import click

from efficacy_tui.cli.completion_values import complete_any_domain, complete_namesake, one_of
from efficacy_tui.cli.confirm import confirm, exit_with_sentences
from efficacy_tui.cli.context import opened_journal
from efficacy_tui.cli.json_output import change_answer, json_option, print_document
from efficacy_tui.cli.output_lines import print_wrapped
from efficacy_tui.cli.rung_places import Place, place_options
from efficacy_tui.cli.suggesting_group import SuggestingGroup
from efficacy_tui.cli.text_input import TEXT
from efficacy_tui.model.types import WEEKDAYS
from efficacy_tui.store.errors import Rejected


@click.group(cls=SuggestingGroup)
def domain() -> None:
    """Add and list the domains you practise, and choose your focus.

    A domain is something you practise, like speaking. In each you rate one specific task every day.

    \b
    Examples:
      efficacy domain add Running --task "run five kilometres"
      efficacy domain focus Running
      efficacy domain place Running 55
      efficacy domain days Running mon wed fri
      efficacy domain pause Running --until +14d
      efficacy domain join Running
    """


@domain.command(short_help="Add a domain; the first one becomes your focus.")
@click.argument("name")
@click.option(
    "--task",
    required=True,
    metavar="TEXT",
    type=TEXT,
    help="What you want to be able to do there; the check-in asks about it.",
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
    """List your domains, with the focus marked and archived ones last, and when they are asked if not every day.

    \b
    Example:
      efficacy domain list
    """
    from efficacy_tui.wording.schedule import schedule_note

    with opened_journal(ctx) as journal:
        rows = journal.domains.all(archived=True)
        if as_json:
            from efficacy_tui.exchange.documents.domains import domain_list_document

            print_document(domain_list_document(rows, journal.today()))
            return
        if not rows:
            click.echo("No domain yet. Add one: efficacy domain add NAME --task TEXT")
        for row in rows:
            mark = " · focus" if row.focus else " · archived" if row.archived else ""
            note = "" if row.archived else schedule_note(row, journal.today())
            print_wrapped(f"{row.name}{mark}: I can {row.task}{f' ({note})' if note else ''}")


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
@click.argument("where", nargs=-1)
@place_options
@json_option
@click.pass_context
def place(
    ctx: click.Context,
    name: str,
    where: tuple[str, ...],
    at: str | None,
    above: str | None,
    below: str | None,
    as_json: bool,
) -> None:
    """Give the daily task of a domain its place on the ladder, to see what your record gives for it.

    WHERE is a number from 0 (easy) to 100 (hard), or “above 52” or “below 52” for the gap beside the rung at 52.
    Instead of it a rung can be named, with --above or --below.

    \b
    Examples:
      efficacy domain place Speaking 55
      efficacy domain place Speaking above 52
      efficacy domain place Speaking --above "Ask a question"
    """
    from efficacy_tui.flows.place_task import PlaceTask
    from efficacy_tui.flows.placing import TASK_PLACE
    from efficacy_tui.plain.scripted_answers import finish_with_answers

    place = Place(at, above, below)
    if place.number + bool(where) != 1:
        raise click.UsageError("Say where the task goes: a number, or one of --at, --above and --below.")
    with opened_journal(ctx) as journal, change_answer(journal, "domain place", as_json) as answer:
        target = journal.domains.find_by_name(name)
        difficulty = " ".join(where) if where else str(place.difficulty(journal, target, with_task=False))
        answer.say(f"{finish_with_answers(PlaceTask(journal, target), {TASK_PLACE: difficulty})}.")


@domain.command(short_help="Choose the days of the week on which a domain is asked.")
@click.argument("name", shell_complete=complete_any_domain)
@click.argument("days", nargs=-1, required=True, shell_complete=one_of("all", "mon-fri", "weekends", *WEEKDAYS))
@json_option
@click.pass_context
def days(ctx: click.Context, name: str, days: tuple[str, ...], as_json: bool) -> None:
    """Choose the days of the week on which a domain is asked. Other days count neither for nor against.

    DAYS are like mon wed fri, mon-fri or weekends, or “all” for every day.

    \b
    Examples:
      efficacy domain days Speaking mon wed fri
      efficacy domain days Speaking all
    """
    from efficacy_tui.model.weekdays import InvalidWeekdays, parse_weekdays
    from efficacy_tui.wording.schedule import asked_sentence

    with opened_journal(ctx) as journal, change_answer(journal, "domain days", as_json) as answer:
        target = journal.domains.find_by_name(name)
        try:
            weekdays = parse_weekdays(" ".join(days))
        except InvalidWeekdays as error:
            raise Rejected(str(error)) from error
        answer.say(f"{asked_sentence(journal.domains.set_days(target.id, weekdays))}.")


@domain.command(short_help="Pause a domain until a day, without archiving it.")
@click.argument("name", shell_complete=complete_any_domain)
@click.option(
    "--until",
    required=True,
    metavar="DAY",
    shell_complete=one_of("tomorrow", "+7d", "+14d"),
    help="The day on which it is asked again: +14d, 10 dec, mon.",
)
@json_option
@click.pass_context
def pause(ctx: click.Context, name: str, until: str, as_json: bool) -> None:
    """Pause a domain from today until a day, as for a holiday: it stays as it is, but is not asked before that day.

    The days between count neither for nor against. “efficacy domain resume NAME” ends the pause earlier.

    \b
    Example:
      efficacy domain pause Speaking --until "10 dec"
    """
    from efficacy_tui.cli.output import report_dropped_time
    from efficacy_tui.flows.question_types import InvalidAnswer
    from efficacy_tui.flows.schedule_questions import pause_question
    from efficacy_tui.wording.schedule import paused_sentence

    with opened_journal(ctx) as journal, change_answer(journal, "domain pause", as_json) as answer:
        target, today = journal.domains.find_by_name(name), journal.today()
        try:
            day = pause_question(target, today).parse(until)
        except InvalidAnswer as error:
            raise Rejected(str(error)) from error
        if day is None:
            raise Rejected("Say until when, like --until +14d. Nothing was changed.")
        report_dropped_time(journal, until, "future")
        answer.say(f"{paused_sentence(journal.domains.pause(target.id, day), today)}.")


@domain.command(short_help="End the pause of a domain.")
@click.argument("name", shell_complete=complete_any_domain)
@json_option
@click.pass_context
def resume(ctx: click.Context, name: str, as_json: bool) -> None:
    """End the pause of a domain: it is asked again from today on. The paused days still do not count.

    \b
    Example:
      efficacy domain resume Speaking
    """
    with opened_journal(ctx) as journal, change_answer(journal, "domain resume", as_json) as answer:
        target = journal.domains.resume(journal.domains.find_by_name(name).id)
        answer.say(f"{target.name} is no longer paused.")


@domain.command(short_help="Join domains with the same name, which two machines may have created.")
@click.argument("name", shell_complete=complete_namesake)
@click.option("--yes", is_flag=True, help="Do not ask for confirmation.")
@json_option
@click.pass_context
def join(ctx: click.Context, name: str, yes: bool, as_json: bool) -> None:
    """Join the domains called NAME, which two machines may have created, to the oldest of them.

    What belongs to any of them then belongs to that one, including what a merge brings later. Nothing is rewritten:
    undo takes it back, together with what was recorded since. The oldest keeps its own task; ratings of another task
    stay a series of their own. Of two ratings of one day the later one is shown, and of two open challenges the one
    begun last stays open.

    \b
    Example:
      efficacy domain join Speaking

    Exit codes: 0 joined · 1 not joined, with the reason · 2 no terminal to ask, or a usage error
    """
    from efficacy_tui.journal.joining import preview_join
    from efficacy_tui.wording.joins import joined_sentence, preview_lines

    if as_json and not yes:
        raise click.UsageError("--json needs --yes, because it asks no questions.")
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
        answer.say(f"{joined_sentence(group)}. “efficacy undo” undoes it.")
