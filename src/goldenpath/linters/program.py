"""Programs that lint: where they are, how they are run, and what comes of it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from goldenpath.source import Position, Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from goldenpath.diagnostic import Severity
    from goldenpath.document import Document
    from goldenpath.source import Source

SECONDS = 60.0
"""What a process may take for all of its files."""
_AT_ONCE = 500
"""Files that one process is given: a command line is not without end."""
_THEIRS = ("GH_", "GITHUB_TOKEN", "HADOLINT_", "ZIZMOR_")
"""Variables that would change what a linter finds, or send it to the network."""
_NOWHERE = "/nonexistent"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a linter found: its rule, how much it matters, and where."""

    path: str
    span: Span
    rule: str
    severity: Severity
    message: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a linter found, and in words what it could not do."""

    findings: list[Finding]
    failures: list[str]

    def fail(self, name: str, errors: str) -> None:
        """Take note of a process that came to nothing."""
        lines = errors.strip().splitlines() or ["without a word"]
        self.failures.append(f"{name} failed ({lines[0][:200]}): run it by itself to see why")


@dataclass(frozen=True, slots=True)
class Linter:
    """A linter: its program, the code of its findings, and how it is run.

    Attributes:
        name: the program.
        code: the check that tells its findings.
        noun: what it lints.
        remedy: how to install it; empty where it is used only if it is there anyway.
        accepts: whether it lints a document.
        run: the program and sources in, findings out.
    """

    name: str
    code: str
    noun: str
    remedy: str
    accepts: Callable[[Document], bool]
    run: Callable[[str, Sequence[Source]], Outcome]


def find(name: str) -> str | None:
    """Return the program of that name: the one installed beside this one, else that of PATH."""
    beside = shutil.which(name, path=str(Path(sys.executable).parent))
    return beside or shutil.which(name)


def by_configuration(
    sources: Iterable[Source], names: Sequence[str]
) -> Iterator[tuple[str, list[Source]]]:
    """Yield the files that one configuration governs with its path, which is empty for none.

    That is the nearest file of one of `names` in or above the file's folder, up to the root of
    its repository.
    """
    found: dict[str, list[Source]] = {}
    for source in sources:
        found.setdefault(_configuration(source.path, names), []).append(source)
    yield from found.items()


def _configuration(path: str, names: Sequence[str]) -> str:
    folder = Path(os.path.abspath(path)).parent  # noqa: PTH100 - no links followed
    for parent in (folder, *folder.parents):
        for name in names:
            if (parent / name).is_file():
                return str(parent / name)
        if (parent / ".git").exists():
            break
    return ""


def whole_line(source: Source, line: int, column: int) -> Span:
    """Return a place from a column up to the end of its line."""
    lines = source.text.split("\n")
    text = lines[line - 1].rstrip() if 0 < line <= len(lines) else ""
    column = max(column, 1)
    return Span(Position(max(line, 1), column), Position(max(line, 1), max(len(text) + 1, column)))


def run(command: Sequence[str], sources: Iterable[Source]) -> Iterator[tuple[str, str, int]]:
    """Run a program on files, given by their absolute paths; yield its output, errors and code.

    It runs in the root folder and without a home, so that no configuration is taken from where
    goldenpath happens to be started.
    """
    paths = [os.path.abspath(source.path) for source in sources]  # noqa: PTH100 - no links followed
    environment = {
        key: value for key, value in os.environ.items() if not key.startswith(_THEIRS)
    } | {"XDG_CONFIG_HOME": _NOWHERE, "HOME": _NOWHERE, "NO_COLOR": "1"}
    for start in range(0, len(paths), _AT_ONCE):
        try:
            done = subprocess.run(  # noqa: S603 - a linter that PATH names, and files after it
                [*command, *paths[start : start + _AT_ONCE]],
                capture_output=True,
                cwd=os.path.abspath(os.sep),  # noqa: PTH100 - the root of the file system
                env=environment,
                stdin=subprocess.DEVNULL,
                timeout=SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            yield "", f"it was still at it after {SECONDS:g} seconds", -1
            continue
        except OSError as error:
            yield "", str(error), -1
            continue
        text, errors = (raw.decode("utf-8", "replace") for raw in (done.stdout, done.stderr))
        yield text, errors, done.returncode
