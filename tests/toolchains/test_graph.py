"""Graphs judged by what draws them: Graphviz and Mermaid."""

from __future__ import annotations

import io
import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goldenpath.entity_ref import EntityRef
from goldenpath.graph import FORMATS, Graph, Survey
from goldenpath.graph.dot import shown
from goldenpath.graph.look import lines
from goldenpath.graph.mermaid import identifier
from tests.toolchains.engines import node_engine

pytestmark = pytest.mark.toolchain("node")

SCRIPT = Path(__file__).with_name("graph_readers.mjs")
IDS: dict[str, Callable[[EntityRef], str]] = {"dot": shown, "mermaid": identifier}
HOSTILE = [
    'say "hello"',
    "ends with a backslash \\",
    "\\",
    "\\N \\G \\L \\n \\l \\r",
    "two\nlines\r\nand\ttabs",
    "] --> end",
    'x"] --> y["',
    "a -->|b| c",
    "%% no comment",
    "&amp; &lt;b&gt; &#34;",
    "#quot; #35; #amp;",
    "<b>bold</b><br/>",
    "<script>alert(1)</script>",
    "*stars* _lines_ `ticks` ~~gone~~",
    "`a markdown string`",
    "1. one",
    "- one",
    "+ one",
    "# head",
    "> said",
    "| a | b |",
    "https://acme.example www.acme.example a@acme.example",
    "[text](https://acme.example)",
    "{{ braces }} {a} (b) [c] /d\\ ((e))",
    "click me; style x; classDef y; end",
    "subgraph",
    "graph TD",
    "$$x^2$$",
    "fa:fa-car",
    "Grüße 🚀 日本語 עברית",
    "\u202ereversed",
    "\0\x07\x1b[31m",
    "\ud800 alone",
    "\u2028 and \x85",
    "a  b",
    "---",
    "a:::b",
    "@{ shape: rect }",
]


class Readers:
    """One Node process that draws for the whole module."""

    def __init__(self, engine: Path) -> None:
        self.process = subprocess.Popen(
            ["node", "--no-warnings", SCRIPT, engine], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def read(self, form: str, text: str) -> dict[str, Any]:
        """Return what the reader of `form` sees in `text`."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps({"format": form, "text": text}).encode() + b"\n")
        self.process.stdin.flush()
        answer: dict[str, Any] = json.loads(self.process.stdout.readline())
        return answer


@pytest.fixture(scope="module")
def readers() -> Iterator[Readers]:
    """Start Graphviz and Mermaid."""
    found = Readers(node_engine("graph"))
    yield found
    found.process.communicate()


def survey(titles: list[str], names: list[str]) -> Graph:
    """Return a graph of a component for each title and each name, in one system, unowned."""
    whole = Survey()
    for index, text in enumerate([*titles, *names]):
        metadata = {"name": f"a-{index}", "title": text} if index < len(titles) else {"name": text}
        entity = {
            "apiVersion": "backstage.io/v1alpha1",
            "kind": ("Component", "API", "Resource", "User", "Group", "Domain", "Odd")[index % 7],
            "metadata": metadata,
            "spec": {"system": "shop", "owner": "nobody", "dependsOn": ["component:a-0"]},
        }
        whole.scan(entity, "catalog-info.yaml", index)
    return whole.scanned()


def expected(graph: Graph, form: str) -> dict[str, Any]:
    """Return what a reader of `form` should see."""
    name = IDS[form]
    missing = [node.ref for node in graph.nodes if node.origin == "missing"]
    return {
        "nodes": {name(node.ref): [_spaced(line) for line in lines(node)] for node in graph.nodes},
        "dashed": sorted(map(name, missing)),
        "edges": sorted([name(e.source), e.relation, name(e.target)] for e in graph.edges),
    }


def seen(readers: Readers, graph: Graph, form: str) -> dict[str, Any]:
    """Return what a reader of `form` does see."""
    stream = io.StringIO()
    FORMATS[form](graph, stream)
    text = stream.getvalue()
    text.encode()
    answer = readers.read(form, text)
    assert "refused" not in answer, f"{answer['refused']}\n{text}"
    nodes = {key: [_spaced(line) for line in value] for key, value in answer["nodes"].items()}
    return {"nodes": nodes, "dashed": sorted(answer["dashed"]), "edges": sorted(answer["edges"])}


def _spaced(line: str) -> str:
    """Return `line` as a browser draws it: several spaces as one."""
    return " ".join(line.split())


@pytest.mark.parametrize("form", ["dot", "mermaid"])
@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_hostile_text_is_drawn_as_it_is(readers: Readers, form: str, text: str) -> None:
    """Whatever a title or a name says, it is text: the graph has its nodes, edges and labels."""
    graph = survey([text], [text])
    assert expected(graph, form) == seen(readers, graph, form)


@pytest.mark.parametrize("form", ["dot", "mermaid"])
@settings(
    max_examples=150,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(titles=st.lists(st.text(max_size=12), max_size=4), names=st.lists(st.text(), max_size=4))
def test_any_text_is_drawn_as_it_is(
    readers: Readers, form: str, titles: list[str], names: list[str]
) -> None:
    """The same of texts that nobody has thought of."""
    graph = survey(titles, names)
    assert expected(graph, form) == seen(readers, graph, form)
