"""The files of a suite are read as Kubernetes reads them, whichever reader takes them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from goldenpath.policy.suite import SuiteError, all_documents


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: yes", {"a": True}),
        ("a: 'yes'", {"a": "yes"}),
        ('a: "no"\nb: no', {"a": "no", "b": False}),
        ("a: [on, 'off']", {"a": [True, "off"]}),
        ("y: 1", {"true": 1}),
        ("'y': 1", {"y": 1}),
        ("a: 1_000", {"a": 1000}),
        ("a: '1_000'", {"a": "1_000"}),
        ("a: 0777", {"a": 511}),
        ("a: 0b11", {"a": 3}),
        ("a: -0o17", {"a": -15}),
        ("a: {<<: {b: 1}}", {"a": {"b": 1}}),
        ("a: say yes", {"a": "say yes"}),
        ("a: |\n  yes\n", {"a": "yes\n"}),
        ("a: 12", {"a": 12}),
    ],
)
def test_scalars_are_those_of_kubernetes(tmp_path: Path, text: str, expected: Any) -> None:
    """What YAML 1.1 takes for something else than a text is that, unless it is quoted."""
    (tmp_path / "file.yaml").write_text(text, "utf-8")
    assert [expected] == all_documents(tmp_path, ["file.yaml"])


def test_empty_documents_say_nothing(tmp_path: Path) -> None:
    """Documents without content are no documents."""
    (tmp_path / "file.yaml").write_text("---\n---\na: 1\n---\n# nothing\n", "utf-8")
    assert [{"a": 1}] == all_documents(tmp_path, ["file.yaml"])


@pytest.mark.parametrize(
    ("text", "message"),
    [("a: [", "file.yaml:"), ("a: 1\na: 2", "file.yaml:2: key 'a' is set twice: keep one")],
)
def test_broken_file_is_told_with_its_line(tmp_path: Path, text: str, message: str) -> None:
    """A file that cannot be read stops its suite."""
    (tmp_path / "file.yaml").write_text(text, "utf-8")
    with pytest.raises(SuiteError) as refused:
        all_documents(tmp_path, ["file.yaml"])
    assert message in str(refused.value)
