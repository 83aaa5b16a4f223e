"""Our verdict on every document is Backstage's own, or the difference is a known one.

GOLDENPATH_DIFFERENTIAL sets how many generated files are judged, half of them changed as data and
half as text.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable

import pytest
from hypothesis import HealthCheck, given, settings

from tests.differential import walk
from tests.differential.grammar import ENTITY, FILES, REPEATED, SCALARS, SPEC_LINES
from tests.differential.judge import Backstage, File, Goldenpath
from tests.differential.known import Known, known_differences
from tests.differential.texts import DATA, edited
from tests.differential.values import BESIDE

pytestmark = pytest.mark.toolchain("node")

FILES_GENERATED = int(os.environ.get("GOLDENPATH_DIFFERENTIAL", "3000"))
KNOWN = known_differences()
GENERATED = settings(
    max_examples=FILES_GENERATED // 2,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


def difference(backstage: Backstage, goldenpath: Goldenpath, text: str) -> str:
    """Return '' if both judges agree on a file or differ in a known way, else what they say."""
    file = File(text.encode(), BESIDE)
    theirs, ours = backstage.judge(file), goldenpath.judge(file)
    if theirs.agrees(ours) or any(known.explains(file, theirs, ours) for known in KNOWN):
        return ""
    return f"{text!r}\n  Backstage: {theirs}\n  goldenpath: {ours}"


def differences(backstage: Backstage, goldenpath: Goldenpath, texts: Iterable[str]) -> list[str]:
    """Return the differences over several files."""
    told = (difference(backstage, goldenpath, text) for text in texts)
    return [text for text in told if text]


def written(entities: Iterable[object]) -> Iterable[str]:
    """Return each entity as a file."""
    return (json.dumps(entity) for entity in entities)


@pytest.mark.parametrize("kind", walk.bases())
def test_shape_of_every_field(backstage: Backstage, goldenpath: Goldenpath, kind: str) -> None:
    """Every field of every kind: absent, null, empty, of another type; and unknown fields."""
    assert [] == differences(backstage, goldenpath, written(walk.shapes(kind)))


def test_format_of_every_field(backstage: Backstage, goldenpath: Goldenpath) -> None:
    """Names, namespaces, keys and values of labels, tags, URLs, apiVersion and kind."""
    assert [] == differences(backstage, goldenpath, written(walk.formats()))


@pytest.mark.parametrize("kind", walk.bases())
def test_form_of_every_reference(backstage: Backstage, goldenpath: Goldenpath, kind: str) -> None:
    """Odd references, accepted and refused ones, in every field of every spec."""
    assert [] == differences(backstage, goldenpath, written(walk.references(kind)))


def test_placeholders(backstage: Backstage, goldenpath: Goldenpath) -> None:
    """Every sort of placeholder, right and wrong, in every sort of place."""
    assert [] == differences(backstage, goldenpath, written(walk.placeholders()))


def test_grammar(backstage: Backstage, goldenpath: Goldenpath) -> None:
    """YAML's own rules, and several documents in a file of which some are broken."""
    texts = [*(ENTITY + lines for lines in (*SPEC_LINES, *REPEATED)), *FILES]
    texts += [f"{ENTITY}---\n{text}---\n{ENTITY}" for text in texts if "%" not in text]
    assert [] == differences(backstage, goldenpath, texts)


@pytest.mark.parametrize("version", ["1.1", "1.2", "1.3"])
def test_scalars(backstage: Backstage, goldenpath: Goldenpath, version: str) -> None:
    """What is a string and what is not, as a value and as a key, under each version of YAML."""
    head = f"%YAML {version}\n---\n"
    texts = [head + ENTITY.replace("owner: a", f"owner: {scalar}") for scalar in SCALARS]
    texts += [f"{head}{ENTITY}  ? {scalar}\n  : a\n  x: b\n" for scalar in SCALARS]
    texts += [head + ENTITY.replace("name: a", f"name: {scalar}") for scalar in SCALARS]
    assert [] == differences(backstage, goldenpath, texts)


@GENERATED
@given(text=DATA)
def test_entities_changed_as_data(backstage: Backstage, goldenpath: Goldenpath, text: str) -> None:
    """Entities made from the schemas, with values changed, removed and added."""
    assert difference(backstage, goldenpath, text) == ""


@GENERATED
@given(text=edited())
def test_entities_changed_as_text(backstage: Backstage, goldenpath: Goldenpath, text: str) -> None:
    """One to three such entities in a file, with its text edited."""
    assert difference(backstage, goldenpath, text) == ""


@pytest.mark.parametrize("known", KNOWN, ids=lambda known: known.name)
def test_known_difference_still_is_one(
    backstage: Backstage, goldenpath: Goldenpath, known: Known
) -> None:
    """A class that no longer differs must not hide another one."""
    for text in known.examples:
        file = File(text.encode(), BESIDE)
        theirs, ours = backstage.judge(file), goldenpath.judge(file)
        assert (False, True) == (theirs.agrees(ours), known.explains(file, theirs, ours)), text


def test_each_class_is_justified() -> None:
    """A name, a reason in a sentence, and no name twice."""
    names = [known.name for known in KNOWN]
    assert sorted(set(names)) == sorted(names)
    assert all(known.reason.endswith(".") for known in KNOWN)
