"""What every reader can decode, whatever a file or its name holds."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typing import TextIO

UNSHOWN = "\N{REPLACEMENT CHARACTER}"
"""Stands for a character that cannot be shown, or would command whatever shows it."""

_LONE_SURROGATE = re.compile(
    r"\\\\|\\ud[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2}|(?P<lone>\\ud[89a-f][0-9a-f]{2})"
)
"""In JSON: an escaped backslash and a pair are matched so that neither is taken apart."""


def printable(text: str, *, keep: str = "") -> str:
    """Return `text` with `UNSHOWN` for what is neither printable nor in `keep`.

    That covers control characters, marks that reverse the direction of writing, the surrogates
    that stand for undecodable bytes in a file's name, and whatever XML 1.0 forbids.
    """
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() or char in keep else UNSHOWN for char in text)


def dump(content: Any, stream: TextIO) -> None:  # noqa: ANN401 - JSON values are of any type
    """Write `content` as JSON in ASCII, a newline after it.

    A surrogate without its partner is no character, and strict readers refuse the whole text.
    """
    text = json.dumps(content, indent=2)
    if "\\ud" in text:
        text = _LONE_SURROGATE.sub(lambda m: r"\ufffd" if m["lone"] else m[0], text)
    stream.write(text + "\n")


def to_ascii(markup: str) -> str:
    """Return XML or HTML with references for all that is not ASCII, so that any stream takes it."""
    return markup.encode("ascii", "xmlcharrefreplace").decode("ascii")
