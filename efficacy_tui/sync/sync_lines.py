"""What a round did, what setting up would do, and how syncing stands, as lines for the person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from efficacy_tui.model import locale_format
from efficacy_tui.sync.begin import SetupPlan
from efficacy_tui.sync.change_form import ClearVersions
from efficacy_tui.sync.problems import printable_remote
from efficacy_tui.sync.round import RoundReport
from efficacy_tui.sync.sync_status import SyncStatus
from efficacy_tui.wording.merge import NOTHING_NEW, merge_lines
from efficacy_tui.wording.record_nouns import count_records, count_words

NOT_SET_UP = "Syncing is not set up for this journal. “efficacy sync --init ADDRESS” does that."
NO_REMOTE = (
    "Versions of your journal are on this machine only. To reach your other machines: efficacy sync --init ADDRESS"
)
FORGET_QUESTION = "Forget every earlier version, here and there?"
FORGET_LINES = (
    "All versions of your journal in git become one. Your journal and its own history stay as they are.",
    "Your other machines follow when they sync next; until then they still have the earlier versions.",
    "A server can hold on to what was forgotten for some time, and in its own backups. To be sure, create a new "
    "repository, name it with “efficacy sync --init ADDRESS” on each machine, and delete the old one.",
)


OTHER_KEY_FILE = (
    "The passphrase was changed on another machine. “efficacy seal --join” asks for the new one and takes it over; "
    "until then the one from before opens the journal here."
)
NO_HISTORY = "Your journal is sealed, so git keeps no earlier versions of it. A sync replaces the one that is there."
SEAL_QUESTION = "Seal it, here and there?"
SEAL_AGAIN_QUESTION = "Seal it there again?"


def seal_lines(remote: str, versions: ClearVersions) -> Iterator[str]:
    """Say before sealing what is in the other repository in clear, and what becomes of it."""
    count = count_words(versions.number, "version", "versions")
    verb, pronoun = ("is", "it") if versions.number == 1 else ("are", "them")
    since = "" if versions.is_current or not remote else ", as of your last sync"
    yield f"In git there {verb} {count} of your journal in clear{since}."
    places = f"here and at {printable_remote(remote)}" if remote else "here"
    yield f"Git keeps no history of a sealed journal: one sealed version replaces {pronoun}, {places}."
    yield from machines_lines(remote)


def machines_lines(remote: str) -> Iterator[str]:
    """Say what sealing means for other machines and for the server, if there is another repository."""
    if remote:
        yield "Your other machines sync again after “efficacy seal --join” on each; they say so when they sync next."
        yield FORGET_LINES[-1]


def seal_again_line(remote: str) -> str:
    """Say that another machine has unsealed the journal."""
    place = printable_remote(remote)
    return f"The journal at {place} is no longer sealed: another machine has unsealed it. What is there will be merged."


def unsealed_line(remote: str) -> str:
    """Say before unsealing that another machine has done so; the next sync here goes on."""
    place = printable_remote(remote)
    return f"The journal at {place} is no longer sealed: another machine has unsealed it. The next sync merges the two."


def unseal_line(remote: str) -> str:
    """Say before unsealing what the next sync does."""
    return (
        f"This journal is synced: the next sync puts it in clear at {printable_remote(remote)}, and whoever can read "
        "that repository can read it. Machines on which it is sealed then stop syncing and say so, until you unseal it "
        "there, too, or seal it again."
    )


def round_lines(report: RoundReport, remote: str, today: dt.date) -> Iterator[str]:
    """Say what a round brought and sent; not what went wrong."""
    received_lines = [line for merge in report.merges for line in merge_lines(merge, today) if line != NOTHING_NEW]
    yield from received_lines
    if report.is_sent:
        yield f"sent     to {printable_remote(remote)}"
    if report.starts_over:
        yield "Another machine has forgotten the earlier versions. This one followed."
    if report.has_other_key_file:
        yield OTHER_KEY_FILE
    for path in report.set_aside:
        yield f"The wording of the profile was changed or removed on another machine. Yours is now in {path}"
    if report.problem is None and not remote:
        yield NO_REMOTE
    elif report.is_even and not (received_lines or report.is_sent):
        yield f"Nothing new, here or at {printable_remote(remote)}."
    elif report.problem is None and not (received_lines or report.is_sent):
        yield f"There is no journal yet, here or at {printable_remote(remote)}."


def received_sentence(report: RoundReport) -> str:
    """Say in a sentence what came from other machines; empty if nothing did."""
    added, changed, deleted = report.count_received()
    verbs = (("added", added), ("changed", changed), ("deleted", deleted))
    parts = [f"{verb} {count_records(counts)}" for verb, counts in verbs if count_records(counts)]
    return f"From your other machines: {'; '.join(parts)}." if parts else ""


def setup_lines(plan: SetupPlan, repository: str, *, is_sealed: bool = False) -> Iterator[str]:
    """Say what is at the other repository and what setting up will do; `is_sealed` is about the journal here."""
    place = printable_remote(plan.remote)
    here = count_records(plan.local_counts) or "nothing yet"
    there = count_records(plan.remote_counts) or "nothing yet"
    match plan.relation:
        case "nothing":
            yield f"A repository for versions of your journal will be made: {repository}"
            yield "It is on this machine only; “efficacy sync --init ADDRESS” names another one later."
        case "new":
            yield f"A git repository will be made in {place}, and your journal put there. In it: {here}."
        case "empty":
            yield f"There is no journal at {place} yet. Yours will be put there. In it: {here}."
        case "first":
            yield f"At {place} there is a journal. In it: {there}."
            yield "There is none here yet, so it becomes yours on this machine, too."
        case "same":
            yield f"At {place} there is this journal, as other machines have it. In it: {there}."
            yield f"Here: {here}. The two will be merged, and then both have everything."
        case "other":
            yield f"At {place} there is another journal, not a copy of yours. In it: {there}."
            yield f"Here: {here}. The two will become one, on all your machines; yours is backed up first."
        case "sealed":
            yield f"At {place} there is a journal that is sealed. What is in it shows once it is opened."
            yield "After setting up, “efficacy seal --join” asks for its passphrase, and takes over its keys."
    if plan.branches:
        branches = count_words(len(plan.branches), "branch", "branches")
        yield f"It has {branches} of something else, which will not be touched."
    if plan.replaces:
        yield f"Until now this machine used {printable_remote(plan.replaces)}, which stays as it is."
    if plan.relation == "sealed":
        return
    if is_sealed:
        yield "Your journal is sealed, so only sealed versions go there, without the earlier ones."
    elif plan.relation != "nothing":
        yield "Whoever can read that repository can read your journal: it is not encrypted."


def status_lines(status: SyncStatus, today: dt.date) -> Iterator[str]:
    """Say how syncing stands, a line for each part."""
    if not status.is_set_up:
        yield NOT_SET_UP
        return
    yield f"synced with  {status.remote or 'no other repository yet'}"
    if status.remote:
        if status.reached_at is None:
            yield "last synced  not yet"
        else:
            local = status.reached_at.astimezone()
            day, time = locale_format.short_date(local.date(), today), locale_format.time_of_day(local)
            yield f"last synced  {day}, {time}"
        yield f"waiting      {'what you changed since' if status.waits else 'nothing'}"
    if status.is_sealed:
        is_done = status.is_sealed_there or not status.remote
        yield f"sealed       {'yes, without earlier versions' if is_done else 'not there before the next sync'}"
    versions = "cannot be read" if status.versions < 0 else count_words(status.versions, "version", "versions")
    yield f"history      {versions}, {format_size(status.size)}"
    if status.problem:
        yield f"problem      {status.problem}"


def format_size(size: int) -> str:
    """Format a number of bytes: “340 KB”, “12 MB”."""
    return f"{max(round(size / 1000), 1)} KB" if size < 1_000_000 else f"{round(size / 1_000_000)} MB"


def erased_line(remote: str, *, is_sealed: bool = False) -> str:
    """Say what git still has of what was erased; a sealed journal has no earlier versions there."""
    if is_sealed:
        places = f"here and at {printable_remote(remote)}" if remote else "beside your journal"
        return (
            f"The sealed version in git, {places}, still has it until the next “efficacy sync”. What a server keeps "
            "after that is sealed."
        )
    place = f", and so does {printable_remote(remote)}" if remote else ""
    return (
        f"The repository beside your journal still has earlier versions with it{place}. “efficacy sync "
        "--forget-history” removes them, and says what a server may still have."
    )


def everything_erased_line(remote: str) -> str:
    """Say where the journal still is after everything was erased on this machine."""
    return f"{printable_remote(remote)} still has your journal, as do machines that sync with it. Delete it there."
