"""Named formats of Kubernetes: `format.dns1123Label().validate('x')`, and regular expressions.

What these functions return depends on the engine (an optional list, a match by its own regular
expressions), so that the engine's module finishes them: see `goldenpath.policy.cel`.
"""

from __future__ import annotations

import base64
import binascii
import re
from datetime import date, datetime

from goldenpath.policy.functions.declare import Library, function, seal, unseal
from goldenpath.policy.functions.network import is_url

FORMAT = "kubernetes.NamedFormat"
_LABEL = r"[a-z0-9]([-a-z0-9]*[a-z0-9])?"
_DOTTED = rf"{_LABEL}(\.{_LABEL})*"
_LABEL_1035 = r"[a-z]([-a-z0-9]*[a-z0-9])?"
_NAME = r"([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]"
_UUID = r"(?i)[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}"


def _matches(pattern: str, longest: int, text: str, *, prefix: bool = False) -> bool:
    """Return whether a name has the form; of a prefix, its last hyphen will be followed."""
    if prefix and text.endswith("-"):
        text = f"{text[:-1]}a"
    return len(text) <= longest and re.fullmatch(pattern, text) is not None


def _qualified(text: str) -> bool:
    prefix, slash, name = text.rpartition("/")
    if slash and not _matches(_DOTTED, 253, prefix):
        return False
    return _matches(_NAME, 63, name)


def _base64(text: str) -> bool:
    try:
        base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return False
    return bool(text)


def _date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) is not None


def _datetime(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    form = r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)"
    return re.fullmatch(form, text) is not None


_FORMATS = {
    "dns1123Label": lambda text: _matches(_LABEL, 63, text),
    "dns1123Subdomain": lambda text: _matches(_DOTTED, 253, text),
    "dns1035Label": lambda text: _matches(_LABEL_1035, 63, text),
    "dns1123LabelPrefix": lambda text: _matches(_LABEL, 63, text, prefix=True),
    "dns1123SubdomainPrefix": lambda text: _matches(_DOTTED, 253, text, prefix=True),
    "dns1035LabelPrefix": lambda text: _matches(_LABEL_1035, 63, text, prefix=True),
    "qualifiedName": _qualified,
    "labelValue": lambda text: not text or _matches(_NAME, 63, text),
    "uri": is_url,
    "uuid": lambda text: re.fullmatch(_UUID, text) is not None,
    "byte": _base64,
    "date": _date,
    "datetime": _datetime,
}


def _violations(form: object, text: str) -> list[str]:
    name = unseal(FORMAT, form)
    return [] if _FORMATS[name](text) else [f"{text!r} is no {name}"]


def _named(name: str) -> dict[int, object]:
    if name not in _FORMATS:
        raise ValueError(f"there is no format {name!r}")
    return seal(FORMAT, name)


def _constant(name: str) -> Library:
    return {f"format.{name}": [function("map", lambda: seal(FORMAT, name))]}


def ungrouped(pattern: str) -> str:
    """Return a regular expression (RE2) whose groups capture nothing."""
    out, at, in_class = [], 0, False
    while at < len(pattern):
        character = pattern[at]
        if character == "\\":
            if pattern[at : at + 2] == "\\Q":
                end = pattern.find("\\E", at)
                end = len(pattern) if end < 0 else end + 2
                out.append(pattern[at:end])
                at = end
                continue
            out.append(pattern[at : at + 2])
            at += 2
            continue
        if in_class:
            # A closing bracket that comes first in a class is one of its characters.
            in_class = character != "]" or pattern[at - 1] == "[" or pattern[at - 2 : at] == "[^"
        elif character == "[":
            in_class = True
        elif character == "(":
            named = re.match(r"\(\?P?<\w+>", pattern[at:])
            if named or pattern[at : at + 2] != "(?":
                out.append("(?:")
                at += named.end() if named else 1
                continue
        out.append(character)
        at += 1
    return "".join(out)


def _first(items: list[str], number: int) -> list[str]:
    return items if number < 0 else items[:number]


LIBRARY: Library = {
    "kubernetes.violations": [function("list", _violations, "map", "string")],
    "kubernetes.ungrouped": [function("string", ungrouped, "string")],
    "kubernetes.first": [function("list", _first, "list", "int")],
    "format.named": [function("map", _named, "string")],
}
for _name in _FORMATS:
    LIBRARY.update(_constant(_name))
