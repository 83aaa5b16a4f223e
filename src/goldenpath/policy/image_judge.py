"""What image policies say of a request, as far as no registry is asked.

Kyverno takes the images out of the manifest, keeps those that the policy is about, and evaluates
the policy's validations on these. Whether an image is signed is known to its registry alone: what
depends on that cannot be judged here, and is never a pass.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from goldenpath.policy import autogen
from goldenpath.policy.admission import ALL, Address
from goldenpath.policy.cel import EvaluationError, ExpressionError, UnsupportedError, scope
from goldenpath.policy.exemption import matched
from goldenpath.policy.functions.image import parse
from goldenpath.policy.functions.verify import attestor
from goldenpath.policy.image_rules import ImageRules
from goldenpath.policy.language import Language
from goldenpath.policy.outcome import Result
from goldenpath.policy.verdict import Verdict, failed, holds, validated
from goldenpath.policy.verification import Verification
from goldenpath.policy.world import World

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from goldenpath.policy.admission import Admission
    from goldenpath.policy.cel import Program, Scope
    from goldenpath.policy.image_rules import Images
    from goldenpath.policy.model import Policy, PolicyException
    from goldenpath.policy.rules import Rules
    from goldenpath.policy.world import Cluster


_NOWHERE = Address("", "", "", "", "")
"""What a document is that no request is about."""


class Judged(NamedTuple):
    """A verdict, and the images that the policy is about."""

    verdict: Verdict
    images: tuple[str, ...] = ()


class ImageJudge:
    """Judges one request by many image policies: what one asks to verify counts for all."""

    def __init__(
        self, exceptions: Sequence[PolicyException], now: datetime, cluster: Cluster | None
    ) -> None:
        """Take what is the same for all policies."""
        self._exceptions = exceptions
        self._now = now
        self._cluster = cluster
        self._asked: set[str] = set()
        self._judged_by: list[tuple[Policy, ImageRules, Judged]] = []

    def by_policy(self, policy: Policy, specs: Iterable[Rules], admission: Admission) -> None:
        """Judge by those of a policy's specs that are about the request."""
        for rules in specs:
            if not isinstance(rules, ImageRules):
                continue
            reads = rules.reads
            if rules.way == autogen.EXTRACT:
                found = self._by_templates(policy, rules, admission)
            else:
                variables = admission.variables(ALL if self._exceptions else reads)
                found = self._by_rules(policy, rules, variables, admission.address)
            if found:
                self._judged_by.append((policy, rules, found))

    def by_document(self, policy: Policy, rules: ImageRules, document: dict[str, Any]) -> None:
        """Judge a document by a policy, which sees nothing but the document."""
        found = self._by_rules(policy, rules, {"object": document}, _NOWHERE)
        if found:
            self._judged_by.append((policy, rules, found))

    def verdicts(self) -> Iterator[tuple[Policy, Verdict, str]]:
        """Yield each policy with its verdict and the way how its spec was generated.

        Only when all policies have judged it is known which images none of them has verified.
        """
        for policy, rules, found in self._judged_by:
            yield policy, self._settled(rules, found), rules.way

    def _by_rules(
        self, policy: Policy, rules: ImageRules, variables: dict[str, Any], address: Address
    ) -> Judged | None:
        """Return what one spec says of a request; nothing if its conditions are not met.

        Args:
            policy: the policy.
            rules: one of its specs.
            variables: the request as expressions see it.
            address: what the request is about.
        """
        world = World(self._now, self._cluster, policy.namespace)
        within = scope(variables, world, Language.IMAGES)
        try:
            return self._judged(policy, rules, variables, address, within)
        except ExpressionError as error:
            cannot = isinstance(error, UnsupportedError)
            return Judged(Verdict(Result.CANNOT if cannot else Result.ERROR, str(error)))
        except EvaluationError as error:
            return Judged(failed(error, within))

    def _by_templates(
        self, policy: Policy, rules: ImageRules, admission: Admission
    ) -> Judged | None:
        """Return what a policy on pods says of each pod that a custom workload makes."""
        after, before = admission.states()
        source = after or before or {}
        templates = autogen.pod_templates(source)
        if not templates:
            return Judged(Verdict(Result.ERROR, "no pod template found in the resource's spec"))
        images: tuple[str, ...] = ()
        last: Judged | None = None
        exempted: list[Judged] = []
        for path, template in templates:
            pod = replace(admission, resource=autogen.pod(template, source), plural="pods")
            found = self._by_rules(policy, rules, pod.variables(), pod.address)
            if found is None:
                continue
            if found.verdict.exceptions:
                exempted.append(found)
                continue
            images += found.images
            if found.verdict.result is not Result.PASS:
                message = f"{found.verdict.message} (pod template at {path})"
                return Judged(replace(found.verdict, message=message), images)
            last = Judged(found.verdict, images)
        return last or next(iter(exempted), None)

    def _settled(self, rules: ImageRules, judged: Judged) -> Verdict:
        """Return a verdict; one that passes asks that any policy verifies each of its images."""
        if judged.verdict.result is not Result.PASS or not rules.wants_verification:
            return judged.verdict
        for image in judged.images:
            if image not in self._asked:
                said = "no policy performed a signature or attestation check on it"
                return replace(
                    judged.verdict,
                    result=Result.FAIL,
                    message=f"image {image} is not verified: {said}",
                )
        if judged.images:
            said = f"the signatures of image {judged.images[0]} cannot be had without its registry"
            return replace(judged.verdict, result=Result.CANNOT, message=said)
        return judged.verdict

    def _judged(
        self,
        policy: Policy,
        rules: ImageRules,
        variables: dict[str, Any],
        address: Address,
        within: Scope,
    ) -> Judged | None:
        compiled, images, extractors = rules.compiled, rules.images, rules.extractors(address)
        if isinstance(compiled, ExpressionError):
            raise compiled
        if isinstance(images, ExpressionError):
            raise images
        if not holds(compiled.conditions, within, ignores_failures=rules.ignores_failures):
            return None
        exempting = matched(self._exceptions, policy, rules, within, self._now)
        # What an exception allows, image policies have no way to ask for.
        if names := tuple(exception.name for exception in exempting if exception.is_full):
            said = f"rule is skipped due to policy exception: {', '.join(names)}"
            return Judged(Verdict(Result.SKIP, said, exceptions=names))
        found = {
            name: [image for image in _extracted(program, within) if images.match(image, self._now)]
            for name, program in extractors.items()
        }
        matching = tuple(image for listed in found.values() for image in listed)
        if lacking := _without_digest(rules, matching):
            return Judged(lacking)
        for image in matching:
            _check(image)
        own = self._own_scope(rules, images, {**variables, "images": found}, within.world)
        return Judged(validated(compiled, own), matching)

    def _own_scope(
        self, rules: ImageRules, images: Images, variables: dict[str, Any], world: World
    ) -> Scope:
        """Return the scope of the validations, which see images and who may sign them."""
        known = {
            **variables,
            "attestations": {name: name for name in rules.attestations},
            "attestors": {each.name: attestor() for each in images.attestors},
        }
        own = scope(known, world, Language.IMAGES)
        if any(each.programs for each in images.attestors):
            known["attestors"] = {
                each.name: attestor(_failure(each.name, each.programs, own))
                for each in images.attestors
            }
            own = scope(known, world, Language.IMAGES)
        world.verification = Verification(
            lambda image: images.match(image, self._now), rules.attestations, self._asked
        )
        return own


def _extracted(program: Program, within: Scope) -> Iterator[str]:
    for image in program.evaluate_list(within):
        if not isinstance(image, str):
            raise EvaluationError("the expression's value has an image that is no text")
        yield image


def _without_digest(rules: ImageRules, images: Sequence[str]) -> Verdict | None:
    """Return the verdict on the first image without a digest, if the policy wants digests."""
    if rules.wants_digests:
        for image in images:
            if not _check(image)["digest"]:
                return Verdict(Result.FAIL, f"image {image} does not have a digest")
    return None


def _check(image: str) -> dict[str, str]:
    """Return the parts of a reference that a registry can be asked about."""
    try:
        return parse(image)
    except ValueError as error:
        raise EvaluationError(str(error)) from error


def _failure(name: str, programs: Sequence[Program], within: Scope) -> str:
    """Return why one of an attestor's expressions has no value, empty if all have one."""
    for program in programs:
        try:
            value = program.evaluate(within)
        except EvaluationError as error:
            return f"failed to evaluate compiled attestor: {name}, error: {error}"
        if not isinstance(value, str):
            return f"failed to convert expression in compiled attestor: {name}"
    return ""
