"""What teams merge is deployed: claims, services, and what lets Argo CD get at both."""

from __future__ import annotations

import json
from fnmatch import fnmatch
from typing import Any

import pytest
import yaml

from goldenpath.sync.argocd import secret_of
from goldenpath.sync.forms import forms
from tests.deployment.argo import (
    NAME,
    applications,
    elements,
    filled,
    go_template,
    manifests,
    patched,
    projects,
    sets,
)
from tests.deployment.derived import SECOND, World, documents, organization, platform
from tests.organization import HERE, ROOT

CREDENTIALS = "platform/argocd/credentials"
STORE = {"vault": {"server": "https://vault.zephyr.example"}}
SERVICE = "templates/service/skeleton/deploy/argocd/applicationset.yaml.jinja"


def claim_sets(derived: dict[str, str]) -> dict[str, dict[str, Any]]:
    """Return the sets of claims by the folder of the environments repository that they read."""
    start = "platform-claims-"
    found = {one["metadata"]["name"]: one for one in sets(manifests(derived))}
    return {name.removeprefix(start): one for name, one in found.items() if name.startswith(start)}


def secrets(**changes: Any) -> dict[str, dict[str, Any]]:
    """Return the credentials of an organisation with a secret store, by the Secret's name."""
    derived = platform(platform={"secret_store": STORE}, **changes)
    found = [
        documents(derived[f"{CREDENTIALS}/{name}.yaml"]) for name in ("clusters", "repositories")
    ]
    return {one["spec"]["target"]["name"]: one["spec"] for group in found for one in group}


def test_every_path_that_claims_is_deployed_from_its_folder(world: World) -> None:
    """What the Create page proposes into a folder is what Argo CD reads there, for each stage."""
    derived, facts = world
    folders = {form.folder for form in forms(ROOT).values() if form.folder}
    assert folders == claim_sets(derived).keys()
    for folder, one in claim_sets(derived).items():
        for element in elements(one["spec"]["generators"]):
            source = filled(one["spec"]["template"], element)["spec"]["source"]
            assert facts.environments_repository == source["repoURL"]
            assert f"{folder}/{NAME}/claims" == source["path"]
            assert f"{element['stage']}.yaml" == source["directory"]["include"]


def test_two_clusters_in_production_serve_the_same_claims() -> None:
    """In the second organisation both clusters of production get each claim of their stage."""
    names = applications(manifests(platform()))
    assert {
        f"databases.{NAME}.live.live-east",
        f"databases.{NAME}.live.live-west",
        f"environments.{NAME}.live.live-east",
        f"environments.{NAME}.live.live-west",
    } == {name for name in names if ".live." in name}


def test_a_removed_claim_is_deleted_in_production_by_people_alone(world: World) -> None:
    """No sync of production deletes, and one by hand asks; elsewhere a claim goes with its file."""
    derived, facts = world
    production = {stage.name: stage.production for stage in facts.stages}
    for one in claim_sets(derived).values():
        for element in elements(one["spec"]["generators"]):
            people = production[element["stage"]]
            automated = patched(one, element)
            expected = {"prune": not people, "allowEmpty": not people, "selfHeal": True}
            assert expected == automated
            options = filled(one["spec"]["template"], element)["spec"]["syncPolicy"]["syncOptions"]
            asked = {"Prune=confirm", "Delete=confirm"} & set(options)
            assert asked == ({"Prune=confirm", "Delete=confirm"} if people else set())


def test_claims_may_be_claims_and_nothing_else(world: World) -> None:
    """The project of claims knows one repository, our two kinds, and the namespaces of claims."""
    derived, facts = world
    project = projects(manifests(derived))["goldenpath.claims"]
    assert [facts.environments_repository] == project["sourceRepos"]
    assert [] == project["clusterResourceWhitelist"]
    assert [
        {"group": facts.api_group, "kind": "Database"},
        {"group": facts.api_group, "kind": "Environment"},
    ] == project["namespaceResourceWhitelist"]
    expected = {
        (server, namespace)
        for stage in facts.stages
        for _, server in stage.clusters
        for namespace in (
            "unclaimed",
            *(f"team-{team.name}" for team in facts.teams),
            *(f"{system.name}-{stage.name}" for system in facts.systems),
        )
    }
    assert expected == {(to["server"], to["namespace"]) for to in project["destinations"]}


