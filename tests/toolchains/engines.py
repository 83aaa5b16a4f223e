"""Engines that judge us, built from their pinned Go modules or Node packages, once, into build/."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from tests.conftest import ROOT

CACHE = ROOT / "build" / "engines"

# Nobody debugs an engine: without that, a quarter less is written.
FLAGS = ("-gcflags=all=-dwarf=false", "-ldflags=-s -w")
TOGETHER = 300
NEEDED = "{{if not .Standard}}{{.ImportPath}}{{end}}"


def go_engine(name: str, package: str, tags: str = "") -> Path:
    """Return the program built from `platform/engines/<name>/go.mod`, whose tool line pins it."""
    program = CACHE / name
    source = ROOT / "platform" / "engines" / name
    pins = b"".join((source / file).read_bytes() for file in ("go.mod", "go.sum"))
    made = "\n".join([package, tags, *FLAGS, _go(source, "version")]).encode() + pins
    stamp = CACHE / f"{name}.built"
    if not (program.is_file() and stamp.is_file() and stamp.read_bytes() == made):
        program.parent.mkdir(parents=True, exist_ok=True)
        flags = ("-trimpath", "-tags", tags, *FLAGS)
        needed = _go(source, "list", "-deps", "-f", NEEDED, *flags, package).split()
        # What a build compiles lies in its own folder until it ends, beside the cache: gigabytes
        # of it where thousands of packages are compiled at once.
        for start in range(0, len(needed), TOGETHER):
            _go(source, "build", *flags, *needed[start : start + TOGETHER])
        _go(source, "build", *flags, "-o", str(program), package)
        stamp.write_bytes(made)
    return program


def _go(folder: Path, *arguments: str) -> str:
    """Return what Go prints, run beside a go.mod."""
    done = subprocess.run(
        ["go", *arguments],
        cwd=folder,
        env={**os.environ, "GOFLAGS": "-mod=mod -buildvcs=false"},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout


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
