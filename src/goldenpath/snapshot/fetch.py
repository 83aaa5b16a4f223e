"""An instance asked over HTTP: within bounds, and the token to nobody else."""

from __future__ import annotations

import ipaddress
import os
import re
import ssl
import time
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from http.client import HTTPException
from typing import TYPE_CHECKING, Any
from urllib.error import URLError
from urllib.parse import SplitResult, urljoin, urlsplit
from urllib.request import HTTPHandler, HTTPSHandler, OpenerDirector, ProxyHandler, Request

from goldenpath.snapshot.errors import MissingError, SnapshotError, UnreachableError

if TYPE_CHECKING:
    from collections.abc import Mapping

TOKEN = "GOLDENPATH_CATALOG_TOKEN"  # noqa: S105 - the variable's name
_CHUNK = 1 << 16
_REDIRECTS = 5
_MOVED = {301, 302, 303, 307, 308}
_BUSY = {429, 503}
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is borne of an instance.

    Attributes:
        silence: seconds without a byte.
        answer: seconds for the whole of one answer.
        pause: seconds that it may ask to wait before it is asked again.
        attempts: how often it is asked when it is busy.
        size: bytes of one answer.
    """

    silence: float = 30
    answer: float = 120
    pause: float = 30
    attempts: int = 4
    size: int = 32 * 1024**2


@dataclass(frozen=True, slots=True)
class Answer:
    """What an instance said; its body is read only where it has what was asked for.

    The headers are named in lower case, however the instance writes them.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def is_new(self) -> bool:
        """Tell whether it says something else than when the tag was given that was sent along."""
        return self.status != HTTPStatus.NOT_MODIFIED


