"""The weekly review: one calm page after another, each skippable; it never piles up."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from efficacy_tui.content.answer_options import INTERPRETATION_SCORES
from efficacy_tui.content.words import DISCLAIMER
from efficacy_tui.flows.edit_challenge import EditChallenge
from efficacy_tui.flows.evidence import source_questions
from efficacy_tui.flows.flow import Answers, Flow, FlowResult
from efficacy_tui.flows.outcome import RecordOutcome
from efficacy_tui.flows.question_types import Card, ChoiceQuestion, DayQuestion, Option, Question, TextQuestion
from efficacy_tui.journal.evidence import unrated_fields
from efficacy_tui.journal.journal import Journal
from efficacy_tui.journal.review import (
    WeekReview,
    answer_key,
    as_markdown,
    build_week_review,
    check_in_lines,
    evidence_lines,
    outcome_lines,
)
from efficacy_tui.journal.timeline import one_line
from efficacy_tui.model import locale_format
from efficacy_tui.model.locale_format import short_date
from efficacy_tui.model.records import AnyEvidence, Challenge, source_of
from efficacy_tui.store.tables import Contents

INBOX_MOST = 5
"""Unrated entries asked about in one review; the rest waits without pressing."""

_RATE = "rate:"
_CHALLENGE = "challenge:"

KEEP = (
    Option(value="keep", key="k", label="Keep it"),
    Option(value="shrink", key="s", label="Shrink it", hint="opens it for editing"),
    Option(value="raise", key="r", label="Raise it", hint="opens it for editing"),
    Option(value="close", key="c", label="Close it", hint="asks for its outcome"),
)


class WeeklyReview(Flow):
    """Asks which week, shows what it was, rates the inbox, asks one question, decides on each challenge."""

    title = "Weekly review"
    command = "review"
    escape_hint = "esc leaves it for another time"
    seconds_per_question = 20

    def __init__(self, journal: Journal) -> None:
        super().__init__(journal)
        self.today = journal.today()
        self._weeks: dict[dt.date, WeekReview] = {}
        self._pages: dict[dt.date, list[Question]] = {}
        self._ahead: tuple[Contents, WeekReview, list[Question]] | None = None

    @property
    def draft_key(self) -> str:
        return "review"

    def prepare(self) -> None:
        contents = self.journal.contents
        week = build_week_review(contents, self._usual(), self.today)
        self._ahead = contents, week, self._pages_of(week)

    def week(self, answers: Answers) -> WeekReview:
        """The week in question, as it stood when it was first asked for."""
        day = answers.get("day") or self._usual()
        if day not in self._weeks:
            contents, ahead = self.journal.contents, self._ahead
            if ahead is not None and ahead[0] is contents and day == self._usual():
                self._weeks[day] = ahead[1]
            else:
                self._weeks[day] = build_week_review(contents, day, self.today)
        return self._weeks[day]

    def _usual(self) -> dt.date:
        """This week on its last three days (from Friday on, where it begins on Monday), the last one before."""
        return self.today if locale_format.weekday_index(self.today) >= 4 else self.today - dt.timedelta(days=7)

    def questions(self, answers: Answers) -> list[Question]:
        usual = self._usual()
        which = DayQuestion(
            key="day",
            label="Week",
            prompt="Which week? Any day in it will do.",
            hint=f"today, last sunday, -7d, {locale_format.example_date(10, 'nov')}",
            default=locale_format.full_date(usual),
            today=self.today,
            earliest=dt.date(1900, 1, 1),
            latest=self.today,
            too_early="that is before anyone’s memory.",
            too_late="that week is still to come.",
            direction="past",
        )
        if "day" not in answers:
            # How long it takes is said of the usual week, as soon as that is worked out.
            return [which, *(self._ahead[2] if self._ahead else [Card(key="check-ins", prompt="")])]
        day = answers["day"]
        if day not in self._pages:
            self._pages[day] = self._pages_of(self.week(answers))
        return [which, *self._pages[day]]

    def _pages_of(self, week: WeekReview) -> list[Question]:
        span = f"{short_date(week.first, self.today)} to {short_date(week.last, self.today)}"
        pages: list[Question] = [
            Card(key="check-ins", prompt=f"The week, {span}", lines=check_in_lines(week)),
            Card(key="evidence", prompt="What it brought", lines=(*evidence_lines(week), *outcome_lines(week))),
        ]
        for entry in week.inbox[-INBOX_MOST:]:
            pages += self._ratings(entry)
        pages.append(
            TextQuestion(
                key="answer",
                label="It showed",
                prompt="What did this week show you can do?",
                hint="enter leaves it open",
                default=week.answer,
                optional=True,
                lines=3,
            )
        )
        if self.today - week.until <= dt.timedelta(days=7):
            pages += [self._decision(row) for row in week.active]
        pages.append(
            TextQuestion(
                key="report",
                label="Report",
                prompt="Save the review as a Markdown file? Write where.",
                hint=f"like ~/reviews/{week.name}.md   (enter saves none)",
                optional=True,
                check=_place_problem,
            )
        )
        return pages

    def after_answer(self, question: Question, answers: Answers) -> Iterable[str]:
        value = answers[question.key]
        if question.key.startswith(_RATE) and value is not None:
            identifier, _, field = question.key.removeprefix(_RATE).partition(":")
            self.journal.evidence.edit(identifier, **{field: INTERPRETATION_SCORES.get(value, value)})
        return ()

    def finish(self, answers: Answers) -> FlowResult:
        week = self.week(answers)
        if answers["answer"] != week.answer:
            self.journal.settings.set(answer_key(week.first), answers["answer"] or None)
        following: list[Flow] = []
        for row in week.active:
            match answers.get(_CHALLENGE + row.id):
                case "shrink" | "raise":
                    following.append(EditChallenge(self.journal, row))
                case "close":
                    following.append(RecordOutcome(self.journal, row))
                case _:
                    pass
        report = answers["report"]
        page = as_markdown(replace(week, answer=answers["answer"]), DISCLAIMER)
        return FlowResult(
            "The week is looked at",
            following_flows=tuple(following),
            background_task=(lambda: _save(Path(report).expanduser(), page)) if report else None,
        )

    def _ratings(self, entry: AnyEvidence) -> list[Question]:
        source = source_of(entry)
        waiting = unrated_fields(entry, source)
        return [
            replace(question, key=f"{_RATE}{entry.id}:{question.key}", context=f"{source}: {one_line(entry)}", label="")
            for question in source_questions(source)
            if question.key in waiting
        ]

    def _decision(self, row: Challenge) -> ChoiceQuestion:
        return ChoiceQuestion(
            key=_CHALLENGE + row.id,
            label="Challenge",
            context=row.title,
            prompt="This challenge: keep, shrink, raise or close it?",
            options=KEEP,
            default="keep",
        )


def _place_problem(text: str) -> str | None:
    try:
        place = Path(text).expanduser()
    except RuntimeError:
        return "There is no such home folder. Write the whole path, like /home/me/reviews/this-week.md."
    if place.suffix.lower() not in (".md", ".markdown", ".txt"):
        return "A file name ends in .md, like ~/reviews/this-week.md."
    return None


def _save(place: Path, page: str) -> str:
    """Write the report; gives what to say of it."""
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        # Private text: for its owner alone, and never over a file that is there.
        handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(page)
    except FileExistsError:
        return f"{place} is there already, so nothing was written. Give another name."
    except OSError as error:
        return f"The report could not be written to {place}: {error.strerror}. The review itself is kept."
    return f"Report saved as {place}"
