"""Runs tools/try-platform.sh where the programs that speak to clusters only write down calls."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tests.e2e.conftest import Shell

SCRIPT = "tools/try-platform.sh"
STUBBED = ("docker", "helm", "kind", "kubectl", "make")

STUB = """\
#!/bin/sh
echo "${0##*/} $*" >> "$RECORD"
case "$*" in
  "get clusters") ;;
  "get nodes"*) echo one; echo two ;;
  *"get applications"*)
    echo platform Synced Progressing
    echo platform-crossplane-apis-x Synced Healthy
    echo platform-backstage-x Synced Progressing ;;
  *"apply --filename -"*) cat > "$RECORD.stdin" ;;
esac
"""


class Told(NamedTuple):
    """What a run left."""

    code: int
    printed: str
    done: list[str]
    stdin: str


def try_platform(
    checkout: Shell,
    folder: Path,
    *options: str,
    stubs: tuple[str, ...] = STUBBED,
    environment: Mapping[str, str] | None = None,
) -> Told:
    """Run the script with programs first on PATH that only write down how they were called."""
    programs = folder / "programs"
    programs.mkdir(exist_ok=True)
    for name in stubs:
        (programs / name).write_text(STUB, "utf-8")
        (programs / name).chmod(0o755)
    record = folder / "record"
    done = subprocess.run(
        [checkout.folder / SCRIPT, *options],
        cwd=folder,
        env={
            **os.environ,
            "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
            "RECORD": str(record),
            **(environment or {}),
        },
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    calls = record.read_text("utf-8").splitlines() if record.exists() else []
    stdin = folder / "record.stdin"
    return Told(
        done.returncode, done.stdout, calls, stdin.read_text("utf-8") if stdin.exists() else ""
    )
