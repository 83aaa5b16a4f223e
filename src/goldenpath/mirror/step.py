"""What the task does with the answers, and what it shows at the end.

Steps and output are evaluated by Backstage, so everything here is either our own constant, a fact
that is checked to hold no expression, or a reference to an answer. An answer that is referred to
is never evaluated again.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from goldenpath.mirror.errors import MirrorError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from goldenpath.mirror.parameter import Parameter

REPOSITORY_HOST = "repository_host"
"""The question by which an organisation with several sources chooses one, by its name."""

_HOSTS = {"github": "GitHub", "gitlab": "GitLab", "gitea": "Gitea"}
_DESCRIPTION = "${{ steps.copy.output.answers.description }}"
"""As Copier completed it, since the field may have been left empty."""


def steps(path: str, fields: Sequence[Parameter], facts: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the task: copy, validate, then publish and register at the chosen source."""
    made: list[dict[str, Any]] = [
        {
            "id": "copy",
            "name": "Copy the golden path",
            "action": "copier:copy",
            "input": {
                "url": verbatim(facts["template_url"]),
                "answers": {"template": path, **{f.name: _answer(f, fields) for f in fields}},
            },
        },
        {"id": "validate", "name": "Validate what was born", "action": "goldenpath:validate"},
    ]
    for source, suffix, chosen in _sources(fields, facts):
        made.append(
            {
                "id": f"publish{suffix}",
                "name": f"Publish to {_HOSTS[source['kind']]}",
                **chosen,
                "action": f"publish:{source['kind']}",
                "input": _publish_input(source),
            }
        )
        made.append(
            {
                "id": f"register{suffix}",
                "name": "Register in the catalog",
                **chosen,
                "action": "catalog:register",
                "input": {
                    "repoContentsUrl": _output(f"publish{suffix}", "repoContentsUrl"),
                    "catalogInfoPath": "/catalog-info.yaml",
                },
            }
        )
    return made


def output(fields: Sequence[Parameter], facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the links that a finished task shows."""
    links: list[dict[str, Any]] = []
    for _, suffix, chosen in _sources(fields, facts):
        repository = {"title": "Repository", "url": _output(f"publish{suffix}", "remoteUrl")}
        entity = {
            "title": "Open in the catalog",
            "icon": "catalog",
            "entityRef": _output(f"register{suffix}", "entityRef"),
        }
        links += [{**repository, **chosen}, {**entity, **chosen}]
    return {"links": links}


def verbatim(fact: str) -> str:
    """Return a fact as it is; refuse one that Backstage would evaluate."""
    for mark in ("${{", "{%", "{#"):
        if mark in fact:
            raise MirrorError(f"goldenpath.yaml: {fact!r} holds {mark!r}: a task would evaluate it")
    return fact


def _answer(field: Parameter, fields: Sequence[Parameter]) -> str:
    """Return the reference to an answer; nothing is handed over for a field that is not shown."""
    reference = f"parameters.{field.name}"
    if field.condition is None:
        return f"${{{{ {reference} }}}}"
    other = f"parameters.{field.condition.question}"
    domain = next(f.domain for f in fields if f.name == field.condition.question)
    if domain == (False, True):
        shown = other if field.condition.values == (True,) else f"not {other}"
    else:
        shown = " or ".join(f"{other} == {_literal(value)}" for value in field.condition.values)
    return f"${{{{ {reference} if {shown} else undefined }}}}"


def _literal(value: object) -> str:
    return verbatim(json.dumps(value, ensure_ascii=False))


def _sources(
    fields: Sequence[Parameter], facts: Mapping[str, Any]
) -> list[tuple[Mapping[str, Any], str, dict[str, str]]]:
    """Return the sources to publish to: each with a suffix for ids, and the step's condition.

    Where the form does not ask for the host, the first source is the one.
    """
    if not any(field.name == REPOSITORY_HOST for field in fields):
        return [(facts["sources"][0], "", {})]
    return [
        (
            source,
            f"-{source['name']}",
            {"if": f"${{{{ parameters.{REPOSITORY_HOST} == {_literal(source['name'])} }}}}"},
        )
        for source in facts["sources"]
    ]


def _publish_input(source: Mapping[str, Any]) -> dict[str, Any]:
    """Return the input by the kind of the source; what is born is private until its team says."""
    host, owner = verbatim(source["host"]), quote(verbatim(source["owner"]), safe="/")
    place = {"repoUrl": f"{host}?owner={owner}&repo=${{{{ parameters.name }}}}"}
    branch = {"defaultBranch": "main"}
    if source["kind"] == "gitlab":
        return {
            **place,
            **branch,
            "settings": {"visibility": "private", "description": _DESCRIPTION},
        }
    return {**place, "description": _DESCRIPTION, **branch, "repoVisibility": "private"}


def _output(step: str, name: str) -> str:
    place = f"steps.{step}" if step.isidentifier() else f'steps["{step}"]'
    return f"${{{{ {place}.output.{name} }}}}"
