"""The data of each planned entity, in the look of catalogs that teams keep beside their code."""

from __future__ import annotations

import os.path
from functools import partial
from typing import TYPE_CHECKING, Any

from bench import words
from bench.plan import chosen

if TYPE_CHECKING:
    from random import Random

    from bench.plan import Item, Plan

Entity = dict[str, Any]

LIFECYCLES = ("production", "production", "production", "experimental", "deprecated")
COMPONENT_TYPES = ("service", "service", "service", "website", "library", "documentation")
RESOURCE_TYPES = ("database", "s3-bucket", "kafka-topic", "cache", "queue")


def entity(item: Item, plan: Plan, rng: Random) -> tuple[Entity, dict[str, str]]:
    """Return the data of `item`, and the files beside it that its placeholders read."""
    if item.kind == "API":
        return _api(item, plan, rng)
    return _BY_KIND[item.kind](item, plan, rng), {}


def _head(item: Item, rng: Random, details: int = 0) -> Entity:
    """Return the envelope: everybody has a name, most have a description and a title."""
    metadata: Entity = {"name": item.name}
    if item.namespace != "default" or rng.random() < 0.1:
        metadata["namespace"] = item.namespace
    if rng.random() < 0.6:
        metadata["title"] = words.title(item.name)
    if rng.random() < 0.9:
        metadata["description"] = words.prose(rng, rng.randint(0, details))
    return {"apiVersion": "backstage.io/v1alpha1", "kind": item.kind, "metadata": metadata}


def _ref(of: Item, target: Item, rng: Random, default: str | None = None) -> str:
    """Return one of the ways to write a reference to `target` in `of`."""
    kind = target.kind.lower()
    forms = [f"{kind}:{target.namespace}/{target.name}"]
    if default == kind:
        forms.append(f"{target.namespace}/{target.name}")
    if target.namespace == of.namespace:
        forms += [f"{kind}:{target.name}"]
        forms += [target.name] * 4 if default == kind else []
    return rng.choice(forms)


def _owner(item: Item, plan: Plan, rng: Random) -> str:
    return _ref(item, plan.peer("Group", item), rng, "group")


def _system(item: Item, plan: Plan, rng: Random) -> str:
    return _ref(item, plan.peer("System", item), rng, "system")


def _dress(metadata: Entity, item: Item, rng: Random) -> None:
    """Add what tools look for, as the Component's age has it."""
    annotations = {"github.com/project-slug": f"acme/{item.name}"}
    others = {
        "backstage.io/techdocs-ref": "dir:.",
        "backstage.io/kubernetes-id": item.name,
        "backstage.io/source-location": f"url:https://github.com/acme/{item.name}/tree/main/",
        "pagerduty.com/service-id": f"P{rng.randrange(16**6):06X}",
        "argocd/app-name": f"{item.name}-prod",
        "sonarqube.org/project-key": f"acme_{item.name}",
        "grafana/dashboard-selector": f"title == '{words.title(item.name)}'",
        "backstage.io/kubernetes-label-selector": f"app={item.name},component=http",
    }
    for key in rng.sample(sorted(others), min(len(others), int(rng.expovariate(0.35)))):
        annotations[key] = others[key]
    metadata["annotations"] = annotations
    if rng.random() < 0.5:
        metadata["labels"] = {
            "acme.example/team": item.team,
            "acme.example/tier": rng.choice(("tier-1", "tier-2", "tier-3")),
        }
    if rng.random() < 0.8:
        metadata["tags"] = rng.sample(words.TAGS, rng.randint(1, 5))
    if rng.random() < 0.5:
        metadata["links"] = [
            {
                "url": f"https://{place}.acme.example/{item.name}",
                "title": place.capitalize(),
                "icon": icon,
            }
            for place, icon in rng.sample(_LINKS, rng.randint(1, 3))
        ]


_LINKS = (
    ("grafana", "dashboard"),
    ("runbooks", "docs"),
    ("status", "web"),
    ("chat", "chat"),
    ("wiki", "docs"),
)


def _component(item: Item, plan: Plan, rng: Random) -> Entity:
    data = _head(item, rng, 3)
    _dress(data["metadata"], item, rng)
    spec: Entity = {
        "type": rng.choice(COMPONENT_TYPES),
        "lifecycle": rng.choice(LIFECYCLES),
        "owner": _owner(item, plan, rng),
        "system": _system(item, plan, rng),
    }
    if item.number and rng.random() < 0.05:
        whole = plan.items["Component"][rng.randrange(item.number)]
        if whole.is_sound:
            spec["subcomponentOf"] = _ref(item, whole, rng, "component")
    provided = plan.provided.get(item.name, [])
    consumed = chosen(rng, plan.items["API"], 3)
    needed = chosen(rng, plan.items["Resource"], 2) + chosen(rng, plan.items["Component"], 2)
    spec |= {
        field: refs
        for field, refs in {
            "providesApis": [_ref(item, api, rng, "api") for api in provided],
            "consumesApis": [_ref(item, api, rng, "api") for api in consumed],
            "dependsOn": [_ref(item, other, rng) for other in needed],
        }.items()
        if refs
    }
    data["spec"] = spec
    return data


