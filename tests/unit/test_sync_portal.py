"""The portal's configuration and samples follow from goldenpath.yaml."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import yaml

from goldenpath.organization import Organization, Source
from goldenpath.sync.portal import PLACE, portal_files, token
from goldenpath.sync.samples import sample_files
from tests.organization import HERE, ROOT

HUB = Source("hub", "github", "github.com", "acme")
INNER = Source("inner", "github", "github.acme.example", "acme")
LAB = Source("lab", "gitlab", "gitlab.acme.example", "acme/teams")
FORGE = Source("forge", "gitea", "git.acme.example", "acme")
ALL = (HUB, INNER, LAB, FORGE)


def _organization(*sources: Source, **more: Any) -> Organization:
    return replace(HERE, portal="backstage", sources=sources, **more)


def _configuration(organization: Organization) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(portal_files(organization)[PLACE])
    return content


def test_a_token_is_named_after_its_kind_of_host() -> None:
    """With one host of a kind there is no more to say."""
    assert "GITHUB_TOKEN" == token(HUB, (HUB, LAB))


def test_tokens_of_several_hosts_of_a_kind_are_named_after_the_sources() -> None:
    """Two hosts of a kind must not share a token."""
    assert ["HUB_TOKEN", "INNER_TOKEN", "GITLAB_TOKEN", "GITEA_TOKEN"] == [
        token(source, ALL) for source in ALL
    ]


def test_two_owners_on_one_host_are_one_integration() -> None:
    """Backstage takes one entry a host; both owners are searched."""
    other = HUB._replace(name="other", owner="beta")
    made = _configuration(_organization(HUB, other))
    assert [{"host": "github.com", "token": "${GITHUB_TOKEN}"}] == made["integrations"]["github"]
    owners = [entry["organization"] for entry in made["catalog"]["providers"]["github"].values()]
    assert ["acme", "beta"] == owners


def test_every_kind_of_host_is_configured() -> None:
    """Each host has what Backstage needs to read it, find in it and know its people."""
    made = _configuration(_organization(*ALL))
    hosts = {kind: [e["host"] for e in made["integrations"][kind]] for kind in made["integrations"]}
    assert {
        "gitea": ["git.acme.example"],
        "github": ["github.com", "github.acme.example"],
        "gitlab": ["gitlab.acme.example"],
    } == hosts
    assert "https://github.acme.example/api/v3" == made["integrations"]["github"][1]["apiBaseUrl"]
    providers = made["catalog"]["providers"]
    assert {"hub", "inner"} == providers["github"].keys()
    assert ["hub", "inner"] == [entry["id"] for entry in providers["githubOrg"]]
    assert providers["gitlab"]["lab"]["orgEnabled"]
    assert "acme" == providers["gitea"]["forge"]["organization"]


def test_people_get_tokens_of_their_own_where_the_pages_can_ask_for_them() -> None:
    """The tab of GitHub Actions asks github.com with the reader's token; GitLab's needs none."""
    made = _configuration(_organization(HUB, LAB))
    app = {
        "clientId": "${AUTH_GITHUB_CLIENT_ID}",
        "clientSecret": "${AUTH_GITHUB_CLIENT_SECRET}",
    }
    assert {"github": {"development": app, "production": app}} == made["auth"]["providers"]
    assert "auth" not in _configuration(_organization(INNER, LAB, FORGE))


def test_people_come_from_directories_alone() -> None:
    """No repository may declare users or groups: no pattern that allows them names a file."""
    rules = _configuration(_organization(*ALL))["catalog"]["rules"]
    everywhere = [rule for rule in rules if "locations" not in rule]
    assert 1 == len(everywhere)
    assert not {"Group", "User", "Template"} & set(everywhere[0]["allow"])
    for rule in rules[1:]:
        for place in rule["locations"]:
            assert "/blob/" not in place["pattern"]
            assert "**" not in place["pattern"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (HUB, "https://github.com/acme/goldenpath/blob/main/backstage/catalog/all.yaml"),
        (LAB, "https://gitlab.acme.example/acme/goldenpath/-/blob/main/backstage/catalog/all.yaml"),
        (
            FORGE,
            "https://git.acme.example/acme/goldenpath/src/branch/main/backstage/catalog/all.yaml",
        ),
    ],
)
def test_the_catalog_is_read_beside_the_templates(source: Source, expected: str) -> None:
    """The organisation's own catalog lies in the repository of its templates."""
    url = f"https://{source.host}/acme/goldenpath.git"
    made = _configuration(_organization(source, template_url=url))
    assert [expected] == [location["target"] for location in made["catalog"]["locations"]]


def test_a_template_url_of_an_unknown_host_names_no_location() -> None:
    """Nothing is guessed of a host that no source describes."""
    made = _configuration(_organization(HUB, template_url="git@elsewhere.example:acme/x.git"))
    assert [] == made["catalog"]["locations"]


def test_every_cluster_has_a_token_of_its_own() -> None:
    """A token of one stage opens no other."""
    (method,) = _configuration(_organization(HUB))["kubernetes"]["clusterLocatorMethods"]
    tokens = [cluster["serviceAccountToken"] for cluster in method["clusters"]]
    assert sum(len(stage.clusters) for stage in HERE.stages) == len(set(tokens))


def test_the_samples_are_a_user_for_each_role_and_one_of_each_type() -> None:
    """A newcomer finds each kind of API and type of component, and nobody with a person's name."""
    files = sample_files(ROOT, _organization(HUB))
    entities = [entity for text in files.values() for entity in yaml.safe_load_all(text)]
    kinds = {
        kind: [e for e in entities if e["kind"] == kind] for kind in ("API", "Component", "User")
    }
    assert {"asyncapi", "grpc", "openapi"} == {e["spec"]["type"] for e in kinds["API"]}
    types = {e["spec"]["type"] for e in kinds["Component"]}
    assert {"documentation", "library", "service", "tool", "website"} == types
    expected = {"guest", *(f"{team.name}-engineer" for team in HERE.teams)}
    assert expected == {e["metadata"]["name"] for e in kinds["User"]}


def test_without_a_portal_nothing_is_derived() -> None:
    """`portal: none` leaves no trace."""
    none = replace(_organization(HUB), portal="none")
    assert {} == portal_files(none) | sample_files(ROOT, none)
