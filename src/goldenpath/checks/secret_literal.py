"""GP506."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goldenpath.check import Problem, check
from goldenpath.document import Document, Kind
from goldenpath.secret import secrets, secrets_below
from goldenpath.source import Position, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

_KINDS = frozenset(
    {
        *(Kind.CLAIM, Kind.DOCKERFILE, Kind.HELM_TEMPLATE, Kind.HELM_VALUES, Kind.KUBERNETES),
        Kind.WORKFLOW,
    }
)


_TEXTS = frozenset({Kind.DOCKERFILE, Kind.HELM_TEMPLATE})
"""Judged as they are written; what a chart renders to comes from these and from its values."""


@check("GP506", kinds=_KINDS)
def secret_literal(document: Document) -> Iterator[Problem]:
    """A secret is written down where everybody who can read the repository reads it.

    Told are private keys; tokens of AWS, Google, GitHub, GitLab, Slack, Stripe, npm and PyPI; JSON
    Web Tokens; and addresses with a password.
    Each has a form of its own, so that a long random text alone is none, and neither is what stands
    for a secret: a variable, an expression, `changeme`, `example`.
    The message names the kind of secret and never the secret.

    ## Why
    A repository is cloned to every laptop and every runner, and what was once committed stays in
    its history.

    ## Example
    ```yaml
    env:
      DATABASE_URL: postgresql://orders:Zae7ahk0@db.acme.internal/orders
    ```

    ## Use instead
    ```yaml
    secretEnv:
      DATABASE_URL: {secret: orders-db-app, key: uri}
    ```
    Revoke the secret first: it is known from the moment it was pushed.
    """
    remedy = "revoke it, and refer to a Secret instead"
    if document.kind in _TEXTS and not document.faults:
        text = document.source.text
        for found in secrets(text):
            line = text.count("\n", 0, found.start) + 1
            column = found.start - (text.rfind("\n", 0, found.start) + 1) + 1
            end = Position(line, column + found.end - found.start)
            span = Span(Position(line, column), end)
            yield Problem((), f"this is {found.what}: {remedy}", span=span)
    elif document.index is not None:
        for path, found in secrets_below(document.data):
            yield Problem(path, f"this holds {found.what}: {remedy}")
