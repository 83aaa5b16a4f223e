"""`goldenpath graph`: what is asked for, and what is printed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.organization import HERE, OWNER, ROOT, SYSTEM
from tests.unit.catalog_server import Instance, serving
from tests.unit.conftest import Program

SCHEMA = json.loads((ROOT / "schemas/graph.schema.json").read_text("utf-8"))
ORDERS = f"""\
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: orders
  title: Orders & more
spec:
  type: service
  lifecycle: production
  owner: {OWNER}
  system: {SYSTEM}
  dependsOn: [resource:ledger]
"""
LEDGER: dict[str, Any] = {
    "apiVersion": "backstage.io/v1alpha1",
    "kind": "Resource",
    "metadata": {"name": "ledger"},
    "spec": {"type": "database", "owner": OWNER, "dependencyOf": ["component:billing"]},
}


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "catalog-info.yaml").write_text(ORDERS, "utf-8")
    (tmp_path / "deployment.yaml").write_text("apiVersion: v1\nkind: Pod\n", "utf-8")


@pytest.fixture
def portal() -> Iterator[Instance]:
    """Serve a catalog that knows the database."""
    with serving() as found:
        found.entities = [LEDGER]
        yield found


def printed(program: Program, *arguments: str) -> dict[str, Any]:
    """Return the graph as JSON, held against its schema."""
    outcome = program("graph", "--format", "json", *arguments)
    assert (0, "") == (outcome.code, outcome.err)
    graph: dict[str, Any] = json.loads(outcome.out)
    assert [] == list(Draft202012Validator(_closed(SCHEMA)).iter_errors(graph))
    return graph


def _closed(schema: Any) -> Any:
    """Return `schema` with every object closed, so that a key it does not describe is a fault."""
    if isinstance(schema, list):
        return [_closed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    extra = {"additionalProperties": False} if schema.get("type") == "object" else {}
    return {key: _closed(value) for key, value in schema.items()} | extra


def origins(graph: dict[str, Any]) -> dict[str, str]:
    """Return where each entity is known from."""
    return {node["ref"]: node["origin"] for node in graph["nodes"]}


def test_folder_is_drawn_with_what_it_refers_to(program: Program) -> None:
    """The organisation's own catalog is known; what is in neither is missing."""
    graph = printed(program)
    assert origins(graph) == {
        "component:default/orders": "scanned",
        OWNER: "catalog",
        f"system:default/{SYSTEM}": "catalog",
        "resource:default/ledger": "missing",
    }
    node = next(node for node in graph["nodes"] if node["origin"] == "scanned")
    assert node == {
        "ref": "component:default/orders",
        "kind": "Component",
        "namespace": "default",
        "name": "orders",
        "title": "Orders & more",
        "type": "service",
        "origin": "scanned",
        "path": "catalog-info.yaml",
        "document": 0,
    }
    first = {"from": "component:default/orders", "relation": "dependsOn"}
    assert graph["edges"][0] == {**first, "to": "resource:default/ledger"}


@pytest.mark.parametrize("key", ["version", "nodes", "edges"])
def test_schema_refuses_what_is_no_graph(program: Program, key: str) -> None:
    """The schema says what a consumer can rely on, and lets later versions add."""
    Draft202012Validator.check_schema(SCHEMA)
    graph = printed(program)
    assert Draft202012Validator(SCHEMA).is_valid({**graph, "added": 1})
    del graph[key]
    assert not Draft202012Validator(SCHEMA).is_valid(graph)


def test_dot_is_the_default(program: Program) -> None:
    """Scanned entities have a thick line, missing ones a dashed one."""
    lines = program("graph", "catalog-info.yaml").out.splitlines()
    assert "digraph catalog {" == lines[0]
    (orders,) = (line for line in lines if line.startswith('  "component:default/orders" ['))
    (ledger,) = (line for line in lines if line.startswith('  "resource:default/ledger" ['))
    assert 'label="Orders &amp; more\\ncomponent:orders"' in orders
    assert ("penwidth=2" in orders, "dashed" in orders) == (True, False)
    assert ("penwidth=2" in ledger, "dashed" in ledger) == (False, True)
    edge = '  "component:default/orders" -> "resource:default/ledger" [label="dependsOn"];'
    assert edge in lines


def test_mermaid_is_a_flowchart(program: Program) -> None:
    """Nodes have names that are made of their refs alone, and stay when others come."""
    lines = program("graph", "--format", "mermaid").out.splitlines()
    assert "flowchart LR" == lines[0]
    name = "n_component__default__orders"
    assert f'  {name}["Orders #38; more<br/>component:orders"]' in lines
    assert f"  {name} -->|dependsOn| n_resource__default__ledger" in lines
    assert "  class n_resource__default__ledger is_missing" in lines


