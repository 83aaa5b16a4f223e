"""Before anything is written: do the findings go, and does nothing else change?"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from goldenpath.fix.edit import Same, apart, edited
from goldenpath.fix.reading import HOUSE, Reading, is_alone
from goldenpath.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from goldenpath.document import Path
    from goldenpath.fix.edit import Fix

_ABOUT_COMMENTS = frozenset({"GP005", "GP006"})
_TRIALS = 64
_CHARACTERS = 4_000_000
"""How often, and how much, is read again to find those that hold: the rest is left."""


def mended(reading: Reading, fixes: Sequence[Fix]) -> tuple[Reading, list[Fix]]:
    """Return the text with those of `fixes` that hold together, and which these are."""
    kept = apart(fixes)
    after = _tried(reading, kept)
    if not kept or holds(reading, after, kept):
        return after, kept
    trials = min(_TRIALS, _CHARACTERS // len(reading.source.text))
    kept = _holding(reading, kept, iter(range(trials)))
    after = _tried(reading, kept)
    return (after, kept) if holds(reading, after, kept) else (reading, [])


def _holding(reading: Reading, fixes: list[Fix], trials: Iterator[int]) -> list[Fix]:
    """Return those that hold, halving what does not until one is left."""
    if not fixes or next(trials, None) is None:
        return []
    if holds(reading, _tried(reading, fixes), fixes):
        return fixes
    half = len(fixes) // 2
    if not half:
        return []
    return _holding(reading, fixes[:half], trials) + _holding(reading, fixes[half:], trials)


def _tried(reading: Reading, fixes: list[Fix]) -> Reading:
    source = Source(reading.source.path, edited(reading.source.text, fixes))
    return Reading(source, reading.assumed)


def holds(before: Reading, after: Reading, fixes: Sequence[Fix]) -> bool:
    """Tell whether `after` is `before` without the findings of `fixes`, and otherwise the same."""
    of: defaultdict[int | None, list[Fix]] = defaultdict(list)
    for fix in fixes:
        of[_document(fix)].append(fix)
    return (
        len(before.documents) == len(after.documents)
        and all(
            _same_but_for(before, after, index, of[index]) for index in range(len(before.documents))
        )
        and _ignores_as_told(before, after, fixes)
        and _findings_go(before, after, fixes)
    )


def _document(fix: Fix) -> int | None:
    return fix.findings[0].document


def _same_but_for(before: Reading, after: Reading, index: int, fixes: list[Fix]) -> bool:
    """Compare a document as both dialects read it; in the other one a value may be it already."""
    old, new = before.documents[index], after.documents[index]
    if old.kind is not new.kind or _is_broken(before, index) != _is_broken(after, index):
        return False
    wanted = {fix.path: fix.value for fix in fixes if fix.path is not None}
    changed = dict(differences(old.data, new.data))
    others = differences(before.in_other_dialect(index), after.in_other_dialect(index))
    return (
        len(wanted) == sum(fix.path is not None for fix in fixes)
        and changed.keys() == wanted.keys()
        and all(_equal(wanted[path], value) for path, value in changed.items())
        and all(_equal(wanted.get(path, Same.SAME), value) for path, value in others)
    )


def _is_broken(reading: Reading, index: int) -> bool:
    return reading.composed[index].root is None


def _ignores_as_told(before: Reading, after: Reading, fixes: Sequence[Fix]) -> bool:
    expected = Counter((item.document, item.code) for item in before.ignores)
    for fix in fixes:
        expected.subtract((_document(fix), code) for code in fix.forgets)
        if fix.learns is not None:
            expected[_document(fix), fix.learns] += 1
    return +expected == Counter((item.document, item.code) for item in after.ignores)


def _findings_go(before: Reading, after: Reading, fixes: Sequence[Fix]) -> bool:
    """Tell whether what the fixes are for is gone and no consumer objects to anything new.

    The organisation may: its rules can judge a value only now that it is written as one.
    What is said of comments, or in view of other documents, is none of a document's own problems:
    of that, what the text now says is all there is to compare.
    """
    gone, come = before.facts - after.facts, after.facts - before.facts
    revealed = {_document(fix) for fix in fixes if fix.reveals}
    if any(index not in revealed and not code.startswith(HOUSE) for index, code, _ in come):
        return False
    for item in (item for fix in fixes for item in fix.findings):
        if item.code in _ABOUT_COMMENTS or not is_alone(item.code):
            continue
        key = (item.document or 0, item.code, item.span)
        facts = [(*key[:2], problem.path) for problem in before.problems.get(key, ())]
        if not facts or any(gone[fact] < 1 for fact in facts):
            return False
        gone.subtract(facts)
    return True


def differences(old: Any, new: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:  # noqa: ANN401
    """Yield where two values differ, and what stands there in the new one.

    The order of a mapping's keys counts.
    """
    if isinstance(old, dict) and isinstance(new, dict) and list(old) == list(new):
        for key in old:
            yield from differences(old[key], new[key], (*path, key))
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for number, pair in enumerate(zip(old, new, strict=True)):
            yield from differences(*pair, (*path, number))
    elif not _equal(old, new):
        yield path, new


def _equal(old: Any, new: Any) -> bool:  # noqa: ANN401 - any YAML value
    """Compare as readers do: 1 is neither true nor 1.0, and what is no number is itself."""
    return type(old) is type(new) and repr(old) == repr(new)
