"""Our plugins are packages for any Backstage: packed, and added to an app of `create-app`."""

from __future__ import annotations

import json
import re
import subprocess
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.mirrored import form_values
from tests.organization import HERE, OWNER, ROOT, SYSTEM
from tests.toolchains.portal import Portal, Task, eventually, wait_until_ready, without_tokens
from tests.toolchains.portal_image import FOLDER
from tests.toolchains.portal_packages import (
    MORE,
    PLUGINS,
    Bare,
    Tarball,
    bare,
    blocks,
    environment,
    settings,
    tarballs,
)

__all__ = ["bare", "tarballs"]

pytestmark = [
    pytest.mark.toolchain("node"),
    pytest.mark.skipif(not HERE.has_portal, reason="goldenpath.yaml says: portal: none"),
]

IMPORT = re.compile(
    r"""(?:\bfrom|\bimport\(|\brequire\(|^import)\s*['"]([^'"]+)['"]""", re.MULTILINE
)
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
RESOLUTION = re.compile(r'^  resolution: "(.+)"$', re.MULTILINE)
SMALL = 100_000
ACTION = re.compile(r"^\| `(\w+:[\w-]+)`", re.MULTILINE)
NAMES = [json.loads((p / "package.json").read_text("utf-8"))["name"] for p in PLUGINS]


@pytest.fixture(scope="module")
def built(bare: Bare) -> Bare:
    """Build the app's frontend and backend as the page says."""
    bare.yarn("tsc")
    bare.yarn("build:all")
    return bare


@pytest.fixture(scope="module")
def adopted(
    built: Bare, template_checkout: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Portal]:
    """Start the app's production backend, on a free port of loopback."""
    data = tmp_path_factory.mktemp("adopted")
    file = settings(built, data, template_checkout)
    address = json.loads(file.read_text("utf-8"))["backend"]["baseUrl"]
    # Beside the sources, whose manifests the bundle's would replace.
    with tarfile.open(built.folder / "packages/backend/dist/bundle.tar.gz") as bundle:
        bundle.extractall(built.folder / "dist", filter="data")
    program = built.folder / "dist/packages/backend"
    files = [part for name in ("../../app-config.yaml", file) for part in ("--config", str(name))]
    path = environment(built.programs)["PATH"]
    log = data / "portal.log"
    with log.open("wb") as stream:
        process = subprocess.Popen(
            [built.programs.node, str(program), *files],
            cwd=built.folder / "packages/backend",
            # Guests are let in by this alone.
            env={**without_tokens(), "PATH": path, "NODE_ENV": "development"},
            stdout=stream,
            stderr=subprocess.STDOUT,
        )
    try:
        wait_until_ready(process, address, log)
        yield Portal(address, data, "", "")
    finally:
        process.terminate()
        process.wait(60)


def test_every_plugin_is_packed(tarballs: dict[str, Tarball]) -> None:
    """Each folder of the workspace's plugins becomes a package."""
    assert sorted(NAMES) == sorted(tarballs)


@pytest.mark.parametrize("name", NAMES)
def test_a_package_holds_what_its_manifest_names(tarballs: dict[str, Tarball], name: str) -> None:
    """Entry points, types, the schema of its settings and each listed file are there."""
    _, files = tarballs[name]
    manifest = tarballs[name].manifest
    exported = list(manifest.get("exports", {}).values())
    targets = [target for entry in exported for target in _targets(entry)]
    targets += [
        manifest[key] for key in ("main", "module", "types", "configSchema") if key in manifest
    ]
    assert [] == [target for target in targets if target.removeprefix("./") not in files]
    for entry in manifest["files"]:
        assert any(file == entry or file.startswith(f"{entry}/") for file in files), entry


def _targets(entry: Any) -> Iterator[str]:
    if isinstance(entry, str):
        yield entry
    else:
        for value in entry.values():
            yield from _targets(value)


@pytest.mark.parametrize("folder", PLUGINS, ids=lambda folder: folder.name)
def test_a_package_is_fit_for_a_registry(tarballs: dict[str, Tarball], folder: Path) -> None:
    """It explains itself, names its licence, carries settings and migrations, and is small."""
    written = json.loads((folder / "package.json").read_text("utf-8"))
    path, files = tarballs[written["name"]]
    manifest = tarballs[written["name"]].manifest
    assert (ROOT / "LICENSE").read_bytes() == files["LICENSE"]
    assert (folder / "README.md").read_bytes() == files["README.md"]
    assert "private" not in manifest
    assert written["license"] == manifest["license"]
    assert (folder / "config.d.ts").exists() == ("configSchema" in manifest)
    for migration in folder.glob("migrations/*.js"):
        assert migration.read_bytes() == files[f"migrations/{migration.name}"]
    assert [] == [
        file for file in files if re.search(r"^src/|\.test\.|__testUtils__|setupTests", file)
    ]
    assert path.stat().st_size < SMALL


@pytest.mark.parametrize("name", NAMES)
def test_a_package_asks_for_versions_that_can_be_had(
    tarballs: dict[str, Tarball], name: str
) -> None:
    """No version is one of the workspace; our packages ask for each other as they are packed."""
    manifest = tarballs[name].manifest
    for kind in ("dependencies", "peerDependencies"):
        for package, version in manifest.get(kind, {}).items():
            assert re.fullmatch(r"[\^~]?\d[\w.]*( \|\| [\^~]?\d[\w.]*)*", version), (
                package,
                version,
            )
            if package in tarballs:
                assert f"^{tarballs[package].manifest['version']}" == version


