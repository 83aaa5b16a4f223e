"""Whatever an entity looks like: only what has an answer changes, and it changes once."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from goldenpath import fix
from goldenpath.engine import Options, validate
from tests.organization import OWNER

PLAIN = ["true", "FALSE", "No", "on", "5", "1.10", "-3", "0x1F", "0o7", "1e3", ".inf", "1_000"]
ODD = ["null", "~", '""', "&a 5", "&b true", "*b", "*c", "!!str 5", "!!int 5", "[5]", "{a: 5}"]
WORDS = ["java", "Java", "spring boot", "C++", "c#", "x:y", "\u212a8s", "Größe", "web-", "a--b"]
QUOTED = ["'Java'", '"Go"', '"J\\u0061va"', "'it''s'", "'1'", '"true"', "'spring  boot'"]
TOKENS = st.sampled_from([*PLAIN, *ODD, *WORDS, *QUOTED])
COMMENTS = st.sampled_from(["", "", "  # why", " # 'x' [Y] \U0001f4a5", "\n\n  # alone"])
UNTOUCHED = {("metadata", "name"), ("metadata", "description"), ("spec", "owner"), ("spec", "x")}


@st.composite
def entities(draw: st.DrawFn) -> str:
    """Return the text of an entity: values of all kinds, in blocks and flows, with comments."""

    def pairs(indent: str) -> str:
        keys = draw(st.lists(st.sampled_from("abcdef"), min_size=1, unique=True))
        values = [f"{key}: {draw(TOKENS)}" for key in keys]
        if draw(st.booleans()):
            return f" {{{', '.join(values)}}}{draw(COMMENTS)}\n"
        return "\n" + "".join(f"{indent}{value}{draw(COMMENTS)}\n" for value in values)

    tags = draw(st.lists(TOKENS, min_size=1, max_size=4))
    listed = (
        f" [{', '.join(tags)}]"
        if draw(st.booleans())
        else "".join(f"\n  - {tag}{draw(COMMENTS)}" for tag in tags)
    )
    version = draw(st.sampled_from(["backstage.io/v1alpha1", "Backstage.io/v1Beta1", "v1"]))
    kind = draw(st.sampled_from(["Component", "component", "'COMPONENT'", "Componet"]))
    description = draw(st.sampled_from(["&c Java", "'TRUE'", '"5"', "|\n    Java\n    5\n"]))
    text = (
        f"apiVersion: {version}\nkind: {kind}{draw(COMMENTS)}\nmetadata:\n  name: orders\n"
        f"  description: {description}\n  title: {draw(TOKENS)}{draw(COMMENTS)}\n"
        f"  labels:{pairs('    ')}  annotations:{pairs('     ')}  tags:{listed}\n"
        f"spec:\n  type: {draw(TOKENS)}\n  lifecycle: {draw(TOKENS)}{draw(COMMENTS)}\n"
        f"  owner: {OWNER}\n  providesApis: {draw(TOKENS)}\n  x: [5, Java, true]\n"
    )
    return draw(st.sampled_from(["", "%YAML 1.1\n---\n"])) + text


def leaves(value: Any, path: tuple[str | int, ...] = ()) -> dict[tuple[str | int, ...], str]:
    """Return the scalars of a value by their paths, as text with their type."""
    if isinstance(value, dict):
        return {k: v for key in value for k, v in leaves(value[key], (*path, str(key))).items()}
    if isinstance(value, list):
        return {k: v for i, item in enumerate(value) for k, v in leaves(item, (*path, i)).items()}
    return {path: f"{type(value).__name__} {value}"}


def essence(text: str) -> str:
    """Return a text without what a right answer may change: case, quotes, brackets, blanks."""
    return re.sub(r"[\"\[\]\- ]", "", text.lower())


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file to write to."""
    return tmp_path_factory.mktemp("entities") / "catalog-info.yaml"


def mend(file: Path, text: str) -> str:
    """Return what `--fix` would write."""
    file.write_bytes(text.encode("utf-8"))
    mended = fix.mend(validate([file], Options()).diagnostics, [file], Options())
    return mended.changes[0].after.decode("utf-8") if mended.changes else text


@pytest.mark.filterwarnings("ignore::ruamel.yaml.error.YAMLWarning")
@settings(max_examples=150, deadline=None)
@given(text=entities(), ends=st.sampled_from(["\n", "\r\n"]))
def test_only_what_has_an_answer_changes_and_only_once(file: Path, text: str, ends: str) -> None:
    """Another reader of YAML sees other values nowhere else, and a second run has nothing to do."""
    before = text.replace("\n", ends)
    after = mend(file, before)
    assert essence(before) == essence(after)
    assert after == mend(file, after)
    reader = YAML(typ="safe", pure=True)
    try:
        old = leaves(reader.load(io.StringIO(before)))
    except YAMLError:
        return
    new = leaves(reader.load(io.StringIO(after)))
    untouched = {path for path in old if path[:2] in UNTOUCHED}
    assert untouched
    assert {path: old[path] for path in untouched} == {path: new.get(path) for path in untouched}
    for path in old.keys() & new.keys():
        if old[path] != new[path]:
            assert new[path].startswith("str ")
    other = old.keys() ^ new.keys()
    assert {("spec", "providesApis"), ("metadata", "tags")} >= {path[:2] for path in other}
