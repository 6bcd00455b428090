"""`efficacy import`: import exports of this program and of other trackers."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from efficacy_tui.cli.completion_values import complete_mapping
from efficacy_tui.cli.context import NO_TERMINAL, REFUSED, load_settings, opened_journal
from efficacy_tui.cli.output_lines import print_line
from efficacy_tui.cli.text_input import STDIN
from efficacy_tui.journal.status import NO_DOMAIN
from efficacy_tui.model import locale_format
from efficacy_tui.store.errors import Rejected, StoreError

if TYPE_CHECKING:
    from efficacy_tui.exchange.parsed_entries import BadRow, LabelRule, Origin, ParsedFile
    from efficacy_tui.exchange.readers.csv_dates import DateOrder
    from efficacy_tui.flows.label_mapping import LabelMapping
    from efficacy_tui.journal.journal import Journal

STDIN_FILE = Path("/dev/stdin")
PROGRESS_MIN_RECORDS = 500  # smaller imports show no progress bar
MAX_LISTED = 20  # bad rows or labels; other bad rows are only counted


class ImportPath(click.Path):
    """The path of a file or folder, or “-” for standard input."""

    def __init__(self) -> None:
        super().__init__(path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if not value:
            # As a path it would be the current folder, and a script with an empty variable means none.
            self.fail("The path is empty.", param, ctx)
        if value == STDIN and ctx is not None and not ctx.resilient_parsing:
            if sys.stdin.isatty():
                self.fail("“-” stands for a file that comes through a pipe, and there is none.", param, ctx)
            return STDIN_FILE
        return super().convert(value, param, ctx)


@click.command("import")
@click.argument("file", metavar="FILE", required=False, type=ImportPath())
@click.option("--inbox", is_flag=True, help="Import what is new in the inbox of your settings, instead of a FILE.")
@click.option(
    "--from",
    "origin",
    type=click.Choice(["json", "csv", "loop", "daylio", "jrnl", "dayone", "table"]),
    help="What wrote FILE; by default it is detected.",
)
@click.option(
    "--map",
    "mapping",
    multiple=True,
    metavar="LABEL=DOMAIN:KIND",
    shell_complete=complete_mapping,
    help="What goes where; can be repeated.",
)
@click.option(
    "--mood",
    "moods",
    multiple=True,
    metavar="WORD=NUMBER",
    help="A mood word of your own, 0 to 100 (Daylio); can be repeated.",
)
@click.option(
    "--dates",
    "order",
    type=click.Choice(["dmy", "mdy", "ymd"]),
    help="How to read 3/4/2026 and 3/4/26; by default it is detected.",
)
@click.option("--skip-bad", is_flag=True, help="Leave out rows that cannot be read, and import the rest.")
@click.option("--update", is_flag=True, help="Replace what was imported earlier by what the file says now.")
@click.option("--dry-run", is_flag=True, help="Show what would be imported, and change nothing.")
@click.pass_context
def import_(
    ctx: click.Context,
    file: Path | None,
    inbox: bool,
    origin: Origin | None,
    mapping: tuple[str, ...],
    moods: tuple[str, ...],
    order: DateOrder | None,
    skip_bad: bool,
    update: bool,
    dry_run: bool,
) -> None:
    """Import an export from this program (JSON, CSV), Loop Habit Tracker, Daylio, jrnl or Day One, or a plain table.

    FILE may be a folder or a zip file; all exports in it are imported. - reads one from standard input. With --map you
    say what goes where: LABEL is a habit (Loop), “mood”, “note” or an activity (Daylio), a tag, “entry” or “starred”
    (jrnl, Day One), or * for everything; KIND is mastery, vicarious, persuasion, state or rating. In a terminal you are
    asked once, and your answer is remembered.

    Importing the same file again adds only what is new, and says how much differs from what is here; --update replaces
    that. An import is one step of undo, and never deletes anything.

    A plain table names its columns in its first line: day,domain,confidence[,note] or
    day,domain,text[,source][,difficulty] or day,domain,title,odds,outcome. --inbox reads such tables where
    the setting “inbox” says they are; each row is imported once.

    \b
    Examples:
      efficacy import journal-copy.json --dry-run
      efficacy import "Loop Habits CSV.zip" --map "Meditate=Calm:mastery"
      efficacy import daylio.csv --map "mood=Calm:rating" --mood super=90
      efficacy import work.json --from jrnl --map "@talk=Speaking:mastery"
      efficacy import --inbox

    Exit codes: 0 done · 1 not done, with the reason · 2 no terminal to ask, or a usage error
    """
    if inbox or file is None:
        options = (origin, mapping, moods, order, skip_bad or None, update or None)
        _check_inbox_call(file, inbox, any(option for option in options))
        _import_inbox(ctx, dry_run)
        return
    from efficacy_tui.exchange.apply_import import (
        apply_import,
        build_planner,
        check_labels,
        load_moods,
        load_rules,
        save_moods,
        save_rules,
    )
    from efficacy_tui.exchange.detect import read_import
    from efficacy_tui.exchange.parsed_entries import ParsedFile, UnreadableFile, parse_rule

    with opened_journal(ctx) as journal:
        try:
            mood_numbers = {**load_moods(journal), **_parse_mood_numbers(moods)}
            parsed = read_import(file, origin, moods=mood_numbers, order=order)
            rules: list[LabelRule] = []
            mapping_flow: LabelMapping | None = None
            if isinstance(parsed, ParsedFile):
                if mapping:
                    rules = [parse_rule(text) for text in mapping]
                elif rules := load_rules(journal, parsed):
                    rule_words = ", ".join(map(str, rules))
                    print_line(f"As last time: {rule_words}. To change the mapping, use --map.", err=True)
                elif parsed.bad_rows and not parsed.entries:
                    _list_bad_rows(parsed.bad_rows)
                    raise Rejected("None of it can be read, so nothing was changed.")
                else:
                    mapping_flow = _ask_mapping(ctx, journal, parsed)
                    rules = mapping_flow.rules
                    if mapping_flow.moods:
                        parsed = read_import(file, origin, moods={**mood_numbers, **mapping_flow.moods}, order=order)
            planner = build_planner(journal, parsed, rules, update=update)
            plan = planner(journal.contents, journal.now())
            _list_bad_rows(plan.bad_rows, are_left_out=skip_bad)
            if plan.bad_rows and not skip_bad:
                click.echo("Nothing was changed. Fix these rows, or leave them out with --skip-bad.", err=True)
                ctx.exit(REFUSED)
            if isinstance(parsed, ParsedFile):
                check_labels(parsed, rules)
        except UnreadableFile as error:
            raise Rejected(str(error)) from error
        if not dry_run:
            plan = apply_import(journal, file.name, planner, _show_progress) if not plan.is_empty else plan
            if mapping_flow is not None and isinstance(parsed, ParsedFile):
                # The import itself is saved; without the mapping, the next one only asks again.
                with contextlib.suppress(Rejected, StoreError):
                    save_rules(journal, parsed, rules)
                    save_moods(journal, mapping_flow.moods)
        for sentence in plan.sentences(done=not dry_run):
            print_line(sentence)
        if plan.differing_count:
            click.echo("--update replaces what differs with what the file says.", err=True)


def _check_inbox_call(file: Path | None, inbox: bool, has_options: bool) -> None:
    if not inbox:
        raise click.UsageError("Say which FILE to import, or --inbox for the tables of your inbox.")
    if file is not None:
        raise click.UsageError("Choose one of FILE and --inbox.")
    if has_options:
        raise click.UsageError("--inbox goes with --dry-run only; rows that cannot be read are left out.")


def _import_inbox(ctx: click.Context, dry_run: bool) -> None:
    """Take in the inbox and name every row that cannot be read."""
    from efficacy_tui.flows.inbox import find_inbox, import_inbox

    with opened_journal(ctx) as journal:
        path = find_inbox(load_settings().values.inbox)
        if path is None:
            raise Rejected('No inbox is set. Write inbox = "PATH" into your settings: efficacy config --edit')
        result = import_inbox(journal, path, dry_run=dry_run)
        _list_bad_rows(result.bad_rows, are_left_out=True)
        for sentence in result.plan.sentences(done=not dry_run):
            print_line(sentence)


def _ask_mapping(ctx: click.Context, journal: Journal, parsed: ParsedFile) -> LabelMapping:
    """Ask for the domain and kind of each label; without a terminal, list the labels and end the command."""
    if not journal.domains.all():
        raise Rejected(NO_DOMAIN)
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        labels = ", ".join(
            f"“{name}” ({locale_format.group_thousands(count)})" for name, count, *_ in parsed.labels()[:MAX_LISTED]
        )
        sentence = "Say what belongs where with --map LABEL=DOMAIN:KIND. The file has"
        print_line(f"{sentence}: {labels or 'nothing'}.", err=True)
        ctx.exit(NO_TERMINAL)
    from efficacy_tui.flows.label_mapping import LabelMapping
    from efficacy_tui.plain.ask import ask

    flow = LabelMapping(journal, parsed)
    if not ask(flow, sys.stdin, sys.stderr):
        ctx.exit(REFUSED)
    if not flow.rules:
        raise Rejected("Nothing was chosen, so nothing was imported.")
    return flow


def _parse_mood_numbers(moods: Sequence[str]) -> dict[str, int]:
    from efficacy_tui.exchange.parsed_entries import UnreadableFile

    numbers = {}
    for text in moods:
        word, equals, value = text.rpartition("=")
        if not equals or not word.strip() or not value.isdecimal() or int(value) > 100:
            raise UnreadableFile(f"“{text[:60]}” is not a mood. Write WORD=NUMBER, with a number from 0 to 100.")
        numbers[word.strip()] = int(value)
    return numbers


def _list_bad_rows(bad_rows: Sequence[BadRow], *, are_left_out: bool = False) -> None:
    """List the first rows, and all of those with an option that helps."""
    plain_rows = [row for row in bad_rows if not row.hint]
    for row in (*plain_rows[:MAX_LISTED], *(row for row in bad_rows if row.hint)):
        hint = f"; {row.hint}" if row.hint else ""
        print_line(f"{row.where}: {row.reason}{hint}{' (left out)' if are_left_out else ''}", err=True)
    if len(plain_rows) > MAX_LISTED:
        click.echo(f"… and {locale_format.group_thousands(len(plain_rows) - MAX_LISTED)} more", err=True)


def _show_progress(records: Sequence[Any]) -> Iterable[Any]:
    if len(records) < PROGRESS_MIN_RECORDS or not sys.stderr.isatty():
        yield from records
        return
    with click.progressbar(records, label="Importing", file=sys.stderr) as progress_bar:
        yield from progress_bar
