"""What a newcomer finds in the portal of a laptop: a user for each role, and one of each type.

None of it is part of the organisation's catalog: only the development configuration reads it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goldenpath.sync.portal import HEADER
from goldenpath.yaml_text import yaml_body

if TYPE_CHECKING:
    from pathlib import Path

    from goldenpath.organization import Organization

FOLDER = "backstage/samples"
GUEST = "guest"

_APIS = (
    ("sample-orders-api", "Orders", "openapi", "orders.openapi.yaml"),
    ("sample-order-events", "Order events", "asyncapi", "orders.asyncapi.yaml"),
    ("sample-stock-api", "Stock", "grpc", "stock.proto"),
)
_COMPONENTS: tuple[tuple[str, str, str, dict[str, list[str]]], ...] = (
    (
        "sample-orders",
        "service",
        "Takes orders and tells what became of them",
        {
            "providesApis": ["sample-orders-api", "sample-order-events"],
            "consumesApis": ["sample-stock-api"],
        },
    ),
    (
        "sample-stock",
        "service",
        "Tells what lies on the shelves",
        {"providesApis": ["sample-stock-api"]},
    ),
    ("sample-shop", "website", "What a customer sees", {"consumesApis": ["sample-orders-api"]}),
    ("sample-money", "library", "Amounts and currencies, without rounding errors", {}),
    ("sample-handbook", "documentation", "How this system is run", {}),
    (
        "sample-stocktaking",
        "tool",
        "Counts what lies on the shelves",
        {"consumesApis": ["sample-stock-api"]},
    ),
)


def sample_files(root: Path, organization: Organization) -> dict[str, str]:
    """Return the samples by path; none for an organisation without a portal."""
    if not organization.has_portal:
        return {}
    contents = {
        "all.yaml": [_location()],
        "users.yaml": _users(organization),
        "apis.yaml": [_api(root, organization, *api) for api in _APIS],
        "components.yaml": [_component(organization, *component) for component in _COMPONENTS],
    }
    return {f"{FOLDER}/{name}": _text(entities) for name, entities in contents.items()}


def _text(entities: list[dict[str, Any]]) -> str:
    return f"# {HEADER}\n" + "---\n".join(yaml_body(entity) for entity in entities)


def _entity(kind: str, name: str, metadata: dict[str, Any], spec: dict[str, Any]) -> dict[str, Any]:
    return {
        "apiVersion": "backstage.io/v1alpha1",
        "kind": kind,
        "metadata": {"name": name, **metadata},
        "spec": spec,
    }


def _location() -> dict[str, Any]:
    description = {"description": "Samples for a laptop: no part of the organisation's catalog"}
    targets = ["./users.yaml", "./apis.yaml", "./components.yaml"]
    return _entity("Location", "samples", description, {"targets": targets})


def _users(organization: Organization) -> list[dict[str, Any]]:
    """Return the guest, who is of the first team, and someone of each team."""
    guest = _user(GUEST, "Guest", organization.teams[0].ref)
    others = [
        _user(f"{team.name}-engineer", f"{team.title} engineer", team.ref)
        for team in organization.teams
    ]
    return [guest, *others]


def _user(name: str, title: str, team: str) -> dict[str, Any]:
    spec = {"profile": {"displayName": title}, "memberOf": [team]}
    return _entity("User", name, {"title": title}, spec)


def _place(organization: Organization) -> dict[str, str]:
    system = organization.systems[0]
    lifecycle = organization.lifecycles[0]
    return {"lifecycle": lifecycle, "owner": system.owner, "system": system.name}


def _api(
    root: Path, organization: Organization, name: str, title: str, kind: str, file: str
) -> dict[str, Any]:
    """Return an API with its definition in it: Backstage includes files from addresses alone."""
    definition = (root / FOLDER / "definitions" / file).read_text("utf-8")
    described = {"title": title, "description": f"A sample of an API of the type {kind}"}
    spec = {"type": kind, **_place(organization), "definition": definition}
    return _entity("API", name, described, spec)


def _component(
    organization: Organization, name: str, kind: str, description: str, apis: dict[str, list[str]]
) -> dict[str, Any]:
    labels = {f"{organization.label_prefix}/cost-center": organization.cost_centers[0]}
    described = {"description": description, "labels": labels}
    return _entity("Component", name, described, {"type": kind, **_place(organization), **apis})
