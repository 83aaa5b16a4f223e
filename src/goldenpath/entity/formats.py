"""The formats of an entity's fields, as Backstage's catalog model checks them.

Source: `KubernetesValidatorFunctions`, `CommonValidatorFunctions` and `makeValidator` of
`@backstage/catalog-model`. Patterns are matched in full: `$` in JavaScript allows no line break
before the end.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from goldenpath.schemas import quote

_LONGEST = 63
_LONGEST_PREFIX = 253
_BLANK = (
    "\t\n\v\f\r \xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\ufeff"
)
"""What JavaScript's trim() removes."""


class Format(NamedTuple):
    """A format: its pattern, what that asks for in words, and what else can be replaced by `-`."""

    pattern: re.Pattern[str]
    rule: str
    foreign: re.Pattern[str]
    is_lower: bool

    def allows(self, text: str) -> bool:
        """Tell whether `text` has this format."""
        return len(text) <= _LONGEST and self.pattern.fullmatch(text) is not None

    def remedy(self, text: str) -> str:
        """Return what to do about a `text` that has not: a spelling that has, or the rule."""
        if len(text) > _LONGEST:
            return f"has {len(text)} characters: use at most {_LONGEST}"
        folded = text.lower() if self.is_lower else text
        for candidate in (folded, self.foreign.sub("-", folded).strip("-_.")):
            if self.allows(candidate):
                return f"is not allowed: write {quote(candidate)}"
        return f"is not allowed: use {self.rule}"


NAME = Format(
    re.compile(r"([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]"),
    "letters, digits, '-', '_' and '.', first and last a letter or digit",
    re.compile(r"[^A-Za-z0-9_.]+"),
    is_lower=False,
)
"""An entity's name, or a label's value."""

NAMESPACE = Format(
    re.compile(r"[a-z0-9]+(-+[a-z0-9]+)*"),
    "lower-case letters, digits and '-', first and last a letter or digit",
    re.compile(r"[^a-z0-9]+"),
    is_lower=True,
)
TAG = Format(
    re.compile(r"[a-z0-9:+#]+(-[a-z0-9:+#]+)*"),
    "lower-case letters, digits, '+', '#' and ':', in words joined by one '-'",
    re.compile(r"[^a-z0-9:+#]+"),
    is_lower=True,
)
KEY_RULE = f"an optional DNS name and '/', then {NAME.rule}, at most {_LONGEST} characters"


@lru_cache(maxsize=4096)
def is_key(text: str) -> bool:
    """Tell whether `text` can be the key of a label or of an annotation; few of them are new."""
    prefix, slash, name = text.rpartition("/")
    if not slash:
        return NAME.allows(name)
    return (
        len(prefix) <= _LONGEST_PREFIX
        and all(NAMESPACE.allows(part) for part in prefix.split("."))
        and NAME.allows(name)
    )


def is_blank(text: str) -> bool:
    """Tell whether nothing of `text` can be seen."""
    return not text.strip(_BLANK)
