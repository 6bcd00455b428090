"""A flow: a sequence of questions and what finishing it does, the same for every UI."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from efficacy_tui.flows.question_types import Question
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.sentences import lower_first

if TYPE_CHECKING:
    from efficacy_tui.journal.ending import Ending

Answers = dict[str, Any]


class StripItem(NamedTuple):
    """One of the things that a flow asks about in turn: its name, whether it is done, and whether it was left out."""

    name: str
    is_done: bool = False
    is_left_out: bool = False
    is_current: bool = False


@dataclass(frozen=True)
class FlowResult:
    """What a UI does when a flow ends, in this order: the message, the ending card, then the flows that follow."""

    message: str = ""
    offers: tuple[str, ...] = ()
    """The commands (ids) that are offered beside the message."""
    next_flow: Flow | None = None
    following_flows: tuple[Flow, ...] = ()
    """The flows that open after `next_flow`, one after another."""
    background_task: Callable[[], str | FlowResult] | None = None
    """Runs off the event loop, as it may wait for a disk; returns a message, or a result with offers of its own."""
    build_ending: Callable[[], Ending] | None = None
    """Builds the card that is shown before the flows that follow; runs off the event loop."""
    copied_text: str = ""
    """Goes to the clipboard where a UI has one, and is printed elsewhere."""
    shorter_messages: tuple[str, ...] = ()
    """The message in fewer and fewer words, for narrow screens."""

    def __str__(self) -> str:
        return self.message


class Flow(ABC):
    """A sequence of questions, and what happens with the answers."""

    title: str
    subject: str = ""
    """What of the person's it is about, such as the name of a domain; stands before the title."""
    command: ClassVar[str] = ""
    """The command (id) that opens the flow, and resumes its draft."""
    place_commands: ClassVar[Mapping[str, str]] = {}
    """Place → the command (id) that does so there, for screens other than the dashboard."""
    blind: ClassVar[bool] = False
    """Shows no earlier answers and ratings while it runs."""
    hides_everything_else: ClassVar[bool] = False
    """Shows only the flow, and nothing of the dashboard around it."""
    handover_text: str = ""
    """Stays on the screen after the last answer until a key is pressed, if everything else is hidden."""
    cleared_on_reask: ClassVar[tuple[str, ...]] = ()
    """The keys of the questions that start empty when they are asked again."""
    prepare_after_each_answer: ClassVar[bool] = False
    """Calls `prepare` again after each answer."""
    seconds_per_question: ClassVar[int] = 0
    """The estimate behind the remaining time; 0 where that is not shown."""
    shows_progress_line: ClassVar[bool] = True
    """Whether a long flow shows one; not where its questions are too short for it."""
    offers_ladder: ClassVar[bool] = False
    """Is followed, once it is finished, by the offer of a first ladder or to rate all rungs, where that is due."""
    takes_notes: ClassVar[bool] = False
    """Lets the person write a note on an answer."""
    saves_early: ClassVar[bool] = False
    """Can be finished before its last questions, which are then left open."""
    save_hint: ClassVar[str] = "ctrl+s save now"
    """Says that it can be finished early."""
    save_words: ClassVar[str] = "saves now and leaves the rest for the weekly review."
    """What finishing early does, as the end of a sentence that begins with the key."""
    escape_hint: ClassVar[str] = "esc saves a draft"
    back_hint: ClassVar[str] = "shift+tab back"
    skip_hint: ClassVar[str] = ""
    """Which key leaves a question out."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal

    @property
    def heading(self) -> tuple[str, str]:
        """The subject, which may be empty, and the title as it follows it."""
        return self.subject, lower_first(self.title) if self.subject else self.title

    @property
    def draft_key(self) -> str | None:
        """The name of this flow's draft; `None` when it saves none."""
        return None

    def given_answers(self) -> Mapping[str, str]:
        """Return the answers the flow begins with (key → text, which is also the value); one can go back to them."""
        return {}

    def assumed_answers(self) -> Mapping[str, Any]:
        """Return the answers (values by key) that a run without a draft begins with; one can go back to change them.

        Unlike those that are given, they do not say what the flow is about: a draft may have others.
        """
        return {}

    def clears_text(self, key: str, answered: Question) -> bool:
        """Whether the text typed at a question (`key`) is dropped too when answering `answered` has it asked again."""
        return key in self.cleared_on_reask

    def strip(self, question: Question | None, answers: Answers) -> tuple[StripItem, ...]:
        """Return what is asked about in turn, for a line below the question; empty where there is no such line."""
        return ()

    def edge_hints(self, question: Question) -> tuple[str, ...]:
        """Return what the keys do at a question, escape last; empty where only the usual keys work."""
        return ()

    def saves_early_at(self, question: Question) -> bool:
        """Whether the flow can be finished at a question, if all later ones can be left open."""
        return self.saves_early

    def escape_hint_after(self, answers: Answers) -> str:
        """Say what escape does once these answers are given; `escape_hint` where they make no difference."""
        return self.escape_hint

    def begin_note(self, question: Question, answers: Answers) -> str:
        """Have a note asked before this question; return the key of the note, empty where none can be written."""
        return ""

    def cancel_note(self) -> bool:
        """Stop asking for a note; return whether one was asked for."""
        return False

    def prepare(self) -> None:  # noqa: B027  # most flows have nothing to prepare
        """Compute what the questions need. It may be slow, so a UI with an event loop runs it in a thread."""

    @abstractmethod
    def questions(self, answers: Answers) -> list[Question]:
        """Build all questions known so far.

        The result may depend on the answers, the journal's contents, today's date, and whatever `prepare` and
        `after_answer` changed; a session rebuilds the list when one of these changes.
        """

    def after_answer(self, question: Question, answers: Answers) -> Iterable[str]:
        """Handle one answer as soon as it is given; return the keys of questions to ask again."""
        return ()

    @abstractmethod
    def finish(self, answers: Answers) -> FlowResult:
        """Record the answers.

        Raises:
            Rejected: the answers cannot be recorded; they are not lost.
        """

    def has_enough(self, answers: Answers) -> bool:
        """Whether a person who leaves now has finished: what counts is answered, and the other questions can wait."""
        return False

    def leave(self, answers: Answers, question: Question | None) -> str:
        """Handle the person stopping early at `question`; return the message to show."""
        return ""

    def describe_saved(self, answers: Answers) -> str:
        """Say what is saved already where the person stops early, as answers are that each save at once; else empty."""
        return ""
