"""Asks a flow's questions line by line: for screen readers, scripts, and terminals that cannot draw."""

from __future__ import annotations

from collections.abc import Callable
from typing import TextIO

from efficacy_tui.flows.flow import Flow, FlowResult, FlowSession
from efficacy_tui.flows.question_types import (
    Advice,
    Card,
    ChoiceQuestion,
    InvalidAnswer,
    Question,
    RatingQuestion,
    StepsQuestion,
    TextQuestion,
)
from efficacy_tui.journal.errors import Rejected
from efficacy_tui.plain.columns import MOST
from efficacy_tui.plain.line_terminal import LineTerminal
from efficacy_tui.plain.render_question import END, describe_answer, describe_prefill, render_question
from efficacy_tui.store.errors import StoreError

LEAVE, BACK, AFRESH, SUPPORT, HELP, NOTHING = "q!", "b!", "n!", "!", "?", "-"
WORDS = (LEAVE, BACK, AFRESH, SUPPORT, HELP, NOTHING, END)
"""Answers that are words to this program; with a backslash in front they are answers."""

OWN = "w"
"""The key that begins an answer in words of one's own, as on the screen."""


def ask(flow: Flow, source: TextIO, target: TextIO, width: int = MOST) -> bool:
    """Go through one flow, reading answers from `source` and writing to `target`; says whether it was finished.

    An empty line takes what stands in brackets, `-` means nothing at all; `q!` or the end of the input leaves, as
    escape does on the screen.
    """
    paper = LineTerminal(source, target, width)
    asking = LineDialog(flow, paper)
    finished = asking.run()
    if finished.message or asking.left:
        paper.say(finished.message or "Left.")
    if finished.background_task is not None:
        done = finished.background_task()
        paper.say(done if isinstance(done, str) else done.message)
    return not asking.left


