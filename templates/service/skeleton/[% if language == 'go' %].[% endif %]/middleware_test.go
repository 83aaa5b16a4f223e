package main

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"
)

// A request's log line has all its fields, and the route instead of the path.
func TestRequestIsLogged(t *testing.T) {
	accept := func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusAccepted) }
	svc, logs := newTestService(config{}, route{http.MethodGet, "/things/{id}", accept})
	call(svc.handler, http.MethodGet, "/things/secret?token=secret", "", "X-Request-Id", "abc")

	line := logs.lines(t)[0]
	for field, want := range map[string]any{
		"level": "info", "message": "request", "service": "orders", "method": "GET",
		"route": "/things/{id}", "status": 202.0, "request_id": "abc",
	} {
		if line[field] != want {
			t.Errorf("%s %v, want %v", field, line[field], want)
		}
	}
	if duration, ok := line["duration_ms"].(float64); !ok || duration < 0 {
		t.Errorf("duration_ms %v", line["duration_ms"])
	}
	if _, err := time.Parse(time.RFC3339, line["time"].(string)); err != nil {
		t.Errorf("time: %v", err)
	}
	if strings.Contains(logs.buffer.String(), "secret") {
		t.Errorf("raw path logged: %s", logs.buffer.String())
	}
}

// An id of 1 to 128 printable ASCII characters is the caller's choice.
func TestFitRequestIDIsEchoed(t *testing.T) {
	svc, _ := newTestService(config{})
	for _, id := range []string{"a", "two words", `"quoted" {x}`, strings.Repeat("x", 128)} {
		response := call(svc.handler, http.MethodGet, "/livez", "", "X-Request-Id", id)
		wantHeader(t, response.Header(), "X-Request-Id", id)
	}
}

// Any other id is replaced by a new one, which is logged too.
func TestUnfitRequestIDIsReplaced(t *testing.T) {
	svc, logs := newTestService(config{})
	var seen []string
	for _, id := range []string{"", strings.Repeat("x", 129), "tab\there", "line\nbreak", "smörgås", "\x7f", "\x00"} {
		response := call(svc.handler, http.MethodGet, "/livez", "", "X-Request-Id", id)
		got := response.Header().Get("X-Request-Id")
		if got == id || got == "" || slices.Contains(seen, got) {
			t.Errorf("%q became %q, want an id not seen before", id, got)
		}
		seen = append(seen, got)
	}
	for i, line := range logs.lines(t) {
		if line["request_id"] != seen[i] {
			t.Errorf("request_id %v, want %v", line["request_id"], seen[i])
		}
	}
}

// A panic is answered with a problem that tells nothing, and logged with everything.
func TestPanicBecomesProblem(t *testing.T) {
	svc, logs := newTestService(config{}, route{http.MethodGet, "/panic", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		panic("a secret")
	}})
	response := call(svc.handler, http.MethodGet, "/panic", "")

	if detail := wantProblem(t, response, http.StatusInternalServerError); strings.Contains(detail, "secret") {
		t.Errorf("detail %q", detail)
	}
	wantHeader(t, response.Header(), "Content-Encoding", "")
	lines := logs.lines(t)
	if lines[0]["level"] != "error" || lines[0]["panic"] != "a secret" || lines[0]["request_id"] == nil {
		t.Errorf("line %v", lines[0])
	}
	if stack, ok := lines[0]["stack"].(string); !ok || !strings.Contains(stack, "TestPanicBecomesProblem") {
		t.Errorf("stack %v, want the handler in it", lines[0]["stack"])
	}
	if lines[1]["message"] != "request" || lines[1]["status"] != 500.0 {
		t.Errorf("line %v", lines[1])
	}
}

// A response that panics half-way is cut off, so that its client cannot take it for a whole one, and the server lives
// on.
func TestPanicInTheMiddleCutsTheResponse(t *testing.T) {
	svc, logs := newTestService(config{},
		route{http.MethodGet, "/half", func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, "half")
			_ = http.NewResponseController(w).Flush()
			panic("too late")
		}},
		route{http.MethodGet, "/abort", func(http.ResponseWriter, *http.Request) {
			panic(http.ErrAbortHandler)
		}},
	)
	server := httptest.NewServer(svc.handler)
	defer server.Close()

	response, err := server.Client().Get(server.URL + "/half")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if body, err := io.ReadAll(response.Body); !errors.Is(err, io.ErrUnexpectedEOF) || string(body) != "half" {
		t.Errorf("body %q (%v), want it cut off", body, err)
	}
	if response, err := server.Client().Get(server.URL + "/abort"); err == nil {
		response.Body.Close()
		t.Errorf("status %d, want no response", response.StatusCode)
	}
	response, err = server.Client().Get(server.URL + "/livez")
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()

	var seen []any
	for _, line := range logs.lines(t) {
		seen = append(seen, line["message"], line["status"])
	}
	want := []any{"handler panicked", nil, "request", 200.0, "request", 500.0, "request", 200.0}
	if !slices.Equal(seen, want) {
		t.Errorf("logged %v, want %v", seen, want)
	}
}

// Informational responses are not the status of a request.
func TestFinalStatusIsRecorded(t *testing.T) {
	svc, logs := newTestService(config{}, route{http.MethodGet, "/hints", func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusEarlyHints)
		w.WriteHeader(http.StatusTeapot)
	}})
	server := httptest.NewServer(svc.handler)
	defer server.Close()
	response, err := server.Client().Get(server.URL + "/hints")
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if status := logs.lines(t)[0]["status"]; status != 418.0 {
		t.Errorf("status %v, want 418", status)
	}
}
