"""Write synthetic journals of any age straight into a file, the same for the same seed.

python -m tests.benchmarks.journals 10 /tmp/ten-years.json
"""

from __future__ import annotations

import datetime as dt
import json
import random
import re
import shutil
import sys
from pathlib import Path
from typing import Any

from efficacy_tui.model.clock import SystemClock, local_day
from efficacy_tui.store.tables import SCHEMA

END = dt.date(2026, 11, 1)
DOMAINS = ("Speaking", "Writing", "Running")
WORDS = re.findall(
    r"\w+",
    "spoke up first in the weekly meeting and kept going when the question came asked for the slot rehearsed it "
    "twice out loud wrote the hard paragraph before breakfast ran the hill without walking said no and stayed friendly",
)

RUNGS = 20
"""How many rungs the ladder of each domain has."""

WEEK_IN_YEARS = 7 / 365.25
"""The years of a journal of one week, which fills the screens as much as one of fifty years."""

Tables = dict[str, dict[str, dict[str, Any]]]


class _JournalBuilder:
    def __init__(self, seed: int, end: dt.date) -> None:
        self.random = random.Random(seed)
        self.end = end
        self.tables: Tables = {}

    def add(self, table: str, day: dt.date, /, **fields: Any) -> str:
        """Add a record created in the evening of a day (just after midnight on the last day); return its id."""
        identifier = f"{self.random.getrandbits(128):032x}"
        minute, second, fraction = self.random.randrange(60), self.random.randrange(60), len(self.rows(table)) % 10**6
        hour = "00" if day == self.end else "19"
        created = f"{day.isoformat()}T{hour}:{minute:02}:{second:02}.{fraction:06}Z"
        document = {"id": identifier, "created": created, "updated": created, **fields}
        self.rows(table)[str(len(self.rows(table)) + 1)] = document
        return identifier

    def rows(self, table: str) -> dict[str, dict[str, Any]]:
        return self.tables.setdefault(table, {})

    def text(self, least: int = 6, most: int = 30) -> str:
        """A random text of `least` to `most` words."""
        return " ".join(self.random.choices(WORDS, k=self.random.randint(least, most)))

    def add_history_step(self, day: dt.date, title: str, table: str, identifier: str) -> None:
        """Add a history step that added one record."""
        stamp = next(d["updated"] for d in reversed(self.rows(table).values()) if d["id"] == identifier)
        self.rows("history")[str(len(self.rows("history")) + 1)] = {
            "id": f"{self.random.getrandbits(128):032x}",
            "at": f"{day.isoformat()}T19:00:00+00:00",
            "title": title,
            "changes": [{"table": table, "id": identifier, "stamp": stamp}],
        }


def build_tables(years: float, seed: int = 1, end: dt.date = END) -> Tables:
    """Build the tables of a journal with some years of daily practice up to the day `end`.

    Ten years have 11,000 ratings, 7,300 pieces of evidence, 1,800 sessions, 260 challenges of which the last is active,
    three ladders of 20 rungs with 7,900 ratings of them, and 400 history steps. With 0 years the journal is empty.
    """
    builder = _JournalBuilder(seed, end)
    rows = builder.tables
    rows["meta"] = {
        "1": {"id": "schema", "value": SCHEMA},
        "2": {"id": "journal", "value": f"{builder.random.getrandbits(128):032x}"},
    }
    if not years:
        return rows
    begin = end - dt.timedelta(days=round(years * 365.25) - 1)
    domains = [
        builder.add(
            "domains",
            begin,
            name=name,
            task=f"do what {name.lower()} asks of me",
            goal=f"what {name.lower()} can give me",
            task_difficulty=50,
            focus=not i,
            order=i,
        )
        for i, name in enumerate(DOMAINS)
    ]
    tasks = [f"do what {name.lower()} asks of me" for name in DOMAINS]
    for number in range(round(years * 365.25)):
        _add_day(
            builder, begin + dt.timedelta(days=number), number, domains, tasks, recent=(end - begin).days - number < 80
        )
    closed_challenges = {
        key: row for key, row in rows.get("challenges", {}).items() if row["closed"] <= end.isoformat()
    }
    rows["challenges"] = closed_challenges
    _add_active_challenge(builder, end, domains[0])
    _add_surveys(builder, begin, end)
    _add_ladders(builder, seed, begin, domains)
    return rows


