"""Helm's SDK, held by a process of ours that may die of a chart without taking us along."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from goldenpath.helm import job as jobs
from goldenpath.helm.refusal import Complaint, missing_dependencies

if TYPE_CHECKING:
    from goldenpath.helm.job import Job, Outputs

_ERROR = 3  # the linter's severity


class DeadError(Exception):
    """The process that holds Helm ended, or was ended for taking too long."""


class Sdk:
    """The SDK behind a pipe: started at once, started again when a chart has killed it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None
        self._owner = 0
        self.name = ""
        atexit.register(self._end)
        self._start()

    def greet(self) -> None:
        """Wait until the SDK is there and has said which it is."""
        with self._lock:
            hello = self._exchange(None)
        self.name = f"helm {hello['helm']} (helm-python-sdk {hello['package']})"

    def render(self, job: Job) -> tuple[Outputs, list[Complaint]]:
        """Return what each template rendered, or why not."""
        answer = self._ask("render", job)
        if "missing" in answer:
            names = ", ".join(answer["missing"])
            return {}, [Complaint(missing_dependencies(names), "Chart.yaml")]
        if "error" in answer:
            return {}, [Complaint(answer["error"], answer.get("path"))]
        return answer["outputs"], []

    def lint(self, job: Job) -> list[Complaint]:
        """Return what Helm's linter calls an error."""
        answer = self._ask("lint", job)
        if "error" in answer:
            return [Complaint(answer["error"], answer.get("path"))]
        errors = (found for found in answer["messages"] if found["severity"] == _ERROR)
        return [Complaint(found["error"], found["path"]) for found in errors]

    def _ask(self, do: str, job: Job) -> dict[str, Any]:
        request = {
            "do": do,
            "chart": str(job.chart.absolute()),
            "values": [str(path.absolute()) for path in job.values],
            "options": {
                "name": job.release,
                "namespace": job.namespace,
                "kube_version": f"v{jobs.KUBERNETES}",
                "api_versions": jobs.api_versions(),
            },
        }
        with self._lock:
            try:
                if self._process is None or self._owner != os.getpid():
                    self._start()
                    self._exchange(None)
                return self._exchange(json.dumps(request))
            except DeadError as error:
                return {"error": str(error)}
            except BaseException:
                self._end()  # an answer that nobody waited for must not meet the next question
                raise

    def _start(self) -> None:
        worker = Path(__file__).with_name("worker.py")
        self._complaints = tempfile.TemporaryFile()  # noqa: SIM115 - as long as the process
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-P", str(worker)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._complaints,
            env=os.environ | jobs.NOWHERE,
            encoding="utf-8",
        )
        self._owner = os.getpid()

    def _exchange(self, request: str | None) -> dict[str, Any]:
        """Send a request, if there is one, and wait for the answer, but not for ever."""
        process = self._process
        assert process is not None  # noqa: S101 - started by the callers
        assert process.stdin is not None  # noqa: S101
        assert process.stdout is not None  # noqa: S101
        late = threading.Event()

        def stop() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(jobs.SECONDS, stop)
        timer.daemon = True
        timer.start()
        try:
            if request is not None:
                process.stdin.write(request + "\n")
                process.stdin.flush()
            line = process.stdout.readline()
        except OSError:
            line = ""
        finally:
            timer.cancel()
        if not line.endswith("\n"):
            raise DeadError(self._epitaph(late=late.is_set()))
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _epitaph(self, *, late: bool) -> str:
        """End what is left of the process and say what it died of."""
        self._complaints.seek(0)
        said = self._complaints.read(100_000).decode("utf-8", "replace")
        self._end()
        return jobs.TOO_LATE if late else jobs.epitaph(said)

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None or self._owner != os.getpid():
            return
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout, self._complaints):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
