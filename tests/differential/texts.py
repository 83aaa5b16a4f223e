"""Entities as text: the ways to write one, and what can be done to a text."""

from __future__ import annotations

import json
from typing import Any

import yaml
from hypothesis import strategies as st

from tests.differential.entities import mutated

_SNIPPETS = (
    " ", "  ", "\t", "\n", "\n\n", "\r\n", "\r", "#", " #", " # a\n", "- ", "-", "? ", "?", ": ",
    ":", ",", "[", "]", "{", "}", "[]", "{}", "'", '"', "''", '""', "|", "|-\n", ">", ">+1\n",
    "&a ", "*a", "*a ", "!", "!!str ", "!!int ", "!!map ", "!!binary ", "!foo ", "!<tag:a> ", "%",
    "@", "`", "\\", "\\n", "\\x", "\\u00e9", "---", "\n---\n", "\n--- a\n", "\n---\n---\n",
    "\n...\n", "\n...\n---\n", "%YAML 1.1\n---\n", "%YAML 1.2\n---\n", "\n...\n%YAML 1.3\n---\n",
    "%FOO bar\n---\n", "%TAG ! tag:a,2026:\n---\n", "<<: *a\n", "<<", "~", "null", "yes", "0o777",
    "1_000", "2026-01-01", "\ufeff", "\u2028", "\u2029", "\x85", "\x7f", "\xa0", "\0", "\x1b", "é",
    "😀", "a", "a: b", "\na: b\n", "\n  a: b\n", "\n a\n", "\n- a\n", "\n# a\n",
)  # fmt: skip


class _Indented(yaml.SafeDumper):
    """Writes lists indented below their key, as most people do."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002
        """Never leave a list at its key's indentation."""
        super().increase_indent(flow, False)  # noqa: FBT003


@st.composite
def written(draw: st.DrawFn, entities: st.SearchStrategy[Any]) -> str:
    """Return an entity as text, in one of several styles."""
    entity = draw(entities)
    match draw(st.sampled_from(["block", "indented", "flow", "json", "quoted", "pretty"])):
        case "json":
            return json.dumps(entity, ensure_ascii=draw(st.booleans())) + "\n"
        case "pretty":
            return json.dumps(entity, ensure_ascii=False, indent=2) + "\n"
        case "flow":
            return str(
                yaml.safe_dump(entity, default_flow_style=True, allow_unicode=True, width=60)
            )
        case "quoted":
            return str(yaml.safe_dump(entity, default_style='"', sort_keys=False))
        case "indented":
            return str(yaml.dump(entity, Dumper=_Indented, allow_unicode=True, sort_keys=False))
    return str(yaml.safe_dump(entity, allow_unicode=True, sort_keys=False))


DATA = written(mutated())


@st.composite
def edited(draw: st.DrawFn) -> str:
    """Return one to three documents as one text with up to three edits."""
    count = draw(st.sampled_from([1, 1, 2, 3]))
    separator = draw(st.sampled_from(["---\n", "---\n", "---\n", "...\n---\n", "--- # next\n"]))
    text = separator.join(draw(DATA) for _ in range(count))
    for _ in range(draw(st.sampled_from([0, 1, 1, 1, 2, 3]))):
        text = _edit(draw, text)
    return text


def _edit(draw: st.DrawFn, text: str) -> str:
    start = draw(st.integers(0, len(text)))
    line = text.rfind("\n", 0, start) + 1
    end = text.find("\n", start) + 1 or len(text)
    match draw(st.sampled_from(["insert", "insert", "at line", "delete", "repeat", "shift"])):
        case "insert":
            return text[:start] + draw(st.sampled_from(_SNIPPETS)) + text[start:]
        case "at line":
            return text[:line] + draw(st.sampled_from(_SNIPPETS)) + text[line:]
        case "delete":
            return text[:start] + text[start + draw(st.integers(1, 8)) :]
        case "repeat":
            return text[:end] + text[line:end] + text[end:]
    return text[:line] + draw(st.sampled_from([" ", "  ", "\t"])) + text[line:]
