"""Rungs: the graded situations of a domain's ladder, their places, and how sure the person is of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from efficacy_tui.insight.placing import Beyond, Nearness, place
from efficacy_tui.journal.repository import Repository, require, require_domain
from efficacy_tui.model.locale_format import group_thousands
from efficacy_tui.model.records import Challenge, Rung, RungRating
from efficacy_tui.model.text import TEXT_MAX, clean_line
from efficacy_tui.store.errors import Rejected
from efficacy_tui.store.first_rungs import rung_title, title_key
from efficacy_tui.store.tables import Contents
from efficacy_tui.store.unit_of_work import UnitOfWork

FIRST_EASIEST, FIRST_HARDEST = 15, 85
"""The difficulties (0–100) of the ends of a first ladder; the rungs between are spread evenly. †"""

FIRST_LADDER_MAX = 12
"""A first ladder has at most so many rungs; five to eight are asked for."""

THIS_RUNG = "this rung"


class RungRepository(Repository):
    """The rungs of all ladders, and the ratings of them: one a rung and day."""

    def all(self, domain: str, *, archived: bool = False) -> list[Rung]:
        """Return the rungs of a domain (id), easiest first; with `archived` those put away too."""
        return ordered_rungs(self.contents, domain, archived=archived)

    def get(self, identifier: str) -> Rung | None:
        """Return a rung by its id."""
        return self.contents.rungs.get(identifier)

    def challenges(self, identifier: str) -> list[Challenge]:
        """Return the challenges that realised a rung (id), oldest first."""
        rows = (row for row in self.contents.challenges.values() if row.rung == identifier)
        return sorted(rows, key=lambda row: (row.start, row.created))

    def find_by_title(self, domain: str, text: str) -> Rung:
        """Return the rung of a domain (id) with this title, or the only one that begins with it, without case.

        Raises:
            Rejected: no rung matches, or several do.
        """
        rungs, key = self.all(domain), title_key(text)
        if not rungs:
            raise Rejected("This ladder has no rungs yet. Add one: efficacy rung add TITLE --at 30")
        if not key:
            raise Rejected("Say which rung, by its title or the beginning of it. “efficacy ladder” lists them.")
        exact = [rung for rung in rungs if title_key(rung.title) == key]
        matches = exact or [rung for rung in rungs if title_key(rung.title).startswith(key)]
        if len(matches) == 1:
            return matches[0]
        titles = "; ".join(f"“{rung.title}”" for rung in matches)
        if exact:
            places = " and ".join(str(rung.difficulty) for rung in exact)
            raise Rejected(
                f"There is more than one “{exact[0].title}” here, at {places}. Change the words of one first."
            )
        if matches:
            raise Rejected(f"“{text[:40]}” could be any of: {titles}. Write a little more of it.")
        raise Rejected(f"No rung here begins with “{text[:40]}”. “efficacy ladder” lists them.")

    def title_problem(self, domain: str, title: str, exclude_id: str | None = None) -> str | None:
        """Explain why a title is not free on the ladder of a domain (id); the rung `exclude_id` may keep its own."""
        try:
            _require_free_title(self.contents, domain, _checked_title(title), exclude_id)
        except Rejected as error:
            return str(error)
        return None

    def add(self, domain: str, title: str, difficulty: int) -> Rung:
        """Add an idea to a ladder at a difficulty (0–100, see `insight.placing`).

        Raises:
            Rejected: the title is empty, the ladder has it already, or the domain is gone.
        """
        title = _checked_title(title)

        def intent(unit: UnitOfWork) -> Rung:
            return add_rung(unit, domain, title, difficulty)

        return self.journal.change(f"New rung: {title}", intent)

    def add_first(self, domain: str, titles: Sequence[str], goal: str | None = None) -> tuple[Rung, ...]:
        """Add the rungs of a first ladder, from easy to hard, and what it is all for, in one change.

        Raises:
            Rejected: there is no title, there are too many, two are the same, or the domain is gone.
        """
        cleaned = [_checked_title(title) for title in titles if title.strip()]
        if not cleaned:
            raise Rejected("A ladder needs at least one rung.")
        if len(cleaned) > FIRST_LADDER_MAX:
            raise Rejected(f"That is {len(cleaned)} rungs; {FIRST_LADDER_MAX} at most make a first ladder.")
        keys = [title_key(title) for title in cleaned]
        if repeated := next((title for i, title in enumerate(cleaned) if keys[i] in keys[:i]), None):
            raise Rejected(f"“{repeated}” appears twice. Each rung needs words of its own.")

        def intent(unit: UnitOfWork) -> tuple[Rung, ...]:
            row = require_domain(unit.contents, domain)
            if goal is not None:
                unit.change(row, goal=clean_line(goal))
            return tuple(
                add_rung(unit, domain, title, difficulty)
                for title, difficulty in zip(cleaned, spread_evenly(len(cleaned)), strict=True)
            )

        return self.journal.change(f"First ladder: {self._domain_name(domain)}", intent)

    def edit(self, identifier: str, title: str) -> Rung:
        """Change the words of a rung; its place and its ratings stay.

        Raises:
            Rejected: the title is empty, the ladder has it already, or the rung is gone.
        """
        title = _checked_title(title)

        def intent(unit: UnitOfWork) -> Rung:
            rung = require(unit.contents.rungs, identifier, THIS_RUNG)
            _require_free_title(unit.contents, rung.domain, title, identifier)
            return unit.change(rung, title=title)

        return self.journal.change(f"Edit rung: {title}", intent)

    def move(self, identifier: str, difficulty: int) -> Rung:
        """Give an idea another difficulty (0–100).

        Raises:
            Rejected: a challenge has begun from it, or it is gone.
        """

        def intent(unit: UnitOfWork) -> Rung:
            rung = require(unit.contents.rungs, identifier, THIS_RUNG)
            require_movable(unit.contents, rung)
            return unit.change(rung, difficulty=difficulty)

        rung = self.get(identifier)
        return self.journal.change(f"Move rung: {rung.title if rung else 'a rung'}", intent)

    def remove(self, identifier: str) -> Rung | None:
        """Take a rung off its ladder: delete an idea and its ratings, put one away that was begun.

        Returns the rung that was put away, `None` when it was deleted.

        Raises:
            Rejected: its challenge is still open, or it is gone.
        """

        def intent(unit: UnitOfWork) -> Rung | None:
            rung = require(unit.contents.rungs, identifier, THIS_RUNG)
            challenges = [row for row in unit.contents.challenges.values() if row.rung == identifier]
            require_removable(challenges)
            if challenges:
                return unit.change(rung, archived=True)
            for rating in [row for row in unit.contents.rung_ratings.values() if row.rung == identifier]:
                unit.delete(rating)
            unit.delete(rung)
            return None

        rung = self.get(identifier)
        return self.journal.change(f"Delete rung: {rung.title if rung else 'a rung'}", intent)

    def rate(self, ratings: Mapping[str, int]) -> tuple[RungRating, ...]:
        """Record how sure the person is of some rungs (id → 0–100) today, in one change; the last of a day counts.

        A rung that is gone meanwhile is left out.

        Raises:
            Rejected: a value is out of range, or none of the rungs is left.
        """
        today = self.journal.today()

        def intent(unit: UnitOfWork) -> tuple[RungRating, ...]:
            current = {row.rung: row for row in unit.contents.rung_ratings.values() if row.day == today}
            rows: list[RungRating] = []
            for rung, confidence in ratings.items():
                if rung not in unit.contents.rungs:
                    continue
                if (row := current.get(rung)) is not None:
                    rows.append(unit.change(row, confidence=confidence))
                else:
                    rows.append(unit.add(RungRating, rung=rung, day=today, confidence=confidence))
            if not rows:
                raise Rejected("The rungs you rated are no longer there. Nothing was changed.")
            return tuple(rows)

        count = len(ratings)
        return self.journal.change(f"Rate {count} rung{'' if count == 1 else 's'}", intent)

    def _domain_name(self, identifier: str) -> str:
        domain = self.contents.domains.get(identifier)
        return domain.name if domain else "a domain"


def ordered_rungs(contents: Contents, domain: str, *, archived: bool = False) -> list[Rung]:
    """Return the rungs of a domain (id), easiest first; equal ones in the order in which they were made."""
    rows = (row for row in contents.rungs.values() if row.domain == domain and (archived or not row.archived))
    return sorted(rows, key=lambda row: (row.difficulty, row.created, row.id))


def add_rung(unit: UnitOfWork, domain: str, title: str, difficulty: int) -> Rung:
    """Add a rung within a transaction; one that was put away comes back, and keeps its place if it was begun.

    Raises:
        Rejected: the ladder has a rung of this title, or the domain is gone.
    """
    owner_id = require_domain(unit.contents, domain).id
    namesake = _find_namesake(unit.contents, owner_id, title, archived=True)
    if namesake is not None and namesake.archived:
        is_begun = any(row.rung == namesake.id for row in unit.contents.challenges.values())
        place = namesake.difficulty if is_begun else difficulty
        return unit.change(namesake, archived=False, difficulty=place, title=title)
    _require_free_title(unit.contents, owner_id, title)
    return unit.add(Rung, domain=owner_id, title=title, difficulty=difficulty)


def rung_for_challenge(unit: UnitOfWork, domain: str, title: str, difficulty: int, rung: str | None) -> Rung:
    """Return the rung that a challenge realises: the one given (id), else that of its title, else a new one.

    A rung of another domain counts as none. A rung that no challenge has begun yet takes the difficulty of its first;
    one that was put away comes back.
    """
    existing = unit.contents.rungs.get(rung or "")
    if existing is None or existing.domain != domain:
        existing = _find_namesake(unit.contents, domain, title, archived=True)
    if existing is None:
        return unit.add(Rung, domain=domain, title=rung_title(title), difficulty=difficulty)
    is_begun = any(row.rung == existing.id for row in unit.contents.challenges.values())
    return unit.change(existing, archived=False, difficulty=existing.difficulty if is_begun else difficulty)


def require_movable(contents: Contents, rung: Rung) -> None:
    """Check that no challenge has begun from a rung.

    Raises:
        Rejected: one has.
    """
    if any(row.rung == rung.id for row in contents.challenges.values()):
        raise Rejected("You have begun this one, so it keeps its difficulty. Ideas and your daily task can move.")


def require_removable(challenges: Iterable[Challenge]) -> None:
    """Check that none of the challenges that realised a rung is still open.

    Raises:
        Rejected: one is.
    """
    if any(row.status == "active" for row in challenges):
        raise Rejected("Its challenge is still open. Record its outcome first.")


def spread_evenly(count: int) -> list[int]:
    """Return the difficulties (0–100) of so many rungs of a first ladder, easiest first."""
    if count == 1:
        return [round((FIRST_EASIEST + FIRST_HARDEST) / 2)]
    step = (FIRST_HARDEST - FIRST_EASIEST) / (count - 1)
    return [round(FIRST_EASIEST + index * step) for index in range(count)]


def difficulty_past_neighbour(difficulties: Sequence[int], index: int, by: int) -> int | None:
    """Return the difficulty (0–100) with which a rung passes its neighbour; `None` at the end of the ladder.

    `difficulties` are those of the ladder, easiest first, and `index` is that of the rung. With `by` 1 it goes to the
    middle of the gap above its harder neighbour, with −1 of the one below its easier neighbour; past an end it goes a
    little further. Where two rungs leave no whole point between them it passes both.
    """
    others = [*difficulties[:index], *difficulties[index + 1 :]]
    harder_than = index + by
    if not 0 <= harder_than <= len(others) or not others:
        return None
    where: Nearness | Beyond = "in the middle" if 0 < harder_than < len(others) else "a little"
    difficulty = place(others, harder_than, where)
    neighbour = others[harder_than - 1] if by > 0 else others[harder_than]
    if by > 0 and difficulty <= neighbour:
        return neighbour + 1 if neighbour < 100 else None
    if by < 0 and difficulty >= neighbour:
        return neighbour - 1 if neighbour > 0 else None
    return difficulty


def _find_namesake(contents: Contents, domain: str, title: str, *, archived: bool = False) -> Rung | None:
    key = title_key(title)
    # One that is on the ladder goes before one that was put away.
    rungs = sorted(ordered_rungs(contents, domain, archived=archived), key=lambda rung: rung.archived)
    return next((rung for rung in rungs if title_key(rung.title) == key), None)


def _require_free_title(contents: Contents, domain: str, title: str, exclude_id: str | None = None) -> None:
    excluded = contents.rungs.get(exclude_id or "")
    if excluded is not None and title_key(excluded.title) == title_key(title):
        return
    namesake = _find_namesake(contents, domain, title)
    if namesake is not None and namesake.id != exclude_id:
        raise Rejected(f"“{namesake.title}” is already on this ladder, at {namesake.difficulty}.")


def _checked_title(title: str) -> str:
    cleaned = clean_line(title)
    if not cleaned:
        raise Rejected("A rung needs a few words.")
    if len(cleaned) > TEXT_MAX:
        count, limit = group_thousands(len(cleaned)), group_thousands(TEXT_MAX)
        raise Rejected(f"That is {count} characters; a rung has at most {limit}.")
    return cleaned
