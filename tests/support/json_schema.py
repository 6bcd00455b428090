"""A small validator of JSON Schema: the keywords that this program's schemas use, and no others."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

KEYWORDS = frozenset(
    {
        *("$schema", "$defs", "$ref", "title", "description", "type", "enum", "anyOf", "properties", "required"),
        *("items", "minimum", "maximum", "minLength", "maxLength", "pattern", "format", "default", "const"),
        *("additionalProperties", "minItems", "maxItems", "prefixItems"),
    }
)
TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
}


def find_errors(value: Any, schema: dict[str, Any]) -> list[str]:
    """List where a value does not match a schema; a field that the schema does not name is an error, too."""
    return list(_errors(value, schema, schema, "$"))


def _errors(value: Any, schema: dict[str, Any], root: dict[str, Any], path: str) -> Iterator[str]:
    assert set(schema) <= KEYWORDS, f"{path}: unknown keywords {set(schema) - KEYWORDS}"
    if "$ref" in schema:
        yield from _errors(value, root["$defs"][schema["$ref"].removeprefix("#/$defs/")], root, path)
    if "anyOf" in schema and all(list(_errors(value, option, root, path)) for option in schema["anyOf"]):
        yield f"{path}: {value!r} matches none of the options"
    if "type" in schema and not _has_type(value, schema["type"]):
        yield f"{path}: {value!r} is no {schema['type']}"
        return
    if "enum" in schema and value not in schema["enum"]:
        yield f"{path}: {value!r} is none of {schema['enum']}"
    match value:
        case dict() if "properties" in schema:
            yield from (f"{path}: {name} is missing" for name in schema.get("required", ()) if name not in value)
            for name, item in value.items():
                if name not in schema["properties"]:
                    yield f"{path}: {name} is not in the schema"
                else:
                    yield from _errors(item, schema["properties"][name], root, f"{path}.{name}")
        case list() if "items" in schema:
            for index, item in enumerate(value):
                yield from _errors(item, schema["items"], root, f"{path}[{index}]")
        case str():
            yield from _string_errors(value, schema, path)
        case int() | float() if not isinstance(value, bool):
            if not schema.get("minimum", value) <= value <= schema.get("maximum", value):
                yield f"{path}: {value} is out of range"


def _string_errors(value: str, schema: dict[str, Any], path: str) -> Iterator[str]:
    if not schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value)):
        yield f"{path}: {value!r} has the wrong length"
    if "pattern" in schema and re.search(schema["pattern"], value) is None:
        yield f"{path}: {value!r} does not match {schema['pattern']}"
    try:
        if schema.get("format") == "date":
            dt.date.fromisoformat(value)
        elif schema.get("format") == "date-time":
            dt.datetime.fromisoformat(value)
    except ValueError:
        yield f"{path}: {value!r} is no {schema['format']}"


def _has_type(value: Any, name: str) -> bool:
    if isinstance(value, bool) and name != "boolean":
        return False
    return isinstance(value, TYPES[name])
