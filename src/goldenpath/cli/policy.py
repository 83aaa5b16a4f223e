"""`goldenpath policy test`."""

from __future__ import annotations

import gc
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from goldenpath.cli.errors import UsageError
from goldenpath.style import Style

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from goldenpath.policy.suite import Row, Suite, SuiteError

_COLOURS = {"passed": "green", "failed": "red", "excluded": "dim", "cannot": "yellow"}
_FINE = ("passed", "excluded")


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    commands = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    test = commands.add_parser(
        "test",
        help="run Kyverno test files with the offline engine",
        description="Run Kyverno test files with the offline engine.",
        allow_abbrev=False,
    )
    test.add_argument("paths", nargs="+", metavar="DIR", help="folders with tests, or test files")
    test.add_argument(
        "--file-name",
        default="kyverno-test.yaml",
        metavar="NAME",
        help="what test files are called (default: kyverno-test.yaml)",
    )
    test.add_argument("--verbose", action="store_true", help="print what passed as well")
    test.epilog = (
        "exit codes: 0 every expectation is met, 1 one is not, cannot be evaluated here or is in a "
        "test that cannot be run, 2 usage, 3 internal error"
    )


def run(options: argparse.Namespace) -> int:
    """Run the suites, print what became of them, return the exit code."""
    # A run makes much and drops little before it ends: to look for garbage costs a tenth of it.
    gc.set_threshold(100_000, 50, 100)
    from goldenpath.policy import suite  # noqa: PLC0415 - the CEL engine is not loaded for a --help

    for path in options.paths:
        if not Path(path).exists():
            raise UsageError(f"{path} does not exist: correct the path")
    style = Style.of(sys.stdout)
    counts: Counter[str] = Counter()
    refused = number = 0
    now = datetime.now(UTC)
    for each in _suites(options):
        number += 1
        try:
            if isinstance(each, suite.SuiteError):
                raise each
            rows = suite.run(each, now)
        except suite.SuiteError as error:
            refused += 1
            print(f"{style.paint('not run', 'red')}  {error}")
            continue
        counts.update(row.state for row in rows)
        _print(each, [row for row in rows if options.verbose or row.state not in _FINE], style)
    if not number:
        raise UsageError(
            f"there is no {options.file_name} in {', '.join(options.paths)}: "
            "name another folder, or what the test files are called with --file-name"
        )
    _summarize(number, refused, counts, style)
    return 1 if refused or counts["failed"] or counts["cannot"] else 0


def _suites(options: argparse.Namespace) -> Iterator[Suite | SuiteError]:
    from goldenpath.policy import suite  # noqa: PLC0415 - as above

    for path in options.paths:
        for file in suite.find(Path(path), options.file_name):
            yield from suite.read(file)


def _print(each: Suite, rows: list[Row], style: Style) -> None:
    if rows:
        print(style.paint(str(each.path), "bold"))
    for row in rows:
        state = style.paint(f"{row.state:<8}", _COLOURS[row.state])
        wanted = f"expected {row.expected}"
        if row.actual and row.actual != row.expected:
            wanted += f", got {row.actual}"
        print("  " + "  ".join(part for part in (state, row.policy, row.resource, wanted) if part))
        if row.reason and row.state not in _FINE:
            print(f"            {' '.join(row.reason.split())}")


def _summarize(number: int, refused: int, counts: Counter[str], style: Style) -> None:
    parts = [f"{counts['passed']} passed", f"{counts['failed']} failed"]
    if counts["excluded"]:
        parts.append(f"{counts['excluded']} excluded")
    if counts["cannot"]:
        parts.append(f"{counts['cannot']} cannot be evaluated here")
    tests = f"{number} {'test' if number == 1 else 'tests'}"
    if refused:
        tests += f", {refused} of them not run"
    print(style.paint(f"{tests}: {', '.join(parts)}", "bold"))
