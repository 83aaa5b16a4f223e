"""Where environments and databases live: `environments_repository`, taken apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from goldenpath.settings import Objection

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


def facts_of(url: str, sources: Sequence[Mapping[str, Any]]) -> dict[str, str] | None:
    """Return the repository as a source with its name beside it, or None if no source has it.

    Args:
        url: the git URL in goldenpath.yaml.
        sources: the hosts on which repositories are born; they say what software a host runs.
    """
    parts = urlsplit(url)
    owner, _, repository = parts.path.strip("/").removesuffix(".git").rpartition("/")
    for source in sources:
        host = source["host"]
        # A port of ssh says nothing of the port on which the host shows its pages.
        by_ssh = parts.scheme == "ssh" and host.partition(":")[0] == parts.hostname
        if by_ssh or host == parts.netloc.rpartition("@")[2]:
            here = {key: str(source[key]) for key in ("name", "kind", "host")}
            return {**here, "owner": owner, "repository": repository} if owner else None
    return None


def contradictions(data: Mapping[str, Any]) -> Iterator[Objection]:
    """Yield an objection where it cannot be known how the repository is reached."""
    url = data["environments_repository"]
    if facts_of(url, data["sources"]) is None:
        yield Objection(
            ("environments_repository",),
            f"environments_repository {url!r} is no owner/repository on a host of sources: "
            "write it so, or add its host to sources",
        )
