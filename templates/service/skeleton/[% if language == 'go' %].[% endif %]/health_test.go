package main

import (
	"net"
	"net/http"
	"testing"
)

// A service without a database is alive and ready.
func TestServiceIsLiveAndReady(t *testing.T) {
	svc, _ := newTestService(config{})
	for path, want := range map[string]string{"/livez": `{"status":"ok"}`, "/readyz": `{"status":"ready"}`} {
		response := call(svc.handler, http.MethodGet, path, "")
		if response.Code != http.StatusOK || response.Body.String() != want {
			t.Errorf("%s: %d %s, want 200 %s", path, response.Code, response.Body, want)
		}
		wantHeader(t, response.Header(), "Content-Type", "application/json")
	}
}

// A draining service stays alive, refuses traffic and asks clients to leave their connections.
func TestDrainingServiceIsLiveButNotReady(t *testing.T) {
	svc, _ := newTestService(config{})
	svc.health.drain()

	response := call(svc.handler, http.MethodGet, "/readyz", "")
	wantUnavailable(t, response.Code, response.Body.String(), "shutting down")
	wantHeader(t, response.Header(), "Connection", "close")
	if response := call(svc.handler, http.MethodGet, "/livez", ""); response.Code != http.StatusOK {
		t.Errorf("/livez: %d, want 200", response.Code)
	}
}

// Readiness follows the database: ready while its address takes connections, unavailable when it does not.
func TestReadinessFollowsTheDatabase(t *testing.T) {
	database, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address, err := parseDatabaseURL("postgresql://user:pass@" + database.Addr().String() + "/db")
	if err != nil {
		t.Fatal(err)
	}
	svc, logs := newTestService(config{databaseAddress: address})

	if response := call(svc.handler, http.MethodGet, "/readyz", ""); response.Code != http.StatusOK {
		t.Errorf("/readyz: %d %s, want 200", response.Code, response.Body)
	}
	if err := database.Close(); err != nil {
		t.Fatal(err)
	}
	response := call(svc.handler, http.MethodGet, "/readyz", "")
	wantUnavailable(t, response.Code, response.Body.String(), "database takes no connection")
	if response := call(svc.handler, http.MethodGet, "/livez", ""); response.Code != http.StatusOK {
		t.Errorf("/livez: %d, want 200", response.Code)
	}
	if lines := logs.lines(t); lines[1]["level"] != "warning" || lines[1]["request_id"] == nil {
		t.Errorf("log line %v, want a warning with the request's id", lines[1])
	}
}

func wantUnavailable(t *testing.T, status int, body, reason string) {
	t.Helper()
	want := `{"status":"unavailable","reason":"` + reason + `"}`
	if status != http.StatusServiceUnavailable || body != want {
		t.Errorf("/readyz: %d %s, want 503 %s", status, body, want)
	}
}
