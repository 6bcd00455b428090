"""What the weeks showed: the answers of the weekly reviews, one a week."""

from __future__ import annotations

import datetime as dt

import msgspec

from efficacy_tui.journal.repository import Repository
from efficacy_tui.model.records import Review, monday_of
from efficacy_tui.model.text import clean
from efficacy_tui.model.types import Week
from efficacy_tui.store.errors import Rejected
from efficacy_tui.store.ids import review_id
from efficacy_tui.store.tables import Contents
from efficacy_tui.store.unit_of_work import TICK, UnitOfWork


class ReviewRepository(Repository):
    """Answers by ISO week, such as 2026-W47; replaced ones stay in the history."""

    def get(self, week: str) -> Review | None:
        """Return the answer of a week as a record; `None` if there is none."""
        return review_of(self.contents, week)

    def answer_of(self, week: str) -> str:
        """Return the answer of a week; empty if there is none."""
        review = self.get(week)
        return review.answer if review else ""

    def record(self, week: str, answer: str) -> Review | None:
        """Say what a week showed that the person can do; an empty answer deletes the one before.

        Raises:
            Rejected: there is no such week, it is still to come, or the answer is too long.
        """
        text, first = clean(answer), _parse_week(week)
        # A week of the person can begin on Sunday, and then belongs to the ISO week of most of its days.
        if first - dt.timedelta(days=1) > self.journal.today():
            raise Rejected("That week is still to come. Nothing was changed.")

        def intent(unit: UnitOfWork) -> Review | None:
            review = review_of(unit.contents, week)
            if not text:
                if review is not None:
                    unit.delete(review)
                return None
            if review is None:
                return _add(unit, week, text)
            return unit.change(review, answer=text)

        return self.journal.change(f"Weekly review {week}", intent)


def review_of(contents: Contents, week: str) -> Review | None:
    """Return the answer of a week as a record; `None` if there is none."""
    return next((row for row in contents.reviews.values() if row.week == week), None)


def _add(unit: UnitOfWork, week: str, answer: str) -> Review:
    """Add the answer of a week, later than whatever was deleted or erased of it."""
    number = 0
    while (tombstone := unit.contents.tombstones.get(review_id(week, number))) is not None and tombstone.erased:
        number += 1
    identifier, updated = review_id(week, number), unit.now
    mark = unit.contents.erasures.get(identifier)
    if tombstone is not None:
        updated = max(updated, tombstone.updated + TICK)
    if mark is not None:
        updated = max(updated, mark.until + TICK)
    review = unit.save(Review(id=identifier, created=updated, updated=updated, week=week, answer=answer))
    # Every field counts as set now, even one that equals that of the deleted review.
    review = msgspec.structs.replace(review, changed=None)
    unit.write("reviews", identifier, review)
    return review


def _parse_week(week: str) -> dt.date:
    """Return the Monday of an ISO week.

    Raises:
        Rejected: there is no such week.
    """
    try:
        return monday_of(msgspec.convert(week, Week))
    except ValueError as error:
        raise Rejected(f"“{week[:40]}” is not a week. Write it like 2026-W47. Nothing was changed.") from error
