"""What every screen that asks a flow has in common: one question at a time, each key for the one it was meant for."""

from __future__ import annotations

from collections import deque
from functools import partial
from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget

from efficacy_tui.flows.flow import Flow, FlowResult, FlowSession, Progress
from efficacy_tui.flows.question_types import Advice, Card, InvalidAnswer, Question, RatingQuestion
from efficacy_tui.journal.errors import Rejected
from efficacy_tui.store.errors import StoreError
from efficacy_tui.tui.look.glyphs import UNICODE
from efficacy_tui.tui.privacy.mask import hides_numbers
from efficacy_tui.tui.privacy.masking_app import KeyHandled, masked_lines
from efficacy_tui.tui.screens.base_screen import BaseScreen
from efficacy_tui.tui.widgets.base_widgets import CachedStatic
from efficacy_tui.tui.widgets.choice_field import ChoiceField
from efficacy_tui.tui.widgets.content_lines import QUIET, elide, pad
from efficacy_tui.tui.widgets.question_fields import Field, field_for
from efficacy_tui.tui.widgets.widget_messages import AnswerEdited, AnswerSubmitted, post_to_parent

SHOWN = 4
"""Answers that stay visible above the question, at most."""

PATIENCE = 0.3
"""Seconds after which it is said that the next question needs a moment."""


EVERYWHERE = frozenset({"ctrl+q", "f1", "f2"})
"""Keys that do the same on every screen."""

AT_ONCE = EVERYWHERE | {"escape", "ctrl+c"}
"""Keys that do not wait until a question stands."""


