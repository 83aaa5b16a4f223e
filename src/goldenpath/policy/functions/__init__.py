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
    verify,
    version,
)
from goldenpath.policy.functions.declare import Library, Overload, merged
from goldenpath.policy.language import Language

__all__ = ["LIBRARIES", "Library", "Overload"]

_KUBERNETES = merged(
    quantity.LIBRARY,
    version.LIBRARY,
    network.LIBRARY,
    order.LIBRARY,
    formats.LIBRARY,
    image.LIBRARY,
)
_KYVERNO = merged(_KUBERNETES, data.LIBRARY, lookup.LIBRARY)
LIBRARIES = {
    Language.MANIFEST: merged(_KYVERNO, certificate.LIBRARY),
    Language.IMAGES: merged(_KYVERNO, verify.LIBRARY),
    Language.REFERENCE: _KUBERNETES,
}
