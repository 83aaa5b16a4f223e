"""The production portal, met by a program: tasks, bad answers, dry runs, both databases."""

from __future__ import annotations

import base64
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.mirrored import PATHS, filled, form_values, template
from tests.organization import EXAMPLES, HERE, OWNER, SYSTEM, example_answers, example_name
from tests.toolchains.portal import PROGRAM, Portal, Task, eventually, free_port, start, stop

pytestmark = [
    pytest.mark.toolchain("node"),
    pytest.mark.skipif(not HERE.has_portal, reason="goldenpath.yaml says: portal: none"),
]

Files = dict[str, tuple[bytes, bool]]
"""Content, and whether it may be executed, by path."""


def _service(name: str, **more: Any) -> dict[str, Any]:
    answers = {"name": name, "owner": OWNER, "system": SYSTEM, "database": False, **more}
    return form_values("service", answers)


def _copied(checkout: Path, answers: dict[str, Any], folder: Path) -> Files:
    """Return what `copier copy` writes for answers."""
    data = folder / "answers.yml"
    data.write_text(yaml.safe_dump(answers), "utf-8")
    born = folder / "born"
    copier = [sys.executable, "-m", "copier", "copy", "--quiet", "--defaults", "--vcs-ref=HEAD"]
    subprocess.run([*copier, f"--data-file={data}", "--", checkout, born], check=True)
    return _files(born)


def _files(folder: Path) -> Files:
    return {
        file.relative_to(folder).as_posix(): (file.read_bytes(), bool(file.stat().st_mode & 0o100))
        for file in folder.rglob("*")
        if file.is_file() and ".git" not in file.relative_to(folder).parts
    }


def _without_publishing(path: str) -> dict[str, Any]:
    """Return a template that copies and validates, and publishes nothing."""
    found = template(path)
    spec = {**found["spec"], "steps": found["spec"]["steps"][:2]}
    return {**found, "spec": {key: value for key, value in spec.items() if key != "output"}}


def _only_copying(**given: Any) -> dict[str, Any]:
    """Return a template with one step, which copies with what is given."""
    answers = {"template": "service", "name": "orders", "owner": OWNER, "system": SYSTEM}
    step = {
        "id": "copy",
        "name": "Copy",
        "action": "copier:copy",
        "input": {"url": HERE.template_url, "answers": answers, **given},
    }
    return {
        "apiVersion": "scaffolder.backstage.io/v1beta3",
        "kind": "Template",
        "metadata": {"name": "copying"},
        "spec": {"type": "service", "parameters": [], "steps": [step]},
    }


def test_every_path_is_a_template(portal: Portal) -> None:
    """The Create page offers each golden path."""
    for path in PATHS:
        portal.entity("template", path)
    assert PATHS == sorted(entity["metadata"]["name"] for entity in portal.entities("template"))


def test_the_catalog_shows_one_of_each(portal: Portal) -> None:
    """A newcomer finds an API of each kind, with its definition, and a component of each type."""
    portal.entity("component", "sample-stocktaking")
    portal.entity("api", "sample-stock-api")
    apis = {e["spec"]["type"]: e["spec"]["definition"] for e in portal.entities("api")}
    assert {"asyncapi", "grpc", "openapi"} <= apis.keys()
    assert "service StockService" in apis["grpc"]
    kinds = {entity["spec"]["type"] for entity in portal.entities("component")}
    assert {"documentation", "library", "service", "tool", "website"} <= kinds


def test_what_lacks_a_token_is_off_and_says_so(portal: Portal) -> None:
    """A portal without any token starts, and tells in one line each what it does without."""
    names = ["PagerDuty", "Prometheus", "Grafana", "Kubernetes", "Argo CD"]
    if any(source.host == "github.com" for source in HERE.sources):
        names.append("GitHub Actions")
    for name in names:
        assert 1 == portal.told.count(f"{name} is off"), name
    assert 404 == portal.ask("GET", "/api/proxy/pagerduty/incidents").status