class LineDialog:
    """One going-through of a flow. `left` is whether the person stopped before its end.

    A flow that asked by itself `gives_way` to what is no answer but a command; that is then in `instead`.
    """

    def __init__(self, flow: Flow, paper: LineTerminal, gives_way: Callable[[str], bool] | None = None) -> None:
        self.flow = flow
        self.terminal = paper
        self.left = False
        self.instead = ""
        self._gives_way = gives_way
        self._run = FlowSession.begin(flow)
        self._asked: str | None = None
        self._whole = True
        self._offer = ""
        self._lines: list[str] = []
        self._refused = ""
        self._doubted: set[tuple[str, str]] = set()

    def run(self) -> FlowResult:
        """Ask until the flow is finished or left; gives what comes of it."""
        self._run.prepare()
        if self.flow.hides_everything_else or (self.flow.blind and self.terminal.seen):
            # No earlier answer is in sight while this one is made.
            self.terminal.hide()
        self._begin()
        finished = None
        while finished is None:
            question = self._run.current
            finished = self._finish() if question is None else self._ask(question)
        if self.flow.handover_text:
            # What was answered is out of sight before anybody else looks.
            self.terminal.hide()
            self.terminal.say(self.flow.handover_text)
            self.terminal.read("Press enter to go on. >")
        return finished

    def _begin(self) -> None:
        leaving = f"{LEAVE} {self.flow.escape_hint.removeprefix('esc ')}, {HELP} helps."
        first = f"An empty line takes what is in [brackets], {NOTHING} means nothing, {BACK} goes back, "
        self.terminal.say(f"{self.flow.title}. {'' if 'answering' in self.terminal.told else first}{leaving}")
        self.terminal.told.add("answering")
        if self._run.resumed:
            self.terminal.say(f"This is the draft you left. {AFRESH} starts afresh.")
            self._so_far()

    def _so_far(self) -> None:
        """The answers there are, as the screen keeps them above the question."""
        given = [(question, value) for question, value in self._run.answered if question.label]
        if self.flow.blind:
            count = len(self._run.answered)
            self.terminal.say(f"{count} answered so far." if count else "Nothing is answered so far.")
        for question, value in given if not self.flow.blind else ():
            told = question.display(value)
            self.terminal.say(f"{question.label}: {'left open' if told == '–' else told}", indent=2)

    # -- one question ----------------------------------------------------------------------------

    def _ask(self, question: Question) -> FlowResult | None:
        """Put a question and take one answer; gives what leaving says when the person leaves."""
        if question.key != self._asked:
            self._asked, self._whole, self._lines, self._refused = question.key, True, [], ""
            self._offer = self._run.prefill(question)
        if self._whole:
            render_question(self.terminal, question, self._run, self._offer)
            for line in self._lines:
                self.terminal.say(line, indent=2)
        self._whole = False
        raw = self._several(question) if _takes_lines(question) else self._one(question)
        if raw is None:
            return self._leave() if self.left else None
        self._answer(question, raw)
        return self._leave() if self.left else None

    def _answer(self, question: Question, raw: str) -> None:
        """Hand an answer to the flow; say what it was understood as, or why it is not taken."""
        try:
            self._doubt(question, raw)
            self._run.answer(raw)
        except Advice as advice:
            self._offer = raw
            self.terminal.say(str(advice), indent=2)
        except (InvalidAnswer, Rejected, StoreError) as error:
            if isinstance(error, InvalidAnswer) and self._gives_way is not None and self._gives_way(raw.strip()):
                self.left, self.instead = True, raw.strip()
                return
            self._offer = "" if raw == self._offer else self._offer
            self.terminal.say(str(error), indent=2)
            self.terminal.say(question.prompt)
        else:
            if self.flow.blind or question.key not in self._run.answers:
                return
            if told := describe_answer(question, raw, self._run.answers[question.key]):
                self.terminal.say(told, indent=2)

    def _doubt(self, question: Question, raw: str) -> None:
        """On the screen one digit means tens; whoever types 7 of 100 here probably means 70."""
        digit = raw.strip()
        if not isinstance(question, RatingQuestion) or question.step != 10:
            return
        if digit in tuple("123456789") and (question.key, digit) not in self._doubted:
            self._doubted.add((question.key, digit))
            raise Advice(f"{digit} of {question.high}? For {digit}0 write {digit}0. Enter again keeps {digit}.")

    def _one(self, question: Question) -> str | None:
        """One line as an answer; `None` when it was a word to this program, which is then done."""
        line = self._line(question, self._bracket(question))
        if (
            line is not None
            and isinstance(question, ChoiceQuestion)
            and question.free_text_label
            and line.strip().casefold() == OWN
        ):
            line = self._line(question, "In your own words >")
        if line is None:
            return None
        return "" if line.strip() == NOTHING else _meant(line) if line.strip() else self._offer

    def _several(self, question: Question) -> str | None:
        """Lines up to an empty one as an answer; steps are checked one by one, so that only a wrong one is lost."""
        while True:
            line = self._line(question, ">" if self._lines else self._bracket(question))
            if line is None:
                return None
            if line.strip() in ("", END):
                # With nothing else written, the line that was not taken is told of once more before it is let go.
                taken = "\n".join(self._lines) or self._refused
                self._lines, self._refused = [], ""
                return taken or self._offer
            if line.strip() == NOTHING and not self._lines:
                return ""
            if not isinstance(question, StepsQuestion):
                self._lines.append(_meant(line))
                continue
            pieces = [piece for piece in line.split(";") if piece.strip()]
            try:
                question.parse("\n".join([*self._lines, *pieces]))
            except InvalidAnswer as error:
                self._refused = "\n".join([*self._lines, *pieces])
                self.terminal.say(str(error), indent=2)
                self.terminal.say(question.prompt)
                for kept in self._lines:
                    self.terminal.say(kept, indent=2)
            else:
                self._lines += pieces
                self._refused = ""

    def _bracket(self, question: Question) -> str:
        if isinstance(question, Card):
            return "Press enter to go on. >"
        if not self._offer:
            return ">"
        return f"[{describe_prefill(question, self._offer)}] >"

    def _line(self, question: Question, prompt: str) -> str | None:
        """A line that was typed; `None` when it was a word to this program, which is then done."""
        line = self.terminal.read(prompt)
        match line.strip() if line is not None else LEAVE:
            case "q!":
                self.left = True
            case "b!":
                self._back()
            case "n!":
                self._afresh()
            case "!":
                from efficacy_tui.plain.views.pages import support_lines

                self.terminal.lines(support_lines(self.terminal.width, self.terminal.own_support))
                self._whole = True
            case "?":
                self._help()
            case _:
                return line
        return None

    @property
    def _unfinished(self) -> str:
        """What was typed of an answer on several lines, a line that was not taken among it."""
        return self._refused or "\n".join(self._lines)

    # -- words to this program -------------------------------------------------------------------

    def _back(self) -> None:
        if self._run.back(self._unfinished):
            self._asked = None
        else:
            self.terminal.say("This is the first question.", indent=2)

    def _afresh(self) -> None:
        if self._run.resumed:
            self._run.start_over()
            self._asked = None
        else:
            self.terminal.say(f"There is no draft here to leave behind. {BACK} goes back one question.", indent=2)

    def _help(self) -> None:
        self._whole = True
        leaving = self.flow.escape_hint.removeprefix("esc ")
        self.terminal.gap()
        self.terminal.say(
            f"An empty line takes what is in [brackets]; {NOTHING} means nothing. {BACK} goes back one question, "
            f"{LEAVE} {leaving}, {SUPPORT} is for people to turn to. To answer with one of these signs itself, put a "
            "backslash in front."
        )
        if self._run.answered:
            self._so_far()

    # -- the end ---------------------------------------------------------------------------------

    def _finish(self) -> FlowResult | None:
        try:
            return self._run.finish()
        except (Rejected, StoreError) as problem:
            self.terminal.say(str(problem), indent=2)
            if not self._run.back():
                self.left = True
                return FlowResult()
            self._asked = None
            return None

    def _leave(self) -> FlowResult:
        question = self._run.current
        assert question is not None, "only a question can be left"
        typed = self._unfinished or self._run.typed_text.get(question.key, question.default)
        try:
            return FlowResult(self._run.leave(typed))
        except (Rejected, StoreError) as problem:
            return FlowResult(str(problem))


def _takes_lines(question: Question) -> bool:
    return isinstance(question, StepsQuestion) or (isinstance(question, TextQuestion) and question.lines > 1)


def _meant(line: str) -> str:
    """A line as an answer: a word to this program behind a backslash is the word itself."""
    bare = line.strip()
    return bare[1:] if bare.startswith("\\") and bare[1:] in WORDS else line
