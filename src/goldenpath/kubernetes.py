"""The Kubernetes API as schemas: which groups are known, and what a manifest violates.

The schemas in `schemas/kubernetes/` are generated (see their README); each is compiled when the
first manifest of its kind arrives.
"""

from __future__ import annotations

import difflib
import json
from functools import cache
from typing import TYPE_CHECKING, Any

from goldenpath import resources, schemas
from goldenpath.schemas import Violation

if TYPE_CHECKING:
    import jsonschema_rs

_REMOVED_GROUPS = frozenset({"extensions"})
"""Groups that Kubernetes no longer serves: a manifest of theirs is a mistake, not unknown."""


@cache
def groups() -> frozenset[str]:
    """Return the API groups that there are schemas for; the core group is the empty string."""
    served = {version.rpartition("/")[0] for version in _index()}
    return frozenset(served | _REMOVED_GROUPS)


def violations(manifest: Any) -> list[Violation]:  # noqa: ANN401 - any YAML value
    """Return what `manifest` violates as a resource of its `apiVersion` and `kind`."""
    version, kind = manifest.get("apiVersion"), manifest.get("kind")
    if not isinstance(version, str) or version not in _index():
        served = ", ".join(_served(version, kind)) or "see the cluster's API versions"
        text = f"apiVersion {version!r} is not served by Kubernetes: use {served}"
        return [Violation(("apiVersion",), text, "apiVersion")]
    kinds = _index()[version]["kinds"]
    if kind not in kinds:
        close = difflib.get_close_matches(str(kind)[:100], kinds, n=1)
        remedy = f"did you mean {close[0]!r}?" if close else "correct kind or apiVersion"
        return [Violation(("kind",), f"{version} has no kind {kind!r}: {remedy}", "kind")]
    return schemas.against(_validator(version, kind), manifest)


def _served(version: object, kind: object) -> list[str]:
    """Return the versions that serve `kind`, those of the same group first."""
    group = str(version).rpartition("/")[0]
    found = [name for name, entry in _index().items() if kind in entry["kinds"]]
    return sorted(found, key=lambda name: (name.rpartition("/")[0] != group, name))[:2]


@cache
def _index() -> dict[str, Any]:
    path = resources.root() / "schemas" / "kubernetes" / "index.json"
    versions: dict[str, Any] = json.loads(path.read_text("utf-8"))["apiVersions"]
    return versions


@cache
def _file(name: str) -> dict[str, Any]:
    path = resources.root() / "schemas" / "kubernetes" / name
    content: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return content


@cache
def _validator(version: str, kind: str) -> jsonschema_rs.Validator:
    content = _file(_index()[version]["file"])
    reference = content["kinds"][kind]
    return schemas.compile_schema(
        {"$schema": content["$schema"], **reference, "$defs": content["$defs"]}
    )
