"""The ladder: a domain from easy to hard, with what the person says, what the record gives, and what happened."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar, NamedTuple

import msgspec
from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType

from efficacy_tui.flows.command_table import BY_ID, Place
from efficacy_tui.journal.ladder import Ladder, LadderRung, build_ladder
from efficacy_tui.journal.rungs import difficulty_past_neighbour
from efficacy_tui.tui.bindings import screen_bindings
from efficacy_tui.tui.privacy.mask import is_masked
from efficacy_tui.tui.privacy.masking_app import MaskingApp
from efficacy_tui.tui.screens.base_screen import LiveScreen, dismiss_if_active
from efficacy_tui.tui.widgets.ladder_keys import LadderKeys, ladder_keys
from efficacy_tui.tui.widgets.ladder_list import LadderList
from efficacy_tui.tui.widgets.ladder_page import PageKeys
from efficacy_tui.wording.ladder import KEEPS_ITS_PLACE, RUNG_DELETED, end_words

if TYPE_CHECKING:
    from efficacy_tui.flows.flow import Flow
    from efficacy_tui.journal.domain_stats import DomainStats
    from efficacy_tui.journal.journal import Journal
    from efficacy_tui.journal.snapshot import DashboardSnapshot
    from efficacy_tui.model.records import Challenge
    from efficacy_tui.store.tables import Contents


class LadderCallbacks(NamedTuple):
    """What the ladder asks of the program.

    `attempt` makes a change, or says why the journal rejected it, and returns whether it was made;
    `unavailable_reason` returns why a command (id) is off now.
    """

    get_snapshot: Callable[[], DashboardSnapshot | None]
    ask: Callable[[Flow], None]
    select_domain: Callable[[int], None]
    attempt: Callable[[Callable[[], object]], bool]
    announce: Callable[[str], None]
    open_challenge: Callable[[Challenge], None]
    unavailable_reason: Callable[[str], str | None]


class LadderCache:
    """The last ladder that was built, as long as nothing it was built from has changed."""

    def __init__(self) -> None:
        self._built_from: tuple[Contents, DomainStats] | None = None
        self._ladder: Ladder | None = None

    def build(self, contents: Contents, stats: DomainStats) -> Ladder:
        """Build a ladder, or return the last one if it was built from the same records."""
        built_from = self._built_from
        if self._ladder is None or built_from is None or built_from[0] is not contents or built_from[1] is not stats:
            self._built_from, self._ladder = (contents, stats), build_ladder(contents, stats)
        return self._ladder


class LadderScreen(LiveScreen):
    """The ladder of the domain shown. `cursors` remembers the rung (id) under the cursor for each domain (id)."""

    place: ClassVar[Place] = "ladder"
    BINDINGS: ClassVar[list[BindingType]] = [
        *screen_bindings(
            {
                "close": "close",
                "ladder": "close",
                "up": "move(-1)",
                "down": "move(1)",
                "page-up": "page(-1)",
                "page-down": "page(1)",
                "top": "jump(0)",
                "bottom": "jump(1)",
                "start-rung": "start",
                "add-rung": "add",
                "easier-rung": "shift(-1)",
                "harder-rung": "shift(1)",
                "rate-rungs": "rate",
                "edit-rung": "edit",
                "delete-rung": "delete",
                "place-daily": "place_daily",
                "edit-goal": "edit_goal",
                "previous-domain": "domain(-1)",
                "next-domain": "domain(1)",
                **dict.fromkeys(("domains", "copy", "undo", "redo", "help", "support", "mask", "suspend"), ""),
            }
        )
    ]
    DEFAULT_CSS = "LadderScreen { background: $background; }"

    def __init__(self, journal: Journal, callbacks: LadderCallbacks, cursors: dict[str, str]) -> None:
        super().__init__()
        self.journal = journal
        self._program = callbacks
        self._cursors = cursors
        self._cache = LadderCache()
        self._ids_before_adding: frozenset[str] | None = None

    def compose(self) -> ComposeResult:
        yield LadderList(self._is_public, self._follow_cursor)
        yield LadderKeys()

    def on_mount(self) -> None:
        self.update_from_snapshot()

    @property
    def ladder_list(self) -> LadderList:
        """The rows of the ladder."""
        return self.query_one(LadderList)

    @property
    def ladder(self) -> Ladder | None:
        """The ladder that is shown."""
        return self.ladder_list.ladder

    @property
    def current(self) -> LadderRung | None:
        """The rung under the cursor."""
        return self.ladder_list.current

    def set_blind(self, blind: bool) -> None:
        self.ladder_list.blind = blind

    def prepare_to_open(self) -> None:
        """Forget what was going on when the screen was closed, and show what has changed since."""
        self._ids_before_adding = None
        if self.is_mounted:
            self.set_blind(False)
            self.update_from_snapshot()

    @on(events.ScreenSuspend)
    def _end_drag(self) -> None:
        """Leave a dragged rung where it was once something covers the ladder."""
        self.ladder_list.cancel_drag()

    # -- what is shown ---------------------------------------------------------------------------

    def update_from_snapshot(self) -> None:
        """Show the ladder as it is now, with the cursor still on its rung."""
        snapshot = self._program.get_snapshot()
        if snapshot is not None and not snapshot.domains:
            dismiss_if_active(self)
        if snapshot is None or snapshot.stats is None:
            return
        stats, contents = snapshot.stats, self.journal.contents
        domain = contents.domains.get(stats.domain.id, stats.domain)
        if domain != stats.domain:
            # The snapshot follows a change; a new place or goal need not wait for it.
            stats = msgspec.structs.replace(stats, domain=domain)
        ladder = self._cache.build(contents, stats)
        self.ladder_list.show(ladder, self._page_keys(ladder), self._pick_cursor(ladder))
        self._update_keys()

    def _pick_cursor(self, ladder: Ladder) -> str:
        """Return the rung to be on: a new one, the one as before, the one in its place, or where practice goes on."""
        previous, ids = self.ladder, frozenset(rung.id for rung in ladder.rungs)
        if self._ids_before_adding is not None and (new_ids := ids - self._ids_before_adding):
            self._ids_before_adding = None
            if len(new_ids) == 1:
                return self._remember(ladder, next(iter(new_ids)))
        last_rung = self._cursors.get(ladder.domain.id, "")
        if last_rung in ids:
            return last_rung
        is_same_domain = previous is not None and previous.domain.id == ladder.domain.id
        index = previous.index_of(last_rung) if previous is not None and is_same_domain else None
        if index is not None and ladder.rungs:
            return self._remember(ladder, ladder.rungs[min(index, len(ladder.rungs) - 1)].id)
        start = ladder.open_rung or ladder.next_rung or _easier_than_next_place(ladder)
        return self._remember(ladder, start.id if start is not None else "")

    def _remember(self, ladder: Ladder, rung: str) -> str:
        self._cursors[ladder.domain.id] = rung
        return rung

    def _page_keys(self, ladder: Ladder) -> PageKeys:
        if self.journal.read_only:
            return PageKeys()
        place_key = BY_ID["place-daily"]
        return PageKeys(BY_ID["start-rung"].key, place_key.key if place_key.first_key else "")

    def _update_keys(self) -> None:
        ladder = self.ladder
        if ladder is not None:
            has_open = self._program.unavailable_reason("design") is not None
            keys = ladder_keys(ladder, self.current, read_only=self.journal.read_only, has_open=has_open)
            self.query_one(LadderKeys).keys = keys

    def _is_public(self, sentence: str) -> bool:
        """Whether a sentence is the program's own, and may be read while masked."""
        app = self.app
        if not (is_masked(self) and isinstance(app, MaskingApp)):
            return False
        return all(is_own for _, is_own in app.pieces(sentence))

    def _follow_cursor(self) -> None:
        ladder = self.ladder
        if ladder is not None and self.current is not None:
            self._remember(ladder, self.current.id)
        self._ids_before_adding = None
        self._update_keys()

    # -- moving ----------------------------------------------------------------------------------

    def action_move(self, by: int) -> None:
        self.ladder_list.move(by)

    def action_page(self, by: int) -> None:
        self.ladder_list.page(by)

    def action_jump(self, to: int) -> None:
        self.ladder_list.jump(to)

    def action_domain(self, by: int) -> None:
        self._program.select_domain(by)

    def action_close(self) -> None:
        if self.ladder_list.is_dragging:
            self.ladder_list.cancel_drag()
        else:
            dismiss_if_active(self)

    # -- what the keys do ------------------------------------------------------------------------

    def _is_refused(self, command: str) -> bool:
        """Say why a command (id) is off, if it is."""
        reason = self._program.unavailable_reason(command)
        if reason:
            self._program.announce(reason)
        return bool(reason)

    @on(LadderList.RungOpened)
    def action_start(self) -> None:
        """Open the challenge under way, or start one from the rung."""
        ladder, rung = self.ladder, self.current
        if ladder is None:
            return
        if ladder.is_empty:
            self._begin(ladder)
        elif rung is None:
            return
        elif rung.status == "open" and rung.challenge is not None:
            self._program.open_challenge(rung.challenge)
        elif rung.status == "daily":
            self.action_place_daily()
        elif self._is_refused("start-rung"):
            return
        elif ladder.open_rung is not None:
            self._program.announce(
                f"{ladder.domain.name} already has a challenge. "
                f"{BY_ID['outcome'].key} on the dashboard records what came of it."
            )
        elif not self._is_refused("design"):
            from efficacy_tui.flows.design import DesignChallenge

            self._program.ask(DesignChallenge(self.journal, ladder.domain, rung=rung.id))

    def _begin(self, ladder: Ladder) -> None:
        if not self._is_refused("add-rung"):
            from efficacy_tui.flows.first_ladder import FirstLadder

            self._program.ask(FirstLadder(self.journal, ladder.domain))

    def action_add(self) -> None:
        ladder = self.ladder
        if ladder is None or self._is_refused("add-rung"):
            return
        if ladder.is_empty:
            self._begin(ladder)
            return
        from efficacy_tui.flows.rungs import AddRung

        self._ids_before_adding = frozenset(rung.id for rung in ladder.rungs)
        self._program.ask(AddRung(self.journal, ladder.domain))

    def action_rate(self) -> None:
        ladder = self.ladder
        if ladder is None or self._is_refused("rate-rungs"):
            return
        if ladder.is_empty:
            self._begin(ladder)
            return
        from efficacy_tui.flows.rate_rungs import RateRungs

        self._program.ask(RateRungs(self.journal, ladder.domain))

    def action_edit(self) -> None:
        ladder, rung = self.ladder, self.current
        if ladder is None or rung is None or self._is_refused("edit-rung"):
            return
        if rung.status == "daily":
            from efficacy_tui.flows.domains import EditDomain

            self._program.ask(EditDomain(self.journal, ladder.domain))
        elif rung.rung is not None:
            from efficacy_tui.flows.rungs import EditRung

            self._program.ask(EditRung(self.journal, rung.rung.id))
        else:
            self._program.announce(RUNG_DELETED)

    def action_delete(self) -> None:
        rung = self.current
        if rung is None or self._is_refused("delete-rung"):
            return
        if rung.status == "daily":
            self._program.announce("Your daily task stays on the ladder.")
        elif rung.rung is None:
            self._program.announce(RUNG_DELETED)
        elif self._program.attempt(lambda: self.journal.rungs.remove(rung.id)):
            stays = ", but what you did stays in your record" if rung.is_begun else ""
            self._program.announce(f"Off the ladder{stays} · {BY_ID['undo'].key} undo")
            self.update_from_snapshot()

    def action_place_daily(self) -> None:
        ladder = self.ladder
        if ladder is not None and not self._is_refused("place-daily"):
            from efficacy_tui.flows.place_task import PlaceTask

            self._program.ask(PlaceTask(self.journal, ladder.domain))

    def action_edit_goal(self) -> None:
        ladder = self.ladder
        if ladder is not None and not self._is_refused("edit-goal"):
            from efficacy_tui.flows.goal import EditGoal

            self._program.ask(EditGoal(self.journal, ladder.domain))

    def action_shift(self, by: int) -> None:
        """Move an idea or the daily task past its harder (1) or easier (−1) neighbour."""
        ladder, rung = self.ladder, self.current
        if ladder is None or rung is None or self._is_refused("harder-rung"):
            return
        if not rung.is_movable:
            self._program.announce(KEEPS_ITS_PLACE)
            return
        rungs = tuple(reversed(ladder.rungs))
        index = next(i for i, row in enumerate(rungs) if row.id == rung.id)
        difficulty = difficulty_past_neighbour([row.difficulty for row in rungs], index, by)
        if difficulty is None:
            is_last = not 0 <= index + by < len(rungs)
            self._program.announce(end_words(rung.difficulty, by, is_last=is_last))
        else:
            self._place(rung, difficulty)

    @on(LadderList.RungDropped)
    def _drop(self, message: LadderList.RungDropped) -> None:
        ladder = self.ladder
        index = ladder.index_of(message.rung) if ladder is not None else None
        if ladder is None or index is None or self._is_refused("harder-rung"):
            return
        if message.difficulty is None:
            self._program.announce(KEEPS_ITS_PLACE)
        else:
            self._place(ladder.rungs[index], message.difficulty)

    def _place(self, rung: LadderRung, difficulty: int) -> None:
        """Give an idea or the daily task another difficulty, and show it at once."""
        ladder = self.ladder
        if ladder is None:
            return
        domain, rungs = ladder.domain.id, self.journal.rungs
        is_made = self._program.attempt(
            lambda: (
                self.journal.domains.place_task(domain, difficulty)
                if rung.status == "daily"
                else rungs.move(rung.id, difficulty)
            )
        )
        if is_made:
            self.update_from_snapshot()


def _easier_than_next_place(ladder: Ladder) -> LadderRung | None:
    """Return the hardest rung below the place of the next one, or else the easiest of all."""
    place = ladder.next_place
    easier = (rung for rung in ladder.rungs if place is not None and rung.difficulty <= place.difficulty)
    return next(easier, ladder.rungs[-1] if ladder.rungs else None)
