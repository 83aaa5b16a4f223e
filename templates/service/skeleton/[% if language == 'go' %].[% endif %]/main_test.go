package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
)

// These tests run the binary as the cluster does: environment in, signals in, exit code out.

// A request that had begun to arrive when the order to stop came is answered, its client is told to leave, and the
// exit code is 0.
func TestRequestSurvivesTermination(t *testing.T) {
	t.Parallel()
	// The delay is what saves such a request: later on net/http drops those whose header is not complete.
	process := startService(t, "SHUTDOWN_DELAY_SECONDS=2")
	process.wantStatus(t, "/readyz", http.StatusOK)
	connection := process.dial(t)
	fmt.Fprint(connection, "GET /livez HTTP/1.1\r\nHost: service\r\n")
	process.terminate(t)
	process.await(t, "draining")
	fmt.Fprint(connection, "\r\n")

	response, err := http.ReadResponse(bufio.NewReader(connection), nil)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != http.StatusOK || !response.Close {
		t.Errorf("status %d, connection closed %t, want 200 and closed", response.StatusCode, response.Close)
	}
	process.wantExit(t, exitOK)
}

// A request that does not come to its end within the grace period makes the exit code 1.
func TestExceededGraceIsAFailure(t *testing.T) {
	t.Parallel()
	process := startService(t, "SHUTDOWN_GRACE_SECONDS=0")
	connection := process.dial(t)
	fmt.Fprint(connection, "GET /livez HTTP/1.1\r\nHost: service\r\n")
	process.terminate(t)
	process.wantExit(t, exitFailed)
}

// While load balancers catch up the service refuses readiness and serves on; a second signal ends it at once.
func TestDrainingServesUntilTheDelayIsOver(t *testing.T) {
	t.Parallel()
	process := startService(t, "SHUTDOWN_DELAY_SECONDS=3600")
	process.terminate(t)
	process.await(t, "draining")
	process.wantStatus(t, "/readyz", http.StatusServiceUnavailable)
	process.wantStatus(t, "/livez", http.StatusOK)
	process.terminate(t)
	if err := process.command.Wait(); err == nil {
		t.Error("exit code 0, want the process ended by the signal")
	}
}

// A configuration that makes no sense is one line on stderr and exit code 2.
func TestInvalidConfigurationExitsWith2(t *testing.T) {
	t.Parallel()
	command := exec.CommandContext(t.Context(), binary(t))
	command.Env = append(os.Environ(), "PORT=no", "LOG_LEVEL=\n")
	var stdout, stderr strings.Builder
	command.Stdout, command.Stderr = &stdout, &stderr
	var exit *exec.ExitError
	if err := command.Run(); !errors.As(err, &exit) || exit.ExitCode() != exitConfig {
		t.Errorf("run: %v, want exit code 2", err)
	}
	want := `invalid configuration: PORT must be a whole number from 1 to 65535, got "no"; ` +
		`LOG_LEVEL must be debug, info, warning or error, got "\n"` + "\n"
	if stderr.String() != want || stdout.String() != "" {
		t.Errorf("stderr %q, stdout %q, want %q alone", stderr.String(), stdout.String(), want)
	}
}

// A port that is taken is an error in the log and exit code 1.
func TestTakenPortIsAFailure(t *testing.T) {
	taken, err := net.Listen("tcp", ":0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	_, port, err := net.SplitHostPort(taken.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	stdout, stderr := newLogBuffer(), newLogBuffer()
	code := run(t.Context(), environment(map[string]string{"PORT": port}), stdout, stderr)
	lines := stdout.lines(t)
	if code != exitFailed || len(lines) != 1 || lines[0]["level"] != "error" || lines[0]["message"] != "cannot listen" {
		t.Errorf("exit code %d, log %v", code, lines)
	}
}

// binaryFolder is set once a test has needed the binary.
var binaryFolder string

var buildBinary = sync.OnceValues(func() (string, error) {
	var err error
	if binaryFolder, err = os.MkdirTemp("", "service-test-"); err != nil {
		return "", err
	}
	path := filepath.Join(binaryFolder, "service")
	output, err := exec.Command("go", "build", "-o", path, ".").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%w: %s", err, output)
	}
	return path, nil
})

func binary(t *testing.T) string {
	t.Helper()
	path, err := buildBinary()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// TestMain removes the binary that the tests share.
func TestMain(m *testing.M) {
	code := m.Run()
	if binaryFolder != "" {
		_ = os.RemoveAll(binaryFolder)
	}
	os.Exit(code)
}

// serviceProcess is a running binary and what it has logged.
type serviceProcess struct {
	command *exec.Cmd
	address string
	logs    *bufio.Scanner
}

// startService starts the binary on a free port and waits until it listens.
func startService(t *testing.T, environment ...string) *serviceProcess {
	t.Helper()
	listener := listen(t)
	address := listener.Addr().String()
	listener.Close()
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(t.Context(), binary(t))
	command.Env = append([]string{"PORT=" + port}, environment...)
	command.Stderr = os.Stderr
	stdout, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	process := &serviceProcess{command, address, bufio.NewScanner(stdout)}
	process.await(t, "listening")
	return process
}

// await reads the log up to the line with this message.
func (p *serviceProcess) await(t *testing.T, message string) {
	t.Helper()
	for p.logs.Scan() {
		var line struct{ Message string }
		if err := json.Unmarshal(p.logs.Bytes(), &line); err != nil {
			t.Fatalf("not a JSON log line: %q", p.logs.Text())
		}
		if line.Message == message {
			return
		}
	}
	t.Fatalf("the process ended before it logged %q", message)
}

func (p *serviceProcess) terminate(t *testing.T) {
	t.Helper()
	if err := p.command.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
}

// dial opens a connection that the service has accepted: another one, opened later, is answered before it returns.
func (p *serviceProcess) dial(t *testing.T) net.Conn {
	t.Helper()
	connection, err := net.Dial("tcp", p.address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { connection.Close() })
	p.wantStatus(t, "/livez", http.StatusOK)
	return connection
}

func (p *serviceProcess) wantStatus(t *testing.T, path string, status int) {
	t.Helper()
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Get("http://" + p.address + path)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != status {
		t.Errorf("%s: %d, want %d", path, response.StatusCode, status)
	}
}

func (p *serviceProcess) wantExit(t *testing.T, code int) {
	t.Helper()
	for p.logs.Scan() {
		continue
	}
	err := p.command.Wait()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	if got := p.command.ProcessState.ExitCode(); got != code {
		t.Errorf("exit code %d, want %d", got, code)
	}
}
