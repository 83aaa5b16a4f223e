"""Charts become manifests: each chart rendered with each of its values files.

What Helm refuses becomes a fault of the file that Helm names; what it renders becomes documents
that locate themselves in their template file, as far as their line is certain.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from goldenpath import helm
from goldenpath.classify import classify
from goldenpath.discover import read
from goldenpath.document import Document, Fault, Flaw, Kind
from goldenpath.parse import Dialect, NodeLocator, TextLocator, compose, construct
from goldenpath.source import START, Position, Source, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goldenpath.classify import Groups
    from goldenpath.document import Locator
    from goldenpath.document import Path as DataPath

_VALUES_AT = re.compile(r"values(?: at '(?P<pointer>.*?)')?: ")
_STAGE = re.compile(r"values-(?P<stage>.+)\.ya?ml")


@dataclass(frozen=True, slots=True)
class _TemplateLocator:
    """Locates rendered values in the template that they came from, where that is certain."""

    inner: Locator
    lines: tuple[int | None, ...]
    rendered: tuple[str, ...]
    template: tuple[str, ...]

    def value(self, path: DataPath) -> Span:
        """Return the template's place of the value, or the file's start."""
        return self._translate(self.inner.value(path))

    def key(self, path: DataPath) -> Span:
        """Return the template's place of the key, or the file's start."""
        return self._translate(self.inner.key(path))

    def _translate(self, span: Span) -> Span:
        index = span.start.line - 1
        line = self.lines[index] if index < len(self.lines) else None
        if line is None or line > len(self.template):
            return START
        text = self.template[line - 1]
        if span.start.line == span.end.line and text.rstrip() == self.rendered[index].rstrip():
            return Span(Position(line, span.start.column), Position(line, span.end.column))
        start = len(text) - len(text.lstrip()) + 1
        return Span(Position(line, start), Position(line, len(text.rstrip()) + 1))


def values_files(chart: Path) -> list[tuple[str | None, list[Path]]]:
    """Return the stages of a chart with the values files that each adds to `values.yaml`."""
    stages: list[tuple[str | None, list[Path]]] = []
    for path in sorted(chart.glob("values-*.y*ml")):
        match = _STAGE.fullmatch(path.name)
        if match and path.is_file():
            stages.append((match["stage"], [path]))
    return stages or [(None, [])]


def expand(chart: Document, groups: Groups) -> Iterator[Document]:
    """Yield the manifests of the chart whose `Chart.yaml` is `chart`, and what Helm refused."""
    folder = Path(chart.source.path).parent
    name = chart.get("name")
    release = name if isinstance(name, str) and name else "release"
    for stage, values in values_files(folder):
        rendered, refusals = helm.render(folder, values, release=release, namespace="default")
        documents = [doc for item in rendered for doc in _manifests(folder, item, stage, groups)]
        yield from documents
        # Helm's lint parses what was rendered as well, and knows the line less often.
        told = {document.source.path for document in documents if document.faults}
        for refusal in refusals or helm.lint(folder, values):
            refused = _refused(folder, refusal, [*values, folder / "values.yaml"], stage)
            if refused.source.path not in told:
                yield refused


def _manifests(
    folder: Path, item: helm.Rendered, stage: str | None, groups: Groups
) -> Iterator[Document]:
    source, _ = read(folder / item.template)
    rendered = tuple(item.text.split("\n"))
    template = tuple(source.text.split("\n"))
    for composed in compose(item.text):
        if composed.root is None:
            yield _not_yaml(source, item, composed.faults[0], stage)
            continue
        data, faults = construct(composed.root, Dialect.KUBERNETES)
        if data is None:
            continue
        locator = _TemplateLocator(NodeLocator(composed.root), item.lines, rendered, template)
        kind = classify(composed.root, PurePosixPath(source.path).name, groups)
        yield Document(source, None, kind, data, locator, faults, stage)


def _not_yaml(source: Source, item: helm.Rendered, fault: Fault, stage: str | None) -> Document:
    locator = TextLocator()
    line = item.lines[fault.span.start.line - 1 : fault.span.start.line]
    span = locator.value((line[0],)) if line and line[0] else START
    told = Fault(Flaw.CHART, span, f"renders to no YAML: {fault.message}")
    return Document(source, None, Kind.HELM_TEMPLATE, None, locator, (told,), stage)


def _refused(
    folder: Path, refusal: helm.Refusal, values: list[Path], stage: str | None
) -> Document:
    at = _VALUES_AT.match(refusal.message)
    if at:
        return _refused_value(values, _steps(at["pointer"]), refusal.message, stage)
    path = folder / (refusal.path or "Chart.yaml")
    source, _ = read(path)
    position = Position(refusal.line or 1, 1)
    fault = Fault(Flaw.CHART, Span(position, position), refusal.message)
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
    """Return the fault in the first of `values` that sets the value at `steps`."""
    for path in values:
        source, _ = read(path)
        composed = next(compose(source.text), None)
        if composed is None or composed.root is None:
            continue
        data, _ = construct(composed.root, Dialect.KUBERNETES)
        locator = NodeLocator(composed.root)
        document = Document(source, 0, Kind.HELM_VALUES, data, locator, (), stage)
        last = path == values[-1]
        if document.get(*steps) is not None or last:
            fault = Fault(Flaw.VALUES, document.locate(*steps), message)
            return Document(source, 0, Kind.HELM_VALUES, data, locator, (fault,), stage)
    source, _ = read(values[-1])
    fault = Fault(Flaw.VALUES, START, message)
    return Document(source, 0, Kind.HELM_VALUES, None, TextLocator(), (fault,), stage)
