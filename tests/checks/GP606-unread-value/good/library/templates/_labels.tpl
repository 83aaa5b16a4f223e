{{- define "helpers.labels" -}}
app: {{ .Values.app }}
{{- end -}}
