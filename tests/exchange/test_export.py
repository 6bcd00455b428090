"""Exports: the JSON document and its schema, the CSV tables, and selections of a journal."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from efficacy_tui.content.words import DISCLAIMER
from efficacy_tui.exchange.export import ExportFormat, export
from efficacy_tui.exchange.export_selection import LEFT_OUT, select_records
from efficacy_tui.exchange.writers.csv import ABOUT_FILE, escape_formula, unescape_cell
from efficacy_tui.exchange.writers.json import ExportDocument, json_schema, write_json
from efficacy_tui.journal.journal import Journal
from tests.exchange.conftest import AWKWARD
from tests.support.export_import import export_to, import_into

# -- the documents -------------------------------------------------------------------------------


def test_the_document_matches_its_schema(year: Journal) -> None:
    data = write_json(year.contents, year.now())
    document = msgspec.json.decode(data, type=ExportDocument)
    assert document.about == DISCLAIMER
    assert len(document.checkins) == len(year.contents.checkins)
    schema = msgspec.json.decode(json_schema())
    assert_valid(msgspec.json.decode(data), schema, schema)


def test_definitions_of_the_schema_keep_their_published_names() -> None:
    schema = msgspec.json.decode(json_schema())
    assert schema["$ref"] == "#/$defs/Export"
    assert schema["$defs"].keys() == {
        *(
            "Export",
            "Domain",
            "Rung",
            "RungRating",
            "Challenge",
            "Step",
            "RemovedStep",
            "Revision",
            "Mastery",
            "Vicarious",
            "Persuasion",
            "State",
            "CheckIn",
        ),
        *("Reappraisal", "Appraisal", "Afterwards", "Rater", "Survey", "Review", "Setting", "Tombstone"),
        *("Adjusted", "Erased"),
    }
    assert all(definition["title"] == name for name, definition in schema["$defs"].items())


def test_the_schema_rejects_invalid_documents(year: Journal) -> None:
    schema = msgspec.json.decode(json_schema())
    for path, value in [("version", 2), ("format", "other"), ("domains", {}), ("extra", 1)]:
        document = msgspec.json.decode(write_json(year.contents, year.now()))
        document[path] = value
        with pytest.raises(AssertionError):
            assert_valid(document, schema, schema)
    document = msgspec.json.decode(write_json(year.contents, year.now()))
    document["checkins"][0]["confidence"] = 101
    with pytest.raises(AssertionError):
        assert_valid(document, schema, schema)


def assert_valid(value: Any, schema: dict[str, Any], root: dict[str, Any]) -> None:
    """Validate a value by the JSON Schema keywords that are used here; any other keyword fails."""
    supported_keywords = {
        "$ref", "type", "properties", "required", "additionalProperties", "items", "enum", "const", "anyOf",
        "minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems", "pattern", "default",
        "title", "description", "format", "$schema", "$defs", "discriminator",
    }  # fmt: skip
    assert schema.keys() <= supported_keywords, schema.keys() - supported_keywords
    if "$ref" in schema:
        assert_valid(value, root["$defs"][schema["$ref"].rpartition("/")[2]], root)
    if "anyOf" in schema:
        match_count = 0
        for option in schema["anyOf"]:
            try:
                assert_valid(value, option, root)
                match_count += 1
            except AssertionError:
                continue
        assert match_count
    if "enum" in schema:
        assert value in schema["enum"]
    if "const" in schema:
        assert value == schema["const"]
    match schema.get("type"):
        case "object":
            assert isinstance(value, dict)
            assert set(schema.get("required", [])) <= value.keys()
            for name, inner in value.items():
                if name in schema.get("properties", {}):
                    assert_valid(inner, schema["properties"][name], root)
                else:
                    rest = schema.get("additionalProperties", True)
                    assert rest is not False, name
                    if isinstance(rest, dict):
                        assert_valid(inner, rest, root)
        case "array":
            assert isinstance(value, list)
            assert schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value))
            for inner in value:
                assert_valid(inner, schema.get("items", {}), root)
        case "integer":
            assert isinstance(value, int)
            assert schema.get("minimum", value) <= value <= schema.get("maximum", value)
        case "string":
            assert isinstance(value, str)
            assert schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value))
            assert re.search(schema.get("pattern", ""), value)
        case "boolean":
            assert isinstance(value, bool)
        case "null":
            assert value is None


def test_csv_follows_rfc_4180_and_contains_no_formulas(year: Journal) -> None:
    files = export(year.contents, "csv", at=year.now(), today=year.today())
    assert DISCLAIMER in files[ABOUT_FILE].decode()
    assert {"domains.csv", "evidence.csv", "checkins.csv", "challenges.csv"} <= files.keys()
    for name, data in files.items():
        if not name.endswith(".csv"):
            continue
        text = data.decode("utf-8")
        assert text.endswith("\r\n")
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
        assert len({len(row) for row in rows}) == 1
        for cell in (cell for row in rows for cell in row if cell):
            assert cell[0] not in "=+@\t\r\n＝＋＠－"
            assert cell[0] != "-" or cell.lstrip("-").isdigit()


@pytest.mark.parametrize("text", [*AWKWARD, "", "plain", "''", "\t=x", "－1", "'=x"])
def test_an_escaped_cell_round_trips(text: str) -> None:
    assert unescape_cell(escape_formula(text)) == text


# -- selections ----------------------------------------------------------------------------------


def test_a_selection_has_one_domain_from_a_day_on(year: Journal, empty: Journal, tmp_path: Path) -> None:
    import datetime as dt

    since = year.today() - dt.timedelta(days=30)
    writing = year.domains.find_by_name("Writing")
    selection = select_records(year.contents, since=since, domain=writing.id)
    assert set(selection.domains) == {writing.id}
    assert selection.checkins
    assert all(row.domain == writing.id and row.day >= since for row in selection.checkins.values())
    assert {row.challenge for row in selection.evidence.values()} - {None} <= selection.challenges.keys()
    assert not selection.settings
    assert not selection.tombstones
    import_into(empty, export_to(year, "json", tmp_path / "out", since=since, domain=writing.id))
    assert empty.domains.focus().name == "Writing"
    assert empty.contents.checkins == selection.checkins


@pytest.mark.parametrize("form", ["json", "csv", "markdown", "html"])
def test_without_notes_no_free_text_is_exported(year: Journal, form: ExportFormat) -> None:
    private = {"=Mara", "-note", "shaky", *(text for text in AWKWARD if len(text) > 6)}
    for row in year.contents.evidence.values():
        private.add(row.text)
    for challenge in year.contents.challenges.values():
        private |= {challenge.learned, challenge.if_obstacle, challenge.then_plan, *(s.text for s in challenge.steps)}
    exported_text = b"".join(
        export(year.contents, form, at=year.now(), today=year.today(), notes=False).values()
    ).decode()
    assert [text for text in private if len(text) > 3 and text in exported_text] == []
    assert LEFT_OUT in exported_text
