"""`goldenpath validate --fix` and `--diff`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from goldenpath.reporters.encode import printable
from goldenpath.style import Style

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path
    from types import ModuleType
    from typing import TextIO

    from goldenpath.engine import Options
    from goldenpath.fix import Change
    from goldenpath.report import Report

_ROUNDS = 5
"""What is mended in one file may give another one its right answer; that ends by itself."""
_COLOURS = {"-": "red", "+": "green", "@": "cyan"}


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the two options."""
    group = parser.add_mutually_exclusive_group()
    group.add_argument(
        "--fix", action="store_true", help="mend what has one right answer, and show the changes"
    )
    group.add_argument(
        "--diff", action="store_true", help="show what --fix would change; exit 1 if anything"
    )


def mend(
    report: Report, paths: Sequence[Path], judging: Options, judge: Callable[[], Report]
) -> Report:
    """Write what can be mended, say so on stderr, and return the report of what is left."""
    fix = _fix()
    fixed, refused = 0, dict[str, None]()
    for _ in range(_ROUNDS):
        mended = fix.mend(report.diagnostics, paths, judging)
        refused |= dict.fromkeys(mended.refused)
        written = []
        for change in mended.changes:
            wrong = fix.write(change)
            if wrong:
                refused[f"{change.path} {wrong}"] = None
            else:
                written.append(change)
                _write_diff(change, sys.stderr)
        if not written:
            break
        fixed += sum(len(change.findings) for change in written)
        report = judge()
    _say(refused)
    print(f"mended {_number(fixed, 'finding')}", file=sys.stderr)
    return report


def show(report: Report, paths: Sequence[Path], judging: Options, stream: TextIO) -> int:
    """Write to `stream` what `mend` would change; return the exit code."""
    mended = _fix().mend(report.diagnostics, paths, judging)
    for change in mended.changes:
        _write_diff(change, stream)
    _say(mended.refused)
    files = _number(len(mended.changes), "file")
    print(f"--fix would mend {_number(mended.fixed, 'finding')} in {files}", file=sys.stderr)
    return 1 if mended.changes else 0


def _fix() -> ModuleType:
    """Return the room of fixes, which a run without them need not enter."""
    from goldenpath import fix  # noqa: PLC0415

    return fix


def _write_diff(change: Change, stream: TextIO) -> None:
    """Write the diff as it is, so that it can be applied; on a terminal so that it is harmless."""
    style = Style.of(stream)
    for number, line in enumerate(change.diff()):
        is_head = number < 2  # noqa: PLR2004 - the two lines that name the file
        text = line.removesuffix("\n")
        if is_head or style.coloured or stream.isatty():
            text = printable(text, keep="\t")
        colour = "bold" if is_head else _COLOURS.get(text[:1])
        print(style.paint(text, colour) if colour else text, file=stream)


def _say(refused: Iterable[str]) -> None:
    for text in refused:
        print(f"not mended: {printable(text)}", file=sys.stderr)


def _number(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")
