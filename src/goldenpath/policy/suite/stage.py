"""What surrounds a suite's resources: values, users, and what stands in for the cluster."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from goldenpath.policy.kinds import plural
from goldenpath.policy.shape import ShapeError, mapping, mappings, text
from goldenpath.policy.suite.files import all_documents
from goldenpath.policy.world import Cluster

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goldenpath.policy.suite.read import Suite

_OPERATIONS = ("", "CREATE", "UPDATE", "DELETE", "CONNECT")
_FIELDS = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*")
_OK = 200


class Values:
    """What a suite says of namespaces and of its requests."""

    def __init__(self, suite: Suite) -> None:
        content = suite.content.get("values")
        if content is None and suite.content.get("variables"):
            found = all_documents(suite.folder, [suite.content["variables"]])
            content = found[0] if found else None
        values = mapping(content, "values")
        # Values are given beside each other today, and were given below `spec` before.
        values = {**mapping(values.get("spec"), "values.spec"), **values}
        globals_ = mapping(values.get("globalValues"), "values.globalValues")
        self.operation = text(globals_.get("request.operation"), "request.operation")
        if self.operation not in _OPERATIONS:
            raise ShapeError(f"request.operation {self.operation!r} is no operation")
        if self.operation == "CONNECT":
            self.operation = ""
        self._namespaces: dict[str, dict[str, Any]] = {}
        for entry in mappings(values.get("namespaceSelector"), "values.namespaceSelector"):
            labels = mapping(entry.get("labels"), "values.namespaceSelector.labels")
            self._add({"metadata": {"name": entry.get("name"), "labels": labels}})
        for entry in mappings(values.get("namespaces"), "values.namespaces"):
            self._add(entry)

    def _add(self, namespace: dict[str, Any]) -> None:
        name = mapping(namespace.get("metadata"), "namespace.metadata").get("name")
        complete = {"apiVersion": "v1", "kind": "Namespace", "spec": {}, "status": {}}
        self._namespaces[str(name)] = {**complete, **namespace}

    def namespace(self, name: str) -> dict[str, Any] | None:
        """Return a namespace of which the suite says something."""
        return self._namespaces.get(name)


def user(suite: Suite) -> dict[str, Any] | None:
    """Return who makes the suite's requests."""
    name = suite.content.get("userinfo")
    found = all_documents(suite.folder, [name]) if name else []
    if not found:
        return None
    info = mapping(found[0], "userinfo")
    return mapping(info.get("userInfo"), "userInfo")


def cluster(suite: Suite, resources: list[dict[str, Any]]) -> Cluster:
    """Return what stands in for the cluster: all that a suite gives for it."""
    objects: list[dict[str, Any]] = []
    images: dict[str, Any] = {}
    for name in [suite.content["context"]] if suite.content.get("context") else []:
        for document in all_documents(suite.folder, [name]):
            spec = mapping(mapping(document, "context").get("spec"), "context.spec")
            objects += mappings(spec.get("resources"), "context.spec.resources")
            for image in mappings(spec.get("images"), "context.spec.images"):
                images[str(image.get("image"))] = image
    if suite.names("clusterResources"):
        objects += [*resources, *_listed(suite)]
    return Cluster(_addressed(objects), _references(suite), images, _responses(suite))


def _listed(suite: Suite) -> Iterable[dict[str, Any]]:
    for document in all_documents(suite.folder, suite.names("clusterResources")):
        spec = mapping(mapping(document, "clusterResources").get("spec"), "spec")
        yield from mappings(spec.get("resources"), "spec.resources")
        for definition in all_documents(suite.folder, list(spec.get("crds") or [])):
            yield mapping(definition, "spec.crds")


def _addressed(objects: list[dict[str, Any]]) -> dict[tuple[str, str, str, str], dict[str, Any]]:
    names = {
        (group, kind): name for group, kind, name in (_served(definition) for definition in objects)
    }
    found = {}
    for item in objects:
        version, kind = str(item.get("apiVersion") or ""), str(item.get("kind") or "")
        metadata = mapping(item.get("metadata"), "metadata")
        resource = names.get((version.rpartition("/")[0], kind)) or plural(kind)
        key = (version, resource, str(metadata.get("namespace") or ""), str(metadata.get("name")))
        found[key] = item
    return found


def _served(definition: dict[str, Any]) -> tuple[str, str, str]:
    """Return group, kind and plural of what a definition defines, empty if it is none."""
    if definition.get("kind") != "CustomResourceDefinition":
        return "", "", ""
    spec = mapping(definition.get("spec"), "spec")
    names = mapping(spec.get("names"), "spec.names")
    return str(spec.get("group")), str(names.get("kind")), str(names.get("plural"))


def _responses(suite: Suite) -> dict[str, Any]:
    found = {}
    for entry in mappings(suite.content.get("apiCallResponses"), "apiCallResponses"):
        response = mapping(entry.get("response"), "apiCallResponses.response")
        url = text(entry.get("url") or entry.get("urlPath"), "apiCallResponses.url", required=True)
        method = text(entry.get("method"), "apiCallResponses.method").strip().upper()
        key = f"{method}:{url.strip()}" if method else url.strip()
        if key in found:
            raise ShapeError(f"apiCallResponses answers {key} twice")
        found[key] = {
            "body": response.get("body"),
            "statusCode": response.get("statusCode") or _OK,
        }
    return found


def _references(suite: Suite) -> dict[str, Any]:
    found = {}
    for entry in mappings(suite.content.get("globalContextEntries"), "globalContextEntries"):
        name = text(entry.get("name"), "globalContextEntries.name", required=True)
        root: Any = entry.get("data")
        if entry.get("resourceFiles") is not None:
            root = all_documents(suite.folder, list(entry["resourceFiles"]))
        elif entry.get("resources") is not None:
            root = entry["resources"]
        if entry.get("fieldPath"):
            root = _at(root, str(entry["fieldPath"]))
        projections = mappings(entry.get("projections"), "globalContextEntries.projections")
        if projections:
            root = {str(p.get("name")): _at(root, str(p.get("path"))) for p in projections}
        found[name] = root
    return found


def _at(root: Any, path: str) -> Any:  # noqa: ANN401 - any JSON value
    """Return what a path of fields leads to; all that JMESPath has beyond that is refused."""
    if path == "@":
        return root
    if not _FIELDS.fullmatch(path):
        raise ShapeError(f"the JMESPath expression {path!r} cannot be evaluated: use fields only")
    for step in path.split("."):
        root = root.get(step) if isinstance(root, dict) else None
    return root
