"""Kyverno's functions that ask the cluster, a registry or the web: answered by stand-ins only."""

from __future__ import annotations

from typing import Any

from goldenpath.policy.functions.declare import Library, function, member, seal
from goldenpath.policy.world import Cluster, current

_CLIENT = "http.Client"


def _cluster(what: str) -> Cluster:
    world = current.get()
    if world.cluster is None:
        raise world.miss(what)
    return world.cluster


def _get(version: str, resource: str, namespace: str, name: str) -> dict[str, Any] | None:
    what = f"{resource} {namespace}/{name}"
    cluster = _cluster(what)
    found = cluster.resources.get((version, resource, namespace, name))
    if found is None and _is_partial(cluster, version, resource):
        raise current.get().miss(what)
    return found


def _list(
    version: str, resource: str, namespace: str, labels: dict[str, str] | None = None
) -> dict[str, Any]:
    what = f"the list of {resource}"
    cluster = _cluster(what)
    if _is_partial(cluster, version, resource):
        raise current.get().miss(what)
    items = [
        item
        for (v, r, ns, _), item in cluster.resources.items()
        if (v, r) == (version, resource)
        and namespace in ("", ns)
        and (labels or {}).items() <= (item["metadata"].get("labels") or {}).items()
    ]
    served = cluster.complete or {key[:2] for key in cluster.resources}
    if not items and (version, resource) not in served:
        raise LookupError(f"failed to list resource: {resource} resource not found")
    return {"apiVersion": version, "kind": "List", "items": items}


def _is_partial(cluster: Cluster, version: str, resource: str) -> bool:
    """Tell whether there may be more objects of a kind than are known here."""
    return cluster.complete is not None and (version, resource) not in cluster.complete


def _post(*_: object) -> dict[str, Any]:
    raise current.get().miss("the creation of a resource")


def _reference(name: str, projection: str = "") -> Any:  # noqa: ANN401 - any JSON value
    cluster = _cluster(f"global context entry {name!r}")
    if name not in cluster.references:
        return None
    data = cluster.references[name]
    if not projection:
        return data
    if not isinstance(data, dict) or projection not in data:
        raise LookupError(f"projection {projection!r} not found in global context entry {name!r}")
    return data[projection]


def _metadata(image: str) -> dict[str, Any]:
    cluster = _cluster(f"the metadata of image {image}")
    if image not in cluster.images:
        raise LookupError(f"image data for {image} not found in the context")
    return cluster.images[image]


def _request(method: str, url: str) -> Any:  # noqa: ANN401 - any JSON value
    world = current.get()
    responses = world.cluster.responses if world.cluster else {}
    for key in (f"{method}:{url}", url):
        if key in responses:
            return responses[key]
    raise world.miss(f"an answer to {method} {url}")


def _fetch(url: str, *_: object) -> Any:  # noqa: ANN401 - any JSON value
    return _request("GET", url)


def _send(url: str, *_: object) -> Any:  # noqa: ANN401 - any JSON value
    return _request("POST", url)


def _own() -> str:
    return current.get().namespace


_GET = [
    function("dyn", _get, "string", "string", "string", "string"),
    function("dyn", lambda v, r, name: _get(v, r, _own(), name), "string", "string", "string"),
]
# A policy of one namespace names none: its lists have two texts, a cluster's policy's have three.
_LIST = [
    function("map", _list, "string", "string", "string"),
    function("map", _list, "string", "string", "string", "map"),
    function("map", lambda v, r: _list(v, r, _own()), "string", "string"),
    function("map", lambda v, r, labels: _list(v, r, _own(), labels), "string", "string", "map"),
]
_POST = [
    function("dyn", _post, "string", "string", "string", "map"),
    function("dyn", _post, "string", "string", "string", "string", "map"),
    function("dyn", _post, "string", "string", "map"),
]
_FETCH = [function("dyn", _fetch, "string"), function("dyn", _fetch, "string", "map")]
_SEND = [
    function("dyn", _send, "string", "any"),
    function("dyn", _send, "string", "any", "map"),
]
_ON_CLIENT = [
    member("dyn", lambda _, url, *rest: _fetch(url, *rest), "map", "string"),
    member("dyn", lambda _, url, *rest: _fetch(url, *rest), "map", "string", "map"),
]
_SEND_ON_CLIENT = [
    member("dyn", lambda _, url, *rest: _send(url, *rest), "map", "string", "any"),
    member("dyn", lambda _, url, *rest: _send(url, *rest), "map", "string", "any", "map"),
]
_REFERENCE = [
    function("dyn", _reference, "string"),
    function("dyn", _reference, "string", "string"),
]
_METADATA = [function("map", _metadata, "string")]
_NEW_CLIENT = [function("map", lambda _: seal(_CLIENT, ""), "string")]

LIBRARY: Library = {
    "resource.Get": _GET,
    "resource.get": _GET,
    "resource.List": _LIST,
    "resource.list": _LIST,
    "resource.Post": _POST,
    "resource.post": _POST,
    "resource.ToGVR": [function("map", _post, "string", "string")],
    "resource.toGVR": [function("map", _post, "string", "string")],
    "globalContext.Get": _REFERENCE,
    "globalContext.get": _REFERENCE,
    "image.GetMetadata": _METADATA,
    "image.getMetadata": _METADATA,
    "http.Get": _FETCH,
    "http.get": _FETCH,
    "http.Post": _SEND,
    "http.post": _SEND,
    "http.Client": _NEW_CLIENT,
    "http.client": _NEW_CLIENT,
    "Get": _ON_CLIENT,
    "get": _ON_CLIENT,
    "Post": _SEND_ON_CLIENT,
    "post": _SEND_ON_CLIENT,
}
