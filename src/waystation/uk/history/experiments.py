"""Natural experiments replayed: what the model makes of arrivals and outcomes as they were, with rates from before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from scipy.stats import beta

from waystation.study.forecasts import LEVELS
from waystation.study.quarters import A_YEAR
from waystation.study.wander import Floats
from waystation.uk.history.flows import Flows
from waystation.uk.history.past import past
from waystation.uk.history.run import Seen, run
from waystation.uk.history.series import series
from waystation.uk.history.setting import Past
from waystation.uk.history.simulate import points_of
from waystation.uk.history.tables import Tables, column, known, published, quarters

ALBANIA = "Albania"
BEFORE_DEAL, BEFORE_DRIVE = date.fromisoformat("2021-12-31"), date.fromisoformat("2022-12-31")


@dataclass(frozen=True)
class Line:
    """One figure: as published, as simulated (5%, middle, 95% of draws), or both."""

    label: str
    unit: str
    published: float | None = None
    simulated: tuple[float, float, float] | None = None


@dataclass(frozen=True)
class Experiment:
    """What happened, what the model says of it, and what it cannot attribute."""

    id: str
    title: str
    lines: tuple[Line, ...]
    note: str


def experiments(*, draws: int, seed: int) -> tuple[Experiment, ...]:
    """All natural experiments; about half a second a draw."""
    return (albania(draws, seed), drive(draws, seed), inadmissibility())


def albania(draws: int, seed: int) -> Experiment:
    """The agreement with Albania of 13 December 2022: returns in 2023 with the rates of 2022, arrivals given."""
    held = published()["history_albania"]
    boats, claims = _years(held, "boats"), _years(held, "claims")
    returns = _years(held, "returns_enforced") + _years(held, "returns_voluntary")
    model = past(BEFORE_DEAL, quarters=2 * A_YEAR, mode="given")
    flows = _with_albanians(model, held)
    place = model.book.axes["nationality"].classes.index(ALBANIA)
    ratio = np.array([_second_over_first(seen, place) for seen, _ in _runs(model, flows, draws, seed)])
    expected = returns[0] * ratio
    by_quarter = column(_from(held, BEFORE_DEAL), "boats")
    before = (by_quarter[2] - by_quarter[3]) / (by_quarter[2] - by_quarter[4])
    return Experiment(
        "albania", "Agreement with Albania, December 2022",
        (
            Line("Arrivals by small boat, 2022 (given)", "people", float(boats[0])),
            Line("Arrivals by small boat, 2023 (given)", "people", float(boats[1])),
            Line("Part of the fall from the third quarter of 2022 to the first of 2023 that came before the agreement",
                 "share", float(before)),
            Line("Claims, 2022 and 2023 (given): 2023 over 2022", "ratio", float(claims[1] / claims[0])),
            Line("Returns of Albanian nationals, 2022", "returns", float(returns[0])),
            Line("Returns of Albanian nationals, 2023; simulated: as the rates of 2022 would have made them", "returns",
                 float(returns[1]), _range(expected)),
            Line("Unattributed: returns of 2023 that neither arrivals nor earlier refusals explain", "returns", None,
                 _range(returns[1] - expected)),
        ),
        "Published returns are those of all Albanian nationals, asylum-related or not; the model moves them in "
        "proportion to asylum-related ones. What is unattributed is the agreement, faster decisions on Albanian "
        "claims, more officers and all else that began about then: the data cannot part them. The fall of arrivals is "
        "given, not explained. How rates of return fall with time was measured in 2024 and 2025, so that a part of a "
        "change may be in it.",
    )  # fmt: skip


def drive(draws: int, seed: int) -> Experiment:
    """The decision drive of 2023: open appeals with it, and as they would have been at the outcomes of 2022."""
    model = past(BEFORE_DRIVE, quarters=2 * A_YEAR, mode="given")
    last = {name: np.full(2 * A_YEAR, path[0]) for name, path in model.at.outlook.central.items()}
    usual = {name: last[name] for name in ("outcomes", "granted", "withdrawn", "administrative")}
    without = {**model.at.flows, **usual}
    with_it, no_drive = (
        [series(model, seen, flows) for seen, flows in _runs(model, flows, draws, seed)]
        for flows in (model.at.flows, without)
    )
    frame = _from(quarters(published()), BEFORE_DRIVE).head(2 * A_YEAR)
    opened, received = column(frame, "open")[-1], column(frame, "receipts").sum()
    ends = {name: np.array([each["appeals_open"][-1] for each in runs]) for name, runs in
            (("with", with_it), ("without", no_drive))}  # fmt: skip
    return Experiment(
        "drive", "Decision drive of 2023 and the backlog of appeals it made",
        (
            Line("Refusals, 2023 and 2024 (given)", "people", float(column(frame, "refusals").sum())),
            Line("Appeals received, 2023 and 2024", "appeals", float(received),
                 _range(np.array([each["appeals_receipts"].sum() for each in with_it]))),
            Line("Open appeals, 31 December 2024", "appeals", float(opened), _range(ends["with"])),
            Line("The same, had outcomes stayed at the level of 2022", "appeals", None, _range(ends["without"])),
            Line("Backlog made by the drive", "appeals", None, _range(ends["with"] - ends["without"])),
            Line("People awaiting a decision, 31 December 2024", "people", float(column(frame, "awaiting_people")[-1]),
                 _range(np.array([each["awaiting_decision_people"][-1] for each in with_it]))),
            Line("The same, had outcomes stayed at the level of 2022", "people", None,
                 _range(np.array([each["awaiting_decision_people"][-1] for each in no_drive]))),
        ),
        "Claims, outcomes and disposals are given; what the model adds is who appeals, and what waits.",
    )  # fmt: skip


def inadmissibility(tables: Tables | None = None) -> Experiment:
    """Removals of cases identified as inadmissible without an agreement, 2021 to 2023: it informs a prior only."""
    held = (tables or published())["history_inadmissibility"]
    identified, removed = (float(known(held, name).sum()) for name in ("identified", "removed"))
    low, middle, high = (float(each) for each in _removed_share(identified, removed))
    return Experiment(
        "inadmissibility", "Inadmissibility without agreements, 2021 to 2023",
        (
            Line("Cases identified", "cases", identified),
            Line("Removed to a third country", "people", removed),
            Line("Share removed (interval: binomial, Jeffreys prior)", "share", removed / identified,
                 (low, middle, high)),
        ),
        "No test of the model: there was no agreement to run. It bounds what to expect without a host's consent.",
    )  # fmt: skip


def _removed_share(identified: float, removed: float) -> Floats:
    return np.asarray(beta.ppf(_levels(), removed + 1 / 2, identified - removed + 1 / 2))


def _levels() -> Floats:
    """The shares of draws at which a range is shown: low, middle, high."""
    return np.array([LEVELS[0], LEVELS[2], LEVELS[-1]])


def _range(values: Floats) -> tuple[float, float, float]:
    low, middle, high = np.quantile(values, _levels()).tolist()
    return low, middle, high


def _from(frame: pl.DataFrame, day: date) -> pl.DataFrame:
    return frame.filter(pl.col("period_end") > day.isoformat())


def _years(held: pl.DataFrame, name: str) -> Floats:
    """The sums of the two years after the eve of the agreement's run."""
    return np.asarray(column(_from(held, BEFORE_DEAL), name).reshape(2, A_YEAR).sum(axis=1), np.float64)


def _with_albanians(model: Past, held: pl.DataFrame) -> Flows:
    """Published flows with as many Albanians by small boat and otherwise as came."""
    rows = _from(held, BEFORE_DEAL)
    boats, claims = column(rows, "boats"), column(rows, "claims")
    return {**model.at.flows, f"boats of {ALBANIA}": boats, f"others of {ALBANIA}": np.maximum(claims - boats, 0)}


def _second_over_first(seen: Seen, place: int) -> float:
    """Albanians who become ready for return in the second year over those in the first."""
    ready = seen.came_by_nationality("leaving", "detained")[:, place]
    return float(ready[A_YEAR:].sum() / ready[:A_YEAR].sum())


def _runs(model: Past, flows: Flows, draws: int, seed: int) -> list[tuple[Seen, Flows]]:
    points = points_of(model, draws, seed, None)
    return [(run(model, flows, tuple(point.tolist()), seed + row), flows) for row, point in enumerate(points)]
