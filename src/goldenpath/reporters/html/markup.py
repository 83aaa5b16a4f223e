"""Pieces of markup; every value goes through `text`."""

from __future__ import annotations

from html import escape

from goldenpath.reporters.encode import printable


def text(value: object) -> str:
    """Return `value` as text that is safe between tags and inside quoted attributes."""
    return escape(printable(str(value)))


def link(url: str, label: str) -> str:
    """Return `label` as a link to `url`, or as plain text where that is no web address."""
    if not url.startswith(("https://", "http://")):
        return text(label)
    return f'<a href="{text(url)}" rel="noopener noreferrer">{text(label)}</a>'


def count(number: int) -> str:
    """Return `number` with its thousands set apart."""
    return f"{number:,}"
