"""What kind of document this is, told by its head and its file's name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from goldenpath.document import Kind
from goldenpath.parse.node import Mapping, Scalar
from goldenpath.pipeline import is_pipeline

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from goldenpath.parse.node import Node

READ_BY_NAME = {
    "catalog-info.yaml": Kind.BACKSTAGE_ENTITY,
    "catalog-info.yml": Kind.BACKSTAGE_ENTITY,
    "Chart.yaml": Kind.HELM_CHART,
    "kustomization.yaml": Kind.KUSTOMIZATION,
    "kustomization.yml": Kind.KUSTOMIZATION,
    "Kustomization": Kind.KUSTOMIZATION,
}
CONSUMERS = {
    "backstage.io": Kind.BACKSTAGE_ENTITY,
    "scaffolder.backstage.io": Kind.BACKSTAGE_ENTITY,
    "policies.kyverno.io": Kind.POLICY,
    "kyverno.io": Kind.POLICY,
}
_VALUES_FILE = re.compile(r"values(-[^/]+)?\.ya?ml")


@dataclass(frozen=True, slots=True)
class Groups:
    """API groups by who serves them: the organisation's claims, and what we have schemas for."""

    claims: str
    kubernetes: AbstractSet[str]


def classify(root: Node, path: str, groups: Groups) -> Kind:
    """Return the kind of the document with the root node `root`; see `kind_of`."""
    return kind_of(head(root, "apiVersion"), head(root, "kind"), path, groups)


def kind_of(version: str | None, kind: str | None, path: str, groups: Groups) -> Kind:
    """Return the kind of a document in the file `path`.

    The file's name decides first where a consumer reads files by name (Backstage its
    `catalog-info.yaml`, Helm its `Chart.yaml`), so that a wrong `apiVersion` is found and not
    skipped; then the `apiVersion`'s group. What nobody here consumes is UNKNOWN.

    Args:
        version: the text of the document's `apiVersion`; None where it has none.
        kind: the text of its `kind`; None where it has none.
        path: the file it stands in, with `/`.
        groups: the API groups that are known here.
    """
    name = path.rpartition("/")[2]
    if name in READ_BY_NAME:
        return READ_BY_NAME[name]
    if is_pipeline(path):
        return Kind.WORKFLOW
    if version is None or kind is None:
        return Kind.HELM_VALUES if _VALUES_FILE.fullmatch(name) else Kind.UNKNOWN
    group = version.partition("/")[0] if "/" in version else ""
    if group in CONSUMERS:
        return CONSUMERS[group]
    if group == groups.claims:
        return Kind.CLAIM
    return Kind.KUBERNETES if group in groups.kubernetes else Kind.UNKNOWN


def head(root: Node, key: str) -> str | None:
    """Return the text of the top-level scalar `key`, or None."""
    if isinstance(root, Mapping):
        for name, value in root.pairs:
            if isinstance(name, Scalar) and name.text == key and isinstance(value, Scalar):
                return value.text
    return None