def _api(item: Item, plan: Plan, rng: Random) -> tuple[Entity, dict[str, str]]:
    data = _head(item, rng, 2)
    if rng.random() < 0.5:
        data["metadata"]["tags"] = rng.sample(words.TAGS, rng.randint(1, 3))
    form, suffix, write = rng.choice(
        (
            ("openapi", "yaml", partial(words.openapi, item.name)),
            ("openapi", "yaml", partial(words.openapi, item.name)),
            ("openapi", "yaml", partial(words.openapi, item.name)),
            ("graphql", "graphql", words.graphql),
            ("grpc", "proto", partial(words.protobuf, item.name)),
        )
    )
    definition: Any = write(rng)
    beside = {}
    # A definition in YAML would be judged as a document of its own; the others may stand beside.
    if suffix != "yaml" and rng.random() < 0.7:
        beside = {f"definitions/{item.name}.{suffix}": definition}
        definition = {"$text": f"./definitions/{item.name}.{suffix}"}
    data["spec"] = {
        "type": form,
        "lifecycle": rng.choice(LIFECYCLES),
        "owner": _owner(item, plan, rng),
        "system": _system(item, plan, rng),
        "definition": definition,
    }
    return data, beside


def _resource(item: Item, plan: Plan, rng: Random) -> Entity:
    data = _head(item, rng, 1)
    if rng.random() < 0.4:
        _dress(data["metadata"], item, rng)
    data["spec"] = {
        "type": rng.choice(RESOURCE_TYPES),
        "owner": _owner(item, plan, rng),
        "system": _system(item, plan, rng),
    }
    needed = chosen(rng, plan.items["Resource"], 1)
    if needed:
        data["spec"]["dependsOn"] = [_ref(item, other, rng) for other in needed]
    return data


def _system_entity(item: Item, plan: Plan, rng: Random) -> Entity:
    data = _head(item, rng, 2)
    data["spec"] = {
        "owner": _owner(item, plan, rng),
        "domain": _ref(item, plan.peer("Domain", item), rng, "domain"),
    }
    return data


def _domain(item: Item, plan: Plan, rng: Random) -> Entity:
    spec = {"owner": _owner(item, plan, rng)}
    if item.number and rng.random() < 0.5:
        whole = plan.items["Domain"][rng.randrange(item.number)]
        spec["subdomainOf"] = _ref(item, whole, rng, "domain")
    return {**_head(item, rng, 2), "spec": spec}


def _group(item: Item, plan: Plan, rng: Random) -> Entity:
    """Return a group in a tree of eight below each."""
    groups = plan.items["Group"]
    children = groups[item.number * 8 + 1 : item.number * 8 + 9]
    spec: Entity = {
        "type": "department" if children else "team",
        "profile": {
            "displayName": words.title(item.name),
            "email": f"{item.name}@acme.example",
        },
        "children": [_ref(item, child, rng, "group") for child in children],
    }
    if item.number:
        spec["parent"] = _ref(item, groups[(item.number - 1) // 8], rng, "group")
    return {**_head(item, rng), "spec": spec}


def _user(item: Item, plan: Plan, rng: Random) -> Entity:
    profile = {"displayName": words.title(item.name), "email": f"{item.name}@acme.example"}
    teams = [plan.peer("Group", item)]
    spec = {"profile": profile, "memberOf": [_ref(item, team, rng, "group") for team in teams]}
    metadata = {"name": item.name}
    return {
        "apiVersion": "backstage.io/v1alpha1",
        "kind": "User",
        "metadata": metadata,
        "spec": spec,
    }


def _location(item: Item, plan: Plan, rng: Random) -> Entity:
    """Return a Location of services that stand nearby."""
    nearest = plan.peer("Component", item).number
    services = plan.items["Component"][nearest : nearest + rng.randint(3, 12)]
    folder = os.path.dirname(item.file)  # noqa: PTH120 - text, not a place on this machine
    targets = {os.path.relpath(service.file, folder) for service in services}
    data = _head(item, rng)
    data["spec"] = {"type": "url", "targets": [f"./{target}" for target in sorted(targets)]}
    return data


def _template(item: Item, plan: Plan, rng: Random) -> Entity:
    data = _head(item, rng, 2)
    data["apiVersion"] = "scaffolder.backstage.io/v1beta3"
    data["metadata"]["tags"] = rng.sample(words.TAGS, 2)
    fields: Entity = {
        noun: {"title": noun.capitalize(), "type": "string", "description": words.prose(rng, 0)}
        for noun in rng.sample(words.NOUNS, rng.randint(2, 6))
    }
    data["spec"] = {
        "owner": _owner(item, plan, rng),
        "type": "service",
        "parameters": [
            {"title": "About the service", "required": sorted(fields)[:2], "properties": fields}
        ],
        "steps": [
            {
                "id": "fetch",
                "name": "Fetch the skeleton",
                "action": "fetch:template",
                "input": {
                    "url": "./skeleton",
                    "values": {noun: f"${{{{ parameters.{noun} }}}}" for noun in fields},
                },
            },
            {
                "id": "publish",
                "name": "Publish",
                "action": "publish:github",
                "input": {
                    "repoUrl": "${{ parameters.repoUrl }}",
                    "protectDefaultBranch": True,
                    "requiredApprovingReviewCount": rng.randint(1, 2),
                },
            },
        ],
        "output": {
            "links": [{"title": "Repository", "url": "${{ steps['publish'].output.remoteUrl }}"}]
        },
    }
    return data


_BY_KIND = {
    "Component": _component,
    "Domain": _domain,
    "Group": _group,
    "Location": _location,
    "Resource": _resource,
    "System": _system_entity,
    "Template": _template,
    "User": _user,
}
