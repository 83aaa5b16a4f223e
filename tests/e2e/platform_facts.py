"""What goldenpath.yaml says of the platform itself, changed; the rest is in facts.py."""

from __future__ import annotations

from tests.e2e.fact import (
    CHART,
    PORTAL,
    PORTAL_SETS,
    PROJECTS,
    QUESTIONS,
    SERVICES,
    TEAM_SPACES,
    Fact,
)

PLATFORM = (
    Fact(
        "portal's system",
        lambda facts: facts.update(platform={"system": "shop"}),
        (
            *PORTAL_SETS,
            PROJECTS,
            SERVICES,
            TEAM_SPACES,
            "platform/argocd/root.yaml",
            "platform/charts/backstage/Chart.yaml",
            *CHART,
            "platform/cloudnativepg/*",
            "platform/environments/*.yaml",
        ),
    ),
    Fact(
        "portal's cost center",
        lambda facts: facts.update(platform={"cost_center": "1e3"}),
        (
            SERVICES,
            TEAM_SPACES,
            *CHART,
            "platform/cloudnativepg/*",
            "platform/environments/*.yaml",
        ),
    ),
    Fact(
        "backups",
        lambda facts: facts.update(platform={"backups": {"url": "s3://backups/portal"}}),
        (
            "+platform/cloudnativepg/*/backup.yaml",
            "+platform/cloudnativepg/restore/*.yaml",
            "platform/cloudnativepg/*/cluster.yaml",
            "platform/cloudnativepg/*/monitoring.yaml",
        ),
    ),
    Fact(
        "secret store",
        lambda facts: facts.update(
            platform={"secret_store": {"vault": {"server": "https://vault.zephyr.example"}}}
        ),
        (
            "+platform/argocd/credentials.yaml",
            "+platform/argocd/credentials/*.yaml",
            "+platform/external-secrets/store.yaml",
        ),
    ),
    Fact(
        "portal",
        lambda facts: facts.update(portal="none"),
        (
            "-backstage/catalog/*.yaml",
            "-backstage/samples/*.yaml",
            "-backstage/templates/*/template.yaml",
            "-catalog-info.yaml",
            "-" + PORTAL,
            *(f"-{path}" for path in PORTAL_SETS),
            PROJECTS,
            *CHART,
            "platform/charts/backstage/values-*.yaml",
            QUESTIONS,
        ),
    ),
)
