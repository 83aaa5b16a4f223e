"""Runs the validator on a hostile input as a user would, and says what came of it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.hostile.case import Case, Findings

SECONDS = 10.0
"""Processor time that an input may take; wall clocks of busy machines tell nothing."""
MEGABYTES = 500.0
_MEASURE = Path(__file__).with_name("measure.py")
_GUARD = 60
_PATIENCE = 5
"""Times that a run may take in which nobody else has the machine."""


@dataclass(frozen=True)
class Outcome:
    """What came of a run: how it ended, what it said, what it took."""

    exit_code: int
    out: bytes
    err: str
    seconds: float = 0.0
    megabytes: float = 0.0

    @property
    def report(self) -> dict[str, Any]:
        """Return the report, where it is JSON."""
        report: dict[str, Any] = json.loads(self.out)
        return report

    @property
    def findings(self) -> Findings:
        """Return what is found in each file, by code and document."""
        findings: Findings = {}
        for item in self.report["diagnostics"]:
            findings.setdefault(item["path"], set()).add((item["code"], item["document"]))
        return findings


def run(case: Case, folder: Path, *arguments: str) -> Outcome:
    """Write a case into `folder` and run the validator in its repository."""
    repository = folder / "repository"
    case.write(repository)
    return validate(repository, folder, *case.arguments, *arguments)


def validate(repository: Path, folder: Path, *arguments: str, guard: int = _GUARD) -> Outcome:
    """Run the validator in `repository`; what it says and takes is written into `folder`.

    After `guard` seconds of processor time it is ended.
    """
    program = [sys.executable, "-m", "goldenpath", "validate", *arguments, "."]
    launcher = [sys.executable, "-S", "-E", str(_MEASURE), str(folder / "taken"), str(guard)]
    environment = os.environ | {"XDG_CACHE_HOME": str(folder / "cache")}
    with (folder / "out").open("wb") as out, (folder / "err").open("wb") as err:
        process = subprocess.Popen(
            [*launcher, *program],
            cwd=repository,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            start_new_session=True,
        )
        try:
            process.wait(_PATIENCE * guard)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            raise
    taken = json.loads((folder / "taken").read_text("utf-8"))
    return Outcome(
        taken["status"],
        (folder / "out").read_bytes(),
        (folder / "err").read_text("utf-8", "replace"),
        taken["seconds"],
        taken["megabytes"],
    )
