"""Whatever is sent, the form and Copier say the same of it.

The form is judged by its JSON Schemas as ECMAScript reads them, the answers that the task makes of
it by the interview, which evaluates every question by Copier's own code.
GOLDENPATH_DIFFERENTIAL sets how many sets `make verify` tries: a hundredth of it for each path,
since each costs an interview.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenpath.copier_templates import AnswerError, interview
from tests.mirrored import PATHS, as_json, fields, filled, form_values, handed_over, refusals
from tests.organization import OWNER, SYSTEM
from tests.tries import tries

STRICTER = {
    "type": (
        "a terminal gives texts, so Copier's interview reads 'yes' and '18' as what they say; "
        "a form sends the type itself"
    ),
    "reference": (
        "the task takes the name off an entity ref; the form takes refs of its own list only, "
        "not those of another kind or namespace that end in the same name"
    ),
}
"""Where the form refuses what Copier would take, and why that is right; never the other way."""

HOSTILE = [
    *("", " ", "no", "null", "~", "1e3", "x" * 301, "x\n", "\nx", "é", "😀", "\ufeff", "a\u2028b"),
    *("../../etc/passwd", "-rf", "--vcs-ref=x", "$(id)", "`id`", "<script>", "'", '"', "a#b"),
    *("${{ secrets.TOKEN }}", "{{ x }}", "[[ 7 * 7 ]]", "[% raw %]", "{% raw %}", "{# x #}"),
    *("undefined", "UNSET", "constructor", "__proto__", "orders&repo=other", "orders?owner=x"),
]
SOME = tries(int(os.environ.get("GOLDENPATH_DIFFERENTIAL", "3000")) // 100)
SAID = re.compile(r"[^:/]+:[^:/]+/([^:/]+)")
ANYTHING = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(max_size=50),
    st.none(),
    st.booleans(),
    st.integers(-3, 30),
    st.lists(st.text(max_size=3), max_size=2),
    st.dictionaries(st.text(max_size=3), st.text(max_size=3), max_size=1),
)


def sent(path: str) -> st.SearchStrategy[dict[str, Any]]:
    """Generate what the form's fields can hold: mostly what is right, with a wrong one or two."""
    right = {name: _right(path, name, field) for name, field in fields(path).items()}
    wrong = {name: st.one_of(_near(field), ANYTHING) for name, field in fields(path).items()}
    some = st.sets(st.sampled_from(sorted(right)), max_size=2)
    return st.tuples(
        st.fixed_dictionaries({}, optional=right), st.fixed_dictionaries(wrong), some, some
    ).map(lambda drawn: _merged(path, *drawn))


def _merged(
    path: str, right: dict[str, Any], wrong: dict[str, Any], spoilt: set[str], left: set[str]
) -> dict[str, Any]:
    given_ = {"name": "orders", "owner": OWNER, "system": SYSTEM}
    values = form_values(path, given_) | right | {name: wrong[name] for name in spoilt}
    return as_json({name: value for name, value in values.items() if name not in left})


def _right(path: str, name: str, field: dict[str, Any]) -> st.SearchStrategy[Any]:
    if "enum" in field:
        return st.sampled_from(field["enum"])
    if field["type"] == "boolean":
        return st.booleans()
    if name == "name":
        names = st.from_regex(r"\A[a-z][-a-z0-9]{0,38}[a-z0-9]\Z")
        return names.map(lambda text: form_values(path, {"name": text})["name"])
    if name == "description":
        return st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=80)
    return st.from_regex(r"\A[A-Z0-9]{5,20}\Z") | st.just("")


def _near(field: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Generate what is almost an answer: another case, a text around it, the text of it."""
    offered = [str(value) for value in field.get("enum", ["orders", "true", "yes"])]
    options = field.get("ui:options", {})
    if "allowedOwners" in options:
        host, owner = options["allowedHosts"][0], options["allowedOwners"][0]
        offered = [f"{host}?owner={owner}&repo={name}" for name in ("Orders", "con", "a", "o-")]
        offered += [f"evil.example?owner={owner}&repo=orders", f"{host}?owner=evil&repo=orders"]
        offered += [f"{host}?repo=orders&owner={owner}", f"{host}?owner={owner}&repo=orders&x=y"]
    word = st.sampled_from(offered)
    return st.one_of(
        word,
        word.map(str.upper),
        word.map(lambda text: f"{text}\n"),
        word.map(lambda text: f" {text}"),
        word.map(lambda text: text.rpartition("/")[2]),
        word.map(lambda text: text.replace("default", "other")),
        word.map(lambda text: text.replace("system:", "domain:")),
    )


def reasons(path: str, values: dict[str, Any]) -> set[str]:
    """Return the reasons for which the form may refuse what Copier takes."""
    found = set()
    for name, field in fields(path).items():
        value = values.get(name)
        if field["type"] in {"boolean", "integer"} and isinstance(value, str):
            found.add("type")
        if not isinstance(value, str):
            continue
        offered = {str(one).rpartition("/")[2] for one in field.get("enum", ())}
        ref = SAID.fullmatch(value)
        if field.get("ui:field") == "EntityPicker" and ref and ref[1] in offered:
            found.add("reference")
    return found


def copier_refuses(root: Path, answers: dict[str, Any]) -> bool:
    """Tell whether the interview refuses the answers of a task."""
    try:
        with interview(str(root), None, answers, prompt=False, prompt_all=False):
            return False
    except AnswerError:
        return True


@pytest.mark.parametrize("path", PATHS)
def test_form_and_copier_accept_and_refuse_alike(path: str, template_root: Path) -> None:
    """What differs is refused by the form alone, and for a reason that is written down."""

    @SOME
    @given(sent(path))
    def judge(values: dict[str, Any]) -> None:
        values = filled(path, values)
        by_form = refusals(path, values) != []
        by_copier = copier_refuses(template_root, handed_over(path, values))
        if by_form != by_copier:
            assert by_form
            assert reasons(path, values) <= STRICTER.keys()
            assert reasons(path, values)

    judge()


@pytest.mark.parametrize(
    ("reason", "wrong"),
    [
        ("type", {"database": "yes"}),
        ("reference", {"system": f"domain:other/{SYSTEM}"}),
    ],
)
def test_reason_for_a_stricter_form_is_needed(
    reason: str, wrong: dict[str, Any], template_root: Path
) -> None:
    """The form refuses, Copier takes; a reason that explains nothing is none."""
    right = form_values("service", {"name": "orders", "owner": OWNER, "system": SYSTEM})
    values = filled("service", right | wrong)
    assert reason in reasons("service", values)
    assert refusals("service", values) != []
    assert not copier_refuses(template_root, handed_over("service", values))
