"""The organisation: `goldenpath.yaml`, checked and frozen."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from goldenpath import deployment, environments, resources, settings
from goldenpath.diagnostic import Severity
from goldenpath.settings import Objection, SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

LIFECYCLES = ("experimental", "production", "deprecated")
"""Those of an organisation that states none: the ones that Backstage's documentation names."""

_KINDS = ("API", "Component", "Resource")
_RULES: dict[str, dict[str, Any]] = {
    "nonconforming-entity": {},
    "missing-description": {"kinds": _KINDS},
    "missing-system": {"kinds": _KINDS},
    "missing-label": {"kinds": _KINDS},
    "missing-runbook": {"kinds": ("Component",), "lifecycles": ("production",)},
    "personal-owner": {},
    "unlisted-lifecycle": {},
    "unlisted-type": {},
    "unlisted-cost-center": {},
}
"""The organisation's rules by the slugs of their checks, with what each asks by default."""


class OrganizationError(SettingsError):
    """`goldenpath.yaml` is missing or wrong; the message names file, line and remedy."""


class Source(NamedTuple):
    """A host on which repositories are born."""

    name: str
    kind: str
    host: str
    owner: str


class Team(NamedTuple):
    """A group that can own what is born; `ref` is a full entity ref."""

    ref: str
    title: str

    @property
    def name(self) -> str:
        """Return the group's name, the value of the label `team`."""
        return self.ref.rpartition("/")[2]

    @property
    def namespace(self) -> str:
        """Return the group's catalog namespace."""
        return self.ref.partition(":")[2].partition("/")[0]


class Stage(NamedTuple):
    """A stage of promotion; clusters as `(name, server)`, budget per month."""

    name: str
    production: bool
    clusters: tuple[tuple[str, str], ...]
    budget: tuple[int, str]
    largest_claim: str = "large"


class CatalogItem(NamedTuple):
    """A domain or a system of the catalog."""

    name: str
    title: str
    owner: str
    domain: str = ""


@dataclass(frozen=True, slots=True)
class CatalogRule:
    """One thing that the organisation asks of entities beyond what Backstage does.

    Attributes:
        severity: how much a breach matters.
        kinds: the kinds that it is asked of; empty for all.
        labels: names of labels, without the organisation's prefix.
        lifecycles: the lifecycles that it is asked in.
        types: the values of `spec.type` by kind.
    """

    severity: Severity = Severity.WARNING
    kinds: frozenset[str] = frozenset()
    labels: tuple[str, ...] = ()
    lifecycles: frozenset[str] = frozenset()
    types: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Organization:
    """The facts from which everything that names the organisation is derived."""

    name: str
    title: str
    domain: str
    registry: str
    label_prefix: str
    api_group: str
    template_url: str
    environments_repository: str
    docs_url: str
    validator: str
    sources: tuple[Source, ...]
    teams: tuple[Team, ...]
    cost_centers: tuple[str, ...]
    domains: tuple[CatalogItem, ...]
    systems: tuple[CatalogItem, ...]
    stages: tuple[Stage, ...]
    platform: deployment.Deployment
    locked: tuple[str, ...] = ()
    base_images: tuple[str, ...] = ()
    lifecycles: tuple[str, ...] = LIFECYCLES
    portal: str = "backstage"
    catalog_modules: tuple[str, ...] = ()
    catalog_rules: Mapping[str, CatalogRule] = field(default_factory=dict)

    @property
    def has_portal(self) -> bool:
        """Tell whether there is a catalog that knows what is born, and a page that offers it."""
        return self.portal != "none"

    def locks(self, code: str) -> bool:
        """Tell whether no judged repository may lower or ignore `code`."""
        return code.startswith(self.locked)

    def help_url(self, code: str) -> str:
        """Return where the documentation of a check is shown, or nothing where that is unknown."""
        if self.docs_url:
            return f"{self.docs_url}/checks/{code}/"
        base = self.template_url.removesuffix(".git")
        if not base.startswith("https://"):
            return ""
        host = base.partition("://")[2].partition("/")[0]
        kind = next((source.kind for source in self.sources if source.host == host), "github")
        middle = {"github": "blob/HEAD", "gitlab": "-/blob/HEAD", "gitea": "src/branch/main"}[kind]
        return f"{base}/{middle}/docs/checks/{code}.md"

    def facts(self) -> dict[str, Any]:
        """Return the facts as templates see them under the name `organization`."""
        sources = [source._asdict() for source in self.sources]
        return {
            "name": self.name,
            "title": self.title,
            "domain": self.domain,
            "registry": self.registry,
            "label_prefix": self.label_prefix,
            "api_group": self.api_group,
            "template_url": self.template_url,
            "environments_repository": self.environments_repository,
            "validator": self.validator,
            "portal": self.portal,
            "sources": sources,
            "environments": environments.facts_of(self.environments_repository, sources),
            "teams": [team.ref for team in self.teams],
            "owner_choices": {f"{t.title} ({t.ref})": t.ref for t in self.teams},
            "system_choices": {f"{s.title} ({s.name})": s.name for s in self.systems},
            "cost_centers": list(self.cost_centers),
            "stages": [
                {
                    "name": stage.name,
                    "production": stage.production,
                    "clusters": [{"name": n, "server": s} for n, s in stage.clusters],
                    "budget": {"monthly": stage.budget[0], "currency": stage.budget[1]},
                }
                for stage in self.stages
            ],
        }


