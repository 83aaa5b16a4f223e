"""What a program costs: the kernel's own account of a process that has ended."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path


class FailedError(Exception):
    """A measured program did not do what it is measured for."""


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU seconds of a process in user and kernel mode together, wall seconds, and peak memory."""

    cpu: float
    wall: float
    peak: float
    """Megabytes that it held at most."""


@dataclass(frozen=True, slots=True)
class Program:
    """A command, where it runs, and what it writes its standard output to.

    `ends_with` are the exit codes of a run that did its work.
    """

    command: Sequence[str | Path]
    folder: Path
    output: Path
    ends_with: frozenset[int] = frozenset({0})
    environment: Mapping[str, str] = field(default_factory=dict)

    def run(self) -> Cost:
        """Run it once.

        The kernel counts what a process held before it became the program, which is the memory of
        the one that started it: keep that one small.

        Raises:
            FailedError: it ended with another code.
        """
        started = time.perf_counter()
        with self.output.open("wb") as stream:
            process = subprocess.Popen(
                self.command,
                cwd=self.folder,
                stdout=stream,
                env={**usual_environment(), **self.environment},
            )
            _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in self.ends_with:
            raise FailedError(f"{self.command} ended with {process.returncode}")
        return Cost(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024)


def usual_environment() -> dict[str, str]:
    """Return this environment without what developers of Python programs set to look into them.

    An installed program has its bytecode beside it and buffers what it prints.
    """
    return {
        name: value
        for name, value in os.environ.items()
        if name == "PYTHONPATH" or not name.startswith(("PYTHON", "NODE_"))
    }


def in_turn(rounds: int, *programs: Program) -> list[Cost]:
    """Run each program once a round, and return the median of what each costs.

    In turn, since the machine is faster in one minute than in another.
    """
    costs: list[list[Cost]] = [[] for _ in programs]
    for _ in range(rounds):
        for program, known in zip(programs, costs, strict=True):
            known.append(program.run())
    return [_median(known) for known in costs]


def _median(costs: Sequence[Cost]) -> Cost:
    def of(part: Callable[[Cost], float]) -> float:
        return statistics.median(map(part, costs))

    return Cost(of(lambda c: c.cpu), of(lambda c: c.wall), of(lambda c: c.peak))
