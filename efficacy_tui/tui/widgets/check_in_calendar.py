"""The check-in calendar: a column per week, a row per weekday, a quiet dot for a day without a check-in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from textual.content import Content

from efficacy_tui.model import locale_format
from efficacy_tui.tui.privacy.mask import magnitude, public
from efficacy_tui.tui.widgets.content_lines import QUIET

LEVELS = ("░", "▒", "▓", "█")
GUTTER = 4


def check_in_calendar(days: Mapping[int, int], today: int, width: int) -> list[Content]:
    """Draw the last weeks that fit into `width` cells, up to this one; `days` maps date ordinals to ratings 0–100."""
    weeks = max(min((width - GUTTER) // 2, 52), 4)
    first = locale_format.week_start(dt.date.fromordinal(today)).toordinal() - 7 * (weeks - 1)
    names = locale_format.weekdays()
    months = [" "] * (weeks * 2 + 4)
    labelled_month = None
    for week in range(weeks):
        day = dt.date.fromordinal(first + 7 * week)
        if day.month != labelled_month and (labelled_month is not None or day.day <= 14) and week < weeks - 1:
            for i, char in enumerate(locale_format.month_label(day)):
                months[week * 2 + i] = char
        labelled_month = day.month
    rows = [Content.styled(" " * GUTTER + "".join(months).rstrip(), QUIET)]
    for weekday in range(7):
        cells: list[tuple[str, str]] = []
        for week in range(weeks):
            day_number = first + 7 * week + weekday
            rating = days.get(day_number)
            if day_number > today:
                cells.append(("  ", ""))
            elif rating is None:
                cells.append(("· ", "$faint"))
            else:
                cells.append((LEVELS[min(rating * len(LEVELS) // 101, len(LEVELS) - 1)] + " ", ""))
        name = "" if weekday % 2 else names[weekday][:3]
        rows.append(public(name.ljust(GUTTER), QUIET) + magnitude(Content.assemble(*cells)))
    legend, no_check_in = "░ 0–25  ▒ –50  ▓ –75  █ –100", "· no check-in"
    lines = [f"{legend}  {no_check_in}"] if width >= 50 else [legend, no_check_in]
    rows += [public(" " * GUTTER + line, QUIET) for line in lines]
    return rows
