"""`make bench` compares like with like: its catalogs mean the same to Backstage and to us."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bench.catalog import Shape, generate
from bench.judges import Judges, refused_by_them
from tests.conftest import ROOT
from tests.toolchains.engines import node_engine
from tests.toolchains.kyverno import kyverno

pytestmark = pytest.mark.toolchain("node")


@pytest.mark.parametrize("per_file", [1, 5])
def test_backstage_refuses_what_the_catalog_says(tmp_path: Path, per_file: int) -> None:
    """The manifest of a catalog is Backstage's own verdict, document by document."""
    folder = tmp_path / "catalog"
    faults = generate(folder, Shape(200, per_file, faults=200))["faults"]
    judges = Judges(node_engine("backstage-catalog"), tmp_path)
    judges.theirs(folder).run()
    report = judges.backstage()
    known = frozenset((item["path"], item["document"]) for item in faults if item["rejected"])
    assert (200, known) == (report["documents"], refused_by_them(report))
    assert report["accepted"] == 200 - len(known)


def test_bench_prints_its_ratios() -> None:
    """A small run judges all its catalogs twice, and says of each wanted ratio how it came out."""
    if shutil.which("go"):
        # Go tells what it downloads, which is no word of the bench.
        kyverno()
    done = subprocess.run(
        [sys.executable, "-m", "bench.run", "--documents", "200", "--rounds", "1"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (0, "") == (done.returncode, done.stderr), done.stdout
    verdicts = re.findall(r"(at (?:least|most) [\d.]+): (?:reached|MISSED)", done.stdout)
    assert verdicts == [
        "at most 6.67",
        "at least 4",
        "at most 300",
        "at least 3",
        "at most 300",
        "at most 300",
        "at most 0.1",
        "at most 2",
        *(["at least 20"] if shutil.which("go") else []),
    ]
    assert 3 == len(re.findall(r"^  both accept [\d,]+ and refuse", done.stdout, re.MULTILINE))
