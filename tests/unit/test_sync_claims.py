"""The claim's JSON Schema says what its definition says, and refuses what Kubernetes refuses."""

from __future__ import annotations

import copy
import json
from typing import Any

import jsonschema
import pytest

from goldenpath.sync.claims import claim_schemas

DEFINITION: dict[str, Any] = {
    "apiVersion": "apiextensions.crossplane.io/v2",
    "kind": "CompositeResourceDefinition",
    "metadata": {"name": "queues.platform.acme.example"},
    "spec": {
        "group": "platform.acme.example",
        "names": {"kind": "Queue", "plural": "queues"},
        "scope": "Namespaced",
        "versions": [
            {"name": "v1alpha1", "served": True, "referenceable": False, "schema": {}},
            {
                "name": "v1beta1",
                "served": True,
                "referenceable": True,
                "schema": {
                    "openAPIV3Schema": {
                        "description": "A Queue.",
                        "type": "object",
                        "required": ["spec"],
                        "x-kubernetes-validations": [{"rule": "true"}],
                        "properties": {
                            "metadata": {
                                "type": "object",
                                "properties": {"name": {"type": "string", "maxLength": 20}},
                            },
                            "spec": {
                                "type": "object",
                                "required": ["size"],
                                "properties": {
                                    "size": {
                                        "description": "How large.",
                                        "type": "string",
                                        "enum": ["small", "large"],
                                        "default": "small",
                                        "x-kubernetes-validations": [{"rule": "self == oldSelf"}],
                                    },
                                    "partitions": {
                                        "type": "integer",
                                        "minimum": 0,
                                        "exclusiveMinimum": True,
                                    },
                                    "port": {"x-kubernetes-int-or-string": True},
                                    "note": {"type": "string", "nullable": True},
                                    "consumers": {
                                        "type": "array",
                                        "items": {
                                            "type": "object",
                                            "properties": {"name": {"type": "string"}},
                                        },
                                    },
                                    "settings": {
                                        "type": "object",
                                        "properties": {"known": {"type": "string"}},
                                        "x-kubernetes-preserve-unknown-fields": True,
                                    },
                                    "labels": {
                                        "type": "object",
                                        "additionalProperties": {"type": "string"},
                                    },
                                },
                            },
                            "status": {
                                "type": "object",
                                "properties": {"phase": {"type": "string"}},
                            },
                        },
                    }
                },
            },
        ],
    },
}

CLAIM: dict[str, Any] = {
    "apiVersion": "platform.acme.example/v1beta1",
    "kind": "Queue",
    "metadata": {"name": "orders", "namespace": "storefront-dev", "labels": {"a/b": "c"}},
    "spec": {"size": "small"},
}


def schema_of(definition: dict[str, Any]) -> dict[str, Any]:
    """Return the one schema made from `definition`."""
    (text,) = claim_schemas([definition]).values()
    schema = json.loads(text)
    assert isinstance(schema, dict)
    return schema


def accepts(claim: dict[str, Any]) -> bool:
    """Tell whether the schema of DEFINITION accepts `claim`."""
    return jsonschema.Draft202012Validator(schema_of(DEFINITION)).is_valid(claim)


def claim_with(*path: str, value: object) -> dict[str, Any]:
    """Return a copy of CLAIM with `value` at `path`."""
    claim = copy.deepcopy(CLAIM)
    place = claim
    for step in path[:-1]:
        place = place.setdefault(step, {})
    place[path[-1]] = value
    return claim


def test_file_is_named_after_the_kind() -> None:
    """A claim's schema is found by its kind in lower case."""
    expected = ["queue.json"]
    assert expected == list(claim_schemas([DEFINITION]))


def test_schema_is_valid_json_schema() -> None:
    """What is written is itself a draft 2020-12 schema."""
    jsonschema.Draft202012Validator.check_schema(schema_of(DEFINITION))


def test_text_is_the_same_whatever_the_order_of_the_definition() -> None:
    """Sorted keys keep a regenerated file free of accidental differences."""
    turned = dict(reversed(DEFINITION.items()))
    assert claim_schemas([DEFINITION]) == claim_schemas([turned])


def test_schema_names_the_file_it_was_made_from() -> None:
    """A reader of the generated file learns what to edit instead."""
    expected = (
        "GENERATED by `make sync` from platform/crossplane/apis/queues/definition.yaml: edit that."
    )
    assert expected == schema_of(DEFINITION)["$comment"]


