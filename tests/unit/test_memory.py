"""What earlier runs have learned is used as long as it is true, and no longer."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from goldenpath import memory, run
from goldenpath.discover import read_bytes
from goldenpath.engine import Options, validate
from goldenpath.examine import examine
from goldenpath.report import Report
from tests.organization import OWNER

ENTITY = """apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {{name: {name}}}
spec: {{type: service, lifecycle: production, owner: '{owner}'{more}}}
"""
API = """apiVersion: backstage.io/v1alpha1
kind: API
metadata: {{name: {name}}}
spec: {{type: openapi, lifecycle: production, owner: '{owner}', definition: {{$text: ./api.txt}}}}
"""
OPTIONS = Options(select=("GP0", "GP1", "GP2"), cache=True)


def entity(name: str, more: str = "") -> str:
    """Return a Component that is clean by itself."""
    return ENTITY.format(name=name, owner=OWNER, more=more)


@pytest.fixture
def examined(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Make a small catalog, and take note of each file that is judged anew."""
    files = {
        "a.yaml": entity("a", ", dependsOn: ['component:b']"),
        "b.yaml": entity("b"),
        "wrong.yaml": entity("no good"),
        "api.yaml": API.format(name="c", owner=OWNER),
        "api.txt": "openapi: 3.1.0\n",
    }
    folder = tmp_path / "catalog"
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    monkeypatch.chdir(folder)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(memory, "WORTH", 1)
    monkeypatch.setattr(memory, "_RACY", -(10**12))
    judged: list[str] = []

    def note(path: str, *rest: object) -> object:
        judged.append(path)
        return examine(path, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(run, "examine", note)
    return judged


def judge(options: Options = OPTIONS) -> Report:
    """Judge the working directory, as if it had taken no time."""
    return replace(validate([Path()], options), duration=0.0)


def kept() -> list[Path]:
    """Return the files of the cache: what was learned of each file, and what came of them all."""
    return sorted(Path(os.environ["XDG_CACHE_HOME"], "goldenpath", "scan").iterdir())


def test_what_has_not_changed_is_not_judged_again(examined: list[str]) -> None:
    """The report is the same to the letter, whether files were read for it or not."""
    first = judge()
    assert ["a.yaml", "api.yaml", "b.yaml", "wrong.yaml"] == examined
    examined.clear()
    assert first == judge()
    assert [] == examined
    assert {"GP105", "GP205"} == {item.code for item in first.diagnostics}


def test_file_that_has_changed_is_judged_and_no_other(examined: list[str]) -> None:
    """References are resolved anew for all files, also for those that are remembered."""
    judge()
    examined.clear()
    Path("b.yaml").write_text(entity("other"), "utf-8")
    codes = [(item.path, item.code) for item in judge().diagnostics]
    assert ["b.yaml"] == examined
    assert ("a.yaml", "GP201") in codes


def test_file_that_is_gone_is_forgotten(examined: list[str]) -> None:
    """Nothing refers to a file of an earlier run."""
    judge()
    Path("b.yaml").unlink()
    assert ("a.yaml", "GP201") in [(item.path, item.code) for item in judge().diagnostics]
    assert 3 == judge().files
    assert "b.yaml" not in examined[4:]


def test_content_is_known_by_any_path(examined: list[str]) -> None:
    """A folder that was moved or checked out anew is not judged again, but told where it is now."""
    judge()
    examined.clear()
    Path("new").mkdir()
    Path("wrong.yaml").rename("new/wrong.yaml")
    found = [(item.path, item.code) for item in judge().diagnostics]
    assert ("new/wrong.yaml", "GP105") in found
    assert [] == examined


def test_content_under_another_name_is_another_file(examined: list[str]) -> None:
    """A file's name may say what it is."""
    judge()
    examined.clear()
    Path("b.yaml").rename("catalog-info.yaml")
    judge()
    assert ["catalog-info.yaml"] == examined


def test_placeholder_ties_an_entity_to_its_file(examined: list[str]) -> None:
    """An entity whose definition lies in another file is judged again when that is gone."""
    judge()
    examined.clear()
    Path("api.txt").unlink()
    assert ("api.yaml", "GP114") in [(item.path, item.code) for item in judge().diagnostics]
    assert ["api.yaml"] == examined


def test_placeholder_counts_in_its_folder_alone(examined: list[str]) -> None:
    """The same content beside other files may be another entity."""
    judge()
    examined.clear()
    Path("new").mkdir()
    Path("new/api.yaml").write_text(Path("api.yaml").read_text("utf-8"), "utf-8")
    assert ("new/api.yaml", "GP114") in [(item.path, item.code) for item in judge().diagnostics]


@pytest.mark.usefixtures("examined")
def test_what_may_have_changed_within_a_tick_is_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that was written a moment ago may be written again without anybody's noticing."""
    monkeypatch.setattr(memory, "_RACY", 10**18)
    seen: list[object] = []

    def note(path: str) -> tuple[bytes, str]:
        seen.append(path)
        return read_bytes(path)

    monkeypatch.setattr(run, "read_bytes", note)
    judge()
    seen.clear()
    judge()
    assert ["a.yaml", "api.yaml", "b.yaml", "wrong.yaml"] == seen


def test_other_checks_learn_for_themselves(examined: list[str]) -> None:
    """What some checks found says nothing of others."""
    judge()
    examined.clear()
    judge(replace(OPTIONS, select=("GP0",)))
    assert 4 == len(examined)


@pytest.mark.parametrize("content", [b"", b"no", b"\xe9", b"{"])
def test_broken_memory_is_none(examined: list[str], content: bytes) -> None:
    """What cannot be read is learned again, without a word."""
    first = judge()
    for path in kept():
        path.write_bytes(content)
    examined.clear()
    assert first == judge()
    assert 4 == len(examined)
    assert first == judge()
    assert 4 == len(examined)


def test_nothing_is_kept_unless_asked_for(examined: list[str]) -> None:
    """`--no-cache` neither reads nor writes."""
    judge(replace(OPTIONS, cache=False))
    assert not Path(os.environ["XDG_CACHE_HOME"]).exists()
    judge()
    examined.clear()
    judge(replace(OPTIONS, cache=False))
    assert 4 == len(examined)


def test_ignore_comments_hold_for_remembered_runs(examined: list[str]) -> None:
    """A comment that excuses is read with each run, whatever is remembered."""
    text = entity("no good").replace(
        "{name: no good}", "{name: no good}  # goldenpath: ignore[GP105] old"
    )
    Path("wrong.yaml").write_text(text, "utf-8")
    first = judge()
    assert "GP105" not in {item.code for item in first.diagnostics}
    examined.clear()
    assert first == judge()
    assert [] == examined


def test_memory_is_its_owners(examined: list[str]) -> None:
    """Who may read a catalog is not for the cache to decide."""
    judge()
    assert 4 == len(examined)
    assert [(".files", 0o600), (".run", 0o600)] == [
        (path.suffix, path.stat().st_mode & 0o777) for path in kept()
    ]


def test_run_that_breaks_off_leaves_nothing_half_written(examined: list[str]) -> None:
    """What was known before is known after it."""
    judge()
    before = {path: path.read_bytes() for path in kept()}

    def stop(number: int) -> None:
        if number == 2:
            raise KeyboardInterrupt

    Path("b.yaml").write_text(entity("other"), "utf-8")
    with pytest.raises(KeyboardInterrupt):
        judge(replace(OPTIONS, progress=stop))
    assert before == {path: path.read_bytes() for path in kept()}
    assert "b.yaml" not in examined[4:]


def test_small_runs_leave_nothing(examined: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A hook that judges a few files writes none."""
    monkeypatch.setattr(memory, "WORTH", 100)
    judge()
    assert 4 == len(examined)
    assert not Path(os.environ["XDG_CACHE_HOME"]).exists()
