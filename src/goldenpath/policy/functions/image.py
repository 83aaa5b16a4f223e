"""References to images: `image('ghcr.io/acme/orders:1.2')`, read as Kyverno reads them."""

from __future__ import annotations

import re

from goldenpath.policy.functions.declare import Library, function, member, seal, unseal

IMAGE = "kyverno.image"
_DOCKER, _DOCKER_ALIAS = "index.docker.io", "docker.io"
_REPOSITORY = re.compile(r"[a-z0-9_\-./]{2,255}")
_TAG = re.compile(r"[A-Za-z0-9_\-.]{1,128}")
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_AUTHORITY = re.compile(r"(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9\-._~!$&'()*+,;=]*)(?::[0-9]*)?")


def parse(text: str) -> dict[str, str]:
    """Return registry, repository, tag and digest of a reference; what it does not say is empty."""
    base, at, digest = text.partition("@")
    if at and not _DIGEST.fullmatch(digest):
        raise ValueError(f"could not parse reference: {text}")
    name, colon, tag = base.rpartition(":")
    if not colon or "/" in tag:
        name, tag = base, ""
    elif not _TAG.fullmatch(tag):
        # Behind a digest's `@` what looks like a wrong tag is taken for a part of the name.
        raise ValueError(f"could not parse reference: {text}")
    first, slash, rest = name.partition("/")
    registry, repository = "", name
    if slash and (first == "localhost" or "." in first or ":" in first):
        registry, repository = first, rest
    if not _REPOSITORY.fullmatch(repository) or not _AUTHORITY.fullmatch(registry):
        raise ValueError(f"could not parse reference: {text}")
    if registry in ("", _DOCKER_ALIAS):
        registry = _DOCKER
    if registry == _DOCKER and "/" not in repository:
        repository = f"library/{repository}"
    return {"registry": registry, "repository": repository, "tag": tag, "digest": digest}


def _image(text: str) -> dict[int, object]:
    return seal(IMAGE, parse(text))


def _is_image(text: str) -> bool:
    try:
        parse(text)
    except ValueError:
        return False
    return True


def _part(name: str, image: object) -> str:
    return str(unseal(IMAGE, image)[name])


def _tag(image: object) -> str:
    """Return the tag: a digest without one has none, anything else without one is the latest."""
    return _part("tag", image) or ("" if _part("digest", image) else "latest")


def _identifier(image: object) -> str:
    digest = _part("digest", image)
    return "@".join(part for part in (_tag(image), digest) if part)


def _identifier_with_separator(image: object) -> str:
    digest = _part("digest", image)
    return f"@{digest}" if digest else f":{_tag(image)}"


LIBRARY: Library = {
    "image": [function("map", _image, "string")],
    "parseImageReference": [function("map", _image, "string")],
    "isImage": [function("bool", _is_image, "string")],
    "containsDigest": [member("bool", lambda i: bool(_part("digest", i)), "map")],
    "registry": [member("string", lambda i: _part("registry", i), "map")],
    "repository": [member("string", lambda i: _part("repository", i), "map")],
    "tag": [member("string", _tag, "map")],
    "digest": [member("string", lambda i: _part("digest", i), "map")],
    "identifier": [member("string", _identifier, "map")],
    "identifierWithSeparator": [member("string", _identifier_with_separator, "map")],
}
