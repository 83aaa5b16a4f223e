"""The ways to Helm: the SDK of the extra `[helm]`, else a `helm` program on PATH, else none."""

from __future__ import annotations

import contextlib
import importlib.util
import shutil
from functools import cache
from typing import TYPE_CHECKING, Protocol

from goldenpath.helm.program import Program
from goldenpath.helm.sdk import DeadError, Sdk

if TYPE_CHECKING:
    from goldenpath.helm.job import Job, Outputs
    from goldenpath.helm.refusal import Complaint


class Engine(Protocol):
    """Something that renders and lints charts as Helm does."""

    name: str

    def render(self, job: Job) -> tuple[Outputs, list[Complaint]]:
        """Return what each template rendered, or why not."""

    def lint(self, job: Job) -> list[Complaint]:
        """Return what Helm's linter calls an error."""


def begin() -> None:
    """Let the SDK, if there is one, start while other things are done."""
    _sdk()


@cache
def available() -> Engine | None:
    """Return the engine of this machine."""
    sdk = _sdk()
    if sdk is not None:
        with contextlib.suppress(DeadError):
            sdk.greet()
            return sdk
    program = shutil.which("helm")
    return Program.of(program) if program else None


@cache
def _sdk() -> Sdk | None:
    return Sdk() if importlib.util.find_spec("helm_python") is not None else None
