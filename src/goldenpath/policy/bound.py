"""ValidatingAdmissionPolicies, judged through their bindings as Kubernetes does it.

A policy without a binding among what was loaded is judged as if it were bound to everything, so
that it can be tried before it is rolled out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goldenpath.policy.cel import EvaluationError, ExpressionError, UnsupportedError, scope
from goldenpath.policy.match import labels_of, selects
from goldenpath.policy.outcome import Outcome, Result
from goldenpath.policy.verdict import Verdict, failed, holds

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from goldenpath.policy.admission import Admission
    from goldenpath.policy.cel import Scope
    from goldenpath.policy.model import Binding, Policy
    from goldenpath.policy.rules import Compiled, Validation
    from goldenpath.policy.world import World

_NOBODY: dict[str, Any] = dict.fromkeys(("username", "uid"), "system:kyverno:background-scan")
_NOBODY["groups"] = ["system:kyverno:background-scan"]
"""Who Kyverno says that makes a request which nobody makes."""


def judge(
    policy: Policy,
    bindings: Sequence[Binding],
    admission: Admission,
    world: World,
    params: Sequence[dict[str, Any]],
) -> Iterator[Outcome]:
    """Yield what a policy says through each of its bindings that is about a request."""
    constraints = policy.rules[0].constraints
    if constraints is None or not constraints.match(admission, empty_old=False):
        return
    own = [binding for binding in bindings if binding.policy == policy.name]
    if not own:
        yield _outcome(policy, None, admission, _by_params(policy, admission, world, None))
    for binding in own:
        if binding.constraints and not binding.constraints.match(admission, empty_old=False):
            continue
        if binding.params is None or policy.param_kind is None:
            verdict = _by_params(policy, admission, world, None)
            yield _outcome(policy, binding, admission, verdict)
            continue
        found = _params(policy.param_kind, binding, admission, params)
        if not found and binding.params.allows_absence:
            continue
        yield _outcome(policy, binding, admission, _by_all(policy, admission, world, found))


def _params(
    kind: tuple[str, str],
    binding: Binding,
    admission: Admission,
    candidates: Sequence[dict[str, Any]],
) -> list[dict[str, Any]]:
    """Return the parameters that a binding names or selects."""
    ref = binding.params
    if ref is None:
        return []
    found = []
    for candidate in candidates:
        metadata = candidate.get("metadata")
        metadata = metadata if isinstance(metadata, dict) else {}
        if (candidate.get("apiVersion"), candidate.get("kind")) != kind:
            continue
        home = metadata.get("namespace") or ""
        # A parameter that says no namespace may be one of the whole cluster.
        if home and home != (ref.namespace or admission.namespace_name):
            continue
        if ref.by_selector:
            if selects(ref.selector, labels_of(candidate)):
                found.append(candidate)
        elif metadata.get("name") == ref.name:
            found.append(candidate)
    return found


def _by_all(
    policy: Policy, admission: Admission, world: World, params: Sequence[dict[str, Any]]
) -> Verdict | None:
    """Return the verdict with the first parameters that refuse, else with the last."""
    if not params:
        return Verdict(Result.FAIL, "no params found for policy binding with `Deny` action")
    verdict: Verdict | None = None
    for each in params:
        verdict = _by_params(policy, admission, world, each)
        if verdict and verdict.result is not Result.PASS:
            break
    return verdict


def _by_params(
    policy: Policy, admission: Admission, world: World, params: dict[str, Any] | None
) -> Verdict | None:
    rules = policy.rules[0]
    compiled = rules.compiled
    if isinstance(compiled, ExpressionError):
        cannot = isinstance(compiled, UnsupportedError)
        return Verdict(Result.CANNOT if cannot else Result.ERROR, str(compiled))
    within = scope(_variables(admission, params), world)
    try:
        if not holds(compiled.conditions, within, ignores_failures=rules.ignores_failures):
            return None
    except EvaluationError as error:
        return failed(error, within)
    return _validate(compiled, within)


def _variables(admission: Admission, params: dict[str, Any] | None) -> dict[str, Any]:
    """Return the variables of a request; there is always a user, and a namespace if there is one.

    Of a namespace of which nothing else is known there is the name.
    """
    after, before = admission.states()
    request = admission.request()
    request["userInfo"] = _NOBODY | request["userInfo"]
    namespace = admission.namespace
    if namespace is None and admission.namespace_name:
        namespace = {"metadata": {"name": admission.namespace_name}, "spec": {}, "status": {}}
    return {
        "object": after,
        "oldObject": before,
        "request": request,
        "namespaceObject": namespace,
        "params": params,
    }


def _validate(compiled: Compiled, within: Scope) -> Verdict:
    for index, validation in enumerate(compiled.validations):
        try:
            result = validation.program.evaluate(within)
        except EvaluationError as error:
            return failed(error, within, index)
        if result is not True:
            return Verdict(Result.FAIL, _message(validation, within), index)
    return Verdict(Result.PASS)


def _message(validation: Validation, within: Scope) -> str:
    """Return what is said of a failure: Kubernetes prefers an expression that has a value."""
    if validation.message_program:
        try:
            said = validation.message_program.evaluate(within)
        except EvaluationError:
            said = ""
        if isinstance(said, str) and said.strip():
            return said.strip()
    return validation.message or f"failed expression: {validation.expression.strip()}"


def _outcome(
    policy: Policy, binding: Binding | None, admission: Admission, verdict: Verdict | None
) -> Outcome:
    verdict = verdict or Verdict(Result.SKIP, "its match conditions are not met")
    return Outcome(
        policy.name,
        policy.kind,
        "",
        admission.subject,
        verdict.result,
        verdict.message,
        verdict.index,
        binding.actions if binding else policy.actions,
        policy.severity,
        binding=binding.name if binding else "",
    )
