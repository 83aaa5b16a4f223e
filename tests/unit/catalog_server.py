"""A server that answers as Backstage's catalog does, and as broken ones do."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

PREFIX = "/api/catalog"


@dataclass(frozen=True)
class Asked:
    """A request: its path, its parameters, and its headers by their names in lower case."""

    path: str
    query: dict[str, str]
    headers: dict[str, str]


@dataclass(frozen=True)
class Reply:
    """An answer; `length` is claimed where it differs from that of the body."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    length: int | None = None

    @classmethod
    def of(cls, content: Any, **headers: str) -> Reply:
        """Return JSON as Express sends it, with a tag of its bytes."""
        body = json.dumps(content).encode()
        tag = f'W/"{hashlib.sha256(body).hexdigest()[:16]}"'
        kind = {"Content-Type": "application/json; charset=utf-8", "ETag": tag}
        return cls(body=body, headers={**kind, **headers})


class Instance:
    """A Backstage with some entities.

    Attributes:
        entities: what its catalog holds.
        token: who may read it; everybody where it is None.
        by_query: whether it has the newer of the two ways to ask.
        first: what it answers to its first requests instead, one after the other.
        always: what it answers to every request instead.
        asked: the requests it got.
    """

    def __init__(self) -> None:
        self.entities: list[Any] = []
        self.token: str | None = None
        self.by_query = True
        self.first: list[Reply] = []
        self.always: Callable[[Asked], Reply] | None = None
        self.asked: list[Asked] = []
        self.closing = threading.Event()
        self.url = ""

    def answer(self, asked: Asked) -> Reply:
        """Return the answer to a request."""
        self.asked.append(asked)
        if self.first:
            return self.first.pop(0)
        if self.always:
            return self.always(asked)
        if self.token and asked.headers.get("authorization") != f"Bearer {self.token}":
            return Reply(401, b'{"error":{"name":"AuthenticationError"}}')
        reply = self._page(asked)
        if reply.status == 200 and asked.headers.get("if-none-match") == reply.headers["ETag"]:
            return Reply(304)
        return reply

    def _page(self, asked: Asked) -> Reply:
        limit = int(asked.query["limit"])
        if asked.path == f"{PREFIX}/entities/by-query" and self.by_query:
            start = _start(asked.query.get("cursor"))
            info = {}
            if start + limit < len(self.entities):
                info = {"nextCursor": _cursor(start + limit)}
            items = self.entities[start : start + limit]
            content = {"items": items, "totalItems": len(self.entities), "pageInfo": info}
            return Reply.of(content)
        if asked.path == f"{PREFIX}/entities":
            start = _start(asked.query.get("after"))
            headers = {}
            if start + limit < len(self.entities):
                # In lower case, with the path within the plugin: so Backstage's router writes it.
                after = _cursor(start + limit).replace("=", "%3D")
                headers["link"] = f'</entities?limit={limit}&after={after}>; rel="next"'
            return Reply.of(self.entities[start : start + limit], **headers)
        return Reply(404, b'{"error":{"name":"NotFoundError"}}')


def _cursor(offset: int) -> str:
    return base64.b64encode(json.dumps({"offset": offset}).encode()).decode()


def _start(cursor: str | None) -> int:
    return json.loads(base64.b64decode(cursor))["offset"] if cursor else 0


@contextmanager
def serving() -> Iterator[Instance]:
    """Serve an instance on a free port of 127.0.0.1 for as long as the block lasts."""
    instance = Instance()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            headers = {name.lower(): value for name, value in self.headers.items()}
            reply = instance.answer(Asked(parts.path, query, headers))
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            length = len(reply.body) if reply.length is None else reply.length
            self.send_header("Content-Length", str(length))
            self.end_headers()
            self.wfile.write(reply.body)

        def log_message(self, *_: object) -> None:
            """Leave stderr to the tests."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    instance.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield instance
    finally:
        instance.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()