def test_catalog_of_an_instance_is_known(program: Program, portal: Instance) -> None:
    """What the portal knows is not missing, and who else needs it is near it."""
    graph = printed(program, "--catalog", portal.url)
    assert "catalog" == origins(graph)["resource:default/ledger"]
    near = printed(program, "--catalog", portal.url, "--focus", "resource:ledger", "--no-cache")
    assert set(origins(near)) == {
        "component:default/billing",
        "component:default/orders",
        "resource:default/ledger",
        OWNER,
    }
    assert f"{portal.url}/api/catalog" in {node["path"] for node in near["nodes"]}


def test_several_catalogs_are_known(program: Program) -> None:
    """Files of other teams, for instance."""
    Path("one.json").write_text(json.dumps([LEDGER]), "utf-8")
    billing = {**LEDGER, "kind": "Component", "metadata": {"name": "billing"}, "spec": {}}
    Path("two.json").write_text(json.dumps(billing), "utf-8")
    graph = printed(
        program, "--catalog", "one.json", "--catalog", "two.json", "--focus", "resource:ledger"
    )
    assert "catalog" == origins(graph)["component:default/billing"]


def test_focus_and_relations_narrow(program: Program) -> None:
    """A ref without a kind is a component's."""
    graph = printed(program, "--focus", "Orders", "--relations", "partOf, dependsOn")
    assert {"partOf", "dependsOn"} == {edge["relation"] for edge in graph["edges"]}
    assert OWNER not in origins(graph)
    alone = printed(program, "--focus", "orders", "--depth", "0")
    assert {"component:default/orders": "scanned"} == origins(alone)


def test_depth_reaches_into_the_organisations_catalog(program: Program) -> None:
    """From a component over its system to that system's domain."""
    graph = printed(program, "--focus", "orders", "--depth", "2", "--relations", "partOf")
    assert f"domain:default/{HERE.systems[0].domain}" in origins(graph)


def test_excluded_files_are_not_drawn(program: Program) -> None:
    """The configuration of the repository counts, unless it is told not to."""
    Path(".goldenpath.yaml").write_text("version: 1\nexclude: [catalog-info.yaml]\n", "utf-8")
    outcome = program("graph", "--format", "json")
    assert (0, []) == (outcome.code, json.loads(outcome.out)["nodes"])
    assert "goldenpath: there is no catalog entity here: the graph is empty\n" == outcome.err
    assert "component:default/orders" in origins(printed(program, "--no-config"))
    Path(".goldenpath.yaml").rename("other.yaml")
    assert 0 == program("graph", "--config", "other.yaml").code


def test_unreadable_documents_are_counted(program: Program) -> None:
    """A graph with a gap says that it has one."""
    Path("broken.yaml").write_text("a: [", "utf-8")
    outcome = program("graph")
    text = "1 document(s) could not be read: goldenpath validate tells why"
    assert (0, f"goldenpath: {text}\n") == (outcome.code, outcome.err)


def test_graph_that_mermaid_refuses_is_said(program: Program) -> None:
    """Code hosts draw an error in its place."""
    text = ORDERS + "  consumesApis: [{}]\n".format(", ".join(f"api-{n}" for n in range(500)))
    Path("catalog-info.yaml").write_text(text, "utf-8")
    outcome = program("graph", "--format", "mermaid")
    assert 0 == outcome.code
    assert "use --focus, or --format dot" in outcome.err
    assert "" == program("graph").err


def test_output_goes_to_a_file(program: Program) -> None:
    """The same bytes, in UTF-8."""
    outcome = program("graph", "--output", "graph.dot")
    assert (0, "") == (outcome.code, outcome.out)
    assert program("graph").out == Path("graph.dot").read_text("utf-8")


WRONG = {
    ("nowhere",): "nowhere does not exist: correct the path",
    ("--catalog", "nowhere"): "nowhere does not exist: correct the path",
    ("--catalog", "ftp://x"): "ftp://x: a catalog is a file, a folder or an http(s) URL",
    ("--focus", "api:orders"): "did you mean component:default/orders?",
    ("--focus", "user:zzz"): "scan it, or name a --catalog that holds it",
    ("--focus", "component:"): "'component:' is no entity ref: write [<kind>:][<namespace>/]<name>",
    ("--depth", "1"): "--depth counts from --focus: name an entity there",
    ("--focus", "orders", "--depth", "-1"): "--depth '-1' is no number of relations",
    ("--relations", "ownerOf"): "there is no relation 'ownerOf': name some of ownedBy, ",
    ("--output", "no/folder"): "cannot write no/folder: No such file or directory",
    ("--config", "nowhere.yaml"): "nowhere.yaml cannot be read: no such file or directory",
}


@pytest.mark.parametrize("arguments", WRONG, ids=" ".join)
def test_wrong_call_exits_2_in_one_line(program: Program, arguments: tuple[str, ...]) -> None:
    """The fact, the remedy, and nothing on stdout."""
    outcome = program("graph", *arguments)
    assert (2, "") == (outcome.code, outcome.out)
    assert outcome.err.startswith("goldenpath: ")
    assert WRONG[arguments] in outcome.err
    assert 1 == outcome.err.count("\n")