def test_every_team_has_a_namespace_to_claim_in(world: World) -> None:
    """In each stage there is the namespace of each team, which no sync takes away."""
    _, facts = world
    derived = platform() if facts.name == organization().name else None
    for stage in facts.stages:
        path = f"platform/environments/teams/{stage.name}.yaml"
        text = derived[path] if derived else (ROOT / path).read_text("utf-8")
        found = documents(text)
        assert [f"team-{team.name}" for team in facts.teams] == [
            one["metadata"]["name"] for one in found
        ]
        for one in found:
            options = one["metadata"]["annotations"]["argocd.argoproj.io/sync-options"]
            assert "Prune=false,Delete=false" == options
            assert stage.name == one["metadata"]["labels"][f"{facts.label_prefix}/environment"]


def test_every_source_is_searched_for_services(world: World) -> None:
    """Repositories of each source are looked at, where they say how they are deployed."""
    derived, facts = world
    (one,) = [
        one for one in sets(manifests(derived)) if one["metadata"]["name"] == "platform-services"
    ]
    looked = [generator["scmProvider"] for generator in one["spec"]["generators"]]
    assert [source.name for source in facts.sources] == [
        item["values"]["source"] for item in looked
    ]
    for source, item in zip(facts.sources, looked, strict=True):
        assert source.kind in item
        assert {"secretName": f"scm-{source.name}", "key": "token"} == item[source.kind]["tokenRef"]
        (found,) = elements([{"scmProvider": item}])
        assert f"https://{source.host}/{source.owner}/{NAME}.git" == found["url"]
        application = filled(one["spec"]["template"], found)
        (path,) = item["filters"][0]["pathsExist"]
        assert f"templates/service/skeleton/{path}.jinja" == SERVICE
        assert path.startswith(application["spec"]["source"]["path"] + "/")


def test_a_service_can_use_no_project_of_the_platform(world: World) -> None:
    """A service's set lies where only the projects of systems may be used, and is only a set."""
    derived, facts = world
    found = manifests(derived)
    known = projects(found)
    seeds = known["goldenpath.services"]
    assert [{"group": "argoproj.io", "kind": "ApplicationSet"}] == seeds[
        "namespaceResourceWhitelist"
    ]
    (to,) = seeds["destinations"]
    namespace = to["namespace"]
    skeleton = (ROOT / SERVICE).read_text("utf-8")
    assert f"\n  namespace: {namespace}\n" in skeleton
    assert {system.name for system in facts.systems} == {
        name for name, project in known.items() if namespace in project.get("sourceNamespaces", ())
    }
    values = yaml.safe_load(derived["platform/argocd/values.yaml"])
    said = values["configs"]["params"]
    assert namespace == said["application.namespaces"]
    assert namespace == said["applicationsetcontroller.namespaces"]
    assert values["applicationSet"]["allowAnyNamespace"] is True
    # What has an address of its own must be on the list, and an empty list would allow every one.
    assert said["applicationsetcontroller.enable.tokenref.strict.mode"] is True
    allowed = said["applicationsetcontroller.allowed.scm.providers"].split(",")
    assert all(allowed)
    for one in sets(found):
        for generator in one["spec"]["generators"]:
            for kind in ("github", "gitlab", "gitea"):
                api = generator.get("scmProvider", {}).get(kind, {}).get("api")
                assert api is None or api in allowed


def test_what_teams_break_holds_up_no_wave(world: World) -> None:
    """Sets of claims and services are marked as nothing that a wave waits for, and no other is."""
    derived, _ = world
    marked = {
        one["metadata"]["name"]
        for one in manifests(derived)
        if one["metadata"].get("annotations", {}).get("goldenpath/waits") == "false"
    } - {"platform-credentials"}
    assert {
        "platform-services",
        *(f"platform-claims-{name}" for name in claim_sets(derived)),
    } == marked


