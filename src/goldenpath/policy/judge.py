"""The verdicts: each policy on each request that it is about."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from goldenpath.policy import autogen, bound, model
from goldenpath.policy.admission import Admission
from goldenpath.policy.cel import EvaluationError, ExpressionError, Scope, UnsupportedError, scope
from goldenpath.policy.outcome import Outcome, Result
from goldenpath.policy.verdict import Verdict, failed, holds, validated
from goldenpath.policy.world import World

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from goldenpath.policy.admission import Address
    from goldenpath.policy.model import Binding, Policy, PolicyException, Unknown
    from goldenpath.policy.rules import Rules
    from goldenpath.policy.world import Cluster

_ALLOWED: dict[str, list[str]] = {"allowedImages": [], "allowedValues": []}
"""What exceptions allow where there are none."""


class Candidates(NamedTuple):
    """What can be about resources of a kind.

    Attributes:
        policies: each policy with those of its specs, and whether they certainly are.
        read_request: whether any of them reads more than the resource.
    """

    policies: list[tuple[Policy, list[tuple[Rules, bool]]]]
    read_request: bool


@dataclass(frozen=True, slots=True)
class PolicySet:
    """Policies with their bindings and exceptions, and what is no policy that can be judged by."""

    policies: tuple[Policy, ...] = ()
    bindings: tuple[Binding, ...] = ()
    exceptions: tuple[PolicyException, ...] = ()
    unknown: tuple[Unknown, ...] = ()
    _about: dict[Address, Candidates] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def judge(
        self,
        admission: Admission,
        *,
        now: datetime,
        params: Sequence[dict[str, Any]] = (),
        cluster: Cluster | None = None,
    ) -> Iterator[Outcome]:
        """Yield what each policy says of a request; a policy that is not about it says nothing.

        Args:
            admission: the request.
            now: the time that expressions see, and at which exceptions hold or have expired.
            params: the resources among which bindings find their parameters.
            cluster: what stands in for the cluster.
        """
        judge = _Judge(self, admission, now, cluster)
        for policy, rules in self.candidates(admission.address).policies:
            if policy.kind == model.ADMISSION:
                world = World(now, cluster)
                yield from bound.judge(policy, self.bindings, admission, world, params)
            else:
                yield from judge.by_policy(policy, rules)

    def candidates(self, address: Address) -> Candidates:
        """Return the policies that can be about resources of a kind, with those specs of theirs.

        A scan meets few kinds and many resources.
        """
        known = self._about.get(address)
        if known is None:
            found = []
            for policy in self.policies:
                rules = [
                    (each, each.constraints.is_plain)
                    for each in policy.rules
                    if each.constraints and each.constraints.are_about(address)
                ]
                if rules and not policy.is_json:
                    found.append((policy, rules))
            reads = any(each.reads_request for _, rules in found for each, _ in rules)
            known = self._about[address] = Candidates(found, reads)
        return known

    def judge_document(
        self, document: dict[str, Any], *, now: datetime, cluster: Cluster | None = None
    ) -> Iterator[Outcome]:
        """Yield what each policy for JSON documents says of one, whatever it is."""
        judge = _Judge(self, Admission(document), now, cluster)
        for policy in self.policies:
            if policy.is_json:
                data = {"object": document, "exceptions": _ALLOWED}
                rules = policy.rules[0]
                within = scope(data, World(now, cluster))
                verdict = judge.by_rules(policy, rules, within)
                yield judge.outcome(policy, verdict)


class _Judge:
    """Judges one request by many policies, for which it is converted once."""

    def __init__(
        self, policies: PolicySet, admission: Admission, now: datetime, cluster: Cluster | None
    ) -> None:
        self._set = policies
        self._admission = admission
        self._now = now
        self._cluster = cluster
        self._scope: Scope | None = None

    def by_policy(
        self, policy: Policy, candidates: Sequence[tuple[Rules, bool]]
    ) -> Iterator[Outcome]:
        """Yield what those of a policy's specs say that are about the request."""
        admission = self._admission
        if policy.namespace and policy.namespace != admission.namespace_name:
            return
        for rules, certain in candidates:
            constraints = rules.constraints
            if not certain and not (constraints and constraints.match(admission, empty_old=True)):
                continue
            if rules.way == autogen.EXTRACT:
                verdict = self._by_templates(policy, rules)
            else:
                verdict = self.by_rules(policy, rules, self._within(policy))
            yield self.outcome(policy, verdict, rules.way)

    def outcome(self, policy: Policy, verdict: Verdict | None, way: str = "") -> Outcome:
        """Return a verdict as the policy's; none means that its conditions are not met."""
        verdict = verdict or Verdict(Result.SKIP, "its match conditions are not met")
        return Outcome(
            policy.name,
            policy.kind,
            policy.namespace,
            self._admission.subject,
            verdict.result,
            verdict.message,
            verdict.index,
            policy.actions,
            policy.severity,
            verdict.exceptions,
            way,
            annotations=dict(verdict.annotations) if verdict.annotations else {},
        )

    def _within(self, policy: Policy) -> Scope:
        within = self._scope
        if within is None:
            reads = self._set.candidates(self._admission.address).read_request
            data = variables(self._admission, describe=reads or bool(self._set.exceptions))
            within = self._scope = scope(data, World(self._now, self._cluster))
        within.world.missed.clear()
        within.world.namespace = policy.namespace
        return within

    def by_rules(self, policy: Policy, rules: Rules, within: Scope) -> Verdict | None:
        """Return what one spec says in a scope; nothing if its conditions are not met."""
        compiled = rules.compiled
        if isinstance(compiled, ExpressionError):
            cannot = isinstance(compiled, UnsupportedError)
            return Verdict(Result.CANNOT if cannot else Result.ERROR, str(compiled))
        try:
            if self._set.exceptions:
                exempted = self._exempt(policy, rules, within)
                if isinstance(exempted, Verdict):
                    return exempted
                within = exempted
            if compiled.conditions and not holds(
                compiled.conditions, within, ignores_failures=rules.ignores_failures
            ):
                return None
            return validated(compiled, within)
        except (EvaluationError, ExpressionError) as error:
            return failed(error, within)

    def _exempt(self, policy: Policy, rules: Rules, within: Scope) -> Verdict | Scope:
        """Return the verdict of an exception, or the scope with what exceptions allow."""
        key = (policy.kind, policy.name)
        candidates = [
            exception
            for exception in self._set.exceptions
            if key in exception.references and not exception.has_expired(self._now)
        ]
        matched = list(_matched(candidates, within, ignores_failures=rules.ignores_failures))
        if any(exception.is_full for exception in matched):
            return _exemption(matched)
        if not matched:
            return within
        allowed = {
            "allowedImages": [image for exception in matched for image in exception.images],
            "allowedValues": [value for exception in matched for value in exception.values],
        }
        admission = self._admission
        own = {"object": admission.resource} if policy.is_json else variables(admission)
        return scope({**own, "exceptions": allowed}, within.world)

    def _by_templates(self, policy: Policy, rules: Rules) -> Verdict | None:
        """Return what a policy on pods says of each pod that a custom workload makes."""
        after, before = self._admission.states()
        source = after or before or {}
        templates = autogen.pod_templates(source)
        if not templates:
            return Verdict(Result.ERROR, "no pod template found in the resource's spec")
        last: Verdict | None = None
        for path, template in templates:
            pod = replace(self._admission, resource=autogen.pod(template, source), plural="pods")
            inner = _Judge(self._set, pod, self._now, self._cluster)
            verdict = inner.by_rules(policy, rules, inner._within(policy))
            if verdict is None or (verdict.exceptions and last):
                continue
            if verdict.result not in (Result.PASS, Result.SKIP):
                return replace(verdict, message=f"{verdict.message} (pod template at {path})")
            last = verdict
        return last


