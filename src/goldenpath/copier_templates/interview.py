"""From what the user gave to a complete set of answers, or to every fault of it at once."""

from __future__ import annotations

import difflib
import re
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import questionary
import yaml
from copier._main import Worker
from copier._types import MISSING
from copier._user_data import AnswersMap, Question
from copier.errors import ConfigFileError, UserMessageError
from plumbum.commands.processes import ProcessExecutionError

from goldenpath.copier_templates.origin import OriginError
from goldenpath.copier_templates.quiet import quietly

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_CHOICE = re.compile(r"'(?P<given>.+)' is not in \[(?P<offered>.+)\]")
PATH_QUESTION = "template"
"""The first question; which others are asked depends on it, so its fault is told alone."""

_INTEGER = re.compile(r"[-+]?[0-9]{1,18}")
_BOOLEANS = {"true": True, "yes": True, "false": False, "no": False}


class AnswerError(Exception):
    """The answers are wrong or incomplete; one line for each fault."""


@dataclass(frozen=True, slots=True)
class Asked:
    """An answer and how it came about: `given`, `asked`, `assumed`, or `settled` without choice."""

    name: str
    value: Any
    how: str
    help: str


@dataclass(slots=True)
class Answers:
    """A complete set of answers, and the Copier worker that will render them."""

    worker: Worker
    asked: list[Asked] = field(default_factory=list)

    @property
    def data(self) -> dict[str, Any]:
        """Return the answers by name."""
        return {item.name: item.value for item in self.asked}

    @property
    def version(self) -> str | None:
        """Return the template's version tag or commit."""
        commit: str | None = self.worker.template.commit
        return commit


@contextmanager
def interview(
    location: str,
    ref: str | None,
    given: Mapping[str, Any],
    *,
    prompt: bool,
    prompt_all: bool,
) -> Iterator[Answers]:
    """Check what was `given` and complete it; yields the answers while the template is at hand.

    Args:
        location: the template root, a path or a git URL.
        ref: the git ref to take; None leaves the choice to Copier.
        given: answers by name; a string is read as the question's type.
        prompt: whether a person can be asked for what has no default.
        prompt_all: ask also what has a default.

    Raises:
        AnswerError: with one line for each unknown name, wrong type, bad choice, refused or
            missing answer. Nothing was written.
    """
    worker = Worker(
        src_path=location, dst_path=Path(), vcs_ref=ref, defaults=True, quiet=True, data={}
    )
    with worker:
        try:
            known = _fetched(worker, location, ref)
            interviewer = _Interviewer(worker, dict(given), prompt=prompt, prompt_all=prompt_all)
            answers = interviewer.run(known)
        except (UserMessageError, ConfigFileError) as error:
            raise AnswerError(_one_line(error)) from error
        yield answers


def _fetched(worker: Worker, location: str, ref: str | None) -> Mapping[str, Any]:
    """Bring the template here and return its questions; raise OriginError when that fails."""
    try:
        with quietly():
            return worker.template.questions_data
    except ProcessExecutionError as error:
        raise OriginError(f"cannot fetch {location}: {_git_said(error)}") from error
    except ValueError as error:
        version = f" at {ref!r}" if ref else ""
        raise OriginError(f"cannot take {location}{version}: {_one_line(error)}") from error


