"""What authors get wrong: each fault breaks one rule, and says which finding must tell of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

Entity = dict[str, Any]

OWNED = ("Component", "API", "Resource")
"""Only these get faults, and of them only those that nothing refers to: no fault causes another."""
UNNAMED = ("Component", "Resource")
"""Which can be left without a name: an API is referred to by the component that provides it."""


def _as_it_is(_: Entity) -> None:
    return None


def _as_written(text: str) -> str:
    return text


@dataclass(frozen=True, slots=True)
class Fault:
    """One way to be wrong.

    Attributes:
        code: the finding that tells of it.
        kinds: the kinds of entities that can have it.
        name: in words.
        change: does it to an entity's data.
        edit: does it to the text that the entity is written as.
        rejected: whether Backstage refuses the document, or takes it and shows an arrow to nowhere.
    """

    code: str
    kinds: tuple[str, ...]
    name: str
    change: Callable[[Entity], None] = _as_it_is
    edit: Callable[[str], str] = _as_written
    rejected: bool = True


def _no_owner(entity: Entity) -> None:
    del entity["spec"]["owner"]


def _no_name(entity: Entity) -> None:
    del entity["metadata"]["name"]


def _wrong_kind(entity: Entity) -> None:
    entity["kind"] = entity["kind"].upper() + "s"


def _root_field(entity: Entity) -> None:
    entity["labels"] = {"tier": "1"}


def _spaced_name(entity: Entity) -> None:
    entity["metadata"]["name"] += " (new)"


def _wrong_namespace(entity: Entity) -> None:
    """Name a namespace that is none, and write references so that they lead to where they led."""
    spec = entity["spec"]
    for field, kind in (("owner", "group"), ("system", "system")):
        spec[field] = f"{kind}:default/{re.split('[:/]', spec[field])[-1]}"
    spec.pop("dependsOn", None)
    entity["metadata"]["namespace"] = "Team_A"


def _spaced_label(entity: Entity) -> None:
    entity["metadata"]["labels"] = {"acme.example/tier": "tier one"}


def _number_as_annotation(entity: Entity) -> None:
    entity["metadata"].setdefault("annotations", {})["pagerduty.com/escalation"] = 4711


def _shouted_tag(entity: Entity) -> None:
    entity["metadata"]["tags"] = ["java", "Spring Boot"]


def _relative_link(entity: Entity) -> None:
    entity["metadata"]["links"] = [{"url": "/runbooks/first-aid", "title": "Runbook"}]


def _number_as_title(entity: Entity) -> None:
    entity["metadata"]["title"] = 2026


def _no_type(entity: Entity) -> None:
    del entity["spec"]["type"]


def _kindless_dependency(entity: Entity) -> None:
    entity["spec"]["dependsOn"] = ["orders-db"]


def _absent_definition(entity: Entity) -> None:
    entity["spec"]["definition"] = {"$text": "./docs/absent.graphql"}


def _unknown_api(entity: Entity) -> None:
    entity["spec"]["consumesApis"] = ["api-that-was-withdrawn"]


def _unknown_owner(entity: Entity) -> None:
    entity["spec"]["owner"] = "group:default/team-that-was-dissolved"


def _owned_by_system(entity: Entity) -> None:
    entity["spec"]["owner"] = "system:default/" + entity["spec"]["system"].rpartition("/")[2]


def _planned_api(entity: Entity) -> None:
    entity["spec"].setdefault("providesApis", []).append("api-that-is-only-planned")


def _part_of_itself(entity: Entity) -> None:
    entity["spec"]["subcomponentOf"] = entity["metadata"]["name"]


def _colon_in_text(text: str) -> str:
    return text + "note: migrated from: the old portal\n"


def _second_kind(text: str) -> str:
    return text + "kind: Component\n"


TWICE = "GP204"
UNPROVIDED = "GP205"
"""These two take other documents as well, so the plan makes them."""

FAULTS = (
    Fault("GP001", UNNAMED, "broken YAML", edit=_colon_in_text),
    Fault("GP002", UNNAMED, "repeated key", edit=_second_kind),
    Fault("GP101", OWNED, "no owner", _no_owner),
    Fault("GP102", UNNAMED, "no name", _no_name),
    Fault("GP103", UNNAMED, "no such kind", _wrong_kind),
    Fault("GP104", OWNED, "field at the root", _root_field),
    Fault("GP105", UNNAMED, "name with a space", _spaced_name),
    Fault("GP106", ("Resource",), "namespace in upper case", _wrong_namespace),
    Fault("GP107", OWNED, "label with a space", _spaced_label),
    Fault("GP108", OWNED, "number as annotation", _number_as_annotation),
    Fault("GP109", OWNED, "tag in upper case", _shouted_tag),
    Fault("GP110", OWNED, "link without a host", _relative_link),
    Fault("GP111", OWNED, "number as title", _number_as_title),
    Fault("GP112", OWNED, "no type", _no_type),
    Fault("GP113", UNNAMED, "dependency without a kind", _kindless_dependency),
    Fault("GP114", ("API",), "placeholder for an absent file", _absent_definition),
    Fault("GP201", ("Component",), "unknown API", _unknown_api, rejected=False),
    Fault("GP202", OWNED, "unknown owner", _unknown_owner, rejected=False),
    Fault("GP203", OWNED, "owned by a system", _owned_by_system, rejected=False),
    Fault(TWICE, ("Component",), "described twice", rejected=False),
    Fault(UNPROVIDED, ("API",), "provided by nobody", rejected=False),
    Fault("GP206", ("Component",), "provides an unknown API", _planned_api, rejected=False),
    Fault("GP207", ("Component",), "part of itself", _part_of_itself, rejected=False),
)
