"""`goldenpath mirror`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goldenpath.cli.sync import bring_up_to_date

if TYPE_CHECKING:
    import argparse


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.epilog = "`goldenpath sync` does the same, and derives the other generated files too."
    parser.add_argument(
        "--check", action="store_true", help="write nothing; show what is stale and exit 1"
    )


def run(options: argparse.Namespace) -> int:
    """Bring Backstage's templates up to date, or show which are stale."""
    return bring_up_to_date("backstage/templates/", check=options.check)
