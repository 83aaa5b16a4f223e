"""Publishing to a real Gitea: what the steps for GitHub and GitLab, made of the same data, mean."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.e2e.conftest import Shell, copy_of_repository, goldenpath
from tests.organization import HERE, OWNER, ROOT, SYSTEM
from tests.toolchains.gitea import OWNER as WORKS
from tests.toolchains.gitea import USER, Gitea
from tests.toolchains.portal import Portal, Task, copier_settings, eventually, serve

pytestmark = [
    pytest.mark.toolchain("go", "node"),
    pytest.mark.skipif(not HERE.has_portal, reason="goldenpath.yaml says: portal: none"),
]

ENVIRONMENTS = "environments"
CONFIGURATION = "platform/backstage/app-config.organization.yaml"
Files = dict[str, tuple[bytes, bool]]


@pytest.fixture(name="fork", scope="module")
def fork_fixture(gitea: Gitea, tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """Return a fork whose repositories are born on the Gitea: one file edited, synced."""
    shell = copy_of_repository(ROOT, tmp_path_factory.mktemp("fork"))
    file = shell.folder / "goldenpath.yaml"
    facts = yaml.safe_load(file.read_text("utf-8"))
    facts["sources"] = [{"name": "forge", "kind": "gitea", "host": gitea.host, "owner": WORKS}]
    facts["environments_repository"] = f"https://{gitea.host}/{WORKS}/{ENVIRONMENTS}.git"
    file.write_text(yaml.safe_dump(facts, sort_keys=False), "utf-8")
    shell.run(*goldenpath("sync"))
    # What is merged will be read from there, and this Gitea speaks no TLS.
    form = shell.folder / "backstage/templates/database/template.yaml"
    text = form.read_text("utf-8")
    assert f"https://{gitea.host}/" in text
    form.write_text(text.replace(f"https://{gitea.host}/", f"{gitea.address}/"), "utf-8")
    shell.commit("Our organisation")
    return shell


@pytest.fixture(name="published", scope="module")
def published_fixture(
    gitea: Gitea, fork: Shell, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Portal]:
    """Run a portal as the fork configures it, with a token of the Gitea, which speaks no TLS."""
    made = gitea.call("POST", f"orgs/{WORKS}/repos", {"name": ENVIRONMENTS, "auto_init": True})
    assert 201 == made.status, made
    config = yaml.safe_load((fork.folder / CONFIGURATION).read_text("utf-8"))
    (host,) = config["integrations"]["gitea"]
    host |= {"baseUrl": gitea.address, "password": gitea.token}
    assert {"host": gitea.host, "username": USER}.items() <= host.items()
    kinds = ["Domain", "Group", "Location", "System", "Template", "User"]
    catalog = str(fork.folder / "backstage/catalog/all.yaml")
    config["catalog"]["locations"] = [
        {"type": "file", "target": catalog, "rules": [{"allow": kinds}]}
    ]
    config["goldenpath"]["copier"] = copier_settings(fork.folder)
    # What is merged is seen within seconds, not within minutes.
    config["catalog"]["processingInterval"] = {"seconds": 2}
    yield from serve(tmp_path_factory.mktemp("portal-with-gitea"), config)


@pytest.fixture(name="service", scope="module")
def service_fixture(published: Portal) -> Task:
    """Create a service as the form does, once."""
    return _run(published, "service", _values("parcels"))


@pytest.fixture(name="database", scope="module")
def database_fixture(published: Portal) -> Task:
    """Ask for a database as the form does, once."""
    return _run(published, "database", _who("ledger"))


def _who(name: str) -> dict[str, Any]:
    return {"name": name, "owner": OWNER, "system": f"system:default/{SYSTEM}"}


def _values(name: str) -> dict[str, Any]:
    """Return what the service's form sends."""
    return {**_who(name), "database": False}


def _run(portal: Portal, path: str, values: dict[str, Any]) -> Task:
    task = portal.run(path, values)
    assert isinstance(task, Task), task
    return task


def _copied(fork: Shell, answers: dict[str, Any], folder: Path) -> Files:
    """Return what `copier copy` writes for answers."""
    data = folder / "answers.yml"
    data.write_text(yaml.safe_dump({**answers, "owner": OWNER, "system": SYSTEM}), "utf-8")
    born = folder / "born"
    copier = [sys.executable, "-m", "copier", "copy", "--quiet", "--defaults", "--vcs-ref=HEAD"]
    subprocess.run([*copier, f"--data-file={data}", "--", fork.folder, born], check=True)
    return _files(born)


def _files(folder: Path) -> Files:
    return {
        file.relative_to(folder).as_posix(): (file.read_bytes(), bool(file.stat().st_mode & 0o100))
        for file in folder.rglob("*")
        if file.is_file() and ".git" not in file.relative_to(folder).parts
    }


def test_the_form_makes_a_repository(service: Task, gitea: Gitea) -> None:
    """The task ends with a private repository of the organisation, and a link to it."""
    assert ("completed", "") == (service.status, service.error)
    repository = gitea.call("GET", f"repos/{WORKS}/parcels").body
    assert (True, "main") == (repository["private"], repository["default_branch"])
    links = {link["title"]: link for link in service.output["links"]}
    assert repository["clone_url"] == links["Repository"]["url"]
    assert "component:default/parcels" == links["Open in the catalog"]["entityRef"]


