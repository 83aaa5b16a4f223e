"""Image policies are judged as Kyverno judges them, up to where a registry has to be asked."""

from __future__ import annotations

from typing import Any

import pytest

from goldenpath.policy import load
from goldenpath.policy.model import IMAGES
from tests.policy.policies import NOW, judged, pod, policy, rule, verdict

LAX = {"verifyDigest": False, "required": False}
VERIFIED = "images.containers.all(image, verifyImageSignatures(image, [attestors.key]) > 0)"
DIGEST = "sha256:" + "a" * 64
OURS, OTHER = f"ghcr.io/acme/app@{DIGEST}", "registry.example/app:1"
ASKED = f"the signatures of image {OURS} cannot be had without its registry"


def images(*expressions: str, name: str = "signed", **spec: Any) -> dict[str, Any]:
    """Return an image policy on pods, about the images of one registry."""
    given = {
        "matchConstraints": {"resourceRules": [rule("pods")]},
        "matchImageReferences": [{"glob": "ghcr.io/acme/*"}],
        "validationConfigurations": LAX,
        "attestors": [{"name": "key", "cosign": {"key": {"data": "public"}}}],
        "attestations": [{"name": "bom", "intoto": {"type": "https://spdx.dev/Document"}}],
        **spec,
    }
    return {**policy(*expressions, name=name, **given), "kind": IMAGES}


def running(*references: Any, **spec: Any) -> dict[str, Any]:
    """Return a pod with a container of each image."""
    containers = [{"name": f"c{index}", "image": image} for index, image in enumerate(references)]
    return pod(containers=containers, **spec)


def test_images_of_others_are_passed_over() -> None:
    """A policy has nothing to verify where no image is one of those that it is about."""
    assert ("pass", "") == verdict([images(VERIFIED)], running(OTHER))


def test_what_only_a_registry_knows_is_no_pass() -> None:
    """An image that has to be verified leaves the policy undecided."""
    assert ("cannot", ASKED) == verdict([images(VERIFIED)], running(OTHER, OURS))


def test_what_is_decided_without_the_registry_is_decided() -> None:
    """An image's signature does not matter where something else decides."""
    policies = [images(f"images.containers.size() < 2 && ({VERIFIED})")]
    assert ("fail", "CEL expression validation failed at index 0") == verdict(
        policies, running(OURS, OURS)
    )


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (f"verifyImageSignatures('{OTHER}', [attestors.key]) == 0", "pass"),
        (f"verifyImageSignatures('{OTHER}', ['key']) == 0", "error"),
        (f"verifyAttestationSignatures('{OURS}', attestations.bom, [attestors.key]) > 0", "cannot"),
        (f"verifyAttestationSignatures('{OURS}', 'nothing', [attestors.key]) > 0", "error"),
        (f"extractPayload('{OTHER}', attestations.bom).x == 1", "cannot"),
        (f"extractPayload('{OTHER}', 'nothing').x == 1", "error"),
        (f"getImageData('{OTHER}').config == null", "cannot"),
        ("getImageData('a b').config == null", "error"),
        ("images.containers.size() == 0", "pass"),
        ("images.nothing.size() == 0", "error"),
        ("x509.decode('x') == 1", "error"),
        ("exceptions.allowedImages.size() == 0", "error"),
        ("object.metadata.name.orValue('x') == 'x'", "error"),
        ("images.containers == 1", "error"),
    ],
)
def test_functions_and_variables_are_those_of_image_policies(
    expression: str, expected: str
) -> None:
    """What an image policy can ask for differs from what a validating policy can."""
    found = verdict([images(expression)], running(OTHER))
    assert found is not None
    assert expected == found[0]


@pytest.mark.parametrize("image", ["ghcr.io/acme/app@sha256:abc", "ghcr.io/acme/App:1", 5, None])
def test_image_that_no_registry_can_be_asked_about_is_an_error(image: Any) -> None:
    """A malformed reference is an error before anything is verified."""
    found = verdict([images("true", matchImageReferences=[])], running(image))
    assert found is not None
    assert "error" == found[0]


@pytest.mark.parametrize("place", ["containers", "initContainers", "ephemeralContainers"])
def test_images_are_found_in_all_containers(place: str) -> None:
    """Each list of containers is a list of images."""
    manifest = running(OTHER)
    manifest["spec"][place] = [{"name": "x", "image": OURS}]
    assert ("pass", "") == verdict([images(f"images.{place} == ['{OURS}']")], manifest)


@pytest.mark.parametrize(
    ("kind", "version", "way"),
    [
        ("Deployment", "apps/v1", []),
        ("Job", "batch/v1", []),
        ("CronJob", "batch/v1", ["jobTemplate"]),
    ],
)
def test_images_are_found_in_what_makes_pods(kind: str, version: str, way: list[str]) -> None:
    """A policy on pods is also one on their controllers, whose images stand deeper."""
    spec: dict[str, Any] = {"template": {"spec": running(OURS)["spec"]}}
    for step in way:
        spec = {step: {"spec": spec}}
    manifest = {**running(OTHER), "apiVersion": version, "kind": kind, "spec": spec}
    assert ("pass", "") == verdict([images(f"images.containers == ['{OURS}']")], manifest)


