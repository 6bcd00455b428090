"""Random histories of three machines, in memory.

They edit, delete, undo, redo, join domains, erase and merge, by clocks that disagree and go back. Among what they
change are ladders: rungs that one deletes while another rates them, or begins a challenge from them. What must hold:
merging is commutative, associative and idempotent; a joined journal is valid and follows its rules; each value of each
version is current, in the history or erased; after all machines have merged each other they have the same records; and
no fact is lost: whatever was recorded anywhere and not changed, deleted, undone or erased afterwards is there, under
the domain that its own was joined to.
"""

from __future__ import annotations

import datetime as dt
import itertools
import random
from typing import Any

import msgspec

from efficacy_tui.model.records import TABLES, Mastery, Persuasion, State, Step
from efficacy_tui.model.types import WEEKDAYS
from efficacy_tui.store.decode import parse
from efficacy_tui.store.erase import Erasure, collect_dependent_ids
from efficacy_tui.store.erasures import Erasures, last_before
from efficacy_tui.store.errors import Rejected, StoreError
from efficacy_tui.store.merge import merge_bytes, merge_contents
from efficacy_tui.store.registers import read_registers, to_document
from efficacy_tui.store.tables import RECORD_TYPES, TABLE_OF, Contents
from tests.support.fact_ledger import FactLedger
from tests.support.fixed_clock import FixedClock
from tests.support.joined_domains import misplaced_records, present_version
from tests.support.journal_rules import broken_rules
from tests.support.memory_journal import MemoryJournal
from tests.support.store_files import NOON, SequentialIds

TITLE = "three machines edit, delete, undo, redo, join, erase and merge, by clocks that disagree"
SAMPLE = 150
ACTIONS = 32
MERGE_SHARE = 0.15
ERASURE_SHARE = 0.08
SKEW_SECONDS = 40
ACTION_COUNT = 37
DOMAIN_NAMES = 4
UNDO_ACTIONS = (17, 18, 19, 20)


def count() -> int:
    """Return the number of seeds."""
    return 5000


def check(case: int) -> list[str]:
    """Let three machines act at random, with the case as seed."""
    rng = random.Random(case)
    ledger = FactLedger()
    machines = start_machines(rng, ledger)
    own_parts: list[set[Any]] = [set() for _ in machines]
    problems: list[str] = []
    for _ in range(ACTIONS):
        number, other_number = rng.sample(range(3), 2)
        machine, other = machines[number], machines[other_number]
        if rng.random() < MERGE_SHARE:
            machine.merge(other)
        else:
            problems += act_randomly(machine, rng, ledger, own_parts[number])
    problems += check_laws([machine.contents for machine in machines], [machine.encode() for machine in machines])
    for _ in range(2):
        for machine, other in itertools.permutations(machines, 2):
            machine.merge(other)
    problems += broken_rules(machines[0].contents)
    tables = [{name: dict(machine.contents.table(name)) for name in RECORD_TYPES} for machine in machines]
    if not tables[0] == tables[1] == tables[2]:
        problems.append("After merging each with each, the machines have different records.")
    problems += ledger.problems(machines[0].contents)
    if parse(machines[0].encode(), str).contents != machines[0].contents:
        problems.append("A joined journal is read again with other records.")
    return problems


def start_machines(rng: random.Random, ledger: FactLedger) -> list[MemoryJournal]:
    """Start a journal with a domain and a challenge, and copy it to two more machines."""
    first = MemoryJournal(FixedClock(NOON), SequentialIds(1))
    domain = first.domains.add("Speaking", "give a talk").id
    first.evidence.add(Mastery, domain, "before they parted")
    _start_challenge(first, domain, rng)
    first.rungs.add_first(domain, ["ask", "answer"])
    ledger.note_action(Contents(), first.contents)
    machines = [first]
    for number in (2, 3):
        other = MemoryJournal(FixedClock(NOON), SequentialIds(number))
        other.load(first.encode())
        machines.append(other)
    for machine in machines:
        machine.clock.move(seconds=rng.randrange(-SKEW_SECONDS, SKEW_SECONDS))
        if rng.random() < 0.5:
            _change_with_old_program(machine, rng, ledger)
        if rng.random() < 0.6:
            before = machine.contents
            _start_namesake(machine, rng)
            ledger.note_action(before, machine.contents)
    if rng.random() < 0.5:
        machines[1].merge(machines[0])
    return machines


