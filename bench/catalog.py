"""Write a catalog: `python -m bench.catalog FOLDER --documents N`.

The catalog of an organisation as a nightly job sees it: a checkout of every repository, each with
its descriptors. The same arguments always give the same bytes. What is wrong in it stands in
`FOLDER.manifest.json`, so that a judge can be judged.

The look is that of catalogs one finds in public: the descriptors of Backstage's own repositories
and plugins and of the demo catalogs that vendors publish, with small Components of many
annotations, API definitions inline, and an organisation of short Group and User documents.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.emit import emit
from bench.entities import entity
from bench.plan import plan

if TYPE_CHECKING:
    from bench.faults import Fault
    from bench.plan import Item, Plan

SEED = 1
FAULTS = 10
REPOSITORY_DEPTH = {"organization": 1, "templates": 2}
"""How deep below the catalog's root a checkout begins; elsewhere it is `area/team/repository`."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What makes a catalog the one that it is."""

    documents: int
    per_file: int = 1
    faults: int = FAULTS
    seed: int = SEED


def generate(folder: Path, shape: Shape) -> dict[str, Any]:
    """Write the catalog and its manifest, and return the manifest.

    Raises:
        ValueError: there are too few documents for one of each kind.
        FileExistsError: `folder` exists already.
    """
    planned = plan(shape.documents, shape.per_file, shape.faults, shape.seed)
    folder.mkdir(parents=True)
    made: set[Path] = set()
    size = 0
    files = planned.files()
    for file, items in files.items():
        path = folder / file
        _make_folder(path.parent, _checkout(folder, file), made)
        text = "---\n".join(_written(item, planned, path.parent) for item in items)
        size += path.write_bytes(text.encode())
    manifest = {
        "documents": shape.documents,
        "files": len(files),
        "bytes": size,
        "per_file": shape.per_file,
        "seed": shape.seed,
        "faults": [
            _told(item, item.fault) for items in files.values() for item in items if item.fault
        ],
    }
    manifest_of(folder).write_text(json.dumps(manifest, indent=1) + "\n", "utf-8")
    return manifest


def manifest_of(folder: Path) -> Path:
    """Return where the manifest of a catalog stands: beside it, so that no judge reads it."""
    return folder.with_name(folder.name + ".manifest.json")


def _checkout(folder: Path, file: str) -> Path:
    parts = file.split("/")[:-1]
    return folder.joinpath(*parts[: REPOSITORY_DEPTH.get(parts[0], 3)])


def _make_folder(folder: Path, checkout: Path, made: set[Path]) -> None:
    """Make a folder, and what marks its repository's root: placeholders cannot leave it."""
    for wanted in (folder, checkout / ".git"):
        if wanted not in made:
            made.add(wanted)
            wanted.mkdir(parents=True, exist_ok=True)


def _written(item: Item, planned: Plan, folder: Path) -> str:
    rng = planned.rng(item.kind, item.number)
    data, beside = entity(item, planned, rng)
    for name, content in beside.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(content, "utf-8")
    if item.fault is None:
        return emit(data, rng)
    item.fault.change(data)
    return item.fault.edit(emit(data, rng))


def _told(item: Item, fault: Fault) -> dict[str, Any]:
    return {
        "path": item.file,
        "document": item.index,
        "code": fault.code,
        "name": fault.name,
        "rejected": fault.rejected,
    }


def main() -> int:
    """Write the catalog that the command line asks for, and say how large it is."""
    parser = argparse.ArgumentParser(prog="python -m bench.catalog", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("folder", type=Path, help="a folder that does not exist yet")
    parser.add_argument("--documents", type=int, required=True, help="how many")
    parser.add_argument("--per-file", type=int, default=1, help="up to how many in a file (1)")
    parser.add_argument(
        "--faults", type=int, default=FAULTS, help=f"wrong ones of a thousand ({FAULTS})"
    )
    parser.add_argument("--seed", type=int, default=SEED, help=f"another catalog ({SEED})")
    given = parser.parse_args()
    shape = Shape(given.documents, given.per_file, given.faults, given.seed)
    try:
        manifest = generate(given.folder, shape)
    except (ValueError, OSError) as error:
        parser.error(str(error))
    wrong = len(manifest["faults"])
    print(
        f"{manifest['documents']} documents in {manifest['files']} files, "
        f"{manifest['bytes'] / manifest['documents']:.0f} bytes each, {wrong} with a fault"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
