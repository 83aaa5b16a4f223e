"""Which line of a template a rendered line came from, told by markers in a second rendering.

Every piece of text and every action that prints is preceded, on each line of the template, by a
marker of its own file and line. A marker is text that no chart holds and that Go's trimming does
not eat, placed so that what is trimmed stays the same; so the markers show in the output exactly
where the pieces went, through loops, conditions and trimmed line ends. What a helper prints
carries no marker of its own and so belongs to the line that included it.

The output without its markers must be the plain output again. Where it is not, because a template
looked at the text of another (a checksum of it, say), nothing is told of the lines that differ.
"""

from __future__ import annotations

import re

# Private use characters: text for Go, whitespace for nobody, and found in no chart.
_OPEN, _CLOSE = "\ue000", "\ue001"
_MARKER = re.compile(f"{_OPEN}(\\d+)\\.(\\d+){_CLOSE}")
_BLANK = " \t\r\n"

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
_OPENS = frozenset({"if", "range", "with", "define", "block"})

Lines = tuple[int | None, ...]


def instrument(text: str, file: int) -> str | None:
    """Put markers of a file into its template; None when its actions cannot be told apart."""
    if _OPEN in text or _CLOSE in text:
        return None
    return _Instrumented(text, file).result


class _Instrumented:
    """One walk through a template."""

    def __init__(self, text: str, file: int) -> None:
        self.result: str | None = None
        self._file = file
        self._parts: list[str] = []
        self._line = 1
        self._marked: int | None = None  # the line that an added piece is known to follow
        self._skipping = 0  # how deep inside of a definition: its text goes where it is included
        position = 0
        while (start := text.find("{{", position)) >= 0:
            action = _ACTION.match(text, start)
            if action is None:
                return
            self._text(text[position:start])
            self._action(action)
            self._line += action[0].count("\n")
            position = action.end()
        self._text(text[position:])
        self.result = "".join(self._parts)

    def _text(self, text: str) -> None:
        for number, piece in enumerate(text.split("\n")):
            if number:
                self._parts.append("\n")
                self._line += 1
            content = piece.lstrip(_BLANK)
            if content and not self._skipping:
                self._parts.append(piece[: len(piece) - len(content)])
                self._mark("{}")
                self._parts.append(content)
            else:
                self._parts.append(piece)

    def _action(self, action: re.Match[str]) -> None:
        body = action["body"]
        keyword = _KEYWORD.match(body) if body is not None else None
        word = keyword["word"] if keyword else None
        if self._skipping:
            self._skipping += (word in _OPENS) - (word == "end")
        elif word in {"define", "block"}:
            if word == "block":
                self._mark_action(action)
            self._skipping = 1
            self._marked = None
        elif word is not None:
            self._marked = None  # what follows may be reached without what came before
        elif keyword is None and body is not None:
            self._mark_action(action)
        self._parts.append(action[0])

    def _mark_action(self, action: re.Match[str]) -> None:
        # The marker of a trimming action must trim in its place.
        self._mark('{{{{- "{}" }}}}' if action["trim"] else "{}")

    def _mark(self, form: str) -> None:
        if self._marked != self._line:
            self._parts.append(form.format(f"{_OPEN}{self._file}.{self._line}{_CLOSE}"))
            self._marked = self._line


def trace(marked: str, file: int, plain: str) -> tuple[Lines, bool]:
    """Return the template line of each rendered line, and whether nothing else had changed."""
    pieces = _MARKER.split(marked)
    sources: list[set[int | None]] = [set()]
    texts: list[str] = []
    current: int | None = None
    for index in range(0, len(pieces), 3):
        if index and int(pieces[index - 2]) == file:
            current = int(pieces[index - 1])
        for number, text in enumerate(pieces[index].split("\n")):
            if number:
                sources.append(set())
            if text.strip(_BLANK):
                sources[-1].add(current)
        texts.append(pieces[index])
    bare, lines = "".join(texts).split("\n"), plain.split("\n")
    if len(bare) != len(lines):
        return unknown(plain), False
    found = tuple(
        next(iter(source)) if len(source) == 1 and ours == theirs else None
        for source, ours, theirs in zip(sources, bare, lines, strict=True)
    )
    return found, bare == lines


def unknown(plain: str) -> Lines:
    """Say of no line where it came from."""
    return (None,) * (plain.count("\n") + 1)
