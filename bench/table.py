"""How measurements are printed: both numbers, their ratio, and how that compares with the wish."""

from __future__ import annotations


def title(text: str, left: str, right: str) -> None:
    """Print what the following rows are about."""
    print(f"\n{text:36}{left:>12}{right:>16}{'ratio':>10}   wanted", flush=True)


def row(label: str, left: float, right: float, ratio: float, verdict: str = "") -> None:
    """Print one measurement of both, and its ratio."""
    numbers = f"{_short(left):>12}{_short(right):>16}{_short(ratio):>10}"
    print(f"  {label:34}{numbers}   {verdict}".rstrip(), flush=True)


def at_least(wanted: float, found: float) -> str:
    """Say whether a number is as large as wanted; nothing if 0 is wanted."""
    return _verdict(f"at least {_short(wanted)}", found >= wanted) if wanted else ""


def at_most(wanted: float, found: float) -> str:
    """Say whether a number is as small as wanted."""
    return _verdict(f"at most {_short(wanted)}", found <= wanted)


def _verdict(wanted: str, is_reached: bool) -> str:  # noqa: FBT001 - the verdict itself
    return f"{wanted}: {'reached' if is_reached else 'MISSED'}"


def _short(number: float) -> str:
    if number >= 100:
        return f"{number:.0f}"
    return f"{number:.3g}"
