"""What the organisation asks of entities and its catalog takes, for the examples in any fork."""

from __future__ import annotations

from dataclasses import replace

import pytest

from goldenpath.checks import (
    foreign_base_image,
    incomplete_pipeline,
    missing_stage,
    unlisted_lifecycle,
)
from goldenpath.entity import house, model
from goldenpath.organization import LIFECYCLES, Source, catalog_rule, organization

RULES = {
    slug: catalog_rule(slug, stated)
    for slug, stated in {
        "nonconforming-entity": "error",
        "missing-description": {"severity": "warning", "kinds": ["Component", "System"]},
        "missing-system": {"kinds": ["Component", "Resource"]},
        "missing-label": {"labels": ["cost-center", "tier"], "kinds": ["Component"]},
        "missing-runbook": {"lifecycles": ["production", "beta"]},
        "personal-owner": "info",
        "unlisted-lifecycle": "warning",
        "unlisted-type": {"types": {"Component": ["service", "website"], "API": ["openapi"]}},
        "unlisted-cost-center": "error",
    }.items()
}


@pytest.fixture(autouse=True)
def _asked(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask of an example the rule that it is about; whatever the fork asks is its own affair."""
    params = getattr(request.node, "callspec", None)
    example = getattr(params.params.get("workspace"), "name", "") if params else ""
    _, _, slug = example.partition("-")
    rules = {slug: RULES[slug]} if slug in RULES else {}
    here = replace(organization(), catalog_rules=rules, catalog_modules=())
    monkeypatch.setattr(house, "organization", lambda: here)
    monkeypatch.setattr(model, "organization", lambda: here)
    bases = ("docker.io/library", "gcr.io/distroless") if slug == "foreign-base-image" else ()
    github = (Source("github", "github", "github.com", "acme"),)
    stages = tuple(here.stages[0]._replace(name=name) for name in ("dev", "staging", "prod"))
    example = replace(here, base_images=bases, sources=github, stages=stages)
    for module in (foreign_base_image, incomplete_pipeline, missing_stage):
        monkeypatch.setattr(module, "organization", lambda: example)
    usual = replace(here, lifecycles=LIFECYCLES)
    monkeypatch.setattr(unlisted_lifecycle, "organization", lambda: usual)
