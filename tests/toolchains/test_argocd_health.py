"""Health checks of Argo CD, run by the Lua that Argo CD has built in."""

from __future__ import annotations

import json
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.organization import HERE, ROOT
from tests.toolchains.engines import go_engine

VALUES = yaml.safe_load((ROOT / "platform/argocd/values.yaml").read_text("utf-8"))
SCRIPTS: dict[str, str] = {
    key.removeprefix("resource.customizations.health."): script
    for key, script in VALUES["configs"]["cm"].items()
    if key.startswith("resource.customizations.health.")
}
DATABASE = f"{HERE.api_group}_Database"
SYNCED, READY = {"type": "Synced", "status": "True"}, {"type": "Ready", "status": "True"}
BROKEN = {"type": "Synced", "status": "False", "message": "no such size"}
WAITING = {"type": "Ready", "status": "False", "reason": "Creating"}


@cache
def interpreter() -> Path:
    """Return the Lua that Argo CD has built in, as a program."""
    return go_engine("lua", "github.com/yuin/gopher-lua/cmd/glua")


def lua(value: Any) -> str:
    """Write a value as Lua does; text is quoted as JSON quotes it."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"[{json.dumps(k)}] = {lua(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "{" + ", ".join(map(lua, value)) + "}"
    return json.dumps(value)


def health(folder: Path, kind: str, manifest: dict[str, Any]) -> tuple[str, str]:
    """Return the status and message that a script gives an object."""
    script = folder / "health.lua"
    script.write_text(
        f"obj = {lua(manifest)}\n"
        f"local function judge()\n{SCRIPTS[kind]}\nend\n"
        "local found = judge()\nprint(found.status)\nprint(found.message)\n",
        "utf-8",
    )
    done = subprocess.run([interpreter(), script], capture_output=True, text=True, check=True)
    status, message, *_ = done.stdout.split("\n")
    return status, message


@pytest.mark.toolchain("go")
@pytest.mark.parametrize(
    ("manifest", "expected"),
    [
        ({}, ("Progressing", "waiting for Crossplane")),
        ({"status": {"conditions": []}}, ("Progressing", "waiting for Crossplane")),
        ({"status": {"conditions": [SYNCED, READY]}}, ("Healthy", "")),
        ({"status": {"conditions": [READY, BROKEN]}}, ("Degraded", "no such size")),
        (
            {"status": {"conditions": [SYNCED, WAITING], "phase": "Setting up primary"}},
            ("Progressing", "Setting up primary"),
        ),
    ],
    ids=["new", "no-conditions", "ready", "refused", "waiting"],
)
def test_claim_is_well_when_it_is_ready(
    tmp_path: Path, manifest: dict[str, Any], expected: tuple[str, str]
) -> None:
    """What Crossplane refuses is degraded, whatever else it says; what it makes is progressing."""
    for kind in (DATABASE, f"{HERE.api_group}_Environment"):
        assert expected == health(tmp_path, kind, manifest)


def application(name: str, status: str, state: str) -> dict[str, Any]:
    """Return what an ApplicationSet says of one of its Applications."""
    return {"name": name, "status": status, "health": {"status": state}}


@pytest.mark.toolchain("go")
@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ({}, ("Progressing", "no Application yet")),
        (
            {"resources": [application("a", "Synced", "Healthy")]},
            ("Healthy", ""),
        ),
        (
            {
                "resources": [
                    application("a", "Synced", "Healthy"),
                    application("b", "OutOfSync", "Healthy"),
                    application("c", "Synced", "Missing"),
                ]
            },
            ("Progressing", "waiting for b, c"),
        ),
        (
            {
                "conditions": [{"type": "ErrorOccurred", "status": "True", "message": "no such"}],
                "resources": [application("a", "Synced", "Healthy")],
            },
            ("Degraded", "no such"),
        ),
    ],
    ids=["new", "well", "waiting", "wrong"],
)
def test_wave_waits_for_every_application(
    tmp_path: Path, status: dict[str, Any], expected: tuple[str, str]
) -> None:
    """An ApplicationSet is well when each Application is, and names those that are not."""
    assert expected == health(tmp_path, "argoproj.io_ApplicationSet", {"status": status})


@pytest.mark.toolchain("go")
@pytest.mark.parametrize("kind", ["Application", "ApplicationSet"])
def test_what_belongs_to_teams_is_not_waited_for(tmp_path: Path, kind: str) -> None:
    """What is marked so is well whatever becomes of it, and only by the very mark."""
    broken = {
        "status": {
            "health": {"status": "Degraded", "message": "a Pod fails"},
            "conditions": [{"type": "ErrorOccurred", "status": "True", "message": "a Pod fails"}],
        }
    }
    for mark, expected in (("false", "Healthy"), ("true", "Degraded")):
        metadata = {"annotations": {"goldenpath/waits": mark}}
        found = health(tmp_path, f"argoproj.io_{kind}", {"metadata": metadata, **broken})
        assert expected == found[0]


@pytest.mark.toolchain("go")
def test_application_is_as_well_as_it_says(tmp_path: Path) -> None:
    """An Application has the health that it reports, and is not done before it reports any."""
    told = {"status": {"health": {"status": "Degraded", "message": "a Pod fails"}}}
    assert ("Degraded", "a Pod fails") == health(tmp_path, "argoproj.io_Application", told)
    assert ("Progressing", "") == health(tmp_path, "argoproj.io_Application", {})
