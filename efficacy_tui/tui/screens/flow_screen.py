"""Base of every screen that asks a flow: one question at a time, and each key goes to the question it was meant for."""

from __future__ import annotations

from typing import Any, ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget

from efficacy_tui.flows.flow import Flow, FlowResult
from efficacy_tui.flows.flow_session import FlowSession, Progress
from efficacy_tui.flows.placing import PlacementQuestion
from efficacy_tui.flows.question_types import (
    Advice,
    Card,
    ChoiceQuestion,
    InvalidAnswer,
    Question,
    RatingQuestion,
    TextQuestion,
)
from efficacy_tui.model.text_layout import elide, pad
from efficacy_tui.store.errors import Rejected, StoreError
from efficacy_tui.tui.answer_keys import saves_at_once
from efficacy_tui.tui.look.glyphs import UNICODE
from efficacy_tui.tui.privacy.mask import hides_numbers, public
from efficacy_tui.tui.privacy.masking_app import MaskingApp, masked_lines
from efficacy_tui.tui.screens.base_screen import BaseScreen
from efficacy_tui.tui.screens.key_queue import GLOBAL_KEYS, KeyQueue
from efficacy_tui.tui.textual_overrides import ACTIVE
from efficacy_tui.tui.widgets.base_widgets import CachedStatic
from efficacy_tui.tui.widgets.choice_field import ChoiceField
from efficacy_tui.tui.widgets.content_lines import QUIET
from efficacy_tui.tui.widgets.question_fields import Field, field_for
from efficacy_tui.tui.widgets.rating_field import RatingField
from efficacy_tui.tui.widgets.widget_messages import AnswerEdited, AnswerSubmitted, KeyExplained, post_to_parent
from efficacy_tui.tui.widgets.wrapped_text import WrappedText

ANSWERS_SHOWN = 4
"""Earlier answers shown above the question, at most."""

WAIT_NOTICE_SECONDS = 0.3
"""How long to wait for the next question before saying that it needs a moment."""

IMMEDIATE_KEYS = GLOBAL_KEYS | {"escape", "ctrl+c"}
"""Keys that do not wait for the question to appear."""


