"""A portal that others have: made by `create-app`, and given our plugins as the how-to page says.

The page is the one source: its blocks are what is added to the files that they name.
"""

from __future__ import annotations

import copy
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from tests.organization import HERE, ROOT
from tests.toolchains.engines import node_engine
from tests.toolchains.portal import copier_settings, free_port
from tests.toolchains.portal_image import FOLDER, Programs, programs

PAGE = ROOT / "docs/how-to/add-to-an-existing-portal.md"
PLUGINS = sorted(file.parent for file in FOLDER.glob("plugins/*/package.json"))
BARE = ROOT / "build/portal/bare"
"""Beside the workspace, so that files of its packages can be linked instead of copied."""

MORE = ROOT / "platform/engines/create-app/bare.lock"
_BLOCK = re.compile(r'^```\w+ title="([^"]+)"\n(.*?)^```$', re.MULTILINE | re.DOTALL)
_BROWSER_TESTS = ("@backstage/e2e-test-utils", "@playwright/test", "cross-env")
_NO_SEED = "--import=data:text/javascript,globalThis.fetch=async()=>({ok:false})"


class Tarball(NamedTuple):
    """A packed plugin: what it holds, by path within the package."""

    path: Path
    files: Mapping[str, bytes]

    @property
    def manifest(self) -> dict[str, Any]:
        """Return its package.json."""
        content: dict[str, Any] = json.loads(self.files["package.json"])
        return content


class Bare(NamedTuple):
    """The app with our plugins in it, installed and not yet built."""

    folder: Path
    programs: Programs

    def yarn(self, *arguments: str) -> str:
        """Run Yarn there and return what it said; the test fails where Yarn does."""
        return run([self.programs.node, self.programs.yarn, *arguments], self.folder, self.programs)


def blocks() -> dict[str, str]:
    """Return the page's blocks by the file that each is for."""
    return dict(_BLOCK.findall(PAGE.read_text("utf-8")))


def run(command: list[str], folder: Path, node: Programs, **more: str) -> str:
    """Run a command with the portal's Node and return its output."""
    done = subprocess.run(
        command,
        cwd=folder,
        env={**environment(node), **more},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert 0 == done.returncode, f"{' '.join(command)}\n{done.stdout[-4000:]}"
    return done.stdout


def environment(node: Programs) -> dict[str, str]:
    """Return the environment of an adopter; native packages are those of our workspace."""
    return {**node.environment, "YARN_ENABLE_NETWORK": "1", "YARN_ENABLE_SCRIPTS": "0"}


@pytest.fixture(scope="module")
def tarballs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Tarball]:
    """Pack every plugin as the page says, and return the tarballs by the package's name."""
    folder = tmp_path_factory.mktemp("packages")
    done = subprocess.run(
        [sys.executable, ROOT / "tools/portal_packages.py", folder],
        capture_output=True,
        text=True,
        check=False,
    )
    assert 0 == done.returncode, done.stdout + done.stderr
    found = [_read(path) for path in sorted(folder.iterdir())]
    return {tarball.manifest["name"]: tarball for tarball in found}


def _read(path: Path) -> Tarball:
    with tarfile.open(path) as archive:
        members = {item.name.partition("/")[2]: item for item in archive if item.isfile()}
        streams = {name: archive.extractfile(item) for name, item in members.items()}
        return Tarball(path, {name: stream.read() for name, stream in streams.items() if stream})


@pytest.fixture(scope="module")
def bare(tarballs: dict[str, Tarball], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bare]:
    """Make an app, add our packages by the page, and install; nothing of it stays."""
    shutil.rmtree(BARE, ignore_errors=True)
    try:
        app = Bare(BARE, programs())
        _create(app, tmp_path_factory.mktemp("bin"))
        _leave_out_browser_tests(app.folder)
        _seed(app.folder)
        (app.folder / "goldenpath").mkdir()
        for tarball in tarballs.values():
            shutil.copy(tarball.path, app.folder / "goldenpath")
        for name, text in blocks().items():
            _add(app.folder / name, text)
        app.yarn("install", "--no-immutable")
        yield app
    finally:
        shutil.rmtree(BARE, ignore_errors=True)


