"""Where a template comes from: a URL, a path, or the nearest checkout."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from goldenpath.copier_templates.git import git

ROOT_FILES = ("copier.yml", "goldenpath.yaml", "templates")


class OriginError(Exception):
    """The place named is no template root; the message says what to name instead."""


@dataclass(frozen=True, slots=True)
class Origin:
    """The template root: a git URL or a folder, and what to warn about when it is used."""

    location: str
    folder: Path | None

    def warnings(self, ref: str | None) -> list[str]:
        """Return why others could not update from what this folder gives; git is asked.

        Args:
            ref: the git ref that is taken; None for Copier's choice, the newest version tag.
        """
        if self.folder is None:
            return []
        if git(self.folder, "rev-parse", "--git-dir") is None:
            return ["the template is no git repository: what is born here cannot be updated"]
        if ref is None and git(self.folder, "tag", "--list", "[0-9]*", "v[0-9]*"):
            return []
        if ref not in {None, "HEAD"}:
            return []
        found = []
        if git(self.folder, "status", "--porcelain"):
            found.append("the template has uncommitted changes: nobody else can update from them")
        if not git(self.folder, "branch", "--remotes", "--contains", "HEAD"):
            found.append("the template's commit is not pushed: nobody else can update from it")
        return found


def find_origin(asked: str | None, near: Path, own: Path | None, url: str) -> Origin:
    """Return the template root to use.

    Args:
        asked: what the user named, a URL or a path; it wins.
        near: where to look for a checkout first, in it and above it.
        own: the checkout that the program runs from, if any.
        url: the organisation's template URL, the last resort.
    """
    if asked is not None:
        if "://" in asked or asked.startswith(("git@", "gh:", "gl:")):
            return Origin(asked, None)
        folder = Path(asked).expanduser().resolve()
        if not _is_root(folder):
            raise OriginError(
                f"{asked} is no template root: name a URL or a folder with copier.yml, templates/"
            )
        return Origin(str(folder), folder)
    for folder in [near.resolve(), *near.resolve().parents, *([own] if own else [])]:
        if _is_root(folder):
            return Origin(str(folder), folder)
    return Origin(url, None)


def _is_root(folder: Path) -> bool:
    return all((folder / name).exists() for name in ROOT_FILES)