def test_the_repository_equals_what_copier_copies(
    service: Task, gitea: Gitea, fork: Shell, tmp_path: Path
) -> None:
    """A clone holds what `copier copy` writes, bytes and modes."""
    assert "completed" == service.status, service.error
    answers = {"template": "service", "name": "parcels", "database": False}
    expected = _copied(fork, answers, tmp_path)
    assert expected == _files(gitea.clone("parcels", tmp_path / "clone"))


def test_the_repository_is_valid(service: Task, gitea: Gitea, fork: Shell, tmp_path: Path) -> None:
    """A clone passes the validator as the organisation configures it, without a warning."""
    assert "completed" == service.status, service.error
    clone = gitea.clone("parcels", tmp_path / "clone")
    fork.run(*goldenpath("validate", "--fail-on=warning", clone))


def test_the_catalog_reads_it_from_there(service: Task, gitea: Gitea, published: Portal) -> None:
    """The component and its API come from the repository on the Gitea, through its API."""
    assert "completed" == service.status, service.error
    place = f"url:{gitea.address}/{WORKS}/parcels/src/branch/main/catalog-info.yaml"
    entity = published.entity("component", "parcels")
    assert place == entity["metadata"]["annotations"]["backstage.io/managed-by-location"]
    assert OWNER == entity["spec"]["owner"]
    assert "/v1/items:" in published.entity("api", "parcels-api")["spec"]["definition"]


def test_a_repository_is_never_overwritten(service: Task, gitea: Gitea, published: Portal) -> None:
    """A second service of the same name fails, and what the first one published stays."""
    assert "completed" == service.status, service.error
    before = gitea.call("GET", f"repos/{WORKS}/parcels/commits").body
    second = _run(published, "service", _values("parcels"))
    assert "failed" == second.status
    assert "409" in second.error
    assert before == gitea.call("GET", f"repos/{WORKS}/parcels/commits").body


def test_a_database_is_a_pull_request(database: Task, gitea: Gitea) -> None:
    """What is proposed waits for a person: main is as it was, and the task leads to the request."""
    assert ("completed", "") == (database.status, database.error)
    (proposed,) = gitea.call("GET", f"repos/{WORKS}/{ENVIRONMENTS}/pulls?state=open").body
    assert "databases: add ledger" == proposed["title"]
    assert ("goldenpath/databases-ledger", "main") == (
        proposed["head"]["ref"],
        proposed["base"]["ref"],
    )
    assert [proposed["html_url"]] == [link["url"] for link in database.output["links"]]
    assert 404 == gitea.call("GET", f"repos/{WORKS}/{ENVIRONMENTS}/contents/databases").status


def test_a_pull_request_holds_what_copier_copies(
    database: Task, gitea: Gitea, fork: Shell, tmp_path: Path
) -> None:
    """The branch has the database's files in a folder of their own, beside what was there."""
    assert "completed" == database.status, database.error
    clone = gitea.clone(ENVIRONMENTS, tmp_path / "clone", "goldenpath/databases-ledger")
    expected = _copied(fork, {"template": "database", "name": "ledger"}, tmp_path)
    assert expected == _files(clone / "databases/ledger")
    assert ["README.md", "databases"] == sorted(
        path.name for path in clone.iterdir() if path.name != ".git"
    )
    fork.run(*goldenpath("validate", clone / "databases/ledger"))


def test_what_is_proposed_already_is_not_proposed_again(
    database: Task, gitea: Gitea, published: Portal
) -> None:
    """A second request for the same database fails, says why, and leaves the first one alone."""
    assert "completed" == database.status, database.error
    second = _run(published, "database", _who("ledger"))
    assert "failed" == second.status
    assert "has a branch 'goldenpath/databases-ledger' already" in second.error
    assert 1 == len(gitea.call("GET", f"repos/{WORKS}/{ENVIRONMENTS}/pulls?state=all").body)


def test_what_is_merged_is_in_the_catalog(
    database: Task, gitea: Gitea, published: Portal, fork: Shell, tmp_path: Path
) -> None:
    """Before a merge the catalog knows nothing of it; then it knows the database and its owner."""
    assert "completed" == database.status, database.error
    path = "/api/catalog/entities/by-name/resource/default/ledger"
    assert 404 == published.ask("GET", path).status
    pulls = f"repos/{WORKS}/{ENVIRONMENTS}/pulls"
    (proposed,) = gitea.call("GET", f"{pulls}?state=open").body
    eventually(lambda: gitea.call("GET", f"{pulls}/{proposed['number']}").body["mergeable"] or None)
    merged = gitea.call("POST", f"{pulls}/{proposed['number']}/merge", {"Do": "merge"})
    assert 200 == merged.status, merged
    entity = published.entity("resource", "ledger")
    assert OWNER == entity["spec"]["owner"]
    owned = {"type": "ownedBy", "targetRef": OWNER}
    assert owned.items() <= next(r for r in entity["relations"] if r["type"] == "ownedBy").items()
    place = f"{WORKS}/{ENVIRONMENTS}/src/branch/main/databases/ledger/catalog-info.yaml"
    annotations = entity["metadata"]["annotations"]
    assert annotations["backstage.io/managed-by-location"].endswith(place)
    clone = gitea.clone(ENVIRONMENTS, tmp_path / "clone")
    assert _copied(fork, {"template": "database", "name": "ledger"}, tmp_path) == _files(
        clone / "databases/ledger"
    )
