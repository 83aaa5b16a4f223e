"""`templates/<path>/form.yml`: how the Create page publishes what a path gives birth to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import yaml

from goldenpath.copier_templates import paths
from goldenpath.mirror import Form, MirrorError

if TYPE_CHECKING:
    from pathlib import Path

_FOLDER = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_KINDS = {"folder": str, "spends": bool}


def forms(root: Path) -> dict[str, Form]:
    """Return what each path says of its form, by the path; most say nothing.

    Raises:
        MirrorError: a file says what no form knows.
    """
    return {path: _form(root, f"templates/{path}/form.yml") for path in paths(root)}


def _form(root: Path, name: str) -> Form:
    file = root / name
    if not file.is_file():
        return Form()
    said = yaml.safe_load(file.read_text("utf-8")) or {}
    if not isinstance(said, dict):
        raise MirrorError(f"{name}: is no mapping: write a key and a value on each line")
    for key, value in said.items():
        if key not in _KINDS:
            raise MirrorError(f"{name}: unknown key {key!r}: known are {', '.join(_KINDS)}")
        if not isinstance(value, _KINDS[key]):
            raise MirrorError(f"{name}: {key} is {value!r}: write {_KINDS[key].__name__}")
    form = Form(**said)
    if form.folder and not _FOLDER.fullmatch(form.folder):
        raise MirrorError(f"{name}: folder {form.folder!r}: use one name of a-z, 0-9 and -")
    return form
