"""The text of a generated file, as every reader of YAML understands it."""

from __future__ import annotations

import re
import sys
from typing import Any

import yaml

_NUMBER = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|0o[0-7]+|0x[0-9a-fA-F]+")
"""Numbers of YAML 1.2, which Backstage reads; PyYAML writes by 1.1, where `1e3` is text."""

_BREAKS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]")
"""What 1.1 and 1.2 break or fold differently, so that only an escape is sure."""


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:  # noqa: ANN401, ARG002 - PyYAML's signature
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002
        super().increase_indent(flow, indentless=False)

    def represent_text(self, data: str) -> yaml.ScalarNode:
        sure = not (_NUMBER.fullmatch(data) or _BREAKS.search(data))
        return self.represent_scalar("tag:yaml.org,2002:str", data, None if sure else '"')


_Dumper.add_representer(str, _Dumper.represent_text)


def yaml_text(header: str, content: Any) -> str:  # noqa: ANN401 - any YAML value
    """Return `content` as YAML with the same meaning in 1.1 and 1.2, keys in the order given.

    `header` is the comment of the first line, which says what the file is derived from.
    """
    return f"# {header}\n{yaml_body(content)}"


def yaml_body(content: Any) -> str:  # noqa: ANN401 - any YAML value
    """Return the same without a header, as a part of a file."""
    body: str = yaml.dump(
        content,
        Dumper=_Dumper,
        sort_keys=False,
        allow_unicode=True,
        default_flow_style=False,
        width=sys.maxsize,
    )
    return body
