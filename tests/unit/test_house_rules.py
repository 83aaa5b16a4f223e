"""What the organisation asks of entities beyond Backstage: its rules and its own schemas."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from goldenpath import engine
from goldenpath.check import all_checks
from goldenpath.diagnostic import Severity
from goldenpath.document import Document, Kind, TextLocator
from goldenpath.entity import house
from goldenpath.entity.model import every_kind
from goldenpath.organization import OrganizationError, catalog_rule, load
from goldenpath.source import Source
from tests.newborns import Newborn
from tests.organization import EXAMPLES, HERE, ROOT, example_answers, example_name

HOUSE = "GP8"
SCHEMA = json.loads((ROOT / "schemas/goldenpath.schema.json").read_text("utf-8"))
STATABLE = SCHEMA["properties"]["catalog"]["properties"]["rules"]["properties"]
DOCUMENTED = json.loads(
    re.findall(
        r"^```json\n(.*?)^```",
        (ROOT / "schemas/organization/README.md").read_text("utf-8"),
        re.MULTILINE | re.DOTALL,
    )[0]
)
ENTITY: dict[str, Any] = {
    "apiVersion": "backstage.io/v1alpha1",
    "kind": "Component",
    "metadata": {"name": "orders"},
    "spec": {"type": "service", "lifecycle": "production", "owner": "checkout"},
}

Ask = Callable[..., None]


@pytest.fixture
def ask(monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Return a function that sets which rules are asked."""

    def rules(**stated: Any) -> None:
        named = {slug.replace("_", "-"): said for slug, said in stated.items()}
        asked = {slug: catalog_rule(slug, said) for slug, said in named.items()}
        here = replace(HERE, catalog_rules=asked)
        monkeypatch.setattr(house, "organization", lambda: here)

    return rules


@pytest.fixture
def schemas(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return an empty folder that stands for `schemas/organization`."""
    monkeypatch.setattr(house, "folder", lambda: tmp_path)
    house.house_schemas.cache_clear()
    yield tmp_path
    house.house_schemas.cache_clear()


def document(data: Any) -> Document:
    """Return `data` as an entity."""
    return Document(Source("x.yaml", ""), None, Kind.BACKSTAGE_ENTITY, data, TextLocator())


def found(paths: list[Path]) -> list[tuple[str, str]]:
    """Return what the organisation's checks find, by code and message."""
    report = engine.validate(paths, engine.Options(select=[HOUSE]))
    return [(item.code, item.message) for item in report.diagnostics]


def judged(folder: Path, entity: object) -> list[tuple[str, str]]:
    """Return the same of one entity."""
    path = folder / "catalog-info.yaml"
    path.write_text(json.dumps(entity), "utf-8")
    return found([path])


def test_each_rule_is_a_check_and_can_be_stated() -> None:
    """Checks, what goldenpath.yaml may name, and what the reference explains are the same."""
    checks = {item.slug: item.code for item in all_checks() if item.code.startswith(HOUSE)}
    explained = (ROOT / "docs/reference/organization.md").read_text("utf-8")
    assert checks.keys() == STATABLE.keys()
    assert all(STATABLE[slug]["description"].startswith(code) for slug, code in checks.items())
    assert [] == [slug for slug in checks if f"| `{slug}` |" not in explained]


def test_kinds_that_can_be_stated_are_those_of_the_catalog() -> None:
    """A kind that is new in the schemas can be named by a rule."""
    assert list(every_kind()) == sorted(SCHEMA["$defs"]["kind"]["enum"])


def test_rule_that_is_not_stated_is_not_asked(ask: Ask, tmp_path: Path) -> None:
    """An organisation without rules gets Backstage's verdict and no more."""
    ask()
    assert [] == judged(tmp_path, ENTITY)


def test_rule_that_is_stated_is_asked(ask: Ask, tmp_path: Path) -> None:
    """The same entity breaks what is asked now."""
    ask(missing_description="error", missing_system={"kinds": ["API"]})
    assert ["GP802"] == [code for code, _ in judged(tmp_path, ENTITY)]


def test_severity_is_what_is_stated(ask: Ask) -> None:
    """A severity, a mapping with one, and a warning where nothing is said."""
    ask(personal_owner="info", missing_system={"severity": "error"}, missing_runbook={})
    slugs = ("personal-owner", "missing-system", "missing-runbook", "unlisted-type")
    expected = [Severity.INFO, Severity.ERROR, Severity.WARNING, Severity.WARNING]
    assert expected == [house.severity(slug) for slug in slugs]


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        "text",
        {},
        {**ENTITY, "kind": ["Component"]},
        {**ENTITY, "metadata": None},
        {**ENTITY, "spec": "text"},
        {**ENTITY, "spec": {"$yaml": "./spec.yaml"}},
    ],
)
def test_what_has_no_shape_is_left_to_others(ask: Ask, data: object) -> None:
    """What is no entity, or is not known here, breaks no rule of the organisation."""
    ask(missing_system="error")
    assert house.asked("missing-system", document(data)) is None


