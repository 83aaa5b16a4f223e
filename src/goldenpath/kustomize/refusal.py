"""What Kustomize complains of, told in a line and laid to the kustomization that is at fault."""

from __future__ import annotations

import os
import re
from pathlib import Path

from goldenpath.kustomize.survey import Elsewhere, Refusal, kustomization_of
from goldenpath.source import START

_LOGGED = re.compile(
    r'"command failed" err=(?:"(?P<line>(?:[^"\\]|\\.)*)"|<\n(?P<block>.*)\n >)', re.DOTALL
)
_ESCAPE = re.compile(r'\\(["\\nt])')
_PLAIN = re.compile(r"\A(?:error|Error): ")
_WITHIN = re.compile(
    r"(?:recursed accumulation of|couldn't make target for) path '(?P<path>.*?)': "
)
_PROGRAMS = re.compile(r"--enable-helm|enable-alpha-plugins|external plugins disabled")
_SPACE = re.compile(r"\s+")
_LENGTH = 500


def explain(error: str, folder: Path) -> Refusal | Elsewhere:
    """Return what `error`, the output for the kustomization in `folder`, says and of which file.

    Kustomize tells the way down to a fault from kustomization to kustomization; the last is at
    fault, and what comes after it is the reason.
    """
    text = _text(error)
    at = folder
    for match in _WITHIN.finditer(text):
        at = _near(match["path"], folder)
    reason = _WITHIN.split(text)[-1] if _WITHIN.search(text) else text
    root = os.path.realpath(at) + os.sep
    reason = _SPACE.sub(" ", reason.replace(root, "")).strip()[:_LENGTH]
    if _PROGRAMS.search(reason):
        return Elsewhere(at, "Kustomize would have to run a program for it")
    reason = reason or "Kustomize does not say why"
    message = f"cannot be built: {reason}: correct it and try `kustomize build {at.as_posix()}`"
    return Refusal(kustomization_of(at) or at, START, message)


def _text(error: str) -> str:
    """Return the message itself, without the words in which each program puts it."""
    logged = _LOGGED.search(error)
    if logged is None:
        return _PLAIN.sub("", error.strip())
    if logged["block"] is not None:
        return logged["block"]
    marks = {"n": "\n", "t": "\t"}
    return _ESCAPE.sub(lambda match: marks.get(match[1], match[1]), logged["line"])


def _near(path: str, folder: Path) -> Path:
    """Return an absolute path as one that begins like `folder`."""
    relative = os.path.relpath(path, os.path.realpath(folder))
    return Path(os.path.normpath(folder / relative))
