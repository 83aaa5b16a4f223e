"""`goldenpath validate`."""

from __future__ import annotations

import gc
import sys
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from goldenpath import config
from goldenpath.cli import mending
from goldenpath.cli.errors import UsageError
from goldenpath.cli.progress import Progress
from goldenpath.diagnostic import Severity
from goldenpath.document import Kind
from goldenpath.engine import Options, validate
from goldenpath.organization import organization
from goldenpath.reporters import REPORTERS
from goldenpath.settings import SettingsError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator
    from types import ModuleType
    from typing import TextIO

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
    mending.configure(parser)
    _configure_files(parser)
    _configure_policies(parser)


def _configure_files(parser: argparse.ArgumentParser) -> None:
    configuration = parser.add_mutually_exclusive_group()
    configuration.add_argument(
        "--config",
        metavar="FILE",
        help=f"the configuration (default: the nearest {config.FILE} in or above what is judged)",
    )
    configuration.add_argument(
        "--no-config", action="store_true", help=f"judge as if there were no {config.FILE}"
    )
    known = parser.add_mutually_exclusive_group()
    known.add_argument(
        "--baseline", metavar="FILE", help="report only findings that FILE does not know"
    )
    known.add_argument(
        "--write-baseline", metavar="FILE", help="write the findings to FILE and exit 0"
    )
    parser.add_argument(
        "--base",
        metavar="REV",
        help="report only what came since the commit that REV and HEAD both come from",
    )
    parser.add_argument(
        "--catalog",
        action="append",
        default=[],
        metavar="FILE|DIR|URL",
        help="a catalog that references may lead to: a file, a folder or a Backstage instance",
    )
    parser.add_argument(
        "--no-cache",
        action="store_true",
        help="use nothing of an earlier run, and keep nothing for the next one",
    )


def _configure_policies(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--policies",
        action="append",
        default=[],
        metavar="DIR",
        help="judge manifests by the policies in DIR, and not by the organisation's own",
    )
    parser.add_argument(
        "--stage",
        metavar="STAGE",
        help="the stage of every manifest (default: each says its own); of charts, only this one",
    )


def run(options: argparse.Namespace) -> int:
    """Validate, write the report, return the exit code."""
    paths = [Path(path) for path in options.paths or ["."]]
    for path in paths:
        if not (path.exists() or path.is_symlink()):
            raise UsageError(f"{path} does not exist: correct the path")
    _refuse_contradictions(options)
    try:
        judging = _options(paths, options)
        report = _report(paths, judging, options)
        if options.diff:
            with _stream(options) as stream:
                return mending.show(report, paths, judging, stream)
    except SettingsError as error:
        raise UsageError(str(error)) from error
    if options.write_baseline is not None:
        return _write_baseline(report, options)
    _write(report, options)
    _refuse_gaps(report, options)
    return 1 if report.fails(Severity(options.fail_on)) else 0


def _refuse_contradictions(options: argparse.Namespace) -> None:
    if options.diff and (options.write_baseline is not None or options.format != "text"):
        raise UsageError("--diff shows no findings: leave --format and --write-baseline out")
    if options.base is not None and options.write_baseline is not None:
        raise UsageError("--write-baseline knows all findings: leave --base out")


def _report(paths: list[Path], judging: Options, options: argparse.Namespace) -> Report:
    """Judge `paths`; with --fix mend them first, with --base leave out what was there before."""
    # Nearly all that is kept is kept to the end: to look for what is not takes a tenth of the time.
    gc.set_threshold(100_000, 50, 100)
    since = _base().find(options.base, paths) if options.base is not None else None

    def judge() -> Report:
        with Progress.of(sys.stderr) as progress:
            report = validate(paths, replace(judging, progress=progress.show))
            return _base().beyond(report, since, paths, judging) if since else report

    report = judge()
    return mending.mend(report, paths, judging, judge) if options.fix else report


def _options(paths: list[Path], options: argparse.Namespace) -> Options:
    """Return the options of the command line, which win over those of the configuration."""
    file = Path(options.config) if options.config is not None else None
    if file is None and not options.no_config:
        file = config.discover(paths)
    settings = config.load(file) if file else config.Config()
    known = Path(options.baseline) if options.baseline is not None else settings.baseline
    if options.write_baseline is not None:
        known = None
    return Options(
        select=_codes(options.select),
        ignore=_codes(options.ignore),
        kind=Kind(options.kind) if options.kind else None,
        config=settings.overruled() if options.select else settings,
        baseline=_baseline().load(known) if known else None,
        catalogs=tuple(options.catalog),
        cache=not options.no_cache,
        policies=tuple(Path(folder) for folder in options.policies),
        stage=_stage(options.stage),
    )


def _stage(name: str | None) -> str | None:
    stages = [stage.name for stage in organization().stages]
    if name is not None and name not in stages:
        raise UsageError(f"{name!r} is no stage: choose {', '.join(stages)}")
    return name


def _refuse_gaps(report: Report, options: argparse.Namespace) -> None:
    if report.notices and options.strict:
        raise UsageError(f"{report.notices[0]} (--strict)")


def _write_baseline(report: Report, options: argparse.Namespace) -> int:
    """Write what was found, with a word on what that leaves out."""
    _refuse_gaps(report, options)
    file = options.write_baseline
    try:
        number = _baseline().write(Path(file), report.diagnostics)
    except OSError as error:
        raise UsageError(f"cannot write {file}: {error.strerror}") from error
    print(f"{number} finding(s) written to {file}: judge with --baseline {file} from now on")
    locked = len(report.diagnostics) - number
    if locked:
        print(f"{locked} not written: the organisation has locked their codes")
    for notice in report.notices:
        print(f"not judged: {notice}")
    return 0


def _base() -> ModuleType:
    """Return the room of revisions; most runs are as short as their imports, and need none."""
    from goldenpath import base  # noqa: PLC0415

    return base


def _baseline() -> ModuleType:
    """Return the room of baselines, for the same reason."""
    from goldenpath import baseline  # noqa: PLC0415

    return baseline


def _codes(values: list[str]) -> tuple[str, ...]:
    """Return the codes and prefixes of a repeated, comma-separated option."""
    codes = tuple(code.strip().upper() for value in values for code in value.split(","))
    for code in codes:
        wrong = config.refusal(code)
        if wrong:
            raise UsageError(wrong)
    return codes


def _write(report: Report, options: argparse.Namespace) -> None:
    with _stream(options) as stream:
        REPORTERS[options.format](report, stream)


@contextmanager
def _stream(options: argparse.Namespace) -> Iterator[TextIO]:
    """Give what is to be written to: the file that the command line names, else stdout."""
    if options.output is None:
        yield sys.stdout
        return
    try:
        with Path(options.output).open("w", encoding="utf-8", newline="") as stream:
            yield stream
    except OSError as error:
        raise UsageError(f"cannot write {options.output}: {error.strerror}") from error
