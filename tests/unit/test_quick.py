"""What is read quickly is what is read in full; where the two would part, the text is left."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import yaml

from goldenpath.parse.quick import quick
from tests.differential import walk
from tests.differential.grammar import ENTITY, FILES, REPEATED, SCALARS, SPEC_LINES
from tests.properties.readers import assert_sound, in_full, unguarded

COMMON = {
    "mapping": "a: b\nc:\n  d: e\n",
    "sequence of mappings": "a:\n  - b: c\n    d: e\n  - b: f\n",
    "sequence at its key's indentation": "a:\n- b\n- c\n",
    "sequence of sequences": "- - a\n  - b\n- - c\n",
    "comments": "# a\na: b # c\n\n  # d\nc: d#e\n",
    "several documents": "---\na: b\n---\nc: d\n--- # next\ne: f\n...\n",
    "empty document": "a: b\n---\n",
    "list in brackets": "a: [b, 'c', \"d\", component:default/e, https://f/g, 1, 1.5, é]\nh: []\n",
    "mapping in braces": "a: {b: c, 'd': \"e\"}\nf: {}\n",
    "quotes": "a: \"b: #c\"\nd: 'it''s'\n\"e\": '[' # f\n",
    "escapes": 'a: "\\"\\n\\\\ \\u00e9 \\x41 \\/"\n',
    "empty quotes": "a: ''\nb: \"\"\n",
    "apostrophe in a text": "a: it's what it's\nb: The \"best\" [of] {all}\n",
    "ampersand and star in a text": "a: R & D\nb: 2 * 3\nc: what!\nd: who?\ne: 100 %\n",
    "placeholders": "a: ${{ parameters.b }}\nc: ${{ d | e('f') }}\n",
    "literal text": "a: |\n  b\n   c\n\n  d\ne: f\n",
    "folded text": "a: >-\n  b\n  c\n\n  d\n",
    "text with its trailing lines": "a: |+\n  b\n\n\nc: d\n",
    "text over several lines": "a: b\n  c\n  d\ne: f\n",
    "JSON within a text": 'a:\n  - b: |\n      {\n        "c": [{"d": "e"}]\n      }\n    f: g\n',
    "GraphQL within a text": 'a: |\n  """A\n  film."""\n  type F {\n    g: [H!]!\n  }\nb: c\n',
    "Markdown within a text": 'a: >\n  * **b** `c`\n  * [d](e)\n\n  ![f](g)\n  ? & !\n  "h\nb: c\n',
    "null": "a:\nb: ~\nc: null\n",
    "booleans and what is none": "a: true\nb: False\nc: yes\nd: no\ne: off\n",
    "integers": "a: 0\nb: -1\nc: +2\nd: 0x1F\ne: 0o17\nf: 9223372036854775807\ng: -0\n",
    "floats": "a: 1.5\nb: 1e3\nc: .5\nd: 1.\ne: -0.0\nf: 1.5E-7\n",
    "what looks like a number": "a: 1.2.3\nb: 1_000\nc: 12:30\nd: 2026-01-01\n",
    "merge key": "<<: {a: b}\nc: d\n",
    "other scripts": "a: é — 訂單 😀\n訂單: \u00a0b\u3000c\n",
    "scalar": "a\n",
}

DIFFERENCES = {
    "text that goes on at its key": 'a: "b\nc"\n',
    "text in single quotes that goes on at its key": "a: 'b\nc'\n",
    "list that goes on at its key": "a: [b,\nc]\n",
    "mapping that goes on at its key": "a: {b: c,\nd: e}\n",
    "comment behind a quote": "a: 'b'#c\n",
    "comment behind a bracket": "a: [b]#c\n",
    "comment behind a quoted key's value": "'a': \"b\"#c\n",
    "comment behind what a colon begins": ':a: "#b"#c\n',
    "comment behind the value of a marked key": '? a\n: "b"#c\n',
    "tag of one's own": "a: !b c\n",
    "tag that says nothing": "a: ! 1\n",
    "tag that does not fit": "a: !!binary YQ==\n",
    "alias that is used too often": "a: &a [b]\nc: [" + "*a, " * 100 + "*a]\n",
    "YAML 1.1": "%YAML 1.1\n---\na: yes\n",
    "directive within a document": "a: b\n%YAML 1.2\n---\nc: d\n",
    "no document": "# a\n",
    "empty file": "",
    "number as a key": "1: a\n",
    "null as a key": "~: a\n",
    "boolean as a key": "true: a\n",
    "keys that become the same text": "1: a\n'1': b\n",
    "keys that are equal in Python": "1: a\ntrue: b\n",
    "zero in front": "a: 017\n",
    "zero in front of a key": "017: a\n",
    "sign and zero in front": "a: -00\n",
    "number that is infinite": "a: 1e400\n",
    "long number that is infinite": f"a: {'1' * 401}\n",
    "integer beyond what a float tells apart": f"a: {'9' * 40}\n",
    "binary integer": "a: 0b11\n",
    "binary integer in a list": "a: [0b11]\n",
    "signed integer in base 16": "a: -0x1F\n",
    "signed integer in base 8": "a: +0o7\n",
    "line separator": "a: b\u2028  c\n",
    "paragraph separator": "a: b\u2029  c\n",
    "next line": "a: b\x85  c\n",
    "byte order mark within": "a: 'b\ufeff'\n---\n\ufeffc: d\n",
}
"""Texts that `ryaml` accepts and reads as other data than those of YAML 1.2, or as any at all."""


@pytest.mark.parametrize("text", COMMON.values(), ids=COMMON)
def test_what_is_common_is_read_quickly(text: str) -> None:
    """To read it in full would take ten times as long, and give the same."""
    assert assert_sound(text)


@pytest.mark.parametrize("text", DIFFERENCES.values(), ids=DIFFERENCES)
def test_difference_is_left_to_the_full_reader(text: str) -> None:
    """Each is one: without its guard the data would be others."""
    raw = text.encode()
    assert repr(in_full(raw)) != repr(unguarded(raw))
    assert quick(raw) is None


@pytest.mark.parametrize(
    "text",
    [
        'a:\n  b: |\n    "c\n  d: "e\n  f"\n',
        'a: |\n  "b\n# c\nd: [e,\nf]\n',
        'a:\n  - b: |\n      "c\n    d: "e\n    f"\n',
        'a: b # c: |\n  d: "e\n  f"\n',
        '- a: |\n    "b\n- "c\nd"\n',
        '--- "a\nb"#c\n',
    ],
)
def test_text_ends_where_its_lines_are_no_longer_indented(text: str) -> None:
    """What stands behind a block of text, or a comment that looks like one, is no part of it."""
    assert quick(text.encode()) is None


@pytest.mark.parametrize("number", [-(10**15), 10**15, 2**63, 2**64 - 1, -(2**63)])
def test_large_number_is_exact(number: int) -> None:
    """An integer of 64 bits comes out as it went in."""
    assert [{"a": number}] == quick(f"a: {number}\n".encode())


@pytest.mark.parametrize(
    "raw",
    [
        b"a: \xff\n",
        b"a: \xed\xa0\x80\n",
        "a: b\n".encode("utf-16"),
        b"\xef\xbb\xbfa: b\n",
        b"a: \0\n",
        b"a: \x1b\n",
        b"a: \x7f\n",
        b"a:\tb\n",
        b"a: b\r\n",
        b"a: b\rc: d\n",
        b"a: [",
        b"a: 1\na: 2\n",
    ],
)
def test_what_may_be_wrong_is_left_to_the_full_reader(raw: bytes) -> None:
    """It finds what is wrong, and where."""
    assert quick(raw) is None


@pytest.mark.parametrize("levels", [129, 200, 30_000])
@pytest.mark.parametrize("level", ["[", "{a: ", "- ", "? ", "a: - "])
def test_deep_nesting_is_left_to_the_full_reader(level: str, levels: int) -> None:
    """It has a limit of its own, and no stack that could overflow."""
    assert quick(level.encode() * levels) is None


def test_large_file_is_left_to_the_full_reader() -> None:
    """It stops at the first excess, where the other one would read to the end."""
    assert quick(b"# a comment\n" * 30_000 + b"a: b\n") is None


def test_absent_engine_leaves_everything_to_the_full_reader(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where there is no wheel of it, files are read as they always were."""
    monkeypatch.setitem(sys.modules, "ryaml", None)
    monkeypatch.delitem(sys.modules, "goldenpath.parse.quick")
    assert import_module("goldenpath.parse.quick").quick(b"a: b\n") is None


def test_yaml_s_grammar_is_read_alike() -> None:
    """The texts by which our reader is held against Backstage's, whole and in part."""
    texts = [*FILES, *SPEC_LINES, *(f"a: {scalar}\n" for scalar in SCALARS)]
    texts += [ENTITY + lines for lines in (*SPEC_LINES, *REPEATED)]
    texts += [f"[{scalar}]\n" for scalar in SCALARS]
    assert len(texts) > sum(assert_sound(text) for text in texts) > 0


@pytest.mark.parametrize("kind", walk.bases())
def test_entity_of_each_kind_is_read_quickly(kind: str) -> None:
    """Every field set, written as people and programs write it."""
    entity: dict[str, Any] = walk.bases()[kind]
    texts = [yaml.safe_dump(entity), yaml.safe_dump(entity, sort_keys=False, allow_unicode=True)]
    assert [True, True] == [assert_sound(text) for text in texts]


def test_good_examples_are_read_quickly(root: Path) -> None:
    """All but those that are there because they are odd."""
    files = sorted(root.glob("tests/checks/*/good/**/catalog-info.yaml"))
    left = [file for file in files if not assert_sound(file.read_text("utf-8"))]
    assert len(left) <= len(files) // 10, left
