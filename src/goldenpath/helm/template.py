"""The text and the actions of a Go template, told apart without running it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

BLANK = " \t\r\n"
"""What the trim markers of an action eat."""

_ACTION = re.compile(
    r"""
    \{\{ (?P<trim>-(?=[ \t\r\n]))?
    (?: (?P<comment>\s*/\*.*?\*/\s*-?)
      | (?P<body>(?: "(?:\\.|[^"\\\n])*" | `[^`]*` | '(?:\\.|[^'\\\n])*' | (?!\}\})[^"`'] )*+)
    ) \}\}
    """,
    re.VERBOSE | re.DOTALL,
)
_KEYWORD = re.compile(
    r"\s*(?:(?P<word>if|else|end|range|with|break|continue|define|block)\b"
    r"|(?P<assignment>\$\w*\s*(?:,\s*\$\w*\s*)?:?=))"
)
_NAME = r"""(?:"(?P<name>[^"\\]*)"|`(?P<raw>[^`]*)`)"""
_DEFINED = re.compile(rf"\s*(?:define|block)\s+{_NAME}")
_INCLUDED = re.compile(rf"\b(?:include|template)\s+{_NAME}")
_OPENS = frozenset({"if", "range", "with", "define", "block"})
_DEFINES = frozenset({"define", "block"})


@dataclass(frozen=True, slots=True)
class Action:
    """What stands between a pair of double braces.

    Attributes:
        text: all of it, braces included.
        word: the keyword it begins with, if it is one of control.
        prints: its value goes into the output.
        name: of what it defines, as far as it can be read.
        includes: the definitions that it names to have their text.
        passes: it prints the text of the first of `includes`, and does not look at it before.
    """

    text: str
    word: str | None
    prints: bool
    name: str | None
    includes: tuple[str, ...]
    passes: bool

    @property
    def opens(self) -> bool:
        """Say whether an `end` belongs to it."""
        return self.word in _OPENS

    @property
    def defines(self) -> bool:
        """Say whether what follows up to its `end` is printed only where it is included."""
        return self.word in _DEFINES

    @property
    def trims_before(self) -> bool:
        """Say whether it eats the whitespace before it."""
        return self.text.startswith("{{-") and self.text[3:4] in BLANK

    @property
    def trims_after(self) -> bool:
        """Say whether it eats the whitespace after it."""
        return self.text.endswith("-}}")


Template = list[tuple[str, Action | None]]
"""Each action with the text before it, then the text at the end with None."""


def parse(text: str) -> Template | None:
    """Take a template apart; None when its actions cannot be told apart."""
    template: Template = []
    position = depth = 0
    while (start := text.find("{{", position)) >= 0:
        found = _ACTION.match(text, start)
        if found is None:
            return None
        action = _action(found)
        depth += action.opens - (action.word == "end")
        if depth < 0:
            return None
        template.append((text[position:start], action))
        position = found.end()
    template.append((text[position:], None))
    return None if depth else template


def _action(found: re.Match[str]) -> Action:
    body = found["body"]
    if body is None:
        return Action(found[0], None, False, None, (), False)  # noqa: FBT003 - a comment does nothing
    keyword = _KEYWORD.match(body)
    defined = _DEFINED.match(body)
    included = list(_INCLUDED.finditer(body))
    return Action(
        found[0],
        keyword["word"] if keyword else None,
        prints=keyword is None,
        name=_name(defined) if defined else None,
        includes=tuple(_name(match) for match in included),
        passes=keyword is None and bool(included) and not body[: included[0].start()].strip(BLANK),
    )


def _name(match: re.Match[str]) -> str:
    return match["raw"] if match["name"] is None else match["name"]


def looked_at(templates: Iterable[Template]) -> Collection[str]:
    """Return the definitions whose text something other than the output sees, if not all of it.

    Such text is compared, parsed or measured: it must not have markers in it, and so neither must
    what is included there.
    """
    seen: set[str] = set()
    below: dict[str, set[str]] = {}
    for template in templates:
        around: list[str | None] = [None]
        for _, action in template:
            if action is None:
                continue
            seen.update(action.includes[action.passes :])
            owner = around[-1]
            if owner is not None:
                below.setdefault(owner, set()).update(action.includes)
            if action.opens:
                around.append(action.name if action.defines else owner)
            elif action.word == "end":
                around.pop()
    waiting = list(seen)
    while waiting:
        new = below.get(waiting.pop(), set()) - seen
        seen |= new
        waiting.extend(new)
    return seen
