"""Known findings: a file of those that were there when somebody began to look.

A finding is known by its file, its code and its words, without the lines that they name, so that
it stays known when it moves; of several alike so many are known as were counted.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from goldenpath.discover import read, shown
from goldenpath.organization import organization
from goldenpath.settings import SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from goldenpath.diagnostic import Diagnostic

VERSION = 1
_HEAD = '{"generated": "by `goldenpath validate --write-baseline`", "version": 1, "findings": [\n'
_LINE = re.compile(r"(?<=\S):\d+(?::\d+)?\b|\b(?<=line )\d+")
_DIGITS = 16
"""Of a fingerprint: 64 bits, for the few findings that share a file and a code."""


class BaselineError(SettingsError):
    """A baseline cannot be read; the message names the file and the remedy."""


class Known(NamedTuple):
    """What a baseline knows a finding by; the path is relative to the baseline's folder."""

    path: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Baseline:
    """The findings that are known, each with how often it was there."""

    path: Path
    counts: Mapping[Known, int] = field(default_factory=dict)

    def new(self, findings: Iterable[Diagnostic]) -> tuple[list[Diagnostic], Counter[Known]]:
        """Return the findings beyond those that are known, and what is known but not found.

        A code that the organisation has locked is never known.
        """
        left = Counter(self.counts)
        beyond = []
        for item in findings:
            key = known(item, self.path)
            if left[key] > 0 and not organization().locks(item.code):
                left[key] -= 1
            else:
                beyond.append(item)
        return beyond, +left

    def shrinks(
        self,
        left: Counter[Known],
        paths: Iterable[Path],
        looked_for: Callable[[str, str], bool],
    ) -> tuple[str, ...]:
        """Say how many known findings are gone, of those among and below `paths` looked for."""
        file, gone, locked = shown(self.path), 0, 0
        roots = [Path(os.path.abspath(path)) for path in paths]  # noqa: PTH100 - links stay
        for item, count in left.items():
            if organization().locks(item.code):
                locked += count
                continue
            path = Path(os.path.abspath(self.path.parent / item.path))  # noqa: PTH100 - links stay
            inside = any(path.is_relative_to(root) for root in roots)
            if inside and looked_for(shown(path), item.code):
                gone += count
        remedy = f"write it again with --write-baseline {file}"
        facts = {
            f"{gone} of the findings in {file} no longer occur: {remedy}": gone,
            f"{locked} of the findings in {file} have a code that the organisation has locked, "
            f"which no baseline excuses: mend them": locked,
        }
        return tuple(text for text, number in facts.items() if number)


def load(path: Path) -> Baseline:
    """Read the baseline at `path`."""
    source, fault = read(path)
    file = source.path
    remedy = f"write it with --write-baseline {file}"
    if fault:
        raise BaselineError(f"{file} {fault.message}: {remedy}")
    try:
        content = json.loads(source.text)
        if content["version"] != VERSION:
            raise BaselineError(f"{file} is of another version than {VERSION}: {remedy}")
        counts = Counter[Known]()
        for item in content["findings"]:
            key = Known(*(str(item[name]) for name in Known._fields))
            counts[key] += int(item["count"])
    except json.JSONDecodeError as error:
        message = f"{file}:{error.lineno}:{error.colno}: the file is no JSON: {remedy}"
        raise BaselineError(message) from error
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise BaselineError(f"{file} is no baseline: {remedy}") from error
    return Baseline(path, counts)


def write(path: Path, findings: Iterable[Diagnostic]) -> int:
    """Write `findings` as the baseline `path`; return how many of them, which are not locked."""
    counts = Counter(known(item, path) for item in findings if not organization().locks(item.code))
    lines = [json.dumps({**key._asdict(), "count": counts[key]}) for key in sorted(counts)]
    path.write_text(_HEAD + ",\n".join(lines) + "\n]}\n", "utf-8")
    return counts.total()


def known(item: Diagnostic, baseline: Path) -> Known:
    """Return what the file `baseline` knows a finding by, from whatever folder it is judged."""
    folder = str(baseline.parent)
    message = item.message
    for place in item.related:
        message = message.replace(place.path, _from(place.path, folder))
    digest = hashlib.sha256(_LINE.sub("", message).encode("utf-8", "replace")).hexdigest()
    return Known(_from(item.path, folder), item.code, digest[:_DIGITS])


@cache
def _from(path: str, folder: str) -> str:
    return Path(os.path.relpath(path, folder)).as_posix()
