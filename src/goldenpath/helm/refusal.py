"""What Helm says when it will not go on, made short, plain and locatable."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_LONGEST = 500

_SCHEMA = "values don't meet the specifications of the schema(s)"
_VIOLATION = re.compile(
    r"^(?P<indent> *)- (?:at '(?P<pointer>[^']*)'|(?P<dotted>[^:]+)): (?P<say>.*)$"
)
_ADDITIONAL = re.compile(r"^additional properties (?P<names>'.*') not allowed$")
_MISSING = re.compile(r"^missing propert(?:y|ies) '")

_AT = re.compile(r"(?:parse|execution) error at \((?P<path>[^():]+):(?P<line>\d+)(?::\d+)?\):\s*")
_FRAME = re.compile(
    r"(?:template: )?(?P<path>[^\s:()]+):(?P<line>\d+):\d+:?\s+"
    r'executing "[^"]*" at (?P<at><.*?>):\s+',
    re.DOTALL,
)
_UNCLOSED = re.compile(r"^(?P<what>unclosed action) started at (?P<path>[^\s:]+):(?P<line>\d+)$")
_CALLING = re.compile(r"^error calling (?:include|tpl|template):\s+(?:template: )?")
_LOAD = re.compile(
    r"^(?:cannot load|failed to parse) (?P<path>[\w./-]+\.ya?ml): (?P<say>.*)$", re.DOTALL
)
_YAML_LINE = re.compile(r"\byaml: line (?P<line>\d+): ")
_GO_TYPE = re.compile(
    r"cannot unmarshal (?P<got>\w+) into Go value of type (?:map\[|\w+\.)\S*( \{\})?"
)
_NOISE = re.compile(
    r"^(?:Error: |\[ERROR\] |unable to load chart\s+|unable to parse YAML:?\s+|"
    r"cannot unmarshal yaml document: |error converting YAML to JSON: |"
    r"error unmarshaling JSON: |while decoding JSON: |yaml: |json: |"
    r"INSTALLATION FAILED: |validation: |YAML parse error on [^:]+: )+"
)
_DEBUG_HINT = re.compile(r"\s*Use --debug flag to render out invalid YAML\s*$")
_DEPENDENCIES = re.compile(
    r"(?:missing in charts/ directory|missing these dependencies): (?P<names>.+)$", re.DOTALL
)
_METADATA = re.compile(r"\bvalidation: |\bchart\.metadata\b|\bChart\.yaml\b|\bchart version\b")
_PARSED = re.compile(r"YAML parse error on (?P<path>[^:]+): ")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Helm could not render or lint: what it said, and where when it says so."""

    message: str
    path: str | None
    line: int | None


@dataclass(frozen=True, slots=True)
class Complaint:
    """A message as an engine gave it, with the file that it was about if that is known."""

    text: str
    path: str | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """What it takes to place a message: the chart's name and its values files, defaults first."""

    chart: str = ""
    values: Sequence[tuple[str, Path]] = field(default_factory=tuple)


def explain(complaint: Complaint, context: Context) -> list[Refusal]:
    """Turn one message of Helm into refusals: one for each fault that it tells of."""
    text = _DEBUG_HINT.sub("", complaint.text.strip())
    if _SCHEMA in text or _VIOLATION.match(text.partition("\n")[0]):
        found = list(_violations(text.partition("chart(s):")[2] or text, context))
        return [Refusal(say(*fault), *place) for fault, place in found]
    return [_single(text, complaint)]


def say(text: str, *more: str) -> str:
    """Join words to one line that starts in lower case and is no longer than people read."""
    line = " ".join(" ".join((text, *more)).split())
    first = line.partition(" ")[0]
    if first.isalpha() and first.istitle():
        line = line[0].lower() + line[1:]
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"


def missing_dependencies(names: str) -> str:
    """Say which dependencies are not in `charts/` and what brings them there."""
    return f"charts/ lacks dependencies of Chart.yaml ({names}): run `helm dependency build`"


def _single(text: str, complaint: Complaint) -> Refusal:
    if absent := _DEPENDENCIES.search(text):
        return Refusal(say(missing_dependencies(absent["names"])), "Chart.yaml", None)
    if parsed := _PARSED.search(text):
        return Refusal(_rendered(text), _inside(parsed["path"]), None)
    if (loaded := _LOAD.match(_NOISE.sub("", text))) is not None:
        return _yaml(loaded["say"], loaded["path"])
    path, line, message = _frames(text)
    if path is not None:
        return Refusal(say(_NOISE.sub("", message)), path, line)
    about = complaint.path
    if not about or about.endswith("/"):  # the linter names a folder when it knows no file
        about = None
    if about is not None and about.startswith(("templates/", "charts/")):
        message = _rendered(text) if "YAML" in text else say(_NOISE.sub("", text))
        return Refusal(message, about, None)
    if about is None and _METADATA.search(text):
        about = "Chart.yaml"
    return _yaml(text, about)


def _rendered(text: str) -> str:
    """Say that output is no YAML, without its line: that is a line of the output."""
    return say("what it renders is no YAML:", _NOISE.sub("", _YAML_LINE.sub("", text)))


