"""Which exceptions hold for a policy and a request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goldenpath.policy.cel import EvaluationError
from goldenpath.policy.verdict import holds

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from goldenpath.policy.cel import Scope
    from goldenpath.policy.model import Policy, PolicyException
    from goldenpath.policy.rules import Rules


def matched(
    exceptions: Iterable[PolicyException],
    policy: Policy,
    rules: Rules,
    within: Scope,
    now: datetime,
) -> Iterator[PolicyException]:
    """Yield the exceptions from a policy that have not expired and whose conditions hold.

    One that fails counts, unless the policy is exempted already.
    """
    key = (policy.kind, policy.name)
    exempted = False
    for exception in exceptions:
        if key not in exception.references or exception.has_expired(now):
            continue
        conditions = exception.conditions(rules.language)
        try:
            if not holds(conditions, within, ignores_failures=rules.ignores_failures):
                continue
        except EvaluationError:
            if exempted:
                continue
            raise
        exempted = exempted or exception.is_full
        yield exception
