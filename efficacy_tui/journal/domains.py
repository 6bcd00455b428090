"""Domains: what the person practises, their order, and which one is the focus."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

import msgspec

from efficacy_tui.journal.domain_reading import (
    find_namesakes,
    focus_in,
    fold_name,
    is_paused,
    is_same_name,
    namesakes_of,
    ordered_domains,
    present_domains,
)
from efficacy_tui.journal.repository import Repository, require_domain
from efficacy_tui.model.records import Domain
from efficacy_tui.model.sentences import as_sentence
from efficacy_tui.model.text import clean_line
from efficacy_tui.model.text_layout import spell_number
from efficacy_tui.model.types import COLOURS, WEEKDAYS, Weekday
from efficacy_tui.store.errors import Rejected
from efficacy_tui.store.joins import find_group, find_owner_ids
from efficacy_tui.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from efficacy_tui.journal.schedules import Schedule


class DomainRepository(Repository):
    """Domains; exactly one that is not archived is the focus, unless there is none."""

    def all(self, *, archived: bool = False) -> list[Domain]:
        """Return the domains in the person's order, followed by the archived ones if `archived`."""
        rows = ordered_domains(self.contents)
        return rows + (ordered_domains(self.contents, archived=True) if archived else [])

    def get(self, identifier: str) -> Domain | None:
        """Return a domain by its id; the one that is kept instead if it was joined to another."""
        owner_id = find_owner_ids(self.contents.domains).get(identifier, identifier)
        return self.contents.domains.get(owner_id)

    def focus(self) -> Domain | None:
        """Return the domain that matters most now; `None` when there is no domain."""
        return focus_in(self.contents)

    def find_by_name(self, text: str) -> Domain:
        """Return the domain with this name, or the only one whose name begins with it, ignoring case and accents.

        Raises:
            Rejected: no domain matches, or several do.
        """
        rows = self.all(archived=True)
        prefix, typed = fold_name(text), text.strip()[:40]
        available = f"Yours are: {', '.join(domain.name for domain in rows)}." if rows else "There are none yet."
        if not prefix:
            # An empty text is the beginning of every name.
            raise Rejected(f"Say which domain, by its name or the beginning of it. {available}")
        exact = [domain for domain in rows if fold_name(domain.name) == prefix]
        matches = exact or [domain for domain in rows if fold_name(domain.name).startswith(prefix)]
        if len(matches) == 1:
            return matches[0]
        if exact:
            count = spell_number(len(exact)).capitalize()
            raise Rejected(
                f"{as_sentence(f'{count} domains are called {exact[0].name}')} Join them, or give one another name."
            )
        if matches:
            names = ", ".join(domain.name for domain in matches)
            raise Rejected(f"“{typed}” could be any of: {names}. Write a little more of the name.")
        raise Rejected(f"No domain is called “{typed}”. {available}")

    def find_namesakes_by_name(self, text: str) -> tuple[Domain, ...]:
        """Return the domains that have this one name, or the only one that begins with it, oldest first.

        Raises:
            Rejected: there are not several of this name.
        """
        for group in find_namesakes(self.contents):
            if is_same_name(group[0].name, text):
                return group
        domain = self.find_by_name(text)
        raise Rejected(f"Only one domain is called {domain.name}, so there is nothing to join. Nothing was changed.")

    def name_problem(self, name: str, exclude_id: str | None = None) -> str | None:
        """Explain why a name is not free, ignoring the domain with id `exclude_id`; `None` when it is.

        That domain may keep its name, also if a merge brought another one of that name.
        """
        excluded = self.get(exclude_id) if exclude_id is not None else None
        if excluded is not None and excluded.name == name:
            return None
        others = (domain for domain in present_domains(self.contents) if domain.id != exclude_id)
        namesake = next((domain for domain in others if is_same_name(domain.name, name)), None)
        if namesake is None:
            return None
        state = " (archived)" if namesake.archived else ""
        return f"You already have a domain called {namesake.name}{state}. Choose another name."

    def add(self, name: str, task: str) -> Domain:
        """Add a domain with the reference task that its daily question asks about; the first one becomes the focus.

        Raises:
            Rejected: the name is taken, or one of the texts is empty.
        """
        name, task = clean_line(name), clean_line(task)
        if problem := self.name_problem(name):
            raise Rejected(problem)

        def intent(unit: UnitOfWork) -> Domain:
            rows = ordered_domains(unit.contents)
            return unit.add(
                Domain,
                name=name,
                task=task,
                colour=COLOURS[len(present_domains(unit.contents)) % len(COLOURS)],
                focus=not rows,
                order=max((domain.order for domain in rows), default=-1) + 1,
            )

        return self.journal.change(f"New domain: {name}", intent)

    def edit(
        self,
        identifier: str,
        name: str,
        task: str,
        task_difficulty: int | None = None,
        goal: str | None = None,
        schedule: Schedule | None = None,
    ) -> Domain:
        """Rename a domain or change its task; a new task starts a new series of ratings.

        `task_difficulty` (0–100) is the task's place among the challenges. Without one the same task keeps its place,
        and a new task has none. `goal` says in one line what it is all for. Without it, or `schedule`, that stays.

        Raises:
            Rejected: the name is taken, one of the texts is empty, the schedule is impossible, or the domain is gone.
        """
        name, task, today = clean_line(name), clean_line(task), self.journal.today()
        if schedule is not None:
            # Only a schedule that changes needs this module, and every start loads the present one.
            from efficacy_tui.journal.schedules import require_possible, schedule_fields

            require_possible(schedule, today)
        if problem := self.name_problem(name, exclude_id=identifier):
            raise Rejected(problem)

        def intent(unit: UnitOfWork) -> Domain:
            domain = require_domain(unit.contents, identifier)
            is_same_task = task == domain.task
            place = domain.task_difficulty if task_difficulty is None and is_same_task else task_difficulty
            place_asked = domain.place_asked and is_same_task
            fields = {} if schedule is None else schedule_fields(unit, domain, schedule, today)
            return unit.change(
                domain,
                **fields,
                name=name,
                task=task,
                task_difficulty=place,
                place_asked=place_asked,
                goal=domain.goal if goal is None else clean_line(goal),
            )

        return self.journal.change(f"Edit domain: {name}", intent)

    def set_goal(self, identifier: str, goal: str) -> Domain:
        """Say in one line what a domain is all for; an empty line takes it away.

        Raises:
            Rejected: the domain is gone.
        """

        def intent(unit: UnitOfWork) -> Domain:
            return unit.change(require_domain(unit.contents, identifier), goal=clean_line(goal))

        return self.journal.change(f"Goal: {self._name(identifier)}", intent)

    def set_days(self, identifier: str, days: Collection[Weekday]) -> Domain:
        """Say on which weekdays a domain is asked; days of the past on which it was not still do not count.

        Raises:
            Rejected: there is no day, or the domain is gone.
        """
        return self._change_schedule("Days", identifier, lambda schedule: schedule._replace(days=days))

    def pause(self, identifier: str, until: dt.date) -> Domain:
        """Pause a domain from today on until before a day: it stays where it is, but is not asked.

        Raises:
            Rejected: the day is not still to come, or the domain is gone.
        """
        return self._change_schedule("Pause", identifier, lambda schedule: schedule._replace(paused_until=until))

    def resume(self, identifier: str) -> Domain:
        """Ask a paused domain again from today on.

        Raises:
            Rejected: it is not paused, or gone.
        """
        domain = self.get(identifier)
        if domain is not None and not is_paused(domain, self.journal.today()):
            raise Rejected(f"{domain.name} is not paused. Nothing was changed.")
        return self._change_schedule("Resume", identifier, lambda schedule: schedule._replace(paused_until=None))

    def _change_schedule(self, title: str, identifier: str, change: Callable[[Schedule], Schedule]) -> Domain:
        """Change the schedule of a domain from today on.

        Raises:
            Rejected: the new schedule is impossible, or the domain is gone.
        """
        from efficacy_tui.journal.schedules import Schedule, require_possible, schedule_fields

        today = self.journal.today()
        if (present := self.get(identifier)) is not None:
            require_possible(change(Schedule.of(present, today)), today)

        def intent(unit: UnitOfWork) -> Domain:
            domain = require_domain(unit.contents, identifier)
            fields = schedule_fields(unit, domain, change(Schedule.of(domain, today)), today)
            return unit.change(domain, **fields)

        return self.journal.change(f"{title}: {self._name(identifier)}", intent)

    def asked_weekdays(self) -> tuple[Weekday, ...]:
        """Return the weekdays on which some domain in use is asked; all if there is none."""
        rows = self.all()
        return tuple(day for day in WEEKDAYS if not rows or any(day in domain.days for domain in rows))

    def asked_again(self) -> dt.date | None:
        """Return the day on which the pause of the first domain ends, if all of them are paused."""
        rows, today = self.all(), self.journal.today()
        ends = [domain.paused_until for domain in rows if domain.paused_until is not None and is_paused(domain, today)]
        return min(ends) if ends and len(ends) == len(rows) else None

    def place_task(self, identifier: str, difficulty: int | None) -> Domain:
        """Give the daily task of a domain its place on the ladder (0–100), or none.

        Raises:
            Rejected: the domain is gone.
        """

        def intent(unit: UnitOfWork) -> Domain:
            domain = require_domain(unit.contents, identifier)
            return unit.change(domain, task_difficulty=difficulty, place_asked=True)

        return self.journal.change(f"Place the daily task: {self._name(identifier)}", intent)

    def set_focus(self, identifier: str) -> None:
        """Make a domain the focus; restore it if it is archived."""

        def intent(unit: UnitOfWork) -> None:
            new_focus = require_domain(unit.contents, identifier)
            for domain in tuple(unit.contents.domains.values()):
                if domain.focus and domain.id != new_focus.id:
                    unit.change(domain, focus=False)
            focused = msgspec.structs.replace(new_focus, focus=True, archived=False)
            if focused != new_focus:
                # Date it after every other domain: a focus set on a machine whose clock is ahead would win otherwise.
                latest = max(map(unit.instant_after, unit.contents.domains.values()))
                unit.save(msgspec.structs.replace(focused, updated=latest))

        self.journal.change(f"Focus: {self._name(identifier)}", intent)

    def move(self, identifier: str, by: int) -> None:
        """Move a domain up (−1) or down (+1) in the person's order."""

        def intent(unit: UnitOfWork) -> None:
            rows, moved_id = ordered_domains(unit.contents), require_domain(unit.contents, identifier).id
            old_index = next((i for i, domain in enumerate(rows) if domain.id == moved_id), None)
            if old_index is None:
                return
            new_index = min(max(old_index + by, 0), len(rows) - 1)
            rows.insert(new_index, rows.pop(old_index))
            for order, domain in enumerate(rows):
                unit.change(domain, order=order)

        self.journal.change(f"Move domain: {self._name(identifier)}", intent)

    def archive(self, identifier: str, *, archived: bool = True) -> None:
        """Archive a domain with all its records, or restore it; if it was the focus, the first domain becomes it."""

        def intent(unit: UnitOfWork) -> None:
            domain = require_domain(unit.contents, identifier)
            unit.change(domain, archived=archived, focus=False)
            # While one of the domains joined to it is in use, so is this one.
            for joined_id in find_group(unit.contents.domains, domain.id) - {domain.id} if archived else ():
                unit.change(unit.contents.domains[joined_id], archived=True)
            rows = ordered_domains(unit.contents)
            if rows and not any(row.focus for row in rows):
                unit.change(rows[0], focus=True)

        verb = "Archive" if archived else "Bring back"
        self.journal.change(f"{verb} domain: {self._name(identifier)}", intent)

    def join_namesakes(self, identifier: str) -> Domain:
        """Join all domains of one name to the oldest of them, as one change; return that one.

        What belongs to them is then its own. It is in use if one of them is.

        Raises:
            Rejected: there is no other domain of this name (any more).
        """
        group = self.namesakes(identifier)

        def intent(unit: UnitOfWork) -> Domain:
            present_group = namesakes_of(unit.contents, identifier)
            if not present_group:
                raise Rejected("There is only one domain of this name now. Nothing was changed.")
            oldest, *others = present_group
            for other in others:
                unit.change(other, joined=oldest.id)
            return oldest

        return self.journal.change(f"Joined {spell_number(len(group))} domains called {self._name(identifier)}", intent)

    def namesakes(self, identifier: str) -> tuple[Domain, ...]:
        """Return the domains of the same name as a domain (id), itself included, oldest first; none if it is alone."""
        return namesakes_of(self.contents, identifier)

    def all_namesakes(self) -> list[tuple[Domain, ...]]:
        """Return the groups of domains that have one name, the oldest of each first."""
        return find_namesakes(self.contents)

    def _name(self, identifier: str) -> str:
        domain = self.get(identifier)
        return domain.name if domain else "a domain"
