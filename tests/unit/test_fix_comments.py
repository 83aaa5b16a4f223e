"""What `--fix` does with comments for us: those that do nothing go, those that nearly do, do."""

from __future__ import annotations

from pathlib import Path

import pytest

from goldenpath.document import Kind
from tests.unit.mending import HEAD, entity, mend

IGNORE = "# goldenpath: ignore[GP101] no team yet"


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"  {IGNORE}", ""),
        (f"\n{IGNORE}", ""),
        (f"\n  \t{IGNORE}\n", "\n"),
        (f"  # yamllint disable-line {IGNORE}", "  # yamllint disable-line"),
        ("  # goldenpath: ignore[GP101, GP107] x", ""),
        ("  # goldenpath: ignore[GP101, GP201] x", "  # goldenpath: ignore[GP201] x"),
        ("  # goldenpath: ignore[GP101, GP101] x", "  # goldenpath: ignore[GP101, GP101] x"),
        ("  # goldenpath: ignore[GP201] x", "  # goldenpath: ignore[GP201] x"),
        (f"  # see there: {IGNORE[2:]}", f"  # see there: {IGNORE[2:]}"),
        (f"  {IGNORE} # and more", f"  {IGNORE} # and more"),
    ],
)
def test_unused_ignores_go(before: str, after: str) -> None:
    """With their line where nothing else is on it; what other files can decide stays."""
    text = entity().removesuffix("\n")
    expected = f"{text}{after}\n"
    assert expected == mend(f"{text}{before}\n")
    assert expected == mend(expected)


@pytest.mark.parametrize("code", ["gp101", "missing-owner", "Missing-Owner"])
def test_misspelt_code_that_excuses_something_is_corrected(code: str) -> None:
    """The finding beside the comment proves what was meant."""
    text = f"{HEAD}spec: {{type: x, lifecycle: y}}  {IGNORE}\n"
    assert text == mend(text.replace("GP101", code))


@pytest.mark.parametrize("code", ["gp102", "GP999", "missing-name"])
def test_misspelt_code_that_excuses_nothing_stays(code: str) -> None:
    """Nobody knows what was meant, and corrected it would be an unused one."""
    text = f"{HEAD}spec: {{type: x, lifecycle: y}}  {IGNORE}\n".replace("GP101", code)
    assert text == mend(text)


def test_ignore_stays_while_a_fault_hides_its_finding() -> None:
    """An unknown kind is judged by no rule of its kind; once it is corrected, the rule speaks."""
    text = f"{HEAD}spec: {{type: x, lifecycle: y}}  {IGNORE}\n"
    assert text == mend(text.replace("Component", "component"))
    unknown = text.replace("Component", "Componet")
    assert unknown == mend(unknown)


def test_ignore_stays_where_a_kind_is_assumed() -> None:
    """As a manifest an entity has no findings of an entity."""
    text = entity().replace("\nspec:", f"\nspec:  {IGNORE}")
    assert text == mend(text, kind=Kind.KUBERNETES)
