"""`make demo` as a newcomer runs it, in a copy of the repository."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.e2e.conftest import Shell, goldenpath
from tests.organization import OWNER, SYSTEM


def test_demo_ends_with_a_clean_report_and_three_commands(upstream: Shell) -> None:
    """The demo bears a service with a database, finds nothing wrong, and says what is next."""
    printed = upstream.run(sys.executable, "tools/demo.py")
    assert "no findings in " in printed
    _, _, last = printed.partition("== Three things to try next\n")
    assert 3 == sum(line.startswith("  ") and line[2] != " " for line in last.splitlines())
    assert (upstream.folder / "build/demo/orders/deploy/chart/templates/database.yaml").is_file()


def test_plain_copier_gives_the_same_bytes(upstream: Shell, tmp_path: Path) -> None:
    """`goldenpath new` and `copier copy` of one version write identical repositories."""
    answers = upstream.folder / "templates/service/examples/go-database.yml"
    facts = ("-d", f"owner={OWNER}", "-d", f"system={SYSTEM}")
    ours = tmp_path / "stock"
    upstream.run(*goldenpath("new", "service", ours, "--answers", answers, *facts))
    plain = tmp_path / "plain"
    upstream.run("copier", "copy", "--defaults", "--data-file", answers, *facts, ".", plain)
    assert _contents(plain) == _contents(ours)


def _contents(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {
        path.relative_to(folder).as_posix(): (path.read_bytes(), path.stat().st_mode)
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_copying_a_path_by_itself_names_the_right_command(upstream: Shell, tmp_path: Path) -> None:
    """A folder of templates/ is no template: one line says so, nothing is written."""
    for path in ("service", "database", "environment"):
        source = upstream.folder / "templates" / path
        printed = upstream.run("copier", "copy", source, tmp_path / "out", code=1)
        (line,) = [text for text in printed.splitlines() if "no template by itself" in text]
        assert f"-d template={path}" in line
        assert not (tmp_path / "out").exists()
