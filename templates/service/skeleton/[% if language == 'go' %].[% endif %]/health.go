package main

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"sync/atomic"
	"time"
)

const databaseTimeout = time.Second

type healthStatus struct {
	Status string `json:"status"`
	Reason string `json:"reason,omitempty"`
}

// health answers the two questions a kubelet asks: restart me? send me traffic?
type health struct {
	databaseAddress string
	logger          *slog.Logger
	stopping        atomic.Bool
}

func newHealth(databaseAddress string, logger *slog.Logger) *health {
	return &health{databaseAddress: databaseAddress, logger: logger}
}

// drain makes the service unready for good.
func (h *health) drain() { h.stopping.Store(true) }

func (h *health) draining() bool { return h.stopping.Load() }

// live looks at nothing but the process itself: a restart does not heal a dependency.
func (h *health) live(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, healthStatus{Status: "ok"})
}

func (h *health) ready(w http.ResponseWriter, r *http.Request) {
	if reason := h.unavailable(r.Context()); reason != "" {
		writeJSON(w, http.StatusServiceUnavailable, healthStatus{Status: "unavailable", Reason: reason})
		return
	}
	writeJSON(w, http.StatusOK, healthStatus{Status: "ready"})
}

// unavailable says why the service wants no traffic; empty when it wants some.
func (h *health) unavailable(ctx context.Context) string {
	if h.draining() {
		return "shutting down"
	}
	if h.databaseAddress == "" {
		return ""
	}
	dialer := net.Dialer{Timeout: databaseTimeout}
	connection, err := dialer.DialContext(ctx, "tcp", h.databaseAddress)
	if err != nil {
		h.logger.WarnContext(ctx, "database takes no connection", "error", err.Error())
		return "database takes no connection"
	}
	connection.Close()
	return ""
}
