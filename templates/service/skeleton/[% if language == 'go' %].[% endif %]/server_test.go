package main

import (
	"context"
	"errors"
	"net"
	"net/http"
	"testing"
	"time"
)

// Whatever names no resource is a 404 problem, counted under one route.
func TestUnknownPathsAreProblems(t *testing.T) {
	svc, logs := newTestService(config{}, route{http.MethodGet, "/things/{id}", nothing})
	targets := []string{
		"/", "/nope", "/livez/", "/livez/x", "//livez", "/./livez", "/x/../livez", "/things", "/things/", "/things/a/b",
		"/things//", "/%2e%2e/livez", "/livez%00", "/favicon.ico?x=1", "*", "http://host",
	}
	for _, target := range targets {
		t.Run(target, func(t *testing.T) {
			wantProblem(t, call(svc.handler, http.MethodGet, target, ""), http.StatusNotFound)
		})
	}
	for _, line := range logs.lines(t) {
		if line["route"] != "unmatched" {
			t.Errorf("route %v, want unmatched", line["route"])
		}
	}
}

// A known path with a method it lacks is a 405 problem that names those it has.
func TestUnknownMethodsAreProblems(t *testing.T) {
	svc, _ := newTestService(config{},
		route{http.MethodPost, "/things", nothing},
		route{http.MethodGet, "/things", nothing},
		route{http.MethodDelete, "/things/{id}", nothing},
	)
	for target, allow := range map[string]string{
		"/livez": "GET, HEAD", "/readyz": "GET, HEAD", "/metrics": "GET, HEAD",
		"/things": "GET, HEAD, POST", "/things/7": "DELETE",
	} {
		for _, method := range []string{http.MethodPut, http.MethodOptions, http.MethodTrace, http.MethodConnect, "BREW"} {
			t.Run(method+" "+target, func(t *testing.T) {
				response := call(svc.handler, method, target, "")
				wantProblem(t, response, http.StatusMethodNotAllowed)
				wantHeader(t, response.Header(), "Allow", allow)
			})
		}
	}
}

// Requests in flight are answered after the order to stop, and serve returns without an error.
func TestRequestInFlightIsFinished(t *testing.T) {
	entered, release := make(chan struct{}), make(chan struct{})
	svc, logs := newTestService(config{shutdownGrace: time.Minute}, blocking(entered, release))
	address, stop, stopped := serveInBackground(t, svc)
	answered := get(address, "/block")
	within(t, entered)

	stop()
	logs.await("finishing requests in flight")
	close(release)
	if err := within(t, answered); err != nil {
		t.Errorf("request in flight: %v", err)
	}
	if err := within(t, stopped); err != nil {
		t.Errorf("serve: %v", err)
	}
	lines := logs.lines(t)
	if last := lines[len(lines)-1]["message"]; last != "stopped" {
		t.Errorf("last line %v, want stopped", last)
	}
}

// A request that outlasts the grace period makes serve fail.
func TestGraceIsLimited(t *testing.T) {
	entered, release := make(chan struct{}), make(chan struct{})
	defer close(release)
	svc, _ := newTestService(config{shutdownGrace: 0}, blocking(entered, release))
	address, stop, stopped := serveInBackground(t, svc)
	get(address, "/block")
	within(t, entered)

	stop()
	if err := within(t, stopped); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("serve: %v, want the deadline exceeded", err)
	}
}

// A listener that breaks ends the service with an error, before and during draining.
func TestBrokenListenerIsAnError(t *testing.T) {
	for _, draining := range []bool{false, true} {
		svc, _ := newTestService(config{shutdownDelay: time.Hour})
		listener := listen(t)
		ctx, stop := context.WithCancel(t.Context())
		stopped := make(chan error, 1)
		go func() { stopped <- svc.serve(ctx, listener) }()
		if draining {
			stop()
		}
		listener.Close()
		if err := within(t, stopped); !errors.Is(err, net.ErrClosed) {
			t.Errorf("serve: %v, want the listener closed", err)
		}
		stop()
	}
}

func nothing(http.ResponseWriter, *http.Request) {}

// blocking tells that a request has come in and answers when it is released.
func blocking(entered chan<- struct{}, release <-chan struct{}) route {
	return route{http.MethodGet, "/block", func(http.ResponseWriter, *http.Request) {
		entered <- struct{}{}
		<-release
	}}
}

func listen(t *testing.T) net.Listener {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return listener
}

func serveInBackground(t *testing.T, svc *service) (address string, stop func(), stopped <-chan error) {
	t.Helper()
	listener := listen(t)
	ctx, cancel := context.WithCancel(t.Context())
	result := make(chan error, 1)
	go func() { result <- svc.serve(ctx, listener) }()
	return listener.Addr().String(), cancel, result
}

// get sends a request on a connection of its own and tells whether it was answered.
func get(address, path string) <-chan error {
	result := make(chan error, 1)
	go func() {
		client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
		response, err := client.Get("http://" + address + path)
		if err == nil {
			err = response.Body.Close()
		}
		result <- err
	}()
	return result
}
