"""`make portal`: Backstage is installed, built and started on one port of 127.0.0.1.

What was installed and built is kept until its sources change, so that a second start takes
seconds. Ctrl-C stops all of it.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.error import URLError
from urllib.request import urlopen

import portal_workspace as workspace
import yaml

from goldenpath.organization import load

if TYPE_CHECKING:
    from types import FrameType

ROOT = workspace.ROOT
DATA = ROOT / "build/portal/data"
RUNTIME: dict[str, Any] = yaml.safe_load((workspace.FOLDER / "runtime.yaml").read_text("utf-8"))
"""How production starts the portal; here it is started so, but for where it runs."""
PORT: int = RUNTIME["port"]
READY: str = RUNTIME["probes"]["readiness"]
INSTEAD = {
    "packages/backend": workspace.BACKEND,
    "./packages/backend/instrumentation.js": f"./{workspace.BACKEND}/instrumentation.js",
    "app-config.production.yaml": "app-config.development.yaml",
}
LOCAL = "app-config.local.yaml"
PATIENCE = 180
GRACE = 10
INTERRUPTED = 130
USAGE = 2


class Interrupted(Exception):  # noqa: N818 - it is no error
    """Somebody wants the portal to stop."""


def main() -> int:
    """Start the portal and stay until it ends or is interrupted."""
    options = _options()
    signal.signal(signal.SIGTERM, _interrupt)
    signal.signal(signal.SIGINT, _interrupt)
    try:
        if not options.build_only and _taken(options.port):
            return _fail(
                f"port {options.port} of 127.0.0.1 is taken: stop what listens there, "
                "or choose another: PORTAL_PORT=7008 make portal",
                USAGE,
            )
        node = workspace.find_node()
        workspace.install(node)
        workspace.build(node)
        return 0 if options.build_only else _serve(node, options)
    except workspace.PortalError as error:
        return _fail(str(error), 1)
    except Interrupted:
        print("\n== The portal has stopped", flush=True)
        return INTERRUPTED


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    given = os.environ.get("PORTAL_PORT", str(PORT))
    parser.add_argument("--port", type=_port, default=given, help="(default: $PORTAL_PORT or 7007)")
    parser.add_argument("--data", type=Path, default=DATA, help="where databases and logs lie")
    parser.add_argument(
        "--config", type=Path, action="append", default=[], help="one more file, read last"
    )
    parser.add_argument(
        "--build-only", action="store_true", help="install and build, start nothing"
    )
    return parser.parse_args()


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 1 << 16):
        raise argparse.ArgumentTypeError(f"{text!r} is no port: use a number from 1 to 65535")
    return int(text)


def _taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


def _serve(node: workspace.Node, options: argparse.Namespace) -> int:
    data = options.data.resolve()
    data.mkdir(parents=True, exist_ok=True)
    log = data / "portal.log"
    files = [_write_run_config(data, options.port)]
    if (workspace.FOLDER / LOCAL).is_file():
        files.append(LOCAL)
    files += [str(file.resolve()) for file in options.config]
    program, *arguments = (
        {**INSTEAD, "node": node.program}.get(word, word) for word in RUNTIME["command"]
    )
    arguments += [part for file in files for part in ("--config", file)]
    address = f"http://127.0.0.1:{options.port}"
    print("== Starting Backstage", flush=True)
    with log.open("wb") as stream:
        portal = subprocess.Popen(
            [program, *arguments],
            cwd=workspace.FOLDER,
            env={**workspace.environment(node), **_settings()},
            stdout=stream,
            stderr=subprocess.STDOUT,
            # Of its own, so that it is stopped whole, and by us alone.
            start_new_session=True,
        )
    try:
        _wait(portal, address, log)
        _tell(address, data, log)
        code = portal.wait()
        return _fail(f"the portal ended by itself with {code}: {_last_words(log)}", 1)
    finally:
        _stop(portal)


def _settings() -> dict[str, str]:
    """Return what production sets, but for the home: who works here has one.

    Measurements are offered to who asks for a port, and on this machine alone.
    """
    settings = {name: value for name, value in RUNTIME["environment"].items() if name != "HOME"}
    return {**settings, "OTEL_EXPORTER_PROMETHEUS_HOST": "127.0.0.1"}


def _write_run_config(data: Path, port: int) -> str:
    """Write what is particular to this checkout and start; return the file."""
    organization = load(ROOT / "goldenpath.yaml")
    address = f"http://127.0.0.1:{port}"
    for name in ("work", "techdocs", "repositories"):
        (data / name).mkdir(exist_ok=True)
    config: dict[str, Any] = {
        "app": {"baseUrl": address},
        "backend": {
            "baseUrl": address,
            "listen": {"host": "127.0.0.1", "port": port},
            "database": {
                "client": "better-sqlite3",
                "connection": {"directory": str(data / "database")},
            },
            "workingDirectory": str(data / "work"),
        },
        # Also before the catalog has been read: the guest is of the first team, as its entity says.
        "auth": {
            "providers": {
                "guest": {"ownershipEntityRefs": ["user:default/guest", organization.teams[0].ref]}
            }
        },
        "techdocs": {"publisher": {"local": {"publishDirectory": str(data / "techdocs")}}},
        "goldenpath": {
            "python": sys.executable,
            "folder": {"path": str(data / "repositories")},
            # What is born is born of this checkout as it stands, whoever has published it or not.
            "copier": {
                "mirrors": [
                    {"url": organization.template_url, "location": str(ROOT), "ref": "HEAD"}
                ]
            },
        },
    }
    file = data / "app-config.run.yaml"
    # JSON is YAML, and any path survives in it.
    file.write_text(json.dumps(config, indent=2), "utf-8")
    return str(file)


def _wait(portal: subprocess.Popen[bytes], address: str, log: Path) -> None:
    """Return when the portal answers; raise PortalError when it ends or takes too long."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if portal.poll() is not None:
            raise workspace.PortalError(f"the portal did not start: {_last_words(log)}")
        try:
            with urlopen(f"{address}{READY}", timeout=5):  # noqa: S310 - our own address
                return
        except (URLError, OSError):
            time.sleep(0.3)
    raise workspace.PortalError(f"the portal did not answer in {PATIENCE} s: see {log}")


def _tell(address: str, data: Path, log: Path) -> None:
    lines = log.read_text("utf-8", "replace").splitlines()
    for line in lines:
        if " is off" in line and not line.startswith("{"):
            print(f"   {line}")
    print(
        f"== The portal is ready: {address}\n"
        f"   repositories are born in {data / 'repositories'}\n"
        f"   what it says is in {log}\n"
        f"   Ctrl-C stops it",
        flush=True,
    )


def _last_words(log: Path) -> str:
    """Return the last thing that the portal said of an error, else its last line."""
    lines = [line for line in log.read_text("utf-8", "replace").splitlines() if line.strip()]
    for line in reversed(lines):
        if line.startswith("the portal does not start: "):
            return line.partition(": ")[2]
        if '"level":"error"' in line:
            return str(json.loads(line).get("message", line))
    return lines[-1] if lines else "it said nothing"


def _stop(portal: subprocess.Popen[bytes]) -> None:
    """End the portal and all that it has started."""
    for sort, patience in ((signal.SIGTERM, GRACE), (signal.SIGKILL, GRACE)):
        try:
            os.killpg(portal.pid, sort)
            portal.wait(patience)
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    # Once is enough: stopping must not be interrupted.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise Interrupted


def _fail(message: str, code: int) -> int:
    print(message, file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
