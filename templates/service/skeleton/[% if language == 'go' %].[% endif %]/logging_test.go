package main

import (
	"log/slog"
	"testing"
	"time"
)

// A log line carries the platform's field names, a UTC time, and the level in lower case.
func TestLogLineHasThePlatformsFields(t *testing.T) {
	logs := newLogBuffer()
	logger := newLogger(logs, slog.LevelDebug, "orders")
	logger.Warn("a \"quoted\"\nmessage", "time", "noon", slog.Group("inner", "level", "high"))
	logger.Log(t.Context(), slog.LevelInfo+1, "between levels")

	lines := logs.lines(t)
	first := lines[0]
	if first["level"] != "warning" || first["message"] != "a \"quoted\"\nmessage" || first["service"] != "orders" {
		t.Errorf("line %v", first)
	}
	if inner, ok := first["inner"].(map[string]any); !ok || inner["level"] != "high" {
		t.Errorf("group %v, want it untouched", first["inner"])
	}
	second := lines[1]
	if second["level"] != "info+1" {
		t.Errorf("level %v, want info+1", second["level"])
	}
	logged, err := time.Parse(time.RFC3339, second["time"].(string))
	if err != nil || logged.Location() != time.UTC {
		t.Errorf("time %v, want RFC 3339 in UTC", second["time"])
	}
}

// Lines below the chosen level are not written.
func TestLogLevelIsKept(t *testing.T) {
	logs := newLogBuffer()
	logger := newLogger(logs, slog.LevelError, "orders")
	logger.Warn("not this")
	logger.Error("but this")
	if lines := logs.lines(t); len(lines) != 1 || lines[0]["message"] != "but this" {
		t.Errorf("lines %v, want the error alone", lines)
	}
}
