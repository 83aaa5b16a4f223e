"""What `goldenpath.yaml` says of the platform's own deployment, under `platform`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from goldenpath.settings import Objection

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class Deployment(NamedTuple):
    """What the portal and its databases need; empty where goldenpath.yaml says nothing.

    Attributes:
        system: the system that the portal belongs to, which names its namespaces.
        cost_center: who pays for it.
        backups: the URL of the object storage to which backups go.
        endpoint: where that storage answers, if it speaks S3 and is not AWS.
        identity: annotations of the database's ServiceAccount, by which the storage knows it.
        secret_store: the provider of the ClusterSecretStore, as External Secrets spells it.
    """

    system: str
    cost_center: str
    backups: str
    endpoint: str
    identity: Mapping[str, str]
    secret_store: Mapping[str, Any]


def of(data: Mapping[str, Any]) -> Deployment:
    """Return what the data of goldenpath.yaml say; the portal is by default the first team's."""
    said = data.get("platform", {})
    first = data["teams"][0]["ref"]
    own = (item["name"] for item in data["systems"] if item["owner"] == first)
    return Deployment(
        system=said.get("system") or next(own, data["systems"][0]["name"]),
        cost_center=said.get("cost_center", data["cost_centers"][0]),
        backups=said.get("backups", {}).get("url", ""),
        endpoint=said.get("backups", {}).get("endpoint", ""),
        identity=said.get("backups", {}).get("identity", {}),
        secret_store=said.get("secret_store", {}),
    )


def contradictions(data: Mapping[str, Any]) -> Iterator[Objection]:
    """Yield what the schema cannot say: names that stand nowhere else in the file."""
    said = data.get("platform", {})
    known = {
        "system": [system["name"] for system in data["systems"]],
        "cost_center": data["cost_centers"],
    }
    for key, names in known.items():
        if key in said and said[key] not in names:
            message = f"{key} {said[key]!r} is not in {key}s: add it there"
            yield Objection(("platform", key), message)
    backups = said.get("backups", {})
    if "endpoint" in backups and not backups["url"].startswith("s3://"):
        message = "endpoint is for storage that speaks S3: give it a url of s3://"
        yield Objection(("platform", "backups", "endpoint"), message)
