package main

import (
	"context"
	"io"
	"log/slog"
	"strings"
	"time"
)

const timeFormat = "2006-01-02T15:04:05.000Z07:00"

// levelNames are the words that LOG_LEVEL takes and that log lines carry.
var levelNames = map[slog.Level]string{
	slog.LevelDebug: "debug",
	slog.LevelInfo:  "info",
	slog.LevelWarn:  "warning",
	slog.LevelError: "error",
}

// newLogger writes one JSON object a line with the field names that the platform's log pipeline indexes.
func newLogger(out io.Writer, level slog.Level, serviceName string) *slog.Logger {
	handler := slog.NewJSONHandler(out, &slog.HandlerOptions{Level: level, ReplaceAttr: renameBuiltins})
	return slog.New(requestIDHandler{handler}).With("service", serviceName)
}

func renameBuiltins(groups []string, attr slog.Attr) slog.Attr {
	if len(groups) > 0 {
		return attr
	}
	switch value := attr.Value.Any().(type) {
	case time.Time:
		if attr.Key == slog.TimeKey {
			attr.Value = slog.StringValue(value.UTC().Format(timeFormat))
		}
	case slog.Level:
		if attr.Key == slog.LevelKey {
			attr.Value = slog.StringValue(levelName(value))
		}
	case string:
		if attr.Key == slog.MessageKey {
			attr.Key = "message"
		}
	}
	return attr
}

func levelName(level slog.Level) string {
	if name, ok := levelNames[level]; ok {
		return name
	}
	return strings.ToLower(level.String())
}

type requestIDKey struct{}

func withRequestID(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, requestIDKey{}, id)
}

// requestIDHandler adds the request's id to every line that is logged with the request's context.
type requestIDHandler struct{ slog.Handler }

func (h requestIDHandler) Handle(ctx context.Context, record slog.Record) error {
	if id, ok := ctx.Value(requestIDKey{}).(string); ok {
		record.AddAttrs(slog.String("request_id", id))
	}
	return h.Handler.Handle(ctx, record)
}

func (h requestIDHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return requestIDHandler{h.Handler.WithAttrs(attrs)}
}

func (h requestIDHandler) WithGroup(name string) slog.Handler {
	return requestIDHandler{h.Handler.WithGroup(name)}
}
