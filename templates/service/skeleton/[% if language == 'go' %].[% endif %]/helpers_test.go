package main

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// logBuffer takes log lines from several goroutines.
type logBuffer struct {
	mutex   sync.Mutex
	written sync.Cond
	buffer  bytes.Buffer
}

func newLogBuffer() *logBuffer {
	buffer := &logBuffer{}
	buffer.written.L = &buffer.mutex
	return buffer
}

func (b *logBuffer) Write(data []byte) (int, error) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	b.written.Broadcast()
	return b.buffer.Write(data)
}

// await returns when a line with this message has been logged.
func (b *logBuffer) await(message string) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	for !strings.Contains(b.buffer.String(), `"message":"`+message+`"`) {
		b.written.Wait()
	}
}

// lines decodes what was logged, which must be one JSON object a line.
func (b *logBuffer) lines(t *testing.T) []map[string]any {
	t.Helper()
	b.mutex.Lock()
	defer b.mutex.Unlock()
	var lines []map[string]any
	for text := range strings.Lines(b.buffer.String()) {
		var line map[string]any
		if err := json.Unmarshal([]byte(text), &line); err != nil {
			t.Fatalf("not a JSON log line: %q", text)
		}
		lines = append(lines, line)
	}
	return lines
}

// newTestService is a service with routes of the test's own, and what it logs.
func newTestService(cfg config, routes ...route) (*service, *logBuffer) {
	logs := newLogBuffer()
	return newService(cfg, newLogger(logs, slog.LevelInfo, "orders"), routes), logs
}

// call sends one request; headers are alternating names and values.
func call(handler http.Handler, method, target, body string, headers ...string) *httptest.ResponseRecorder {
	request := httptest.NewRequest(method, target, strings.NewReader(body))
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	response := httptest.NewRecorder()
	handler.ServeHTTP(response, request)
	return response
}

// decode reads a JSON body of exactly T's shape.
func decode[T any](t *testing.T, body io.Reader) T {
	t.Helper()
	var value T
	decoder := json.NewDecoder(body)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&value); err != nil {
		t.Fatalf("unexpected body: %v", err)
	}
	return value
}

// wantProblem checks that response is a whole problem with this status, and returns its detail.
func wantProblem(t *testing.T, response *httptest.ResponseRecorder, status int) string {
	t.Helper()
	if response.Code != status {
		t.Fatalf("status %d, want %d: %s", response.Code, status, response.Body)
	}
	wantHeader(t, response.Header(), "Content-Type", "application/problem+json")
	got := decode[problem](t, response.Body)
	want := problem{Type: "about:blank", Title: title(status), Status: status, Detail: got.Detail}
	if got != want || got.Detail == "" || got.Title == "" {
		t.Fatalf("problem %+v, want %+v with title and detail", got, want)
	}
	return got.Detail
}

func wantHeader(t *testing.T, header http.Header, name, want string) {
	t.Helper()
	if got := header.Get(name); got != want {
		t.Errorf("%s %q, want %q", name, got, want)
	}
}

// within fails the test when something that should happen does not.
func within[T any](t *testing.T, events <-chan T) T {
	t.Helper()
	select {
	case event := <-events:
		return event
	case <-time.After(30 * time.Second):
		t.Fatal("nothing happened for 30 seconds")
		panic("unreachable")
	}
}
