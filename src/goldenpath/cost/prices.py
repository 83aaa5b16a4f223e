"""What resources cost in a month, by the organisation's own list."""

from __future__ import annotations

from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING, Any

from goldenpath.organization import OrganizationError
from goldenpath.quantity import parse
from goldenpath.settings import Objection, load

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from goldenpath.organization import Organization

PRICES = "platform/cost/prices.yaml"
SIZES = "platform/crossplane/sizes.yaml"

Price = dict[str, float]
"""What one CPU, and one GiB of memory and of storage, cost in a month."""

_GIB = 2**30


def prices(root: Path, organization: Organization) -> dict[str, Price]:
    """Return the price list of a checkout or package, by currency.

    Raises:
        OrganizationError: the list is wrong, or lacks the currency of a budget.
    """

    def objections(data: Mapping[str, Any]) -> Iterator[Objection]:
        for stage in organization.stages:
            if stage.budget[1] not in data["prices"]:
                text = f"stage {stage.name!r} has its budget in {stage.budget[1]}: add its prices"
                yield Objection(("prices",), text, at_key=True)

    found: dict[str, Price]
    found = load(root / PRICES, "prices.schema.json", objections, OrganizationError)["prices"]
    return found


def sizes(root: Path) -> dict[str, Any]:
    """Return how large the sizes of claims are.

    Raises:
        OrganizationError: the file is wrong.
    """
    found: dict[str, Any]
    found = load(root / SIZES, "sizes.schema.json", lambda _: (), OrganizationError)
    return found


def quantity(value: object) -> Fraction:
    """Return the number that a quantity of Kubernetes says; zero for what is none."""
    if isinstance(value, Fraction):
        return value
    try:
        return parse(str(value).strip())
    except ValueError:
        return Fraction(0)


def monthly_cost(amounts: Mapping[str, Any], price: Mapping[str, float]) -> int:
    """Return what quantities of cpu, memory and storage cost in a month, in hundredths, rounded up.

    Args:
        amounts: quantities of Kubernetes; what is not named is none.
        price: what one of each costs.
    """
    found = {
        "cpu": quantity(amounts.get("cpu", 0)),
        "memory": quantity(amounts.get("memory", 0)) / _GIB,
        "storage": quantity(amounts.get("storage", 0)) / _GIB,
    }
    return ceil(100 * sum(amount * Fraction(str(price[name])) for name, amount in found.items()))
