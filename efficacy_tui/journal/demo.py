"""Demo data: a year of invented practice in three domains, deterministic for a given day.

Of the three ladders one has ratings level with the record, one has them below it, and one above.
"""

from __future__ import annotations

import datetime as dt
import random
import uuid
from collections.abc import Callable, Iterator
from typing import Any

from efficacy_tui.content.instrument import shipped_instrument
from efficacy_tui.content.words import load_words
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model import records as r
from efficacy_tui.model.types import COLOURS
from efficacy_tui.store.ids import review_id
from efficacy_tui.store.unit_of_work import UnitOfWork

RATED_AGO = (54, 12)
"""How many days ago the rungs of the ladders were rated."""

_LADDER_SEED = 10**7
"""Is added to the seed of the ids of rungs and ratings, so that they take none from the other records."""


def seeded_ids(seed: int) -> Callable[[], str]:
    """Return a function that generates record ids, always the same ones for a seed."""
    numbers = random.Random(seed)
    return lambda: uuid.UUID(int=numbers.getrandbits(128), version=4).hex


def fill_demo(journal: Journal) -> None:
    """Fill an empty journal with a year of invented practice that ends today."""
    today = journal.today()
    zone = journal.now().tzinfo or dt.UTC
    journal.change("A year of made-up practice", lambda unit: _DemoYear(unit, today, zone).write(), in_history=False)


