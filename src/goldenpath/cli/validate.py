"""`goldenpath validate`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from goldenpath.check import all_checks
from goldenpath.cli.errors import UsageError
from goldenpath.diagnostic import Severity
from goldenpath.document import Kind
from goldenpath.engine import Options, validate
from goldenpath.organization import OrganizationError
from goldenpath.reporters import REPORTERS

if TYPE_CHECKING:
    import argparse

    from goldenpath.report import Report

AS_KINDS = (Kind.BACKSTAGE_ENTITY, Kind.KUBERNETES, Kind.CLAIM, Kind.POLICY)


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.epilog = (
        "exit codes: 0 nothing at or above --fail-on, 1 findings, 2 usage or configuration "
        "(under --strict also a missing engine), 3 internal error"
    )
    parser.add_argument("paths", nargs="*", metavar="PATH", help="files or folders (default: .)")
    parser.add_argument(
        "--format", choices=sorted(REPORTERS), default="text", help="how to report (default: text)"
    )
    parser.add_argument("--output", metavar="FILE", help="write the report to FILE")
    parser.add_argument(
        "--select",
        action="append",
        default=[],
        metavar="CODES",
        help="only these codes or prefixes",
    )
    parser.add_argument(
        "--ignore", action="append", default=[], metavar="CODES", help="not these codes or prefixes"
    )
    parser.add_argument(
        "--as",
        dest="kind",
        choices=[kind.value for kind in AS_KINDS],
        help="judge every given file as this kind of document",
    )
    parser.add_argument(
        "--fail-on",
        choices=[severity.value for severity in Severity],
        default=Severity.ERROR.value,
        help="exit 1 from this severity on (default: error)",
    )
    parser.add_argument(
        "--strict", action="store_true", help="a missing engine is a failure, not a notice"
    )


def run(options: argparse.Namespace) -> int:
    """Validate, write the report, return the exit code."""
    paths = [Path(path) for path in options.paths or ["."]]
    for path in paths:
        if not (path.exists() or path.is_symlink()):
            raise UsageError(f"{path} does not exist: correct the path")
    try:
        report = validate(paths, _options(options))
    except OrganizationError as error:
        raise UsageError(str(error)) from error
    _write(report, options)
    if report.notices and options.strict:
        raise UsageError(f"{report.notices[0]} (--strict)")
    return 1 if report.fails(Severity(options.fail_on)) else 0


def _options(options: argparse.Namespace) -> Options:
    return Options(
        select=_codes(options.select),
        ignore=_codes(options.ignore),
        kind=Kind(options.kind) if options.kind else None,
    )


def _codes(values: list[str]) -> tuple[str, ...]:
    """Return the codes and prefixes of a repeated, comma-separated option."""
    codes = tuple(code.strip().upper() for value in values for code in value.split(","))
    for code in codes:
        if not code or not any(item.code.startswith(code) for item in all_checks()):
            raise UsageError(
                f"no check's code starts with {code!r}: `goldenpath explain` lists them"
            )
    return codes


def _write(report: Report, options: argparse.Namespace) -> None:
    write = REPORTERS[options.format]
    if options.output is None:
        write(report, sys.stdout)
        return
    try:
        with Path(options.output).open("w", encoding="utf-8") as stream:
            write(report, stream)
    except OSError as error:
        raise UsageError(f"cannot write {options.output}: {error.strerror}") from error
