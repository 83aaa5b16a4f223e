package main

import (
	"bytes"
	"maps"
	"net/http"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// durationBuckets are the upper bounds in seconds; +Inf follows by itself.
var durationBuckets = []float64{0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10}

// version is set by the linker where a build has no repository to read it from, as in a container image.
var version string

type routeKey struct{ method, route string }

type requestKey struct {
	routeKey
	status int
}

type histogram struct {
	buckets []uint64 // of their own bucket only, the last one beyond all bounds
	sum     float64
}

type build struct{ version, revision, goVersion string }

// metrics counts requests and writes them down for Prometheus.
type metrics struct {
	started time.Time
	build   build

	mutex     sync.Mutex
	requests  map[requestKey]uint64
	durations map[routeKey]*histogram
}

func newMetrics(started time.Time, build build) *metrics {
	return &metrics{
		started:   started,
		build:     build,
		requests:  map[requestKey]uint64{},
		durations: map[routeKey]*histogram{},
	}
}

func readBuild() build {
	b := build{version: version, goVersion: runtime.Version()}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return b
	}
	if b.version == "" {
		b.version = info.Main.Version
	}
	for _, setting := range info.Settings {
		if setting.Key == "vcs.revision" {
			b.revision = setting.Value
		}
	}
	return b
}

func (m *metrics) observe(method, route string, status int, duration time.Duration) {
	seconds := duration.Seconds()
	bucket, _ := slices.BinarySearch(durationBuckets, seconds)
	key := routeKey{method, route}

	m.mutex.Lock()
	defer m.mutex.Unlock()
	m.requests[requestKey{key, status}]++
	durations, ok := m.durations[key]
	if !ok {
		durations = &histogram{buckets: make([]uint64, len(durationBuckets)+1)}
		m.durations[key] = durations
	}
	durations.buckets[bucket]++
	durations.sum += seconds
}

func (m *metrics) serve(w http.ResponseWriter, _ *http.Request) {
	body := m.expose()
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	// As in writeBody, a client that has gone away is all that can fail.
	_, _ = w.Write(body)
}

func (m *metrics) expose() []byte {
	var page exposition
	m.exposeRequests(&page)
	page.family("go_goroutines", "gauge", "Goroutines that exist now.")
	page.sample("go_goroutines", float64(runtime.NumGoroutine()))
	page.family("process_start_time_seconds", "gauge", "Unix time at which the process started.")
	page.sample("process_start_time_seconds", float64(m.started.UnixMilli())/1000)
	page.family("build_info", "gauge", "Always 1; the labels say what runs.")
	page.sample("build_info", 1,
		"goversion", m.build.goVersion, "revision", m.build.revision, "version", m.build.version)
	return page.Bytes()
}

func (m *metrics) exposeRequests(page *exposition) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	page.family("http_requests_total", "counter", "Requests answered.")
	for _, key := range slices.SortedFunc(maps.Keys(m.requests), compareRequests) {
		page.sample("http_requests_total", float64(m.requests[key]),
			"method", key.method, "route", key.route, "status", strconv.Itoa(key.status))
	}
	page.family("http_request_duration_seconds", "histogram", "Time taken to answer requests.")
	for _, key := range slices.SortedFunc(maps.Keys(m.durations), compareRoutes) {
		page.histogram("http_request_duration_seconds", m.durations[key], "method", key.method, "route", key.route)
	}
}

func compareRoutes(a, b routeKey) int {
	if order := strings.Compare(a.route, b.route); order != 0 {
		return order
	}
	return strings.Compare(a.method, b.method)
}

func compareRequests(a, b requestKey) int {
	if order := compareRoutes(a.routeKey, b.routeKey); order != 0 {
		return order
	}
	return a.status - b.status
}

// exposition is a page in Prometheus' text format; labels are given as alternating names and values.
type exposition struct{ bytes.Buffer }

var (
	helpEscapes  = strings.NewReplacer(`\`, `\\`, "\n", `\n`)
	labelEscapes = strings.NewReplacer(`\`, `\\`, "\n", `\n`, `"`, `\"`)
)

func (e *exposition) family(name, kind, help string) {
	e.WriteString("# HELP " + name + " " + helpEscapes.Replace(help) + "\n")
	e.WriteString("# TYPE " + name + " " + kind + "\n")
}

func (e *exposition) sample(name string, value float64, labels ...string) {
	e.WriteString(name)
	for i := 0; i < len(labels); i += 2 {
		if i == 0 {
			e.WriteByte('{')
		} else {
			e.WriteByte(',')
		}
		e.WriteString(labels[i] + `="` + labelEscapes.Replace(labels[i+1]) + `"`)
	}
	if len(labels) > 0 {
		e.WriteByte('}')
	}
	e.WriteString(" " + formatFloat(value) + "\n")
}

func (e *exposition) histogram(name string, h *histogram, labels ...string) {
	var count uint64
	for i, bucket := range h.buckets {
		count += bucket
		bound := "+Inf"
		if i < len(durationBuckets) {
			bound = formatFloat(durationBuckets[i])
		}
		e.sample(name+"_bucket", float64(count), append(slices.Clone(labels), "le", bound)...)
	}
	e.sample(name+"_sum", h.sum, labels...)
	e.sample(name+"_count", float64(count), labels...)
}

func formatFloat(value float64) string {
	return strconv.FormatFloat(value, 'g', -1, 64)
}
