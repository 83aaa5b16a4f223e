"""The rules that make the schemas of `schemas/kubernetes`, and that what they made is current."""

from __future__ import annotations

import importlib
from pathlib import Path
from types import ModuleType
from typing import Any

import jsonschema_rs
import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "schemas" / "kubernetes"


@pytest.fixture
def rules(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Import the rules from the tools folder, which is no package."""
    monkeypatch.syspath_prepend(ROOT / "tools")
    return importlib.import_module("kubernetes_schema_rules")


@pytest.fixture
def generator(rules: ModuleType) -> ModuleType:
    """Import the generator from the tools folder, which is no package."""
    assert rules
    return importlib.import_module("kubernetes_schemas")


def custom(rules: ModuleType, spec: dict[str, Any]) -> jsonschema_rs.Validator:
    """Turn the schema of a custom resource's spec into a validator of the resource."""
    crd = {"type": "object", "properties": {"spec": spec}}
    tree = rules.custom(crd, "acme.example/v1", "Thing", "meta.v1.ObjectMeta")
    sharing = importlib.import_module("kubernetes_schema_sharing")
    shared = sharing.share({"Thing": tree}) | {"meta.v1.ObjectMeta": {}}
    return jsonschema_rs.validator_for({**rules.reference("Thing"), "$defs": shared})


def test_required_field_with_a_default_may_be_absent(rules: ModuleType) -> None:
    """The API server fills defaults in before it asks for required fields."""
    fields = {"a": {"type": "string", "default": "x"}, "b": {"type": "string"}}
    spec = {"type": "object", "properties": fields, "required": ["a", "b"]}
    judge = custom(rules, spec)
    assert [judge.is_valid({"spec": value}) for value in ({"b": "y"}, {"a": "y"})] == [True, False]


def test_nullable_and_closed_and_open_objects(rules: ModuleType) -> None:
    """Items refuse null unless they are nullable; an object is open only where it says so."""
    fields = {
        "nullable": {"type": "array", "items": {"type": "string", "nullable": True}},
        "plain": {"type": "array", "items": {"type": "string"}},
        "open": {
            "type": "object",
            "x-kubernetes-preserve-unknown-fields": True,
            "properties": {"closed": {"type": "object"}},
        },
        "choice": {"type": "string", "enum": ["a"]},
    }
    judge = custom(rules, {"type": "object", "properties": fields})
    verdicts = {
        text: judge.is_valid({"spec": yaml.safe_load(text)})
        for text in (
            "{nullable: [null]}",
            "{plain: [null]}",
            "{plain: null}",
            "{open: {any: 1}}",
            "{open: {closed: {any: 1}}}",
            "{choice: null}",
            "{choice: b}",
        )
    }
    assert [True, False, True, True, False, True, False] == list(verdicts.values())


def test_embedded_manifest_says_who_it_is(rules: ModuleType) -> None:
    """A manifest within a manifest has an apiVersion and a kind, and beside those anything."""
    spec = {
        "type": "object",
        "x-kubernetes-embedded-resource": True,
        "x-kubernetes-preserve-unknown-fields": True,
    }
    judge = custom(rules, spec)
    whole = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}, "data": {}}
    found = [judge.is_valid({"spec": value}) for value in (whole, {**whole, "kind": ""}, {}, None)]
    assert [True, False, False, True] == found


def test_hollow_objects_are_open_where_only_programs_read(rules: ModuleType) -> None:
    """An object that lists nothing is closed for an API server, which prunes, and else open."""
    spec = {"type": "object", "properties": {"hollow": {"type": "object"}}}
    values = ({"hollow": {"any": 1}}, {"hollow": {}, "more": 1})
    verdicts = [
        [custom(rules, schema).is_valid({"spec": value}) for value in values]
        for schema in (spec, rules.opened(spec))
    ]
    assert [[False, False], [True, False]] == verdicts


def test_case_insensitive_patterns_are_scoped(rules: ModuleType) -> None:
    """A flag in the middle of a Go pattern keeps its meaning in engines that refuse it there."""
    spec = {"type": "string", "pattern": "^((?i)sun|mon)day$"}
    judge = custom(rules, spec)
    assert [judge.is_valid({"spec": day}) for day in ("SUNday", "MonDAY")] == [True, False]


def test_unknown_keywords_stop_the_generator(rules: ModuleType) -> None:
    """A keyword that the rules do not know is told, never dropped in silence."""
    with pytest.raises(rules.UnknownKeywordError, match="multipleOf"):
        custom(rules, {"type": "integer", "multipleOf": 2})


def test_builtin_files_are_current(generator: ModuleType) -> None:
    """The files of the built-in kinds are what the generator writes from its pinned package."""
    origin = f"{generator.PACKAGE} {generator.PACKAGE_VERSION}"
    stale = []
    for (group, version), api in generator.builtin_apis(generator.builtin_definitions()).items():
        text = generator.api_text(f"{group}/{version}".lstrip("/"), api, origin)
        path = FOLDER / f"{group or 'core'}_{version}.json"
        if path.read_text("utf-8") != text:
            stale.append(path.name)
    assert [] == stale


@pytest.mark.toolchain("go")
def test_all_files_are_current(generator: ModuleType) -> None:
    """Every file is what the generator writes; the CRDs come through Go's module cache."""
    texts = generator.generate()
    assert {name: (FOLDER / name).read_text("utf-8") for name in texts} == texts


def test_absent_go_is_told(generator: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without Go the generator says which input it cannot fetch."""
    monkeypatch.setenv("PATH", "")
    with pytest.raises(generator.InputError, match=r"go is not on PATH.*gateway-api"):
        generator.crds(generator.MODULES[0])
