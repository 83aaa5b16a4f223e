"""Which files are looked at, and what is said of those that cannot be read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from goldenpath.discover import discover, is_dockerfile, read


def _found(root: Path) -> list[str]:
    return [Path(path).relative_to(root).as_posix() for path in discover([root])]


def _write(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("a: 1\n", "utf-8")


def test_yaml_files_come_sorted_without_other_peoples_folders(tmp_path: Path) -> None:
    """Dependencies, caches and git's own files are not ours to judge; hidden files are."""
    _write(
        tmp_path,
        *("b.yaml", "a.yml", "c.json", "deep/er/d.yaml", ".github/workflows/ci.yml"),
        *("node_modules/x.yaml", ".venv/x.yaml", ".git/x.yaml"),
    )
    assert ["a.yml", "b.yaml", ".github/workflows/ci.yml", "deep/er/d.yaml"] == _found(tmp_path)


@pytest.mark.parametrize("marker", ["Chart.yaml", "Chart.yaml.jinja"])
def test_templates_of_a_chart_are_left_to_helm(tmp_path: Path, marker: str) -> None:
    """What lies in a chart's templates is no YAML yet; folders of that name elsewhere are."""
    _write(tmp_path, f"chart/{marker}", "chart/templates/a.yaml", "chart/values.yaml")
    _write(tmp_path, "templates/b.yaml")
    assert {"chart/values.yaml", "templates/b.yaml"} <= set(_found(tmp_path))
    assert "chart/templates/a.yaml" not in _found(tmp_path)


def test_file_is_found_once(tmp_path: Path) -> None:
    """A file that is named, lies in a named folder and is linked to is one file."""
    _write(tmp_path, "a.yaml")
    (tmp_path / "b.yaml").symlink_to("a.yaml")
    paths = [tmp_path / "a.yaml", tmp_path, tmp_path / "b.yaml"]
    assert [str(tmp_path / "a.yaml")] == list(discover(paths))


def test_link_loops_do_not_lead_astray(tmp_path: Path) -> None:
    """Links to folders are not followed, so neither a loop nor a way out of the tree matters."""
    _write(tmp_path, "in/a.yaml")
    (tmp_path / "in/loop").symlink_to("..")
    (tmp_path / "in/out").symlink_to("/")
    assert ["in/a.yaml"] == _found(tmp_path)


def test_named_file_is_taken_whatever_its_suffix(tmp_path: Path) -> None:
    """Who names a file wants it judged."""
    _write(tmp_path, "entity.txt")
    assert [str(tmp_path / "entity.txt")] == list(discover([tmp_path / "entity.txt"]))


def test_pipe_is_not_opened(tmp_path: Path) -> None:
    """A pipe would block for ever: it is told, not read."""
    os.mkfifo(tmp_path / "a.yaml")
    _, fault = read(tmp_path / "a.yaml")
    assert fault is not None
    assert "is no regular file" == fault.message


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"a: \xff\n", "is not UTF-8: byte 3 cannot be decoded"),
        ("a: 1".encode("utf-16"), "is UTF-16: save it as UTF-8"),
    ],
)
def test_other_encodings_are_told(tmp_path: Path, content: bytes, message: str) -> None:
    """What is not UTF-8 is told with the first bad byte."""
    (tmp_path / "a.yaml").write_bytes(content)
    _, fault = read(tmp_path / "a.yaml")
    assert fault is not None
    assert message == fault.message


def test_byte_order_mark_is_no_text(tmp_path: Path) -> None:
    """A byte order mark is dropped, so that positions count what people see."""
    (tmp_path / "a.yaml").write_bytes(b"\xef\xbb\xbfa: 1\n")
    source, fault = read(tmp_path / "a.yaml")
    assert fault is None
    assert "a: 1\n" == source.text


def test_paths_are_shown_relative_to_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Below the working directory a path is relative with slashes, elsewhere absolute."""
    _write(tmp_path, "in/a.yaml")
    monkeypatch.chdir(tmp_path / "in")
    assert "a.yaml" == read(Path("a.yaml"))[0].path
    assert "a.yaml" == read(tmp_path / "in/a.yaml")[0].path
    monkeypatch.chdir("/")
    _write(tmp_path, "b.yaml")
    assert (tmp_path / "b.yaml").as_posix().lstrip("/") == read(tmp_path / "b.yaml")[0].path


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Dockerfile", True),
        ("dockerfile", True),
        ("Dockerfile.dev", True),
        ("api.dockerfile", True),
        ("dockerfile.py", False),
        ("Dockerfile.md", False),
    ],
)
def test_dockerfile_is_told_by_its_name(name: str, *, expected: bool) -> None:
    """A module of a program that is about Dockerfiles is none."""
    assert expected == is_dockerfile(name)
