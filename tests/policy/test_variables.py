"""Variables of policies, and the text of expressions in which they stand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenpath.policy.cel import EvaluationError, UnsupportedError, compile_expression
from goldenpath.policy.syntax import tokens, with_variables
from tests.policy.expressions import evaluate, holds


def test_variable_is_computed_when_it_is_read() -> None:
    """A variable that fails matters only to who reads it."""
    assert holds("true || variables.broken", broken="object.nothing == 1")
    with pytest.raises(EvaluationError):
        evaluate("variables.broken || false", variables={"broken": "object.nothing == 1"})


def test_variables_build_on_those_before() -> None:
    """A variable reads earlier ones, keeps optional values, and may end in a comment."""
    variables = {
        "one": "object.number // the first",
        "two": "variables.one + 1",
        "label": "object.metadata.?labels[?'team']",
    }
    assert holds("variables.two == 2 && has(variables.two)", **variables)
    assert holds("variables.label.orValue('none') == 'none'", **variables)


def test_only_a_name_is_a_variable() -> None:
    """What stands in a text, or is a field called `variables`, is left alone."""
    assert holds("'variables.one' == 'variables' + '.one'", one="1")
    with pytest.raises(EvaluationError, match="no such key: variables"):
        evaluate("object.variables.one == 1", variables={"one": "1"})


def test_element_of_an_optional_variable_may_be_absent() -> None:
    """A variable that is optional stays so when an element of it is read."""
    assert holds(
        "!variables.list[7].hasValue() && variables.list[0].value() == 3", list="object.?list"
    )


def test_variables_may_be_many() -> None:
    """A policy may have more variables, one built on the other, than expressions may nest."""
    chain = {f"v{n}": f"variables.v{n - 1} + 1" for n in range(1, 40)}
    assert holds("variables.v39 == 40", v0="object.number", **chain)


@pytest.mark.parametrize(
    "expression", ["(" * 200 + "true" + ")" * 200, "1" + " + 1" * 200 + " > 0"]
)
def test_expression_that_is_too_deep_is_not_evaluated(expression: str) -> None:
    """What the cluster's engine takes and this one does not is said, and is no fault of anybody."""
    with pytest.raises(UnsupportedError, match="nested too deep"):
        compile_expression(expression, {}, "bool")


@given(st.text(alphabet="ab.'\"`\\r\n /?(1", max_size=40))
def test_tokens_are_the_text(text: str) -> None:
    """Whatever a text is, its tokens are all of it but the space at its end."""
    found = "".join(str(token) for token in tokens(text))
    assert text.startswith(found)
    assert not tokens(text[len(found) :])


@pytest.mark.parametrize(
    "literal",
    [
        "'variables.x'", '"variables.x"', "r'variables.x'", "'\\'variables.x'", "b'variables.x'",
        "\'\'\'a\'variables.x\'\'\'", '"""a"variables.x"""', "r'\\' + ''", "// variables.x\n1",
    ],
)  # fmt: skip
def test_literal_is_left_alone(literal: str) -> None:
    """No variable is seen within a literal or a comment, however that is quoted."""
    bound = with_variables(f"{literal} == variables.x", {"x": "1"})
    assert f"{literal} == __variables_x" == bound.body
