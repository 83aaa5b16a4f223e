"""The text of an expression as tokens: enough to put variables in their place, and no more.

Everything else is left to the engine's parser. A literal is one token, so nothing within a string
is ever taken for code.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

_TOKEN = re.compile(
    r"""(?P<space>\s+|//[^\n]*)
    |(?P<string>(?:[rR][bB]?|[bB][rR]?)?(?P<quote>\"{3}|'{3}|"|'))
    |(?P<quoted>`[^`\n]*`)
    |(?P<number>0[xX][0-9a-fA-F]+[uU]?|(?:[0-9]+\.[0-9]+|\.[0-9]+|[0-9]+)(?:[eE][+-]?[0-9]+)?[uU]?)
    |(?P<name>[A-Za-z_][A-Za-z0-9_]*)
    |(?P<mark>.)""",
    re.VERBOSE | re.DOTALL,
)
VARIABLES = "variables"
_BOUND = "__variables_"


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text that means something: its kind, itself, and what stood before it."""

    kind: str
    text: str
    before: str = ""

    def __str__(self) -> str:
        return self.before + self.text


@dataclass(frozen=True, slots=True)
class Bound:
    """An expression with the variables that it reads, each under a name of its own.

    Attributes:
        body: the expression.
        bindings: name and expression of each variable, the last one first.
    """

    body: str
    bindings: tuple[tuple[str, str], ...]

    def text(self) -> str:
        """Return all of it as one expression.

        `cel.bind` computes a value when it is first read and keeps it, as a policy's variables are.
        """
        text = self.body
        for name, expression in self.bindings:
            # A comment that ends an expression must not swallow what follows.
            text = f"cel.bind({name}, ({expression}\n), {text}\n)"
        return text


@lru_cache(maxsize=1024)
def tokens(text: str) -> tuple[Token, ...]:
    """Return the tokens of an expression, without its trailing space."""
    found: list[Token] = []
    space = ""
    at = 0
    while match := _TOKEN.match(text, at):
        kind, at = match.lastgroup or "mark", match.end()
        if match["string"] is not None:
            kind, at = "string", _end(text, at, match["string"])
        if kind == "space":
            space += match[0]
        else:
            found.append(Token(kind, text[match.start() : at], space))
            space = ""
    return tuple(found)


def _end(text: str, at: int, opening: str) -> int:
    """Return where a literal ends: behind its closing quotes, or with the text."""
    quote = opening.lstrip("rRbB")
    escapes = "" if opening[0] in "rR" or opening[1:2] in ("r", "R") else r"\\.|"
    for match in re.compile(f"{escapes}{quote}", re.DOTALL).finditer(text, at):
        if match[0] == quote:
            return match.end()
    return len(text)


def free_names(text: str) -> frozenset[str]:
    """Return the names in an expression that are no fields of anything."""
    found = tokens(text)
    return frozenset(
        token.text
        for index, token in enumerate(found)
        if token.kind == "name" and not _follows_dot(found, index)
    )


def with_variables(text: str, variables: Mapping[str, str]) -> Bound:
    """Return an expression with every variable that it reads bound to its own expression.

    Args:
        text: the expression.
        variables: the expressions of the policy's variables, in their order.
    """
    body, read = _bound(text, variables)
    bindings: list[tuple[str, str]] = []
    for name in reversed(list(variables)):
        if name in read:
            expression, more = _bound(variables[name], variables)
            bindings.append((f"{_BOUND}{name}", expression))
            read |= more
    return Bound(body, tuple(bindings))


def _bound(text: str, names: Collection[str]) -> tuple[str, set[str]]:
    """Return the text with `variables.x` as a name of its own, and which were read."""
    found = tokens(text)
    out: list[str] = []
    read: set[str] = set()
    index = 0
    while index < len(found):
        token = found[index]
        field = found[index + 2].text if index + 2 < len(found) else ""
        if (
            token.text == VARIABLES
            and not _follows_dot(found, index)
            and found[index + 1 : index + 2]
            and found[index + 1].text == "."
            and field in names
        ):
            read.add(field)
            if _is_presence(found, index):
                # A declared variable is there, unless its expression fails.
                del out[-2:]
                out.append(f"{found[index - 2].before}([{_BOUND}{field}].size() == 1)")
                index += 1
            else:
                out.append(f"{token.before}{_BOUND}{field}")
            index += 3
            continue
        out.append(str(token))
        index += 1
    return "".join(out), read


def _is_presence(found: Sequence[Token], index: int) -> bool:
    """Return whether the variable at `index` is the whole argument of `has`."""
    around = [token.text for token in found[max(index - 2, 0) : index]]
    return around == ["has", "("] and found[index + 3 : index + 4] == (Token("mark", ")"),)


def _follows_dot(found: Sequence[Token], index: int) -> bool:
    """Return whether the token is a field: `a.b`, `a.?b`, but not after a condition's `?`."""
    if index and found[index - 1].text == ".":
        return True
    return index > 1 and found[index - 1].text == "?" and found[index - 2].text == "."
