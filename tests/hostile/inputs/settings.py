"""The validator's own files, as an attacker's repository may hold them."""

from __future__ import annotations

import json
import os
from pathlib import Path

from tests.hostile.case import FOLDER, Expected, entity, found, refused, text, tree

DEEP = "/".join(["a"] * 200)
NAME = "a" * 200 + ".yaml"
CONFIG = ".goldenpath.yaml"
BASELINE = '{"version": 1, "findings": [%s]}'


@text(refused("nests deeper"), file=CONFIG)
def configuration_that_nests() -> str:
    """A configuration of thirty thousand brackets."""
    return "version: 1\nexclude: " + "[" * 30_000


@text(refused("expands to more"), file=CONFIG)
def configuration_of_aliases() -> str:
    """A configuration that explodes."""
    levels = (f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30))
    return "a0: &a0 [x]\n" + "".join(levels)


@tree(Expected({f"{FOLDER}/{DEEP}/{NAME}": {("GP101", 0)}}, skipped=1))
def globs_that_try_everything(repository: Path) -> None:
    """Patterns of nothing but stars, and a path that they could match in uncountable ways."""
    globs = (
        "**/" * 200 + "x",
        "**/a/" * 100 + "x",
        f"**/{'*a' * 100}b",
        "*" * 1000 + "/" + "*?" * 500,
    )
    lines = "".join(f"  - '{glob}'\n" for glob in globs)
    (repository / CONFIG).write_text(f"version: 1\nexclude:\n{lines}", "utf-8")
    path = repository / FOLDER / DEEP / NAME
    path.parent.mkdir(parents=True)
    path.write_text(entity("deep", owner=""), "utf-8")


@text(refused("no path below"), file=CONFIG)
def globs_that_lead_out() -> str:
    """Patterns that name what is not in the repository."""
    return "version: 1\nexclude: ['../**', '/etc/**']\n"


@text(refused("no check's code"), file=CONFIG)
def configuration_with_a_code_of_a_megabyte() -> str:
    """A code of a megabyte, for which a careless program looks for what may be meant."""
    return f"version: 1\nignore: ['{'G' * 1_000_000}']\n"


@text(found(skipped=1), file=CONFIG, slow=True)
def many_globs() -> str:
    """Twenty thousand patterns."""
    lines = "".join(f"  - 'a{number}/**/b'\n" for number in range(20_000))
    return f"version: 1\nexclude:\n{lines}"


@tree(refused("is no regular file"))
def configuration_that_is_a_pipe(repository: Path) -> None:
    """A named pipe for a configuration."""
    os.mkfifo(repository / CONFIG)


@tree(refused("cannot be read"))
def configuration_that_links_to_itself(repository: Path) -> None:
    """A configuration that is a link to itself."""
    (repository / CONFIG).symlink_to(CONFIG)


@tree(refused("no baseline"), arguments=("--baseline", "known.json"))
def baseline_that_nests(repository: Path) -> None:
    """A baseline of a hundred thousand brackets."""
    (repository / "known.json").write_text("[" * 100_000, "utf-8")


@tree(refused("known.json"), arguments=("--baseline", "known.json"))
def baseline_that_is_a_device(repository: Path) -> None:
    """A baseline that never ends."""
    (repository / "known.json").symlink_to("/dev/zero")


@tree(found(), arguments=("--baseline", "known.json"), slow=True)
def baseline_of_fifty_thousand_findings(repository: Path) -> None:
    """A baseline that knows fifty thousand findings of files that are not there."""
    known = (
        json.dumps({"path": f"gone/{n}", "code": "GP101", "message": f"{n:016x}", "count": 1})
        for n in range(50_000)
    )
    (repository / "known.json").write_text(BASELINE % ",".join(known), "utf-8")