def test_stored_version_is_the_one_described() -> None:
    """Of several versions a claim is written in the one that is stored."""
    expected = {"const": "platform.acme.example/v1beta1"}
    assert expected == schema_of(DEFINITION)["properties"]["apiVersion"]


def test_field_keeps_what_editors_show() -> None:
    """Descriptions, enums and defaults survive; what only Kubernetes understands does not."""
    expected = {
        "description": "How large.",
        "type": "string",
        "enum": ["small", "large"],
        "default": "small",
    }
    assert expected == schema_of(DEFINITION)["properties"]["spec"]["properties"]["size"]


def test_no_kubernetes_extension_is_left() -> None:
    """JSON Schema has no use for x-kubernetes keywords at any depth."""
    (text,) = claim_schemas([DEFINITION]).values()
    assert "x-kubernetes-" not in text


@pytest.mark.parametrize(
    "claim",
    [
        CLAIM,
        claim_with("spec", "port", value="http"),
        claim_with("spec", "port", value=80),
        claim_with("spec", "note", value=None),
        claim_with("spec", "partitions", value=1),
        claim_with("spec", "settings", value={"anything": 1}),
        claim_with("spec", "labels", value={"anything": "text"}),
        claim_with("spec", "consumers", value=[{"name": "mail"}]),
        claim_with("status", value={"phase": "Ready", "conditions": []}),
        claim_with("metadata", "uid", value="5f9d"),
        claim_with("metadata", "name", value="a" * 20),
    ],
)
def test_good_claim_is_accepted(claim: dict[str, Any]) -> None:
    """What Kubernetes would store unchanged passes."""
    assert accepts(claim)


@pytest.mark.parametrize(
    "claim",
    [
        claim_with("spec", value={}),
        claim_with("spec", "size", value="huge"),
        claim_with("spec", "sise", value="small"),
        claim_with("spec", "crossplane", value={}),
        claim_with("spec", "partitions", value=0),
        claim_with("spec", "port", value=1.5),
        claim_with("spec", "labels", value={"count": 1}),
        claim_with("spec", "consumers", value=[{"nane": "mail"}]),
        claim_with("metadata", value={}),
        claim_with("metadata", "name", value="Orders"),
        claim_with("metadata", "name", value="a" * 21),
        claim_with("metadata", "namespace", value="store_front"),
        claim_with("metadata", "labels", value={"a/b": "c d"}),
        claim_with("metadata", "label", value={}),
        claim_with("kind", value="Topic"),
        claim_with("apiVersion", value="platform.acme.example/v1alpha1"),
        claim_with("data", value={}),
    ],
)
def test_bad_claim_is_refused(claim: dict[str, Any]) -> None:
    """What Kubernetes would refuse or silently drop is a violation."""
    assert not accepts(claim)


def test_alternatives_are_not_closed() -> None:
    """An alternative that lists some of an object's fields must not forbid the others."""
    definition = copy.deepcopy(DEFINITION)
    spec = definition["spec"]["versions"][1]["schema"]["openAPIV3Schema"]["properties"]["spec"]
    spec["anyOf"] = [{"properties": {"size": {"enum": ["small"]}}}, {"required": ["note"]}]
    assert jsonschema.Draft202012Validator(schema_of(definition)).is_valid(
        claim_with("spec", "partitions", value=3)
    )


def test_definition_stays_as_it_was() -> None:
    """The function only reads: its caller can go on with the definitions."""
    before = copy.deepcopy(DEFINITION)
    claim_schemas([DEFINITION])
    assert before == DEFINITION


def test_other_document_is_an_error() -> None:
    """A composition among the definitions is told by its kind."""
    with pytest.raises(ValueError, match="'Composition' is no CompositeResourceDefinition"):
        claim_schemas([{"kind": "Composition"}])


def test_kind_defined_twice_is_an_error() -> None:
    """Two definitions of a kind would overwrite each other's file."""
    with pytest.raises(ValueError, match=r"'queue\.json' has two definitions: keep one"):
        claim_schemas([DEFINITION, DEFINITION])


def test_definition_without_stored_version_is_an_error() -> None:
    """A definition that stores nothing has no claim to describe."""
    definition = copy.deepcopy(DEFINITION)
    definition["spec"]["versions"].pop()
    message = r"'queues\.platform\.acme\.example' has no referenceable version: mark one"
    with pytest.raises(ValueError, match=message):
        claim_schemas([definition])
