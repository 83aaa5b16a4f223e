"""The verdicts: each policy on each request that it is about."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from goldenpath.policy import autogen, bound, model
from goldenpath.policy.admission import ALL, Admission
from goldenpath.policy.cel import EvaluationError, ExpressionError, Scope, UnsupportedError, scope
from goldenpath.policy.exemption import matched
from goldenpath.policy.image_judge import ImageJudge
from goldenpath.policy.image_rules import ImageRules
from goldenpath.policy.outcome import Outcome, Result
from goldenpath.policy.syntax import EXCEPTIONS
from goldenpath.policy.verdict import Verdict, failed, holds, validated
from goldenpath.policy.world import World

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import datetime

    from goldenpath.policy.admission import Address
    from goldenpath.policy.model import Binding, Policy, PolicyException, Unknown
    from goldenpath.policy.rules import Rules
    from goldenpath.policy.world import Cluster

_ALLOWED: dict[str, list[str]] = {"allowedImages": [], "allowedValues": []}
"""What exceptions allow where there are none."""
_ALL = ALL | {EXCEPTIONS}


class Candidates(NamedTuple):
    """What can be about resources of a kind.

    Attributes:
        policies: each policy with those of its specs, and whether they certainly are.
        reads: what any of them reads beside the resource.
    """

    policies: list[tuple[Policy, list[tuple[Rules, bool]]]]
    reads: frozenset[str]


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
        images: ImageJudge | None = None
        for policy, rules in self.candidates(admission.address).policies:
            if policy.kind in model.IMAGE_KINDS:
                images = images or ImageJudge(self.exceptions, now, cluster)
                images.by_policy(policy, judge.applicable(policy, rules), admission)
            elif policy.kind == model.ADMISSION:
                world = World(now, cluster)
                yield from bound.judge(policy, self.bindings, admission, world, params)
            else:
                yield from judge.by_policy(policy, rules)
        if images:
            yield from judge.of_images(images)

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
            reads = frozenset().union(*(each.reads for _, rules in found for each, _ in rules))
            known = self._about[address] = Candidates(found, reads)
        return known

    def judge_document(
        self, document: dict[str, Any], *, now: datetime, cluster: Cluster | None = None
    ) -> Iterator[Outcome]:
        """Yield what each policy for JSON documents says of one, whatever it is."""
        judge = _Judge(self, Admission(document), now, cluster)
        images: ImageJudge | None = None
        for policy in self.policies:
            rules = policy.rules[0]
            if policy.is_json and isinstance(rules, ImageRules):
                images = images or ImageJudge(self.exceptions, now, cluster)
                images.by_document(policy, rules, document)
            elif policy.is_json:
                data = {"object": document, "exceptions": _ALLOWED}
                within = scope(data, World(now, cluster))
                verdict = judge.by_rules(policy, rules, within)
                yield judge.outcome(policy, verdict)
        if images:
            yield from judge.of_images(images)


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
        for rules in self.applicable(policy, candidates):
            if rules.way == autogen.EXTRACT:
                verdict = self._by_templates(policy, rules)
            else:
                verdict = self.by_rules(policy, rules, self._within(policy))
            yield self.outcome(policy, verdict, rules.way)

    def applicable(self, policy: Policy, candidates: Sequence[tuple[Rules, bool]]) -> list[Rules]:
        """Return those of a policy's specs that are about the request."""
        admission = self._admission
        if policy.namespace and policy.namespace != admission.namespace_name:
            return []
        return [
            rules
            for rules, certain in candidates
            if certain or (rules.constraints and rules.constraints.match(admission, empty_old=True))
        ]

    def of_images(self, images: ImageJudge) -> Iterator[Outcome]:
        """Yield what image policies say; one whose conditions are not met says nothing."""
        for policy, verdict, way in images.verdicts():
            yield self.outcome(policy, verdict, way)

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
            reads = _ALL
            if not self._set.exceptions:
                reads = self._set.candidates(self._admission.address).reads
            data = _variables(self._admission, reads)
            within = self._scope = scope(data, World(self._now, self._cluster))
        within.world.forget()
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
        found = list(matched(self._set.exceptions, policy, rules, within, self._now))
        if any(exception.is_full for exception in found):
            return _exemption(found)
        if not found:
            return within
        allowed = {
            "allowedImages": [image for exception in found for image in exception.images],
            "allowedValues": [value for exception in found for value in exception.values],
        }
        admission = self._admission
        own = {"object": admission.resource} if policy.is_json else _variables(admission)
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


def _variables(admission: Admission, reads: Collection[str] = _ALL) -> dict[str, Any]:
    found = admission.variables(reads)
    if EXCEPTIONS in reads:
        found["exceptions"] = _ALLOWED
    return found


def _exemption(found: list[PolicyException]) -> Verdict:
    names = tuple(exception.name for exception in found)
    # Of equals the first decides how the exemption is reported.
    chosen = max(found, key=lambda exception: exception.priority)
    result, word = (Result.PASS, "passed") if chosen.passes else (Result.SKIP, "skipped")
    message = f"rule is {word} due to policy exception: {', '.join(names)}"
    return Verdict(result, message, exceptions=names)
