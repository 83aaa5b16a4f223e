"""What libyaml refuses and a reader of YAML 1.2 lets pass, written so that both read it alike."""

from __future__ import annotations

import re

from goldenpath.parse.breaks import line_after

_TABS = re.compile(r"[ ]*\t[ \t]*(#[^\n]*)?\r?$")
_BLANK_LINES = re.compile(r"^[ ]*\t[ \t]*$", re.MULTILINE)
"""All are mended at once: a text can have thousands of them."""
_DIRECTIVE_FAULTS = (
    "found incompatible YAML document",
    "found unknown directive name",
    "found duplicate %YAML directive",
    "found duplicate %TAG directive",
    "could not find expected directive name",
    "found unexpected non-alphabetical character",
)
_DIRECTIVE = re.compile(r"%(YAML[ \t]+\d+\.\d+[ \t]*(#.*)?\r?$|TAG[ \t]|(?!YAML\b|TAG\b))")
_INSIGNIFICANT = re.compile(r"[ \t]*(#.*)?\r?$")
_ENDS = re.compile(r"(?:(?:\.\.\.)?[ \t]*(?:#[^\n]*)?\r?(?:\n|$))++(?![ \t\r\n#.])")
_ENDS_IN = re.compile(r"^\.\.\.", re.MULTILINE)
_AWAY = 100_000
"""Characters of comments and blank lines within which a line is looked for."""
_END = re.compile(r"\.\.\.(?=[ \t\r]|$)")


def mended(text: str, start: int, number: int, message: str) -> str | None:
    """Return `text` without what `message` is about, of the same length; None if it stays broken.

    Args:
        text: the whole text.
        start: where the document begins in it.
        number: the line at fault, counted from 1 at `start`.
        message: what libyaml says.
    """
    begin = line_after(text, start, number - 1)
    if begin < 0:
        return None
    end = text.find("\n", begin)
    line = text[begin : end if end >= 0 else len(text)]
    if "\t" in line and (_TABS.match(line) or _begins_flow(text, begin, line)):
        blank = len(line) - len(line.lstrip(" \t"))
        rest = _BLANK_LINES.sub(lambda found: " " * len(found[0]), text[begin + blank :])
        return text[:begin] + " " * blank + rest
    before = _before(text, begin)
    if message.startswith(_DIRECTIVE_FAULTS) and _DIRECTIVE.match(line):
        is_head = before in {None, "..."} or str(before).startswith("%")
        is_head = is_head and _leads_to_document(text, begin + len(line) + 1)
        return text[:begin] + "#" + text[begin + 1 :] if is_head else None
    if _END.match(line) and before in {None, "..."}:
        run = _ENDS.match(text, begin)
        after = run.end() if run else begin
        return text[:begin] + _ENDS_IN.sub("#..", text[begin:after]) + text[after:]
    is_bare = message.startswith("did not find expected <document start>") and before == "..."
    return text if is_bare else None


def _begins_flow(text: str, begin: int, line: str) -> bool:
    """Tell whether a document begins with a tab and then a flow collection."""
    return line.strip(" \t")[:1] in {"{", "["} and _before(text, begin) in {None, "---"}


def _leads_to_document(text: str, offset: int) -> bool:
    """Tell whether directives alone stand between `offset` and the next `---`."""
    for line in text[offset : offset + 10_000].split("\n"):
        if not _INSIGNIFICANT.match(line) and not line.startswith("%"):
            return line.startswith("---")
    return False


def _before(text: str, offset: int) -> str | None:
    """Return the first three characters of the last line that says something, or None.

    Where it is too far away, that is nothing that anybody asks for.
    """
    farthest = offset - _AWAY
    while offset > 0:
        if offset < farthest:
            return ""
        begin = text.rfind("\n", 0, offset - 1) + 1
        if not _INSIGNIFICANT.match(text[begin : offset - 1]):
            return text[begin : begin + 3]
        offset = begin
    return None