def variables(admission: Admission, *, describe: bool = True) -> dict[str, Any]:
    """Return the variables of a request as Kyverno sets them: an empty map where nothing is.

    Args:
        admission: the request.
        describe: whether anything reads the variable `request`.
    """
    after, before = admission.states()
    return {
        "object": after or {},
        "oldObject": before or {},
        "request": admission.request() if describe else None,
        "namespaceObject": admission.namespace,
        "exceptions": _ALLOWED,
    }


def _matched(
    candidates: list[PolicyException], within: Scope, *, ignores_failures: bool
) -> Iterator[PolicyException]:
    """Yield the exceptions whose conditions hold.

    One that fails counts, unless the policy is exempted already.
    """
    exempted = False
    for exception in candidates:
        try:
            if not holds(exception.conditions, within, ignores_failures=ignores_failures):
                continue
        except EvaluationError:
            if exempted:
                continue
            raise
        exempted = exempted or exception.is_full
        yield exception


def _exemption(matched: list[PolicyException]) -> Verdict:
    names = tuple(exception.name for exception in matched)
    # Of equals the first decides how the exemption is reported.
    chosen = max(matched, key=lambda exception: exception.priority)
    result, word = (Result.PASS, "passed") if chosen.passes else (Result.SKIP, "skipped")
    message = f"rule is {word} due to policy exception: {', '.join(names)}"
    return Verdict(result, message, exceptions=names)
