"""What a changed fact is, and the files that several facts stand in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

Change = Callable[[Any], object]
"""Changes the facts of the second organisation in place, as its platform team would."""

QUESTIONS = "templates/questions/organization.yml"
FORMS = "backstage/templates/*/template.yaml"
SERVICE_FORM = "backstage/templates/service/template.yaml"
CLAIM_FORMS = (
    "backstage/templates/database/template.yaml",
    "backstage/templates/environment/template.yaml",
)
PORTAL = "platform/backstage/app-config.organization.yaml"
CHART = ("platform/charts/backstage/values.yaml", "platform/charts/backstage/README.md")
PROJECTS = "platform/argocd/projects.yaml"
PORTAL_SETS = tuple(
    f"platform/argocd/{name}.yaml" for name in ("backstage", "database", "environments")
)
CLUSTER_SETS = tuple(
    f"platform/argocd/{name}.yaml"
    for name in (
        "cert-manager",
        "cloudnative-pg",
        "crossplane",
        "crossplane-apis",
        "external-secrets",
        "gateway-api",
        "kyverno",
        "opencost",
        "policies",
        "prometheus-operator",
        "teams",
    )
)
CLAIM_SETS = "platform/argocd/claims.yaml"
"""What teams have claimed: in every cluster too, but of another repository."""

SERVICES = "platform/argocd/services.yaml"
TEAM_SPACES = "platform/environments/teams/*.yaml"
OWN_SETS = tuple(
    f"platform/argocd/{name}.yaml"
    for name in ("crossplane-apis", "external-secrets", "kyverno", "policies", "teams")
)
"""Those that read more than a chart of others: files of this very repository."""

OWNERSHIP = (
    "platform/crossplane/apis/environments/definition.yaml",
    "platform/policies/operational/require-labels/require-labels.yaml",
    "platform/policies/operational/require-pod-labels/require-pod-labels.yaml",
    "schemas/claim/environment.json",
)
"""Where the values that the label of a team, a cost center or a stage may have are listed."""

IMAGES = (
    "require-attestations",
    "require-signed-images",
    "restrict-debug-containers",
    "restrict-registries",
)
CLAIMS = ("require-protected-claims", "restrict-claim-*", "restrict-total-cost")


def policies(*names: str) -> tuple[str, ...]:
    """Return the folders of policies, which hold examples too."""
    return tuple(f"platform/policies/*/{name}/*" for name in names)


def pages(*names: str) -> tuple[str, ...]:
    """Return the pages of policies."""
    return tuple(f"docs/policies/{name}.md" for name in names)


class Fact(NamedTuple):
    """A fact that changes, and the paths of what changes with it: `+` comes, `-` goes."""

    name: str
    change: Change
    expected: tuple[str, ...]
