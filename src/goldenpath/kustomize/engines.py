"""The program that builds: `kustomize`, or `kubectl`, which has it inside."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from functools import cache

_OLDEST = 5
"""The major version that can keep the order of files: `sortOptions`."""
_SECONDS = 60
_MOST = 64 * 1024 * 1024
_VERSION = re.compile(r"v(?P<major>\d+)\.\d+\.\d+\S*")
_NOWHERE = "http://127.0.0.1:9"


@dataclass(frozen=True, slots=True)
class Output:
    """What a run of the program gave: its output, or what it complained of."""

    text: str
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Engine:
    """A program that builds kustomizations.

    Attributes:
        name: its name and version, for people.
        command: the words before the folder.
    """

    name: str
    command: tuple[str, ...]

    def build(self, folder: str) -> Output:
        """Build the kustomization in `folder`; the program can neither fetch nor start another."""
        done = _run((*self.command, folder), home=folder)
        if isinstance(done, str):
            return Output("", done)
        if done.returncode:
            return Output("", done.stderr.decode("utf-8", "replace"))
        if len(done.stdout) > _MOST:
            return Output("", f"builds more than {_MOST // 1024**2} MiB")
        return Output(done.stdout.decode("utf-8", "replace"))


@cache
def available() -> Engine | None:
    """Return the Kustomize on PATH, else the one inside the kubectl on PATH, or None."""
    return _kustomize() or _kubectl()


def _kustomize() -> Engine | None:
    program = shutil.which("kustomize")
    version = _version(_said(program, "version")) if program else None
    if program and version:
        return Engine(f"kustomize {version}", (program, "build"))
    return None


def _kubectl() -> Engine | None:
    program = shutil.which("kubectl")
    if not program:
        return None
    try:
        answer = json.loads(_said(program, "version", "--client", "--output=json"))
    except ValueError:
        return None
    told = answer.get("kustomizeVersion") if isinstance(answer, dict) else None
    version = _version(str(told))
    return Engine(f"kubectl with kustomize {version}", (program, "kustomize")) if version else None


def _version(text: str) -> str | None:
    """Return the version that a text names, unless it is too old to be of use."""
    match = _VERSION.search(text)
    return match[0] if match and int(match["major"]) >= _OLDEST else None


def _said(*command: str) -> str:
    with tempfile.TemporaryDirectory(prefix="goldenpath-") as home:
        done = _run(command, home=home)
    return "" if isinstance(done, str) else done.stdout.decode("utf-8", "replace")


def _run(command: tuple[str, ...], *, home: str) -> subprocess.CompletedProcess[bytes] | str:
    """Run a program, or tell why it gave nothing.

    Kustomize fetches with git and with HTTP. What asks for that is refused before; this is the
    second fence: an empty PATH, where no git is found, and a proxy that nobody listens at.
    """
    proxies = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"), _NOWHERE)
    fenced = {**proxies, "PATH": home, "HOME": home, "KUBECONFIG": os.devnull, "TMPDIR": home}
    kept = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
    try:
        return subprocess.run(  # noqa: S603 - what is on PATH, without a shell
            command,
            cwd=home,
            env={**fenced, **kept},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"does not come to an end within {_SECONDS} seconds"
    except OSError as error:
        return f"cannot be started: {error.strerror}"
