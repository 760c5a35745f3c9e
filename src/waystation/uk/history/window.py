"""The model over the years before a day, as it stands on that day: what a calibration runs, and is held against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
from pydantic import ConfigDict, TypeAdapter

from waystation.base.forms import read_value
from waystation.base.problems import ContentError, Problems
from waystation.study.calibration.evidence import Evidence, Floats
from waystation.study.quarters import A_YEAR
from waystation.study.targets import Every, Target, observed
from waystation.uk.history.appealing import with_others
from waystation.uk.history.flows import Flows
from waystation.uk.history.past import past
from waystation.uk.history.run import run_under
from waystation.uk.history.series import series
from waystation.uk.history.setting import Past
from waystation.uk.history.tables import published

PLACE = Path(__file__).with_name("calibration.yaml")
MIDDLE: Mapping[Every, float] = {"quarter": 0.0, "year": (A_YEAR - 1) / 2}  # quarters from the middle to the last
STRICT = ConfigDict(extra="forbid")


@dataclass(frozen=True)
class Span:
    """How many quarters before the origin the model is run, from which day at the earliest, and why."""

    __pydantic_config__ = STRICT
    quarters: int
    first: date
    why: str


@dataclass(frozen=True)
class Fitted:
    """A series that is fitted: how far any model may be off, how that is remembered, how what it stands for drifts.

    `scale` times what the model gives is in the unit of the published series.
    """

    __pydantic_config__ = STRICT
    series: str
    why: str
    discrepancy: float = 0.0
    absolute: float = 0.0
    memory: float = 0.0
    drift: float = 0.0
    drift_absolute: float = 0.0
    scale: float = 1.0


@dataclass(frozen=True)
class OfOrigin:
    """The numbers that are those of the origin throughout the window, and why."""

    __pydantic_config__ = STRICT
    names: tuple[str, ...]
    why: str


@dataclass(frozen=True)
class Plan:
    """What a calibration is held against."""

    __pydantic_config__ = STRICT
    window: Span
    fitted: tuple[Fitted, ...]
    as_of_origin: OfOrigin


@cache
def plan() -> Plan:
    """What a calibration is held against, from its file. Raises ContentError if it is wrong."""
    problems = Problems()
    found = read_value(TypeAdapter(Plan), PLACE, problems)
    problems.raise_if_any(ContentError)
    assert found
    return found


@dataclass(frozen=True)
class Window:
    """The model over the window under published flows, the model on the origin, and what is fitted in it."""

    model: Past
    now: Past
    targets: tuple[tuple[Fitted, Target], ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The coordinates of its points: those of the whole book."""
        return self.model.book.coordinates

    def flows(self, point: tuple[float, ...]) -> Flows:
        """The published flows, and appeals of other people at their level on the origin."""
        level = np.full(len(self.model.at.ends), self.now.at.outlook.central["other_appeals"][0])
        return with_others(self.now, {**self.model.at.flows, "other_appeals": level}, point)

    def outputs(self, point: tuple[float, ...], seed: int) -> Floats:
        """What is fitted, one after the other, at a point of the whole book's unit cube; shape (k,)."""
        flows = self.flows(point)
        found = series(self.model, run_under(self.model, flows, point, seed), flows)
        return np.concatenate([self._periods(found[fitted.series], fitted, target) for fitted, target in self.targets])

    def _periods(self, values: Floats, fitted: Fitted, target: Target) -> Floats:
        """Values by quarter as the target has them, by quarter or added up by year."""
        ends = self.ends(target)
        if target.every == "quarter":
            rows = [self.model.at.ends.index(end) for end in ends]
            return fitted.scale * values[rows]
        years = np.array([end.year for end in self.model.at.ends])
        return np.array([fitted.scale * values[years == end.year].sum() for end in ends])

    def ends(self, target: Target) -> tuple[date, ...]:
        """The periods of a target within the window that are published."""
        seen = observed(target, published()[target.table]).quarters
        first = self.model.calendar.start
        return tuple(end for end in seen if first <= _begins(end, target.every) and end <= self.model.at.ends[-1])

    def evidence(self) -> Evidence:
        """The published values, their errors and the discrepancy, in the order of `outputs`."""
        parts = [self._one(fitted, target) for fitted, target in self.targets if self.ends(target)]
        labels = tuple(f"{part.id} {end.isoformat()}" for part in parts for end in part.ends)
        last, every = self.model.at.ends[-1], self.model.at.ends
        return Evidence(
            labels, _joined([part.values for part in parts]), _joined([part.sd for part in parts]),
            _joined([part.discrepancy for part in parts]), tuple(part.id for part in parts for _ in part.ends),
            tuple(every.index(end) - every.index(last) - part.middle for part in parts for end in part.ends),
            _joined([part.memory for part in parts]), _joined([part.drift for part in parts]),
        )  # fmt: skip

    def _one(self, fitted: Fitted, target: Target) -> _Part:
        seen, ends = observed(target, published()[target.table]), self.ends(target)
        rows = [seen.quarters.index(end) for end in ends]
        values = target.expected(seen)[rows]
        size, level = np.ones(len(rows)), float(np.abs(values).mean())
        return _Part(
            target.id, ends, MIDDLE[target.every], values, target.sd(seen)[rows],
            np.hypot(fitted.discrepancy * np.maximum(level, np.abs(values)), fitted.absolute), fitted.memory * size,
            np.hypot(fitted.drift * level, fitted.drift_absolute) * size,
        )  # fmt: skip


@dataclass(frozen=True)
class _Part:
    """The published values of one series in the window, and how far they and the model may be off."""

    id: str
    ends: tuple[date, ...]
    middle: float
    values: Floats
    sd: Floats
    discrepancy: Floats
    memory: Floats
    drift: Floats


def _joined(parts: list[Floats]) -> Floats:
    return np.concatenate(parts)


def window(origin: date) -> Window:
    """The model over the window that ends on an origin. Raises ValueError for a day on which no quarter ends."""
    held = plan()
    start, quarters = origin, 0
    while quarters < held.window.quarters and start > held.window.first:
        start, quarters = _quarter_before(start), quarters + 1
    model = past(origin, start=start, quarters=quarters, mode="given")
    now = past(origin, quarters=A_YEAR, mode="blind")
    known = {target.id: target for target in model.targets.series}
    return Window(_as_of(model, now, held), now, tuple((each, known[each.series]) for each in held.fitted))


def _as_of(model: Past, now: Past, held: Plan) -> Past:
    """A model over a window with the numbers of its end."""
    setting, theirs = model.at, now.at
    names = held.as_of_origin.names
    base = replace(setting.base, parameters={**setting.base.parameters, **{name: theirs.base[name] for name in names}})
    tuning = replace(
        setting.tuning, enforced=theirs.tuning.enforced, voluntary=theirs.tuning.voluntary, lodged=theirs.tuning.lodged
    )
    setting = replace(setting, base=base, tuning=tuning)
    return replace(model, setting=setting, book=setting.book(setting.flows))


def _quarter_before(end: date) -> date:
    """The end of the quarter before the one that ends on a day."""
    return date.fromordinal(_begins(end, "quarter").toordinal() - 1)


def _begins(end: date, every: Every) -> date:
    """The first day of the quarter or year that ends on a day."""
    return date(end.year, 1, 1) if every == "year" else date(end.year, end.month - 2, 1)