def test_prometheus_finds_what_the_process_measures(portal: Portal) -> None:
    """How many entities there are, what the tasks did, and how long requests took."""
    portal.entity("template", "service")
    measured = portal.measurements()
    kinds = {labels["kind"]: value for labels, value in measured["catalog_entities_count"]}
    assert len(PATHS) == kinds["template"]
    answered = measured["http_server_request_duration_count"]
    assert "GET" in {labels["http_request_method"] for labels, _ in answered}
    assert "200" in {labels["http_response_status_code"] for labels, _ in answered}


def test_a_search_in_documentation_that_nobody_has_opened_finds_nothing(portal: Portal) -> None:
    """Before the first page is built there is no index, and that is no fault of the portal."""
    answer = portal.ask("GET", "/api/search/query?term=orders&types%5B0%5D=techdocs")
    assert (200, []) == (answer.status, answer.body["results"])


def test_what_is_in_the_catalog_is_found(portal: Portal) -> None:
    """The catalog is indexed by itself."""
    path = "/api/search/query?term=sample-stock-api&types%5B0%5D=software-catalog"
    found = eventually(lambda: portal.ask("GET", path).body["results"] or None)
    assert "sample-stock-api" in str(found[0]["document"])


def test_nobody_reads_without_signing_in(portal: Portal) -> None:
    """The catalog and the tasks are closed to who has no token of the portal."""
    for path in ("/api/catalog/entities", "/api/scaffolder/v2/tasks", "/api/scaffolder/v2/actions"):
        assert 401 == portal.call("GET", path).status


def test_a_task_ends_with_a_repository_that_is_valid(portal: Portal, tmp_path: Path) -> None:
    """Without a token, a service is born in the portal's folder, can be cloned, and is sound."""
    task = portal.run("service", _service("orders"))
    assert isinstance(task, Task), task
    assert ("completed", "") == (task.status, task.error)
    clone = tmp_path / "orders"
    address = (portal.repositories / "orders").as_uri()
    assert address in task.output["text"][0]["content"]
    subprocess.run(["git", "clone", "--quiet", address, clone], check=True)
    validator = [sys.executable, "-m", "goldenpath", "validate"]
    assert 0 == subprocess.run([*validator, clone], check=False).returncode
    # The task ends when the link that it shows leads somewhere.
    shown = portal.ask("GET", "/api/catalog/entities/by-name/component/default/orders")
    assert (200, OWNER) == (shown.status, shown.body["spec"]["owner"])
    assert "the catalog shows component:default/orders" in task.said("await")


def test_a_repository_equals_what_copier_copies(
    portal: Portal, template_checkout: Path, tmp_path: Path
) -> None:
    """What a task publishes is what `copier copy` writes, bytes and modes."""
    task = portal.run("service", _service("equal"))
    assert isinstance(task, Task), task
    assert "completed" == task.status, task.error
    answers = {"template": "service", **_plain("equal")}
    expected = _copied(template_checkout, answers, tmp_path)
    assert expected == _files(portal.repositories / "equal")


def _plain(name: str) -> dict[str, Any]:
    return {"name": name, "owner": OWNER, "system": SYSTEM, "database": False}


