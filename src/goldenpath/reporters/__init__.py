"""Reports for people and for programs: each reporter writes a report to a text stream."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Callable

    from goldenpath.report import Report

    Reporter = Callable[[Report, TextIO], None]


def _reporter(name: str) -> Reporter:
    """Return the `write` of the module `name`, which is loaded when it is first called."""

    def write(report: Report, stream: TextIO) -> None:
        import_module(f"goldenpath.reporters.{name}").write(report, stream)

    return write


REPORTERS: dict[str, Reporter] = {
    name: _reporter(name) for name in ("text", "json", "sarif", "github", "gitlab", "junit", "html")
}
"""Each reporter is the module `goldenpath.reporters.<name>`."""
