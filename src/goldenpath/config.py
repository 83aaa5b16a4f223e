"""`.goldenpath.yaml`: how a judged repository wants to be judged, within what is locked.

One file counts in a run: the nearest one in or above the folder that all given paths share, up to
the root of the git repository, or of the file system outside of one.
"""

from __future__ import annotations

import difflib
import os
import re
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from goldenpath import settings
from goldenpath.check import all_checks, find
from goldenpath.diagnostic import Severity
from goldenpath.organization import organization
from goldenpath.settings import Objection, SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from goldenpath.check import Check
    from goldenpath.diagnostic import Diagnostic
    from goldenpath.document import Path as DataPath

FILE = ".goldenpath.yaml"
OFF = "off"
_LIKE = 60
"""Characters of a code that is not known that are told, and by which one is looked for."""
_SHOWN = 3
"""Codes that a message names before it stops counting them up."""


class ConfigError(SettingsError):
    """`.goldenpath.yaml` is wrong; the message names file, line and remedy."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What is reported of some files, and how severe it is; None leaves a code out."""

    path: re.Pattern[str] | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: Mapping[str, Severity | None] = field(default_factory=dict)

    def level(self, code: str, level: Severity | None) -> Severity | None:
        """Return the severity of `code` by these rules, where it was `level` without them."""
        if level is None or code.startswith(self.ignore):
            return None
        if self.select and not code.startswith(self.select):
            return None
        longest = _longest(code, self.severity)
        return self.severity[longest] if longest else level


