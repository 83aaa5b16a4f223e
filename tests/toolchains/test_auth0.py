"""The tenant as Auth0's own Deploy CLI reads it, and the action as Auth0 would run it."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.deployment.derived import platform
from tests.organization import HERE, ROOT
from tests.toolchains.engines import node_engine

TENANT = ROOT / "platform/auth0/tenant.yaml"
READER = Path(__file__).with_name("auth0_tenant.cjs")
DIRECTORY = {
    "DIRECTORY_DISCOVERY_URL": "https://directory.example/.well-known/openid-configuration",
    "DIRECTORY_CLIENT_ID": "portal",
    "DIRECTORY_CLIENT_SECRET": "from-the-environment",
}
CLAIM = f"https://{HERE.domain}/groups"

ACTION = """
const {onExecutePostLogin} = require(process.argv[1]);
const said = {claims: {}, denied: null};
const api = {
  idToken: {setCustomClaim: (name, value) => { said.claims[name] = value; }},
  access: {deny: reason => { said.denied = reason; }},
};
onExecutePostLogin(JSON.parse(process.argv[2]), api).then(() => console.log(JSON.stringify(said)));
"""


TEXTS: dict[str, Callable[[str], str]] = {
    "here": lambda text: text,
    "second": lambda _: platform()["platform/auth0/tenant.yaml"],
    "unknown part": lambda text: text.replace("\nroles:", "\nrolls:"),
    "no name": lambda text: text.replace("- name: portal-", "- title: portal-"),
}


@pytest.fixture(name="tenants", scope="module")
def tenants_fixture(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """Give what the Deploy CLI says of each text; it takes seconds to load, so it reads all."""
    files = []
    for name, change in TEXTS.items():
        folder = tmp_path_factory.mktemp(name.replace(" ", "-"))
        shutil.copytree(TENANT.parent / "actions", folder / "actions")
        files.append(folder / TENANT.name)
        files[-1].write_text(change(TENANT.read_text("utf-8")), "utf-8")
    done = subprocess.run(
        ["node", READER, node_engine("auth0"), json.dumps(DIRECTORY), *files],
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(zip(TEXTS, json.loads(done.stdout), strict=True))


@pytest.mark.toolchain("node")
@pytest.mark.parametrize("which", ["here", "second"])
def test_deploy_cli_reads_the_tenant(tenants: dict[str, dict[str, Any]], which: str) -> None:
    """Its schemas accept every part, the code of the action is found, and secrets are filled in."""
    assert "error" not in tenants[which], tenants[which]
    assets = tenants[which]["assets"]
    (connection,) = assets["connections"]
    assert "from-the-environment" == connection["options"]["client_secret"]
    (action,) = assets["actions"]
    assert "exports.onExecutePostLogin" in action["code"]
    assert [client["name"] for client in assets["clients"]] == connection["enabled_clients"]


@pytest.mark.toolchain("node")
@pytest.mark.parametrize("which", ["unknown part", "no name"])
def test_deploy_cli_refuses_what_is_no_tenant(
    tenants: dict[str, dict[str, Any]], which: str
) -> None:
    """The reader is no formality: a part that its schemas do not know is told."""
    assert "Schema validation failed" in tenants[which]["error"]


def event(**more: Any) -> dict[str, Any]:
    """Return a sign-in of a person with two roles, at an application that asks for groups."""
    return {
        "client": {"metadata": {"groups_claim": CLAIM}},
        "user": {"email": "someone@example.com", "email_verified": True},
        "authorization": {"roles": [HERE.teams[-1].ref, HERE.teams[0].ref]},
        **more,
    }


@pytest.mark.toolchain("node")
@pytest.mark.parametrize(
    ("given", "claims", "outcome"),
    [
        (event(), {CLAIM: sorted({HERE.teams[0].ref, HERE.teams[-1].ref})}, "let in"),
        (event(authorization=None), {CLAIM: []}, "let in"),
        (event(client={"metadata": {}}), {}, "let in"),
        (event(client={}), {}, "let in"),
        (event(user={"email": "a@example.com", "email_verified": False}), {}, "denied"),
        (event(user={"email": "a@example.com"}), {}, "denied"),
        (event(user={"email_verified": True}), {}, "denied"),
    ],
    ids=["groups", "no-roles", "not-asked", "no-metadata", "unverified", "unsaid", "no-address"],
)
def test_action_tells_groups_of_verified_people(
    given: dict[str, Any], claims: dict[str, Any], outcome: str
) -> None:
    """Groups are told to who asks, and an address that nobody has verified is turned away."""
    done = subprocess.run(
        ["node", "-e", ACTION, TENANT.parent / "actions/groups-claim.js", json.dumps(given)],
        capture_output=True,
        text=True,
        check=True,
    )
    said = json.loads(done.stdout)
    expected = {name: sorted(set(value)) for name, value in said["claims"].items()}
    assert (claims, outcome) == (expected, "denied" if said["denied"] else "let in")
