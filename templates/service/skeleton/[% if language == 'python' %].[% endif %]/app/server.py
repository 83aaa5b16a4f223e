"""Serving, and stopping without losing a request."""

import asyncio
import contextlib
import logging
import os
import signal
import socket
from collections.abc import Generator
from typing import NoReturn

import uvicorn
from fastapi import FastAPI

from app.health import Readiness
from app.settings import Settings

# Longer than the minute for which proxies keep an idle connection, so that none of them sends a
# request into one that the service has just closed.
KEEP_ALIVE_SECONDS = 75

logger = logging.getLogger(__name__)


class DrainingServer(uvicorn.Server):
    """A server that says it is not ready, waits until it is believed, and only then stops.

    A cluster sends SIGTERM and takes the process out of its endpoints at the same time, so for
    some seconds requests still arrive at a process that is about to stop.
    """

    def __init__(self, config: uvicorn.Config, readiness: Readiness, delay: int) -> None:
        """Serve what the configuration names."""
        super().__init__(config)
        self._readiness = readiness
        self._delay = delay

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        """Drain on a signal, where uvicorn would stop at once and then die of the signal."""
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGTERM, self._drain)
        loop.add_signal_handler(signal.SIGINT, self._interrupt)
        yield

    def _drain(self) -> None:
        if self._readiness.draining:
            return
        self._readiness.draining = True
        # A client that keeps its connection would come back to a listener about to close.
        # The second list is the copy in use, which uvicorn renews from the first every second.
        for headers in (self.config.encoded_headers, self.server_state.default_headers):
            headers.append((b"connection", b"close"))
        logger.info("draining", extra={"delay_seconds": self._delay})
        asyncio.get_running_loop().call_later(self._delay, self._stop)

    def _interrupt(self) -> None:
        """Drain, or stop at once for whoever presses the keys a second time."""
        self.force_exit = self.should_exit = self._readiness.draining
        self._drain()

    def _stop(self) -> None:
        self.should_exit = True


def run(app: FastAPI, readiness: Readiness, settings: Settings) -> int:
    """Serve until told to stop, which ends the process; return the exit code of a failed start."""
    try:
        listener = _listen(settings.port)
    except OSError as error:
        logger.error("cannot listen on port %d: %s", settings.port, error.strerror)  # noqa: TRY400
        return 1
    config = uvicorn.Config(
        app,
        http="h11",
        ws="none",
        loop="asyncio",
        lifespan="on",
        log_config=None,
        log_level=settings.log_level,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=settings.shutdown_grace,
    )
    server = DrainingServer(config, readiness, settings.shutdown_delay)
    logger.info("listening", extra={"port": settings.port})
    return asyncio.run(_serve(server, listener))


def _listen(port: int) -> socket.socket:
    """Open the port on every address, in both families where the host has both."""
    if socket.has_dualstack_ipv6():
        return socket.create_server(("", port), family=socket.AF_INET6, dualstack_ipv6=True)
    return socket.create_server(("", port))


async def _serve(server: uvicorn.Server, listener: socket.socket) -> NoReturn:
    await server.serve(sockets=[listener])
    # A handler stuck in a thread cannot be cancelled, and would keep the interpreter here for as
    # long as it likes; the grace period is over, so nothing is left to wait for.
    logging.shutdown()
    os._exit(0)
