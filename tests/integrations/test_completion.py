"""What the shells complete, asked of the shells."""

from __future__ import annotations

import contextlib
import io
import shutil
import subprocess
from pathlib import Path

import pytest

from goldenpath.check import all_checks
from goldenpath.cli import COMMANDS, main
from goldenpath.cli.completion import SHELLS
from goldenpath.copier_templates import paths
from tests.conftest import ROOT

BASH = """\
source "$1"; shift
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
_shtab_goldenpath "$1"
printf '%s\\n' "${COMPREPLY[@]}"
"""
"""What readline does on a press of TAB: the words so far, then the registered function."""


@pytest.fixture(scope="module")
def scripts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the completion of each shell, named after it."""
    folder = tmp_path_factory.mktemp("completion")
    for shell in SHELLS:
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            assert main(["completion", shell]) == 0
        (folder / shell).write_text(printed.getvalue(), "utf-8")
    return folder


@pytest.fixture
def script(scripts: Path) -> Path:
    """Return the completion of bash."""
    return scripts / "bash"


def _bash(script: Path, *words: str, folder: Path | None = None) -> list[str]:
    """Return what bash offers, in a folder, for the last of the words."""
    done = subprocess.run(
        ["bash", "--norc", "--noprofile", "-uc", BASH, "bash", script, "goldenpath", *words],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.split()


def test_bash_registers_the_function_for_the_program(script: Path) -> None:
    """Sourced, the script completes `goldenpath` and nothing else."""
    done = subprocess.run(
        ["bash", "--norc", "--noprofile", "-c", f"source '{script}' && complete -p"],
        capture_output=True,
        text=True,
        check=True,
    )
    (registered,) = done.stdout.splitlines()
    assert registered.endswith(" -F _shtab_goldenpath goldenpath")


def test_every_command_is_offered(script: Path) -> None:
    """The first word is one of the commands."""
    assert list(COMMANDS) == _bash(script, "")


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (("validate", "--format", "s"), ["sarif"]),
        (("validate", "--fail-on", ""), ["error", "warning", "info"]),
        (("validate", "--write"), ["--write-baseline"]),
        (("validate", "one.yaml", "--strict", "--as", "k"), ["kubernetes"]),
        (("validate", "--select", "GP10"), [f"GP10{digit}" for digit in range(1, 10)]),
        (("explain", "missing-o"), ["missing-owner"]),
        (("completion", ""), ["bash", "zsh", "fish"]),
        (("new", ""), paths(ROOT)),
    ],
    ids=" ".join,
)
def test_bash_offers_what_fits(script: Path, words: tuple[str, ...], offered: list[str]) -> None:
    """Options, their values and arguments are completed for the command that was typed."""
    assert offered == _bash(script, *words)


def test_bash_offers_files_and_folders(script: Path, tmp_path: Path) -> None:
    """A file is offered where one is read, and only folders where a repository is."""
    (tmp_path / "orders").mkdir()
    (tmp_path / "orders.yaml").touch()

    def offered(*words: str) -> list[str]:
        return sorted(_bash(script, *words, folder=tmp_path))

    assert ["orders", "orders.yaml"] == offered("validate", "ord")
    assert ["orders.yaml"] == offered("validate", "--baseline", "orders.")
    assert ["orders"] == offered("update", "ord")
    assert ["orders"] == offered("new", "service", "ord")


def test_every_option_that_takes_a_code_offers_all_codes(script: Path) -> None:
    """Codes and their first digit, that is all that `--select` and `--ignore` take at once."""
    codes = {check.code for check in all_checks()}
    for option in ("--select", "--ignore"):
        assert codes < set(_bash(script, "validate", option, ""))


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_can_read_their_script(scripts: Path, shell: str) -> None:
    """Each command is in the script, and the shell itself, where it is there, finds no fault."""
    text = (scripts / shell).read_text("utf-8")
    assert [] == [command for command in COMMANDS if command not in text]
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is absent: its script is not parsed")
    done = subprocess.run(
        [shell, "-n", scripts / shell], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_shell_is_one_that_is_known(capsys: pytest.CaptureFixture[str]) -> None:
    """Another shell is exit code 2, and the message names those that there are."""
    with pytest.raises(SystemExit) as ended:
        main(["completion", "tcsh"])
    assert 2 == ended.value.code
    told = capsys.readouterr().err
    assert [] == [shell for shell in SHELLS if shell not in told]
