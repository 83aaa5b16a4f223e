"""A `helm` program of the machine, as another way to Helm."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from goldenpath.helm import job as jobs
from goldenpath.helm.job import KUBERNETES, api_versions, epitaph
from goldenpath.helm.refusal import Complaint
from goldenpath.helm.worker import LONGEST_OUTPUT, MEMORY, TOO_LONG

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goldenpath.helm.job import Job, Outputs

OLDEST = (3, 17)

# Helm shows its output as it is, file by file, only when it finds a fault in its YAML and is told
# to debug; otherwise it sorts the documents. So a file of ours has one.
_SPOILER = "goldenpath-spoiler.yaml"

_SOURCE = re.compile(r"^---\n# Source: (?P<name>.+)\n", re.MULTILINE)
_ERROR = re.compile(r"^Error: (.*?)(?:^(?:helm\.go:\d+: |level=)|\Z)", re.MULTILINE | re.DOTALL)
_LINT = re.compile(r"^\[(?P<severity>[A-Z]+)\] (?P<path>\S*): ", re.MULTILINE)


class Program:
    """A `helm` program: for those who have it and do not want the SDK's quarter of a gigabyte."""

    def __init__(self, path: str, version: str) -> None:
        self._path = path
        self.name = f"helm {version} ({path})"

    @classmethod
    def of(cls, path: str) -> Program | None:
        """Return the program, unless it is none or too old."""
        code, version, _ = _run([path, "version", "--template", "{{.Version}}"])
        numbers = re.match(r"v(\d+)\.(\d+)\b", version)
        if code or numbers is None or (int(numbers[1]), int(numbers[2])) < OLDEST:
            return None
        return cls(path, version.strip())

    def render(self, job: Job) -> tuple[Outputs, list[Complaint]]:
        """Return what each template rendered, or why not."""
        arguments = ["--debug", "--namespace", job.namespace, "--kube-version", KUBERNETES]
        arguments += ["--api-versions", ",".join(api_versions()), *_values(job)]
        with tempfile.TemporaryDirectory(prefix="goldenpath-") as folder:
            copy = Path(folder) / "chart"
            shutil.copytree(job.chart, copy)
            spoiler = copy / "templates" / _SPOILER
            spoiler.parent.mkdir(exist_ok=True)
            spoiler.write_text("{")
            command = [self._path, "template", *arguments, "--", job.release, str(copy)]
            _, text, complaints = _run(command)
            complaints = complaints.replace(f"{copy}/", "")
        if len(text) > LONGEST_OUTPUT:
            return {}, [Complaint(TOO_LONG)]
        # Helm trims the end of whatever file it shows last: let all of them end alike.
        outputs = {found["name"]: said.rstrip() for found, said in _split(_SOURCE, text)}
        shown = {n: said for n, said in outputs.items() if not n.endswith(f"/{_SPOILER}")}
        return (shown, []) if shown != outputs else ({}, [Complaint(_last_words(complaints))])

    def lint(self, job: Job) -> list[Complaint]:
        """Return what Helm's linter calls an error."""
        command = [self._path, "lint", "--kube-version", KUBERNETES, *_values(job), "--"]
        code, text, complaints = _run([*command, str(job.chart)])
        errors = [
            Complaint(said.partition("\n\n")[0], match["path"] or None)
            for match, said in _split(_LINT, text)
            if match["severity"] == "ERROR"
        ]
        return errors or ([Complaint(_last_words(complaints))] if code else [])


def _values(job: Job) -> list[str]:
    return [word for path in job.values for word in ("--values", str(path.absolute()))]


def _split(heading: re.Pattern[str], text: str) -> Iterator[tuple[re.Match[str], str]]:
    """Take text apart at its headings."""
    found = list(heading.finditer(text))
    ends = [match.start() for match in found[1:]] + [len(text)] * bool(found)
    for match, end in zip(found, ends, strict=True):
        yield match, text[match.end() : end]


def _last_words(complaints: str) -> str:
    """Return the error out of what Helm wrote, leaving its log lines and its call stack."""
    if "fatal error: " in complaints:
        return epitaph(complaints)
    found = _ERROR.search(complaints)
    return (found[1] if found else complaints).strip() or "Helm failed without a word"


def _run(command: list[str]) -> tuple[int, str, str]:
    """Run a program without network, without all of the memory and not for ever."""
    if os.name == "posix":
        limited = f'ulimit -d {MEMORY >> 10} && exec "$0" "$@"'
        command = ["/bin/sh", "-c", limited, *command]
    try:
        done = subprocess.run(  # noqa: S603 - the program that PATH names; the shell is ours
            command,
            capture_output=True,
            check=False,
            env=os.environ | jobs.NOWHERE,
            stdin=subprocess.DEVNULL,
            timeout=jobs.SECONDS,
        )
    except subprocess.TimeoutExpired:
        return 1, "", jobs.TOO_LATE
    except OSError as error:
        return 1, "", str(error)
    text, complaints = (raw.decode("utf-8", "replace") for raw in (done.stdout, done.stderr))
    return done.returncode, text, complaints
