"""A breach of each policy that a file can break, and those that no file can."""

from __future__ import annotations

from dataclasses import replace

from tests.e2e import manifests
from tests.e2e.breach import (
    BUDGET,
    CLAIM,
    DATABASE,
    DEPLOYMENT,
    EVERY,
    HELPERS,
    LATER,
    NAME,
    NETWORK,
    PRODUCTION,
    ROUTE,
    SERVICE,
    STAGED,
    TEMPLATES,
    VALUES,
    Breach,
    Edit,
    Told,
    added,
    guarded,
    workload,
)
from tests.organization import HERE, SYSTEM, TEAM

_PROBE = """\
          readinessProbe:
            # Longer than the second that the service gives its database to answer.
            httpGet:
              path: /readyz
              port: http
            periodSeconds: 5
            timeoutSeconds: 3
            failureThreshold: 2
"""

_LAST_PEER = """\
            cidr: {{ .cidr | quote }}
      ports:
        - port: {{ .port }}
          protocol: TCP
    {{- end }}
"""
_SELECTOR = '{{- include "service.selectorLabels" . | nindent 6 }}'
_SELECTED = "app.kubernetes.io/name"
_NOWHERE = 'eq .Values.stage "nowhere"'

_SECURITY = {
    "disallow-host-namespaces": workload(
        "enableServiceLinks: false",
        "enableServiceLinks: false\n      hostNetwork: true",
        "hostNetwork: true",
    ),
    "disallow-host-paths": workload(
        "emptyDir:\n            sizeLimit: 64Mi",
        "hostPath:\n            path: /var/tmp",
        "hostPath:",
    ),
    "disallow-host-ports": workload(
        "protocol: TCP\n", "protocol: TCP\n              hostPort: 8080\n", "hostPort: 8080"
    ),
    "disallow-privilege-escalation": workload(
        "allowPrivilegeEscalation: false",
        "allowPrivilegeEscalation: true",
        "allowPrivilegeEscalation: true",
    ),
    "disallow-privileged": workload(
        "readOnlyRootFilesystem: true",
        "readOnlyRootFilesystem: true\n            privileged: true",
        "privileged: true",
    ),
    "require-dropped-capabilities": workload("- ALL", "- NET_RAW", "drop:"),
    "require-non-root": workload("runAsNonRoot: true", "runAsNonRoot: false", "runAsNonRoot:"),
    "require-read-only-root-filesystem": workload(
        "readOnlyRootFilesystem: true", "readOnlyRootFilesystem: false", "readOnlyRootFilesystem:"
    ),
    "require-requests-and-limits": workload(
        "toYaml .Values.resources", 'toYaml (omit .Values.resources "limits")', "resources:"
    ),
    "require-seccomp": workload("type: RuntimeDefault", "type: Unconfined", "type: Unconfined"),
    "restrict-debug-containers": added(
        f"Pod/{NAME}-shell",
        manifests.DEBUGGED_POD,
        "# more than none",
    ),
    "restrict-service-account-token": workload(
        "      automountServiceAccountToken: false\n", "", "    spec:"
    ),
}

_OPERATIONAL = {
    "disallow-blocking-disruption-budgets": Breach(
        f"PodDisruptionBudget/{NAME}",
        (Edit(BUDGET, "maxUnavailable: 1", "maxUnavailable: 0"),),
        "maxUnavailable: 0",
    ),
    "disallow-default-namespace": added(
        "PersistentVolumeClaim/uploads", manifests.VOLUME_CLAIM, "namespace: default"
    ),
    "disallow-default-namespace: Service": Breach(
        f"Service/{NAME}",
        (Edit(SERVICE, "metadata:\n", "metadata:\n  namespace: default\n"),),
        "namespace: default",
    ),
    "disallow-naked-pods": added(f"Pod/{NAME}-shell", manifests.POD, "metadata:"),
    "require-disruption-budget": Breach(
        f"Deployment/{NAME}",
        guarded(BUDGET, _NOWHERE, "nindent 6 }}\n"),
        "  name: {{ .Release.Name | quote }}",
        at=DEPLOYMENT,
        stages=PRODUCTION,
    ),
    "require-disruption-budget: of others": Breach(
        f"Deployment/{NAME}",
        (Edit(BUDGET, _SELECTOR, f"{_SELECTED}: order\n      app.kubernetes.io/instance: {NAME}"),),
        "  name: {{ .Release.Name | quote }}",
        at=DEPLOYMENT,
        stages=PRODUCTION,
        besides=(Told("GP603", BUDGET, f"{_SELECTED}: order"),),
        why="a budget that selects nothing is a fault in every stage, whatever production asks for",
    ),
    "require-image-pull-policy": workload("IfNotPresent", "Never", "imagePullPolicy: Never"),
    "require-labels": Breach(
        f"Service/{NAME}",
        (Edit(SERVICE, "service.labels", "service.selectorLabels"),),
        "  labels:",
    ),
    "require-pod-labels": workload(
        '        {{- include "service.labels" . | nindent 8 }}\n',
        '        {{- include "service.selectorLabels" . | nindent 8 }}\n'
        "        {{ .Values.labelPrefix }}/team: {{ .Values.labels.team | quote }}\n"
        "        {{ .Values.labelPrefix }}/system: {{ .Values.labels.system | quote }}\n"
        "        {{ .Values.labelPrefix }}/environment: {{ .Values.stage | quote }}\n",
        "      labels:",
    ),
    "require-probes": replace(workload(_PROBE, "", "- name: service"), audited=True),
    "require-replicas": Breach(
        "HorizontalPodAutoscaler/orders",
        (Edit(STAGED, "minReplicas: 3", "minReplicas: 1"),),
        "minReplicas: {{",
        at=f"{TEMPLATES}/horizontalpodautoscaler.yaml",
        stages=PRODUCTION,
    ),
    "require-spread": replace(
        workload(
            '"topology.kubernetes.io/zone" "kubernetes.io/hostname"',
            "",
            "topologySpreadConstraints:",
        ),
        stages=PRODUCTION,
    ),
}