class _DemoYear:
    """The records of a year that ends on `today`."""

    def __init__(self, unit: UnitOfWork, today: dt.date, zone: dt.tzinfo) -> None:
        self.unit = unit
        self.today = today
        self.zone = zone
        self.rng = random.Random(today.toordinal())
        self.new_id = seeded_ids(today.toordinal())
        self.new_ladder_id = seeded_ids(today.toordinal() + _LADDER_SEED)

    def write(self) -> None:
        for order, script in enumerate(load_words("demo")["domains"]):
            self._add_domain(order, script)
        self._add_profile(load_words("demo")["profile"])
        for weeks_ago, answer in load_words("demo")["reviews"]:
            self._add_review(weeks_ago, answer)

    def _add_review(self, weeks_ago: int, answer: str) -> None:
        """Add the answer of a week, given on its Sunday."""
        day = self._day(7 * weeks_ago)
        sunday = day + dt.timedelta(days=6 - day.weekday())
        week, at = "{}-W{:02}".format(*sunday.isocalendar()), self._at(sunday, 20)
        self.unit.save(r.Review(id=review_id(week), created=at, updated=at, week=week, answer=answer))

    def _add_profile(self, script: dict[str, Any]) -> None:
        items = shipped_instrument().items
        raters = [
            (self._save(r.Rater, self._day(row["ago"]), 19, name=row["name"], role=row["role"]), row)
            for row in script["raters"]
        ]
        for rater, row in [*((None, row) for row in script["own"]), *raters]:
            self._save(
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

    def _add_domain(self, order: int, script: dict[str, Any]) -> None:
        first = self.today - dt.timedelta(days=script["begins"])
        domain = self._save(
            r.Domain,
            first,
            8,
            name=script["name"],
            task=script["task"],
            goal=script["goal"],
            task_difficulty=script["task_difficulty"],
            colour=COLOURS[order],
            focus=order == 0,
            order=order,
        )
        rungs = [self.new_ladder_id() for _ in script["rungs"]]
        self.rung_by_challenge = {
            number: rung for rung, row in zip(rungs, script["rungs"], strict=True) for number in row[4]
        }
        closed = self._add_challenges(domain, first, script)
        self._add_ladder(domain, rungs, script, closed)
        self._add_deeds(script, closed)
        self._add_check_ins(domain, first, script, closed)
        self._add_evidence(domain, script)
        if "active" in script:
            self._add_active_challenge(domain, script)
        self._add_sessions(domain, script)

    def _add_challenges(self, domain: r.Domain, first: dt.date, script: dict[str, Any]) -> list[r.Challenge]:
        rows = script["challenges"]
        spacing = (script["begins"] - 8) / len(rows)
        closed = []
        for number, (title, done_when, difficulty, odds, outcome, attribution, learned) in enumerate(rows):
            start = first + dt.timedelta(days=round(number * spacing) + 2)
            due = start + dt.timedelta(days=self.rng.choice((10, 12, 14)))
            end = min(due, start + dt.timedelta(days=self.rng.randint(7, 12)), self.today - dt.timedelta(days=2))
            challenge = self._save(
                r.Challenge,
                end,
                18,
                domain=domain.id,
                rung=self.rung_by_challenge[number + 1],
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

    def _add_deeds(self, script: dict[str, Any], closed: list[r.Challenge]) -> None:
        """Add the person's own words for what they did, as evidence of the challenges."""
        for number, text in script["deeds"]:
            challenge = closed[number - 1]
            assert challenge.closed is not None, "it has ended"
            at = self._at(challenge.closed, 18)
            self.unit.save(
                r.Mastery(
                    id=self.new_ladder_id(),
                    created=at,
                    updated=at,
                    domain=challenge.domain,
                    day=challenge.closed,
                    text=text,
                    challenge=challenge.id,
                    difficulty=challenge.difficulty,
                    independence="helped" if challenge.attribution == "help" else "alone",
                )
            )

    def _add_ladder(
        self, domain: r.Domain, rungs: list[str], script: dict[str, Any], closed: list[r.Challenge]
    ) -> None:
        """Add the rungs (ids), each made with the first challenge from it or with the ladder, and their ratings."""
        made_on = self._day(script["ladder"])
        for identifier, (title, difficulty, *ratings, numbers) in zip(rungs, script["rungs"], strict=True):
            starts = [closed[number - 1].start for number in numbers if number]
            # Ideas come first, so that of equal rungs it is an idea that is suggested.
            at = self._at(min([made_on, *starts]), 8 if numbers else 7)
            self.unit.save(
                r.Rung(id=identifier, created=at, updated=at, domain=domain.id, title=title, difficulty=difficulty)
            )
            for ago, confidence in zip(RATED_AGO, ratings, strict=True):
                at, day = self._at(self._day(ago), 20), self._day(ago)
                self.unit.save(
                    r.RungRating(
                        id=self.new_ladder_id(), created=at, updated=at, rung=identifier, day=day, confidence=confidence
                    )
                )

    def _add_check_ins(
        self, domain: r.Domain, first: dt.date, script: dict[str, Any], closed: list[r.Challenge]
    ) -> None:
        outcome_effects = {
            c.closed: {"succeeded": 11, "partly": 3, "failed": -16}.get(c.outcome or "", 0) for c in closed
        }
        level, days = float(script["first"]), script["begins"]
        effect = 0.0
        for ago in range(days, 0, -1):
            day = self.today - dt.timedelta(days=ago)
            target = script["first"] + (script["last"] - script["first"]) * (1 - ago / days)
            effect = effect * 0.94 + outcome_effects.get(day, 0)
            level += 0.12 * (target + effect - level) + self.rng.gauss(0, 1.6)
            if self.rng.random() > script["rated"] and ago > 4:
                continue
            rating = min(max(round((level + self.rng.gauss(0, 6)) / 10) * 10, 0), 100)
            self._save(r.CheckIn, day, 7, domain=domain.id, day=day, confidence=rating, task=domain.task)

    def _add_evidence(self, domain: r.Domain, script: dict[str, Any]) -> None:
        def dated(rows: list[Any], newest: int) -> Iterator[tuple[Any, dt.date]]:
            """Pair the rows, newest first, with days spread over the year; the first is `newest` days ago."""
            span = script["begins"] - newest - 5
            agos = sorted(newest + round(span * (i + self.rng.random() * 0.5) / len(rows)) for i in range(len(rows)))
            agos[0] = newest
            return zip(rows, map(self._day, agos), strict=True)

        def save(kind: type[r.AnyEvidence], day: dt.date, hour: int, **fields: Any) -> None:
            self._save(kind, day, hour, domain=domain.id, day=day, **fields)

        newest = 0 if domain.focus else 5
        for (text, difficulty, independence), day in dated(script["mastery"], newest):
            save(r.Mastery, day, 17, text=text, difficulty=difficulty, independence=independence)
        for (who, text, similarity, gap), day in dated(script["vicarious"], newest + 2):
            save(r.Vicarious, day, 15, who=who, text=text, similarity=similarity, gap=gap)
        for (who, quote, credibility, specificity), day in dated(script["persuasion"], newest + 2):
            save(
                r.Persuasion,
                day,
                16,
                who=who,
                text=quote,
                quote=quote,
                credibility=credibility,
                specificity=specificity,
            )
        for (text, arousal, interpretation), day in dated(script["state"], newest + 10):
            save(r.State, day, 14, text=text, arousal=arousal, interpretation=interpretation)

    def _add_active_challenge(self, domain: r.Domain, script: dict[str, Any]) -> None:
        title, done_when, difficulty, odds = script["active"]
        start = self.today - dt.timedelta(days=5)
        steps = tuple(
            r.Step(text=text, day=self.today + dt.timedelta(days=days_ahead), result=result or None)
            for text, days_ahead, result in script["steps"]
        )
        self._save(
            r.Challenge,
            start,
            9,
            domain=domain.id,
            rung=self.rung_by_challenge[0],
            title=f"I will {title}",
            done_when=done_when,
            difficulty=difficulty,
            odds=odds,
            in_my_control=5,
            if_obstacle=script["obstacle"],
            then_plan=script["plan"],
            start=start,
            due=start + dt.timedelta(days=14),
            steps=steps,
        )

    def _add_sessions(self, domain: r.Domain, script: dict[str, Any]) -> None:
        statements, sensations = load_words("reappraisal")["statements"], load_words("reappraisal")["sensations"]
        for number, event in enumerate(script["events"] * 3):
            day = self.today - dt.timedelta(days=10 + number * 27)
            arousal, demands, resources = self.rng.randint(60, 85), self.rng.randint(6, 9), self.rng.randint(3, 6)
            self._save(
                r.Reappraisal,
                day,
                13,
                domain=domain.id,
                event=event,
                day=day,
                at=self._at(day, 13),
                before=r.Appraisal(arousal=arousal, demands=demands, resources=resources),
                after=r.Appraisal(
                    arousal=max(arousal + self.rng.randint(-8, 5), 0),
                    demands=demands - self.rng.randint(0, 1),
                    resources=min(resources + self.rng.randint(0, 3), 10),
                ),
                sensation=self.rng.choice(sensations),
                statement=statements[0] if number < 3 else self.rng.choice(statements),
                seconds=self.rng.randint(95, 170),
                afterwards=r.FollowUpAnswers(
                    outcome=self.rng.choice(("well", "well", "mixed")), helped=self.rng.randint(3, 5)
                ),
            )

    def _at(self, day: dt.date, hour: int) -> dt.datetime:
        return dt.datetime(day.year, day.month, day.day, hour, 5, tzinfo=self.zone).astimezone(dt.UTC)

    def _save(self, kind: type[Any], created_on: dt.date, hour: int, **fields: Any) -> Any:
        at = self._at(created_on, hour)
        return self.unit.save(kind(id=self.new_id(), created=at, updated=at, **fields))
