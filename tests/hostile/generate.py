"""Writes the hostile inputs: `python -m tests.hostile.generate DIR [--only NAME] [--list]`.

Each becomes a folder of its own name: `repository/` with the input and its neighbours, which is
what the validator is to be run in, and `expected.json`, which says what must come of it.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.hostile.inputs import CASES


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the inputs that are asked for."""
    parser = argparse.ArgumentParser(description="Write hostile inputs for the validator.")
    parser.add_argument("folder", metavar="DIR", nargs="?", type=Path, help="where to write them")
    parser.add_argument("--only", metavar="NAME", action="append", choices=sorted(CASES))
    parser.add_argument("--list", action="store_true", help="list them and write nothing")
    options = parser.parse_args(arguments)
    if options.list:
        for case in CASES.values():
            print(f"{case.name}: {case.summary}")
        return 0
    if options.folder is None:
        parser.error("DIR is missing: say where to write them")
    for name in options.only or CASES:
        case = CASES[name]
        folder = options.folder / name
        case.write(folder / "repository")
        described = {"summary": case.summary, "arguments": list(case.arguments)}
        text = json.dumps(described | case.expected.as_data(), indent=2) + "\n"
        (folder / "expected.json").write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
