"""The differences that are known and left: classes, each with a reason and with examples."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

import yaml

from tests.differential.judge import File, Verdict

PATH = Path(__file__).with_name("known_differences.yaml")


@dataclass(frozen=True)
class Known:
    """A class of differences: what the file and both verdicts look like, and why it is left.

    A verdict is `accepts`, `absent` (that judge sees no such document) or the reason of a refusal.
    """

    name: str
    reason: str
    examples: tuple[str, ...]
    text: str = ""
    backstage: str = ""
    goldenpath: str = ""

    def explains(self, file: File, theirs: Verdict, ours: Verdict) -> bool:
        """Tell whether this is why the two verdicts on `file` differ."""
        content = file.data.decode("utf-8", "replace")
        first = _first_difference(theirs, ours)
        return (
            re.search(self.text, content) is not None
            and _said(self.backstage, first[0], theirs)
            and _said(self.goldenpath, first[1], ours)
        )


def known_differences() -> list[Known]:
    """Return all classes."""
    return [
        Known(**{**entry, "examples": tuple(entry["examples"])})
        for entry in yaml.safe_load(PATH.read_text("utf-8"))
    ]


def _said(pattern: str, first: str, verdict: Verdict) -> bool:
    refusals = (*verdict.documents, verdict.whole)
    return any(re.search(pattern, said) for said in (first, *filter(None, refusals)))


def _first_difference(theirs: Verdict, ours: Verdict) -> tuple[str, str]:
    if theirs.whole or ours.whole:
        return theirs.whole or "accepts", ours.whole or "accepts"
    for pair in zip_longest(theirs.documents, ours.documents, fillvalue="absent"):
        if len({said in {"", "absent"} and said for said in pair}) > 1:
            return pair[0] or "accepts", pair[1] or "accepts"
    return "", ""
