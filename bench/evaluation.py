"""Measure what a verdict costs: `python -m bench.evaluation`.

Each validating policy of the platform judges each of its good resources, all alone, and the bare
CEL binding converts the same manifest and evaluates the same expressions, which is the least that
there is to do. Both take turns in one process; nothing is compiled while the clock runs.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cel_expr_python import cel

from bench.measure import FailedError
from goldenpath.policy import Admission, Result, load
from goldenpath.policy.suite import all_documents
from goldenpath.policy.syntax import with_variables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from goldenpath.policy import PolicySet

POLICIES = Path(__file__).resolve().parent.parent / "platform/policies"
NOW = datetime(2026, 6, 1, tzinfo=UTC)
REPEATED = 100
EXTENSIONS = ("optional", "strings", "lists", "bindings", "math", "sets", "regex")


@dataclass(frozen=True, slots=True)
class Case:
    """One policy with one manifest that it passes, and its expressions for the bare binding."""

    policies: PolicySet
    manifest: dict[str, Any]
    programs: tuple[Any, ...]


def cases(folder: Path) -> list[Case]:
    """Return what there is to judge below a folder: what the bare binding can evaluate as well."""
    environment = _environment()
    found = []
    for file in sorted(folder.glob("*/*/*.yaml")):
        if file.stem != file.parent.name:
            continue
        policies = load(all_documents(file.parent, [file.name]))
        resources = sorted(file.parent.glob("resources/good-*.yaml"))
        for manifest in all_documents(file.parent, [f"resources/{r.name}" for r in resources]):
            programs = _programs(environment, policies, manifest)
            if programs:
                found.append(Case(policies, manifest, programs))
    return found


def _programs(environment: Any, policies: PolicySet, manifest: dict[str, Any]) -> tuple[Any, ...]:  # noqa: ANN401 - the binding has no types
    """Return the expressions by which the only policy passes a manifest; none if it does not."""
    outcomes = list(policies.judge(Admission(manifest), now=NOW))
    passes = [outcome.result for outcome in outcomes] == [Result.PASS]
    if not passes or outcomes[0].kind != "ValidatingPolicy":
        return ()
    [policy] = policies.policies
    spec = next(rules.spec for rules in policy.rules if rules.way == outcomes[0].way)
    variables = {entry["name"]: entry["expression"] for entry in spec.get("variables") or ()}
    conditions = [entry["expression"] for entry in spec.get("matchConditions") or ()]
    texts = [with_variables(e["expression"], variables).text() for e in spec["validations"]]
    try:
        programs = tuple(environment.compile(text) for text in [*conditions, *texts])
    except (RuntimeError, ValueError):
        return ()
    values = [program.eval(_activation(environment, manifest)).value() for program in programs]
    return programs if values == [True] * len(values) else ()


def _environment() -> Any:  # noqa: ANN401 - the binding has no types
    lines = "".join(f"- name: {name}\n" for name in EXTENSIONS)
    return cel.NewEnv(
        config=cel.NewEnvConfigFromYaml(f"name: bare\nextensions:\n{lines}"),
        variables={"object": cel.Type.DYN},
    )


def _activation(environment: Any, manifest: dict[str, Any]) -> Any:  # noqa: ANN401 - as above
    return environment.Activation({"object": manifest})


def measured(found: list[Case], rounds: int, repeated: int = REPEATED) -> dict[str, float]:
    """Return the microseconds of CPU that a verdict takes us, and the bare binding.

    Raises:
        FailedError: there is nothing to judge.
    """
    if not found:
        raise FailedError(f"no policy below {POLICIES} passes a resource of its own")
    environment = _environment()

    def ours() -> None:
        for case in found:
            for _ in range(repeated):
                list(case.policies.judge(Admission(case.manifest), now=NOW))

    def bare() -> None:
        for case in found:
            for _ in range(repeated):
                activation = _activation(environment, case.manifest)
                for program in case.programs:
                    program.eval(activation).value()

    runs = list(islice(_in_turn(ours, bare), rounds))
    each = 1e-3 / (len(found) * repeated)
    return {
        "cases": len(found),
        "ours": statistics.median(run[0] for run in runs) * each,
        "bare": statistics.median(run[1] for run in runs) * each,
    }


def _in_turn(*functions: Callable[[], None]) -> Iterator[list[int]]:
    """Yield the nanoseconds of CPU that each function takes, again and again."""
    while True:
        spent = []
        for function in functions:
            started = time.process_time_ns()
            function()
            spent.append(time.process_time_ns() - started)
        yield spent


def main() -> int:
    """Print what the measurement says, as JSON."""
    parser = argparse.ArgumentParser(prog="python -m bench.evaluation", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--rounds", type=int, default=3, help="how often each takes its turn (3)")
    given = parser.parse_args()
    print(json.dumps(measured(cases(POLICIES), given.rounds)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
