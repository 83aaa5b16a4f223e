"""Writes an entity as YAML in the hand of its author: each document mixes styles of its own."""

from __future__ import annotations

import json
import re
import textwrap
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from random import Random

LONG = 72
COMMENTS = (
    "# Owned by the team below; ask there before changing the system.",
    "# Keep in step with the service's chart.",
    "# More fields: the catalog's descriptor format.",
    "# TechDocs are built from this folder.",
)
_PLAIN = re.compile(r"[^\W\d_](?:[\w./@()+*'&-]|[,:](?=\S)| (?![#&*]))*[\w./)]")
_RESERVED = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})


def emit(entity: dict[str, Any], rng: Random) -> str:
    """Return `entity` as the text of one document, without a separator."""
    writer = _Writer(rng)
    if rng.random() < 0.3:
        writer.lines.append(rng.choice(COMMENTS))
    writer.mapping(entity, "")
    return "\n".join(writer.lines) + "\n"


class _Writer:
    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.lines: list[str] = []
        self.items = rng.choice(("", "  "))
        """How far this author indents the items of a list."""
        self.quotes = rng.choice((0.0, 0.0, 0.1, 0.9))
        """How often this author quotes what needs no quotes."""

    def mapping(self, mapping: dict[str, Any], indent: str) -> None:
        for key, value in mapping.items():
            self._pair(f"{indent}{key}:", value, indent)

    def _pair(self, head: str, value: Any, indent: str) -> None:  # noqa: ANN401 - YAML
        match value:
            case dict() if value:
                self.lines.append(head)
                self.mapping(value, indent + "  ")
            case list() if value:
                self._sequence(head, value, indent)
            case str():
                self._text(head, value, indent + "  ")
            case _:
                self.lines.append(f"{head} {json.dumps(value)}")

    def _sequence(self, head: str, items: list[Any], indent: str) -> None:
        texts = [item for item in items if isinstance(item, str)]
        is_short = len(texts) == len(items) < 6 and set(":,'").isdisjoint("".join(texts))
        if is_short and self.rng.random() < 0.4:
            self.lines.append(f"{head} [{', '.join(map(self._scalar, texts))}]")
            return
        self.lines.append(head)
        for item in items:
            if isinstance(item, str):
                self.lines.append(f"{indent}{self.items}- {self._scalar(item)}")
            else:
                self._item(item, indent + self.items)

    def _item(self, item: dict[str, Any], indent: str) -> None:
        """Write a mapping whose first key stands on the line of the dash."""
        first = len(self.lines)
        self.mapping(item, indent + "  ")
        self.lines[first] = f"{indent}- {self.lines[first].lstrip()}"

    def _text(self, head: str, text: str, indent: str) -> None:
        if "\n" in text:
            self.lines.append(f"{head} {'|' if text.endswith(chr(10)) else '|-'}")
            self.lines.extend(indent + line if line else "" for line in text.splitlines())
        elif len(text) > LONG and " " in text and self.rng.random() < 0.7:
            self._folded(head, text, indent)
        else:
            self.lines.append(f"{head} {self._scalar(text)}")

    def _folded(self, head: str, text: str, indent: str) -> None:
        wrapped = textwrap.wrap(text, LONG, break_long_words=False, break_on_hyphens=False)
        if _PLAIN.fullmatch(text) and self.rng.random() < 0.3:
            self.lines.append(f"{head} {wrapped.pop(0)}")
        else:
            self.lines.append(f"{head} >-")
        self.lines.extend(indent + line for line in wrapped)

    def _scalar(self, text: str) -> str:
        is_plain = _PLAIN.fullmatch(text) and text.lower() not in _RESERVED
        if is_plain and self.rng.random() >= self.quotes:
            return text
        if self.rng.random() < 0.5:
            return "'" + text.replace("'", "''") + "'"
        return json.dumps(text, ensure_ascii=False)
