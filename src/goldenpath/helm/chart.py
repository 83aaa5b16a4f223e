"""The files of a chart, looked at first: Helm follows links, reads devices and fetches schemas."""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import tarfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from goldenpath.helm.refusal import Refusal, say

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

MOST_FILES = 5_000
MOST_BYTES = 20 << 20
VALUES_SCHEMA = "values.schema.json"

_TEMPLATE = re.compile(r"(?:charts/[^/]+/)*templates/(?:[^/]+/)*(?P<name>[^/]+)")
_NAME = re.compile(r"^name:[ \t]*[\"']?([\w.-]+)", re.MULTILINE)
_META_SCHEMA = re.compile(r"https?://json-schema\.org/draft[/-]")


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart's folder and the paths of its files, relative to it."""

    folder: Path
    files: tuple[str, ...]

    def templates(self) -> dict[str, str]:
        """Return the text of each template and each partial that is UTF-8."""
        found: dict[str, str] = {}
        for path in self.files:
            if _TEMPLATE.fullmatch(path):
                try:
                    # Line ends stay as they are: they are part of what is rendered.
                    found[path] = (self.folder / path).read_bytes().decode("utf-8")
                except UnicodeDecodeError:
                    continue
        return found

    def copy(self, destination: Path, leave: Container[str]) -> None:
        """Copy the files, links as what they lead to; of those to `leave`, make the folders."""
        made: set[Path] = set()
        for path in self.files:
            target = destination / path
            if target.parent not in made:
                target.parent.mkdir(parents=True, exist_ok=True)
                made.add(target.parent)
            if path not in leave:
                shutil.copyfile(self.folder / path, target)


def is_manifest(path: str) -> bool:
    """Say whether a file is a template whose output is applied: no partial and no notes."""
    found = _TEMPLATE.fullmatch(path)
    return found is not None and not found["name"].startswith("_") and found["name"] != "NOTES.txt"


def survey(folder: Path) -> tuple[Chart, list[Refusal]]:
    """Look at each file below a chart's folder, and say which of them Helm must not meet."""
    files: list[str] = []
    refusals: list[Refusal] = []
    size = 0
    if not folder.is_dir():
        return Chart(folder, ()), [Refusal("no such chart folder", None, None)]
    try:
        for path in _walk(folder, folder.resolve(), refusals):
            files.append(path)
            size += (folder / path).stat().st_size
            if len(files) > MOST_FILES or size > MOST_BYTES:
                limit = f"{MOST_FILES} files or {MOST_BYTES >> 20} MiB"
                return Chart(folder, ()), [Refusal(f"the chart has more than {limit}", None, None)]
        if "Chart.yaml" not in files:
            refusals.append(Refusal("Chart.yaml file is missing", "Chart.yaml", None))
        for path in files:
            refusals += _schema_refusals(folder, path)
    except OSError as error:
        return Chart(folder, ()), [unreadable(error, folder)]
    return Chart(folder, tuple(files)), refusals


def unreadable(error: OSError, folder: Path) -> Refusal:
    """Say why the system gave no access to a file."""
    path = Path(os.fsdecode(error.filename)) if error.filename else None
    reason = say(error.strerror or str(error))
    return Refusal(f"cannot read it: {reason}", name(path, folder) if path else None, None)


def name(path: Path, folder: Path) -> str:
    """Name a file relative to the chart, or as it was given when it lies elsewhere."""
    whole, within = path.absolute(), folder.absolute()
    return (whole.relative_to(within) if whole.is_relative_to(within) else path).as_posix()


def chart_name(folder: Path) -> str:
    """Return the name that a chart gives itself, or nothing: its YAML may be what Helm refused."""
    try:
        text = (folder / "Chart.yaml").read_bytes().decode("utf-8", "replace")
    except OSError:
        return ""
    found = _NAME.search(text)
    return found[1] if found else ""


