"""Dockerfiles: their instructions, with places, and the stages that these make."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

from goldenpath.source import Position, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_ESCAPE = re.compile(r"#\s*escape\s*=\s*(?P<char>[\\`])\s*", re.IGNORECASE)
_DIRECTIVE = re.compile(r"#\s*\w+\s*=.*")
_HEREDOC = re.compile(r"<<-?\s*(?P<quote>['\"]?)(?P<word>\w+)(?P=quote)")
_VARIABLE = re.compile(r"\$(?:(?P<name>\w+)|\{(?P<braced>\w+)(?::?-(?P<default>[^}]{0,500}))?\})")
_HEREDOCS_IN = frozenset({"ADD", "COPY", "RUN"})


class Word(NamedTuple):
    """A word of an instruction, and where it stands."""

    text: str
    span: Span


class Instruction(NamedTuple):
    """An instruction: its name in capitals, its words, and the lines that it takes."""

    name: str
    words: tuple[Word, ...]
    first: int
    last: int

    @property
    def options(self) -> tuple[Word, ...]:
        """Return the words that begin with `--`, which stand first."""
        return tuple(takewhile(lambda word: word.text.startswith("--"), self.words))

    @property
    def arguments(self) -> tuple[Word, ...]:
        """Return the words behind the options."""
        return self.words[len(self.options) :]


@dataclass(slots=True)
class Stage:
    """What stands between one FROM and the next.

    Attributes:
        base: the image that it begins with, variables replaced; None where they are not known.
        place: where that is written.
        name: what later stages call it.
        parent: the earlier stage that it begins with, if it does.
        instructions: the others.
    """

    base: str | None
    place: Word
    name: str
    parent: Stage | None
    instructions: list[Instruction] = field(default_factory=list)

    def inherited(self) -> Iterator[Instruction]:
        """Yield its instructions, and before them those of the stages that it begins with."""
        if self.parent is not None:
            yield from self.parent.inherited()
        yield from self.instructions


def instructions(text: str) -> Iterator[Instruction]:
    """Yield the instructions of a Dockerfile."""
    lines = text.splitlines()
    escape = _escape(lines)
    number = 0
    while number < len(lines):
        first = number
        words: list[Word] = []
        goes_on = True
        while goes_on and number < len(lines):
            line = lines[number]
            number += 1
            if line.lstrip().startswith("#") or (words and not line.strip()):
                goes_on = bool(words)
                continue
            body = line.rstrip()
            goes_on = body.endswith(escape)
            words += _words(body[:-1] if goes_on else body, number)
        if words:
            name = words[0].text.upper()
            if name in _HEREDOCS_IN:
                number = _behind_heredocs(lines, first, number)
            yield Instruction(name, tuple(words[1:]), words[0].span.start.line, number)


def stages(text: str) -> list[Stage]:
    """Return the stages of a Dockerfile."""
    found: list[Stage] = []
    known: dict[str, str] = {}
    for item in instructions(text):
        if item.name == "ARG" and not found:
            known.update(_defaults(item))
        elif item.name == "FROM" and item.arguments:
            place = item.arguments[0]
            base = replaced(place.text, known)
            names = [word.text for word in item.arguments]
            name = names[2].lower() if len(names) > 2 and names[1].upper() == "AS" else ""  # noqa: PLR2004 - FROM image AS name
            parent = next((s for s in found if s.name and s.name == str(base).lower()), None)
            found.append(Stage(base, place, name, parent))
        elif found:
            found[-1].instructions.append(item)
    return found


def exposed(stage: Stage) -> set[int] | None:
    """Return the ports that a stage exposes; None where that depends on what is not known."""
    ports: set[int] = set()
    known: dict[str, str] = {}
    for item in stage.inherited():
        if item.name in {"ARG", "ENV"}:
            known.update(_defaults(item))
        for word in item.arguments if item.name == "EXPOSE" else ():
            port = (replaced(word.text, known) or "").partition("/")[0]
            first, dash, last = port.partition("-")
            if not (first.isdigit() and (not dash or last.isdigit())):
                return None
            ports.update(range(int(first), min(int(last or first), 65535) + 1))
    return ports


def replaced(text: str, known: Mapping[str, str]) -> str | None:
    """Return a text with its variables replaced, or None where one of them is not known."""
    missing = False

    def value(found: re.Match[str]) -> str:
        nonlocal missing
        name = found["name"] or found["braced"]
        result = known.get(name) or found["default"]
        missing = missing or result is None
        return result or ""

    result = _VARIABLE.sub(value, text)
    return None if missing else result


def _defaults(item: Instruction) -> Iterator[tuple[str, str]]:
    for word in item.arguments:
        name, equals, value = word.text.partition("=")
        if equals:
            yield name, value.strip("\"'")


def _escape(lines: Sequence[str]) -> str:
    for line in lines:
        if not _DIRECTIVE.fullmatch(line.strip()):
            break
        found = _ESCAPE.fullmatch(line.strip())
        if found:
            return found["char"]
    return "\\"


def _words(text: str, line: int) -> Iterator[Word]:
    for found in re.finditer(r"(?:\"(?:\\.|[^\"\\])*\"|'[^']*'|\\.|[^\s\"'\\]|[\"'\\])+", text):
        span = Span(Position(line, found.start() + 1), Position(line, found.end() + 1))
        yield Word(found[0], span)


def _behind_heredocs(lines: Sequence[str], first: int, number: int) -> int:
    """Return how many lines there are up to the end of an instruction's here-documents."""
    for found in [item for line in lines[first:number] for item in _HEREDOC.finditer(line)]:
        end = number
        while end < len(lines) and lines[end].strip() != found["word"]:
            end += 1
        if end < len(lines):
            number = end + 1
    return number
