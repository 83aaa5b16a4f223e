"""Manifests changed where policies look: a field goes, comes twice, or becomes something else.

A change hits a field that a policy reads more often than another one, and puts there what that
field is elsewhere, good or bad, or what no one would write.
"""

from __future__ import annotations

import copy
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from tests.toolchains.pools import HOSTILE, IMAGES, NAMESPACES, QUANTITIES, RETYPED
from tests.tries import tries

CONTROLLERS = {
    "Deployment": ("apps/v1", ("template",)),
    "StatefulSet": ("apps/v1", ("template",)),
    "DaemonSet": ("apps/v1", ("template",)),
    "ReplicaSet": ("apps/v1", ("template",)),
    "Job": ("batch/v1", ("template",)),
    "CronJob": ("batch/v1", ("jobTemplate", "spec", "template")),
}
"""What makes Pods: its API version, and where in its spec the template of a Pod is."""
WORKLOADS = ("Pod", *CONTROLLERS)
CONTAINERS = ("containers", "initContainers", "ephemeralContainers")
MEASURED = frozenset({"requests", "limits", "hard", "min", "max", "default", "defaultRequest"})
"""Maps whose values are quantities."""
FRAME = frozenset({"spec", "metadata", "template", "jobTemplate", "containers", "labels"})
"""Without these all policies say the same, so that they are seldom changed as a whole."""
Place = tuple[str | int, ...]


class Ground(NamedTuple):
    """What mutants are made from.

    Attributes:
        bases: manifests, by kind.
        templates: Pods' metadata and specs, of all that makes Pods.
        fields: the names of fields that policies read.
        values: what each field is anywhere, good and bad.
    """

    bases: Mapping[str, Sequence[dict[str, Any]]]
    templates: Sequence[dict[str, Any]]
    fields: Sequence[str]
    values: Mapping[str, Sequence[Any]]