@pytest.mark.parametrize("value", [None, 1, [], {}, {"a": "b"}, ["x", 1], True])
def test_hostile_values_are_no_traceback(ask: Ask, tmp_path: Path, value: object) -> None:
    """Of a value of another type no rule says more than that something is missing."""
    types = {"types": {"Component": ["service"]}}
    ask(**all_rules(types))
    metadata = dict.fromkeys(("name", "description", "labels", "links", "annotations"), value)
    spec = dict.fromkeys(("type", "lifecycle", "owner", "system"), value)
    label = {"labels": {f"{HERE.label_prefix}/cost-center": value}, "links": [value]}
    for changed in ({"metadata": metadata}, {"metadata": label}, {"spec": spec}):
        codes = {code for code, _ in judged(tmp_path, ENTITY | changed)}
        assert codes - {"GP802", "GP803", "GP804", "GP805"} == set()


def all_rules(types: dict[str, Any]) -> dict[str, Any]:
    """Return every rule, as strict as an organisation can have it."""
    stated: dict[str, Any] = {slug.replace("-", "_"): "error" for slug in STATABLE}
    labels = {"labels": ["team", "system", "cost-center"]}
    everywhere = {"lifecycles": list(HERE.lifecycles)}
    return stated | {"missing_label": labels, "missing_runbook": everywhere, "unlisted_type": types}


@pytest.mark.parametrize("example", EXAMPLES, ids=example_name)
def test_newborn_keeps_to_every_rule(ask: Ask, newborn: Newborn, example: Path) -> None:
    """Whatever an organisation asks, what is born here answers; its lifecycles are its own."""
    folder = newborn(example_answers(example))
    kinds = {"API": ["openapi"], "Component": ["service"], "Resource": ["database", "environment"]}
    stated = all_rules({"types": kinds})
    ask(**{slug: said for slug, said in stated.items() if slug != "unlisted_lifecycle"})
    assert [] == found([folder])


def test_schema_of_a_kind_judges_that_kind(ask: Ask, schemas: Path, tmp_path: Path) -> None:
    """`component.json` judges Components, `entity.json` every entity, and a part none."""
    ask(nonconforming_entity="error")
    tag = {"properties": {"metadata": {"$ref": "_tagged.json"}}}
    (schemas / "_tagged.json").write_text('{"required": ["tags"]}', "utf-8")
    (schemas / "component.json").write_text(json.dumps(tag), "utf-8")
    title = {"properties": {"metadata": {"required": ["title"]}}}
    (schemas / "entity.json").write_text(json.dumps(title), "utf-8")
    no_title, no_tags = (f"'{name}' is missing in metadata: add it" for name in ("title", "tags"))
    assert [("GP801", no_title), ("GP801", no_tags)] == sorted(
        judged(tmp_path, ENTITY), reverse=True
    )
    assert [("GP801", no_title)] == judged(tmp_path, ENTITY | {"kind": "System"})


