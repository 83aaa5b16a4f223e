"""What Argo CD has to be told of hosts and clusters: where their APIs are, and what lets it in."""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from goldenpath import environments

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goldenpath.organization import Organization, Source

_FNV_BASIS, _FNV_PRIME = 0x811C9DC5, 0x01000193
_PUBLIC = "https://api.github.com/"
"""What GitHub's own address stands for: a list without an entry would allow every address."""


def hosts(organization: Organization) -> list[dict[str, str]]:
    """Return the sources, each with the address of its API as Argo CD wants it."""
    return [{**source._asdict(), "api": _api(source)} for source in organization.sources]


def _api(source: Source) -> str:
    if source.host == "github.com":
        return _PUBLIC
    return f"https://{source.host}/{'api/v3/' if source.kind == 'github' else ''}"


def secret_of(server: str) -> str:
    """Return the name of the Secret in which `argocd cluster add` keeps a cluster."""
    host = urlsplit(server).hostname or ""
    if ":" in host:
        host = ip_address(host).compressed.replace(":", "-")
    hashed = _FNV_BASIS
    for byte in server.encode():
        hashed = (hashed ^ byte) * _FNV_PRIME & 0xFFFFFFFF
    return f"cluster-{host}-{hashed}"


def credentials(organization: Organization) -> list[dict[str, str]]:
    """Return the Secrets that let Argo CD read: for each source two, as it tells them by kind.

    A repository of our own that lies on a source's host, beside what the source owns, has one
    for itself. What is reached by ssh has a key, which is registered by hand.
    """
    found = []
    for source in organization.sources:
        url = f"https://{source.host}/{source.owner}/"
        for name, kind, at in (("repositories", "repo-creds", url), ("scm", "scm-creds", "")):
            named = {"name": f"{name}-{source.name}", "source": source.name}
            found.append({**named, "kind": kind, "url": at})
    return [*found, *_strays(organization, [item["url"] for item in found if item["url"]])]


def _strays(organization: Organization, covered: list[str]) -> Iterator[dict[str, str]]:
    own = {
        "platform": organization.template_url,
        "environments": organization.environments_repository,
    }
    for name, url in own.items():
        facts = environments.facts_of(url, [source._asdict() for source in organization.sources])
        if facts and url.startswith("https://") and not url.startswith(tuple(covered)):
            kind = {"name": f"repository-{name}", "kind": "repository", "url": url}
            yield {**kind, "source": facts["name"]}


def facts(organization: Organization) -> dict[str, Any]:
    """Return what the templates of `platform/argocd` need of this."""
    return {"hosts": hosts(organization), "credentials": credentials(organization)}
