"""Whatever a file says: what is read of it quickly is what is read of it in full.

GOLDENPATH_DIFFERENTIAL sets how many texts of each sort `make verify` tries.
"""

from __future__ import annotations

import os
from io import StringIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import (
    DoubleQuotedScalarString,
    FoldedScalarString,
    LiteralScalarString,
    SingleQuotedScalarString,
)

from tests.differential.entities import ENTITIES, mutated
from tests.differential.grammar import SCALARS
from tests.differential.texts import edited
from tests.properties.readers import assert_sound
from tests.tries import tries

FEW = tries(100)
MANY = tries(int(os.environ.get("GOLDENPATH_DIFFERENTIAL", "3000")))

_STYLES = (
    str, str, DoubleQuotedScalarString, SingleQuotedScalarString, LiteralScalarString,
    FoldedScalarString,
)  # fmt: skip
_MARKS = (
    "", "", "", "- ", "- - ", "-  ", "a: ", "b: ", "c.d/e-f: ", "- g: ", "h i: ", "j:: ", '"k": ',
    "'l': ", '"m" : ', "n:\n", "0: ", "? ", ": ", "--- ", "# ", ":o: ",
)  # fmt: skip
_VALUES = (
    *SCALARS, "", "a", "|", ">", "|-", ">+", "|2", "| # a", '"a"', "'a'", '"a', "a'", "'a", 'a"',
    "don't", "[a, b]", "[a,", "b]", "[a]: b", "[[a]]", "{a: b}", "{a: b", "}", "{a}", "{'a': b}",
    "# a", "a # b", '"a" # b', '"a"# b', "[a]# b", '"""', '""" a """', '"\\"', '"\\\\"', "'a'''",
    'say "a" to', 'a: "b', "a: b", '"a":"b"', "['a', \"b\"]", "[it's]", "R & D", "*a*", "&a b",
    "? a", "* a", "- 'a", '--- "a', "---", "...", "%a", "@a", "010", "1e400", "0b1", "9" * 30,
    '\u3000"a"', '\xa0"a"', "é", "a\u2028b", "${{ a }}", "http://a/b:c",
)  # fmt: skip


@st.composite
def styled(draw: st.DrawFn) -> str:
    """Return an entity as text, each of its texts in a style of its own."""
    writer = YAML()
    writer.width = draw(st.sampled_from([20, 80, 4096]))
    writer.indent(**draw(st.sampled_from([{}, {"mapping": 4, "sequence": 4, "offset": 2}])))
    writer.explicit_start = draw(st.booleans())
    writer.default_flow_style = draw(st.sampled_from([False, False, True, None]))
    stream = StringIO()
    writer.dump(_styled(draw, draw(st.one_of(ENTITIES, mutated()))), stream)
    return stream.getvalue()


def _styled(draw: st.DrawFn, value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _styled(draw, item) for key, item in value.items()}
    if isinstance(value, list):
        return [_styled(draw, item) for item in value]
    return draw(st.sampled_from(_STYLES))(value) if isinstance(value, str) else value


LINES = st.lists(
    st.tuples(st.sampled_from(range(8)), st.sampled_from(_MARKS), st.sampled_from(_VALUES)),
    min_size=1,
    max_size=7,
).map(lambda lines: "".join(f"{' ' * indent}{mark}{value}\n" for indent, mark, value in lines))
"""Lines that open, go on and close, or only seem to, at whatever indentation."""

LETTERS = st.text("\"' \na:-[],#{}|>&*!?0.é", min_size=1, max_size=12)


@FEW
@given(text=styled())
def test_entities_in_mixed_styles(text: str) -> None:
    """Quoted, literal and folded texts, wrapped or not, collections on one line or on several."""
    assert_sound(text)


@FEW
@given(text=edited())
def test_entities_changed_as_text(text: str) -> None:
    """One to three entities in a file, with its text edited: those that Backstage judges too."""
    assert_sound(text)


@FEW
@given(text=LINES)
def test_lines_of_every_sort(text: str) -> None:
    """Whole lines, so that quotes, brackets and blocks are opened here and closed elsewhere."""
    assert_sound(text)


@FEW
@given(text=LETTERS)
def test_letters_that_mean_something(text: str) -> None:
    """A text of YAML's marks alone."""
    assert_sound(text)


@pytest.mark.toolchain("python")
@pytest.mark.parametrize("name", ["styled", "edited", "lines", "letters"])
def test_many_texts(name: str) -> None:
    """The same, for as long as it takes."""
    texts = {"styled": styled(), "edited": edited(), "lines": LINES, "letters": LETTERS}[name]
    quick = []

    @MANY
    @given(text=texts)
    def check(text: str) -> None:
        quick.append(assert_sound(text))

    check()
    assert {True, False} == set(quick)
