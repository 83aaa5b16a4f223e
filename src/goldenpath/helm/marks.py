"""Markers in templates: text that shows, in a rendering, which line each piece came from.

Every piece of text and every action that prints is preceded, on each line, by a marker of that
line; the end of a definition has one too. A marker is text that no chart holds and that Go's
trimming does not eat, placed so that what is trimmed stays the same. So the markers show in the
output exactly where the pieces went: through loops, conditions, includes and trimmed line ends.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from goldenpath.helm.template import BLANK

if TYPE_CHECKING:
    from collections.abc import Container

    from goldenpath.helm.template import Action, Template

# Private use characters: text for Go, whitespace for nobody, and found in no chart.
_OPEN, _CLOSE = "\ue000", "\ue001"

MARKER = re.compile(rf"(?:{_OPEN}|\\ue000)([0-9]{{1,7}})(?:{_CLOSE}|\\ue001)")
"""A marker with its number, also after it went through `quote`."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a template: the template's path within the chart, and the number, from 1."""

    template: str
    number: int


@dataclass(frozen=True, slots=True)
class Mark:
    """What a marker stands for.

    Attributes:
        line: the line that what follows the marker stands on.
        definition: which definition of the template that line is in, 0 when in none.
        ends: nothing follows: the definition is at its end.
    """

    line: Line
    definition: int
    ends: bool = False

    @property
    def scope(self) -> tuple[str, int]:
        """Return what a rendering enters and leaves as a whole."""
        return self.line.template, self.definition


def may_be_marked(text: str) -> bool:
    """Say whether no marker of ours could be mistaken in a template."""
    return _OPEN not in text and _CLOSE not in text


def instrument(
    template: Template, path: str, marks: list[Mark], unmarked: Container[str] | None
) -> str:
    """Return a template with markers, and put into `marks` what their numbers stand for.

    The definitions that `unmarked` names get none; None names all of them.
    """
    return _Instrumented(path, marks, unmarked).text(template)


class _Instrumented:
    """One walk through a template."""

    def __init__(self, path: str, marks: list[Mark], unmarked: Container[str] | None) -> None:
        self._path = path
        self._marks = marks
        self._unmarked = unmarked
        self._parts: list[str] = []
        self._line = 1
        self._marked: int | None = None  # the line that an added piece is known to follow
        self._trimmed = False  # by the action before, the whitespace that comes next
        self._definitions = 0
        self._around: list[int | None] = [0]  # the definition, None for one without markers
        self._used: set[int | None] = set()

    def text(self, template: Template) -> str:
        """Return the template with its markers."""
        for text, action in template:
            if action is None or self._closes(action):
                self._last_text(text)
            else:
                self._text(text)
            if action is not None:
                self._action(action)
        return "".join(self._parts)

    def _closes(self, action: Action) -> bool:
        """Say whether a definition ends here."""
        return action.word == "end" and self._around[-1] != self._around[-2]

    def _text(self, text: str) -> None:
        for number, piece in enumerate(text.split("\n")):
            if number:
                self._parts.append("\n")
                self._line += 1
            content = piece.lstrip(BLANK)
            self._parts.append(piece[: len(piece) - len(content)])
            if content:
                self._mark("{}")
                self._parts.append(content)

    def _last_text(self, text: str) -> None:
        """Add the text at the end of a definition, with the marker of the end."""
        content = text.rstrip(BLANK)
        if not content and self._trimmed:
            content = text
        self._text(content)
        # A definition that prints nothing must stay empty: as such it replaces no other.
        if self._around[-1] in self._used:
            self._add("{}", ends=True)
        self._text(text[len(content) :])

    def _action(self, action: Action) -> None:
        if action.prints or action.word == "block":
            # The marker of a trimming action must trim in its place.
            self._mark('{{{{- "{}" }}}}' if action.trims_before else "{}")
        self._parts.append(action.text)
        self._line += action.text.count("\n")
        self._trimmed = action.trims_after
        # What follows may be reached without what came before, or follows what was included.
        self._marked = None
        if action.defines:
            self._definitions += 1
            self._around.append(None if self._leaves(action.name) else self._definitions)
        elif action.opens:
            self._around.append(self._around[-1])
        elif action.word == "end":
            self._around.pop()

    def _leaves(self, name: str | None) -> bool:
        return self._unmarked is None or (name is not None and name in self._unmarked)

    def _mark(self, form: str) -> None:
        if self._marked != self._line and self._around[-1] is not None:
            self._add(form)
            self._marked = self._line

    def _add(self, form: str, *, ends: bool = False) -> None:
        definition = self._around[-1]
        assert definition is not None  # noqa: S101 - the callers looked
        self._used.add(definition)
        self._parts.append(form.format(f"{_OPEN}{len(self._marks)}{_CLOSE}"))
        self._marks.append(Mark(Line(self._path, self._line), definition, ends))
