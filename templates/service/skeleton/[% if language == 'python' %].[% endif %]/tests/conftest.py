"""An application in this process, with two routes that every kind of error can be made with."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import BaseModel, ConfigDict

from app.application import create_app
from app.health import Readiness


class Note(BaseModel):
    """A body with one field."""

    model_config = ConfigDict(extra="forbid", strict=True)

    text: str


@pytest.fixture
def readiness() -> Readiness:
    """Return the readiness that the application answers from."""
    return Readiness()


@pytest.fixture
def app(readiness: Readiness) -> FastAPI:
    """Return the application with a route that takes a body and one that fails."""
    app = create_app(readiness)

    @app.post("/notes/{number}")
    def take_note(number: str, note: Note) -> str:
        return number + note.text

    @app.get("/failure")
    def fail() -> None:
        message = "secret"
        raise RuntimeError(message)

    return app


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    """Return a client of the started application."""
    with TestClient(app) as client:
        yield client