_NETWORKING = {
    "disallow-exposed-services": Breach(
        f"Service/{NAME}",
        (Edit(SERVICE, "type: ClusterIP", "type: LoadBalancer"),),
        "type: LoadBalancer",
    ),
    "require-network-policy": Breach(
        f"Deployment/{NAME}",
        guarded(NETWORK, _NOWHERE, _LAST_PEER),
        "  name: {{ .Release.Name | quote }}",
        at=DEPLOYMENT,
        audited=True,
    ),
    "require-network-policy: for one direction": Breach(
        f"Deployment/{NAME}",
        (Edit(NETWORK, "    - Egress\n", ""),),
        "  name: {{ .Release.Name | quote }}",
        at=DEPLOYMENT,
        audited=True,
        besides=(
            Told(
                "GP301",
                NETWORK,
                "policyTypes:",
                "restrict-network-policies",
                f"NetworkPolicy/{NAME}",
            ),
        ),
        why="the policy is at fault by itself, and its Pods for having no other",
    ),
    "restrict-network-policies": Breach(
        f"NetworkPolicy/{NAME}",
        (Edit(NETWORK, "  egress:\n", "  egress:\n    - {}\n"),),
        "  egress:",
    ),
    "restrict-route-hostnames": Breach(
        f"HTTPRoute/{NAME}",
        (Edit(STAGED, f".{HERE.domain}", ".elsewhere.example"),),
        ".Values.route.hostname",
        at=ROUTE,
    ),
}

_SUPPLY_CHAIN = {
    "disallow-mutable-tags": Breach(
        f"Deployment/{NAME}",
        (Edit(HELPERS, ":{{ .Values.image.tag | default .Chart.AppVersion }}", ":main"),),
        "image: {{",
        at=DEPLOYMENT,
        stages=tuple(stage for stage in EVERY if stage not in PRODUCTION),
    ),
    "require-image-digest": Breach(
        f"Deployment/{NAME}",
        (Edit(STAGED, f"sha256:{64 * '0'}", ""),),
        "image: {{",
        at=DEPLOYMENT,
        stages=PRODUCTION,
    ),
    "restrict-registries": Breach(
        f"Deployment/{NAME}",
        (Edit(VALUES, f'"{HERE.registry}/', '"registry.example/'),),
        "image: {{",
        at=DEPLOYMENT,
    ),
}

_TENANCY = {
    "disallow-cross-namespace-references": added(
        "RoleBinding/readers", manifests.ROLE_BINDING, "namespace: elsewhere"
    ),
    "disallow-cross-namespace-references: HTTPRoute": Breach(
        f"HTTPRoute/{NAME}",
        (Edit(ROUTE, "          port: 80", "          namespace: elsewhere\n          port: 80"),),
        "namespace: elsewhere",
    ),
    "match-namespace-to-labels": replace(
        workload(
            'include "service.labels" . | nindent 8',
            f'include "service.labels" . | replace (quote .Values.stage) "{EVERY[0]}" | nindent 8',
            "      labels:",
        ),
        stages=LATER,
    ),
    "require-protected-claims": Breach(
        f"Database/{NAME}-db",
        (Edit(STAGED, "highAvailability: true", "highAvailability: false"),),
        "highAvailability:",
        at=DATABASE,
        stages=PRODUCTION,
    ),
    "restrict-claim-namespaces": Breach(
        f"Database/{NAME}-db",
        (Edit(CLAIM, f'namespace: "{SYSTEM}-', 'namespace: "elsewhere-'),),
        "namespace:",
        born="database",
    ),
    "restrict-claim-namespaces: Environment": Breach(
        f"Environment/{SYSTEM}-{{stage}}",
        (Edit(CLAIM, f'namespace: "team-{TEAM}"', 'namespace: "team-others"'),),
        "namespace:",
        born="environment",
    ),
    "restrict-limit-ranges": added("LimitRange/containers", manifests.LIMIT_RANGE, "limits:"),
    "restrict-quotas": added("ResourceQuota/all", manifests.QUOTA, "services.nodeports"),
}

BREACHES = _SECURITY | _OPERATIONAL | _NETWORKING | _SUPPLY_CHAIN | _TENANCY
"""By the policy that is broken; what stands behind a colon tells several of one from each other."""

COSTLY = ("restrict-claim-cost", "restrict-claim-sizes", "restrict-total-cost")
"""What depends on the budgets and limits of the stages, which every organisation has its own of."""

LARGER = Breach(
    f"Database/{NAME}-db",
    (Edit(CLAIM, "size: small", "size: medium"),),
    "size:",
    born="database",
)
"""What breaks these, where budgets are such."""

UNDECIDED = {
    "require-attestations": "the registry alone knows what is attested of an image",
    "require-quota": "the Environment claim makes it, in a repository of its own",
    "require-signed-images": "the registry alone knows who has signed an image",
}
"""What no file of a service can break, with the reason."""
