"""The two judges of the same file: Backstage's catalog processing, and ours."""

from __future__ import annotations

import base64
import json
import subprocess
from dataclasses import dataclass, field, replace
from pathlib import Path
from unittest.mock import patch

from goldenpath import engine
from goldenpath.diagnostic import Severity
from goldenpath.document import Kind
from goldenpath.entity import model
from goldenpath.load import load
from goldenpath.organization import organization
from tests.toolchains.engines import node_engine

SCRIPT = Path(__file__).with_name("judge.cjs")
NAME = "catalog-info.yaml"
MODULES = ("ai-model",)
OPTIONS = engine.Options(select=("GP0", "GP1"), kind=Kind.BACKSTAGE_ENTITY)


@dataclass(frozen=True)
class File:
    """A descriptor file, and what stands beside it for placeholders to read."""

    data: bytes
    beside: dict[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class Verdict:
    """What one judge says: for each document that is not empty, why it is refused, or ''."""

    documents: tuple[str, ...]
    whole: str = ""
    """Why the file as a whole is refused."""

    @property
    def accepts(self) -> tuple[bool, ...]:
        """Return, for each document, whether it is accepted."""
        return tuple(not refusal for refusal in self.documents)

    def agrees(self, other: Verdict) -> bool:
        """Tell whether both accept and refuse the same documents.

        Where one refuses the file as a whole, the other must refuse some document of it.
        """
        if self.whole or other.whole:
            return not (self.is_clean or other.is_clean)
        return self.accepts == other.accepts

    @property
    def is_clean(self) -> bool:
        """Tell whether nothing is refused."""
        return not self.whole and all(self.accepts)


class Backstage:
    """One Node process that answers for the whole session, with `modules` in its catalog."""

    def __init__(self, *modules: str) -> None:
        self.process = subprocess.Popen(
            ["node", "--no-warnings", SCRIPT, node_engine("backstage-catalog"), *modules],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def judge(self, file: File) -> Verdict:
        """Return Backstage's verdict."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        request = {
            "data": base64.b64encode(file.data).decode(),
            "files": {
                name: base64.b64encode(data).decode()
                for name, data in {**file.beside, NAME: file.data}.items()
            },
        }
        self.process.stdin.write(json.dumps(request).encode() + b"\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        if isinstance(answer, dict):
            return Verdict((), answer["thrown"])
        return Verdict(tuple("" if said["ok"] else said["error"] for said in answer))

    def close(self) -> None:
        """End the process by ending its input."""
        self.process.communicate()


class Goldenpath:
    """Our own verdict on files that are written into a folder, with `modules` in the catalog."""

    def __init__(self, folder: Path, *modules: str) -> None:
        self.folder = folder
        self.organization = replace(organization(), catalog_modules=modules)
        self.beside: dict[str, bytes] = {}

    def judge(self, file: File) -> Verdict:
        """Return our verdict, each refusal as `<code>: <message>`."""
        self._put(file.beside)
        path = self.folder / NAME
        path.write_bytes(file.data)
        refusals: dict[int | None, str] = {}
        with patch.object(model, "organization", lambda: self.organization):
            diagnostics = engine.validate([path], OPTIONS).diagnostics
        for found in diagnostics:
            if found.severity is Severity.ERROR:
                refusals.setdefault(found.document, f"{found.code}: {found.message}")
        if None in refusals:
            return Verdict((), refusals[None])
        indices = [
            document.index
            for document in load(path, Kind.BACKSTAGE_ENTITY)
            if document.data is not None or document.index in refusals
        ]
        return Verdict(tuple(refusals.get(index, "") for index in indices))

    def _put(self, beside: dict[str, bytes]) -> None:
        if beside == self.beside:
            return
        for name in self.beside:
            (self.folder / name).unlink()
        for name, data in beside.items():
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / name).write_bytes(data)
        self.beside = beside
