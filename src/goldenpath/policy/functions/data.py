"""Kyverno's functions on texts and data: JSON, YAML, hashes, lists, users, times, numbers."""

from __future__ import annotations

import json
import math
from datetime import UTC, datetime, timedelta
from typing import Any

from goldenpath.policy.functions.declare import Library, function
from goldenpath.policy.world import current

_EPOCH = datetime(1, 1, 1, tzinfo=UTC)
"""Go truncates times by their distance from the first second of the first year."""
_SERVICE_ACCOUNT = "system:serviceaccount:"


def _unmarshal(text: str) -> Any:  # noqa: ANN401 - any JSON value
    """Read JSON as Go does: every number is a double."""
    return json.loads(text, parse_int=float, parse_constant=_refuse)


def _refuse(name: str) -> float:
    raise ValueError(f"invalid JSON: {name} is no value")


def _marshal(value: object) -> str:
    """Write JSON as Go does: keys sorted, no space, what HTML would read escaped."""
    text = json.dumps(_plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _plain(value: Any) -> Any:  # noqa: ANN401 - any value of CEL
    if isinstance(value, dict):
        if not all(isinstance(key, str) for key in value):
            raise TypeError("json: unsupported map key type")
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e21:  # noqa: PLR2004
        return int(value)
    return value


def _parse(text: str) -> Any:  # noqa: ANN401 - any YAML value
    # Few expressions read YAML, and its reader takes a while to load.
    from goldenpath.parse.compose import compose  # noqa: PLC0415
    from goldenpath.parse.construct import Dialect, construct  # noqa: PLC0415

    documents = [document for document in compose(text) if document.root or document.faults]
    if not documents:
        return None
    root = documents[0].root
    data, faults = construct(root, Dialect.KUBERNETES) if root else (None, documents[0].faults)
    if faults:
        raise ValueError(f"invalid YAML: {faults[0].message}")
    return data


def _hash(name: str) -> Any:  # noqa: ANN401 - a function
    def digest(text: str) -> str:
        import hashlib  # noqa: PLC0415 - it loads OpenSSL, for which few expressions ask

        return hashlib.new(name, text.encode(), usedforsecurity=False).hexdigest()

    return digest


def _to_map(keys: list[Any], values: list[Any], key: str, value: str) -> dict[str, Any]:
    if len(keys) != len(values):
        raise ValueError(
            f"listObjToMap must take lists of equal length: {len(keys)}, {len(values)}"
        )
    out = {}
    for one, other in zip(keys, values, strict=True):
        if not isinstance(one.get(key), str):
            raise TypeError("the passed key name cannot be handled as a string in the key list")
        out[one[key]] = other.get(value)
    return out


def _service_account(user: str) -> dict[str, str]:
    namespace, colon, name = user.removeprefix(_SERVICE_ACCOUNT).partition(":")
    if not user.startswith(_SERVICE_ACCOUNT) or not colon:
        return {"Namespace": "", "Name": ""}
    return {"Namespace": namespace, "Name": name}


def _truncate(time: datetime, step: timedelta) -> datetime:
    return time - (time - _EPOCH) % step if step > timedelta(0) else time


def _cron(time: datetime) -> str:
    return f"{time.minute} {time.hour} {time.day} {time.month} {time.isoweekday() % 7}"


def _round(number: float, digits: int) -> float:
    """Round half away from zero, as Go does."""
    shift = 10.0**digits
    whole = math.floor(abs(number) * shift + 0.5)
    return math.copysign(whole, number) / shift


def _random(*_: object) -> str:
    raise current.get().miss("a random text")


_TO_MAP = [function("map", _to_map, "list", "list", "string", "string")]
_ACCOUNT = [function("map", _service_account, "string")]
_RANDOM = [function("string", _random), function("string", _random, "string")]
_HASHES = {name: [function("string", _hash(name), "string")] for name in ("md5", "sha1", "sha256")}

LIBRARY: Library = {
    "json.unmarshal": [function("dyn", _unmarshal, "string")],
    "json.marshal": [function("string", _marshal, "any")],
    "yaml.parse": [function("dyn", _parse, "string")],
    **_HASHES,
    **{f"hash.{name}": overloads for name, overloads in _HASHES.items()},
    "listObjToMap": _TO_MAP,
    "transform.listObjToMap": _TO_MAP,
    "parseServiceAccount": _ACCOUNT,
    "user.parseServiceAccount": _ACCOUNT,
    "time.now": [function("timestamp", lambda: current.get().now)],
    "time.truncate": [function("timestamp", _truncate, "timestamp", "duration")],
    "time.toCron": [function("string", _cron, "timestamp")],
    "kyverno.round": [function("double", _round, "double", "int")],
    "random": _RANDOM,
    "random.random": _RANDOM,
}