def test_credentials_come_from_the_store() -> None:
    """Each cluster and each source has its Secrets, of the kinds by which Argo CD finds them."""
    found = secrets()
    kind = "argocd.argoproj.io/secret-type"
    kinds = {
        name: spec["target"]["template"]["metadata"]["labels"][kind] for name, spec in found.items()
    }
    assert {
        **{
            secret_of(cluster["server"]): "cluster"
            for stage in SECOND["stages"]
            for cluster in stage["clusters"]
        },
        "repositories-forge": "repo-creds",
        "scm-forge": "scm-creds",
        "repositories-lab": "repo-creds",
        "scm-lab": "scm-creds",
    } == kinds
    for spec in found.values():
        assert "organization" == spec["secretStoreRef"]["name"]
        assert "Retain" == spec["target"]["deletionPolicy"]
    urls = [spec["target"]["template"]["data"].get("url") for spec in found.values()]
    for url in (SECOND["template_url"], SECOND["environments_repository"]):
        assert any(prefix and url.startswith(prefix) for prefix in urls)


def test_store_opens_to_argo_cd() -> None:
    """The store lets Argo CD's namespace take its credentials, beside the portal's."""
    derived = platform(platform={"secret_store": STORE})
    (store,) = documents(derived["platform/external-secrets/store.yaml"])
    assert ["argocd", "ledger-test", "ledger-live"] == store["spec"]["conditions"][0]["namespaces"]


def test_without_a_store_credentials_are_registered_by_hand() -> None:
    """Who names no secret store has no object that would wait for one."""
    assert [] == [path for path in platform() if "credentials" in path]


def test_repository_elsewhere_has_a_credential_of_its_own() -> None:
    """An environments repository of another owner is read by the token of its host."""
    url = "https://git.zephyr.example:3000/shared/environments.git"
    spec = secrets(environments_repository=url)["repository-environments"]
    assert url == spec["target"]["template"]["data"]["url"]
    (data,) = spec["data"]
    assert "argocd/sources/forge" == data["remoteRef"]["key"]


@pytest.mark.parametrize("authority", ["", "-----BEGIN CERTIFICATE-----\nMII\n"])
def test_cluster_is_reached_with_its_own_authority_or_without(authority: str) -> None:
    """A private authority is handed to Argo CD, and one that everybody knows needs none."""
    spec = secrets()[secret_of("https://live-east.zephyr.example:8443")]
    text = spec["target"]["template"]["data"]["config"]
    properties = {"token": 'to"ken', **({"ca": authority} if authority else {})}
    # External Secrets too fills in by Go's templates and Sprig.
    config = json.loads(go_template(text, json.dumps(properties)))
    expected = {"caData": "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSQo="} if authority else {}
    assert {"bearerToken": 'to"ken', "tlsClientConfig": expected} == config


@pytest.mark.parametrize(
    ("server", "name"),
    [
        # What Argo CD's own tests expect of its function URIToSecretName.
        ("http://foo", "cluster-foo-752281925"),
        ("http://thelongestdomainnameintheworld.argocd-project.com:3000",
         "cluster-thelongestdomainnameintheworld.argocd-project.com-2721640553"),
        ("http://[fe80::1ff:fe23:4567:890a]", "cluster-fe80--1ff-fe23-4567-890a-3877258831"),
        ("http://[fe80::1ff:fe23:4567:890a]:8000", "cluster-fe80--1ff-fe23-4567-890a-664858999"),
    ],
)  # fmt: skip
def test_cluster_secret_is_called_as_argo_cd_calls_it(server: str, name: str) -> None:
    """What a person has registered is taken over, and stands nowhere twice."""
    assert name == secret_of(server)


def test_claims_of_this_checkout_fit_the_project() -> None:
    """Claims of the examples go where the project of claims allows, in some cluster."""
    project = projects(manifests({
        "platform/argocd/projects.yaml": (ROOT / "platform/argocd/projects.yaml").read_text("utf-8")
    }))["goldenpath.claims"]  # fmt: skip
    allowed = {to["namespace"] for to in project["destinations"]}
    kinds = {(item["group"], item["kind"]) for item in project["namespaceResourceWhitelist"]}
    found = sorted((ROOT / "platform/environments").glob("*.yaml"))
    claims = [one for file in found for one in documents(file.read_text("utf-8"))]
    assert len(HERE.stages) == len(claims) or not HERE.has_portal
    for claim in claims:
        assert (claim["apiVersion"].partition("/")[0], claim["kind"]) in kinds
        assert any(fnmatch(claim["metadata"]["namespace"], one) for one in allowed)
