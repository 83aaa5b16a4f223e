"""Jinja as Copier runs our templates: the same delimiters, filters and strictness."""

from __future__ import annotations

from jinja2 import StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

SYNTAX = {
    "block_start_string": "[%",
    "block_end_string": "%]",
    "variable_start_string": "[[",
    "variable_end_string": "]]",
    "comment_start_string": "[#",
    "comment_end_string": "#]",
}
"""Square brackets, since Helm and GitHub Actions own the curly ones."""


def environment() -> SandboxedEnvironment:
    """Return a new environment; `to_json` and the other filters are those that Copier adds."""
    return SandboxedEnvironment(
        **SYNTAX,
        keep_trailing_newline=True,
        undefined=StrictUndefined,
        extensions=["jinja2_ansible_filters.AnsibleCoreFiltersExtension"],
        autoescape=False,
    )
