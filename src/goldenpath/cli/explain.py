"""`goldenpath explain`."""

from __future__ import annotations

import difflib
import sys
from typing import TYPE_CHECKING

from goldenpath.check import all_checks, find
from goldenpath.cli.errors import UsageError
from goldenpath.settings import SettingsError
from goldenpath.style import Style

if TYPE_CHECKING:
    import argparse


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument(
        "check", nargs="?", metavar="CHECK", help="a code or a slug; without it, list all checks"
    )


def run(options: argparse.Namespace) -> int:
    """Print one check's documentation, or the list of checks."""
    style = Style.of(sys.stdout)
    try:
        all_checks()
    except SettingsError as error:
        raise UsageError(str(error)) from error
    if options.check is None:
        for item in all_checks():
            print(f"{style.paint(item.code, 'bold')}  {item.slug:28} {item.summary}")
        return 0
    found = find(options.check)
    if found is None:
        names = [name for item in all_checks() for name in (item.code, item.slug)]
        close = difflib.get_close_matches(options.check, names, n=1)
        remedy = f"did you mean {close[0]}?" if close else "`goldenpath explain` lists them"
        raise UsageError(f"there is no check {options.check!r}: {remedy}")
    print(style.paint(f"{found.code} {found.slug}", "bold") + f" ({found.severity.value})\n")
    print(found.doc)
    return 0
