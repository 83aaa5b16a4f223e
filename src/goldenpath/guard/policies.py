"""The policies of a run: those of the organisation, or those of the folders that it is given."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from goldenpath import guardrails, resources
from goldenpath.guardrails import Guardrail, GuardrailError
from goldenpath.organization import organization
from goldenpath.policy import PolicySet, Result, load
from goldenpath.policy.match import selects
from goldenpath.policy.rules import read_selector
from goldenpath.policy.shape import ShapeError
from goldenpath.policy.suite import SuiteError, all_documents
from goldenpath.settings import SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from goldenpath.policy.match import Selector

Key = tuple[str, str]
"""A policy's kind and name."""

_DECIDED = {guardrails.ONE_SUFFICES: Result.PASS, guardrails.ADDS_UP: Result.FAIL}
_NAME = "kubernetes.io/metadata.name"
"""The label that every namespace has: its name."""
_SHOWN = 3
"""Policies that a remark names before it stops counting them up."""


class PolicyFolderError(SettingsError):
    """A folder of policies cannot be read; the message names the file and the remedy."""


@dataclass(frozen=True, slots=True)
class Policies:
    """What manifests are judged by.

    Attributes:
        known: the policies, their bindings and their exceptions.
        audited: of each policy that says so, the stages in which a breach is only reported.
        partial: of each policy that says so, what of its verdicts a part of a cluster decides.
        looked_at: the namespaces that the clusters judge at all, by their labels.
    """

    known: PolicySet
    audited: Mapping[Key, frozenset[str]] = field(default_factory=dict)
    partial: Mapping[Key, Result] = field(default_factory=dict)
    looked_at: Selector = ()

    @classmethod
    def of(cls, folders: Sequence[Path]) -> Policies:
        """Read the policies below `folders`; those of the organisation if there are none.

        Raises:
            PolicyFolderError: a file cannot be read, or says something that cannot be followed.
        """
        try:
            found = list(_below(folders) if folders else _own())
            stages = organization().stages
            rails = {
                (rail.kind, rail.name): rail
                for rail in (Guardrail(path, document) for path, document in found)
                if rail.kind != "PolicyException"
            }
            audited = {key: frozenset(rail.audits(stages)) for key, rail in rails.items()}
            partial = {key: _DECIDED[rail.lookup] for key, rail in rails.items() if rail.lookup}
            where = None if folders else guardrails.looked_at(resources.root())
            looked_at = read_selector(where, guardrails.KYVERNO)
        except (SuiteError, GuardrailError, ShapeError) as error:
            raise PolicyFolderError(str(error)) from error
        return cls(load(document for _, document in found), audited, partial, looked_at)

    def audits(self, kind: str, name: str, stage: str) -> bool:
        """Tell whether a breach of a policy is only reported in a stage."""
        return stage in self.audited.get((kind, name), ())

    def alone(self, kind: str, name: str) -> PolicySet:
        """Return a set with one of the policies, and all exceptions."""
        own = (item for item in self.known.policies if (item.kind, item.name) == (kind, name))
        return PolicySet(tuple(own), self.known.bindings, self.known.exceptions)

    def spare(self, namespace: str, labels: Mapping[str, str]) -> bool:
        """Tell whether the clusters do not look at what is in a namespace."""
        return not selects(self.looked_at, {_NAME: namespace, **labels})

    def remarks(self) -> Iterator[str]:
        """Say which of the policies nothing can be judged by here, and why."""
        reasons: dict[str, list[str]] = {}
        for item in self.known.unknown:
            reasons.setdefault(item.reason, []).append(f"{item.kind} {item.name}")
        for reason, names in reasons.items():
            shown = ", ".join(names[:_SHOWN]) + (", …" if names[_SHOWN:] else "")
            number = "1 policy" if len(names) == 1 else f"{len(names)} policies"
            yield f"{number} cannot be judged by here, since {reason}: {shown}"


def _own() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the organisation's policies and exceptions, with their paths."""
    root = resources.root()
    for rail in guardrails.guardrails(root):
        yield rail.path, dict(rail.document)
    yield from guardrails.exceptions(root)


def _below(folders: Sequence[Path]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the policies and exceptions below folders; what else lies there is none of ours."""
    for folder in folders:
        for document in all_documents(folder, ["."], deep=True):
            if isinstance(document, dict) and _is_named(document):
                yield folder.as_posix(), document


def _is_named(document: dict[str, Any]) -> bool:
    metadata = document.get("metadata")
    version = document.get("apiVersion")
    return (
        isinstance(metadata, dict)
        and isinstance(metadata.get("name"), str)
        and isinstance(document.get("kind"), str)
        and isinstance(version, str)
        and not version.startswith("cli.kyverno.io/")
    )
