"""What an instance answered is kept, used, and known to be old."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from goldenpath import snapshot
from goldenpath.snapshot import SnapshotError
from tests.unit.catalog_server import Asked, Instance, Reply, serving
from tests.unit.snapshot.conftest import BY_QUERY, ENTITIES, SECRET, entity


def copies(home: Path) -> list[Path]:
    """Return the files in the cache."""
    return [path for path in (home / "cache").rglob("*") if path.is_file()]


def aged(home: Path, seconds: float) -> None:
    """Make the one copy older."""
    (copy,) = copies(home)
    head, _, pages = copy.read_bytes().partition(b"\n")
    about = json.loads(head)
    about["fetched"] -= seconds
    copy.write_bytes(json.dumps(about).encode() + b"\n" + pages)


def test_second_reading_asks_nothing(instance: Instance) -> None:
    """A copy of the last quarter of an hour is as good as the instance."""
    list(snapshot.read(instance.url).entities)
    before = len(instance.asked)
    again = snapshot.read(instance.url)
    assert (ENTITIES, []) == (list(again.entities), again.remarks)
    assert before == len(instance.asked)


def test_copy_is_its_owners_alone(instance: Instance, home: Path) -> None:
    """Others on the machine may not be allowed to read that catalog."""
    list(snapshot.read(instance.url).entities)
    (copy,) = copies(home)
    assert "0o600" == oct(stat.S_IMODE(copy.stat().st_mode))
    assert "0o700" == oct(stat.S_IMODE(copy.parent.stat().st_mode))


def test_copy_holds_no_token(
    instance: Instance, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither in its name nor in its text; and another token has another copy."""
    monkeypatch.setenv("GOLDENPATH_CATALOG_TOKEN", SECRET)
    list(snapshot.read(instance.url).entities)
    (copy,) = copies(home)
    assert SECRET not in copy.name + copy.read_text("utf-8")
    monkeypatch.setenv("GOLDENPATH_CATALOG_TOKEN", "another")
    list(snapshot.read(instance.url).entities)
    assert 2 == len(copies(home))


def test_no_cache_neither_reads_nor_writes(instance: Instance, home: Path) -> None:
    """Who wants the instance's own answer gets it."""
    list(snapshot.read(instance.url, cache=False).entities)
    assert [] == copies(home)
    list(snapshot.read(instance.url, cache=False).entities)
    assert 2 * 3 == len(instance.asked)


def test_unchanged_pages_are_not_sent_again(
    instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An old copy tells its tags; only what has changed comes anew."""
    monkeypatch.setenv("GOLDENPATH_CATALOG_MAX_AGE", "0")
    list(snapshot.read(instance.url).entities)
    changed = instance.entities[4] = entity("renamed")
    answers = instance.answer
    statuses = []

    def counted(asked: Asked) -> Reply:
        reply = answers(asked)
        statuses.append(reply.status)
        return reply

    monkeypatch.setattr(instance, "answer", counted)
    assert [*ENTITIES[:4], changed] == list(snapshot.read(instance.url).entities)
    assert [304, 304, 200] == statuses


def test_copy_stands_in_for_an_instance_that_is_down(home: Path) -> None:
    """And says of when it is."""
    with serving() as instance:
        instance.entities = list(ENTITIES)
        list(snapshot.read(instance.url).entities)
    aged(home, 5 * 3600)
    found = snapshot.read(instance.url)
    assert ENTITIES == list(found.entities)
    assert found.remarks == [
        f"{instance.url}{BY_QUERY}: connection refused: used its catalog of 5 hours ago"
    ]


def test_copy_of_last_month_stands_in_for_nothing(home: Path) -> None:
    """What was true then would be told as if it were true now."""
    with serving() as instance:
        instance.entities = list(ENTITIES)
        list(snapshot.read(instance.url).entities)
    aged(home, 30 * 24 * 3600)
    with pytest.raises(SnapshotError, match="connection refused"):
        snapshot.read(instance.url)


def test_copy_does_not_hide_a_refusal(instance: Instance, home: Path) -> None:
    """Who may no longer read the catalog does not read it from the cache either."""
    list(snapshot.read(instance.url).entities)
    aged(home, 3600)
    instance.always = lambda _: Reply(403)
    with pytest.raises(SnapshotError, match="403"):
        snapshot.read(instance.url)


@pytest.mark.parametrize("text", [b"", b"{}\n", b"not json\n", b"[]\n", b"\xff\n"])
def test_broken_copy_is_read_anew(instance: Instance, home: Path, text: bytes) -> None:
    """What was not written here is no copy."""
    list(snapshot.read(instance.url).entities)
    (copy,) = copies(home)
    copy.write_bytes(text)
    assert ENTITIES == list(snapshot.read(instance.url).entities)


def test_copy_of_the_future_is_read_anew(instance: Instance, home: Path) -> None:
    """Nobody knows how old a copy is that was written under another clock."""
    list(snapshot.read(instance.url).entities)
    aged(home, -3600)
    list(snapshot.read(instance.url).entities)
    assert 2 * 3 == len(instance.asked)


def test_copy_with_a_broken_page_is_told(instance: Instance, home: Path) -> None:
    """A copy that someone has cut off is told with its place, and not half believed."""
    list(snapshot.read(instance.url).entities)
    (copy,) = copies(home)
    copy.write_bytes(copy.read_bytes()[:-10])
    with pytest.raises(SnapshotError, match=r"\.jsonl is broken: remove it"):
        list(snapshot.read(instance.url).entities)


def test_refused_reading_leaves_no_copy(instance: Instance, home: Path) -> None:
    """A copy appears whole or not at all."""
    page = {"items": [entity("a")], "pageInfo": {"nextCursor": "next"}}
    instance.first = [Reply.of(page), Reply(500)]
    with pytest.raises(SnapshotError):
        snapshot.read(instance.url)
    assert [] == copies(home)


def test_cache_that_cannot_be_written_is_said(instance: Instance, home: Path) -> None:
    """The catalog is read nevertheless."""
    (home / "cache").write_text("no folder", "utf-8")
    found = snapshot.read(instance.url)
    assert ENTITIES == list(found.entities)
    (remark,) = found.remarks
    assert remark.startswith("the catalog was not kept for the next run: ")


@pytest.mark.parametrize("value", ["soon", "-1", "1.5", ""])
def test_age_that_is_no_number_is_refused(
    instance: Instance, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    """A mistyped age is told, whether or not there is a copy."""
    monkeypatch.setenv("GOLDENPATH_CATALOG_MAX_AGE", value)
    with pytest.raises(SnapshotError, match="GOLDENPATH_CATALOG_MAX_AGE"):
        snapshot.read(instance.url)
