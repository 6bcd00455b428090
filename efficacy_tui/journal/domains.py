"""Domains: what the person practises, and which of them matters most now."""

from __future__ import annotations

import unicodedata

from efficacy_tui.journal.errors import Rejected
from efficacy_tui.journal.repository import Repository, UnitOfWork, require
from efficacy_tui.model.records import Domain
from efficacy_tui.model.text import clean_line
from efficacy_tui.model.types import COLOURS
from efficacy_tui.store.tables import Contents


def focus_in(contents: Contents) -> Domain | None:
    """The domain that matters most now; `None` before there is any."""
    rows = ordered_domains(contents)
    return next((domain for domain in rows if domain.focus), rows[0] if rows else None)


class DomainRepository(Repository):
    """Exactly one domain is the focus while there is any that is not archived."""

    def all(self, *, archived: bool = False) -> list[Domain]:
        """The domains in the person's order; archived ones come last, and only when asked for."""
        rows = ordered_domains(self.contents)
        return rows + (ordered_domains(self.contents, archived=True) if archived else [])

    def get(self, identifier: str) -> Domain | None:
        """One domain by its id."""
        return self.contents.domains.get(identifier)

    def focus(self) -> Domain | None:
        """The one that matters most now; `None` before there is any."""
        return focus_in(self.contents)

    def find_by_name(self, text: str) -> Domain:
        """The domain whose name is, or alone begins with, a text (case and accents do not matter).

        Raises:
            Rejected: none does, or several do.
        """
        rows = self.all(archived=True)
        wanted = fold_name(text)
        exact = [domain for domain in rows if fold_name(domain.name) == wanted]
        found = exact or [domain for domain in rows if fold_name(domain.name).startswith(wanted)]
        if len(found) == 1:
            return found[0]
        names = ", ".join(domain.name for domain in (found or rows))
        if found:
            raise Rejected(f"“{text}” could be any of: {names}. Write a little more of the name.")
        known = f"Yours are: {names}." if names else "There are none yet."
        raise Rejected(f"No domain is called “{text}”. {known}")

    def name_problem(self, name: str, but: str | None = None) -> str | None:
        """Why a name cannot be given to a new domain (or to the one with id `but`); `None` when it can."""
        taken = next(
            (d for d in self.contents.domains.values() if fold_name(d.name) == fold_name(name) and d.id != but), None
        )
        if taken is None:
            return None
        state = " (archived)" if taken.archived else ""
        return f"You already have a domain called {taken.name}{state}. Choose another name."

    def add(self, name: str, task: str) -> Domain:
        """A new domain, with the fixed reference task its daily question asks about; the first gets the focus.

        Raises:
            Rejected: the name is taken, or one of the texts is empty.
        """
        name, task = clean_line(name), clean_line(task)
        if problem := self.name_problem(name):
            raise Rejected(problem)

        def intent(draft: UnitOfWork) -> Domain:
            rows = ordered_domains(draft.contents)
            return draft.add(
                Domain,
                name=name,
                task=task,
                colour=COLOURS[len(draft.contents.domains) % len(COLOURS)],
                focus=not rows,
                order=max((domain.order for domain in rows), default=-1) + 1,
            )

        return self.journal.change(f"New domain: {name}", intent)

    def edit(self, identifier: str, name: str, task: str) -> Domain:
        """Rename a domain or reword its task; a new task starts a new series of ratings.

        Raises:
            Rejected: the name is taken, one of the texts is empty, or the domain is gone.
        """
        name, task = clean_line(name), clean_line(task)
        if problem := self.name_problem(name, but=identifier):
            raise Rejected(problem)

        def intent(draft: UnitOfWork) -> Domain:
            return draft.change(require(draft.contents.domains, identifier, "this domain"), name=name, task=task)

        return self.journal.change(f"Edit domain: {name}", intent)

    def set_focus(self, identifier: str) -> None:
        """Make a domain the one that matters most now; an archived one comes back for it."""

        def intent(draft: UnitOfWork) -> None:
            chosen = require(draft.contents.domains, identifier, "this domain")
            for domain in tuple(draft.contents.domains.values()):
                if domain.focus and domain.id != identifier:
                    draft.change(domain, focus=False)
            draft.change(chosen, focus=True, archived=False)

        self.journal.change(f"Focus: {self._name(identifier)}", intent)

    def move(self, identifier: str, by: int) -> None:
        """Move a domain up (−1) or down (+1) in the person's order."""

        def intent(draft: UnitOfWork) -> None:
            rows = ordered_domains(draft.contents)
            here = next((i for i, domain in enumerate(rows) if domain.id == identifier), None)
            if here is None:
                return
            there = min(max(here + by, 0), len(rows) - 1)
            rows.insert(there, rows.pop(here))
            for order, domain in enumerate(rows):
                draft.change(domain, order=order)

        self.journal.change(f"Move domain: {self._name(identifier)}", intent)

    def archive(self, identifier: str, *, archived: bool = True) -> None:
        """Put a domain aside, with everything it holds, or bring it back; the focus moves on to the next."""

        def intent(draft: UnitOfWork) -> None:
            domain = require(draft.contents.domains, identifier, "this domain")
            draft.change(domain, archived=archived, focus=False)
            rows = ordered_domains(draft.contents)
            if rows and not any(row.focus for row in rows):
                draft.change(rows[0], focus=True)

        verb = "Archive" if archived else "Bring back"
        self.journal.change(f"{verb} domain: {self._name(identifier)}", intent)

    def _name(self, identifier: str) -> str:
        domain = self.get(identifier)
        return domain.name if domain else "a domain"


def ordered_domains(contents: Contents, *, archived: bool = False) -> list[Domain]:
    """The domains in the person's order: those in use, or the archived ones."""
    rows = (domain for domain in contents.domains.values() if domain.archived == archived)
    return sorted(rows, key=lambda domain: (domain.order, domain.created))


def fold_name(text: str) -> str:
    """A text without case and accents, to compare names by."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char)).strip()
