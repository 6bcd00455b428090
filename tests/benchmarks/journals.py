"""Made-up journals of any age, the same for the same seed, written straight into a file.

python -m tests.benchmarks.journals 10 /tmp/ten-years.json
"""

from __future__ import annotations

import datetime as dt
import json
import random
import re
import sys
from pathlib import Path
from typing import Any

END = dt.date(2026, 11, 1)
DOMAINS = ("Speaking", "Writing", "Running")
WORDS = re.findall(
    r"\w+",
    "spoke up first in the weekly meeting and kept going when the question came asked for the slot rehearsed it "
    "twice out loud wrote the hard paragraph before breakfast ran the hill without walking said no and stayed friendly",
)

Tables = dict[str, dict[str, dict[str, Any]]]


class _Maker:
    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.tables: Tables = {}

    def put(self, table: str, on: dt.date, /, **fields: Any) -> str:
        """One record of a table, made in the evening of a day; gives its id."""
        identifier = f"{self.random.getrandbits(128):032x}"
        minute, second, fraction = self.random.randrange(60), self.random.randrange(60), len(self.rows(table)) % 10**6
        at = f"{on.isoformat()}T19:{minute:02}:{second:02}.{fraction:06}Z"
        document = {"id": identifier, "created": at, "updated": at, **fields}
        self.rows(table)[str(len(self.rows(table)) + 1)] = document
        return identifier

    def rows(self, table: str) -> dict[str, dict[str, Any]]:
        return self.tables.setdefault(table, {})

    def text(self, least: int = 6, most: int = 30) -> str:
        """Some words of the person's own."""
        return " ".join(self.random.choices(WORDS, k=self.random.randint(least, most)))

    def step(self, day: dt.date, title: str, table: str, identifier: str) -> None:
        """A step of the history that added one record."""
        stamp = next(d["updated"] for d in reversed(self.rows(table).values()) if d["id"] == identifier)
        self.rows("history")[str(len(self.rows("history")) + 1)] = {
            "id": f"{self.random.getrandbits(128):032x}",
            "at": f"{day.isoformat()}T19:00:00+00:00",
            "title": title,
            "changes": [{"table": table, "id": identifier, "stamp": stamp}],
        }


def make(years: int, seed: int = 1) -> Tables:
    """A journal of someone who practised for some years: at ten, 11,000 ratings, 7,300 pieces of evidence, 1,800
    sessions and 260 challenges, with the last 400 steps in its history."""
    maker = _Maker(seed)
    rows = maker.tables
    rows["meta"] = {
        "1": {"id": "schema", "value": 1},
        "2": {"id": "journal", "value": f"{maker.random.getrandbits(128):032x}"},
    }
    if not years:
        return rows
    begin = END - dt.timedelta(days=round(years * 365.25) - 1)
    domains = [
        maker.put("domains", begin, name=name, task=f"do what {name.lower()} asks of me", focus=not i, order=i)
        for i, name in enumerate(DOMAINS)
    ]
    tasks = [f"do what {name.lower()} asks of me" for name in DOMAINS]
    for number in range(round(years * 365.25)):
        _day(maker, begin + dt.timedelta(days=number), number, domains, tasks, recent=(END - begin).days - number < 80)
    return rows


def _day(maker: _Maker, day: dt.date, number: int, domains: list[str], tasks: list[str], *, recent: bool) -> None:
    pick, iso = maker.random, day.isoformat()
    for domain, task in zip(domains, tasks, strict=True):
        confidence = min(max(round(50 + number / 100 + pick.gauss(0, 12)), 0), 100)
        note = {"note": maker.text(4, 14)} if pick.random() < 0.2 else {}
        added = maker.put("checkins", day, domain=domain, day=iso, confidence=confidence, task=task, **note)
        if recent:
            maker.step(day, f"Check-in: {confidence}", "checkins", added)
    for _ in range(2):
        base = {"domain": pick.choice(domains), "day": iso, "text": maker.text()}
        match pick.randrange(4):
            case 0 | 1:
                own: dict[str, Any] = {"source": "mastery", "difficulty": pick.randrange(101), "independence": "alone"}
            case 2:
                own = {"source": "persuasion", "who": "Ana", "quote": maker.text(3, 12), "credibility": 4}
            case _:
                own = {"source": "state", "arousal": pick.randrange(101), "interpretation": 1}
        added = maker.put("evidence", day, **base, **own)
        if recent:
            maker.step(day, f"Evidence: {base['text']}", "evidence", added)
    if number % 2 == 0:
        before = {"arousal": pick.randrange(101), "demands": pick.randrange(11), "resources": pick.randrange(11)}
        maker.put(
            "reappraisals", day, domain=pick.choice(domains), event="the talk", day=iso, at=f"{iso}T08:00:00Z",
            before=before, after=before, sensation=maker.text(2, 5), statement=maker.text(4, 9), seconds=90,
        )  # fmt: skip
    if number % 14 == 0:
        maker.put(
            "challenges", day, domain=domains[number // 14 % 3], title=f"I will {maker.text(4, 8)}",
            done_when=maker.text(5, 12), difficulty=pick.randrange(101), odds=pick.randrange(101), start=iso,
            due=(day + dt.timedelta(days=13)).isoformat(), status="closed",
            closed=(day + dt.timedelta(days=9)).isoformat(),
            outcome=pick.choice(["succeeded", "partly", "failed"]), learned=maker.text(),
            steps=[{"text": maker.text(3, 8), "day": iso, "odds": 70, "result": "done"} for _ in range(3)],
        )  # fmt: skip


def write(path: Path, years: int, seed: int = 1) -> Path:
    """Write such a journal into a file; gives its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(make(years, seed), ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
    path.chmod(0o600)
    return path


if __name__ == "__main__":
    write(Path(sys.argv[2]), int(sys.argv[1]))
