"""What Argo CD deploys: every component in every cluster, as its project allows, in order."""

from __future__ import annotations

import fnmatch
import json
import re

import pytest
import yaml

from tests.deployment.argo import (
    FOLDER,
    PORTAL,
    applications,
    checkout,
    clusters,
    elements,
    manifests,
    patched,
    projects,
    sets,
    sources,
)
from tests.deployment.derived import World, documents, platform
from tests.organization import HERE, ROOT

TEAMS = {"platform-claims-databases", "platform-claims-environments", "platform-services"}
"""What is the teams' own: tests/deployment/test_deliveries.py looks at it."""


def test_every_component_is_in_every_cluster(world: World) -> None:
    """Each set lists each cluster once, by its server; the portal's list the first of a stage."""
    derived, facts = world
    everywhere = {
        (stage.name, name, server) for stage in facts.stages for name, server in stage.clusters
    }
    first = {(stage.name, *stage.clusters[0]) for stage in facts.stages}
    found = {one["metadata"]["name"]: clusters(one) for one in sets(manifests(derived))}
    assert found.keys() > PORTAL | TEAMS
    # Services say by themselves which clusters they go to.
    assert [] == found.pop("platform-services")
    for name, listed in found.items():
        expected = first if name in PORTAL else everywhere
        assert expected == set(listed), name
        assert len(expected) == len(listed), name


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
    known = projects(found)
    used: dict[str, set[str]] = {}
    for name, application in applications(found).items():
        project = known[application["spec"]["project"]]
        for source in sources(application):
            url = source["repoURL"]
            patterns = {one for one in project["sourceRepos"] if fnmatch.fnmatch(url, one)}
            assert patterns, (name, url)
            used.setdefault(application["spec"]["project"], set()).update(patterns)
        to = application["spec"]["destination"]
        allowed = {(item["server"], item["namespace"]) for item in project["destinations"]}
        assert (to["server"], to["namespace"]) in allowed, name
    for name, patterns in used.items():
        assert patterns == set(known[name]["sourceRepos"]), name
    assert known.keys() - used.keys() == {system.name for system in facts.systems}


def test_a_systems_services_stay_in_its_namespaces(world: World) -> None:
    """A system's project reaches its own namespace in each cluster, and nothing cluster-wide."""
    derived, facts = world
    known = projects(manifests(derived))
    for system in facts.systems:
        project = known[system.name]
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
    ours = {"goldenpath.platform", "goldenpath.services"}
    for application in applications(manifests(checkout())).values():
        namespace = application["spec"]["destination"]["namespace"]
        of_platform = application["spec"]["project"] in ours
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
        ("teams", "environments"),
        ("kyverno", "teams"),
        ("goldenpath.services", "argocd"),
        ("argocd-services", "argocd"),
        ("argocd", "services"),
        ("crossplane-apis", "claims-environments"),
        ("crossplane-apis", "claims-databases"),
        ("cloudnative-pg", "claims-databases"),
        ("policies", "claims-databases"),
        ("teams", "claims-environments"),
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
    for one in sets(manifests(checkout())):
        assert one["spec"]["syncPolicy"]["preserveResourcesOnDeletion"] is True
        if one["metadata"]["name"] == "platform-services":
            assert one["spec"]["template"]["spec"]["syncPolicy"]["automated"]["prune"] is False
            continue
        for element in elements(one["spec"]["generators"]):
            assert element["prune"] is (element["stage"] not in production)
            assert element["prune"] is patched(one, element)["prune"]


def renovated(text: str) -> list[tuple[str, ...]]:
    """Return what Renovate's own expression finds in a file."""
    settings = json.loads((ROOT / "renovate.json").read_text("utf-8"))
    (pattern,) = settings["customManagers"][0]["matchStrings"]
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
        and application["spec"]["project"] == "goldenpath.platform"
    ] if not path.endswith("/values.yaml") else []  # fmt: skip
    assert all(re.fullmatch(r"v?\d+\.\d+\.\d+", version) for version in pinned)
    found = renovated(text)
    assert set(pinned) <= {item[-1] for item in found}
    assert found == renovated((ROOT / f"{path}.jinja").read_text("utf-8"))
    assert text.count("# renovate:") == len(found)


def test_schemas_are_of_the_version_that_is_deployed() -> None:
    """Where a chart or a folder has the component's own version, the schemas have it too.

    Of External Secrets there is none: docs/how-to/upgrade.md says why.
    """
    tool = (ROOT / "tools/kubernetes_schemas.py").read_text("utf-8")
    modules = {
        path.removesuffix("/v2").rpartition("/")[2]: version.removeprefix("v")
        for path, version in re.findall(r'Module\(\s+"[^"]+",\s+"([^"]+)",\s+"([^"]+)",', tool)
    }
    deployed = {
        item[1]: item[-1].removeprefix("v")
        for text in checkout().values()
        for item in renovated(text)
    }
    names = {
        "cert-manager": "cert-manager",
        "crossplane": "crossplane",
        "external-secrets": "external-secrets",
        "gateway-api": "kubernetes-sigs/gateway-api",
        "plugin-barman-cloud": "cloudnative-pg/plugin-barman-cloud",
        "prometheus-operator": "prometheus-operator/prometheus-operator",
    }
    other = {module for module, name in names.items() if modules[module] != deployed[name]}
    assert {"external-secrets"} == other


def test_renovate_looks_at_these_files() -> None:
    """The manager's own pattern matches every file here, and its twin."""
    settings = json.loads((ROOT / "renovate.json").read_text("utf-8"))
    (pattern,) = settings["customManagers"][0]["managerFilePatterns"]
    for path in checkout():
        assert re.search(pattern.strip("/"), path)
        assert re.search(pattern.strip("/"), f"{path}.jinja")
