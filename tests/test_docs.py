"""The documentation: it builds, its links lead somewhere, and what it names exists."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path

import pytest
import yaml

from goldenpath.check import all_checks
from goldenpath.cli import COMMANDS
from goldenpath.copier_templates import questions

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted(
    [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "adr").glob("*.md")],
)
FENCE = re.compile(
    r"^(?P<fence>`{3,})(?P<info>[^\n]*)\n(?P<body>.*?)^(?P=fence)$", re.MULTILINE | re.DOTALL
)
GENERATED = ("checks", "policies")
"""Folders of docs/ whose index leads to their pages."""

INLINE_CODE = re.compile(r"`([^`\n]+)`")
SNIPPET = re.compile(r'^--8<-- "([^"]+)"$', re.MULTILINE)
FORK_RANGE = "GP9"
UPSTREAM_RECORDS = 5000
"""A fork numbers its own records from here, and need not edit the page that shows upstream's."""
OURS = ROOT / "docs/ours"
"""A fork's own pages lie here, and need no line in upstream's navigation."""


def _name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@cache
def prose(page: Path) -> str:
    """Return a page without its code."""
    return INLINE_CODE.sub("", FENCE.sub("", page.read_text("utf-8")))


@cache
def code(page: Path) -> str:
    """Return a page's code: its blocks and what stands in backquotes, one piece a line."""
    text = page.read_text("utf-8")
    pieces = [match["body"] for match in FENCE.finditer(text)]
    return "\n".join(pieces + INLINE_CODE.findall(FENCE.sub("", text)))


def links(text: str) -> set[str]:
    """Return the targets of Markdown links that are no URLs."""
    targets = re.findall(r"\]\(([^)\s]+)(?:\s+\"[^\"]*\")?\)", text)
    return {target for target in targets if not re.match(r"[a-z][a-z0-9+.-]*:", target)}


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as code hosts and MkDocs make them."""
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", page.read_text("utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", h.lower()).strip().replace(" ", "-") for h in headings}


def test_documentation_builds_strictly(tmp_path: Path) -> None:
    """MkDocs with the plugin of TechDocs builds the site without a warning."""
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", tmp_path],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert (tmp_path / "techdocs_metadata.json").is_file()
    decisions = (tmp_path / "decisions/index.html").read_text("utf-8")
    assert "0002 Copier renders everywhere" in decisions


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_relative_links_lead_to_files(page: Path) -> None:
    """Each relative link leads to a file or folder here, and its fragment to a heading."""
    broken = []
    for link in links(prose(page)):
        target, _, fragment = link.partition("#")
        path = (page.parent / target).resolve() if target else page
        found = path.exists() and path.is_relative_to(ROOT)
        if not found or (fragment and fragment not in anchors(path)):
            broken.append(link)
    assert [] == broken


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_named_make_targets_exist(page: Path) -> None:
    """Each `make <target>` that is said is a target here or of a born service."""
    makefiles = [ROOT / "Makefile", *ROOT.glob("templates/service/skeleton/*/Makefile")]
    rules = "\n".join(file.read_text("utf-8") for file in makefiles)
    targets = set(re.findall(r"^([a-z-]+):", rules, re.MULTILINE))
    named = set(re.findall(r"^(?:\$ )?make ([a-z][a-z-]*)(?![\w./=])", code(page), re.MULTILINE))
    assert set() == named - targets


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_named_commands_exist(page: Path) -> None:
    """Each `goldenpath <command>` that is said is a command."""
    named = set(
        re.findall(r"^(?:\$ )?(?:\.venv/bin/)?goldenpath ([a-z]+)\b", code(page), re.MULTILINE)
    )
    assert set() == named - COMMANDS.keys()


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_named_checks_exist(page: Path) -> None:
    """Each code that is said is a check's, except for those that a fork may choose."""
    named = set(re.findall(r"\bGP\d{3}\b", page.read_text("utf-8")))
    ours = {check.code for check in all_checks()}
    assert [] == sorted(code for code in named - ours if not code.startswith(FORK_RANGE))


def test_every_command_has_a_section() -> None:
    """The reference of the command line leaves no command out."""
    text = (ROOT / "docs/reference/cli.md").read_text("utf-8")
    assert sorted(COMMANDS) == sorted(re.findall(r"^## goldenpath (\w+)$", text, re.MULTILINE))


def test_every_option_is_in_the_reference() -> None:
    """The reference of the command line names each option that the commands declare."""
    text = (ROOT / "docs/reference/cli.md").read_text("utf-8")
    modules = [(ROOT / f"src/goldenpath/cli/{name}.py").read_text("utf-8") for name in COMMANDS]
    declared = set(re.findall(r'"(--[a-z-]+)"', "\n".join(modules)))
    assert set() == declared - set(re.findall(r"--[a-z-]+", text))


def test_every_question_is_in_the_reference() -> None:
    """The reference of answers, or a page of a fork, names each question, computed ones too."""
    pages = [ROOT / "docs/reference/answers.md", *OURS.rglob("*.md")]
    named = {word for page in pages for word in INLINE_CODE.findall(page.read_text("utf-8"))}
    assert [] == [question.name for question in questions(ROOT) if question.name not in named]


def test_every_key_of_the_organisation_is_in_the_reference() -> None:
    """The reference of goldenpath.yaml names each key at its top."""
    schema = yaml.safe_load((ROOT / "schemas/goldenpath.schema.json").read_text("utf-8"))
    text = (ROOT / "docs/reference/organization.md").read_text("utf-8")
    named = {re.split(r"[.\[]", word)[0] for word in INLINE_CODE.findall(text)}
    assert [] == [key for key in schema["properties"] if key not in named]


def test_architecture_lists_the_layers_in_order() -> None:
    """The table of layers names those that import-linter holds, from the top down."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    layers = next(item["layers"] for item in contracts if item["type"] == "layers")
    text = (ROOT / "docs/architecture.md").read_text("utf-8")
    table = text.partition("## The layers\n")[2].partition("\n## ")[0]
    cells = re.findall(r"^\| (`[^|]+) \|", table, re.MULTILINE)
    assert layers == [name for cell in cells for name in INLINE_CODE.findall(cell)]


def test_decisions_page_shows_every_record_of_upstream() -> None:
    """The page includes the records in order; MkDocs would pass over an absent one in silence."""
    shown = SNIPPET.findall((ROOT / "docs/decisions.md").read_text("utf-8"))
    records = [f"adr/{file.name}" for file in sorted((ROOT / "adr").glob("[0-9]*.md"))]
    numbered = {record: int(record[4:8]) for record in records}
    assert shown == [record for record in records if numbered[record] < UPSTREAM_RECORDS]


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_navigation_holds_every_page(page: Path) -> None:
    """Each page of docs/ is in the navigation, but for generated ones and those of a fork."""
    inside = page.is_relative_to(ROOT / "docs") and not page.is_relative_to(OURS)
    if not inside or (page.parent.name in GENERATED and page.name != "index.md"):
        return
    nav = (ROOT / "mkdocs.yml").read_text("utf-8")
    assert f": {page.relative_to(ROOT / 'docs').as_posix()}\n" in nav
