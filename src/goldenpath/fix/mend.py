"""Findings in, changes of files out: what is mended, and what is left alone and why."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from goldenpath.check import selected
from goldenpath.diagnostic import Diagnostic
from goldenpath.discover import decode, read_bytes
from goldenpath.fix import keys, labels, remarks, values
from goldenpath.fix.edit import Fix
from goldenpath.fix.reading import Reading
from goldenpath.fix.verify import mended
from goldenpath.fix.write import Change, refusal
from goldenpath.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from goldenpath.engine import Options

Fixer = Callable[[Reading, Sequence[Diagnostic]], Iterator[Fix]]

FIXERS: Mapping[str, Fixer] = {
    "GP001": remarks.glued,
    "GP002": keys.repeated,
    "GP005": remarks.unused,
    "GP006": remarks.misspelt,
    "GP020": values.quoted_or_unquoted,
    "GP021": values.quoted_or_unquoted,
    "GP103": values.kind,
    "GP105": values.quoted,
    "GP106": values.namespaces,
    "GP107": values.quoted,
    "GP108": values.quoted,
    "GP109": values.tags,
    "GP110": values.quoted,
    "GP111": values.quoted,
    "GP112": values.quoted_or_listed,
    "GP602": labels.follow_catalog,
}
"""What may have one right answer, by the code of the finding; whether it has, the text decides."""

_GENERATED = re.compile(r"#.*\b(?:GENERATED|DO NOT EDIT|NEVER EDIT)\b")
_ROUNDS = 5
"""A corrected kind may reveal what has a right answer too; that much follows and no more."""
_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Mended:
    """What there is to write, and in words what could be mended but is not ours to write."""

    changes: tuple[Change, ...] = ()
    refused: tuple[str, ...] = ()

    @property
    def fixed(self) -> int:
        """Return how many findings the changes mend."""
        return sum(len(change.findings) for change in self.changes)


def mend(findings: Iterable[Diagnostic], roots: Sequence[str | Path], options: Options) -> Mended:
    """Return the changes that mend what has one right answer; nothing is written yet.

    Args:
        findings: what was reported; what is excused or known already is not mended.
        roots: the files and folders that were judged: what they link to elsewhere is not ours.
        options: how they were judged.
    """
    files: defaultdict[str, list[Diagnostic]] = defaultdict(list)
    for item in findings:
        if item.document is not None and "stages" not in item.properties:
            files[item.path].append(item)
    changes, refused = [], []
    for path, told in files.items():
        if FIXERS.keys().isdisjoint(item.code for item in told):
            continue
        change = _change(path, told, options)
        if change is None:
            continue
        wrong = _not_ours(change) or refusal(path, roots)
        if wrong:
            refused.append(f"{path} {wrong}")
        else:
            changes.append(change)
    return Mended(tuple(changes), tuple(refused))


def _change(path: str, told: list[Diagnostic], options: Options) -> Change | None:
    before, wrong = read_bytes(path)
    text, undecodable = decode(before)
    if wrong or undecodable:
        return None
    reading, done = Reading(Source(path, text), options.kind), list[Diagnostic]()
    for _ in range(_ROUNDS):
        reading.told = told
        reading, fixes = mended(reading, list(_proposed(reading, told)))
        done += [item for fix in fixes for item in fix.findings]
        if not any(fix.reveals for fix in fixes):
            break
        told = list(_revealed(reading, options))
    if not done:
        return None
    mark = _MARK if before.startswith(_MARK) else b""
    return Change(path, before, mark + reading.source.text.encode("utf-8"), tuple(done))


def _proposed(reading: Reading, told: Sequence[Diagnostic]) -> Iterator[Fix]:
    """Yield what the fixers propose; what was told of a longer text tells nothing of this one."""
    by_code: defaultdict[str, list[Diagnostic]] = defaultdict(list)
    for item in told:
        if item.span.end.line <= reading.lines:
            by_code[item.code].append(item)
    for code, findings in by_code.items():
        if code in FIXERS:
            yield from FIXERS[code](reading, findings)


def _revealed(reading: Reading, options: Options) -> Iterator[Diagnostic]:
    """Yield what checks find that need no other document, as far as it is to be reported."""
    ignored = {(item.line, item.code) for item in reading.ignores}
    judging = {check.code: check for check in selected(options.select, options.ignore)}
    path = reading.source.path
    for (document, code, span), problems in reading.problems.items():
        if code not in judging or (span.start.line, code) in ignored:
            continue
        check = judging[code]
        if options.config.level(path, code, check.severity) is not None:
            text = problems[0].message
            yield Diagnostic(code, check.slug, check.severity, text, path, document, span)


def _not_ours(change: Change) -> str:
    head = change.before.removeprefix(_MARK).partition(b"\n")[0].decode("utf-8")
    if _GENERATED.match(head):
        return "is generated, as its first line says: mend what it is made from"
    return ""