def _add_ladders(builder: _JournalBuilder, seed: int, begin: dt.date, domains: list[str]) -> None:
    """Add the ladders with their ratings every four weeks, and link each challenge to a rung.

    They have random numbers of their own, so that the other records stay as they are without them.
    """
    ladder = _JournalBuilder(seed + 1000, builder.end)
    ladder.tables = builder.tables
    rungs: dict[str, list[str]] = {}
    for domain in domains:
        places = sorted(ladder.random.sample(range(2, 99), RUNGS))
        rungs[domain] = [
            ladder.add("rungs", begin, domain=domain, title=ladder.text(4, 12).capitalize(), difficulty=place)
            for place in places
        ]
    for challenge in builder.rows("challenges").values():
        challenge["rung"] = rungs[challenge["domain"]][challenge["difficulty"] * RUNGS // 101]
    day = begin
    while day <= builder.end:
        for identifiers in rungs.values():
            for number, rung in enumerate(identifiers):
                confidence = min(max(round(95 - 4.5 * number + ladder.random.gauss(0, 10)), 0), 100) // 10 * 10
                ladder.add("rung_ratings", day, rung=rung, day=day.isoformat(), confidence=confidence)
        day += dt.timedelta(days=28)


def _add_active_challenge(builder: _JournalBuilder, end: dt.date, domain: str) -> None:
    """Add an active challenge of a domain, half done."""
    start = end - dt.timedelta(days=5)
    builder.add(
        "challenges", start, domain=domain, title=f"I will {builder.text(6, 8)}", done_when=builder.text(6, 10),
        difficulty=60, odds=70, start=start.isoformat(), due=(start + dt.timedelta(days=13)).isoformat(),
        status="active",
        steps=[
            {"text": builder.text(3, 5), "day": start.isoformat(), "odds": 70, "result": "done"},
            {"text": builder.text(3, 5), "day": end.isoformat(), "odds": 80},
            {"text": builder.text(3, 5), "day": (end + dt.timedelta(days=4)).isoformat()},
        ],
    )  # fmt: skip


ITEMS = tuple(f"{area}{number}" for area in ("w", "s", "r") for number in range(1, 5))


def _add_surveys(builder: _JournalBuilder, begin: dt.date, end: dt.date) -> None:
    """Add surveys four times a year by the person and two raters, the last a week before the end."""
    raters = [builder.add("raters", begin, name=name, role="works with me") for name in ("Ana", "Jon")]
    day = max(end - dt.timedelta(days=7), begin)
    while day >= begin:
        for rater in (None, *raters):
            rater_fields: dict[str, Any] = {"rater": "self"} if rater is None else {"rater": "other", "by": rater}
            answers = {item: builder.random.randrange(1, 6) for item in ITEMS}
            builder.add(
                "surveys", day, instrument="profile", version=1, day=day.isoformat(), answers=answers, **rater_fields
            )
        day -= dt.timedelta(days=91)


def _add_day(
    builder: _JournalBuilder, day: dt.date, number: int, domains: list[str], tasks: list[str], *, recent: bool
) -> None:
    rng, iso = builder.random, day.isoformat()
    for domain, task in zip(domains, tasks, strict=True):
        confidence = min(max(round(50 + number / 100 + rng.gauss(0, 12)), 0), 100)
        note = {"note": builder.text(4, 14)} if rng.random() < 0.2 else {}
        identifier = builder.add("checkins", day, domain=domain, day=iso, confidence=confidence, task=task, **note)
        if recent:
            builder.add_history_step(day, f"Check-in: {confidence}", "checkins", identifier)
    for _ in range(2):
        base = {"domain": rng.choice(domains), "day": iso, "text": builder.text()}
        match rng.randrange(4):
            case 0 | 1:
                source_fields: dict[str, Any] = {
                    "source": "mastery",
                    "difficulty": rng.randrange(101),
                    "independence": "alone",
                }
            case 2:
                source_fields = {"source": "persuasion", "who": "Ana", "quote": builder.text(3, 12), "credibility": 4}
            case _:
                source_fields = {"source": "state", "arousal": rng.randrange(101), "interpretation": 1}
        identifier = builder.add("evidence", day, **base, **source_fields)
        if recent:
            builder.add_history_step(day, f"Evidence: {base['text']}", "evidence", identifier)
    if number % 2 == 0:
        before = {
            "arousal": rng.randrange(101),
            "demands": rng.randrange(11),
            "resources": rng.randrange(11),
        }
        builder.add(
            "reappraisals", day, domain=rng.choice(domains), event="the talk", day=iso, at=f"{iso}T08:00:00Z",
            before=before, after=before, sensation=builder.text(2, 5), statement=builder.text(4, 9), seconds=90,
            afterwards={"outcome": rng.choice(["well", "mixed", "badly"]), "helped": rng.randrange(1, 6)},
        )  # fmt: skip
    if number % 14 == 0:
        builder.add(
            "challenges", day, domain=domains[number // 14 % 3], title=f"I will {builder.text(4, 8)}",
            done_when=builder.text(5, 12), difficulty=rng.randrange(101), odds=rng.randrange(101), start=iso,
            due=(day + dt.timedelta(days=13)).isoformat(), status="closed",
            closed=(day + dt.timedelta(days=9)).isoformat(),
            outcome=rng.choice(["succeeded", "partly", "failed"]), learned=builder.text(),
            steps=[{"text": builder.text(3, 8), "day": iso, "odds": 70, "result": "done"} for _ in range(3)],
        )  # fmt: skip


def write_journal(path: Path, years: float, seed: int = 1, end: dt.date = END) -> Path:
    """Write a synthetic journal into a file and return its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        json.dumps(build_tables(years, seed, end), ensure_ascii=False, separators=(",", ":")), encoding="utf-8"
    )
    path.chmod(0o600)
    return path


class JournalCache:
    """Synthetic journals in a folder, each age written once, with `end` as their last day (today by default)."""

    def __init__(self, folder: Path, end: dt.date | None = None) -> None:
        self.folder = folder
        self.end = end or local_day(SystemClock().now())
        self._copies = 0

    def journal(self, years: float, seed: int = 1) -> Path:
        """The path of the journal of so many years, for reading only."""
        path = self.folder / f"{years:g}-{seed}" / "journal.json"
        return path if path.exists() else write_journal(path, years, seed, self.end)

    def copy(self, years: float, seed: int = 1) -> Path:
        """Copy the journal of so many years into a new folder, to be changed."""
        self._copies += 1
        path = self.folder / f"copy-{self._copies}" / "journal.json"
        path.parent.mkdir(parents=True)
        shutil.copy2(self.journal(years, seed), path)
        return path


if __name__ == "__main__":
    write_journal(Path(sys.argv[2]), float(sys.argv[1]))
