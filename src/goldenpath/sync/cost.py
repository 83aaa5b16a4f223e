"""What claims cost in a month: their sizes times the organisation's prices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goldenpath.cost.prices import monthly_cost, prices, sizes

if TYPE_CHECKING:
    from pathlib import Path

    from goldenpath.organization import Organization

_KINDS = {"databases": "Database", "environments": "Environment"}


def cost_facts(root: Path, organization: Organization) -> dict[str, Any]:
    """Return the facts of which compositions are made and by which policies reckon.

    Attributes of `organization` in a template: `claim_sizes`, as `platform/crossplane/sizes.yaml`
    has them; `claim_costs`, what an instance of each size costs in a month, in hundredths of the
    currency, by stage and kind; `budgets` and `currencies`, what each stage may cost, in whole
    units of what.

    Raises:
        OrganizationError: one of the two files is wrong, or lacks the currency of a budget.
    """
    claims, price = sizes(root), prices(root, organization)
    costs = {
        stage.name: {
            kind: {
                name: monthly_cost(size, price[stage.budget[1]])
                for name, size in claims[plural]["sizes"].items()
            }
            for plural, kind in _KINDS.items()
        }
        for stage in organization.stages
    }
    return {
        "claim_sizes": claims,
        "claim_costs": costs,
        "budgets": {stage.name: stage.budget[0] for stage in organization.stages},
        "currencies": {stage.name: stage.budget[1] for stage in organization.stages},
    }
