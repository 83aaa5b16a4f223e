"""Which requests a policy is about: its rules and its selectors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goldenpath.policy.admission import Address, Admission

_NAME_LABEL = "kubernetes.io/metadata.name"


class Rule(NamedTuple):
    """One resource rule; a star in a set stands for everything."""

    groups: frozenset[str]
    versions: frozenset[str]
    resources: frozenset[str]
    operations: frozenset[str]
    names: frozenset[str] = frozenset()
    scope: str = "*"

    def is_about(self, address: Address) -> bool:
        """Return whether the rule is about resources of this kind, as far as that tells."""
        return (
            _holds(self.operations, address.operation)
            and _holds(self.groups, address.group)
            and _holds(self.versions, address.version)
            and self._holds_resource(address.resource, address.subresource)
        )

    def holds(self, admission: Admission) -> bool:
        """Return whether one of those resources is the rule's by its scope and name."""
        if self.scope == "*" and not self.names:
            return True
        return self._in_scope(admission) and self._holds_name(admission)

    def _holds_resource(self, resource: str, subresource: str) -> bool:
        for entry in self.resources:
            name, _, part = entry.partition("/")
            if name in ("*", resource) and part in ("*", subresource):
                return True
        return False

    def _in_scope(self, admission: Admission) -> bool:
        if self.scope == "*":
            return True
        namespaced = bool(admission.namespace_name) and not admission.address.is_namespace
        return namespaced == (self.scope == "Namespaced")

    def _holds_name(self, admission: Admission) -> bool:
        if not self.names:
            return True
        name = admission.metadata.get("name")
        if name:
            return name in self.names
        generated = admission.metadata.get("generateName")
        return isinstance(generated, str) and generated.startswith(tuple(self.names))


class Requirement(NamedTuple):
    """What a selector asks of one label."""

    key: str
    operator: str
    values: frozenset[str] = frozenset()

    def matches(self, labels: Mapping[str, Any]) -> bool:
        """Return whether labels fulfil it."""
        if self.operator == "Exists":
            return self.key in labels
        if self.operator == "DoesNotExist":
            return self.key not in labels
        held = self.key in labels and labels[self.key] in self.values
        return held if self.operator == "In" else not held


Selector = tuple[Requirement, ...]


class Constraints(NamedTuple):
    """What a policy is about."""

    rules: tuple[Rule, ...]
    exclusions: tuple[Rule, ...] = ()
    objects: Selector = ()
    namespaces: Selector = ()

    def are_about(self, address: Address) -> bool:
        """Return whether the policy can be about resources of this kind."""
        return not self.rules or any(rule.is_about(address) for rule in self.rules)

    @property
    def is_plain(self) -> bool:
        """Whether resources of a kind are all the policy's, or none of them is."""
        particular = any(rule.names or rule.scope != "*" for rule in self.rules)
        return not (particular or self.exclusions or self.objects or self.namespaces)

    def match(self, admission: Admission, *, empty_old: bool) -> bool:
        """Return whether a request is one of the policy's.

        Args:
            admission: the request.
            empty_old: whether an object that is not there has no labels, as in Kyverno, or is
                not there at all, as in Kubernetes.
        """
        address = admission.address
        return (
            not any(r.is_about(address) and r.holds(admission) for r in self.exclusions)
            and (
                not self.rules
                or any(r.is_about(address) and r.holds(admission) for r in self.rules)
            )
            and (not self.namespaces or self._selects_namespace(admission))
            and (not self.objects or self._selects_object(admission, empty_old=empty_old))
        )

    def _selects_namespace(self, admission: Admission) -> bool:
        is_namespace = admission.address.is_namespace
        if is_namespace and not admission.subresource and admission.operation != "DELETE":
            return selects(self.namespaces, labels_of(admission.resource))
        name = admission.namespace_name
        if not name:
            # What belongs to no namespace is never exempted by a selector of namespaces.
            return not is_namespace
        labels = {_NAME_LABEL: name}
        if admission.namespace is not None:
            labels = labels_of(admission.namespace)
        return selects(self.namespaces, labels)

    def _selects_object(self, admission: Admission, *, empty_old: bool) -> bool:
        for state in admission.states():
            if state is None and not empty_old:
                continue
            if selects(self.objects, labels_of(state or {})):
                return True
        return False


def _holds(entries: frozenset[str], value: str) -> bool:
    return value in entries or "*" in entries


def selects(selector: Selector, labels: Mapping[str, Any]) -> bool:
    """Return whether labels fulfil every requirement."""
    return all(requirement.matches(labels) for requirement in selector)


def labels_of(resource: Mapping[str, Any]) -> dict[str, Any]:
    """Return a resource's labels."""
    metadata = resource.get("metadata")
    labels = metadata.get("labels") if isinstance(metadata, dict) else None
    return labels if isinstance(labels, dict) else {}
