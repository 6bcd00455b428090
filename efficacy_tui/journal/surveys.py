"""Profile surveys: raters, their answers, and when a survey is due again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Literal

from efficacy_tui.content.languages import LANGUAGES
from efficacy_tui.journal.domain_reading import fold_name
from efficacy_tui.journal.repository import Repository, require
from efficacy_tui.model import locale_format
from efficacy_tui.model.records import Rater, Survey
from efficacy_tui.model.text import clean_line
from efficacy_tui.store.errors import Rejected
from efficacy_tui.store.tables import Contents
from efficacy_tui.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from efficacy_tui.content.instrument import Instrument

REPEAT_DAYS = 28
"""Answering again is offered after this many days, or at the end of a challenge. †"""

_OFFERED_KEY = "profile_offered"
_RATER_REFERENCE_KEY = "profile_called"
DEFAULT_RATER_REFERENCE = "the person who asked you"
"""The words a rater form uses for the person when no name is set."""

Reason = Literal["first", "days", "challenge"]


class SurveyRepository(Repository):
    """Answers by the person and by raters; each version of the instrument, as in a language, is a separate series."""

    # -- raters ----------------------------------------------------------------------------------

    def raters(self) -> list[Rater]:
        """Return the raters in the order they were added."""
        return sorted(self.contents.raters.values(), key=lambda rater: (rater.created, rater.id))

    def find_rater(self, text: str) -> Rater:
        """Return the rater with a pseudonym (ignoring case and accents).

        Raises:
            Rejected: there is no such rater.
        """
        match = next((rater for rater in self.raters() if fold_name(rater.name) == fold_name(text)), None)
        if match is None:
            names = ", ".join(rater.name for rater in self.raters())
            raise Rejected(f"No rater is called “{text}”. {f'There are: {names}.' if names else 'There are none yet.'}")
        return match

    def name_problem(self, name: str) -> str | None:
        """Explain why a pseudonym is not free; `None` when it is."""
        if any(fold_name(rater.name) == fold_name(name) for rater in self.contents.raters.values()):
            return f"There is already a rater called {name}. Choose another pseudonym."
        return None

    def add_rater(self, name: str, role: str = "") -> Rater:
        """Return the rater with a pseudonym, added if new; a given role replaces the old one.

        Raises:
            Rejected: the pseudonym is empty or too long.
        """
        name, role = clean_line(name), clean_line(role)
        existing = next((rater for rater in self.raters() if fold_name(rater.name) == fold_name(name)), None)
        if existing is not None and (not role or role == existing.role):
            return existing

        def intent(unit: UnitOfWork) -> Rater:
            rows = unit.contents.raters.values()
            row = next((rater for rater in rows if fold_name(rater.name) == fold_name(name)), None)
            return unit.add(Rater, name=name, role=role) if row is None else unit.change(row, role=role)

        return self.journal.change(f"Rater: {name}", intent)

    def delete_rater(self, identifier: str) -> int:
        """Delete a rater with all their answers and drafts in one step; return the number of answers.

        Raises:
            Rejected: the rater is gone.
        """
        row = self.contents.raters.get(identifier)

        def intent(unit: UnitOfWork) -> int:
            rater = require(unit.contents.raters, identifier, "this rater")
            answers = [row for row in unit.contents.surveys.values() if row.by == identifier]
            drafts = [row for row in unit.contents.settings.values() if row.key.endswith(f":{identifier}")]
            for row in (rater, *answers, *drafts):
                unit.delete(row)
            return len(answers)

        return self.journal.change(f"Delete rater: {row.name if row else 'somebody'}", intent)

    def rater_reference(self, default: str = DEFAULT_RATER_REFERENCE) -> str:
        """Return the words a rater form uses for the person; `default` is what its language says without a name."""
        name: str = self.journal.settings.get(_RATER_REFERENCE_KEY, kind=str) or default
        return name

    def set_rater_reference(self, name: str) -> None:
        """Set the words a rater form uses for the person (at most 80 characters); empty restores the default."""
        self.journal.settings.set(_RATER_REFERENCE_KEY, clean_line(name)[:80] or None)

    # -- answers ---------------------------------------------------------------------------------

    def record(
        self,
        instrument: Instrument,
        answers: Mapping[str, int | None],
        by: str | None = None,
        day: dt.date | None = None,
        form: str = "",
    ) -> Survey:
        """Record the answers of the person or of a rater (`by`, an id); a missing item counts as `None`.

        Raises:
            Rejected: an answer is out of range, an item is unknown, the rater is gone, or the form was imported before.
        """
        item_ids = {item.id for item in instrument.items}
        if unknown := [key for key in answers if key not in item_ids]:
            raise Rejected(f"“{unknown[0]}” is not an item of this profile. Nothing was recorded.")
        all_answers = {item.id: answers.get(item.id) for item in instrument.items}
        name = ""
        if by is not None and (row := self.contents.raters.get(by)) is not None:
            name = row.name

        def intent(unit: UnitOfWork) -> Survey:
            if form and (imported := find_by_form(unit.contents, form)) is not None:
                raise Rejected(
                    f"This form was already imported on {locale_format.full_date(imported.day)}. Nothing was recorded."
                )
            rater = require(unit.contents.raters, by, "this rater") if by is not None else None
            return unit.add(
                Survey,
                instrument=instrument.id,
                version=instrument.version,
                rater="self" if rater is None else "other",
                by=by,
                pseudonym=rater.name if rater else "",
                role=rater.role if rater else "",
                day=day or self.journal.today(),
                form=form,
                answers=all_answers,
            )

        return self.journal.change(f"Profile: {name or 'your own answers'}", intent)

    def of_rater(self, instrument: Instrument, rater: str | None) -> list[Survey]:
        """Return the surveys of the person (`None`) or a rater (id) for this version, oldest first."""
        return surveys_of(self.contents, instrument, rater)

    # -- due dates -------------------------------------------------------------------------------

    def due(self, instrument: Instrument) -> Reason | None:
        """Return why the survey is due now; `None` when it is not."""
        return due_reason(self.contents, instrument, self.journal.today())

    def offer(self, instrument: Instrument, *, after_challenge: bool) -> Reason | None:
        """Return why to offer the survey now, or `None`; it is offered at most once until it is answered.

        Unless a challenge has just ended (`after_challenge`), only the reason "days" counts.
        """
        reason = self.due(instrument)
        if reason is None or self.journal.read_only or (reason != "days" and not after_challenge):
            return None
        surveys = self.of_rater(instrument, None)
        last_id = surveys[-1].id if surveys else "none"
        if self.journal.settings.get(_OFFERED_KEY) == last_id:
            return None
        self.journal.settings.set(_OFFERED_KEY, last_id)
        return reason


def surveys_of(contents: Contents, instrument: Instrument, rater: str | None) -> list[Survey]:
    """Return the surveys of the person (`None`) or a rater (id) for this version of the instrument, oldest first."""
    return _find_surveys(contents, instrument, rater, (instrument.version,))


def surveys_of_rater(contents: Contents, instrument: Instrument, rater: str) -> list[Survey]:
    """Return the surveys of a rater (id) for this version of the instrument and its translations, oldest first."""
    return _find_surveys(contents, instrument, rater, translated_versions(instrument))


def _find_surveys(
    contents: Contents, instrument: Instrument, rater: str | None, versions: Collection[int | str]
) -> list[Survey]:
    rows = [
        row
        for row in contents.surveys.values()
        if row.instrument == instrument.id
        and row.version in versions
        and (row.by == rater if rater is not None else row.rater == "self")
    ]
    return sorted(rows, key=lambda row: (row.day, row.created, row.id))


def translated_versions(instrument: Instrument) -> frozenset[int | str]:
    """Return the versions with the same items in every language; an edited instrument has only its own."""
    if instrument.is_edited:
        return frozenset({instrument.version})
    number = str(instrument.version).rpartition("-")[2]
    return frozenset({int(number), *(f"{language}-{number}" for language in LANGUAGES)})


def find_by_form(contents: Contents, form: str) -> Survey | None:
    """Return the survey imported from the form with this number."""
    return next((row for row in contents.surveys.values() if row.form == form), None)


def due_reason(contents: Contents, instrument: Instrument, today: dt.date) -> Reason | None:
    """Return why the survey is due: never answered, answered four weeks ago, or a challenge has ended since."""
    surveys = surveys_of(contents, instrument, None)
    if not surveys:
        return "first"
    last = surveys[-1]
    if (today - last.day).days >= REPEAT_DAYS:
        return "days"
    ended = [row for row in contents.challenges.values() if row.closed is not None and row.closed >= last.day]
    return "challenge" if any(row.updated > last.created for row in ended) else None
