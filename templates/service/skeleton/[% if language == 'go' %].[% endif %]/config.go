package main

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"path"
	"regexp"
	"runtime/debug"
	"strconv"
	"strings"
	"time"
)

const (
	defaultPort         = 8080
	defaultLogLevel     = "info"
	defaultDelaySeconds = 0
	defaultGraceSeconds = 20
	maxSeconds          = 3600
	defaultDatabasePort = "5432"
)

// config is what the environment decides; a variable that is set to nothing counts as not set.
type config struct {
	port            int
	logLevel        slog.Level
	serviceName     string
	shutdownDelay   time.Duration
	shutdownGrace   time.Duration
	databaseAddress string // host:port, empty without a database
}

// loadConfig reads the environment and names everything that is wrong with it in a single line.
func loadConfig(getenv func(string) string) (config, error) {
	var faults []string
	number := func(name string, fallback, low, high int) int {
		value, err := parseNumber(getenv(name), fallback, low, high)
		if err != nil {
			faults = append(faults, name+" "+err.Error())
		}
		return value
	}
	cfg := config{
		port:          number("PORT", defaultPort, 1, 65535),
		shutdownDelay: time.Duration(number("SHUTDOWN_DELAY_SECONDS", defaultDelaySeconds, 0, maxSeconds)) * time.Second,
		shutdownGrace: time.Duration(number("SHUTDOWN_GRACE_SECONDS", defaultGraceSeconds, 0, maxSeconds)) * time.Second,
		serviceName:   getenv("SERVICE_NAME"),
	}
	if cfg.serviceName == "" {
		cfg.serviceName = moduleName()
	}
	var err error
	if cfg.logLevel, err = parseLevel(getenv("LOG_LEVEL")); err != nil {
		faults = append(faults, "LOG_LEVEL "+err.Error())
	}
	if cfg.databaseAddress, err = parseDatabaseURL(getenv("DATABASE_URL")); err != nil {
		faults = append(faults, "DATABASE_URL "+err.Error())
	}
	if len(faults) > 0 {
		return config{}, errors.New(strings.Join(faults, "; "))
	}
	return cfg, nil
}

func parseNumber(text string, fallback, low, high int) (int, error) {
	if text == "" {
		return fallback, nil
	}
	value, err := strconv.ParseUint(text, 10, 31)
	if err != nil || int(value) < low || int(value) > high {
		return 0, fmt.Errorf("must be a whole number from %d to %d, got %q", low, high, text)
	}
	return int(value), nil
}

func parseLevel(text string) (slog.Level, error) {
	if text == "" {
		text = defaultLogLevel
	}
	for level, name := range levelNames {
		if strings.EqualFold(text, name) {
			return level, nil
		}
	}
	return 0, fmt.Errorf("must be debug, info, warning or error, got %q", text)
}

var hostName = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9.])?$`)

// parseDatabaseURL returns the host:port that a PostgreSQL URL points to.
// Its errors never quote the URL, which holds a password.
func parseDatabaseURL(text string) (string, error) {
	if text == "" {
		return "", nil
	}
	parsed, err := url.Parse(text)
	if err != nil || parsed.Fragment != "" {
		return "", errors.New("is not a URL: reserved characters in user and password must be percent-encoded")
	}
	if parsed.Scheme != "postgresql" && parsed.Scheme != "postgres" {
		return "", errors.New("must start with postgresql://")
	}
	host, port := parsed.Hostname(), parsed.Port()
	unbracketed := strings.Contains(host, ":") && parsed.Host[0] != '['
	if !isHost(host) || unbracketed || strings.HasSuffix(parsed.Host, ":") {
		return "", errors.New("must name one host: postgresql://user:password@host:5432/database")
	}
	if port == "" {
		port = defaultDatabasePort
	}
	if number, err := strconv.ParseUint(port, 10, 16); err != nil || number == 0 {
		return "", errors.New("must have a port from 1 to 65535")
	}
	return net.JoinHostPort(host, port), nil
}

func isHost(text string) bool {
	_, err := netip.ParseAddr(text)
	return err == nil || hostName.MatchString(text)
}

// moduleName is the last element of the module's path, so that a service knows its name without configuration.
func moduleName() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Path != "" {
		return path.Base(info.Main.Path)
	}
	return "service"
}
