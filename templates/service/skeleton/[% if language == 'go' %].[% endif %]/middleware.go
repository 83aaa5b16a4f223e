package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"time"
)

const (
	requestIDHeader    = "X-Request-Id"
	maxRequestIDLength = 128
	unmatchedRoute     = "unmatched"
	otherMethod        = "other"
)

// observe gives every request an id, a log line and its metrics, and survives panics of its handler.
func (s *service) observe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		started := time.Now()
		id := requestID(r)
		w.Header().Set(requestIDHeader, id)
		if s.health.draining() {
			// A client that keeps its connection would come back to a listener that is about to close.
			w.Header().Set("Connection", "close")
		}
		r = r.WithContext(withRequestID(r.Context(), id))
		response := &recorder{ResponseWriter: w}
		// Deferred, so that a response that is cut off is counted too.
		defer func() { s.record(r, response.status, time.Since(started)) }()
		s.recoverPanic(next, response, r)
	})
}

// record runs after the router, which has left the matched pattern in r.
func (s *service) record(r *http.Request, status int, duration time.Duration) {
	pattern := routeOf(r.Pattern)
	s.metrics.observe(knownMethod(r.Method), pattern, status, duration)
	s.logger.LogAttrs(r.Context(), slog.LevelInfo, "request",
		slog.String("method", r.Method),
		slog.String("route", pattern),
		slog.Int("status", status),
		slog.Float64("duration_ms", float64(duration.Microseconds())/1000),
	)
}

// recoverPanic turns a panic into a problem, or cuts the connection when the response had begun: half an answer must
// not look like a whole one.
func (s *service) recoverPanic(next http.Handler, response *recorder, r *http.Request) {
	defer func() {
		fault := recover()
		if fault == nil {
			response.settle(http.StatusOK)
			return
		}
		if fault != http.ErrAbortHandler {
			s.logPanic(r.Context(), fault)
			if response.status == 0 {
				response.Header().Del("Content-Encoding")
				writeProblem(response, http.StatusInternalServerError, "the service failed to answer this request")
				return
			}
		}
		response.settle(http.StatusInternalServerError)
		panic(http.ErrAbortHandler)
	}()
	next.ServeHTTP(response, r)
}

func (s *service) logPanic(ctx context.Context, fault any) {
	s.logger.ErrorContext(ctx, "handler panicked", "panic", fmt.Sprint(fault), "stack", string(debug.Stack()))
}

// requestID is the caller's id when it is fit to be logged and echoed, else a new one.
func requestID(r *http.Request) string {
	id := r.Header.Get(requestIDHeader)
	if id == "" || len(id) > maxRequestIDLength {
		return rand.Text()
	}
	for _, char := range []byte(id) {
		if char < ' ' || char > '~' {
			return rand.Text()
		}
	}
	return id
}

// routeOf is the pattern without its method: metrics must not grow with the paths that clients invent.
func routeOf(pattern string) string {
	if _, path, ok := strings.Cut(pattern, " "); ok {
		pattern = path
	}
	if pattern == "" || pattern == "/" {
		return unmatchedRoute
	}
	return pattern
}

// knownMethod keeps the methods that clients invent out of the metrics.
func knownMethod(method string) string {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch,
		http.MethodDelete, http.MethodConnect, http.MethodOptions, http.MethodTrace:
		return method
	}
	return otherMethod
}

// recorder remembers the status that a handler has sent; zero as long as it has sent none.
type recorder struct {
	http.ResponseWriter
	status int
}

func (r *recorder) WriteHeader(status int) {
	if r.status == 0 && status >= http.StatusOK {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

func (r *recorder) Write(body []byte) (int, error) {
	r.settle(http.StatusOK)
	return r.ResponseWriter.Write(body)
}

// settle names the status of a handler that has sent none.
func (r *recorder) settle(status int) {
	if r.status == 0 {
		r.status = status
	}
}

// Unwrap lets http.ResponseController reach what lies beneath.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }
