"""The two judges of a catalog, as programs to run and as verdicts to compare."""

from __future__ import annotations

import json
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.catalog import manifest_of
from bench.measure import FailedError, Program

HERE = Path(__file__).resolve().parent
RULES = "GP0,GP1,GP2"
"""What Backstage refuses, and the references between all that is scanned."""
UNCACHED = ("--no-cache",)

Documents = frozenset[tuple[str, int]]
"""Documents by their file and their index there."""


@dataclass(frozen=True, slots=True)
class Judges:
    """Both judges, the folder that Backstage's is installed in, and one for what they write."""

    engine: Path
    scratch: Path

    def ours(self, catalog: Path, *options: str, target: str = ".") -> Program:
        """Return `goldenpath validate` on a catalog, or on one file of it."""
        report = self.scratch / "goldenpath.json"
        command: list[str | Path] = [sys.executable, "-m", "goldenpath", "validate", "--no-config"]
        command += ["--select", RULES, "--format", "json", *options, target]
        environment = {
            "XDG_CACHE_HOME": str(self.scratch / "cache"),
            # Bytecode is kept, as an installation does, but not in the checkout.
            "PYTHONPYCACHEPREFIX": str(self.scratch / "bytecode"),
        }
        return Program(command, catalog, report, frozenset({0, 1}), environment)

    def theirs(self, catalog: Path) -> Program:
        """Return Backstage's processing of a catalog."""
        script = HERE / "official" / "judge.cjs"
        command: list[str | Path] = ["node", "--no-warnings", script, self.engine, "."]
        return Program(command, catalog, self.scratch / "backstage.json")

    def forget(self) -> None:
        """Empty our cache."""
        shutil.rmtree(self.scratch / "cache", ignore_errors=True)

    def backstage(self) -> dict[str, Any]:
        """Return what Backstage's processing printed last."""
        return _read(self.scratch / "backstage.json")

    def start_up_of_backstage(self) -> float:
        """Return the CPU seconds that went by before its last run saw the first file."""
        report = self.backstage()
        start: float = report["cpu_seconds"] - report["cpu_seconds_without_start_up"]
        return start

    def check_ours(self, catalog: Path) -> None:
        """Make sure that we have found in a catalog what is wrong in it, and nothing else.

        Raises:
            FailedError: we have not.
        """
        report, manifest = _read(self.scratch / "goldenpath.json"), _read(manifest_of(catalog))
        found, known = (
            {(item["path"], item["document"], item["code"]) for item in items}
            for items in (report["diagnostics"], manifest["faults"])
        )
        if found != known or report["summary"]["documents"] != manifest["documents"]:
            raise FailedError(f"goldenpath errs about {sorted(found ^ known)[:5]}")

    def agreed(self, catalog: Path) -> str:
        """Say what both have found in the catalog that they were run on last.

        Raises:
            FailedError: they differ from each other, or from what is known of the catalog.
        """
        self.check_ours(catalog)
        ours, theirs = _read(self.scratch / "goldenpath.json"), self.backstage()
        wrong = refused_by_us(ours) ^ refused_by_them(theirs)
        number = theirs["documents"]
        if wrong or number != ours["summary"]["documents"]:
            raise FailedError(f"the judges differ about {sorted(wrong)[:5]}")
        refused = len(theirs["rejected"])
        others = len(ours["diagnostics"]) - refused
        return f"both accept {number - refused:,} and refuse {refused:,}; {others:,} more findings"


def refused_by_us(report: dict[str, Any]) -> Documents:
    """Return the documents with an error for which Backstage would refuse them."""
    return frozenset(
        (item["path"], item["document"])
        for item in report["diagnostics"]
        if item["severity"] == "error" and item["code"].startswith(("GP0", "GP1"))
    )


def refused_by_them(report: dict[str, Any]) -> Documents:
    """Return the documents that Backstage refuses."""
    return frozenset((path, index) for path, index, _ in report["rejected"])


def _read(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_bytes())
    return content
