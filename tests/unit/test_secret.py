"""Secrets by their form: what is one, and what only stands for one."""

from __future__ import annotations

import pytest

from goldenpath.secret import secrets, secrets_below

REAL = {
    "a private key": "-----BEGIN " + "OPENSSH PRIVATE KEY-----",
    "an AWS access key": "AKIA" + "ABCDEFGH12345678",
    "a Google API key": "AIza" + "a1B2c" * 7,
    "a GitHub token": "ghs_" + "a1B2" * 9,
    "a GitLab token": "glpat-" + "a1B2c" * 4,
    "a Slack token": "xoxp-" + "1234567890-abc",
    "a Slack webhook": "https://hooks.slack.com/services/" + "T1/B2/" + "a1B2" * 6,
    "a Stripe key": "sk_live_" + "a1B2c" * 5,
    "an npm token": "npm_" + "a1B2" * 9,
    "a PyPI token": "pypi-" + "AgEI" + "a1B2c" * 12,
    "a JSON Web Token": "eyJ" + "hbGciOiJIUzI1.eyJ" + "zdWIiOiIxMjM0." + "c2lnbmF0dXJl",
    "an address with a password": "redis://:" + "s3cr3t" + "@cache:6379/0",
}


@pytest.mark.parametrize("what", REAL)
def test_secret_is_known_by_its_form(what: str) -> None:
    """Each form is found in the middle of a text, and its kind is told."""
    (found,) = secrets(f"before {REAL[what]} after")
    assert what == found.what


@pytest.mark.parametrize(
    "text",
    [
        "postgresql://orders:$PASSWORD@db/orders",
        "postgresql://orders:${{ secrets.PASSWORD }}@db/orders",
        "https://user:{{ .Values.password }}@host",
        "amqp://guest:changeme@queue",
        "https://user:<password>@host",
        "https://host/path:with@sign",
        "git@github.com:acme/orders.git",
        "ghp_short",
        "AKIAIOSFODNN7EXAMPLE",
        "sha256:" + "0" * 64,
        "-----BEGIN CERTIFICATE-----",
        "image: registry.example/orders:1.0.0@sha256:abc",
    ],
)
def test_what_stands_for_a_secret_is_none(text: str) -> None:
    """Variables, expressions, examples and public things are let through."""
    assert [] == list(secrets(text))


def test_secrets_are_found_at_any_depth() -> None:
    """A text may lie in lists and mappings, however deep."""
    token = REAL["a GitHub token"]
    (found,) = secrets_below({"a": [{"b": f"x {token}"}, 1, None]})
    assert ("a", 0, "b") == found[0]
