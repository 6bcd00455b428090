"""When a domain is asked, in words."""

from __future__ import annotations

import datetime as dt

from efficacy_tui.model.locale_format import short_date
from efficacy_tui.model.records import Domain
from efficacy_tui.model.weekdays import describe_weekdays


def asked_sentence(domain: Domain) -> str:
    """Say on which days a domain is asked: “Speaking is asked on Mon, Wed and Fri”."""
    days = describe_weekdays(domain.days)
    return f"{domain.name} is asked {days if days == 'every day' else f'on {days}'}"


def paused_sentence(domain: Domain, today: dt.date) -> str:
    """Say until when a domain is paused: “Speaking is paused until Mon 7 Dec”."""
    assert domain.paused_until is not None
    return f"{domain.name} is paused until {short_date(domain.paused_until, today)}"


def schedule_note(domain: Domain, today: dt.date) -> str:
    """Say when a domain is asked, for a list: “Mon, Wed and Fri, paused until Mon 7 Dec”; empty for every day."""
    days = describe_weekdays(domain.days)
    parts = [] if days == "every day" else [days]
    if domain.paused_until is not None and domain.paused_until > today:
        parts.append(f"paused until {short_date(domain.paused_until, today)}")
    return ", ".join(parts)
