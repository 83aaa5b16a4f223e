"""With further modules in the catalog, our verdict on every document is still Backstage's own.

The module's package says which layers of the catalog's model it adds; without it the same entities
are refused by both, which `test_backstage` holds for those that it makes.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from goldenpath.entity.model import every_kind, model_with
from tests.differential import walk
from tests.differential.entities import ENTITIES, OF_MODULES, mutated
from tests.differential.judge import MODULES, Backstage, File, Goldenpath
from tests.differential.test_backstage import GENERATED, difference, differences, written
from tests.differential.texts import written as in_some_style
from tests.differential.values import BESIDE

pytestmark = pytest.mark.toolchain("node")

TEXT = in_some_style(mutated(OF_MODULES | ENTITIES))


def test_modules_under_test_are_all_that_there_are() -> None:
    """A module that is added to the schemas is judged here too."""
    assert every_kind() == tuple(model_with(MODULES).kinds)


@pytest.mark.parametrize("name", sorted(walk.all_bases().keys() - walk.bases().keys()))
def test_kind_comes_with_its_module(
    backstage: Backstage,
    goldenpath: Goldenpath,
    backstage_with_modules: Backstage,
    goldenpath_with_modules: Goldenpath,
    name: str,
) -> None:
    """What a module brings is refused by both without it, and accepted by both with it."""
    [text] = written([walk.all_bases()[name]])
    file = File(text.encode(), BESIDE)
    without = [judge.judge(file).accepts for judge in (backstage, goldenpath)]
    with_it = [
        judge.judge(file).accepts for judge in (backstage_with_modules, goldenpath_with_modules)
    ]
    assert [(False,), (False,), (True,), (True,)] == [*without, *with_it]


@pytest.mark.parametrize("name", sorted(walk.all_bases()))
def test_shape_of_every_field(
    backstage_with_modules: Backstage, goldenpath_with_modules: Goldenpath, name: str
) -> None:
    """Every field of every kind: absent, null, empty, of another type; and unknown fields."""
    texts = written(walk.shapes(name))
    assert [] == differences(backstage_with_modules, goldenpath_with_modules, texts)


@pytest.mark.parametrize("name", sorted(walk.all_bases()))
def test_form_of_every_reference(
    backstage_with_modules: Backstage, goldenpath_with_modules: Goldenpath, name: str
) -> None:
    """Odd references, accepted and refused ones, in every field of every spec."""
    texts = written(walk.references(name))
    assert [] == differences(backstage_with_modules, goldenpath_with_modules, texts)


@pytest.mark.parametrize("judges", ["without", "with"])
def test_formats(request: pytest.FixtureRequest, judges: str) -> None:
    """Names, keys, kinds and versions, of entities of the module's kind as well."""
    suffix = "_with_modules" if judges == "with" else ""
    backstage: Backstage = request.getfixturevalue(f"backstage{suffix}")
    goldenpath: Goldenpath = request.getfixturevalue(f"goldenpath{suffix}")
    entities: list[Any] = list(walk.formats())
    entities += [entity | {"kind": "AiResource"} for entity in entities if "kind" in entity]
    assert [] == differences(backstage, goldenpath, written(entities))


@GENERATED
@given(text=TEXT)
def test_entities_changed_as_data(
    backstage_with_modules: Backstage, goldenpath_with_modules: Goldenpath, text: str
) -> None:
    """Entities of every kind, with values changed, removed and added."""
    assert difference(backstage_with_modules, goldenpath_with_modules, text) == ""


@GENERATED
@given(text=TEXT)
def test_entities_without_their_module(
    backstage: Backstage, goldenpath: Goldenpath, text: str
) -> None:
    """The same entities in a catalog that does not have the module."""
    assert difference(backstage, goldenpath, text) == ""
