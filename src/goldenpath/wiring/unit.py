"""Units: manifests that are deployed together, and so have to find each other.

A chart with one set of values is a unit, and so are the manifests of a folder.
"""

from __future__ import annotations

import posixpath
from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Generic, TypeVar

from goldenpath.wiring.facts import Pods, Service, dashboard_tags, pods_of, service_of
from goldenpath.wiring.kustomize import NAMES, Layers

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from collections.abc import Set as AbstractSet

    from goldenpath.document import Document
    from goldenpath.wiring.selector import Requirement, Selecting

N = TypeVar("N", Pods, Service)

_PODLESS = frozenset(
    {
        "autoscaling.k8s.io",
        "bitnami.com",
        "cert-manager.io",
        "cilium.io",
        "external-secrets.io",
        "gateway.networking.k8s.io",
        "generators.external-secrets.io",
        "grafana.integreatly.org",
        "karpenter.sh",
        "keda.sh",
        "kyverno.io",
        "linkerd.io",
        "monitoring.coreos.com",
        "networking.istio.io",
        "policies.kyverno.io",
        "policy.linkerd.io",
        "projectcalico.org",
        "secrets-store.csi.x-k8s.io",
        "security.istio.io",
        "telemetry.istio.io",
        "traefik.io",
    }
)
"""API groups beside Kubernetes' own whose resources run nothing themselves."""
_RUNNING = frozenset(
    {"Alertmanager", "Gateway", "Prometheus", "PrometheusAgent", "ThanosRuler", "Waypoint"}
)
"""Those of these groups that do."""
_OWN_GROUPS = frozenset({"apps", "autoscaling", "batch", "extensions", "policy"})


@dataclass(slots=True)
class Unit:
    """What is deployed together.

    Attributes:
        pods: what its workloads make.
        services: its Services.
        home: the folder that it lies in; a chart's, for what that renders to.
        tags: the tags of the dashboards among its manifests.
        makers: whether an operator may make Pods and Services that stand in no manifest.
        is_open: whether something is added to it that cannot be seen here.
    """

    pods: list[Pods] = field(default_factory=list)
    services: list[Service] = field(default_factory=list)
    home: str = ""
    tags: set[str] = field(default_factory=set)
    makers: bool = False
    is_open: bool = False

    def add(self, document: Document) -> None:
        """Take note of a manifest."""
        pods = pods_of(document)
        service = service_of(document) if pods is None else None
        if pods is not None:
            self.pods.append(pods)
        elif service is not None:
            self.services.append(service)
        elif document.get("kind") == "ConfigMap":
            self.tags.update(dashboard_tags(document))
        elif _may_make_pods(document):
            self.makers = True


class Labelled(Generic[N]):
    """Things by their labels and names, so that a selector need not look at all of them."""

    def __init__(self, items: Iterable[N]) -> None:
        self._all: list[N] = list(items)
        self._pairs: defaultdict[tuple[str, str], list[N]] = defaultdict(list)
        self._names: defaultdict[str, list[N]] = defaultdict(list)
        for item in self._all:
            self._names[item.name].append(item)
            for pair in item.labels.items():
                self._pairs[pair].append(item)

    def found(self, requirements: Collection[Requirement]) -> Iterator[N]:
        """Yield what has the labels that are required."""
        pairs = [
            (item.key, value)
            for item in requirements
            if item.operator == "In" and len(item.values) == 1
            for value in item.values
        ]
        seen = min((self._pairs.get(pair, []) for pair in pairs), key=len, default=self._all)
        for item in seen:
            if all(requirement.is_met(item.labels) for requirement in requirements):
                yield item

    def named(self, name: str) -> list[N]:
        """Return what has this name."""
        return self._names.get(name, [])


