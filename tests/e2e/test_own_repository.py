"""The validator judges the repository that it comes from: nothing is found, and nothing evaded."""

from __future__ import annotations

from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from goldenpath import config, kustomize
from goldenpath.discover import discover
from goldenpath.document import Document, Kind
from goldenpath.engine import Options, validate
from goldenpath.load import load
from tests.e2e.breach import EVERY
from tests.e2e.conftest import copy_of_repository

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goldenpath.report import Report

PLACES = (Path("platform"), Path())

SETTINGS = {
    ".goldenpath.yaml": "our own, read and judged before anything else",
    ".pre-commit-hooks.yaml": "pre-commit's",
    "backstage/samples/definitions/*": "what the sample APIs offer, in the languages of these",
    "copier.yml": "Copier's",
    "goldenpath.yaml": "our own, judged by its schema when it is read",
    "mkdocs.yml": "MkDocs'",
    "platform/auth0/tenant.yaml": "of Auth0's deploy CLI",
    "platform/backstage/.yarnrc.yml": "Yarn's",
    "platform/backstage/app-config*.yaml": "Backstage's own, judged by its schema in its build",
    "platform/backstage/runtime.yaml": "of the portal's start",
    "platform/cost/prices.yaml": "ours, judged by its schema when it is read",
    "platform/crossplane/sizes.yaml": "ours, judged by its schema when it is read",
    "platform/policies/overlays/*/audit.yaml": "a patch, which is no manifest yet",
    "templates/*": "questions, forms and examples of the paths, judged with what is born of them",
    "tests/*": "tables of tests",
}
"""What is no manifest, and so is judged by nothing here: whose it is, and who judges it."""


def judged(place: Path) -> Report:
    """Judge a part of the working directory as its own configuration says."""
    return validate([place], Options(config=config.load(Path(config.FILE))))


def skipped(place: Path) -> Iterator[Document]:
    """Yield the documents that nothing judges."""
    return (document for document in documents(place) if document.kind is Kind.UNKNOWN)


def documents(place: Path) -> Iterator[Document]:
    """Yield the documents that its own configuration does not leave out."""
    for path in discover([place], config.load(Path(config.FILE)).excludes):
        yield from load(path)


@pytest.fixture(name="checkout", scope="module")
def checkout_fixture(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy that has no more in it than what is committed or will be."""
    return copy_of_repository(root, tmp_path_factory.mktemp("own")).folder


@pytest.fixture(autouse=True)
def _within(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Go there."""
    monkeypatch.chdir(checkout)


@pytest.mark.skipif(kustomize.engine() is None, reason="neither kustomize nor kubectl is on PATH")
@pytest.mark.parametrize("place", PLACES, ids=str)
def test_nothing_is_found(place: Path) -> None:
    """What the platform asks of others it keeps to itself, and so no engine was missing."""
    report = judged(place)
    found = [(item.code, item.path, item.span.start.line) for item in report.diagnostics]
    assert ([], ()) == (found, report.notices)


@pytest.mark.parametrize("place", PLACES, ids=str)
def test_only_what_a_cluster_or_a_registry_knows_is_left_undecided(place: Path) -> None:
    """The portal's chart has a Deployment for each stage, and nothing else runs anything."""
    names = ("require-attestations", "require-quota", "require-signed-images")
    claims = sum(document.kind is Kind.CLAIM for document in documents(place))
    counts = dict.fromkeys(names, len(EVERY)) | {"restrict-total-cost": claims}
    counted = ", ".join(f"{name} ({number})" for name, number in counts.items())
    total = sum(counts.values())
    said = f"{total} verdicts not to be had without a cluster or a registry: {counted}"
    assert (said,) == judged(place).remarks


@pytest.mark.parametrize("place", PLACES, ids=str)
def test_no_manifest_is_skipped(place: Path) -> None:
    """A kind that no schema knows would pass whatever it says."""
    assert {document.get("kind") for document in skipped(place)} == {None}


@pytest.mark.parametrize("place", PLACES, ids=str)
def test_what_is_no_manifest_is_of_a_known_sort(place: Path) -> None:
    """Each file that is skipped holds settings of some program, which judges them itself."""
    files = {document.source.path for document in skipped(place)}
    assert {file for file in files if not any(fnmatch(file, name) for name in SETTINGS)} == set()


@pytest.mark.parametrize("place", PLACES, ids=str)
def test_what_is_skipped_is_what_the_report_counts(place: Path) -> None:
    """Charts and kustomizations add nothing that no check judges."""
    assert len(list(skipped(place))) == judged(place).skipped
