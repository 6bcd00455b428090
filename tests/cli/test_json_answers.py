"""What every command prints with --json is what `efficacy schema COMMAND` describes, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from efficacy_tui.cli.command_group import efficacy
from efficacy_tui.cli.context import OK, REFUSED
from efficacy_tui.exchange.documents.registry import SCHEMA_COMMANDS
from efficacy_tui.journal.demo import fill_demo
from efficacy_tui.journal.journal import Journal
from tests.cli.conftest import Shell
from tests.man_page import root_context, walk
from tests.support.hostile_journal import UNPRINTABLE, write_hostile_journal
from tests.support.json_schema import find_errors
from tests.support.namesakes import add_namesake

Words = tuple[str, ...]

CALLS: dict[str, list[Words]] = {
    "add": [("a piece",), ("it clicked", "--source", "persuasion", "--who", "Mara")],
    "challenge new": [
        (
            "whistle",
            "--done-when",
            "whistled",
            "--odds",
            "60",
            "--difficulty",
            "40",
            "--domain",
            "Running",
            "--step",
            "x",
        )
    ],
    "check-in": [("70",), ("Speaking=70", "Writing=40"), ("70", "--note", "slept badly")],
    "delete": [("last",)],
    "domain add": [("Chess", "--task", "think ahead")],
    "domain days": [("Writing", "mon", "wed")],
    "domain focus": [("Writing",)],
    "domain list": [()],
    "domain place": [("Writing", "55")],
    "domain join": [("Zither", "--yes")],
    "domain pause": [("Writing", "--until", "+7d")],
    "domain resume": [("Writing",)],
    "due": [(), ("Speaking",)],
    "edit": [("last", "-")],
    "estimate": [("OUTCOMES",)],
    "history": [(), ("--all",), ("talk",), ("no such words at all",)],
    "ladder": [(), ("Writing",)],
    "list": [(), ("--limit", "0"), ("kind:rung",), ("kind:goal",), ("after:2099",)],
    "outcome": [("succeeded", "--why", "effort"), ("partly",), ("failed",), ("abandoned", "--outside")],
    "rate delete": [("Mara", "--yes")],
    "rate list": [()],
    "redo": [()],
    "rung add": [("Whistle a tune", "--at", "20")],
    "rung delete": [("Whistle", "--yes")],
    "rung move": [("Whistle", "--at", "30")],
    "rung rate": [("Whistle", "70")],
    "search": [("talk",), ("talk", "--limit", "0"), ("no such words at all",)],
    "show": [("last",)],
    "standing": [(), ("Writing",), ("Running",)],
    "status": [()],
    "step": [("y",)],
    "sync": [("--status",)],
    "undo": [()],
}
"""Command → calls on the demo's journal; the documents are those of their schemas."""


@pytest.fixture
def demo(journal: Journal, shell: Shell) -> Shell:
    """A shell on the demo's journal, with an idea on a ladder and a change that was taken back."""
    fill_demo(journal)
    journal.domains.add("Zither", "play a tune")
    add_namesake(journal, "zither")
    journal.close()
    return shell


def prepare(shell: Shell, command: str) -> None:
    """Do what a command needs to have something to do."""
    if command in ("rung delete", "rung move", "rung rate"):
        shell("rung", "add", "Whistle a tune", "--at", "20")
    if command in ("undo", "redo"):
        shell("add", "a piece")
    if command == "domain resume":
        shell("domain", "pause", "Writing", "--until", "+7d")
    if command in ("rate delete", "rate list"):
        shell("rate", "export", "--rater", "Mara")
    if command == "redo":
        shell("undo")
    if command == "step":
        shell("outcome", "partly")
        shell(
            *("challenge", "new", "hum", "--done-when", "x", "--odds", "9", "--difficulty", "9", "--step", "y @ today")
        )


def test_every_command_with_json_has_a_schema() -> None:
    commands = {
        " ".join(ctx.command_path.split()[1:])
        for ctx in walk(efficacy, root_context())
        if any(isinstance(option, click.Option) and "--json" in option.opts for option in ctx.command.params)
    }
    assert commands == set(SCHEMA_COMMANDS) == set(CALLS)


