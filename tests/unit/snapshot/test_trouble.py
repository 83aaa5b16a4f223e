"""An instance that is busy, broken, slow or endless."""

from __future__ import annotations

from typing import Any

import pytest

from goldenpath import snapshot
from goldenpath.snapshot import SnapshotError, backstage
from goldenpath.snapshot.fetch import Limits
from tests.unit.catalog_server import PREFIX, Asked, Instance, Reply, serving
from tests.unit.snapshot.conftest import BY_QUERY, ENTITIES, entity, refusal


@pytest.mark.parametrize("status", [429, 503])
def test_busy_instance_is_asked_again(instance: Instance, status: int) -> None:
    """After as long as it wants, which is no time at all here."""
    instance.first = [Reply(status, headers={"Retry-After": "0"})] * 3
    assert ENTITIES == list(snapshot.read(instance.url).entities)
    assert 3 + 3 == len(instance.asked)


def test_instance_that_stays_busy_is_left(instance: Instance) -> None:
    """It is asked four times and not for ever."""
    past = "Thu, 01 Jan 1970 00:00:00 GMT"
    instance.always = lambda _: Reply(503, headers={"Retry-After": past})
    assert refusal(instance.url).endswith(": 503: service unavailable")
    assert 4 == len(instance.asked)


@pytest.mark.parametrize("wait", ["3600", "9" * 5000, "Fri, 01 Jan 2100 00:00:00 GMT"])
def test_long_pause_is_not_waited(instance: Instance, wait: str) -> None:
    """A pipeline's minutes are not spent on an hour's pause."""
    instance.always = lambda _: Reply(429, headers={"Retry-After": wait})
    assert "try again later" in refusal(instance.url)
    assert 1 == len(instance.asked)


ODD = {
    "half": (Reply(body=b'{"items": ['), "the answer is no JSON"),
    "deep": (Reply(body=b"[" * 100_000), "the answer is no JSON"),
    "binary": (Reply(body=b"\xff\xfe\0"), "the answer is no JSON"),
    "page": (
        Reply(body=b"<html>", headers={"Content-Type": "text/html; charset=utf-8"}),
        "the answer is no JSON (text/html): name Backstage's base URL",
    ),
    "text": (Reply.of("entities"), "answers with JSON that is no list of entities"),
    "object": (Reply.of({"items": {}}), "answers with JSON that is no list of entities"),
    "cut": (Reply(body=b"[]", length=100), "the answer broke off"),
    "long": (Reply(body=b" " * (1 << 21)), "an answer is larger than 1 MiB"),
    "missing": (Reply(404), "404: no catalog is there: name Backstage's base URL"),
    "error": (Reply(500, b"Traceback"), ": 500: internal server error"),
    "unheard": (Reply(799), ": 799: no phrase"),
}


@pytest.mark.parametrize("name", ODD)
def test_odd_answer_is_one_line(instance: Instance, name: str) -> None:
    """Whatever a server says, a person reads one line that names it."""
    reply, told = ODD[name]
    instance.always = lambda _: reply
    line = refusal(instance.url, limits=Limits(size=1 << 20))
    assert told in line
    assert line.startswith(instance.url)
    assert "\n" not in line


def test_empty_catalog_is_told(instance: Instance) -> None:
    """Backstage shows nothing to who may see nothing, and says no word of it."""
    instance.entities = []
    with pytest.raises(SnapshotError) as caught:
        list(snapshot.read(instance.url).entities)
    told = "holds no catalog entity: name a catalog that may be read"
    assert f"{instance.url}{PREFIX}: {told}" == str(caught.value)


def test_silent_instance_is_left(instance: Instance) -> None:
    """No answer is waited for longer than silence is borne."""

    def silent(_: Asked) -> Reply:
        instance.closing.wait()
        return Reply(500)

    instance.always = silent
    assert refusal(instance.url, limits=Limits(silence=0.1)).endswith(": no answer in time")


def test_answer_that_takes_too_long_is_left(instance: Instance) -> None:
    """An instance that sends byte by byte is not waited for either."""
    told = refusal(instance.url, limits=Limits(answer=-1))
    assert told.endswith(": the answer takes too long")


def test_absent_server_is_told() -> None:
    """Where nobody listens, the line says so."""
    with serving() as gone:
        url = gone.url
    assert f"{url}{BY_QUERY}: connection refused" == refusal(url)


def _page(items: list[Any], cursor: str) -> Reply:
    return Reply.of({"items": items, "pageInfo": {"nextCursor": cursor}})


def test_cursor_that_turns_in_a_circle_is_left(instance: Instance) -> None:
    """A page that was had already is not asked for again."""
    instance.always = lambda _: _page([entity("a")], "same")
    assert "its pages lead nowhere" in refusal(instance.url)


def test_empty_page_with_a_next_one_is_left(instance: Instance) -> None:
    """Otherwise fresh cursors could go on for ever."""
    instance.always = lambda _: _page([], f"cursor-{len(instance.asked)}")
    assert "its pages lead nowhere" in refusal(instance.url)


def test_endless_catalog_is_left(instance: Instance, monkeypatch: pytest.MonkeyPatch) -> None:
    """A catalog that only grows ends at a number that no organisation has."""
    monkeypatch.setattr(backstage, "ENTITY_LIMIT", 10)
    instance.always = lambda _: _page([entity("a")], f"cursor-{len(instance.asked)}")
    assert "more than 10 entities" in refusal(instance.url)
