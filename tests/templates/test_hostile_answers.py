"""Any answer that the questions accept gives a repository that parses and validates."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from goldenpath.copier_templates import AnswerError, give_birth, interview
from goldenpath.engine import Options, validate
from tests.organization import HERE, OWNER, SYSTEM, TEAM

HOSTILE_DESCRIPTIONS = (
    "say \"no\" to 'it'",
    "# not a comment",
    "key: value, [list], {map}",
    "${{ github.token }}",
    "{{ .Values.image }} {{- end }}",
    "[[ name ]] [% if x %] [# gone #]",
    "no",
    "1e3",
    "~",
    "- item",
    "<script>alert(1)</script> <b>",
    "back\\slash \\n \\u0041 $HOME `id` $(id)",
    "*alias &anchor !tag %directive @at |pipe >fold",
    "🚀 ünïcödé 漢字 \U0001f468‍\U0001f469",
    "x" * 300,
)
YAML_WORDS = ("no", "on", "yes", "null", "true", "false", "off", "e3", "nan", "inf", "x" * 40)
REFUSED_DESCRIPTIONS = (
    "",
    " ",
    " x",
    "x ",
    "a\nb",
    "a\tb",
    "a\x00b",
    "a\x85b",
    "a\u2028b",
    "x" * 301,
)
REFUSED_NAMES = (
    "",
    "a",
    "A1",
    "1a",
    "-a",
    "a-",
    "a_b",
    "a.b",
    "a/b",
    "../x",
    "a b",
    "a\n",
    "ü",
    "x" * 41,
    "con",
    "lpt1",
)

NAMES = st.sampled_from(YAML_WORDS) | st.from_regex(r"\A[a-z][-a-z0-9]{0,38}[a-z0-9]\Z")
DESCRIPTIONS = st.sampled_from(HOSTILE_DESCRIPTIONS) | st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]),
    min_size=1,
    max_size=300,
)
ANSWERS = st.fixed_dictionaries(
    {
        "template": st.sampled_from(["service", "service", "database", "environment"]),
        "name": NAMES,
        "description": DESCRIPTIONS,
        "owner": st.sampled_from([team.ref for team in HERE.teams]),
        "system": st.sampled_from([system.name for system in HERE.systems]),
    }
)
SERVICE = st.fixed_dictionaries(
    {
        "language": st.sampled_from(["python", "go"]),
        "api": st.sampled_from(["openapi", "none"]),
        "exposure": st.sampled_from(["cluster", "internal", "public"]),
        "lifecycle": st.sampled_from(["experimental", "production", "deprecated"]),
        "database": st.booleans(),
    }
)


def _render(root: Path, folder: Path, answers: dict[str, Any]) -> Path:
    with interview(str(root), None, answers, prompt=False, prompt_all=False) as complete:
        return give_birth(complete, folder, overwrite=False).folder


@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(answers=ANSWERS, service=SERVICE)
@example(
    answers={
        "template": "service",
        "name": "no",
        "description": "${{ x }} {{ y }} [[ z ]] # \" ' \\",
        "owner": OWNER,
        "system": SYSTEM,
    },
    service={"language": "python", "api": "openapi", "exposure": "public", "database": True},
)
def test_accepted_answers_give_clean_repositories(
    template_root: Path,
    tmp_path_factory: pytest.TempPathFactory,
    answers: dict[str, Any],
    service: dict[str, Any],
) -> None:
    """Whatever is accepted renders to files that parse, validate, and repeat the answer exactly."""
    given_ = answers | (service if answers["template"] == "service" else {})
    try:
        born = _render(template_root, tmp_path_factory.mktemp("hostile") / "born", given_)
    except AnswerError as error:
        assert "'description'" in str(error)  # noqa: PT017 - the one answer that may be refused
        return
    report = validate([born], Options())
    assert [f"{d.path}:{d.span.start.line} {d.message}" for d in report.diagnostics] == []
    _assert_repeated(born, answers)


def _assert_repeated(born: Path, answers: dict[str, Any]) -> None:
    """Hold that the files which carry the answers say exactly what was answered."""
    known = yaml.safe_load((born / ".copier-answers.yml").read_text("utf-8"))
    assert answers.items() <= known.items()
    entity = next(yaml.safe_load_all((born / "catalog-info.yaml").read_text("utf-8")))
    assert answers["description"] == entity["metadata"]["description"]
    for path in born.rglob("*.json"):
        json.loads(path.read_text("utf-8"))
    for path in born.rglob("*.toml"):
        tomllib.loads(path.read_text("utf-8"))
    for path in born.rglob("*.y*ml"):
        if "chart/templates" not in path.as_posix():
            list(yaml.safe_load_all(path.read_text("utf-8")))


@pytest.mark.parametrize("description", HOSTILE_DESCRIPTIONS, ids=range(len(HOSTILE_DESCRIPTIONS)))
def test_hostile_descriptions_are_accepted(template_root: Path, description: str) -> None:
    """Text that looks like code is text: it is accepted and kept."""
    answers = _minimal() | {"description": description}
    with interview(str(template_root), None, answers, prompt=False, prompt_all=False) as complete:
        assert description == complete.data["description"]


@pytest.mark.parametrize("name", YAML_WORDS)
def test_yaml_words_are_names(template_root: Path, name: str) -> None:
    """A name that YAML could take for something else stays a name."""
    answers = _minimal() | {"name": name}
    with interview(str(template_root), None, answers, prompt=False, prompt_all=False) as complete:
        assert name == complete.data["name"]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        *(("description", value) for value in REFUSED_DESCRIPTIONS),
        *(("name", value) for value in REFUSED_NAMES),
        ("owner", TEAM),
        ("owner", "group:default/nobody"),
        ("system", "elsewhere"),
        ("database", "maybe"),
        ("database", 1),
        ("language", "cobol"),
        ("language", ["go"]),
        ("cost_center", 1001),
        ("name", False),
        ("template", "../service"),
    ],
    ids=repr,
)
def test_refused_answers_are_named(template_root: Path, key: str, value: object) -> None:
    """A refused answer is named first in one line, before anything is written."""
    answers = _minimal() | {key: value}
    with (
        pytest.raises(AnswerError) as caught,
        interview(str(template_root), None, answers, prompt=False, prompt_all=False),
    ):
        pass
    assert any(line.startswith(f"'{key}': ") for line in str(caught.value).splitlines())


def _minimal() -> dict[str, Any]:
    return {
        "template": "service",
        "name": "orders",
        "owner": OWNER,
        "system": SYSTEM,
    }
