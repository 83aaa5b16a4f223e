"""What CI servers make of the reports that are written for them."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from goldenpath.diagnostic import Diagnostic, Related, Severity
from goldenpath.report import Report
from goldenpath.source import Position, Span
from tests.golden.reports import CLEAN, HOSTILE, HOSTILE_PATHS, ORDINARY, written

COMMAND = re.compile(r"::(error|warning|notice) ([^:]*)::(.*)")
MESSAGE = """metadata.name is 'größe 🚀': must match ^[a-z]+$ (dev, prod)
catalog-info.yaml:5:3: the other place
https://docs.acme.example/checks/GP020.md"""
COUNTS = {"name", "tests", "failures", "errors", "time"}
SCHEMA: dict[str, tuple[set[str], set[str]]] = {
    "testsuites": ({"testsuite"}, COUNTS),
    "testsuite": ({"testcase"}, COUNTS | {"skipped"}),
    "testcase": ({"failure", "skipped", "system-out"}, {"name", "classname", "time"}),
    "failure": (set(), {"type", "message"}),
    "skipped": (set(), {"type", "message"}),
    "system-out": (set(), set()),
}
"""The part of `junit-10.xsd` that is used: children and attributes of each element."""
FIRST = ORDINARY.diagnostics[0]


def _annotations(text: str) -> list[tuple[str, dict[str, str], str]]:
    """Read workflow commands as GitHub's runner does."""
    found = []
    for line in text.split("\n"):
        if matched := COMMAND.fullmatch(line):
            pairs = (pair.split("=", 1) for pair in matched[2].split(","))
            properties = {key: _unescaped(value) for key, value in pairs}
            found.append((matched[1], properties, _unescaped(matched[3])))
    return found


def _unescaped(text: str) -> str:
    for code, char in {"%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": ",", "%25": "%"}.items():
        text = text.replace(code, char)
    return text


def test_annotation_names_place_and_remedy() -> None:
    """A finding becomes one annotation with its place, its check and its documentation."""
    assert _annotations(written("github", ORDINARY))[0] == (
        "error",
        {
            "file": "deploy/service.yaml",
            "line": "4",
            "endLine": "4",
            "col": "8",
            "title": "GP020 invalid-manifest",
        },
        MESSAGE,
    )


def test_annotation_of_several_lines_has_no_column() -> None:
    """The runner drops columns that belong to different lines."""
    _, properties, _ = _annotations(written("github", ORDINARY))[1]
    assert "col" not in properties


def test_summary_follows_the_annotations() -> None:
    """The log ends with what a person wants to know."""
    assert written("github", CLEAN) == "no findings in 1 claim\nread 1 file in 0.0 s\n"


def test_no_name_and_no_message_forges_an_annotation() -> None:
    """Each finding and each notice is one command, and its file is the file."""
    annotations = _annotations(written("github", HOSTILE))
    files = [properties.get("file") for _, properties, _ in annotations]
    shown = [path.replace("\udcff\x1b[2J\u202e", "��[2J�") for path in HOSTILE_PATHS]
    assert [*shown, None] == files
    lines = written("github", HOSTILE).splitlines()
    assert len(HOSTILE.diagnostics) + 1 + 2 == len(lines)


def _degradations(report: Report) -> list[dict[str, Any]]:
    result: list[dict[str, Any]] = json.loads(written("gitlab", report))
    return result


def test_code_quality_names_what_gitlab_reads() -> None:
    """A finding has the keys of GitLab's format, the severity in GitLab's words."""
    first, second, third = _degradations(ORDINARY)
    del first["fingerprint"]
    assert first == {
        "description": "GP020 invalid-manifest: metadata.name is 'größe 🚀': "
        "must match ^[a-z]+$ (dev, prod)",
        "check_name": "GP020",
        "severity": "major",
        "location": {"path": "deploy/service.yaml", "lines": {"begin": 4, "end": 4}},
    }
    assert ("info", "minor") == (second["severity"], third["severity"])


def _fingerprints(*items: Diagnostic) -> list[str]:
    return [d["fingerprint"] for d in _degradations(replace(ORDINARY, diagnostics=items))]


