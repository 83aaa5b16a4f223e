"""Policies, exceptions and bindings as they were read."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from goldenpath.policy.cel import ExpressionError, Program
from goldenpath.policy.rules import compile_conditions

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from goldenpath.policy.language import Language
    from goldenpath.policy.match import Constraints, Selector
    from goldenpath.policy.rules import Rules

VALIDATING, NAMESPACED = "ValidatingPolicy", "NamespacedValidatingPolicy"
IMAGES, NAMESPACED_IMAGES = "ImageValidatingPolicy", "NamespacedImageValidatingPolicy"
IMAGE_KINDS = frozenset({IMAGES, NAMESPACED_IMAGES})
ADMISSION = "ValidatingAdmissionPolicy"


@dataclass(frozen=True, slots=True)
class Policy:
    """One policy that can be judged by.

    Attributes:
        kind: ValidatingPolicy, ImageValidatingPolicy, one of these of a namespace, or
            ValidatingAdmissionPolicy.
        name: its name.
        namespace: where it lives, empty for a policy of the whole cluster.
        rules: its own spec first, then those generated from it.
        actions: what the cluster does about a failure.
        severity: how bad a failure is, as the policy's annotation says.
        is_json: whether it judges any JSON document, and not requests.
        param_kind: `apiVersion` and `kind` of its parameters, if it has any.
    """

    kind: str
    name: str
    namespace: str
    rules: tuple[Rules, ...]
    actions: tuple[str, ...] = ("Deny",)
    severity: str = ""
    is_json: bool = False
    param_kind: tuple[str, str] | None = None

    def faults(self) -> list[str]:
        """Return what is wrong with the policy's expressions."""
        compiled = (rules.compiled for rules in self.rules)
        return [str(found) for found in compiled if isinstance(found, ExpressionError)]


@cache
def _compiled(conditions: tuple[tuple[str, str], ...], language: Language) -> tuple[Program, ...]:
    return compile_conditions(conditions, language)


class PolicyException:
    """An exemption from policies, of `policies.kyverno.io`."""

    def __init__(
        self,
        name: str,
        references: frozenset[tuple[str, str]],
        conditions: list[tuple[str, str]],
        spec: dict[str, Any],
        expires_at: datetime | None,
        priority: int,
    ) -> None:
        """Take what an exception says; its conditions are compiled when they are needed."""
        self.name = name
        self.references = references
        self.images: list[str] = list(spec.get("images") or [])
        self.values: list[str] = list(spec.get("allowedValues") or [])
        self.passes = spec.get("reportResult") == "pass"
        self.expires_at = expires_at
        self.priority = priority
        self._conditions = tuple(conditions)

    def conditions(self, language: Language) -> tuple[Program, ...]:
        """Return the conditions under which the exception holds, for policies of a language."""
        return _compiled(self._conditions, language)

    @property
    def is_full(self) -> bool:
        """Whether it exempts from the policy, and does not only allow it some values."""
        return not (self.images or self.values)

    def has_expired(self, now: datetime) -> bool:
        """Return whether the exception is over."""
        return self.expires_at is not None and now > self.expires_at

    def expires_within(self, now: datetime, span: timedelta) -> bool:
        """Return whether the exception holds now, and will not when `span` has passed."""
        return not self.has_expired(now) and self.has_expired(now + span)


class ParamRef(NamedTuple):
    """Which resources are a binding's parameters."""

    name: str
    namespace: str
    selector: Selector
    by_selector: bool
    allows_absence: bool


class Binding(NamedTuple):
    """A ValidatingAdmissionPolicyBinding."""

    name: str
    policy: str
    actions: tuple[str, ...]
    constraints: Constraints | None = None
    params: ParamRef | None = None


@dataclass(frozen=True, slots=True)
class Unknown:
    """A document by which nothing can be judged here, and why; `malformed` ones nowhere else.

    Attributes:
        changes: the requests that it changes before others judge them.
    """

    kind: str
    name: str
    reason: str
    malformed: bool = False
    changes: tuple[Constraints, ...] = ()
