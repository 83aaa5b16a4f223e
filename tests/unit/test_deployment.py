"""What goldenpath.yaml says under `platform`: defaults, and what contradicts the rest."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from goldenpath.deployment import Deployment
from goldenpath.organization import OrganizationError, load
from tests.organization import ROOT


def organization(folder: Path, said: dict[str, Any] | None) -> Deployment:
    """Return what is read of a file that says this under `platform`, or nothing."""
    facts = yaml.safe_load((ROOT / "goldenpath.yaml").read_text("utf-8"))
    facts["teams"] = [
        {"ref": "group:default/one", "title": "1"},
        {"ref": "group:x/two", "title": "2"},
    ]
    facts["domains"] = [{"name": "all", "title": "All", "owner": "group:x/two"}]
    facts["systems"] = [
        {"name": "shop", "title": "Shop", "domain": "all", "owner": "group:x/two"},
        {"name": "paths", "title": "Paths", "domain": "all", "owner": "group:default/one"},
    ]
    facts["cost_centers"] = ["1000", "2000"]
    facts.pop("platform", None)
    path = folder / "goldenpath.yaml"
    path.write_text(json.dumps(facts | ({} if said is None else {"platform": said})), "utf-8")
    return load(path).platform


def test_portal_belongs_to_the_first_team(tmp_path: Path) -> None:
    """Without a word the portal is in the first system of the first team, and has no backups."""
    expected = Deployment("paths", "1000", "", "", {}, {})
    assert expected == organization(tmp_path, None) == organization(tmp_path, {})


def test_what_is_said_is_taken(tmp_path: Path) -> None:
    """Each key is read as it stands."""
    said = {
        "system": "shop",
        "cost_center": "2000",
        "backups": {
            "url": "s3://backups/a",
            "endpoint": "https://s3.example",
            "identity": {"a/b": "c"},
        },
        "secret_store": {"fake": {"data": []}},
    }
    expected = Deployment(
        "shop", "2000", "s3://backups/a", "https://s3.example", {"a/b": "c"}, {"fake": {"data": []}}
    )
    assert expected == organization(tmp_path, said)


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"system": "moon"}, "system 'moon' is not in systems: add it there"),
        ({"cost_center": "9"}, "cost_center '9' is not in cost_centers: add it there"),
        ({"backups": {}}, "'url' is missing in platform.backups: add it"),
        ({"backups": {"url": "ftp://backups"}}, "must match"),
        ({"backups": {"url": "s3://backups/"}}, "must match"),
        ({"backups": {"url": "s3://a\"b'c"}}, "must match"),
        (
            {"backups": {"url": "gs://backups", "endpoint": "https://s3.example"}},
            "endpoint is for storage that speaks S3: give it a url of s3://",
        ),
        ({"backups": {"url": "s3://backups", "identity": {"bare": "x"}}}, "bare"),
        ({"secret_store": {"a": {}, "b": {}}}, "secret_store"),
        ({"portal": "x"}, "unknown field 'portal'"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_contradiction_is_told(tmp_path: Path, said: dict[str, Any], message: str) -> None:
    """What stands nowhere else in the file, or could never work, is refused with its place."""
    with pytest.raises(OrganizationError) as caught:
        organization(tmp_path, said)
    assert message in str(caught.value)
    assert "goldenpath.yaml:1:" in str(caught.value)
