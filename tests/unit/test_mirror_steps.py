"""What the task does, and the text that everybody reads the same."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from goldenpath.mirror import Form, mirror
from tests.unit.test_mirror import FACTS, SOURCE, question, template

OPEN = '${{ not (",github," in (environment.parameters.folders or "")) }}'
CLOSED = '${{ ",github," in (environment.parameters.folders or "") }}'
ENVIRONMENTS = {**SOURCE, "repository": "environments"}
FORGE = {"name": "forge", "kind": "gitea", "host": "git.acme.example:8443", "owner": "acme/b"}
NAME = question("name", form={"picker": "RepoUrlPicker", "pattern": "^[a-z]{2,40}$"})


def proposed(**source: str) -> dict[str, Any]:
    """Return the Template of a path that lies in the environments repository."""
    facts = {**FACTS, "environments": {**ENVIRONMENTS, **source}}
    content: dict[str, Any] = yaml.safe_load(mirror("database", [NAME], facts, Form("databases")))
    return content


def picked(*sources: dict[str, str]) -> dict[str, Any]:
    """Return the Template of a path whose repository is born where RepoUrlPicker says."""
    facts = {**FACTS, "sources": list(sources)}
    content: dict[str, Any] = yaml.safe_load(mirror("service", [NAME], facts))
    return content


def test_answers_are_copied_validated_published_and_registered() -> None:
    """Each step stops the task when it fails, so nothing is published that is not valid."""
    steps = template()["spec"]["steps"]
    assert [(step["id"], step["action"], step.get("if")) for step in steps] == [
        ("copy", "copier:copy", None),
        ("validate", "goldenpath:validate", None),
        ("publish", "publish:github", OPEN),
        ("register", "catalog:register", OPEN),
        ("folder", "goldenpath:publish-folder", CLOSED),
        ("await", "goldenpath:await-entity", None),
    ]
    assert steps[0]["input"]["url"] == FACTS["template_url"]


def test_portal_without_a_token_says_where_the_folder_is() -> None:
    """A newcomer ends with a repository to clone, and no link leads to one that is not there."""
    output = template()["spec"]["output"]
    assert [(link["title"], link["if"]) for link in output["links"]] == [
        ("Repository", OPEN),
        ("Open in the catalog", OPEN),
        ("Open in the catalog", CLOSED),
    ]
    (text,) = output["text"]
    assert CLOSED == text["if"]
    assert "git clone ${{ steps.folder.output.remoteUrl }}\n" in text["content"]


@pytest.mark.parametrize(
    ("kind", "described"),
    [("github", "description"), ("gitea", "description"), ("gitlab", "settings")],
)
def test_each_kind_of_source_is_published_to_in_private(kind: str, described: str) -> None:
    """The step is the one of the host's own module, and nothing is born public by default."""
    source = {**SOURCE, "kind": kind, "host": "git.acme.example:8443", "owner": "acme/b"}
    publish = template(sources=[source])["spec"]["steps"][2]
    assert publish["action"] == f"publish:{kind}"
    assert publish["input"]["repoUrl"] == (
        "git.acme.example:8443?owner=acme%2Fb&repo=${{ steps.copy.output.answers.name }}"
    )
    assert described in publish["input"]
    assert "'private'" in str(publish["input"])


@pytest.mark.parametrize(
    ("kind", "action", "link", "root"),
    [
        ("github", "publish:github:pull-request", "remoteUrl", "blob/main"),
        ("gitlab", "publish:gitlab:merge-request", "mergeRequestUrl", "-/blob/main"),
        ("gitea", "goldenpath:publish-gitea-pull-request", "remoteUrl", "src/branch/main"),
    ],
)
def test_path_with_a_folder_becomes_a_pull_request(
    kind: str, action: str, link: str, root: str
) -> None:
    """It goes to the environments repository, and the catalog reads it once it is merged."""
    spec = proposed(kind=kind)["spec"]
    publish, register = spec["steps"][2:4]
    name = "${{ steps.copy.output.answers.name }}"
    assert action == publish["action"]
    assert publish["input"] == {
        "repoUrl": "github.com?owner=acme&repo=environments",
        "branchName": f"goldenpath/databases-{name}",
        "title": f"databases: add {name}",
        "description": "${{ steps.copy.output.answers.description }}",
        "sourcePath": ".",
        "targetPath": f"databases/{name}",
    }
    assert register["input"] == {
        "catalogInfoUrl": (
            f"https://github.com/acme/environments/{root}/databases/{name}/catalog-info.yaml"
        ),
        "optional": True,
    }
    assert spec["output"]["links"][0]["url"] == f"${{{{ steps.publish.output.{link} }}}}"


