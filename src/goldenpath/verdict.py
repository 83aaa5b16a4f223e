"""What is left of the findings by the configuration, by comments, and by the baseline."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from goldenpath import charts, helm
from goldenpath.diagnostic import Diagnostic, told_once
from goldenpath.document import Document, Kind
from goldenpath.judge import judge
from goldenpath.project import Project
from goldenpath.suppress import suppress

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from goldenpath.check import Check
    from goldenpath.config import Config
    from goldenpath.source import Source

CHARTS = frozenset({Kind.HELM_CHART, Kind.HELM_VALUES, Kind.HELM_TEMPLATE})
"""What only a Helm engine can judge."""


def looked_for(checks: Iterable[Check], config: Config) -> Callable[[str, str], bool]:
    """Return what tells whether a run looks, in the file at a path, for a code.

    Only then does its absence mean anything: not in a chart's templates or of what it renders to,
    where there is no Helm engine.
    """
    rendered = helm.engine() is not None
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
    documents: Iterable[Document],
    checks: Iterable[Check],
    config: Config,
) -> list[Diagnostic]:
    """Return what neither `config` nor a comment leaves out, and what is wrong with comments."""
    told = config.told(told_once(findings))
    kept, wrong = suppress(told, _sources(documents), looked_for(checks, config))
    about = [found for document in wrong for found in judge(document, Project(), checks)]
    return told_once([*kept, *config.told(about)])


def _sources(documents: Iterable[Document]) -> Iterator[tuple[Source, bool]]:
    """Yield every file that was read, and whether it is a template."""
    for document in documents:
        yield document.source, document.index is None
        if document.kind is Kind.HELM_CHART and helm.engine() is not None:
            for template in charts.templates(document):
                yield template, True
