"""URLs are accepted as JavaScript's `new URL` accepts them."""

from __future__ import annotations

import pytest

from goldenpath.entity.url import is_url


@pytest.mark.parametrize(
    "text",
    [
        "https://acme.example/orders?a=b#c",
        "HTTP:acme.example",
        "https:\\\\acme.example\\a",
        "  https://acme.example\n",
        "https://user:secret@acme.example:8443/",
        "https://acme.example:",
        "https://bücher.example/ä",
        "https://xn--bcher-kva.example/",
        "https://a_b.example/",
        "https://acme.example/a b",
        "http://127.1/",
        "http://0x7f.1/",
        "http://[::1]:80/",
        "mailto:team@acme.example",
        "slack://channel?id=1",
        "urn:x",
        "javascript:void(0)",
        "file:///etc/motd",
        "file:c:/x",
        "x://",
    ],
)
def test_absolute_url_is_accepted(text: str) -> None:
    """Any scheme will do, and what a browser forgives is forgiven."""
    assert is_url(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "acme.example",
        "/orders",
        "//acme.example/",
        "1http://acme.example/",
        "https://",
        "https:///?x",
        "https://@/",
        "https://:80/",
        "https://acme.example:99999/",
        "https://acme.example:http/",
        "https://a b/",
        "https://a<b/",
        "https://a%/",
        "https://a%00b/",
        "https://\u202eacme.example/",
        "https://xn--/",
        "http://256.0.0.1/",
        "http://1.2.3.4.5/",
        "http://09/",
        "http://[::1/",
        "http://[1::2::3]/",
        "http://[fe80::1%eth0]/",
        "x://a b/",
        "x://:80",
        "file://a b/x",
    ],
)
def test_what_leads_nowhere_is_refused(text: str) -> None:
    """Without a scheme, or with a host that cannot be one, there is no URL."""
    assert not is_url(text)
