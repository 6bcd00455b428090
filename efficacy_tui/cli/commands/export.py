"""`efficacy export`: export the journal as JSON, CSV, or a report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from efficacy_tui.cli.completion_values import complete_any_domain, one_of
from efficacy_tui.cli.context import REFUSED, opened_journal
from efficacy_tui.cli.output_lines import print_line
from efficacy_tui.cli.output_option import output_options
from efficacy_tui.model import locale_format

if TYPE_CHECKING:
    from efficacy_tui.exchange.export import ExportFormat


@click.command()
@click.option(
    "--format",
    "form",
    type=click.Choice(["json", "csv", "markdown", "html"]),
    default="json",
    show_default=True,
    help="Which form.",
)
@output_options("Write to this file, or folder for CSV; by default to the screen.")
@click.option(
    "--since",
    metavar="DAY",
    shell_complete=one_of("7d ago", "30d ago", "90d ago"),
    help="Only from this day on: 2026-10-01, 1 oct, 30d ago.",
)
@click.option("--domain", metavar="NAME", shell_complete=complete_any_domain, help="Only this domain.")
@click.option("--without-notes", is_flag=True, help="Leave out what you wrote, except domains, tasks and titles.")
@click.option("--bom", is_flag=True, help="Begin each CSV file with a byte order mark, as Excel wants it.")
@click.pass_context
def export(
    ctx: click.Context,
    form: ExportFormat,
    output: str | None,
    since: str | None,
    domain: str | None,
    without_notes: bool,
    force: bool,
    bom: bool,
) -> None:
    """Export your journal: JSON for programs, CSV for spreadsheets, a report to read as HTML or Markdown.

    JSON holds everything but the history and can be imported again; “efficacy schema” describes it. CSV is a folder
    with one file for each table. A partial export (--since, --domain, --without-notes) leaves out settings and
    deletions.

    The HTML report is one file for any browser, a phone or paper, with pictures; it runs no script and loads nothing.
    It is about the last 365 days unless --since says otherwise, and leaves archived domains out unless --domain names
    one. The Markdown report says the same of all days, and lists every entry.

    \b
    Examples:
      efficacy export -o journal-copy.json
      efficacy export --format csv -o tables
      efficacy export --format html -o report.html
      efficacy export --format markdown --since "30d ago" -o report.md

    Exit codes: 0 done · 1 not done, with the reason
    """
    from efficacy_tui.cli.output import parse_past_day, write_files, write_output
    from efficacy_tui.exchange.export import export as export_files

    if bom and form != "csv":
        raise click.UsageError("--bom is for --format csv; the other forms need no mark.")
    if form == "csv" and output is None:
        click.echo("CSV is one file per table: name a folder with -o.", err=True)
        ctx.exit(REFUSED)
    with opened_journal(ctx) as journal:
        files = export_files(
            journal.contents,
            form,
            at=journal.now(),
            today=journal.today(),
            since=parse_past_day(journal, since) if since is not None else None,
            domain=journal.domains.find_by_name(domain).id if domain is not None else None,
            notes=not without_notes,
            byte_order_mark=bom,
        )
        if form == "csv":
            write_files(journal, files, Path(str(output)).expanduser(), overwrite=force)
        else:
            write_output(journal, next(iter(files.values())), output, overwrite=force)
        if output and output != "-":
            print_line(f"✓ Exported to {output}: {_describe_size(files)}", err=True)


def _describe_size(files: dict[str, bytes]) -> str:
    size = locale_format.group_thousands(sum(map(len, files.values())) // 1024 + 1)
    return f"{len(files)} file{'' if len(files) == 1 else 's'}, {size} kB"
