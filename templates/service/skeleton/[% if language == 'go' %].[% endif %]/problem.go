package main

import (
	"encoding/json"
	"net/http"
	"strconv"
)

// problem is an error as RFC 9457 describes it.
type problem struct {
	Type   string `json:"type"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail"`
}

// writeProblem tells the client what was wrong; detail must hold nothing that only operators should see.
func writeProblem(w http.ResponseWriter, status int, detail string) {
	writeBody(w, "application/problem+json", status, problem{
		Type:   "about:blank",
		Title:  title(status),
		Status: status,
		Detail: detail,
	})
}

// title is the status in the words of RFC 9110, two of which net/http has from an older RFC.
func title(status int) string {
	switch status {
	case http.StatusRequestEntityTooLarge:
		return "Content Too Large"
	case http.StatusUnprocessableEntity:
		return "Unprocessable Content"
	}
	return http.StatusText(status)
}

func writeJSON(w http.ResponseWriter, status int, value any) {
	writeBody(w, "application/json", status, value)
}

func writeBody(w http.ResponseWriter, contentType string, status int, value any) {
	body, err := json.Marshal(value)
	if err != nil {
		panic("a response that JSON cannot express: " + err.Error())
	}
	header := w.Header()
	header.Set("Content-Type", contentType)
	header.Set("Content-Length", strconv.Itoa(len(body)))
	header.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	// The status is sent: a client that has gone away is all that can fail here, and nobody is left to tell.
	_, _ = w.Write(body)
}
