"""JUnit XML, as CI servers list it among the tests: every file is a test case.

An error fails its file's case; warnings and infos are a passing case's output, and what could
not be judged is a skipped case. A case has one failure at most, for Jenkins shows no second.
Source: the schema of Jenkins' xUnit plugin, `junit-10.xsd`.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, TextIO
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from goldenpath.diagnostic import Severity
from goldenpath.reporters import wording
from goldenpath.reporters.encode import printable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goldenpath.diagnostic import Diagnostic
    from goldenpath.report import Report

_NAME = "goldenpath"


def write(report: Report, stream: TextIO) -> None:
    """Write `report` as one test suite."""
    findings: defaultdict[str, list[Diagnostic]] = defaultdict(list)
    for item in report.diagnostics:
        findings[item.path].append(item)
    cases = [_case(path, findings.get(path, [])) for path in sorted({*report.paths, *findings})]
    cases += [_not_judged(notice) for notice in report.notices]
    attributes = {
        "name": _NAME,
        "time": f"{report.duration:.3f}",
        "tests": str(len(cases)),
        "failures": str(sum(case.find("failure") is not None for case in cases)),
        "errors": "0",
    }
    root = Element("testsuites", attributes)
    suite = SubElement(root, "testsuite", attributes, skipped=str(len(report.notices)))
    suite.extend(cases)
    indent(root)
    # In ASCII with references for the rest, whatever encoding the stream has.
    stream.write(tostring(root, encoding="us-ascii", xml_declaration=True).decode("ascii") + "\n")


def _case(path: str, items: list[Diagnostic]) -> Element:
    case = Element("testcase", classname=_NAME, name=printable(path))
    errors = [item for item in items if item.severity is Severity.ERROR]
    others = [item for item in items if item.severity is not Severity.ERROR]
    if errors:
        first = errors[0]
        more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
        message = printable(f"{first.code} {first.slug}: {wording.message(first)}") + more
        failure = SubElement(case, "failure", type=first.code, message=message)
        failure.text = _lines(errors)
    if others:
        SubElement(case, "system-out").text = _lines(others)
    return case


def _not_judged(notice: str) -> Element:
    case = Element("testcase", classname=_NAME, name=f"not judged: {printable(notice)}")
    SubElement(case, "skipped", message=printable(notice))
    return case


def _lines(items: Iterable[Diagnostic]) -> str:
    lines = []
    for item in items:
        start = item.span.start
        place = f"{item.path}:{start.line}:{start.column}"
        lines.append(f"{place}: {item.severity.value}[{item.code}] {wording.message(item)}")
        lines += [f"  {wording.related(other)}" for other in item.related]
        if item.help_url:
            lines.append(f"  {item.help_url}")
    return "\n".join(printable(line) for line in lines)
