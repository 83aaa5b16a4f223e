"""Kyverno's functions that verify images: each asks the image's registry, unless it passes it over.

An image that the policy is not about is not verified, and none of its signatures counts. What is
wrong whatever the registry says is wrong here as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goldenpath.policy.functions.declare import Library, function, seal, unseal
from goldenpath.policy.functions.image import parse
from goldenpath.policy.world import current

if TYPE_CHECKING:
    from goldenpath.policy.verification import Verification

_ATTESTOR = "imageverify.attestor"


def attestor(failure: str = "") -> dict[int, object]:
    """Return what an expression knows of an attestor: nothing, but that it is one.

    Args:
        failure: why one of the attestor's own expressions has no value.
    """
    return seal(_ATTESTOR, failure)


def _own() -> Verification:
    verification = current.get().verification
    if verification is None:
        raise TypeError("images are verified by image policies only")
    return verification


def _ask(what: str, image: str) -> Exception:
    parse(image)
    return current.get().miss(f"{what} of image {image}", "its registry")


def _verified(what: str, image: str, attestors: list[Any], attestation: str | None = None) -> int:
    """Return 0 for an image that the policy is not about; of others only the registry knows."""
    for each in attestors:
        failure = unseal(_ATTESTOR, each)
        if failure:
            raise ValueError(failure)
    own = _own()
    if not own.matches(image):
        return 0
    if attestation is not None:
        _known(attestation)
    if attestors:
        own.asked.add(image)
    raise _ask(what, image)


def _known(attestation: str) -> None:
    if attestation not in _own().attestations:
        raise LookupError(f"attestation not found in policy: {attestation}")


def _signatures(image: str, attestors: list[Any]) -> int:
    return _verified("the signatures", image, attestors)


def _attestations(image: str, attestation: str, attestors: list[Any]) -> int:
    return _verified("the attestations", image, attestors, attestation)


def _payload(image: str, attestation: str) -> Any:  # noqa: ANN401 - any JSON value
    _known(attestation)
    raise _ask("the attestations", image)


def _data(image: str) -> Any:  # noqa: ANN401 - any JSON value
    raise _ask("the data", image)


LIBRARY: Library = {
    "verifyImageSignatures": [function("int", _signatures, "string", "list")],
    "verifyAttestationSignatures": [function("int", _attestations, "string", "string", "list")],
    "getImageData": [function("dyn", _data, "string")],
    "extractPayload": [function("dyn", _payload, "string", "string")],
}
