"""From documents to policies: which kinds there are, and what becomes of each."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from goldenpath.policy import autogen, fields, model
from goldenpath.policy.image_rules import ImageRules
from goldenpath.policy.judge import PolicySet
from goldenpath.policy.kinds import group_version
from goldenpath.policy.match import Constraints
from goldenpath.policy.model import Binding, ParamRef, Policy, PolicyException, Unknown
from goldenpath.policy.rules import Rules, read_conditions, read_constraints, read_selector
from goldenpath.policy.shape import ShapeError, choice, mapping, mappings, text, texts

if TYPE_CHECKING:
    from collections.abc import Iterable

KYVERNO, LEGACY = "policies.kyverno.io", "kyverno.io"
KUBERNETES = "admissionregistration.k8s.io"
_VALIDATING = frozenset({model.VALIDATING, model.NAMESPACED}) | model.IMAGE_KINDS
_NAMESPACED = frozenset({model.NAMESPACED, model.NAMESPACED_IMAGES})
_BINDING, _EXCEPTION = "ValidatingAdmissionPolicyBinding", "PolicyException"
_SEVERITY = "policies.kyverno.io/severity"
_PRIORITY = "polex.kyverno.io/priority"
_OTHERS = {
    KYVERNO: "it does something else than to validate a manifest",
    LEGACY: f"it is written in Kyverno's older language: rewrite it for {KYVERNO}",
    KUBERNETES: "it does not validate by expressions",
}
_ACTIONS = ("Deny", "Audit", "Warn")
_DOES = {
    "MutatingPolicy": "it changes resources",
    "GeneratingPolicy": "it makes resources",
    "DeletingPolicy": "it deletes resources",
}
"""What other kinds of policies do, which no manifest tells."""
_MODES = {"": False, "Kubernetes": False, "JSON": True}
"""How a policy may be evaluated here, and whether it then judges any JSON document."""


def load(documents: Iterable[Any]) -> PolicySet:
    """Return the policies, bindings and exceptions among documents.

    What is of a policy engine's API groups and cannot be judged by is among the set's `unknown`;
    what is of none of them is ignored.
    """
    policies: list[Policy] = []
    bindings: list[Binding] = []
    exceptions: list[PolicyException] = []
    unknown: list[Unknown] = []
    for document in _flat(documents):
        group, kind = _identity(document)
        if group not in _OTHERS:
            continue
        try:
            if group == KYVERNO and kind in _VALIDATING:
                policies.append(_validating(document, kind))
            elif group == KUBERNETES and kind == model.ADMISSION:
                policies.append(_admission(document))
            elif group == KUBERNETES and kind == _BINDING:
                bindings.append(_binding(document))
            elif group == KYVERNO and kind == _EXCEPTION:
                exceptions.append(_exception(document))
            else:
                reason = _DOES.get(kind.removeprefix("Namespaced"), _OTHERS[group])
                changes = _changes(document, group, kind.removeprefix("Namespaced"))
                unknown.append(Unknown(kind, _name(document), reason, changes=changes))
        except ShapeError as error:
            unknown.append(Unknown(kind, _name(document), str(error), malformed=True))
    return PolicySet(tuple(policies), tuple(bindings), tuple(exceptions), tuple(unknown))


def _changes(document: dict[str, Any], group: str, kind: str) -> tuple[Constraints, ...]:
    """Return which requests a policy changes, as far as its own language tells, or all."""
    spec = mapping(document.get("spec"), "spec")
    if group == KYVERNO and kind == "MutatingPolicy":
        made = autogen.generate(spec).values()
        read = [read_constraints(each.get("matchConstraints"), "spec") for each in (spec, *made)]
        return tuple(constraints for constraints in read if constraints)
    rules = mappings(spec.get("rules"), "spec.rules") if group == LEGACY else []
    return (Constraints(()),) if any("mutate" in rule for rule in rules) else ()


def _flat(documents: Iterable[Any]) -> Iterable[dict[str, Any]]:
    """Yield documents that are maps, and those in lists of Kubernetes."""
    for document in documents:
        if not isinstance(document, dict):
            continue
        listed = document.get("items")
        if document.get("kind") == "List" and isinstance(listed, list):
            yield from _flat(listed)
        else:
            yield document


def _identity(document: dict[str, Any]) -> tuple[str, str]:
    version, kind = document.get("apiVersion"), document.get("kind")
    if not isinstance(version, str) or not isinstance(kind, str):
        return "", ""
    return group_version(version)[0], kind


def _name(document: dict[str, Any]) -> str:
    metadata = document.get("metadata")
    name = metadata.get("name") if isinstance(metadata, dict) else None
    return name if isinstance(name, str) else ""


def _metadata(document: dict[str, Any]) -> tuple[str, str, dict[str, Any]]:
    """Return name, namespace and annotations."""
    metadata = mapping(document.get("metadata"), "metadata")
    for field in ("annotations", "labels"):
        for key, value in mapping(metadata.get(field), f"metadata.{field}").items():
            text(value, f"metadata.{field}[{key!r}]")
    return (
        text(metadata.get("name"), "metadata.name", required=True),
        text(metadata.get("namespace"), "metadata.namespace"),
        mapping(metadata.get("annotations"), "metadata.annotations"),
    )


def _validating(document: dict[str, Any], kind: str) -> Policy:
    fields.check(document, fields.IMAGES if kind in model.IMAGE_KINDS else fields.VALIDATING)
    name, namespace, annotations = _metadata(document)
    spec = mapping(document.get("spec"), "spec")
    evaluation = mapping(spec.get("evaluation"), "spec.evaluation")
    mode = text(evaluation.get("mode"), "spec.evaluation.mode")
    if mode not in _MODES:
        raise ShapeError(f"it is evaluated in mode {mode!r}, on requests of another kind")
    make = ImageRules if kind in model.IMAGE_KINDS else Rules
    own = make(spec)
    _check_autogen(spec)
    generated = [make(made, way, own) for way, made in autogen.generate(spec).items()]
    return Policy(
        kind,
        name,
        (namespace or "default") if kind in _NAMESPACED else "",
        (own, *generated),
        _actions(spec),
        str(annotations.get(_SEVERITY) or ""),
        _MODES[mode],
    )


def _actions(spec: dict[str, Any]) -> tuple[str, ...]:
    place = "spec.validationActions"
    actions = texts(spec.get("validationActions"), place)
    return tuple(choice(action, _ACTIONS, place) for action in actions) or ("Deny",)


def _check_autogen(spec: dict[str, Any]) -> None:
    place = "spec.autogen"
    content = mapping(spec.get("autogen"), place)
    controllers = mapping(content.get("podControllers"), f"{place}.podControllers")
    texts(controllers.get("controllers"), f"{place}.podControllers.controllers")


def _admission(document: dict[str, Any]) -> Policy:
    fields.check(document, fields.ADMISSION)
    name, _, annotations = _metadata(document)
    spec = mapping(document.get("spec"), "spec")
    rules = Rules(_for_any_operation(spec))
    if rules.constraints is None or not rules.constraints.rules:
        raise ShapeError("spec.matchConstraints.resourceRules must say what the policy is about")
    kind = mapping(spec.get("paramKind"), "spec.paramKind")
    params = (
        text(kind.get("apiVersion"), "spec.paramKind.apiVersion", required=True),
        text(kind.get("kind"), "spec.paramKind.kind", required=True),
    ) if kind else None  # fmt: skip
    severity = str(annotations.get(_SEVERITY) or "")
    return Policy(model.ADMISSION, name, "", (rules,), ("Deny",), severity, param_kind=params)


def _for_any_operation(spec: dict[str, Any]) -> dict[str, Any]:
    """Return a spec whose rules without operations are about every operation.

    Kubernetes refuses such rules and the Kyverno CLI does not look at them: to judge by them is
    the safe reading.
    """
    constraints = mapping(spec.get("matchConstraints"), "spec.matchConstraints")
    place = "spec.matchConstraints.resourceRules"
    rules = mappings(constraints.get("resourceRules"), place)
    rules = [rule if rule.get("operations") else {**rule, "operations": ["*"]} for rule in rules]
    return {**spec, "matchConstraints": {**constraints, "resourceRules": rules}}


def _binding(document: dict[str, Any]) -> Binding:
    fields.check(document, fields.BINDING)
    name, _, _ = _metadata(document)
    spec = mapping(document.get("spec"), "spec")
    ref = mapping(spec.get("paramRef"), "spec.paramRef")
    params = ParamRef(
        text(ref.get("name"), "spec.paramRef.name"),
        text(ref.get("namespace"), "spec.paramRef.namespace"),
        read_selector(ref.get("selector"), "spec.paramRef.selector"),
        ref.get("selector") is not None,
        ref.get("parameterNotFoundAction") == "Allow",
    )
    return Binding(
        name,
        text(spec.get("policyName"), "spec.policyName", required=True),
        _actions(spec),
        read_constraints(spec.get("matchResources"), "spec.matchResources"),
        params if ref else None,
    )


def _exception(document: dict[str, Any]) -> PolicyException:
    fields.check(document, fields.EXCEPTION)
    name, namespace, _ = _metadata(document)
    spec = mapping(document.get("spec"), "spec")
    references = set()
    for index, ref in enumerate(mappings(spec.get("policyRefs"), "spec.policyRefs")):
        at = f"spec.policyRefs[{index}]"
        kind = text(ref.get("kind"), f"{at}.kind", required=True)
        references.add((kind, text(ref.get("name"), f"{at}.name", required=True)))
    for field in ("images", "allowedValues"):
        texts(spec.get(field), f"spec.{field}")
    labels = mapping(mapping(document.get("metadata"), "metadata").get("labels"), "labels")
    priority = str(labels.get(_PRIORITY) or "")
    return PolicyException(
        f"{namespace}/{name}" if namespace else name,
        frozenset(references),
        read_conditions(spec),
        spec,
        _time(spec.get("expiresAt")),
        int(priority) if priority.isdecimal() else 0,
    )


def _time(value: object) -> datetime | None:
    said = text(value, "spec.expiresAt")
    if not said:
        return None
    try:
        time = datetime.fromisoformat(said)
    except ValueError as error:
        raise ShapeError("spec.expiresAt must be a time such as 2030-01-31T00:00:00Z") from error
    return time if time.tzinfo else time.replace(tzinfo=UTC)
