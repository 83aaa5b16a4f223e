"""The HTML report: one page that nothing can break out of and that asks for nothing."""

from __future__ import annotations

import re
from base64 import b64encode
from collections import Counter
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

import pytest

from goldenpath.diagnostic import Severity
from goldenpath.document import Kind
from goldenpath.report import Health, Report, tally
from tests.golden.reports import CLEAN, HOSTILE, ORDINARY, REPORTS, lay, written

VOID = {"meta", "input", "rect"}


class Page(HTMLParser):
    """What a browser makes of the page: its elements with their attributes, and its text."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.content: dict[str, str] = {}
        self.words = ""
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close the innermost element, which must be the one that ends."""
        if tag not in VOID:
            assert tag == self.open.pop()

    def handle_data(self, data: str) -> None:
        """Note text, and the content of the style and the script."""
        self.words += data
        if self.open and self.open[-1] in {"style", "script"}:
            self.content[self.open[-1]] = data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """Return the attributes of each element of that name."""
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture(params=sorted(REPORTS))
def page(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Page:
    """Return each report's page, written where the files lie."""
    monkeypatch.chdir(tmp_path)
    lay(tmp_path)
    return Page(written("html", REPORTS[request.param]))


def test_every_element_is_closed(page: Page) -> None:
    """What is opened is closed, in order."""
    assert [] == page.open


def test_page_asks_for_nothing(page: Page) -> None:
    """There is no element that loads anything, and no attribute that runs or styles anything."""
    tags = {tag for tag, _ in page.elements}
    assert set() == tags & {"img", "link", "iframe", "object", "embed", "base", "image", "use"}
    for _, attributes in page.elements:
        names = [name for name in attributes if name == "style" or name.startswith("on")]
        assert [] == names
        assert "src" not in attributes
    assert "url(" not in page.content["style"]
    assert "@import" not in page.content["style"]


def test_only_the_pages_own_style_and_script_are_allowed(page: Page) -> None:
    """The policy names the two by their hashes and forbids all else."""
    assert (1, 1) == (len(page.all("script")), len(page.all("style")))
    hashes = {
        tag: f"'sha256-{b64encode(sha256(content.encode()).digest()).decode()}'"
        for tag, content in page.content.items()
    }
    policies = [a["content"] for a in page.all("meta") if "http-equiv" in a]
    allowed = f"style-src {hashes['style']}; script-src {hashes['script']}"
    assert [f"default-src 'none'; {allowed}; base-uri 'none'; form-action 'none'"] == policies


def test_links_lead_to_the_web_or_into_the_page(page: Page) -> None:
    """A link of another kind, such as one that runs a script, is plain text."""
    ids = {f"#{attributes['id']}" for _, attributes in page.elements if "id" in attributes}
    for attributes in page.all("a"):
        target = attributes["href"] or ""
        assert target in ids or target.startswith("https://")


def test_names_on_the_page_are_unique(page: Page) -> None:
    """No two elements share an id."""
    ids = Counter(attributes["id"] for _, attributes in page.elements if "id" in attributes)
    assert [] == [name for name, number in ids.items() if number > 1]


def test_hostile_values_are_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Markup in paths, messages, kinds and source lines is shown, not obeyed."""
    monkeypatch.chdir(tmp_path)
    lay(tmp_path)
    page = Page(written("html", HOSTILE))
    for text in (
        "</script>.yaml",
        "<img src=x onerror=alert(1)>",
        "<svg onload=alert(1)>",
        "</mark><script>alert(1)</script>",
    ):
        assert text in page.words


def test_page_tells_all_without_its_script() -> None:
    """The findings are on the page as it is served; only the filters wait for the script."""
    page = Page(written("html", ORDINARY))
    hidden = [attributes.get("id") for _, attributes in page.elements if "hidden" in attributes]
    assert ["filters", "nothing"] == hidden
    for item in ORDINARY.diagnostics:
        assert item.code in page.words


def test_bars_add_up() -> None:
    """The shares of a bar fill it, and the row says the same in words."""
    row = Health(Kind.BACKSTAGE_ENTITY, "Component", judged=3, errors=1, warnings=1)
    page = Page(written("html", replace(CLEAN, health=(row,))))
    widths = [float(a["width"] or 0) for a in page.all("rect")]
    assert [33.33] * 6 == widths
    assert re.search(r"Component\s*1 of 3 1 with errors 1 with warnings", page.words)


def test_many_kinds_share_a_row() -> None:
    """A file cannot make the drawing as long as it likes."""
    rows = tuple(Health(Kind.KUBERNETES, f"K{n:03}", 1, 0, 0) for n in range(500))
    page = Page(written("html", replace(CLEAN, health=rows)))
    assert 14 == len(page.all("svg"))
    assert "488 more kinds" in page.words


def test_tally_counts_each_document_once() -> None:
    """A document counts by its worst finding, under its consumer and its own word."""
    entity, manifest = Kind.BACKSTAGE_ENTITY, Kind.KUBERNETES
    outcomes = [
        (manifest, "Service", None),
        (entity, "Component", Severity.ERROR),
        (entity, "Component", Severity.INFO),
        (entity, "Component", None),
    ]
    assert tally(outcomes) == (
        Health(entity, "Component", judged=3, errors=1, warnings=1),
        Health(manifest, "Service", judged=1, errors=0, warnings=0),
    )


def test_report_without_health_has_no_drawing() -> None:
    """Nothing judged is nothing drawn."""
    empty = Report((), files=0, documents=0, judged={}, notices=(), duration=0.0)
    page = Page(written("html", empty))
    assert [] == page.all("svg")
    assert "No findings" in page.words
