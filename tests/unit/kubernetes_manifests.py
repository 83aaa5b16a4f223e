"""Manifests that Kubernetes accepts: of its own kinds, and of custom resources."""

BUILTIN = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: orders, labels: {app: orders}, annotations: {"acme.example/cost-center": cc-1001}}
spec:
  replicas: 2
  selector: {matchLabels: {app: orders}}
  strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 25%, maxUnavailable: 0}}
  template:
    metadata: {labels: {app: orders}}
    spec:
      securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
      topologySpreadConstraints:
        - maxSkew: 1
          topologyKey: kubernetes.io/hostname
          whenUnsatisfiable: ScheduleAnyway
          labelSelector: {matchExpressions: [{key: app, operator: In, values: [orders]}]}
      containers:
        - name: orders
          image: ghcr.io/acme/orders:1.0.0
          env:
            - {name: PORT, value: "8080"}
            - {name: DATABASE_URL, valueFrom: {secretKeyRef: {name: orders-db-app, key: uri}}}
          ports: [{name: http, containerPort: 8080}]
          livenessProbe: {httpGet: {path: /livez, port: http}}
          resources: {requests: {cpu: 50m, memory: 64Mi}, limits: {memory: 1.5e8}}
          volumeMounts: [{name: tmp, mountPath: /tmp}]
      volumes: [{name: tmp, emptyDir: {sizeLimit: 64Mi}}]
---
apiVersion: v1
kind: Service
metadata: {name: orders}
spec: {selector: {app: orders}, ports: [{name: http, port: 80, targetPort: http}]}
---
apiVersion: v1
kind: Secret
metadata: {name: orders}
data: {token: aGVsbG8=}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: orders}
spec:
  maxReplicas: 5
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: orders}
  metrics:
    - {type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 75}}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: orders}
spec:
  podSelector: {matchLabels: {app: orders}}
  ingress: [{from: [{namespaceSelector: {}}], ports: [{port: http}]}]
---
apiVersion: batch/v1
kind: CronJob
metadata: {name: orders}
spec:
  schedule: "0 3 * * *"
  jobTemplate: {spec: {template: {spec: {containers: [{name: orders, image: orders}]}}}}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: orders}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: orders}
subjects: [{kind: ServiceAccount, name: orders}]
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: databases.platform.acme.example}
spec:
  group: platform.acme.example
  names: {kind: Database, plural: databases}
  scope: Namespaced
  versions:
    - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}
"""

CUSTOM = """
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: orders, annotations: null}
spec:
  parentRefs: [{name: public}]
  hostnames: [orders.acme.example]
  rules: [{matches: [{path: {value: /}}], backendRefs: [{name: orders, port: 80}]}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: public}
spec:
  gatewayClassName: public
  addresses: [{value: 192.0.2.1}]
  listeners: [{name: http, port: 80, protocol: HTTP}]
---
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: {name: orders}
spec: {selector: {matchLabels: {app: orders}}, endpoints: [{port: http, interval: 30s}]}
---
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: orders, finalizers: [resources-finalizer.argocd.argoproj.io]}
spec:
  project: checkout
  source: {repoURL: "https://github.com/acme/orders", helm: {valuesObject: {any: [thing]}}}
  destination: {name: dev, namespace: orders}
---
apiVersion: postgresql.cnpg.io/v1
kind: Cluster
metadata: {name: orders-db}
spec: {storage: {size: 1Gi}, resources: {requests: {cpu: 100m}}}
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: orders}
spec: {secretStoreRef: {name: vault}, data: [{secretKey: a, remoteRef: {key: b}}]}
"""
