"""How fast a catalog is judged, and how fast policies judge, as ratios of one run: `make bench`.

CPU seconds are those of whole processes, start-up and garbage collection included, medians of
several rounds in which both judges take turns on the same files.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bench.judges import UNCACHED, Judges
from bench.measure import FailedError, Program, in_turn
from bench.plan import FEWEST
from bench.policies import evaluation, suites
from bench.table import at_least, at_most, row, title
from tests.toolchains.engines import node_engine

if TYPE_CHECKING:
    from bench.measure import Cost

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = 100_000
PER_FILE = 10
STARTS = 15


@dataclass(frozen=True, slots=True)
class Bench:
    """One run: who is measured, in which folder, and in how many rounds."""

    judges: Judges
    folder: Path
    rounds: int

    def start_up(self) -> Cost:
        """Print and return what one file costs, beside what Python takes to do nothing."""
        catalog = self.catalog(FEWEST)
        file = min(path for path in catalog.rglob("catalog-info.yaml"))
        ours = self.judges.ours(catalog, target=str(file.relative_to(catalog)))
        nothing = Program((sys.executable, "-c", "pass"), catalog, self.folder / "nothing")
        cost, least = in_turn(STARTS, ours, nothing)
        title("one file", "goldenpath", "python -c pass")
        slower = cost.wall / least.wall
        row("wall seconds", cost.wall, least.wall, slower, at_most(0.20 / 0.03, slower))
        row("CPU seconds", cost.cpu, least.cpu, cost.cpu / least.cpu)
        return cost

    def speed(self, documents: int, start: Cost, wanted: float = 0, per_file: int = 1) -> None:
        """Print how both judges compare on one catalog; `start` is what one file costs us."""
        catalog = self.catalog(documents, per_file)
        ours, theirs = in_turn(
            self.rounds, self.judges.ours(catalog, *UNCACHED), self.judges.theirs(catalog)
        )
        spread = "one a file" if per_file == 1 else f"{per_file} a file"
        title(f"{documents:,} documents, {spread}", "goldenpath", "Backstage")
        faster, each = theirs.cpu / ours.cpu, 1e6 / documents
        row("CPU seconds", ours.cpu, theirs.cpu, faster, at_least(wanted, faster))
        row("CPU µs a document", ours.cpu * each, theirs.cpu * each, faster)
        we, they = ours.cpu - start.cpu, theirs.cpu - self.judges.start_up_of_backstage()
        row("  the same without start-up", we * each, they * each, they / we)
        row("wall seconds", ours.wall, theirs.wall, theirs.wall / ours.wall)
        row("peak MB", ours.peak, theirs.peak, theirs.peak / ours.peak, at_most(300, ours.peak))
        print(f"  {self.judges.agreed(catalog)}")

    def cache(self, documents: int) -> None:
        """Print what a cache of verdicts costs, and what it saves when nothing has changed."""
        catalog = self.catalog(documents)
        cold, warm = self.judges.ours(catalog, *UNCACHED), self.judges.ours(catalog)
        self.judges.forget()
        [filling] = in_turn(1, warm)
        off, again = in_turn(self.rounds, cold, warm)
        title(f"{documents:,} documents, one a file", "cached", "--no-cache")
        row("CPU seconds, filling the cache", filling.cpu, off.cpu, filling.cpu / off.cpu)
        part = again.cpu / off.cpu
        row("CPU seconds, nothing changed", again.cpu, off.cpu, part, at_most(0.1, part))
        row("wall seconds, nothing changed", again.wall, off.wall, again.wall / off.wall)
        row("peak MB, nothing changed", again.peak, off.peak, again.peak / off.peak)
        self.judges.check_ours(catalog)

    def catalog(self, documents: int, per_file: int = 1) -> Path:
        """Return a generated catalog; a process of its own makes it, to keep this one small."""
        folder = self.folder / f"catalog-{documents}-{per_file}"
        if not folder.is_dir():
            numbers = ("--documents", str(documents), "--per-file", str(per_file))
            command = [sys.executable, "-m", "bench.catalog", str(folder), *numbers]
            subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
        return folder


def main() -> int:
    """Measure what the command line asks for; 1 if the judges disagree, else 0."""
    parser = argparse.ArgumentParser(prog="python -m bench.run", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument(
        "--documents",
        type=int,
        default=DOCUMENTS,
        help=f"of the large catalog; the small one has a tenth ({DOCUMENTS})",
    )
    parser.add_argument("--rounds", type=int, default=3, help="how often each is run (3)")
    given = parser.parse_args()
    if given.documents < FEWEST * 10 or given.rounds < 1:
        parser.error(f"--documents of {FEWEST * 10} and one round are the least")
    if not (shutil.which("node") and shutil.which("npm")):
        parser.error("node and npm are not on PATH: Backstage's processing needs them")
    (ROOT / "build").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bench-", dir=ROOT / "build") as folder:
        judges = Judges(node_engine("backstage-catalog"), Path(folder))
        try:
            _measure(Bench(judges, Path(folder), given.rounds), given.documents)
        except FailedError as failed:
            print(f"bench: {failed}", file=sys.stderr)
            return 1
    return 0


def _with_ryaml() -> str:
    """Say whether we have the fast reader, without which this measures something else."""
    return "with ryaml" if importlib.util.find_spec("ryaml") else "WITHOUT ryaml (goldenpath[fast])"


def _measure(bench: Bench, documents: int) -> None:
    node = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True)
    print(
        f"Python {platform.python_version()} {_with_ryaml()}, Node {node.stdout.strip()}, "
        f"{os.cpu_count()} cores, medians of {bench.rounds} rounds"
    )
    start = bench.start_up()
    bench.speed(documents // 10, start, wanted=4)
    bench.speed(documents, start, wanted=3)
    bench.speed(documents, start, per_file=PER_FILE)
    bench.cache(documents)
    evaluation(bench.folder, bench.rounds)
    suites(bench.folder, bench.rounds)


if __name__ == "__main__":
    sys.exit(main())
