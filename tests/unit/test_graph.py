"""What is related to what, and which part of it is drawn."""

from __future__ import annotations

import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenpath.entity.references import FIELDS
from goldenpath.entity_ref import EntityRef, parse_ref
from goldenpath.graph import FORMATS, RELATIONS, Graph, Origin, Survey
from goldenpath.graph.mermaid import identifier
from goldenpath.graph.model import BACKWARD, FORWARD


def entity(ref: str, **spec: Any) -> dict[str, Any]:
    """Return the entity `Kind:namespace/name`."""
    kind, _, rest = ref.partition(":")
    namespace, _, name = rest.partition("/")
    metadata = {"name": name, "namespace": namespace}
    head = {"apiVersion": "backstage.io/v1alpha1", "kind": kind, "metadata": metadata}
    return {**head, "spec": spec}


def named(text: str) -> EntityRef:
    """Return the ref that `text` names."""
    ref = parse_ref(text)
    assert ref is not None
    return ref


def told(graph: Graph) -> tuple[dict[str, str], list[str]]:
    """Return each node's origin by its ref, and the edges in words."""
    nodes = {str(node.ref): node.origin.value for node in graph.nodes}
    return nodes, [f"{edge.source} {edge.relation} {edge.target}" for edge in graph.edges]


def written(graph: Graph, form: str) -> str:
    """Return the graph as it is printed."""
    stream = io.StringIO()
    FORMATS[form](graph, stream)
    return stream.getvalue()


ORDERS = entity(
    "Component:default/orders",
    owner="shop",
    providesApis=["orders"],
    consumesApis=["billing"],
    dependsOn=["resource:db"],
)
CATALOG = [
    entity("Group:default/shop", parent="all"),
    entity("API:default/billing", owner="money"),
    entity("Component:default/web", consumesApis=["orders"]),
    entity("Group:default/all"),
]


@pytest.fixture
def survey() -> Survey:
    """Return a scan of one component beside a catalog."""
    found = Survey()
    found.scan(ORDERS, "catalog-info.yaml", 0)
    for item in CATALOG:
        found.know(item, "https://backstage.acme.example/api/catalog")
    return found


def test_every_reference_has_a_relation() -> None:
    """Each field that refers to an entity draws an edge, in one direction or the other."""
    fields = {field.name for fields in FIELDS.values() for field in fields}
    assert fields == FORWARD.keys() | BACKWARD.keys()
    assert set() == FORWARD.keys() & BACKWARD.keys()
    assert set(BACKWARD.values()) <= set(RELATIONS)


def test_scanned_graph_is_what_was_scanned_and_its_targets(survey: Survey) -> None:
    """What a catalog knows resolves a reference, and what nothing knows is missing."""
    nodes, edges = told(survey.scanned())
    assert nodes == {
        "api:default/billing": "catalog",
        "api:default/orders": "missing",
        "component:default/orders": "scanned",
        "group:default/shop": "catalog",
        "resource:default/db": "missing",
    }
    assert edges == [
        "component:default/orders consumesApi api:default/billing",
        "component:default/orders dependsOn resource:default/db",
        "component:default/orders ownedBy group:default/shop",
        "component:default/orders providesApi api:default/orders",
    ]


def test_focus_looks_in_both_directions(survey: Survey) -> None:
    """Around an API are those that provide it and those that consume it, scanned or not."""
    nodes, edges = told(survey.around(named("api:orders"), 1))
    assert nodes == {
        "api:default/orders": "missing",
        "component:default/orders": "scanned",
        "component:default/web": "catalog",
    }
    assert edges == [
        "component:default/orders providesApi api:default/orders",
        "component:default/web consumesApi api:default/orders",
    ]


@pytest.mark.parametrize(("depth", "number"), [(0, 1), (1, 5), (2, 8), (9, 8), (10**9, 8)])
def test_depth_counts_relations(survey: Survey, depth: int, number: int) -> None:
    """From the focus outwards, until there is nothing more."""
    assert number == len(survey.around(named("component:orders"), depth).nodes)