def _at(line: int, *, first: int = 1) -> Diagnostic:
    """Return a finding on `line` that speaks of another place by its line `first`."""
    there = Related("described here first", "a.yaml", Span(Position(first, 1), Position(first, 2)))
    span = Span(Position(line, 1), Position(line, 5))
    text = f"component:default/orders is described in a.yaml:{first} already: rename it"
    return replace(FIRST, span=span, message=text, related=(there,))


def test_fingerprint_outlives_a_moved_line() -> None:
    """Lines inserted above a finding, or above the place it speaks of, do not make it new."""
    assert _fingerprints(_at(2)) == _fingerprints(_at(30, first=9))


def test_fingerprints_differ_within_a_report() -> None:
    """GitLab drops the second of two that are equal."""
    other = replace(_at(4), path="other.yaml")
    assert 3 == len(set(_fingerprints(_at(2), _at(4), other)))


def _suites(report: Report) -> ET.Element:
    return ET.fromstring(written("junit", report))  # noqa: S314 - our own output


def test_files_are_test_cases() -> None:
    """Errors fail a file, the other findings are told, and the clean files pass."""
    root = _suites(ORDINARY)
    cases = {case.get("name"): [child.tag for child in case] for case in root.iter("testcase")}
    assert cases == {
        "catalog-info.yaml": [],
        "deploy/service.yaml": ["failure", "system-out"],
        "gone file.yaml": ["system-out"],
        f"not judged: {ORDINARY.notices[0]}": ["skipped"],
    }
    suite = root.find("testsuite")
    assert suite is not None
    counts = {key: suite.get(key) for key in ("tests", "failures", "errors", "skipped")}
    assert {"tests": "4", "failures": "1", "errors": "0", "skipped": "1"} == counts


def test_case_fails_once() -> None:
    """All errors of a file stand in one failure, because a second one would not be shown."""
    report = replace(ORDINARY, diagnostics=(_at(2), _at(4)))
    failures = list(_suites(report).iter("failure"))
    assert 1 == len(failures)
    assert (failures[0].text or "").count("error[GP020]") == 2
    assert (failures[0].get("message") or "").endswith("(and 1 more)")


def test_junit_is_xml_whatever_it_tells() -> None:
    """Characters that XML forbids are replaced, and markup in a name stays text."""
    root = _suites(HOSTILE)
    names = [case.get("name") for case in root.iter("testcase")]
    assert "</script>.yaml" in names
    assert set(SCHEMA) == {element.tag for element in root.iter()}


@pytest.mark.parametrize("report", [ORDINARY, CLEAN, HOSTILE])
def test_junit_keeps_to_the_schema(report: Report) -> None:
    """Nothing is written that the xUnit plugin's schema does not know, and no name is missing."""
    for element in _suites(report).iter():
        children, attributes = SCHEMA[element.tag]
        assert {child.tag for child in element} <= children
        assert set(element.keys()) <= attributes
        if "name" in attributes:
            assert element.get("name")


@pytest.mark.parametrize("name", ["json", "sarif", "gitlab"])
def test_json_holds_characters_only(name: str) -> None:
    """A surrogate without its partner, which strict readers refuse, does not come through."""
    text = written(name, HOSTILE)
    json.dumps(json.loads(text), ensure_ascii=False).encode("utf-8", "strict")
    assert "😀" in json.loads(written("json", HOSTILE))["diagnostics"][0]["message"]
    assert "\\ud800" in json.loads(written("json", HOSTILE))["diagnostics"][0]["message"]


@pytest.mark.parametrize("name", ["text", "json", "sarif", "github", "gitlab", "junit", "html"])
def test_ten_thousand_findings_are_all_told(name: str) -> None:
    """A large report is complete."""
    items = tuple(
        replace(FIRST, path=f"{n % 100:02}.yaml", message=f"fault-{n:05}", severity=severity)
        for n, severity in zip(range(10_000), [*Severity] * 3334, strict=False)
    )
    report = replace(ORDINARY, diagnostics=tuple(sorted(items, key=lambda item: item.path)))
    told = set(re.findall(r"fault-\d{5}", written(name, report)))
    assert 10_000 == len(told)
