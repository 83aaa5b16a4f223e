"""The real questions: form and Copier ask the same, and take and refuse the same answers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from goldenpath import schemas
from goldenpath.copier_templates import AnswerError, interview
from goldenpath.mirror.scope import Scope
from tests.mirrored import (
    FACTS,
    PATHS,
    QUESTIONS,
    as_javascript,
    fields,
    filled,
    form_values,
    handed_over,
    pages,
    refusals,
    template,
)
from tests.organization import EXAMPLES, OWNER, SYSTEM, example_answers, example_name

RULES = [q for q in QUESTIONS if "validator" in q.fields and "pattern" in q.form]

BY_HAND = [
    *("", " ", "a", "ab", "no", "null", "1e3", "a-", "-a", "a--b", "aB", "é", "a b", "ß", "K"),
    *("x" * length for length in (2, 40, 41, 299, 300, 301)),
    *("ab\n", "\nab", "ab\r", "a\tb", "ab\u2028", "a\u2029b", "ab\u0085", "ab\u007f", "ab\u0000"),
    *(" ab", "ab ", "ab\u00a0", "\u3000ab", "\ufeffab", "a\u200bb", "a\u1680b", "ab\u180e"),
    *("ab😀", "😀" * 40, "😀" * 300, "😀" * 301, "\ud83d", "a\udfffb", "\ufffe", "a\uffff"),
    *("PABC123", "pabc123", "P" * 20, "P" * 21, "PABC123\n", "P-BC123"),
    *("con", "nul", "com0", "lpt9", "com", "con1", "a-con", "con-a", "lpt10"),
    *("'a'", '"', "a#b", "a: b", "${{ x }}", "{{ x }}", "[[ x ]]", "[% x %]", "<b>", "\\", "`"),
]


def texts() -> st.SearchStrategy[str]:
    """Generate what is near the edge of being accepted, and what is far from it."""
    edges = st.sampled_from([*" \t\u00a0\u2003\u3000\u0085\u2028\ufeff-a9Z.\n"])
    near = st.text(st.sampled_from("ab9-"), max_size=42)
    long = st.integers(295, 305).map(lambda length: "x" * length)
    return st.one_of(st.text(), near, st.tuples(edges, near | long, edges).map("".join))


def accepted_by_copier(rule: Any, text: str) -> bool:
    """Tell whether the question's validator says nothing against `text`."""
    said = Scope("service", FACTS).render(rule.fields["validator"], **{rule.name: text})
    return str(said).strip() == ""


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
@given(text=texts())
def test_pattern_and_validator_agree(rule: Any, text: str) -> None:
    """A pattern in the form accepts exactly what the validator in Copier accepts."""
    in_form = as_javascript(rule.form["pattern"]).fullmatch(text) is not None
    assert in_form == accepted_by_copier(rule, text)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
@pytest.mark.parametrize("text", BY_HAND, ids=range(len(BY_HAND)))
def test_pattern_and_validator_agree_at_the_edges(rule: Any, text: str) -> None:
    """The same for what people and attackers are known to type."""
    in_form = as_javascript(rule.form["pattern"]).fullmatch(text) is not None
    assert in_form == accepted_by_copier(rule, text)


def test_every_rule_is_compared() -> None:
    """The comparison covers the questions that are open to any text."""
    assert {"name", "description", "pagerduty_service"} <= {rule.name for rule in RULES}


def by_copier(template_root: Path, answers: dict[str, Any]) -> dict[str, Any]:
    """Return all answers as Copier completes them; AnswerError when it refuses one."""
    with interview(str(template_root), None, answers, prompt=False, prompt_all=False) as done:
        return done.data


NAMED = {"name": "orders", "owner": OWNER, "system": SYSTEM}


@pytest.mark.parametrize("path", PATHS)
def test_mirror_is_a_template_that_backstage_takes(path: str) -> None:
    """The Template's schema, and JSON Schema's own for each page, have nothing against it."""
    entity = template(path)
    assert [] == schemas.violations("entity/template.json", entity)
    for page in entity["spec"]["parameters"]:
        Draft7Validator.check_schema(page)


@pytest.mark.parametrize("path", PATHS)
def test_form_asks_what_copier_asks(path: str, template_root: Path) -> None:
    """Nothing that Copier prompts for is missing, and nothing else is asked."""
    more = {"database": True} if path == "service" else {}
    values = filled(path, form_values(path, NAMED | more))
    asked = by_copier(template_root, handed_over(path, values))
    unprompted = {q.name for q in QUESTIONS if "ask" in q.fields}
    assert sorted(fields(path)) == sorted(asked.keys() - unprompted - {"template"})
    stated = template(path)["spec"]["steps"][0]["input"]["answers"]
    assert sorted(stated.keys() - {"repository_host"}) == sorted([*fields(path), "template"])


def _offers() -> list[tuple[str, str, Any]]:
    return [
        (path, name, value)
        for path in PATHS
        for page in pages(path)
        for name, field in page["properties"].items()
        for value in field.get("enum", [False, True] if field["type"] == "boolean" else [])
    ]


@pytest.mark.parametrize(("path", "name", "value"), _offers())
def test_what_the_form_offers_copier_takes(
    path: str, name: str, value: Any, template_root: Path
) -> None:
    """Each choice, with everything else as the form proposes it, is a complete set of answers."""
    values = filled(path, form_values(path, NAMED) | {name: value})
    assert [] == refusals(path, values)
    answers = handed_over(path, values)
    completed = by_copier(template_root, answers)
    assert {key: completed[key] for key in answers} == answers


@pytest.mark.parametrize("example", EXAMPLES, ids=example_name)
def test_examples_fit_the_form(example: Path, template_root: Path) -> None:
    """An answer set for the terminal is one for the browser, and comes out of it the same."""
    path = example.parts[-3]
    answers = NAMED | example_answers(example)
    values = filled(path, form_values(path, answers))
    assert [] == refusals(path, values)
    completed = by_copier(template_root, handed_over(path, values))
    assert answers.items() <= completed.items()


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "Orders"},
        {"description": " spaced"},
        {"owner": "checkout"},
        {"owner": "group:default/none-such"},
        {"system": "none-such"},
        {"cost_center": "cc-none-such"},
        {"language": "cobol"},
        {"database": "yes, please"},
        {"database": True, "database_size": "enormous"},
    ],
    ids=str,
)
def test_form_and_copier_refuse_the_same(wrong: dict[str, Any], template_root: Path) -> None:
    """What Copier would refuse in the task is refused in the form already."""
    values = filled("service", form_values("service", NAMED | wrong))
    assert refusals("service", values) != []
    with pytest.raises(AnswerError):
        by_copier(template_root, handed_over("service", values))


@pytest.mark.parametrize("path", PATHS)
def test_template_names_what_the_task_needs_in_the_order_of_its_actions(path: str) -> None:
    """Copy, validate, publish, register, a folder for a portal without a token, and the wait."""
    steps = template(path)["spec"]["steps"]
    actions = [step["action"] for step in steps]
    assert ["copier:copy", "goldenpath:validate"] == actions[:2]
    assert ["goldenpath:publish-folder", "goldenpath:await-entity"] == actions[-2:]
    assert {"catalog:register"} == set(actions[3:-2:2])
