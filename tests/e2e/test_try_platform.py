"""The script that brings the platform up for a look: what it does, in which order, and to whom."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from goldenpath.organization import load
from tests.e2e.conftest import Shell, goldenpath
from tests.e2e.trying import SCRIPT, STUBBED, Told, try_platform
from tests.organization import HERE, ROOT

HONEST = "NOT YET RUN against a cluster"
STAGE = HERE.stages[0].name
IMAGE = f"{HERE.registry}/backstage:1.2.3"
SECRET = "s3cr3t-of-the-environment"  # noqa: S105 - what must not be seen


@pytest.fixture(scope="module")
def checkout(upstream: Shell, tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """Return a clone of the repository, with an environment as `make` leaves it."""
    folder = tmp_path_factory.mktemp("try") / "goldenpath"
    upstream.run("git", "clone", "--quiet", upstream.folder, folder)
    python = folder / ".venv/bin/python"
    python.parent.mkdir(parents=True)
    source = folder / "src"
    # A program and no link, by which Python would look for its packages beside it.
    text = f'#!/bin/sh\nexport PYTHONPATH="${{PYTHONPATH:-{source}}}"\nexec {sys.executable} "$@"\n'
    python.write_text(text, "utf-8")
    python.chmod(0o755)
    return Shell(folder)


def test_script_satisfies_shellcheck() -> None:
    """Nothing is left of what shellcheck would say in its strictest mode."""
    program = Path(sys.executable).parent / "shellcheck"
    done = subprocess.run(
        [program, "--severity", "style", ROOT / SCRIPT], capture_output=True, text=True, check=False
    )
    assert (0, "") == (done.returncode, done.stdout)


def test_first_line_says_what_was_not_run() -> None:
    """Who opens the file reads first what nobody has seen yet."""
    assert HONEST in (ROOT / SCRIPT).read_text("utf-8").splitlines()[1]


def test_help_names_every_option(checkout: Shell, tmp_path: Path) -> None:
    """The help begins with the same line, and knows each option that the script reads."""
    told = try_platform(checkout, tmp_path, "--help")
    assert (0, []) == (told.code, told.done)
    assert told.printed.startswith(HONEST)
    text = (ROOT / SCRIPT).read_text("utf-8")
    read = set(re.findall(r"^    (--[a-z-]+)\)", text, re.MULTILINE))
    assert read == set(re.findall(r"^  (--[a-z-]+)", told.printed, re.MULTILINE))


REFUSED = {
    "unknown option": (("--quick",), "unknown option '--quick'"),
    "missing value": (("--context",), "--context needs a value"),
    "empty value": (("--stage", ""), "--stage needs a value"),
    "time": (("--timeout", "soon"), "--timeout 'soon' is no number"),
    "context": (("--context", "prod"), "context 'prod' is no cluster of kind: add --yes"),
    "look-alike": (("--context", "kind-"), "context 'kind-' is no cluster of kind"),
    "repository": (("--context", "prod", "--yes"), "context 'prod' cannot read this checkout"),
}


@pytest.mark.parametrize(("options", "message"), REFUSED.values(), ids=REFUSED)
def test_misuse_is_told_and_nothing_is_done(
    checkout: Shell, tmp_path: Path, options: tuple[str, ...], message: str
) -> None:
    """What the script does not understand ends it with code 2, also within a dry run."""
    told = try_platform(checkout, tmp_path, "--dry-run", *options)
    assert (2, []) == (told.code, told.done)
    assert f"try-platform: {message}" in told.printed


def test_missing_programs_are_named_together(checkout: Shell, tmp_path: Path) -> None:
    """Before anything is made, all that is not on PATH is said at once."""
    folder = tmp_path / "few"
    folder.mkdir()
    for name in ("bash", "env", "sed", "git"):
        found = next(p for p in os.environ["PATH"].split(os.pathsep) if (Path(p) / name).exists())
        (folder / name).symlink_to(Path(found) / name)
    told = try_platform(checkout, tmp_path, stubs=(), environment={"PATH": str(folder)})
    assert 2 == told.code
    assert "not on PATH: make helm kubectl docker kind" in told.printed


EXISTING = ("--context", "lab", "--yes", "--repository", "https://git.example/try.git")
DRY = {
    "kind": (
        (),
        [
            "make -C",
            "git clone --quiet --no-tags",
            "try_platform.py facts",
            "-m goldenpath sync",
            "try_platform.py mount",
            "commit --quiet",
            "kind create cluster",
            "git clone --quiet --bare",
            "docker exec",
            "docker cp",
            "helm upgrade --install argocd",
            "kubectl --context kind-goldenpath apply",
            "get applications",
        ],
    ),
    "existing cluster with the portal": (
        (*EXISTING, "--portal", IMAGE),
        [
            "make -C",
            "try_platform.py facts",
            "-m goldenpath sync",
            "commit --quiet",
            "push https://git.example/try.git main",
            "helm upgrade --install argocd",
            "kubectl --context lab apply",
            "wait --for=create crd/clustersecretstores.external-secrets.io",
            "rollout status deployment/external-secrets-webhook",
            "try_platform.py store",
            "get applications",
            "rollout status deployment/backstage",
        ],
    ),
}


@pytest.mark.parametrize(("options", "steps"), DRY.values(), ids=DRY)
def test_dry_run_tells_each_step_in_order_and_does_none(
    checkout: Shell, tmp_path: Path, options: tuple[str, ...], steps: list[str]
) -> None:
    """No program is called, nothing is written, and each step stands in its place."""
    stubs = (*STUBBED, "git", "tee", "rm", "mkdir")
    told = try_platform(checkout, tmp_path, "--dry-run", *options, stubs=stubs)
    assert (0, []) == (told.code, told.done)
    assert told.printed.startswith(HONEST)
    said = [line for line in told.printed.splitlines() if line.startswith("+ ")]
    places = [next((i for i, line in enumerate(said) if step in line), -1) for step in steps]
    assert places == sorted(places)
    assert -1 not in places
    assert not (checkout.folder / "build/try").exists()


@pytest.fixture(scope="module")
def tried(checkout: Shell, tmp_path_factory: pytest.TempPathFactory) -> Told:
    """Return what a whole run did, with the programs that speak to clusters written down only."""
    folder = tmp_path_factory.mktemp("tried")
    environment = {"GITHUB_TOKEN": SECRET}
    return try_platform(checkout, folder, "--portal", IMAGE, environment=environment)


def _copy(checkout: Shell) -> Path:
    return checkout.folder / "build/try/repository"


def test_run_speaks_to_its_own_cluster_alone(tried: Told) -> None:
    """Each call names the cluster that was made: the context of who calls is never used."""
    assert 0 == tried.code, tried.printed
    for call in tried.done:
        program, _, words = call.partition(" ")
        if program in {"kubectl", "helm"}:
            assert "kind-goldenpath" in words
        if program == "kind" and not words.startswith("get clusters"):
            assert "--name goldenpath" in words


def test_run_brings_the_repository_to_each_node(tried: Told, checkout: Shell) -> None:
    """Every node has the copy before Argo CD is installed, by the version that it keeps itself."""
    copied = [i for i, call in enumerate(tried.done) if call.startswith("docker cp")]
    (installed,) = [i for i, call in enumerate(tried.done) if call.startswith("helm upgrade")]
    assert 2 == len(copied)
    assert max(copied) < installed
    text = (checkout.folder / "platform/argocd/argocd.yaml").read_text("utf-8")
    (chart, _) = yaml.safe_load(text)["spec"]["sources"]
    assert f"--version {chart['targetRevision']} " in tried.done[installed]


@pytest.mark.usefixtures("tried")
def test_copy_has_one_stage_on_one_cluster(checkout: Shell) -> None:
    """What is brought up is one stage of this organisation, in the cluster of Argo CD itself."""
    facts = load(_copy(checkout) / "goldenpath.yaml")
    assert [STAGE] == [stage.name for stage in facts.stages]
    assert (("here", "https://kubernetes.default.svc"),) == facts.stages[0].clusters
    root = yaml.safe_load((_copy(checkout) / "platform/argocd/root.yaml").read_text("utf-8"))
    assert root["spec"]["source"]["repoURL"] == "file:///var/lib/goldenpath/repository.git"
    assert HERE.title == facts.title


@pytest.mark.usefixtures("tried")
def test_argocd_of_the_copy_sees_the_repository_on_its_node(checkout: Shell) -> None:
    """Argo CD keeps itself by these values, so that it does not take its own sight away."""
    values = yaml.safe_load((_copy(checkout) / "platform/argocd/values.yaml").read_text("utf-8"))
    (volume,) = values["repoServer"]["volumes"]
    (mount,) = values["repoServer"]["volumeMounts"]
    assert volume["name"] == mount["name"]
    assert "/var/lib/goldenpath" == volume["hostPath"]["path"] == mount["mountPath"]


@pytest.mark.usefixtures("tried")
def test_copy_is_judged_clean(checkout: Shell) -> None:
    """What would be applied keeps to the platform's own rules."""
    copy = Shell(_copy(checkout), {"PYTHONPATH": str(_copy(checkout) / "src")})
    printed = copy.run(*goldenpath("validate", "--fail-on", "warning", "platform"))
    assert "no findings in " in printed


