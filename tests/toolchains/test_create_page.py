"""Forms judged by what reads them: the browser's validator, the backend's, and its renderer.

The property tests judge by schemas and expressions as Python reads them; here the same samples
show that JavaScript reads them alike.
"""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given

from goldenpath.copier_templates import Question
from goldenpath.mirror import mirror
from tests import mirrored
from tests.mirrored import PATHS, filled, form_values, handed_over, refusals, template
from tests.organization import HERE, OWNER, SYSTEM
from tests.properties.test_mirror import HOSTILE, sent
from tests.toolchains.engines import node_engine
from tests.tries import tries

pytestmark = pytest.mark.toolchain("node")

SCRIPT = Path(__file__).with_name("create_page.cjs")
WHO = {"name": "orders", "owner": OWNER, "system": SYSTEM}
SAMPLES = 400


@pytest.fixture(scope="module")
def engine() -> Path:
    """Return the folder in which Backstage's readers are installed."""
    return node_engine("create-page")


def said(engine: Path, content: dict[str, Any], cases: list[dict[str, Any]]) -> list[Any]:
    """Return what Backstage says of each case."""
    done = subprocess.run(
        ["node", SCRIPT, engine],
        input=json.dumps({"template": content, "cases": cases}),
        capture_output=True,
        text=True,
        check=True,
    )
    found: list[Any] = json.loads(done.stdout)
    return found


def samples(path: str) -> list[dict[str, Any]]:
    """Return what the property test sends, and each hostile text in each field."""
    drawn: list[dict[str, Any]] = []

    @tries(SAMPLES)
    @given(sent(path))
    def draw(values: dict[str, Any]) -> None:
        drawn.append(filled(path, values))

    draw()
    right = filled(path, form_values(path, WHO))
    drawn += [right | {name: text} for name in right for text in HOSTILE]
    return drawn


@pytest.mark.parametrize("path", PATHS)
def test_javascript_reads_the_form_as_the_property_tests_do(engine: Path, path: str) -> None:
    """Browser and backend accept and refuse the same values, and hand over the same answers."""
    drawn = samples(path)
    found = said(engine, template(path), [{"values": values} for values in drawn])
    for values, judged in zip(drawn, found, strict=True):
        refused = refusals(path, values) != []
        assert refused == (judged["browser"] != []), (values, judged["browser"])
        assert refused == (judged["backend"] != []), (values, judged["backend"])
        if not refused:
            assert handed_over(path, values) == judged["answers"]


def test_breach_of_a_pattern_is_told_in_the_words_of_the_question(engine: Path) -> None:
    """The browser shows the message, not the regular expression."""
    values = filled("service", form_values("service", WHO | {"name": "Orders"}))
    (judged,) = said(engine, template("service"), [{"values": values}])
    (error,) = judged["browser"]
    assert error.startswith(".name must start with a letter")


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("has_token", [True, False])
def test_portal_publishes_where_it_can(engine: Path, path: str, *, has_token: bool) -> None:
    """With a token to the host, without one to a folder, and never to both."""
    names = ",".join(source.name for source in HERE.sources)
    case = {
        "values": filled(path, form_values(path, WHO)),
        "environment": {} if has_token else {"folders": f",{names},"},
        "answers": {"name": "orders", "description": "What it is for"},
    }
    (judged,) = said(engine, template(path), [case])
    steps = {step["id"].partition("-")[0]: step["input"] for step in judged["steps"]}
    published = ["publish", "register", "await"] if has_token else ["folder", "await"]
    if has_token and mirrored.FORMS[path].folder:
        published.remove("await")
    assert ["copy", "validate", *published] == list(steps)
    if not has_token:
        assert {"name": "orders", "description": "What it is for"} == steps["folder"]
    elif folder := mirrored.FORMS[path].folder:
        assert f"{folder}/orders" == steps["publish"]["targetPath"]
    else:
        assert values_end(steps["publish"]["repoUrl"], "repo=orders")


def values_end(url: str, end: str) -> bool:
    """Tell whether a repository's URL ends as expected."""
    return url.endswith(f"&{end}")


def _of_two_hosts(*questions: Question) -> dict[str, Any]:
    """Return the service's Template where there are two sources."""
    first = {"name": "github", "kind": "github", "host": "github.com", "owner": "acme"}
    forge = {"name": "git-2", "kind": "gitlab", "host": "git.acme.example:8443", "owner": "a/b"}
    facts = mirrored.FACTS | {"sources": [first, forge]}
    content: dict[str, Any] = yaml.safe_load(
        mirror("service", questions, facts, mirrored.FORMS["service"])
    )
    return content


def _picks(question: Question) -> Question:
    """Return a question with RepoUrlPicker, if it is the one of the name."""
    if question.name != "name":
        return question
    form = {**question.form, "picker": "RepoUrlPicker"}
    return replace(question, fields={**question.fields, "form": form})


@pytest.mark.parametrize("picks", [False, True], ids=["choice", "picker"])
def test_chosen_place_of_several_is_published_to_alone(engine: Path, *, picks: bool) -> None:
    """Choice or URL tells the host, to Copier by its name and to the task by its steps."""
    sent: list[dict[str, str]] = [
        {"repository_host": host} for host in ("github", "git-2", "git.acme.example")
    ]
    if picks:
        places = ["github.com?owner=acme", "git.acme.example:8443?owner=a%2Fb"]
        places.append("git.acme.example:8443?owner=acme")
        sent = [{"name": f"{place}&repo=orders"} for place in places]
    asked = [_picks(question) if picks else question for question in mirrored.QUESTIONS]
    values = filled("service", form_values("service", WHO))
    cases = [
        {
            "values": values | chosen,
            "environment": {"folders": ",git-2,"},
            "answers": {"name": "orders"},
        }
        for chosen in sent
    ]
    found = said(engine, _of_two_hosts(*asked), cases)
    assert [[], []] == [judged["backend"] for judged in found[:2]]
    assert found[2]["backend"] != []
    assert [(j["answers"]["name"], j["answers"]["repository_host"]) for j in found[:2]] == [
        ("orders", "github"),
        ("orders", "git-2"),
    ]
    assert [[step["id"] for step in judged["steps"]] for judged in found[:2]] == [
        ["copy", "validate", "publish-github", "register-github", "await"],
        ["copy", "validate", "folder", "await"],
    ]
