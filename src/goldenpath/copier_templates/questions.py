"""The questions of a checkout, as the mirror and the documentation read them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SHARED_FIRST = ("organization", "identity", "ownership")
"""Shared question files that every path's own questions may refer to, in this order."""


class QuestionsError(Exception):
    """The question files contradict each other; the message names the files."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question as written: its name, Copier's fields, and `form:` for the Create page."""

    name: str
    file: str
    fields: Mapping[str, Any] = field(default_factory=dict)

    @property
    def hidden(self) -> bool:
        """Tell whether it is computed and never asked."""
        return self.fields.get("when") is False

    @property
    def form(self) -> Mapping[str, Any]:
        """Return what the form needs and Copier has no word for."""
        form: Mapping[str, Any] = self.fields.get("form", {})
        return form


def paths(root: Path) -> list[str]:
    """Return the names of the golden paths: the folders of `templates/` with a skeleton."""
    return sorted(folder.parent.name for folder in (root / "templates").glob("*/skeleton"))


def question_files(root: Path) -> list[str]:
    """Return the question files in the order in which Copier asks them, relative to `root`.

    First the shared ones that others build on, then each path's own, then the other shared ones.
    """
    shared = sorted(file.stem for file in (root / "templates/questions").glob("*.yml"))
    later = [name for name in shared if name not in SHARED_FIRST]
    return [
        *(f"templates/questions/{name}.yml" for name in SHARED_FIRST),
        *(
            f"templates/{path}/questions.yml"
            for path in paths(root)
            if (root / "templates" / path / "questions.yml").is_file()
        ),
        *(f"templates/questions/{name}.yml" for name in later),
    ]


def questions(root: Path, overlay: Mapping[str, str] | None = None) -> list[Question]:
    """Return every question in the order of asking; raise QuestionsError for a name used twice.

    Copier merges two questions of one name without a word, the last wins.

    Args:
        root: the checkout.
        overlay: texts that stand for files of the checkout, by path: what is derived anew.
    """
    found: dict[str, Question] = {}
    for file in question_files(root):
        text = (overlay or {}).get(file) or (root / file).read_text("utf-8")
        content = yaml.safe_load(text) or {}
        for name, fields in content.items():
            if name in found:
                raise QuestionsError(f"{name!r} is asked in {found[name].file} and in {file}")
            found[name] = Question(name, file, fields)
    return list(found.values())
