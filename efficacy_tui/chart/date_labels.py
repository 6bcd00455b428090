"""The days named below a chart."""

from __future__ import annotations

from datetime import date

from efficacy_tui.model import locale_format

MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240)


def day_name(day: int) -> str:
    """Format a date ordinal as `16 Nov`, or in the order of the locale."""
    return locale_format.brief_date(date.fromordinal(day))


def date_labels(first: int, last: int, width: int) -> list[tuple[int, str]]:
    """Choose the days to name below `width` columns: the finest calendar step with blanks between the names."""
    per_day = width / max(last - first, 1)
    for step in (1, 2, 7, 14):
        if step * per_day >= 11:
            # Anchored to the calendar (day 1 was a Monday), so that names stay put while the window moves.
            anchor = 1 + locale_format.current().first_weekday if step >= 7 else 1
            return [(day, day_name(day)) for day in range(first, last + 1) if (day - anchor) % step == 0]
    step = next((step for step in MONTH_STEPS if step * 30.4 * per_day >= 8), 600)
    start, stop = date.fromordinal(first), date.fromordinal(last)
    labels = []
    for month in range(start.year * 12 + start.month - 1, stop.year * 12 + stop.month):
        day = date(month // 12, month % 12 + 1, 1).toordinal()
        if month % step == 0 and day >= first:
            when = date.fromordinal(day)
            labels.append(
                (day, locale_format.month_label(when) if month % 12 or last - first <= 300 else str(when.year))
            )
    return labels
