"""The text of an expression as tokens: enough to put variables in their place, and no more.

Everything else is left to the engine's parser. A literal is one token, so nothing within a string
is ever taken for code.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

_TOKEN = re.compile(
    r"""(?P<before>(?:\s+|//[^\n]*)*+)(?:
    (?P<string>
      (?:[rR][bB]?|[bB][rR])
        (?:\"{3}.*?(?:\"{3}|\Z)|'{3}.*?(?:'{3}|\Z)|"[^"]*(?:"|\Z)|'[^']*(?:'|\Z))
      |[bB]?
        (?:\"{3}(?:\\.|[^\\])*?(?:\"{3}|\\?\Z)|'{3}(?:\\.|[^\\])*?(?:'{3}|\\?\Z)
          |"(?:\\.|[^"\\])*(?:"|\\?\Z)|'(?:\\.|[^'\\])*(?:'|\\?\Z)))
    |(?P<quoted>`[^`\n]*`)
    |(?P<number>0[xX][0-9a-fA-F]+[uU]?|(?:[0-9]+\.[0-9]+|\.[0-9]+|[0-9]+)(?:[eE][+-]?[0-9]+)?[uU]?)
    |(?P<name>[A-Za-z_][A-Za-z0-9_]*)
    |(?P<mark>.)
    |(?P<end>\Z))""",
    re.VERBOSE | re.DOTALL,
)
"""What means something, with the space and the comments before it. A literal without its closing
quotes ends with the text."""
VARIABLES = "variables"
_BOUND = "__variables_"


class Token(NamedTuple):
    """A piece of the text that means something: its kind, itself, and what stood before it."""

    kind: str
    text: str
    before: str = ""

    def __str__(self) -> str:
        return self.before + self.text


_END = Token("mark", ",")
"""What stands between one expression and the next."""


@dataclass(frozen=True, slots=True)
class Bound:
    """An expression with the variables that it reads, each under a name of its own.

    Attributes:
        body: the expression.
        bindings: name and expression of each variable, the last one first.
        tokens: those of the expression and of the variables, without their bindings.
    """

    body: str
    bindings: tuple[tuple[str, str], ...]
    tokens: tuple[Token, ...] = field(default=(), compare=False)

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
    return tuple(
        Token(kind, match[kind], match["before"])
        for match in _TOKEN.finditer(text)
        if (kind := match.lastgroup or "end") != "end"
    )


def free_names(found: Sequence[Token]) -> frozenset[str]:
    """Return the names among tokens that are no fields of anything."""
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
    names = frozenset(variables)
    body, found, read = _bound(text, names)
    bindings: list[tuple[str, str]] = []
    for name in reversed(list(variables)):
        if name in read:
            expression, others, more = _bound(variables[name], names)
            bindings.append((f"{_BOUND}{name}", expression))
            found += (_END, *others)
            read |= more
    return Bound(body, tuple(bindings), found)


def variables_read(text: str, names: Collection[str]) -> frozenset[str]:
    """Return which of the policy's variables an expression reads itself."""
    return _bound(text, frozenset(names))[2]


@lru_cache(maxsize=1024)
def _bound(text: str, names: frozenset[str]) -> tuple[str, tuple[Token, ...], frozenset[str]]:
    """Return the text with `variables.x` as a name of its own, its tokens, and which were read."""
    found = tokens(text)
    out: list[Token] = []
    read: set[str] = set()
    index = 0
    while index < len(found):
        token = found[index]
        name = found[index + 2].text if index + 2 < len(found) else ""
        if (
            token.text == VARIABLES
            and not _follows_dot(found, index)
            and found[index + 1 : index + 2]
            and found[index + 1].text == "."
            and name in names
        ):
            read.add(name)
            if _is_presence(found, index):
                # A declared variable is there, unless its expression fails.
                del out[-2:]
                asked = f"([{_BOUND}{name}].size() == 1)"
                out.append(Token("name", asked, found[index - 2].before))
                index += 1
            else:
                out.append(Token("name", f"{_BOUND}{name}", token.before))
            index += 3
            continue
        out.append(token)
        index += 1
    return "".join(map(str, out)), tuple(out), frozenset(read)


def _is_presence(found: Sequence[Token], index: int) -> bool:
    """Return whether the variable at `index` is the whole argument of `has`."""
    around = [token.text for token in found[max(index - 2, 0) : index]]
    return around == ["has", "("] and found[index + 3 : index + 4] == (Token("mark", ")"),)


def _follows_dot(found: Sequence[Token], index: int) -> bool:
    """Return whether the token is a field: `a.b`, `a.?b`, but not after a condition's `?`."""
    if index and found[index - 1].text == ".":
        return True
    return index > 1 and found[index - 1].text == "?" and found[index - 2].text == "."


REQUEST, REQUEST_OBJECTS = "request", "request.object"
OLD_OBJECT, NAMESPACE, EXCEPTIONS = "oldObject", "namespaceObject", "exceptions"
_OBJECTS = frozenset({"object", "oldObject"})


def variables_of_request(text: str) -> frozenset[str]:
    """Return which variables beside the object an expression may read, and which it does not.

    `request.object` stands for what the request says of objects, which may as well be had by
    reading the request as a whole.
    """
    found = tokens(text)
    read: set[str] = set()
    for index, token in enumerate(found):
        if token.kind != "name" or _follows_dot(found, index):
            continue
        if token.text in (OLD_OBJECT, NAMESPACE, EXCEPTIONS):
            read.add(token.text)
        elif token.text == REQUEST:
            dot, field = (*found[index + 1 : index + 3], _END, _END)[:2]
            read.add(REQUEST)
            if dot.text != "." or field.kind != "name" or field.text in _OBJECTS:
                read.add(REQUEST_OBJECTS)
    return frozenset(read)
