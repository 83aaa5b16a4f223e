"""zizmor: what makes workflows and actions of GitHub unsafe. Offline, so without its lookups."""

from __future__ import annotations

import json
import os
import re
from typing import TYPE_CHECKING, Any

from goldenpath.diagnostic import Severity
from goldenpath.document import Kind
from goldenpath.linters.program import Finding, Linter, Outcome, by_configuration, run, whole_line
from goldenpath.pipeline import is_action, is_workflow
from goldenpath.source import Position, Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goldenpath.document import Document
    from goldenpath.source import Source

_FILES = (".github/zizmor.yml", ".github/zizmor.yaml", "zizmor.yml", "zizmor.yaml")
_OURS = frozenset({"unpinned-uses", "excessive-permissions"})
"""Rules that checks of our own tell of, also where there is no zizmor: GP505 and GP507."""
_SEVERITIES = {"High": Severity.ERROR, "Medium": Severity.WARNING, "Unknown": Severity.WARNING}
_NOTHING_READ = "no inputs collected"
_REFUSED = re.compile(r"failed to validate file://(?P<path>.+?) as (?:workflow|action)")


def _lint(program: str, sources: Sequence[Source]) -> Outcome:
    outcome = Outcome([], [])
    command = [program, "--offline", "--format", "json-v1", "--no-progress", "--no-exit-codes"]
    for file, chosen in by_configuration(sources, _FILES):
        configured = ["--config", file] if file else ["--no-config"]
        by_path = {os.path.abspath(item.path): item for item in chosen}  # noqa: PTH100 - as `run` does
        for text, errors, _ in run([*command, *configured, "--collect", "all", "--"], chosen):
            _take(outcome, by_path, text, errors)
    return outcome


def _take(outcome: Outcome, by_path: dict[str, Source], text: str, errors: str) -> None:
    """Take note of what one process said."""
    refused = [by_path[path] for path in _REFUSED.findall(errors) if path in by_path]
    outcome.findings.extend(_refusal(source) for source in dict.fromkeys(refused))
    if not text and _NOTHING_READ in errors:
        return
    try:
        found = json.loads(text)
    except ValueError:
        outcome.fail("zizmor", errors or text)
        return
    for item in found:
        if item["ident"] not in _OURS and not item["ignored"]:
            outcome.findings.extend(_findings(item, by_path))


def _refusal(source: Source) -> Finding:
    message = "GitHub would not take this file: it does not match its schema"
    return Finding(source.path, whole_line(source, 1, 1), "schema", Severity.ERROR, message)


def _findings(item: dict[str, Any], by_path: dict[str, Source]) -> list[Finding]:
    """Return a finding at its primary place, as a list that is empty where that is none of ours."""
    place = next((p for p in item["locations"] if p["symbolic"]["kind"] == "Primary"), None)
    if place is None:
        return []
    path = place["symbolic"]["key"].get("Local", {}).get("verbatim_path", "")
    if path not in by_path:
        return []
    source, location = by_path[path], place["concrete"]["location"]
    annotation = place["symbolic"]["annotation"]
    return [
        Finding(
            path=source.path,
            span=_span(source, location["offset_span"]),
            rule=item["ident"],
            severity=_SEVERITIES.get(item["determinations"]["severity"], Severity.INFO),
            message=f"{item['desc']}: {annotation}",
        )
    ]


def _span(source: Source, offsets: dict[str, int]) -> Span:
    """Return the place of byte offsets, up to the end of the first line that has any text."""
    raw = source.text.encode()
    start = len(raw[: offsets["start"]].decode("utf-8", "ignore"))
    end = max(len(raw[: offsets["end"]].decode("utf-8", "ignore")), start)
    text = source.text[start:end]
    first = text.lstrip("\r\n").partition("\n")[0].rstrip()
    start += len(text) - len(text.lstrip("\r\n"))
    line = source.text.count("\n", 0, start) + 1
    column = start - (source.text.rfind("\n", 0, start) + 1) + 1
    return Span(Position(line, column), Position(line, column + len(first)))


def _accepts(document: Document) -> bool:
    path = document.source.path
    return document.kind is Kind.WORKFLOW and (is_workflow(path) or is_action(path))


LINTER = Linter(
    name="zizmor",
    code="GP502",
    noun="workflow",
    remedy="install goldenpath[linters] or put zizmor on PATH",
    accepts=_accepts,
    run=_lint,
)
