"""What manifests cost in a month, by the organisation's own prices."""

from goldenpath.cost.estimate import Item, Stage, estimate, total
from goldenpath.cost.prices import monthly_cost, prices, sizes

__all__ = ["Item", "Stage", "estimate", "monthly_cost", "prices", "sizes", "total"]
