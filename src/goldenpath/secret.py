"""Secrets by their form: what nobody would write who did not mean a real one."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goldenpath.document import Path

_FORMS = {
    "a private key": r"-----BEGIN (?:[A-Z]+ ){0,5}PRIVATE KEY(?: BLOCK)?-----",
    "an AWS access key": r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b",
    "a Google API key": r"\bAIza[0-9A-Za-z_-]{35}(?![0-9A-Za-z_-])",
    "a GitHub token": r"\b(?:gh[pousr]_[0-9A-Za-z]{36,251}|github_pat_[0-9A-Za-z_]{60,255})\b",
    "a GitLab token": r"\bgl(?:pat|dt|rt|ptt|cbt|ft)-[0-9A-Za-z_-]{20,}(?![0-9A-Za-z_-])",
    "a Slack token": r"\bxox[abeoprs]-[0-9A-Za-z-]{10,}\b",
    "a Slack webhook": (
        r"https://hooks\.slack\.com/(?:services|workflows)/[A-Z0-9]+/[A-Z0-9]+/\w{16,}"
    ),
    "a Stripe key": r"\b[rs]k_live_[0-9A-Za-z]{20,}\b",
    "an npm token": r"\bnpm_[0-9A-Za-z]{36}\b",
    "a PyPI token": r"\bpypi-AgEI[0-9A-Za-z_-]{50,}",
    "a JSON Web Token": r"\beyJ[\w-]{10,500}\.eyJ[\w-]{10,2000}\.[\w-]{10,}",
    "an address with a password": (
        r"\b[a-z][a-z0-9+.-]{0,20}://[^\s:/?#@'\"<>{}$()\[\]]{0,200}:(?P<word>[^\s:/?#@'\"]{3,200})@[\w.-]+"
    ),
}
_HINTS = (
    r"-----BEGIN|A[KS]IA|AIza|gh[pousr]_|github_pat_|gl[a-z]+-|xox|hooks\.slack|_live_|npm_|pypi-"
    r"|eyJ|://\S{0,400}@"
)
"""A part of every form: most texts have none of them."""
_EXAMPLE = (
    r"\$|\{\{|<|>|\*\*|%\(|\bx{3,}|example|changeme|change-me|placeholder|dummy|redacted|your"
    r"|^(?:password|passwd|pass|secret|user|postgres|root|admin|test|token)$"
)
"""What stands for a secret and is none."""


@cache
def _forms() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Return what finds a hint, a secret, and what stands for one; compiled when first asked."""
    parts = (f"(?P<f{number}>{form})" for number, form in enumerate(_FORMS.values()))
    return (
        re.compile(_HINTS),
        re.compile("|".join(parts)),
        re.compile(_EXAMPLE, re.IGNORECASE),
    )


class Found(NamedTuple):
    """A secret: what it is in words, and where it stands in the text; never the secret itself."""

    what: str
    start: int
    end: int


def secrets(text: str) -> Iterator[Found]:
    """Yield the secrets in a text."""
    hints, forms, example = _forms()
    if not hints.search(text):
        return
    for found in forms.finditer(text):
        number = next(n for n in range(len(_FORMS)) if found[f"f{n}"] is not None)
        word = found["word"] if found["word"] is not None else found[0]
        if not example.search(word):
            start = found.start("word") if found["word"] is not None else found.start()
            yield Found(list(_FORMS)[number], start, start + len(word))


def secrets_below(data: Any) -> Iterator[tuple[Path, Found]]:  # noqa: ANN401 - any YAML value
    """Yield the secrets in the texts of a document, keys included, and where those stand."""
    waiting: list[tuple[Path, Any]] = [((), data)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, str):
            yield from ((path, found) for found in secrets(value))
        elif isinstance(value, dict):
            waiting += [((*path, key), item) for key, item in reversed(value.items())]
        elif isinstance(value, list):
            waiting += [((*path, index), item) for index, item in reversed([*enumerate(value)])]