def _create(app: Bare, folder: Path) -> None:
    """Have `create-app` make the app; it asks for a Yarn on PATH."""
    shim = folder / "yarn"
    shim.write_text(f'#!/bin/sh\nexec "{app.programs.node}" "{app.programs.yarn}" "$@"\n', "utf-8")
    shim.chmod(0o755)
    program = "node_modules/@backstage/create-app/bin/backstage-create-app"
    command = [app.programs.node, str(node_engine("create-app") / program)]
    path = os.pathsep.join([str(folder), environment(app.programs)["PATH"]])
    run(
        [*command, "--skip-install", "--path", str(app.folder)],
        folder,
        app.programs,
        PATH=path,
        BACKSTAGE_APP_NAME="portal",
        # Its lock comes from us, and not from a branch on the web.
        NODE_OPTIONS=_NO_SEED,
    )


def _leave_out_browser_tests(folder: Path) -> None:
    (folder / "playwright.config.ts").unlink()
    shutil.rmtree(folder / "packages/app/e2e-tests")
    for manifest in (folder / "package.json", folder / "packages/app/package.json"):
        content = json.loads(manifest.read_text("utf-8"))
        for name in _BROWSER_TESTS:
            content["devDependencies"].pop(name, None)
        manifest.write_text(json.dumps(content, indent=2), "utf-8")


def _seed(folder: Path) -> None:
    """Give the app the versions of our workspace, and its installed packages to begin with.

    Yarn then puts away what the app does not want and adds what it wants more: a tree of two
    gigabytes is there in seconds and takes no room, and it is hoisted as the app's own.
    """
    ours = json.loads((FOLDER / "package.json").read_text("utf-8"))
    # With these the release installs on the Node of the portal, see there.
    pinned = {key: ours[key] for key in ("resolutions", "dependenciesMeta")}
    _add(folder / "package.json", json.dumps(pinned))
    lock = [file.read_text("utf-8") for file in (FOLDER / "yarn.lock", MORE)]
    (folder / "yarn.lock").write_text("\n".join(lock), "utf-8")
    shutil.copytree(
        FOLDER / "node_modules",
        folder / "node_modules",
        symlinks=True,
        ignore=shutil.ignore_patterns(".cache"),
        copy_function=_link,
    )


def _link(source: str, target: str) -> None:
    # What Yarn knows of the tree is its own file, so that the workspace's is never written to.
    if source.endswith(".yarn-state.yml"):
        shutil.copy(source, target)
    else:
        os.link(source, target, follow_symlinks=False)


def _add(file: Path, text: str) -> None:
    """Add a block of the page to the file that it is for."""
    there = file.read_text("utf-8")
    if file.suffix == ".ts":
        before, start, after = there.rpartition("backend.start()")
        assert start
        added = f"{before}{text}\n{start}{after}"
    elif file.suffix == ".json":
        added = json.dumps(_merged(json.loads(there), json.loads(text)), indent=2)
    else:
        added = yaml.safe_dump(_merged(yaml.safe_load(there), yaml.safe_load(text)))
    file.write_text(added, "utf-8")


def _merged(base: Any, more: Any) -> Any:
    """Return both; a list gets the entries of the other."""
    if isinstance(base, dict) and isinstance(more, dict):
        return {**base, **{key: _merged(base.get(key), value) for key, value in more.items()}}
    return base + more if isinstance(base, list) else more


def settings(app: Bare, data: Path, checkout: Path) -> Path:
    """Write what is particular to this machine, over what the page says; return the file.

    The page names places of an adopter, and the network is left alone.
    """
    configured = yaml.safe_load((app.folder / "app-config.yaml").read_text("utf-8"))
    locations = copy.deepcopy(configured["catalog"]["locations"])
    for location in locations:
        if location["type"] == "url":
            location |= {"type": "file", "target": str(ROOT / "backstage/catalog/all.yaml")}
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    for name in ("repositories", "work"):
        (data / name).mkdir(parents=True)
    content = {
        "app": {"baseUrl": address},
        "backend": {
            "baseUrl": address,
            "listen": {"host": "127.0.0.1", "port": port},
            "workingDirectory": str(data / "work"),
        },
        "catalog": {"locations": locations},
        "goldenpath": {
            "python": sys.executable,
            "folder": {"path": str(data / "repositories")},
            "copier": copier_settings(checkout),
        },
        "scaffolder": {
            "defaultEnvironment": {
                "parameters": {"folders": f",{','.join(item.name for item in HERE.sources)},"}
            }
        },
        "techdocs": {"publisher": {"local": {"publishDirectory": str(data / "techdocs")}}},
    }
    file = data / "app-config.machine.yaml"
    file.write_text(json.dumps(content), "utf-8")
    return file
