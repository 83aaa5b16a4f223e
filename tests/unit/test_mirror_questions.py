"""The real questions: form and Copier ask the same, and take and refuse the same answers."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from goldenpath import schemas
from goldenpath.copier_templates import AnswerError, interview, paths, questions
from goldenpath.mirror import mirror
from goldenpath.mirror.scope import Scope
from goldenpath.organization import load
from goldenpath.sync.catalog import catalog_files
from goldenpath.sync.facts import facts_of

ROOT = Path(__file__).resolve().parent.parent.parent
QUESTIONS = questions(ROOT)
PATHS = paths(ROOT)
ORGANIZATION = load(ROOT / "goldenpath.yaml")
FACTS = facts_of(ROOT, ORGANIZATION, catalog_files(ORGANIZATION))
RULES = [q for q in QUESTIONS if "validator" in q.fields and "pattern" in q.form]

WHITE_SPACE = r"[\t\n\v\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]"
r"""What `\s` stands for in JavaScript, which is not what it stands for in Python."""

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


def as_javascript(pattern: str) -> re.Pattern[str]:
    r"""Return what a form's pattern means in a browser: `$` is the very end, `\s` is wider.

    Escapes that Python and JavaScript read differently in other ways are refused.
    """
    assert re.fullmatch(r"\^.*\$", pattern), "a pattern that is not anchored matches anywhere"
    body = pattern[1:-1]
    assert not re.search(r"\\[^su]|\[[^\]]*\\s|(?<!\\)\.", body), "write it without"
    outside = re.sub(r"\(\?:[^()]*\)", "", body)
    assert "|" not in outside, "an alternative outside of a group is not anchored at both ends"
    return re.compile(body.replace(r"\s", WHITE_SPACE).replace("$", r"\Z"))


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


@cache
def form(path: str) -> dict[str, Any]:
    """Return the Template of `path`."""
    content: dict[str, Any] = yaml.safe_load(mirror(path, QUESTIONS, FACTS))
    return content


def filled(path: str, given: dict[str, Any]) -> dict[str, Any]:
    """Return what the form sends when a person gives `given` and leaves the rest as it is."""
    answers = dict(given)
    for page in form(path)["spec"]["parameters"]:
        fields = dict(page["properties"])
        for _ in range(2):
            for name, field in fields.items():
                if "default" in field:
                    answers.setdefault(name, field["default"])
            for name, dependency in page.get("dependencies", {}).items():
                for branch in dependency["oneOf"]:
                    if answers[name] in branch["properties"][name]["enum"]:
                        fields |= branch["properties"]
    return answers


def refusals(path: str, answers: dict[str, Any]) -> list[str]:
    """Return what the form's pages have against `answers`."""
    return [
        error.message
        for page in form(path)["spec"]["parameters"]
        for error in Draft7Validator(page).iter_errors(answers)
    ]


def by_copier(template_root: Path, answers: dict[str, Any]) -> dict[str, Any]:
    """Return all answers as Copier completes them; AnswerError when it refuses one."""
    with interview(str(template_root), None, answers, prompt=False, prompt_all=False) as done:
        return done.data


NAMED = {"name": "orders", "owner": FACTS["teams"][0], "system": ORGANIZATION.systems[0].name}


@pytest.mark.parametrize("path", PATHS)
def test_mirror_is_a_template_that_backstage_takes(path: str) -> None:
    """The Template's schema, and JSON Schema's own for each page, have nothing against it."""
    entity = form(path)
    assert [] == schemas.violations("entity/template.json", entity)
    for page in entity["spec"]["parameters"]:
        Draft7Validator.check_schema(page)


@pytest.mark.parametrize("path", PATHS)
def test_form_asks_what_copier_asks(path: str, template_root: Path) -> None:
    """Nothing that Copier prompts for is missing, and nothing else is asked."""
    answers = filled(path, NAMED | ({"database": True} if path == "service" else {}))
    asked = by_copier(template_root, {"template": path, **answers})
    unprompted = {q.name for q in QUESTIONS if "ask" in q.fields}
    fields = [field for page in form(path)["spec"]["parameters"] for field in _names(page)]
    assert sorted(fields) == sorted(asked.keys() - unprompted - {"template"})
    handed_over = form(path)["spec"]["steps"][0]["input"]["answers"]
    assert sorted(handed_over) == sorted([*fields, "template"])


def _names(page: dict[str, Any]) -> list[str]:
    branches = [b for d in page.get("dependencies", {}).values() for b in d["oneOf"]]
    return list(page["properties"] | {n: None for b in branches for n in b["properties"]})


def _offers() -> list[tuple[str, str, Any]]:
    return [
        (path, name, value)
        for path in PATHS
        for page in form(path)["spec"]["parameters"]
        for name, field in page["properties"].items()
        for value in field.get("enum", [False, True] if field["type"] == "boolean" else [])
    ]


@pytest.mark.parametrize(("path", "name", "value"), _offers())
def test_what_the_form_offers_copier_takes(
    path: str, name: str, value: Any, template_root: Path
) -> None:
    """Each choice, with everything else as the form proposes it, is a complete set of answers."""
    answers = filled(path, NAMED | {name: value})
    assert [] == refusals(path, answers)
    completed = by_copier(template_root, {"template": path, **answers})
    assert {key: completed[key] for key in answers} == answers


EXAMPLES = sorted(ROOT.glob("templates/*/examples/*.yml"))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: f"{e.parts[-3]}-{e.stem}")
def test_examples_fit_the_form(example: Path) -> None:
    """An answer set for the terminal is one for the browser, value by value."""
    path = example.parts[-3]
    assert [] == refusals(path, filled(path, NAMED | yaml.safe_load(example.read_text("utf-8"))))


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "Orders"},
        {"description": " spaced"},
        {"owner": "checkout"},
        {"owner": "group:default/acme"},
        {"system": "system:default/storefront"},
        {"cost_center": "cc-9"},
        {"language": "cobol"},
        {"database": "yes, please"},
        {"database": True, "database_size": "enormous"},
    ],
    ids=str,
)
def test_form_and_copier_refuse_the_same(wrong: dict[str, Any], template_root: Path) -> None:
    """What Copier would refuse in the task is refused in the form already."""
    answers = filled("service", NAMED | wrong)
    assert refusals("service", answers) != []
    with pytest.raises(AnswerError):
        by_copier(template_root, {"template": "service", **answers})
