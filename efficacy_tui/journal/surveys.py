"""The profile's answers: who was asked, what they said, and when it is worth asking again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from efficacy_tui.journal.domains import fold_name
from efficacy_tui.journal.errors import Rejected
from efficacy_tui.journal.repository import Repository, UnitOfWork, require
from efficacy_tui.model import locale_format
from efficacy_tui.model.records import Rater, Survey
from efficacy_tui.model.text import clean_line
from efficacy_tui.store.tables import Contents

if TYPE_CHECKING:
    from efficacy_tui.content.instrument import Instrument

EVERY_DAYS = 28
"""Answering again is offered after so many days, or at a challenge's end. †"""

_OFFERED = "profile_offered"
_CALLED = "profile_called"
SOMEBODY = "the person who asked you"
"""How a form calls whom it is about, as long as no name was given."""

Reason = Literal["first", "days", "challenge"]


class SurveyRepository(Repository):
    """The person's own answers and those of others, each version of the instrument a series of its own."""

    # -- who answers -----------------------------------------------------------------------------

    def raters(self) -> list[Rater]:
        """Everybody who was asked, in the order they were."""
        return sorted(self.contents.raters.values(), key=lambda rater: (rater.created, rater.id))

    def find_rater(self, text: str) -> Rater:
        """The rater with a pseudonym (case and accents do not matter).

        Raises:
            Rejected: there is none.
        """
        found = next((rater for rater in self.raters() if fold_name(rater.name) == fold_name(text)), None)
        if found is None:
            names = ", ".join(rater.name for rater in self.raters())
            raise Rejected(f"No rater is called “{text}”. {f'There are: {names}.' if names else 'There are none yet.'}")
        return found

    def name_problem(self, name: str) -> str | None:
        """Why a new rater cannot have a pseudonym; `None` when they can."""
        if any(fold_name(rater.name) == fold_name(name) for rater in self.contents.raters.values()):
            return f"There is a rater called {name} already. Choose another pseudonym."
        return None

    def add_rater(self, name: str, role: str = "") -> Rater:
        """The rater with a pseudonym, added when new; a role given replaces the one known.

        Raises:
            Rejected: the pseudonym is empty or too long.
        """
        name, role = clean_line(name), clean_line(role)
        known = next((rater for rater in self.raters() if fold_name(rater.name) == fold_name(name)), None)
        if known is not None and (not role or role == known.role):
            return known

        def intent(draft: UnitOfWork) -> Rater:
            rows = draft.contents.raters.values()
            found = next((rater for rater in rows if fold_name(rater.name) == fold_name(name)), None)
            return draft.add(Rater, name=name, role=role) if found is None else draft.change(found, role=role)

        return self.journal.change(f"Rater: {name}", intent)

    def delete_rater(self, identifier: str) -> int:
        """Remove a rater with all their answers and what they left unfinished, in one step; gives how many answers.

        Raises:
            Rejected: the rater is gone.
        """
        known = self.contents.raters.get(identifier)

        def intent(draft: UnitOfWork) -> int:
            rater = require(draft.contents.raters, identifier, "this rater")
            answers = [row for row in draft.contents.surveys.values() if row.by == identifier]
            unfinished = [row for row in draft.contents.settings.values() if row.key.endswith(f":{identifier}")]
            for row in (rater, *answers, *unfinished):
                draft.delete(row)
            return len(answers)

        return self.journal.change(f"Delete rater: {known.name if known else 'somebody'}", intent)

    def rater_reference(self) -> str:
        """How others are told whom it is about."""
        name: str = self.journal.settings.get(_CALLED) or SOMEBODY
        return name

    def set_rater_reference(self, name: str) -> None:
        """Set how others are told whom it is about."""
        self.journal.settings.set(_CALLED, clean_line(name)[:80] or None)

    # -- what they said --------------------------------------------------------------------------

    def record(
        self,
        instrument: Instrument,
        answers: Mapping[str, int | None],
        by: str | None = None,
        day: dt.date | None = None,
        form: str = "",
    ) -> Survey:
        """Keep one person's answers: the person's own, or those of a rater (id); an item left out counts as `None`.

        Raises:
            Rejected: an answer is out of range or to no item, the rater is gone, or the form was taken in before.
        """
        known = {item.id for item in instrument.items}
        if strange := [key for key in answers if key not in known]:
            raise Rejected(f"“{strange[0]}” is no item of this profile. Nothing was recorded.")
        full = {item.id: answers.get(item.id) for item in instrument.items}
        name = ""
        if by is not None and (rater := self.contents.raters.get(by)) is not None:
            name = rater.name

        def intent(draft: UnitOfWork) -> Survey:
            if form and (before := with_form(draft.contents, form)) is not None:
                raise Rejected(
                    f"This form was taken in on {locale_format.full_date(before.day)} already. Nothing was recorded."
                )
            who = require(draft.contents.raters, by, "this rater") if by is not None else None
            return draft.add(
                Survey,
                instrument=instrument.id,
                version=instrument.version,
                rater="self" if who is None else "other",
                by=by,
                pseudonym=who.name if who else "",
                role=who.role if who else "",
                day=day or self.journal.today(),
                form=form,
                answers=full,
            )

        return self.journal.change(f"Profile: {name or 'your own answers'}", intent)

    def by(self, instrument: Instrument, rater: str | None) -> list[Survey]:
        """What the person (`None`) or a rater (id) answered to this version, oldest first."""
        return series(self.contents, instrument, rater)

    # -- when to ask again -----------------------------------------------------------------------

    def due(self, instrument: Instrument) -> Reason | None:
        """Why it is worth answering (again) now; `None` when it is not yet."""
        return why_due(self.contents, instrument, self.journal.today())

    def offer(self, instrument: Instrument, *, after_challenge: bool) -> Reason | None:
        """Why to offer it now, at most once until it is answered; a first one only after a challenge."""
        reason = self.due(instrument)
        if reason is None or self.journal.read_only or (reason != "days" and not after_challenge):
            return None
        own = self.by(instrument, None)
        last = own[-1].id if own else "none"
        if self.journal.settings.get(_OFFERED) == last:
            return None
        self.journal.settings.set(_OFFERED, last)
        return reason


def series(contents: Contents, instrument: Instrument, rater: str | None) -> list[Survey]:
    """What the person (`None`) or a rater (id) answered to this version of the instrument, oldest first."""
    rows = [
        row
        for row in contents.surveys.values()
        if (row.instrument, row.version) == (instrument.id, instrument.version)
        and (row.by == rater if rater is not None else row.rater == "self")
    ]
    return sorted(rows, key=lambda row: (row.day, row.created, row.id))


def with_form(contents: Contents, form: str) -> Survey | None:
    """The answers that came on the form with this number."""
    return next((row for row in contents.surveys.values() if row.form == form), None)


def why_due(contents: Contents, instrument: Instrument, today: dt.date) -> Reason | None:
    """Why it is worth answering on a day: never yet, four weeks ago, or a challenge has ended since."""
    own = series(contents, instrument, None)
    if not own:
        return "first"
    last = own[-1]
    if (today - last.day).days >= EVERY_DAYS:
        return "days"
    ended = [row for row in contents.challenges.values() if row.closed is not None and row.closed >= last.day]
    return "challenge" if any(row.updated > last.created for row in ended) else None
