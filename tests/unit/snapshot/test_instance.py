"""A catalog that is read from a running Backstage."""

from __future__ import annotations

import pytest

from goldenpath import snapshot
from goldenpath.snapshot import SnapshotError
from tests.unit.catalog_server import PREFIX, Instance, Reply, serving
from tests.unit.snapshot.conftest import BY_QUERY, ENTITIES, LISTED, SECRET, entity, refusal


def test_pages_are_read_by_cursor(instance: Instance) -> None:
    """Each page names the next one; what is not needed is not asked for."""
    found = snapshot.read(instance.url)
    assert ENTITIES == list(found.entities)
    assert (f"{instance.url}{PREFIX}", []) == (found.origin, found.remarks)
    assert [BY_QUERY] * 3 == [asked.path for asked in instance.asked]
    assert {"2"} == {asked.query["limit"] for asked in instance.asked}
    (fields,) = {asked.query["fields"] for asked in instance.asked}
    assert {"kind", "metadata.name", "spec.owner"} < set(fields.split(","))
    assert ["authorization" in asked.headers for asked in instance.asked] == [False] * 3


def test_older_instance_is_read_by_its_link_header(instance: Instance) -> None:
    """Where there is no by-query, the Link header leads from page to page."""
    instance.by_query = False
    assert ENTITIES == list(snapshot.read(instance.url).entities)
    assert [BY_QUERY, LISTED, LISTED, LISTED] == [asked.path for asked in instance.asked]


@pytest.mark.parametrize("path", ["/", PREFIX, f"{PREFIX}/", LISTED, BY_QUERY])
def test_url_may_name_the_api_itself(instance: Instance, path: str) -> None:
    """The instance's base URL, its catalog's, and those of its entities mean the same."""
    assert ENTITIES == list(snapshot.read(instance.url + path).entities)


def test_instance_may_lie_below_a_path(instance: Instance) -> None:
    """An instance that is served below a path of its host is asked there."""
    instance.always = lambda _: Reply.of([entity("a")])
    list(snapshot.read(f"{instance.url}/portal/").entities)
    assert f"/portal{BY_QUERY}" == instance.asked[0].path


def test_token_of_the_environment_is_sent(
    instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A line end behind it, as files have, is no part of the token."""
    instance.token = SECRET
    monkeypatch.setenv("GOLDENPATH_CATALOG_TOKEN", f"{SECRET}\n")
    assert ENTITIES == list(snapshot.read(instance.url).entities)


def test_missing_token_is_told(instance: Instance) -> None:
    """Who may not read is told which variable to set."""
    instance.token = SECRET
    assert refusal(instance.url) == (
        f"{instance.url}{BY_QUERY}: 401: set GOLDENPATH_CATALOG_TOKEN to a token"
    )


@pytest.mark.parametrize("status", [401, 403])
def test_refused_token_is_not_shown(
    instance: Instance, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    """The message says whose token it is, and not what it is."""
    instance.always = lambda _: Reply(status, SECRET.encode())
    monkeypatch.setenv("GOLDENPATH_CATALOG_TOKEN", SECRET)
    told = refusal(instance.url)
    assert f"{status}: the token in GOLDENPATH_CATALOG_TOKEN may not read the catalog" in told
    assert SECRET not in told


@pytest.mark.parametrize("token", ["two words", "line\nbreak", "grüße", "bell\a"])
def test_unsendable_token_is_not_shown(monkeypatch: pytest.MonkeyPatch, token: str) -> None:
    """What no header can carry is refused before anything else could show it."""
    monkeypatch.setenv("GOLDENPATH_CATALOG_TOKEN", token)
    assert refusal("https://backstage.acme.example") == (
        "GOLDENPATH_CATALOG_TOKEN holds a character that no token has: set it again"
    )


def test_token_does_not_travel_unencrypted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Plain http is for this machine, or for a catalog that everybody may read."""
    monkeypatch.setenv("GOLDENPATH_CATALOG_TOKEN", SECRET)
    told = refusal("http://backstage.acme.example")
    assert "sent over https only" in told


def test_loopback_is_asked_without_a_proxy(
    instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A proxy would see the token that is sent to this machine unencrypted."""
    instance.token = SECRET
    monkeypatch.setenv("GOLDENPATH_CATALOG_TOKEN", SECRET)
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    with serving() as proxy:
        monkeypatch.setenv("http_proxy", proxy.url)
        assert ENTITIES == list(snapshot.read(instance.url).entities)
        assert [] == proxy.asked


def test_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is no loopback address is asked for as the environment says."""
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    with serving() as proxy:
        proxy.always = lambda _: Reply.of([entity("a")])
        monkeypatch.setenv("http_proxy", proxy.url)
        assert [entity("a")] == list(snapshot.read("http://backstage.acme.example").entities)
        assert ["backstage.acme.example"] == [asked.headers["host"] for asked in proxy.asked]


def test_redirect_within_the_instance_is_followed(
    instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The token goes along, for it is the same server."""
    instance.token = SECRET
    instance.first = [Reply(308, headers={"Location": f"{LISTED}?limit=9"})]
    monkeypatch.setenv("GOLDENPATH_CATALOG_TOKEN", SECRET)
    assert ENTITIES == list(snapshot.read(instance.url).entities)


def test_redirect_to_another_server_is_refused(
    instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another server gets neither the token nor a request."""
    monkeypatch.setenv("GOLDENPATH_CATALOG_TOKEN", SECRET)
    with serving() as other:
        instance.always = lambda _: Reply(302, headers={"Location": other.url})
        assert "redirects to '127.0.0.1': name the URL" in refusal(instance.url)
        assert [] == other.asked


@pytest.mark.parametrize("location", ["file:///etc/passwd", "ftp://127.0.0.1/", "https://[oops"])
def test_redirect_out_of_http_is_refused(instance: Instance, location: str) -> None:
    """No file of this machine is taken for a catalog."""
    instance.always = lambda _: Reply(302, headers={"Location": location})
    assert "redirects to '" in refusal(instance.url)


def test_redirect_to_itself_ends(instance: Instance) -> None:
    """A circle of redirects is left."""
    instance.always = lambda asked: Reply(302, headers={"Location": asked.path})
    assert "redirects without an end" in refusal(instance.url)


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("https://user:hush@backstage.acme.example", "holds credentials"),
        ("https://backstage.acme.example/?filter=kind=api", "name the base URL alone"),
        ("https://backstage.acme.example/#hush", "name the base URL alone"),
        ("https://", "is no URL"),
        ("https://host:99999", "is no URL"),
        ("https://[::1", "is no URL"),
        ("https://backstage.acme.example/\r\nHost: other", "is no URL"),
        ("ftp://backstage.acme.example", "is a file, a folder or an http(s) URL"),
    ],
)
def test_url_that_is_none_is_refused(url: str, told: str) -> None:
    """Nothing is asked, and what is secret in it is not repeated."""
    with pytest.raises(SnapshotError) as caught:
        snapshot.read(url)
    assert told in str(caught.value)
    assert "hush" not in str(caught.value)
