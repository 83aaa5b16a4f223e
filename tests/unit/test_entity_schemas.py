"""The schemas of `schemas/entity` and what is judged by them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from goldenpath.entity.references import COMPLETE_KINDS, FIELDS
from goldenpath.entity.rules import OWNED, kinds

FOLDER = Path(__file__).resolve().parents[2] / "schemas" / "entity"
INDEX: dict[str, dict[str, Any]] = json.loads((FOLDER / "index.json").read_text("utf-8"))["kinds"]


def load(name: str) -> dict[str, Any]:
    """Return a schema by its file's name."""
    schema: dict[str, Any] = json.loads((FOLDER / name).read_text("utf-8"))
    return schema


def test_index_names_every_schema() -> None:
    """A file that the index does not name judges nothing."""
    named = {entry["file"] for entry in INDEX.values()} | {"entity.json", "index.json"}
    assert {path.name for path in FOLDER.glob("*.json")} == named


@pytest.mark.parametrize("kind", INDEX)
def test_schema_is_of_the_kind_that_the_index_says(kind: str) -> None:
    """The file is found by the kind in lower case, and holds that kind and those versions."""
    schema = load(INDEX[kind]["file"])
    jsonschema.Draft7Validator.check_schema(schema)
    assert INDEX[kind]["file"] == f"{kind.lower()}.json"
    assert schema["properties"]["kind"]["enum"] == [kind]
    assert schema["properties"]["apiVersion"]["enum"] == INDEX[kind]["apiVersions"]


@pytest.mark.parametrize("kind", [*INDEX, "entity"])
def test_schema_refers_to_nothing_and_closes_the_root(kind: str) -> None:
    """An editor can use each file as it is, and the catalog's own fields are foreign."""
    text = (FOLDER / f"{kind.lower()}.json").read_text("utf-8")
    schema = json.loads(text)
    assert "$ref" not in text
    assert schema["additionalProperties"] is False
    assert set(schema["properties"]) == {"apiVersion", "kind", "metadata", "spec"}


def test_owned_kinds_are_those_that_require_an_owner() -> None:
    """The check of missing owners and the schemas speak of the same kinds."""
    required = {
        kind
        for kind, entry in INDEX.items()
        if "owner" in load(entry["file"])["properties"]["spec"].get("required", ())
    }
    assert required == OWNED


def test_reference_fields_are_of_kinds_that_exist() -> None:
    """A misspelt kind would leave its references unjudged."""
    names = {kind.lower() for kind in kinds()}
    targets = {kind for fields in FIELDS.values() for field in fields for kind in field.kinds}
    assert FIELDS.keys() <= kinds().keys()
    assert targets | COMPLETE_KINDS <= names


@pytest.mark.parametrize("kind", FIELDS)
def test_reference_fields_are_in_the_schema(kind: str) -> None:
    """Only `dependencyOf` is read by the catalog without being in its schema."""
    known = load(INDEX[kind]["file"])["properties"]["spec"]["properties"]
    unknown = {field.name for field in FIELDS[kind]} - known.keys()
    assert unknown <= {"dependencyOf"}
