"""`goldenpath update`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from goldenpath.cli.errors import UsageError
from goldenpath.copier_templates import UpdateError, update
from goldenpath.style import Style

if TYPE_CHECKING:
    import argparse


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.epilog = "exit codes: 0 updated or nothing to do, 1 conflicts are left, 2 refused"
    parser.add_argument(
        "folder", nargs="?", default=".", metavar="PATH", help="the repository (default: .)"
    )
    parser.add_argument(
        "--ref", metavar="REF", help="version of the template (default: the newest version tag)"
    )


def run(options: argparse.Namespace) -> int:
    """Update and tell what is left to do."""
    try:
        done = update(
            Path(options.folder),
            options.ref,
            lambda: print("fetching the template", file=sys.stderr),
        )
    except UpdateError as error:
        raise UsageError(str(error)) from error
    style = Style.of(sys.stdout)
    if done.conflicts:
        print(style.paint(f"{done.before} → {done.after}, with conflicts in:", "red"))
        for name in done.conflicts:
            print(f"  {name}")
        print("resolve them, then git add and commit")
        return 1
    if done.before == done.after:
        print(f"nothing to do: {done.after} is the template's newest version")
        return 0
    print(style.paint(f"{done.before} → {done.after}", "green") + ": review with git diff, commit")
    return 0
