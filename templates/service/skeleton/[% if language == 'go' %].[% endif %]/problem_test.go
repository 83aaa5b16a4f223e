package main

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

// A problem's title is the status in the words of RFC 9110.
func TestProblemTitlesAreThoseOfTheStandard(t *testing.T) {
	for status, want := range map[int]string{
		http.StatusNotFound:              "Not Found",
		http.StatusRequestEntityTooLarge: "Content Too Large",
		http.StatusUnprocessableEntity:   "Unprocessable Content",
		http.StatusInsufficientStorage:   "Insufficient Storage",
	} {
		response := httptest.NewRecorder()
		writeProblem(response, status, "why")
		got := decode[problem](t, response.Body)
		if wanted := (problem{"about:blank", want, status, "why"}); got != wanted || response.Code != status {
			t.Errorf("%d %+v, want %+v", response.Code, got, wanted)
		}
	}
}

// A value that JSON cannot express is a bug of the service, which a panic brings to the log.
func TestResponseThatJSONCannotExpressPanics(t *testing.T) {
	svc, _ := newTestService(config{}, route{http.MethodGet, "/bug", func(w http.ResponseWriter, _ *http.Request) {
		writeJSON(w, http.StatusOK, func() {})
	}})
	wantProblem(t, call(svc.handler, http.MethodGet, "/bug", ""), http.StatusInternalServerError)
}
