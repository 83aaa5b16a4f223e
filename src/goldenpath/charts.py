"""Charts become manifests: each chart rendered with each of its values files.

What Helm refuses becomes a fault of the file that Helm names; what it renders becomes documents
that locate themselves in their template, or in the helper that printed a line of it, as far as
that is certain.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from goldenpath import helm
from goldenpath.classify import classify
from goldenpath.discover import read
from goldenpath.document import Document, Fault, Flaw, Kind, Place, TextLocator
from goldenpath.parse.compose import compose
from goldenpath.parse.construct import Dialect, construct
from goldenpath.parse.locate import NodeLocator
from goldenpath.source import START, Position, Source, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goldenpath.classify import Groups
    from goldenpath.document import Path as DataPath
    from goldenpath.helm import Line

_VALUES_AT = re.compile(r"values(?: at '(?P<pointer>.*?)')?: ")
_TEMPLATES = (".yaml", ".yml", ".tpl")
_STAGE = re.compile(r"values-(?P<stage>.+)\.ya?ml")


class _Files:
    """The files of a chart, each read once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._sources: dict[str, Source] = {}

    def source(self, path: str) -> Source:
        """Return the file at a path within the chart."""
        if path not in self._sources:
            self._sources[path], _ = read(self.folder / path)
        return self._sources[path]

    def home(self, path: str) -> tuple[Source, Span]:
        """Return what stands for a file as a whole: its start.

        A subchart that is packed or renamed has no files where its templates are said to be: for
        those stands its entry among the dependencies of the innermost chart that is there.
        """
        chart, steps = "", path.split("/")
        while steps[0] == "charts" and steps[2:]:
            if not (self.folder / chart / "charts" / steps[1]).is_dir():
                source = self.source(f"{chart}Chart.yaml")
                return source, _dependency(source, steps[1])
            chart += f"charts/{steps[1]}/"
            del steps[:2]
        return self.source(path), START


@dataclass(frozen=True, slots=True)
class _Output:
    """What a template rendered, and the way from its lines back to their files."""

    item: helm.Rendered
    files: _Files
    lines: tuple[str, ...]
    source: Source
    start: Span

    def own(self, span: Span) -> Span:
        """Return the template's place of a rendered span: its line there, or the whole."""
        origin = self._origin(span)
        return self._at(origin[0], span) if origin else self.start

    def printed(self, span: Span) -> tuple[Source, Span]:
        """Return where a rendered span was printed, which may be in another file."""
        origin = self._origin(span)
        if not origin:
            return self.source, self.start
        return self.files.source(origin[-1].template), self._at(origin[-1], span)

    def _origin(self, span: Span) -> tuple[Line, ...]:
        index = span.start.line - 1
        return self.item.origins[index] if index < len(self.item.origins) else ()

    def _at(self, line: Line, span: Span) -> Span:
        texts = self.files.source(line.template).text.split("\n")
        text = texts[line.number - 1] if line.number <= len(texts) else ""
        start, end = _columns(text, self.lines[span.start.line - 1], span)
        return Span(Position(line.number, start), Position(line.number, end))


@dataclass(frozen=True, slots=True)
class _OutputLocator:
    """Locates rendered values in the templates that they came from."""

    inner: NodeLocator
    output: _Output

    def value(self, path: DataPath) -> Span:
        """Return the template's place of the value."""
        return self.output.own(self.inner.value(path))

    def key(self, path: DataPath) -> Span:
        """Return the template's place of the key."""
        return self.output.own(self.inner.key(path))

    def elsewhere(self, path: DataPath, *, at_key: bool) -> Place:
        """Return where the value or the key was printed, be it by a helper."""
        span = self.inner.key(path) if at_key else self.inner.value(path)
        source, found = self.output.printed(span)
        return Place(source.path, found)


def values_files(chart: Path) -> list[tuple[str | None, list[Path]]]:
    """Return the stages of a chart with the values files that each adds to `values.yaml`."""
    stages: list[tuple[str | None, list[Path]]] = []
    for path in sorted(chart.glob("values-*.y*ml")):
        match = _STAGE.fullmatch(path.name)
        if match and path.is_file():
            stages.append((match["stage"], [path]))
    return stages or [(None, [])]


def templates(chart: Document) -> Iterator[Source]:
    """Yield the files of the chart whose `Chart.yaml` is `chart` in which Helm finds templates."""
    for folder, _, names in os.walk(Path(chart.source.path).parent / "templates"):
        for name in sorted(names):
            if name.endswith(_TEMPLATES):
                yield read(Path(folder, name))[0]


def release_of(chart: Document) -> str:
    """Return what a chart's release is called: like the chart."""
    name = chart.get("name")
    return name if isinstance(name, str) and name else "release"


