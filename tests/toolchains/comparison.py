"""Policies judged by the Kyverno CLI and by our engine, verdict by verdict, on many resources."""

from __future__ import annotations

import json
import os
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from goldenpath.guardrails import Guardrail
from goldenpath.policy import Admission, Cluster, as_kyverno_reads, load
from goldenpath.policy.kinds import plural
from tests.conftest import ROOT
from tests.toolchains.kyverno import NOW, applied
from tests.toolchains.mutants import WORKLOADS

KNOWN = ROOT / "tests" / "policy" / "known_differences.yaml"
CHUNK = 60
"""How many resources one call of the CLI gets: it is started often enough for all processors."""
PROCESSES = min(2, os.cpu_count() or 1)
IMAGES = "ImageValidatingPolicy"
NOTHING = "nothing"


@dataclass(frozen=True)
class Said:
    """What one of both says of a resource by a policy.

    Attributes:
        result: pass, fail, error or skip, or that it says nothing.
        index: which of the policy's validations is not met.
        message: why.
    """

    result: str = NOTHING
    index: str = ""
    message: str = ""


class Pair(NamedTuple):
    """A policy and a resource, by its UID."""

    policy: str
    uid: str


Verdicts = dict[Pair, Said]


@dataclass(frozen=True)
class Known:
    """A class of differences that is known and left.

    Attributes:
        name: what it is called.
        differs: the result, the index or the message, or some of them with a bar between.
        said: what both say, Kyverno first, on a line each.
        reason: why it is left.
        upstream: the issue, or that there is none.
        policy: the only policy that it is about, if there is one.
    """

    name: str
    differs: str
    said: str
    reason: str
    upstream: str
    policy: str = ""

    def explains(self, pair: Pair, theirs: Said, ours: Said) -> bool:
        """Tell whether this is why two verdicts differ."""
        both = "\n".join(f"{said.result}: {said.message}" for said in (theirs, ours))
        return (
            self.policy in ("", pair.policy)
            and differs(theirs, ours) in self.differs.split("|")
            and re.fullmatch(self.said, both, re.DOTALL) is not None
        )


def known_differences() -> list[Known]:
    """Return all classes."""
    return [Known(**entry) for entry in yaml.safe_load(KNOWN.read_text("utf-8"))["differences"]]


@dataclass
class Comparison:
    """What both have said, and how it differs.

    Attributes:
        resources: what was judged, by UID.
        theirs: what Kyverno says.
        ours: what our engine says.
        left_out: how many pairs of a policy would be asked of a registry, and are not compared.
    """

    resources: dict[str, dict[str, Any]]
    theirs: Verdicts
    ours: Verdicts
    left_out: Counter[str] = field(default_factory=Counter)

    def differences(self) -> Iterator[tuple[Pair, Said, Said]]:
        """Yield where the two do not say the same, messages of what both pass over apart."""
        for pair in sorted(self.theirs.keys() | self.ours.keys()):
            theirs, ours = self.theirs.get(pair, Said()), self.ours.get(pair, Said())
            if differs(theirs, ours):
                yield pair, theirs, ours

    def results(self) -> dict[str, Counter[str]]:
        """Return how often each policy has which result, by Kyverno."""
        found: dict[str, Counter[str]] = defaultdict(Counter)
        for pair, said in self.theirs.items():
            found[pair.policy][said.result] += 1
        return found

    def told(self, difference: tuple[Pair, Said, Said]) -> str:
        """Return a difference as text."""
        pair, theirs, ours = difference
        resource = json.dumps(self.resources[pair.uid])
        return f"{pair.policy}\n  Kyverno: {theirs}\n  goldenpath: {ours}\n  {resource}"


def differs(theirs: Said, ours: Said) -> str:
    """Return what is not the same: `result`, `index`, `message`, or nothing."""
    if theirs.result != ours.result:
        return "result"
    if theirs.index != ours.index:
        return "index"
    told = theirs.result in ("fail", "error")
    return "message" if told and theirs.message != ours.message else ""


