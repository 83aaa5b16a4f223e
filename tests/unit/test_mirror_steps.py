"""What the task does, and the text that everybody reads the same."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from goldenpath.mirror import mirror
from tests.unit.test_mirror import FACTS, SOURCE, question, template


def test_answers_are_copied_validated_published_and_registered() -> None:
    """Each step stops the task when it fails, so nothing is published that is not valid."""
    steps = template()["spec"]["steps"]
    assert [(step["id"], step["action"]) for step in steps] == [
        ("copy", "copier:copy"),
        ("validate", "goldenpath:validate"),
        ("publish", "publish:github"),
        ("register", "catalog:register"),
    ]
    assert steps[0]["input"]["url"] == FACTS["template_url"]


@pytest.mark.parametrize(
    ("kind", "described"),
    [("github", "description"), ("gitea", "description"), ("gitlab", "settings")],
)
def test_each_kind_of_source_is_published_to_in_private(kind: str, described: str) -> None:
    """The step is the one of the host's own module, and nothing is born public by default."""
    source = {**SOURCE, "kind": kind, "host": "git.acme.example:8443", "owner": "acme/a b"}
    publish = template(sources=[source])["spec"]["steps"][2]
    assert publish["action"] == f"publish:{kind}"
    assert publish["input"]["repoUrl"] == (
        "git.acme.example:8443?owner=acme/a%20b&repo=${{ parameters.name }}"
    )
    assert described in publish["input"]
    assert "'private'" in str(publish["input"])


def test_several_sources_are_published_to_by_the_answer() -> None:
    """Each source has its own steps, of which the chosen one's run."""
    second = {"name": "forge", "kind": "gitea", "host": "git.acme.example", "owner": "acme"}
    host = question("repository_host", choices=["github", "forge"], default="github")
    spec = template(host, sources=[SOURCE, second])["spec"]
    assert "repository_host" in spec["parameters"][0]["required"]
    assert [(step["id"], step.get("if")) for step in spec["steps"][2:]] == [
        ("publish-github", '${{ parameters.repository_host == "github" }}'),
        ("register-github", '${{ parameters.repository_host == "github" }}'),
        ("publish-forge", '${{ parameters.repository_host == "forge" }}'),
        ("register-forge", '${{ parameters.repository_host == "forge" }}'),
    ]
    assert spec["output"]["links"][2] == {
        "title": "Repository",
        "url": '${{ steps["publish-forge"].output.remoteUrl }}',
        "if": '${{ parameters.repository_host == "forge" }}',
    }


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1), st.text())
def test_any_text_is_read_back_the_same(title: str, hint: str) -> None:
    """Titles and help are people's words: whatever they hold, YAML 1.1 and 1.2 read the same."""
    asked = question("size", help=_escaped(hint), form={"title": title, "page": title})
    text = mirror("service", [question("name"), asked], FACTS)
    for read in (yaml.safe_load, YAML(typ="safe", pure=True).load):
        page = read(text)["spec"]["parameters"][-1]
        shown = page["properties"]["size"]
        assert (page["title"], shown["title"]) == (title, title)
        assert shown.get("description", "") == hint.strip()


def _escaped(text: str) -> str:
    """Return `text` as a Jinja expression that gives exactly it: help is evaluated."""
    return f"[[ {_quoted(text)} ]]" if text else ""


def _quoted(text: str) -> str:
    return '"' + "".join(f"\\U{ord(character):08x}" for character in text) + '"'


@pytest.mark.parametrize(
    "word", ["no", "null", "1e3", "0o17", "0x1F", ".5", "1_000", "~", "2026-11-24"]
)
def test_words_that_look_like_other_types_stay_text(word: str) -> None:
    """Backstage reads YAML 1.2, where other words are numbers than in 1.1."""
    text = mirror("service", [question("name"), question("size", choices=[word, "x"])], FACTS)
    for read in (yaml.safe_load, YAML(typ="safe", pure=True).load):
        assert [word, "x"] == read(text)["spec"]["parameters"][0]["properties"]["size"]["enum"]
