"""The tenant that people sign in by: where it may send them, and what it says of them."""

from __future__ import annotations

import re

import pytest
import yaml

from tests.deployment.derived import SECOND, World, documents, platform
from tests.organization import HERE, ROOT

TENANT = "platform/auth0/tenant.yaml"
MARKED = re.compile(r"##[A-Z0-9_]+##")


def test_each_stage_has_an_application_of_its_own(world: World) -> None:
    """An application sends people back to the portal of its own stage and nowhere else."""
    text, facts = world.derived[TENANT], world.facts
    clients = {client["name"]: client for client in yaml.safe_load(text)["clients"]}
    assert {f"portal-{stage.name}" for stage in facts.stages} == clients.keys()
    hosts = [url.partition("://")[2].partition("/")[0]
             for client in clients.values() for url in client["callbacks"]]  # fmt: skip
    assert len(set(hosts)) == len(hosts) == len(clients)
    for client in clients.values():
        (url,) = client["callbacks"]
        assert url == f"{client['web_origins'][0]}/api/auth/auth0/handler/frame"
        assert url.startswith("https://")
        assert f".{facts.domain}/" in url
        assert f"https://{facts.domain}/groups" == client["client_metadata"]["groups_claim"]


@pytest.mark.parametrize("stage", [stage.name for stage in HERE.stages])
def test_application_sends_people_to_the_route(stage: str) -> None:
    """The callback's host is the one that the portal's chart serves."""
    values = yaml.safe_load(
        (ROOT / f"platform/charts/backstage/values-{stage}.yaml").read_text("utf-8")
    )
    tenant = yaml.safe_load((ROOT / TENANT).read_text("utf-8"))
    client = next(item for item in tenant["clients"] if item["name"] == f"portal-{stage}")
    assert [f"https://{values['route']['hostname']}"] == client["web_origins"]


def test_roles_are_the_teams(world: World) -> None:
    """Each group of goldenpath.yaml is a role that a person can have."""
    text, facts = world.derived[TENANT], world.facts
    roles = [role["name"] for role in yaml.safe_load(text)["roles"]]
    assert [team.ref for team in facts.teams] == roles


def test_no_secret_stands_in_git() -> None:
    """Whatever is called a secret is filled in from the environment of the command."""
    tenant = yaml.safe_load((ROOT / TENANT).read_text("utf-8"))
    (connection,) = tenant["connections"]
    for key in ("client_id", "client_secret", "discovery_url"):
        assert re.fullmatch("##[A-Z0-9_]+##", connection["options"][key])
    marks = set(MARKED.findall((ROOT / TENANT).read_text("utf-8"))) - {"##LIKE_THIS##"}
    readme = (ROOT / "platform/auth0/README.md").read_text("utf-8")
    assert [] == [mark for mark in marks if mark.strip("#") not in readme]


def test_connection_is_open_to_the_portal_alone() -> None:
    """The directory serves each of the portal's applications, and no other."""
    tenant = yaml.safe_load((ROOT / TENANT).read_text("utf-8"))
    (connection,) = tenant["connections"]
    assert [client["name"] for client in tenant["clients"]] == connection["enabled_clients"]
    assert [] == tenant["databases"]


def test_secret_store_is_the_organisations_own() -> None:
    """A ClusterSecretStore is derived where goldenpath.yaml names a provider, and only there."""
    store = "platform/external-secrets/store.yaml"
    assert "platform" not in SECOND
    assert store not in platform()
    if HERE.platform.secret_store:
        (document,) = documents((ROOT / store).read_text("utf-8"))
        assert HERE.platform.secret_store == document["spec"]["provider"]
        (condition,) = document["spec"]["conditions"]
        portals = [f"{HERE.platform.system}-{stage.name}" for stage in HERE.stages]
        assert ["argocd", *portals] == condition["namespaces"]
