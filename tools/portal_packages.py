"""Our plugins as packages for another Backstage: one tarball each, as a registry would hold it.

`python tools/portal_packages.py build/portal/packages` builds what has to be built, and packs.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from pathlib import Path

import portal_workspace as workspace

LICENSE = workspace.ROOT / "LICENSE"
_NEEDED = ("package.json", "yarn.lock", ".yarnrc.yml", "backstage.json", "tsconfig.json")


def main() -> int:
    """Pack every plugin, tell the tarballs, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where the tarballs go; it is made if absent")
    folder: Path = parser.parse_args().folder
    try:
        node = workspace.find_node()
        workspace.install(node)
        workspace.build(node)
        for tarball in pack(node, folder.absolute()):
            print(tarball)
    except (workspace.PortalError, OSError) as error:
        print(f"portal: {error}", file=sys.stderr)
        return 1
    return 0


def pack(node: workspace.Node, folder: Path) -> list[Path]:
    """Pack what is built of each folder below `plugins/`, and return the tarballs.

    Packing rewrites manifests, so it is done in a copy: whoever edits the workspace, or packs it
    at the same time, is not disturbed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    workspace.CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=workspace.CACHE, prefix="packing-") as name:
        copy, packed = Path(name, "workspace"), Path(name, "packed")
        _lay(copy)
        packed.mkdir()
        each = ("foreach", "--all", "--include=plugins/*", "--parallel", "--jobs=2")
        out = f"--out={packed}/%s-%v.tgz"
        workspace.run_yarn(node, "workspaces", *each, "pack", out, folder=copy)
        # Named as npm names them, so without the sign of a scope.
        return [
            Path(shutil.move(tarball, folder / tarball.name.removeprefix("@")))
            for tarball in sorted(packed.iterdir())
        ]


def _lay(copy: Path) -> None:
    """Lay out what Yarn and Backstage need to pack, with the packages of the workspace itself."""
    portal = workspace.FOLDER
    (copy / ".yarn").mkdir(parents=True)
    for name in (*_NEEDED, ".yarn/install-state.gz"):
        shutil.copy(portal / name, copy / name)
    (copy / "node_modules").symlink_to(portal / "node_modules")
    for manifest in portal.glob("packages/*/package.json"):
        target = copy / manifest.relative_to(portal)
        target.parent.mkdir(parents=True)
        shutil.copy(manifest, target)
    for manifest in portal.glob("plugins/*/package.json"):
        target = copy / manifest.parent.relative_to(portal)
        shutil.copytree(manifest.parent, target, ignore=shutil.ignore_patterns("node_modules"))
        shutil.copy(LICENSE, target)
        content = json.loads(manifest.read_text("utf-8"))
        # Nothing has to be put back where the copy ends with it.
        content["scripts"].pop("postpack")
        (target / "package.json").write_text(json.dumps(content, indent=2), "utf-8")


if __name__ == "__main__":
    sys.exit(main())
