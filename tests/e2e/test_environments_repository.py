"""Databases and environments live in folders of one repository, and are updated there."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.e2e.conftest import Shell, copy_of_repository, goldenpath
from tests.organization import HERE, OWNER, SYSTEM

WHO = ("--defaults", "-d", f"owner={OWNER}", "-d", f"system={SYSTEM}")
FOLDERS = {"database": "databases", "environment": "environments"}


@pytest.fixture(scope="module")
def template(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """Return a fork that is fetched from where it lies, at version 1.0.0."""
    shell = copy_of_repository(root, tmp_path_factory.mktemp("template"))
    facts = shell.folder / "goldenpath.yaml"
    said = yaml.safe_load(facts.read_text("utf-8"))
    said["template_url"] = f"git+file://{shell.folder}"
    facts.write_text(yaml.safe_dump(said, sort_keys=False), "utf-8")
    shell.run(*goldenpath("sync"))
    shell.commit("Ours", "1.0.0")
    return shell


@pytest.mark.parametrize("path", FOLDERS)
def test_folder_is_updated_in_its_repository(template: Shell, tmp_path: Path, path: str) -> None:
    """What is beside it stays as it is, and so does what people wrote into it."""
    repository = Shell(tmp_path, template.environment)
    repository.run("git", "init", "--quiet")
    (tmp_path / "README.md").write_text("All environments.\n", "utf-8")
    born = repository.folder / FOLDERS[path] / "accounts"
    template.run(*goldenpath("new", path, born, *WHO))
    readme = born / "README.md"
    readme.write_text(readme.read_text("utf-8") + "\nOur own words.\n", "utf-8")
    repository.commit("Accounts")

    skeleton = template.folder / f"templates/{path}/skeleton"
    source = skeleton / "README.md.jinja"
    source.write_text("<!-- second version -->\n" + source.read_text("utf-8"), "utf-8")
    template.commit("Templates: news", "1.1.0")
    try:
        Shell(born, template.environment).run(*goldenpath("update"))
        text = readme.read_text("utf-8")
        assert text.startswith("<!-- second version -->")
        assert text.endswith("\nOur own words.\n")
        assert "_commit: 1.1.0\n" in (born / ".copier-answers.yml").read_text("utf-8")
        assert "All environments.\n" == (tmp_path / "README.md").read_text("utf-8")
    finally:
        template.run("git", "tag", "--delete", "1.1.0")
        template.run("git", "reset", "--quiet", "--hard", "1.0.0")


@pytest.mark.parametrize("path", FOLDERS)
def test_newborn_says_where_it_lies(template: Shell, tmp_path: Path, path: str) -> None:
    """Its entity leads to its folder in the environments repository, not to one of its own."""
    born = tmp_path / "accounts"
    template.run(*goldenpath("new", path, born, *WHO))
    where = HERE.facts()["environments"]
    entity = yaml.safe_load((born / "catalog-info.yaml").read_text("utf-8"))
    (link,) = entity["metadata"]["links"]
    root = f"https://{where['host']}/{where['owner']}/{where['repository']}/"
    assert link["url"].startswith(root)
    assert link["url"].endswith(f"/{FOLDERS[path]}/accounts")
    location = entity["metadata"]["annotations"]["backstage.io/source-location"]
    assert f"url:{link['url']}/" == location
