"""The configuration."""

import logging

import pytest

from app.settings import Address, Settings, SettingsError

DEFAULTS = Settings(
    port=8080,
    log_level=logging.INFO,
    service_name="service",
    shutdown_delay=0,
    shutdown_grace=20,
    database=None,
)


def test_an_empty_environment_gives_the_defaults() -> None:
    """Nothing has to be set."""
    assert Settings.from_environment({}) == DEFAULTS


def test_an_empty_variable_counts_as_absent() -> None:
    """A template that renders an empty value configures nothing."""
    environment = dict.fromkeys(("PORT", "LOG_LEVEL", "SERVICE_NAME", "DATABASE_URL"), "")
    assert Settings.from_environment(environment) == DEFAULTS


def test_every_setting_is_read() -> None:
    """Each variable reaches its setting."""
    environment = {
        "PORT": "9000",
        "LOG_LEVEL": "WARNING",
        "SERVICE_NAME": "orders",
        "SHUTDOWN_DELAY_SECONDS": "5",
        "SHUTDOWN_GRACE_SECONDS": "0",
        "DATABASE_URL": "postgresql://user:p%40ss@orders-db-rw:6432/app",
    }
    assert Settings.from_environment(environment) == Settings(
        port=9000,
        log_level=logging.WARNING,
        service_name="orders",
        shutdown_delay=5,
        shutdown_grace=0,
        database=Address("orders-db-rw", 6432),
    )


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgres://db/app", Address("db", 5432)),
        ("postgresql+driver://u:p@db:1/app", Address("db", 1)),
        ("postgresql://[2001:db8::1]:5433/app", Address("2001:db8::1", 5433)),
    ],
)
def test_a_database_url_gives_an_address(url: str, expected: Address) -> None:
    """The port may be left out, and the host may be an address."""
    assert Settings.from_environment({"DATABASE_URL": url}).database == expected


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "-1"),
        ("PORT", "80a"),
        ("PORT", " 80"),
        ("PORT", "8_0"),
        ("PORT", "٨٠"),
        ("PORT", "9" * 5000),
        ("LOG_LEVEL", "loud\nline"),
        ("SHUTDOWN_DELAY_SECONDS", "-1"),
        ("SHUTDOWN_DELAY_SECONDS", "3601"),
        ("SHUTDOWN_GRACE_SECONDS", "1.5"),
        ("SHUTDOWN_GRACE_SECONDS", "nan"),
        ("DATABASE_URL", "mysql://user:secret@db/app"),
        ("DATABASE_URL", "postgresql:///secret"),
        ("DATABASE_URL", "postgresql://user:secret@db:0/app"),
        ("DATABASE_URL", "postgresql://user:secret@db:port/app"),
        ("DATABASE_URL", "postgresql://user:secret@[db/app"),
        ("DATABASE_URL", "secret"),
    ],
)
def test_a_wrong_value_is_named_in_one_line(name: str, value: str) -> None:
    """The message says which variable is wrong, and never repeats a secret."""
    with pytest.raises(SettingsError) as caught:
        Settings.from_environment({name: value})
    message = str(caught.value)
    assert message.startswith(name)
    assert len(message.splitlines()) == 1
    assert "secret" not in message
