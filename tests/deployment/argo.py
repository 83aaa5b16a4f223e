"""What Argo CD makes of the folder that its root application reads."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import helm_python as helm
import yaml

from tests.deployment.derived import documents, files, here_and_second

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = "platform/argocd"
PORTAL = {"platform-backstage", "platform-database", "platform-environments"}
"""One for each stage; everything else is in every cluster."""

NAME = "orders"
"""What a team has claimed, and a service's repository, where a generator looks for them."""


def manifests(derived: dict[str, str]) -> list[dict[str, Any]]:
    """Return what lies in the folder that the root application reads."""
    found = files(derived, FOLDER)
    return [
        one
        for path, text in found.items()
        if path.count("/") == FOLDER.count("/") + 1 and not path.endswith("/values.yaml")
        for one in documents(text)
    ]


def checkout() -> dict[str, str]:
    """Return the files of this checkout's own folder."""
    return files(here_and_second()["here"].derived, FOLDER)


def sets(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the ApplicationSets."""
    return [one for one in found if one["kind"] == "ApplicationSet"]


def projects(found: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return what each project allows, by its name."""
    return {one["metadata"]["name"]: one["spec"] for one in found if one["kind"] == "AppProject"}


def elements(generators: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield the parameters that generators give, where there is one of whatever they look for."""
    for generator in generators:
        ((kind, said),) = generator.items()
        if kind == "list":
            yield from said["elements"]
        elif kind == "matrix":
            outer, inner = said["generators"]
            yield from (a | b for a in elements([outer]) for b in elements([inner]))
        elif kind == "git":
            (directory,) = said["directories"]
            path = directory["path"].replace("*", NAME)
            yield {"path": {"path": path, "segments": path.split("/")}}
        else:
            assert kind == "scmProvider"
            (host,) = [one for one in ("github", "gitlab", "gitea") if one in said]
            owner = said[host].get("organization") or said[host].get("group") or said[host]["owner"]
            base = said[host].get("api", "https://github.com/").removesuffix("api/v3/")
            url = f"{base}{owner}/{NAME}.git"
            yield {"repository": NAME, "url": url, "branch": "main", "values": said["values"]}


def clusters(one: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Return the clusters that a set goes to, as stage, name and server."""
    found = elements(one["spec"]["generators"])
    return [(e["stage"], e["cluster"], e["server"]) for e in found if "cluster" in e]


def filled(value: Any, element: dict[str, Any]) -> Any:
    """Fill an element's parameters into a template, by Go's templates and Sprig as Argo CD does."""
    return json.loads(go_template(json.dumps(value), json.dumps(element)))


@cache
def go_template(text: str, data: str) -> str:
    """Return what Go's template engine makes of a text; Helm has the same one built in."""
    # Argo CD's own addition; the names here are normal.
    text = text.replace(" | normalize", "")
    with TemporaryDirectory() as folder:
        (Path(folder) / "templates").mkdir()
        (Path(folder) / "Chart.yaml").write_text("{apiVersion: v2, name: set, version: 1.0.0}")
        template = f"{{{{ with .Values.data }}}}{text}{{{{ end }}}}"
        Path(folder, "templates/one.txt").write_text(template, "utf-8")
        with helm.Chart.load(Path(folder)) as chart:
            (rendered,) = chart.render({"data": json.loads(data)}, name="set").values()
    return str(rendered)


def patched(one: dict[str, Any], element: dict[str, Any]) -> dict[str, Any]:
    """Return how an Application of a set is synchronised by itself."""
    text = go_template(one["spec"]["templatePatch"], json.dumps(element))
    automated: dict[str, Any] = yaml.safe_load(text)["spec"]["syncPolicy"]["automated"]
    return automated


def applications(found: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return the Applications that are made in the end, by name."""
    made = {one["metadata"]["name"]: one for one in found if one["kind"] == "Application"}
    for one in sets(found):
        for element in elements(one["spec"]["generators"]):
            application = filled(one["spec"]["template"], element)
            assert application["metadata"]["name"] not in made
            made[application["metadata"]["name"]] = application
    return made


def sources(application: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the sources of an Application."""
    spec = application["spec"]
    return spec.get("sources") or [spec["source"]]