@cache
def organization() -> Organization:
    """Return the organisation that this program was built for."""
    return load(resources.root() / "goldenpath.yaml")


def load(path: Path) -> Organization:
    """Read and check `path`; raise OrganizationError with the first faults, each with its line."""
    return _build(settings.load(path, "goldenpath.schema.json", _contradictions, OrganizationError))


def _contradictions(data: dict[str, Any]) -> list[Objection]:
    """Return what the schema cannot say: references that lead nowhere, and names given twice."""
    return [
        *_dangling(data),
        *_repeated(data),
        *deployment.contradictions(data),
        *environments.contradictions(data),
    ]


def _dangling(data: dict[str, Any]) -> Iterator[Objection]:
    teams = {team["ref"] for team in data["teams"]}
    domains = {domain["name"] for domain in data["domains"]}
    for section in ("domains", "systems"):
        for index, item in enumerate(data[section]):
            if item["owner"] not in teams:
                message = f"owner {item['owner']!r} is no team: add it to teams"
                yield Objection((section, index, "owner"), message)
    for index, system in enumerate(data["systems"]):
        if system["domain"] not in domains:
            message = f"domain {system['domain']!r} is not in domains: add it"
            yield Objection(("systems", index, "domain"), message)


def _repeated(data: dict[str, Any]) -> Iterator[Objection]:
    for section in ("sources", "domains", "systems", "stages"):
        names = [item["name"] for item in data[section]]
        for index, name in enumerate(names):
            if name in names[:index]:
                message = f"name {name!r} is given twice: keep one"
                yield Objection((section, index, "name"), message)
    groups = [data["organization"]["name"]]
    for index, team in enumerate(data["teams"]):
        name = team["ref"].rpartition("/")[2]
        if name in groups:
            message = f"group name {name!r} is taken by the organisation or another team"
            yield Objection(("teams", index, "ref"), message)
        groups.append(name)


def _build(data: dict[str, Any]) -> Organization:
    who = data["organization"]
    return Organization(
        name=who["name"],
        title=who["title"],
        domain=who["domain"],
        registry=data["registry"],
        label_prefix=data["label_prefix"],
        api_group=data["api_group"],
        template_url=data["template_url"],
        environments_repository=data["environments_repository"],
        docs_url=data.get("docs_url", ""),
        validator=data["validator"],
        sources=tuple(Source(**item) for item in data["sources"]),
        teams=tuple(Team(**item) for item in data["teams"]),
        cost_centers=tuple(data["cost_centers"]),
        domains=tuple(CatalogItem(**item) for item in data["domains"]),
        systems=tuple(CatalogItem(**item) for item in data["systems"]),
        stages=tuple(
            Stage(
                name=item["name"],
                production=item["production"],
                clusters=tuple((c["name"], c["server"]) for c in item["clusters"]),
                budget=(item["budget"]["monthly"], item["budget"]["currency"]),
                largest_claim=item.get("largest_claim", "large"),
            )
            for item in data["stages"]
        ),
        platform=deployment.of(data),
        locked=tuple(data.get("locked", ())),
        base_images=tuple(data.get("base_images", ())),
        lifecycles=tuple(data.get("lifecycles", LIFECYCLES)),
        portal=data.get("portal", "backstage"),
        catalog_modules=tuple(data.get("catalog", {}).get("modules", ())),
        catalog_rules={
            slug: catalog_rule(slug, stated)
            for slug, stated in data.get("catalog", {}).get("rules", {}).items()
        },
    )


def catalog_rule(slug: str, stated: str | dict[str, Any]) -> CatalogRule:
    """Return the rule of the check `slug` as goldenpath.yaml states it: a severity, or more."""
    said = _RULES[slug] | ({"severity": stated} if isinstance(stated, str) else stated)
    return CatalogRule(
        severity=Severity(said.get("severity", Severity.WARNING)),
        kinds=frozenset(said.get("kinds", ())),
        labels=tuple(said.get("labels", ())),
        lifecycles=frozenset(said.get("lifecycles", ())),
        types={kind: frozenset(names) for kind, names in said.get("types", {}).items()},
    )