@dataclass(frozen=True, slots=True)
class Config:
    """How a repository is judged: everything as the checks have it, by default.

    Attributes:
        folder: where the file lies, to which its globs are relative.
        exclude: what is not judged.
        rules: those for all files, then those for some, in the file's order.
        baseline: the file of known findings.
    """

    folder: str = "."
    exclude: tuple[re.Pattern[str], ...] = ()
    rules: tuple[Rules, ...] = ()
    baseline: Path | None = None

    def excludes(self, path: str | Path) -> bool:
        """Tell whether the file or folder at `path` is not to be judged."""
        if not self.exclude:
            return False
        relative = self._relative(path)
        return any(pattern.fullmatch(relative) for pattern in self.exclude)

    def level(self, path: str, code: str, default: Severity) -> Severity | None:
        """Return how severe `code` is in the file at `path`; None where it is left out.

        Rules narrow what is reported: what one of them leaves out, no later one brings back.
        """
        if self.excludes(path):
            return None
        level: Severity | None = default
        relative = self._relative(path) if self.rules else ""
        for rules in self.rules:
            if rules.path is None or rules.path.fullmatch(relative):
                level = rules.level(code, level)
        return level

    def told(self, findings: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
        """Yield the findings that are reported, as severe as this file wants them."""
        for item in findings:
            level = self.level(item.path, item.code, item.severity)
            if level is not None:
                yield item if level is item.severity else replace(item, severity=level)

    def overruled(self) -> Config:
        """Return the same without any choice of codes: the command line has chosen them."""
        kept = [
            replace(
                rules,
                select=(),
                ignore=(),
                severity={c: level for c, level in rules.severity.items() if level},
            )
            for rules in self.rules
        ]
        return replace(self, rules=tuple(kept))

    def _relative(self, path: str | Path) -> str:
        parent, name = os.path.split(path)
        folder = _from(parent, self.folder)
        return f"{folder}/{name}" if folder else name


def discover(paths: Iterable[Path]) -> Path | None:
    """Return the configuration that counts for `paths`, or None where there is none."""
    shared = Path(os.path.commonpath([os.path.abspath(path) for path in paths]))  # noqa: PTH100
    for folder in (shared, *shared.parents):
        if os.path.lexists(folder / FILE):
            return folder / FILE
        if os.path.lexists(folder / ".git"):
            return None
    return None


def load(path: Path) -> Config:
    """Read and check `path`; raise ConfigError with everything that is wrong in it."""
    data = settings.load(path, "config.schema.json", _objections, ConfigError)
    folder = Path(os.path.abspath(path)).parent  # noqa: PTH100 - resolve() would follow links
    baseline = data.get("baseline")
    return Config(
        folder=str(folder),
        exclude=tuple(glob(pattern) for pattern in data.get("exclude", ())),
        rules=tuple(_rules(part) for part in (data, *data.get("paths", ()))),
        baseline=folder / baseline if baseline else None,
    )


def refusal(code: str) -> str | None:
    """Return what is wrong with `code` as a code or a prefix of codes, if anything is."""
    if code and any(item.code.startswith(code) for item in all_checks()):
        return None
    meant = find(code)
    names = [item.slug for item in all_checks()]
    close = difflib.get_close_matches(code[:_LIKE].lower(), names, n=1) if not meant else []
    meant = meant or (find(close[0]) if close else None)
    remedy = f"did you mean {meant.code}?" if meant else "`goldenpath explain` lists them"
    shown = code if len(code) <= _LIKE else code[:_LIKE] + "…"
    return f"no check's code starts with {shown!r}: {remedy}"


def glob(pattern: str) -> re.Pattern[str]:
    """Return what matches the paths, with `/`, that `pattern` names, and all that is below them.

    What stands between two stars is matched where it first occurs, and never elsewhere: otherwise
    a pattern of many stars would try them in more ways than there is time for.
    """
    runs: list[list[str]] = [[]]
    for segment in pattern.removeprefix("./").rstrip("/").split("/"):
        if segment == "**":
            runs.append([])
        else:
            runs[-1].append(_segment(segment) + "/")
    first, *middle = ("".join(run) for run in runs)
    last = middle.pop() if middle else None
    whole = first + "".join(f"(?>(?:[^/]+/)*?{run})" for run in middle if run)
    if last is not None:
        whole += f"(?:[^/]+/)*{last}"
    ending = "[^/]+" if whole.endswith("*") else ""
    return re.compile(f"{whole.removesuffix('/')}{ending}(?:/.*)?", re.DOTALL)


def _segment(text: str) -> str:
    """Return what matches the names, between two `/`, that a part of a pattern names."""
    parts = [re.escape(part).replace(r"\?", "[^/]") for part in re.split(r"\*+", text)]
    first, *middle = parts
    if not middle:
        return first
    last = middle.pop()
    return first + "".join(f"(?>[^/]*?{part})" for part in middle if part) + f"[^/]*{last}"


def _rules(part: dict[str, Any]) -> Rules:
    return Rules(
        path=glob(part["path"]) if "path" in part else None,
        select=tuple(part.get("select", ())),
        ignore=tuple(part.get("ignore", ())),
        severity={
            code: None if level == OFF else Severity(level)
            for code, level in part.get("severity", {}).items()
        },
    )


@cache
def _from(folder: str, base: str) -> str:
    relative = Path(os.path.relpath(folder or ".", base)).as_posix()
    return "" if relative == "." else relative


def _longest(code: str, codes: Iterable[str]) -> str:
    return max((item for item in codes if code.startswith(item)), key=len, default="")


def _objections(data: dict[str, Any]) -> Iterator[Objection]:
    """Say what the schema cannot: globs that lead out, codes that are unknown or locked."""
    for index, pattern in enumerate(data.get("exclude", ())):
        yield from _against_glob(("exclude", index), pattern)
    for index, part in enumerate(data.get("paths", ())):
        yield from _against_glob(("paths", index, "path"), part["path"])
        if len(part) == 1:
            text = "nothing is said of these files: add select, ignore or severity"
            yield Objection(("paths", index, "path"), text)
    locked = [item for item in all_checks() if organization().locks(item.code)]
    for place, part in _parts(data):
        known = True
        for path, code in _codes(place, part):
            wrong = refusal(code)
            if wrong:
                known = False
                yield Objection(path, wrong, at_key=isinstance(path[-1], str))
        if known:
            yield from _against_locks(place, part, locked)


def _parts(data: dict[str, Any]) -> Iterator[tuple[DataPath, dict[str, Any]]]:
    yield (), data
    for index, part in enumerate(data.get("paths", ())):
        yield ("paths", index), part


def _codes(place: DataPath, part: dict[str, Any]) -> Iterator[tuple[DataPath, str]]:
    for key in ("select", "ignore"):
        for index, code in enumerate(part.get(key, ())):
            yield (*place, key, index), code
    for code in part.get("severity", {}):
        yield (*place, "severity", code), code


def _against_glob(path: DataPath, pattern: str) -> Iterator[Objection]:
    leads_out = pattern.startswith("/") or ".." in pattern.split("/") or "\\" in pattern
    if leads_out or not pattern.strip("./"):
        text = f"{pattern!r} is no path below this file's folder: write it relative to it, with /"
        yield Objection(path, text)


def _against_locks(
    place: DataPath, part: dict[str, Any], locked: Iterable[Check]
) -> Iterator[Objection]:
    """Refuse what would lower or leave out a code that the organisation has locked."""
    select, severity = tuple(part.get("select", ())), part.get("severity", {})
    for index, code in enumerate(part.get("ignore", ())):
        hit = [item.code for item in locked if item.code.startswith(code)]
        if hit:
            yield Objection((*place, "ignore", index), _says(f"{code} ignores", hit, "remove it"))
    for code, level in severity.items():
        hit = [
            item.code
            for item in locked
            if _longest(item.code, severity) == code
            and (level == OFF or Severity(level).rank > item.severity.rank)
        ]
        if hit:
            text = _says(f"{code}: {level} lowers", hit, "leave its severity")
            yield Objection((*place, "severity", code), text, at_key=True)
    left_out = [item.code for item in locked if select and not item.code.startswith(select)]
    if left_out:
        text = _says("select leaves out", left_out, "add what is locked")
        yield Objection((*place, "select"), text, at_key=True)


def _says(what: str, codes: list[str], remedy: str) -> str:
    more = f" and {len(codes) - _SHOWN} more" if len(codes) > _SHOWN else ""
    return f"{what} {', '.join(codes[:_SHOWN])}{more}, which the organisation has locked: {remedy}"
