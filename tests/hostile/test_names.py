"""Names of files that would command whoever reads a report: every report stays one."""

from __future__ import annotations

import json
import os
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import jsonschema
import pytest

from goldenpath.reporters import REPORTERS
from tests.hostile.run import Outcome, validate

NAMES = (
    b"new\nline.yaml",
    b"::error::owned\r\n::error::owned.yaml",
    b"%0A::error::owned.yaml",
    b"a,line=1,title=owned::b.yaml",
    b"clear\x1b[2J\x1b]0;owned\x07.yaml",
    "right-to-left\u202e\u2066.yaml".encode(),
    "line\u2028separator\u2029.yaml".encode(),
    b"undecodable-\xff\xfe.yaml",
    b"<script>owned()<&script>.yaml",
    b"]]>&owned;<!--.yaml",
    b"\"quoted'`$(touch owned)`.yaml",
    b"--fix.yaml",
    b"*?[a-z]{b,c}.yaml",
    b" blank .yaml",
)
SARIF = Path(__file__).parent.parent / "golden" / "sarif-schema-2.1.0.json"


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Outcome]:
    """Return every report of a repository whose files have those names, each with a finding."""
    folder = tmp_path_factory.mktemp("names")
    repository = folder / "repository"
    repository.mkdir()
    for name in NAMES:
        (repository / os.fsdecode(name)).write_text("a: [\n", "utf-8")
    return {name: validate(repository, folder, "--format", name) for name in REPORTERS}


@pytest.mark.parametrize("name", sorted(REPORTERS))
def test_report_is_written_whatever_the_names(reports: dict[str, Outcome], name: str) -> None:
    """Names that cannot be written stop no report, and nothing is complained of beside it."""
    assert (1, "") == (reports[name].exit_code, reports[name].err)


def test_text_holds_no_command(reports: dict[str, Outcome]) -> None:
    """A terminal is shown what can be printed, and nothing else."""
    lines = reports["text"].out.decode("utf-8").split("\n")
    assert [] == [line for line in lines if not line.isprintable()]
    assert len(NAMES) == sum("[GP001]" in line for line in lines)


@pytest.mark.parametrize("name", ["json", "gitlab", "sarif"])
def test_json_is_strict(reports: dict[str, Outcome], name: str) -> None:
    """Every parser takes the JSON, and finds a finding for each file in it."""
    text = reports[name].out.decode("ascii")
    content = json.loads(text)
    json.dumps(content, ensure_ascii=False).encode("utf-8")  # fails where half a surrogate is left
    if name == "sarif":
        jsonschema.validate(content, json.loads(SARIF.read_text("utf-8")))
        content = content["runs"][0]["results"]
    elif name == "json":
        content = content["diagnostics"]
    assert len(NAMES) == len(content)


def test_github_is_told_of_each_file_once(reports: dict[str, Outcome]) -> None:
    """No name ends its annotation, begins another one, or sets another property."""
    lines = reports["github"].out.decode("utf-8").splitlines()
    commands = [line for line in lines if line.lstrip().startswith("::")]
    assert len(NAMES) == len(commands)
    for line in commands:
        properties, _, message = line.removeprefix("::error ").partition("::")
        keys = [pair.partition("=")[0] for pair in properties.split(",")]
        assert ["file", "line", "endLine", "col", "title"] == keys
        assert message


def test_junit_is_xml_with_a_case_for_each_file(reports: dict[str, Outcome]) -> None:
    """No name ends an attribute, an element or a section of text."""
    root = ET.fromstring(reports["junit"].out)  # noqa: S314 - our own report
    assert len(NAMES) == len(root.findall("testsuite/testcase/failure"))
    assert {"testsuites", "testsuite", "testcase", "failure"} == {item.tag for item in root.iter()}


class _Tags(HTMLParser):
    """Counts the elements of a page, and looks for what its scripts say."""

    def __init__(self) -> None:
        super().__init__()
        self.scripts: list[str] = []
        self._within = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take note of a script, and of attributes that are one."""
        self._within = tag == "script"
        self.scripts += [f"{name}={value}" for name, value in attrs if name.startswith("on")]

    def handle_endtag(self, tag: str) -> None:
        """Take note of a script's end."""
        self._within = self._within and tag != "script"

    def handle_data(self, data: str) -> None:
        """Take note of what a script says."""
        if self._within:
            self.scripts.append(data)


def test_html_runs_no_name(reports: dict[str, Outcome]) -> None:
    """No name becomes an element, an attribute or a part of the page's own script."""
    page = reports["html"].out.decode("utf-8")
    tags = _Tags()
    tags.feed(page)
    assert [] == [script for script in tags.scripts if "owned" in script]
    assert len(NAMES) <= page.count("GP001")
