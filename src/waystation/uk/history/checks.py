"""What the model makes of given claims, outcomes and disposals, beside what was published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from waystation.engine.counts import CASES
from waystation.parameters.derive import Vector, by_class
from waystation.parameters.draw import CENTRE
from waystation.study.quarters import A_YEAR
from waystation.uk.history.ages import BANDS, TITLES
from waystation.uk.history.appealing import LODGED, coordinate
from waystation.uk.history.past import past
from waystation.uk.history.run import Seen, run
from waystation.uk.history.series import series
from waystation.uk.history.setting import Past
from waystation.uk.history.tables import column, published, quarters
from waystation.uk.history.tune import GRANTED, REFUSED


@dataclass(frozen=True)
class Check:
    """One published figure beside the one simulated with flows given; `within` is the bar, as a part, if any."""

    id: str
    title: str
    origin: date
    published: float
    simulated: float
    unit: str
    within: float | None = None

    @property
    def apart(self) -> float:
        """By what part of the published figure the simulated one is higher; for shares, the difference."""
        difference = self.simulated - self.published
        return difference if self.unit == "share" else difference / self.published

    @property
    def holds(self) -> bool | None:
        """Whether it lies within the bar; None if there is none."""
        return None if self.within is None else abs(self.apart) <= self.within


def given_checks(origin: date, *, length: int = 2 * A_YEAR, seed: int = 1) -> tuple[Check, ...]:
    """A run of some quarters from an origin with published flows, at the centre of every range, against the tables."""
    model = past(origin, quarters=length, mode="given")
    seen = run(model, model.at.flows, middle(model), seed)
    found = series(model, seen, model.at.flows)
    frame = quarters(published()).filter(pl.col("period_end").is_in([end.isoformat() for end in model.at.ends]))
    receipts, opened = column(frame, "receipts").sum(), column(frame, "open")[-1]
    return (
        Check("appeals_receipts", "Appeals received, given refusals", origin, receipts,
              float(found["appeals_receipts"].sum()), "cases"),
        Check("appeals_open", "Open appeals at the end, with their unexplained flow", origin, opened,
              float(found["appeals_open"][-1]), "cases", model.at.rules.number("open_within")),
        *_ages(model, seen),
        *_nationalities(model, seen),
    )  # fmt: skip


def middle(model: Past) -> tuple[float, ...]:
    """Every number at its centre, but the share that appeals as receipts up to the day show it."""
    centre = dict.fromkeys(model.book.coordinates, CENTRE)
    return tuple((centre | {LODGED: coordinate(model, 0)}).values())


def _ages(model: Past, seen: Seen) -> tuple[Check, ...]:
    """Shares of cases waiting by age of the claim on the last day, where they are published for that day."""
    end = model.at.ends[-1]
    both = pl.concat([published()["history_age_years"], published()["history_age_quarters"]])
    rows = both.filter(pl.col("period_end") == end.isoformat())
    if rows.is_empty():
        return ()
    counts = np.array([column(rows, band)[0] for band in BANDS])
    first, year = model.at.rules.number("band_days"), model.at.rules.number("year_days")
    waited = np.histogram(seen.waited(), [0, first, 2 * first, year, np.inf])[0]
    rows_of_bands = zip(BANDS, TITLES, (counts / counts.sum()).tolist(), (waited / waited.sum()).tolist(), strict=True)
    return tuple(
        Check(f"waiting_{band}", f"Share waiting {title}", model.at.origin, real, ours, "share")
        for band, title, real, ours in rows_of_bands
    )


def _nationalities(model: Past, seen: Seen) -> tuple[Check, ...]:
    """How far shares granted by nationality lie from the published ones, beside one share for all nationalities."""
    ends = [end.isoformat() for end in model.at.ends]
    held = published()["history_nationality"].filter(pl.col("period_end").is_in(ends))
    if held.is_empty():
        return ()
    count, classes = held["period_end"].n_unique(), model.book.axes["nationality"].classes
    granted, refused = (by_class(held, name, classes, key="nationality") for name in ("granted", "refused"))
    ours, theirs = (seen.flow_by_nationality(*of, of=CASES)[:count].sum(axis=0) for of in (GRANTED, REFUSED))
    decided = granted + refused
    real, simulated = granted / np.maximum(decided, 1), ours / np.maximum(ours + theirs, 1)
    mean = granted.sum() / decided.sum()
    return (
        Check("granted_by_nationality", "Mean distance of the share granted by nationality from the published one",
              model.at.origin, 0, _distance(simulated, real, decided), "share"),
        Check("granted_alike", "The same, if all nationalities had the national share",
              model.at.origin, 0, _distance(np.full(len(real), mean), real, decided), "share"),
    )  # fmt: skip


def _distance(found: Vector, real: Vector, weights: Vector) -> float:
    return float(np.average(np.abs(found - real), weights=weights))