def mutants(
    resources: Iterable[dict[str, Any]],
    policies: Iterable[Mapping[str, Any]],
    marks: Mapping[str, Sequence[str]],
    number: int,
) -> list[dict[str, Any]]:
    """Return mutants of resources, always the same ones.

    Args:
        resources: manifests, good and bad.
        policies: the policies that will judge.
        marks: labels that some mutants carry, with what they say.
        number: how many there are to be, about.
    """
    found: list[dict[str, Any]] = []
    ground = _ground(resources, policies)
    shares = {kind: 3 if kind in WORKLOADS else 2 for kind in ground.bases}
    for kind, share in shares.items():

        @tries(max(1, number * share // sum(shares.values())))
        @given(mutant=_mutants(kind, ground, marks))
        def collect(mutant: dict[str, Any]) -> None:
            found.append(mutant)

        collect()
    return found


def fields_read(policy: Mapping[str, Any]) -> set[str]:
    """Return the names of the fields that a policy's expressions read."""
    text = json.dumps(policy["spec"])
    variables = {variable["name"] for variable in policy["spec"].get("variables") or []}
    selected = re.findall(r"\.\??([a-z]\w+)\b(?!\()", text)
    return {*selected, *re.findall(r"'([a-z]\w+)'", text)} - variables


def template_of(resource: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the Pod, or the template of one, in a manifest."""
    at: Any = resource
    if resource["kind"] in CONTROLLERS:
        for step in ("spec", *CONTROLLERS[resource["kind"]][1]):
            at = at.get(step) if isinstance(at, dict) else None
    elif resource["kind"] != "Pod":
        return None
    if not isinstance(at, dict) or not isinstance(at.get("spec"), dict):
        return None
    return {"metadata": at.get("metadata") or {}, "spec": at["spec"]}


def workload(kind: str, template: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Return a workload of a kind, whose Pods are made from a template."""
    if kind == "Pod":
        metadata = {**copy.deepcopy(template["metadata"]), **own}
        return {"apiVersion": "v1", "kind": kind, "metadata": metadata, "spec": template["spec"]}
    version, way = CONTROLLERS[kind]
    spec: Any = copy.deepcopy(template)
    for step in reversed(way):
        spec = {step: spec}
    labels = template["metadata"].get("labels") or {}
    if isinstance(labels, dict) and kind in ("Deployment", "StatefulSet"):
        spec |= {"replicas": 2, "selector": {"matchLabels": labels}}
    metadata = {"labels": copy.deepcopy(labels), **own}
    return {"apiVersion": version, "kind": kind, "metadata": metadata, "spec": spec}


def _ground(resources: Iterable[dict[str, Any]], policies: Iterable[Mapping[str, Any]]) -> Ground:
    bases: dict[str, list[dict[str, Any]]] = defaultdict(list)
    values: dict[str, dict[str, Any]] = defaultdict(dict)
    for resource in resources:
        bases[resource["kind"]].append(resource)
        for place in _places(resource):
            value = _at(resource, place)
            values[str(place[-1])][json.dumps(value)] = value
    for kind in WORKLOADS:
        bases.setdefault(kind, [])
    templates = [template_of(resource) for kind in WORKLOADS for resource in bases[kind]]
    return Ground(
        bases,
        [template for template in templates if template],
        sorted(set().union(*map(fields_read, policies))),
        {key: list(known.values()) for key, known in values.items()},
    )


@st.composite
def _mutants(
    draw: st.DrawFn, kind: str, ground: Ground, marks: Mapping[str, Sequence[str]]
) -> dict[str, Any]:
    if kind in WORKLOADS and (draw(st.booleans()) or not ground.bases[kind]):
        namespace = draw(st.sampled_from(NAMESPACES[1:]))
        template = draw(st.sampled_from(ground.templates))
        mutant = copy.deepcopy(workload(kind, template, {"name": "app", "namespace": namespace}))
    else:
        mutant = copy.deepcopy(draw(st.sampled_from(ground.bases[kind])))
    for _ in range(draw(st.integers(1, 4))):
        draw(st.sampled_from(_CHANGES))(draw, ground, mutant)
    if _once_in(draw, 10):
        label = draw(st.sampled_from(sorted(marks)))
        for metadata in _metadata(mutant):
            metadata["labels"] = {label: draw(st.sampled_from(marks[label]))}
    return mutant


def _change(draw: st.DrawFn, ground: Ground, mutant: dict[str, Any]) -> None:
    """Change a value, wherever it is."""
    _replace(draw, ground, mutant, _places(mutant))


def _change_read(draw: st.DrawFn, ground: Ground, mutant: dict[str, Any]) -> None:
    """Change a value that policies read."""
    _replace(draw, ground, mutant, (p for p in _places(mutant) if p[-1] in ground.fields))


def _change_measure(draw: st.DrawFn, ground: Ground, mutant: dict[str, Any]) -> None:
    """Change a quantity or an image."""
    within = (p for p in _places(mutant) if p[-1] == "image" or MEASURED.intersection(p[:-1]))
    _replace(draw, ground, mutant, within)


def _remove(draw: st.DrawFn, ground: Ground, mutant: dict[str, Any]) -> None:
    """Remove what policies read, or anything."""
    places = list(_places(mutant))
    read = [place for place in places if place[-1] in ground.fields] or places
    if places:
        place = _chosen(draw, read if draw(st.booleans()) else places)
        del _at(mutant, place[:-1])[place[-1]]


def _retype(draw: st.DrawFn, _: Ground, mutant: dict[str, Any]) -> None:
    """Let a map or a list be something else."""
    places = [p for p in _places(mutant) if isinstance(_at(mutant, p), dict | list)]
    if places:
        place = _chosen(draw, places)
        _at(mutant, place[:-1])[place[-1]] = copy.deepcopy(draw(st.sampled_from(RETYPED)))


def _double(draw: st.DrawFn, _: Ground, mutant: dict[str, Any]) -> None:
    """Let the items of a list come twice."""
    places = [p for p in _places(mutant) if isinstance(_at(mutant, p), list) and _at(mutant, p)]
    if places:
        items = _at(mutant, draw(st.sampled_from(places)))
        items.extend(copy.deepcopy(items))


def _add(draw: st.DrawFn, ground: Ground, mutant: dict[str, Any]) -> None:
    """Add a field that policies read."""
    places = [p for p in [(), *_places(mutant)] if isinstance(_at(mutant, p), dict)]
    field = draw(st.sampled_from(ground.fields))
    place = draw(st.sampled_from(places))
    if place or field not in ("apiVersion", "kind", "metadata"):
        _at(mutant, place)[field] = _value(draw, ground, (*place, field))


def _add_containers(draw: st.DrawFn, _: Ground, mutant: dict[str, Any]) -> None:
    """Let one kind of containers be another one as well."""
    template = template_of(mutant)
    if template:
        spec = template["spec"]
        source, target = draw(st.sampled_from(CONTAINERS)), draw(st.sampled_from(CONTAINERS))
        spec[target] = copy.deepcopy(spec.get(source) or spec.get("containers"))


def _move(draw: st.DrawFn, _: Ground, mutant: dict[str, Any]) -> None:
    """Let it be in another namespace."""
    mutant["metadata"]["namespace"] = draw(st.sampled_from(NAMESPACES))


_CHANGES: list[Callable[[st.DrawFn, Ground, dict[str, Any]], None]] = [
    _change, _change_read, _change_read, _change_measure, _remove, _retype, _double, _add, _add,
    _add_containers, _move,
]  # fmt: skip


def _replace(
    draw: st.DrawFn, ground: Ground, mutant: dict[str, Any], places: Iterable[Place]
) -> None:
    choice = list(places)
    if choice:
        place = _chosen(draw, choice)
        _at(mutant, place[:-1])[place[-1]] = _value(draw, ground, place)


def _chosen(draw: st.DrawFn, places: Sequence[Place]) -> Place:
    within = [place for place in places if place[-1] not in FRAME]
    frame = not within or _once_in(draw, 4)
    return draw(st.sampled_from(places if frame else within))


def _once_in(draw: st.DrawFn, times: int) -> bool:
    # Hypothesis begins with the least number, and comes back to both ends.
    return draw(st.integers(0, times - 1)) == times // 2


def _value(draw: st.DrawFn, ground: Ground, place: Place) -> Any:
    """Return what may stand at a place: what does elsewhere, or what should not."""
    usual = ground.values.get(str(place[-1]))
    pools: list[Sequence[Any]] = [HOSTILE, usual or HOSTILE, usual or HOSTILE]
    if place[-1] == "image":
        pools.append(IMAGES)
    if MEASURED.intersection(place[:-1]):
        pools.append(QUANTITIES)
    return copy.deepcopy(draw(st.sampled_from(draw(st.sampled_from(pools)))))


def _metadata(mutant: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the metadata of a mutant, and of the Pods that it makes."""
    yield mutant["metadata"]
    template = template_of(mutant)
    if template and isinstance(template["metadata"], dict):
        yield template["metadata"]


def _places(value: Any, way: Place = ()) -> Iterator[Place]:
    """Yield the places in a manifest, but for those by which it is one and is told from others."""
    steps = value.items() if isinstance(value, dict) else enumerate(value)
    for step, child in steps:
        place = (*way, step)
        if place not in (("apiVersion",), ("kind",), ("metadata",)):
            yield place
        if isinstance(child, dict | list):
            yield from _places(child, place)


def _at(value: Any, place: Place) -> Any:
    for step in place:
        value = value[step]
    return value
