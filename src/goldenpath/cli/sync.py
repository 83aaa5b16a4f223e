"""`goldenpath sync`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from goldenpath import resources
from goldenpath.cli.errors import UsageError
from goldenpath.copier_templates import QuestionsError
from goldenpath.mirror import MirrorError
from goldenpath.organization import OrganizationError, load
from goldenpath.sync import DeploymentError, derive, differences, write

if TYPE_CHECKING:
    import argparse


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument(
        "--check", action="store_true", help="write nothing; show what is stale and exit 1"
    )


def run(options: argparse.Namespace) -> int:
    """Bring the derived files up to date, or show which are stale."""
    return bring_up_to_date("", check=options.check)


def bring_up_to_date(folder: str, *, check: bool) -> int:
    """Write the derived files whose paths start with `folder`, or with `check` show their diff.

    Returns:
        The exit code: 1 when `check` found something stale.
    """
    root = resources.checkout()
    if root is None:
        raise UsageError("there is no checkout: run this in the platform's repository")
    try:
        derived = derive(root, load(root / "goldenpath.yaml"))
    except (OrganizationError, QuestionsError, MirrorError, DeploymentError) as error:
        raise UsageError(str(error)) from error
    found = [item for item in differences(root, derived) if item.path.startswith(folder)]
    if check and found:
        for difference in found:
            sys.stdout.writelines(difference.diff())
        print(f"{len(found)} file(s) stale: run `make sync`")
        return 1
    write(root, found)
    for difference in found:
        print(("removed " if difference.expected is None else "wrote ") + difference.path)
    print("everything is in sync")
    return 0
