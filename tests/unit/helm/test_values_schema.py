"""What a values schema refuses, and what only Helm's linter tells."""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from goldenpath import helm
from goldenpath.helm.refusal import Refusal
from tests.unit.helm.charts import refused

SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "required": ["must"],
    "additionalProperties": False,
    "properties": {
        "must": {"type": "string"},
        "replicaCount": {"type": "integer"},
        "deep": {"properties": {"a/b": {"enum": ["x"]}, "list": {"items": {"type": "integer"}}}},
        "either": {"anyOf": [{"type": "string"}, {"type": "null"}]},
        "db": {},
        "global": {},
    },
}


def test_each_violation_of_the_values_schema_is_told_with_its_file(
    chart: Callable[..., Path],
) -> None:
    """Violations come one by one, each in the values file that has the last word on the value."""
    folder = chart(
        {
            "templates/a.yaml": "a: b",
            "values.schema.json": json.dumps(SCHEMA),
            "values-dev.yaml": "replicaCount: two\ndeep: {list: [1, x]}\neither: 1\nmore: 1",
        },
        values="replicaCount: 1\ndeep: {a/b: y}\nextra: 1",
    )
    assert sorted(refused(folder, [folder / "values-dev.yaml"]), key=str) == [
        ("values-dev.yaml", None, "values at 'deep/list/1': got string, want integer"),
        (
            "values-dev.yaml",
            None,
            "values at 'either': 'anyOf' failed (got number, want string; got number, want null)",
        ),
        ("values-dev.yaml", None, "values at 'more': no such property is known"),
        ("values-dev.yaml", None, "values at 'replicaCount': got string, want integer"),
        ("values.yaml", None, "values at 'deep/a~1b': value must be 'x'"),
        ("values.yaml", None, "values at 'extra': no such property is known"),
        ("values.yaml", None, "values: missing property 'must'"),
    ]


def test_violations_of_a_subchart_point_into_its_values(chart: Callable[..., Path]) -> None:
    """What a subchart refuses is found under its name."""
    folder = chart(
        {
            "charts/db/Chart.yaml": "apiVersion: v2\nname: db\nversion: 0.1.0\n",
            "charts/db/values.schema.json": '{"properties": {"size": {"type": "string"}}}',
        },
        values="db: {size: 3}",
    )
    assert refused(folder) == [
        ("values.yaml", None, "values at 'db/size': got number, want string")
    ]


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "https://acme.example/x.json"},
        {"$schema": "https://acme.example/meta.json"},
        {"$id": "https://acme.example/", "properties": {"a": {"$ref": "x.json#/a"}}},
        {"properties": {"a": {"$ref": "file:///etc/passwd"}}},
        {"allOf": [{"$ref": "other.json"}]},
    ],
)
def test_schemas_are_not_fetched(chart: Callable[..., Path], schema: dict[str, object]) -> None:
    """Helm would follow a reference out of a values schema: it does not come to that."""
    folder = chart({"values.schema.json": json.dumps(schema)})
    assert [path for path, _, text in refused(folder) if "schemas are not fetched" in text] == [
        "values.schema.json"
    ]


def test_schemas_that_refer_to_themselves_are_used(chart: Callable[..., Path]) -> None:
    """References within a schema, by pointer or by its own $id, need no network."""
    schema = {
        "$id": "https://acme.example/values.json",
        "$defs": {"port": {"$id": "port.json", "type": "integer"}},
        "properties": {"a": {"$ref": "#/$defs/port"}, "b": {"$ref": "port.json"}},
    }
    folder = chart({"values.schema.json": json.dumps(schema)}, values="a: x\nb: word")
    assert sorted(text for _, _, text in refused(folder)) == [
        "values at 'a': got string, want integer",
        "values at 'b': got string, want integer",
    ]


def test_packed_subcharts_fetch_no_schemas_either(chart: Callable[..., Path]) -> None:
    """A values schema inside of an archive is looked at too."""
    folder = chart({"charts/keep": ""})
    schema = b'{"$ref": "http://127.0.0.1:9/x.json"}'
    with tarfile.open(folder / "charts" / "db-1.0.0.tgz", "w:gz") as archive:
        entry = tarfile.TarInfo("db/values.schema.json")
        entry.size = len(schema)
        archive.addfile(entry, io.BytesIO(schema))
    assert refused(folder) == [
        (
            "charts/db-1.0.0.tgz",
            None,
            "its values.schema.json refers to 'http://127.0.0.1:9/x.json': schemas are not fetched",
        )
    ]


def test_lint_tells_what_rendering_does_not(chart: Callable[..., Path]) -> None:
    """The linter reads the YAML and Chart.yaml closer, and tells each fault once."""
    folder = chart(
        {"templates/a.yaml": "a: b\n c: d", "values.schema.json": json.dumps(SCHEMA)},
        values="must: yes\nreplicaCount: 1",
    )
    assert helm.lint(folder, []) == [
        Refusal("values at 'must': got boolean, want string", "values.yaml", None)
    ]
    (folder / "values.schema.json").unlink()
    assert helm.lint(folder, []) == [
        Refusal(
            "what it renders is no YAML: mapping values are not allowed in this context",
            "templates/a.yaml",
            None,
        )
    ]


def test_a_good_chart_has_nothing_to_lint(chart: Callable[..., Path]) -> None:
    """Advice, such as to add an icon, is no refusal."""
    manifest = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: orders\n"
    assert [] == helm.lint(chart({"templates/a.yaml": manifest}), [])