@dataclass(slots=True, eq=False)
class Wires:
    """What of the manifests may be wired to what.

    Attributes:
        folders: the unit of each folder with manifests that are in no chart.
        pods: what all those and the charts that were rendered make.
        services: their Services.
        units: all of them, and those of the charts that were rendered.
        rendered: the unit of each stage of the chart that is being judged.
        patches: the files that are parts of manifests and no manifests.
        sources: the files that a kustomization builds from, and nobody applies as they are.
        added: the keys of labels that are added to Pods and selectors on their way.
    """

    folders: Mapping[str, Unit] = field(default_factory=dict)
    pods: Labelled[Pods] = field(default_factory=lambda: Labelled(()))
    services: Labelled[Service] = field(default_factory=lambda: Labelled(()))
    units: Collection[Unit] = ()
    rendered: Mapping[str | None, Unit] = field(default_factory=dict)
    patches: AbstractSet[str] = frozenset()
    sources: AbstractSet[str] = frozenset()
    added: AbstractSet[str] = frozenset()

    def unit(self, document: Document) -> Unit | None:
        """Return what a manifest is deployed with; None where that cannot be told."""
        if document.index is None:
            return self.rendered.get(document.stage)
        path = document.source.path
        unit = None if path in self.patches else self.folders.get(posixpath.dirname(path))
        return None if unit is None or unit.is_open else unit

    def found_pods(self, document: Document, selecting: Selecting) -> list[Pods]:
        """Return the Pods that a manifest's selector finds; a chart's look in the chart alone."""
        own = self._own(document)
        return self._found(document, selecting, Labelled(own.pods) if own else self.pods)

    def found_services(self, document: Document, selecting: Selecting) -> list[Service]:
        """Return the Services that a manifest's selector finds."""
        own = self._own(document)
        return self._found(document, selecting, Labelled(own.services) if own else self.services)

    def named_services(self, document: Document, name: str, namespace: str) -> list[Service]:
        """Return the Services of a name that a manifest means, those deployed with it first."""
        unit = self.unit(document)
        near = [item for item in unit.services if item.name == name] if unit else []
        seen = near or self.services.named(name)
        return [item for item in seen if _is_near(document, item, namespace)]

    def with_chart(self, chart: Document, manifests: Iterable[Document]) -> Wires:
        """Return the same as the manifests of a chart see it."""
        return replace(self, rendered=_rendered(chart, manifests))

    def below(self, folder: str) -> list[Unit]:
        """Return the units below a folder."""
        within = f"{folder}/" if folder else ""
        return [unit for unit in self.units if f"{unit.home}/".startswith(within)]

    def _own(self, document: Document) -> Unit | None:
        return self.rendered.get(document.stage) if document.index is None else None

    def _found(self, document: Document, selecting: Selecting, seen: Labelled[N]) -> list[N]:
        wanted = [item for item in selecting.requirements if item.key not in self.added]
        return [item for item in seen.found(wanted) if _is_near(document, item)]


class Units:
    """Gathers what a run's manifests are wired by, document by document."""

    def __init__(self) -> None:
        self._folders: defaultdict[str, dict[str, Unit]] = defaultdict(dict)
        self._layers = Layers()
        self._charts: list[Unit] = []

    def add(self, document: Document) -> None:
        """Take note of a manifest or a kustomization that stands in a file of its own."""
        folder, _, name = document.source.path.rpartition("/")
        if name in NAMES:
            self._layers.add(document)
        elif isinstance(document.data, dict) and "kind" in document.data:
            files = self._folders[folder]
            files.setdefault(document.source.path, Unit()).add(document)

    def add_chart(self, units: Iterable[Unit]) -> None:
        """Take note of a chart that was rendered."""
        self._charts += units

    def wires(self) -> Wires:
        """Return what was seen up to now."""
        patches, opened = self._layers.patches, self._layers.open()
        folders = {
            folder: _joined(folder, [unit for path, unit in files.items() if path not in patches])
            for folder, files in self._folders.items()
        }
        for folder in opened & folders.keys():
            folders[folder].is_open = True
        everything = [*folders.values(), *self._charts]
        return Wires(
            folders=folders,
            units=everything,
            pods=Labelled(item for unit in everything for item in unit.pods),
            services=Labelled(item for unit in everything for item in unit.services),
            patches=frozenset(patches),
            sources=frozenset(self._layers.sources),
            added=frozenset(self._layers.added),
        )


def _rendered(chart: Document, documents: Iterable[Document]) -> dict[str | None, Unit]:
    """Return the units of a chart's manifests, by the stage that each was rendered for."""
    units: dict[str | None, Unit] = {}
    home = posixpath.dirname(chart.source.path)
    for document in documents:
        units.setdefault(document.stage, Unit(home=home)).add(document)
    return units


def _joined(home: str, units: Collection[Unit]) -> Unit:
    return Unit(
        [item for unit in units for item in unit.pods],
        [item for unit in units for item in unit.services],
        home,
        {tag for unit in units for tag in unit.tags},
        makers=any(unit.makers for unit in units),
    )


def _is_near(document: Document, other: Pods | Service, namespace: str = "") -> bool:
    """Tell whether both may be in one namespace: what names none goes where it is applied."""
    own = namespace or document.get("metadata", "namespace")
    return not (own and other.namespace) or own == other.namespace


def _may_make_pods(document: Document) -> bool:
    version, kind = document.get("apiVersion"), document.get("kind")
    if not (isinstance(version, str) and isinstance(kind, str)):
        return False
    group = version.partition("/")[0] if "/" in version else ""
    if kind in _RUNNING:
        return True
    if not group or group in _OWN_GROUPS or group in _PODLESS:
        return False
    return not group.endswith((".k8s.io", "backstage.io"))