class FlowScreen(BaseScreen[FlowResult]):
    """Asks questions until the flow is finished or left; subclasses decide what surrounds the question."""

    asks_questions = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", show=False, priority=True),
        Binding("shift+tab", "back", show=False, priority=True),
        Binding("b", "back", show=False),
        Binding("ctrl+n", "start_over", show=False, priority=True),
        Binding("ctrl+s", "save", show=False, priority=True),
        Binding("tab", "go_on", show=False, priority=True),
        Binding("f1", "app.command('support')", show=False, priority=True),
        Binding("exclamation_mark", "app.command('support')", show=False),
        Binding("m", "app.command('mask')", show=False),
        Binding("w", "note", show=False),
        # Without priority: in a text of several lines the key takes back what was typed.
        Binding("ctrl+z", "app.command('suspend')", id="suspend", show=False),
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
        self._question: Question | None = None
        self._is_first_question = True
        self._is_preparing = True
        self._is_done = False
        self._key_queue = KeyQueue(self, lambda: not (self._is_preparing or self._is_answer_on_its_way))
        self._texts: dict[str, str] = {}
        self._saves_now = False

    # -- for subclasses --------------------------------------------------------------------------

    def show_progress(self) -> None:
        """Show the answers so far, the progress, and what escape does."""
        raise NotImplementedError

    def scroll_to_question(self) -> None:
        """Scroll the question into view where not everything fits."""
        raise NotImplementedError

    def close_finished(self, result: FlowResult) -> None:
        """Close after all answers were recorded."""
        raise NotImplementedError

    def close_early(self, message: str) -> None:
        """Close before the end, with a message for the person."""
        raise NotImplementedError

    # -- asking ----------------------------------------------------------------------------------

    @property
    def flow(self) -> Flow:
        """The flow that is asked."""
        return self.session.flow

    @property
    def field(self) -> Field | None:
        """The field of the current question; none before the first question."""
        return self._field

    @property
    def question_texts(self) -> tuple[str, ...]:
        """The texts around the field of the current question, empty ones included."""
        return tuple(self._texts.get(name, "") for name in ("above", "prompt", "hint"))

    def compose_question(self) -> ComposeResult:
        """Yield the parts of a question, from top to bottom."""
        yield CachedStatic(id="answers", markup=False)
        yield WrappedText(id="above", markup=False)
        yield WrappedText(id="prompt", markup=False)
        yield WrappedText(id="problem", markup=False)
        yield WrappedText(id="hint", markup=False)

    def on_mount(self) -> None:
        self._prepare()

    @work(thread=True)
    def _prepare(self) -> None:
        """Prepare the questions, which may take a while; keys pressed meanwhile wait for the first question."""
        self.session.prepare()
        self.call_later(self._ask)

    def intercepts_key(self, key: events.Key | events.Paste) -> bool:
        """Queue a key or a paste until the one before it is handled and the question that follows is shown."""
        is_next = self._is_preparing or (self._key_queue.is_idle and not self._is_answer_on_its_way)
        if isinstance(key, events.Key) and key.key in IMMEDIATE_KEYS and is_next:
            return False
        self._key_queue.add(key)
        return True

    @property
    def _is_answer_on_its_way(self) -> bool:
        return getattr(self.focused, "submitted", False)

    @on(events.ScreenResume)
    def _continue_dispatching(self) -> None:
        self._key_queue.dispatch_next()

    async def _ask(self) -> None:
        if self._is_done or not self.query_one("#prompt").is_attached:
            # The program is closing, and the widgets are being removed.
            return
        question = self.session.current
        if question is None:
            self._finish()
            return
        self._is_preparing = True
        # A key sent to the old field would be lost; without a focus the screen queues it.
        self.set_focus(None)
        self._question = question
        with self.app.batch_update():
            field = await self._field_for(question)
            if self._is_done:
                # The person left meanwhile, and the widgets are being removed.
                return
            self._field = field
            self._set_text("above", question.context)
            self._set_text("prompt", question.prompt)
            self._set_text("hint", self._hint(question))
            self._set_text("problem", "")
            self.show_progress()
            # `focus()` would act later, and a key could slip through before it.
            self.set_focus(field.focus_target, scroll_visible=False)
            await self.focus_taken()
            self.lay_out_together()
        self.scroll_to_question()
        self._is_preparing = False
        self._key_queue.resume()

    async def _field_for(self, question: Question) -> Field:
        """Show the field for a question in place of the previous one.

        One field of each kind is kept mounted, because removing and mounting fields takes longer than everything else.
        """
        kind = field_for(question)
        field = self._fields.get(kind) or kind()
        field.set_question(question, self.session.prefill(question))  # type: ignore[arg-type]  # `field_for` chose it
        if kind not in self._fields:
            self._fields[kind] = field
            field.add_class("-field")
            prompt = self.query_one("#prompt")
            await prompt.query_ancestor(Widget).mount(field, after=prompt)
        for mounted_field in self._fields.values():
            mounted_field.display = mounted_field is field
        return field

    def _hint(self, question: Question) -> str:
        hints = [question.hint] if question.hint else []
        if isinstance(question, RatingQuestion | ChoiceQuestion) and not saves_at_once(self):
            hints.append("A key marks the answer, enter saves it.")
        if self.session.resumed and self._is_first_question:
            self._is_first_question = False
            hints.insert(0, "This is your draft. ctrl+n starts over.")
        return "\n".join(hints)

    def _set_text(self, name: str, text: str) -> None:
        if self._texts.get(name) == text:
            return
        self._texts[name] = text
        self.query_one(f"#{name}", WrappedText).set_text(text)

    def earlier_answers(self, progress: Progress, limit: int, width: int) -> list[Content]:
        """Return the last `limit` answers beside their labels; a blind flow shows a check mark for each."""
        labelled_answers = [(q, value) for q, value in progress.answered if q.label and not isinstance(q, Card)]
        recent = labelled_answers[-ANSWERS_SHOWN:][-limit:]
        gutter = max((len(q.label) for q, _ in recent), default=0) + 3
        rows = []
        for question, value in recent:
            label = masked_lines(self, question.label, [pad(question.label, gutter)])[0].stylize(QUIET)
            if value is None and question.left_out_as:
                rows.append(label + public("–"))
                continue
            rows.append(label + Content(elide(self._answer_words(question, value), width - gutter)))
        return rows

    def _answer_words(self, question: Question, value: Any) -> str:
        if self.flow.blind:
            return "✓"
        if not hides_numbers(self):
            return question.display(value)
        match question:
            case RatingQuestion() | PlacementQuestion():
                return "✓"
            case ChoiceQuestion(options=options):
                option = next((option for option in options if option.value == value), None)
                return option.label_without_amount if option else question.display(value)
            case _:
                return question.display(value)

    def mask_changed(self) -> None:
        """Show the same texts again, masked or not."""
        texts, self._texts = self._texts, {}
        for name, text in texts.items():
            self._set_text(name, text)
        if self._question is not None:
            self.show_progress()

    @on(AnswerEdited)
    def _edited(self) -> None:
        self._set_text("problem", "")
        # A choice may have opened its free-text line, and the queued keys are meant for that.
        self._key_queue.dispatch_next()

    @on(KeyExplained)
    def _show_explanation(self, event: KeyExplained) -> None:
        event.stop()
        self._set_text("problem", event.text)

    @on(RatingField.AzertyAccepted)
    def _use_azerty(self, event: RatingField.AzertyAccepted) -> None:
        event.stop()
        if isinstance(self.app, MaskingApp):
            self._set_text("problem", self.app.use_azerty_digits())

    @on(AnswerSubmitted)
    async def _answer(self, event: AnswerSubmitted) -> None:
        event.stop()
        question = event.question
        if question is not self._question or self._is_done:
            return
        try:
            self.session.answer(event.raw, caller_prepares=True)
        except (InvalidAnswer, Advice, Rejected, StoreError) as error:
            self._saves_now = False
            self._show_problem(str(error))
            return
        if self._saves_now:
            self.session.leave_rest_open()
        if self.flow.prepare_after_each_answer:
            self._is_preparing, self._question = True, None
            self.set_timer(WAIT_NOTICE_SECONDS, self._show_wait_notice)
            self._prepare()
        else:
            await self._ask()

    def _show_wait_notice(self) -> None:
        if self._is_preparing and self._question is None:
            self._set_text("hint", "One moment …")

    def _show_problem(self, problem: str) -> None:
        self._set_text("problem", f"{UNICODE['problem']} {problem}")
        for widget in self._field.walk_children(with_self=True) if self._field else ():
            if hasattr(widget, "submitted"):
                widget.submitted = False
        self._key_queue.clear()

    def _finish(self) -> None:
        try:
            result = self.session.finish()
        except (Rejected, StoreError) as problem:
            self.session.back()
            self._show_problem(str(problem))
            return
        self._is_done = True
        self.close_finished(result)
        self._key_queue.forward_pending()

    async def action_back(self) -> None:
        if not self._is_preparing and self.session.back(self._typed()):
            await self._ask()

    async def action_start_over(self) -> None:
        if self.session.resumed:
            self.session.start_over()
            await self._ask()

    def action_go_on(self) -> None:
        """Save what is typed or marked; with nothing, leave the question out, or say that this is not possible."""
        question = self._question
        if self._field is None or question is None:
            return
        if question.left_out_as and not self._field.raw.strip():
            self._submit(question.left_out_as)
            return
        if not (self._field.raw.strip() or question.optional or isinstance(question, Card)):
            try:
                question.parse("")
            except InvalidAnswer as error:
                self._show_problem(f"This question cannot be skipped. {error}")
                return
        # Nothing typed is left out here, even where enter would take something in its place.
        self._submit(self._field.raw)

    def action_save(self) -> None:
        """Save the answer, and where the later questions can wait, everything."""
        self._saves_now = self.session.can_save_now
        self.action_submit()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave the key of notes to the answer where the flow takes none: a scale then says what it takes."""
        return self.flow.takes_notes if action == "note" else super().check_action(action, parameters)

    async def action_note(self) -> None:
        """Ask for a note, where the flow takes one."""
        if not self._is_preparing and self.session.begin_note():
            await self._ask()

    def action_submit(self) -> None:
        if self._field is not None:
            raw, question = self._field.raw, self._question
            self._submit(question.entered(raw) if isinstance(question, TextQuestion) else raw)

    def _submit(self, raw: str) -> None:
        if self._field is not None and self._question is not None:
            if self.focused is not None:
                self.focused.submitted = True  # type: ignore[attr-defined]  # every answer widget has it
            post_to_parent(self._field, AnswerSubmitted(raw, self._question))

    def _typed(self) -> str:
        """Return the text typed into the field; a merely highlighted option does not count."""
        if isinstance(self._field, ChoiceField) and not self._field.has_class("-own"):
            return ""
        return self._field.raw if self._field else ""

    def save_draft(self) -> str:
        """Save the answers and the typed text as a draft; return the message for the person."""
        try:
            return self.session.leave(self._typed())
        except (Rejected, StoreError) as problem:
            return str(problem)

    def on_unmount(self) -> None:
        # Without our overrides, Textual ends a crashed program without telling the app, but still unmounts dialogs.
        if not (ACTIVE or self._is_done):
            self.save_draft()

    async def action_leave(self) -> None:
        """Go back from a note, or else leave the flow."""
        if not self._is_done and self.session.cancel_note():
            await self._ask()
        else:
            self.leave_flow()

    def leave_flow(self) -> None:
        """Close before the end, with a draft where the flow keeps one."""
        if not self._is_done:
            self._is_done = True
            self.close_early(self.save_draft())
