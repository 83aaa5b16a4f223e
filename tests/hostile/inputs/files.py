"""What a file system can hold beside ordinary files."""

from __future__ import annotations

import os
from pathlib import Path

from tests.hostile.case import FILE, FOLDER, Expected, entity, found, tree

LONG = "d" * 200
UNREADABLE = found(("GP003", None), skipped=1)


def _input(repository: Path) -> Path:
    return repository / FOLDER / FILE


@tree(UNREADABLE)
def fifo(repository: Path) -> None:
    """A named pipe that nobody writes to."""
    os.mkfifo(_input(repository))


@tree(UNREADABLE)
def socket_file(repository: Path) -> None:
    """A socket where a file should be."""
    import socket  # noqa: PLC0415 - this one input alone

    # A socket's path is short: it is bound by its name alone, from the folder it lies in.
    here = Path.cwd()
    with socket.socket(socket.AF_UNIX) as listener:
        os.chdir(repository / FOLDER)
        try:
            listener.bind(FILE)
        finally:
            os.chdir(here)


@tree(UNREADABLE)
def endless_device(repository: Path) -> None:
    """A link to a device that never ends."""
    _input(repository).symlink_to("/dev/zero")


@tree(UNREADABLE)
def waiting_device(repository: Path) -> None:
    """A link to the terminal, which waits for somebody to type."""
    _input(repository).symlink_to("/dev/tty")


@tree(UNREADABLE)
def file_whose_reading_fails(repository: Path) -> None:
    """A link to a file of the kernel that opens and cannot be read, whoever asks."""
    _input(repository).symlink_to("/proc/self/mem")


@tree(UNREADABLE)
def file_that_says_it_is_empty(repository: Path) -> None:
    """A link to a file of the kernel without a size, which holds something all the same."""
    _input(repository).symlink_to("/proc/self/pagemap")


@tree(UNREADABLE)
def link_to_itself(repository: Path) -> None:
    """A link that leads to itself."""
    _input(repository).symlink_to(FILE)


@tree(UNREADABLE)
def link_to_nowhere(repository: Path) -> None:
    """A link that leads to no file."""
    _input(repository).symlink_to("nowhere.yaml")


@tree(UNREADABLE)
def link_to_a_name_too_long(repository: Path) -> None:
    """A link to a name that no file system has."""
    _input(repository).symlink_to("x" * 300)


@tree(Expected())
def links_to_folders(repository: Path) -> None:
    """Links to folders: to the tree itself, up, out of it, and one that looks like a file."""
    folder = repository / FOLDER
    (folder / "loop").symlink_to(".")
    (folder / "up").symlink_to("..")
    (folder / "out").symlink_to("/")
    (folder / "folder.yaml").symlink_to("/etc")


@tree(Expected())
def folder_called_like_a_file(repository: Path) -> None:
    """A folder with a file's name and nothing in it."""
    _input(repository).mkdir()


@tree(Expected({f"{FOLDER}/{FILE}": {("GP101", 0)}}))
def link_to_a_file_outside(repository: Path) -> None:
    """A link to an entity outside of the tree, which is judged where the link stands."""
    outside = repository.parent / f"{repository.parent.name}-outside.txt"
    outside.write_text(entity("outside", owner=""), "utf-8")
    _input(repository).symlink_to(outside)


@tree(UNREADABLE)
def sparse_file(repository: Path) -> None:
    """A file that says it has ten gigabytes, all of them zero."""
    _input(repository).touch()
    os.truncate(_input(repository), 10_000_000_000)


def _nest(folder: Path, name: str, levels: int) -> None:
    """Make folders in folders and an entity in the innermost, however long its path becomes."""
    here = Path.cwd()
    os.chdir(folder)
    try:
        for _ in range(levels):
            Path(name).mkdir()
            os.chdir(name)
        Path(FILE).write_text(entity("deep", owner=""), "utf-8")
    finally:
        os.chdir(here)


@tree(Expected({f"{FOLDER}/{'d/' * 500}{FILE}": {("GP101", 0)}}))
def folders_in_folders(repository: Path) -> None:
    """Five hundred folders, one in the other."""
    _nest(repository / FOLDER, "d", 500)


@tree(Expected({f"{FOLDER}{f'/{LONG}' * 21}": {("GP003", None)}}, skipped=1))
def path_that_is_too_long(repository: Path) -> None:
    """Folders whose path is longer than the system takes: what lies there cannot be read."""
    _nest(repository / FOLDER, LONG, 25)


@tree(Expected({f"{FOLDER}/{'*' * 200}/[a-z]?.yaml": {("GP001", 0)}}, skipped=3))
def names_of_glob_characters(repository: Path) -> None:
    """Names that mean more than themselves where they are taken for patterns."""
    folder = repository / FOLDER / ("*" * 200)
    folder.mkdir()
    (folder / "[a-z]?.yaml").write_text("a: [\n", "utf-8")
    (folder / "-rf.yml").write_text("a: 1\n", "utf-8")
    (folder / "$(touch executed).yml").write_text("a: 1\n", "utf-8")
