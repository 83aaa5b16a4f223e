"""One run's judgement by policies: of each manifest, in its stage and among its neighbours."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from goldenpath.diagnostic import Problem, Severity
from goldenpath.document import Document, Kind
from goldenpath.guard.pointing import place
from goldenpath.placement import Labels, namespace_of, stage_of
from goldenpath.policy import Admission, Cluster, PolicySet, Result, load
from goldenpath.policy.kinds import is_cluster_scoped, plural

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from goldenpath.guard.policies import Policies
    from goldenpath.policy import Outcome, Subject
    from goldenpath.policy.model import PolicyException

SOON = timedelta(days=14)
"""How long before its end an exception is a warning."""

_DEPLOYED_ALONG = frozenset(
    {("networking.k8s.io/v1", "networkpolicies"), ("policy/v1", "poddisruptionbudgets")}
)
"""What a workload brings along: where it is not among its neighbours, it is nowhere."""

_NOBODY = {"username": "goldenpath:validate", "groups": ["system:authenticated"]}
"""Who asks: an exception for what an operator makes is for no manifest."""


class Verdict(NamedTuple):
    """What a policy says of a manifest, where that is no pass.

    Attributes:
        policy: the policy's name.
        result: fail or error; pass or skip, where an exception made it so that ends soon.
        message: in the policy's words.
        subject: what was judged, as its API calls it.
        action: Deny, Audit or Warn: what its stage does about it.
        ends: when the exception ends.
    """

    policy: str
    result: Result
    message: str
    subject: Subject
    action: str
    ends: datetime | None = None

    def problem(self, manifest: Document, message: str) -> Problem:
        """Return what a check tells of it: where its stage only audits, that is a warning."""
        severity = None if self.action == "Deny" else Severity.WARNING
        at = place(manifest, self.message)
        return Problem(at, message, severity=severity, properties=self.properties())

    def properties(self) -> dict[str, Any]:
        """Return what a finding says of it to programs."""
        version, kind, namespace, name = self.subject
        return {
            "policy": self.policy,
            "action": self.action,
            "resource": {
                "apiVersion": version,
                "kind": kind,
                "namespace": namespace,
                "name": name,
            },
        }


@dataclass(frozen=True, slots=True)
class Setting:
    """What surrounds the manifests that are judged together.

    Attributes:
        neighbours: those manifests, whole.
        system: the system that they are part of, if one is known.
        fallback: the namespace of what says none.
        complete: whether there is nothing else that is deployed with them.
    """

    neighbours: tuple[Document, ...] = ()
    system: str | None = None
    fallback: str = ""
    complete: bool = False


@dataclass(slots=True, eq=False)
class Guard:
    """Judges manifests by policies.

    Attributes:
        policies: the policies.
        now: the time at which exceptions hold or have ended.
        stage: the stage that all manifests are taken to belong to; None where each says its own.
        namespaces: the labels of the namespaces that are known, by name.
        setting: what surrounds the manifest that is judged.
        cannot: how many verdicts of each policy could not be had.
    """

    policies: Policies
    now: datetime
    stage: str | None = None
    namespaces: Mapping[str, Labels] = field(default_factory=dict)
    setting: Setting = field(default_factory=Setting)
    cannot: Counter[str] = field(default_factory=Counter)
    _last: tuple[Document | None, tuple[Verdict, ...]] = (None, ())
    _clusters: dict[str | None, Cluster] = field(default_factory=dict)

    def within(self, setting: Setting) -> Guard:
        """Return the same guard as manifests in another setting meet it; both count together."""
        return replace(self, setting=setting, _last=(None, ()), _clusters={})

    def verdicts(self, document: Document) -> tuple[Verdict, ...]:
        """Return what there is to tell of a manifest; several checks ask for it in turn."""
        if self._last[0] is not document:
            self._last = (document, tuple(self._verdicts(document)))
        return self._last[1]

    def _verdicts(self, document: Document) -> Iterable[Verdict]:
        data = document.data
        if not isinstance(data, dict) or document.faults:
            return
        if self.stage and document.stage and document.stage != self.stage:
            return
        resource, namespace = self._placed(document)
        stage = self.stage or stage_of(document, namespace, self.namespaces)
        labels = self.namespaces.get(namespace)
        if document.get("metadata", "namespace") and self.policies.spare(namespace, labels or {}):
            return
        admission = Admission(
            resource,
            namespace=None if labels is None else _namespace(namespace, labels),
            user=_NOBODY,
        )
        cluster = self._cluster(document.stage)
        for found in self.policies.known.judge(admission, now=self.now, cluster=cluster):
            outcome = found
            if found.result is Result.CANNOT:
                outcome = self._by_part(found, admission, cluster)
            if outcome.result is Result.CANNOT:
                self.cannot[outcome.policy] += 1
            elif outcome.result in (Result.FAIL, Result.ERROR):
                yield self._verdict(outcome, stage)
            elif outcome.exceptions:
                yield from self._ending(outcome, stage)

    def _by_part(self, outcome: Outcome, admission: Admission, cluster: Cluster) -> Outcome:
        """Return what a policy says by the objects that are known, where that decides it."""
        key = (outcome.kind, outcome.policy)
        decided = self.policies.partial.get(key)
        if decided is None:
            return outcome
        kinds = {address[:2] for address in cluster.resources}
        known = replace(cluster, complete=kinds | (cluster.complete or set()))
        alone = self.policies.alone(*key)
        for found in alone.judge(admission, now=self.now, cluster=known):
            if found.way == outcome.way and found.result is decided:
                return found
        return outcome

    def _verdict(self, outcome: Outcome, stage: str | None) -> Verdict:
        action = outcome.actions[0] if outcome.actions else "Deny"
        if action == "Deny" and stage:
            audited = self.policies.audits(outcome.kind, outcome.policy, stage)
            action = "Audit" if audited else action
        message = " ".join(outcome.message.split())
        return Verdict(outcome.policy, outcome.result, message, outcome.resource, action)

    def _ending(self, outcome: Outcome, stage: str | None) -> Iterable[Verdict]:
        """Yield the verdict that an exception made, if that is not for much longer."""
        for exception in self.policies.known.exceptions:
            if exception.name in outcome.exceptions and self.ends_soon(exception):
                told = self._verdict(outcome, stage)
                yield told._replace(message=exception.name, ends=exception.expires_at)

    def ends_soon(self, exception: PolicyException) -> bool:
        """Tell whether an exception holds, but not for much longer."""
        return exception.expires_within(self.now, SOON)

    def exception_in(self, document: Document) -> PolicyException | None:
        """Return the exception that a document is, if it is a sound one."""
        found = _read(document).exceptions
        return found[0] if found else None

    def flaws(self, document: Document) -> list[str]:
        """Return what keeps a policy or an exception from being one, here and in a cluster."""
        found = _read(document)
        if not (found.policies or found.bindings or found.exceptions or found.unknown):
            return [
                "this is no policy: apiVersion and kind are none of Kyverno's or Kubernetes' own"
            ]
        malformed = [item.reason for item in found.unknown if item.malformed]
        return malformed + [fault for item in found.policies for fault in item.faults()]

    def _placed(self, document: Document) -> tuple[dict[str, Any], str]:
        """Return a manifest as it reaches the API, and the namespace that it is deployed to."""
        data: dict[str, Any] = _stored(document.data)
        metadata = data.get("metadata")
        version, kind = data.get("apiVersion"), data.get("kind")
        if is_cluster_scoped(str(version), str(kind)) or document.kind is Kind.POLICY:
            return data, ""
        namespace = namespace_of(document, self.setting.system, self.setting.fallback)
        if not namespace or not isinstance(metadata, dict) or metadata.get("namespace"):
            return data, namespace
        return {**data, "metadata": {**metadata, "namespace": namespace}}, namespace

    def _cluster(self, stage: str | None) -> Cluster:
        """Return what stands in for the cluster: what is deployed together, and nothing else."""
        if stage not in self._clusters:
            found = {}
            for document in self.setting.neighbours:
                if document.stage == stage and isinstance(document.data, dict):
                    resource, namespace = self._placed(document)
                    found[_address(resource, namespace)] = resource
            complete = _DEPLOYED_ALONG if self.setting.complete else frozenset()
            self._clusters[stage] = Cluster(found, complete=complete)
        return self._clusters[stage]

    def remarks(self) -> Sequence[str]:
        """Say by which policies nothing was judged, or not everything, and why."""
        said = list(self.policies.remarks())
        total = self.cannot.total()
        if total:
            names = ", ".join(f"{name} ({number})" for name, number in sorted(self.cannot.items()))
            number = "1 verdict" if total == 1 else f"{total} verdicts"
            said.append(f"{number} not to be had without a cluster or a registry: {names}")
        return said


@lru_cache(maxsize=1)
def _read(document: Document) -> PolicySet:
    """Return what a document is to policies; several checks ask for it in turn."""
    return load([document.data])


def _stored(value: Any) -> Any:  # noqa: ANN401 - any YAML value
    """Return a value as the API server passes it on: to it, a key without a value is absent."""
    if isinstance(value, dict):
        return {key: _stored(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [_stored(item) for item in value]
    return value


def _namespace(name: str, labels: Labels) -> dict[str, Any]:
    return {
        "apiVersion": "v1",
        "kind": "Namespace",
        "metadata": {"name": name, "labels": {"kubernetes.io/metadata.name": name, **labels}},
    }


def _address(resource: dict[str, Any], namespace: str) -> tuple[str, str, str, str]:
    metadata = resource.get("metadata")
    name = metadata.get("name") if isinstance(metadata, dict) else ""
    return str(resource.get("apiVersion")), plural(str(resource.get("kind"))), namespace, str(name)
