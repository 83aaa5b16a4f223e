package main

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"
)

const (
	readHeaderTimeout = 5 * time.Second
	readTimeout       = 10 * time.Second
	writeTimeout      = 15 * time.Second
	idleTimeout       = 2 * time.Minute
	maxHeaderBytes    = 32 << 10
)

// route is one method on one path pattern of http.ServeMux.
type route struct {
	method  string
	path    string
	handler http.HandlerFunc
}

// service is the running program: what it was told, and what it tells about itself.
type service struct {
	config  config
	logger  *slog.Logger
	health  *health
	metrics *metrics
	handler http.Handler
}

func newService(cfg config, logger *slog.Logger, api []route) *service {
	s := &service{
		config:  cfg,
		logger:  logger,
		health:  newHealth(cfg.databaseAddress, logger),
		metrics: newMetrics(time.Now(), readBuild()),
	}
	s.handler = s.observe(newRouter(slices.Concat(s.operationalRoutes(), api)))
	return s
}

// operationalRoutes are what the platform asks every service for.
func (s *service) operationalRoutes() []route {
	return []route{
		{http.MethodGet, "/livez", s.health.live},
		{http.MethodGet, "/readyz", s.health.ready},
		{http.MethodGet, "/metrics", s.metrics.serve},
	}
}

// newRouter dispatches to routes and answers everything else with a problem, where http.ServeMux would answer in
// plain text or redirect.
func newRouter(routes []route) http.Handler {
	mux := http.NewServeMux()
	allowed := map[string][]string{}
	for _, r := range routes {
		mux.HandleFunc(r.method+" "+r.path, r.handler)
		allowed[r.path] = append(allowed[r.path], r.method)
		if r.method == http.MethodGet {
			allowed[r.path] = append(allowed[r.path], http.MethodHead)
		}
	}
	for pattern, methods := range allowed {
		mux.HandleFunc(pattern, methodNotAllowed(methods))
	}
	mux.HandleFunc("/", notFound)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		// A path that is not clean, or none at all ("OPTIONS *"), names no resource of ours.
		if raw := r.URL.EscapedPath(); !strings.HasPrefix(raw, "/") || path.Clean(raw) != raw {
			notFound(w, r)
			return
		}
		mux.ServeHTTP(w, r)
	})
}

func notFound(w http.ResponseWriter, _ *http.Request) {
	writeProblem(w, http.StatusNotFound, "nothing is served at this path")
}

func methodNotAllowed(methods []string) http.HandlerFunc {
	slices.Sort(methods)
	allow := strings.Join(methods, ", ")
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Allow", allow)
		writeProblem(w, http.StatusMethodNotAllowed, "this path answers "+allow)
	}
}

// serve answers on listener until ctx ends, then drains.
// First it goes on serving while readiness fails, so that load balancers stop sending; then it finishes the requests
// in flight. It returns nil when all of them were answered.
func (s *service) serve(ctx context.Context, listener net.Listener) error {
	server := &http.Server{
		Handler:                      s.handler,
		ReadHeaderTimeout:            readHeaderTimeout,
		ReadTimeout:                  readTimeout,
		WriteTimeout:                 writeTimeout,
		IdleTimeout:                  idleTimeout,
		MaxHeaderBytes:               maxHeaderBytes,
		DisableGeneralOptionsHandler: true,
		ErrorLog:                     slog.NewLogLogger(s.logger.Handler(), slog.LevelWarn),
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	s.logger.Info("listening", "address", listener.Addr().String())
	select {
	case err := <-failed:
		return fmt.Errorf("serving: %w", err)
	case <-ctx.Done():
	}

	s.health.drain()
	s.logger.Info("draining", "delay_seconds", s.config.shutdownDelay.Seconds())
	select {
	case err := <-failed:
		return fmt.Errorf("serving while draining: %w", err)
	case <-time.After(s.config.shutdownDelay):
	}

	s.logger.Info("finishing requests in flight", "grace_seconds", s.config.shutdownGrace.Seconds())
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.config.shutdownGrace)
	defer cancel()
	if err := server.Shutdown(grace); err != nil {
		return fmt.Errorf("requests still in flight after %s: %w", s.config.shutdownGrace, err)
	}
	s.logger.Info("stopped")
	return nil
}
