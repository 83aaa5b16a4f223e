package main

import (
	"log/slog"
	"strings"
	"testing"
	"time"
)

func environment(values map[string]string) func(string) string {
	return func(name string) string { return values[name] }
}

// An empty environment gives the defaults that the platform documents.
func TestEmptyEnvironmentGivesDefaults(t *testing.T) {
	got, err := loadConfig(environment(nil))
	if err != nil {
		t.Fatal(err)
	}
	want := config{
		port:          8080,
		logLevel:      slog.LevelInfo,
		serviceName:   moduleName(),
		shutdownGrace: 20 * time.Second,
	}
	if got != want {
		t.Errorf("config %+v, want %+v", got, want)
	}
}

// Every variable reaches its field.
func TestEnvironmentIsRead(t *testing.T) {
	got, err := loadConfig(environment(map[string]string{
		"PORT":                   "65535",
		"LOG_LEVEL":              "Warning",
		"SERVICE_NAME":           "orders",
		"SHUTDOWN_DELAY_SECONDS": "5",
		"SHUTDOWN_GRACE_SECONDS": "0",
		"DATABASE_URL":           "postgresql://user:p%40ss@host:6432/db",
	}))
	if err != nil {
		t.Fatal(err)
	}
	want := config{
		port:            65535,
		logLevel:        slog.LevelWarn,
		serviceName:     "orders",
		shutdownDelay:   5 * time.Second,
		databaseAddress: "host:6432",
	}
	if got != want {
		t.Errorf("config %+v, want %+v", got, want)
	}
}

// A value that no variable can have is refused by the variable's name, on one line.
func TestInvalidValuesAreRefused(t *testing.T) {
	for name, values := range map[string][]string{
		"PORT":                   {"0", "-1", "65536", "http", "80 80", "+80", "80.0", "1e3", "99999999999999999999", "8\n1"},
		"LOG_LEVEL":              {"loud", "info ", "0", "info\n"},
		"SHUTDOWN_DELAY_SECONDS": {"-1", "1s", "NaN", "0.5", "3601"},
		"SHUTDOWN_GRACE_SECONDS": {"-1", "Inf", "twenty", "999999999999"},
	} {
		for _, value := range values {
			t.Run(name+"="+value, func(t *testing.T) {
				_, err := loadConfig(environment(map[string]string{name: value}))
				if err == nil {
					t.Fatal("accepted")
				}
				if !strings.HasPrefix(err.Error(), name+" must be ") || strings.Contains(err.Error(), "\n") {
					t.Errorf("error %q", err)
				}
			})
		}
	}
}

// All faults are told at once: nobody wants to find them one start after the other.
func TestAllFaultsAreToldAtOnce(t *testing.T) {
	_, err := loadConfig(environment(map[string]string{"PORT": "x", "LOG_LEVEL": "y", "DATABASE_URL": "z"}))
	want := `PORT must be a whole number from 1 to 65535, got "x"; ` +
		`LOG_LEVEL must be debug, info, warning or error, got "y"; ` +
		`DATABASE_URL must start with postgresql://`
	if err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
}

// The address to dial is read from every form of URL that PostgreSQL clients take for one host.
func TestDatabaseURLGivesAddress(t *testing.T) {
	for text, want := range map[string]string{
		"":                                      "",
		"postgresql://user:p%40ss@host:5432/db": "host:5432",
		"postgres://host":                       "host:5432",
		"postgresql://user@db-rw.shop.svc.local./db?sslmode=require": "db-rw.shop.svc.local.:5432",
		"postgresql://user:p@ss@host:6432/db":                        "host:6432",
		"postgresql://10.0.0.7:1/db":                                 "10.0.0.7:1",
		"postgresql://user:pass@[2001:db8::7]/db":                    "[2001:db8::7]:5432",
		"postgresql://[::1]:65535/db":                                "[::1]:65535",
	} {
		t.Run(text, func(t *testing.T) {
			got, err := parseDatabaseURL(text)
			if err != nil || got != want {
				t.Errorf("address %q (%v), want %q", got, err, want)
			}
		})
	}
}

// A URL that names no single database host is refused, and the password stays out of the error.
func TestInvalidDatabaseURLIsRefused(t *testing.T) {
	for _, text := range []string{
		"hunter2",
		"host=db password=hunter2",
		"mysql://user:hunter2@host/db",
		"postgresql:user:hunter2@host",
		"postgresql:///db?password=hunter2",
		"postgresql://user:hunter2@/db",
		"postgresql://user:hunter2@:5432/db",
		"postgresql://user:hunter2@host:0/db",
		"postgresql://user:hunter2@host:65536/db",
		"postgresql://user:hunter2@host:port/db",
		"postgresql://user:hunter2@one,two/db",
		"postgresql://user:hunter2@one:1,two:2/db",
		"postgresql://user:hunter2@::1:5432/db",
		"postgresql://user:hunter2@[::1/db",
		"postgresql://user:hunter2@[::g]/db",
		"postgresql://user:hunter2@ho st/db",
		"postgresql://user:hunter2%zz@host/db",
		"postgresql://user:#hunter2@host/db",
		"postgresql://user:?hunter2@host/db",
		"postgresql://user:/hunter2@host/db",
		"postgresql://user:hunter2@host/db\n",
	} {
		t.Run(text, func(t *testing.T) {
			got, err := parseDatabaseURL(text)
			if err == nil {
				t.Fatalf("accepted as %q", got)
			}
			if strings.Contains(err.Error(), "hunter2") || strings.Contains(err.Error(), "\n") {
				t.Errorf("error %q", err)
			}
		})
	}
}
