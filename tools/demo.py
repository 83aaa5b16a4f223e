"""`make demo`: a service is born in build/demo/, judged, and three next commands are named."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sys
from pathlib import Path

from goldenpath.organization import load

ROOT = Path(__file__).resolve().parent.parent
SERVICE = Path("build/demo/orders")
PROGRAM = Path(sys.executable).with_name("goldenpath")
ANSWERS = "templates/service/examples/python-database.yml"


def main() -> int:
    """Run the commands a newcomer would type, showing each; return the first failure's code."""
    shutil.rmtree(ROOT / SERVICE.parent, ignore_errors=True)
    system = load(ROOT / "goldenpath.yaml").systems[0]
    facts = ("-d", f"owner={system.owner}", "-d", f"system={system.name}")
    for step, arguments in (
        (
            "A service is born",
            ("new", "service", SERVICE, "--answers", ANSWERS, *facts, "--ref", "HEAD"),
        ),
        ("It is judged by the rules of its consumers", ("validate", SERVICE)),
    ):
        command = [str(argument) for argument in arguments]
        print(f"\n== {step}\n$ goldenpath {shlex.join(command)}", flush=True)
        code = subprocess.run([PROGRAM, *command], cwd=ROOT, check=False).returncode
        if code:
            return code
    program = PROGRAM.relative_to(ROOT) if PROGRAM.is_relative_to(ROOT) else PROGRAM
    print(
        f"\n== Three things to try next\n"
        f"  make -C {SERVICE} test\n"
        f"      runs the newborn's own tests\n"
        f"  {program} new service build/demo/payments --ask\n"
        f"      asks you every question\n"
        f"  {program} explain\n"
        f"      lists what the validator looks for"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