def _start_namesake(machine: MemoryJournal, rng: random.Random) -> None:
    """Begin a domain that other machines begin, too, with a rating and a challenge."""
    domain = machine.domains.add(rng.choice(("Domain 0", "  döMAIN   0 ")), f"a task {rng.randrange(2)}").id
    machine.checkins.record(domain, rng.randrange(101))
    if rng.random() < 0.5:
        _start_challenge(machine, domain, rng)


def _change_with_old_program(machine: MemoryJournal, rng: random.Random, ledger: FactLedger) -> None:
    """Change the entry as a program of schema 2 did, and migrate it: only the instant of its last change is known."""
    (entry,) = machine.contents.evidence.values()
    fields = rng.choice(({"text": "old words"}, {"difficulty": 70}, {"independence": "helped"}))
    updated = max(machine.now(), entry.updated + dt.timedelta(microseconds=1))
    row = msgspec.structs.replace(entry, updated=updated, changed={"*": updated}, **fields)
    machine.store.contents = msgspec.structs.replace(machine.contents, evidence={row.id: row})
    ledger.note_old_version(("evidence", row.id), row)


def act_randomly(machine: MemoryJournal, rng: random.Random, ledger: FactLedger, own_parts: set[Any]) -> list[str]:
    """Do a random action of a person and note it; the journal rejects one that is impossible now.

    `own_parts` collects what was changed on this machine, for undo and redo change nothing else.
    """
    machine.clock.move(seconds=rng.choice((0, 0, 1, 1, 2, 5, -3)))
    before = machine.contents
    if rng.random() < ERASURE_SHARE:
        if _erase(machine, rng):
            ledger.note_erasure(before, machine.contents)
        return []
    action = rng.randrange(ACTION_COUNT)
    try:
        act(machine, action, rng)
    except (Rejected, StoreError):
        return []
    parts = ledger.note_action(before, machine.contents)
    problems = misplaced_records(machine.contents)
    if action in UNDO_ACTIONS:
        return problems + [f"An undo or redo changed {part}, which was not changed here." for part in parts - own_parts]
    own_parts |= parts
    return problems


def _erase(machine: MemoryJournal, rng: random.Random) -> bool:
    """Erase a domain, an entry or a rung whole, or the earlier versions of an entry, a challenge or a rung."""
    contents = machine.contents
    domains = machine.domains.all(archived=True)
    if domains and rng.random() < 0.1:
        machine.erase(Erasure(collect_dependent_ids(contents, rng.choice(domains).id)), machine.now())
        return True
    rows = [*contents.evidence.values(), *contents.challenges.values(), *contents.rungs.values()]
    if not rows:
        return False
    row = rng.choice(rows)
    if rng.random() < 0.4 and row.id not in contents.challenges:
        machine.erase(Erasure(collect_dependent_ids(contents, row.id)), machine.now())
    else:
        table = TABLE_OF[type(row)]
        updated = present_version(contents, (table, row.id)).updated
        machine.erase(Erasure(earlier={row.id: (table, last_before(updated))}), machine.now())
    return True


