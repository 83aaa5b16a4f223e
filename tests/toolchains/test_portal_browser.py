"""The portal as a person meets it: a real browser, from signing in to the service's API page.

Then it looks at services in which time has passed, and at a portal that lets in by Auth0 alone.

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
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml

from tests.conftest import STRICT
from tests.mirrored import fields
from tests.organization import HERE, OWNER, ROOT
from tests.toolchains.engines import node_engine
from tests.toolchains.lived_in import BEHIND, FOREIGN, METRICS, NEW, OLD, TENANT, closed, lived_in
from tests.toolchains.portal import Portal

__all__ = ["closed", "lived_in"]

pytestmark = [
    pytest.mark.toolchain("node"),
    pytest.mark.skipif(not HERE.has_portal, reason="goldenpath.yaml says: portal: none"),
]

JOURNEY = Path(__file__).with_name("portal_browser.cjs")
PICTURES = ROOT / "build/portal"
IMAGES = ROOT / "docs/images"
ILLUSTRATIONS = ["api", "behind", "catalog", "create", "entity", "refused", "task", "techdocs"]
"""The pages of which the documentation shows a picture."""

SMALL = 150_000
NAME = "parcels"
DESCRIPTION = "Tracks parcels from the warehouse to the door"
OWNER_TITLE = next(team.title for team in HERE.teams if team.ref == OWNER)
SYSTEM_TITLE = HERE.systems[0].title
MISTAKES = {"Name": "Parcels of Münster", "Description": "parcels " * 40}
REFUSALS = [fields("service")[name.lower()]["errorMessage"]["pattern"] for name in MISTAKES]
PAGES = [
    "sign-in",
    "home",
    "catalog",
    "create",
    "refused",
    "form",
    "ownership",
    "review",
    "task",
    "entity",
    "techdocs",
    "api",
    "behind",
    "foreign",
    "unread",
    "unreachable",
    "closed",
]


class Page(NamedTuple):
    """What a page showed, and what went wrong on it."""

    text: str
    faults: list[str]


class Journey(NamedTuple):
    """The pages by name, and the addresses beyond this machine that were asked for.

    Attributes:
        authorize: what Auth0 was asked for by its button.
    """

    pages: dict[str, Page]
    outside: list[str]
    authorize: str


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
    chromium: str, lived_in: Portal, closed: Portal, tmp_path_factory: pytest.TempPathFactory
) -> Journey:
    """Create a service in the browser, once, and read what came of it."""
    lived_in.entity("template", "service")
    lived_in.entity("component", "sample-stocktaking")
    PICTURES.mkdir(parents=True, exist_ok=True)
    service = {
        "name": NAME,
        "description": DESCRIPTION,
        "mistakes": MISTAKES,
        "refusal": REFUSALS[0],
        "owner": OWNER_TITLE,
        "system": SYSTEM_TITLE,
        "api": f"{NAME}-api",
        "documentation": NAME,
        "operation": "/v1/items",
        "sample": "sample-stocktaking",
        "template": "Service",
    }
    order = {
        "address": lived_in.address,
        "behind": BEHIND,
        "chromium": chromium,
        "closed": closed.address,
        "data": str(lived_in.data),
        "foreign": FOREIGN,
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
    return Journey(pages, found["outside"], found["authorize"])


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
        (
            "refused",
            [
                *REFUSALS,
                *(f"'{name}' {refusal}" for name, refusal in zip(MISTAKES, REFUSALS, strict=True)),
            ],
        ),
        ("form", ["Name", "Lifecycle"]),
        ("ownership", ["Team that owns it", "System it belongs to", "Cost center"]),
        ("review", [NAME, DESCRIPTION, OWNER]),
        ("task", ["Copy the golden path", "Validate what was born", "git clone"]),
        ("entity", [NAME, DESCRIPTION, OWNER_TITLE, SYSTEM_TITLE, "Golden path", "No findings"]),
        ("entity", [f"service {NEW}", "the newest", "a month"]),
        ("techdocs", [NAME, OWNER, "Runbook"]),
        ("behind", [f"service {OLD}", f"{NEW} is the newest", "run copier update", "a month"]),
        ("behind", ["1 error, ", f"values-{HERE.stages[-1].name}.yaml:", "Dockerfile:", "GP501"]),
        ("behind", [metric["title"] for metric in METRICS]),
        ("foreign", ["not born from a golden path", "Validation"]),
        ("unread", ["lies in no repository that the portal can read"]),
        ("unreachable", ["The golden path could not be read", "Try again"]),
        ("closed", [f"{HERE.title} developer portal", "Single sign-on"]),
    ],
)
def test_a_page_shows_what_it_is_for(journey: Journey, name: str, texts: list[str]) -> None:
    """What a person looks for on a page can be read there."""
    shown = journey.pages[name].text
    assert [] == [text for text in texts if text not in shown]


@pytest.mark.parametrize(
    ("name", "texts"),
    [
        ("refused", ["Team that owns it"]),
        ("entity", ["is the newest", "copier update", "Delivery"]),
        ("foreign", ["is the newest", "a month", "Delivery"]),
        ("unread", ["Validate now"]),
        ("unreachable", ["Validate now", "No findings"]),
        ("closed", ["Guest", "Enter"]),
    ],
)
def test_a_page_shows_nothing_that_is_not_so(journey: Journey, name: str, texts: list[str]) -> None:
    """What is not known is not shown, and what would not work is not offered."""
    shown = journey.pages[name].text
    assert [] == [text for text in texts if text in shown]


def test_single_sign_on_leads_to_the_tenant(journey: Journey, closed: Portal) -> None:
    """Auth0 is asked to sign somebody in to this portal, and to send them back to it."""
    asked = urlsplit(journey.authorize)
    assert ("https", TENANT) == (asked.scheme, asked.hostname)
    query = {name: values[0] for name, values in parse_qs(asked.query).items()}
    expected = {
        "client_id": "portal",
        "redirect_uri": f"{closed.address}/api/auth/auth0/handler/frame",
        "response_type": "code",
    }
    assert expected == {name: query[name] for name in expected}


def test_the_api_page_shows_every_operation(journey: Journey, lived_in: Portal) -> None:
    """The definition in the repository is what the API page draws."""
    file = lived_in.repositories / NAME / "api/openapi.yaml"
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


def test_the_form_gives_birth_to_what_was_asked_for(journey: Journey, lived_in: Portal) -> None:
    """The answers that were typed and picked are those that the repository records."""
    assert "task" in journey.pages
    file = lived_in.repositories / NAME / ".copier-answers.yml"
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
