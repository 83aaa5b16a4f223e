"""Comments that ignore findings: which count, for which line, and what is said of the rest."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from goldenpath import engine, helm
from goldenpath.config import load
from goldenpath.source import Source
from goldenpath.suppress import Ignore, ignores_in
from tests.organization import HERE, OWNER
from tests.unit.conftest import Program
from tests.unit.helm.charts import write

HEAD = "apiVersion: backstage.io/v1alpha1\nkind: System\nmetadata:\n  name: shop\n"
IGNORE = "# goldenpath: ignore[GP101] no team yet"
Finding = tuple[str, int, int | None]
Findings = Callable[..., list[Finding]]


@pytest.fixture
def found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Findings:
    """Return a function that judges a text: code, line and document of each finding."""
    monkeypatch.chdir(tmp_path)

    def judge(text: str, **options: object) -> list[Finding]:
        Path("catalog-info.yaml").write_bytes(text.encode())
        report = engine.validate([Path()], engine.Options(**options))  # type: ignore[arg-type]
        return [(d.code, d.span.start.line, d.document) for d in report.diagnostics]

    return judge


def _lines(text: str, *, template: bool = False) -> list[tuple[str, int]]:
    """Return which codes the comments of a text ignore, and on which line."""
    items = ignores_in(Source("x.yaml", text), template=template)
    return [(item.code, item.line) for item in items if isinstance(item, Ignore)]


@pytest.mark.parametrize(
    "text",
    [
        f"{HEAD}spec: {{}}  {IGNORE}\n",
        f"{HEAD}{IGNORE}\nspec: {{}}\n",
        f"{HEAD}{IGNORE}\n# another comment\n  # and one more\nspec: {{}}\n",
        f"{HEAD}spec: {{}}  # yamllint disable-line {IGNORE}\n",
        f"{HEAD}spec: {{}}  #goldenpath:ignore[GP101]  no team yet\n",
        f"{HEAD}spec: {{}}  {IGNORE}\n".replace("\n", "\r\n"),
        f"{HEAD}spec: {{}}  {IGNORE}\n".replace("\n", "\r"),
    ],
)
def test_comment_ignores_a_finding(found: Findings, text: str) -> None:
    """On its line or directly above, with other comments between or before."""
    assert [] == found(text)


def test_blank_line_parts_a_comment_from_what_follows(found: Findings) -> None:
    """Directly above means directly."""
    assert [("GP005", 5, 0), ("GP101", 7, 0)] == found(f"{HEAD}{IGNORE}\n\nspec: {{}}\n")


def test_other_codes_stay(found: Findings) -> None:
    """A comment ignores what it names."""
    text = f"{HEAD}spec: {{}}  # goldenpath: ignore[GP102, GP101] young\n"
    assert [("GP005", 5, 0)] == found(text)
    assert [("GP101", 5, 0), ("GP005", 5, 0)] == found(text.replace(", GP101", ""))


def test_comment_names_its_document(found: Findings) -> None:
    """What is said of a comment carries the index of the document it stands in."""
    fine = f"{HEAD}spec: {{owner: {OWNER!r}}}\n"
    other = fine.replace("shop", "stock")
    text = f"{IGNORE}\n---\n{fine}{IGNORE}\n---\n{IGNORE}\n{other}"
    assert [("GP005", 1, 0), ("GP005", 8, 0), ("GP005", 10, 1)] == found(text)


@pytest.mark.parametrize(
    "value",
    [
        f'"{IGNORE}"',
        f"'x\n  {IGNORE}'",
        f"|\n  {IGNORE}\n\n  {IGNORE}",
        f">-  # a comment\n  {IGNORE}",
        f"&a !!str |\n  {IGNORE}",
        f"x{IGNORE}",
    ],
)
def test_text_is_no_comment(value: str) -> None:
    """A value may speak of comments."""
    assert [] == _lines(f"a: {value}\nb: 1\n")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"a: |  {IGNORE}\n  text\n", 1),
        (f"a: |\n  text\n{IGNORE}\nb: 1\n", 4),
        (f"a: &x >-  {IGNORE}\n  text\n", 1),
        (f"a: [x,  {IGNORE}\n  y]\n", 1),
        (f'a: "#"  {IGNORE}\n', 1),
        (f"? a  {IGNORE}\n: b\n", 1),
        (f"- *b  {IGNORE}\n".replace("*b", "&b 1") + "- *b\n", 1),
    ],
)
def test_comment_beside_a_value_counts(text: str, expected: int) -> None:
    """The parser knows where a value ends."""
    assert [("GP101", expected)] == _lines(text)


def test_broken_document_has_no_comments(found: Findings) -> None:
    """Nobody knows what is a comment there; the other documents keep theirs."""
    text = f"a: 'x  {IGNORE}\n---\n{HEAD}spec: {{}}  {IGNORE}\n"
    assert ["GP001"] == [code for code, _, _ in found(text)]


@pytest.mark.parametrize(
    ("comment", "message"),
    [
        ("ignore[GP101]", "gives no reason"),
        ("ignore[GP101]  # why", "gives no reason"),
        ("ignore[GP101] --", "gives no reason"),
        ("ignore[] why", "gives no code"),
        ("ignore", "this ignores nothing: write"),
        ("ignore GP101 why", "this ignores nothing: write"),
        ("Ignore[GP101] why", "this ignores nothing: write"),
        ("disable[GP101] why", "this ignores nothing: write"),
        ("ignore[GP999] why", "'GP999' is no check's code: `goldenpath explain`"),
        ("ignore[GP1] why", "'GP1' is no check's code"),
        ("ignore[missing-owner] why", "did you mean GP101?"),
        ("ignore[GP006] why", "GP006 is about such comments"),
    ],
)
def test_malformed_comment_is_told(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, comment: str, message: str
) -> None:
    """It has no effect, and GP006 says what is missing."""
    monkeypatch.chdir(tmp_path)
    text = f"{HEAD}spec: {{}}  # goldenpath: {comment}\n"
    Path("catalog-info.yaml").write_text(text, "utf-8")
    outcome = program("validate", "--format", "json")
    told = {d["code"]: d["message"] for d in json.loads(outcome.out)["diagnostics"]}
    assert {"GP006", "GP101"} == set(told)
    assert message in told["GP006"]


def test_sentence_is_no_comment_for_us() -> None:
    """The program's name may stand in any comment."""
    assert [] == list(ignores_in(Source("x.yaml", "# goldenpath: ours\na: 1\n"), template=False))


