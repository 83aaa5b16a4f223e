"""Runs a program within limits and says what it took: `measure.py REPORT SECONDS PROGRAM …`.

A process of its own, and a small one: what Linux calls the peak of a program's memory begins with
that of the process it was started from.
"""

import json
import os
import resource
import sys
from pathlib import Path

DATA = 2 << 30
"""Bytes that a program which knows no measure may take, before it is refused more."""


def main() -> None:
    """Run the program and write what it took into the file REPORT."""
    report, seconds, *command = sys.argv[1:]
    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds) + 1))
        resource.setrlimit(resource.RLIMIT_DATA, (DATA, DATA))
        os.execv(command[0], command)  # noqa: S606 - as a user would, without a shell
    _, status, usage = os.wait4(child, 0)
    taken = {
        "status": os.waitstatus_to_exitcode(status),
        "seconds": usage.ru_utime + usage.ru_stime,
        "megabytes": usage.ru_maxrss / (1024**2 if sys.platform == "darwin" else 1024),
    }
    Path(report).write_text(json.dumps(taken), "utf-8")


main()