class _Interviewer:
    def __init__(
        self, worker: Worker, given: dict[str, Any], *, prompt: bool, prompt_all: bool
    ) -> None:
        self.worker = worker
        self.given = given
        self.prompt = prompt
        self.prompt_all = prompt_all
        self.faults: list[str] = []
        self.result = Answers(worker)

    def run(self, known: Mapping[str, Any]) -> Answers:
        self._refuse_unknown(known)
        self.worker.answers = AnswersMap(metadata=self.worker.template.metadata)
        for name, details in known.items():
            self._answer(name, self._question(name, details), details)
            if self.faults and name == PATH_QUESTION:
                break
        if self.faults:
            raise AnswerError("\n".join(self.faults))
        return self.result

    def _refuse_unknown(self, known: Mapping[str, Any]) -> None:
        askable = [name for name, details in known.items() if details.get("when") is not False]
        for name in self.given:
            if name in known and name not in askable:
                self.faults.append(f"{name!r} is computed from other answers: leave it out")
            elif name not in known:
                close = difflib.get_close_matches(name, askable, n=1)
                remedy = (
                    f"did you mean {close[0]!r}?" if close else f"known are {', '.join(askable)}"
                )
                self.faults.append(f"{name!r} is no question: {remedy}")
        if self.faults:
            raise AnswerError("\n".join(self.faults))

    def _question(self, name: str, details: Mapping[str, Any]) -> Question:
        return Question(
            answers=self.worker.answers,
            context=self.worker._render_context(),  # noqa: SLF001 - see the package's docstring
            jinja_env=self.worker.jinja_env,
            settings=self.worker.settings,
            var_name=name,
            **details,
        )

    def _answer(self, name: str, question: Question, details: Mapping[str, Any]) -> None:
        answers = self.worker.answers
        if not question.get_when():
            answers.hide(name)
            if name in self.given:
                self.faults.append(f"{name!r} is not asked with these answers: leave it out")
            default = question.get_default()
            if default is not MISSING:
                answers.user[name] = default
            return
        try:
            value, how = self._value(name, question)
        except (ValueError, TypeError) as error:
            self.faults.append(_fault(name, error))
            value, how = self._stand_in(question), "given"
        if value is not MISSING:
            answers.user[name] = value
            text = str(question.render_value(details.get("help", "")))
            self.result.asked.append(Asked(name, value, how, text))

    def _value(self, name: str, question: Question) -> tuple[Any, str]:
        """Return the answer and how it came about; raise ValueError for a refused one."""
        if name in self.given:
            value = question.parse_answer(_typed(self.given[name], question.get_type_name()))
            question.validate_answer(value)
            return value, "given"
        default = question.get_default()
        missing = default is MISSING
        if self.prompt and question.get_ask() and (missing or self.prompt_all):
            return self._ask(question), "asked"
        if missing:
            names = ", ".join(str(c.value) for c in question._formatted_choices)  # noqa: SLF001
            offered = f" (one of {names})" if names else ""
            self.faults.append(f"{name!r} has no default{offered}: give it with -d {name}=VALUE")
            return self._stand_in(question), "given"
        return default, "assumed" if question.get_ask() else "settled"

    def _stand_in(self, question: Question) -> Any:  # noqa: ANN401 - an answer of any type
        """Return a value with which later questions can still be judged, after a fault."""
        choices = question._formatted_choices  # noqa: SLF001
        if choices:
            return question.cast_answer(choices[0].value)
        return {"bool": False, "int": 0, "float": 0.0}.get(question.get_type_name(), "stand-in")

    def _ask(self, question: Question) -> Any:  # noqa: ANN401
        structure = question.get_questionary_structure()
        structure["qmark"] = "?"
        return questionary.unsafe_prompt([structure])[question.var_name]


def _typed(value: Any, type_name: str) -> Any:  # noqa: ANN401
    """Read a given value strictly as the question's type; raise ValueError when it is none."""
    if type_name == "bool":
        known = _BOOLEANS.get(value.strip().lower()) if isinstance(value, str) else value
        if not isinstance(known, bool):
            raise ValueError(f"{value!r} is neither true nor false")
        return known
    if type_name == "int":
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        if isinstance(value, str) and _INTEGER.fullmatch(value):
            return int(value)
        raise ValueError(f"{value!r} is no whole number")
    if type_name == "str" and not isinstance(value, str):
        raise ValueError(f"{value!r} is {_shape(value)}, not text: quote it")
    if type_name in {"yaml", "json"} and isinstance(value, str):
        return yaml.safe_load(value)
    return value


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())


def _git_said(error: ProcessExecutionError) -> str:
    """Return the last line that git wrote before it failed."""
    lines = [line.strip() for line in error.stderr.splitlines() if line.strip()]
    return lines[-1] if lines else f"git ended with {error.retcode}"


def _shape(value: Any) -> str:  # noqa: ANN401
    names = {
        bool: "a boolean",
        int: "a number",
        float: "a number",
        list: "a list",
        dict: "a mapping",
    }
    return names.get(type(value), "null" if value is None else f"a {type(value).__name__}")


def _fault(name: str, error: Exception) -> str:
    """Turn Copier's message into one line that names the answer first."""
    text = " ".join(str(error).split())
    for prefix in (f"Validation error for question '{name}': ", f"Invalid choice for '{name}': "):
        text = text.removeprefix(prefix)
    choice = _CHOICE.fullmatch(text)
    if choice:
        offered = choice["offered"].replace("'", "").split(", ")
        close = difflib.get_close_matches(choice["given"], offered, n=1)
        hint = f": did you mean {close[0]!r}?" if close else ""
        text = f"{choice['given']!r} is not one of {', '.join(offered)}{hint}"
    return f"{name!r}: {text}"
