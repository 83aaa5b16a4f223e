"""Sentences that more than one reporter writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goldenpath.diagnostic import Severity
from goldenpath.document import Kind

if TYPE_CHECKING:
    from goldenpath.diagnostic import Diagnostic, Related
    from goldenpath.report import Report

NOUNS = {
    Kind.BACKSTAGE_ENTITY: "catalog entity",
    Kind.HELM_CHART: "Helm chart",
    Kind.HELM_VALUES: "values file",
    Kind.KUBERNETES: "manifest",
    Kind.KUSTOMIZATION: "kustomization",
    Kind.CLAIM: "claim",
    Kind.POLICY: "policy",
    Kind.DOCKERFILE: "Dockerfile",
    Kind.WORKFLOW: "workflow",
}


def number(count: int, noun: str) -> str:
    """Return `count` with `noun`, in the plural unless it is one."""
    if count == 1:
        return f"1 {noun}"
    return f"{count:,} {plural(noun)}"


def plural(noun: str) -> str:
    """Return the plural of `noun`."""
    return f"{noun.removesuffix('y')}ies" if noun.endswith("y") else f"{noun}s"


def message(item: Diagnostic) -> str:
    """Return the finding's message with the stages that it holds for."""
    stages = item.properties.get("stages")
    return f"{item.message} ({', '.join(stages)})" if stages else item.message


def related(place: Related) -> str:
    """Return another place of a finding, in one line."""
    start = place.span.start
    return f"{place.path}:{start.line}:{start.column}: {place.message}"


def found(report: Report) -> str:
    """Return how many findings there are of each severity, or that there are none."""
    counts = [(severity.value, report.count(severity)) for severity in Severity]
    text = ", ".join(number(count, name) for name, count in counts if count)
    if not report.baselined:
        return text or "no findings"
    return f"{text or 'no new findings'} beyond the {report.baselined:,} of the baseline"


def judged(report: Report) -> str:
    """Return how many documents of each kind were judged."""
    counts = [number(n, NOUNS[kind]) for kind, n in report.judged.items() if kind in NOUNS]
    return ", ".join(counts) or "nothing"


def read(report: Report) -> str:
    """Return how much was read, how long it took, and what no check could judge."""
    text = f"read {number(report.files, 'file')} in {report.duration:.1f} s"
    if not report.skipped:
        return text
    return f"{text}; skipped {number(report.skipped, 'document')} of a kind that no check judges"
