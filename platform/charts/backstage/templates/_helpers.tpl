{{/* The image: a digest names exactly one build, so it wins over a tag. */}}
{{- define "backstage.image" -}}
{{- if .Values.image.digest -}}
{{ .Values.image.repository }}@{{ .Values.image.digest }}
{{- else -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end -}}
{{- end }}

{{/* Selectors cannot change once a Deployment exists, so only what never changes stands here. */}}
{{- define "backstage.selectorLabels" -}}
app.kubernetes.io/name: {{ .Chart.Name | quote }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end }}

{{/* For every object. Derived values are cut to a label's length; the schema checks the given ones. */}}
{{- define "backstage.labels" -}}
{{ include "backstage.selectorLabels" . }}
app.kubernetes.io/component: portal
app.kubernetes.io/version: {{ .Values.image.tag | default .Chart.AppVersion | replace "+" "_" | trunc 63 | trimAll "-_." | quote }}
app.kubernetes.io/part-of: {{ .Values.labels.system | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service | quote }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimAll "-_." | quote }}
{{ .Values.labelPrefix }}/team: {{ .Values.labels.team | quote }}
{{ .Values.labelPrefix }}/system: {{ .Values.labels.system | quote }}
{{ .Values.labelPrefix }}/cost-center: {{ .Values.labels.costCenter | quote }}
{{ .Values.labelPrefix }}/environment: {{ .Values.stage | quote }}
backstage.io/kubernetes-id: {{ .Chart.Name | quote }}
{{- end }}

{{/* What belongs to the whole cluster: one portal for a stage may share a cluster with another's. */}}
{{- define "backstage.clusterName" -}}
{{ printf "%s-%s-%s" .Values.labels.system .Values.stage .Release.Name }}
{{- end }}

{{/* A peer of the network policy from {namespace, app}; a namespace alone means all of its Pods. */}}
{{- define "backstage.peer" -}}
{{- with .namespace }}
namespaceSelector:
  matchLabels:
    kubernetes.io/metadata.name: {{ . | quote }}
{{- end }}
{{- with .app }}
podSelector:
  matchLabels:
    app.kubernetes.io/name: {{ . | quote }}
{{- end }}
{{- end }}

{{/* The configuration of the stage, and the folder in which the process finds it. */}}
{{- define "backstage.appConfig" -}}
{{ toYaml .Values.appConfig }}
{{- end }}
{{- define "backstage.configFolder" -}}
/etc/backstage
{{- end }}

{{/* Where the process finds the certificate authority of its own cluster. */}}
{{- define "backstage.authority" -}}
/etc/kubernetes/ca.crt
{{- end }}
