"""A PostgreSQL of its own for a test: its programs, found on this machine, on a free port."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.conftest import STRICT

_PLACES = "/usr/lib/postgresql/*/bin"
_OTHERS = ("postgres", "nobody")
"""Who may own a cluster of root's: `initdb` refuses root itself."""


class Server(NamedTuple):
    """A server that runs, and a role of it that may create databases."""

    port: int
    user: str
    password: str


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """Run a PostgreSQL with a role that is like the one in production: CREATEDB and no more."""
    programs = _programs()
    if programs is None:
        message = f"PostgreSQL is absent: neither on PATH nor in {_PLACES}"
        if STRICT:
            pytest.fail(message, pytrace=False)
        pytest.skip(message)
    user = _user()
    # Not below pytest's own folder, which is closed to other users.
    with tempfile.TemporaryDirectory(prefix="goldenpath-postgresql-") as name:
        folder = Path(name)
        if user:
            shutil.chown(folder, user)
        yield from _serve(programs, folder, user)


def _serve(programs: Path, folder: Path, user: str | None) -> Iterator[Server]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data = folder / "data"
    _run(
        [
            str(programs / "initdb"),
            "--auth=trust",
            "--no-sync",
            "--username=admin",
            "-D",
            str(data),
        ],
        folder,
        user,
    )
    options = f"-c listen_addresses=127.0.0.1 -c port={port} -c fsync=off -k {folder}"
    control = [str(programs / "pg_ctl"), "-D", str(data), "-w", "-l", str(folder / "log")]
    _run([*control, "-o", options, "start"], folder, user)
    try:
        password = secrets.token_hex(8)
        psql = [str(programs / "psql"), "-h", str(folder), "-p", str(port), "-U", "admin"]
        role = f"CREATE ROLE portal LOGIN CREATEDB PASSWORD '{password}'"
        _run([*psql, "-c", role, "postgres"], folder, user)
        yield Server(port, "portal", password)
    finally:
        _run([*control, "-m", "immediate", "stop"], folder, user)


def _run(command: list[str], folder: Path, user: str | None) -> None:
    done = subprocess.run(
        command,
        cwd=folder,
        user=user,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        check=False,
    )
    assert 0 == done.returncode, done.stderr.decode(errors="replace")


def _programs() -> Path | None:
    found = sorted(Path("/").glob(_PLACES.removeprefix("/")), key=lambda p: int(p.parent.name))
    if found:
        return found[-1]
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


def _user() -> str | None:
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in _OTHERS if name in known)