class FlowScreen(BaseScreen[FlowResult]):
    """Asks until the flow is finished or left; how that looks around the question is for those who inherit to say."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", show=False, priority=True),
        Binding("shift+tab", "back", show=False, priority=True),
        Binding("b", "back", show=False),
        Binding("ctrl+n", "start_over", show=False, priority=True),
        Binding("ctrl+s,tab", "take", show=False, priority=True),
        Binding("f1", "app.command('support')", show=False, priority=True),
        Binding("exclamation_mark", "app.command('support')", show=False),
        Binding("m", "app.command('mask')", show=False),
    ]
    DEFAULT_CSS = """
    FlowScreen Static { height: auto; width: 1fr; }
    FlowScreen #above { color: $quiet; }
    FlowScreen #prompt { text-style: bold; }
    FlowScreen Input { background: $raised; padding: 0 1; width: 1fr; }
    FlowScreen #problem { color: $warning; }
    FlowScreen #hint { color: $quiet; }
    """

    def __init__(self, flow: Flow, classes: str | None = None) -> None:
        super().__init__(classes=classes)
        self.session = FlowSession.begin(flow)
        self._field: Field | None = None
        self._fields: dict[type[Field], Field] = {}
        self._asked: Question | None = None
        self._first = True
        self._waiting = True
        self._done = False
        self._keys: deque[events.Key] = deque()
        self._pressed: events.Key | None = None
        self._pressing = False
        self._turn = 0
        self._texts: dict[str, str] = {}

    # -- what those who inherit say --------------------------------------------------------------

    def show_progress(self) -> None:
        """Show the answers so far, how far it is, and what escape does."""
        raise NotImplementedError

    def scroll_to_question(self) -> None:
        """Bring the question into sight where there is too little room for everything."""
        raise NotImplementedError

    def ended(self, finished: FlowResult) -> None:
        """Go away: everything is answered and recorded."""
        raise NotImplementedError

    def left(self, said: str) -> None:
        """Go away before the end; `said` is what to tell the person."""
        raise NotImplementedError

    # -- asking ----------------------------------------------------------------------------------

    @property
    def flow(self) -> Flow:
        """What is being asked."""
        return self.session.flow

    @property
    def field(self) -> Field | None:
        """Where the question is answered, once it is asked."""
        return self._field

    def compose_question(self) -> ComposeResult:
        """The parts of a question, under each other."""
        yield CachedStatic(id="answers", markup=False)
        yield CachedStatic(id="above", markup=False)
        yield CachedStatic(id="prompt", markup=False)
        yield CachedStatic(id="problem", markup=False)
        yield CachedStatic(id="hint", markup=False)

    def on_mount(self) -> None:
        self._prepare()

    @work(thread=True)
    def _prepare(self) -> None:
        """What the questions need may take a while; keys pressed meanwhile wait for the first of them."""
        self.session.prepare()
        self.call_later(self._ask)

    def intercepts_key(self, key: events.Key) -> bool:
        """Every key waits until the one before it has been worked at, and the question that this led to stands.

        Else what is typed quickly would go to the question before, or overtake itself.
        """
        nothing_before = self._waiting or not (self._keys or self._pressing or self._answered)
        if key is self._pressed or (key.key in AT_ONCE and nothing_before):
            return False
        self._keys.append(key)
        self._press_next()
        return True

    @property
    def _answered(self) -> bool:
        """Whether an answer is on its way."""
        return getattr(self.focused, "taken", False)

    def _press_next(self) -> None:
        if self._keys and self.is_current and not (self._pressing or self._waiting or self._answered):
            self._pressing, self._turn = True, self._turn + 1
            self.call_later(self._press)

    async def _press(self) -> None:
        was_pressed = partial(self._was_pressed, self._turn)
        if self._keys and self.is_current:
            self._pressed = self._keys.popleft()
            await self.app.on_event(self._pressed)
            if self._pressed.is_forwarded:
                behind = KeyHandled(was_pressed)
                # Sent by this screen it would go no further than here, and the key goes on.
                behind.set_sender(self.app)
                if (self.focused or self).post_message(behind):
                    return
        was_pressed()

    @on(events.ScreenResume)
    def _go_on(self) -> None:
        self._press_next()

    def forward_pending(self) -> None:
        """What was pressed after the last answer and means the same everywhere is for whatever comes now."""
        for key in self._keys:
            if key.key in EVERYWHERE:
                self.app.call_later(self.app.post_message, events.Key(key.key, key.character))
        self._keys.clear()

    def _was_pressed(self, turn: int) -> None:
        # What it led to may have let the next key through before this was heard.
        if turn == self._turn:
            self._pressing = False
            self._press_next()

    async def _ask(self) -> None:
        if self._done:
            return
        question = self.session.current
        if question is None:
            self._finish()
            return
        self._waiting = True
        # A key for a field that goes would be lost; without a focus the screen keeps it.
        self.set_focus(None)
        self._asked = question
        with self.app.batch_update():
            field = await self._field_for(question)
            if self._done:
                # Left meanwhile, and what is shown is being taken down.
                return
            self._field = field
            self._put("above", question.context)
            self._put("prompt", question.prompt)
            self._put("hint", self._hint(question))
            self._put("problem", "")
            self.show_progress()
            # Not by `focus`, which would come later: keys would slip through in between.
            self.set_focus(field.answered_in, scroll_visible=False)
            await self.focus_taken()
            self.lay_out_together()
        self.scroll_to_question()
        self._waiting = self._pressing = False
        self._press_next()

    async def _field_for(self, question: Question) -> Field:
        """The field for a question, in the place of the one before it.

        One of each kind is kept: to take one away and put another there takes longer than everything else.
        """
        kind = field_for(question)
        field = self._fields.get(kind) or kind()
        field.take_up(question, self.session.prefill(question))  # type: ignore[arg-type]  # `field_for` chose it
        if kind not in self._fields:
            self._fields[kind] = field
            field.add_class("-field")
            prompt = self.query_one("#prompt")
            await prompt.query_ancestor(Widget).mount(field, after=prompt)
        for each in self._fields.values():
            each.display = each is field
        return field

    def _hint(self, question: Question) -> str:
        if self.session.resumed and self._first:
            self._first = False
            return "This is the draft you left. ctrl+n starts afresh." + (f"\n{question.hint}" if question.hint else "")
        return question.hint

    def _put(self, name: str, text: str) -> None:
        if self._texts.get(name) == text:
            return
        self._texts[name] = text
        static = self.query_one(f"#{name}", CachedStatic)
        static.set_content(Content("\n").join(masked_lines(self, text, text.split("\n"))))
        static.display = bool(text)

    def answers_given(self, way: Progress, most: int, width: int) -> list[Content]:
        """The last answers, at most so many, each beside its label; of a blind flow only that they were given."""
        shown = [(q, v) for q, v in way.answered if q.label and not isinstance(q, Card)][-SHOWN:][-most:]
        gutter = max((len(q.label) for q, _ in shown), default=0) + 3
        rows = []
        for question, value in shown:
            label = masked_lines(self, question.label, [pad(question.label, gutter)])[0].stylize(QUIET)
            short = self.flow.blind or (hides_numbers(self) and isinstance(question, RatingQuestion))
            rows.append(label + Content(elide("✓" if short else question.display(value), width - gutter)))
        return rows

    def mask_changed(self) -> None:
        """Say the same, with the program's own words marked or not."""
        said, self._texts = self._texts, {}
        for name, text in said.items():
            self._put(name, text)
        if self._asked is not None:
            self.show_progress()

    @on(AnswerEdited)
    def _edited(self) -> None:
        self._put("problem", "")
        # It may be that a line of its own is what the answer is to be given on, and the next keys are for it.
        self._press_next()

    @on(AnswerSubmitted)
    async def _answer(self, event: AnswerSubmitted) -> None:
        event.stop()
        question = event.question
        if question is not self._asked or self._done:
            return
        try:
            self.session.answer(event.raw, aside=True)
        except (InvalidAnswer, Advice, Rejected, StoreError) as problem:
            self._refused(str(problem))
            return
        if self.flow.prepare_after_each_answer:
            self._waiting, self._asked = True, None
            self.set_timer(PATIENCE, self._say_it_takes_a_moment)
            self._prepare()
        else:
            await self._ask()

    def _say_it_takes_a_moment(self) -> None:
        if self._waiting and self._asked is None:
            self._put("hint", "One moment …")

    def _refused(self, problem: str) -> None:
        self._put("problem", f"{UNICODE['problem']} {problem}")
        for widget in self._field.walk_children(with_self=True) if self._field else ():
            if hasattr(widget, "taken"):
                widget.taken = False
        self._keys.clear()

    def _finish(self) -> None:
        try:
            finished = self.session.finish()
        except (Rejected, StoreError) as problem:
            self.session.back()
            self._refused(str(problem))
            return
        self._done = True
        self.ended(finished)
        self.forward_pending()

    async def action_back(self) -> None:
        if not self._waiting and self.session.back(self._typed()):
            await self._ask()

    async def action_start_over(self) -> None:
        if self.session.resumed:
            self.session.start_over()
            await self._ask()

    def action_take(self) -> None:
        if self._field is not None and self._asked is not None:
            if self.focused is not None:
                self.focused.taken = True  # type: ignore[attr-defined]  # where an answer is made has it
            post_to_parent(self._field, AnswerSubmitted(self._field.raw, self._asked))

    def _typed(self) -> str:
        """What the person has put into the field; an option merely highlighted is nothing."""
        if isinstance(self._field, ChoiceField) and not self._field.has_class("-own"):
            return ""
        return self._field.raw if self._field else ""

    def save_draft(self) -> str:
        """Keep what was answered and typed, as leaving does; gives what to tell the person."""
        try:
            return self.session.leave(self._typed())
        except (Rejected, StoreError) as problem:
            return str(problem)

    def action_leave(self) -> None:
        if not self._done:
            self._done = True
            self.left(self.save_draft())
