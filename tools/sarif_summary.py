"""A SARIF report as Markdown for the summary of a job: what `action.yml` shows on GitHub.

Python alone runs this, so that the action needs nothing but the report.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import unquote

SHOWN = 50
"""Findings in the table; a summary holds one megabyte, and nobody reads on."""

LEVELS = {"error": "error", "warning": "warning", "note": "info"}
"""SARIF's levels, and our word for each."""


def main() -> None:
    """Print the summary of a report, and add its counts to GitHub's file of outputs."""
    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    parser.add_argument("report", type=Path, help="the report, SARIF 2.1.0")
    parser.add_argument("--counts", type=Path, help="file to which errors= and warnings= are added")
    options = parser.parse_args()
    results = json.loads(options.report.read_text("utf-8"))["runs"][0]["results"]
    counts = Counter(result["level"] for result in results)
    if options.counts:
        with options.counts.open("a", encoding="utf-8") as stream:
            stream.write(f"errors={counts['error']}\nwarnings={counts['warning']}\n")
    print("\n".join(summary(results, counts)))


def summary(results: list[dict[str, Any]], counts: Counter[str]) -> list[str]:
    """Return the lines of Markdown: how many findings, and the first of them in a table."""
    if not results:
        return ["### goldenpath validate: no findings"]
    said = [_counted(counts[level], word) for level, word in LEVELS.items() if counts[level]]
    lines = [
        f"### goldenpath validate: {', '.join(said)}",
        "",
        "| where | | what |",
        "|---|---|---|",
    ]
    lines += [_row(result) for result in results[:SHOWN]]
    if len(results) > SHOWN:
        lines += ["", f"{len(results) - SHOWN} more stand in the log."]
    return lines


def _counted(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 or word == "info" else f"{number} {word}s"


def _row(result: dict[str, Any]) -> str:
    place = result["locations"][0]["physicalLocation"]
    where = f"{unquote(place['artifactLocation']['uri'])}:{place['region']['startLine']}"
    what = f"{LEVELS[result['level']]} {result['ruleId']}"
    return f"| {_plain(where)} | {what} | {_plain(result['message']['text'])} |"


def _plain(text: str) -> str:
    """Return text in which nothing is Markdown, HTML, a link or a mention: it quotes any file."""
    words = " ".join(text.split())
    return re.sub(r"[^\w ,/-]|_", lambda sign: f"&#{ord(sign[0])};", words)


if __name__ == "__main__":
    main()
