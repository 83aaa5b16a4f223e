"""What is known before anybody has answered, and Copier's Jinja to evaluate with."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from jinja2 import meta

from goldenpath.jinja import environment

if TYPE_CHECKING:
    from collections.abc import Mapping

UNSET = "UNSET"
"""The name by which a default says that there is none."""


class Scope:
    """The golden path, the organisation's facts, and the answers that these two settle.

    Expressions are evaluated as Copier does: same delimiters, same filters, same strictness.
    """

    def __init__(self, path: str, facts: Mapping[str, Any]) -> None:
        self.known: dict[str, Any] = {"template": path, "organization": facts}
        self._environment = environment()
        to_json = self._environment.filters["to_json"]
        self._environment.filters["to_json"] = partial(to_json, default=_listed)

    def unknown(self, value: object) -> frozenset[str]:
        """Return the names that `value` refers to and that are not settled."""
        if isinstance(value, list):
            return frozenset().union(*(self.unknown(item) for item in value))
        if not isinstance(value, str):
            return frozenset()
        names = meta.find_undeclared_variables(self._environment.parse(value))
        return frozenset(names - self.known.keys() - self._environment.globals.keys())

    def render(self, value: Any, **assumed: Any) -> Any:  # noqa: ANN401 - any YAML value
        """Return `value` with its expressions evaluated, given also the answers `assumed`."""
        if isinstance(value, list):
            return [self.render(item, **assumed) for item in value]
        if not isinstance(value, str):
            return value
        return self._environment.from_string(value).render({**self.known, **assumed})


def truth(value: Any) -> bool:  # noqa: ANN401 - any YAML value
    """Read a rendered condition as Copier does: numbers first, then YAML's words."""
    if not isinstance(value, str):
        return bool(value)
    word = value.strip().lower()
    try:
        return bool(float(word))
    except ValueError:
        return word not in {"", "n", "no", "f", "false", "off", "~", "null", "none"}


def _listed(value: object) -> list[Any]:
    """Return what a filter such as `map` gives as a list: Copier's `to_json` takes it too."""
    if isinstance(value, Iterator):
        return list(value)
    raise TypeError(f"{value!r} is no JSON")
