"""How Backstage's reader makes values of plain scalars below `%YAML 1.1`.

Source: the `yaml-1.1` schema of npm's `yaml`.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

_CONSTANTS: dict[str, Any] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(
        ("Y", "y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"), True
    ),
    **dict.fromkeys(
        ("N", "n", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"), False
    ),
}
_INTEGERS = (
    (re.compile(r"([-+]?)0b([0-1_]+)"), 2),
    (re.compile(r"([-+]?)0([0-7_]+)"), 8),
    (re.compile(r"([-+]?)([0-9][0-9_]*)"), 10),
    (re.compile(r"([-+]?)0x([0-9a-fA-F_]+)"), 16),
)
_FLOAT = re.compile(
    r"[-+]?\.(?:inf|Inf|INF)|\.nan|\.NaN|\.NAN"
    r"|[-+]?(?:[0-9][0-9_]*)?(?:\.[0-9_]*)?[eE][-+]?[0-9]+|[-+]?(?:[0-9][0-9_]*)?\.[0-9_]*"
)
_SEXAGESIMAL = re.compile(r"[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?")
_TIMESTAMP = re.compile(
    r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})"
    r"(?:(?:t|T|[ \t]+)([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(\.[0-9]+)?"
    r"(?:[ \t]*(?:Z|([-+])([012]?[0-9])(?::([0-9]{2}))?))?)?"
)
_DIGITS = 400


def legacy_scalar(text: str) -> Any:  # noqa: ANN401 - YAML values are of any type
    """Return the value of the plain scalar `text`; a point in time as text in JavaScript's form."""
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    for pattern, base in _INTEGERS:
        match = pattern.fullmatch(text)
        digits = match[2].replace("_", "") if match else ""
        if match and len(digits) <= _DIGITS:
            return int(match[1] + (digits or "0"), base)
    if _FLOAT.fullmatch(text):
        return _float(text.replace("_", ""))
    if _SEXAGESIMAL.fullmatch(text):
        return _sexagesimal(text.replace("_", ""))
    match = _TIMESTAMP.fullmatch(text)
    return _timestamp(match) if match else text


def _float(text: str) -> float:
    try:
        return float(text.replace(".inf", "inf").replace(".nan", "nan").replace(".Inf", "inf"))
    except ValueError:
        return float("nan")


def _sexagesimal(text: str) -> float:
    if len(text) > _DIGITS:
        return float("-inf" if text.startswith("-") else "inf")
    total = 0.0
    for part in text.lstrip("+-").split(":"):
        total = total * 60 + _float(part)
    return -total if text.startswith("-") else total


def _timestamp(match: re.Match[str]) -> str | None:
    year, month, day, hour, minute, second = (int(part or 0) for part in match.group(*range(1, 7)))
    zone = timedelta(hours=int(match[9] or 0), minutes=int(match[10] or 0))
    try:
        moment = datetime(year, 1, 1, tzinfo=UTC)
        months = moment.month - 1 + month - 1
        moment = moment.replace(year=year + months // 12, month=months % 12 + 1)
        moment += timedelta(days=day - 1, hours=hour, minutes=minute, seconds=second)
        moment -= -zone if match[8] == "-" else zone
    except (OverflowError, ValueError):
        return None
    milliseconds = (match[7] or ".")[1:4].ljust(3, "0")
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{milliseconds}Z"
