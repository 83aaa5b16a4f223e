package main

import (
	"fmt"
	"math"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// Requests are counted by method, route and status, whatever clients invent.
func TestRequestsAreCounted(t *testing.T) {
	svc, _ := newTestService(config{}, route{http.MethodGet, "/things/{id}", nothing})
	for range 3 {
		call(svc.handler, http.MethodGet, "/things/1", "")
	}
	call(svc.handler, http.MethodHead, "/things/2", "")
	call(svc.handler, "BREW", "/things/3", "")
	call(svc.handler, "BOIL", "/teapot", "")
	call(svc.handler, http.MethodGet, "/nope", "")

	families := scrape(t, svc)
	for series, want := range map[string]float64{
		`http_requests_total{method="GET",route="/things/{id}",status="200"}`:              3,
		`http_requests_total{method="HEAD",route="/things/{id}",status="200"}`:             1,
		`http_requests_total{method="other",route="/things/{id}",status="405"}`:            1,
		`http_requests_total{method="other",route="unmatched",status="404"}`:               1,
		`http_requests_total{method="GET",route="unmatched",status="404"}`:                 1,
		`http_request_duration_seconds_count{method="GET",route="/things/{id}"}`:           3,
		`http_request_duration_seconds_bucket{method="GET",route="unmatched",le="+Inf"}`:   1,
		`http_request_duration_seconds_bucket{method="other",route="unmatched",le="+Inf"}`: 1,
	} {
		name, _, _ := strings.Cut(series, "{")
		family := strings.NewReplacer("_count", "", "_bucket", "").Replace(name)
		if got := families[family].samples[series]; got != want {
			t.Errorf("%s is %v, want %v", series, got, want)
		}
	}
	if got := len(families["http_requests_total"].samples); got != 5 {
		t.Errorf("%d series, want 5", got)
	}
}

// The page says since when the process runs, what runs, and how much of it.
func TestProcessIsDescribed(t *testing.T) {
	m := newMetrics(time.UnixMilli(1_700_000_000_500), build{"1.2.3", "abc", "go1.26"})
	families := parseExposition(t, string(m.expose()))
	if got := families["process_start_time_seconds"].samples["process_start_time_seconds"]; got != 1_700_000_000.5 {
		t.Errorf("start time %v", got)
	}
	if got := families["go_goroutines"].samples["go_goroutines"]; got < 1 {
		t.Errorf("%v goroutines", got)
	}
	series := `build_info{goversion="go1.26",revision="abc",version="1.2.3"}`
	if got := families["build_info"].samples[series]; got != 1 {
		t.Errorf("%s is %v, want 1", series, got)
	}
	if b := readBuild(); b.goVersion == "" {
		t.Errorf("build %+v", b)
	}
}

// A duration falls into the first bucket whose bound is not below it.
func TestDurationsFallIntoTheirBuckets(t *testing.T) {
	m := newMetrics(time.Now(), build{})
	durations := []time.Duration{0, 5 * time.Millisecond, 6 * time.Millisecond, 10 * time.Second, 11 * time.Second}
	for _, duration := range durations {
		m.observe("GET", "/", 200, duration)
	}
	samples := parseExposition(t, string(m.expose()))["http_request_duration_seconds"].samples
	for bound, want := range map[string]float64{"0.005": 2, "0.01": 3, "5": 3, "10": 4, "+Inf": 5} {
		series := `http_request_duration_seconds_bucket{method="GET",route="/",le="` + bound + `"}`
		if got := samples[series]; got != want {
			t.Errorf("%s is %v, want %v", series, got, want)
		}
	}
	if got := samples[`http_request_duration_seconds_sum{method="GET",route="/"}`]; math.Abs(got-21.011) > 1e-9 {
		t.Errorf("sum %v, want 21.011", got)
	}
}

// Help texts and label values are escaped as the format asks.
func TestExpositionIsEscaped(t *testing.T) {
	var page exposition
	page.family("odd", "gauge", "a \\ and\na \"break\"")
	page.sample("odd", math.Inf(1), "label", "a \\ and\na \"break\"")
	want := `# HELP odd a \\ and\na "break"` + "\n# TYPE odd gauge\n" +
		`odd{label="a \\ and\na \"break\""} +Inf` + "\n"
	if page.String() != want {
		t.Errorf("page %s, want %s", page.String(), want)
	}
	parseExposition(t, page.String())
}

type family struct {
	kind    string
	samples map[string]float64
}

func scrape(t *testing.T, svc *service) map[string]family {
	t.Helper()
	response := call(svc.handler, http.MethodGet, "/metrics", "")
	wantHeader(t, response.Header(), "Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	return parseExposition(t, response.Body.String())
}

var (
	helpLine   = regexp.MustCompile(`^# HELP ([a-z_]+) (?:[^\\]|\\\\|\\n)+$`)
	typeLine   = regexp.MustCompile(`^# TYPE ([a-z_]+) (counter|gauge|histogram)$`)
	sampleLine = regexp.MustCompile(`^([a-z_]+)(\{(?:[a-z_]+="(?:[^"\\]|\\["\\n])*"(?:,|\}))+)? (\S+)$`)
)

// parseExposition is stricter than Prometheus: each family is HELP, TYPE and its samples, once and in this order.
func parseExposition(t *testing.T, page string) map[string]family {
	t.Helper()
	families := map[string]family{}
	var name string
	for number, line := range strings.Split(strings.TrimSuffix(page, "\n"), "\n") {
		if match := helpLine.FindStringSubmatch(line); match != nil {
			name = match[1]
			if _, seen := families[name]; seen {
				t.Fatalf("line %d: family %s seen before", number+1, name)
			}
			families[name] = family{samples: map[string]float64{}}
			continue
		}
		if match := typeLine.FindStringSubmatch(line); match != nil && match[1] == name && families[name].kind == "" {
			families[name] = family{match[2], families[name].samples}
			continue
		}
		if err := families[name].add(name, line); err != nil {
			t.Fatalf("line %d: %v: %q", number+1, err, line)
		}
	}
	if !strings.HasSuffix(page, "\n") {
		t.Fatal("the last line does not end")
	}
	wantWholeHistograms(t, families)
	return families
}

func (f family) add(name, line string) error {
	match := sampleLine.FindStringSubmatch(line)
	if match == nil {
		return fmt.Errorf("not a sample")
	}
	suffixes := []string{""}
	if f.kind == "histogram" {
		suffixes = []string{"_bucket", "_sum", "_count"}
	}
	suffix, ok := strings.CutPrefix(match[1], name)
	if f.kind == "" || !ok || !slices.Contains(suffixes, suffix) {
		return fmt.Errorf("not a sample of the %s %q", f.kind, name)
	}
	series := match[1] + match[2]
	if _, seen := f.samples[series]; seen {
		return fmt.Errorf("seen before")
	}
	value, err := strconv.ParseFloat(match[3], 64)
	f.samples[series] = value
	return err
}

var bound = regexp.MustCompile(`^(.*)_bucket\{(.*),le="(.*)"\}$`)

// wantWholeHistograms checks that buckets grow with their bounds up to +Inf, which is the count.
func wantWholeHistograms(t *testing.T, families map[string]family) {
	t.Helper()
	for name, family := range families {
		if family.kind != "histogram" {
			continue
		}
		buckets := map[string]map[float64]float64{}
		for series, value := range family.samples {
			if match := bound.FindStringSubmatch(series); match != nil {
				limit, err := strconv.ParseFloat(match[3], 64)
				if err != nil {
					t.Fatalf("%s: %v", series, err)
				}
				if buckets[match[2]] == nil {
					buckets[match[2]] = map[float64]float64{}
				}
				buckets[match[2]][limit] = value
			}
		}
		for labels, counts := range buckets {
			wantWholeHistogram(t, family.samples, name, labels, counts)
		}
	}
}

func wantWholeHistogram(t *testing.T, samples map[string]float64, name, labels string, counts map[float64]float64) {
	t.Helper()
	var limits []float64
	for limit := range counts {
		limits = append(limits, limit)
	}
	slices.Sort(limits)
	for i := range limits[1:] {
		if counts[limits[i]] > counts[limits[i+1]] {
			t.Errorf("%s{%s}: bucket %v is larger than %v", name, labels, limits[i], limits[i+1])
		}
	}
	last := limits[len(limits)-1]
	count, counted := samples[name+"_count{"+labels+"}"]
	_, summed := samples[name+"_sum{"+labels+"}"]
	if !math.IsInf(last, 1) || !counted || !summed || counts[last] != count {
		t.Errorf("%s{%s}: last bucket %v is %v, count %v", name, labels, last, counts[last], count)
	}
}
