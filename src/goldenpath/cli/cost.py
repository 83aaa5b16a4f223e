"""`goldenpath cost`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from goldenpath import config, cost
from goldenpath.cli.errors import UsageError
from goldenpath.rendering import manifests
from goldenpath.settings import SettingsError

if TYPE_CHECKING:
    import argparse

_VERSION = 1
"""Of the JSON: raised when a reader would have to change."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.epilog = (
        "Claims cost their size, workloads what they request, by platform/cost/prices.yaml. "
        "Traffic, backups and load balancers are not reckoned."
    )
    parser.add_argument("paths", nargs="*", metavar="PATH", help="files or folders (default: .)")
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help="how to print (default: text)"
    )


def run(options: argparse.Namespace) -> int:
    """Print what the manifests among and below the paths cost in a month; return the exit code."""
    paths = [Path(path) for path in options.paths or ["."]]
    for path in paths:
        if not path.exists():
            raise UsageError(f"{path} does not exist: correct the path")
    try:
        file = config.discover(paths)
        settings = config.load(file) if file else config.Config()
        found, notices = manifests(paths, settings.excludes)
        stages = cost.estimate(found)
    except SettingsError as error:
        raise UsageError(str(error)) from error
    for notice in notices:
        print(f"goldenpath: not reckoned: {notice}", file=sys.stderr)
    if options.format == "json":
        json.dump(_as_data(stages), sys.stdout, indent=2)
        print()
    else:
        _print(stages)
    return 0


def _as_data(stages: list[cost.Stage]) -> dict[str, Any]:
    currencies = {stage.currency for stage in stages}
    totals = {stage.name: cost.total(stage.items) / 100 for stage in stages}
    same = len(currencies) == 1
    return {
        "version": _VERSION,
        "currency": currencies.pop() if same else None,
        "monthly": round(sum(totals.values()), 2) if same else None,
        "stages": totals,
        "currencies": {stage.name: stage.currency for stage in stages},
        "items": [
            {
                "stage": stage.name,
                "kind": item.kind,
                "name": item.name,
                "path": item.path,
                "monthly": item.monthly / 100,
                "uncounted": item.uncounted,
            }
            for stage in stages
            for item in stage.items
        ],
    }


def _print(stages: list[cost.Stage]) -> None:
    if not stages:
        print("nothing that costs anything")
    for stage in stages:
        amount = f"{cost.total(stage.items) / 100:,.2f} {stage.currency}"
        print(f"{stage.name}: {amount} a month, of a budget of {stage.budget:,}")
        for item in stage.items:
            shown = f"{item.monthly / 100:,.2f}" if not item.uncounted else "-"
            why = f"  ({item.uncounted})" if item.uncounted else ""
            print(f"  {shown:>12}  {item.kind} {item.name}{why}")
