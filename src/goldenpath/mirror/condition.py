"""When a question is asked: always, never, or while another question has certain answers."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any

from jinja2 import UndefinedError

from goldenpath.mirror.errors import InexpressibleError
from goldenpath.mirror.scope import truth

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goldenpath.mirror.scope import Scope


@dataclass(frozen=True, slots=True)
class Condition:
    """Asked only while the answer to `question` is one of `values`."""

    question: str
    values: tuple[Any, ...]


def condition_of(
    when: object, scope: Scope, domains: Mapping[str, tuple[Any, ...]]
) -> Condition | bool:
    """Return the condition that `when` states, or whether it holds at all when it is settled.

    Args:
        when: Copier's condition.
        scope: what is known.
        domains: every answer that the questions before can have, by name; empty when open.
    """
    unknown = scope.unknown(when)
    names = sorted(name for name in unknown if domains.get(name))
    try:
        outcomes = {
            answers: truth(scope.render(when, **dict(zip(names, answers, strict=True))))
            for answers in product(*(domains[name] for name in names))
        }
    except UndefinedError as error:
        obstacle = min(unknown - set(names), default="")
        if not obstacle:
            raise
        raise InexpressibleError(
            f"is asked depending on {obstacle!r}, which has no fixed answers or is not always "
            "asked before it: a form cannot"
        ) from error
    if len(set(outcomes.values())) == 1:
        return next(iter(outcomes.values()))
    decisive = [name for index, name in enumerate(names) if _matters(index, outcomes)]
    if len(decisive) > 1:
        both = " and ".join(map(repr, decisive))
        raise InexpressibleError(f"is asked depending on {both}: a form can follow one")
    index = names.index(decisive[0])
    values = {answers[index]: None for answers, asked in outcomes.items() if asked}
    return Condition(decisive[0], tuple(values))


def _matters(index: int, outcomes: Mapping[tuple[Any, ...], bool]) -> bool:
    """Tell whether changing the answer at `index` alone ever changes the outcome."""
    seen: dict[tuple[Any, ...], bool] = {}
    for answers, asked in outcomes.items():
        others = answers[:index] + answers[index + 1 :]
        if seen.setdefault(others, asked) != asked:
            return True
    return False
