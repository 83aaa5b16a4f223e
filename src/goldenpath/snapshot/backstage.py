"""A running Backstage's catalog, by its API: page by page, and kept for a while.

Source: `createRouter` of `@backstage/plugin-catalog-backend`. `/entities/by-query` names the next
page by a cursor in its answer, `/entities`, which older instances have alone, by its Link header.
"""

from __future__ import annotations

import json
import os
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, parse_qs, urlencode, urlsplit

from goldenpath.entity.references import FIELDS
from goldenpath.snapshot import cache
from goldenpath.snapshot.cache import Page
from goldenpath.snapshot.errors import MissingError, SnapshotError, UnreachableError
from goldenpath.snapshot.fetch import TOKEN, Client, Limits, bare

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from goldenpath.snapshot.fetch import Answer

MAX_AGE = "GOLDENPATH_CATALOG_MAX_AGE"
FRESH = 15 * 60
"""Seconds for which a copy is as good as the instance, unless the environment says otherwise."""
KEPT = 7 * 24 * 60 * 60
"""Seconds for which a copy may stand in for an instance that gives no answer."""

PAGE = 500
ENTITY_LIMIT = 1_000_000

WANTED = (
    "apiVersion",
    "kind",
    "metadata.name",
    "metadata.namespace",
    "metadata.title",
    "metadata.annotations.backstage.io/managed-by-location",
    "spec.type",
    *sorted({f"spec.{field.name}" for fields in FIELDS.values() for field in fields}),
)
"""The fields that are asked for: who an entity is, where it stands, and what it refers to."""

_NEXT = re.compile(r'<([^<>]*)>\s*;\s*rel="?next"?')
_MEDIA_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+")


def entities(
    where: str, remarks: list[str], *, cached: bool, limits: Limits | None = None
) -> tuple[str, Iterator[Any]]:
    """Return the URL of the catalog of the instance at `where`, and what that catalog holds.

    Args:
        where: the instance's base URL.
        remarks: takes what there is to say of it.
        cached: whether a copy is kept and used.
        limits: how much is borne of the instance.
    """
    base = _base(where)
    origin = base.geturl()
    fresh = _fresh()
    client = Client(base, limits or Limits())
    about = {"url": origin, "fields": list(WANTED)}
    path = cache.location(origin, client.token) if cached else None
    copy = cache.find(path, about) if path else None
    if copy and copy.age < fresh:
        return origin, copy.items()
    read = _Reading(client, origin, copy)
    try:
        return origin, _kept(path, about, read, remarks)
    except UnreachableError as error:
        if copy is None or copy.age > KEPT:
            raise
        remarks.append(f"{error}: used its catalog of {_ago(copy.age)} ago")
        return origin, copy.items()


def _kept(
    path: Path | None, about: dict[str, Any], read: _Reading, remarks: list[str]
) -> Iterator[Any]:
    """Return what was read; where it cannot be kept, `remarks` says so."""
    try:
        return cache.keep(path, about, read.pages())
    except OSError as error:
        reason = (error.strerror or "failed").lower()
        if path is None:
            raise SnapshotError(f"no room for a copy of the catalog: {reason}") from error
        remarks.append(f"the catalog was not kept for the next run: {path.parent}: {reason}")
        return _kept(None, about, read, remarks)


class _Reading:
    """The pages of one catalog, from its first to its last."""

    def __init__(self, client: Client, origin: str, copy: cache.Copy | None) -> None:
        self._client = client
        self._origin = origin
        self._copy = copy
        self._etags = copy.etags() if copy else {}

    def pages(self) -> Iterator[Page]:
        """Yield each page; what goes on without an end is refused."""
        try:
            page = self._page(self._url("/entities/by-query"))
        except MissingError:
            page = self._page(self._url("/entities"))
        seen = {page.url}
        number = 0
        while True:
            yield page
            number += len(page.items)
            if page.next is None:
                return
            if page.next in seen or not page.items:
                raise SnapshotError(f"{bare(page.url)}: its pages lead nowhere: page {len(seen)}")
            if number > ENTITY_LIMIT:
                raise SnapshotError(f"{bare(page.url)}: more than {ENTITY_LIMIT:,} entities")
            seen.add(page.next)
            page = self._page(page.next)

    def _page(self, url: str) -> Page:
        etag, start = self._etags.get(url, (None, 0))
        answer = self._client.get(url, etag)
        if self._copy and not answer.is_new:
            page = self._copy.page(url, start)
            if page:
                return page
            answer = self._client.get(url)
        content = _content(url, answer)
        following, items = None, content
        if isinstance(content, dict):
            items = content.get("items")
            info = content.get("pageInfo")
            cursor = info.get("nextCursor") if isinstance(info, dict) else None
            following = self._url("/entities/by-query", cursor=cursor) if cursor else None
        elif link := _NEXT.search(answer.headers.get("link", "")):
            # The path is that within the plugin, not within the server: what counts is the cursor.
            after = parse_qs(urlsplit(link[1]).query).get("after", [""])[0]
            following = self._url("/entities", after=after)
        if not isinstance(items, list):
            raise SnapshotError(f"{bare(url)}: answers with JSON that is no list of entities")
        return Page(url, items, following, answer.headers.get("etag"))

    def _url(self, path: str, **more: str) -> str:
        query = urlencode({"limit": PAGE, "fields": ",".join(WANTED), **more})
        return f"{self._origin}{path}?{query}"


def _content(url: str, answer: Answer) -> Any:  # noqa: ANN401 - JSON values are of any type
    try:
        return json.loads(answer.body)
    except (ValueError, RecursionError) as error:
        media_type = _MEDIA_TYPE.match(answer.headers.get("content-type", ""))
        told = f" ({media_type[0]})" if media_type else ""
        text = f"the answer is no JSON{told}: name Backstage's base URL"
        raise SnapshotError(f"{bare(url)}: {text}") from error


def _base(where: str) -> SplitResult:
    """Return the URL of the catalog's API on the instance at `where`."""
    if not (where.isascii() and where.isprintable()) or " " in where:
        raise SnapshotError(f"{where!r} is no URL: write it in ASCII, without spaces")
    try:
        parts = urlsplit(where)
        known = parts.hostname and (parts.port is None or parts.port > 0)
    except ValueError:
        known = False
    if not known:
        raise SnapshotError(f"{where} is no URL: write https://<host>")
    if "@" in parts.netloc:
        raise SnapshotError(f"{parts.hostname}: the URL holds credentials: set {TOKEN} instead")
    if parts.query or parts.fragment:
        raise SnapshotError(f"{bare(where)}: the URL goes on behind it: name the base URL alone")
    path = parts.path.rstrip("/").removesuffix("/by-query").removesuffix("/entities")
    if not path.endswith("/api/catalog"):
        path = f"{path}/api/catalog"
    return parts._replace(path=path)


def _fresh() -> float:
    text = os.environ.get(MAX_AGE, str(FRESH))
    if not (text.isascii() and text.isdigit()):
        raise SnapshotError(f"{MAX_AGE}={text!r} is no number of seconds: write {FRESH}, or 0")
    return float(text)


def _ago(seconds: float) -> str:
    minutes = round(seconds / 60)
    if minutes < 120:  # noqa: PLR2004 - two hours
        return f"{minutes} minutes"
    hours = round(minutes / 60)
    return f"{hours} hours" if hours < 48 else f"{round(hours / 24)} days"  # noqa: PLR2004
