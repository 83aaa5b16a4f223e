"""Where a template is taken from, and what is warned about."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from goldenpath.copier_templates import Origin, OriginError, find_origin

URL = "https://git.acme.example/platform/goldenpath.git"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Return a folder that looks like a template root, as a git repository with one commit."""
    folder = tmp_path / "checkout"
    (folder / "templates").mkdir(parents=True)
    for name in ("copier.yml", "goldenpath.yaml", "templates/x.yml"):
        (folder / name).write_text("a: 1\n", "utf-8")
    _git(folder, "init", "--quiet")
    _git(folder, "add", ".")
    _git(folder, "commit", "--quiet", "-m", "Born")
    return folder


def _git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", str(folder), *arguments], check=True, capture_output=True)


@pytest.mark.parametrize("asked", [URL, "git@git.acme.example:x.git", "gh:acme/goldenpath"])
def test_asked_url_wins(checkout: Path, asked: str) -> None:
    """What the user names is taken as it is, also within a checkout."""
    assert Origin(asked, None) == find_origin(asked, checkout, checkout, URL)


def test_nearest_checkout_comes_next(checkout: Path, tmp_path: Path) -> None:
    """A folder within a checkout belongs to it; the program's own checkout comes after."""
    found = find_origin(None, checkout / "templates", None, URL)
    assert checkout == found.folder
    assert checkout == find_origin(None, tmp_path, checkout, URL).folder


def test_organisations_url_is_the_last_resort(tmp_path: Path) -> None:
    """Without any checkout the organisation's template URL is taken."""
    assert Origin(URL, None) == find_origin(None, tmp_path, None, URL)


def test_other_folder_is_refused(tmp_path: Path) -> None:
    """A folder that is no template root is told what one is."""
    with pytest.raises(OriginError, match="is no template root"):
        find_origin(str(tmp_path), tmp_path, None, URL)


def test_unpushed_and_dirty_are_warned_about(checkout: Path, tmp_path: Path) -> None:
    """Nobody else can update from a commit that only stands here, or from uncommitted changes."""
    origin = Origin(str(checkout), checkout)
    (unpushed,) = origin.warnings("HEAD")
    assert "is not pushed" in unpushed
    (checkout / "templates/x.yml").write_text("a: 2\n", "utf-8")
    assert 2 == len(origin.warnings(None))
    _git(checkout, "checkout", "--quiet", ".")
    _git(tmp_path, "clone", "--quiet", "--bare", str(checkout), str(tmp_path / "remote"))
    _git(checkout, "remote", "add", "origin", str(tmp_path / "remote"))
    _git(checkout, "fetch", "--quiet", "origin")
    assert [] == origin.warnings("HEAD")


def test_version_tag_is_not_warned_about(checkout: Path) -> None:
    """Copier takes the newest version tag, which stands for what is committed."""
    _git(checkout, "tag", "1.0.0")
    (checkout / "templates/x.yml").write_text("a: 2\n", "utf-8")
    assert [] == Origin(str(checkout), checkout).warnings(None)
    assert [] == Origin(URL, None).warnings(None)
