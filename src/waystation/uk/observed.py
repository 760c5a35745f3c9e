"""The published series of the UK system: which there are, and what was observed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import polars as pl

from waystation.base.problems import ContentError, Problems, UsageError, did_you_mean
from waystation.parameters.basis import load_series
from waystation.study import targets as held
from waystation.study.published import load_published
from waystation.study.targets import Observed, Target
from waystation.uk.measures import MEASURES

HOME = Path(__file__).parent
SCORED = ("claims", "initial_decisions", "grants", "refusals", "awaiting_decision_people", "appeals_open",
          "appeals_receipts", "appeals_disposals", "supported_people", "hotel_people", "returns_enforced",
          "returns_voluntary", "small_boat_arrivals")  # fmt: skip


@cache
def tables() -> Mapping[str, pl.DataFrame]:
    """The tables of published figures by name. Raises ContentError if one has changed since it was registered."""
    problems = Problems()
    found = load_series(HOME / "evidence" / "series", problems)
    problems.raise_if_any(ContentError)
    return found


@cache
def targets() -> Mapping[str, Target]:
    """The published series by id. Raises ContentError if one names a table, a column or a measure that there is not."""
    problems = Problems()
    loaded = load_published(HOME / "targets.yaml", problems)
    if loaded is not None:
        measures = [measure.id for measure in MEASURES]
        held.check_targets(loaded.series, tables(), measures=measures, problems=problems)
    problems.raise_if_any(ContentError)
    assert loaded is not None
    return {target.id: target for target in loaded.series}


def target(name: str) -> Target:
    """A published series by id. Raises UsageError if there is no such series."""
    if name not in targets():
        raise UsageError(f"no published series called {name!r}: {did_you_mean(name, targets())}")
    return targets()[name]


def observed(name: str | Target) -> Observed:
    """The last days of the periods (Q,) of a series, and its figures (Q,)."""
    chosen = target(name) if isinstance(name, str) else name
    return held.observed(chosen, tables()[chosen.table])


def observed_by(name: str | Target) -> dict[str, Observed]:
    """The same for each class (nationality) of a series that tells them apart."""
    chosen = target(name) if isinstance(name, str) else name
    return held.observed_by(chosen, tables()[chosen.table])