def act(journal: Any, action: int, rng: random.Random) -> None:
    """Do one of the actions, in memory or on a file; those that find nothing to change do nothing."""
    contents = journal.contents
    evidence, challenges, rungs = (list(rows) for rows in (contents.evidence, contents.challenges, contents.rungs))
    # A form that was opened before a merge still names a domain that is joined by now.
    domains = list(contents.domains) if rng.random() < 0.2 else [row.id for row in journal.domains.all(archived=True)]
    name = f"Domain {rng.randrange(DOMAIN_NAMES)}"
    day = journal.today() - dt.timedelta(days=rng.randrange(3))
    words = f"{rng.randrange(100)}"
    match action:
        case 0:
            journal.domains.add(name, "a task")
        case 1 if domains:
            journal.domains.set_focus(rng.choice(domains))
        case 2 if domains:
            journal.domains.archive(rng.choice(domains), archived=rng.random() < 0.5)
        case 3 if domains:
            domain = contents.domains[rng.choice(domains)]
            journal.domains.edit(domain.id, rng.choice((domain.name, name)), rng.choice((domain.task, words)))
        case 4 if domains:
            journal.domains.move(rng.choice(domains), rng.choice((-1, 1)))
        case 5 if domains:
            journal.checkins.record(rng.choice(domains), rng.randrange(101), day, rng.choice(("", words)))
        case 6 if domains:
            _start_challenge(journal, rng.choice(domains), rng)
        case 7 if challenges:
            journal.challenges.close(rng.choice(challenges), rng.choice(("succeeded", "failed")), learned=words)
        case 8 | 9 if challenges:
            _edit_challenge(journal, rng.choice(challenges), rng)
        case 10 | 11 if challenges:
            challenge = contents.challenges[rng.choice(challenges)]
            index = rng.randrange(len(challenge.steps) + 1)
            if rng.random() < 0.3:
                journal.challenges.set_step_odds(challenge.id, index, rng.randrange(101))
            else:
                journal.challenges.record_step(challenge.id, index, rng.choice(("done", "not", None)))
        case 12 if domains:
            kind = rng.choice((Mastery, State, Persuasion))
            journal.evidence.add(kind, rng.choice(domains), f"note {words}", day)
        case 13 | 14 | 15 if evidence:
            _edit_entry(journal, rng.choice(evidence), words, rng)
        case 16 if evidence:
            journal.evidence.delete(rng.choice(evidence))
        case 17 | 18:
            journal.undo()
        case 19 | 20:
            journal.redo()
        case 21 | 22 | 23 if domains:
            groups = journal.domains.all_namesakes()
            journal.domains.join_namesakes(rng.choice(rng.choice(groups)).id if groups else domains[0])
        case 24 if len(contents.domains) > 1:
            _join_oddly(journal, *rng.sample(list(contents.domains), 2))
        case 25 if domains:
            journal.settings.save_draft(f"challenge:{rng.choice(domains)}", {"title": words})
        case 26:
            journal.settings.set(rng.choice("ab"), rng.choice((None, 1, 2, 3)))
        case 27 if domains:
            journal.rungs.add(rng.choice(domains), f"rung {rng.randrange(9)}", rng.randrange(101))
        case 28 if rungs:
            if rng.random() < 0.5:
                journal.rungs.edit(rng.choice(rungs), f"rung {words}")
            else:
                journal.rungs.move(rng.choice(rungs), rng.randrange(101))
        case 29 if rungs:
            journal.rungs.remove(rng.choice(rungs))
        case 30 | 31 if rungs:
            journal.rungs.rate({rung: rng.randrange(11) * 10 for rung in rng.sample(rungs, min(2, len(rungs)))})
        case 32 if domains:
            journal.domains.set_goal(rng.choice(domains), rng.choice(("", words)))
        case 33 | 34:
            journal.reviews.record(rng.choice(("2026-W08", "2026-W09")), rng.choice(("", words, f"again {words}")))
        case 35 if domains:
            _reschedule(journal, rng.choice(domains), rng)
        case 36 if domains:
            journal.checkins.leave_out(rng.choice(domains), day)


def _reschedule(journal: MemoryJournal, domain: str, rng: random.Random) -> None:
    match rng.randrange(3):
        case 0:
            journal.domains.set_days(domain, rng.sample(WEEKDAYS, rng.randrange(1, 8)))
        case 1:
            journal.domains.pause(domain, journal.today() + dt.timedelta(days=rng.randrange(1, 5)))
        case _:
            journal.domains.resume(domain)


def _join_oddly(journal: MemoryJournal, domain: str, other: str) -> None:
    """Join a domain to any other, as an edited file or another program might, so that there are chains and circles."""
    row = journal.contents.domains[domain]
    journal.change("Odd join", lambda unit: unit.change(row, joined=other))


def _start_challenge(journal: MemoryJournal, domain: str, rng: random.Random) -> None:
    rungs = [rung.id for rung in journal.rungs.all(domain, archived=True)]
    rung = rng.choice(rungs) if rungs and rng.random() < 0.5 else None
    steps = tuple(Step(text=f"step {n}", day=journal.today()) for n in range(rng.randrange(3)))
    fields: dict[str, Any] = {"done_when": "done", "difficulty": 5, "odds": 5, "due": journal.today(), "steps": steps}
    journal.challenges.start(domain, rung, title="I will", **fields)


