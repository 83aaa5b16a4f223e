"""What is plainly all right breaks no rule.

GOLDENPATH_DIFFERENTIAL sets how many entities `make verify` tries.
"""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenpath.document import Document, Kind, TextLocator
from goldenpath.entity import is_clean, rules
from goldenpath.source import Source
from tests.differential.entities import ENTITIES, mutated
from tests.properties.test_quick import FEW, MANY

CLEAN: dict[str, Any] = {
    "apiVersion": "backstage.io/v1alpha1",
    "kind": "Component",
    "metadata": {
        "name": "orders",
        "namespace": "default",
        "labels": {"acme.example/team": "checkout"},
        "annotations": {"backstage.io/techdocs-ref": "dir:."},
        "tags": ["c++", "go"],
        "links": [{"url": "https://acme.example/runbook?a=b", "title": "Runbook", "icon": "docs"}],
    },
    "spec": {
        "type": "service",
        "lifecycle": "production",
        "owner": "group:default/checkout",
        "system": "storefront",
        "providesApis": ["orders-api"],
        "dependsOn": ["resource:orders-db"],
    },
}
PLACES: tuple[tuple[str | int, ...], ...] = (
    ("metadata", "name"),
    ("metadata", "namespace"),
    ("metadata", "labels", "acme.example/team"),
    ("metadata", "tags", 0),
    ("metadata", "links", 0, "url"),
    ("metadata", "links", 0, "title"),
    ("metadata", "links", 0, "icon"),
    ("spec", "owner"),
    ("spec", "providesApis", 0),
    ("spec", "dependsOn", 0),
)
LONGEST = 63
LETTERS = "aZ0-_.:/ +#@%\\\n\tü\u2028\x7f[]"


def document(data: Any) -> Document:
    """Return an entity as if it had been read."""
    return Document(Source("x.yaml", ""), 0, Kind.BACKSTAGE_ENTITY, data, TextLocator())


def assert_sound(data: Any) -> bool:
    """Assert that a clean entity breaks no rule; tell whether it is clean."""
    entity = document(data)
    clean = is_clean(entity)
    if clean:
        assert [] == rules._of_entity(entity), data  # noqa: SLF001 - without the short way
    return clean


def test_usual_entity_is_clean() -> None:
    """What a newborn's catalog file says takes the short way."""
    assert assert_sound(CLEAN)


@pytest.mark.parametrize("place", PLACES, ids=lambda place: ".".join(map(str, place)))
@given(data=st.data())
@FEW
def test_short_way_takes_no_wrong_value(place: tuple[str | int, ...], data: st.DataObject) -> None:
    """Each format is stricter than the rule it stands for, whatever stands in its field."""
    entity = copy.deepcopy(CLEAN)
    inner: Any = entity
    for step in place[:-1]:
        inner = inner[step]
    words = st.text(st.sampled_from(LETTERS), max_size=8)
    inner[place[-1]] = data.draw(
        st.one_of(words, words.map("https://a.b/{}".format), words.map("https://{}".format))
    )
    assert_sound(entity)


@pytest.mark.parametrize("field", ["labels", "annotations"])
@given(key=st.text(st.sampled_from(LETTERS), max_size=10))
@FEW
def test_short_way_takes_no_wrong_key(field: str, key: str) -> None:
    """Keys have a form of their own."""
    entity = copy.deepcopy(CLEAN)
    entity["metadata"][field] = {key: "value"}
    assert_sound(entity)


@pytest.mark.parametrize("length", [63, 64, 253, 254, 2000])
def test_short_way_takes_nothing_too_long(length: int) -> None:
    """What is longer than a name may be is no name."""
    for place in PLACES[:4]:
        entity = copy.deepcopy(CLEAN)
        inner: Any = entity
        for step in place[:-1]:
            inner = inner[step]
        inner[place[-1]] = "a" * length
        assert (length <= LONGEST) == assert_sound(entity)


@given(entity=ENTITIES)
@FEW
def test_clean_entities_break_no_rule(entity: Any) -> None:
    """Entities from the schemas of Backstage, all kinds of them."""
    assert_sound(entity)


@pytest.mark.toolchain("python")
@given(entity=mutated())
@MANY
def test_many_clean_entities_break_no_rule(entity: Any) -> None:
    """The same, with something done to each."""
    assert_sound(entity)
