"""Configuration from the environment, checked as a whole before anything starts."""

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

LOG_LEVELS = {
    "debug": logging.DEBUG,
    "info": logging.INFO,
    "warning": logging.WARNING,
    "error": logging.ERROR,
}
POSTGRESQL_PORT = 5432


class SettingsError(ValueError):
    """A variable holds what the service cannot run with; the message is one line."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where something listens."""

    host: str
    port: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that differs between the places the service runs in."""

    port: int
    log_level: int
    service_name: str
    shutdown_delay: int
    shutdown_grace: int
    database: Address | None

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Self:
        """Read the settings; an empty variable counts as absent."""
        given = {name: value for name, value in environment.items() if value}
        return cls(
            port=_whole_number(given, "PORT", default=8080, lowest=1, highest=65535),
            log_level=_log_level(given.get("LOG_LEVEL", "info")),
            service_name=given.get("SERVICE_NAME", "service"),
            shutdown_delay=_whole_number(given, "SHUTDOWN_DELAY_SECONDS", default=0),
            shutdown_grace=_whole_number(given, "SHUTDOWN_GRACE_SECONDS", default=20),
            database=_database(given.get("DATABASE_URL")),
        )


def _whole_number(
    given: Mapping[str, str], name: str, *, default: int, lowest: int = 0, highest: int = 3600
) -> int:
    text = given.get(name)
    if text is None:
        return default
    # int() alone would take " 8_0 " and digits of other scripts too.
    if re.fullmatch(r"[0-9]{1,9}", text) and lowest <= int(text) <= highest:
        return int(text)
    message = f"{name} is {text!a}: expected a whole number from {lowest} to {highest}"
    raise SettingsError(message)


def _log_level(text: str) -> int:
    level = LOG_LEVELS.get(text.lower())
    if level is None:
        message = f"LOG_LEVEL is {text!a}: expected debug, info, warning or error"
        raise SettingsError(message)
    return level


def _database(url: str | None) -> Address | None:
    if url is None:
        return None
    # The URL carries a password, so no message repeats any of it.
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        message = "DATABASE_URL is not a URL: expected postgresql://user:password@host:port/name"
        raise SettingsError(message) from None
    if parts.scheme.partition("+")[0] not in {"postgres", "postgresql"} or not host or port == 0:
        message = (
            "DATABASE_URL names no database: expected postgresql://user:password@host:port/name"
        )
        raise SettingsError(message)
    return Address(host, port or POSTGRESQL_PORT)
