"""What expressions can call beyond CEL itself: Kubernetes' and Kyverno's functions, in Python."""

from goldenpath.policy.functions import (
    certificate,
    data,
    formats,
    image,
    lookup,
    network,
    order,
    quantity,
    version,
)
from goldenpath.policy.functions.declare import Library, Overload, merged

__all__ = ["LIBRARY", "Library", "Overload"]

LIBRARY = merged(
    quantity.LIBRARY,
    version.LIBRARY,
    network.LIBRARY,
    order.LIBRARY,
    formats.LIBRARY,
    image.LIBRARY,
    data.LIBRARY,
    certificate.LIBRARY,
    lookup.LIBRARY,
)