@pytest.mark.parametrize("name", NAMES)
def test_a_package_declares_what_it_imports(tarballs: dict[str, Tarball], name: str) -> None:
    """Nothing is found only because the workspace happens to have it."""
    manifest = tarballs[name].manifest
    declared = {name, *manifest.get("dependencies", {}), *manifest.get("peerDependencies", {})}
    texts = [
        COMMENT.sub("", content.decode())
        for file, content in tarballs[name].files.items()
        if file.endswith((".js", ".d.ts"))
    ]
    imported = {_package(target) for text in texts for target in IMPORT.findall(text)}
    assert set() == imported - declared - {""}


def _package(target: str) -> str:
    """Return the package of an import; nothing for a file beside, or a part of Node."""
    if target.startswith((".", "node:")):
        return ""
    return "/".join(target.split("/")[: 2 if target.startswith("@") else 1])


def test_the_page_adds_every_package(tarballs: dict[str, Tarball]) -> None:
    """The page says where each tarball is, and gives those that are no libraries to their side."""
    added = {name: json.loads(text) for name, text in blocks().items() if name.endswith(".json")}
    places = {name: f"file:./goldenpath/{tarballs[name].path.name}" for name in tarballs}
    assert places == added["package.json"]["resolutions"]
    sides = {"packages/backend/package.json": "backend-", "packages/app/package.json": "frontend-"}
    for file, side in sides.items():
        expected = {
            name: f"^{tarball.manifest['version']}"
            for name, tarball in tarballs.items()
            if tarball.manifest["backstage"]["role"].startswith(side)
        }
        assert expected == added[file]["dependencies"]


def test_nothing_of_the_app_is_newer_than_the_release(bare: Bare) -> None:
    """Every package of the app is locked, by our workspace or beside the engine that made it."""
    locks = [(FOLDER / "yarn.lock").read_text("utf-8"), MORE.read_text("utf-8")]
    known = {found for lock in locks for found in RESOLUTION.findall(lock)}
    wanted = set(RESOLUTION.findall((bare.folder / "yarn.lock").read_text("utf-8")))
    others = {name for name in wanted - known if "@workspace:" not in name and "@file:" not in name}
    assert {"app@link:../app::locator=backend%40workspace%3Apackages%2Fbackend"} >= others


def test_the_frontend_finds_our_plugins(built: Bare) -> None:
    """What the app's bundler discovers by the dependencies is in the bundle."""
    scripts = [
        file.read_text("utf-8") for file in built.folder.glob("packages/app/dist/static/*.js")
    ]
    for word in ("/golden-paths", "pagerduty.com/service-id"):
        assert any(word in script for script in scripts), word


def test_the_actions_are_offered(adopted: Portal, tarballs: dict[str, Tarball]) -> None:
    """The portal's list of installed actions has each that is told of, with schema and examples."""
    actions = {item["id"]: item for item in adopted.ask("GET", "/api/scaffolder/v2/actions").body}
    module = tarballs["@goldenpath/plugin-scaffolder-backend-module-goldenpath"]
    told = ACTION.findall(module.files["README.md"].decode())
    assert {"copier:copy", "goldenpath:validate", "goldenpath:publish-folder"} <= set(told)
    for name in told:
        assert actions[name]["schema"]["input"], name
        assert actions[name]["examples"], name


def test_the_settings_are_of_the_schema(built: Bare) -> None:
    """Backstage's own check knows every key of the page, by the schemas in our packages."""
    assert "goldenpath" in yaml.safe_load(blocks()["app-config.yaml"])
    assert "Error" not in built.yarn("backstage-cli", "config:check", "--strict")


def test_a_template_ends_with_a_repository_in_the_catalog(adopted: Portal, tmp_path: Path) -> None:
    """A service is copied, judged, published to the folder, and read into the catalog."""
    values = {"name": "orders", "owner": OWNER, "system": SYSTEM, "database": False}
    task = adopted.run("service", form_values("service", values))
    assert isinstance(task, Task), task
    assert ("completed", "") == (task.status, task.error)
    assert "0 errors" in task.said("validate")
    clone = tmp_path / "orders"
    address = (adopted.repositories / "orders").as_uri()
    subprocess.run(["git", "clone", "--quiet", address, clone], check=True)
    assert (clone / ".copier-answers.yml").is_file()
    assert OWNER == adopted.entity("component", "orders")["spec"]["owner"]
    state = eventually(lambda: _surveyed(adopted, "orders"))
    assert HERE.template_url == state["template"]["url"]
    assert 0 == state["validation"]["errors"]


def _surveyed(portal: Portal, name: str) -> dict[str, Any] | None:
    """Return what the backend plugin knows of a component, once it has looked at it."""
    answer = portal.ask("GET", f"/api/goldenpath/v1/entities/component/default/{name}")
    assert 200 == answer.status, answer.body
    found: dict[str, Any] | None = answer.body.get("survey")
    return found