def test_task_ends_when_the_catalog_shows_what_was_born() -> None:
    """The link that it shows leads somewhere, whichever of the steps before have run."""
    awaited = [spec["spec"]["steps"][-1] for spec in (picked(SOURCE, FORGE), proposed())]
    registered = " or ".join(
        f'steps["register-{name}"].output.entityRef' for name in ("github", "forge")
    )
    assert [(step.get("if"), step["input"]["entityRef"]) for step in awaited] == [
        (None, f"${{{{ {registered} or steps.folder.output.entityRef }}}}"),
        (CLOSED, "${{ steps.folder.output.entityRef }}"),
    ]


def test_path_with_a_folder_asks_for_a_name_only() -> None:
    """The repository is there already."""
    field = proposed()["spec"]["parameters"][0]["properties"]["name"]
    assert {"title": "Name", "type": "string", "pattern": "^[a-z]{2,40}$"} == field


def test_repository_is_picked_among_the_places_of_the_organisation() -> None:
    """The picker's URL is held to the sources and to the rule of the name, both to the end."""
    (page,) = picked(SOURCE, FORGE)["spec"]["parameters"]
    field = page["properties"]["name"]
    assert field["pattern"] == (
        r"^(?:github\.com\?owner=acme|git\.acme\.example:8443\?owner=acme%2Fb)&repo=[a-z]{2,40}$"
    )
    assert field["ui:options"] == {
        "allowedHosts": ["github.com", "git.acme.example:8443"],
        "allowedOwners": ["acme", "acme/b"],
        "repoLabel": "Name",
        "disableRepoAutocomplete": True,
    }


def test_picked_place_tells_copier_the_host_and_the_task_the_steps() -> None:
    """Each source has its own steps, of which the chosen one's run."""
    spec = picked(SOURCE, FORGE)["spec"]
    here = 'parameters.name.startsWith("github.com?owner=acme&")'
    there = 'parameters.name.startsWith("git.acme.example:8443?owner=acme%2Fb&")'
    no_token = ['",github," in (environment.parameters.folders or "")']
    no_token.append(no_token[0].replace("github", "forge"))
    assert spec["steps"][0]["input"]["answers"] == {
        "template": "service",
        "name": '${{ parameters.name.split("&repo=")[1] }}',
        "repository_host": f'${{{{ "github" if {here} else "forge" }}}}',
    }
    assert [(step["id"], step["if"]) for step in spec["steps"][2:-1]] == [
        ("publish-github", f"${{{{ {here} and not ({no_token[0]}) }}}}"),
        ("register-github", f"${{{{ {here} and not ({no_token[0]}) }}}}"),
        ("publish-forge", f"${{{{ {there} and not ({no_token[1]}) }}}}"),
        ("register-forge", f"${{{{ {there} and not ({no_token[1]}) }}}}"),
        ("folder", f"${{{{ ({here} and {no_token[0]}) or ({there} and {no_token[1]}) }}}}"),
    ]


def test_several_sources_are_published_to_by_the_answer() -> None:
    """Where no picker asks for the place, the question of the host does."""
    second = {**FORGE, "host": "git.acme.example"}
    host = question("repository_host", choices=["github", "forge"], default="github")
    spec = template(host, sources=[SOURCE, second])["spec"]
    assert "repository_host" in spec["parameters"][0]["required"]
    assert spec["steps"][2]["if"].startswith('${{ parameters.repository_host == "github" and not')
    assert spec["output"]["links"][2]["url"] == '${{ steps["publish-forge"].output.remoteUrl }}'


def test_path_that_spends_says_so_in_an_annotation() -> None:
    """The portal's permission policy reads it there."""
    said = yaml.safe_load(mirror("service", [question("name")], FACTS, Form(spends=True)))
    assert {"goldenpath/spends": "true"} == said["metadata"]["annotations"]
    assert "annotations" not in template()["metadata"]


def test_secret_is_masked_and_handed_over_among_the_secrets() -> None:
    """The form's own value is asterisks, so the rule is held against the secrets."""
    token = question("token", secret=True, default="", form={"pattern": "^[a-z]+$"})
    spec = template(token)["spec"]
    assert spec["parameters"][0]["properties"]["token"] == {
        "title": "Token",
        "type": "string",
        "ui:field": "Secret",
    }
    assert "${{ secrets.token or undefined }}" == spec["steps"][0]["input"]["answers"]["token"]
    assert spec["secrets"]["schema"] == {
        "type": "object",
        "properties": {
            "token": {"type": "string", "anyOf": [{"maxLength": 0}, {"pattern": "^[a-z]+$"}]}
        },
    }


def test_secret_without_a_usable_default_is_required() -> None:
    """Nobody else can say it, so the portal refuses a task that lacks it."""
    token = question("token", secret=True, default="[[ UNSET ]]")
    spec = template(token)["spec"]
    assert ["name", "token"] == spec["parameters"][0]["required"]
    assert ["token"] == spec["secrets"]["schema"]["required"]


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
