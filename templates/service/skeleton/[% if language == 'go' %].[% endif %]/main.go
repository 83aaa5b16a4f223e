// Command service answers HTTP requests until it is told to stop.
//
// main.go starts it, config.go reads its environment, server.go answers and drains, routes.go lists its API.
package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/signal"
	"strconv"
	"syscall"
)

const (
	exitOK     = 0
	exitFailed = 1
	exitConfig = 2
)

func main() {
	ctx, drain := context.WithCancel(context.Background())
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGINT)
	go func() {
		<-signals
		// Before draining begins the signals mean again what they mean by default: a second one ends the process at once.
		signal.Reset(syscall.SIGTERM, syscall.SIGINT)
		drain()
	}()
	os.Exit(run(ctx, os.Getenv, os.Stdout, os.Stderr))
}

// run serves until ctx ends and returns the exit code of the process.
func run(ctx context.Context, getenv func(string) string, stdout, stderr io.Writer) int {
	cfg, err := loadConfig(getenv)
	if err != nil {
		fmt.Fprintf(stderr, "invalid configuration: %v\n", err)
		return exitConfig
	}
	logger := newLogger(stdout, cfg.logLevel, cfg.serviceName)
	listener, err := net.Listen("tcp", net.JoinHostPort("", strconv.Itoa(cfg.port)))
	if err != nil {
		logger.Error("cannot listen", "error", err.Error())
		return exitFailed
	}
	svc := newService(cfg, logger, apiRoutes(logger))
	if err := svc.serve(ctx, listener); err != nil {
		logger.Error("stopped early", "error", err.Error())
		return exitFailed
	}
	return exitOK
}