def _edit_challenge(journal: MemoryJournal, identifier: str, rng: random.Random) -> None:
    challenge, words = journal.contents.challenges[identifier], f"{rng.randrange(100)}"
    steps = list(challenge.steps)
    if steps and rng.random() < 0.5:
        steps.pop(rng.randrange(len(steps)))
    else:
        steps.append(Step(text=f"step {rng.randrange(4)}", day=min(journal.today(), challenge.due)))
    due = max(
        [challenge.start + dt.timedelta(days=rng.randrange(10)), *(step.day for step in (*challenge.steps, *steps))]
    )
    fields: dict[str, Any] = {
        "done_when": words,
        "if_obstacle": rng.choice(("", words)),
        "due": due,
        "steps": tuple(steps),
    }
    names = rng.sample(sorted(fields), rng.randrange(1, 3))
    journal.challenges.edit(identifier, **{name: fields[name] for name in names})


def _edit_entry(journal: MemoryJournal, identifier: str, words: str, rng: random.Random) -> None:
    fields: dict[str, Any] = {"text": f"edited {words}", "challenge": rng.choice((None, *journal.contents.challenges))}
    match journal.contents.evidence[identifier]:
        case Mastery():
            fields |= {"difficulty": rng.choice((None, 10, 20)), "independence": rng.choice((None, "alone"))}
        case Persuasion():
            fields |= {"who": rng.choice(("", words)), "credibility": rng.choice((None, 3))}
        case _:
            fields |= {"arousal": rng.choice((None, 30)), "interpretation": rng.choice((None, 1))}
    names = rng.sample(sorted(fields), rng.randrange(1, 3))
    journal.evidence.edit(identifier, **{name: fields[name] for name in names})


def check_laws(copies: list[Contents], files: list[bytes]) -> list[str]:
    """Check that merging three copies is commutative, associative and idempotent, and loses no value."""
    problems = []
    first, second, third = copies
    both = merge_contents(first, second)
    if merge_contents(second, first).contents != both.contents:
        problems.append("Merging two copies the other way round makes different records.")
    if merge_bytes(files[0], files[1])[0] != merge_bytes(files[1], files[0])[0]:
        problems.append("Merging two files the other way round makes a different file.")
    for once_more in (first, second, both.contents):
        if merge_contents(both.contents, once_more).contents != both.contents:
            problems.append("Merging a copy once more changes the records.")
    left = merge_contents(both.contents, third).contents
    if left != merge_contents(first, merge_contents(second, third).contents).contents:
        problems.append("Which two of three copies are merged first makes a difference.")
    return problems + broken_rules(both.contents) + lost_values(first, second)


def lost_values(first: Contents, second: Contents) -> list[str]:
    """Name the values in two copies that are neither current after merging, nor in the history, nor erased."""
    merged = merge_contents(first, second)
    versions = [(change.table, change.was) for step in merged.lost for change in step.read()]
    versions += [(entry.table, entry.was) for entry in merged.contents.adjusted.values()]
    versions += [(row.table, row.was) for row in merged.contents.tombstones.values() if row.was is not None]
    names = [name for name in TABLES if name != "tombstones"]
    versions += [(name, row) for name in names for row in merged.contents.table(name).values()]
    stored = {value for name, version in versions for _, value in values_of(name, version)}
    erasures = Erasures.of_contents(merged.contents)
    return [
        f"This value is gone: {value}."
        for contents, name in itertools.product((first, second), names)
        for key in contents.table(name).keys() | {key for key, row in contents.adjusted.items() if row.table == name}
        # Where a rule adjusted a row, the version of the person is what it was before.
        if (row := present_version(contents, (name, key))) is not None
        for at, value in values_of(name, row)
        # A revision that was undone on another machine is not a value that somebody entered.
        if value not in stored and not erasures.covers(key, at) and not value[1].startswith("revisions.")
    ]


def values_of(table: str, version: Any) -> set[tuple[dt.datetime, tuple[str, str, bytes]]]:
    """Return the registers of a version: when each was set; the id of its record, its name and its value."""
    document = to_document(version)
    return {
        (register.at, (document["id"], name, msgspec.json.encode(register.value, order="sorted")))
        for name, register in read_registers(table, document).items()
    }