@dataclass(frozen=True)
class Judges:
    """Both judges, with what they judge by.

    Attributes:
        program: the Kyverno CLI.
        folder: where it reads from.
        policies: the policies.
        exceptions: exceptions from them.
        cluster: what the cluster holds beside the resources that are judged.
        definitions: the kinds among that which are not Kubernetes' own.
    """

    program: Path
    folder: Path
    policies: Sequence[Guardrail]
    exceptions: Sequence[dict[str, Any]]
    cluster: Sequence[dict[str, Any]]
    definitions: Sequence[dict[str, Any]]

    def compare(self, resources: Iterable[dict[str, Any]]) -> Comparison:
        """Return what both say of resources, each of which gets a UID to be known by."""
        marked = list(_marked(resources))
        by_uid = {resource["metadata"]["uid"]: resource for resource in marked}
        comparison = Comparison(by_uid, {}, self._ours(marked))
        jobs = [job for job in self._jobs(marked) if job[0] and job[1]]
        with ThreadPoolExecutor(PROCESSES) as pool:
            for verdicts in pool.map(self._theirs, range(len(jobs)), *zip(*jobs, strict=True)):
                comparison.theirs |= verdicts
        self._leave_out(comparison)
        return comparison

    def _leave_out(self, comparison: Comparison) -> None:
        """Take out what would be asked of a registry."""
        for policy in self.policies:
            if policy.kind == IMAGES:
                for uid, resource in comparison.resources.items():
                    pair = Pair(policy.name, uid)
                    if pair in comparison.ours and _names_image(policy, resource):
                        del comparison.ours[pair]
                        comparison.left_out[policy.name] += 1

    def _jobs(
        self, resources: Sequence[dict[str, Any]]
    ) -> Iterator[tuple[list[Guardrail], list[dict[str, Any]]]]:
        """Yield what to ask the CLI: all of some of each kind, of the others what may be about."""
        images = [policy for policy in self.policies if policy.kind == IMAGES]
        others = [policy for policy in self.policies if policy.kind != IMAGES]
        first = list({resource["kind"]: resource for resource in reversed(resources)}.values())
        yield others, first
        rest = [resource for resource in resources if resource not in first]
        judged = {kind for kind in {r["kind"] for r in rest} if any_is_about(others, kind)}
        for kinds in (judged & set(WORKLOADS), judged - set(WORKLOADS)):
            about = [policy for policy in others if _is_about(policy, kinds)]
            chosen = [resource for resource in rest if resource["kind"] in kinds]
            for at in range(0, len(chosen), CHUNK):
                yield about, chosen[at : at + CHUNK]
        workloads = [resource for resource in resources if resource["kind"] in WORKLOADS]
        yield images, [r for r in workloads if not any(_names_image(p, r) for p in images)]

    def _theirs(
        self, number: int, policies: list[Guardrail], resources: list[dict[str, Any]]
    ) -> Verdicts:
        context = {
            "apiVersion": "cli.kyverno.io/v1alpha1",
            "kind": "Context",
            "metadata": {"name": "cluster"},
            "spec": {"resources": self.cluster},
        }
        given = {
            "--resource": resources,
            "--exception": self.exceptions,
            "--context-file": [context],
            "--crd-paths": self.definitions,
        }
        files = [ROOT / policy.path for policy in policies]
        verdicts: Verdicts = {}
        for result in applied(self.program, self.folder / f"{number}", files, given):
            index = (result.get("properties") or {}).get("cel.validationIndex", "")
            for resource in result["resources"]:
                pair = Pair(result["policy"], resource["uid"])
                assert pair not in verdicts, pair
                verdicts[pair] = Said(result["result"], index, result.get("message", ""))
        return verdicts

    def _ours(self, resources: Sequence[dict[str, Any]]) -> Verdicts:
        documents = [dict(policy.document) for policy in self.policies]
        loaded = load([*documents, *self.exceptions])
        assert () == loaded.unknown
        cluster = Cluster({_address(held): held for held in self.cluster})
        verdicts: Verdicts = {}
        for resource in resources:
            admission = as_kyverno_reads(Admission(resource))
            for outcome in loaded.judge(admission, now=NOW, cluster=cluster):
                pair = Pair(outcome.policy, resource["metadata"]["uid"])
                assert pair not in verdicts, pair
                index = "" if outcome.index is None else str(outcome.index)
                verdicts[pair] = Said(outcome.result.value, index, outcome.message)
        return verdicts


def _marked(resources: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield resources that no two have the name, and none the UID, of another one.

    Of two with one name the CLI reads neither.
    """
    taken = set()
    for number, resource in enumerate(resources):
        metadata = {**resource["metadata"], "uid": f"resource-{number}"}
        name, namespace = metadata.get("name"), metadata.get("namespace") or "default"
        if isinstance(name, str) and name:
            metadata["name"] = f"{name}-{number}"
        elif (resource["kind"], str(namespace)) in taken:
            metadata["name"] = f"nameless-{number}"
        taken.add((resource["kind"], str(namespace)))
        yield {**resource, "metadata": metadata}


def any_is_about(policies: Iterable[Guardrail], kind: str) -> bool:
    """Tell whether any policy can be about resources of a kind."""
    return kind in WORKLOADS or any(_is_about(policy, {kind}) for policy in policies)


def _is_about(policy: Guardrail, kinds: set[str]) -> bool:
    """Tell whether a policy can be about any of some kinds."""
    named = {
        resource.partition("/")[0]
        for rule in policy.document["spec"]["matchConstraints"]["resourceRules"]
        for resource in rule["resources"]
    }
    return not named.isdisjoint({"*", *map(plural, kinds)})


def _names_image(policy: Guardrail, resource: Mapping[str, Any]) -> bool:
    """Tell whether a resource names anything that an image policy would look up."""
    globs = [entry["glob"] for entry in policy.document["spec"]["matchImageReferences"]]
    text = json.dumps(resource)
    return any(glob.partition("*")[0] in text for glob in globs)


def _address(resource: Mapping[str, Any]) -> tuple[str, str, str, str]:
    metadata = resource["metadata"]
    kind = plural(resource["kind"])
    return resource["apiVersion"], kind, metadata.get("namespace", ""), metadata["name"]


def unexplained(comparison: Comparison, known: Sequence[Known]) -> tuple[list[str], Counter[str]]:
    """Return the differences that no class explains as text, and how often each class does."""
    left, explained = [], Counter[str]()
    for difference in comparison.differences():
        names = [entry.name for entry in known if entry.explains(*difference)]
        explained.update(names)
        if not names:
            left.append(comparison.told(difference))
    return left, explained
