"""How a function of an expression is declared: its name, its overloads, what runs.

Nothing here knows the CEL engine. Types are named as in CEL; `any` stands for every type of a
value, and values of Kubernetes' and Kyverno's own types travel as sealed maps.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_KIND, _CONTENT = 0, 1
"""Keys of a sealed map. No manifest has a key that is a number, so none can pose as one."""


class Overload(NamedTuple):
    """One signature of a function.

    Attributes:
        parameters: the types of its parameters, the target of a member first.
        returns: the type of its value; `dyn` if that depends.
        run: what computes it; an exception is the expression's error.
        member: whether it is called on its first parameter.
    """

    parameters: tuple[str, ...]
    returns: str
    run: Callable[..., Any]
    member: bool = False


Library = dict[str, list[Overload]]


def function(returns: str, run: Callable[..., Any], *parameters: str) -> Overload:
    """Return an overload that is called by itself."""
    return Overload(parameters, returns, run)


def member(returns: str, run: Callable[..., Any], *parameters: str) -> Overload:
    """Return an overload that is called on its first parameter."""
    return Overload(parameters, returns, run, member=True)


def merged(*libraries: Mapping[str, list[Overload]]) -> Library:
    """Return libraries as one: a function may have overloads in several."""
    out: Library = {}
    for library in libraries:
        for name, overloads in library.items():
            out.setdefault(name, []).extend(overloads)
    return out


def seal(kind: str, content: object) -> dict[int, object]:
    """Return a value of a type that CEL does not have."""
    return {_KIND: kind, _CONTENT: content}


def kind_of(value: object) -> str | None:
    """Return the type of a sealed value."""
    kind = value.get(_KIND) if isinstance(value, dict) else None
    return kind if isinstance(kind, str) else None


def unseal(kind: str, value: object) -> Any:  # noqa: ANN401 - the kind says what it is
    """Return the content of a value that must be of type `kind`."""
    if not isinstance(value, dict) or value.get(_KIND) != kind:
        raise TypeError(f"no such overload: the value is no {kind}")
    return value[_CONTENT]
