"""`goldenpath graph`."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from goldenpath import config, snapshot
from goldenpath.cli.errors import UsageError
from goldenpath.discover import discover
from goldenpath.document import Kind
from goldenpath.entity_ref import EntityRef, parse_ref
from goldenpath.graph import FORMATS, RELATIONS, Survey
from goldenpath.graph.mermaid import EDGE_LIMIT, TEXT_LIMIT
from goldenpath.load import load
from goldenpath.run import catalog as organisation_catalog
from goldenpath.settings import SettingsError

if TYPE_CHECKING:
    import argparse

    from goldenpath.graph import Graph


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.epilog = (
        "Without --focus: the entities among and below the paths, and what they refer to. "
        "A dashed entity is known neither there nor in a catalog."
    )
    parser.add_argument("paths", nargs="*", metavar="PATH", help="files or folders (default: .)")
    parser.add_argument(
        "--format", choices=tuple(FORMATS), default="dot", help="what to print (default: dot)"
    )
    parser.add_argument("--output", metavar="FILE", help="write the graph to FILE")
    parser.add_argument(
        "--focus",
        metavar="REF",
        help="only what is near this entity, in all that is known; a ref without a kind is a "
        "component's",
    )
    parser.add_argument(
        "--depth", metavar="N", help="how many relations away from --focus (default: 1)"
    )
    parser.add_argument(
        "--relations",
        action="append",
        default=[],
        metavar="NAMES",
        help=f"only these: {', '.join(RELATIONS)}",
    )
    _configure_known(parser)


def _configure_known(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--catalog",
        action="append",
        default=[],
        metavar="FILE|DIR|URL",
        help="a catalog that is known as well: a file, a folder or a Backstage instance",
    )
    parser.add_argument(
        "--no-cache", action="store_true", help="ask the instance again, and keep no answer of it"
    )
    configuration = parser.add_mutually_exclusive_group()
    configuration.add_argument(
        "--config",
        metavar="FILE",
        help=f"whose exclude counts (default: the nearest {config.FILE} in or above the paths)",
    )
    configuration.add_argument(
        "--no-config", action="store_true", help=f"as if there were no {config.FILE}"
    )


def run(options: argparse.Namespace) -> int:
    """Print the graph; what else there is to say goes to stderr."""
    depth = _depth(options)
    survey = Survey(_relations(options.relations))
    notes = _scan(survey, options) + _know(survey, options)
    if options.focus is None:
        graph = survey.scanned()
    else:
        graph = survey.around(_focus(survey, options.focus), depth)
    stream = io.StringIO()
    FORMATS[options.format](graph, stream)
    text = stream.getvalue()
    _write(text, options.output)
    for note in (*notes, *_warnings(graph, text, options.format)):
        print(f"goldenpath: {note}", file=sys.stderr)
    return 0


def _scan(survey: Survey, options: argparse.Namespace) -> list[str]:
    """Take what is scanned, and return what could not be."""
    paths = [Path(path) for path in options.paths or ["."]]
    for path in paths:
        if not (path.exists() or path.is_symlink()):
            raise UsageError(f"{path} does not exist: correct the path")
    unread = 0
    for found in discover(paths, _config(paths, options).excludes):
        for document in load(found):
            if document.kind is Kind.BACKSTAGE_ENTITY and document.data is not None:
                survey.scan(document.data, document.source.path, document.index)
            elif document.data is None and document.faults:
                unread += 1
    text = "document(s) could not be read: goldenpath validate tells why"
    return [f"{unread} {text}"] if unread else []


def _config(paths: list[Path], options: argparse.Namespace) -> config.Config:
    file = Path(options.config) if options.config is not None else None
    if file is None and not options.no_config:
        file = config.discover(paths)
    try:
        return config.load(file) if file else config.Config()
    except SettingsError as error:
        raise UsageError(str(error)) from error


def _know(survey: Survey, options: argparse.Namespace) -> list[str]:
    """Take the catalogs that are given, then the organisation's own."""
    notes = []
    try:
        for where in options.catalog:
            catalog = snapshot.read(where, cache=not options.no_cache)
            for entity in catalog.entities:
                survey.know(entity, catalog.origin)
            notes += catalog.remarks
    except snapshot.SnapshotError as error:
        raise UsageError(str(error)) from error
    for document in organisation_catalog():
        survey.know(document.data, None)
    return notes


def _focus(survey: Survey, text: str) -> EntityRef:
    ref = parse_ref(text, default_kind="component")
    if ref is None:
        raise UsageError(f"{text!r} is no entity ref: write [<kind>:][<namespace>/]<name>")
    if not survey.knows(ref):
        close = survey.closest(ref)
        remedy = f"did you mean {close}?" if close else "scan it, or name a --catalog that holds it"
        raise UsageError(f"{ref} is neither scanned nor in a catalog: {remedy}")
    return ref


def _depth(options: argparse.Namespace) -> int:
    if options.depth is None:
        return 1
    if options.focus is None:
        raise UsageError("--depth counts from --focus: name an entity there")
    if not (options.depth.isascii() and options.depth.isdigit()):
        raise UsageError(f"--depth {options.depth!r} is no number of relations: write 0, 1, 2 …")
    return int(options.depth[:9])


def _relations(values: list[str]) -> tuple[str, ...]:
    """Return the relations of a repeated, comma-separated option; all without it."""
    names = tuple(name.strip() for value in values for name in value.split(","))
    for name in names:
        if name not in RELATIONS:
            raise UsageError(f"there is no relation {name!r}: name some of {', '.join(RELATIONS)}")
    return names or RELATIONS


def _write(text: str, output: str | None) -> None:
    if output is None:
        if isinstance(sys.stdout, io.TextIOWrapper):
            # Whatever the terminal's encoding is: those who read a graph read UTF-8.
            sys.stdout.reconfigure(encoding="utf-8")
        sys.stdout.write(text)
        return
    try:
        Path(output).write_text(text, "utf-8")
    except OSError as error:
        raise UsageError(f"cannot write {output}: {error.strerror}") from error


def _warnings(graph: Graph, text: str, form: str) -> list[str]:
    if not graph.nodes:
        return ["there is no catalog entity here: the graph is empty"]
    if form == "mermaid" and (len(graph.edges) > EDGE_LIMIT or len(text) > TEXT_LIMIT):
        limits = f"{EDGE_LIMIT} relations or {TEXT_LIMIT:,} characters"
        return [f"Mermaid draws no more than {limits} by itself: use --focus, or --format dot"]
    return []
