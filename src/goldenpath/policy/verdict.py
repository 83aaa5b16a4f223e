"""What one spec says of one request, and how conditions and failures become that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from goldenpath.policy.cel import EvaluationError
from goldenpath.policy.outcome import Result

if TYPE_CHECKING:
    from goldenpath.policy.cel import Program, Scope
    from goldenpath.policy.rules import Compiled


@dataclass(frozen=True, slots=True)
class Verdict:
    """A verdict; None in its place means that the conditions of a spec are not met."""

    result: Result
    message: str = ""
    index: int | None = None
    exceptions: tuple[str, ...] = ()
    annotations: tuple[tuple[str, str], ...] = ()


_PASSED = Verdict(Result.PASS)


def holds(conditions: tuple[Program, ...], within: Scope, *, ignores_failures: bool) -> bool:
    """Return whether all conditions hold: one that does not outweighs one that fails."""
    failure: EvaluationError | None = None
    for condition in conditions:
        try:
            if condition.evaluate(within) is not True:
                return False
        except EvaluationError as error:
            failure = failure or error
    if failure and not ignores_failures:
        raise failure
    return failure is None


def failed(error: Exception, within: Scope, index: int | None = None) -> Verdict:
    """Return the verdict of an evaluation that failed, for the resource's reasons or for ours."""
    if within.world.reason:
        return Verdict(Result.CANNOT, within.world.reason, index)
    return Verdict(Result.ERROR, str(error), index)


def validated(compiled: Compiled, within: Scope) -> Verdict:
    """Return what a spec's validations say, in Kyverno's words."""
    for index, validation in enumerate(compiled.validations):
        try:
            result = validation.program.evaluate(within)
        except EvaluationError as error:
            return failed(error, within, index)
        if result is True:
            continue
        if result is not False:
            return Verdict(Result.ERROR, "the expression's value is no bool", index)
        message = validation.message or f"CEL expression validation failed at index {index}"
        if validation.message_program:
            message = _message(validation.message_program, within)
        return Verdict(Result.FAIL, message, index, annotations=_annotations(compiled, within))
    if compiled.annotations:
        return Verdict(Result.PASS, annotations=_annotations(compiled, within))
    return _PASSED


def _message(program: Program, within: Scope) -> str:
    try:
        return str(program.evaluate(within))
    except EvaluationError as error:
        return f"failed to evaluate message expression: {error}"


def _annotations(compiled: Compiled, within: Scope) -> tuple[tuple[str, str], ...]:
    found = ((key, program.evaluate(within)) for key, program in compiled.annotations)
    return tuple((key, str(value)) for key, value in found if value not in (None, ""))
