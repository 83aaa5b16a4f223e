"""Kubernetes policies, judged offline: those files that the cluster enforces, as they are.

ValidatingPolicies and ImageValidatingPolicies of Kyverno (`policies.kyverno.io`),
ValidatingAdmissionPolicies of Kubernetes (`admissionregistration.k8s.io`), their exceptions and
bindings. An expression that fails is never a pass, and neither is what only a cluster or a registry
can tell: it is said.

    policies = load(documents)
    for outcome in policies.judge(Admission(manifest), now=now):
        ...

Nothing here reads a file, a clock or the network; `now` is an argument.
"""

from goldenpath.policy.admission import Admission, as_kyverno_reads
from goldenpath.policy.judge import PolicySet
from goldenpath.policy.load import load
from goldenpath.policy.outcome import Outcome, Result, Subject
from goldenpath.policy.world import Cluster

__all__ = [
    "Admission",
    "Cluster",
    "Outcome",
    "PolicySet",
    "Result",
    "Subject",
    "as_kyverno_reads",
    "load",
]
