"""Suites, run: what was expected of each resource, and what the engine says of it."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from goldenpath.policy import model
from goldenpath.policy.admission import Admission, as_kyverno_reads
from goldenpath.policy.cel import ExpressionError, UnsupportedError
from goldenpath.policy.load import load
from goldenpath.policy.outcome import Result
from goldenpath.policy.shape import ShapeError
from goldenpath.policy.suite import stage
from goldenpath.policy.suite.files import SuiteError, all_documents, documents

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from goldenpath.policy.judge import PolicySet
    from goldenpath.policy.match import Constraints
    from goldenpath.policy.model import Policy, Unknown
    from goldenpath.policy.outcome import Outcome
    from goldenpath.policy.suite.read import Expectation, Suite
    from goldenpath.policy.world import Cluster

_UNTOLD = "what it makes of it can only be found out with Kyverno"
Key = tuple[str, str, str, str]
"""API version, kind, namespace and name of a resource; a payload has its path for a name."""


class State(StrEnum):
    """What becomes of an expectation."""

    PASSED = "passed"
    FAILED = "failed"
    EXCLUDED = "excluded"
    CANNOT = "cannot"


class Row(NamedTuple):
    """One expectation, held against one resource.

    Attributes:
        state: what became of it; excluded where the policy has nothing to say of the resource.
        expected: the result that the suite expects.
        actual: the result that there is, if there is any.
        reason: why the expectation is not met, and what the policy said.
    """

    state: State
    policy: str
    resource: str
    expected: str
    actual: str = ""
    reason: str = ""


class _Response(NamedTuple):
    """What one spec of a policy says of one resource, be it nothing."""

    policy: str
    outcome: Outcome | None


def run(suite: Suite, now: datetime) -> list[Row]:
    """Return what becomes of each of a suite's expectations.

    Raises:
        SuiteError: if the suite cannot be run at all.
    """
    try:
        return list(_Run(suite, now).rows())
    except (ShapeError, SuiteError) as error:
        raise SuiteError(f"{suite.path}: {error}") from error


class _Run:
    """One suite with all that it names."""

    def __init__(self, suite: Suite, now: datetime) -> None:
        self._suite = suite
        self._now = now
        for field in ("httpPayloads", "envoyPayloads"):
            if suite.names(field):
                raise SuiteError(f"{field} are requests that no policy here judges")
        self._policies = _load(suite)
        self._values = stage.Values(suite)
        self._user = stage.user(suite)
        resources = _resources(suite, "resources")
        self._resources = {_key(item): item for item in reversed(resources)}
        self._params = _resources(suite, "paramResources")
        self._cluster: Cluster = stage.cluster(suite, resources)
        self._responses: dict[str, dict[Key, list[_Response]]] = {}

    def rows(self) -> Iterator[Row]:
        """Yield what becomes of each expectation on each resource."""
        known = {policy.name for policy in self._policies.policies}
        unknown = {entry.name: entry for entry in self._policies.unknown}
        for expected in self._suite.expectations:
            entry = unknown.get(expected.policy)
            # One that changes resources has its say in those that others judge.
            if entry and not (expected.policy in known and entry.changes):
                yield from _unjudged(expected, entry)
            if entry and expected.policy not in known:
                continue
            responses = self._of(expected.operation)
            for key in _chosen(expected, responses):
                yield from _compared(expected, key, responses[key])

    def _of(self, operation: str) -> dict[Key, list[_Response]]:
        """Return all responses to requests of an operation."""
        if operation not in self._responses:
            found = {key: self._judged(key, operation) for key in self._resources}
            if not operation:
                found |= self._payloads()
            self._responses[operation] = found
        return self._responses[operation]

    def _judged(self, key: Key, operation: str) -> list[_Response]:
        resource = self._resources[key]
        admission = Admission(
            resource,
            operation or self._values.operation or "CREATE",
            namespace=self._values.namespace(key[2]),
            user=self._user,
        )
        outcomes = list(
            self._policies.judge(
                admission, now=self._now, params=self._params, cluster=self._cluster
            )
        )
        outcomes += self._policies.judge_document(resource, now=self._now, cluster=self._cluster)
        if changed := self._changed(admission):
            outcomes = [each._replace(result=Result.CANNOT, message=changed) for each in outcomes]
        responses = [_Response(outcome.policy, outcome) for outcome in outcomes]
        for policy in self._policies.policies:
            responses += _silent(policy, outcomes)
        return responses

    def _changed(self, admission: Admission) -> str:
        """Return why nothing can be said of a resource: another policy changes it before."""
        for entry in self._policies.unknown:
            for each in entry.changes:
                if each.are_about(admission.address) and each.match(admission, empty_old=True):
                    return f"{entry.kind} {entry.name} changes the resource first: {_UNTOLD}"
        return ""

    def _payloads(self) -> dict[Key, list[_Response]]:
        found = {}
        for name in self._suite.names("jsonPayloads"):
            payload = documents(self._suite.folder / name)
            if len(payload) != 1 or not isinstance(payload[0], dict):
                raise SuiteError(f"{self._suite.folder / name}: a payload is one object")
            outcomes = self._policies.judge_document(
                payload[0], now=self._now, cluster=self._cluster
            )
            found["", "", "", name] = [_Response(o.policy, o) for o in outcomes]
        return found


def _load(suite: Suite) -> PolicySet:
    found = load(all_documents(suite.folder, suite.names("policies"), deep=True))
    exceptions = load(all_documents(suite.folder, suite.names("exceptions")))
    for entry in exceptions.unknown:
        if entry.malformed:
            raise SuiteError(f"{entry.kind} {entry.name}: {entry.reason}")
    for policy in found.policies:
        # What is generated from a policy is compiled when a resource needs it, and errs then, and
        # so does an image policy.
        own = policy.rules[0]
        if policy.kind not in model.IMAGE_KINDS and _is_wrong(own.compiled):
            raise SuiteError(f"policy {policy.name} cannot be compiled: {own.compiled}")
    if exceptions.exceptions and any(p.kind == model.ADMISSION for p in found.policies):
        raise SuiteError(f"a {model.ADMISSION} has no exceptions")
    return replace(
        found,
        exceptions=found.exceptions + exceptions.exceptions,
        unknown=found.unknown + exceptions.unknown,
    )


def _is_wrong(compiled: object) -> bool:
    return isinstance(compiled, ExpressionError) and not isinstance(compiled, UnsupportedError)


def _resources(suite: Suite, field: str) -> list[dict[str, Any]]:
    """Return manifests as the Kyverno CLI reads them."""
    found = all_documents(suite.folder, suite.names(field))
    for index, document in enumerate(found):
        if not isinstance(document, dict):
            raise ShapeError(f"{field}[{index}] is no resource")
    return [as_kyverno_reads(Admission(document)).resource for document in found]


def _key(resource: dict[str, Any]) -> Key:
    subject = Admission(resource).subject
    return subject.api_version, subject.kind, subject.namespace, subject.name


def _silent(policy: Policy, outcomes: list[Outcome]) -> list[_Response]:
    """Return the responses that say nothing, and by which a resource counts as excluded."""
    if policy.is_json or policy.kind in model.IMAGE_KINDS:
        return []
    own = [o for o in outcomes if (o.policy, o.kind) == (policy.name, policy.kind)]
    if policy.kind == model.ADMISSION:
        return [] if own else [_Response(policy.name, None)]
    ways = {outcome.way for outcome in own}
    return [
        _Response(policy.name, None)
        for rules in policy.rules
        if rules.way not in ways and not _is_dropped(rules.constraints)
    ]


def _is_dropped(constraints: Constraints | None) -> bool:
    """Return whether `kyverno test` forgets that a policy has nothing to say of a resource.

    It does so of one plain rule, and remembers it of all that is more particular.
    """
    return (
        constraints is not None
        and not (constraints.namespaces or constraints.objects or constraints.exclusions)
        and len(constraints.rules) == 1
        and not constraints.rules[0].names
    )


def _chosen(expected: Expectation, responses: dict[Key, list[_Response]]) -> list[Key]:
    """Return the resources that an expectation is about: all, if it names none that is there."""
    chosen = []
    for name in expected.resources or ():
        namespace, slash, rest = name.partition("/")
        for key in responses:
            same = (namespace, rest) == key[2:] if slash else name == key[3]
            if same or (name == key[3] and not key[1]):
                chosen.append(key)
    if expected.resources is not None:
        for spec in expected.specs:
            chosen += [key for key in responses if (key[0], key[2], key[3]) == spec]
    return chosen or list(responses)


def _unjudged(expected: Expectation, entry: Unknown) -> Iterator[Row]:
    """Yield that an expectation cannot be judged, for each resource that it names."""
    reason = f"{entry.kind} cannot be judged by here: {entry.reason}"
    for resource in expected.resources or ("",):
        yield Row(State.CANNOT, expected.policy, resource, expected.result, "", reason)


def _compared(expected: Expectation, key: Key, responses: list[_Response]) -> Iterator[Row]:
    """Yield what becomes of an expectation on one resource."""
    resource = "/".join(part for part in key if part)
    own = [response for response in responses if response.policy == expected.policy]
    row = Row(State.FAILED, expected.policy, resource, expected.result)
    outcomes = [response.outcome for response in own if response.outcome]
    for outcome in outcomes:
        yield _of_outcome(row, outcome)
    if outcomes:
        return
    if not own:
        yield row._replace(reason="the policy is not there, or is not about this resource")
    elif expected.result in ("fail", "error", "warn"):
        yield row._replace(reason="the policy excludes this resource, so that nothing judges it")
    else:
        yield row._replace(state=State.EXCLUDED)


def _of_outcome(row: Row, outcome: Outcome) -> Row:
    actual = outcome.result.value
    if outcome.result is Result.CANNOT:
        return row._replace(state=State.CANNOT, actual=actual, reason=outcome.message)
    state = State.PASSED if actual == row.expected else State.FAILED
    return row._replace(state=state, actual=actual, reason=outcome.message)
