"""Our schemas in editors: the language server that they run, with this repository's settings."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from goldenpath import schemas
from tests.conftest import ROOT
from tests.integrations.language_server import LanguageServer, language_server
from tests.organization import OWNER
from tests.toolchains.engines import node_engine

SETTINGS: dict[str, Any] = json.loads((ROOT / ".vscode/settings.json").read_text("utf-8"))
ENTITY_SCHEMA = ROOT / "schemas/catalog-info.schema.json"
ENTITY = "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: till}\nspec:\n"


@pytest.fixture(scope="module")
def program() -> Path:
    """Return the language server, installed from its npm package."""
    return node_engine("yaml-language-server") / "node_modules/.bin/yaml-language-server"


@pytest.fixture
def editor(program: Path) -> Iterator[LanguageServer]:
    """Return the server with this repository open in it, and no schema from the web."""
    section = {"schemas": SETTINGS["yaml.schemas"], "schemaStore": {"enable": False}}
    settings = {"yaml": {**section, "validate": True, "completion": True}}
    with language_server(["node", program, "--stdio"], ROOT, settings) as server:
        yield server


def test_settings_name_schemas_and_files_that_exist() -> None:
    """Each schema is there, and each pattern finds a file."""
    for schema, patterns in SETTINGS["yaml.schemas"].items():
        assert (ROOT / schema).is_file()
        for pattern in [patterns] if isinstance(patterns, str) else patterns:
            assert list(ROOT.glob(pattern)), pattern


def test_entity_schema_knows_every_kind() -> None:
    """Each kind that the catalog takes by itself is offered, and led to its own schema."""
    index = json.loads((ROOT / "schemas/entity/index.json").read_text("utf-8"))["kinds"]
    schema = json.loads(ENTITY_SCHEMA.read_text("utf-8"))
    assert sorted(index) == schema["properties"]["kind"]["anyOf"][0]["enum"]
    led = {
        case["if"]["properties"]["kind"]["const"]: case["then"]["$ref"] for case in schema["allOf"]
    }
    assert {kind: f"entity/{entry['file']}" for kind, entry in index.items()} == led


def test_entity_schema_judges_by_kind_and_leaves_other_kinds_alone() -> None:
    """A kind that a portal's own module brings is no mistake; a known one must be complete."""
    schema = json.loads(ENTITY_SCHEMA.read_text("utf-8"))
    parts = (ROOT / "schemas/entity").glob("*.json")
    siblings = {f"entity/{part.name}": json.loads(part.read_text("utf-8")) for part in parts}
    checker = schemas.compile_schema(schema, siblings)
    version = "backstage.io/v1alpha1"
    metadata = {"name": "till"}
    assert checker.is_valid({"apiVersion": version, "kind": "Robot", "metadata": metadata})
    assert not checker.is_valid({"apiVersion": version, "kind": "Component", "metadata": metadata})
    spec = {"type": "service", "lifecycle": "production", "owner": OWNER}
    assert checker.is_valid(
        {"apiVersion": version, "kind": "Component", "metadata": metadata, "spec": spec}
    )


@pytest.mark.toolchain("node")
@pytest.mark.parametrize("schema", SETTINGS["yaml.schemas"])
def test_sound_files_of_this_repository_are_clean(editor: LanguageServer, schema: str) -> None:
    """The editor marks nothing in the files that our settings give a schema."""
    patterns = SETTINGS["yaml.schemas"][schema]
    for pattern in [patterns] if isinstance(patterns, str) else patterns:
        for file in sorted(ROOT.glob(pattern)):
            name = file.relative_to(ROOT).as_posix()
            assert [] == editor.diagnostics(name, file.read_text("utf-8")), name


@pytest.mark.toolchain("node")
def test_configuration_is_judged_and_completed(editor: LanguageServer) -> None:
    """In `.goldenpath.yaml` an unknown key and severity are marked, and what fits is offered."""
    told = editor.diagnostics(
        "a/.goldenpath.yaml", "version: 1\nexclud: []\nseverity: {GP1: bad}\n"
    )
    assert ["2", "3"] == [item.partition(":")[0] for item in told]
    assert "exclud is not allowed" in told[0]
    keys = json.loads((ROOT / "schemas/config.schema.json").read_text("utf-8"))["properties"]
    assert sorted(keys.keys() - {"version"}) == editor.offered("b/.goldenpath.yaml", "version: 1\n")
    severities = "version: 1\nseverity:\n  GP1: "
    assert {"error", "info", "warning"} < set(editor.offered("c/.goldenpath.yaml", severities))


@pytest.mark.toolchain("node")
def test_entities_are_judged_and_completed_by_their_kind(editor: LanguageServer) -> None:
    """In `catalog-info.yaml` each document has the schema of its kind."""
    group = "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {name: team}\nspec: {}\n"
    text = f"{ENTITY}  type: service\n  owner: {OWNER}\n---\n{group}"
    told = editor.diagnostics("a/catalog-info.yaml", text)
    assert [
        '4: Missing property "lifecycle".',
        '11: Missing property "children".',
        '11: Missing property "type".',
    ] == told
    assert {"lifecycle", "owner", "subcomponentOf"} < set(
        editor.offered("b/catalog-info.yaml", f"{ENTITY}  ")
    )
    assert "subcomponentOf" not in editor.offered(
        "c/catalog-info.yaml", f"{ENTITY}  ".replace("Component", "Group")
    )
    kinds = editor.offered("d/catalog-info.yaml", "apiVersion: backstage.io/v1alpha1\nkind: ")
    assert {"API", "Component", "Group"} < set(kinds)


@pytest.mark.toolchain("node")
def test_modeline_chooses_the_schema(editor: LanguageServer) -> None:
    """A file of any name is judged by the schema that its first line names."""
    modeline = "# yaml-language-server: $schema=schemas/claim/database.json\n"
    told = editor.diagnostics("till.yaml", f"{modeline}kind: Database\nspeck: {{}}\n")
    assert [item for item in told if "speck is not allowed" in item] != []
