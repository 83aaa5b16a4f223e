"""GitLab's Code Quality report, as merge requests show it.

Source: GitLab documentation, "Code Quality report format".
"""

from __future__ import annotations

from collections import Counter
from hashlib import sha256
from typing import TYPE_CHECKING, Any, TextIO

from goldenpath.diagnostic import Severity
from goldenpath.reporters import wording
from goldenpath.reporters.encode import dump, printable

if TYPE_CHECKING:
    from goldenpath.diagnostic import Diagnostic
    from goldenpath.report import Report

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


def write(report: Report, stream: TextIO) -> None:
    """Write `report` as one JSON array."""
    seen: Counter[tuple[str, str, str]] = Counter()
    dump([_degradation(item, seen) for item in report.diagnostics], stream)


def _degradation(item: Diagnostic, seen: Counter[tuple[str, str, str]]) -> dict[str, Any]:
    return {
        "description": printable(f"{item.code} {item.slug}: {wording.message(item)}"),
        "check_name": item.code,
        "fingerprint": _fingerprint(item, seen),
        "severity": _SEVERITIES[item.severity],
        "location": {
            "path": item.path,
            "lines": {"begin": item.span.start.line, "end": item.span.end.line},
        },
    }


def _fingerprint(item: Diagnostic, seen: Counter[tuple[str, str, str]]) -> str:
    """Return what tells a finding known before from a new one, wherever its line has moved to.

    Findings that say the same of one file are told apart by their order.
    """
    message = item.message
    for place in item.related:
        message = message.replace(f"{place.path}:{place.span.start.line}", place.path)
    identity = (item.code, item.path, message)
    seen[identity] += 1
    text = "\0".join((*identity, str(seen[identity])))
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