class Client:
    """Asks one instance, with the token of the environment."""

    def __init__(self, base: SplitResult, limits: Limits) -> None:
        self.token = _token(base)
        self._origin = _origin(base)
        self._limits = limits
        # What goes to this machine itself needs no proxy, and must not reach one unencrypted.
        proxies = ProxyHandler({}) if _is_loopback(base) else ProxyHandler()
        self._opener = OpenerDirector()
        secure = HTTPSHandler(context=ssl.create_default_context())
        for handler in (proxies, HTTPHandler(), secure):
            self._opener.add_handler(handler)

    def get(self, url: str, etag: str | None = None) -> Answer:
        """Return the answer to `url`: with status 304, what bore `etag` has not changed."""
        attempt = 0
        while True:
            attempt += 1
            answer = self._follow(url, etag)
            if answer.status == HTTPStatus.OK or (
                answer.status == HTTPStatus.NOT_MODIFIED and etag
            ):
                return answer
            if answer.status not in _BUSY or attempt == self._limits.attempts:
                raise self._refusal(url, answer.status)
            time.sleep(self._pause(url, answer, attempt))

    def _follow(self, url: str, etag: str | None) -> Answer:
        target = url
        for _ in range(_REDIRECTS):
            answer = self._once(target, etag)
            location = answer.headers.get("location")
            if answer.status not in _MOVED or not location:
                return answer
            target, there = _elsewhere(target, location)
            if there != self._origin:
                text = f"redirects to {there[1]!r}: name the URL of the server that answers"
                raise SnapshotError(f"{bare(url)}: {text}")
        raise SnapshotError(f"{bare(url)}: redirects without an end")

    def _once(self, url: str, etag: str | None) -> Answer:
        headers = {"Accept": "application/json", "User-Agent": "goldenpath"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        if etag:
            headers["If-None-Match"] = etag
        request = Request(url, headers=headers)  # noqa: S310 - the scheme has been looked at
        try:
            with self._opener.open(request, timeout=self._limits.silence) as response:
                body = self._body(url, response) if response.status == HTTPStatus.OK else b""
                told = {name.lower(): value for name, value in response.headers.items()}
                return Answer(response.status, told, body)
        except (OSError, HTTPException, ValueError) as error:
            raise _trouble(url, error) from error

    def _body(self, url: str, response: Any) -> bytes:  # noqa: ANN401 - urllib names no type
        """Return what comes within the bounds; an answer that breaks off is none."""
        body = bytearray()
        end = time.monotonic() + self._limits.answer
        while chunk := response.read1(_CHUNK):
            body += chunk
            if len(body) > self._limits.size:
                size = self._limits.size // 1024**2
                raise SnapshotError(f"{bare(url)}: an answer is larger than {size} MiB")
            if time.monotonic() > end:
                raise UnreachableError(f"{bare(url)}: the answer takes too long")
        if response.length:
            raise UnreachableError(f"{bare(url)}: the answer broke off")
        return bytes(body)

    def _pause(self, url: str, answer: Answer, attempt: int) -> float:
        """Return how long to wait before asking again."""
        seconds = _seconds(answer.headers.get("retry-after", ""), default=2.0 ** (attempt - 1))
        if seconds > self._limits.pause:
            text = f"{answer.status}: asks to wait {seconds:.0f} s: try again later"
            raise UnreachableError(f"{bare(url)}: {text}")
        return max(0.0, seconds)

    def _refusal(self, url: str, status: int) -> SnapshotError:
        phrase = HTTPStatus(status).phrase.lower() if status in set(HTTPStatus) else "no phrase"
        said = f"{bare(url)}: {status}"
        if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
            has = f"the token in {TOKEN} may not read the catalog: set another one"
            return SnapshotError(f"{said}: {has if self.token else f'set {TOKEN} to a token'}")
        if status == HTTPStatus.NOT_FOUND:
            return MissingError(f"{said}: no catalog is there: name Backstage's base URL")
        kind = UnreachableError if status in _BUSY or status >= 500 else SnapshotError  # noqa: PLR2004
        return kind(f"{said}: {phrase}")


def bare(url: str) -> str:
    """Return `url` without its query and fragment, for people."""
    return re.split(r"[?#]", url, maxsplit=1)[0]


def _trouble(url: str, error: Exception) -> SnapshotError:
    reason = error.reason if isinstance(error, URLError) else error
    if isinstance(reason, ssl.SSLCertVerificationError):
        text = f"its certificate is not trusted: {reason.verify_message}"
        return SnapshotError(f"{bare(url)}: {text}: set SSL_CERT_FILE to the file of its authority")
    if isinstance(reason, TimeoutError):
        return UnreachableError(f"{bare(url)}: no answer in time")
    told = getattr(reason, "strerror", None)
    text = str(told).lower() if told else f"no HTTP answer ({type(reason).__name__})"
    return UnreachableError(f"{bare(url)}: {text}")


def _token(base: SplitResult) -> str | None:
    """Return the token of the environment, unless it could be read or misread on its way."""
    token = os.environ.get(TOKEN, "").strip()
    if not token:
        return None
    if not (token.isascii() and token.isprintable()) or " " in token:
        raise SnapshotError(f"{TOKEN} holds a character that no token has: set it again")
    if base.scheme != "https" and not _is_loopback(base):
        text = f"the token in {TOKEN} is sent over https only: write https, or unset it"
        raise SnapshotError(f"{base.geturl()}: {text}")
    return token


def _is_loopback(base: SplitResult) -> bool:
    host = base.hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _origin(url: SplitResult) -> tuple[str, str, int]:
    return url.scheme, url.hostname or "", url.port or _PORTS.get(url.scheme, 0)


def _elsewhere(url: str, location: str) -> tuple[str, tuple[str, str, int]]:
    """Return where `location` leads from `url`, and whose that is."""
    try:
        target = urljoin(url, location)
        return target, _origin(urlsplit(target))
    except ValueError:
        return "", ("", location, 0)


def _seconds(text: str, default: float) -> float:
    """Return what `Retry-After` says: seconds, or a date."""
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        return parsedate_to_datetime(text).timestamp() - time.time()
    except (ValueError, OverflowError):
        return default
