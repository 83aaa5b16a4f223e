{{- define "orders.container" -}}
name: service
image: {{ .Values.image | quote }}
securityContext:
  privileged: true # expect: GP301
{{- end }}
