"""The service as a process of its own, observed through its log."""

import contextlib
import json
import os
import queue
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

import httpx2

ROOT = Path(__file__).parents[1]
SETTINGS = {
    "DATABASE_URL",
    "LOG_LEVEL",
    "PORT",
    "SERVICE_NAME",
    "SHUTDOWN_DELAY_SECONDS",
    "SHUTDOWN_GRACE_SECONDS",
}
TIMEOUT_SECONDS = 20


def environment(**settings: str) -> dict[str, str]:
    """Return this process's environment with these settings in place of its own."""
    return {name: value for name, value in os.environ.items() if name not in SETTINGS} | settings


class Service:
    """A running process, its parsed log lines and a client for it."""

    def __init__(self, module: str, settings: dict[str, str]) -> None:
        """Start the process."""
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process = subprocess.Popen(
            [sys.executable, "-m", module],
            cwd=ROOT,
            env=environment(PORT=str(self.port), **settings),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._lines: queue.Queue[dict[str, Any]] = queue.Queue()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    @classmethod
    @contextlib.contextmanager
    def running(cls, module: str, **settings: str) -> Iterator[Self]:
        """Start a process that accepts requests, and see to it that it ends."""
        service = cls(module, settings)
        try:
            service.wait_for("Application startup complete.")
            yield service
        finally:
            service.process.kill()
            service.process.communicate()
            service._reader.join()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(json.loads(line))

    def wait_for(self, message: str) -> dict[str, Any]:
        """Return the next log line with the message."""
        while True:
            line = self._lines.get(timeout=TIMEOUT_SECONDS)
            if line["message"] == message:
                return line

    def get(self, path: str) -> httpx2.Response:
        """Ask over a connection of its own."""
        return httpx2.get(self.url + path, timeout=TIMEOUT_SECONDS, trust_env=False)

    def send(self, number: signal.Signals) -> None:
        """Send a signal: a cluster's SIGTERM or a keyboard's SIGINT."""
        self.process.send_signal(number)

    def exit_code(self) -> int:
        """Wait until the process has ended."""
        return self.process.wait(timeout=TIMEOUT_SECONDS)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port
