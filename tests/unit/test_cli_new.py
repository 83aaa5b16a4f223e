"""`goldenpath new`: what it refuses, what it leaves behind, what it tells."""

from __future__ import annotations

from pathlib import Path

import pytest
from copier._main import Worker

from tests.organization import HERE, OWNER, SYSTEM, TEAM
from tests.unit.conftest import Outcome, Program

FACTS = ("-d", f"owner={OWNER}", "-d", f"system={SYSTEM}")


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def new(program: Program, template_root: Path) -> Program:
    """Return a function that calls `goldenpath new` with the template as it stands."""

    def run(*arguments: str) -> Outcome:
        return program("new", *arguments, "--from", str(template_root))

    return run


def test_birth_tells_what_it_assumed_and_what_is_next(new: Program) -> None:
    """The name comes from the destination; each default is shown with how to change it."""
    outcome = new("database", "orders-db", *FACTS)
    assert 0 == outcome.code
    assert outcome.out.startswith("database orders-db born in orders-db: ")
    assert "\n  database_size = small\n" in outcome.out
    assert "change with -d key=value" in outcome.out
    assert "owner" not in outcome.out.partition("assumed")[2].partition("next:")[0]
    assert Path("orders-db/catalog-info.yaml").is_file()
    assert ["orders-db"] == [path.name for path in Path().iterdir()]


def test_unknown_path_is_named_with_the_known_ones(new: Program) -> None:
    """A path that nobody offers is exit 2 and nothing is written."""
    outcome = new("servise", "orders", *FACTS)
    assert 2 == outcome.code
    assert "'template': 'servise' is not one of database, environment, service" in outcome.err
    assert [] == list(Path().iterdir())


def test_every_fault_is_told_at_once(new: Program) -> None:
    """Wrong type, bad choice, missing answer and refused name come together, a line each."""
    outcome = new("service", "Bad", "-d", "database=perhaps", "-d", f"owner={TEAM}")
    assert 2 == outcome.code
    for name in ("name", "owner", "system", "database"):
        assert f"'{name}'" in outcome.err
    assert [] == list(Path().iterdir())


@pytest.mark.parametrize(
    ("pair", "message"),
    [
        ("nmae=x", "'nmae' is no question: did you mean 'name'?"),
        ("team=x", "'team' is computed from other answers: leave it out"),
        ("database_size=large", "'database_size' is not asked with these answers: leave it out"),
        ("owner", "-d 'owner' is no KEY=VALUE: write -d key=value"),
        ("=x", "-d '=x' is no KEY=VALUE: write -d key=value"),
    ],
)
def test_wrong_answers_are_explained(new: Program, pair: str, message: str) -> None:
    """Copier would ignore each of these; here it is exit 2 with the remedy."""
    outcome = new("service", "orders", *FACTS, "-d", pair)
    assert 2 == outcome.code
    assert message in outcome.err
    assert [] == list(Path().iterdir())


def test_occupied_destination_is_refused(new: Program) -> None:
    """Nothing in a folder that holds something is touched."""
    Path("orders").mkdir()
    Path("orders/README.md").write_text("ours\n", "utf-8")
    outcome = new("service", "orders", *FACTS)
    assert 2 == outcome.code
    assert "orders is not empty: name a new folder, or add --overwrite" in outcome.err
    assert ["README.md"] == [path.name for path in Path("orders").iterdir()]


def test_overwrite_keeps_what_the_template_does_not_have(new: Program) -> None:
    """Told to, the birth replaces its own files and leaves the others."""
    Path("orders").mkdir()
    Path("orders/README.md").write_text("ours\n", "utf-8")
    Path("orders/notes.txt").write_text("ours\n", "utf-8")
    assert 0 == new("service", "orders", *FACTS, "--overwrite").code
    assert "ours\n" != Path("orders/README.md").read_text("utf-8")
    assert "ours\n" == Path("orders/notes.txt").read_text("utf-8")


def test_fresh_clone_counts_as_empty(new: Program) -> None:
    """A folder with nothing but `.git` is where a birth belongs."""
    Path("orders/.git").mkdir(parents=True)
    Path("orders/.git/HEAD").write_text("ref: refs/heads/main\n", "utf-8")
    assert 0 == new("service", "orders", *FACTS).code
    assert Path("orders/.git/HEAD").is_file()


def test_file_as_destination_is_refused(new: Program) -> None:
    """A file is no folder to be born in."""
    Path("orders").write_text("ours\n", "utf-8")
    assert 2 == new("service", "orders", *FACTS, "--overwrite").code
    assert "ours\n" == Path("orders").read_text("utf-8")


def test_interruption_leaves_nothing(new: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C in the middle of rendering is exit 130 and no trace of the birth."""

    def interrupted(worker: Worker) -> None:
        worker.dst_path.mkdir()
        (worker.dst_path / "half").write_text("half", "utf-8")
        raise KeyboardInterrupt

    monkeypatch.setattr(Worker, "run_copy", interrupted)
    outcome = new("service", "orders", *FACTS)
    assert 130 == outcome.code
    assert [] == list(Path().iterdir())


def test_answers_come_from_a_file_and_options_win(new: Program) -> None:
    """Copier's own keys in the file are passed over, so an answers file can be used again."""
    Path("answers.yml").write_text(
        f"_commit: 1.0.0\nowner: {HERE.teams[0].ref}\nsystem: {SYSTEM}\nlanguage: go\n", "utf-8"
    )
    outcome = new("service", "orders", "--answers", "answers.yml", "-d", "language=python")
    assert 0 == outcome.code
    assert Path("orders/pyproject.toml").is_file()
    answers = Path("orders/.copier-answers.yml").read_text("utf-8")
    assert f"owner: {HERE.teams[0].ref}\n" in answers


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "cannot read answers.yml: No such file or directory"),
        ("- a\n", "answers.yml is no mapping of answers"),
        ("a: [\n", "answers.yml is no YAML"),
        ("owner: 3\n", "'owner': 3 is a number, not text: quote it"),
    ],
)
def test_bad_answers_file_is_explained(new: Program, content: str | None, message: str) -> None:
    """A file that is absent, broken or of the wrong shape is exit 2."""
    if content is not None:
        Path("answers.yml").write_text(content, "utf-8")
    outcome = new("service", "orders", "-d", f"system={SYSTEM}", "--answers", "answers.yml")
    assert 2 == outcome.code
    assert message in outcome.err
    assert not Path("orders").exists()


def test_folder_that_is_no_template_is_refused(program: Program, tmp_path: Path) -> None:
    """`--from` names a template root or a URL, nothing else."""
    outcome = program("new", "service", "orders", *FACTS, "--from", str(tmp_path))
    assert 2 == outcome.code
    assert "is no template root" in outcome.err


def test_template_without_git_is_warned_about(new: Program) -> None:
    """What is born from no git repository cannot be updated, and the user is told."""
    outcome = new("environment", "storefront-envs", *FACTS)
    assert 0 == outcome.code
    assert "warning: the template is no git repository" in outcome.err