def _walk(folder: Path, root: Path, refusals: list[Refusal]) -> Iterator[str]:
    """Yield the files, and put what is none into `refusals`."""

    def fail(error: OSError) -> None:
        raise error

    for parent, folders, names in os.walk(folder, onerror=fail):
        for entry in sorted([*folders, *names]):
            path = Path(parent) / entry
            fault = _fault(path, root)
            relative = path.relative_to(folder).as_posix()
            if fault is not None:
                shown = relative.encode("utf-8", "backslashreplace").decode("utf-8")
                refusals.append(Refusal(fault, shown, None))
            elif entry in names:
                yield relative
        folders.sort()


def _fault(path: Path, root: Path) -> str | None:
    """Say what is wrong with an entry of a folder."""
    try:
        path.name.encode("utf-8")
    except UnicodeEncodeError:
        return "the name of the file is not UTF-8"
    mode = path.lstat().st_mode
    if stat.S_ISLNK(mode):
        try:
            target = path.resolve(strict=True)
        except (OSError, RuntimeError):
            return "symbolic link leads nowhere"
        if not target.is_relative_to(root):
            return "symbolic link leads out of the chart"
        mode = target.stat().st_mode
        if stat.S_ISDIR(mode):
            return "symbolic link leads to a folder"
    return None if stat.S_ISREG(mode) or stat.S_ISDIR(mode) else "not a regular file"


def _schema_refusals(folder: Path, path: str) -> list[Refusal]:
    """Say which schemas a values.schema.json, also one in a packed subchart, would fetch."""
    if path.rpartition("/")[2] == VALUES_SCHEMA:
        try:
            schema = json.loads((folder / path).read_bytes())
        except json.JSONDecodeError as error:
            return [Refusal(f"not JSON: {say(error.msg)}", path, error.lineno)]
        except (ValueError, RecursionError):
            return [Refusal("not JSON", path, None)]
        return [
            Refusal(f"refers to {uri!r}: schemas are not fetched, write it into $defs", path, None)
            for uri in sorted(_foreign(schema))
        ]
    if path.startswith("charts/") and path.endswith(".tgz"):
        return _packed_refusals(folder, path)
    return []


def _packed_refusals(folder: Path, path: str) -> list[Refusal]:
    size = 0
    try:
        with tarfile.open(folder / path, "r|gz") as archive:
            for member in archive:
                size += member.size
                if size > MOST_BYTES:
                    return [Refusal(f"unpacks to more than {MOST_BYTES >> 20} MiB", path, None)]
                content = archive.extractfile(member) if member.isfile() else None
                if content and member.name.rpartition("/")[2] == VALUES_SCHEMA:
                    uris = sorted(_foreign(json.loads(content.read())))
                    if uris:
                        message = f"its {VALUES_SCHEMA} refers to {uris[0]!r}"
                        return [Refusal(f"{message}: schemas are not fetched", path, None)]
    except (tarfile.TarError, EOFError, ValueError, RecursionError):
        return [Refusal("not a packed chart", path, None)]
    return []


def _foreign(schema: Any) -> set[str]:  # noqa: ANN401 - any JSON value
    """Return the references that lead out of a schema."""
    ids: set[str] = set()
    references: set[str] = set()
    waiting = [(schema, "")]
    while waiting:
        value, base = waiting.pop()
        if isinstance(value, dict):
            own = value.get("$id", value.get("id"))
            if isinstance(own, str):
                base = urljoin(base, own)
                ids.add(base.rstrip("#"))
            for keyword in ("$ref", "$dynamicRef", "$recursiveRef", "$schema"):
                if isinstance(value.get(keyword), str):
                    references.add(urljoin(base, value[keyword]))
            waiting.extend((child, base) for child in value.values())
        elif isinstance(value, list):
            waiting.extend((child, base) for child in value)
    targets = {uri.partition("#")[0] for uri in references} - ids - {""}
    return {uri for uri in targets if not _META_SCHEMA.match(uri)}
