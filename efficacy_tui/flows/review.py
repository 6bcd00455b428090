"""The weekly review flow: one page after another, each skippable; missed reviews do not pile up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from efficacy_tui.content.answer_options import INTERPRETATION_SCORES
from efficacy_tui.content.words import DISCLAIMER
from efficacy_tui.flows.dated_questions import EXAMPLE_DAYS_AGO, DayQuestion
from efficacy_tui.flows.edit_challenge import EditChallenge
from efficacy_tui.flows.evidence import source_questions
from efficacy_tui.flows.flow import Answers, Flow, FlowResult
from efficacy_tui.flows.outcome import RecordOutcome
from efficacy_tui.flows.question_types import Card, ChoiceQuestion, Option, Question, TextQuestion
from efficacy_tui.journal.domain_stats import compute_domain_stats
from efficacy_tui.journal.journal import Journal
from efficacy_tui.journal.review import (
    WeekReview,
    as_markdown,
    build_week_review,
    check_in_lines,
    entry_lines,
    evidence_lines,
    outcome_lines,
)
from efficacy_tui.journal.review_weeks import iso_week_of, usual_review_day
from efficacy_tui.journal.timeline import one_line
from efficacy_tui.model import locale_format
from efficacy_tui.model.evidence_ratings import unrated_fields
from efficacy_tui.model.locale_format import short_date
from efficacy_tui.model.records import AnyEvidence, Challenge, source_of
from efficacy_tui.model.text_layout import flatten
from efficacy_tui.store import atomic_file
from efficacy_tui.store.exports import create_export
from efficacy_tui.store.tables import Contents
from efficacy_tui.wording.confidence import standing_sentence

MAX_INBOX_ENTRIES = 5  # unrated entries in one review; the others wait for the next

_FIRST_PAGE = "check-ins"
_RATE = "rate:"
_CHALLENGE = "challenge:"

CHALLENGE_DECISIONS = (
    Option(value="keep", key="k", label="Keep it"),
    Option(value="shrink", key="s", label="Shrink it", hint="opens it for editing"),
    Option(value="raise", key="r", label="Raise it", hint="opens it for editing"),
    Option(value="close", key="c", label="Close it", hint="asks for its outcome"),
)


class WeeklyReview(Flow):
    """Asks for the week, shows its summary, rates unrated evidence, asks one question, and decides on challenges."""

    title = "Weekly review"
    command = "review"
    escape_hint = "esc later"
    seconds_per_question = 20

    def __init__(self, journal: Journal) -> None:
        super().__init__(journal)
        self.today = journal.today()
        self._weeks: dict[dt.date, WeekReview] = {}
        self._pages: dict[dt.date, list[Question]] = {}
        self._standing: Card | None = None
        # The usual week's review and pages, with the contents they were built from.
        self._prepared: tuple[Contents, WeekReview, list[Question]] | None = None

    @property
    def draft_key(self) -> str:
        return "review"

    def assumed_answers(self) -> Mapping[str, dt.date]:
        return {"day": self._usual_day()}

    def edge_hints(self, question: Question) -> tuple[str, ...]:
        return ("shift+tab another week", self.escape_hint) if question.key == _FIRST_PAGE else ()

    def prepare(self) -> None:
        contents = self.journal.contents
        if (focus := self.journal.domains.focus()) is not None:
            sentence = standing_sentence(compute_domain_stats(contents, focus, self.today))
            prompt = f"Where you stand in {focus.name}"
            self._standing = Card(key="standing", prompt=prompt, lines=(sentence,), amounts=True)
        week = build_week_review(contents, self._usual_day(), self.today)
        self._prepared = contents, week, self._build_pages(week)

    def week(self, answers: Answers) -> WeekReview:
        """Return the review of the chosen week, built once, so that later answers do not change it."""
        day = answers.get("day") or self._usual_day()
        if day not in self._weeks:
            contents, prepared = self.journal.contents, self._prepared
            if prepared is not None and prepared[0] is contents and day == self._usual_day():
                self._weeks[day] = prepared[1]
            else:
                self._weeks[day] = build_week_review(contents, day, self.today)
        return self._weeks[day]

    def _usual_day(self) -> dt.date:
        return usual_review_day(self.journal.contents, self.today)

    def questions(self, answers: Answers) -> list[Question]:
        week_question = DayQuestion(
            key="day",
            # The first page names the week; above the later pages only an unusual one is worth a line.
            label="" if answers.get("day") == self._usual_day() else "Week",
            prompt="Which week? Give any day of it.",
            hint=f"today, last sunday, -7d, {locale_format.typed_date(self.today - EXAMPLE_DAYS_AGO)}",
            default=locale_format.full_date(self._usual_day()),
            today=self.today,
            earliest=dt.date(1900, 1, 1),
            latest=self.today,
            too_early="that is too long ago.",
            too_late="that week is still to come.",
            direction="past",
        )
        if "day" not in answers:
            # Until a week is chosen, the remaining time is that of the usual week.
            return [week_question, *(self._prepared[2] if self._prepared else [Card(key=_FIRST_PAGE, prompt="")])]
        day = answers["day"]
        if day not in self._pages:
            self._pages[day] = self._build_pages(self.week(answers))
        return [week_question, *self._pages[day]]

    def _build_pages(self, week: WeekReview) -> list[Question]:
        span = f"{short_date(week.first, self.today)} to {short_date(week.last, self.today)}"
        pages: list[Question] = [
            Card(key=_FIRST_PAGE, prompt=f"The week, {span}", lines=check_in_lines(week), amounts=True)
        ]
        is_recent = self.today - week.until <= dt.timedelta(days=7)
        if is_recent and self._standing is not None:
            pages.append(self._standing)
        pages.append(
            Card(
                key="evidence",
                prompt="What happened",
                lines=(*evidence_lines(week), *outcome_lines(week)),
                amounts=True,
            )
        )
        for entry in week.inbox[-MAX_INBOX_ENTRIES:]:
            pages += self._rating_questions(entry)
        pages.append(
            TextQuestion(
                key="answer",
                label="This week showed",
                context="\n".join((*entry_lines(week), *_answer_before_lines(week))),
                prompt="What did this week show you can do?",
                hint="enter skips",
                default=week.answer,
                optional=True,
                lines=3,
            )
        )
        if is_recent:
            pages += [self._decision_question(challenge) for challenge in week.active]
        pages.append(
            TextQuestion(
                key="report",
                label="Report",
                prompt="Save the review as a Markdown file? Type where.",
                hint=f"For example: ~/reviews/{week.name}.md   (enter skips)",
                optional=True,
                check=_path_problem,
            )
        )
        return pages

    def after_answer(self, question: Question, answers: Answers) -> Iterable[str]:
        value = answers[question.key]
        if question.key.startswith(_RATE) and value is not None:
            entry_id, _, field = question.key.removeprefix(_RATE).partition(":")
            self.journal.evidence.edit(entry_id, **{field: INTERPRETATION_SCORES.get(value, value)})
        return ()

    def finish(self, answers: Answers) -> FlowResult:
        week = self.week(answers)
        if answers["answer"] != week.answer:
            self.journal.reviews.record(iso_week_of(week.first), answers["answer"])
        following_flows: list[Flow] = []
        for challenge in week.active:
            match answers.get(_CHALLENGE + challenge.id):
                case "shrink" | "raise":
                    following_flows.append(EditChallenge(self.journal, challenge))
                case "close":
                    following_flows.append(RecordOutcome(self.journal, challenge))
                case _:
                    pass
        report_path = answers["report"]
        report = as_markdown(replace(week, answer=answers["answer"]), DISCLAIMER)
        return FlowResult(
            "Weekly review saved",
            following_flows=tuple(following_flows),
            background_task=(lambda: _save_report(Path(report_path).expanduser(), report)) if report_path else None,
        )

    def _rating_questions(self, entry: AnyEvidence) -> list[Question]:
        source = source_of(entry)
        unrated = unrated_fields(entry, source)
        return [
            replace(question, key=f"{_RATE}{entry.id}:{question.key}", context=f"{source}: {one_line(entry)}", label="")
            for question in source_questions(source)
            if question.key in unrated
        ]

    def _decision_question(self, challenge: Challenge) -> ChoiceQuestion:
        return ChoiceQuestion(
            key=_CHALLENGE + challenge.id,
            label="Challenge",
            context=challenge.title,
            prompt="This challenge: keep, shrink, raise or close it?",
            options=CHALLENGE_DECISIONS,
            default="keep",
        )


def _answer_before_lines(week: WeekReview) -> tuple[str, ...]:
    return (f"The week before, you wrote: {flatten(week.answer_before)}",) if week.answer_before else ()


def _path_problem(text: str) -> str | None:
    try:
        path = Path(text).expanduser()
    except RuntimeError:
        return "There is no such home folder. Type the full path, like /home/me/reviews/this-week.md."
    if path.suffix.lower() not in (".md", ".markdown", ".txt"):
        return "The file name must end in .md, like ~/reviews/this-week.md."
    return None


def _save_report(path: Path, report: str) -> str:
    """Write the report; return the message to show."""
    try:
        atomic_file.make_folder(path.parent.absolute())
        create_export(path, report.encode())
    except FileExistsError:
        return f"{path} already exists, so nothing was written. Choose another name."
    except OSError as error:
        return f"The report could not be written to {path}: {error.strerror or error}. The review itself is saved."
    return f"Report saved as {path}"
