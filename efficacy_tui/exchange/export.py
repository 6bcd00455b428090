"""One call for every way out: `export(journal.contents, "markdown", …)` gives the files, nothing is written here."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from efficacy_tui.exchange.export_selection import select_records
from efficacy_tui.store.tables import Contents

Form = Literal["json", "csv", "markdown"]
FORMS: tuple[Form, ...] = ("json", "csv", "markdown")


def export(
    contents: Contents,
    form: Form,
    *,
    at: dt.datetime,
    today: dt.date,
    since: dt.date | None = None,
    domain: str | None = None,
    notes: bool = True,
) -> dict[str, bytes]:
    """File name → bytes. JSON and Markdown are one file, CSV one a table.

    `at` is the instant and `today` the person's date; `since`, `domain` (id) and `notes` choose the part.
    """
    part = select_records(contents, since=since, domain=domain, notes=notes)
    stem = f"efficacy-{today.isoformat()}"
    match form:
        case "json":
            from efficacy_tui.exchange.writers.json import write_json

            return {f"{stem}.json": write_json(part, at)}
        case "csv":
            from efficacy_tui.exchange.writers.csv import write_csv

            return write_csv(part)
        case "markdown":
            from efficacy_tui.exchange.writers.markdown import write_report

            return {f"{stem}.md": write_report(part, contents, today, since).encode()}