@pytest.mark.usefixtures("tried")
def test_portal_of_the_copy_is_the_image_given(checkout: Shell) -> None:
    """The stage's values name the build that was loaded into the nodes."""
    chart = _copy(checkout) / "platform/charts/backstage"
    values = yaml.safe_load((chart / "values.yaml").read_text("utf-8"))
    stage = yaml.safe_load((chart / f"values-{STAGE}.yaml").read_text("utf-8"))
    assert f"{values['image']['repository']}:{stage['image']['tag']}" == IMAGE


def test_secrets_go_by_a_pipe_alone(tried: Told, checkout: Shell, tmp_path: Path) -> None:
    """The environment's tokens are in the store, in no argument, no output and no commit."""
    store: dict[str, Any] = json.loads(tried.stdin)
    (entry,) = store["spec"]["provider"]["fake"]["data"]
    assert f"portal/{STAGE}/backstage" == entry["key"]
    assert SECRET == json.loads(entry["value"])["GITHUB_TOKEN"]
    assert not [call for call in tried.done if SECRET in call]
    assert SECRET not in tried.printed
    assert SECRET not in checkout.run("git", "-C", _copy(checkout), "show", "HEAD")
    file = tmp_path / "store.yaml"
    file.write_text(tried.stdin, "utf-8")
    checkout.run(*goldenpath("validate", "--strict", file))


@pytest.mark.usefixtures("tried")
def test_checkout_stays_as_it_was(checkout: Shell) -> None:
    """A try changes nothing that git sees."""
    assert "" == checkout.run("git", "status", "--porcelain")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--stage", "nowhere"), "there is no stage 'nowhere'"),
        (("--portal", "busybox"), "'busybox' is no image of the portal"),
    ],
    ids=["stage", "image"],
)
def test_unknown_facts_end_the_run_before_the_cluster_is_touched(
    checkout: Shell, tmp_path: Path, options: tuple[str, str], message: str
) -> None:
    """A stage or an image that cannot be ends the run with code 2, before anything is installed."""
    told = try_platform(checkout, tmp_path, *options)
    assert 2 == told.code
    assert message in told.printed
    assert not [
        call for call in told.done if call.startswith(("docker", "helm", "kind", "kubectl"))
    ]
