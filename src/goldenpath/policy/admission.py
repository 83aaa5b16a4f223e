"""The request that a policy judges: a resource on its way into the cluster, or out of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from goldenpath.policy.kinds import group_version, is_cluster_scoped, plural
from goldenpath.policy.lazy import lazy
from goldenpath.policy.outcome import Subject
from goldenpath.policy.syntax import NAMESPACE, OLD_OBJECT, REQUEST, REQUEST_OBJECTS

if TYPE_CHECKING:
    from collections.abc import Collection

ALL = frozenset({NAMESPACE, OLD_OBJECT, REQUEST, REQUEST_OBJECTS})
"""What there is to read of a request beside the object."""
OPERATIONS = ("CREATE", "UPDATE", "DELETE", "CONNECT")
_MAPS = frozenset({"annotations", "labels", "matchLabels", "nodeSelector", "data", "stringData"})
"""Fields that some charts leave empty: the Kyverno CLI reads such a null as an empty map."""


class Address(NamedTuple):
    """What the API is asked: to do something with resources of a kind."""

    group: str
    version: str
    resource: str
    operation: str
    subresource: str

    @property
    def is_namespace(self) -> bool:
        """Whether the resource is a namespace itself."""
        return self.resource == "namespaces" and not self.group


@dataclass(frozen=True)
class Admission:
    """One request.

    Attributes:
        resource: the manifest that is judged.
        operation: CREATE, UPDATE or DELETE; an update changes nothing unless `old` says so.
        old: what the resource was before.
        namespace: the Namespace object that it belongs to, if one is known.
        user: the user's `username`, `groups`, `uid` and `extra`.
        plural: the resource's name in the API, if it is not the kind's regular plural.
        subresource: `status`, `scale` and so on.
    """

    resource: dict[str, Any]
    operation: str = "CREATE"
    old: dict[str, Any] | None = None
    namespace: dict[str, Any] | None = None
    user: dict[str, Any] | None = None
    plural: str = ""
    subresource: str = ""

    @lazy
    def metadata(self) -> dict[str, Any]:
        """Return the resource's metadata, be it sound or not."""
        metadata = self.resource.get("metadata")
        return metadata if isinstance(metadata, dict) else {}

    @lazy
    def subject(self) -> Subject:
        """Return what the resource is called."""
        return Subject(
            _text(self.resource.get("apiVersion")),
            _text(self.resource.get("kind")),
            self.namespace_name,
            _text(self.metadata.get("name")),
        )

    @lazy
    def namespace_name(self) -> str:
        """Return the name of the resource's namespace."""
        return _text(self.metadata.get("namespace"))

    @lazy
    def address(self) -> Address:
        """Return how the API is asked."""
        version, kind = _text(self.resource.get("apiVersion")), _text(self.resource.get("kind"))
        return _address(version, kind, self.plural, self.operation, self.subresource)

    def states(self) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
        """Return the object after and before the request, None where there is none."""
        if self.operation == "DELETE":
            return None, self.old or self.resource
        if self.operation == "UPDATE":
            return self.resource, self.old or self.resource
        return self.resource, None

    def variables(self, reads: Collection[str] = ALL) -> dict[str, Any]:
        """Return the variables of the request as Kyverno sets them: an empty map for nothing.

        Args:
            reads: what anything reads beside the object.
        """
        after, before = self.states()
        found: dict[str, Any] = {"object": after or {}}
        if NAMESPACE in reads:
            found["namespaceObject"] = self.namespace
        if OLD_OBJECT in reads:
            found["oldObject"] = before or {}
        if REQUEST in reads:
            found["request"] = self.request(objects=REQUEST_OBJECTS in reads)
        return found

    def request(self, *, objects: bool = True) -> dict[str, Any]:
        """Return the variable `request`; what is empty is absent from it, as in Kyverno.

        Args:
            objects: whether the objects in it are needed.
        """
        group, version, resource, *_ = self.address
        subject = self.subject
        kind = {"group": group, "version": version, "kind": subject.kind}
        addressed = {"group": group, "version": version, "resource": resource}
        after, before = self.states()
        request: dict[str, Any] = {
            "kind": kind,
            "resource": addressed,
            "requestKind": kind,
            "requestResource": addressed,
            "operation": self.operation,
            "userInfo": self.user or {},
            "object": after if objects else None,
            "oldObject": before if objects else None,
            "dryRun": False,
            "options": None,
        }
        named = {
            "name": subject.name,
            "namespace": subject.namespace,
            "subResource": self.subresource,
            "requestSubResource": self.subresource,
        }
        return request | {key: value for key, value in named.items() if value}


@lru_cache(maxsize=1024)
def _address(
    api_version: str, kind: str, resource: str, operation: str, subresource: str
) -> Address:
    group, version = group_version(api_version)
    return Address(group, version, resource or plural(kind), operation, subresource)


def as_kyverno_reads(admission: Admission) -> Admission:
    """Return a request as the Kyverno CLI makes it of a manifest.

    It gives a namespace to what has none and is not known to need none, reads some nulls as empty
    maps, and every number as a double.
    """
    resource = _read(admission.resource)
    old = None if admission.old is None else _read(admission.old)
    metadata = resource.get("metadata")
    lacks = isinstance(metadata, dict) and not metadata.get("namespace")
    version, kind = _text(resource.get("apiVersion")), _text(resource.get("kind"))
    if lacks and not is_cluster_scoped(version, kind):
        resource["metadata"] = {**resource["metadata"], "namespace": "default"}
    return replace(admission, resource=resource, old=old)


def _read(value: Any, key: str = "") -> Any:  # noqa: ANN401 - any YAML value
    if value is None and key in _MAPS:
        return {}
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if isinstance(value, dict):
        return {name: _read(item, name) for name, item in value.items()}
    if isinstance(value, list):
        return [_read(item) for item in value]
    return value


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
