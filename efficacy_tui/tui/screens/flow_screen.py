"""The dialog that asks a flow's questions, one at a time, over the dimmed dashboard."""

from __future__ import annotations

from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from efficacy_tui.flows.flow import KEPT, Finished, Flow, Run
from efficacy_tui.flows.questions import Advice, Card, Invalid, Question
from efficacy_tui.practice.errors import Refused
from efficacy_tui.store.errors import StoreError
from efficacy_tui.tui.commands import BY_ID
from efficacy_tui.tui.glyphs import UNICODE
from efficacy_tui.tui.widgets.answers import Answered, Edited
from efficacy_tui.tui.widgets.choice_field import ChoiceField
from efficacy_tui.tui.widgets.fields import Field, TextField, field_for
from efficacy_tui.tui.widgets.lines import ACCENT, QUIET, elide, pad, stack

LONG = 6
"""Questions from which on a line shows the way."""

SHOWN = 4
"""Answers that stay visible above the question, at most."""


class FlowScreen(ModalScreen[Finished]):
    """Asks until the flow is finished; escape leaves, and what was typed is kept."""

    VERTICAL_BREAKPOINTS = [(0, "-low"), (18, "-short"), (23, "-middle"), (34, "-tall")]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", show=False, priority=True),
        Binding("shift+tab", "back", show=False, priority=True),
        Binding("b", "back", show=False),
        Binding("ctrl+n", "start_over", show=False, priority=True),
        Binding("ctrl+s,tab", "take", show=False, priority=True),
        Binding("f1", "app.command('support')", show=False, priority=True),
        Binding("exclamation_mark", "app.command('support')", show=False),
    ]
    DEFAULT_CSS = """
    FlowScreen {
        align: center top;
        background: $background 70%;
    }
    FlowScreen.-alone { background: $background; }
    FlowScreen.-tall > Vertical { margin-top: 7; }
    FlowScreen.-middle > Vertical { margin-top: 2; }
    FlowScreen.-low > Vertical { padding: 0 1; }
    FlowScreen.-low #prompt, FlowScreen.-low #above { margin-bottom: 0; }
    FlowScreen > Vertical {
        width: 66;
        max-width: 100%;
        height: auto;
        max-height: 100%;
        padding: 1 2;
        border: round $accent;
        border-title-color: $foreground;
        border-title-style: bold;
        border-subtitle-color: $quiet;
        background: $background;
    }
    FlowScreen VerticalScroll { height: auto; max-height: 100%; scrollbar-size-vertical: 1; }
    FlowScreen Static { height: auto; width: 1fr; }
    FlowScreen #above { margin-bottom: 1; color: $quiet; }
    FlowScreen #prompt { margin-bottom: 1; text-style: bold; }
    FlowScreen #field { height: auto; }
    FlowScreen #problem, FlowScreen #hint { margin-top: 1; }
    FlowScreen.-low #problem, FlowScreen.-low #hint { margin-top: 0; }
    FlowScreen Input { background: $panel; padding: 0 1; width: 1fr; }
    FlowScreen #problem { color: $warning; }
    FlowScreen #hint { color: $quiet; }
    FlowScreen .-empty { display: none; }
    """

    def __init__(self, flow: Flow) -> None:
        super().__init__(classes="-alone" if flow.alone else None)
        self.run_ = Run.begin(flow)
        self._field: Field | None = None
        self._asked: Question | None = None
        self._first = True
        self._waiting = True
        self._done = False
        self._covered: Finished | None = None
        self._early: list[events.Key] = []
        self._asked_at = 0.0

    @property
    def flow(self) -> Flow:
        """What is being asked."""
        return self.run_.flow

    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_title = self.flow.title
            yield Static(id="line")
            with VerticalScroll(can_focus=False):
                yield Static(id="answers", markup=False)
                yield Static(id="above", markup=False)
                yield Static(id="prompt", markup=False)
                yield Vertical(id="field")
                yield Static(id="problem", markup=False)
                yield Static(id="hint", markup=False)

    def on_mount(self) -> None:
        self._prepare()

    @work(thread=True)
    def _prepare(self) -> None:
        """What the questions need may take a while; keys pressed meanwhile wait for the first of them."""
        self.flow.prepare()
        self.call_later(self._ask)

    def on_key(self, event: events.Key) -> None:
        """A key that was pressed before a question had the focus is for that question."""
        if self._waiting or getattr(self.focused, "taken", False):
            event.stop()
            self._early.append(event)
        elif event.time < self._asked_at:
            event.stop()
            self.app.post_message(events.Key(event.key, event.character))

    def _replay(self) -> None:
        early, self._early = self._early, []
        for event in early:
            self.app.post_message(events.Key(event.key, event.character))

    async def _ask(self) -> None:
        if self._done:
            return
        question = self.run_.current
        if question is None:
            self._finish()
            return
        self._waiting = True
        self._asked = question
        field = field_for(question, self.run_.prefill(question))
        place = self.query_one("#field")
        with self.app.batch_update():
            await place.remove_children()
            await place.mount(field)
            if self._done:
                # Left meanwhile, and what is shown is being taken down.
                return
            self._field = field
            self._put("above", question.above)
            self._put("prompt", question.prompt)
            self._put("hint", self._hint(question))
            self._put("problem", "")
            self._show_way()
        if isinstance(field, Vertical | TextField):
            field.take_focus()
        else:
            field.focus()
        self.query_one(VerticalScroll).scroll_end(animate=False)
        self._waiting = False
        self._asked_at = Edited().time
        self.call_after_refresh(self._replay)

    def _hint(self, question: Question) -> str:
        if self.run_.resumed and self._first:
            self._first = False
            return "This is the draft you left. ctrl+n starts afresh." + (f"\n{question.hint}" if question.hint else "")
        return question.hint

    def _put(self, name: str, text: str) -> None:
        static = self.query_one(f"#{name}", Static)
        static.update(text)
        static.set_class(not text, "-empty")

    def _show_way(self) -> None:
        """The answers so far, the thin line of progress, and what escape does."""
        if self._done:
            return
        done, total = self.run_.progress
        box = self.query_one(Vertical)
        width = max(box.content_size.width, 30)
        line = self.query_one("#line", Static)
        line.set_class(total < LONG, "-empty")
        full = round(width * done / total) if total else 0
        line.update(
            Content.assemble((UNICODE["full"] * full, ACCENT), (UNICODE["empty"] * (width - full), "$faint"), "\n")
        )
        count = f"{done + 1} of {total} · " if total > 1 else ""
        back = f"{self.flow.going_back} · " if done and total > 1 else ""
        left = _time_left((total - done) * self.flow.pace)
        if left:
            count, back = left, ""
        box.border_subtitle = f"{count}{back}{self.flow.leaving}"
        shown = [(q, v) for q, v in self.run_.answered if q.label and not isinstance(q, Card)][-SHOWN:]
        if self.size.height < 24:
            shown = shown[-1:]
        blind = self.flow.blind
        gutter = max((len(q.label) for q, _ in shown), default=0) + 3
        rows = [
            Content.assemble((pad(q.label, gutter), QUIET), elide("✓" if blind else q.say(v), width - gutter))
            for q, v in shown
        ]
        answers = self.query_one("#answers", Static)
        answers.set_class(not rows, "-empty")
        answers.update(stack([*rows, ""]))

    def on_resize(self) -> None:
        if self._asked is not None:
            self.call_after_refresh(self._show_way)

    @on(Edited)
    def _clear_problem(self) -> None:
        self._put("problem", "")

    @on(Answered)
    async def _answer(self, event: Answered) -> None:
        event.stop()
        if event.question is not self._asked or self._done:
            return
        try:
            self.run_.answer(event.raw)
        except (Invalid, Advice, Refused, StoreError) as problem:
            self._refused(str(problem))
            return
        await self._ask()

    def _refused(self, problem: str) -> None:
        self._put("problem", problem)
        for field in self.query("RatingField, OptionRows"):
            field.taken = False  # type: ignore[attr-defined]  # both have it
        self._early.clear()

    def _finish(self) -> None:
        try:
            finished = self.run_.finish()
        except (Refused, StoreError) as problem:
            self.run_.back()
            self._refused(str(problem))
            return
        self._leave(finished)

    def _leave(self, finished: Finished) -> None:
        self._done = True
        if self.is_active:
            self.dismiss(finished)
        else:
            # Dismissing takes whatever is on top away, and this page was opened meanwhile to be read.
            self._covered = finished

    @on(events.ScreenResume)
    def _uncovered(self) -> None:
        if self._covered is not None:
            finished, self._covered = self._covered, None
            self.call_later(self._leave, finished)

    async def action_back(self) -> None:
        if self.run_.back(self._typed()):
            await self._ask()

    async def action_start_over(self) -> None:
        if self.run_.resumed:
            self.run_.start_over()
            await self._ask()

    def action_take(self) -> None:
        if self._field is not None and self._asked is not None:
            self._field.post_message(Answered(self._field.raw, self._asked))

    def _typed(self) -> str:
        """What the person has put into the field; an option merely highlighted is nothing."""
        if isinstance(self._field, ChoiceField) and not self._field.has_class("-own"):
            return ""
        return self._field.raw if self._field else ""

    def keep(self) -> str:
        """Keep what was answered and typed, as leaving does; gives what to tell the person."""
        try:
            return self.run_.leave(self._typed())
        except (Refused, StoreError) as problem:
            return str(problem)

    def action_leave(self) -> None:
        if self._done:
            return
        said = self.keep()
        if said == KEPT and self.flow.command:
            said = f"{said} · {BY_ID[self.flow.command].key} takes it up again"
        self._leave(Finished(said))


def _time_left(seconds: int) -> str:
    """How long the rest takes, in words; empty where that is not worth saying."""
    if seconds <= 0:
        return ""
    minutes = round(seconds / 60)
    return "under a minute left · " if minutes < 1 else f"about {minutes} minute{'s' if minutes > 1 else ''} left · "
