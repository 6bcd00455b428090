"""Made-up journals of any age, the same for the same seed, written straight into a file.

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

END = dt.date(2026, 11, 1)
DOMAINS = ("Speaking", "Writing", "Running")
WORDS = re.findall(
    r"\w+",
    "spoke up first in the weekly meeting and kept going when the question came asked for the slot rehearsed it "
    "twice out loud wrote the hard paragraph before breakfast ran the hill without walking said no and stayed friendly",
)

WEEK = 7 / 365.25
"""The years of a journal with one week in it: to the eye as full as one of fifty years."""

Tables = dict[str, dict[str, dict[str, Any]]]


class _Maker:
    def __init__(self, seed: int, end: dt.date) -> None:
        self.random = random.Random(seed)
        self.end = end
        self.tables: Tables = {}

    def put(self, table: str, on: dt.date, /, **fields: Any) -> str:
        """One record of a table, made in the evening of a day (the last day has none yet); gives its id."""
        identifier = f"{self.random.getrandbits(128):032x}"
        minute, second, fraction = self.random.randrange(60), self.random.randrange(60), len(self.rows(table)) % 10**6
        hour = "00" if on == self.end else "19"
        at = f"{on.isoformat()}T{hour}:{minute:02}:{second:02}.{fraction:06}Z"
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


def make(years: float, seed: int = 1, end: dt.date = END) -> Tables:
    """A journal of someone who practised for some years, up to the day `end`: at ten, 11,000 ratings, 7,300 pieces of
    evidence, 1,800 sessions and 260 challenges, the last of them under way, with the last 400 steps in its history.
    With 0 years, a journal in which nothing was recorded yet."""
    maker = _Maker(seed, end)
    rows = maker.tables
    rows["meta"] = {
        "1": {"id": "schema", "value": 1},
        "2": {"id": "journal", "value": f"{maker.random.getrandbits(128):032x}"},
    }
    if not years:
        return rows
    begin = end - dt.timedelta(days=round(years * 365.25) - 1)
    domains = [
        maker.put("domains", begin, name=name, task=f"do what {name.lower()} asks of me", focus=not i, order=i)
        for i, name in enumerate(DOMAINS)
    ]
    tasks = [f"do what {name.lower()} asks of me" for name in DOMAINS]
    for number in range(round(years * 365.25)):
        _day(maker, begin + dt.timedelta(days=number), number, domains, tasks, recent=(end - begin).days - number < 80)
    ended = {key: row for key, row in rows.get("challenges", {}).items() if row["closed"] <= end.isoformat()}
    rows["challenges"] = ended
    _under_way(maker, end, domains[0])
    _profiles(maker, begin, end)
    return rows


def _under_way(maker: _Maker, end: dt.date, domain: str) -> None:
    """The focus domain's challenge, half done."""
    begun = end - dt.timedelta(days=5)
    maker.put(
        "challenges", begun, domain=domain, title=f"I will {maker.text(6, 8)}", done_when=maker.text(6, 10),
        difficulty=60, odds=70, start=begun.isoformat(), due=(begun + dt.timedelta(days=13)).isoformat(),
        status="active",
        steps=[
            {"text": maker.text(3, 5), "day": begun.isoformat(), "odds": 70, "result": "done"},
            {"text": maker.text(3, 5), "day": end.isoformat(), "odds": 80},
            {"text": maker.text(3, 5), "day": (end + dt.timedelta(days=4)).isoformat()},
        ],
    )  # fmt: skip


ITEMS = tuple(f"{area}{number}" for area in ("w", "s", "r") for number in range(1, 5))


def _profiles(maker: _Maker, begin: dt.date, end: dt.date) -> None:
    """The profile, four times a year, by the person and by two who know them; the last one a week ago."""
    raters = [maker.put("raters", begin, name=name, role="works with me") for name in ("Ana", "Jon")]
    day = max(end - dt.timedelta(days=7), begin)
    while day >= begin:
        for by in (None, *raters):
            who: dict[str, Any] = {"rater": "self"} if by is None else {"rater": "other", "by": by}
            answers = {item: maker.random.randrange(1, 6) for item in ITEMS}
            maker.put("surveys", day, instrument="profile", version=1, day=day.isoformat(), answers=answers, **who)
        day -= dt.timedelta(days=91)


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
            afterwards={"outcome": pick.choice(["well", "mixed", "badly"]), "helped": pick.randrange(1, 6)},
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


def write(path: Path, years: float, seed: int = 1, end: dt.date = END) -> Path:
    """Write such a journal into a file; gives its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(make(years, seed, end), ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
    path.chmod(0o600)
    return path


class Shelf:
    """Journals in a folder, each age made once; whoever changes one takes a copy. The last day in them is `end`."""

    def __init__(self, folder: Path, end: dt.date | None = None) -> None:
        self.folder = folder
        self.end = end or local_day(SystemClock().now())
        self._copies = 0

    def journal(self, years: float, seed: int = 1) -> Path:
        """The journal of so many years; for reading only."""
        path = self.folder / f"{years:g}-{seed}" / "journal.json"
        return path if path.exists() else write(path, years, seed, self.end)

    def copy(self, years: float, seed: int = 1) -> Path:
        """A fresh copy of it, alone in a folder."""
        self._copies += 1
        path = self.folder / f"copy-{self._copies}" / "journal.json"
        path.parent.mkdir(parents=True)
        shutil.copy2(self.journal(years, seed), path)
        return path


if __name__ == "__main__":
    write(Path(sys.argv[2]), float(sys.argv[1]))
