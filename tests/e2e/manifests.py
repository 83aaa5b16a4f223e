"""What somebody adds to a newborn: manifests that break one policy, and templates of a chart."""

from __future__ import annotations

_POD = """\
apiVersion: v1
kind: Pod
metadata:
  name: {{ printf "%s-shell" .Release.Name | quote }}
  labels:
    {{- include "service.labels" . | nindent 4 }}
OWNER
spec:
  automountServiceAccountToken: false
  restartPolicy: Never
  securityContext:
    runAsNonRoot: true
    seccompProfile:
      type: RuntimeDefault
  containers:
    - name: shell
      image: {{ include "service.image" . | quote }}
      imagePullPolicy: IfNotPresent
      securityContext:
        allowPrivilegeEscalation: false
        readOnlyRootFilesystem: true
        capabilities:
          drop:
            - ALL
      resources:
        {{- toYaml .Values.resources | nindent 8 }}
"""
_OWNER = """\
  ownerReferences:
    - apiVersion: apps/v1
      kind: ReplicaSet
      name: orders-5b9c7d8f6
      uid: 0b9a3c52-7c9e-4d6f-8a55-9d1d7c1c2f10
      controller: true
"""

POD = _POD.replace("OWNER\n", "")
"""A Pod that breaks no rule but that of who makes it."""

DEBUGGED_POD = f"""\
{_POD.replace("OWNER", _OWNER.rstrip())}\
  ephemeralContainers:
    - name: debugger
      image: {{{{ include "service.image" . | quote }}}}
      imagePullPolicy: IfNotPresent
      securityContext:
        allowPrivilegeEscalation: false
        readOnlyRootFilesystem: true
        capabilities: # more than none
          add:
            - NET_BIND_SERVICE
          drop:
            - ALL
      resources:
        {{{{- toYaml .Values.resources | nindent 8 }}}}
"""
"""A Pod as it is read from a cluster while somebody debugs it."""

VOLUME_CLAIM = """\
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: uploads
  namespace: default
spec:
  accessModes: [ReadWriteOnce]
  resources: {requests: {storage: 1Gi}}
"""

ROLE_BINDING = """\
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: readers
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
subjects:
  - kind: ServiceAccount
    name: reader
    namespace: elsewhere
"""

LIMIT_RANGE = """\
apiVersion: v1
kind: LimitRange
metadata:
  name: containers
spec:
  limits:
    - type: Container
      default: {memory: 256Mi}
"""

QUOTA = """\
apiVersion: v1
kind: ResourceQuota
metadata:
  name: all
spec:
  hard:
    requests.cpu: "4"
    requests.memory: 8Gi
    limits.memory: 8Gi
    requests.storage: 10Gi
    pods: "40"
    services.loadbalancers: 0
    services.nodeports: 2
"""

POLICY = """\
apiVersion: policies.kyverno.io/v1
kind: ValidatingPolicy
metadata:
  name: require-runbook
spec:
  matchConstraints:
    resourceRules:
      - apiGroups: [apps]
        apiVersions: [v1]
        operations: [CREATE]
        resources: [deployments]
  validations:
    - expression: EXPRESSION
      message: name a runbook
"""


def exception(policy: str, workload: str, ends: str) -> str:
    """Return an exception from a policy for the Pods of a workload, as its page shows it."""
    return f"""\
apiVersion: policies.kyverno.io/v1
kind: PolicyException
metadata:
  name: {workload}-{policy}
  namespace: kyverno
  annotations:
    goldenpath/reason: the library writes beside itself, and its next version does not
spec:
  expiresAt: "{ends}"
  policyRefs:
    - kind: ValidatingPolicy
      name: {policy}
  matchConditions:
    - name: workload
      expression: >-
        object.metadata.?labels[?'app.kubernetes.io/name'].orValue('') == '{workload}'
"""
