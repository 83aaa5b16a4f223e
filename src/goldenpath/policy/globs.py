"""Patterns of image references, read as Kyverno's glob library (gobwas/glob) reads them.

Without separators a star stands for anything, a slash too. A pattern is followed through all places
of the text at once, so that no pattern takes longer than its length times the text's.
"""

from __future__ import annotations

from typing import Final

STAR: Final = "*"
"""Anything, be it nothing."""
ANY: Final = "?"
"""Any one character."""


class GlobError(ValueError):
    """A pattern is none."""


class Characters:
    """One character of a list or a range, or one that is none of them."""

    __slots__ = ("_is_range", "_negated", "_text")

    def __init__(self, text: str, *, is_range: bool, negated: bool) -> None:
        """Take the characters of a list, or the two ends of a range."""
        self._text = text
        self._is_range = is_range
        self._negated = negated

    def matches(self, character: str) -> bool:
        """Return whether a character is one of these."""
        if self._is_range:
            return (self._text[0] <= character <= self._text[1]) != self._negated
        return (character in self._text) != self._negated


class Literal(str):
    """A text that stands for itself."""

    __slots__ = ()


Sequence = tuple["Literal | str | Characters | Alternatives", ...]


class Alternatives(tuple[Sequence, ...]):
    """Patterns of which any may stand here."""

    __slots__ = ()


def compile_glob(pattern: str) -> Sequence:
    """Return a pattern, read.

    Raises:
        GlobError: if it is none.
    """
    return _Reader(pattern).sequence(depth=0)


def matches(glob: Sequence, text: str) -> bool:
    """Return whether the whole text is of a pattern."""
    return len(text) in _ends(glob, text, {0})


def _ends(glob: Sequence, text: str, starts: set[int]) -> set[int]:
    """Return where a pattern can end in the text, if it begins at one of the starts."""
    for part in glob:
        if not starts:
            break
        if isinstance(part, Literal):
            starts = {start + len(part) for start in starts if text.startswith(part, start)}
        elif isinstance(part, Alternatives):
            starts = {end for each in part for end in _ends(each, text, starts)}
        elif isinstance(part, Characters):
            starts = {s + 1 for s in starts if s < len(text) and part.matches(text[s])}
        elif part == STAR:
            starts = set(range(min(starts), len(text) + 1))
        else:
            starts = {start + 1 for start in starts if start < len(text)}
    return starts


class _Reader:
    """Reads a pattern from left to right."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._at = 0

    def sequence(self, depth: int) -> Sequence:
        """Return the parts up to the end, within braces up to a comma or the closing one."""
        found: list[Literal | str | Characters | Alternatives] = []
        stops = "*?[{,}" if depth else "*?[{"
        while self._at < len(self._pattern):
            character = self._pattern[self._at]
            if depth and character in ",}":
                break
            if character == "*":
                self._at += 1 + self._pattern.startswith("**", self._at)
                found.append(STAR)
            elif character == "?":
                self._at += 1
                found.append(ANY)
            elif character == "[":
                self._at += 1
                found.append(self._characters())
            elif character == "{":
                found.append(self._alternatives(depth + 1))
            else:
                found.append(Literal(self._text(stops)))
        return tuple(found)

    def _alternatives(self, depth: int) -> Alternatives:
        """Return what stands within braces, which the pattern's end closes as well."""
        found: list[Sequence] = []
        if depth > _DEEPEST:
            raise GlobError(f"braces are nested deeper than {_DEEPEST}")
        while self._at < len(self._pattern) and self._pattern[self._at] != "}":
            self._at += 1
            found.append(self.sequence(depth))
        self._at += 1
        return Alternatives(found or [()])

    def _characters(self) -> Characters:
        negated = self._pattern.startswith("!", self._at)
        self._at += negated
        low, dash, high, closing = tuple(self._pattern[self._at : self._at + 4].ljust(4, "\0"))
        if dash == "-":
            if closing != "]" or high < low:
                raise GlobError(f"the range {low}-{high} is none")
            self._at += 4
            return Characters(low + high, is_range=True, negated=negated)
        text = self._text("]")
        if not text or self._at >= len(self._pattern):
            raise GlobError("a list of characters is empty, or has no end")
        self._at += 1
        return Characters(text, is_range=False, negated=negated)

    def _text(self, stops: str) -> str:
        """Return the text up to one of the stops; a backslash takes the character behind it."""
        found = []
        while self._at < len(self._pattern) and self._pattern[self._at] not in stops:
            self._at += self._pattern[self._at] == "\\"
            found.append(self._pattern[self._at : self._at + 1])
            self._at += 1
        return "".join(found)


_DEEPEST = 50
