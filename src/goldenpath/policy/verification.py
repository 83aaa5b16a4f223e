"""What an image policy says of images, as the functions need to know it that verify them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Container


class Verification(NamedTuple):
    """The surroundings of one image policy's expressions.

    Attributes:
        matches: whether the policy is about an image; a function that verifies passes others over.
        attestations: the names of the attestations that the policy declares.
        asked: the images of the request that any policy has asked to verify.
    """

    matches: Callable[[str], bool]
    attestations: Container[str]
    asked: set[str]
