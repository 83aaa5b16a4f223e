"""Where what is born is published: a repository of its own, or one that is there already.

A portal that has no token for a source publishes to a folder of its own machine instead. Which
sources those are is no fact of the organisation, so the portal's configuration says it, in
`scaffolder.defaultEnvironment.parameters.folders`: their names, each between commas.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote_plus

from goldenpath.mirror.expression import all_of, evaluated, literal, output_of, verbatim
from goldenpath.mirror.picker import REPOSITORY_HOST, is_chosen

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from goldenpath.mirror.parameter import Parameter

HOSTS = {"github": "GitHub", "gitlab": "GitLab", "gitea": "Gitea"}
DESCRIPTION = evaluated(output_of("copy", "answers.description"))
"""As Copier completed it, since the field may have been left empty."""

_NAME = output_of("copy", "answers.name")
_FOLDER_ENTITY = output_of("folder", "entityRef")
_FOLDERS = 'environment.parameters.folders or ""'
_BLOB = {"github": "blob/main", "gitlab": "-/blob/main", "gitea": "src/branch/main"}
_PULL_REQUESTS = {
    "github": "publish:github:pull-request",
    "gitlab": "publish:gitlab:merge-request",
    "gitea": "goldenpath:publish-gitea-pull-request",
}


@dataclass(frozen=True, slots=True)
class Place:
    """A place to publish to.

    Attributes:
        source: the source, and for a pull request the name of its `repository`.
        suffix: what tells the ids of its steps from those of other places.
        chosen: the expression that tells whether it is the one; empty where it is the only one.
        folder: where in the repository, for a pull request; empty for a repository of its own.
    """

    source: Mapping[str, Any]
    suffix: str = ""
    chosen: str = ""
    folder: str = ""

    @property
    def is_closed(self) -> str:
        """Return the expression that tells whether the portal has no token for it."""
        return f"{literal(',' + self.source['name'] + ',')} in ({_FOLDERS})"

    @property
    def when(self) -> str:
        """Return the condition of its own steps."""
        return evaluated(all_of(self.chosen, f"not ({self.is_closed})"))

    def step(self) -> dict[str, Any]:
        """Return the step that publishes."""
        kind = self.source["kind"]
        asks = bool(self.folder)
        return {
            "id": f"publish{self.suffix}",
            "name": f"{'Open a pull request on' if asks else 'Publish to'} {HOSTS[kind]}",
            "if": self.when,
            "action": _PULL_REQUESTS[kind] if asks else f"publish:{kind}",
            "input": self._proposal() if asks else self._creation(),
        }

    def registration(self) -> dict[str, Any]:
        """Return the step that tells the catalog; before a merge there is nothing to be read."""
        # From the root of the repository; on Gitea Backstage takes the branch for a folder below
        # that root and drops it, and there the address ends in the slash that the others lack.
        root = "" if self.source["kind"] == "gitea" else "/"
        found: dict[str, Any] = {
            "repoContentsUrl": evaluated(output_of(f"publish{self.suffix}", "repoContentsUrl")),
            "catalogInfoPath": f"{root}catalog-info.yaml",
        }
        if self.folder:
            found = {"catalogInfoUrl": self._merged("catalog-info.yaml"), "optional": True}
        return {
            "id": f"register{self.suffix}",
            "name": "Register in the catalog",
            "if": self.when,
            "action": "catalog:register",
            "input": found,
        }

    @property
    def entity(self) -> str:
        """Return the expression of what was registered; before a merge there is nothing."""
        return "" if self.folder else output_of(f"register{self.suffix}", "entityRef")

    def links(self) -> list[dict[str, Any]]:
        """Return what a finished task shows."""
        url = "remoteUrl"
        if self.folder and self.source["kind"] == "gitlab":
            url = "mergeRequestUrl"
        published = {
            "title": "Pull request" if self.folder else "Repository",
            "url": evaluated(output_of(f"publish{self.suffix}", url)),
            "if": self.when,
        }
        entity = {
            "title": "Open in the catalog",
            "icon": "catalog",
            "entityRef": evaluated(self.entity),
            "if": self.when,
        }
        return [published, entity] if self.entity else [published]

    def _url(self, name: str) -> str:
        host, owner = verbatim(self.source["host"]), quote_plus(verbatim(self.source["owner"]))
        return f"{host}?owner={owner}&repo={name}"

    def _creation(self) -> dict[str, Any]:
        """Return the input by the kind of the source; what is born is private until told so."""
        place = {"repoUrl": self._url(evaluated(_NAME)), "defaultBranch": "main"}
        if self.source["kind"] == "gitlab":
            return {**place, "settings": {"visibility": "private", "description": DESCRIPTION}}
        return {**place, "description": DESCRIPTION, "repoVisibility": "private"}

    def _proposal(self) -> dict[str, Any]:
        name = evaluated(_NAME)
        return {
            "repoUrl": self._url(verbatim(self.source["repository"])),
            "branchName": f"goldenpath/{self.folder}-{name}",
            "title": f"{self.folder}: add {name}",
            "description": DESCRIPTION,
            "sourcePath": ".",
            "targetPath": f"{self.folder}/{name}",
        }

    def _merged(self, file: str) -> str:
        source = {key: verbatim(self.source[key]) for key in ("host", "owner", "repository")}
        root = f"https://{source['host']}/{source['owner']}/{source['repository']}"
        return f"{root}/{_BLOB[self.source['kind']]}/{self.folder}/{evaluated(_NAME)}/{file}"


def places(fields: Sequence[Parameter], facts: Mapping[str, Any], folder: str) -> list[Place]:
    """Return the places to publish to; where the form asks for none of them, the first source."""
    if folder:
        return [Place(facts["environments"], folder=folder)]
    sources = facts["sources"]
    picked = next((f.name for f in fields if REPOSITORY_HOST in f.answers), None)
    asked = any(field.name == REPOSITORY_HOST for field in fields)
    if not picked and not asked:
        return [Place(sources[0])]
    return [
        Place(
            source,
            suffix=f"-{source['name']}",
            chosen=is_chosen(picked, source)
            if picked
            else f"parameters.{REPOSITORY_HOST} == {literal(source['name'])}",
        )
        for source in sources
    ]


def folder_step(among: Sequence[Place]) -> dict[str, Any]:
    """Return the step that publishes to a folder where the chosen place is closed to the portal."""
    return {
        "id": "folder",
        "name": "Publish to a folder of the portal",
        "if": _closed(among),
        "action": "goldenpath:publish-folder",
        "input": {"name": evaluated(_NAME), "description": DESCRIPTION},
    }


def await_step(among: Sequence[Place]) -> dict[str, Any]:
    """Return the step after which the link to the catalog leads somewhere.

    The catalog reads what it was told of in the background; steps that did not run named nothing.
    """
    entities = [place.entity for place in among if place.entity]
    return {
        "id": "await",
        "name": "Wait for the catalog",
        **({} if entities else {"if": _closed(among)}),
        "action": "goldenpath:await-entity",
        "input": {"entityRef": evaluated(" or ".join([*entities, _FOLDER_ENTITY]))},
    }


def folder_output(among: Sequence[Place]) -> dict[str, Any]:
    """Return the link and the text that a task shows which has published to a folder."""
    when = _closed(among)
    where, remote = (evaluated(output_of("folder", key)) for key in ("folder", "remoteUrl"))
    entity = {
        "title": "Open in the catalog",
        "icon": "catalog",
        "entityRef": evaluated(_FOLDER_ENTITY),
        "if": when,
    }
    text = {
        "title": "Your repository",
        "default": True,
        "content": f"The portal has no token with which it could publish, so the repository lies "
        f"in its folder `{where}`.\n\nClone it from there:\n\n```sh\ngit clone {remote}\n```\n",
        "if": when,
    }
    return {"links": [entity], "text": [text]}


def _closed(among: Sequence[Place]) -> str:
    conditions = [all_of(place.chosen, f"{place.is_closed}") for place in among]
    if len(conditions) == 1:
        return evaluated(conditions[0])
    return evaluated(" or ".join(f"({condition})" for condition in conditions))
