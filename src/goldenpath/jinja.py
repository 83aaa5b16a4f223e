"""Jinja as Copier runs our templates: the same delimiters, filters and strictness."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

if TYPE_CHECKING:
    from pathlib import Path

SYNTAX = {
    "block_start_string": "[%",
    "block_end_string": "%]",
    "variable_start_string": "[[",
    "variable_end_string": "]]",
    "comment_start_string": "[#",
    "comment_end_string": "#]",
}
"""Square brackets, since Helm and GitHub Actions own the curly ones."""


def environment(parts: Path | None = None) -> SandboxedEnvironment:
    """Return a new environment; `to_json` and the other filters are those that Copier adds.

    Args:
        parts: the folder from which templates include and import others.
    """
    return SandboxedEnvironment(
        **SYNTAX,
        loader=FileSystemLoader(parts) if parts else None,
        keep_trailing_newline=True,
        undefined=StrictUndefined,
        extensions=["jinja2_ansible_filters.AnsibleCoreFiltersExtension"],
        autoescape=False,
    )
