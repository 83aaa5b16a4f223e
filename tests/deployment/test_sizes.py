"""How large the sizes of claims are is one story, in `sizes.yaml` and in all that tells of it."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from typing import Any

import pytest
import yaml

from goldenpath.quantity import parse
from tests.organization import ROOT

SIZES = yaml.safe_load((ROOT / "platform/crossplane/sizes.yaml").read_text("utf-8"))
CLAIMS = {"databases": "Database", "environments": "Environment"}
QUESTIONS = {
    "databases": ("templates/questions/database.yml", "database_size"),
    "environments": ("templates/environment/questions.yml", "environment_size"),
}
FORMS = {"databases": "database", "environments": "environment"}
IN_WORDS = re.compile(
    r"(?P<cpu>[\d.]+) CPU, (?P<memory>\d+ [GT]iB)(?: of memory)?(?:,| and) "
    r"(?P<storage>\d+ [GT]iB)(?: of storage)?(?:(?:,| and) (?P<pods>\d+) pods)?"
)


def amounts(size: dict[str, str]) -> dict[str, str]:
    """Return what a size holds in the words that developers read."""
    words = {"cpu": f"{float(parse(size['cpu'])):g}"}
    for key in ("memory", "storage"):
        amount, unit = re.fullmatch(r"(\d+)([GT]i)", size[key]).groups()  # type: ignore[union-attr]
        words[key] = f"{amount} {unit}B"
    return words | ({"pods": size["pods"]} if "pods" in size else {})


def expected(claim: str) -> list[tuple[str, dict[str, str]]]:
    """Return the sizes of a kind of claim in their order, each with what it holds."""
    return [(name, amounts(size)) for name, size in SIZES[claim]["sizes"].items()]


def said(text: str) -> dict[str, str]:
    """Return what a sentence says of one size."""
    (found,) = IN_WORDS.finditer(text)
    return {key: value for key, value in found.groupdict().items() if value}


def schema(claim: str) -> dict[str, Any]:
    """Return the definition's own schema of a claim's size."""
    path = ROOT / f"platform/crossplane/apis/{claim}/definition.yaml"
    definition = yaml.safe_load(path.read_text("utf-8"))
    (version,) = definition["spec"]["versions"]
    spec = version["schema"]["openAPIV3Schema"]["properties"]["spec"]
    return dict(spec["properties"]["size"])


@pytest.mark.parametrize("claim", CLAIMS)
def test_question_offers_the_sizes_as_large_as_they_are(claim: str) -> None:
    """A terminal asks with names, order and amounts of the sizes, the first being the default."""
    path, name = QUESTIONS[claim]
    question = yaml.safe_load((ROOT / path).read_text("utf-8"))[name]
    assert expected(claim) == [(size, said(text)) for text, size in question["choices"].items()]
    assert next(iter(SIZES[claim]["sizes"])) == question["default"]


@pytest.mark.parametrize("claim", CLAIMS)
def test_form_offers_the_sizes_as_large_as_they_are(claim: str) -> None:
    """The Create page says the same."""
    path = ROOT / f"backstage/templates/{FORMS[claim]}/template.yaml"
    if not path.is_file():
        pytest.skip("goldenpath.yaml says: portal: none")
    pages = yaml.safe_load(path.read_text("utf-8"))["spec"]["parameters"]
    (field,) = [
        properties[QUESTIONS[claim][1]]
        for page in pages
        if QUESTIONS[claim][1] in (properties := page["properties"])
    ]
    offered = zip(field["enum"], map(said, field["enumNames"]), strict=True)
    assert expected(claim) == list(offered)


@pytest.mark.parametrize("claim", CLAIMS)
def test_definition_tells_the_sizes_as_large_as_they_are(claim: str) -> None:
    """Who asks the cluster by `kubectl explain` reads the same, and the claim's schema too."""
    found = schema(claim)
    told = re.findall(r"(\w+) is ([^;]+?)(?:;|\. )", found["description"])
    assert expected(claim) == [(name, said(text)) for name, text in told]
    assert list(SIZES[claim]["sizes"]) == found["enum"]
    assert next(iter(SIZES[claim]["sizes"])) == found["default"]
    claimed = json.loads((ROOT / f"schemas/claim/{CLAIMS[claim].lower()}.json").read_text("utf-8"))
    size = claimed["properties"]["spec"]["properties"]["size"]
    assert (found["description"], found["enum"]) == (size["description"], size["enum"])


@pytest.mark.parametrize("claim", CLAIMS)
def test_composition_makes_the_sizes_as_large_as_they_are(claim: str) -> None:
    """What is made of a size is every amount of `sizes.yaml`, and no size more."""
    path = ROOT / f"platform/crossplane/apis/{claim}/composition.yaml"
    composition = yaml.safe_load(path.read_text("utf-8"))
    template = composition["spec"]["pipeline"][0]["input"]["inline"]["template"]
    made = {
        name: dict(re.findall(r'"(\w+)" "([^"]+)"', body))
        for name, body in re.findall(r'"(\w+)" \(dict ([^)]+)\)', template)
        if name in SIZES[claim]["sizes"]
    }
    assert SIZES[claim]["sizes"] == made


def test_order_is_from_small_to_large() -> None:
    """Each size holds at least as much as the one before it, in everything."""
    for claim in CLAIMS:
        sizes = list(SIZES[claim]["sizes"].values())
        for smaller, larger in pairwise(sizes):
            for key in smaller.keys() - {"buffers"}:
                assert parse(smaller[key]) <= parse(larger[key]), (claim, key)


def test_memory_may_reach_twice_what_is_requested() -> None:
    """The limit of an environment's memory is what the definition says of it."""
    assert (
        "Memory limits may reach twice what is requested." in schema("environments")["description"]
    )
    for size in SIZES["environments"]["sizes"].values():
        assert parse(size["limit"]) == 2 * parse(size["memory"])


def test_a_database_can_grow_by_every_step_and_shrink_by_none() -> None:
    """The definition's rule allows from each size to each later one, as the order stands."""
    names = list(SIZES["databases"]["sizes"])
    (rule,) = schema("databases")["x-kubernetes-validations"]
    allowed = re.findall(r"oldSelf == '(\w+)'(?: && self == '(\w+)')?", rule["rule"])
    # From the first one to any, from each other one to those that are named.
    assert (names[0], "") == allowed[0]
    steps = [(old, new) for i, old in enumerate(names[1:], 1) for new in names[i + 1 :]]
    assert steps == allowed[1:]


def test_a_fork_limits_stages_by_the_same_names() -> None:
    """The largest claim of a stage is one of the sizes, in `goldenpath.yaml`'s own schema too."""
    found = json.loads((ROOT / "schemas/goldenpath.schema.json").read_text("utf-8"))
    stage = found["properties"]["stages"]["items"]["properties"]
    for claim in CLAIMS:
        assert list(SIZES[claim]["sizes"]) == stage["largest_claim"]["enum"]