def test_relation_declared_at_both_ends_is_one_edge() -> None:
    """A membership stands at the user, at the group, or at both."""
    survey = Survey()
    survey.scan(entity("User:default/a", memberOf=["g"]), "a.yaml", 0)
    survey.scan(entity("Group:default/g", members=["a"], children=["h"]), "a.yaml", 1)
    survey.scan(entity("Group:default/h", parent="g"), "a.yaml", 2)
    assert told(survey.scanned())[1] == [
        "group:default/h childOf group:default/g",
        "user:default/a memberOf group:default/g",
    ]


def test_only_chosen_relations_are_followed() -> None:
    """What is left out leads nowhere either."""
    survey = Survey(["dependsOn"])
    survey.scan(ORDERS, "catalog-info.yaml", 0)
    assert told(survey.scanned())[1] == ["component:default/orders dependsOn resource:default/db"]
    assert 2 == len(survey.around(named("component:orders"), 5).nodes)


def test_first_of_several_with_one_ref_counts() -> None:
    """A scanned entity counts over one of a catalog: it is what the catalog will hold."""
    survey = Survey()
    survey.scan(entity("Component:default/a", owner="x"), "a.yaml", 0)
    survey.scan(entity("component:Default/A", owner="y"), "b.yaml", 0)
    survey.know(entity("Component:default/a", owner="z"), None)
    graph = survey.scanned()
    assert told(graph)[1] == ["component:default/a ownedBy group:default/x"]
    assert ("a.yaml", Origin.SCANNED) == (graph.nodes[0].path, graph.nodes[0].origin)


@pytest.mark.parametrize(
    "odd",
    [None, 1, [], {}, {"kind": "A"}, {"kind": 1, "metadata": {"name": "a"}}, {"metadata": "a"}],
)
def test_what_has_no_ref_is_no_node(odd: Any) -> None:
    """A document that is no entity is not drawn, and stops nothing."""
    survey = Survey()
    survey.scan(odd, "a.yaml", 0)
    assert ({}, []) == told(survey.scanned())


@pytest.mark.parametrize(
    "spec", [None, [], {"owner": {"$text": "./x"}}, {"owner": ":"}, {"owner": 1}, {"owner": None}]
)
def test_what_is_no_reference_is_no_edge(spec: Any) -> None:
    """A placeholder stands for what is not known; what names nothing is for validate to tell."""
    survey = Survey()
    survey.scan({**entity("Component:default/a"), "spec": spec}, "a.yaml", 0)
    assert ({"component:default/a": "scanned"}, []) == told(survey.scanned())


def test_closest_ref_is_that_of_the_same_name_first(survey: Survey) -> None:
    """A person mistakes the kind more often than the name."""
    assert "api:default/billing" == str(survey.closest(named("component:billing")))
    assert "component:default/orders" == str(survey.closest(named("component:order")))
    assert survey.closest(named("component:zzzzzz")) is None


@pytest.mark.parametrize("form", sorted(FORMATS))
def test_order_of_scanning_does_not_show(form: str) -> None:
    """The same set gives the same bytes, so that a graph can be kept under version control."""
    texts = set()
    for items in (CATALOG, CATALOG[::-1]):
        survey = Survey()
        for item in items:
            survey.scan(item, "catalog-info.yaml", 0)
        texts.add(written(survey.scanned(), form))
    assert 1 == len(texts)


@pytest.mark.parametrize("form", sorted(FORMATS))
def test_empty_graph_is_one(form: str) -> None:
    """Nothing to draw is drawn as nothing."""
    text = written(Graph((), ()), form)
    assert text.endswith("\n")
    assert "component" not in text


PARTS = st.text(min_size=1).map(str.lower).filter(lambda part: part)


@given(st.lists(st.builds(EntityRef, PARTS, PARTS, PARTS), unique=True))
def test_mermaid_names_differ_where_refs_do(refs: list[EntityRef]) -> None:
    """And they are names: letters, digits, dashes between them, no word of Mermaid's own."""
    names = [identifier(ref) for ref in refs]
    assert len(refs) == len(set(names))
    assert all(name.startswith("n_") and "--" not in name for name in names)
    assert all(name.isascii() and not name.endswith("-") for name in names)