def test_description_says_what_is_asked(ask: Ask, schemas: Path, tmp_path: Path) -> None:
    """The words of whoever wrote the schema, and not a regular expression."""
    ask(nonconforming_entity="error")
    name = {"pattern": "^[a-z]{3}-", "description": "the name of a squad first"}
    tags = {"maxItems": 0, "description": "we have no tags"}
    wanted = {"properties": {"metadata": {"properties": {"name": name, "tags": tags}}}}
    (schemas / "entity.json").write_text(json.dumps(wanted), "utf-8")
    told = judged(tmp_path, ENTITY | {"metadata": {"name": "orders", "tags": ["a"]}})
    assert [
        ("GP801", "metadata.name is 'orders': write the name of a squad first"),
        ("GP801", "metadata.tags is a list: must have at most 0 item(s) (we have no tags)"),
    ] == told


def test_documented_schema_does_what_is_said(ask: Ask, schemas: Path, tmp_path: Path) -> None:
    """The README's example asks documentation of what is in production."""
    ask(nonconforming_entity="error")
    (schemas / "component.json").write_text(json.dumps(DOCUMENTED), "utf-8")
    early = ENTITY | {"spec": ENTITY["spec"] | {"lifecycle": "experimental"}}
    annotations = {"backstage.io/techdocs-ref": "dir:."}
    documented = ENTITY | {"metadata": ENTITY["metadata"] | {"annotations": annotations}}
    assert ["'annotations' is missing in metadata: add it"] == [
        message for _, message in judged(tmp_path, ENTITY)
    ]
    assert [] == judged(tmp_path, early)
    assert [] == judged(tmp_path, documented)


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("componnent.json", "{}", "componnent.json: 'componnent' is no kind of entity: name it "),
        ("api.json", "{", "api.json:1:2: the file is no JSON: "),
        ("api.json", '{"type": "strin"}', "api.json: the file is no JSON Schema: "),
        ("api.json", '{"$ref": "https://acme.example/x"}', "the file is no JSON Schema: "),
        ("api.json", "[" * 100_000, "api.json: the file is no JSON: "),
    ],
)
def test_wrong_schema_is_a_mistake_of_the_configuration(
    schemas: Path, name: str, text: str, message: str
) -> None:
    """The file is named, and nothing is fetched; a misspelt kind would judge nothing in silence."""
    (schemas / name).write_text(text, "utf-8")
    with pytest.raises(OrganizationError, match=re.escape(message)):
        house.house_schemas()


def test_unreadable_schema_is_named(schemas: Path) -> None:
    """A link to nowhere, bytes that are no text: a sentence and no traceback."""
    (schemas / "api.json").write_bytes(b"\xff")
    with pytest.raises(OrganizationError, match=r"api\.json: the file is no JSON"):
        house.house_schemas()
    (schemas / "api.json").unlink()
    (schemas / "api.json").symlink_to("gone.json")
    with pytest.raises(OrganizationError, match=r"api\.json: cannot be read"):
        house.house_schemas()


def test_derived_catalog_keeps_to_what_is_asked_of_values(ask: Ask) -> None:
    """What is derived from goldenpath.yaml says nothing that the organisation does not have."""
    stated = all_rules({"types": {"Component": ["tool"]}})
    ask(**{slug: said for slug, said in stated.items() if not slug.startswith("missing")})
    derived = ("backstage/catalog", "backstage/templates", "catalog-info.yaml")
    assert [] == found([ROOT / name for name in derived if (ROOT / name).exists()])


def test_example_in_the_reference_is_accepted(tmp_path: Path) -> None:
    """The block of the reference can be pasted into goldenpath.yaml as it is."""
    page = (ROOT / "docs/reference/organization.md").read_text("utf-8")
    [block] = re.findall(r"^```yaml\n(catalog:\n.*?)^```", page, re.MULTILINE | re.DOTALL)
    facts = yaml.safe_load((ROOT / "goldenpath.yaml").read_text("utf-8"))
    path = tmp_path / "goldenpath.yaml"
    path.write_text(yaml.safe_dump(facts | yaml.safe_load(block)), "utf-8")
    stated = yaml.safe_load(block)["catalog"]["rules"]
    assert stated.keys() == load(path).catalog_rules.keys()