def test_locked_code_is_not_ignored(found: Findings, monkeypatch: pytest.MonkeyPatch) -> None:
    """The finding stays, and the comment is one too."""
    locked = replace(HERE, locked=("GP10",))
    monkeypatch.setattr("goldenpath.suppress.organization", lambda: locked)
    assert [("GP101", 5, 0), ("GP006", 5, 0)] == found(f"{HEAD}spec: {{}}  {IGNORE}\n")


def test_code_that_is_not_looked_for_is_not_unused(found: Findings) -> None:
    """Whether there is something to ignore is known only where somebody looked."""
    text = f"{HEAD}spec: {{owner: {OWNER!r}}}  {IGNORE}\n"
    Path(".goldenpath.yaml").write_text("version: 1\nignore: [GP101]\n", "utf-8")
    assert [("GP005", 5, 0)] == found(text)
    assert [] == found(text, select=["GP0"])
    assert [] == found(text, ignore=["GP101"])
    assert [] == found(text, config=load(Path(".goldenpath.yaml")))


def test_chart_without_an_engine_has_no_unused_comments(
    found: Findings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was not rendered was not looked at."""
    monkeypatch.setattr(helm, "engine", lambda: None)
    write(
        Path("chart"),
        {
            "Chart.yaml": "apiVersion: v2\nname: x\nversion: 0.1.0\n"
            "# goldenpath: ignore[GP010] needs a library\n",
            "templates/a.yaml": "# goldenpath: ignore[GP020] ours\n",
        },
    )
    assert [] == found(f"{HEAD}spec: {{owner: {OWNER!r}}}\n")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"a: {{{{ .x }}}}  {IGNORE}", [1]),
        ("{{/* goldenpath: ignore[GP101] x */}}\na: 1", [2]),
        ("{{- /* goldenpath: ignore[GP101] x */ -}}\n\na: 1", [2]),
        ("a: 1  {{/* goldenpath: ignore[GP101] x */}}", [1]),
        (f'a: "x {IGNORE}"', []),
        (f"a: 'it''s {IGNORE}'", []),
        (f"a: it's so  {IGNORE}", [1]),
        (f'a: {{{{ "x" | quote }}}}  {IGNORE}', [1]),
        (f'{{{{ "{IGNORE}" }}}}', []),
        (f"a: {{{{ printf `{IGNORE}", []),
        (f"a: |\n  {IGNORE}\n{{{{- if x }}}}\n  {IGNORE}\n{{{{- end }}}}\nb: 1  {IGNORE}", [6]),
        (f"a: |-  # text\n  {IGNORE}\nb: 1", []),
        (f'a: "\\" {IGNORE}"', []),
    ],
)
def test_comments_in_a_template(text: str, expected: list[int]) -> None:
    """YAML's comments and Go's count, text in quotes, actions and blocks does not."""
    assert [("GP101", line) for line in expected] == _lines(text, template=True)


def test_hostile_lines_are_read_in_time() -> None:
    """A line of nothing but beginnings is not searched again for each of them."""
    word = "goldenpath: ignore[GP101] x"
    for piece in ("{{/*", "{{ ", "# ", "' ", "a: |"):
        text = word + piece * 50_000 + word
        assert [] == _lines(f"a: '{text.replace(chr(39), '')}'\n")
        assert len(_lines(text, template=True)) <= 1
