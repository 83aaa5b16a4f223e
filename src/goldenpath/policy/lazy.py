"""Values that are computed when they are asked for, and kept.

`functools.cached_property` takes a lock for each value: of a request, which lives for one judgement
in one thread, that takes longer than to compute most of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

if TYPE_CHECKING:
    from collections.abc import Callable

Value = TypeVar("Value")


class lazy(Generic[Value]):  # noqa: N801 - it stands where functions do
    """A method whose value takes the method's place."""

    def __init__(self, compute: Callable[[Any], Value]) -> None:
        """Take what computes the value."""
        self._compute = compute
        self.__doc__ = compute.__doc__

    @overload
    def __get__(self, instance: None, owner: type) -> lazy[Value]: ...

    @overload
    def __get__(self, instance: object, owner: type) -> Value: ...

    def __get__(self, instance: object | None, owner: type) -> Value | lazy[Value]:
        """Return the value, which is found before this the next time."""
        if instance is None:
            return self
        value = self._compute(instance)
        instance.__dict__[self._compute.__name__] = value
        return value
