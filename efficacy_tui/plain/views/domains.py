"""The view that lists the domains by number and adds, edits, orders, focuses and archives them."""

from __future__ import annotations

import re

from efficacy_tui.flows.domains import AddDomain, EditDomain
from efficacy_tui.journal.joining import preview_join
from efficacy_tui.model.records import Domain
from efficacy_tui.plain.columns import wrap
from efficacy_tui.plain.views.base_view import View
from efficacy_tui.wording.joins import joined_sentence, preview_lines
from efficacy_tui.wording.schedule import schedule_note

_ACTION = re.compile(r"(=|(?:e|edit|f|focus|x|archive|j|down|k|up|join)(?=\s|$))\s*(.*)", re.IGNORECASE)
_KEYS = {"edit": "e", "focus": "f", "archive": "x", "join": "=", "down": "j", "up": "k"}


JOIN_KEYS = "= 2 joins the second with the others of the same name."


class DomainsView(View):
    """The domains; the input is a letter and the number of a domain, such as `f 2`."""

    name = "Domains"

    @property
    def rows(self) -> list[Domain]:
        """All domains in order, including archived ones."""
        return self.program.journal.domains.all(archived=True)

    @property
    def keys(self) -> str:
        keys = (
            "a adds one. With a number: e 2 edits the second, f 2 makes it your focus, x 2 archives it or brings it "
            "back, k 2 moves it up, j 2 moves it down."
        )
        groups = self.program.journal.domains.all_namesakes()
        return f"{keys} {JOIN_KEYS}" if groups else keys

    def lines(self) -> list[str]:
        lines, today = ["", "Domains"], self.program.journal.today()
        for number, domain in enumerate(self.rows, start=1):
            mark = ", focus" if domain.focus else ", archived" if domain.archived else ""
            note = "" if domain.archived else schedule_note(domain, today)
            schedule = f". {note[:1].upper()}{note[1:]}." if note else ""
            lines += wrap(f"{number}. {domain.name}{mark}: I can {domain.task}{schedule}", self.width, 0, 3)
        return lines

    def handle(self, text: str) -> bool:
        if text.casefold() in ("a", "add"):
            self.program.ask(AddDomain(self.program.journal))
            self.show()
            return True
        match = _ACTION.fullmatch(text)
        if match is None:
            return False
        action, target = match[1].casefold(), match[2].strip()
        domain = self._find_domain(target)
        if domain is None:
            self.program.terminal.say(
                f"Which one? Type its number, 1 to {len(self.rows)}: {action} 1."
                if not target
                else f"There is no domain {target} here. They are numbered 1 to {len(self.rows)}."
            )
        elif self._change_domain(_KEYS.get(action, action), domain):
            self.show()
        return True

    def _find_domain(self, target: str) -> Domain | None:
        rows = self.rows
        if not target and len(rows) == 1:
            return rows[0]
        if target.isdecimal() and 1 <= int(target) <= len(rows):
            return rows[int(target) - 1]
        return next((row for row in rows if target and row.name.casefold() == target.casefold()), None)

    def _change_domain(self, action: str, domain: Domain) -> bool:
        """Edit, focus, archive or move a domain; return whether it changed."""
        journal, program = self.program.journal, self.program
        match action:
            case "e":
                program.ask(EditDomain(journal, domain))
                return True
            case "f":
                changed = program.attempt(lambda: journal.domains.set_focus(domain.id))
                message = f"{domain.name} is your focus now."
            case "x":
                archived = not domain.archived
                changed = program.attempt(lambda: journal.domains.archive(domain.id, archived=archived))
                message = f"{'Archived' if archived else 'Brought back'}: {domain.name}. u undoes it."
            case "=":
                group = journal.domains.namesakes(domain.id)
                if not group:
                    program.terminal.say(f"Only one domain is called {domain.name}, so there is nothing to join.")
                    return False
                for line in preview_lines(preview_join(journal.contents, group), journal.today()):
                    program.terminal.say(line)
                changed = program.attempt(lambda: journal.domains.join_namesakes(domain.id))
                message = f"{joined_sentence(group)}. u undoes it."
            case _ if domain.archived:
                program.terminal.say(f"{domain.name} is archived, so it cannot be moved.")
                return False
            case _:
                offset = 1 if action == "j" else -1
                changed = program.attempt(lambda: journal.domains.move(domain.id, offset))
                message = f"{domain.name} moved {'down' if offset > 0 else 'up'}."
        if changed:
            program.terminal.say(message)
        return changed
