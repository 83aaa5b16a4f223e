"""How the API calls a kind of resource in the plural, and which kinds belong to no namespace."""

from __future__ import annotations

_UNCHANGED = ("endpoints",)
_CLUSTER = {
    "": ("ComponentStatus", "Namespace", "Node", "PersistentVolume"),
    "admissionregistration.k8s.io": (
        "MutatingAdmissionPolicy", "MutatingAdmissionPolicyBinding",
        "MutatingWebhookConfiguration", "ValidatingAdmissionPolicy",
        "ValidatingAdmissionPolicyBinding", "ValidatingWebhookConfiguration",
    ),
    "apiextensions.k8s.io": ("CustomResourceDefinition",),
    "apiregistration.k8s.io": ("APIService",),
    "authentication.k8s.io": ("SelfSubjectReview", "TokenReview"),
    "authorization.k8s.io": (
        "SelfSubjectAccessReview", "SelfSubjectRulesReview", "SubjectAccessReview",
    ),
    "certificates.k8s.io": ("CertificateSigningRequest", "ClusterTrustBundle"),
    "flowcontrol.apiserver.k8s.io": ("FlowSchema", "PriorityLevelConfiguration"),
    "networking.k8s.io": ("IngressClass", "IPAddress", "ServiceCIDR"),
    "node.k8s.io": ("RuntimeClass",),
    "rbac.authorization.k8s.io": ("ClusterRole", "ClusterRoleBinding"),
    "resource.k8s.io": ("DeviceClass", "ResourceSlice"),
    "scheduling.k8s.io": ("PriorityClass",),
    "storage.k8s.io": ("CSIDriver", "CSINode", "StorageClass", "VolumeAttachment",
                       "VolumeAttributesClass"),
}  # fmt: skip


def group_version(api_version: str) -> tuple[str, str]:
    """Return group and version of an `apiVersion`."""
    group, _, version = api_version.rpartition("/")
    return group, version


def plural(kind: str) -> str:
    """Return the resource's name in the plural, as Kubernetes guesses it of a kind."""
    name = kind.lower()
    if name.endswith(_UNCHANGED):
        return name
    if name.endswith("s"):
        return f"{name}es"
    if name.endswith("y") and name[-2:-1] not in "aeiou":
        return f"{name[:-1]}ies"
    return f"{name}s"


def is_cluster_scoped(api_version: str, kind: str) -> bool:
    """Return whether resources of a kind belong to no namespace, as far as it is known."""
    return kind in _CLUSTER.get(group_version(api_version)[0], ())
