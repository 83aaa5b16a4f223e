"""The log's format."""

import json
import logging
from typing import Any
from uuid import UUID

import pytest

from app import logs


def line(**fields: Any) -> dict[str, Any]:  # noqa: ANN401 - a log field may be anything
    """Return what becomes of a record."""
    record = logging.makeLogRecord({"name": "a", "levelname": "WARNING", "created": 0} | fields)
    text = logs.JsonFormatter("orders").format(record)
    assert len(text.splitlines()) == 1
    parsed: dict[str, Any] = json.loads(text)
    return parsed


def test_a_record_becomes_one_object() -> None:
    """Arguments are filled in, and the level is in lower case."""
    assert line(msg="%d is\nenough", args=(1,)) == {
        "time": "1970-01-01T00:00:00.000Z",
        "level": "warning",
        "message": "1 is\nenough",
        "service": "orders",
        "logger": "a",
    }


def test_extra_fields_are_added_but_replace_nothing() -> None:
    """A field named like one of the format's own is left out."""
    assert line(msg="a", port=1, service="b", color_message="c") == line(msg="a") | {"port": 1}


@pytest.mark.parametrize(
    ("value", "expected"),
    [("\ud800\u2028", "\ud800\u2028"), (UUID(int=1), "00000000-0000-0000-0000-000000000001")],
)
def test_no_value_stops_a_line(value: object, expected: str) -> None:
    """Neither a broken character nor a type that JSON does not know is an error."""
    assert line(value=value)["value"] == expected


def test_every_logger_is_formatted(capsys: pytest.CaptureFixture[str]) -> None:
    """Libraries, uvicorn among them, log like the service itself."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    try:
        logs.configure("orders", logging.INFO)
        logging.getLogger("uvicorn.error").info("started")
        logging.getLogger("uvicorn.error").debug("details")
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
        logging.captureWarnings(capture=False)
    (written,) = capsys.readouterr().out.splitlines()
    assert json.loads(written)["message"] == "started"
