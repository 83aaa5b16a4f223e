"""What the organisation asks of entities and its catalog takes, for the examples in any fork."""

from __future__ import annotations

from dataclasses import replace

import pytest

from goldenpath.checks import unlisted_lifecycle
from goldenpath.entity import house, model
from goldenpath.organization import LIFECYCLES, catalog_rule, organization

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
    usual = replace(here, lifecycles=LIFECYCLES)
    monkeypatch.setattr(unlisted_lifecycle, "organization", lambda: usual)
