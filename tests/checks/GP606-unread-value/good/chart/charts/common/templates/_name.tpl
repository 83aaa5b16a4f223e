{{- define "common.name" -}}
{{ .Values.nameOverride }}
{{- end -}}
