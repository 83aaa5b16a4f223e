"""What resources cost in a month, by the organisation's own list."""

from __future__ import annotations

from decimal import ROUND_UP, Decimal
from typing import TYPE_CHECKING, Any

from goldenpath.organization import OrganizationError
from goldenpath.settings import Objection, load

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from goldenpath.organization import Organization

PRICES = "platform/cost/prices.yaml"
SIZES = "platform/crossplane/sizes.yaml"

Price = dict[str, float]
"""What one CPU, and one GiB of memory and of storage, cost in a month."""

_SUFFIXES = {
    "m": Decimal(1) / 1000,
    "": Decimal(1),
    "k": Decimal(10**3),
    "M": Decimal(10**6),
    "G": Decimal(10**9),
    "T": Decimal(10**12),
    "P": Decimal(10**15),
    "Ki": Decimal(2**10),
    "Mi": Decimal(2**20),
    "Gi": Decimal(2**30),
    "Ti": Decimal(2**40),
    "Pi": Decimal(2**50),
}
_GIB = Decimal(2**30)


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


def quantity(value: object) -> Decimal:
    """Return the number that a quantity of Kubernetes says; zero for what is none."""
    text = str(value).strip()
    number = text.rstrip("".join(sorted({char for suffix in _SUFFIXES for char in suffix})))
    try:
        return Decimal(number) * _SUFFIXES[text[len(number) :]]
    except (ArithmeticError, KeyError):
        return Decimal(0)


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
    total = sum(amount * Decimal(str(price[name])) for name, amount in found.items())
    return int((Decimal(total) * 100).to_integral_value(ROUND_UP))
