"""What was wrong before a change: the findings of a revision of the judged repository.

The tree of the revision is written to a temporary folder and judged as the working tree is, so
that what a change breaks in files that it does not touch is told as well.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from goldenpath import engine
from goldenpath.baseline import Known, known
from goldenpath.settings import SettingsError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from goldenpath.engine import Options
    from goldenpath.report import Report


class BaseError(SettingsError):
    """The revision cannot be judged; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Base:
    """A revision that the judged files are compared with.

    Attributes:
        name: the revision as it was asked for.
        commit: the commit that is compared with: where the change began.
        root: the folder of the repository.
    """

    name: str
    commit: str
    root: Path


def find(revision: str, paths: Collection[Path]) -> Base:
    """Return the commit at which the change since `revision` began.

    That is the newest one that both `revision` and HEAD come from: what the other branch has
    mended or broken meanwhile is no part of the change.
    """
    shared = os.path.commonpath([os.path.abspath(path) for path in paths])  # noqa: PTH100
    folder = shared if Path(shared).is_dir() else str(Path(shared).parent)
    root = _git(folder, "rev-parse", "--show-toplevel")
    if root is None:
        raise BaseError(f"--base: {folder} lies in no git repository: judge without it")
    commit = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^0")
    if commit is None:
        text = "is no revision of this repository: fetch it, or name another one"
        raise BaseError(f"--base {revision!r} {text}")
    began = _git(root, "merge-base", commit, "HEAD")
    if began is None:
        text = "shares no history with HEAD, as far as that was fetched: fetch more of it"
        raise BaseError(f"--base {revision!r} {text}")
    return Base(revision, began, Path(root))


def beyond(report: Report, base: Base, paths: Collection[Path], options: Options) -> Report:
    """Return `report` without the findings that were there at `base` already.

    Args:
        report: what is found in the working tree.
        base: what it is compared with.
        paths: the files and folders that were judged.
        options: how they were judged.
    """
    with _tree(base) as tree:
        there = [tree / _within(path, base.root) for path in paths]
        present = [path for path in there if path.exists()]
        folder = tree / _within(Path(options.config.folder), base.root, is_known=True)
        judged = replace(options, baseline=None, config=replace(options.config, folder=str(folder)))
        before = engine.validate(present, judged).diagnostics if present else ()
        left: Counter[Known] = Counter(known(item, tree / "base") for item in before)
    told = []
    for item in report.diagnostics:
        key = known(item, base.root / "base")
        if left[key] > 0:
            left[key] -= 1
        else:
            told.append(item)
    number = len(report.diagnostics) - len(told)
    text = f"{number} finding(s) left out that were there at {base.name} ({base.commit[:10]})"
    remarks = (*report.remarks, text) if number else report.remarks
    return replace(report, diagnostics=tuple(told), remarks=remarks)


@contextmanager
def _tree(base: Base) -> Iterator[Path]:
    """Write the files of the commit to a folder of their own while they are judged."""
    with tempfile.TemporaryDirectory(prefix="goldenpath-base-") as folder:
        tree = Path(os.path.realpath(folder), "tree")
        # A repository of its own: what placeholders name is looked for up to there.
        (tree / ".git").mkdir(parents=True)
        index = {"GIT_INDEX_FILE": str(Path(folder, "index"))}
        prefix = f"--prefix={tree}{os.sep}"
        for arguments in (("read-tree", base.commit), ("checkout-index", "--all", prefix)):
            if _git(base.root, *arguments, environment=index) is None:
                raise BaseError(f"--base {base.name!r}: git cannot write its files: git fsck")
        yield tree


def _within(path: Path, root: Path, *, is_known: bool = False) -> Path:
    """Return `path` relative to the repository."""
    absolute = Path(os.path.realpath(path))
    if absolute.is_relative_to(root):
        return absolute.relative_to(root)
    if is_known:
        return Path()
    raise BaseError(f"--base: {path} lies outside of the repository {root}: judge it by itself")


def _git(
    folder: str | Path, *arguments: str, environment: dict[str, str] | None = None
) -> str | None:
    """Return what git says, or None where it refuses."""
    # Large files are fetched by a filter of their own: nothing that is judged is one.
    variables = {**os.environ, "GIT_LFS_SKIP_SMUDGE": "1", **(environment or {})}
    try:
        done = subprocess.run(  # noqa: S603 - fixed arguments, no shell
            ["git", "-C", str(folder), *arguments],  # noqa: S607 - the git of whoever runs this
            capture_output=True,
            text=True,
            env=variables,
            check=False,
        )
    except OSError as error:
        raise BaseError("--base: there is no git on PATH: install it") from error
    return done.stdout.strip() if done.returncode == 0 else None
