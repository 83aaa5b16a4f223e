"""The languages that policies are written in: CEL with other variables and functions each."""

from __future__ import annotations

from enum import Enum


class Language(Enum):
    """What an expression is about."""

    MANIFEST = "manifests, in validating policies"
    IMAGES = "manifests and their images, in image policies"
    REFERENCE = "one image's reference, which is all that an image policy matches by"