def test_images_are_found_in_workloads_of_other_kinds() -> None:
    """A custom workload is judged by the pods that it makes, and the worst of them counts."""
    controllers = {"podControllers": {"controllers": ["jobsets.v1.batch.example"]}}
    policies = [images("images.containers.size() == 0", autogen=controllers)]
    templates = [{"template": {"spec": running(image)["spec"]}} for image in (OTHER, OURS)]
    metadata = {"name": "set", "namespace": "team"}
    manifest = {"apiVersion": "batch.example/v1", "kind": "JobSet", "metadata": metadata}
    fine, worse = ({**manifest, "spec": {"jobs": templates[:number]}} for number in (1, 2))
    message = "CEL expression validation failed at index 0 (pod template at spec.jobs[1].template)"
    assert ("pass", "") == verdict(policies, fine)
    assert ("fail", message) == verdict(policies, worse)
    assert ("error", "no pod template found in the resource's spec") == verdict(
        policies, {**manifest, "spec": {}}
    )


def test_policy_finds_images_by_its_own_expressions() -> None:
    """An extractor adds a list, or takes the place of one that there is."""
    own = [
        {"name": "own", "expression": "[object.metadata.name]"},
        {"name": "containers", "expression": "['ghcr.io/acme/x:1']"},
    ]
    said = "images.own.size() == 0 && images.containers == ['ghcr.io/acme/x:1']"
    assert ("pass", "") == verdict([images(said, images=own)], running(OTHER))


@pytest.mark.parametrize(
    ("references", "expected"),
    [
        ([{"expression": "ref.startsWith('registry.')"}], "fail"),
        ([{"expression": "image(ref).tag() == '2'"}, {"glob": "none"}], "pass"),
        ([{"expression": "image('a b').tag() == '2'"}], "error"),
        ([{"expression": "ref"}], "error"),
        ([{"expression": "object == null"}], "error"),
        ([{"glob": "[a-"}], "error"),
        ([{}], "error"),
        ([], "fail"),
    ],
)
def test_images_match_by_pattern_or_expression(
    references: list[dict[str, str]], expected: str
) -> None:
    """Any reference may match, none at all matches everything, and a wrong one is an error."""
    policies = [images("images.containers.size() == 0", matchImageReferences=references)]
    found = verdict(policies, running(OTHER))
    assert found is not None
    assert expected == found[0]


def test_image_without_a_digest_fails_where_digests_are_verified() -> None:
    """Digests are wanted unless the policy says otherwise."""
    settings = {"required": False}
    policies = [images("true", matchImageReferences=[], validationConfigurations=settings)]
    assert ("fail", f"image {OTHER} does not have a digest") == verdict(policies, running(OTHER))
    assert ("pass", "") == verdict(policies, running(OURS))


def test_image_that_no_policy_verifies_fails_where_that_is_required() -> None:
    """Whether an image is verified is asked of all policies together."""
    required = images("true", name="required", validationConfigurations={})
    said = "no policy performed a signature or attestation check on it"
    assert ("fail", f"image {OURS} is not verified: {said}") == verdict([required], running(OURS))
    outcomes = judged([required, images(VERIFIED)], running(OURS))
    assert ["cannot", "cannot"] == [outcome.result for outcome in outcomes]
    assert ("pass", "") == verdict([required], running(OTHER))


def test_policy_whose_conditions_are_not_met_says_nothing() -> None:
    """Unlike a validating policy, which says that it is skipped."""
    conditions = [{"name": "never", "expression": "object.kind == 'Service'"}]
    assert [] == judged([images(VERIFIED, matchConditions=conditions)], running(OURS))


def test_exception_exempts_only_as_a_whole() -> None:
    """What an exception allows, an image policy has no way to ask for."""
    document: dict[str, Any] = {
        "apiVersion": "policies.kyverno.io/v1",
        "kind": "PolicyException",
        "metadata": {"name": "for-now", "namespace": "team"},
        "spec": {"policyRefs": [{"kind": IMAGES, "name": "signed"}]},
    }
    said = "rule is skipped due to policy exception: team/for-now"
    partial = {**document, "spec": {**document["spec"], "images": ["*"]}}
    assert ("skip", said) == verdict([images(VERIFIED), document], running(OURS))
    assert ("cannot", ASKED) == verdict([images(VERIFIED), partial], running(OURS))


def test_attestor_whose_expression_fails_is_an_error_where_it_is_used() -> None:
    """A key that cannot be computed verifies nothing."""
    key = {"name": "key", "cosign": {"key": {"expression": "object.spec.nothing"}}}
    said = "failed to evaluate compiled attestor: key, error: no such key: nothing"
    signed = [images("verifyImageSignatures('nginx', [attestors.key]) == 0", attestors=[key])]
    assert ("error", said) == verdict(signed, running(OTHER))
    assert ("pass", "") == verdict([images(VERIFIED, attestors=[key])], running(OTHER))


def test_json_document_is_judged_without_a_request() -> None:
    """In JSON mode images are what the policy's own expressions find."""
    given = images(
        "images.own.size() == 1",
        images=[{"name": "own", "expression": "[object.image]"}],
        evaluation={"mode": "JSON"},
    )
    [outcome] = load([given]).judge_document({"image": f"ghcr.io/acme/x@{DIGEST}"}, now=NOW)
    assert "pass" == outcome.result


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ({"paramKind": {}}, "spec.paramKind is no field of it: correct or remove it"),
        (
            {"validationConfigurations": {"required": "yes"}},
            "spec.validationConfigurations.required must be true or false",
        ),
        ({"attestors": [{"name": "x"}]}, "spec.attestors[0] must be one of cosign, notary"),
        ({"attestations": [{"intoto": {}}]}, "spec.attestations[0].name must be a text"),
        (
            {"matchImageReferences": [{"globs": "*"}]},
            "spec.matchImageReferences[0].globs is no field of it: correct or remove it",
        ),
    ],
)
def test_malformed_policy_is_none(spec: dict[str, Any], message: str) -> None:
    """What is misspelt is said, and nothing is judged by it."""
    [unknown] = load([images("true", **spec)]).unknown
    assert message == unknown.reason
