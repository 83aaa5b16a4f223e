"""The portal as a person meets it: a real browser, from signing in to the service's API page.

The pictures are left in build/portal; with GOLDENPATH_SCREENSHOTS=1 those of the documentation are
made anew from them.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from tests.conftest import STRICT
from tests.organization import HERE, OWNER, ROOT
from tests.toolchains.engines import node_engine
from tests.toolchains.portal import Portal

pytestmark = [
    pytest.mark.toolchain("node"),
    pytest.mark.skipif(not HERE.has_portal, reason="goldenpath.yaml says: portal: none"),
]

JOURNEY = Path(__file__).with_name("portal_browser.cjs")
PICTURES = ROOT / "build/portal"
IMAGES = ROOT / "docs/images"
ILLUSTRATIONS = ["api", "catalog", "create", "entity", "task", "techdocs"]
"""The pages of which the documentation shows a picture."""

SMALL = 150_000
NAME = "parcels"
DESCRIPTION = "Tracks parcels from the warehouse to the door"
OWNER_TITLE = next(team.title for team in HERE.teams if team.ref == OWNER)
SYSTEM_TITLE = HERE.systems[0].title
PAGES = [
    "sign-in",
    "home",
    "catalog",
    "create",
    "form",
    "ownership",
    "review",
    "task",
    "entity",
    "techdocs",
    "api",
]


class Page(NamedTuple):
    """What a page showed, and what went wrong on it."""

    text: str
    faults: list[str]


class Journey(NamedTuple):
    """The pages by name, and the addresses beyond this machine that were asked for."""

    pages: dict[str, Page]
    outside: list[str]


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return the system's Chromium; its absence is told, and strictly it is a failure."""
    program = shutil.which("chromium")
    if program is None:
        message = "Chromium is absent: 'chromium' is not on PATH"
        if STRICT:
            pytest.fail(message, pytrace=False)
        pytest.skip(message)
    return program


@pytest.fixture(name="journey", scope="session")
def journey_fixture(
    chromium: str, portal: Portal, tmp_path_factory: pytest.TempPathFactory
) -> Journey:
    """Create a service in the browser, once, and read what came of it."""
    portal.entity("template", "service")
    portal.entity("component", "sample-stocktaking")
    PICTURES.mkdir(parents=True, exist_ok=True)
    service = {
        "name": NAME,
        "description": DESCRIPTION,
        "owner": OWNER_TITLE,
        "system": SYSTEM_TITLE,
        "api": f"{NAME}-api",
        "documentation": NAME,
        "operation": "/v1/items",
        "sample": "sample-stocktaking",
        "template": "Service",
    }
    order = {
        "address": portal.address,
        "chromium": chromium,
        "data": str(portal.data),
        "pictures": str(PICTURES),
        "profile": str(tmp_path_factory.mktemp("chromium")),
        "service": service,
    }
    done = subprocess.run(
        ["node", JOURNEY, node_engine("browser")],
        input=json.dumps(order),
        capture_output=True,
        text=True,
        check=False,
    )
    assert 0 == done.returncode, done.stderr
    found = json.loads(done.stdout)
    pages = {name: Page(**page) for name, page in found["pages"].items()}
    return Journey(pages, found["outside"])


def test_every_page_was_seen(journey: Journey) -> None:
    """The way leads from signing in to the API of the service that was born."""
    assert PAGES == list(journey.pages)


@pytest.mark.parametrize("name", PAGES)
def test_no_page_is_broken(journey: Journey, name: str) -> None:
    """No page, card or tab shows an error in its place, and no script fails."""
    assert [] == journey.pages[name].faults


@pytest.mark.parametrize(
    ("name", "texts"),
    [
        ("sign-in", [f"{HERE.title} developer portal", "Guest"]),
        ("home", ["First steps"]),
        ("catalog", ["sample-stocktaking", "sample-orders", "library", "website"]),
        ("create", ["Service", HERE.title]),
        ("form", ["Repository", "Lifecycle"]),
        ("ownership", ["Team that owns it", "System it belongs to", "Cost center"]),
        ("review", [NAME, DESCRIPTION, OWNER]),
        ("task", ["Copy the golden path", "Validate what was born", "git clone"]),
        ("entity", [NAME, DESCRIPTION, OWNER_TITLE, SYSTEM_TITLE, "Golden path", "No findings"]),
        ("techdocs", [NAME, OWNER, "Runbook"]),
    ],
)
def test_a_page_shows_what_it_is_for(journey: Journey, name: str, texts: list[str]) -> None:
    """What a person looks for on a page can be read there."""
    shown = journey.pages[name].text
    assert [] == [text for text in texts if text not in shown]


def test_the_api_page_shows_every_operation(journey: Journey, portal: Portal) -> None:
    """The definition in the repository is what the API page draws."""
    file = portal.repositories / NAME / "api/openapi.yaml"
    definition: dict[str, Any] = yaml.safe_load(file.read_text("utf-8"))
    summaries = [
        operation["summary"]
        for path in definition["paths"].values()
        for method, operation in path.items()
        if method in {"delete", "get", "patch", "post", "put"}
    ]
    assert summaries
    shown = journey.pages["api"].text
    assert [] == [text for text in [*definition["paths"], *summaries] if text not in shown]


def test_the_form_gives_birth_to_what_was_asked_for(journey: Journey, portal: Portal) -> None:
    """The answers that were typed and picked are those that the repository records."""
    assert "task" in journey.pages
    file = portal.repositories / NAME / ".copier-answers.yml"
    answers: dict[str, Any] = yaml.safe_load(file.read_text("utf-8"))
    expected = {
        "name": NAME,
        "description": DESCRIPTION,
        "owner": OWNER,
        "system": HERE.systems[0].name,
        "database": False,
    }
    assert expected == {key: answers[key] for key in expected}


def test_no_page_asks_beyond_this_machine(journey: Journey) -> None:
    """In a closed network the portal waits for no font, picture or script of somebody else."""
    assert [] == journey.outside


@pytest.mark.parametrize("name", ILLUSTRATIONS)
def test_the_documentation_has_a_small_picture(journey: Journey, name: str) -> None:
    """The documentation's pictures are those that the browser takes, small enough for git."""
    assert name in journey.pages
    image = IMAGES / f"{name}.png"
    if os.environ.get("GOLDENPATH_SCREENSHOTS") == "1":
        IMAGES.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(PICTURES / image.name, image)
    picture = image.read_bytes()
    assert picture.startswith(b"\x89PNG\r\n")
    width, height = (int.from_bytes(picture[at : at + 4], "big") for at in (16, 20))
    assert (1280, 800) == (width, height)
    assert len(picture) < SMALL
