"""An entity to mend, and what mends it in memory."""

from __future__ import annotations

from pathlib import Path

from goldenpath import fix
from goldenpath.document import Kind
from goldenpath.engine import Options, validate
from tests.organization import OWNER

HEAD = "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: orders\n"
SPEC = f"spec:\n  type: service\n  lifecycle: production\n  owner: {OWNER}\n"
SERVICE = "apiVersion: v1\nkind: Service\nmetadata:\n  name: orders\n"


def entity(metadata: str = "", spec: str = "") -> str:
    """Return a Component with more lines in its metadata or its spec."""
    return f"{HEAD}{metadata}{SPEC}{spec}"


def mend(text: str, name: str = "catalog-info.yaml", kind: Kind | None = None) -> str:
    """Return what would be written into a file of the current folder that says `text`."""
    Path(name).write_bytes(text.encode("utf-8"))
    options = Options(kind=kind)
    mended = fix.mend(validate([Path()], options).diagnostics, [Path()], options)
    assert () == mended.refused
    assert text.encode("utf-8") == Path(name).read_bytes()
    return mended.changes[0].after.decode("utf-8") if mended.changes else text
