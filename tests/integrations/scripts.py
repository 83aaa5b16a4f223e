"""Runs the scripts that a CI server would take from our YAML, with what it would set for them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

BASH = ("bash", "--noprofile", "--norc", "-eo", "pipefail")
EXPRESSION = re.compile(r"\$\{\{ *([\w.-]+) *\}\}")


@dataclass(frozen=True)
class Outcome:
    """What a script left: its exit code, what it printed, what it gave out."""

    code: int
    printed: str
    outputs: Mapping[str, str] = field(default_factory=dict)
    summary: str = ""


def run(shell: Sequence[str], script: str, folder: Path, environment: Mapping[str, str]) -> Outcome:
    """Run a script by a shell, in an environment that holds nothing of a developer's."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    done = subprocess.run(
        [*shell, "-c", script],
        cwd=folder,
        env={**kept, **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return Outcome(done.returncode, done.stdout)


def shellcheck(script: str, shell: str) -> str:
    """Return what shellcheck finds in a script for a shell."""
    done = subprocess.run(
        [Path(sys.executable).parent / "shellcheck", "--shell", shell, "--severity", "style", "-"],
        input=script,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.stdout


@dataclass(frozen=True)
class Action:
    """A composite action, its steps run one by one as a runner would."""

    folder: Path
    content: Mapping[str, Any]
    temporary: Path

    def step(self, name: str) -> Mapping[str, Any]:
        """Return the step of this id."""
        (found,) = (step for step in self.content["runs"]["steps"] if step.get("id") == name)
        step: Mapping[str, Any] = found
        return step

    def run(self, name: str, workspace: Path, context: Mapping[str, str]) -> Outcome:
        """Run one step; `context` says what its expressions stand for, inputs' defaults else."""
        step = self.step(name)
        assert step["shell"] == "bash"
        known = {
            f"inputs.{key}": value["default"] for key, value in self.content["inputs"].items()
        } | dict(context)

        def filled(text: str) -> str:
            return EXPRESSION.sub(lambda match: known[match[1]], text)

        files = {name: self.temporary / name for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
        for file in files.values():
            file.write_text("", "utf-8")
        done = run(
            BASH,
            step["run"],
            workspace / filled(step.get("working-directory", ".")),
            {
                "RUNNER_TEMP": str(self.temporary),
                "GITHUB_ACTION_PATH": str(self.folder),
                **{key: str(file) for key, file in files.items()},
                **{key: filled(value) for key, value in step.get("env", {}).items()},
            },
        )
        lines = files["GITHUB_OUTPUT"].read_text("utf-8").splitlines()
        outputs = {key: value for key, _, value in (line.partition("=") for line in lines)}
        summary = files["GITHUB_STEP_SUMMARY"].read_text("utf-8")
        return Outcome(done.code, done.printed, outputs, summary)
