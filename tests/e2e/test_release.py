"""A fork takes upstream's next release, as docs/how-to/take-a-release.md tells."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from tests.e2e.conftest import Shell, copy_of_repository, goldenpath
from tests.e2e.test_fork import _second_organization as second_organization

if TYPE_CHECKING:
    from pathlib import Path

PAGE = "docs/how-to/take-a-release.md"
OLD, NEW = "goldenpath-0.1.0", "goldenpath-0.2.0"
DIGEST = f"sha256:{'ab' * 32}"
VALUES = "platform/charts/backstage/values-prod.yaml"
OURS = {
    "backstage/catalog/systems/payroll.yaml": """\
apiVersion: backstage.io/v1alpha1
kind: System
metadata:
  name: payroll
spec:
  owner: group:engineering/data
  domain: finance
""",
    "docs/ours/desk.md": "# Our help desk\n",
    "platform/policies/exceptions/ours/README.md": "Ours.\n",
}
"""What the fork has added."""

THEIRS = {
    "templates/service/skeleton/NEWS.md": "News of the template.\n",
    "templates/questions/tier.yml": """\
# How much an outage hurts.
tier:
  type: str
  help: How much an outage hurts
  choices: [low, high]
  default: low
  form: {page: Ownership, title: Tier}
""",
}
"""What upstream's next release adds."""


@pytest.fixture(scope="module")
def forked(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """Return a fork at its version 1.0.0; upstream has released once more since."""
    base = tmp_path_factory.mktemp("release")
    (base / "upstream").mkdir()
    upstream = copy_of_repository(root, base / "upstream")
    upstream.commit("Upstream", OLD)
    upstream.run("git", "clone", "--quiet", "--origin", "upstream", upstream.folder, base / "fork")
    fork = Shell(base / "fork", {"PYTHONPATH": str(base / "fork/src")})
    facts = second_organization(fork.folder)
    (fork.folder / "goldenpath.yaml").write_text(facts, "utf-8")
    _put(fork, OURS)
    fork.run(*goldenpath("sync"))
    values = fork.folder / VALUES
    # As a release of the portal writes it.
    values.write_text(re.sub("sha256:[0-9a-f]{64}", DIGEST, values.read_text("utf-8")), "utf-8")
    fork.commit("Our organisation", "1.0.0")
    _release(upstream)
    fork.run("git", "fetch", "--quiet", "--tags", "upstream")
    return fork


def _put(shell: Shell, texts: dict[str, str]) -> None:
    for path, text in texts.items():
        (shell.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (shell.folder / path).write_text(text, "utf-8")


def _release(upstream: Shell) -> None:
    """Change upstream's own facts, add a question, and change what is derived in every stage."""
    file = upstream.folder / "goldenpath.yaml"
    facts = yaml.safe_load(file.read_text("utf-8"))
    facts["registry"] += "-moved"
    facts["teams"].append({"ref": "group:default/newcomers", "title": "Newcomers"})
    facts["stages"][0]["budget"]["monthly"] += 50
    file.write_text(yaml.safe_dump(facts, sort_keys=False), "utf-8")
    _put(upstream, THEIRS)
    twin = upstream.folder / "platform/charts/backstage/values-[[ stage.name ]].yaml.jinja"
    text = twin.read_text("utf-8")
    twin.write_text(
        text.replace("only what differs", "nothing but what differs") + "\n# More.\n", "utf-8"
    )
    upstream.run(*goldenpath("sync"))
    upstream.commit("The next release", NEW)


def _told(root: Path) -> list[str]:
    """Return the commands that the page tells between fetching and committing."""
    text = (root / PAGE).read_text("utf-8")
    blocks = re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    (merge,) = [block for block in blocks if "git merge" in block]
    lines = [line.partition(" #")[0].strip() for line in merge.splitlines()]
    return [line.replace("goldenpath-0.2.0", NEW) for line in lines if line]


def _run(shell: Shell, line: str) -> None:
    if line == "make sync":
        shell.run(*goldenpath("sync"))
    elif line.startswith("git merge"):
        assert "CONFLICT" in shell.run("bash", "-c", line, code=1)
    else:
        shell.run("bash", "-c", line)


@pytest.fixture(scope="module")
def merged(forked: Shell, root: Path) -> Shell:
    """Return the fork after what the page tells to do."""
    for line in _told(root):
        _run(forked, line)
    return forked


def _facts(shell: Shell, revision: str) -> Any:
    return yaml.safe_load(shell.run("git", "show", f"{revision}:goldenpath.yaml"))


def test_the_merge_is_whole(merged: Shell) -> None:
    """Upstream's release is in the history, nothing is left in conflict, all is committed."""
    merged.run("git", "merge-base", "--is-ancestor", NEW, "HEAD")
    assert merged.run("git", "status", "--porcelain") == ""
    assert "everything is in sync" in merged.run(*goldenpath("sync", "--check"))


def test_facts_are_the_forks(merged: Shell) -> None:
    """None of upstream's changed examples comes in, also where git would have merged it."""
    assert _facts(merged, "1.0.0") == _facts(merged, "HEAD")
    assert not (merged.folder / "backstage/catalog/org/newcomers.yaml").exists()


@pytest.mark.parametrize("path", [*OURS, *THEIRS])
def test_what_both_have_added_is_there(merged: Shell, path: str) -> None:
    """The fork's own files are as they were, and upstream's new ones as it wrote them."""
    assert {**OURS, **THEIRS}[path] == (merged.folder / path).read_text("utf-8")


def test_what_runs_is_kept(merged: Shell) -> None:
    """The portal's build of a stage is the fork's, in values that upstream has changed."""
    text = (merged.folder / VALUES).read_text("utf-8")
    assert DIGEST in text
    assert text.endswith("# More.\n")


def test_by_hand_the_fork_differs_in_its_facts_and_additions(merged: Shell) -> None:
    """What is derived is made again, so a fork's difference stays what it was."""
    changed = merged.run("git", "diff", "--name-only", "-z", NEW, "HEAD").split("\0")
    by_hand = {
        name
        for name in changed
        if (merged.folder / name).is_file()
        and "GENERATED by `make sync`" not in (merged.folder / name).read_text("utf-8")[:400]
    }
    assert {"goldenpath.yaml", *OURS} == by_hand


def test_upstreams_tag_is_no_version_of_templates(merged: Shell, tmp_path: Path) -> None:
    """A birth takes the fork's own newest tag, until the fork has made its next."""
    answers = ("-d", "owner=group:engineering/data", "-d", "system=ledger")
    born = tmp_path / "accounts"
    merged.run(*goldenpath("new", "service", born, "--defaults", *answers))
    assert not (born / "NEWS.md").exists()
    merged.run("git", "tag", "1.1.0")
    later = tmp_path / "bookings"
    merged.run(*goldenpath("new", "service", later, "--defaults", *answers))
    assert (later / "NEWS.md").is_file()
    merged.run(*goldenpath("validate", "--strict", "--fail-on", "warning", later))
