"""The spec of an image policy: which images it is about, and how they are found in a manifest."""

from __future__ import annotations

from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from goldenpath.policy import globs
from goldenpath.policy.cel import EvaluationError, ExpressionError, scope
from goldenpath.policy.language import Language
from goldenpath.policy.rules import Rules, read_named
from goldenpath.policy.shape import ShapeError, flag, mapping, mappings, text
from goldenpath.policy.world import World

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    from goldenpath.policy.admission import Address
    from goldenpath.policy.cel import Program

_SETTINGS = ("mutateDigest", "verifyDigest", "required")
_CONTAINERS = ("containers", "initContainers", "ephemeralContainers")
_PODS = {
    ("", "v1", "pods"): "",
    ("batch", "v1", "cronjobs"): ".spec.jobTemplate.spec.template",
    ("batch", "v1", "jobs"): ".spec.template",
    ("apps", "v1", "daemonsets"): ".spec.template",
    ("apps", "v1", "deployments"): ".spec.template",
    ("apps", "v1", "replicasets"): ".spec.template",
    ("apps", "v1", "statefulsets"): ".spec.template",
}
"""Where a pod stands in what makes it. In other kinds a policy finds images by itself."""
_KINDS = {"attestors": ("cosign", "notary"), "attestations": ("intoto", "referrer")}


class Attestor(NamedTuple):
    """Who may sign: what its own expressions make of it is none of this engine's business."""

    name: str
    programs: tuple[Program, ...]


class Images(NamedTuple):
    """The expressions on images, compiled.

    Attributes:
        extractors: the policy's own, by the name of the list that they fill.
        matchers: what an image may match by; no matcher matches all of them.
        attestors: who may sign.
    """

    extractors: dict[str, Program]
    matchers: tuple[Callable[[str, datetime], bool], ...]
    attestors: tuple[Attestor, ...]

    def match(self, image: str, now: datetime) -> bool:
        """Return whether the policy is about an image."""
        return not self.matchers or any(matches(image, now) for matches in self.matchers)


class ImageRules(Rules):
    """One spec of an image policy."""

    language: ClassVar[Language] = Language.IMAGES

    def __init__(self, spec: Mapping[str, Any], way: str = "", own: Rules | None = None) -> None:
        """Take a spec, as other rules do."""
        super().__init__(spec, way, own)
        place = "spec.validationConfigurations"
        settings = mapping(spec.get("validationConfigurations"), place)
        values = {name: flag(settings.get(name), f"{place}.{name}") for name in _SETTINGS}
        self.wants_digests = values["verifyDigest"]
        self.wants_verification = values["required"]
        self._extractors = read_named(spec, "images", "name", "expression")
        self._references = list(_references(spec))
        self._attestors = _named(spec, "attestors")
        self.attestations = tuple(entry["name"] for entry in _named(spec, "attestations"))
        mapping(spec.get("credentials"), "spec.credentials")

    @cached_property
    def images(self) -> Images | ExpressionError:
        """The spec's expressions on images, or why they are none."""
        try:
            return Images(
                {
                    name: self.program(f"images.{name}", expression, {})
                    for name, expression in self._extractors
                },
                tuple(self._matcher(*each) for each in enumerate(self._references)),
                tuple(
                    Attestor(
                        each["name"],
                        tuple(
                            self.program(f"attestors.{each['name']}", expression, self._variables)
                            for expression in _expressions(each)
                        ),
                    )
                    for each in self._attestors
                ),
            )
        except ExpressionError as error:
            return error

    def extractors(self, address: Address) -> dict[str, Program]:
        """Return how the images of a kind of resources are found, by the name of each list.

        Raises:
            ExpressionError: if they are none.
        """
        images = self.images
        if isinstance(images, ExpressionError):
            raise images
        template = _PODS.get((address.group, address.version, address.resource))
        if template is None:
            return images.extractors
        whose = f"(object != null ? object : oldObject){template}"
        return {
            name: self.program(
                f"images.{name}", f"{whose}.spec.?{name}.orValue([]).map(e, e.image)", {}
            )
            for name in _CONTAINERS
        } | images.extractors

    def _matcher(self, index: int, reference: tuple[str, str]) -> Callable[[str, datetime], bool]:
        glob, expression = reference
        place = f"spec.matchImageReferences[{index}]"
        if glob:
            try:
                compiled = globs.compile_glob(glob)
            except globs.GlobError as error:
                raise ExpressionError(f"{place}.glob: {error}") from error
            return lambda image, _: globs.matches(compiled, image)
        if not expression:
            raise ExpressionError(f"{place}: either glob or expression must be set")
        place = f"matchImageReferences[{index}].expression"
        program = self.program(place, expression, {}, "bool", Language.REFERENCE)
        return partial(_matches, program)


def _matches(program: Program, image: str, now: datetime) -> bool:
    value = program.evaluate(scope({"ref": image}, World(now), Language.REFERENCE))
    if not isinstance(value, bool):
        raise EvaluationError("the expression's value is no bool")
    return value


def _references(spec: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield glob and expression of each entry by which images match."""
    field = "spec.matchImageReferences"
    for index, entry in enumerate(mappings(spec.get("matchImageReferences"), field)):
        place = f"{field}[{index}]"
        yield (
            text(entry.get("glob"), f"{place}.glob"),
            text(entry.get("expression"), f"{place}.expression"),
        )


def _named(spec: Mapping[str, Any], field: str) -> list[dict[str, Any]]:
    """Return the attestors or attestations of a spec, which must be called something."""
    found = mappings(spec.get(field), f"spec.{field}")
    for index, entry in enumerate(found):
        place = f"spec.{field}[{index}]"
        text(entry.get("name"), f"{place}.name", required=True)
        if not any(entry.get(kind) is not None for kind in _KINDS[field]):
            raise ShapeError(f"{place} must be one of {', '.join(_KINDS[field])}")
        for kind in _KINDS[field]:
            mapping(entry.get(kind), f"{place}.{kind}")
    return found


def _expressions(attestor: Mapping[str, Any]) -> Iterator[str]:
    """Yield the expressions from which Kyverno makes an attestor's keys and certificates."""
    if attestor.get("cosign") is not None:
        cosign = mapping(attestor["cosign"], "cosign")
        if key := _expression(cosign, "key"):
            yield key
        else:
            certificate = mapping(cosign.get("certificate"), "cosign.certificate")
            yield from filter(None, (_expression(certificate, n) for n in ("cert", "certChain")))
        yield from filter(None, [_expression(cosign, "trustedRoot")])
    else:
        notary = mapping(attestor.get("notary"), "notary")
        yield from filter(None, (_expression(notary, name) for name in ("certs", "tsaCerts")))


def _expression(content: Mapping[str, Any], field: str) -> str:
    return text(mapping(content.get(field), field).get("expression"), f"{field}.expression")
