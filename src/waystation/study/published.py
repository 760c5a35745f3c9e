"""Published figures that the model stands beside, and the reconciliation of the opening caseload."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pydantic import ConfigDict, TypeAdapter

from waystation.base.forms import read_value
from waystation.base.problems import Problems
from waystation.study.targets import Target

STRICT = ConfigDict(extra="forbid")


@dataclass(frozen=True)
class Published:
    """A published figure, and the measures and months of the baseline (`2026-01` to `2026-03`) set beside it."""

    __pydantic_config__ = STRICT
    id: str
    title: str
    period: str
    value: float
    measures: tuple[str, ...]
    first: str
    last: str
    source: str
    within: float | None = None
    note: str = ""


@dataclass(frozen=True)
class CohortFigure:
    """Published claims of a year and those of them returned, for some classes (`only`), or for all `but` some."""

    __pydantic_config__ = STRICT
    id: str
    title: str
    claims: float
    returned: float
    source: str
    only: tuple[str, ...] = ()
    but: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    """One line of the reconciliation; cases with a minus are taken out."""

    __pydantic_config__ = STRICT
    id: str
    title: str
    source: str
    cases: float | None = None
    people: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Reconciliation:
    """From published figures to the opening caseload, line by line."""

    __pydantic_config__ = STRICT
    title: str
    date: object
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Targets:
    """Published flows, published cohorts, what no range covers, and the series that history is held against."""

    __pydantic_config__ = STRICT
    published: tuple[Published, ...]
    cohorts: tuple[CohortFigure, ...]
    limits: tuple[str, ...]
    series: tuple[Target, ...] = ()


def load_published(path: Path, problems: Problems) -> Targets | None:
    """The published figures of a file, and the sentences on what no range covers."""
    return read_value(TypeAdapter(Targets), path, problems)


def load_reconciliation(path: Path, problems: Problems) -> Reconciliation | None:
    """The reconciliation in a file."""
    return read_value(TypeAdapter(Reconciliation), path, problems)
