"""`goldenpath new`."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from goldenpath import resources
from goldenpath.cli.errors import UsageError
from goldenpath.copier_templates import (
    AnswerError,
    Answers,
    BirthError,
    OriginError,
    find_origin,
    give_birth,
    interview,
)
from goldenpath.copier_templates.birth import occupied
from goldenpath.organization import OrganizationError, organization
from goldenpath.style import Style

if TYPE_CHECKING:
    import argparse

    from goldenpath.copier_templates import Birth, Origin


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.epilog = (
        "example:\n  goldenpath new service orders -d owner=group:default/checkout "
        "-d system=storefront\n\n"
        "The name is taken from DEST. What has a default is assumed and shown."
    )
    parser.add_argument("path", metavar="PATH", help="the golden path: service, database, …")
    parser.add_argument("destination", metavar="DEST", help="the folder to create")
    parser.add_argument(
        "-d",
        "--data",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help="answer a question (repeatable)",
    )
    parser.add_argument("--answers", metavar="FILE", help="YAML file with answers; -d wins")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--defaults", action="store_true", help="never ask: fail where none is known")
    how.add_argument("--ask", action="store_true", help="ask every question, also with a default")
    parser.add_argument(
        "--from",
        dest="origin",
        metavar="URL|PATH",
        help="template root (default: the nearest checkout, else the organisation's URL)",
    )
    parser.add_argument(
        "--ref",
        metavar="REF",
        help="version of the template; HEAD is the checkout as it stands "
        "(default: the newest version tag, else HEAD)",
    )
    parser.add_argument(
        "--overwrite", action="store_true", help="write into a folder that is not empty"
    )


def run(options: argparse.Namespace) -> int:
    """Interview, give birth, tell what was assumed and what to do next."""
    destination = Path(options.destination)
    if occupied(destination) and not options.overwrite:
        raise UsageError(f"{destination} is not empty: name a new folder, or add --overwrite")
    given = _given(options, destination)
    try:
        origin = find_origin(
            options.origin, Path.cwd(), resources.checkout(), organization().template_url
        )
        if origin.folder is None:
            print(f"fetching {origin.location}", file=sys.stderr)
        with interview(
            origin.location,
            options.ref,
            given,
            prompt=not options.defaults and sys.stdin.isatty(),
            prompt_all=options.ask,
        ) as answers:
            born = give_birth(answers, destination, overwrite=options.overwrite)
            _tell(answers, born, origin, options.ref)
    except (AnswerError, BirthError, OriginError, OrganizationError) as error:
        raise UsageError(str(error)) from error
    return 0


def _given(options: argparse.Namespace, destination: Path) -> dict[str, Any]:
    """Return the answers given: DEST's name over the file's, and `-d` over both; PATH is fixed."""
    given = _from_file(options.answers) if options.answers else {}
    given["name"] = destination.absolute().name
    for pair in options.data:
        key, equals, value = pair.partition("=")
        if not equals or not key:
            raise UsageError(f"-d {pair!r} is no KEY=VALUE: write -d key=value")
        given[key] = value
    if given.setdefault("template", options.path) != options.path:
        raise UsageError(
            f"the answers are those of a {given['template']}, not of a {options.path}: "
            f"run goldenpath new {given['template']}"
        )
    return given


def _from_file(name: str) -> dict[str, Any]:
    """Return the answers in a YAML file; Copier's own keys (`_commit`, …) are passed over."""
    try:
        content = yaml.safe_load(Path(name).read_text("utf-8"))
    except OSError as error:
        raise UsageError(f"cannot read {name}: {error.strerror}") from error
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise UsageError(f"{name} is no YAML: {' '.join(str(error).split())}") from error
    if not isinstance(content, dict):
        raise UsageError(f"{name} is no mapping of answers: write key: value lines")
    return {str(key): value for key, value in content.items() if not str(key).startswith("_")}


def _tell(answers: Answers, born: Birth, origin: Origin, ref: str | None) -> None:
    style = Style.of(sys.stdout)
    version = f" {answers.version}" if answers.version else ""
    path = answers.data["template"]
    head = f"{path} {answers.data['name']} born in {born.folder}"
    print(style.paint(head, "green") + f": {len(born.files)} files from {origin.location}{version}")
    assumed = [item for item in answers.asked if item.how == "assumed"]
    if assumed:
        print("\nassumed (change with -d key=value, or see all questions with --ask):")
        for item in assumed:
            print(f"  {item.name} = {_shown(item.value)}")
    print("\nnext:")
    for command in (f"cd {born.folder}", "git init && git add . && git commit -m 'Born'"):
        print(f"  {command}")
    print(f"  {_program()} validate .")
    for warning in origin.warnings(ref):
        print(style.paint(f"warning: {warning}", "yellow"), file=sys.stderr)


def _program() -> str:
    """Return how the user can call this program from another folder."""
    return "goldenpath" if shutil.which("goldenpath") else str(Path(sys.argv[0]).resolve())


def _shown(value: Any) -> str:  # noqa: ANN401 - an answer of any type
    return str(value).lower() if isinstance(value, bool) else str(value) or '""'
