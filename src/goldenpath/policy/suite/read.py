"""Suites as they are written: found, read, and refused with the reason."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, NamedTuple

from goldenpath.policy.shape import ShapeError, items, mapping, mappings, only, text, texts
from goldenpath.policy.suite.files import SuiteError, documents

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Expectation", "Suite", "SuiteError", "find", "read"]

_LISTS = (
    "policies", "resources", "jsonPayloads", "httpPayloads", "envoyPayloads", "targetResources",
    "paramResources", "exceptions", "clusterResources",
)  # fmt: skip
_TEXTS = ("name", "variables", "userinfo", "context", "jsonPayload")
_OTHERS = (
    "apiVersion", "kind", "metadata", "results", "values", "apiCallResponses",
    "globalContextEntries",
)  # fmt: skip
_KNOWN = frozenset({*_LISTS, *_TEXTS, *_OTHERS})
_KINDS = (
    "DeletingPolicy", "GeneratingPolicy", "ImageValidatingPolicy", "MutatingAdmissionPolicy",
    "MutatingPolicy", "ValidatingAdmissionPolicy", "ValidatingPolicy",
)  # fmt: skip
_OLDER = ("status", "resource", "namespace")
_RESULT = frozenset({
    "policy", "rule", "result", "kind", "operation", "resources", "resourceSpecs",
    "patchedResources", "generatedResource", "generatedResources", "cloneSourceResource",
    "failOnMissingResources", *_OLDER, *(f"is{kind}" for kind in _KINDS),
})  # fmt: skip
_RESULTS = ("pass", "fail", "skip", "warn", "error")
_OPERATIONS = ("", "CREATE", "UPDATE", "DELETE")


class Expectation(NamedTuple):
    """One entry of a suite's results.

    Attributes:
        policy: the policy's name, without its namespace.
        result: what is expected.
        resources: `name` or `namespace/name` of the resources; None for all of them.
        specs: resources with group, version, namespace and name, of which all must agree.
        operation: the operation of the request, empty for the suite's own.
    """

    policy: str
    result: str
    resources: tuple[str, ...] | None
    specs: tuple[tuple[str, str, str], ...]
    operation: str


class Suite(NamedTuple):
    """One document of a test file."""

    path: Path
    name: str
    content: dict[str, Any]
    expectations: tuple[Expectation, ...]

    @property
    def folder(self) -> Path:
        """Return where the files lie that the suite names."""
        return self.path.parent

    def names(self, field: str) -> list[str]:
        """Return the files that a field names, each once."""
        return list(dict.fromkeys(self.content.get(field) or []))


def find(path: Path, name: str) -> Iterator[Path]:
    """Yield the test files called `name` at or below a path, in order."""
    if path.is_file():
        yield path
        return
    for folder, folders, files in os.walk(path):
        folders.sort()
        if name in files:
            yield Path(folder, name)


def read(path: Path) -> list[Suite | SuiteError]:
    """Return the suites of a test file; what is none is an error in its place."""
    try:
        found = documents(path)
    except SuiteError as error:
        return [error]
    suites: list[Suite | SuiteError] = []
    for number, content in enumerate(found, 1):
        place = f"{path}" if len(found) == 1 else f"{path} (document {number})"
        try:
            suites.append(_suite(path, content))
        except ShapeError as error:
            suites.append(SuiteError(f"{place}: {error}"))
    return suites or [SuiteError(f"{path}: the file has no test: it is empty")]


def _suite(path: Path, document: object) -> Suite:
    content = dict(mapping(document, "the test"))
    only(content, _KNOWN, "")
    if content.get("kind") not in (None, "", "Test"):
        raise ShapeError(f"kind {content['kind']!r} is no Test")
    for field in _LISTS:
        texts(content.get(field), field)
    for field in _TEXTS:
        text(content.get(field), field)
    payloads = list(content.get("jsonPayloads") or [])
    if content.get("jsonPayload") and not payloads:
        payloads = [content["jsonPayload"]]
    # A payload is called by its path, which may be written in several ways.
    content["jsonPayloads"] = [str(PurePosixPath(payload)) for payload in payloads if payload]
    metadata = mapping(content.get("metadata"), "metadata")
    name = text(metadata.get("name"), "metadata.name") or text(content.get("name"), "name")
    results = mappings(content.get("results"), "results")
    expectations = tuple(
        _expectation(entry, f"results[{index}]") for index, entry in enumerate(results)
    )
    return Suite(path, name or path.parent.name, content, expectations)


def _expectation(entry: dict[str, Any], place: str) -> Expectation:
    only(entry, _RESULT, place)
    policy = text(entry.get("policy"), f"{place}.policy", required=True)
    result = text(entry.get("result") or entry.get("status"), f"{place}.result", required=True)
    if result not in _RESULTS:
        raise ShapeError(f"{place}.result {result!r} is none of {', '.join(_RESULTS)}")
    operation = text(entry.get("operation"), f"{place}.operation")
    if operation not in _OPERATIONS:
        raise ShapeError(f"{place}.operation {operation!r} is none of CREATE, UPDATE, DELETE")
    names: tuple[str, ...] | None = None
    if entry.get("resources") is not None:
        names = texts(entry["resources"], f"{place}.resources")
    elif entry.get("resource"):
        names = (_older(entry, place),)
    return Expectation(
        policy.rpartition("/")[2],
        result,
        names,
        tuple(
            _spec(spec, f"{place}.resourceSpecs")
            for spec in items(entry.get("resourceSpecs"), f"{place}.resourceSpecs")
        ),
        operation,
    )


def _older(entry: dict[str, Any], place: str) -> str:
    """Return the resource of a result as test files had it before `resources`."""
    name = text(entry["resource"], f"{place}.resource")
    namespace = text(entry.get("namespace"), f"{place}.namespace")
    return f"{namespace}/{name}" if namespace else name


def _spec(value: object, place: str) -> tuple[str, str, str]:
    """Return the API version, namespace and name that a resource must have."""
    spec = mapping(value, place)
    parts = {
        key: text(spec.get(key), f"{place}.{key}")
        for key in ("group", "version", "namespace", "name")
    }
    group = parts["group"]
    version = f"{group}/{parts['version']}" if group else parts["version"]
    return version, parts["namespace"], parts["name"]
