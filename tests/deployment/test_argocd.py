"""What Argo CD deploys: every component in every cluster, as its project allows, in order."""

from __future__ import annotations

import fnmatch
import json
import re
from typing import Any

import pytest
import yaml

from tests.deployment.derived import World, documents, files, here_and_second, platform
from tests.organization import HERE, ROOT

FOLDER = "platform/argocd"
PORTAL = {"platform-backstage", "platform-database", "platform-environments"}
"""One for each stage; everything else is in every cluster."""


def manifests(derived: dict[str, str]) -> list[dict[str, Any]]:
    """Return what lies in the folder that the root application reads."""
    found = files(derived, FOLDER)
    return [one for path, text in found.items() if not path.endswith("/values.yaml")
            for one in documents(text)]  # fmt: skip


def checkout() -> dict[str, str]:
    """Return the files of this checkout's own folder."""
    return files(here_and_second()["here"].derived, FOLDER)


def filled(value: Any, element: dict[str, Any]) -> Any:
    """Fill an element's parameters into a template, as the ApplicationSet controller does."""
    text = re.sub(r"\{\{ \.(\w+) \}\}", lambda match: str(element[match[1]]), json.dumps(value))
    return json.loads(text)


def applications(found: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return the Applications that are made in the end, by name."""
    made = {}
    for document in found:
        if document["kind"] == "Application":
            made[document["metadata"]["name"]] = document
        elif document["kind"] == "ApplicationSet":
            for element in document["spec"]["generators"][0]["list"]["elements"]:
                application = filled(document["spec"]["template"], element)
                made[application["metadata"]["name"]] = application
    return made


def sources(application: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the sources of an Application."""
    spec = application["spec"]
    return spec.get("sources") or [spec["source"]]


def test_every_component_is_in_every_cluster(world: World) -> None:
    """Each set lists each cluster once, by its server; the portal's list the first of a stage."""
    derived, facts = world
    everywhere = {
        (stage.name, name, server) for stage in facts.stages for name, server in stage.clusters
    }
    first = {(stage.name, *stage.clusters[0]) for stage in facts.stages}
    found = {
        one["metadata"]["name"]: [
            (element["stage"], element["cluster"], element["server"])
            for element in one["spec"]["generators"][0]["list"]["elements"]
        ]
        for one in manifests(derived)
        if one["kind"] == "ApplicationSet"
    }
    assert found.keys() > PORTAL
    for name, elements in found.items():
        expected = first if name in PORTAL else everywhere
        assert expected == set(elements), name
        assert len(expected) == len(elements), name


def test_two_clusters_in_production_get_the_same() -> None:
    """In the second organisation both clusters of production have an Application of each kind."""
    names = applications(manifests(platform()))
    east = {name.removesuffix("-live-live-east") for name in names if name.endswith("-live-east")}
    west = {name.removesuffix("-live-live-west") for name in names if name.endswith("-live-west")}
    assert east - PORTAL == west
    assert "platform-policies" in west


def test_projects_allow_what_their_applications_do(world: World) -> None:
    """Each Application's sources, server and namespace are in its project, and none is spare."""
    derived, facts = world
    found = manifests(derived)
    projects = {
        one["metadata"]["name"]: one["spec"] for one in found if one["kind"] == "AppProject"
    }
    used: set[str] = set()
    for name, application in applications(found).items():
        project = projects[application["spec"]["project"]]
        repositories = {source["repoURL"] for source in sources(application)}
        used |= repositories
        assert repositories <= set(project["sourceRepos"]), name
        to = application["spec"]["destination"]
        allowed = {(item["server"], item["namespace"]) for item in project["destinations"]}
        assert (to["server"], to["namespace"]) in allowed, name
    assert used == set(projects["goldenpath.platform"]["sourceRepos"])
    assert {system.name for system in facts.systems} <= projects.keys()


def test_a_systems_services_stay_in_its_namespaces(world: World) -> None:
    """A system's project reaches its own namespace in each cluster, and nothing cluster-wide."""
    derived, facts = world
    projects = {one["metadata"]["name"]: one["spec"] for one in manifests(derived)
                if one["kind"] == "AppProject"}  # fmt: skip
    for system in facts.systems:
        project = projects[system.name]
        expected = {
            (server, f"{system.name}-{stage.name}")
            for stage in facts.stages
            for _, server in stage.clusters
        }
        reached = {(item["server"], item["namespace"]) for item in project["destinations"]}
        assert expected == reached
        assert [] == project["clusterResourceWhitelist"]
        url = f"https://{facts.sources[0].host}/{facts.sources[0].owner}/orders.git"
        assert any(fnmatch.fnmatch(url, pattern) for pattern in project["sourceRepos"])


def test_paths_lead_to_manifests() -> None:
    """What an Application takes from this repository is there, values of charts included."""
    for name, application in applications(manifests(checkout())).items():
        for source in sources(application):
            if source["repoURL"] != HERE.template_url:
                continue
            if "path" in source:
                folder = ROOT / source["path"]
                # Without platform.secret_store the folder has no store, and nothing else.
                empty = (
                    source["path"].endswith("/external-secrets") and not HERE.platform.secret_store
                )
                assert empty or list(folder.glob("*.yaml")) or list(folder.glob("*/*.yaml")), name
                for file in source.get("helm", {}).get("valueFiles", ()):
                    assert (folder / file).is_file(), name
        for source in sources(application):
            for file in source.get("helm", {}).get("valueFiles", ()):
                if file.startswith("$platform/"):
                    assert (ROOT / file.removeprefix("$platform/")).is_file(), (name, file)


def test_each_stage_gets_its_own(world: World) -> None:
    """Overlay, values, database and claim are those of the Application's own stage."""
    derived, facts = world
    made = applications(manifests(derived))
    for stage in facts.stages:
        end = f"{stage.name}-{stage.clusters[0][0]}"
        (policies,) = sources(made[f"platform-policies-{end}"])
        assert f"platform/policies/overlays/{stage.name}" == policies["path"]
        (chart,) = sources(made[f"platform-backstage-{end}"])
        assert f"values-{stage.name}.yaml" == chart["helm"]["valueFiles"][-1]
        (database,) = sources(made[f"platform-database-{end}"])
        assert f"platform/cloudnativepg/{stage.name}" == database["path"]
        (claim,) = sources(made[f"platform-environments-{end}"])
        assert f"{stage.name}.yaml" == claim["directory"]["include"]


def test_policies_look_away_from_the_platforms_namespaces_alone() -> None:
    """What runs for everybody is what Kyverno leaves out; the portal is judged as any service."""
    values = yaml.safe_load((ROOT / "platform/kyverno/values.yaml").read_text("utf-8"))
    (left_out,) = values["config"]["webhooks"]["namespaceSelector"]["matchExpressions"]
    for application in applications(manifests(checkout())).values():
        namespace = application["spec"]["destination"]["namespace"]
        of_platform = application["spec"]["project"] == "goldenpath.platform"
        assert of_platform is (namespace in left_out["values"]), namespace


def test_waves_follow_what_needs_what() -> None:
    """Projects come first, operators before what they serve, the portal last."""
    wave = {
        one["metadata"]["name"].removeprefix("platform-"): int(
            one["metadata"]["annotations"]["argocd.argoproj.io/sync-wave"]
        )
        for one in manifests(checkout())
        if one["metadata"]["name"] != "platform"
    }
    needs = [
        ("goldenpath.platform", "argocd"),
        ("argocd", "cert-manager"),
        ("cert-manager", "cloudnative-pg"),
        ("prometheus-operator", "cloudnative-pg"),
        ("kyverno", "policies"),
        ("crossplane", "crossplane-apis"),
        ("crossplane-apis", "environments"),
        ("environments", "database"),
        ("cloudnative-pg", "database"),
        ("external-secrets", "database"),
        ("database", "backstage"),
        ("gateway-api", "backstage"),
        ("policies", "backstage"),
    ]
    assert [] == [pair for pair in needs if wave[pair[0]] >= wave[pair[1]]]


def test_production_deletes_nothing() -> None:
    """A sync prunes in every stage but production, and no set takes its Applications along."""
    production = {stage.name for stage in HERE.stages if stage.production}
    for one in manifests(checkout()):
        if one["kind"] == "ApplicationSet":
            assert one["spec"]["syncPolicy"]["preserveResourcesOnDeletion"] is True
            for element in one["spec"]["generators"][0]["list"]["elements"]:
                assert element["prune"] is (element["stage"] not in production)
                patch = yaml.safe_load(filled(one["spec"]["templatePatch"], element))
                automated = patch["spec"]["syncPolicy"]["automated"]
                # JSON has no booleans where text is filled in: Python's word for one is read here.
                assert str(element["prune"]) == str(automated["prune"])


def renovated(text: str) -> list[tuple[str, ...]]:
    """Return what Renovate's own expression finds in a file."""
    settings = json.loads((ROOT / "renovate.json").read_text("utf-8"))
    (manager,) = settings["customManagers"]
    (pattern,) = manager["matchStrings"]
    return re.findall(pattern.replace("(?<", "(?P<"), text)


@pytest.mark.parametrize(
    "path", [path.relative_to(ROOT).as_posix() for path in sorted((ROOT / FOLDER).glob("*.yaml"))]
)
def test_every_foreign_version_is_pinned_and_kept(path: str) -> None:
    """Renovate finds each version that is not ours, in the twin and in the derived file alike."""
    text = checkout()[path]
    pinned = [
        source["targetRevision"]
        for application in applications(documents(text)).values()
        for source in sources(application)
        if source["repoURL"] != HERE.template_url
    ] if not path.endswith("/values.yaml") else []  # fmt: skip
    assert all(re.fullmatch(r"v?\d+\.\d+\.\d+", version) for version in pinned)
    found = renovated(text)
    assert set(pinned) <= {item[-1] for item in found}
    assert found == renovated((ROOT / f"{path}.jinja").read_text("utf-8"))
    assert text.count("# renovate:") == len(found)


def test_renovate_looks_at_these_files() -> None:
    """The manager's own pattern matches every file here, and its twin."""
    settings = json.loads((ROOT / "renovate.json").read_text("utf-8"))
    (pattern,) = settings["customManagers"][0]["managerFilePatterns"]
    for path in checkout():
        assert re.search(pattern.strip("/"), path)
        assert re.search(pattern.strip("/"), f"{path}.jinja")
