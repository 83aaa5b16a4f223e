"""Errors as problem details (RFC 9457), whichever part of the service they come from."""

from collections.abc import Mapping
from email.message import Message
from http import HTTPStatus

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

# RFC 9110 renamed these two, and Python follows only from 3.13 on.
TITLES = {413: "Content Too Large", 422: "Unprocessable Content"}
# What the router raises says no more than its title does.
DETAILS = {404: "nothing is served at this path", 405: "this path does not take the method"}

MOST_ERRORS = 5
LONGEST_NAME = 100


def problem(status: int, detail: str, headers: Mapping[str, str] | None = None) -> Response:
    """Return the response that tells a client what went wrong."""
    return JSONResponse(
        {
            "type": "about:blank",
            "title": TITLES.get(status) or HTTPStatus(status).phrase,
            "status": status,
            "detail": detail,
        },
        status_code=status,
        headers=headers,
        media_type="application/problem+json",
    )


def add_handlers(app: FastAPI) -> None:
    """Make problems of the errors that FastAPI and its router answer by themselves."""
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(RequestValidationError, _validation_error)


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    status = error.status_code
    headers = dict(error.headers or {})
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        headers["Allow"] = _methods_of(request) or headers.get("Allow", "")
    detail = error.detail
    if detail == HTTPStatus(status).phrase:
        detail = DETAILS.get(status, detail)
    return problem(status, detail, headers)


def _methods_of(request: Request) -> str:
    """List the methods of the matched path: the router names those of one route only."""
    path = getattr(request.scope.get("route"), "path_format", "")
    app: FastAPI = request.app
    return ", ".join(sorted(app.openapi()["paths"].get(path, {}))).upper()


async def _validation_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    errors = error.errors()
    if any(entry["loc"][0] == "body" for entry in errors):
        if not _is_json(request.headers.get("content-type", "")):
            return problem(415, "the body must be JSON: send Content-Type: application/json")
        if errors[0]["type"] == "json_invalid":
            return problem(400, f"the body is not valid JSON: {errors[0]['ctx']['error']}")
        if errors[0]["type"] == "missing" and errors[0]["loc"] == ("body",):
            return problem(400, "the body is empty")
    told = [_sentence(entry["loc"], entry["msg"]) for entry in errors[:MOST_ERRORS]]
    if len(errors) > MOST_ERRORS:
        told.append(f"and {len(errors) - MOST_ERRORS} more")
    return problem(422, "; ".join(told))


def _is_json(content_type: str) -> bool:
    message = Message()
    message["content-type"] = content_type
    subtype = message.get_content_subtype()
    return message.get_content_maintype() == "application" and (
        subtype == "json" or subtype.endswith("+json")
    )


def _sentence(location: tuple[str | int, ...], message: str) -> str:
    name = ".".join(str(part) for part in location[1:]) or "body"
    return f"{name[:LONGEST_NAME]}: {message}"
