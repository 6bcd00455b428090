"""The view of a ladder, read aloud from the hardest rung to the easiest, with the commands of the ladder's screen."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import ClassVar

from efficacy_tui.flows.availability import READ_ONLY, no_domain_sentence
from efficacy_tui.flows.design import DesignChallenge
from efficacy_tui.flows.first_ladder import FirstLadder
from efficacy_tui.flows.flow import Flow
from efficacy_tui.flows.goal import EditGoal
from efficacy_tui.flows.place_task import PlaceTask
from efficacy_tui.flows.rate_rungs import RateRungs
from efficacy_tui.flows.rungs import AddRung, EditRung, MoveRung, delete_rung
from efficacy_tui.journal.journal import Journal
from efficacy_tui.journal.ladder import Ladder, LadderRung, build_ladder
from efficacy_tui.journal.rungs import difficulty_past_neighbour
from efficacy_tui.model.records import Domain
from efficacy_tui.model.sentences import as_sentence
from efficacy_tui.plain.columns import wrap
from efficacy_tui.plain.views.base_view import View
from efficacy_tui.store.first_rungs import title_key
from efficacy_tui.wording.ladder import KEEPS_ITS_PLACE, RUNG_DELETED, end_words
from efficacy_tui.wording.ladder_lines import head_sentences, rung_details, rung_sentence

_ACTION = re.compile(r"(start|edit|delete|move|harder|easier|[eDJKn])(?:\s+|$)(.*)|(\d+)")
_LETTERS = {"n": "start", "e": "edit", "D": "delete", "K": "harder", "J": "easier"}
DAILY_IS_ASKED = "Your daily task comes back with every check-in; a challenge begins from another rung."


class LadderView(View):
    """The ladder of the selected domain; most commands take the number of a rung, such as `e 2`."""

    name = "Ladder"
    command_keys: ClassVar[Mapping[str, str]] = {"start-rung": "a", "add-rung": "a", "rate-rungs": "c"}

    @property
    def keys(self) -> str:
        rungs = self._ladder().rungs if self.program.snapshot.stats is not None else ()
        if not rungs:
            return "a writes the first ladder, t says what it is all for. [ and ] show another domain."
        return (
            "A number reads that rung in full. With a number: n 2 starts a challenge from the second, e 2 changes its "
            "words, D 2 deletes it, K 2 moves it up, J 2 down, move 2 55 puts it at 55. "
            "c rates all, a adds one, p places your daily task, t says what it is all for. [ and ] show another domain."
        )

    def lines(self) -> list[str]:
        if self.program.snapshot.stats is None:
            return wrap(no_domain_sentence(), self.width)
        ladder = self._ladder()
        rows = ["", *(row for sentence in head_sentences(ladder) for row in wrap(sentence, self.width))]
        for number, rung in enumerate(ladder.rungs, start=1):
            rows += wrap(f"{number}. {rung_sentence(ladder, rung)}", self.width, 0, 3)
        return rows

    def handle(self, text: str) -> bool:
        if self.program.snapshot.selected is None:
            return False
        if text in ("[", "]"):
            self.program.select_domain(1 if text == "]" else -1)
            self.show()
        elif text in ("l", "ladder"):
            self.show()
        elif text in ("a", "add"):
            self._ask(FirstLadder if self._ladder().is_empty else AddRung)
        elif text in ("c", "rate all", "rate-rungs"):
            self._rate_all()
        elif text in ("p", "place"):
            self._run(PlaceTask(self._journal, self._domain()))
        elif text in ("t", "goal", "towards"):
            self._ask(EditGoal)
        elif (match := _ACTION.fullmatch(text)) is not None:
            action = "read" if match[3] else _LETTERS.get(match[1], match[1])
            return self._act(action, (match[3] or match[2]).strip(), is_letter_alone=text == "n")
        else:
            return False
        return True

    def read_rung(self, identifier: str) -> None:
        """Say all that is known of a rung (id), if it is on this ladder."""
        ladder = self._ladder()
        index = ladder.index_of(identifier)
        if index is not None:
            self._say_details(ladder, ladder.rungs[index])

    def _say_details(self, ladder: Ladder, rung: LadderRung) -> None:
        for sentence in rung_details(ladder, rung):
            self.program.terminal.say(sentence)

    # -- the whole ladder ------------------------------------------------------------------------

    @property
    def _journal(self) -> Journal:
        return self.program.journal

    def _ladder(self) -> Ladder:
        stats = self.program.snapshot.stats
        assert stats is not None, "a ladder belongs to a domain"
        return build_ladder(self._journal.contents, stats)

    def _domain(self) -> Domain:
        domain = self.program.snapshot.selected
        assert domain is not None, "a ladder belongs to a domain"
        return domain

    def _ask(self, flow: type[FirstLadder | AddRung | EditGoal | RateRungs]) -> None:
        self._run(flow(self._journal, self._domain()))

    def _run(self, flow: Flow) -> None:
        if self._journal.read_only:
            self.program.terminal.say(READ_ONLY)
            return
        self.program.ask(flow)
        self.show()

    def _rate_all(self) -> None:
        if not self._journal.rungs.all(self._domain().id):
            self.program.terminal.say("There is no rung to rate yet. a adds one.")
            return
        self._ask(RateRungs)

    # -- one rung --------------------------------------------------------------------------------

    def _act(self, action: str, target: str, *, is_letter_alone: bool) -> bool:
        """Do something with a rung; return whether the input was handled."""
        if is_letter_alone:
            # `n` alone designs a challenge, as everywhere.
            return False
        ladder = self._ladder()
        difficulty = None
        if action == "move" and (match := re.fullmatch(r"(.*?)\s+(?:to\s+|--at\s+)?(\d{1,3})", target)):
            target, difficulty = match[1], int(match[2])
        rungs = _find_rungs(ladder, target)
        rung = rungs[0] if len(rungs) == 1 else None
        say = self.program.terminal.say
        if rung is None:
            count = len(ladder.rungs)
            if not count:
                say("There is no rung yet. a writes the first ladder.")
            elif not target:
                say(f"Which one? Type its number, 1 to {count}: {action} 1.")
            elif target.isdecimal():
                say(f"There is no rung {target} here. They are numbered 1 to {count}.")
            elif action == "start":
                # “n” may begin a word that is no command of this view.
                return False
            elif rungs:
                say(f"{len(rungs)} rungs begin with “{target}”. Write the number of one.")
            else:
                say(f"No rung here begins with “{target}”.")
        elif action == "read":
            self._say_details(ladder, rung)
        elif self._journal.read_only:
            say(READ_ONLY)
        elif action == "start":
            self._start(ladder, rung)
        elif rung.status == "daily" and action in ("move", "harder", "easier"):
            self._move(ladder, rung, action, difficulty)
        elif rung.rung is None:
            say("Your daily task can be changed in the list of domains: d." if rung.status == "daily" else RUNG_DELETED)
        elif action == "edit":
            self._run(EditRung(self._journal, rung.rung.id))
        elif action == "delete":
            self._delete(rung.rung.id)
        else:
            self._move(ladder, rung, action, difficulty)
        return True

    def _start(self, ladder: Ladder, rung: LadderRung) -> None:
        say = self.program.terminal.say
        if rung.status == "open":
            self._say_details(ladder, rung)
        elif (open_rung := ladder.open_rung) is not None:
            say(f"{as_sentence(f'A challenge is under way: {open_rung.title}')} o records what came of it.")
        elif rung.status == "daily":
            say(DAILY_IS_ASKED)
        else:
            self._run(DesignChallenge(self._journal, self._domain(), rung=rung.id))

    def _delete(self, rung_id: str) -> None:
        def delete() -> None:
            self.program.terminal.say(f"{delete_rung(self._journal, rung_id)}. u undoes it.")

        if self.program.attempt(delete):
            self.show()

    def _move(self, ladder: Ladder, rung: LadderRung, action: str, difficulty: int | None) -> None:
        """Move an idea or the daily task: past its neighbour, to a difficulty, or to a place that is asked for."""
        say = self.program.terminal.say
        if not rung.is_movable:
            say(KEEPS_ITS_PLACE)
            return
        if action != "move":
            difficulties = [row.difficulty for row in reversed(ladder.rungs)]
            index = len(ladder.rungs) - 1 - ladder.rungs.index(rung)
            by = 1 if action == "harder" else -1
            difficulty = difficulty_past_neighbour(difficulties, index, by)
            if difficulty is None:
                say(end_words(rung.difficulty, by, is_last=not 0 <= index + by < len(difficulties)))
                return
        if difficulty is None:
            self._run(MoveRung(self._journal, self._domain(), rung.id))
            return
        if difficulty > 100:
            say(f"{difficulty} is outside 0 to 100.")
            return
        new_difficulty = difficulty
        if self.program.attempt(lambda: self._set_difficulty(rung, new_difficulty)):
            say(f"Moved to {new_difficulty}. u undoes it.")
            self.show()

    def _set_difficulty(self, rung: LadderRung, difficulty: int) -> None:
        if rung.rung is None:
            self._journal.domains.place_task(self._domain().id, difficulty)
        else:
            self._journal.rungs.move(rung.rung.id, difficulty)


def _find_rungs(ladder: Ladder, target: str) -> list[LadderRung]:
    """Return the rung of a number, hardest first, or those whose title begins with a text."""
    if target.isdecimal():
        return list(ladder.rungs[int(target) - 1 : int(target)]) if int(target) else []
    key = title_key(target)
    exact = [rung for rung in ladder.rungs if title_key(rung.title) == key]
    return exact or [rung for rung in ladder.rungs if key and title_key(rung.title).startswith(key)]
