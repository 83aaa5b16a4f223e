"""The portal's Dockerfile agrees with what lies here, with runtime.yaml and with the chart."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import PurePosixPath

import pytest
import yaml

from goldenpath.dockerfile import exposed
from tests.deployment.derived import STAGES as OF_THE_ORGANIZATION
from tests.deployment.derived import only, render
from tests.deployment.image import DOCKERFILE, FINAL, STAGES, copies, entry_point, last, sent
from tests.organization import HERE, ROOT

FOLDER = ROOT / "platform/backstage"
RUNTIME = yaml.safe_load((FOLDER / "runtime.yaml").read_text("utf-8"))
PINNED = re.compile(r"^([\w.-]+==\S+)", re.MULTILINE)

pytestmark = pytest.mark.skipif(not HERE.has_portal, reason="goldenpath.yaml says: portal: none")


def test_everything_that_is_copied_is_there() -> None:
    """Each COPY of the context finds what it names among what the engine is sent."""
    given = sent()
    named = [
        s for stage in STAGES.values() for c in copies(stage) if not c.stage for s in c.sources
    ]
    assert len(named) > 10
    absent = [s for s in named if s not in given and not any(p.startswith(f"{s}/") for p in given)]
    assert [] == absent


def test_what_git_keeps_of_the_workspace_is_sent_and_nothing_else() -> None:
    """An image is built of a clean clone; nothing of this machine gets into a layer."""
    done = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    kept = {path for path in done.stdout.splitlines() if (ROOT / path).is_file()}
    assert set() == sent() - kept
    assert set() == {path for path in kept if path.startswith("platform/backstage/")} - sent()


def test_renovate_raises_yarn_in_both_places() -> None:
    """Its expression finds the one version, beside the digest that people write, in each file."""
    settings = json.loads((ROOT / "renovate.json").read_text("utf-8"))
    (manager,) = [one for one in settings["customManagers"] if one.get("datasourceTemplate")]
    (expression,) = manager["matchStrings"]
    files = [pattern.strip("/") for pattern in manager["managerFilePatterns"]]
    found = {}
    for path in ("platform/backstage/Dockerfile", "tools/portal_workspace.py"):
        assert any(re.search(pattern, path) for pattern in files)
        text = (ROOT / path).read_text("utf-8")
        found[path] = re.findall(expression.replace("(?<", "(?P<"), text)
        assert re.search(r"YARN_DIGEST ?= ?\"?[0-9a-f]{64}", text)
    image, program = found.values()
    assert image == program
    assert [("@yarnpkg/cli-dist", image[0][1])] == image
    (rule,) = [rule for rule in settings["packageRules"]
               if image[0][0] in rule.get("matchDepNames", ())]  # fmt: skip
    assert rule["automerge"] is False


def test_image_starts_as_the_runtime_says() -> None:
    """Entry point, folder, port and environment are those of runtime.yaml."""
    assert RUNTIME["command"] == entry_point()
    assert RUNTIME["workingDirectory"] == last(FINAL, "WORKDIR")
    assert {RUNTIME["port"]} == exposed(FINAL)
    said = dict(word.split("=", 1) for word in last(FINAL, "ENV").split())
    assert said == RUNTIME["environment"] | {"PATH": said["PATH"]}


def test_image_holds_each_file_of_the_command() -> None:
    """What the entry point names as configuration is copied into the folder that it starts in."""
    named = [word for word in RUNTIME["command"] if word.endswith(".yaml")]
    (copied,) = [copy for copy in copies(FINAL) if not copy.stage]
    assert named == [PurePosixPath(source).name for source in copied.sources]
    assert "./" == copied.target


@pytest.mark.parametrize("stage", OF_THE_ORGANIZATION)
def test_user_is_that_of_the_chart(stage: str) -> None:
    """The image's user is no root, and the one as which the chart runs it."""
    pod = only(render(stage), "Deployment")["spec"]["template"]["spec"]["securityContext"]
    assert f"{pod['runAsUser']}:{pod['runAsGroup']}" == last(FINAL, "USER")
    assert pod["runAsUser"] > 0


def test_what_the_portal_writes_lies_where_it_may() -> None:
    """Built documentation goes below the one folder that can be written to."""
    found = yaml.safe_load((FOLDER / "app-config.production.yaml").read_text("utf-8"))
    folder = found["techdocs"]["publisher"]["local"]["publishDirectory"]
    assert PurePosixPath(RUNTIME["writable"]) in PurePosixPath(folder).parents
    assert RUNTIME["environment"]["HOME"] == RUNTIME["writable"]


def test_one_base_serves_all_stages() -> None:
    """Node's modules and Python's environment are made on the very image that runs them."""
    outside = {stage.base for stage in STAGES.values() if stage.parent is None}
    assert 1 == len(outside)
    assert re.fullmatch(r"node:\d+-\w+-slim(?:@sha256:[0-9a-f]{64})?", outside.pop() or "")


def test_yarn_and_its_scripts_are_those_of_make_portal() -> None:
    """The workspace is built by the same Yarn, of the same digest, with the same two scripts."""
    tool = (ROOT / "tools/portal_workspace.py").read_text("utf-8")
    text = DOCKERFILE.read_text("utf-8")
    for pattern in (r"@yarnpkg/cli-dist@[\d.]+", r"\b[0-9a-f]{64}\b"):
        assert set(re.findall(pattern, text)) == set(re.findall(pattern, tool))
    scripts = r"_yarn\(node, \"(tsc|build:\w+)\"\)"
    assert re.findall(scripts, tool) == re.findall(r'"\$YARN" (tsc|build:\w+)', text)


def test_pinned_packages_are_those_that_are_tested() -> None:
    """The image's requirements have hashes, MkDocs among them, and the tests' own versions."""
    tested = (ROOT / "requirements-dev.txt").read_text("utf-8")
    used = (FOLDER / "requirements.txt").read_text("utf-8")
    assert set() == set(PINNED.findall(used)) - set(PINNED.findall(tested))
    assert {"copier", "mkdocs-techdocs-core", "hatchling"} <= {
        name.partition("==")[0] for name in PINNED.findall(used)
    }
    assert all("--hash=sha256:" in entry for entry in PINNED.split(used)[2::2])


def test_goldenpath_is_built_from_all_that_it_holds() -> None:
    """Every file that the distribution takes in is copied before it is built."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    metadata = [project["project"]["readme"], *project["project"]["license-files"]]
    copied = [PurePosixPath(s) for c in copies(STAGES["python"]) for s in c.sources]
    for needed in [*wheel["packages"], *wheel["force-include"], *metadata, "pyproject.toml"]:
        path = PurePosixPath(needed)
        assert any(source == path or source in path.parents for source in copied), needed


def test_validator_has_no_complaint() -> None:
    """Neither hadolint nor our own checks find anything, of whatever severity."""
    # Whose list of bases leaves Node's out is told so, and takes another.
    foreign = HERE.base_images and "docker.io/library" not in HERE.base_images
    done = subprocess.run(
        [
            *(sys.executable, "-m", "goldenpath", "validate", DOCKERFILE, "--no-config"),
            *(("--ignore", "GP504") if foreign else ()),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (0, "no findings in 1 Dockerfile") == (done.returncode, done.stdout.splitlines()[0])
