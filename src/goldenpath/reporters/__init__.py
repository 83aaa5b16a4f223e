"""Reports for people and for programs: each reporter writes a report to a text stream."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from goldenpath.reporters import json, sarif, text

if TYPE_CHECKING:
    from collections.abc import Callable

    from goldenpath.report import Report

REPORTERS: dict[str, Callable[[Report, TextIO], None]] = {
    "text": text.write,
    "json": json.write,
    "sarif": sarif.write,
}
