"""What the portal's Dockerfile would lay out, in folders of this machine.

Instructions are carried out one by one from the Dockerfile itself. Left out is what needs an
engine: Debian's packages, and the build of the workspace, which `make portal` has done with the
same commands.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from goldenpath.dockerfile import Instruction, Stage
from tests.deployment.image import FINAL, STAGES, copy, last, lay
from tests.organization import ROOT

FOLDER = ROOT / "platform/backstage"
NODE = "import portal_workspace as w; n = w.find_node(); print(n.program, w.yarn(n), n.headers)"


class Programs(NamedTuple):
    """Node and Yarn as `make portal` finds or installs them, and where Node's headers lie."""

    node: str
    yarn: str
    headers: str

    @property
    def environment(self) -> dict[str, str]:
        """Return what the Dockerfile sets for its commands, as it is on this machine."""
        path = os.pathsep.join([str(Path(self.node).parent), os.environ["PATH"]])
        headers = {"npm_config_nodedir": self.headers} if self.headers else {}
        # What `make portal` has installed is in Yarn's cache, and production needs no more.
        offline = {"YARN_ENABLE_NETWORK": "0", "YARN_ENABLE_TELEMETRY": "0"}
        return {**os.environ, "PATH": path, "YARN": self.yarn, **headers, **offline}


class Laid(NamedTuple):
    """The folder of the image in which the process starts, and the programs that run it."""

    app: Path
    programs: Programs


def programs() -> Programs:
    """Return Node and Yarn; the workspace is built with them if it is not."""
    subprocess.run([sys.executable, ROOT / "tools/portal.py", "--build-only"], check=True)
    done = subprocess.run(
        [sys.executable, "-c", NODE],
        cwd=ROOT / "tools",
        capture_output=True,
        text=True,
        check=True,
    )
    node, yarn, *headers = done.stdout.splitlines()[-1].split()
    return Programs(node, yarn, *(headers or [""]))


@pytest.fixture(scope="module")
def laid() -> Iterator[Laid]:
    """Lay out what the final image holds for Node."""
    found = programs()
    # Not below pytest's own folder, which is closed to other users, as the image's is one.
    with tempfile.TemporaryDirectory(prefix="goldenpath-image-") as name:
        root = Path(name)
        root.chmod(0o755)
        places = {"build": {"/build": FOLDER}, "portal": {"/app": root / "portal"}}
        carry_out(STAGES["portal"], root / "portal", places, found.environment)
        # It is copied as it is; a second copy would take as much again.
        carry_out(FINAL, root / "portal", places, found.environment)
        yield Laid(root / "portal", found)


def carry_out(
    stage: Stage,
    folder: Path,
    places: Mapping[str, Mapping[str, Path]],
    environment: Mapping[str, str],
) -> None:
    """Carry out a stage's own instructions in the folder that stands for its WORKDIR."""
    folder.mkdir(exist_ok=True)
    for instruction in stage.instructions:
        if instruction.name == "COPY":
            _copy(instruction, folder, places)
        elif instruction.name == "RUN" and not _is_debians(instruction):
            command = " ".join(word.text for word in instruction.arguments)
            done = subprocess.run(
                ["sh", "-ec", command],
                cwd=folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                check=False,
            )
            assert 0 == done.returncode, f"{command}\n{done.stdout[-4000:]}\n{done.stderr[-2000:]}"


def _copy(instruction: Instruction, folder: Path, places: Mapping[str, Mapping[str, Path]]) -> None:
    item = copy(instruction)
    for source in item.sources:
        target = folder / item.target
        if item.is_folder and (item.stage or (ROOT / source).is_file()):
            target /= Path(source).name
        if not item.stage:
            lay(source, target)
        elif (place := _place(source, places.get(item.stage, {}))) not in {None, folder}:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(str(place), target)


def _place(source: str, known: Mapping[str, Path]) -> Path | None:
    """Return where that what another stage holds lies here; None where that stage is left out."""
    for prefix, folder in known.items():
        if Path(source).is_relative_to(prefix):
            return folder / Path(source).relative_to(prefix)
    return None


def _is_debians(instruction: Instruction) -> bool:
    return instruction.arguments[0].text == "apt-get"


def image_user() -> dict[str, Any]:
    """Return, for root alone, the options with which a process is the image's user."""
    user, group = map(int, last(FINAL, "USER").split(":"))
    return {"user": user, "group": group, "extra_groups": []} if os.geteuid() == 0 else {}