def _yaml(text: str, path: str | None) -> Refusal:
    found = _YAML_LINE.search(text)
    plain = _GO_TYPE.sub(r"expected a mapping, got \g<got>", _NOISE.sub("", text))
    plain = re.sub(r"^line \d+: ", "", plain)
    line = int(found["line"]) if found and path is not None else None
    return Refusal(say(plain), path, line)


def _frames(text: str) -> tuple[str | None, int | None, str]:
    """Follow a chain of templates down to the one that failed."""
    places: list[tuple[str, int]] = []
    expression, end = "", 0
    while frame := _FRAME.search(text, end):
        places.append((frame["path"], int(frame["line"])))
        expression, end = frame["at"], frame.end()
    message = _CALLING.sub("", text[end:])
    if last := _AT.search(message):
        places.append((last["path"], int(last["line"])))
        message, expression = message[last.end() :], ""
    if begun := _UNCLOSED.match(message):
        places.append((begun["path"], int(begun["line"])))
        return _inside(begun["path"]), int(begun["line"]), begun["what"]
    if not places:
        return None, None, message
    (path, line), (top, top_line) = places[-1], places[0]
    where = f" at {expression}" if expression and "at <" not in message else ""
    if (top, top_line) != (path, line):
        where += f" (included from {_inside(top)}:{top_line})"
    return (
        _inside(path),
        line,
        re.sub(rf"\b{re.escape(_chart(path))}/(?=templates/)", "", message) + where,
    )


def _chart(path: str) -> str:
    return path.partition("/")[0]


def _inside(path: str) -> str:
    """Take the chart's name off: Helm names a template `<chart>/templates/…`."""
    return path.partition("/")[2] or path


Fault = tuple[tuple[str, ...], tuple[str | None, int | None]]


def _violations(text: str, context: Context) -> Iterator[Fault]:
    """Split what a values.schema.json refused; indented lines explain the one above them."""
    prefix: list[str] = []
    lines = [line for line in text.splitlines() if line.strip()]
    for number, line in enumerate(lines):
        found = _VIOLATION.match(line)
        if found is None:
            if line.endswith(":") and " " not in line:
                prefix = [] if line[:-1] == context.chart else [line[:-1]]
            else:
                yield (line,), ("values.schema.json", None)
            continue
        below = _below(lines, number, len(found["indent"]))
        if found["say"] == "validation failed" and below:
            continue
        if found["indent"] and not _flattens(lines, number):
            continue
        yield from _violation(found, [*prefix, *_pointer(found)], below, context)


def _below(lines: list[str], number: int, indent: int) -> list[str]:
    """Return what the lines say that are indented deeper, right below one."""
    said: list[str] = []
    for line in lines[number + 1 :]:
        found = _VIOLATION.match(line)
        if found is None or len(found["indent"]) <= indent:
            break
        said.append(found["say"])
    return said


def _flattens(lines: list[str], number: int) -> bool:
    """Say whether all lines above that a line explains only say that validation failed."""
    found = _VIOLATION.match(lines[number])
    indent = len(found["indent"]) if found else 0
    for line in reversed(lines[:number]):
        above = _VIOLATION.match(line)
        if above is not None and len(above["indent"]) < indent:
            if above["say"] != "validation failed":
                return False
            indent = len(above["indent"])
    return True


def _pointer(found: re.Match[str]) -> list[str]:
    if found["pointer"] is not None:
        return [part for part in found["pointer"].split("/")[1:] if part]
    return [] if found["dotted"] == "(root)" else found["dotted"].split(".")


def _violation(
    found: re.Match[str], pointer: list[str], below: list[str], context: Context
) -> Iterator[Fault]:
    if extra := _ADDITIONAL.match(found["say"]):
        for name in re.findall(r"'((?:[^'\\]|\\.)*)'", extra["names"]):
            key = [*pointer, name.replace("~", "~0").replace("/", "~1")]
            yield (_at(key), "no such property is known"), (_owner(key, context), None)
        return
    reasons = f" ({'; '.join(dict.fromkeys(below))})" if below else ""
    path = _owner(pointer, context, missing=bool(_MISSING.match(found["say"])))
    yield (_at(pointer), say(found["say"]) + reasons), (path, None)


def _at(pointer: list[str]) -> str:
    return f"values at '{'/'.join(pointer)}':" if pointer else "values:"


def _owner(pointer: list[str], context: Context, *, missing: bool = False) -> str | None:
    """Return the values file that has the last word on a value; for an absence the defaults."""
    owners = [name for name, path in context.values if _holds(path, pointer)]
    if not owners:
        return None
    return owners[0] if missing else owners[-1]


def _holds(path: Path, pointer: list[str]) -> bool:
    """Say whether a values file, which Helm could read, sets a value."""
    try:
        value: Any = yaml.load(path.read_bytes(), yaml.CSafeLoader)
    except (OSError, ValueError, yaml.YAMLError, RecursionError):
        return False
    for part in pointer:
        key = part.replace("~1", "/").replace("~0", "~")
        if isinstance(value, dict) and key in value:
            value = value[key]
        elif isinstance(value, list) and key.isdigit() and int(key) < len(value):
            value = value[int(key)]
        else:
            return False
    return True
