"""Entity refs are split as Backstage's catalog model splits them."""

from __future__ import annotations

import pytest

from goldenpath.entity_ref import EntityRef, parse_ref, shortest


@pytest.mark.parametrize(
    ("text", "ref"),
    [
        ("component:default/orders", "component:default/orders"),
        ("orders", "group:default/orders"),
        ("component:orders", "component:default/orders"),
        ("web/orders", "group:web/orders"),
        ("Component:Web/Orders", "component:web/orders"),
        ("a/b/c", "group:a/b/c"),
        ("a:b:c", "a:default/b:c"),
        ("a:b/c:d", "a:b/c:d"),
        ("a/b:c", "group:a/b:c"),
        (" ", "group:default/ "),
        ("no", "group:default/no"),
    ],
)
def test_text_names_a_ref(text: str, ref: str) -> None:
    """Only the first colon and the first slash separate, and case makes no difference."""
    assert str(parse_ref(text, default_kind="Group")) == ref


@pytest.mark.parametrize("text", ["", ":", "/", "a:", ":a", "a/", "/a", "a:/b", "a:b/", ":a/b"])
def test_empty_part_names_nothing(text: str) -> None:
    """A separator without a part beside it makes no ref."""
    assert parse_ref(text, default_kind="group") is None


def test_kindless_text_names_nothing_without_a_default() -> None:
    """What can be of several kinds has to say which."""
    assert parse_ref("default/orders") is None


def test_namespace_comes_from_the_context() -> None:
    """A ref without a namespace means the one it stands in."""
    assert parse_ref("system:shop", default_namespace="Web") == EntityRef("system", "web", "shop")


@pytest.mark.parametrize(
    ("ref", "text"),
    [
        (EntityRef("group", "default", "checkout"), "checkout"),
        (EntityRef("group", "web", "checkout"), "web/checkout"),
        (EntityRef("user", "default", "guest"), "user:guest"),
    ],
)
def test_shortest_form_leaves_out_what_goes_without_saying(ref: EntityRef, text: str) -> None:
    """The default namespace and the field's own kind need not be written."""
    assert shortest(ref, kind="group") == text