@pytest.mark.parametrize(
    ("command", "arguments"),
    [(command, arguments) for command, calls in CALLS.items() for arguments in calls],
    ids=lambda value: value if isinstance(value, str) else " ".join(value) or "-",
)
def test_a_document_matches_its_schema(demo: Shell, tmp_path: Path, command: str, arguments: Words) -> None:
    outcomes = tmp_path / "outcomes.csv"
    outcomes.write_text("date,difficulty,outcome\n2026-03-02,40,succeeded\n", encoding="utf-8")
    prepare(demo, command)
    words = [str(outcomes) if word == "OUTCOMES" else word for word in arguments]
    result = demo(*command.split(), *words, "--json", typed='text = "other words"')
    assert result.exit_code == OK or command == "status", result.output
    document = json.loads(result.stdout)
    schema = json.loads(demo("schema", *command.split()).stdout)
    assert find_errors(document, schema) == []
    if command not in ("status", "estimate"):
        assert (document["format"], document["version"]) == (f"efficacy-{command.replace(' ', '-')}", 1)
    if "changes" in document:
        assert document["changes"]
        assert document["message"]


@pytest.mark.parametrize(
    "command", ["list", "due", "ladder", "standing", "domain list", "status", "history", "rate list"]
)
def test_an_empty_journal_has_documents_too(shell: Shell, command: str) -> None:
    document = json.loads(shell(*command.split(), "--json").stdout)
    assert find_errors(document, json.loads(shell("schema", *command.split()).stdout)) == []


def test_records_in_documents_are_those_of_an_export(demo: Shell) -> None:
    document = json.loads(demo("add", "a piece", "--json").stdout)
    exported = json.loads(demo("export").stdout)
    (change,) = document["changes"]
    assert change["record"] in exported[change["table"]]


def test_hostile_texts_are_escaped_and_not_lost(shell: Shell, path: Path) -> None:
    write_hostile_journal(path)
    documents = [json.loads(shell(*words, "--json").stdout) for words in (("list", "--limit", "0"), ("domain", "list"))]
    texts = json.dumps(documents, ensure_ascii=False)
    assert set(texts) & UNPRINTABLE
    for words in (("list", "--limit", "0"), ("show", "last"), ("due",), ("standing",), ("ladder",)):
        assert not set(shell(*words, "--json").stdout) & (UNPRINTABLE - {"\n"})


@pytest.mark.parametrize(
    "words", [("step", "y"), ("outcome", "magic"), ("delete", "zzzz"), ("redo",), ("show", "zzzz")]
)
def test_a_refusal_prints_no_document(shell: Shell, speaking: Journal, words: Words) -> None:
    result = shell(*words, "--json")
    assert (result.exit_code, result.stdout) == (REFUSED, "")
    assert result.stderr.strip()


def test_what_was_saved_before_a_refusal_is_reported(
    shell: Shell, speaking: Journal, read: Callable[[], Journal], monkeypatch: pytest.MonkeyPatch
) -> None:
    speaking.domains.add("Writing", "write a page")
    from efficacy_tui.journal.check_ins import CheckInRepository
    from efficacy_tui.store.errors import Rejected

    record = CheckInRepository.record

    def refuse_second(self: CheckInRepository, domain: str, *arguments: object) -> object:
        if self.contents.checkins:
            raise Rejected("Not this one.")
        return record(self, domain, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(CheckInRepository, "record", refuse_second)
    result = shell("check-in", "Speaking=70", "Writing=40", "--json")
    assert (result.exit_code, result.stderr) == (REFUSED, "Not this one.\n")
    assert [row["record"]["confidence"] for row in json.loads(result.stdout)["changes"]] == [70]
    assert len(read().contents.checkins) == 1


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("lst",), "“lst” prints no JSON. Did you mean “efficacy schema list”?"),
        (("rung", "ad"), "Did you mean “efficacy schema rung add”?"),
        (("zebra",), "These do: add, challenge new, check-in, "),
    ],
)
def test_an_unknown_schema_is_refused_with_the_nearest(shell: Shell, words: Words, message: str) -> None:
    result = shell("schema", *words)
    assert (result.exit_code, result.stdout) == (REFUSED, "")
    assert message in result.stderr


def test_the_schema_of_an_export_stays_what_it_was(shell: Shell) -> None:
    schema = json.loads(shell("schema").stdout)
    assert schema["title"] == "A self-efficacy journal, exported"
