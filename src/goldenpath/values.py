"""The values of a chart: which of them its templates read, and which of those are defined.

Told from the text of the templates, without running them: a value that is handed on as a whole,
or that helpers read which are not to be seen here, counts as read.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from goldenpath.discover import read
from goldenpath.helm import template as templates
from goldenpath.helm.chart import VALUES_SCHEMA, survey
from goldenpath.parse.compose import compose
from goldenpath.parse.construct import Dialect, construct
from goldenpath.source import Position, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from goldenpath.document import Document
    from goldenpath.source import Source

Steps = tuple[str, ...]

_USE = re.compile(
    r"""
    (?P<call> \b(?:index|get|hasKey)\s+ )?
    (?P<parens> \({0,8} )
    (?P<ref> (?:\$\w*)? (?:\.\w+){0,8}? \.Values (?P<steps> (?:\.[A-Za-z_]\w*)* ) \b )
    (?P<more> (?:\s*\)(?:\.[A-Za-z_]\w*)+)* )
    (?P<keys> (?:\s+"[^"]*")* )
    """,
    re.VERBOSE,
)
_STAGE = re.compile(r"values-(?P<stage>[^/]+)\.ya?ml")
_STEP = re.compile(r"\.([A-Za-z_]\w*)")
_KEY = re.compile(r'"([^"]*)"')
_CAREFUL = re.compile(r"\b(?:default|required|coalesce|hasKey|dig|empty|ternary|fail|kindIs|or)\b")
"""Functions that are there for values that may be missing."""
_LOOKS = re.compile(
    r"\b(?:and|or|not|eq|ne|gt|ge|lt|le|if|else|int|empty)\b|[(){}\s-]|\"[^\"]*\"|\d+"
)
"""What a condition is made of that looks at values themselves, and not at what is below them."""
_ASKS = frozenset({"if", "else", "with", "range"})
_TEXTS = ("Chart.", "values", "README", "LICENSE", "charts/", ".")
"""Files of a chart that no template reads as a template of its own, by how their paths begin."""


class Use(NamedTuple):
    """A value that a template names.

    Attributes:
        steps: its path below `.Values`.
        whole: whether all that is below it is read as well.
        careful: whether it is meant to be optional there.
        path: the template, within the chart.
        offset: where in its text.
        length: of the text that names it.
    """

    steps: Steps
    whole: bool
    careful: bool
    path: str
    offset: int
    length: int


@dataclass(frozen=True)
class Values:
    """What a chart does with its values.

    Attributes:
        folder: the chart's folder.
        chart: its `Chart.yaml`.
        texts: its templates by path, those of the subcharts that are unpacked included.
        subcharts: the values that belong to subcharts.
        stages: what is given for each stage, the defaults included.
    """

    folder: Path
    chart: Document
    texts: Mapping[str, str]
    subcharts: frozenset[str]
    stages: Mapping[str, Any]

    @cached_property
    def uses(self) -> tuple[Use, ...]:
        """Every value that a template names."""
        found = [use for path, text in self.texts.items() for use in _uses(path, text)]
        return (*found, *(Use(steps, True, True, "", 0, 0) for steps in self._conditions()))  # noqa: FBT003 - a switch is read as a whole, and may be missing

    @property
    def is_library(self) -> bool:
        """Whether its helpers are for other charts, and read the values of those."""
        return bool(self.chart.get("type") == "library")

    @cached_property
    def is_closed(self) -> bool:
        """Whether the templates that are to be seen are all that read the values."""
        hands_on = any(use.whole and not use.steps for use in self.uses)
        if hands_on or self.is_library:
            return False
        parsed = [templates.parse(text) for text in self.texts.values()]
        actions = [action for parts in parsed for _, action in parts or () if action is not None]
        defined = {action.name for action in actions if action.defines}
        included = {name for action in actions for name in action.includes}
        return None not in parsed and included <= defined

    def is_read(self, steps: Steps) -> bool | None:
        """Tell whether a value is read; None where only something below it is."""
        if steps[0] in self.subcharts or steps[0].startswith("x-"):
            return True
        below = False
        for use in self.uses:
            size = len(use.steps)
            if use.steps == steps or (use.whole and use.steps == steps[:size]):
                if use.whole:
                    return True
                below = True
            below = below or use.steps[: len(steps)] == steps
        return None if below else False

    def undefined(self, path: str) -> Iterator[tuple[Use, list[str]]]:
        """Yield the uses in a template of values that are not given, and for which stages."""
        asked = [use.steps for use in self.uses if use.careful]
        for use in self.uses:
            steps = use.steps
            if use.path != path or use.careful or not steps or steps[0] in self.subcharts:
                continue
            lacking = [name for name, given in self.stages.items() if not _is_given(steps, given)]
            if not lacking or _is_declared(steps, self._schema):
                continue
            if not any(other[: len(steps)] == steps[: len(other)] for other in asked):
                yield use, lacking

    def _conditions(self) -> Iterator[Steps]:
        entries = self.chart.get("dependencies")
        for entry in entries if isinstance(entries, list) else ():
            conditions = entry.get("condition") if isinstance(entry, dict) else None
            for condition in conditions.split(",") if isinstance(conditions, str) else ():
                yield tuple(condition.strip().split("."))

    @cached_property
    def _schema(self) -> Any:  # noqa: ANN401 - any JSON value
        try:
            return json.loads(read(self.folder / VALUES_SCHEMA)[0].text or "{}")
        except (ValueError, RecursionError):
            return {}


@lru_cache(maxsize=1)
def values_of(chart: Document) -> Values:
    """Return what the chart whose `Chart.yaml` is `chart` does with its values.

    The last answer is kept, since several files of a chart are judged in turn.
    """
    folder = Path(chart.source.path).parent
    surveyed, _ = survey(folder)
    texts = surveyed.templates()
    if any(".Files" in text and "tpl" in text for text in texts.values()):
        others = (path for path in surveyed.files if not path.startswith((*_TEXTS, "templates/")))
        texts |= {path: read(folder / path)[0].text for path in others}
    texts |= {
        path: "\n".join(re.findall(r"\{\{.{0,500}?\}\}", read(folder / path)[0].text))
        for path in surveyed.files
        if "/" not in path and path.startswith("values") and path.endswith((".yaml", ".yml"))
    }
    entries = chart.get("dependencies")
    names = {"global"}
    for entry in entries if isinstance(entries, list) else ():
        if isinstance(entry, dict):
            names |= {str(entry.get("alias") or entry.get("name")), "tags"}
    names |= {path.split("/")[1] for path in surveyed.files if path.startswith("charts/")}
    return Values(folder, chart, texts, frozenset(names), _stages(folder, surveyed.files))


def _stages(folder: Path, files: Iterable[str]) -> dict[str, Any]:
    """Return what is given for each stage; the empty name stands for the defaults alone."""
    defaults = _given(folder / "values.yaml")
    found = {match["stage"]: path for path in files if (match := _STAGE.fullmatch(path))}
    stages = {name: _over(defaults, _given(folder / path)) for name, path in found.items()}
    return stages or {"": defaults}


def _given(path: Path) -> Any:  # noqa: ANN401 - any YAML value
    composed = next(compose(read(path)[0].text), None)
    if composed is None or composed.root is None:
        return {}
    return construct(composed.root, Dialect.KUBERNETES)[0] or {}


def place(use: Use, source: Source) -> Span:
    """Return where a value is named in the text of its template."""
    before = source.text[: use.offset]
    line = before.count("\n") + 1
    column = use.offset - (before.rfind("\n") + 1) + 1
    return Span(Position(line, column), Position(line, column + use.length))


def _uses(path: str, text: str) -> Iterator[Use]:
    offset = 0
    for before, action in templates.parse(text) or ():
        offset += len(before)
        if action is None:
            return
        if not action.text.lstrip("{-").lstrip().startswith("/*"):
            yield from _uses_of(action, path, offset)
        offset += len(action.text)


def _uses_of(action: templates.Action, path: str, offset: int) -> Iterator[Use]:
    text = action.text
    looks = action.word in {"if", "else"} and not _LOOKS.sub("", _USE.sub("", text)).strip()
    careful = action.word in _ASKS or bool(_CAREFUL.search(text))
    for found in _USE.finditer(text):
        if ".Subcharts." in found["ref"]:
            continue
        steps = tuple(_STEP.findall(found["steps"]))
        further = tuple(_STEP.findall(found["more"]))
        keys = tuple(_KEY.findall(found["keys"])) if found["call"] else ()
        if found["more"].count(")") > len(found["parens"]):
            further = ()
        tests = bool(found["call"]) and found["call"].startswith("hasKey")
        yield Use(
            (*steps, *further, *keys),
            whole=not (looks or tests),
            careful=careful or tests or bool(further),
            path=path,
            offset=offset + found.start("ref"),
            length=len(found["ref"]),
        )


def _is_given(steps: Steps, given: Any) -> bool:  # noqa: ANN401 - any YAML value
    """Tell whether a value is given, or may be: below what is no mapping, or an empty one."""
    for step in steps:
        if not (isinstance(given, dict) and given):
            return True
        if step not in given:
            return False
        given = given[step]
    return True


def _is_declared(steps: Steps, schema: Any) -> bool:  # noqa: ANN401 - any JSON value
    """Tell whether the schema of the values knows a value, so that it is meant to be given."""
    for step in steps:
        if not isinstance(schema, dict):
            return False
        if "$ref" in schema:
            return True
        properties = schema.get("properties")
        if not (isinstance(properties, dict) and step in properties):
            return False
        schema = properties[step]
    return True


def _over(below: Any, above: Any) -> Any:  # noqa: ANN401 - any YAML value
    """Lay values over others as Helm does: mappings are joined."""
    if not (isinstance(below, dict) and isinstance(above, dict)):
        return above
    joined = dict(below)
    for key, value in above.items():
        joined[key] = _over(below.get(key), value) if key in below else value
    return joined
