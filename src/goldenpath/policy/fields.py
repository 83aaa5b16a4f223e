"""What fields the documents of policies have, at any depth.

A field that is none is refused, as Kyverno and the API server refuse it: a misspelt condition of an
exception would exempt everything, a misspelt list of controllers would choose them all.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from goldenpath.policy.shape import only

Fields = Mapping[str, "Fields | None"]
"""Each field with the fields in it, be they in a list; none where anything may stand."""


def _plain(names: str) -> dict[str, Fields | None]:
    return dict.fromkeys(names.split())


_DOCUMENT = _plain("apiVersion kind metadata spec status")
_METADATA = _plain(
    "name generateName namespace labels annotations uid resourceVersion generation "
    "creationTimestamp deletionTimestamp deletionGracePeriodSeconds ownerReferences finalizers "
    "managedFields selfLink"
)
_SELECTOR = _plain("matchLabels") | {"matchExpressions": _plain("key operator values")}
_RULE = _plain("apiGroups apiVersions resources operations resourceNames scope")
CONSTRAINTS = _plain("matchPolicy") | {
    "resourceRules": _RULE,
    "excludeResourceRules": _RULE,
    "objectSelector": _SELECTOR,
    "namespaceSelector": _SELECTOR,
}
_NAMED = _plain("name expression")
_COMMON = _plain("failurePolicy") | {
    "matchConstraints": CONSTRAINTS,
    "matchConditions": _NAMED,
    "variables": _NAMED,
    "validations": _plain("expression message messageExpression reason"),
    "auditAnnotations": _plain("key valueExpression"),
}
ADMISSION = _COMMON | {"paramKind": _plain("apiVersion kind")}
_ENABLED = _plain("enabled")
VALIDATING = (
    _COMMON
    | _plain("validationActions")
    | {
        "evaluation": _plain("mode") | {"admission": _ENABLED, "background": _ENABLED},
        "autogen": {
            "podControllers": _plain("controllers"),
            "validatingAdmissionPolicy": _ENABLED,
        },
        "webhookConfiguration": _plain("timeoutSeconds"),
    }
)
_VALUE = _plain("value expression")
_COSIGN = _plain("annotations") | {
    "key": _plain("data expression hashAlgorithm kms"),
    "keyless": _plain("additionalExtensions roots")
    | {"identities": _plain("issuer issuerRegExp subject subjectRegExp subjectExpression")},
    "certificate": {"cert": _VALUE, "certChain": _VALUE},
    "ctlog": _plain(
        "ctLogPubKey insecureIgnoreSCT insecureIgnoreTlog rekorPubKey tsaCertChain url"
    ),
    "source": _plain("repository tagPrefix") | {"PullSecrets": _plain("name")},
    "trustedRoot": _VALUE,
    "tuf": _plain("mirror") | {"root": _plain("data path")},
}
IMAGES = VALIDATING | {
    "autogen": {"podControllers": _plain("controllers")},
    "images": _NAMED,
    "matchImageReferences": _plain("glob expression"),
    "attestors": _plain("name")
    | {"cosign": _COSIGN, "notary": {"certs": _VALUE, "tsaCerts": _VALUE}},
    "attestations": _plain("name") | {"intoto": _plain("type"), "referrer": _plain("type")},
    "credentials": _plain("allowInsecureRegistry providers secrets"),
    "validationConfigurations": _plain("mutateDigest verifyDigest required"),
}
BINDING = _plain("policyName validationActions") | {
    "matchResources": CONSTRAINTS,
    "paramRef": _plain("name namespace parameterNotFoundAction") | {"selector": _SELECTOR},
}
EXCEPTION = _plain(
    "images allowedValues expiresAt reportResult properties evaluationMode"
) | {"policyRefs": _plain("kind name"), "matchConditions": _NAMED}  # fmt: skip


def check(document: Mapping[str, Any], spec: Fields) -> None:
    """Refuse a document with a field that its kind does not have.

    Raises:
        ShapeError: if it has one; the message names the field.
    """
    _check(document, _DOCUMENT | {"metadata": _METADATA, "spec": spec}, "")


def _check(value: object, fields: Fields, place: str) -> None:
    if isinstance(value, list):
        for index, item in enumerate(value):
            _check(item, fields, f"{place}[{index}]")
    elif isinstance(value, dict):
        only(value, fields, place)
        for name, content in value.items():
            within = fields[name]
            if within and content:
                _check(content, within, f"{place}.{name}" if place else name)
