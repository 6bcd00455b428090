"""The domains as a list with numbers: add, edit, order, focus, archive."""

from __future__ import annotations

import re

from efficacy_tui.flows.domains import AddDomain, EditDomain
from efficacy_tui.model.records import Domain
from efficacy_tui.plain.columns import wrap
from efficacy_tui.plain.views.base_view import View

_DONE = re.compile(r"(e|edit|f|focus|x|archive|j|down|k|up)(?:\s+|$)(.*)", re.IGNORECASE)


class DomainsView(View):
    """What was typed is a letter and a domain's number: `f 2`."""

    name = "Domains"

    @property
    def rows(self) -> list[Domain]:
        """The domains in their order, the archived ones among them."""
        return self.program.journal.domains.all(archived=True)

    @property
    def keys(self) -> str:
        return (
            "a adds one. With a number: e 2 edits the second, f 2 makes it your focus, x 2 archives it or brings it "
            "back, k 2 moves it up, j 2 moves it down."
        )

    def lines(self) -> list[str]:
        lines = ["", "Domains"]
        for number, domain in enumerate(self.rows, start=1):
            mark = ", focus" if domain.focus else ", archived" if domain.archived else ""
            lines += wrap(f"{number}. {domain.name}{mark}: I can {domain.task}", self.width, 0, 3)
        return lines

    def handle(self, text: str) -> bool:
        if text.casefold() in ("a", "add"):
            self.program.ask(AddDomain(self.program.journal))
            self.read_out()
            return True
        found = _DONE.fullmatch(text)
        if found is None:
            return False
        what, which = found[1].casefold(), found[2].strip()
        domain = self._named(which)
        if domain is None:
            self.program.terminal.say(
                f"Which one? Write its number, 1 to {len(self.rows)}: {what} 1."
                if not which
                else f"There is no domain {which} here. They are numbered 1 to {len(self.rows)}."
            )
        elif self._do(what[:1] if what not in ("up", "down") else what, domain):
            self.read_out()
        return True

    def _named(self, which: str) -> Domain | None:
        rows = self.rows
        if not which and len(rows) == 1:
            return rows[0]
        if which.isdecimal() and 1 <= int(which) <= len(rows):
            return rows[int(which) - 1]
        return next((row for row in rows if which and row.name.casefold() == which.casefold()), None)

    def _do(self, what: str, domain: Domain) -> bool:
        """Change the domain; says whether it was done."""
        journal, program = self.program.journal, self.program
        match what:
            case "e":
                program.ask(EditDomain(journal, domain))
                return True
            case "f":
                done = program.attempt(lambda: journal.domains.set_focus(domain.id))
                said = f"{domain.name} is your focus now."
            case "x" | "a":
                archived = not domain.archived
                done = program.attempt(lambda: journal.domains.archive(domain.id, archived=archived))
                said = f"{'Archived' if archived else 'Brought back'}: {domain.name}. u undoes it."
            case _ if domain.archived:
                program.terminal.say(f"{domain.name} is archived; it has no place in the order.")
                return False
            case _:
                by = 1 if what in ("j", "down") else -1
                done = program.attempt(lambda: journal.domains.move(domain.id, by))
                said = f"{domain.name} is moved {'down' if by > 0 else 'up'}."
        if done:
            program.terminal.say(said)
        return done
