"""Neither the journal nor the store opens a network connection."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from efficacy_tui.journal import maintenance
from efficacy_tui.model.records import Appraisal, Mastery, Persuasion
from efficacy_tui.store.doctor import diagnose
from tests.support.store_files import ROOT, open_journal, start_journal


def test_recording_merging_and_erasing_open_no_socket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket was asked for")

    for name in ("socket", "create_connection", "getaddrinfo", "gethostbyname", "create_server"):
        monkeypatch.setattr(socket, name, refuse)
    journal, domain = start_journal(tmp_path / "journal.json")
    journal.save_in_background()
    journal.checkins.record(domain, 60)
    challenge = journal.challenges.start(
        domain, title="I will ask", done_when="asked", difficulty=50, odds=60, due=journal.today()
    )
    feeling = Appraisal(arousal=80, demands=7, resources=5)
    journal.reappraisals.record(domain, journal.now(), before=feeling, after=feeling, sensation="a fast heart")
    journal.challenges.close(challenge.id, "succeeded", evidence="I asked")
    journal.evidence.add(Persuasion, domain, "well done", who="Ana")
    journal.undo()
    journal.redo()
    assert journal.close() == 0
    other = open_journal(tmp_path / "other.json")
    maintenance.merge_copy(other, journal.path)
    assert other.contents.evidence == journal.contents.evidence
    assert [str(problem) for problem in diagnose(journal.path, journal.now()) if not problem.note] == []
    maintenance.erase(journal, next(row.id for row in journal.contents.evidence.values() if isinstance(row, Mastery)))
    maintenance.purge_history(journal)


def test_journal_and_store_import_no_network_module() -> None:
    code = (
        "import sys, efficacy_tui.journal.journal, efficacy_tui.journal.maintenance\n"
        "print([name for name in ('socket', 'ssl', 'http', 'urllib.request', 'asyncio') if name in sys.modules])"
    )
    process = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert process.stdout.strip() == "[]"
