"""`make demo`: a service is born in build/demo/, judged, and three next commands are named."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DEMO = Path("build/demo")
PROGRAM = Path(sys.executable).with_name("goldenpath")


def main() -> int:
    """Run the commands a newcomer would type, showing each; return the first failure's code."""
    shutil.rmtree(ROOT / DEMO, ignore_errors=True)
    service = DEMO / "orders"
    answers = "templates/service/examples/python-database.yml"
    for step, arguments in (
        ("A service is born", ["new", "service", service, "--answers", answers, "--ref", "HEAD"]),
        ("It is judged by the rules of its consumers", ["validate", service]),
    ):
        command = [str(argument) for argument in arguments]
        print(f"\n== {step}\n$ goldenpath {' '.join(command)}", flush=True)
        code = subprocess.run([PROGRAM, *command], cwd=ROOT, check=False).returncode
        if code:
            return code
    program = PROGRAM.relative_to(ROOT) if PROGRAM.is_relative_to(ROOT) else PROGRAM
    print(
        f"\n== Three things to try next\n"
        f"  make -C {service} test        # the newborn's own tests\n"
        f"  {program} new service build/demo/payments --ask   # answer the questions yourself\n"
        f"  {program} explain             # what the validator looks for"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
