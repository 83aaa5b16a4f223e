"""HTML: one page that holds all it needs, for a person who was not at the terminal.

The page works without its script; what a file or its name holds is text on it, never markup, and
its Content-Security-Policy allows nothing but the page's own style and script.
"""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from html import escape
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from goldenpath.reporters.encode import to_ascii
from goldenpath.reporters.html.findings import findings
from goldenpath.reporters.html.health import health
from goldenpath.reporters.html.summary import breakdown, header

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goldenpath.report import Report


def write(report: Report, stream: TextIO) -> None:
    """Write `report` as one page."""
    stream.writelines(to_ascii(part) + "\n" for part in _page(report))


def _page(report: Report) -> Iterator[str]:
    style, script = _asset("page.css"), _asset("page.js")
    policy = (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; "
        "base-uri 'none'; form-action 'none'"
    )
    yield f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>goldenpath report</title>
<style>{style}</style>
</head>
<body>"""
    yield header(report)
    yield "<main>"
    yield from health(report)
    yield from breakdown(report)
    yield from findings(report)
    yield "</main>"
    yield f"<footer><p>goldenpath {escape(version('goldenpath'))}</p></footer>"
    yield f"<script>{script}</script>\n</body>\n</html>"


def _asset(name: str) -> str:
    return Path(__file__).with_name(name).read_text("utf-8")


def _hash(content: str) -> str:
    digest = sha256(content.encode("ascii")).digest()
    return f"'sha256-{b64encode(digest).decode()}'"
