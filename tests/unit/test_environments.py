"""The environments repository is one of the sources, or goldenpath.yaml is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from goldenpath.environments import facts_of
from goldenpath.organization import OrganizationError, load
from tests.organization import ROOT

SOURCES = [
    {"name": "github", "kind": "github", "host": "github.com", "owner": "acme"},
    {"name": "forge", "kind": "gitlab", "host": "git.acme.example:8443", "owner": "acme"},
]


@pytest.mark.parametrize(
    ("url", "source", "owner"),
    [
        ("https://github.com/acme/environments.git", "github", "acme"),
        ("https://github.com/acme/environments", "github", "acme"),
        ("git+https://github.com/other/environments.git", "github", "other"),
        ("ssh://git@github.com/acme/environments.git", "github", "acme"),
        ("https://git.acme.example:8443/a/b/environments.git", "forge", "a/b"),
        ("ssh://git@git.acme.example:2222/a/environments.git", "forge", "a"),
    ],
)
def test_host_says_which_source_it_is(url: str, source: str, owner: str) -> None:
    """The repository is told with its owner, subgroups included."""
    found = facts_of(url, SOURCES)
    assert found is not None
    assert (source, owner, "environments") == (found["name"], found["owner"], found["repository"])


@pytest.mark.parametrize(
    "url",
    [
        "https://git.acme.example/acme/environments.git",
        "https://elsewhere.example/acme/environments.git",
        "file:///srv/environments.git",
        "https://github.com/environments.git",
    ],
)
def test_repository_elsewhere_is_none(url: str) -> None:
    """Of another host it is not known what it runs; a port is part of it."""
    assert facts_of(url, SOURCES) is None


def test_fault_names_the_line_and_the_remedy(tmp_path: Path) -> None:
    """A pull request would have nowhere to go."""
    facts: dict[str, Any] = yaml.safe_load((ROOT / "goldenpath.yaml").read_text("utf-8"))
    facts["environments_repository"] = "https://elsewhere.example/acme/environments.git"
    path = tmp_path / "goldenpath.yaml"
    path.write_text(yaml.safe_dump(facts, sort_keys=False), "utf-8")
    with pytest.raises(OrganizationError, match=r":\d+:\d+: .* or add its host to sources"):
        load(path)
