"""Each fact of goldenpath.yaml, changed, with the files that are expected to change with it."""

from __future__ import annotations

from tests.e2e.fact import (
    CHART,
    CLAIM_FORMS,
    CLAIM_SETS,
    CLAIMS,
    CLUSTER_SETS,
    FORMS,
    IMAGES,
    OWN_SETS,
    OWNERSHIP,
    PORTAL,
    PORTAL_SETS,
    PROJECTS,
    QUESTIONS,
    SERVICE_FORM,
    SERVICES,
    TEAM_SPACES,
    Fact,
    pages,
    policies,
)
from tests.e2e.platform_facts import PLATFORM

FACTS = (
    Fact(
        "name",
        lambda facts: facts["organization"].update(name="borea"),
        (
            "+backstage/catalog/org/borea.yaml",
            "-backstage/catalog/org/zephyr.yaml",
            "backstage/catalog/org/data.yaml",
            "backstage/catalog/org/web.yaml",
            QUESTIONS,
        ),
    ),
    Fact(
        "title",
        lambda facts: facts["organization"].update(title="Borea"),
        (
            "backstage/catalog/org/zephyr.yaml",
            FORMS,
            "catalog-info.yaml",
            "platform/auth0/tenant.yaml",
            PORTAL,
            "platform/charts/backstage/values-*.yaml",
            QUESTIONS,
        ),
    ),
    Fact(
        "domain",
        lambda facts: facts["organization"].update(domain="borea.example"),
        (
            "docs/policies/index.md",
            *pages("restrict-route-hostnames"),
            "platform/argocd/values.yaml",
            "platform/auth0/tenant.yaml",
            PORTAL,
            "platform/charts/backstage/values-*.yaml",
            *policies("restrict-route-hostnames"),
            QUESTIONS,
        ),
    ),
    Fact(
        "source",
        lambda facts: facts["sources"].append(
            {"name": "hub", "kind": "github", "host": "github.com", "owner": "zephyr"}
        ),
        (
            SERVICE_FORM,
            PROJECTS,
            SERVICES,
            "platform/argocd/values.yaml",
            PORTAL,
            *CHART,
            *policies("require-attestations", "require-signed-images"),
            QUESTIONS,
        ),
    ),
    Fact(
        "registry",
        lambda facts: facts.update(registry="images.borea.example/all"),
        (
            "docs/policies/index.md",
            *pages(*IMAGES),
            *CHART,
            *policies(*IMAGES),
            QUESTIONS,
        ),
    ),
    Fact(
        "label prefix",
        lambda facts: facts.update(label_prefix="labels.borea.example"),
        (
            "backstage/samples/components.yaml",
            "docs/policies/*.md",
            *PORTAL_SETS,
            *CLUSTER_SETS,
            CLAIM_SETS,
            SERVICES,
            TEAM_SPACES,
            *CHART,
            "platform/cloudnativepg/*",
            "platform/crossplane/apis/*/composition.yaml",
            "platform/crossplane/examples/database*.yaml",
            "platform/policies/*/*/*",
            QUESTIONS,
        ),
    ),
    Fact(
        "API group",
        lambda facts: facts.update(api_group="api.borea.example"),
        (
            *pages(*CLAIMS),
            PROJECTS,
            "platform/argocd/values.yaml",
            "platform/crossplane/apis/*/composition.yaml",
            "platform/crossplane/apis/*/definition.yaml",
            "platform/crossplane/examples/*.yaml",
            "platform/environments/*.yaml",
            "platform/kyverno/values.yaml",
            *policies("require-labels", *CLAIMS),
            "schemas/claim/*.json",
            QUESTIONS,
        ),
    ),
    Fact(
        "template URL",
        lambda facts: facts.update(template_url="https://git.zephyr.example:3000/works/new.git"),
        (
            FORMS,
            "platform/argocd/argocd.yaml",
            "platform/argocd/root.yaml",
            PROJECTS,
            *PORTAL_SETS,
            *OWN_SETS,
            PORTAL,
            "platform/charts/backstage/Chart.yaml",
            QUESTIONS,
        ),
    ),
    Fact(
        "environments repository",
        lambda facts: facts.update(
            environments_repository="https://git.zephyr.example:3000/works/claims.git"
        ),
        (*CLAIM_FORMS, CLAIM_SETS, PROJECTS, QUESTIONS),
    ),
    Fact(
        "validator",
        lambda facts: facts.update(validator=facts["validator"].replace("@1.0.0", "@1.1.0")),
        (QUESTIONS,),
    ),
    Fact(
        "team",
        lambda facts: facts["teams"].append({"ref": "group:zephyr/ops", "title": "Ops"}),
        (
            "+backstage/catalog/org/ops.yaml",
            "backstage/catalog/org/zephyr.yaml",
            "backstage/samples/users.yaml",
            FORMS,
            PROJECTS,
            TEAM_SPACES,
            "platform/auth0/tenant.yaml",
            PORTAL,
            *OWNERSHIP,
            QUESTIONS,
        ),
    ),
    Fact(
        "cost center",
        lambda facts: facts["cost_centers"].append("9000"),
        (FORMS, *OWNERSHIP, QUESTIONS),
    ),
    Fact(
        "domain of the catalog",
        lambda facts: facts["domains"].append(
            {"name": "support", "title": "Support", "owner": "group:zephyr/web"}
        ),
        ("+backstage/catalog/domains/support.yaml",),
    ),
    Fact(
        "system",
        lambda facts: facts["systems"].append(
            {"name": "desk", "title": "Desk", "domain": "finance", "owner": "group:zephyr/data"}
        ),
        ("+backstage/catalog/systems/desk.yaml", FORMS, PROJECTS, QUESTIONS),
    ),
    Fact(
        "stage",
        lambda facts: facts["stages"].insert(
            1,
            {
                "name": "trial",
                "production": False,
                "clusters": [{"name": "trial-a", "server": "https://trial-a.zephyr.example"}],
                "budget": {"monthly": 200, "currency": "CHF"},
            },
        ),
        (
            "docs/policies/*.md",
            *PORTAL_SETS,
            *CLUSTER_SETS,
            CLAIM_SETS,
            PROJECTS,
            "+platform/environments/teams/trial.yaml",
            "platform/auth0/tenant.yaml",
            PORTAL,
            *CHART,
            "+platform/charts/backstage/values-trial.yaml",
            "+platform/cloudnativepg/trial/*.yaml",
            "+platform/environments/trial.yaml",
            "+platform/kyverno/values-trial.yaml",
            "+platform/policies/overlays/trial/*.yaml",
            *OWNERSHIP,
            *policies("restrict-claim-cost", "restrict-claim-sizes", "restrict-total-cost"),
            QUESTIONS,
        ),
    ),
    Fact(
        "cluster",
        lambda facts: facts["stages"][1]["clusters"].append(
            {"name": "live-south", "server": "https://live-south.zephyr.example:8443"}
        ),
        (*CLUSTER_SETS, CLAIM_SETS, PROJECTS, PORTAL, *CHART, QUESTIONS),
    ),
    Fact(
        "budget",
        lambda facts: facts["stages"][0]["budget"].update(monthly=250),
        (
            *pages("restrict-claim-cost"),
            *policies("restrict-claim-cost", "restrict-total-cost"),
            "+platform/policies/tenancy/restrict-claim-cost/resources/good-environment.yaml",
            QUESTIONS,
        ),
    ),
    Fact(
        "largest claim",
        lambda facts: facts["stages"][0].update(largest_claim="small"),
        policies("restrict-claim-sizes"),
    ),
    Fact(
        "rule of the catalog",
        lambda facts: facts.update(catalog={"rules": {"personal-owner": "error"}}),
        ("docs/checks/GP806.md", "docs/checks/index.md"),
    ),
    *PLATFORM,
    Fact(
        "what the validator alone reads",
        lambda facts: facts.update(
            base_images=["docker.io/library"],
            docs_url="https://docs.zephyr.example",
            lifecycles=["experimental", "production"],
            locked=["GP1"],
        ),
        (),
    ),
)
