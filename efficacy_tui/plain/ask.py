"""Asks a flow's questions line by line, for screen readers, scripts and terminals that cannot draw."""

from __future__ import annotations

from collections.abc import Callable
from typing import TextIO

from efficacy_tui.flows.dated_questions import StepsQuestion
from efficacy_tui.flows.flow import Flow, FlowResult
from efficacy_tui.flows.flow_session import FlowSession
from efficacy_tui.flows.question_types import (
    Advice,
    Card,
    ChoiceQuestion,
    InvalidAnswer,
    Question,
    RatingQuestion,
    TextQuestion,
)
from efficacy_tui.model.digit_keys import with_digits
from efficacy_tui.model.display import display
from efficacy_tui.plain.columns import MAX_WIDTH
from efficacy_tui.plain.line_terminal import LineTerminal
from efficacy_tui.plain.render_question import END_OF_TEXT, describe_answer, describe_prefill, render_question
from efficacy_tui.store.errors import JournalErased, Rejected, StoreError

LEAVE, BACK, START_OVER, SAVE, SUPPORT, HELP, NOTHING = "q!", "b!", "n!", "s!", "!", "?", "-"
RESERVED_WORDS = (LEAVE, BACK, START_OVER, SAVE, SUPPORT, HELP, NOTHING, END_OF_TEXT)
"""Inputs that are commands at a question; after a backslash they are answers."""

NOTE_KEY = "w"  # at a rating, asks for a note on it
FREE_TEXT_KEY = "w"  # starts a free-text answer, as in the dashboard


def ask(flow: Flow, source: TextIO, target: TextIO, width: int = MAX_WIDTH) -> bool:
    """Run one flow, reading answers from `source` and writing to `target`; return whether it was completed.

    An empty line accepts the prefill in brackets, and `-` means no answer. `q!` or the end of the input cancels the
    flow, as escape does in the dashboard.
    """
    terminal = LineTerminal(source, target, width)
    dialog = LineDialog(flow, terminal)
    result = dialog.run()
    if result.message or dialog.cancelled:
        terminal.say(result.message or dialog.stop_words)
    if result.copied_text:
        terminal.write_lines(result.copied_text.splitlines())
    if result.background_task is not None:
        task_result = result.background_task()
        terminal.say(task_result if isinstance(task_result, str) else task_result.message)
    return not dialog.cancelled


