"""The policies in `platform/policies`: what each says of itself, and in which stages it audits.

A policy is `<category>/<policy>/<policy>.yaml`; the annotation `goldenpath/audit-stages` names the
stages in which a breach of it is reported and not refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from goldenpath.organization import Stage

PLACE = "platform/policies"
EXCEPTIONS = f"{PLACE}/exceptions"
OVERLAYS = f"{PLACE}/overlays"
KYVERNO = "platform/kyverno/values.yaml"
"""The values of Kyverno's own chart, which say where its webhooks do not look."""
REMEDIATION = "goldenpath/remediation"
AUDIT_STAGES = "goldenpath/audit-stages"
LOOKUP = "goldenpath/lookup"
"""What a policy that asks the cluster can be told by a part of it."""
ONE_SUFFICES, ADDS_UP = "one-suffices", "adds-up"
_KYVERNO = "policies.kyverno.io"


class GuardrailError(ValueError):
    """A policy says something of itself that cannot be followed; the message names its file."""


@dataclass(frozen=True, slots=True)
class Guardrail:
    """A policy, as its own file has it.

    Attributes:
        path: its file, from the root of the checkout.
        document: the policy itself.
    """

    path: str
    document: Mapping[str, Any]

    @property
    def folder(self) -> str:
        """Return the folder that holds the policy, its test and its resources."""
        return self.path.rpartition("/")[0]

    @property
    def name(self) -> str:
        """Return the policy's name, which is also the folder's."""
        return str(self.document["metadata"]["name"])

    @property
    def kind(self) -> str:
        """Return the kind of policy."""
        return str(self.document["kind"])

    @property
    def category(self) -> str:
        """Return the folder of the policies that it stands among."""
        return self.folder.split("/")[-2]

    def says(self, key: str) -> str:
        """Return an annotation; what has no prefix is one of Kyverno's own."""
        full = key if "/" in key else f"{_KYVERNO}/{key}"
        return str((self.document["metadata"].get("annotations") or {}).get(full, ""))

    @property
    def lookup(self) -> str:
        """Return `one-suffices`, `adds-up`, or nothing.

        Raises:
            GuardrailError: it is something else.
        """
        said = self.says(LOOKUP)
        if said not in ("", ONE_SUFFICES, ADDS_UP):
            raise GuardrailError(
                f"{self.path}: {LOOKUP}: {said!r} is neither {ONE_SUFFICES} nor {ADDS_UP}"
            )
        return said

    def audits(self, stages: Iterable[Stage]) -> tuple[str, ...]:
        """Return the names of the stages in which a breach is reported and not refused.

        Raises:
            GuardrailError: a name is none of a stage's.
        """
        stages = tuple(stages)
        said = self.says(AUDIT_STAGES) or "none"
        words = {
            "none": (),
            "all": tuple(stage.name for stage in stages),
            "non-production": tuple(stage.name for stage in stages if not stage.production),
        }
        if said in words:
            return words[said]
        named = tuple(name.strip() for name in said.split(","))
        unknown = sorted(set(named) - {stage.name for stage in stages})
        if unknown:
            raise GuardrailError(
                f"{self.path}: {AUDIT_STAGES}: {', '.join(unknown)!r} is no stage of"
                " goldenpath.yaml: name stages, or say none, non-production or all"
            )
        return named


def guardrails(root: Path) -> list[Guardrail]:
    """Return the policies of a checkout, or of the folder in which its files are packaged.

    Raises:
        GuardrailError: a file is no policy, or is not named after its folder.
    """
    files = {file.relative_to(root).as_posix(): file for file in (root / PLACE).glob("*/*/*.yaml")}
    return [
        read(path, file.read_text("utf-8"))
        for path, file in sorted(files.items())
        if is_policy(path)
    ]


def exceptions(root: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the exceptions of a checkout or package, each with its path from there.

    Raises:
        GuardrailError: a file holds something else.
    """
    for file in sorted((root / EXCEPTIONS).glob("*/exception.yaml")):
        path = file.relative_to(root).as_posix()
        document = _read(file.read_text("utf-8"))
        if not isinstance(document, dict) or document.get("kind") != "PolicyException":
            raise GuardrailError(f"{path}: this is no PolicyException: write one, or move the file")
        yield path, document


def looked_at(root: Path) -> Mapping[str, Any]:
    """Return the selector of the namespaces that the clusters judge at all.

    Raises:
        GuardrailError: the values of Kyverno's chart hold none.
    """
    values = _read((root / KYVERNO).read_text("utf-8"))
    try:
        selector: Mapping[str, Any] = values["config"]["webhooks"]["namespaceSelector"]
    except (KeyError, TypeError):
        text = "config.webhooks.namespaceSelector says where no policy looks: write it"
        raise GuardrailError(f"{KYVERNO}: {text}") from None
    return selector


def is_policy(path: str) -> bool:
    """Tell whether a path is `platform/policies/<category>/<policy>/<policy>.yaml`."""
    folder, _, file = path.rpartition("/")
    place, _, name = folder.rpartition("/")
    return place.rpartition("/")[0] == PLACE and file == f"{name}.yaml"


def read(path: str, text: str) -> Guardrail:
    """Return the policy in a file's text.

    Raises:
        GuardrailError: the text is no policy, or is not named after its folder.
    """
    document = _read(text)
    metadata = document.get("metadata") if isinstance(document, dict) else None
    name = metadata.get("name") if isinstance(metadata, dict) else None
    if name != path.split("/")[-2]:
        raise GuardrailError(f"{path}: metadata.name is {name!r}: name the policy like its folder")
    return Guardrail(path, document)


def _read(text: str) -> Any:  # noqa: ANN401 - any YAML value
    return yaml.load(text, yaml.CSafeLoader)
