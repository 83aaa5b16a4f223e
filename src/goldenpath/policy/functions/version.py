"""Semantic versions: `semver('1.2.3')`, as Kubernetes has them."""

from __future__ import annotations

import re
from typing import Any

from goldenpath.policy.functions.declare import Library, function, member, seal, unseal

SEMVER = "kubernetes.Semver"
_NUMBER = r"(?:0|[1-9][0-9]*)"
_IDENTIFIER = rf"(?:{_NUMBER}|[0-9]*[A-Za-z-][0-9A-Za-z-]*)"
_FORM = re.compile(
    rf"({_NUMBER})\.({_NUMBER})\.({_NUMBER})"
    rf"(?:-({_IDENTIFIER}(?:\.{_IDENTIFIER})*))?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?"
)
_LONGEST = 20


def _parse(text: str) -> list[Any]:
    """Return major, minor, patch, and the identifiers of the pre-release."""
    match = _FORM.fullmatch(text)
    if not match or any(len(part) > _LONGEST for part in match.groups()[:3]):
        raise ValueError(f"{text!r} is no semantic version")
    return [*map(int, match.groups()[:3]), match[4].split(".") if match[4] else []]


def _normalize(text: str) -> str:
    """Return a version without `v` and leading zeros, and with all three numbers."""
    parts = text.removeprefix("v").split(".", 2)
    for index, part in enumerate(parts):
        if len(part) > 1:
            rest = part.lstrip("0")
            parts[index] = rest if rest[:1].isdigit() else f"0{rest}"
    if len(parts) < 3 and set(parts[-1]) & set("+-"):  # noqa: PLR2004 - major, minor, patch
        raise ValueError("a short version cannot have a pre-release or build")
    return ".".join([*parts, "0", "0"][:3])


def _semver(text: str, normalize: bool = False) -> dict[int, object]:  # noqa: FBT001, FBT002
    return seal(SEMVER, _parse(_normalize(text) if normalize else text))


def _is_semver(text: str, normalize: bool = False) -> bool:  # noqa: FBT001, FBT002 - CEL's order
    try:
        _semver(text, normalize)
    except ValueError:
        return False
    return True


def compare(one: object, other: object) -> int:
    """Return -1, 0 or 1 by the precedence of semantic versions."""
    left, right = _precedence(one), _precedence(other)
    return (left > right) - (left < right)


def _precedence(value: object) -> tuple[Any, ...]:
    *numbers, pre = unseal(SEMVER, value)
    identifiers = [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in pre]
    return (*numbers, not pre, identifiers)


LIBRARY: Library = {
    "semver": [function("map", _semver, "string"), function("map", _semver, "string", "bool")],
    "isSemver": [
        function("bool", _is_semver, "string"),
        function("bool", _is_semver, "string", "bool"),
    ],
    "major": [member("int", lambda v: unseal(SEMVER, v)[0], "map")],
    "minor": [member("int", lambda v: unseal(SEMVER, v)[1], "map")],
    "patch": [member("int", lambda v: unseal(SEMVER, v)[2], "map")],
}
