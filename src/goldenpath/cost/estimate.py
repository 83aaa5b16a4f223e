"""From manifests to what they cost: claims by their size, workloads by what they request.

Traffic, backups, load balancers and the platform itself are not reckoned.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from goldenpath import resources
from goldenpath.cost.prices import monthly_cost, prices, quantity, sizes
from goldenpath.document import MANIFESTS, Document, Kind
from goldenpath.organization import organization
from goldenpath.placement import namespace_of, stage_of
from goldenpath.wiring import containers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_CLAIMS = {"Database": "databases", "Environment": "environments"}
_SCALED = frozenset({"Deployment", "StatefulSet", "ReplicaSet", "Rollout"})
_ASKED = ("requests", "limits")
"""What a container asks for: without requests it is given its limits."""
_UNCOUNTED = {
    "DaemonSet": "runs once on each node",
    "Job": "runs as long as it takes",
    "CronJob": "runs as long as it takes",
}
"""What runs, but not for a number of hours that a manifest says."""


@dataclass(frozen=True, slots=True)
class Item:
    """A manifest that costs something.

    Attributes:
        kind: its kind.
        name: its name.
        path: the file that it stands in, or is rendered from.
        monthly: what it costs in a month, in hundredths of the stage's currency.
        uncounted: why it is not reckoned, if it is not.
    """

    kind: str
    name: str
    path: str
    monthly: int
    uncounted: str = ""


@dataclass(slots=True)
class Stage:
    """What a stage costs.

    Attributes:
        name: the stage.
        budget: what it may cost in a month, in whole units of the currency.
        currency: an ISO 4217 code.
        items: the manifests that cost something, or cannot be reckoned.
    """

    name: str
    budget: int
    currency: str
    items: list[Item] = field(default_factory=list)


def total(items: Iterable[Item]) -> int:
    """Return what items cost together, in hundredths.

    What runs in an Environment is within its quota, so that the greater of both counts.
    """
    sums: Counter[bool] = Counter()
    for item in items:
        sums[item.kind == "Environment"] += item.monthly
    return max(sums[True], sums[False])


def estimate(documents: Iterable[Document]) -> list[Stage]:
    """Return what manifests cost in each stage that any of them belongs to, in order of promotion.

    What belongs to no stage that can be told costs nothing here.
    """
    found = {
        stage.name: Stage(stage.name, stage.budget[0], stage.budget[1])
        for stage in organization().stages
    }
    root = resources.root()
    reckoning = _Reckoning(prices(root, organization()), sizes(root))
    by_stage: dict[str, list[Document]] = {}
    for document in documents:
        if document.kind in MANIFESTS and isinstance(document.data, dict):
            stage = stage_of(document, namespace_of(document, None, ""), {})
            if stage is not None:
                by_stage.setdefault(stage, []).append(document)
    for name, members in by_stage.items():
        found[name].items += reckoning.items(members, found[name].currency)
    return [stage for stage in found.values() if stage.items]


@dataclass(frozen=True, slots=True)
class _Reckoning:
    """Reckons by a price list and the sizes of claims."""

    prices: Mapping[str, Mapping[str, float]]
    sizes: Mapping[str, Any]

    def items(self, documents: Iterable[Document], currency: str) -> Iterator[Item]:
        """Yield what each of the manifests of one stage costs."""
        documents = list(documents)
        price = self.prices[currency]
        least = {target: number for item in documents for target, number in _scaling(item)}
        for document in documents:
            kind, name = str(document.get("kind")), str(document.get("metadata", "name"))
            path = document.source.path
            if kind in _UNCOUNTED:
                yield Item(kind, name, path, 0, _UNCOUNTED[kind])
            elif document.kind is Kind.CLAIM:
                yield Item(kind, name, path, self._claim(document, price))
            elif kind in _SCALED or kind == "Pod":
                number = 1 if kind == "Pod" else least.get((kind, name), _replicas(document))
                yield Item(kind, name, path, number * monthly_cost(_requests(document), price))
            elif kind == "PersistentVolumeClaim":
                storage = document.get("spec", "resources", "requests", "storage")
                yield Item(kind, name, path, monthly_cost({"storage": storage or 0}, price))

    def _claim(self, document: Document, price: Mapping[str, float]) -> int:
        known = self.sizes.get(_CLAIMS.get(str(document.get("kind")), ""), {"sizes": {}})
        size = known["sizes"].get(document.get("spec", "size") or "small")
        if size is None:
            return 0
        instances = known.get("instances", {"single": 1, "highlyAvailable": 1})
        is_safe = document.get("spec", "highAvailability") is True
        number = instances["highlyAvailable" if is_safe else "single"]
        return int(number) * monthly_cost(size, price)


def _scaling(document: Document) -> Iterator[tuple[tuple[str, str], int]]:
    """Yield what an autoscaler keeps at least, and of what."""
    if document.get("kind") == "HorizontalPodAutoscaler":
        target = document.get("spec", "scaleTargetRef")
        least = document.get("spec", "minReplicas")
        if isinstance(target, dict):
            yield (str(target.get("kind")), str(target.get("name"))), _whole(least)


def _replicas(document: Document) -> int:
    return _whole(document.get("spec", "replicas"))


def _whole(value: object) -> int:
    """Return a number of replicas; one where none is said."""
    is_number = isinstance(value, int) and not isinstance(value, bool) and value >= 0
    return value if is_number and isinstance(value, int) else 1


def _requests(document: Document) -> dict[str, Fraction]:
    """Return what one Pod requests all the time, storage that is made for it included."""
    found = dict.fromkeys(("cpu", "memory", "storage"), Fraction(0))
    for at, _ in containers(document):
        for name in ("cpu", "memory"):
            given = (document.get(*at, "resources", group, name) for group in _ASKED)
            found[name] += quantity(next((value for value in given if value is not None), 0))
    templates = document.get("spec", "volumeClaimTemplates")
    for index in range(len(templates) if isinstance(templates, list) else 0):
        at = ("spec", "volumeClaimTemplates", index, "spec", "resources", "requests", "storage")
        found["storage"] += quantity(document.get(*at) or 0)
    return found
