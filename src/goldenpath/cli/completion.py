"""`goldenpath completion`."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

import shtab

from goldenpath import resources
from goldenpath.check import all_checks
from goldenpath.copier_templates import paths

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

SHELLS = ("bash", "zsh", "fish")

_FOLDER = re.compile(r"\b(?:DEST|DIR|FOLDER)\b")
_FILE = re.compile(r"\b(?:FILE|PATH)\b")


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.epilog = (
        "for this shell only:\n"
        '  bash, zsh   eval "$(goldenpath completion bash)"\n'
        "  fish        goldenpath completion fish | source"
    )
    parser.add_argument("shell", metavar="SHELL", choices=SHELLS, help=", ".join(SHELLS))


def run(options: argparse.Namespace) -> int:
    """Print the script."""
    from goldenpath.cli import COMMANDS, build_parser  # noqa: PLC0415 - it imports the commands

    parser = build_parser(COMMANDS)
    for command, action in _values(parser):
        _tell_what_fits(command, action)
    sys.stdout.write(shtab.complete(parser, options.shell))
    return 0


def _values(parser: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.Action]]:
    """Yield what takes a value in each command, with the command's name."""
    for action in parser._actions:  # noqa: SLF001 - argparse has no public way to its actions
        if isinstance(action.choices, dict):
            for name, child in action.choices.items():
                yield from ((name, item) for _, item in _values(child))
        elif action.nargs != 0:
            yield "", action


def _tell_what_fits(command: str, action: argparse.Action) -> None:
    """Give `action` the values that fit, by what its help calls them; the parser is not used."""
    metavar = str(action.metavar or "")
    if metavar == "CODES":
        codes = {check.code for check in all_checks()}
        action.choices = sorted(codes | {code[:3] for code in codes})
    elif metavar == "CHECK":
        action.choices = [name for check in all_checks() for name in (check.code, check.slug)]
    elif (command, action.dest) == ("new", "path"):
        root = resources.checkout()
        action.choices = paths(root) if root else None
    elif _FOLDER.search(f"{metavar} {action.dest.upper()}") and "FILE" not in metavar:
        action.complete = shtab.DIRECTORY  # type: ignore[attr-defined]
    elif _FILE.search(metavar):
        action.complete = shtab.FILE  # type: ignore[attr-defined]