class LineDialog:
    """One run of a flow; `cancelled` tells whether the person stopped before its end.

    With `is_command`, a text that is not a valid answer but a command cancels the flow and becomes `typed_command`.
    """

    def __init__(self, flow: Flow, terminal: LineTerminal, is_command: Callable[[str], bool] | None = None) -> None:
        self.flow = flow
        self.terminal = terminal
        self.cancelled = False
        self.typed_command = ""
        self._is_command = is_command
        self._session = FlowSession.begin(flow)
        self._question_key: str | None = None
        self._render_pending = True
        self._prefill = ""
        self._lines: list[str] = []
        self._rejected_text = ""
        self._queried_digits: set[tuple[str, str]] = set()

    def run(self) -> FlowResult:
        """Ask questions until the flow is completed or cancelled, and return its result."""
        self._session.prepare()
        if self.flow.hides_everything_else or (self.flow.blind and self.terminal.has_visible_output):
            # An earlier answer on the screen would influence this one.
            self.terminal.scroll_away()
        self._introduce()
        result = None
        while result is None:
            question = self._session.current
            result = self._finish() if question is None else self._ask(question)
        if self.flow.handover_text:
            # Hide the answers before the keyboard goes back to somebody else.
            self.terminal.scroll_away()
            self.terminal.say(self.flow.handover_text)
            self.terminal.read("Press enter to continue. >")
        return result

    @property
    def stop_words(self) -> str:
        """What is said where the person stops early and the flow says nothing."""
        saved = self.flow.describe_saved(self._session.answers)
        return f"Stopped: {saved}" if saved else "Stopped."

    @property
    def _leave_words(self) -> str:
        """What leaving does, as a verb: the dashboard's hint may be only “later”."""
        words = self.flow.escape_hint.removeprefix("esc ")
        return "leaves it for later" if words == "later" else words

    def _introduce(self) -> None:
        leave_hint = f"{LEAVE} {self._leave_words}, {HELP} helps."
        key_hints = f"An empty line accepts what is in [brackets], {NOTHING} leaves it empty, {BACK} goes back, "
        heading = ": ".join(filter(None, self.flow.heading))
        self.terminal.say(
            f"{heading}. {'' if 'answering' in self.terminal.explained_topics else key_hints}{leave_hint}"
        )
        self.terminal.explained_topics.add("answering")
        if self._session.resumed:
            self.terminal.say(f"This is your draft. {START_OVER} starts over.")
            self._show_answers()

    def _show_answers(self) -> None:
        """Print the answers given so far, as the dashboard does above the question."""
        answers = [(question, value) for question, value in self._session.answered if question.label]
        if self.flow.blind:
            count = len(self._session.answered)
            self.terminal.say(f"{count} answered so far." if count else "Nothing answered so far.")
        for question, value in answers if not self.flow.blind else ():
            answer = question.display(value)
            self.terminal.say(f"{question.label}: {'skipped' if answer == '–' else answer}", indent=2)

    # -- one question ----------------------------------------------------------------------------

    def _ask(self, question: Question) -> FlowResult | None:
        """Ask a question and handle one input; return the flow's result if the input cancelled it."""
        if question.key != self._question_key:
            self._question_key, self._render_pending, self._lines, self._rejected_text = question.key, True, [], ""
            self._prefill = self._session.prefill(question)
        if self._render_pending:
            render_question(self.terminal, question, self._session, self._prefill)
            for line in self._lines:
                self.terminal.say(line, indent=2)
        self._render_pending = False
        raw = self._read_several_lines(question) if _is_multiline(question) else self._read_one_line(question)
        if raw is not None:
            self._submit(question, raw)
        return self._leave() if self.cancelled else None

    def _submit(self, question: Question, raw: str) -> None:
        """Submit an answer to the flow; print how it was understood, or why it was rejected."""
        try:
            self._query_single_digit(question, raw)
            self._session.answer(raw)
        except Advice as advice:
            self._prefill = raw
            self.terminal.say(str(advice), indent=2)
        except (InvalidAnswer, Rejected, StoreError) as error:
            if isinstance(error, InvalidAnswer) and self._is_command is not None and self._is_command(raw.strip()):
                self.cancelled, self.typed_command = True, raw.strip()
                return
            self._prefill = "" if raw == self._prefill else self._prefill
            self.terminal.say(str(error), indent=2)
            if isinstance(error, JournalErased):
                self.cancelled = True
            else:
                self.terminal.say(question.prompt)
        else:
            if self.flow.blind or question.key not in self._session.answers:
                return
            if confirmation := describe_answer(question, raw, self._session.answers[question.key]):
                self.terminal.say(confirmation, indent=2)

    def _query_single_digit(self, question: Question, raw: str) -> None:
        """Ask back once about a single digit: it means tens in the dashboard, so 7 of 100 is probably meant as 70."""
        digit = with_digits(raw.strip(), azerty=display().azerty_digits)
        if not isinstance(question, RatingQuestion) or question.step != 10:
            return
        if digit in tuple("123456789") and (question.key, digit) not in self._queried_digits:
            self._queried_digits.add((question.key, digit))
            raise Advice(f"{digit} of {question.high}? For {digit}0 type {digit}0. Enter again saves {digit}.")

    def _read_one_line(self, question: Question) -> str | None:
        """Read an answer of one line; `None` when the line was a command, which was run."""
        line = self._read_line(question, self._format_prompt(question))
        if (
            line is not None
            and isinstance(question, ChoiceQuestion)
            and question.free_text_label
            and line.strip().casefold() == FREE_TEXT_KEY
        ):
            line = self._read_line(question, "In your own words >")
        if line is None:
            return None
        if line.strip() == NOTE_KEY and isinstance(question, RatingQuestion) and self._session.begin_note():
            self._question_key = None
            return None
        if line.strip() == NOTHING:
            return question.left_out_as
        return _unescape(line) if line.strip() else self._prefill

    def _read_several_lines(self, question: Question) -> str | None:
        """Read an answer up to an empty line; check steps line by line, so that only an invalid line is lost."""
        while True:
            line = self._read_line(question, ">" if self._lines else self._format_prompt(question))
            if line is None:
                return None
            if line.strip() in ("", END_OF_TEXT):
                # If only a rejected line was typed, submit it to show its error once more.
                answer = "\n".join(self._lines) or self._rejected_text
                self._lines, self._rejected_text = [], ""
                return answer or self._prefill
            if line.strip() == NOTHING and not self._lines:
                return ""
            if not isinstance(question, StepsQuestion):
                self._lines.append(_unescape(line))
                continue
            steps = [piece for piece in line.split(";") if piece.strip()]
            try:
                question.parse("\n".join([*self._lines, *steps]))
            except InvalidAnswer as error:
                self._rejected_text = "\n".join([*self._lines, *steps])
                self.terminal.say(str(error), indent=2)
                self.terminal.say(question.prompt)
                for step in self._lines:
                    self.terminal.say(step, indent=2)
            else:
                self._lines += steps
                self._rejected_text = ""

    def _format_prompt(self, question: Question) -> str:
        if isinstance(question, Card):
            return "Press enter to continue. >"
        if not self._prefill:
            return ">"
        return f"[{describe_prefill(question, self._prefill)}] >"

    def _read_line(self, question: Question, prompt: str) -> str | None:
        """Read one line; `None` when it was a command, which was run."""
        line = self.terminal.read(prompt)
        match line.strip() if line is not None else LEAVE:
            case "q!":
                self.cancelled = True
            case "b!":
                self._go_back()
            case "n!":
                self._start_over()
            case "s!":
                self._save_now(question)
            case "!":
                from efficacy_tui.plain.views.pages import format_support

                self.terminal.write_lines(
                    format_support(self.terminal.width, self.terminal.support_file, self.terminal.support_language())
                )
                self._render_pending = True
            case "?":
                self._show_help()
            case _:
                return line
        return None

    @property
    def _unfinished_text(self) -> str:
        """The unfinished answer on several lines, including a rejected line."""
        return self._rejected_text or "\n".join(self._lines)

    # -- commands at a question ------------------------------------------------------------------

    def _go_back(self) -> None:
        if self._session.back(self._unfinished_text):
            self._question_key = None
        else:
            self.terminal.say("This is the first question.", indent=2)

    def _start_over(self) -> None:
        if self._session.resumed:
            self._session.start_over()
            self._question_key = None
        else:
            self.terminal.say(f"This is not a draft. {BACK} goes back one question.", indent=2)

    def _save_now(self, question: Question) -> None:
        """Save what was answered, with the other questions left open."""
        if not self.flow.saves_early_at(question):
            self.terminal.say(f"This is saved after the last question. {LEAVE} {self._leave_words}.", indent=2)
            return
        if self._unfinished_text:
            lines, self._lines = self._unfinished_text, []
            self._submit(question, lines)
        if not self._session.leave_rest_open() and (current := self._session.current) is not None:
            self.terminal.say(f"First answer this: {current.prompt}", indent=2)

    def _show_help(self) -> None:
        self._render_pending = True
        self.terminal.blank_line()
        self.terminal.say(
            f"An empty line accepts what is in [brackets]; {NOTHING} leaves the answer empty. {BACK} goes back one "
            f"question, {LEAVE} {self._leave_words}, {SUPPORT} lists people to turn to. To answer with one of these "
            "signs itself, type a backslash before it."
        )
        if self.flow.saves_early:
            self.terminal.say(f"{SAVE} {self.flow.save_words}")
        if isinstance(self._session.current, RatingQuestion):
            self.terminal.say(
                "Type numbers in full, like 70. On a French keyboard é è ç à count as 2 7 9 0, and with "
                "digits = “azerty” in the settings the whole row counts as digits."
            )
        if self._session.answered:
            self._show_answers()

    # -- the end ---------------------------------------------------------------------------------

    def _finish(self) -> FlowResult | None:
        try:
            return self._session.finish()
        except (Rejected, StoreError) as error:
            self.terminal.say(str(error), indent=2)
            if not self._session.back():
                self.cancelled = True
                return FlowResult()
            self._question_key = None
            return None

    def _leave(self) -> FlowResult:
        if self.flow.journal.is_erased:
            return FlowResult()
        question = self._session.current
        assert question is not None, "only a question can be left"
        unfinished_text = self._unfinished_text or self._session.typed_text.get(question.key, question.default)
        try:
            result = self._session.finish_if_enough()
            if result is None:
                return FlowResult(self._session.leave(unfinished_text))
            self.cancelled = False
            return result
        except (Rejected, StoreError) as error:
            return FlowResult(str(error))


def _is_multiline(question: Question) -> bool:
    return isinstance(question, StepsQuestion) or (isinstance(question, TextQuestion) and question.lines > 1)


def _unescape(line: str) -> str:
    """Remove the backslash that marks a command word as an answer."""
    word = line.strip()
    return word[1:] if word.startswith("\\") and word[1:] in RESERVED_WORDS else line
