"""The wheel carries the organisation: installed elsewhere, it judges by its rules."""

from __future__ import annotations

import json
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from tests.e2e.conftest import Shell
from tests.organization import HERE, OWNER, SYSTEM


@pytest.fixture(scope="module")
def wheel(upstream: Shell, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a wheel built from a copy of the repository, with the pinned build backend."""
    folder = tmp_path_factory.mktemp("dist")
    upstream.run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder)
    (found,) = folder.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the program of an empty environment that holds the wheel and its dependencies.

    The dependencies are those of the running environment, added to the search path behind the
    wheel, so that no registry is needed; a checkout is not on the path.
    """
    folder = tmp_path_factory.mktemp("elsewhere")
    venv.create(folder, with_pip=True)
    shell = Shell(folder, {"PYTHONPATH": ""})
    python = folder / "bin" / "python"
    shell.run(python, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", wheel)
    site = sysconfig.get_path("purelib", vars={"base": str(folder), "platbase": str(folder)})
    Path(site, "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    return folder / "bin" / "goldenpath"


def test_wheel_holds_the_organisation(wheel: Path) -> None:
    """Schemas, policies, claims, catalog and goldenpath.yaml travel inside the package."""
    names = set(zipfile.ZipFile(wheel).namelist())
    for name in (
        "goldenpath.yaml",
        "schemas/goldenpath.schema.json",
        "schemas/claim/database.json",
        "schemas/kubernetes/index.json",
        "schemas/entity/README.md",
        "platform/policies/README.md",
        "platform/crossplane/apis/databases/definition.yaml",
        "backstage/catalog/all.yaml",
    ):
        assert f"goldenpath/data/{name}" in names


def test_installed_program_judges_a_newborn(
    installed: Path, upstream: Shell, tmp_path: Path
) -> None:
    """Outside any checkout the installed validator knows the organisation, and finds faults."""
    shell = Shell(tmp_path, {"PYTHONPATH": ""})
    shell.run(
        *(installed, "new", "service", "orders", "--from", upstream.folder, "--defaults"),
        *("-d", f"owner={OWNER}", "-d", f"system={SYSTEM}", "-d", "database=true"),
    )
    shell.run(installed, "validate", "--strict", "--fail-on", "warning", "orders")
    catalog = tmp_path / "orders/catalog-info.yaml"
    text = catalog.read_text("utf-8").replace(OWNER, "group:default/nobody")
    catalog.write_text(text, "utf-8")
    report = json.loads(shell.run(installed, "validate", "--format", "json", "orders", code=1))
    assert {"GP202"} == {item["code"] for item in report["diagnostics"]}


def test_installed_program_falls_back_to_the_organisations_url(
    installed: Path, tmp_path: Path
) -> None:
    """Without a checkout and without --from, the template is the organisation's URL."""
    shell = Shell(
        tmp_path, {"PYTHONPATH": "", "GIT_TERMINAL_PROMPT": "0", "GIT_ALLOW_PROTOCOL": "none"}
    )
    printed = shell.run(installed, "new", "service", "orders", "--defaults", code=2)
    assert f"fetching {HERE.template_url}\n" in printed
    assert "Traceback" not in printed
    assert not (tmp_path / "orders").exists()
