{{- define "refunds.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
{{- end }}

{{- define "refunds.labels" -}}
{{ include "refunds.selector" . }}
backstage.io/kubernetes-id: refund  # expect: GP601
{{- end }}
