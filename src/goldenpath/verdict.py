"""What is left of the findings by the configuration, by comments, and by the baseline."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from goldenpath.diagnostic import Diagnostic, told_once
from goldenpath.document import Kind
from goldenpath.suppress import suppress

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from goldenpath.check import Check
    from goldenpath.config import Config
    from goldenpath.judge import Judges
    from goldenpath.source import Source

CHARTS = frozenset({Kind.HELM_CHART, Kind.HELM_VALUES, Kind.HELM_TEMPLATE})
"""What only a Helm engine can judge."""


def looked_for(
    checks: Iterable[Check], config: Config, *, rendered: bool
) -> Callable[[str, str], bool]:
    """Return what tells whether a run looks, in the file at a path, for a code.

    Only then does its absence mean anything: not in a chart's templates or of what it renders to,
    where no chart was `rendered`.
    """
    severities = {
        check.code: check.severity for check in checks if rendered or not check.kinds <= CHARTS
    }

    def tell(path: str, code: str) -> bool:
        if not rendered and "templates" in PurePosixPath(path).parts:
            return False
        return code in severities and config.level(path, code, severities[code]) is not None

    return tell


def unexcused(
    findings: Iterable[Diagnostic],
    commented: Iterable[tuple[Source, bool]],
    judges: Judges,
    config: Config,
    *,
    rendered: bool,
) -> list[Diagnostic]:
    """Return what neither `config` nor a comment leaves out, and what is wrong with comments.

    Args:
        findings: what was found.
        commented: the files that may hold comments for us, and whether each is a template.
        judges: the checks of the run.
        config: what the judged repository wants.
        rendered: whether charts were rendered.
    """
    told = config.told(told_once(findings))
    tell = looked_for(judges.checks, config, rendered=rendered)
    kept, wrong = suppress(told, commented, tell)
    about = [found for document in wrong for found in judges.alone(document)]
    return told_once([*kept, *config.told(about)])
