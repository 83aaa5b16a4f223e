"""The command line: parses what people say, calls what does it, decides the exit code.

Exit codes: 0 nothing to complain of, 1 findings, 2 usage or configuration, 3 internal error,
130 interrupted.
"""

from __future__ import annotations

import argparse
import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING

from goldenpath.cli.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

COMMANDS = {
    "new": "give birth to a repository by a golden path",
    "update": "take the template's news into a repository that was born here",
    "validate": "judge files by the rules of their consumers and of the platform",
    "graph": "print how the entities of a catalog are related",
    "cost": "estimate what manifests cost in a month",
    "explain": "print the documentation of a check",
    "mirror": "generate Backstage's templates from the questions",
    "sync": "derive every generated file from goldenpath.yaml",
    "completion": "print a script that completes this program in a shell",
    "policy": "run tests of policies with the offline engine",
}
"""Each command is the module `goldenpath.cli.<name>`, loaded only when it is called."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line `argv` (the process's own by default) and return the exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        return _run(arguments)
    except UsageError as error:
        for line in str(error).splitlines():
            print(f"goldenpath: {line}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\ngoldenpath: interrupted", file=sys.stderr)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:  # noqa: BLE001 - the last resort turns a bug into exit code 3
        if os.environ.get("GOLDENPATH_DEBUG"):
            import_module("traceback").print_exc()
        print(
            f"goldenpath: internal error: {type(error).__name__}: {error}\n"
            "This is a bug: run again with GOLDENPATH_DEBUG=1 and report the traceback.",
            file=sys.stderr,
        )
        return 3


class _Version(argparse.Action):
    """Prints the version; to find it out takes longer than most commands."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        version = import_module("importlib.metadata").version("goldenpath")
        parser.exit(message=f"goldenpath {version}\n")


def _run(arguments: list[str]) -> int:
    wanted = next((word for word in arguments if not word.startswith("-")), "")
    parser = build_parser({wanted})
    options = parser.parse_args(arguments)
    if options.command is None:
        parser.print_help()
        return 0
    code: int = import_module(f"goldenpath.cli.{options.command}").run(options)
    return code


def build_parser(wanted: Collection[str]) -> argparse.ArgumentParser:
    """Return the parser of the command line; only the `wanted` commands know their arguments."""
    parser = argparse.ArgumentParser(
        prog="goldenpath",
        description="Golden paths from birth to production: templates, and a validator of "
        "what they give birth to.",
        epilog="`goldenpath COMMAND --help` tells more of a command.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version and exit")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    for name, summary in COMMANDS.items():
        child = commands.add_parser(
            name,
            help=summary,
            description=summary[0].upper() + summary[1:] + ".",
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        if name in wanted:
            import_module(f"goldenpath.cli.{name}").configure(child)
    return parser


def entry() -> None:
    """Run as the console script does."""
    sys.exit(main())
