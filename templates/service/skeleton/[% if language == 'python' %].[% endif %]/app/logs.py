"""Structured logs: one JSON object a line on standard output, whoever writes it."""

import json
import logging
import sys
from contextvars import ContextVar
from datetime import UTC, datetime

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)

# What a record holds besides the fields that a caller gave it in `extra`.
NOT_EXTRA = frozenset(vars(logging.makeLogRecord({}))) | {
    "asctime",
    "color_message",
    "message",
    "taskName",
}


class JsonFormatter(logging.Formatter):
    """Formats a record, the fields of its `extra` and its exception as JSON."""

    def __init__(self, service: str) -> None:
        """Remember the service's name, which every line carries."""
        super().__init__()
        self.service = service

    def format(self, record: logging.LogRecord) -> str:
        """Return the line for one record."""
        time = datetime.fromtimestamp(record.created, UTC)
        entry: dict[str, object] = {
            "time": time.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "message": record.getMessage(),
            "service": self.service,
            "logger": record.name,
        }
        if (current := request_id.get()) is not None:
            entry["request_id"] = current
        entry |= {
            name: value
            for name, value in vars(record).items()
            if name not in NOT_EXTRA and name not in entry
        }
        if record.exc_info:
            entry["exception"] = self.formatException(record.exc_info)
        # Plain ASCII: no terminal, and no broken character in a message, can stop a line.
        return json.dumps(entry, default=str)


def configure(service: str, level: int) -> None:
    """Send every logger of the process, warnings included, through the one formatter."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonFormatter(service))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.captureWarnings(capture=True)
