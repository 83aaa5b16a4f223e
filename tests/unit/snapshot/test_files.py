"""A catalog that is read from a file or a folder."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenpath import snapshot
from goldenpath.snapshot import SnapshotError, json_stream
from tests.unit.snapshot.conftest import entity

A, B, C = entity("a"), entity("b"), entity("c")
YAML = """\
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {{name: {name}}}
"""


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def read(where: str) -> tuple[list[dict[str, Any]], list[str]]:
    """Return the entities at `where`, and the remarks."""
    found = snapshot.read(where)
    return list(found.entities), found.remarks


FORMS = {
    "list": json.dumps([A, B, C]),
    "page": json.dumps({"items": [A, B, C], "totalItems": 3, "pageInfo": {}}),
    "totals first": json.dumps({"totalItems": 3, "items": [A, B, C]}, indent=2),
    "lines": "\n".join(map(json.dumps, [A, B, C])),
    "pages": json.dumps({"items": [A, B]}) + json.dumps({"items": [C]}),
    "lists": json.dumps([A]) + " \n\t\r" + json.dumps([B, C]) + "[]",
    "with a mark": "\ufeff" + json.dumps([A, B, C]),
}


@pytest.mark.parametrize("form", FORMS)
def test_json_in_every_form_of_the_api(form: str) -> None:
    """A list, a page, several of either, and JSON lines hold the same."""
    Path("catalog.json").write_text(FORMS[form], "utf-8")
    assert ([A, B, C], []) == read("catalog.json")


def test_yaml_is_read_as_backstage_reads_it() -> None:
    """Several documents, of which one is no entity, and `no` is a string."""
    text = YAML.format(name="no") + "---\napiVersion: v1\nkind: ConfigMap\n---\n"
    Path("all.yaml").write_text(text + YAML.format(name="b"), "utf-8")
    assert ([entity("no"), B], []) == read("all.yaml")


def test_folder_is_read_with_all_that_is_below() -> None:
    """YAML and JSON files, but none of other people's."""
    for name in ("x/a.yaml", "y/z/b.json", "y/c.ndjson", "node_modules/d.json"):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path("x/a.yaml").write_text(YAML.format(name="a"), "utf-8")
    Path("y/z/b.json").write_text(json.dumps(B), "utf-8")
    Path("y/c.ndjson").write_text(json.dumps(C), "utf-8")
    Path("node_modules/d.json").write_text(json.dumps(entity("d")), "utf-8")
    found, remarks = read(".")
    assert (["a", "b", "c"], []) == (sorted(item["metadata"]["name"] for item in found), remarks)


def test_broken_document_does_not_take_the_others_along() -> None:
    """Backstage refuses one document of a file; the remark says which."""
    Path("all.yaml").write_text(f"{YAML.format(name='a')}---\na: [\n---\n{YAML.format(name='b')}")
    found, (remark,) = read("all.yaml")
    assert [A, B] == found
    assert remark.startswith("all.yaml: left out what is broken: all.yaml:")


def test_broken_file_does_not_take_the_others_along() -> None:
    """In a folder, that is; the remark counts what it does not tell."""
    Path("a.json").write_text(json.dumps(A), "utf-8")
    Path("b.json").write_text("[", "utf-8")
    Path("c.json").write_bytes(b"\xff")
    os.mkfifo("d.json")
    found, remarks = read(".")
    assert [A] == found
    assert remarks == [
        ".: left out what is broken: b.json is no JSON: line 1: expecting value, and 2 more"
    ]


def test_values_that_are_no_entities_are_counted() -> None:
    """Backstage gives null for what it could not find; nobody refers to what has no name."""
    nameless = {**A, "metadata": {"name": ""}}
    odd: list[Any] = [None, 1, "a", [], {}, {**A, "kind": 1}, {**A, "metadata": []}, nameless]
    Path("catalog.json").write_text(json.dumps([A, *odd]), "utf-8")
    assert ([A], ["catalog.json: 8 value(s) left out that are no entities"]) == read("catalog.json")


BROKEN = {
    "": "catalog.json: holds no catalog entity",
    "[]": "catalog.json: holds no catalog entity",
    "[\n\n": "line 3: expecting value",
    "[1 2]": "line 1: expecting ',' or ']'",
    '{"a" 1}': "line 1: expecting ':'",
    '{"a": 1': "line 1: expecting ','",
    "{1: 2}": "line 1: a key is no string",
    '{"items": [1,\n]}': "line 2: expecting value",
    '["a': "line 1: unterminated string starting at",
    "nul": "line 1: expecting value",
    "[" * 200_000: "line 1: is nested too deeply",
    '{"a": ' + "[" * 200_000: "line 1: is nested too deeply",
    f"[{'9' * 5000}]": "line 1: a number is too long",
    "{" + ",".join(f'"{key}": 1' for key in range(1002)) + "}": "has more than 1000 keys",
}


@pytest.mark.parametrize("text", BROKEN, ids=lambda text: ascii(text[:12]))
def test_broken_json_is_told_with_its_line(text: str) -> None:
    """One line: the file, the place, what is wrong."""
    Path("catalog.json").write_text(text, "utf-8")
    with pytest.raises(SnapshotError) as caught:
        read("catalog.json")
    assert BROKEN[text] in str(caught.value)
    assert "\n" not in str(caught.value)


def test_endless_value_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """No more is read of a value than any entity has."""
    monkeypatch.setattr(json_stream, "VALUE_LIMIT", 1000)
    monkeypatch.setattr(json_stream, "CHUNK", 100)
    stream = io.StringIO('["' + "a" * 100_000)
    with pytest.raises(json_stream.JSONError, match="a value is larger than"):
        list(json_stream.values(stream))
    assert stream.tell() < 10_000


@pytest.mark.parametrize("name", ["nowhere.json", "nowhere.yaml", "nowhere"])
def test_missing_path_is_told(name: str) -> None:
    """A mistyped path is no empty catalog."""
    with pytest.raises(SnapshotError, match=f"{name} does not exist: correct the path"):
        read(name)


@pytest.mark.parametrize("name", ["pipe.json", "pipe.yaml"])
def test_pipe_is_not_waited_for(name: str) -> None:
    """Nobody may ever write to it."""
    os.mkfifo(name)
    with pytest.raises(SnapshotError, match=f"{name} is no regular file"):
        read(name)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.text().filter(lambda k: k != "items"), inner)
    ),
)


@given(items=st.lists(JSON), chunk=st.integers(1, 40), indent=st.none() | st.integers(0, 2))
def test_any_list_is_read_wherever_it_is_cut(
    items: list[Any], chunk: int, indent: int | None
) -> None:
    """A text that comes in pieces gives what it gives as a whole."""
    text = json.dumps(items, indent=indent, ensure_ascii=False)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_stream, "CHUNK", chunk)
        assert items == list(json_stream.values(io.StringIO(text)))
        page = f'{{"totalItems": 12, "items": {text}, "pageInfo": {{}}}}'
        assert items == list(json_stream.values(io.StringIO(page)))
        lines = "".join(json.dumps({"a": item}) + "\n" for item in items)
        assert [{"a": item} for item in items] == list(json_stream.values(io.StringIO(lines)))
