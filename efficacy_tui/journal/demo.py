"""A year of made-up practice in three domains, the same for the same day."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from collections.abc import Callable
from typing import Any

from efficacy_tui.content.instrument import shipped_instrument
from efficacy_tui.content.words import load_words
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model import records as r
from efficacy_tui.model.types import COLOURS
from efficacy_tui.store.unit_of_work import UnitOfWork


def seeded_ids(seed: int) -> Callable[[], str]:
    """A source of record ids that gives the same ones for the same seed."""
    numbers = random.Random(seed)
    return lambda: uuid.UUID(int=numbers.getrandbits(128), version=4).hex


def fill(journal: Journal) -> None:
    """Put a year of made-up practice, ending today, into an empty journal."""
    today = journal.today()
    year = _Year(today, journal.now().tzinfo or dt.UTC)
    journal.change("A year of made-up practice", year.write, remembered=False)


class _Year:
    """Makes the records of a year that ends on `today`."""

    def __init__(self, today: dt.date, zone: dt.tzinfo) -> None:
        self.today = today
        self.zone = zone
        self.chance = random.Random(today.toordinal())
        self.new_id = seeded_ids(today.toordinal())

    def write(self, draft: UnitOfWork) -> None:
        """Put every record into the draft."""
        for order, told in enumerate(load_words("demo")["domains"]):
            self._domain(draft, order, told)
        self._profile(draft, load_words("demo")["profile"])

    def _profile(self, draft: UnitOfWork, told: dict[str, Any]) -> None:
        items = shipped_instrument().items
        raters = [
            (self._put(draft, r.Rater, self._day(row["ago"]), 19, name=row["name"], role=row["role"]), row)
            for row in told["raters"]
        ]
        for rater, row in [*((None, row) for row in told["own"]), *raters]:
            self._put(
                draft,
                r.Survey,
                self._day(row["ago"]),
                20,
                instrument=shipped_instrument().id,
                version=shipped_instrument().version,
                rater="self" if rater is None else "other",
                by=rater.id if rater else None,
                pseudonym=rater.name if rater else "",
                role=rater.role if rater else "",
                day=self._day(row["ago"]),
                answers={item.id: answer or None for item, answer in zip(items, row["answers"], strict=True)},
            )

    def _day(self, ago: int) -> dt.date:
        return self.today - dt.timedelta(days=ago)

    def _domain(self, draft: UnitOfWork, order: int, told: dict[str, Any]) -> None:
        first = self.today - dt.timedelta(days=told["begins"])
        domain = self._put(
            draft,
            r.Domain,
            first,
            8,
            name=told["name"],
            task=told["task"],
            colour=COLOURS[order],
            focus=order == 0,
            order=order,
        )
        closed = self._challenges(draft, domain, first, told)
        self._check_ins(draft, domain, first, told, closed)
        self._evidence(draft, domain, first, told)
        if "active" in told:
            self._active(draft, domain, told)
        self._sessions(draft, domain, told)

    def _challenges(
        self, draft: UnitOfWork, domain: r.Domain, first: dt.date, told: dict[str, Any]
    ) -> list[r.Challenge]:
        rows = told["challenges"]
        spacing = (told["begins"] - 8) / len(rows)
        closed = []
        for number, (title, done_when, difficulty, odds, outcome, attribution, learned) in enumerate(rows):
            start = first + dt.timedelta(days=round(number * spacing) + 2)
            due = start + dt.timedelta(days=self.chance.choice((10, 12, 14)))
            end = min(due, start + dt.timedelta(days=self.chance.randint(7, 12)), self.today - dt.timedelta(days=2))
            challenge = self._put(
                draft,
                r.Challenge,
                end,
                18,
                domain=domain.id,
                title=f"I will {title}",
                done_when=done_when,
                difficulty=difficulty,
                odds=odds,
                in_my_control=4,
                start=start,
                due=due,
                status="closed",
                outcome=outcome,
                outside_cause=outcome == "abandoned",
                attribution=attribution,
                learned=learned,
                closed=max(end, start),
            )
            closed.append(challenge)
        return closed

    def _check_ins(
        self, draft: UnitOfWork, domain: r.Domain, first: dt.date, told: dict[str, Any], closed: list[r.Challenge]
    ) -> None:
        shocks = {c.closed: {"succeeded": 11, "partly": 3, "failed": -16}.get(c.outcome or "", 0) for c in closed}
        level, days = float(told["first"]), told["begins"]
        pull = 0.0
        for back in range(days, 0, -1):
            day = self.today - dt.timedelta(days=back)
            aim = told["first"] + (told["last"] - told["first"]) * (1 - back / days)
            pull = pull * 0.94 + shocks.get(day, 0)
            level += 0.12 * (aim + pull - level) + self.chance.gauss(0, 1.6)
            if self.chance.random() > told["rated"] and back > 4:
                continue
            rating = min(max(round((level + self.chance.gauss(0, 6)) / 10) * 10, 0), 100)
            self._put(draft, r.CheckIn, day, 7, domain=domain.id, day=day, confidence=rating, task=domain.task)

    def _evidence(self, draft: UnitOfWork, domain: r.Domain, first: dt.date, told: dict[str, Any]) -> None:
        def days(count: int, newest: int) -> list[dt.date]:
            """`count` days, the oldest first; the last one `newest` days ago."""
            span = told["begins"] - newest - 5
            backs = sorted(newest + round(span * (i + self.chance.random() * 0.5) / count) for i in range(count))
            backs[0] = newest
            return [self.today - dt.timedelta(days=back) for back in reversed(backs)]

        lead = 0 if domain.focus else 5
        for (text, difficulty, how), day in zip(
            told["mastery"], reversed(days(len(told["mastery"]), lead)), strict=True
        ):
            self._put(
                draft, r.Mastery, day, 17, domain=domain.id, day=day, text=text, difficulty=difficulty, independence=how
            )
        for (who, text, similarity, gap), day in zip(
            told["vicarious"], reversed(days(len(told["vicarious"]), lead + 2)), strict=True
        ):
            self._put(
                draft,
                r.Vicarious,
                day,
                15,
                domain=domain.id,
                day=day,
                who=who,
                text=text,
                similarity=similarity,
                gap=gap,
            )
        for (who, quote, credibility, specificity), day in zip(
            told["persuasion"], reversed(days(len(told["persuasion"]), lead + 2)), strict=True
        ):
            self._put(
                draft,
                r.Persuasion,
                day,
                16,
                domain=domain.id,
                day=day,
                who=who,
                text=quote,
                quote=quote,
                credibility=credibility,
                specificity=specificity,
            )
        for (text, arousal, meaning), day in zip(
            told["state"], reversed(days(len(told["state"]), lead + 10)), strict=True
        ):
            self._put(
                draft, r.State, day, 14, domain=domain.id, day=day, text=text, arousal=arousal, interpretation=meaning
            )

    def _active(self, draft: UnitOfWork, domain: r.Domain, told: dict[str, Any]) -> None:
        title, done_when, difficulty, odds = told["active"]
        start = self.today - dt.timedelta(days=5)
        steps = tuple(
            r.Step(text=text, day=self.today + dt.timedelta(days=away), result=result or None)
            for text, away, result in told["steps"]
        )
        self._put(
            draft,
            r.Challenge,
            start,
            9,
            domain=domain.id,
            title=f"I will {title}",
            done_when=done_when,
            difficulty=difficulty,
            odds=odds,
            in_my_control=5,
            if_obstacle=told["obstacle"],
            then_plan=told["plan"],
            start=start,
            due=start + dt.timedelta(days=14),
            steps=steps,
        )

    def _sessions(self, draft: UnitOfWork, domain: r.Domain, told: dict[str, Any]) -> None:
        statements, feelings = load_words("reappraisal")["statements"], load_words("reappraisal")["sensations"]
        for number, event in enumerate(told["events"] * 3):
            day = self.today - dt.timedelta(days=10 + number * 27)
            arousal, demands, resources = (
                self.chance.randint(60, 85),
                self.chance.randint(6, 9),
                self.chance.randint(3, 6),
            )
            self._put(
                draft,
                r.Reappraisal,
                day,
                13,
                domain=domain.id,
                event=event,
                day=day,
                at=self._at(day, 13),
                before=r.Appraisal(arousal=arousal, demands=demands, resources=resources),
                after=r.Appraisal(
                    arousal=max(arousal + self.chance.randint(-8, 5), 0),
                    demands=demands - self.chance.randint(0, 1),
                    resources=min(resources + self.chance.randint(0, 3), 10),
                ),
                sensation=self.chance.choice(feelings),
                statement=statements[0] if number < 3 else self.chance.choice(statements),
                seconds=self.chance.randint(95, 170),
                afterwards=r.FollowUpAnswers(
                    outcome=self.chance.choice(("well", "well", "mixed")), helped=self.chance.randint(3, 5)
                ),
            )

    def _at(self, day: dt.date, hour: int) -> dt.datetime:
        return dt.datetime(day.year, day.month, day.day, hour, 5, tzinfo=self.zone).astimezone(dt.UTC)

    def _put(self, draft: UnitOfWork, kind: type[Any], made: dt.date, hour: int, **fields: Any) -> Any:
        at = self._at(made, hour)
        return draft.save(kind(id=self.new_id(), created=at, updated=at, **fields))