def expand(chart: Document, groups: Groups, system: str | None = None) -> Iterator[Document]:
    """Yield the manifests of the chart whose `Chart.yaml` is `chart`, and what Helm refused.

    Args:
        chart: the chart.
        groups: the API groups that are known.
        system: the system whose namespace it is deployed to in each stage; its own name stands
            for one that is not known.
    """
    folder = Path(chart.source.path).parent
    files = _Files(folder)
    release = release_of(chart)
    for stage, values in values_files(folder):
        namespace = f"{system}-{stage}" if system and stage else release
        rendered, refusals = helm.render(folder, values, release=release, namespace=namespace)
        told: set[str | None] = set()
        for item in rendered:
            for document in _manifests(files, item, stage, groups):
                if document.faults:
                    told.add(item.template)
                yield document
        # Helm's lint parses what was rendered as well, and knows the line less often.
        for refusal in refusals or helm.lint(folder, values):
            if refusal.path not in told:
                yield _refused(files, refusal, [*values, folder / "values.yaml"], stage)


def _manifests(
    files: _Files, item: helm.Rendered, stage: str | None, groups: Groups
) -> Iterator[Document]:
    output = _Output(item, files, tuple(item.text.split("\n")), *files.home(item.template))
    for composed in compose(item.text):
        if composed.root is None:
            fault = composed.faults[0]
            message = f"renders to no YAML: {fault.message}"
            yield _faulty(output, Fault(Flaw.CHART, fault.span, message), stage)
            continue
        data, faults = construct(composed.root, Dialect.KUBERNETES)
        for fault in faults:
            yield _faulty(output, fault, stage)
        if data is None:
            continue
        locator = _OutputLocator(NodeLocator(composed.root), output)
        kind = classify(composed.root, PurePosixPath(item.template).name, groups)
        yield Document(output.source, None, kind, data, locator, stage=stage)


def _faulty(output: _Output, fault: Fault, stage: str | None) -> Document:
    """Return a fault of an output as one of the file that printed it."""
    source, span = output.printed(fault.span)
    told = Fault(fault.flaw, span, fault.message)
    return Document(source, None, Kind.HELM_TEMPLATE, None, TextLocator(), (told,), stage)


def _columns(text: str, rendered: str, span: Span) -> tuple[int, int]:
    """Return where a span of a rendered line stands in its template's line.

    What comes before and after it may stand there as well; otherwise it is all of the line.
    """
    first = len(text) - len(text.lstrip())
    last = len(text.rstrip())
    if span.start.line != span.end.line:
        return first + 1, last + 1
    before = rendered[: span.start.column - 1].lstrip()
    after = rendered[span.end.column - 1 :].rstrip()
    start = first + len(before)
    if text[first:start] != before:
        return first + 1, last + 1
    shown = rendered[span.start.column - 1 : span.end.column - 1]
    if text[start:].startswith(shown):
        return start + 1, start + len(shown) + 1
    end = last - len(after)
    return start + 1, (end if text[end:last] == after and end > start else last) + 1


def _dependency(source: Source, name: str) -> Span:
    """Return where a Chart.yaml names a dependency as `name`, else its start."""
    composed = next(compose(source.text), None)
    if composed is None or composed.root is None:
        return START
    data, _ = construct(composed.root, Dialect.KUBERNETES)
    locator = NodeLocator(composed.root)
    document = Document(source, 0, Kind.HELM_CHART, data, locator)
    entries = document.get("dependencies")
    for index in range(len(entries) if isinstance(entries, list) else 0):
        for key in ("alias", "name"):
            if document.get("dependencies", index, key) == name:
                return document.locate("dependencies", index, key)
    return START


def _refused(
    files: _Files, refusal: helm.Refusal, values: list[Path], stage: str | None
) -> Document:
    at = _VALUES_AT.match(refusal.message)
    if at:
        return _refused_value(values, _steps(at["pointer"]), refusal.message, stage)
    source, span = files.home(refusal.path or "Chart.yaml")
    if refusal.line and span == START:
        span = Span(Position(refusal.line, 1), Position(refusal.line, 1))
    fault = Fault(Flaw.CHART, span, refusal.message)
    return Document(source, None, Kind.HELM_TEMPLATE, None, TextLocator(), (fault,), stage)


def _steps(pointer: str | None) -> DataPath:
    """Return the path of a JSON pointer (RFC 6901), given without its leading slash."""
    if not pointer:
        return ()
    names = (name.replace("~1", "/").replace("~0", "~") for name in pointer.split("/"))
    return tuple(int(name) if name.isdigit() else name for name in names)


def _refused_value(
    values: list[Path], steps: DataPath, message: str, stage: str | None
) -> Document:
    """Return the fault in the first of `values` that sets the value at `steps`.

    What is missing is missing in the defaults, which come last.
    """
    absent = "missing propert" in message
    for path in reversed(values) if absent else values:
        source, _ = read(path)
        composed = next(compose(source.text), None)
        if composed is None or composed.root is None:
            continue
        data, _ = construct(composed.root, Dialect.KUBERNETES)
        locator = NodeLocator(composed.root)
        document = Document(source, 0, Kind.HELM_VALUES, data, locator, (), stage)
        if absent or path == values[-1] or document.get(*steps) is not None:
            unknown = "no such property" in message
            span = document.locate_key(*steps) if unknown else document.locate(*steps)
            fault = Fault(Flaw.VALUES, span, message)
            return Document(source, 0, Kind.HELM_VALUES, data, locator, (fault,), stage)
    source, _ = read(values[-1])
    fault = Fault(Flaw.VALUES, START, message)
    return Document(source, 0, Kind.HELM_VALUES, None, TextLocator(), (fault,), stage)
