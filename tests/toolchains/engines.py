"""Engines that judge us, built from their pinned Go modules or Node packages, once, into build/."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from tests.conftest import ROOT

CACHE = ROOT / "build" / "engines"


def go_engine(name: str, package: str, tags: str = "") -> Path:
    """Return the program built from `platform/engines/<name>/go.mod`, whose tool line pins it."""
    program = CACHE / name
    program.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        ["go", "build", "-trimpath", "-tags", tags, "-ldflags", "-s -w", "-o", program, package],
        cwd=ROOT / "platform" / "engines" / name,
        env={**os.environ, "GOFLAGS": "-mod=mod -buildvcs=false"},
        check=True,
    )
    return program


def node_engine(name: str) -> Path:
    """Return the folder of `platform/engines/<name>/package.json`, installed as its lock says."""
    source = ROOT / "platform" / "engines" / name
    folder = CACHE / name
    folder.mkdir(parents=True, exist_ok=True)
    lock = (source / "package-lock.json").read_bytes()
    stamp = folder / "installed-lock.json"
    if not stamp.is_file() or stamp.read_bytes() != lock:
        for file in source.glob("package*.json"):
            shutil.copy(file, folder)
        subprocess.run(
            ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel", "error"],
            cwd=folder,
            check=True,
        )
        stamp.write_bytes(lock)
    return folder