def test_a_repository_is_never_overwritten(portal: Portal) -> None:
    """A second task of the same name fails, says why, and leaves the first repository alone."""
    first = portal.run("service", _service("taken"))
    assert isinstance(first, Task), first
    assert "completed" == first.status, first.error
    before = _files(portal.repositories / "taken")
    second = portal.run("service", _service("taken", lifecycle="production"))
    assert isinstance(second, Task), second
    assert "failed" == second.status
    assert "there is a repository 'taken'" in second.error
    assert before == _files(portal.repositories / "taken")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "../../escape"),
        ("name", "${{ secrets.x }}"),
        ("owner", "group:default/no-team-of-ours"),
        ("language", "cobol"),
        ("database", "perhaps"),
        ("description", "two\nlines"),
    ],
)
def test_a_bad_answer_starts_no_task(portal: Portal, field: str, value: str) -> None:
    """What the form refuses is refused by the portal too, with the field's name."""
    answer = portal.run("service", {**_service("refused"), field: value})
    assert not isinstance(answer, Task)
    assert 400 == answer.status
    assert field in str(answer.body)
    assert not (portal.repositories / "refused").exists()


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"ref": "no-such-version"}, "has no version 'no-such-version'"),
        ({"targetPath": "../../escape"}, "not allowed to refer to a directory outside"),
        ({"url": "/etc"}, "does not match pattern"),
        ({"url": "ext::sh -c id"}, "does not match pattern"),
        ({"ref": "--trust"}, "does not match pattern"),
        ({"url": "https://127.0.0.1:1/none.git"}, "cannot be read"),
    ],
)
def test_a_bad_step_says_what_is_wrong(portal: Portal, given: dict[str, Any], message: str) -> None:
    """A template that asks for what is not there, or not allowed, ends in one sentence."""
    answer = portal.dry_run(_only_copying(**given), {})
    assert 400 <= answer.status < 500
    assert message in answer.body["error"]["message"]
    assert "Traceback" not in str(answer.body)


def test_a_copy_without_a_choice_of_the_template_is_refused(portal: Portal) -> None:
    """An answer that is no choice ends in the question's name and the choices."""
    answers = {"template": "service", "name": "orders", "owner": "group:default/nobody"}
    answer = portal.dry_run(_only_copying(answers={**answers, "system": SYSTEM}), {})
    assert 400 == answer.status
    assert "the answer to 'owner' is no choice" in answer.body["error"]["message"]


@pytest.mark.parametrize("example", EXAMPLES, ids=example_name)
def test_a_dry_run_has_the_bytes_of_copier(
    portal: Portal, template_checkout: Path, tmp_path: Path, example: Path
) -> None:
    """Each example's repository is the same from the portal and from `copier copy`."""
    answers = example_answers(example)
    path = answers["template"]
    values = filled(path, form_values(path, answers))
    answer = portal.dry_run(_without_publishing(path), values)
    assert 200 == answer.status, answer.body
    rendered = {
        file["path"]: (base64.b64decode(file["base64Content"]), bool(file.get("executable")))
        for file in answer.body["directoryContents"]
    }
    assert _copied(template_checkout, answers, tmp_path) == rendered


def test_postgresql_serves_as_well(portal_on_postgresql: Portal) -> None:
    """On PostgreSQL the same portal offers its templates and runs a task."""
    task = portal_on_postgresql.run("service", _service("stored"))
    assert isinstance(task, Task), task
    assert ("completed", "") == (task.status, task.error)
    assert "stored" == portal_on_postgresql.entity("component", "stored")["metadata"]["name"]


def test_guests_are_kept_out_of_what_others_can_reach(tmp_path: Path) -> None:
    """A portal with an address of the network and guests in its configuration does not start."""
    config = {"backend": {"baseUrl": "https://portal.acme.example"}}
    process, told = start(tmp_path, config, free_port())
    assert 1 == process.returncode
    assert "would be signed in as a guest" in told
    assert "Traceback" not in told


def test_a_taken_port_is_told_with_a_remedy(tmp_path: Path) -> None:
    """Who starts a second portal learns how to choose another port."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        process, told = start(tmp_path, {}, port)
        assert 2 == process.returncode
    assert f"port {port} of 127.0.0.1 is taken" in told
    assert "PORTAL_PORT=" in told


@pytest.mark.parametrize("port", ["0", "65536", "port", ""])
def test_a_port_that_is_none_is_refused(port: str) -> None:
    """A typing error in PORTAL_PORT is a usage error."""
    done = subprocess.run([*PROGRAM, "--port", port], capture_output=True, text=True, check=False)
    assert 2 == done.returncode
    assert "is no port" in done.stderr


@pytest.mark.parametrize("sort", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_portal_leaves_nothing_behind(tmp_path: Path, sort: int) -> None:
    """Ctrl-C ends the whole portal, and its port is free again."""
    port = free_port()
    process, told = start(tmp_path, {}, port)
    assert "The portal is ready" in told
    assert 130 == stop(process, sort)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", port))
