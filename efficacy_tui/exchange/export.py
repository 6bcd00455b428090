"""Export a journal in any format: `export(journal.contents, "markdown", …)` returns the files and writes none."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from efficacy_tui.exchange.export_selection import select_records
from efficacy_tui.store.tables import Contents

ExportFormat = Literal["json", "csv", "markdown", "html"]
EXPORT_FORMATS: tuple[ExportFormat, ...] = ("json", "csv", "markdown", "html")

HTML_DAYS = 365
"""Without a day to begin with, the HTML report is about so many days."""


def export(
    contents: Contents,
    form: ExportFormat,
    *,
    at: dt.datetime,
    today: dt.date,
    since: dt.date | None = None,
    domain: str | None = None,
    notes: bool = True,
    byte_order_mark: bool = False,
) -> dict[str, bytes]:
    """Return the bytes by file name: one file each, but one per table for CSV.

    `at` is the present instant and `today` the person's date; `since`, `domain` (an id) and `notes` select the records.
    CSV begins with a `byte_order_mark` on request.
    """
    if form == "html" and since is None:
        since = today - dt.timedelta(days=HTML_DAYS - 1)
    selection = select_records(contents, since=since, domain=domain, notes=notes)
    stem = f"efficacy-{today.isoformat()}"
    match form:
        case "json":
            from efficacy_tui.exchange.writers.json import write_json

            return {f"{stem}.json": write_json(selection, at)}
        case "csv":
            from efficacy_tui.exchange.writers.csv import write_csv

            return write_csv(selection, byte_order_mark=byte_order_mark)
        case "markdown":
            from efficacy_tui.exchange.writers.markdown import write_markdown
            from efficacy_tui.journal.report import build_report

            report = build_report(selection, contents, today, since, has_notes=notes)
            return {f"{stem}.md": write_markdown(report).encode()}
        case "html":
            from efficacy_tui.exchange.writers.html.document import write_html
            from efficacy_tui.journal.report import build_report

            report = build_report(selection, contents, today, since, has_notes=notes, with_archived=False)
            return {f"{stem}.html": write_html(report).encode()}
