"""discover → examine → render → check → report."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.util import find_spec
from typing import TYPE_CHECKING

from goldenpath.check import selected
from goldenpath.config import Config
from goldenpath.discover import discover
from goldenpath.judge import Judges
from goldenpath.report import Report
from goldenpath.run import Run
from goldenpath.verdict import looked_for, unexcused

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from pathlib import Path

    from goldenpath.baseline import Baseline
    from goldenpath.diagnostic import Diagnostic
    from goldenpath.document import Kind
    from goldenpath.guard import Guard
    from goldenpath.memory import Memory


@dataclass(frozen=True, slots=True)
class Options:
    """What a run judges: codes or prefixes to select and to ignore, and a kind to assume.

    `config` is what the judged repository wants, `baseline` what is known of it; `catalogs` say
    where else its references may lead to, and `cache` whether what was learned is kept for the next
    run; `policies` are folders to take the place of the organisation's own, `stage` is the one that
    every manifest is taken to belong to, and `now` the time at which exceptions hold or have ended;
    `progress` is called with the number of files that were read, after each.
    """

    select: Collection[str] = ()
    ignore: Collection[str] = ()
    kind: Kind | None = None
    config: Config = field(default_factory=Config)
    baseline: Baseline | None = None
    catalogs: tuple[str, ...] = ()
    cache: bool = False
    policies: tuple[Path, ...] = ()
    stage: str | None = None
    now: datetime | None = None
    progress: Callable[[int], None] | None = None


def validate(paths: Collection[Path], options: Options) -> Report:
    """Judge the files among and below `paths` and return the report, findings sorted by place."""
    started = time.perf_counter()
    judges = Judges(selected(options.select, options.ignore))
    memory = _memory(paths, judges, options)
    run = Run(judges, memory, options.kind)
    try:
        said = _scan(run, memory, paths, options)
    finally:
        run.close()
        if memory:
            memory.close()
    rendered = run.rendering.engine is not None
    present = unexcused(run.findings, run.commented, judges, options.config, rendered=rendered)
    tell = looked_for(judges.checks, options.config, rendered=rendered)
    reported, shrinks = _beyond(present, paths, options, tell)
    known = run.known()
    judged = {kind: number for kind, number in run.count_kinds().items() if kind in known}
    return Report(
        diagnostics=tuple(reported),
        files=len(run.paths),
        documents=run.names.total(),
        judged=judged,
        notices=run.notices(),
        duration=time.perf_counter() - started,
        baselined=len(present) - len(reported),
        remarks=(*_left_out(paths, options.config), *run.remarks(), *shrinks, *said),
        paths=run.paths,
        health=run.health(reported),
    )


def _scan(run: Run, memory: Memory | None, paths: Collection[Path], options: Options) -> list[str]:
    """Let `run` see every file, or remember that none has changed; return what there is to say."""
    found: Iterable[str] = discover(paths, options.config.excludes)
    if memory and memory.open():
        found = list(found)
        result = None if options.catalogs else memory.unchanged(found)
        if result is not None:
            run.restore(result)
            return []
    for path in found:
        run.look(path)
        if options.progress:
            options.progress(len(run.paths))
    said = run.know(options.catalogs, cache=options.cache)
    run.guard(lambda: _guard(options))
    run.render()
    run.lint()
    run.judge_together()
    run.build()
    if memory:
        memory.keep(None if options.catalogs else run.result())
    return said


def _memory(paths: Collection[Path], judges: Judges, options: Options) -> Memory | None:
    if not options.cache:
        return None
    from goldenpath.memory import Memory  # noqa: PLC0415 - few runs are asked to remember

    return Memory.of(paths, judges, str(options.kind))


def _guard(options: Options) -> Guard | None:
    """Return who judges by policies; None where the engine for that is not installed."""
    if find_spec("cel_expr_python") is None:
        return None
    from goldenpath.guard import Guard, Policies  # noqa: PLC0415 - few runs have a manifest

    now = options.now or datetime.now(UTC)
    return Guard(Policies.of(options.policies), now, options.stage)


def _left_out(paths: Iterable[Path], config: Config) -> tuple[str, ...]:
    number = sum(1 for path in paths if config.excludes(path))
    if number:
        text = "given path(s) excluded by the configuration: --no-config judges them"
        return (f"{number} {text}",)
    return ()


def _beyond(
    present: list[Diagnostic],
    paths: Iterable[Path],
    options: Options,
    tell: Callable[[str, str], bool],
) -> tuple[list[Diagnostic], tuple[str, ...]]:
    """Return the findings beyond the baseline, and what there is to say of it."""
    if options.baseline is None:
        return present, ()
    reported, left = options.baseline.new(present)
    return reported, options.baseline.shrinks(left, paths, tell)
