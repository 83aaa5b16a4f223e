"""The schemas of `schemas/entity` and what is judged by them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from goldenpath import engine
from goldenpath.entity import model
from goldenpath.entity.model import model_with
from goldenpath.entity.references import COMPLETE_KINDS, FIELDS
from goldenpath.entity.rules import OWNED
from tests.organization import HERE, OWNER

FOLDER = Path(__file__).resolve().parents[2] / "schemas" / "entity"
_PARTS: dict[str, Any] = json.loads((FOLDER / "index.json").read_text("utf-8"))
INDEX: dict[str, dict[str, Any]] = _PARTS["kinds"] | {
    kind: entry for part in _PARTS["modules"].values() for kind, entry in part["kinds"].items()
}
TYPES = [
    (kind, only, file)
    for part in _PARTS["modules"].values()
    for kind, files in part["types"].items()
    for only, file in files.items()
]
EVERY = model_with(tuple(_PARTS["modules"]))


def load(name: str) -> dict[str, Any]:
    """Return a schema by its file's name."""
    schema: dict[str, Any] = json.loads((FOLDER / name).read_text("utf-8"))
    return schema


def test_index_names_every_schema() -> None:
    """A file that the index does not name judges nothing."""
    named = {entry["file"] for entry in INDEX.values()} | {"entity.json", "index.json"}
    named |= {file for _, _, file in TYPES}
    assert {path.name for path in FOLDER.glob("*.json")} == named


@pytest.mark.parametrize("kind", INDEX)
def test_schema_is_of_the_kind_that_the_index_says(kind: str) -> None:
    """The file is found by the kind in lower case, and holds that kind and those versions."""
    schema = load(INDEX[kind]["file"])
    jsonschema.Draft7Validator.check_schema(schema)
    assert INDEX[kind]["file"] == f"{kind.lower()}.json"
    assert schema["properties"]["kind"]["enum"] == [kind]
    assert schema["properties"]["apiVersion"]["enum"] == INDEX[kind]["apiVersions"]


@pytest.mark.parametrize(("kind", "only", "file"), TYPES)
def test_schema_of_a_type_is_of_that_type(kind: str, only: str, file: str) -> None:
    """It holds one kind and one type, and versions that the kind exists under."""
    schema = load(file)
    jsonschema.Draft7Validator.check_schema(schema)
    spec_type = schema["properties"]["spec"]["properties"]["type"]
    assert [kind] == schema["properties"]["kind"]["enum"]
    assert [only] == spec_type.get("enum", [spec_type.get("const")])
    assert set(schema["properties"]["apiVersion"]["enum"]) <= set(EVERY.kinds[kind])


@pytest.mark.parametrize(
    "file",
    [
        "entity.json",
        *(entry["file"] for entry in INDEX.values()),
        *(file for _, _, file in TYPES),
    ],
)
def test_schema_refers_to_nothing_and_closes_the_root(file: str) -> None:
    """An editor can use each file as it is, and the catalog's own fields are foreign."""
    text = (FOLDER / file).read_text("utf-8")
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
    names = {kind.lower() for kind in EVERY.kinds}
    targets = {kind for fields in FIELDS.values() for field in fields for kind in field.kinds}
    assert FIELDS.keys() <= EVERY.kinds.keys()
    assert targets | COMPLETE_KINDS <= names


@pytest.mark.parametrize("kind", FIELDS)
def test_reference_fields_are_in_the_schema(kind: str) -> None:
    """Only `dependencyOf` is read by the catalog without being in its schema."""
    for field in FIELDS[kind]:
        entity = {"apiVersion": EVERY.kinds[kind][0], "kind": kind, "spec": {"type": field.only}}
        known = load(EVERY.schema(entity))["properties"]["spec"]["properties"]
        assert field.name in {*known, "dependencyOf"}


def test_module_is_what_makes_a_kind_known() -> None:
    """Without it the kind does not exist, and the type is judged as any other of its kind."""
    plain, extended = model_with(()), model_with(("ai-model",))
    skill = {
        "apiVersion": "backstage.io/v1alpha1",
        "kind": "AiResource",
        "spec": {"type": "skill"},
    }
    server = {"apiVersion": "backstage.io/v1beta1", "kind": "API", "spec": {"type": "mcp-server"}}
    assert ["entity.json", "api.json"] == [plain.schema(skill), plain.schema(server)]
    assert ["airesource.skill.json", "api.mcp-server.json"] == [
        extended.schema(skill),
        extended.schema(server),
    ]


def test_kind_of_a_module_is_refused_with_the_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who writes an AiResource learns what the portal and goldenpath.yaml lack."""
    entity = {
        "apiVersion": "backstage.io/v1alpha1",
        "kind": "AiResource",
        "metadata": {"name": "style"},
        "spec": {"type": "skill", "lifecycle": "production", "owner": OWNER},
    }
    path = tmp_path / "catalog-info.yaml"
    path.write_text(json.dumps(entity), "utf-8")
    told = {}
    for modules in ((), ("ai-model",)):
        here = replace(HERE, catalog_modules=modules)
        monkeypatch.setattr(model, "organization", lambda here=here: here)
        report = engine.validate([path], engine.Options(select=["GP1", "GP2"]))
        told[modules] = [item.message for item in report.diagnostics]
    text = "the catalog has no kind 'AiResource': it takes it with the module ai-model, to be named"
    assert told == {(): [f"{text} in catalog.modules"], ("ai-model",): []}
